"""`thaw causes`: by whose causes an account's own runs are driven."""

from __future__ import annotations

import math
import textwrap
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from thaw.jobs.causes import Answer, Causes, Part, Range

WIDTH = 80
LABEL = 30
"""Characters of a part at most."""

SMALL = 0.005
"""Nats below which a part is left out of the table, unless the author speaks of it."""


def tables(found: Causes) -> None:
    """Print an account's causes, a table a question."""
    from thaw.cli import screen

    screen.say(
        f"{found.account} on {found.case}: what moved its own decisions, {found.runs} runs\n"
        "nats: part of the log hazard above the quiet first day, mean, 90 % interval;\n"
        "share: of what pushed a decision on; author: whether this author names the cause"
    )
    for answer in found.answers:
        _table(answer, found)
    screen.say(f"\n{verdict(found)}")


def _table(answer: Answer, found: Causes) -> None:
    from thaw.cli import screen

    letters: dict[str, str] = {}
    rows = []
    for part in answer.parts:
        if abs(part.nats.value) < SMALL and not part.passages:
            continue
        for passage in part.passages:
            letters.setdefault(passage, _letter(len(letters)))
        marks = " ".join(letters[p] for p in part.passages)
        rows.append(
            (
                label(part),
                interval(part.nats, 2),
                "" if part.stance == "apart" else percent(part.share),
                f"{WORDS[part.stance]} {marks}".strip(),
            )
        )
    screen.say(f"\n{_head(answer, found)}")
    screen.table("", ["part", ">nats", ">share", "author"], rows)
    told = [f"{letter} {passage}" for passage, letter in letters.items()]
    for part in answer.parts:
        if len(part.carries) > 1 or (part.carries and label(part) == part.name != part.carries[0]):
            told.append(f"{part.name} carries {', '.join(part.carries)}")
    if told:
        screen.say(textwrap.fill("; ".join(told), WIDTH))


def label(part: Part) -> str:
    """A part by name, and by the cause it carries where that is one of another name and both fit."""
    if len(part.carries) != 1 or part.carries[0] == part.name:
        return part.name
    whole = f"{part.name} ({part.carries[0]})"
    return whole if len(whole) <= LABEL else part.name


WORDS = {
    "named": "names it",
    "conceded": "grants it",
    "opposite": "other sign",
    "silent": "silent",
    "denied": "denies it",
    "apart": "the crowd itself",
}


def _letter(n: int) -> str:
    return ascii_lowercase[n % 26] * (n // 26 + 1)


def _head(a: Answer, found: Causes) -> str:
    told = f"{a.title}: {a.fell / found.runs:.1f} a run"
    if a.fell:
        told += f"; {interval(a.nats, 2)} nats above the quiet day"
    if a.undrawn:
        told += f"\nbeside {a.undrawn / found.runs:.1f} a run that no draw decided"
    if not (a.fell and found.coded):
        return told
    if not a.speaks:
        return f"{told}\nthe author names no cause for this"
    home = f"; in the hegemon {percent(a.hegemon.value)}" if a.in_hegemon else ""
    return f"{told}\nby causes the author names {percent_range(a.own)}{home}"


def verdict(found: Causes) -> str:
    """One line: the share that an author's own causes carry."""
    if not found.coded:
        return f"No passage of {found.account} is coded by cause, so no share can be told."
    if math.isnan(found.own.value):
        return "No decision fell for which its author names a cause."
    told = f"Decisions by causes that the author names: {percent_range(found.own)}"
    if not math.isnan(found.waves.value):
        told += f"; waves: {percent_range(found.waves)}"
    return told + ("\nIt runs on others' causes." if found.on_others else "")


def percent(value: float) -> str:
    """A share as a percentage; a dash for none."""
    return "-" if math.isnan(value) else f"{value:.0%}"


def percent_range(r: Range) -> str:
    """A share with its interval."""
    return "-" if math.isnan(r.value) else f"{r.value:.0%} [{r.low:.0%}, {r.high:.0%}]"


def interval(r: Range, digits: int) -> str:
    """A number with its interval."""
    if math.isnan(r.value):
        return "-"
    at = [f"{v:.{digits}f}" for v in (r.value, r.low, r.high)]
    value, low, high = (v.lstrip("-") if float(v) == 0 else v for v in at)
    return f"{value} [{low}, {high}]"


@click.command()
@click.argument("account")
@click.argument("case")
@click.option("--runs", type=click.IntRange(1), default=20, show_default=True, help="Replicates.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**62),
    default=1,
    show_default=True,
    help="Seed of the first run; the others follow it.",
)
@click.option(
    "--named",
    type=click.Path(path_type=Path),
    default=None,
    help="A table (CSV) of the causes the author names: question, drive, stance, passage.",
)
@click.option("--workers", type=click.IntRange(1), default=None, help="Processes.")
def causes(
    account: str, case: str, runs: int, seed: int, named: Path | None, workers: int | None
) -> None:
    """Tell by whose causes ACCOUNT's own runs on CASE are driven.

    Every decision and the rise of every wave is told apart into the causes behind it, and each is set
    beside what the author says of it, with the passage.

    \b
    Examples:
      thaw causes stein_1956 bloc_1953 --runs 20
      thaw causes mine_2025.yaml toy_two --named mine_2025.causes.csv
    """
    from thaw.account import load_account
    from thaw.cli import screen
    from thaw.jobs.causes import causes as reckon

    theory = load_account(account)
    with screen.bar(theory.name) as move:
        found = reckon(theory, case, runs, seed, named, workers, move)
    tables(found)
