"""What a verdict rests on, in words, and how its leading score is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thaw.report.reading import View

_NAMES = {
    "cell": ("cell", "cells"),
    "size": ("size", "sizes"),
    "date": ("first day", "first days"),
    "series": ("figure of a series", "figures of series"),
}
_WHAT = {
    "log": "in nats (natural units of log probability) per cell; a cell is one kind of event in one "
    "country in one month, which happened or did not",
    "crps": "as the share of their error that it saves, where error is the CRPS (continuous ranked "
    "probability score) of sizes, dates and series",
}


def rests(view: View) -> str:
    """What the verdict rests on, one or two sentences; empty of a comparison that does not say."""
    basis = view.comparison.scores.basis
    if not sum(basis.weighed.values()):
        return ""
    parts = [
        f"{n:,} {_NAMES[kind][n != 1]}{_events(basis.happened) if kind == 'cell' else ''}"
        for kind, n in basis.weighed.items()
        if n
    ]
    told = "It rests on " + (", ".join(parts[:-1]) + " and " if parts[1:] else "") + parts[-1]
    still = {k: n - basis.moved.get(k, 0) for k, n in basis.weighed.items()}
    fixed = [f"{n:,} of the {_NAMES[k][1]}" for k, n in still.items() if n]
    told += (
        f"; all runs agree on {' and '.join(fixed)}, which tell no account from another."
        if fixed
        else "."
    )
    if basis.headline != "log":
        why = "hold no event" if not basis.happened else "with an event come out alike in every run"
        told += f" Cells {why}, so the score that leads is of sizes, dates and series."
    return told


def _events(happened: int) -> str:
    return f" ({happened or 'none'} with an event)"


def score_words(view: View) -> str:
    """How the leading score is read, to follow "advantage over base rates"."""
    return _WHAT[view.metric]
