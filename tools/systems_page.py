"""Write docs/ideas/systems-table.md from the shipped rows and tables of `thaw systems`.

python tools/systems_page.py

After `tools/measure_systems.py`, or where rows have changed.
"""

from __future__ import annotations

from pathlib import Path

from thaw.account import accounts, read_account
from thaw.case import cases
from thaw.cli.systems import acting_on, effect_of
from thaw.jobs import systems

PAGE = Path(__file__).parent.parent / "docs" / "ideas" / "systems-table.md"


def page() -> str:
    """The page: a table of signs by case, then what of each row runs, where, and what is missing."""
    rows = systems.systems()
    made = [m for m in map(systems.shipped_signs, cases()) if m is not None]
    every = [read_account(file) for file in accounts().values()]
    out = [
        "# The twenty systems, as measured",
        "",
        "Made by `tools/systems_page.py` from the shipped tables; do not edit. How to read it, and what "
        "surprised: [systems](systems.md).",
        "",
        "## Signs",
        "",
    ]
    heads = [f"{m.case}{f' to {m.until}' if m.until else ''}, {m.runs} pairs" for m in made]
    out += ["| | system | " + " | ".join(heads) + " |", "| --- " * (2 + len(made)) + "|"]
    for n, row in enumerate(rows, 1):
        cells = []
        for m in made:
            sign = m.signs.get(row.name)
            what = sign.measure.replace("_", " ") + ": " if sign else ""
            pairs = f", {sign.effect.pairs} pairs" if sign and sign.effect.pairs != m.runs else ""
            told = f"{what}{systems.said(row, sign, len(every))} {effect_of(sign)}{pairs}"
            cells.append(told.strip())
        out.append(f"| {n} | {row.title} | {' | '.join(cells)} |")
    why = [f"- **{r.title}**, {r.measure.replace('_', ' ')}: {r.why}." for r in rows if r.why]
    nowhere = [r.title for r in rows if r.mechanisms and not acting_on(r, made)]
    out += ["", f"Shown to act on no case: {'; '.join(nowhere) or 'none'}."]
    out += ["", "## Why this outcome", "", *why]
    out += [
        "",
        "## What runs",
        "",
        "| | system | mechanisms | accounts | cases | missing |",
        "| --- " * 6 + "|",
    ]
    for n, row in enumerate(rows, 1):
        here = systems.using(row, every)
        what = ", ".join(f"`{m}`" for m in row.mechanisms) or "nothing of it runs yet"
        if row.shown_by == "accounts":
            here, what = every, "the accounts"
        elif row.shown_by:
            what = f"`{row.shown_by}`"
        who = f"{len(here)} of {len(every)}" if here else ""
        out.append(
            f"| {n} | **{row.title}**: {row.says} | {what} | {who} | {', '.join(systems.cases_of(row))} "
            f"| {row.missing} |"
        )
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
