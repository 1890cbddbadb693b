"""By whose causes each account's own runs are driven: a table for the terminal, a section for the report."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from markupsafe import Markup
from rich.table import Table
from rich.text import Text

from thaw.report.names import account_name
from thaw.report.ruled import ruled

SAYS = (
    "Of what pushed the decisions in an account's own runs beyond the quiet first day (log hazard, positive "
    "parts), the share that comes from causes its author names for them; 90 % interval over runs."
)
OTHERS = "runs on others' causes"
UNKNOWN = "By whose causes these accounts run was not reckoned on this case; `thaw causes ACCOUNT CASE` tells it."
"""Said in place of a table that would hold nothing."""


def share(value: Sequence[float]) -> str:
    """A share with its interval; a dash for none."""
    if math.isnan(value[0]):
        return "–"
    return f"{value[0]:.0%} [{value[1]:.0%}, {value[2]:.0%}]"


def remark(row: Mapping[str, Any]) -> str:
    """Whether it runs on others' causes, and what else there is to say."""
    told = []
    if row["others"]:
        told.append(
            OTHERS if row["sure"] else f"{OTHERS}, or half its own: the interval holds both"
        )
    if row["note"]:
        told.append(row["note"])
    return "; ".join(told)


def beside(rows: Sequence[Mapping[str, Any]] | None) -> dict[str, list[str]]:
    """Account to the note that stands beside its verdict, where it runs on others' causes."""
    return {row["account"]: [OTHERS] for row in rows or () if row["others"]}


def reckoned(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether anything is known of the causes behind the runs of any account."""
    return any(not math.isnan(row[word][0]) for row in rows for word in ("own", "waves"))


def causes_table(rows: Sequence[Mapping[str, Any]]) -> Table | Text:
    """The table on a terminal, at most 80 columns wide; a sentence where nothing is known.

    Parameters
    ----------
    rows : sequence of dict
        As `thaw.jobs.cause_table.rows` gives them.
    """
    if not reckoned(rows):
        return Text(UNKNOWN)
    made = ruled(Text("Own causes: what moves each account's own runs", "bold"))
    made.add_column("account", width=20, overflow="fold")
    made.add_column("decisions", justify="right", no_wrap=True)
    made.add_column("waves", justify="right", no_wrap=True)
    made.add_column("", ratio=1)
    for row in rows:
        made.add_row(row["account"], share(row["own"]), share(row["waves"]), remark(row))
    runs = sorted({row["runs"] for row in rows if row["runs"]})
    made.caption = Text(SAYS + (f" Runs: {', '.join(map(str, runs))}." if runs else ""))
    return made


def causes_section(rows: Sequence[Mapping[str, Any]] | None) -> Markup:
    """The part of the report, as HTML; empty where nothing is told."""
    if not rows:
        return Markup("")
    head = '<h3 id="causes">By whose causes each account runs</h3>'
    if not reckoned(rows):
        return Markup(f"{head}<p>{escape(UNKNOWN).replace('`', '')}</p>")
    body = []
    for row in rows:
        kinds = "; ".join(f"{title} {share(value)}" for title, value in row["kinds"].items())
        body.append(
            f'<tr><th scope="row" style="white-space:normal">{escape(account_name(row["account"]))}</th>'
            f'<td class="n" data-head="decisions">{share(row["own"])}</td>'
            f'<td class="n" data-head="waves">{share(row["waves"])}</td>'
            f'<td data-head="kind by kind">{escape(kinds) or "–"}</td>'
            f'<td data-head="remark"><em>{escape(remark(row)) or "–"}</em></td></tr>'
        )
    heads = (
        '<th scope="col">account</th><th scope="col" class="n">decisions</th>'
        '<th scope="col" class="n">waves</th><th scope="col">kind by kind</th>'
        '<th scope="col">remark</th>'
    )
    return Markup(
        f"{head}<p>{escape(SAYS)} Below one half an account runs on causes of others; kind by kind stand the "
        "decisions for which the author names any cause.</p>"
        f'<div class="scroll"><table class="wide stack"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )
