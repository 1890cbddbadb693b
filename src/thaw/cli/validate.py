"""The command `thaw validate`: when the method decides, and when it errs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from thaw.cli.shared import options
from thaw.cli.table_options import several_accounts, table_options

if TYPE_CHECKING:
    from thaw.inference.known_origin import KnownOrigin, Outcomes, Share
    from thaw.jobs.validate import Validation


@click.command()
@click.argument("case")
@several_accounts
@table_options
@options("out", "seed", "workers", "scheduler", "quick", "trust")
def validate(
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
    """Put runs of known origin through the whole path as records of CASE: who is named, and rightly.

    Each run is shown as far as the record shows, and judged by a method made from other runs. Hybrids of
    two theories, which belong to neither, are judged too.

    \b
    Examples:
      thaw validate twin_republics_1971
      thaw validate bloc_1953 --account stein_1956 --account swp_1957
    """
    from thaw.cli import screen
    from thaw.jobs.cluster import connected
    from thaw.jobs.study import Way
    from thaw.jobs.tables_for import inputs, opened, written
    from thaw.jobs.validate import validation_of
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
        made = validation_of(seen)
    tell(made)
    screen.say(f"\nsaved: {written(seen, made, out, 'validation')}")


def tell(made: Validation) -> None:
    """Print what was found."""
    from thaw.cli import screen

    def say(text: str) -> None:
        screen.say(fill(text, screen.out.width - 1))

    found = made.found
    total = sum(o.right.of for o in found.accounts)
    halves = sorted({n // 2 for n in made.runs.values()})
    runs = f"{halves[0]}" if len(halves) == 1 else f"{halves[0]} to {halves[-1]}"
    screen.say(f"\n{made.case}, shown as the record {made.record} shows ({made.table})")
    say(
        f"{total} runs of known origin as records, each judged by a method made from {runs} other runs an "
        "account: half of what a comparison has, so this is no better than that. Shares of records "
        "with an interval of 95 %."
    )
    for groups in found.groups:
        joined = [g for g in groups if len(g) > 1]
        if joined:
            say("Cannot be told apart, from one half: " + "; ".join(", ".join(g) for g in joined))
    head = ["records of", "right", "its group", "undecided", "wrong"]
    screen.table("\nnamed", head, [_row(o) for o in found.accounts])
    screen.table("\nby how much the record tells", head, [_row(o) for o in found.by_events])
    _sure(found, say)


def _row(o: Outcomes) -> list[str]:
    return [o.name, *(_share(s) for s in (o.right, o.group, o.undecided, o.wrong))]


def _share(s: Share) -> str:
    if not s.of:
        return "-"
    return f"{s.share:.0%} [{100 * s.low:.0f}, {100 * s.high:.0f}]" if s.n else "0"


def _sure(found: KnownOrigin, say: Callable[[str], None]) -> None:
    """How probabilities come true, false alarms, and what went wrong."""
    from thaw.cli import screen

    rows = [
        (f"{b.low:.1f} to {b.high:.1f}", f"{b.n}", f"{b.said:.2f}", _share(b.right))
        for b in found.reliability
    ]
    head = ["probability of those in front", "records", "said", "held the truth"]
    screen.table("\nhow probabilities come true (tempered)", head, rows)
    h = found.hybrids
    heats = " and ".join(f"{t:.1f}" for t in found.temperatures)
    say(
        f"Mean log score {found.log_score:.2f}, Brier {found.brier:.2f}; temperatures {heats}. They are "
        "tempered on purpose, so those in front should hold the truth more often than is said."
    )
    say(
        f"False alarms: of {h.of} hybrids, records that belong to no account, {_share(h)} had somebody "
        "named. On records of a theory that is none of these, expect no fewer."
    )
    held, of = (sum(getattr(b.right, k) for b in found.reliability) for k in ("n", "of"))
    say(f"Whoever was in front, named or not, held the truth for {held} of {of} records.")
    if not found.errors:
        say("Nobody was named wrongly.")
        return
    screen.say("")
    say("Wrong verdicts, the surest first:")
    for e in found.errors:
        text = (
            f"a run of {e.account} ({e.events} events, seed {e.seed}) was given to "
            f"{', '.join(e.named)}, p = {e.probability:.2f}; {e.account} had {e.of_truth:.2f}"
        )
        screen.say(fill(text, screen.out.width - 1, initial_indent="  ", subsequent_indent="    "))
