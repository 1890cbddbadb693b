#!/usr/bin/env python3
"""Write the tables and the figure of docs/ideas/own-causes.md from the shipped causes of a case.

Usage: python tools/make_own_causes.py [CASE]

CASE is bloc_1953 unless given. What stands between the marks in the page is written anew; the rest stays.
"""

from __future__ import annotations

import argparse
import math
import re
from pathlib import Path

from thaw.account import load_account, ranked_accounts
from thaw.account.named_causes import model, named_causes
from thaw.case import load_case
from thaw.jobs.cause_table import Standing, standings
from thaw.jobs.causes import Answer, Causes, Range

DOCS = Path(__file__).resolve().parent.parent / "docs" / "ideas"
PAGE, FIGURE = DOCS / "own-causes.md", DOCS / "own-causes.svg"
LARGEST = 3
KINDS = {
    "named": ("names", "#0072B2"),
    "conceded": ("grants", "#56B4E9"),
    "silent": ("is silent on", "#BDBDBD"),
    "opposite": ("names with the other sign", "#E69F00"),
    "denied": ("denies", "#D55E00"),
}
"""Classes of stance, what the author does with such a cause, and its colour in the figure."""

SHORT = {
    "named": "named",
    "conceded": "granted",
    "silent": "silent",
    "opposite": "other sign",
    "denied": "denied",
}

DRAWN = ("why_concede", "why_disclose")
TITLES = {"concessions": "why_concede", "disclosures": "why_disclose"}
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "thaw",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def share(r: Range) -> str:
    """A share with its interval in percent."""
    if math.isnan(r.value):
        return "–"
    return f"{100 * r.value:.0f} % [{100 * r.low:.0f}, {100 * r.high:.0f}]"


def found(standing: list[Standing]) -> list[Causes]:
    """Causes of those accounts that have any, lowest share last; those without one at the end."""
    made = [s.causes for s in standing if s.causes is not None]
    return sorted(made, key=lambda c: (math.isnan(c.own.value), -c.own.value, c.account))


