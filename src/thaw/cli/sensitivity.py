"""The command `thaw sensitivity`: what the answer owes to sources, episodes and assumed numbers."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from thaw.cli.shared import options
from thaw.cli.table_options import several_accounts, table_options

if TYPE_CHECKING:
    from thaw.inference.leave_out import Change
    from thaw.jobs.sensitivity import Sensitivity

MOST = 12
"""Rows of each table, at most."""


@click.command()
@click.argument("case")
@several_accounts
@table_options
@options("out", "seed", "workers", "scheduler", "quick", "trust")
def sensitivity(
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
    """What changes without each source, kind of source, lineage or episode of CASE, and by parameter.

    \b
    Examples:
      thaw sensitivity twin_republics_1971
      thaw sensitivity bloc_1953 --account stein_1956 --account swp_1957 --out out/sensitivity
    """
    from thaw.cli import screen
    from thaw.jobs.cluster import connected
    from thaw.jobs.sensitivity import sensitivity_of
    from thaw.jobs.study import Way
    from thaw.jobs.tables_for import inputs, opened, written
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
        made = sensitivity_of(seen)
    tell(made)
    screen.say(f"\nsaved: {written(seen, made, out, 'sensitivity')}")


def tell(made: Sensitivity) -> None:
    """Print what was found."""
    from thaw.cli import screen
    from thaw.report.words import at_error, listed

    def say(text: str) -> None:
        screen.say(fill(text, screen.out.width - 1))

    front = listed(made.front) or "nobody"
    least, most = min(made.runs.values()), max(made.runs.values())
    runs = f"{least}" if least == most else f"{least} to {most}"
    screen.say(f"\n{made.case}, record {made.record}; {runs} runs an account ({made.table})")
    say(
        f"In front on the whole record: {front}, p = {at_error(made.probability, made.probability_se)} "
        "(tempered, of those compared). Changes below are of the weight of evidence for those in front "
        "against all others when a part is left out, in decibans, untempered, ± Monte Carlo error."
    )
    if made.outside:
        say(f"Out of the scope of the case, so never in front: {listed(made.outside)}.")
    _left_out(made.changes, say)
    _leaned(made, say)
    _moves(made, say)


def _left_out(found: list[Change], say) -> None:
    from thaw.cli import screen
    from thaw.report.words import at_error, listed

    felt = [c for c in found if c.felt or c.turns]
    rows = [
        (
            f"{c.kind} {c.name}",
            f"{c.hidden + c.moved}",
            f"{c.decibans:+.1f} ±{c.se:.1f}",
            at_error(c.probability, c.probability_se),
            (listed(c.front) or "nobody") if c.turns else "same",
        )
        for c in felt[:MOST]
    ]
    screen.say("")
    if not felt:
        say(
            f"Left out one by one, none of {len(found)} sources, kinds, lineages and episodes changes "
            "the answer by more than two Monte Carlo errors."
        )
        return
    screen.table("without", ["part", "items", "change", "p in front", "then in front"], rows)
    rest = len(found) - len(felt)
    if rest:
        say(f"({rest} others change nothing beyond two Monte Carlo errors.)")
    if len(felt) > MOST:
        say(f"({len(felt) - MOST} more are in the file.)")


def _leaned(made: Sensitivity, say) -> None:
    from thaw.cli import screen

    felt = [t for t in made.tilts if t.felt]
    screen.say("")
    if not felt:
        say(
            f"With each of {len(made.tilts)} assumed numbers leaned half a standard deviation of its "
            "prior up or down, the answer changes by less than half a deciban, or no more than luck does."
        )
        return
    rows = [
        (t.parameter, t.owner or "all", f"{t.up:+.1f}", f"{t.down:+.1f}", f"±{t.se:.1f}")
        for t in felt[:MOST]
    ]
    head = ["prior leaned", "of", "up", "down", "luck"]
    screen.table("by half a standard deviation", head, rows)
    say(
        f"({len(made.tilts) - len(felt)} others change less than half a deciban, or no more than luck does.)"
    )


def _moves(made: Sensitivity, say) -> None:
    from thaw.cli import screen

    told = [i for i in made.influences if i.told]
    screen.say("")
    if not told:
        say(
            f"With {min(made.runs.values())} runs an account, no number can be told to move what "
            "happens: a table with more runs may."
        )
        return
    rows = [
        (
            i.account,
            i.parameter,
            i.output.removeprefix("months with "),
            f"{'+' if i.up > 0 else '-'}{i.index:.2f}",
            f"{i.floor:.2f}",
        )
        for i in told[: 2 * MOST]
    ]
    screen.table(
        "numbers that move what happens (PAWN)",
        ["account", "number", "what", "index", "luck"],
        rows,
    )
    say(
        '("luck": 95 of 100 numbers that no run uses stay below it. The sign is that of the rank '
        f"correlation. {len(made.influences) - len(told)} other pairs do not stand out.)"
    )
