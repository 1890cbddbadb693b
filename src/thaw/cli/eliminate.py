"""The command `thaw eliminate`: rival causes held one by one against dated rows of a record."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Collection
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from thaw.case import Case
    from thaw.jobs.elimination import Trust, Verdict

ROWS = 12
"""Rows named of each sort."""


@click.command()
@click.argument("case")
@click.option("--question", default=None, help="Only this question, such as why_concede.")
@click.option("--cause", default=None, help="Tell this cause in full, with the rows that speak.")
@click.option("--record", default=None, help="A record other than the case's own.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="Begin on this day instead of that of the case.",
)
@click.option(
    "--within",
    type=click.IntRange(1),
    default=None,
    help="Days in which a cause counts as there after a row that shows it.",
)
@click.option(
    "--table",
    type=click.Path(path_type=Path),
    default=None,
    help="A table of thaw claims, to tell how far each rule can be trusted.",
)
@click.option("--json", "as_json", is_flag=True, help="Print data instead of tables.")
def eliminate(
    case: str,
    question: str | None,
    cause: str | None,
    record: str | None,
    since: dt.datetime | None,
    within: int | None,
    table: Path | None,
    as_json: bool,
) -> None:
    """Hold rival causes one by one against what the record of CASE dates: what is excluded, what is left.

    A cause that shows in dated rows is asked whether effects come more often in the days after such a
    row than at other times, whether most of them do, and whether most of its rows are followed. Beside
    each verdict stands how often the rule throws a cause out in runs whose author names it, and in runs
    whose author denies it.

    \b
    Examples:
      thaw eliminate bloc_1953
      thaw eliminate bloc_1953 --question why_disclose --cause external_pressure
      thaw eliminate bloc_1953 --since 1941-01-01 --question why_disclose
    """
    from thaw.case import load_case
    from thaw.errors import ThawError
    from thaw.jobs import elimination
    from thaw.jobs.cause_rules import rules
    from thaw.record import load_record

    place = load_case(case)
    given = record or place.record
    if not given:
        raise ThawError(f"the case {place.name} names no record", todo="give one with --record")
    data = rules()
    if question is not None:
        _check(question, data.effects, f"there are no rules for {question!r}")
    accounts = _said(place, table, as_json)
    day = since.date() if since else None
    if day is not None and day >= place.end:
        raise ThawError(f"--since {day} is not before the end of the case", expected=str(place.end))
    found = elimination.verdicts(place, load_record(given), accounts, day, within)
    found = [v for v in found if question in (None, v.question)]
    if cause is not None:
        known = sorted({v.cause for v in found})
        _check(cause, known, f"no account names the cause {cause!r} here, and no rule shows it")
    found = [v for v in found if cause in (None, v.cause)]
    if as_json:
        content = {"case": place.name, "verdicts": [plain(v) for v in found]}
        click.echo(json.dumps(content, indent=1, ensure_ascii=False))
        return
    _tell(place, day, within or data.within)
    if cause is not None:
        for v in found:
            _one(v, data.effects[v.question].title)
        return
    _tables(found, {name: effect.title for name, effect in data.effects.items()})


def _check(name: str, known: Collection[str], problem: str) -> None:
    """Refuse a name that is not among those known."""
    from thaw.errors import ThawError, nearest_name

    if name not in known:
        raise ThawError(problem, nearest=nearest_name(name, known), expected=", ".join(known))


def _tell(place: Case, day: dt.date | None, within: float) -> None:
    """Over what days causes are held against effects."""
    from thaw.cli import screen

    screen.say(
        f"{place.name}, {day or place.start} to {place.end}: rival causes against dated rows;\n"
        f"a cause is there for {within:.0f} days after a row that shows it"
    )
    if day is not None and day < place.start:
        screen.say("Before the case begins the record's silence says nothing.")


def _tables(found: list[Verdict], titles: dict[str, str]) -> None:
    """A table of each question, and what their columns mean."""
    from thaw.cli import screen

    for name, title in titles.items():
        own = [v for v in found if v.question == name]
        if own:
            _table(own, title)
    screen.say(
        "\n"
        + fill(
            "with: effects in the days after it, of all; times: as often then as at other times; foll.: of its "
            "rows, those with an effect after; who: accounts that name and deny it. excluded: no oftener then; "
            "in part: oftener, but fewer than half of the effects; left: oftener, and at least half. out: of "
            "runs whose author names the cause, those in which the rule of times throws it out, wrongly; out "
            "den.: of runs whose author denies it, rightly. What is left is not shown to be a cause: many "
            "things came together.",
            screen.out.width - 1,
        )
    )


def _said(case: Case, table: Path | None, quiet: bool) -> dict[str, Any]:
    """What runs of known origin say of the rules, from a table of claims."""
    from thaw.cli import screen
    from thaw.jobs import claim_runs
    from thaw.jobs.cause_rules import rules_key

    path = table or claim_runs.table_file(case.name)
    if table is None and not path.is_file():
        if not quiet:
            screen.say(
                f"No table of runs ships with {case.name}: thaw claims {case.name} --runs N makes\n"
                "one, and how far the rules can be trusted is told from it.\n"
            )
        return {}
    made = claim_runs.load(path)
    if made.hashes.get("rules") != rules_key(case) and not quiet:
        screen.say("The table of runs was made with other rules: trust is told by those.\n")
    return {a: h.rules for a, h in made.accounts.items()}


def _table(found: list[Verdict], title: str) -> None:
    from thaw.cli import screen

    order = ("left", "left in part", "excluded", "silent")
    every = sorted(found, key=lambda v: (order.index(v.verdict), -_times(v), v.cause))
    shown = [v for v in every if v.counted is not None and v.verdict != "silent"]
    head = ["cause", "verdict", ">with", ">times", ">foll.", ">who", ">out", ">out den."]
    rows = [_cells(v) for v in shown if v.named_by or v.denied_by]
    if rows:
        screen.table(f"\n{title}", head, rows)
    else:
        screen.say(f"\n{title}")
    beside = [v for v in shown if not (v.named_by or v.denied_by)]
    if beside:
        told = "; ".join(f"{v.cause} ({v.verdict})" for v in beside)
        screen.say(fill(f"Of causes that no account here speaks of: {told}.", screen.out.width - 1))
    silent = [v for v in found if v.verdict == "silent" and (v.named_by or v.denied_by)]
    if silent:
        told = "; ".join(f"{v.cause} ({v.why})" for v in silent)
        screen.say(fill(f"The record is silent on: {told}.", screen.out.width - 1))


def _cells(v: Verdict) -> list[str]:
    from thaw.jobs.cause_rules import rules

    c = v.counted
    assert c is not None
    short = rules().causes[v.cause].short
    return [
        (short or v.cause).replace("_", " "),
        v.verdict.removeprefix("left "),
        f"{c.near[0]}/{c.near[0] + c.away[0]}",
        times(c.times),
        f"{c.followed}/{c.causes}",
        f"{len(v.named_by)}/{len(v.denied_by)}",
        out(v.true["dose"]),
        out(v.false["dose"]),
    ]


def times(value: float) -> str:
    """How many times as often."""
    if math.isinf(value):
        return "always"
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def _times(v: Verdict) -> float:
    return v.counted.times if v.counted and not math.isnan(v.counted.times) else 0.0


def out(trust: Trust) -> str:
    """Runs in which a rule throws a cause out, of those in which it can judge."""
    return f"{trust.judged - trust.stood}/{trust.judged}" if trust.judged else "-"


def _one(v: Verdict, title: str) -> None:
    """A cause of one effect in full."""
    from thaw.cli import screen

    width = screen.out.width - 3
    told = [f"{v.verdict}: {v.why}"]
    if v.says:
        told.insert(0, f"shows where {v.says}")
    for word, accounts in (("named by", v.named_by), ("denied by", v.denied_by)):
        if accounts:
            told.append(f"{word} {', '.join(accounts)}")
    for rule, said in v.stands.items():
        if said is not None:
            told.append(
                f"{rule}: {'stands' if said else 'fails'}; thrown out in runs of those who name it "
                f"{out(v.true[rule])}, who deny it {out(v.false[rule])}"
            )
    for word, rows in (
        ("effects after it", v.after_it),
        ("effects without it", v.without),
        ("its rows that nothing follows", v.unfollowed),
    ):
        if rows:
            more = f" and {len(rows) - ROWS} more" if len(rows) > ROWS else ""
            told.append(f"{word}: {', '.join(rows[:ROWS])}{more}")
    screen.say(f"\n{v.cause}, for {title}")
    for text in told:
        screen.say(fill(text, width, initial_indent="  ", subsequent_indent="    "))


def plain(v: Verdict) -> dict[str, Any]:
    """A verdict as data."""
    c = v.counted

    def trust(by: Any) -> dict[str, Any]:
        return {rule: {"stood": t.stood, "judged": t.judged} for rule, t in by.items()}

    return {
        "question": v.question,
        "cause": v.cause,
        "shows_where": v.says or None,
        "verdict": v.verdict,
        "why": v.why,
        "effects_with": c.near[0] if c else None,
        "effects": c.near[0] + c.away[0] if c else None,
        "times_as_often": c.times if c and math.isfinite(c.times) else None,
        "rows_of_cause": c.causes if c else None,
        "followed": c.followed if c else None,
        "rules": dict(v.stands),
        "effects_after_it": list(v.after_it),
        "effects_without_it": list(v.without),
        "not_followed": list(v.unfollowed),
        "named_by": list(v.named_by),
        "denied_by": list(v.denied_by),
        "in_runs_of_those_who_name_it": trust(v.true),
        "in_runs_of_those_who_deny_it": trust(v.false),
    }
