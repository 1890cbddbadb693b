"""Cards: what a notebook shows of a Run, Account, Case, Record, Comparison, Lever or Sweep.

Plain HTML without scripts or style sheets. Colours of text and ground are those of the notebook, so a
card reads on light and on dark; rules and shades are half-transparent grey.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from thaw.account import Account
    from thaw.case import Case
    from thaw.case.written_lever import Lever
    from thaw.inference.comparison import Comparison
    from thaw.jobs.lever_effect import LeverEffect
    from thaw.jobs.sweeping import Sweep
    from thaw.record import Record
    from thaw.run import Run

RULE = "1px solid rgba(128,128,128,.35)"
SOFT = "opacity:.72"
FRAME = (
    f"border:{RULE};border-radius:6px;padding:.7em 1em .8em;max-width:46em;overflow-x:auto;color:inherit;"
    "font:14px/1.45 system-ui,-apple-system,'Segoe UI',sans-serif;text-align:left"
)
TABLE = "border-collapse:collapse;margin:.35em 0 0;font-size:13px;color:inherit"
CELL = f"padding:.18em .9em .18em 0;border:0;border-bottom:{RULE};vertical-align:top;"
FEW = 12
"""Entries of a list that are shown; the rest is counted."""

Row = Sequence[Any]


def text(value: Any) -> str:
    """A value as HTML text; numbers short, nothing as a dash, a pair as a value and a small line."""
    if isinstance(value, tuple):
        below = f'<div style="font-size:11px;{SOFT}">{text(value[1])}</div>' if value[1] else ""
        return text(value[0]) + below
    if value is None or value == "":
        return "–"
    if isinstance(value, float):
        return escape(number(value))
    return escape(str(value))


def number(x: float) -> str:
    """Four figures at most, thousands separated."""
    if not math.isfinite(x):
        return "–"
    if x == 0 or abs(x) >= 1000:
        return f"{x:,.0f}"
    return f"{x:.4g}" if abs(x) >= 1 else f"{x:.3g}"


def card(kind: str, title: str, *parts: str) -> str:
    """A frame with a small word above its title, and its parts below."""
    head = (
        f'<div style="font-size:11px;letter-spacing:.08em;text-transform:uppercase;{SOFT}">'
        f'{escape(kind)}</div><div style="font-size:16px;font-weight:600;margin:.1em 0 .25em">'
        f"{escape(title)}</div>"
    )
    return f'<div style="{FRAME}">{head}{"".join(parts)}</div>'


def line(content: str, soft: bool = False) -> str:
    """A line of running text."""
    return f'<div style="margin:.2em 0;{SOFT if soft else ""}">{escape(content)}</div>'


def facts(pairs: Iterable[tuple[str, Any]]) -> str:
    """Words and what they are, one a row; empty ones are left out."""
    rows = [
        f'<tr style="background:none"><td style="{CELL}{SOFT};white-space:nowrap;text-align:left">'
        f'{escape(word)}</td><td style="{CELL}text-align:left">{text(value)}</td></tr>'
        for word, value in pairs
        if value not in (None, "", 0)
    ]
    return f'<table style="{TABLE}">{"".join(rows)}</table>' if rows else ""


def table(title: str, columns: Sequence[str], rows: Iterable[Row]) -> str:
    """A small table under a heading; a column whose name begins with ">" stands to the right.

    Rows beyond `FEW` are counted, and shown when that is clicked.
    """
    rows = list(rows)
    if not rows:
        return ""
    sides = ["right" if c.startswith(">") else "left" for c in columns]
    head = "".join(
        f'<th style="{CELL}font-weight:600;text-align:{side}">{escape(c.lstrip(">"))}</th>'
        for c, side in zip(columns, sides, strict=True)
    )
    more = (
        f'<details><summary style="{SOFT};font-size:12px;cursor:pointer">and {len(rows) - FEW} '
        f'more</summary><table style="{TABLE}">{_body(rows[FEW:], sides)}</table></details>'
    )
    return (
        f'<div style="font-weight:600;margin:.8em 0 0">{escape(title)}</div>'
        f'<table style="{TABLE}"><thead><tr style="background:none">{head}</tr></thead>'
        f"{_body(rows[:FEW], sides)}</table>{more if len(rows) > FEW else ''}"
    )


def _body(rows: Iterable[Row], sides: Sequence[str]) -> str:
    """Rows of a table; numbers, which stand to the right, are not broken."""
    style = {
        "left": f"{CELL}text-align:left",
        "right": f"{CELL}text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums",
    }
    cells = (
        "".join(
            f'<td style="{style[side]}">{text(v)}</td>' for v, side in zip(row, sides, strict=True)
        )
        for row in rows
    )
    made = "".join(f'<tr style="background:none">{c}</tr>' for c in cells)
    return f"<tbody>{made}</tbody>"


def some(names: Iterable[Any]) -> str:
    """Names in a line; beyond `FEW` they are counted."""
    names = [str(n) for n in names]
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return ", ".join(names[:FEW]) + more


def counted(n: int, one: str, many: str | None = None) -> str:
    """``1 run``, ``20 runs``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def run_card(run: Run) -> str:
    """What was run, how often, on what, and what came out of the measures people ask for first."""
    from thaw.run import title_of

    d = run.data
    days = [str(t)[:10] for t in d.time.values[[0, -1]]] if d.sizes["time"] else []
    labels = dict.fromkeys(map(str, d.label.values)) if "label" in d.coords else ()
    about = facts(
        [
            ("runs", f"{len(run)}, {_seeds(run.seeds)}"),
            ("labels", some(labels)),
            ("days", " to ".join(days)),
            ("polities", some(run.polities)),
            ("levers", d.attrs.get("levers", "").replace(",", ", ")),
            ("set by the call", d.attrs.get("parameters_given", "").strip("{}").replace('"', "")),
            ("people who can act", f"{int(d.attrs['people']):,}" if "people" in d.attrs else None),
            ("values from", d.attrs.get("draws")),
            ("made with", f"thaw {d.attrs['thaw']}" if "thaw" in d.attrs else None),
        ]
    )
    return card("run", title_of(d), about, _peaks(run))


