"""The command `thaw published`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from thaw.errors import ThawError


@click.command()
@click.argument("name", required=False)
@click.option("--all", "everything", is_flag=True, help="Long targets as well; up to 20 minutes.")
@click.option("--preset", default=None, help="Run NAME at this preset instead of its targets.")
@click.option("--set", "changes", multiple=True, metavar="SETTING=VALUE",
              help="Run NAME with a switch or input changed; may be repeated.")  # fmt: skip
@click.option("--seeds", type=click.IntRange(1), default=None, help="Replicates at that setting.")
@click.option("--workers", type=click.IntRange(1), default=None,
              help="Processes for --all; one per core unless given. Results do not depend on it.")  # fmt: skip
@click.option("--list", "listing", is_flag=True, help="List models, presets and settings.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Write a CSV file.")
def published(
    name: str | None, everything: bool, preset: str | None, changes: tuple[str, ...],
    seeds: int | None, workers: int | None, listing: bool, out: Path | None,
) -> int:  # fmt: skip
    """Re-run the field's classic models and hold them against their published numbers.

    Prints for every target the published number and how it is known, ours with its standard error,
    and whether it reproduces. The exit code is 1 if a target fails.

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
    from thaw.published.targets import run_targets

    count = (workers or os.cpu_count() or 1) if everything else (workers or 1)
    with screen.bar("published models") as move:
        outcomes = run_targets([name] if name else None, everything, move, count)
    console.show(outcomes, screen.out)
    if out is not None:
        screen.say(f"saved: {console.save(outcomes, out)}")
    return int(any(o.verdict == FAILS for o in outcomes))


def _one(
    name: str, preset: str | None, changes: tuple[str, ...], seeds: int, out: Path | None
) -> int:
    from thaw.cli import screen
    from thaw.published import console
    from thaw.published.targets import simulate_published
    from thaw.writing import write_whole

    given = dict(_pair(change) for change in changes)
    frame = simulate_published(name, range(seeds), preset, **given)
    words = [name, preset or "defaults", *changes, f"seeds 0..{seeds - 1}"]
    console.show_measures(frame, ", ".join(words), screen.out)
    if out is not None:
        write_whole(out, frame.to_csv())
        screen.say(f"saved: {out}")
    return 0


def _pair(text: str) -> tuple[str, Any]:
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise ThawError(f"{text!r} is not a setting", expected="SETTING=VALUE, such as ticks=500")
    return key.strip(), value.strip()
