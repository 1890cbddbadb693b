"""The command `thaw published`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from thaw.errors import ThawError

if TYPE_CHECKING:
    import pandas as pd

    from thaw.published.kept import Kept

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
    kept in FILE.runs until FILE is whole; the same command goes on with them after a stop.

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
    from thaw.published.target import FAILS
    from thaw.published.targets import Stopped, run_targets

    count = (workers or os.cpu_count() or 1) if everything else (workers or 1)
    with _keeping(out) as runs:
        try:
            with _progress("published models") as move:
                outcomes = run_targets([name] if name else None, everything, move, count, runs)
        except Stopped as stop:
            if stop.outcomes:
                console.show(stop.outcomes, screen.out)
            stop.add_note(f"{len(stop.outcomes)} of {stop.targets} targets were done")
            raise
        console.show(outcomes, screen.out)
        if out is not None and runs is not None:
            screen.say(f"saved: {console.save(outcomes, out)}")
            runs.close(done=True)
    return int(any(o.verdict == FAILS for o in outcomes))


def _one(
    name: str, preset: str | None, changes: tuple[str, ...], seeds: int, out: Path | None
) -> int:
    from thaw.cli import screen
    from thaw.published.targets import each_run
    from thaw.writing import write_whole

    settings = given_settings(changes)
    each_run(name, (), preset, settings)  # mistakes are told before a file of runs is looked at
    rows: dict[int, dict[str, float]] = {}
    words = [name, preset or "defaults", *changes]
    with _keeping(out) as runs:
        began, there = time.monotonic(), 0 if runs is None else len(runs.runs)
        try:
            with _progress(name) as move:
                for seed, measures in each_run(name, range(seeds), preset, settings, runs):
                    rows[seed] = measures
                    made = len(rows) if runs is None else max(len(runs.runs) - there, 1)
                    spent = time.monotonic() - began
                    move(len(rows), seeds, spent / made * (seeds - len(rows)))
        except KeyboardInterrupt as stop:
            if rows:
                _shown(rows, words)
            stop.add_note(f"{len(rows)} of {seeds} runs were done")
            raise
        frame = _shown(rows, words)
        if out is not None and runs is not None:
            write_whole(out, frame.to_csv())
            runs.close(done=True)
            screen.say(f"saved: {out}")
    return 0


def _shown(rows: dict[int, dict[str, float]], words: list[str]) -> pd.DataFrame:
    """The table of measures, printed and given."""
    import pandas as pd

    from thaw.cli import screen
    from thaw.published import console

    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.index.name = "seed"
    console.show_measures(frame, ", ".join([*words, f"seeds 0..{len(rows) - 1}"]), screen.out)
    return frame


@contextmanager
def _keeping(out: Path | None) -> Iterator[Kept | None]:
    """Finished runs of earlier commands for a file, and of this one; what stops it says that they are kept."""
    from thaw.cli import screen
    from thaw.published.kept import Kept
    from thaw.writing import claimed

    if out is None:
        try:
            yield None
        except KeyboardInterrupt as stop:
            stop.add_note("nothing is kept in a file; --out FILE keeps what is finished")
            raise
        return
    _check_out(out)
    with claimed(out.with_name(f".{out.name}.lock"), f"{out}"):
        runs = Kept(out.with_name(out.name + ".runs"))
        if runs.other_code:
            screen.say(f"{runs.path.name} holds runs of another version: they are made anew")
        elif runs.runs:
            many = f"{len(runs.runs):,} finished run{'s are' if len(runs.runs) > 1 else ' is'}"
            screen.say(
                f"{many} kept in {runs.path.name}: what is asked for of them is not made again"
            )
        try:
            yield runs
        except (KeyboardInterrupt, ThawError) as problem:
            if runs.path.exists() and runs.runs:
                many = f"{len(runs.runs):,} run{'s are' if len(runs.runs) > 1 else ' is'}"
                problem.add_note(
                    f"{many} finished and kept in {runs.path}; the same command goes on from there"
                )
            raise
        finally:
            runs.close()


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
    try:
        if out.exists():
            with out.open("a"):
                pass
    except OSError as problem:
        raise ThawError(
            f"cannot be written ({problem.strerror or problem})",
            file=out,
            todo="name another file with --out",
        ) from None


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