def _seeds(seeds: Sequence[int]) -> str:
    if len(seeds) > 1 and list(seeds) == list(range(seeds[0], seeds[0] + len(seeds))):
        return f"seeds {seeds[0]} to {seeds[-1]}"
    return f"seed{'s' if len(seeds) > 1 else ''} {some(seeds)}"


def _peaks(run: Run) -> str:
    """Largest value in the main span of the measures that `thaw run` prints."""
    from thaw.run.names import SHOWN
    from thaw.run.tidy import main_span

    shown = [(name, title) for name, title in SHOWN if name in run.measures]
    if not shown or not len(run) or not main_span(run.data).size:
        return ""
    made = run.summary(measures=[name for name, _ in shown])
    rows = [(p, *(_band(made.loc[(p, name)]) for name, _ in shown)) for p in run.polities]
    first, last = made.attrs["first"], made.attrs["last"]
    kind = "median of runs, below it 5 to 95 %" if len(run) > 1 else "one run"
    titles = [">" + title.removeprefix("peak ") for _, title in shown]
    return table(f"largest, {first} to {last}: {kind}", ["", *titles], rows)


def _band(row: Any) -> tuple[str, str]:
    low, middle, high = (_brief(float(row[w])) for w in ("p05", "median", "p95"))
    return middle, "" if low == high == middle else f"{low} – {high}"


def _brief(x: float) -> str:
    """Whole numbers from ten on, two figures below."""
    return number(x) if not math.isfinite(x) else f"{x:,.0f}" if abs(x) >= 10 else f"{x:.2g}"


def account_card(account: Account) -> str:
    """Title, date and grade; what it says, denies, assumes and claims."""
    denies = [(d.name, d.cited, d.why) for d in account.denies]
    priors = [(n, f"{p.form}({p.a:g}, {p.b:g})") for n, p in account.priors.items()]
    denied = {d.name for d in account.denies}
    fixed = [(n, float(v)) for n, v in account.fixes.items() if n not in denied]
    claims = [(p["id"], p["claim"]) for p in account.predicts]
    about = facts(
        [
            ("name", account.name),
            ("written", account.written_as),
            ("grade", account.grade),
            ("family", account.family),
            ("ranked", "yes" if account.ranked else "no"),
            (
                "steps",
                f"{len(account.steps)} mechanisms, {some(account.steps[:4])} ..."
                if len(account.steps) > 4
                else some(account.steps),
            ),
            ("speaks to", some(account.speaks_to)),
            ("shared priors", len(account.shared)),
        ]
    )
    return card(
        "account",
        account.title,
        line(account.says),
        about,
        table("denies", ["what", "passage", "why"], denies),
        table("priors of its own", ["parameter", "distribution"], priors),
        table("fixed by its text", ["parameter", ">value"], fixed),
        table("predicts", ["id", "claim"], claims),
    )


def case_card(case: Case) -> str:
    """Span, polities, people; events, episodes and levers."""
    tail = f", coarser to {case.tail.until}" if case.tail else ""
    where = {p.name: 0 for p in case.polities}
    for place in case.places:
        where[place.polity] += 1
    about = facts(
        [
            ("name", case.name),
            ("span", f"{case.start} to {case.end}{tail}"),
            ("people", f"{case.population:,.0f}"),
            ("places", counted(len(case.places), "place")),
            (
                "state",
                f"{counted(len(case.officials), 'official')}, "
                f"{counted(len(case.units), 'unit')} of police and army",
            ),
            ("record", case.record),
        ]
    )
    polities = [
        (p.name, p.title, f"{p.population.value:,.0f}", where[p.name]) for p in case.polities
    ]
    events = sorted((e.on, e.name) for e in case.events)
    return card(
        "case",
        case.title,
        line(case.says),
        about,
        table("polities", ["name", "title", ">people", ">places"], polities),
        table("events from outside", ["on", "event"], events),
        table("episodes", ["name", "title"], [(e.name, e.title) for e in case.episodes]),
        table("levers", ["name", "what if"], [(v.name, v.title) for v in case.levers.values()]),
    )


