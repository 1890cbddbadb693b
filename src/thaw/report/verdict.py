"""The verdict in words, by rules fixed beforehand.

An account is named only when all these conditions hold: the record can tell it from every other
account (a group of one), its tempered probability is at least `NAMED`, no less than it began with, and no
answer drawn anew from the same runs puts another in front, its own runs can produce a record like this one, and its
advantage over the null account has an interval above zero. Where a group of accounts meets the same
conditions the group is named, and that the record cannot choose within it. Anything else is
undecided, and the sentence says which condition failed.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import NamedTuple

from thaw.report.findings import tells_most
from thaw.report.names import counted, item_name, what_name
from thaw.report.reading import Estimate, View
from thaw.report.words import (
    block_name,
    chance,
    gain_words,
    interval,
    listed,
    named,
    odds,
    probability,
    shown,
)

NAMED = 0.8
"""Probability from which an account or group may be named."""
FIRMNESS = ((0.99, "very firmly"), (0.95, "firmly"), (NAMED, "moderately"))


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


def firmness(p: float) -> str:
    """The word for a probability by fixed thresholds; empty below the lowest of them."""
    return next((word for bar, word in FIRMNESS if p >= bar), "")


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
    unsettled = tells_most(view)
    if unsettled is not None:
        told = f"{block_name(unsettled, c.polities)} ({gain_words(unsettled)})"
        out.append(f"a decision between what sources say of {told}")
    return out


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
    prior = view.comparison.probabilities.prior
    began = math.fsum(prior.get(i, math.nan) for i in view.group_of(lead[0]))
    if view.firm and not view.one_group and p < began:
        many = len(lead) > 1
        out.append(
            "The record took from "
            + ("those in front" if many else view.name(lead[0]))
            + f": {'together they' if many else 'it'} began at {probability(began)}, by number alone, "
            + f"and {'hold' if many else 'holds'} {odds(view.joint[lead[0]])}"
        )
    if view.firm and gain.known and view.null not in lead and not gain.low > 0:
        out.append(f"The forecasts of {view.name(lead[0])} cannot be told from constant rates")
    return out
