"""The command `thaw compare-dates`: a country at two dates, in the record, in runs, and under a what-if."""

from __future__ import annotations

import datetime as dt
import json
import math
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from thaw.cli.shared import options

if TYPE_CHECKING:
    from thaw.jobs.two_dates import Changed, TwoDates

SHOWN = (
    "deaths",
    "arrests",
    "joined",
    "n_concession",
    "n_disclosure",
    "n_leader",
    "n_intervention",
    "party",
    "living",
    "price",
    "terror",
    "repression",
    "legitimacy",
    "known",
    "line",
)
"""Measures told unless others are named."""

DAY = click.DateTime(["%Y-%m-%d", "%Y"])


@click.command("compare-dates")
@click.argument("case")
@click.argument("first", type=DAY)
@click.argument("last", type=DAY)
@click.option("--polity", "polities", multiple=True, help="Only these countries; repeat for more.")
@click.option("--account", "accounts", multiple=True, help="Only these accounts; repeat for more.")
@click.option("--lever", default="", help="A what-if of the case: what it does to every change.")
@click.option("--measure", "measures", multiple=True, help="These measures instead of the usual.")
@click.option("--record", default=None, help="A record other than the case's own.")
@click.option(
    "--runs", type=click.IntRange(1), default=6, show_default=True, help="Runs an account."
)
@click.option("--json", "as_json", is_flag=True, help="Print data instead of tables.")
@options("seed", "workers", "trust")
def compare_dates(
    case: str,
    first: dt.datetime,
    last: dt.datetime,
    polities: tuple[str, ...],
    accounts: tuple[str, ...],
    lever: str,
    measures: tuple[str, ...],
    record: str | None,
    runs: int,
    as_json: bool,
    seed: int,
    workers: int | None,
) -> None:
    """Tell what changed in the countries of CASE from the day FIRST to the day LAST.

    First what the record prints near both dates; then what changes in the runs of each account, by
    country and by stratum; and with --lever what the change would have been less or more. A year alone
    means its first day.

    \b
    Examples:
      thaw compare-dates bloc_1953 1953-01-01 1957-12-31 --polity HUN --account swp_1957
      thaw compare-dates bloc_1953 1953-01-01 1957-12-31 --lever stalin_lives --polity USSR
    """
    from thaw.case import load_case
    from thaw.cli import screen
    from thaw.errors import ThawError, nearest_name
    from thaw.jobs import two_dates as jobs
    from thaw.jobs.study import Way
    from thaw.jobs.systems import compared_on
    from thaw.record import load_record

    place = load_case(case)
    known = [p.name for p in place.polities]
    for name in polities:
        if name not in known:
            raise ThawError(
                f"the case {place.name} has no polity {name!r}",
                nearest=nearest_name(name, known),
                expected=", ".join(known),
            )
    chosen = accounts or tuple(map(str, compared_on(place)))
    asked = jobs.Asked(place, first.date(), last.date(), chosen, lever)
    given = record or place.record
    made = jobs.two_dates(
        asked,
        load_record(given) if given else None,
        runs=runs,
        seed=seed,
        way=Way(workers, bar=screen.bar),
    )
    for name in measures:
        if name not in made.units:
            raise ThawError(f"no run measures {name!r}", nearest=nearest_name(name, made.units))
    wanted = list(polities) or known
    if as_json:
        click.echo(json.dumps(plain(made, wanted), indent=1, ensure_ascii=False))
        return
    _tell(made, wanted, list(measures or SHOWN))


