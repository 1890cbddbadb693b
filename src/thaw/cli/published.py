"""The command `thaw published`."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from thaw.errors import ThawError

FIRST_WORD_SECONDS = 5.0
LONGEST_SILENCE_SECONDS = 60.0
"""Seconds until the first line of progress where there is no terminal, and between later ones at most."""


@click.command()
@click.argument("name", required=False)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Long targets as well: more than an hour of one core. All cores are used; how long it will take here is "
    "said once it is known.",
)
@click.option("--preset", default=None, help="Run NAME at this preset instead of its targets.")
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="SETTING=VALUE",
    help="Run NAME with a switch or input changed; may be repeated.",
)
@click.option("--seeds", type=click.IntRange(1), default=None, help="Replicates at that setting.")
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=None,
    help="Processes for --all; one per core unless given. Results do not depend on it.",
)
@click.option("--list", "listing", is_flag=True, help="List models, presets and settings.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Write a CSV file.")
def published(
    name: str | None,
    everything: bool,
    preset: str | None,
    changes: tuple[str, ...],
    seeds: int | None,
    workers: int | None,
    listing: bool,
    out: Path | None,
) -> int:
    """Re-run the field's classic models and hold them against their published numbers.

    Prints for every target the published number and how it is known, ours with its standard error,
    and whether it reproduces. The exit code is 1 if a target fails. With --out FILE finished runs are
    kept until FILE is whole: those of targets in FILE.runs, with which the same command goes on after a
    stop, those of --set in FILE.part.

    \b
    Examples:
      thaw published
      thaw published granovetter_1978 --all
      thaw published epstein_2002 --preset mesa_run2 --set ratio=floor --set ticks=500 --seeds 5
    """
    from thaw.cli.screen import out as screen
    from thaw.published import console
    from thaw.writing import ready_file

    if out is not None:
        ready_file(out)
    if listing:
        console.show_list(screen)
        return 0
    if preset is not None or changes or seeds is not None:
        if name is None:
            raise ThawError(
                "--preset, --set and --seeds need the name of a model",
                expected="such as: thaw published epstein_2002 --seeds 5",
                todo="see `thaw published --list`",
            )
        return _one(name, preset, changes, seeds or 3, out)
    return _targets(name, everything, workers, out)


def _targets(name: str | None, everything: bool, workers: int | None, out: Path | None) -> int:
    import os

    from thaw.cli import screen
    from thaw.published import console
    from thaw.published.kept import Kept
    from thaw.published.target import FAILS
    from thaw.published.targets import Stopped, run_targets

    count = (workers or os.cpu_count() or 1) if everything else (workers or 1)
    _check_out(out)
    runs = None if out is None else Kept(out.with_name(out.name + ".runs"))
    if runs is not None and runs.other_code:
        screen.say(f"{runs.path.name} holds runs of another version: they are made anew")
    elif runs is not None and runs.runs:
        screen.say(f"going on: {len(runs.runs):,} finished runs are kept in {runs.path.name}")
    try:
        with _progress("published models") as move:
            outcomes = run_targets([name] if name else None, everything, move, count, runs)
    except Stopped as stop:
        if stop.outcomes:
            console.show(stop.outcomes, screen.out)
        done = f"{len(stop.outcomes)} of {stop.targets} targets were done"
        if runs is None or not runs.runs:
            return _stopped(done, None)
        many = f"{len(runs.runs):,} finished run{'s' if len(runs.runs) > 1 else ''}"
        return _stopped(f"{done}, {many}", runs.path, "; the same command goes on from there")
    except ThawError as problem:
        if runs is not None and runs.runs:
            problem.add_note(
                f"{len(runs.runs):,} runs are finished and kept in {runs.path}; "
                "the same command goes on from there"
            )
        raise
    console.show(outcomes, screen.out)
    if out is not None and runs is not None:
        screen.say(f"saved: {console.save(outcomes, out)}")
        runs.close(done=True)
    return int(any(o.verdict == FAILS for o in outcomes))


def _one(
    name: str, preset: str | None, changes: tuple[str, ...], seeds: int, out: Path | None
) -> int:
    import pandas as pd

    from thaw.cli import screen
    from thaw.published import console
    from thaw.published.targets import each_run
    from thaw.writing import write_whole

    runs = each_run(name, range(seeds), preset, given_settings(changes))
    _check_out(out)
    rows: dict[int, dict[str, float]] = {}
    stopped = False
    began = time.monotonic()
    try:
        with _progress(name) as move:
            for seed, measures in runs:
                rows[seed] = measures
                spent = time.monotonic() - began
                move(len(rows), seeds, spent / len(rows) * (seeds - len(rows)))
                if out is not None:
                    _append(_part(out), seed, measures, first=len(rows) == 1)
    except KeyboardInterrupt:
        stopped = True
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index.name = "seed"
    if rows:
        words = [name, preset or "defaults", *changes, f"seeds 0..{len(rows) - 1}"]
        console.show_measures(frame, ", ".join(words), screen.out)
    if stopped:
        kept = _part(out) if out is not None and rows else None
        return _stopped(f"{len(rows)} of {seeds} runs were done", kept)
    if out is not None:
        write_whole(out, frame.to_csv())
        _part(out).unlink(missing_ok=True)
        screen.say(f"saved: {out}")
    return 0


def given_settings(changes: tuple[str, ...]) -> dict[str, Any]:
    """Settings by name; one that is given twice is a mistake."""
    made: dict[str, Any] = {}
    for change in changes:
        key, value = _pair(change)
        if key in made and made[key] != value:
            raise ThawError(
                f"{key} is set twice, to {made[key]} and to {value}", expected="one --set for it"
            )
        made[key] = value
    return made


def _pair(text: str) -> tuple[str, Any]:
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise ThawError(f"{text!r} is not a setting", expected="SETTING=VALUE, such as ticks=500")
    return key.strip(), value.strip()


def _check_out(out: Path | None) -> None:
    """Try the place of the file before the first run."""
    if out is None:
        return
    if out.is_dir():
        raise ThawError("is a folder", file=out, expected="the name of a CSV file")
    part = _part(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with part.open("a", encoding="utf-8"), (out if out.exists() else part).open("a"):
            pass
        part.unlink()
    except OSError as problem:
        raise ThawError(
            f"cannot be written ({problem.strerror or problem})",
            file=out,
            todo="name another file with --out",
        ) from None


def _part(out: Path) -> Path:
    """Where finished runs are kept until the file is whole; an earlier whole file stays until then."""
    return out.with_name(out.name + ".part")


def _append(file: Path, seed: int, measures: dict[str, float], first: bool) -> None:
    """One finished run more."""
    with file.open("w" if first else "a", newline="", encoding="utf-8") as sheet:
        writer = csv.writer(sheet, lineterminator="\n")
        if first:
            writer.writerow(["seed", *measures])
        writer.writerow([seed, *("" if v != v else v for v in measures.values())])


def _stopped(done: str, kept: Path | None, more: str = "") -> int:
    """Tell what was done and where it is kept; the exit code of a stop by hand."""
    where = f"kept in {kept}" if kept is not None else "not kept in a file; --out FILE keeps them"
    where += more
    if kept is None and done.startswith("0 "):
        where = "nothing to keep"
    click.echo(f"\nthaw: stopped; {done}, {where}", err=True)
    return 130


@contextmanager
def _progress(title: str) -> Iterator[Callable[..., None]]:
    """A bar on a terminal; elsewhere a line on stderr after some seconds, and then ever more rarely.

    Told runs done, runs in all and, where it is known, how many seconds the rest will take. How long the
    whole will take is said once, as soon as it is known, where that is more than a minute.
    """
    from thaw.cli import screen

    forecast = _Forecast(title)
    if screen.aside.is_terminal:
        with screen.bar(title) as move:

            def both(done: int, total: int, left: float | None = None) -> None:
                forecast.tell(done, total, left)
                move(done, total)

            yield both
        return
    start = time.monotonic()
    due = FIRST_WORD_SECONDS

    def tell(done: int, total: int, left: float | None = None) -> None:
        nonlocal due
        if forecast.tell(done, total, left):
            return
        spent = time.monotonic() - start
        if spent >= due and done < total:
            due = (
                spent * 2.0 if spent < LONGEST_SILENCE_SECONDS else spent + LONGEST_SILENCE_SECONDS
            )
            rest = "" if left is None else f", about {_time(left)} left"
            click.echo(f"{title}: {done} of {total} runs, {_time(spent)}{rest}", err=True)

    yield tell


class _Forecast:
    """Says once how long the rest will take."""

    def __init__(self, title: str) -> None:
        self.title, self.said = title, False

    def tell(self, done: int, total: int, left: float | None) -> bool:
        """Whether it was said now."""
        if self.said or left is None or left < LONGEST_SILENCE_SECONDS:
            return False
        self.said = True
        about = f"{total - done:,} of {total:,} runs are left, about {_time(left)}"
        click.echo(f"{self.title}: {about} by what one run at each setting took", err=True)
        return True


def _time(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
