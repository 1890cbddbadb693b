"""The verdict in words, by rules fixed beforehand, and how numbers are written.

An account is named only when all four conditions hold: the record can tell it from every other
account (a group of one), its tempered probability is at least `NAMED`, its own runs can produce a
record like this one, and its advantage over the null account has an interval above zero. Where a
group of accounts meets the same conditions the group is named, and that the record cannot choose
within it. Anything else is undecided, and the sentence says which condition failed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from thaw.report.reading import HEADLINE, SKILL_UNIT, Estimate, View

NAMED = 0.8
"""Probability from which an account or group may be named."""
FIRMNESS = ((0.99, "very firmly"), (0.95, "firmly"), (NAMED, "moderately"))
COVERAGE_SLACK = 0.05
"""How far the share inside 90 % intervals may lie from it, before luck of few items."""
WIDE_SPREAD = 0.4
"""Range of a probability that is told as a doubt."""
FEW_EPISODES = 4
"""An account scored on fewer is told as such."""


class Verdict(NamedTuple):
    """One sentence, whether it names anything, how firmly, the accounts named and the reasons."""

    sentence: str
    decided: bool
    firmness: str
    leaders: list[str]
    reasons: list[str]


def listed(names: Iterable[str], last: str = "and") -> str:
    """Names as running text: ``a``, ``a and b``, ``a, b and c``."""
    names = [str(n) for n in names]
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + f" {last} " + names[-1]


def signed(x: float, digits: int = 2, missing: str = "–") -> str:
    """A number with its sign; an en dash when there is none."""
    if not math.isfinite(x):
        return missing
    text = f"{x:+.{digits}f}"
    return text.replace("-", "−") if float(text) else f"{0:.{digits}f}"


def plain(x: float, digits: int = 2, missing: str = "–") -> str:
    """A number without a plus sign."""
    return f"{x:.{digits}f}".replace("-", "−") if math.isfinite(x) else missing


def probability(x: float, missing: str = "–") -> str:
    """A probability with two decimals, never printed as 0 or 1."""
    if not math.isfinite(x):
        return missing
    return "<.01" if x < 0.005 else ">.99" if x > 0.995 else f"{x:.2f}"[1:] if x < 1 else "1"


def count(x: float) -> str:
    """Persons with thousands separated, millions as such."""
    if not math.isfinite(x):
        return "–"
    return f"{x / 1e6:.3g} million" if x >= 1e6 else f"{round(x):,}"


def digits_of(e: Estimate) -> int:
    """Two decimals, or three where the value and its interval all lie below 0.1."""
    sizes = [abs(v) for v in e[:3] if math.isfinite(v)]
    return 3 if sizes and max(sizes) < 0.1 else 2


def interval(e: Estimate) -> str:
    """``+0.21 [+0.05, +0.36]``; the bracket is left out where there is no interval."""
    d = digits_of(e)
    if not (math.isfinite(e.low) and math.isfinite(e.high)):
        return signed(e.value, d)
    return f"{signed(e.value, d)} [{signed(e.low, d)}, {signed(e.high, d)}]"


def firmness(p: float) -> str:
    """The word for a probability by fixed thresholds; empty below the lowest of them."""
    return next((word for bar, word in FIRMNESS if p >= bar), "")


def _group_probability(view: View, group: Iterable[str], untempered: bool = False) -> float:
    store = view.untempered if untempered else view.tempered
    found = [store[i].value for i in group if i in store and store[i].known]
    return math.fsum(found) if found else math.nan


def _lead(view: View) -> list[str]:
    """The group of accounts, of those compared, with the highest tempered probability."""
    field = [i for i in view.order if i in view.tempered and (i in view.ranked or i == view.null)]
    groups = {tuple(j for j in view.group_of(i) if j in field) or (i,): None for i in field}
    if not groups:
        return []
    best = max(groups, key=lambda g: (_group_probability(view, g), -field.index(g[0])))
    return sorted(best, key=lambda i: -view.tempered[i].value if i in view.tempered else 0.0)


def verdict(view: View) -> Verdict:
    """What the comparison allows to be said, in one neutral sentence.

    Parameters
    ----------
    view : View
        From `thaw.report.reading.read_comparison`.
    """
    lead = _lead(view)
    if not lead:
        return Verdict(
            "No verdict: the comparison holds no probabilities of accounts.",
            False,
            "",
            [],
            ["no probabilities"],
        )
    p, raw = _group_probability(view, lead), _group_probability(view, lead, untempered=True)
    gain = view.headline(lead[0])[0] if view.null not in lead else Estimate()
    failing = view.outside(view.ranked)
    odds = f"probability {probability(p)}"
    odds += f" ({probability(raw)} before tempering)" if math.isfinite(raw) else ""
    score = f"a predictive score of {interval(gain)} {SKILL_UNIT[HEADLINE]} against base rates"
    reasons = _reasons(view, lead, p, gain, failing)
    who, plural = listed(lead), len(lead) > 1
    who += " (base rates alone)" if lead == [view.null] else ""

    if view.null in lead and p >= NAMED:
        sentence = f"Among these accounts, as coded here, none is favoured: {who} holds {odds}."
        return Verdict(sentence, False, "", lead, reasons)
    if reasons:
        sentence = f"Undecided: {listed(reasons)}; "
        sentence += f"the {'group in front is' if plural else 'account in front is'} {who}"
        sentence += f", with {'a joint ' if plural else ''}{odds}"
        sentence += (
            f" and {'for ' + lead[0] + ' ' if plural else ''}{score}." if gain.known else "."
        )
        return Verdict(sentence, False, "", lead, reasons)
    word = firmness(p)
    sentence = f"Among these accounts, as coded here, the record {word} favours {who}, with "
    sentence += f"{'a joint ' if plural else ''}{odds}"
    sentence += f" and {'for ' + lead[0] + ' ' if plural else ''}{score}" if gain.known else ""
    sentence += "; it cannot choose between them." if plural else "."
    return Verdict(sentence, True, word, lead, reasons)


def _reasons(
    view: View, lead: list[str], p: float, gain: Estimate, failing: list[str]
) -> list[str]:
    """The conditions for naming an account that are not met, in words."""
    out = []
    if view.ranked and len(failing) == len(view.ranked):
        out.append("no account can produce a record like this one")
    elif set(lead) <= set(failing):
        out.append(f"{listed(lead)} cannot produce a record like this one")
    elif any((m := view.misfit(i)) is not None and m.untold for i in lead):
        out.append("the runs are too few to tell whether any account can produce such a record")
    if not p >= NAMED:
        out.append(
            f"no account or group that this record can tell apart reaches probability "
            f"{probability(NAMED)}"
        )
    if gain.known and view.null not in lead and not gain.low > 0:
        out.append("the predictive score of the account in front cannot be told from base rates")
    return out


def doubts(view: View, ident: str, short: bool = False) -> list[str]:
    """Why to distrust one row of the verdict table, the gravest reason first."""
    out = []
    misfit = view.misfit(ident)
    if misfit is not None and misfit.flagged:
        out.append(f"record outside its reach (p {probability(misfit.p_value)})")
    others = [i for i in view.group_of(ident) if i != ident]
    if others:
        merged = f"merged with {len(others)} other{'s' if len(others) > 1 else ''}"
        out.append(merged if short else f"not told from {listed(others)}")
    gain, split = view.headline(ident)
    if ident != view.null and gain.known and math.isfinite(gain.low) and gain.low <= 0 <= gain.high:
        out.append("score not told from null")
    out += _doubts_of_probability(view, ident)
    grade = view.account(ident).grade
    if ident == view.null:
        return [*out, "no theory: constant rates"]
    if ident not in view.ranked:
        out.append("not ranked" + (f": {grade}" if grade else ""))
    if split == "retrodiction":
        out.append("retrodiction only")
    few = view.n_scored.get((ident, split), FEW_EPISODES)
    if few < FEW_EPISODES:
        out.append(f"scored on {few} episode{'s' if few > 1 else ''} only")
    return out


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
            f"{listed(group)} form one group: records simulated from one of them are too "
            "often taken for another."
        )
    apart = [g[0] for g in view.groups if len(g) == 1]
    if apart and len(apart) < len(view.comparison.accounts):
        out.append(f"A record of this size can tell from all others: {listed(apart)}.")
    failing = view.outside(view.order)
    if failing:
        out.append(
            f"The record lies outside what the runs of {listed(failing)} produce; for "
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


def weights_finding(view: View) -> str:
    """Who gains most and least over all episodes, for the title of the matrix of evidence."""
    known = {i: t.value for i, t in view.totals.items() if t.known}
    if not known:
        return "Weight of evidence by episode"
    top, low = max(known, key=lambda i: known[i]), min(known, key=lambda i: known[i])
    return (
        f"Over {len(view.comparison.episodes)} episodes {top} gains most ({signed(known[top], 1)} decibans) "
        f"and {low} least ({signed(known[low], 1)})"
    )


def other_flags(view: View) -> list[str]:
    """Flags of the comparison that the sentences of `cannot_tell` do not say already."""
    said = ("this record cannot tell apart", "the record is unlike the runs of")
    return [f for f in view.comparison.flags if not f.startswith(said)]
