"""The command `thaw systems`: what of the modelled system runs, and a measured sign that it acts."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from textwrap import fill, wrap
from typing import TYPE_CHECKING

import click

from thaw.cli.shared import options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from thaw.jobs.system_rows import System
    from thaw.jobs.systems import Measured, Sign


WIDTH = 80
"""Columns of a terminal that text is laid out for."""

MANY = 6
"""Of what has changed since a table was made, so many are named."""


@click.command()
@click.argument("case", required=False)
@click.option(
    "--runs", type=click.IntRange(1), default=None, help="Measure anew, so many pairs a row."
)
@click.option("--row", "names", multiple=True, help="Only these rows, by id; repeat for more.")
@click.option("--account", "accounts", multiple=True, help="Only these accounts; repeat for more.")
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="Stop the runs after this day: quicker.",
)
@options("out", "seed", "workers", "trust")
def systems(
    case: str | None,
    runs: int | None,
    names: tuple[str, ...],
    accounts: tuple[str, ...],
    until: dt.datetime | None,
    out: Path,
    seed: int,
    workers: int | None,
) -> None:
    """List the systems that such a model needs: what of each runs, and whether it is shown to act.

    A sign is the difference that switching a row's mechanisms off makes to one outcome, over pairs of
    runs with the same people and luck. Shown are the tables that ship, of all cases that have one or of
    CASE; with --runs it is measured anew, on CASE. What is measured is kept run by run in the folder of
    results, so that a second call goes on from there.

    \b
    Examples:
      thaw systems
      thaw systems twin_republics_1971
      thaw systems twin_republics_1971 --runs 30
      thaw systems hungary_1956 --runs 24 --row councils --row hegemon
    """
    from thaw.account import accounts as shipped_accounts
    from thaw.case import cases, load_case
    from thaw.cli import screen
    from thaw.errors import ThawError
    from thaw.jobs import systems as jobs
    from thaw.jobs.study import Way
    from thaw.writing import ready

    rows = jobs.systems()
    measured = jobs.chosen(names, rows)
    anew = bool(runs or names or accounts or until)
    if anew and case is None:
        raise ThawError("names no case to measure on", expected="thaw systems CASE --runs N")
    if anew:
        keep = ready(out)
        made = [
            jobs.measured(
                str(case),
                measured,
                accounts or None,
                runs=runs or 20,
                seed=seed,
                until=until and until.date(),
                keep=keep,
                way=Way(workers, bar=screen.bar),
            )
        ]
    else:
        places = list(cases()) if case is None else [load_case(case).name]
        made = [m for m in map(jobs.shipped_signs, places) if m is not None]
        for one in made:
            _tell_stale(one, rows)
        if not made:
            screen.say(f"No table of signs ships with {', '.join(places)}: give --runs to measure.")
    for one in made:
        _tell_signs(one, rows, len(shipped_accounts()))
    if len(made) > 1:
        _tell_where(made, rows)
    _tell_rows(rows)


def _tell_stale(made: Measured, rows: tuple[System, ...]) -> None:
    from thaw.cli import screen
    from thaw.jobs.systems import stale

    changed = stale(made, rows)
    if changed:
        more = f" and {len(changed) - MANY} more" if len(changed) > MANY else ""
        screen.say(
            fill(
                f"The table of {made.case} is older than what it measured. Changed since: "
                f"{', '.join(changed[:MANY])}{more}.",
                WIDTH,
            )
        )
        screen.say(f"thaw systems {made.case} --runs N measures anew.\n")


def _tell_signs(made: Measured, rows: tuple[System, ...], accounts: int) -> None:
    from thaw.cli import screen
    from thaw.jobs.systems import said

    screen.say(
        f"{made.case}{f' to {made.until}' if made.until else ''}: what switching a row's mechanisms off does,\n"
        f"{made.runs} pairs of runs a row, round those of {len(made.accounts)} accounts that run it"
    )
    table = []
    for number, row in enumerate(rows, 1):
        sign = made.signs.get(row.name)
        measure = sign.measure.replace("_", " ") if sign else ""
        differ = f"{sign.differ}/{sign.effect.pairs}" if sign else ""
        words = said(row, sign, accounts)
        table.append([number, row.title, words, differ, measure, effect_of(sign)])
    screen.table("", [">", "system", "sign", ">differ", "outcome", "with it off"], table)
    screen.say(
        "differ: pairs in which anything measured differs. x 0.5 [0.3, 0.8]: half as many\n"
        "people, with the 95 % interval; other numbers are differences. A sign whose\n"
        "interval holds no change is not called acting.\n"
    )


def _tell_where(made: Sequence[Measured], rows: tuple[System, ...]) -> None:
    from thaw.cli import screen

    screen.table(
        "",
        [">", "system", "shown to act on"],
        [
            [n, row.title, ", ".join(where) or "no case yet"]
            for n, row in enumerate(rows, 1)
            if row.mechanisms
            for where in [acting_on(row, made)]
        ],
    )
    screen.say("")


def acting_on(row: System, made: Sequence[Measured]) -> list[str]:
    """Cases on which a row is shown to act."""
    return [m.case for m in made if row.name in m.signs and m.signs[row.name].acting]


def effect_of(sign: Sign | None) -> str:
    """The effect of a row's absence: a factor for numbers of people, else a difference."""
    from thaw.inference.paired import figure
    from thaw.run.outcomes import BY_NAME

    if sign is None or not sign.effect.pairs:
        return ""
    e = sign.effect
    people = BY_NAME[sign.measure].people
    shown = [factor(x) if people else figure(x) for x in (e.mean, e.low, e.high) if x == x]
    head = ("x " if people else "") + shown[0]
    told = f"{head} [{shown[1]}, {shown[2]}]" if len(shown) == 3 else f"{head} ({e.pairs} pairs)"
    told += f", to {sign.until}" if sign.until else ""
    return f"{told}, {' and '.join(sign.accounts)}" if sign.accounts else told


def factor(logarithm: float) -> str:
    """How many times as many, from a decimal logarithm."""
    from thaw.inference.paired import figure

    if logarithm <= LEAST:
        return f"<{10**LEAST:g}"
    times = 10**logarithm
    return f"{times:.3g}" if 0.9 < times < 1.1 else figure(times)


LEAST = -3
"""Logarithm below which a factor is no longer told apart."""


def _tell_rows(rows: tuple[System, ...]) -> None:
    """What runs of each row, where, and what is missing."""
    from thaw.account import accounts as shipped_accounts
    from thaw.account import read_account
    from thaw.cli import screen
    from thaw.jobs.systems import cases_of, using

    every = [read_account(file) for file in shipped_accounts().values()]
    width = screen.out.width - 5
    for number, row in enumerate(rows, 1):
        first, *more = wrap(f"{row.title}: {row.says}", width)
        screen.say("\n   ".join([f"{number:2} {first}", *more]))
        told = []
        if row.shown_by == "accounts":
            told.append("runs: " + ", ".join(a.name for a in every))
        elif row.shown_by:
            told.append(f"runs: {row.shown_by}")
        elif row.mechanisms:
            told.append("runs: " + ", ".join(row.mechanisms))
            here = [a.name for a in using(row, every)]
            told.append(f"accounts: {len(here)} of {len(every)}: {', '.join(here)}")
            told.append("cases: " + ", ".join(cases_of(row)))
        else:
            told.append("nothing of it runs yet")
        told.append("missing: " + row.missing)
        for text in told:
            screen.say("\n".join("   " + line for line in wrap(text, width)))
