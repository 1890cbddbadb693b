"""What the parts of a report show, in a sentence each: titles of tables, doubts of a row, what stays open."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from thaw.report.names import counted
from thaw.report.reading import View
from thaw.report.words import block_name, gain_words, listed, named, p_value, signed

if TYPE_CHECKING:
    from thaw.inference.comparison import ComparedAccount
    from thaw.inference.disputes import Dispute

COVERAGE_SLACK = 0.05
"""How far the share inside 90 % intervals may lie from it, before luck of few items."""
WIDE_SPREAD = 0.4
"""Range of a probability that is told as a doubt."""
BY_NAME = 3
"""Of a group that cannot be told apart, so many others are named in each row; more are counted."""
FEW_EPISODES = 4
"""An account scored on fewer is told as such."""


def tells_most(view: View) -> Dispute | None:
    """The dispute that would tell most if settled, where that is more than error and rounding."""
    best = max(view.comparison.disputes, key=lambda d: d.bits, default=None)
    return best if best is not None and best.bits > max(2 * best.se, 0.005) else None


def disputes_finding(view: View) -> str:
    """What the table of disputed evidence shows, for its title."""
    best = tells_most(view)
    if best is None:
        return "No dispute between sources, settled alone, would tell more than its error"
    name = block_name(best, view.comparison.polities)
    return f"To settle {name} would be expected to tell most ({gain_words(best)})"


def experiments_finding(view: View) -> str:
    """What the table of evidence not yet collected shows, for its title."""
    best = max(view.comparison.experiments, key=lambda e: e.bits, default=None)
    if best is None or best.bits <= 2 * best.se:
        return "No evidence that the record lacks would be expected to tell more than its error"
    name = block_name(best, view.comparison.polities)
    return f"{name[:1].upper()}{name[1:]} would be expected to separate the accounts best ({gain_words(best)})"


def weights_finding(view: View) -> str:
    """Who gains most and least over all episodes, for the title of the matrix of evidence."""
    known = {i: t.value for i, t in view.totals.items() if t.known}
    if not known:
        return "Weight of evidence by episode"
    if view.one_group:
        return "No account is told from another here, so that no episode weighs for one against another"
    first = [view.group_of(i) for i in sorted(known, key=lambda i: -known[i])]
    top, low = first[0], first[-1]
    rest = [i for i in known if i not in top]
    gap = min((known[top[0]] - known[i] - 2 * _error(view, top[0], i) for i in rest), default=1.0)
    many = len(view.comparison.episodes)
    if gap <= 0:
        return (
            f"Over {counted(many, 'episode')} no account gains more than every other by more than twice the "
            "Monte Carlo error"
        )
    return (
        f"Over {counted(many, 'episode')} {named(view, top)} gains most ({signed(known[top[0]], 1)} decibans) "
        f"and {named(view, low)} least ({signed(known[low[0]], 1)})"
    )


def _error(view: View, a: str, b: str) -> float:
    """Standard error of the difference of two total weights, decibans; 0 where not given."""
    errors = [view.totals[i].se for i in (a, b)]
    return math.hypot(*(e if math.isfinite(e) else 0.0 for e in errors))


def doubts(view: View, ident: str, short: bool = False) -> list[str]:
    """Why to distrust one row of the verdict table, the gravest reason first."""
    out = []
    misfit = view.misfit(ident)
    if misfit is not None and misfit.flagged:
        out.append(f"record outside its reach ({p_value(misfit)})")
    others = [i for i in view.group_of(ident) if i != ident]
    if others:
        merged = f"not told from {counted(len(others), 'other')}"
        many = short or len(others) > BY_NAME
        out.append(merged if many else f"not told from {named(view, others)}")
    gain, split = view.headline(ident)
    if ident != view.null and gain.known and math.isfinite(gain.low) and gain.low <= 0 <= gain.high:
        out.append("score not told from base rates")
    out += _doubts_of_probability(view, ident)
    if ident == view.null:
        return [*out, "no theory: constant rates"]
    if ident not in view.ranked:
        why = _unranked(view.account(ident))
        out.append("not ranked" + (f": {why}" if why else ""))
    if split == "retrodiction":
        out.append("retrodiction only")
    few = view.n_scored.get((ident, split), FEW_EPISODES)
    if few < FEW_EPISODES:
        out.append(f"scored on {few} episode{'s' if few > 1 else ''} only")
    return out


def _unranked(account: ComparedAccount) -> str | None:
    """Why an account is not ranked."""
    if account.silent:
        return "speaks to nothing told here"
    if account.outside:
        return "out of its scope, none of its predictions falls into the case"
    return account.grade


def _doubts_of_probability(view: View, ident: str) -> list[str]:
    """Intervals that hold too little or too much, and a probability that moves widely."""
    out = []
    share, n = view.coverage(ident)
    slack = max(COVERAGE_SLACK, 2 * math.sqrt(0.09 / n)) if n > 0 else COVERAGE_SLACK
    if math.isfinite(share) and abs(share - 0.9) > slack:
        out.append("intervals too narrow" if share < 0.9 else "intervals too wide")
    wide = [
        what
        for what, row in view.spread.items()
        if ident in row and row[ident][1] - row[ident][0] > WIDE_SPREAD
    ]
    if wide:
        out.append(f"probability moves with {listed(wide)}")
    return out


def cannot_tell(view: View, missing: int = 0) -> list[str]:
    """What this record leaves open, as sentences for the second section of the report.

    Parameters
    ----------
    view : View
    missing : int
        Number of items of evidence on which the record is silent.
    """
    out = []
    for group in (g for g in view.groups if len(g) > 1):
        out.append(
            f"{named(view, group)} form one group: records simulated from one of them are too "
            "often taken for another."
        )
    apart = [g[0] for g in view.groups if len(g) == 1]
    found = view.comparison.recovery
    shares = {a: f"{found.matrix[k][k]:.0%}" for k, a in enumerate(found.labels)}
    if apart and len(apart) < len(view.comparison.accounts):
        told = listed(
            f"{view.name(i)} ({shares[i]} of its runs)" if i in shares else view.name(i)
            for i in apart
        )
        out.append(
            "Stand alone, because runs of theirs and of any one other are told apart by more than "
            f"the limit set beforehand: {told} {'is' if len(apart) == 1 else 'are'} given back to "
            "the right account among all."
        )
    failing = view.outside(view.order)
    if failing:
        out.append(
            f"The record lies outside what the runs of {named(view, failing)} produce; for "
            f"{'it' if len(failing) == 1 else 'them'} a probability compares poor "
            "descriptions."
        )
    if missing:
        items = "item" if missing == 1 else "items"
        out.append(
            f"On {missing:,} {items} the record is silent because its sources could not see; "
            "they count for nothing, not as quiet."
        )
    return out


def other_flags(view: View) -> list[str]:
    """Flags of the comparison that the sentences of `cannot_tell` do not say already."""
    said = ("this record cannot tell apart", "the record is unlike the runs of")
    flags = [f for f in view.comparison.flags if not f.startswith(said)]
    ids = sorted(view.names, key=len, reverse=True)
    if not ids:
        return flags
    told = "|".join(map(re.escape, ids))
    pattern = re.compile(
        rf"(?<![\w.])(?:the null account|{told})(?![\w.])"
    )  # which is plain English
    return [pattern.sub(lambda m: view.name(m[0]) if m[0] in ids else m[0], f) for f in flags]
