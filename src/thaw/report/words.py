"""The verdict in words, by rules fixed beforehand, and how numbers are written.

An account is named only when all these conditions hold: the record can tell it from every other
account (a group of one), its tempered probability is at least `NAMED` and no answer drawn anew from
the same runs puts another in front, its own runs can produce a record like this one, and its
advantage over the null account has an interval above zero. Where a group of accounts meets the same
conditions the group is named, and that the record cannot choose within it. Anything else is
undecided, and the sentence says which condition failed.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from thaw.report.names import counted, day_of, day_words, item_name, polity_name, what_name
from thaw.report.reading import Estimate, View

if TYPE_CHECKING:
    from thaw.inference.comparison import ComparedAccount
    from thaw.inference.disputes import Dispute
    from thaw.inference.results import Experiment, FailedItem, Misfit

NAMED = 0.8
"""Probability from which an account or group may be named."""
FIRMNESS = ((0.99, "very firmly"), (0.95, "firmly"), (NAMED, "moderately"))
COVERAGE_SLACK = 0.05
"""How far the share inside 90 % intervals may lie from it, before luck of few items."""
WIDE_SPREAD = 0.4
"""Range of a probability that is told as a doubt."""
BY_NAME = 3
"""Of a group that cannot be told apart, so many others are named in each row; more are counted."""

FEW_EPISODES = 4
"""An account scored on fewer is told as such."""


class Verdict(NamedTuple):
    """What is said first, and what stands under it.

    Attributes
    ----------
    sentence : str
        For a reader who reads nothing else.
    decided : bool
        Whether it names an account or group.
    firmness : str
    leaders : list of str
        The group in front; named in the words only where it is firmly there.
    reasons : list of str
        Conditions that are not met.
    numbers : str
        Probability and score of the group in front.
    fails : str
        What no account produces.
    helps : list of str
        What would lead further.
    """

    sentence: str
    decided: bool
    firmness: str
    leaders: list[str]
    reasons: list[str]
    numbers: str = ""
    fails: str = ""
    helps: list[str] = []  # noqa: RUF012


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


def odds(e: Estimate, missing: str = "–") -> str:
    """A probability with its Monte Carlo error, no digit of it finer than the error.

    ``.39 ±.03``; ``.4 ±.1`` where the error is a tenth or so; ``<.01`` where it is next to nothing.
    """
    if not e.known:
        return missing
    if not math.isfinite(e.se):
        return probability(e.value)
    digits = 1 if e.se >= 0.05 else 2
    error = "±<.01" if e.se < 0.005 else "±" + f"{e.se:.{digits}f}"[1:]
    if digits == 2:
        return f"{probability(e.value)} {error}"
    value = "<.1" if e.value < 0.05 else ">.9" if e.value > 0.95 else f"{e.value:.1f}"[1:]
    return f"{value} {error}"


def at_error(p: float, se: float) -> str:
    """A probability to the digits that its Monte Carlo error leaves."""
    return odds(Estimate(p, se=se)).split(" ")[0]


def p_value(m: Misfit) -> str:
    """``p .03``; a floor is told as one: ``p < .01, the lowest 300 runs can give``."""
    if m.at_floor:
        bound = math.ceil(100 * m.p_value - 1e-9) / 100
        runs = f"{m.runs} runs" if m.runs else "so few runs"
        return f"p < {probability(bound)}, the lowest {runs} can give"
    return f"p {probability(m.p_value)}"


def out_of(hits: int, runs: int) -> str:
    """``in none of 300 runs``, ``in 2 of 300 runs``."""
    return f"in {hits or 'none'} of {runs} runs"


def chance(item: FailedItem) -> str:
    """How likely what the record shows is in the runs of the account that comes nearest."""
    if not item.runs:
        return f"{100 * item.chance:.2g} %"
    if item.counted == "told":
        return f"reported at all {out_of(item.hits, item.runs)}"
    if item.counted == "as far":
        if not item.hits:
            return f"as far out {out_of(0, item.runs)}"
        return f"as far out in {item.hits} of {item.runs} runs that report it"
    return out_of(item.hits, item.runs)


def firmness(p: float) -> str:
    """The word for a probability by fixed thresholds; empty below the lowest of them."""
    return next((word for bar, word in FIRMNESS if p >= bar), "")


def named(view: View, idents: Iterable[str], last: str = "and") -> str:
    """Names of accounts as running text."""
    return listed((view.name(i) for i in idents), last)


def verdict(view: View) -> Verdict:
    """What the comparison allows to be said: what a lay reader needs first, then the numbers.

    Parameters
    ----------
    view : View
        From `thaw.report.reading.read_comparison`.
    """
    lead = view.front()
    if not lead:
        return Verdict(
            "No verdict: the comparison holds no probabilities of accounts.",
            False,
            "",
            [],
            ["no probabilities"],
        )
    p = view.joint[lead[0]].value
    gain = view.headline(lead[0])[0] if view.null not in lead else Estimate()
    reasons = _reasons(view, lead, p, gain)
    if view.null in lead and p >= NAMED and view.firm:
        others = [i for i in lead if i != view.null]
        told = "No theory is favoured: " + (
            f"this record cannot tell {named(view, others, 'or')} from constant rates."
            if others
            else "constant rates fit this record best."
        )
        return _complete(view, Verdict(told, False, "", lead, reasons))
    if reasons:
        told = " ".join(["Undecided.", *(r + "." for r in reasons), _least_bad(view, lead)])
        return _complete(view, Verdict(told, False, "", lead, reasons))
    word = firmness(p)
    of = counted(len(view.ranked), "theory")
    told = f"Of the {of} compared, as coded here, the record {word} favours {named(view, lead)}"
    told += "; it cannot choose between them." if len(lead) > 1 else "."
    return _complete(view, Verdict(told, True, word, lead, reasons))


def _least_bad(view: View, lead: list[str]) -> str:
    """Who is in front, or that none is."""
    if not view.firm:
        return (
            "None is in front: answers drawn anew from the same runs put different theories first."
        )
    bad = len(view.outside(view.ranked)) == len(view.ranked)
    head = "The least bad is" if bad else "In front is"
    told = f"{head} {view.name(lead[0])}" if len(lead) == 1 else ""
    if len(lead) > 1:
        told = f"{head} a group that the record cannot tell apart: {named(view, lead)}"
    return told + "."


def _complete(view: View, said: Verdict) -> Verdict:
    """Add the numbers, what fails first and what would help."""
    return said._replace(
        numbers=_numbers(view, said.leaders), fails=_fails(view), helps=_helps(view)
    )


def _numbers(view: View, lead: list[str]) -> str:
    """Probability and score of the group in front, with their errors."""
    if not lead or not view.firm or view.one_group:
        return ""
    raw = view.joint_untempered.get(lead[0], Estimate())
    text = f"{named(view, lead)}: {'joint ' if len(lead) > 1 else ''}probability "
    text += odds(view.joint[lead[0]])
    text += f" ({odds(raw)} before tempering)" if raw.known else ""
    for i in lead[:1]:
        gain, split = view.headline(i)
        if gain.known and i != view.null:
            whose = f" of {view.name(i)}" if len(lead) > 1 else ""
            text += (
                f"; score{whose} in {split} {interval(gain)} {view.skill_unit} against base rates"
            )
    return text + "."


def _fails(view: View) -> str:
    """The item of the record that is furthest from every account's runs."""
    found = view.comparison.misspecification.items_all_fail
    if not found:
        return ""
    i = found[0]
    name = item_name(i.item, i.kind, i.what, i.polity, view.comparison.polities, (i.first, i.last))
    first = f"What fails first: {name}: {shown(i.value, i.kind, i.unit, i.first)} in the record, "
    first += chance(i) + (" of any account" if not i.hits and i.runs else "")
    if len(found) == 1:
        return first + "; every other item is within reach of some account."
    usual = view.comparison.misspecification.usual
    usual = f" ({usual})" if usual else ""
    most = Counter(what_name(x.what) for x in found if x.what).most_common(2)
    kinds = listed(f"{n} of {w}" for w, n in most)
    if most and most[0][1] == len(found):
        return f"{first}. {len(found)} items are out of reach of all, all of {most[0][0]}{usual}."
    return (
        first
        + f". {len(found)} items are out of reach of all"
        + (f", {kinds} among them" if kinds else "")
        + f"{usual}."
    )


