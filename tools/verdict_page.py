#!/usr/bin/env python3
"""Write docs/ideas/verdict.md, how a verdict is reached, from a comparison that is kept beside it.

Usage: python tools/verdict_page.py [COMPARISON.json]

With a file, as ``thaw compare`` writes it, that one is kept first. A test holds the page fresh, and the
kept comparison to the case and record as they are; a slow one makes the comparison again.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from thaw.inference.comparison import Comparison
from thaw.jobs.odd_parts import table
from thaw.report import words
from thaw.report.reading import View, read_comparison
from thaw.report.verdict import verdict

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "ideas" / "verdict.md"
KEPT = ROOT / "docs" / "ideas" / "verdict" / "comparison.json"
TEMPLATE = Path(__file__).with_name("verdict_page.md.j2")


def page(raw: dict[str, Any]) -> str:
    """The page of a comparison as it is kept.

    Parameters
    ----------
    raw : dict
        Contents of a ``comparison.json``.
    """
    comparison = Comparison.from_dict(raw)
    view = read_comparison(comparison)
    p = comparison.probabilities
    first, second = sorted(p.tempered, key=lambda a: -p.tempered[a])[:2]
    t = p.temperature
    assert t is not None
    log_raw = math.log(p.untempered[first] / p.untempered[second])

    def score(ident: str) -> str:
        return words.interval(view.headline(ident)[0])

    def p_value(ident: str) -> str:
        found = comparison.misspecification.accounts[ident]
        return words.p_value(found).removeprefix("p ").removeprefix("= ")

    env = Environment(undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True)
    text = env.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        c=comparison,
        who=view.order,
        runs=min(n.runs for n in comparison.n_runs.values()),
        first=first,
        second=second,
        t=t,
        log_raw=log_raw,
        odds_raw=f"{math.exp(log_raw):,.0f}",
        odds_tempered=p.tempered[first] / p.tempered[second],
        raw=words.odds(view.joint_untempered[first]),
        percent=lambda x: f"{x:.0%}",
        score=score,
        p_value=p_value,
        **tables(view, score, p_value),
        verdict=verdict(view),
    )
    return re.sub(r"\n{3,}", "\n\n", text)


def tables(
    view: View, score: Callable[[str], str], p_value: Callable[[str], str]
) -> dict[str, str]:
    """Tables of the page, by name."""
    c, found = view.comparison, view.comparison.recovery
    shares = [
        (a, *(f"{x:.0%}" for x in row)) for a, row in zip(found.labels, found.matrix, strict=True)
    ]
    flagged = {a: m.flagged for a, m in c.misspecification.accounts.items()}
    weights = [
        (
            a,
            *(words.signed(x, 1) for x in c.weights.accounts[a].prequential),
            words.signed(c.weights.accounts[a].total, 1),
        )
        for a in view.order
    ]
    return {
        "recovery": table(["simulated from", *(f"taken for {a}" for a in found.labels)], shares),
        "reach": table(
            ["account", "p of a record as far out", "flagged below 0.05"],
            [(a, p_value(a), "yes" if flagged[a] else "no") for a in view.order],
        ),
        "scores": table(
            ["account", "score against base rates", "of which part"],
            [(a, score(a), view.headline(a)[1]) for a in view.order if a != view.null],
        ),
        "weights": table(["account", *(e.title for e in c.episodes), "sum"], weights),
    }


def kept() -> dict[str, Any]:
    """The comparison that the page tells of."""
    return dict(json.loads(KEPT.read_text(encoding="utf-8")))


def main() -> None:
    if len(sys.argv) > 1:
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        KEPT.write_text(Path(sys.argv[1]).read_text(encoding="utf-8"), encoding="utf-8")
    PAGE.write_text(page(kept()), encoding="utf-8")


if __name__ == "__main__":
    main()