def record_card(record: Record) -> str:
    """How many rows from how many sources over which span; events by kind."""
    events = record.events
    when = (
        [str(t)[:10] for t in (events["first"].min(), events["last"].max())] if len(events) else []
    )
    off = sum(len(f) for f in record.switched_off.values())
    about = facts(
        [
            ("name", record.name),
            ("span", " to ".join(when)),
            ("events", f"{len(events):,}"),
            (
                "figures",
                f"{len(record.attestations):,} on events, {len(record.series):,} in series",
            ),
            ("did not happen", f"{len(record.nonevents):,}"),
            ("sources", f"{len(record.sources):,}"),
            ("left out", f"{off:,} rows" if off else None),
            ("licence", record.about.get("licence")),
        ]
    )
    kinds = events["kind"].value_counts()
    by_polity = events["polity"].value_counts()
    return card(
        "record",
        record.title,
        about,
        table("events by kind", ["kind", ">events"], [(k, int(n)) for k, n in kinds.items()]),
        table(
            "events by polity", ["polity", ">events"], [(k, int(n)) for k, n in by_polity.items()]
        ),
    )


def comparison_card(comparison: Comparison) -> str:
    """The verdict in a sentence, and one row an account."""
    from thaw.report import words
    from thaw.report.reading import Estimate, read_comparison
    from thaw.report.verdict import verdict

    view = read_comparison(comparison)
    rows = []
    firsts = view.firsts_of_groups()
    for ident in view.order:
        gain, split = view.headline(ident)
        p = view.joint.get(ident, Estimate())
        group = len(view.group_of(ident))
        share, _ = view.coverage(ident)
        rows.append(
            (
                ident,
                "0" if ident == view.null else words.interval(gain),
                "" if ident == view.null else split,
                (words.odds(p) + (f", jointly of {group}" if group > 1 else ""))
                if ident in firsts
                else "as above",
                f"{share:.0%}" if math.isfinite(share) else "–",
            )
        )
    columns = [
        "account",
        f">score against null ({view.skill_unit})",
        "of",
        ">probability ± s.e.",
        ">coverage",
    ]
    return card(
        "comparison",
        f"{comparison.case} against {comparison.record}",
        line(verdict(view).sentence),
        table("accounts", columns, rows),
        line(
            "Probability is among these accounts as coded; coverage is the share of items inside "
            "90 % intervals.",
            soft=True,
        ),
        table("flags", ["read with the verdict"], [(f,) for f in comparison.flags]),
    )


def lever_card(lever: Lever) -> str:
    """What a what-if does."""
    given = lever.to_dict()
    title = given.pop("title", given.get("id", "what if"))
    return card("lever", str(title), facts((word, _flat(v)) for word, v in given.items()))


def _flat(value: Any) -> str:
    """Nested plain data in a line."""
    if isinstance(value, Mapping):
        return ", ".join(f"{k}: {_flat(v)}" for k, v in value.items())
    if isinstance(value, list):
        return "; ".join(_flat(v) for v in value)
    return str(value)


def sweep_card(sweep: Sweep) -> str:
    """The points of a sweep."""
    d = sweep.data
    points = sweep.points
    about = facts(
        [
            ("points", len(sweep)),
            ("runs each", d.sizes["run"]),
            ("measures", some(d.measure.values)),
            ("polities", some(d.polity.values)),
        ]
    )
    spans = [
        (
            n,
            float(points[n].min()),
            float(points[n].max()),
            points[n].nunique(),
            d[n].attrs.get("units", ""),
        )
        for n in points
    ]
    columns = ["parameter", ">from", ">to", ">values", "unit"]
    return card("sweep", str(d.attrs["title"]), about, table("parameters", columns, spans))


def effect_card(effect: LeverEffect, outcomes: Sequence[tuple[str, str]]) -> str:
    """What a lever does under each account, given that the occasion arises."""
    who = [
        (a, f"{effect.weights.get(a, 0.0):.2f}", int(p.differ.sum()), int(p.arises.sum()))
        for a, p in effect.pairs.items()
    ]
    names = [*effect.pairs, "weighted"]
    rows = [(title, *(str(effect.effect(a, o)) for a in names)) for o, title in outcomes]
    return card(
        "lever",
        f"{effect.lever} on {effect.case}",
        line(effect.title),
        facts(
            [
                ("pairs", len(effect.seeds)),
                ("weights", effect.weighed),
                ("occasion", effect.occasion),
            ]
        ),
        table("where it bites", ["account", ">weight", ">pairs differ", ">occasion arises"], who),
        table(
            "mean difference, with less without, given the occasion",
            ["", *(f">{a}" for a in names)],
            rows,
        ),
    )