def shares(all_: list[Causes]) -> str:
    """One row an account: share of its own causes, in all and by kind of decision."""
    titles = list(dict.fromkeys(a.title for c in all_ for a in c.answers))
    lines = [
        "| account | runs | decisions | " + " | ".join(titles) + " |",
        "| --- | ---: | ---: |" + " ---: |" * len(titles),
    ]
    for c in all_:
        by = {a.title: a for a in c.answers}
        cells = [_cell(by.get(t), c) for t in titles]
        lines.append(f"| {c.account} | {c.runs} | {share(c.own)} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(a: Answer | None, c: Causes) -> str:
    if a is None or not a.fell:
        return "none fell"
    if not c.coded:
        return "–"
    return share(a.own) if a.speaks else "names none"


def largest(all_: list[Causes]) -> str:
    """What pushes concessions and disclosures most in each account, and what its author says of it."""
    lines = ["| account | decisions | pushed most by |", "| --- | --- | --- |"]
    for c in all_:
        for a in c.answers:
            if a.question not in DRAWN or not a.fell:
                continue
            parts = sorted(a.parts, key=lambda p: -p.share)[:LARGEST]
            told = ", ".join(
                f"{p.name} {100 * p.share:.0f} %" + (f" ({SHORT[p.stance]})" if c.coded else "")
                for p in parts
            )
            lines.append(f"| {c.account} | {a.title} | {told} |")
    return "\n".join(lines)


def loosely(c: Causes) -> float:
    """Share of causes that the author names for any question, in either sense, and does not deny for this."""
    said = named_causes(c.account)
    names = {n.drive for n in said if n.stance.startswith("names")}
    questions, twins = model()
    n, total = 0, 0.0
    for a in c.answers:
        q = questions[a.question]
        if not (q.pooled and not q.wave and a.speaks and a.fell):
            continue
        n += a.fell
        for p in a.parts:
            stands = [d for k in p.carries for d, _ in twins.get(k, {}).get("stands_for", ())]
            if p.stance != "denied" and names & {*p.carries, *stands}:
                total += a.fell * p.share
    return total / n if n else math.nan


def classes(all_: list[Causes]) -> str:
    """One row an account: share of every class of stance over its decisions."""
    lines = [
        "| account | "
        + " | ".join(f"author {word}" for word, _ in KINDS.values())
        + " | names for any question |",
        "| --- |" + " ---: |" * (len(KINDS) + 1),
    ]
    lines += [
        f"| {c.account} | "
        + " | ".join(share(c.shares[k]) for k in KINDS)
        + f" | {100 * loosely(c):.0f} % |"
        for c in all_
        if c.coded
    ]
    return "\n".join(lines)


def hegemon(all_: list[Causes]) -> str:
    """Share of its own causes over decisions in the hegemon alone, and how many a run."""
    lines = ["| account | " + " | ".join(TITLES) + " |", "| --- |" + " ---: |" * len(TITLES)]
    for c in all_:
        by = {a.question: a for a in c.answers}
        cells = [
            f"{share(a.hegemon)}, {a.in_hegemon / c.runs:.1f} a run"
            if (a := by.get(q)) and a.speaks
            else "–"
            for q in TITLES.values()
        ]
        if c.coded:
            lines.append(f"| {c.account} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def draw(all_: list[Causes], file: Path) -> None:
    """Bars of shares by class, an account a row, concessions and disclosures beside each other."""
    import matplotlib
    from matplotlib.figure import Figure

    coded = [c for c in all_ if c.coded]
    with matplotlib.rc_context(STYLE):
        fig = Figure(figsize=(8.0, 0.42 * len(coded) + 1.5), layout="constrained")
        axes = fig.subplots(1, len(DRAWN), sharey=True)
        for ax, question in zip(axes, DRAWN, strict=True):
            title = question
            for row, c in enumerate(coded):
                a = next((x for x in c.answers if x.question == question and x.fell), None)
                if a is None:
                    continue
                title, left = a.title, 0.0
                for kind, (_, colour) in KINDS.items():
                    width = 100 * a.shares[kind].value
                    ax.barh(row, width, left=left, color=colour, height=0.7, lw=0)
                    left += width
                if not a.speaks:
                    ax.text(2, row, "names no cause", va="center", fontsize=8)
            ax.axvline(50, color="0.2", lw=1, ls=":")
            ax.set(title=title, xlim=(0, 100), xlabel="% of what pushed them on")
        axes[0].set_yticks(range(len(coded)), [c.account for c in coded])
        axes[0].invert_yaxis()
        handles = [
            matplotlib.patches.Patch(color=colour, label=f"author {word}")
            for kind, (word, colour) in KINDS.items()
            if any(
                a.shares[kind].value > 0 for c in coded for a in c.answers if a.question in DRAWN
            )
        ]
        fig.legend(handles=handles, loc="outside lower center", ncols=3, frameon=False, fontsize=8)
        fig.savefig(file, format="svg", metadata={"Date": None})
    text = "\n".join(line.rstrip() for line in file.read_text(encoding="utf-8").splitlines())
    file.write_text(text + "\n", encoding="utf-8")


def written(page: str, parts: dict[str, str]) -> str:
    """The page with each part between its marks."""
    for name, text in parts.items():
        mark = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.S)
        if not mark.search(page):
            raise SystemExit(f"the page has no marks for {name}")
        page = mark.sub(lambda m, text=text: f"{m[1]}\n{text}\n\n{m[2]}", page)  # type: ignore[misc]
    return page


def parts_of(case: str) -> tuple[dict[str, str], list[Causes]]:
    """Every made part of the page by name, and the causes behind them."""
    theories = [load_account(name) for name in ranked_accounts()]
    all_ = found(standings(load_case(case), theories))
    return {
        "shares": shares(all_),
        "classes": classes(all_),
        "hegemon": hegemon(all_),
        "largest": largest(all_),
    }, all_


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("case", nargs="?", default="bloc_1953")
    given = parser.parse_args()
    parts, all_ = parts_of(given.case)
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), parts), encoding="utf-8")
    draw(all_, FIGURE)
    print(f"{len(all_)} accounts")


if __name__ == "__main__":
    main()