def _tell(made: TwoDates, polities: list[str], measures: list[str]) -> None:
    from thaw.cli import screen

    a = made.asked
    titles = {p.name: p.title for p in a.case.polities}
    lever = f"; with {a.lever} the change is other by what stands below it" if a.lever else ""
    screen.say(
        fill(
            f"{a.case.name}, {a.first} to {a.last}: {made.runs} runs an account, change of the mean and "
            f"where nine of ten runs lie{lever}.",
            screen.out.width - 1,
        )
    )
    for polity in polities:
        screen.say(f"\n{titles[polity]} ({polity})")
        _figures(made, polity)
        _changes(
            made,
            "in runs",
            {m.replace("_", " "): made.measures.get((polity, m), {}) for m in measures},
        )
        _changes(
            made,
            "by stratum, in runs",
            {
                f"{stratum.replace('_', ' ')}: {column.replace('_', ' ')}": by
                for (where, stratum, column), by in made.moods.items()
                if where == polity
            },
        )
    screen.say(
        fill(
            "Rows that move in no run are left out. Record: the printed figure nearest each date, up to a year "
            "away; counts of rows are what it notes, and no more than that.",
            screen.out.width - 1,
        )
    )


def _figures(made: TwoDates, polity: str) -> None:
    from thaw.cli import screen

    rows = [
        [
            f.series,
            *(f"{v:,.6g} ({d})" for v, d in zip(f.values, f.days, strict=True)),
            ratio(f.times),
        ]
        for f in made.figures
        if f.polity == polity
    ]
    screen.table("record: series", ["series", ">first", ">last", ">times"], rows)
    told = [f"{n} of {kind}" for (where, kind), n in made.noted.items() if where == polity]
    if told:
        screen.say(fill(f"record: rows between: {', '.join(told)}", screen.out.width - 1))


def ratio(value: float) -> str:
    """How many times the first."""
    return "-" if math.isnan(value) else f"{value:.3g}"


def _changes(made: TwoDates, title: str, found: dict[str, dict[str, Changed]]) -> None:
    from thaw.cli import screen

    accounts = list(dict.fromkeys(a for by in found.values() for a in by))
    rows = []
    for name, by in found.items():
        if not any(_moves(c) for c in by.values()):
            continue
        rows.append([name, *(cell(by[a]) if a in by else "-" for a in accounts)])
        if made.asked.lever:
            effects = [by[a].effect if a in by else None for a in accounts]
            rows.append(
                ["  with it", *("-" if e is None else signed(str(e), e.mean) for e in effects)]
            )
    screen.table(title, ["change", *(f">{a}" for a in accounts)], rows)


def _moves(c: Changed) -> bool:
    return c.change != 0 or c.low != c.high or bool(c.effect and c.effect.up + c.effect.down)


def cell(c: Changed) -> str:
    """The mean change and where nine of ten runs have it."""
    from thaw.inference.paired import figure

    return f"{signed(figure(c.change), c.change)} [{figure(c.low)}, {figure(c.high)}]"


def signed(text: str, value: float) -> str:
    """A number with its sign."""
    return f"+{text}" if value > 0 else text


def plain(made: TwoDates, polities: list[str]) -> dict[str, Any]:
    """What changed as data."""

    def entry(c: Changed) -> dict[str, Any]:
        told: dict[str, Any] = {
            k: getattr(c, k) for k in ("first", "last", "change", "low", "high")
        }
        if c.effect is not None:
            told["with_lever"] = {
                k: None if isinstance(v, float) and math.isnan(v) else v
                for k, v in c.effect._asdict().items()
            }
        return told

    a = made.asked
    return {
        "case": a.case.name,
        "first": a.first.isoformat(),
        "last": a.last.isoformat(),
        "lever": a.lever or None,
        "runs": made.runs,
        "record": {
            "series": [
                {
                    "series": f.series,
                    "polity": f.polity,
                    "unit": f.unit,
                    "dates": list(f.days),
                    "values": list(f.values),
                    "sources": list(f.sources),
                }
                for f in made.figures
                if f.polity in polities
            ],
            "rows": [
                {"polity": p, "kind": k, "rows": n}
                for (p, k), n in made.noted.items()
                if p in polities
            ],
        },
        "measures": [
            {"polity": p, "measure": m, "unit": made.units.get(m), "account": who, **entry(c)}
            for (p, m), by in made.measures.items()
            if p in polities
            for who, c in by.items()
        ],
        "strata": [
            {"polity": p, "stratum": s, "column": k, "account": who, **entry(c)}
            for (p, s, k), by in made.moods.items()
            if p in polities
            for who, c in by.items()
        ],
    }
