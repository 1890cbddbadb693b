"""Tables of the written report about accounts and episodes: typed rows, shaded matrices."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from thaw.record.vocabulary import WITHOUT_ITEMS
from thaw.report import svg, words
from thaw.report.citations import Citation, citations
from thaw.report.findings import doubts
from thaw.report.names import span_words
from thaw.report.reading import METRICS, SPLITS, Estimate, View

if TYPE_CHECKING:
    from thaw.inference.comparison import ComparedAccount


class Cell(NamedTuple):
    """One cell of an HTML matrix: text, small second line, background, ink, words on pointing."""

    text: str
    small: str = ""
    fill: str = ""
    ink: str = ""
    tip: str = ""
    strong: bool = False


@dataclass(frozen=True)
class VerdictRow:
    """One account in the verdict; all numbers as text, with an en dash where there is none.

    Attributes
    ----------
    name : str
        For readers.
    ranked, null : bool
    joint : int
        Accounts of its group where it is the first of them, so that what is the group's stands
        once; 0 for the others. What is the group's: decibans and probability.
    score, split : str
        Advantage over the null account with its interval, and the part it is scored on.
    decibans, decibans_error : str
        Total weight of evidence; the error is empty where not given.
    tempered, untempered : str
        Probability with its Monte Carlo standard error, and that before tempering.
    coverage, recovered : str
    note : str
        Every doubt.
    """

    id: str
    name: str
    joint: int
    ranked: bool
    null: bool
    score: str
    split: str
    decibans: str
    decibans_error: str
    tempered: str
    untempered: str
    coverage: str
    recovered: str
    note: str


def verdict_rows(view: View, beside: Mapping[str, Sequence[str]] | None = None) -> list[VerdictRow]:
    """One row an account, with every doubt listed, and what `beside` says of it as well."""
    rows = []
    shares = recovered(view)
    firsts = view.firsts_of_groups()
    for ident in view.order:
        p, raw = (s.get(ident, Estimate()) for s in (view.joint, view.joint_untempered))
        gain, split = view.headline(ident)
        total = view.totals.get(ident, Estimate())
        if view.one_group:  # of all accounts together both are given beforehand
            p, raw, total = Estimate(), Estimate(), Estimate()
        share, _ = view.coverage(ident)
        rows.append(
            VerdictRow(
                id=ident,
                name=view.name(ident),
                joint=len(view.group_of(ident)) if ident in firsts else 0,
                ranked=ident in view.ranked,
                null=ident == view.null,
                score="0" if ident == view.null else words.interval(gain),
                split=split,
                decibans=words.signed(total.value, 1),
                decibans_error=f"±{words.plain(total.se, 1)}" if math.isfinite(total.se) else "",
                tempered=words.odds(p),
                untempered=words.odds(raw),
                coverage=f"{share:.0%}" if math.isfinite(share) else "–",
                recovered=shares.get(ident, "–"),
                note="; ".join([*doubts(view, ident), *(beside or {}).get(ident, ())]),
            )
        )
    return rows


@dataclass(frozen=True)
class AccountRow:
    """What an account holds: name, title, date, driver, grade, family, scope in words, objection, notes.

    Attributes
    ----------
    in_record : str
        What the record of the comparison adds to the objection; empty where nothing.
    elsewhere : str
        Countries its claims are about, where they are none of the case; empty otherwise.
    outside : bool
        Whether none of its predictions falls into the case.
    made : str
        When it was written, grade and family in one line; of base rates that they are no theory.
    """

    id: str
    name: str
    ranked: bool
    title: str
    written: str
    says: str
    grade: str
    family: str
    speaks: str
    objection: str
    in_record: str = ""
    elsewhere: str = ""
    outside: bool = False
    notes: str = ""
    made: str = ""
    sources: tuple[Citation, ...] = ()


def account_rows(view: View, more: Mapping[str, Mapping[str, Any]]) -> list[AccountRow]:
    """One row an account.

    Parameters
    ----------
    view : View
    more : mapping
        By id, what a comparison leaves out: ``title``, ``speaks_to``, ``objection``, ``notes``,
        ``sources``.
    """
    rows = []
    for ident in view.order:
        a, beside = view.account(ident), more.get(ident, {})
        speaks = beside.get("speaks_to") or []
        rows.append(
            AccountRow(
                id=ident,
                name=view.name(ident),
                ranked=ident in view.ranked,
                title=a.title or str(beside.get("title") or ""),
                written=span_words(a.written) or "–",
                says=a.says or "–",
                grade=_word_or_dash(a.grade),
                family=_word_or_dash(a.family),
                made=_made(a),
                speaks=_scope([speaks] if isinstance(speaks, str) else speaks) or "–",
                objection=str(beside.get("objection") or ""),
                in_record=str(beside.get("in_record") or ""),
                outside=a.outside,
                elsewhere=words.listed(map(str, beside.get("written_on") or ())),
                notes=str(beside.get("notes") or ""),
                sources=tuple(citations(beside.get("sources") or ())),
            )
        )
    return rows


def _made(a: ComparedAccount) -> str:
    """When an account was written, its grade and its family; base rates have a date for the rules only."""
    if a.is_null:
        return _word_or_dash("null")
    parts = [
        f"written {span_words(a.written) or '–'}",
        _word_or_dash(a.grade),
        _word_or_dash(a.family),
    ]
    return "; ".join(dict.fromkeys(parts))


def _word_or_dash(word: str | None) -> str:
    """A word of an account, a dash where it has none; "null" is no word for a reader."""
    return "no theory" if word == "null" else word or "–"


def _scope(topics: Sequence[object]) -> str:
    """Topics in words; those on which no item of a record bears are marked."""
    return ", ".join(f"{t} (no item)" if t in WITHOUT_ITEMS else str(t) for t in topics)


@dataclass(frozen=True)
class RecoveryMatrix:
    """Runs of known origin: row, simulated from; column, taken for.

    Attributes
    ----------
    labels : list of str
        Accounts along both axes.
    rows : list of list of Cell
        Percent of the row.
    mean : float
        Mean of the diagonal, 0 to 1.
    n_test : int
        Runs classified.
    """

    labels: list[str]
    rows: list[list[Cell]]
    mean: float
    n_test: int


def recovery_matrix(view: View) -> RecoveryMatrix | None:
    """Shade the recovery matrix; None when the comparison holds none."""
    found = view.comparison.recovery
    if not found.matrix:
        return None
    names = found.labels
    rows = [
        [
            _share_cell(v, view.name(names[i]), view.name(names[j]), i == j)
            for j, v in enumerate(row)
        ]
        for i, row in enumerate(found.matrix)
    ]
    right = [row[i] for i, row in enumerate(found.matrix)]
    return RecoveryMatrix(
        [view.name(i) for i in names], rows, math.fsum(right) / len(right), found.n_test
    )


def recovered(view: View) -> dict[str, str]:
    """Share of the records simulated from each account that are traced back to its group, percent.

    A dash where the group is all accounts: what cannot come out otherwise shows nothing.
    """
    found = view.comparison.recovery
    place = {a: k for k, a in enumerate(found.labels)}
    if not found.matrix:
        return {}
    return {
        a: f"{100 * math.fsum(found.matrix[k][place[b]] for b in view.group_of(a)):.0f}%"
        if len(view.group_of(a)) < len(found.labels)
        else "–"
        for a, k in place.items()
    }


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


@dataclass(frozen=True)
class EvidenceRow:
    """Weights of one account by episode, decibans, and their sum (of prequential weights)."""

    id: str
    cells: list[Cell]
    total: str


def evidence_matrix(view: View, left_out: bool = False) -> list[EvidenceRow]:
    """Rows of account x episode in decibans, shaded on one symmetric scale.

    Parameters
    ----------
    view : View
    left_out : bool
        The leave-one-out weights, which do not add, in place of the prequential ones.
    """
    store = view.left_out if left_out else view.weights
    if not store:
        return []
    limit = scale_limit(view)
    rows = []
    for ident in view.order:
        cells = []
        for k, e in enumerate(view.comparison.episodes, start=1):
            w = store.get((ident, e.id), Estimate())
            fill = svg.diverging(w.value / limit) if w.known else svg.PAPER
            small = f"±{words.plain(w.se, 1)}" if math.isfinite(w.se) else ""
            cells.append(
                Cell(
                    words.signed(w.value, 1),
                    small,
                    fill,
                    svg.ink_on(fill),
                    f"{view.name(ident)}, episode {k} ({e.title}): "
                    f"{words.signed(w.value, 1)} decibans {small}",
                )
            )
        total = view.totals.get(ident, Estimate()).value
        rows.append(EvidenceRow(view.name(ident), cells, words.signed(total, 1)))
    return rows


def scale_limit(view: View) -> float:
    """Decibans at which the colours saturate: the largest weight, at least 5 and at most 20."""
    found = [abs(w.value) for s in (view.weights, view.left_out) for w in s.values() if w.known]
    return min(max([5.0, *found]), 20.0)


@dataclass(frozen=True)
class ScoreTable:
    """Every score with its interval.

    Attributes
    ----------
    heads : list of (metric, split)
        Columns; those that no account has are left out.
    rows : list of (account, list of Cell)
    """

    heads: list[tuple[str, str]]
    rows: list[tuple[str, list[Cell]]]


def score_table(view: View) -> ScoreTable:
    """Every score with its interval: account, then metric by split; absent ones as dashes."""
    heads = [
        (m, s) for m in METRICS for s in SPLITS if any((i, s, m) in view.scores for i in view.order)
    ]
    rows = [
        (view.name(i), [_score_text(view.scores.get((i, s, m), Estimate())) for m, s in heads])
        for i in view.order
    ]
    return ScoreTable(heads, rows)


def _score_text(e: Estimate) -> Cell:
    digits = 3 if abs(e.value) < 1 else 2
    ends = ""
    if math.isfinite(e.low) and math.isfinite(e.high):
        ends = f"{words.plain(e.low, digits)} to {words.plain(e.high, digits)}"
    return Cell(words.plain(e.value, digits), ends)


@dataclass(frozen=True)
class EpisodeRow:
    """A numbered episode.

    Attributes
    ----------
    number : int
    title, start, end : str
    month : str
        Of the start, ISO.
    n_items, missing : int
        Items the record shows, and items on which it is silent.
    best : str
        The account or group that gained most here beyond Monte Carlo error, and how many decibans.
    """

    number: int
    title: str
    start: str
    end: str
    month: str
    n_items: int
    missing: int
    best: str


def episode_rows(view: View, missing: Mapping[str, int]) -> list[EpisodeRow]:
    """Number the episodes; `missing` holds the items on which the record is silent, by id."""
    rows = []
    for k, e in enumerate(view.comparison.episodes, start=1):
        rows.append(
            EpisodeRow(
                number=k,
                title=e.title,
                start=span_words(e.start[:10]),
                end=span_words(e.end[:10]),
                month=e.start[:7],
                n_items=e.n_items,
                missing=missing.get(e.id, 0),
                best=_gains_most(view, e.id),
            )
        )
    return rows


def _gains_most(view: View, episode: str) -> str:
    """The account or group that gains most, if by more than twice the Monte Carlo error."""
    here = {i: view.weights.get((i, episode), Estimate()) for i in view.firsts_of_groups()}
    order = sorted((i for i in here if here[i].known), key=lambda i: -here[i].value)
    if not order:
        return "–"
    best = order[0]
    if len(order) > 1:
        a, b = here[best], here[order[1]]
        errors = [e.se for e in (a, b) if math.isfinite(e.se)]
        if a.value - b.value <= 2 * math.hypot(*errors):
            return "none clearly"
    return f"{words.named(view, view.group_of(best))} ({words.signed(here[best].value, 1)})"
