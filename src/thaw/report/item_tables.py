"""Tables of the written report about items of evidence, and how far probabilities move."""

from __future__ import annotations

import math
from dataclasses import dataclass

from thaw.report import words
from thaw.report.reading import Ranges, View, number

MOST_TELLING = 3
"""Items shown for each episode."""


@dataclass(frozen=True)
class FailingRow:
    """An item that every account misses.

    Attributes
    ----------
    item, what, episode : str
    record : str
        What it shows, in words.
    nearest, chance : str
        The account that comes nearest, and the chance in its runs.
    """

    item: str
    what: str
    episode: str
    record: str
    nearest: str
    chance: str


def failing_rows(view: View) -> list[FailingRow]:
    """Items that every account misses, worst first."""
    episodes = view.comparison.episodes
    titles = {e.id: f"{k}. {e.title}" for k, e in enumerate(episodes, start=1)}
    return [
        FailingRow(
            item=i.item,
            what=" ".join(w for w in (i.what, i.polity) if w),
            episode=titles.get(i.episode, i.episode),
            record=shown(i.value, i.kind, i.unit),
            nearest=i.best_account,
            chance=f"{100 * i.chance:.2g} %",
        )
        for i in view.comparison.misspecification.items_all_fail
    ]


@dataclass(frozen=True)
class TellingRow:
    """An item on which scores differ most: what the record shows, who scored best and worst."""

    episode: str
    item: str
    record: str
    best: str
    worst: str


def telling_rows(view: View) -> list[TellingRow]:
    """Per episode the items on which scores differ most."""
    by_episode = view.comparison.scores.items
    rows = []
    for k, e in enumerate(view.comparison.episodes, start=1):
        for item in by_episode.get(e.id, [])[:MOST_TELLING]:
            scores = {i: number(v) for i, v in item.score.items() if v is not None}
            if len(scores) < 2:
                continue
            best, worst = max(scores, key=lambda i: scores[i]), min(scores, key=lambda i: scores[i])
            rows.append(
                TellingRow(
                    episode=f"{k}. {e.title}",
                    item=item.item,
                    record=shown(item.value, item.kind, item.unit),
                    best=f"{best} ({words.signed(scores[best])})",
                    worst=f"{worst} ({words.signed(scores[worst])})",
                )
            )
    return rows


def shown(x: float, kind: str, unit: str) -> str:
    """What the record shows of an item, in words.

    Parameters
    ----------
    x : float
        In `unit`.
    kind : str
        cell, size (always log10 persons), date (always days) or series.
    unit : str
        Of a series: ``log10 persons`` or ``log10 index``; of another the bare number is shown.
    """
    if kind == "cell":
        return "happened" if x == 1 else "did not happen"
    if kind == "date":
        return f"day {x:.0f} of its window"
    if unit == "log10 index":
        return f"index {10**x:.2f}"
    if kind == "size" or unit == "log10 persons":
        return f"about {words.count(round(10**x, -max(0, int(x) - 1)))}"
    return words.count(x) if abs(x) >= 1000 else f"{x:.3g}"


@dataclass(frozen=True)
class SpreadTable:
    """How far probabilities move.

    Attributes
    ----------
    heads : list of str
        What was varied.
    rows : list of (account, list of str)
        Lowest to highest probability under each head.
    """

    heads: list[str]
    rows: list[tuple[str, list[str]]]


def spread_table(view: View) -> SpreadTable:
    """Range of every account's probability, by what was varied."""
    columns: dict[str, Ranges] = {**view.spread, **view.by_choice}
    rows = [
        (ident, [_range_text(c.get(ident)) for c in columns.values()])
        for ident in view.order
        if any(ident in c for c in columns.values())
    ]
    return SpreadTable(list(columns), rows)


def _range_text(ends: tuple[float, float] | None) -> str:
    if ends is None:
        return "–"
    low, high = (words.probability(v) for v in ends)
    return low if low == high else f"{low} to {high}"


@dataclass(frozen=True)
class ExperimentRow:
    """A block of evidence not yet collected.

    Attributes
    ----------
    item, n_items, separates, text : str
        The block, how many items it holds, who expects least and most, the gain with its error.
    share : int
        Length of its bar, percent of the longest.
    """

    item: str
    n_items: str
    separates: str
    text: str
    share: int


def experiment_rows(view: View) -> list[ExperimentRow]:
    """Evidence not yet collected, most informative first, with bars on one scale."""
    found = sorted(view.comparison.experiments, key=lambda e: -e.bits)
    most = max([e.bits for e in found if e.bits > 0], default=1.0)
    rows = []
    for e in found:
        pair = e.separates
        rows.append(
            ExperimentRow(
                item=e.item,
                n_items=f"{e.n_items} {e.kind}".strip(),
                separates=f"{pair.least} (expects least), {pair.most} (most)" if pair else "–",
                text=words.plain(e.bits, 3)
                + (f" ±{words.plain(e.se, 3)}" if math.isfinite(e.se) else ""),
                share=round(100 * max(e.bits, 0.0) / most),
            )
        )
    return rows
