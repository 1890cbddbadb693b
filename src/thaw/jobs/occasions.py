"""In which pairs of runs a lever could bite: a rule, and what it says in words.

1. Where the lever states its `occasion`, in runs without it in which that measure rises (or reaches a
   value) in those polities within those days.
2. Else, where it switches off or leaves out a mechanism that counts its own decisions, in runs without
   it in which that count rises in those polities within those days.
3. Else in all runs.

In each case only in pairs in which anything that is measured differs: a lever on what an account does
not run never bites. All within the main span of the case, as outcomes are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from thaw.case import Case, Lever, Occasion
from thaw.case.written_lever import last_day
from thaw.mechanism import load_mechanism
from thaw.run import Run
from thaw.run.tidy import main_span

HALF = 0.5
"""A cumulative count rises by whole numbers."""


def occasions_of(case: Case, lever: Lever, measured: Sequence[str]) -> list[Occasion]:
    """What must happen, any of it; empty where anything at all will do.

    Parameters
    ----------
    case : Case
    lever : Lever
    measured : sequence of str
        Names of the measures by polity.
    """
    if lever.occasion is not None:
        return [lever.occasion]
    if lever.drop or lever.move or lever.changes or lever.settings or lever.parameters:
        return []
    found = [
        Occasion(count, off.polities, off.start, off.until)
        for off in lever.off
        for count in _counts(off.mechanism, measured)
    ]
    everywhere = tuple(p.name for p in case.polities)
    found += [
        Occasion(count, everywhere, case.start, last_day(case))
        for name in lever.without
        for count in _counts(name, measured)
    ]
    return found


def _counts(mechanism: str, measured: Sequence[str]) -> list[str]:
    """Measures in which a mechanism counts its own decisions."""
    written = [c.split(".")[1] for c in load_mechanism(mechanism).writes if "." in c]
    return [c for c in written if c.startswith("n_") and c in measured]


def happened(occasion: Occasion, run: Run) -> np.ndarray:
    """Runs in which it happens, bool (run,)."""
    data = run.data
    time = data.time.values.astype("datetime64[D]")
    names = [str(p) for p in data.polity.values]
    columns = [names.index(p) for p in occasion.polities if p in names]
    values = run.measure(occasion.measure)[:, :, columns].astype(float)
    first, last = np.datetime64(occasion.start), np.datetime64(occasion.until)
    within = (time >= first) & (time <= last)
    within[len(main_span(data)) :] = False
    if occasion.reaches is not None:
        return np.any(values[:, within] >= occasion.reaches, axis=(1, 2))
    risen = np.diff(values, axis=1, prepend=0.0) > HALF
    return np.any(risen[:, within], axis=(1, 2))


def differing(without: Run, with_: Run, *, tail: bool = True) -> np.ndarray:
    """Pairs in which anything that is measured differs, in the tail or only before it; bool (run,)."""
    made = np.zeros(len(without), bool)
    last = None if tail else len(main_span(without.data))
    for name in ("polity_measures", "place_measures"):
        one, two = (run.data[name].values[:, :last] for run in (without, with_))
        same = (one == two) | (np.isnan(one) & np.isnan(two))
        made |= ~same.all(axis=tuple(range(1, same.ndim)))
    return made


def in_words(occasions: Sequence[Occasion], case: Case) -> str:
    """The rule as a sentence."""
    if not occasions:
        return "anything that is measured differs between the runs of a pair"
    told = []
    for o in occasions:
        where = ", ".join(o.polities) if len(o.polities) < len(case.polities) else "any country"
        does = "rises" if o.reaches is None else f"reaches {o.reaches:g}"
        told.append(f"{o.measure} {does} in {where}, {o.start} to {o.until}")
    return "without the lever " + ", or ".join(dict.fromkeys(told)) + "; and the runs differ"