def _helps(view: View) -> list[str]:
    """What would lead further: mechanisms, runs, evidence."""
    c = view.comparison
    out = []
    failing = view.outside(view.ranked)
    if view.ranked and len(failing) == len(view.ranked):
        out.append("theories or mechanisms that reach what fails first")
    level = c.misspecification.level(view.ranked)
    if level:
        out.append(f"a case that starts nearer to how ready people were: {level}")
    few = [f for f in c.flags if "too few runs" in f]
    if few or not view.firm:
        told = f" ({counted(len(few), 'flag')} of too few)" if few else ""
        why = ", for the errors alone" if out else ""
        out.append(f"more runs with thaw table{why}{told}")
    best = max(c.experiments, key=lambda e: e.bits, default=None)
    if best is not None and best.bits > 2 * best.se:
        out.append(f"evidence on {block_name(best, c.polities)} ({gain_words(best)})")
    unsettled = _tells_most(view)
    if unsettled is not None:
        told = f"{block_name(unsettled, c.polities)} ({gain_words(unsettled)})"
        out.append(f"a decision between what sources say of {told}")
    return out


def _tells_most(view: View) -> Dispute | None:
    """The dispute that would tell most if settled, where that is more than error and rounding."""
    best = max(view.comparison.disputes, key=lambda d: d.bits, default=None)
    return best if best is not None and best.bits > max(2 * best.se, 0.005) else None


