"""The command `thaw next`: what to look up next."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from thaw.cli.shared import options
from thaw.cli.table_options import several_accounts, table_options

if TYPE_CHECKING:
    from thaw.jobs.what_next import Next, PairNext

MOST = 8
"""Pairs listed in full, at most."""


@click.command("next")
@click.argument("case")
@several_accounts
@table_options
@options("out", "seed", "workers", "scheduler", "quick", "trust")
def next_(
    case: str,
    accounts: tuple[str, ...],
    table: Path | None,
    verified: bool,
    record: str | None,
    out: Path,
    seed: int,
    workers: int | None,
    scheduler: str | None,
    quick: bool,
) -> None:
    """Say what to look up next for CASE, to tell apart each pair of theories the record cannot.

    Evidence the record lacks, figures its sources contest, rows without a page and dates too coarse, by how
    many decibans they are expected to move the odds.

    \b
    Examples:
      thaw next twin_republics_1971
      thaw next bloc_1953 --account stein_1956 --account north_1986
    """
    from thaw.cli import screen
    from thaw.jobs.cluster import connected
    from thaw.jobs.study import Way
    from thaw.jobs.tables_for import inputs, opened, written
    from thaw.jobs.what_next import next_of
    from thaw.writing import ready

    with connected(scheduler) as executor:
        study = opened(
            case,
            accounts,
            record=record,
            verified=verified,
            quick=quick,
            seed=seed,
            way=Way(workers, executor, screen.bar),
        )
        ready(out)
        seen = inputs(study, out / "tables", table)
        made = next_of(seen)
    tell(made)
    screen.say(f"\nsaved: {written(seen, made, out, 'next')}")


def tell(made: Next) -> None:
    """Print what was found."""
    from thaw.cli import screen

    def say(text: str) -> None:
        screen.say(fill(text, screen.out.width - 1))

    q = made.questions
    least, most = min(made.runs.values()), max(made.runs.values())
    runs = f"{least}" if least == most else f"{least} to {most}"
    screen.say(f"\n{made.case}, record {made.record}; {runs} runs an account ({made.table})")
    say(
        f"The record is silent on {q['missing']} items. Of what is held against runs {q['contested']} "
        f"figures are contested, {q['unsourced']} rows rest on memory alone and {q['undated']} are dated too coarsely."
    )
    if made.outside:
        say(f"Out of the scope of the case, so in no pair: {', '.join(made.outside)}.")
    if not made.pairs:
        say(f"It tells all {made.told} pairs of accounts apart: nothing more is needed for that.")
        return
    say(
        f"It tells {made.told} pairs of accounts apart and these {len(made.pairs)} not. Decibans: by how "
        "far the odds are expected to move, whichever way it comes out, ± Monte Carlo error; 10 "
        "are odds of ten to one."
    )
    found = [p for p in made.pairs if p.suggestions]
    for pair in found[:MOST]:
        _tell(pair, say)
    if len(found) > MOST:
        say(f"\n({len(found) - MOST} more such pairs are in the file.)")
    nothing = [p for p in made.pairs if not p.suggestions]
    if nothing:
        _tell_nothing(nothing, say)


def _tell_nothing(pairs: list[PairNext], say) -> None:
    """Pairs for which nothing that could be looked up stands out, in one place."""
    from thaw.cli import screen
    from thaw.inference.leave_out import LEAST

    rows = [
        (f"{p.one} and {p.other}", f"{p.decibans:+.1f} ±{p.se:.1f}", f"{p.auc:.0%}", f"{p.asked}")
        for p in pairs
    ]
    screen.say("")
    say(
        f"For these nothing that could be looked up is expected to move the odds by {LEAST:g} deciban and by more "
        "than Monte Carlo error; a table with more runs may tell (thaw table, then --table). Told apart: of pairs of "
        "runs of known origin, where 50 % is guessing."
    )
    heads = ["pair", ">decibans for the first", ">told apart", ">things asked"]
    screen.table("", heads, rows)


def _tell(pair: PairNext, say) -> None:
    from thaw.cli import screen

    width = screen.out.width - 1
    screen.say("")
    first, second = (pair.one, pair.other) if pair.decibans >= 0 else (pair.other, pair.one)
    say(
        f"{first} and {second}: {abs(pair.decibans):.1f} ±{pair.se:.1f} decibans for {first}; runs of "
        f"known origin are told apart in {pair.auc:.0%} of pairs (50 % is guessing)"
    )
    for s in pair.suggestions:
        head = f"  {s.decibans:4.1f} ±{s.se:.1f}  "
        screen.say(fill(s.todo, width, initial_indent=head, subsequent_indent=" " * len(head)))
