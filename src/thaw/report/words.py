"""How numbers, errors, items and blocks of evidence are written for a reader."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from thaw.report.names import day_of, day_words, polity_name, what_name
from thaw.report.reading import Estimate, View

if TYPE_CHECKING:
    from thaw.inference.disputes import Dispute
    from thaw.inference.results import Experiment, FailedItem, Misfit


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


def named(view: View, idents: Iterable[str], last: str = "and") -> str:
    """Names of accounts as running text."""
    return listed((view.name(i) for i in idents), last)


def block_name(e: Experiment | Dispute, polities: Mapping[str, Any]) -> str:
    """A block of evidence in words: ``strike in Romania, 1956``."""
    where = f" in {polity_name(e.polity, polities)}" if e.polity else ""
    return f"{what_name(e.what)}{where}, {e.year}"


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


def shown(x: float, kind: str, unit: str, first: str = "", bound: str = "") -> str:
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
    bound : str
        at_least or up_to where that is all the record tells of a figure.
    """
    about = {"at_least": "at least", "up_to": "at most"}.get(bound, "about")
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
            return f"{about} {count(n)} {of if round(n) != 1 else of.removesuffix('s')}"
        return f"{about} {count(round(10**x - 1, -max(0, int(x) - 1)))}"
    return count(x) if abs(x) >= 1000 else f"{x:.3g}"
