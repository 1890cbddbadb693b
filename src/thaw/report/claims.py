"""What accounts claim, whose models entail it, and whether the record bears it out: a section for the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from markupsafe import Markup

from thaw.report.names import account_name, event_name

SAYS = (
    "Every claim carries a passage and a test. It is held against the runs of its own account, against those "
    "of all others, and against the record. A model entails what holds in more than half of its runs, with "
    "the whole 90 % interval; what every model entails supports nobody."
)
ROWS = 6
"""Rows of the record named beside a claim."""


def share(told: Mapping[str, Any]) -> str:
    """A share of runs with its interval; a dash where none can be judged."""
    if told["share"] is None:
        return "–"
    return f"{told['share']:.0%} [{told['low']:.0%}, {told['high']:.0%}]"


def record(told: Mapping[str, Any], names: Mapping[str, str] | None = None) -> str:
    """What the record says, with its rows by their `names`."""
    rows = [(names or {}).get(r, r) for r in told["rows"]]
    named = "; ".join(rows[:ROWS]) + (f" and {len(rows) - ROWS} more" if len(rows) > ROWS else "")
    return (
        told["said"] + (f" ({told['why']})" if told["why"] else "") + (f": {named}" if rows else "")
    )


def apart(row: Mapping[str, Any]) -> str:
    """Whether a claim tells its account from a rival."""
    if row["discriminates"] is None:
        return "–"
    return f"yes, from {len(row['told_from'])}" if row["discriminates"] else "no"


def claims_section(
    told: Mapping[str, Any] | None, polities: Mapping[str, Any] | None = None
) -> Markup:
    """The part of the report, as HTML; empty where nothing is claimed.

    Parameters
    ----------
    told : mapping, optional
        ``rows`` as `thaw.jobs.claim_table.JudgedClaim.to_dict` gives them, a ``note``, and ``events``: kind, polity
        and date of the rows of the record by id.
    polities : mapping, optional
        Names of polities by id.
    """
    if not told or not told["rows"]:
        return Markup("")
    rows: Sequence[Mapping[str, Any]] = told["rows"]
    names = {i: event_name(e, polities or {}) for i, e in (told.get("events") or {}).items()}
    parts = []
    for account in dict.fromkeys(r["account"] for r in rows):
        own = [r for r in rows if r["account"] == account]
        parts.append(_account(account, own, names))
    note = f" <em>{escape(told['note'])}</em>" if told.get("note") else ""
    return Markup(
        '<h3 id="claims">What each account claims</h3>'
        f"<p>{escape(SAYS)}{note}</p>{_tallies(rows)}{_opposed(rows)}{''.join(parts)}"
    )


def _table(heads: Sequence[str], body: str) -> str:
    marked = "".join(f'<th scope="col"{_mark(h)}>{escape(h.lstrip(">"))}</th>' for h in heads)
    return (
        f'<div class="scroll"><table class="wide stack"><thead><tr>{marked}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _mark(head: str) -> str:
    """The class of a column of numbers."""
    return ' class="n"' if head.startswith(">") else ""


def _row(heads: Sequence[str], cells: Sequence[str]) -> str:
    first, *others = cells
    told = f'<th scope="row" style="white-space:normal">{first}</th>'
    for head, text in zip(heads[1:], others, strict=True):
        told += f'<td{_mark(head)} data-head="{escape(head.lstrip(">"))}">{text}</td>'
    return f"<tr>{told}</tr>"


def _held(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether any claim was held against runs; without them nothing is known of what models entail."""
    return any(r["own"]["runs"] for r in rows)


def _tallies(rows: Sequence[Mapping[str, Any]]) -> str:
    against_runs = _held(rows)
    words = ("entailed", "tell apart") if against_runs else ()
    weighed = ("for", "against") if against_runs else ()
    heads = (
        "account",
        *(f">{w}" for w in ("claims", *words, "borne out", "not", "silent", "disputed", *weighed)),
    )
    body = ""
    for account in dict.fromkeys(r["account"] for r in rows):
        own = [r for r in rows if r["account"] == account]
        said = [r["record"]["said"] for r in own]
        by_runs = [
            sum(r["own"]["said"] == "entails" for r in own),
            sum(bool(r["discriminates"]) for r in own),
            sum(r["counts"] == "for" for r in own),
            sum(r["counts"] == "against" for r in own),
        ]
        counts = [str(n) if _held(own) else "–" for n in by_runs] if against_runs else []
        by_record = (str(said.count(word)) for word in ("yes", "no", "silent", "disputed"))
        cells = (str(len(own)), *counts[:2], *by_record, *counts[2:])
        body += _row(heads, [escape(account_name(account)), *cells])
    if not against_runs:
        return _table(heads, body)
    note = "<p>For and against count only claims that their own model entails and not every rival does.</p>"
    return _table(heads, body) + note


def _opposed(rows: Sequence[Mapping[str, Any]]) -> str:
    runs = (">own runs",) if _held(rows) else ()
    heads = ("about", "account", *runs, "record")
    names = [r["opposes"] for r in rows if r["opposes"]]
    pairs = [r for r in rows if r["opposes"] and names.count(r["opposes"]) > 1]
    if not pairs:
        return ""
    body = "".join(
        _row(
            heads,
            [
                f"{escape(r['opposes'].replace('-', ' '))}<small>{escape(r['claim'])}</small>",
                escape(account_name(r["account"])),
                *((share(r["own"]),) if runs else ()),
                escape(r["record"]["said"]),
            ],
        )
        for r in sorted(pairs, key=lambda r: names.index(r["opposes"]))
    )
    return f"<p>Where accounts claim the opposite of each other:</p>{_table(heads, body)}"


def _by_runs(r: Mapping[str, Any]) -> tuple[str, str, str]:
    """What runs say of a claim: its own, those of rivals, and whether it tells them apart."""
    rivals = f"{len(r['entailed_by'])} of {len(r['rivals'])}" if r["rivals"] else "–"
    return share(r["own"]), rivals, apart(r)


def _account(account: str, rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> str:
    runs = (">own runs", ">rivals that entail it", "tells apart") if _held(rows) else ()
    heads = ("claim", *runs, "record")
    body = "".join(
        _row(
            heads,
            [
                f"{escape(r['claim'])}<small>{escape(r['passage'])}</small>"
                + (f"<small>{escape(r['about'])}</small>" if r["about"] else ""),
                *(_by_runs(r) if runs else ()),
                escape(record(r["record"], names)),
            ],
        )
        for r in rows
    )
    title = (
        f"{escape(account_name(account))}: {len(rows)} {'claim' if len(rows) == 1 else 'claims'}"
    )
    return f"<details><summary>{title}</summary>{_table(heads, body)}</details>"
