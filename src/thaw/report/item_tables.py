"""Tables of the written report about items of evidence, and how far probabilities move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from thaw.report import words
from thaw.report.names import dates_in, item_name
from thaw.report.reading import Estimate, Ranges, View, number
from thaw.report.sources import Source, SourcesOf, no_sources

if TYPE_CHECKING:
    from thaw.inference.disputes import Dispute
    from thaw.inference.results import Experiment

LONGEST_BAR = 0.1
"""Bits: bars of disputes are drawn on a scale that reaches this far at least, so that nothing looks like much."""

MOST_TELLING = 3
"""Items shown for each episode."""


@dataclass(frozen=True)
class FailingRow:
    """An item that every account misses.

    Attributes
    ----------
    item : str
        Its id.
    name, episode : str
        What it is, in words; its episode.
    record : str
        What it shows, in words.
    nearest, chance : str
        The account that comes nearest (or that none does), and how often it happens in its runs.
    sources : list of Source
    """

    item: str
    name: str
    episode: str
    record: str
    nearest: str
    chance: str
    sources: list[Source]


def failing_rows(view: View, sources: SourcesOf = no_sources) -> list[FailingRow]:
    """Items that every account misses, worst first."""
    episodes = view.comparison.episodes
    titles = {e.id: f"{k}. {e.title}" for k, e in enumerate(episodes, start=1)}
    polities = view.comparison.polities
    return [
        FailingRow(
            item=i.item,
            name=item_name(i.item, i.kind, i.what, i.polity, polities, (i.first, i.last)),
            episode=titles.get(i.episode, i.episode),
            record=words.shown(i.value, i.kind, i.unit, i.first or dates_in(i.item)[0]),
            nearest=view.name(i.best_account) if i.best_account else "none",
            chance=words.chance(i),
            sources=sources(i.item),
        )
        for i in view.comparison.misspecification.items_all_fail
    ]


@dataclass(frozen=True)
class TellingRow:
    """An item on which scores differ most: what the record shows, who scored best and worst.

    Attributes
    ----------
    unit : str
        Of the scores beside the names.
    sources : list of Source
    """

    episode: str
    item: str
    name: str
    record: str
    best: str
    worst: str
    unit: str
    sources: list[Source]


LOG, CRPS = "log score, nats", "minus the CRPS"


def telling_rows(view: View, sources: SourcesOf = no_sources) -> list[TellingRow]:
    """Per episode the items on which scores differ most."""
    by_episode = view.comparison.scores.items
    rows = []
    for k, e in enumerate(view.comparison.episodes, start=1):
        for item in by_episode.get(e.id, [])[:MOST_TELLING]:
            scores = {i: number(v) for i, v in item.score.items() if v is not None}
            if len(scores) < 2:
                continue
            rows.append(
                TellingRow(
                    episode=f"{k}. {e.title}",
                    item=item.item,
                    name=item_name(item.item, item.kind, "", "", view.comparison.polities),
                    record=words.shown(item.value, item.kind, item.unit, dates_in(item.item)[0]),
                    best=_extreme(view, scores, max(scores.values())),
                    worst=_extreme(view, scores, min(scores.values())),
                    unit=LOG if item.kind == "cell" else CRPS,
                    sources=sources(item.item),
                )
            )
    return rows


def _extreme(view: View, scores: Mapping[str, float], value: float) -> str:
    """Who has this score, to the digits printed, and the score; of many only their number."""
    who = [i for i, v in scores.items() if round(v, 2) == round(value, 2)]
    names = words.named(view, who) if len(who) < 3 else f"{len(who)} accounts alike"
    return f"{names} ({words.signed(value)})"


@dataclass(frozen=True)
class SpreadTable:
    """How far probabilities move.

    Attributes
    ----------
    heads : list of str
        What was varied.
    rows : list of (names of a group, list of str)
        Lowest to highest joint probability under each head.
    """

    heads: list[str]
    rows: list[tuple[str, list[str]]]


def spread_table(view: View) -> SpreadTable:
    """Range of every group's probability, by what was varied."""
    columns: dict[str, Ranges] = {**view.spread, **view.by_choice}
    firsts = view.firsts_of_groups()
    rows = [
        (
            words.named(view, view.group_of(i)),
            [_range_text(c.get(i), view.joint.get(i, Estimate()).se) for c in columns.values()],
        )
        for i in firsts
        if any(i in c for c in columns.values())
    ]
    return SpreadTable(list(columns), rows)


def _range_text(ends: tuple[float, float] | None, se: float) -> str:
    if ends is None:
        return "–"
    low, high = (words.at_error(v, se) for v in ends)
    return low if low == high else f"{low} to {high}"


def _how_many(e: Experiment | Dispute) -> str:
    """Items of a block: a cell is one month."""
    noun = {"cells": "month", "series": "value of a series"}.get(e.kind, e.kind)
    if noun == "value of a series" and e.n_items != 1:
        return f"{e.n_items} values of a series"
    return f"{e.n_items} {noun}{'' if e.n_items == 1 or not noun else 's'}".strip()


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
                item=words.block_name(e, view.comparison.polities),
                n_items=_how_many(e),
                separates=f"{view.name(pair.least)} (expects least), {view.name(pair.most)} (most)"
                if pair
                else "–",
                text=words.gain_words(e),
                share=round(100 * max(e.bits, 0.0) / most),
            )
        )
    return rows


@dataclass(frozen=True)
class DisputeRow:
    """A block of evidence that can be read in more than one way.

    Attributes
    ----------
    item, n_items, moves, text : str
        The block, how many of its items are disputed, whose probability moves and between what, and the
        gain with its error.
    share : int
        Length of its bar, percent of the longest.
    """

    item: str
    n_items: str
    moves: str
    text: str
    share: int


def dispute_rows(view: View) -> list[DisputeRow]:
    """Disputed evidence, that which would tell most if settled first, with bars on one scale."""
    found = sorted(view.comparison.disputes, key=lambda d: -d.bits)
    most = max([LONGEST_BAR, *(d.bits for d in found)])
    return [
        DisputeRow(
            item=words.block_name(d, view.comparison.polities),
            n_items=_how_many(d),
            moves=_moves(view, d),
            text=words.small_gain(d),
            share=round(100 * max(d.bits, 0.0) / most),
        )
        for d in found
    ]


def _moves(view: View, d: Dispute) -> str:
    """Whose probability moves most, and between what."""
    low, high = words.probability(d.low), words.probability(d.high)
    ends = f"stays at {low}" if low == high else f"{low} to {high}"
    return f"{view.name(d.account)}: {ends}"
