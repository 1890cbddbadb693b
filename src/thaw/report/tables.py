"""Tables: the verdict for the terminal, and the matrices of the written report."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any, NamedTuple

from rich import box
from rich.table import Table
from rich.text import Text

from thaw.record.vocabulary import WITHOUT_ITEMS
from thaw.report import svg, words
from thaw.report.reading import (
    HEADLINE,
    METRICS,
    SKILL_UNIT,
    SPLITS,
    Estimate,
    View,
    number,
    read_comparison,
)

TERMINAL_WIDTH = 80


class Cell(NamedTuple):
    """One cell of an HTML matrix: text, small second line, background, ink, words on pointing."""

    text: str
    small: str = ""
    fill: str = ""
    ink: str = ""
    tip: str = ""
    strong: bool = False


def verdict_table(comparison: Mapping | View | Any) -> Table:
    """The last thing `thaw compare` prints: the verdict in a sentence, then one row an account.

    Parameters
    ----------
    comparison : mapping, Comparison or View
        What `thaw.compare` returns, or its dictionary.

    Returns
    -------
    rich.table.Table
        At most 80 columns wide; its title is the sentence.
    """
    view = comparison if isinstance(comparison, View) else read_comparison(comparison)
    table = Table(
        title=Text(words.verdict(view).sentence),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        width=TERMINAL_WIDTH,
        caption_justify="left",
    )
    table.add_column("account", width=20, overflow="fold")
    table.add_column(f"score vs null\n({SKILL_UNIT[HEADLINE]})", width=16, justify="right")
    table.add_column("deci-\nbans", width=5, justify="right")
    table.add_column("proba-\nbility", width=6, justify="right")
    table.add_column("cover-\nage", width=6, justify="right")
    table.add_column("recov-\nered", width=6, justify="right")
    table.add_column("notes", ratio=1)
    found = _recovered(view)
    notes: dict[str, str] = {}
    for ident in view.order:
        gain, split = view.headline(ident)
        digits = words.digits_of(gain)
        score = "0 (null)" if ident == view.null else words.signed(gain.value, digits)
        score += " r" if split == "retrodiction" and ident != view.null else ""
        if ident != view.null and view.n_scored.get((ident, split)) == 1:
            score += "\none episode"
        elif ident != view.null and math.isfinite(gain.low):
            score += f"\n[{words.signed(gain.low, digits)}, {words.signed(gain.high, digits)}]"
        p, raw = (s.get(ident, Estimate()) for s in (view.tempered, view.untempered))
        odds = words.probability(p.value) + (
            f"\n({words.probability(raw.value)})" if raw.known else ""
        )
        share = view.coverage.get(ident, math.nan)
        table.add_row(
            Text(_wrapped(ident), style="" if ident in view.ranked else "dim"),
            score,
            words.signed(view.totals.get(ident, Estimate()).value, 1),
            odds,
            f"{share:.0%}" if math.isfinite(share) else "–",
            found.get(ident, "–"),
            " ".join(
                sorted(
                    notes.setdefault(doubt, ascii_lowercase[len(notes) % 26])
                    for doubt in words.doubts(view, ident, short=True)
                )
            ),
        )
    table.caption = Text(_terminal_caption(notes))
    return table


def _wrapped(ident: str, width: int = 20) -> str:
    """An id broken at an underscore where it is longer than its column."""
    cut = ident.rfind("_", 0, width) + 1
    return (
        ident
        if len(ident) <= width or not cut
        else ident[:cut] + "\n" + _wrapped(ident[cut:], width)
    )


def _terminal_caption(notes: Mapping[str, str]) -> str:
    told = "; ".join(f"{letter} {doubt}" for doubt, letter in notes.items())
    return (f"Notes: {told}.\n" if told else "") + (
        "Score: advantage over base rates, with 90% bootstrap interval over episodes; prediction, "
        "or r: retrodiction where the record holds nothing later than the account. Decibans: "
        "prequential, summed over episodes; 10 = ten to one against the field. Probability: "
        "tempered (untempered in brackets), among these accounts as coded. Coverage: share of "
        "items inside 90% intervals. Recovered: share of an account's own runs that the method "
        "gives back to it, not to another."
    )


def _recovered(view: View) -> dict[str, str]:
    """Share of the records simulated from each account that are traced back to it."""
    labels, matrix, _ = recovery_matrix(view) or ([], [], math.nan)
    return {
        name: f"{row[k].text}%" for k, (name, row) in enumerate(zip(labels, matrix, strict=True))
    }


def verdict_rows(view: View) -> list[dict]:
    """The same rows for the written report, with every doubt listed."""
    rows = []
    found = _recovered(view)
    for ident in view.order:
        p, raw = (s.get(ident, Estimate()) for s in (view.tempered, view.untempered))
        gain, split = view.headline(ident)
        total = view.totals.get(ident, Estimate())
        error = f"±{words.plain(p.se)}" if math.isfinite(p.se) else ""
        share = view.coverage.get(ident, math.nan)
        rows.append(
            {
                "id": ident,
                "ranked": ident in view.ranked,
                "score": "0 (null)" if ident == view.null else words.interval(gain),
                "split": split,
                "decibans": words.signed(total.value, 1),
                "decibans_error": f"±{words.plain(total.se, 1)}" if math.isfinite(total.se) else "",
                "tempered": words.probability(p.value),
                "error": error,
                "untempered": words.probability(raw.value),
                "coverage": f"{share:.0%}" if math.isfinite(share) else "–",
                "recovered": found.get(ident, "–"),
                "note": "; ".join(words.doubts(view, ident)),
                "null": ident == view.null,
            }
        )
    return rows


def account_rows(view: View, more: Mapping[str, Mapping]) -> list[dict]:
    """One row an account: author and date, driver, grade, family, scope, objection.

    `more` fills in, by id, what the comparison leaves out of its accounts.
    """
    rows = []
    for ident in view.order:
        a = {
            **more.get(ident, {}),
            **{k: v for k, v in view.account(ident).items() if v is not None},
        }
        speaks = a.get("speaks_to") or []
        rows.append(
            {
                "id": ident,
                "title": a.get("title") or a.get("author") or "",
                "written": str(a.get("written") or "–"),
                "says": a.get("says") or "–",
                "grade": a.get("grade") or "–",
                "family": a.get("family") or "–",
                "speaks": _scope([speaks] if isinstance(speaks, str) else speaks) or "–",
                "ranked": ident in view.ranked,
                "objection": a.get("objection") or "",
            }
        )
    return rows


def _scope(topics: Sequence[object]) -> str:
    """Topics in words; those on which no item of a record bears are marked."""
    return ", ".join(f"{t} (no item)" if t in WITHOUT_ITEMS else str(t) for t in topics)


def recovery_matrix(view: View) -> tuple[list[str], list[list[Cell]], float] | None:
    """Labels, shaded cells (row: simulated from, column: taken for), mean of the diagonal."""
    raw = view.recovery.get("matrix") or []
    labels = [str(n) for n in view.recovery.get("labels") or []]
    if isinstance(raw, Mapping):
        labels = labels or list(raw)
        raw = [[number((raw.get(a) or {}).get(b)) for b in labels] for a in labels]
    if not raw or len(raw) != len(labels):
        return None
    rows, right = [], []
    for i, row in enumerate(raw):
        values = [number(v) for v in row]
        total = math.fsum(v for v in values if math.isfinite(v))
        shares = [v / total if total > 0 else math.nan for v in values]
        right.append(shares[i])
        rows.append([_share_cell(v, labels[i], labels[j], i == j) for j, v in enumerate(shares)])
    return labels, rows, math.fsum(right) / len(right)


def _share_cell(v: float, true: str, taken: str, same: bool) -> Cell:
    fill = svg.sequential(v)
    text = "–" if not math.isfinite(v) else f"{100 * v:.0f}"
    return Cell(
        text,
        "",
        fill,
        svg.ink_on(fill),
        f"simulated from {true}, taken for {taken}: {text} %",
        same,
    )


def evidence_matrix(view: View, left_out: bool = False) -> list[dict]:
    """Rows of account x episode in decibans, shaded on one symmetric scale.

    Parameters
    ----------
    left_out : bool
        The leave-one-out weights, which do not add, in place of the prequential ones.

    Returns
    -------
    list of dict
        ``id``, ``cells`` and, for prequential weights, ``total``.
    """
    store = view.left_out if left_out else view.weights
    if not store:
        return []
    limit = scale_limit(view)
    rows = []
    for ident in view.order:
        cells = []
        for k, e in enumerate(view.episodes, start=1):
            w = store.get((ident, e["id"]), Estimate())
            fill = svg.diverging(w.value / limit) if w.known else svg.PAPER
            small = f"±{words.plain(w.se, 1)}" if math.isfinite(w.se) else ""
            cells.append(
                Cell(
                    words.signed(w.value, 1),
                    small,
                    fill,
                    svg.ink_on(fill),
                    f"{ident}, episode {k} ({e.get('title', e['id'])}): "
                    f"{words.signed(w.value, 1)} decibans {small}",
                )
            )
        rows.append(
            {
                "id": ident,
                "cells": cells,
                "total": words.signed(view.totals.get(ident, Estimate()).value, 1),
            }
        )
    return rows


def scale_limit(view: View) -> float:
    """Decibans at which the colours saturate: the largest weight, at least 5 and at most 20."""
    found = [abs(w.value) for s in (view.weights, view.left_out) for w in s.values() if w.known]
    return min(max([5.0, *found]), 20.0)


def score_rows(view: View) -> list[dict]:
    """Every score with its interval: account, then metric by split; absent ones as dashes."""
    have = [
        (m, s) for m in METRICS for s in SPLITS if any((i, s, m) in view.scores for i in view.order)
    ]
    return (
        [
            {
                "id": ident,
                "cells": [_score_text(view.scores.get((ident, s, m), Estimate())) for m, s in have],
                "heads": have,
            }
            for ident in view.order
        ]
        if have
        else []
    )


def _score_text(e: Estimate) -> Cell:
    digits = 3 if abs(e.value) < 1 else 2
    ends = ""
    if math.isfinite(e.low) and math.isfinite(e.high):
        ends = f"{words.plain(e.low, digits)} to {words.plain(e.high, digits)}"
    return Cell(words.plain(e.value, digits), ends)


def episode_rows(view: View, missing: Mapping[str, int]) -> list[dict]:
    """The numbered episodes: dates, items shown and missing, the account that gained most."""
    rows = []
    for k, e in enumerate(view.episodes, start=1):
        here = {i: view.weights.get((i, e["id"]), Estimate()).value for i in view.order}
        here = {i: v for i, v in here.items() if math.isfinite(v)}
        best = max(here, key=lambda i: here[i]) if here else ""
        rows.append(
            {
                "number": k,
                "title": e.get("title", e["id"]),
                "start": str(e.get("start", ""))[:10],
                "end": str(e.get("end", ""))[:10],
                "items": e.get("n_items", "–"),
                "missing": missing.get(e["id"], 0),
                "best": f"{best} ({words.signed(here[best], 1)})" if here else "–",
            }
        )
    return rows


def failing_rows(view: View) -> list[dict]:
    """Items that every account misses, worst first, with the account that comes nearest."""
    rows = []
    titles = {e["id"]: f"{k}. {e.get('title', e['id'])}" for k, e in enumerate(view.episodes, 1)}
    for item in view.all_fail:
        episode = str(item.get("episode", ""))
        what = " ".join(str(item[k]) for k in ("what", "polity") if item.get(k))
        chance = number(item.get("chance"))
        rows.append(
            {
                "item": str(item.get("item", "")),
                "what": what,
                "episode": titles.get(episode, episode),
                "record": _record(item),
                "nearest": str(item.get("best_account", "–")),
                "chance": "–" if not math.isfinite(chance) else f"{100 * chance:.2g} %",
            }
        )
    return rows


def telling_rows(view: View, most: int = 3) -> list[dict]:
    """Per episode the items on which scores differ most, with who scored best and worst there."""
    raw = (view.raw.get("scores") or {}).get("items") or {}
    rows = []
    for k, e in enumerate(view.episodes, start=1):
        for item in (raw.get(e["id"]) or [])[:most]:
            scores = {i: number(v) for i, v in (item.get("score") or {}).items()}
            scores = {i: v for i, v in scores.items() if math.isfinite(v)}
            if len(scores) < 2:
                continue
            best, worst = max(scores, key=lambda i: scores[i]), min(scores, key=lambda i: scores[i])
            rows.append(
                {
                    "episode": f"{k}. {e.get('title', e['id'])}",
                    "item": str(item.get("item", "")),
                    "record": _record(item),
                    "best": f"{best} ({words.signed(scores[best])})",
                    "worst": f"{worst} ({words.signed(scores[worst])})",
                }
            )
    return rows


def _record(item: Mapping) -> str:
    """What the record shows of an item, in words."""
    value = number(item.get("value"))
    if item.get("kind") == "cell":
        return "happened" if value == 1 else "did not happen"
    return _brief(value, str(item.get("kind", "")))


LEAST_PERSONS = 1.0
"""Series are logarithms to base 10, of persons or of an index; no index reaches ten."""


def _brief(x: float, kind: str) -> str:
    """A size or series (logarithms of persons or of an index) or a date (days) of an item, in words."""
    if not math.isfinite(x):
        return "–"
    if kind == "date":
        return f"day {x:.0f} of its window"
    if kind not in ("size", "series"):
        return words.count(x) if abs(x) >= 1000 else f"{x:.3g}"
    if kind == "series" and x < LEAST_PERSONS:
        return f"index {10**x:.2f}"
    return f"about {words.count(round(10**x, -max(0, int(x) - 1)))}" if x < 9 else words.count(x)


def spread_rows(view: View) -> tuple[list[str], list[dict]]:
    """What was varied, and per account the range of its probability."""
    columns = dict(view.spread)
    for title, settings in view.by_setting.items():
        ranges = {}
        for ident in view.order:
            found = [
                row[ident] for row in settings.values() if math.isfinite(row.get(ident, math.nan))
            ]
            if found:
                ranges[ident] = (min(found), max(found))
        columns.setdefault(title, ranges)
    rows = []
    for ident in view.order:
        if any(ident in ranges for ranges in columns.values()):
            rows.append(
                {"id": ident, "cells": [_range_text(c.get(ident)) for c in columns.values()]}
            )
    return list(columns), rows


def _range_text(ends: tuple[float, float] | None) -> str:
    if ends is None:
        return "–"
    low, high = (words.probability(v) for v in ends)
    return low if low == high else f"{low} to {high}"


def experiment_rows(view: View) -> list[dict]:
    """Evidence not yet collected, most informative first, with bars on one scale."""
    found: list[dict] = []
    for e in view.experiments:
        bits = Estimate(number(e.get("bits")), se=number(e.get("se")))
        pair = e.get("separates")
        if isinstance(pair, Mapping):
            pair = f"{pair.get('least')} (expects least), {pair.get('most')} (most)"
        elif isinstance(pair, Sequence) and not isinstance(pair, str):
            pair = " / ".join(map(str, pair))
        n = number(e.get("n_items"))
        found.append(
            {
                "item": str(e.get("item", "")),
                "separates": pair or "–",
                "bits": bits.value,
                "items": f"{n:.0f} {e.get('kind', '')}".strip() if math.isfinite(n) else "–",
                "text": words.plain(bits.value, 3)
                + (f" ±{words.plain(bits.se, 3)}" if math.isfinite(bits.se) else ""),
            }
        )
    gains = [r.pop("bits") for r in found]
    most = max([b for b in gains if b > 0], default=1.0)
    for r, b in zip(found, gains, strict=True):
        r["share"] = round(100 * max(b, 0.0) / most) if math.isfinite(b) else 0
    order = sorted(range(len(found)), key=lambda k: (not math.isfinite(gains[k]), -gains[k]))
    return [found[k] for k in order]