def disputes_finding(view: View) -> str:
    """What the table of disputed evidence shows, for its title."""
    best = _tells_most(view)
    if best is None:
        return "No dispute between sources, settled alone, would tell more than its error"
    name = block_name(best, view.comparison.polities)
    return f"To settle {name} would be expected to tell most ({gain_words(best)})"


def block_name(e: Experiment | Dispute, polities: Mapping[str, Any]) -> str:
    """A block of evidence in words: ``strike in Romania, 1956``."""
    where = f" in {polity_name(e.polity, polities)}" if e.polity else ""
    return f"{what_name(e.what)}{where}, {e.year}"


def experiments_finding(view: View) -> str:
    """What the table of evidence not yet collected shows, for its title."""
    best = max(view.comparison.experiments, key=lambda e: e.bits, default=None)
    if best is None or best.bits <= 2 * best.se:
        return "No evidence that the record lacks would be expected to tell more than its error"
    name = block_name(best, view.comparison.polities)
    return f"{name[:1].upper()}{name[1:]} would be expected to separate the accounts best ({gain_words(best)})"


def gain_words(e: Experiment | Dispute) -> str:
    """Expected gain with its error, bits."""
    return f"{plain(e.bits)} ±{plain(max(e.se, 0.005))} bits"


def small_gain(d: Dispute) -> str:
    """The gain of a dispute: three digits where it is a few hundredths of a bit."""
    if d.bits >= 0.1:
        return gain_words(d)
    return (
        "<.001 bits"
        if d.bits < 0.0005
        else f"{plain(d.bits, 3)} ±{plain(max(d.se, 0.0005), 3)} bits"
    )


def shown(x: float, kind: str, unit: str, first: str = "") -> str:
    """What the record shows of an item, in words.

    Parameters
    ----------
    x : float
        In `unit`.
    kind : str
        cell, size, date (always days) or series.
    unit : str
        Of a size or series: ``log10 persons``, ``log10 days``, ``log10 working days`` (each as log10 of
        one more) or ``log10 index``; of another the bare number is shown.
    first : str
        First day of the window of a date, ISO.
    """
    if kind == "cell":
        return "happened" if x == 1 else "did not happen"
    if kind == "date":
        start = day_of(first)
        return (
            f"day {x:.0f} of its window"
            if start is None
            else day_words(start + timedelta(days=round(x)))
        )
    if unit == "log10 index":
        return f"index {10**x:.2f}"
    if kind == "size" or unit.startswith("log10 "):
        of = unit.removeprefix("log10 ")
        if of in ("days", "working days"):
            n = 10**x - 1
            n = round(n, -max(0, math.floor(math.log10(max(n, 1.0))) - 1))
            return f"about {count(n)} {of if round(n) != 1 else of.removesuffix('s')}"
        return f"about {count(round(10**x - 1, -max(0, int(x) - 1)))}"
    return count(x) if abs(x) >= 1000 else f"{x:.3g}"


def _reasons(view: View, lead: list[str], p: float, gain: Estimate) -> list[str]:
    """The conditions for naming an account that are not met, as sentences without a stop."""
    out = []
    failing = view.outside(view.ranked)
    of = counted(len(view.ranked), "theory")
    if view.ranked and len(failing) == len(view.ranked):
        none = (
            "The one theory does not produce" if len(failing) == 1 else f"None of the {of} produces"
        )
        out.append(f"{none} a record like the real one")
    elif set(lead) <= set(failing):
        out.append(f"{named(view, lead)} cannot produce a record like the real one")
    elif any((m := view.misfit(i)) is not None and m.untold for i in lead):
        out.append("The runs are too few to tell whether any theory can produce such a record")
    if not p >= NAMED:
        out.append(
            f"No theory, or group that the record cannot tell apart, reaches probability "
            f"{probability(NAMED)}"
        )
    elif not view.firm:
        out.append("The probabilities are not steady")
    if view.firm and gain.known and view.null not in lead and not gain.low > 0:
        out.append(f"The forecasts of {view.name(lead[0])} cannot be told from constant rates")
    return out


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
