"""All that a page is fed with, as one compressed text: its head, then its lines in blocks.

Where the whole would not fit, parts are left out in a fixed order, and the page says which.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from thaw.run.names import SHOWN
from thaw.run.plotting import QUANTILES
from thaw.showing import pack
from thaw.showing.panes import Pane, Table, grows
from thaw.showing.words import measure_words


class Plan(NamedTuple):
    """How much is kept.

    Attributes
    ----------
    runs : int
        Single runs of each pane.
    quartiles : bool
    every : int
        Every how many steps a value is kept.
    shown : bool
        Only the measures that people ask for first.
    places : bool
    """

    runs: int = 12
    quartiles: bool = True
    every: int = 1
    shown: bool = False
    places: bool = True


PLANS = (
    Plan(),
    Plan(6),
    Plan(3),
    Plan(3, shown=True),
    Plan(1, shown=True),
    Plan(1, quartiles=False, shown=True),
    Plan(1, quartiles=False, every=3, shown=True),
    Plan(1, quartiles=False, every=7, shown=True),
    Plan(1, quartiles=False, every=7, shown=True, places=False),
    Plan(1, quartiles=False, every=30, shown=True, places=False),
)
"""From all to the least, tried in this order until one fits."""

FIRST = tuple(name for name, _ in SHOWN)


def payload(head: dict[str, Any], panes: Sequence[Pane], plan: Plan) -> str:
    """The text that a page holds.

    Parameters
    ----------
    head : dict
        All of the message ``about`` but ``days``, ``panes``, ``measures`` and ``left_out``, which are
        made here; `head["days"]` has every step.
    panes : sequence of Pane
    plan : Plan

    Returns
    -------
    str
        Base64 of a zlib stream: the length of the head in bytes as decimal text, a line feed, the head
        as JSON, then the blocks that ``head["blocks"]`` lists, one behind the other.
    """
    kept = np.arange(0, len(head["days"]), plan.every)
    measures: dict[str, dict[str, Any]] = {}
    blocks: list[dict[str, Any]] = []
    body: list[bytes] = []
    for number, pane in enumerate(panes):
        for table, column in _columns(pane, plan):
            measure = table.measures[column]
            known = measures.setdefault(
                measure,
                {
                    "id": measure,
                    "unit": table.units[column],
                    "meaning": table.meanings[column],
                    "grows": grows(table, column),
                    **measure_words(measure, table.meanings[column]),
                    "over": [],
                },
            )
            if table.over not in known["over"]:
                known["over"].append(table.over)
            lines = _lines(pane, table.values[:, :, :, column][:, kept], plan)
            step = pack.step_of(lines)
            rows = pack.counted(lines, step).transpose(0, 2, 1).reshape(-1, len(kept))
            data = pack.packed(rows)
            told = {"pane": number, "over": table.over, "measure": measure}
            blocks.append({**told, "step": step, "bytes": len(data)})
            body.append(data)
    about = {
        **head,
        "days": [head["days"][k] for k in kept],
        "panes": [
            {
                "name": p.name,
                "bands": p.bands,
                "lines": p.lines(plan.runs, plan.quartiles),
                **p.about,
            }
            for p in panes
        ],
        "measures": list(measures.values()),
        "missing": pack.MISSING,
        "left_out": [*head["left_out"], *left_out(panes, plan)],
    }
    text = json.dumps(
        {"about": about, "blocks": blocks}, ensure_ascii=False, allow_nan=False
    ).encode()
    whole = str(len(text)).encode() + b"\n" + text + b"".join(body)
    return base64.b64encode(zlib.compress(whole, 9)).decode("ascii")


def _columns(pane: Pane, plan: Plan) -> Iterator[tuple[Table, int]]:
    """Measures of a pane that are kept, those that people ask for first in front."""
    for table in pane.tables:
        if table.over == "place" and not plan.places:
            continue
        order = [table.measures.index(m) for m in FIRST if m in table.measures]
        rest = [k for k in range(len(table.measures)) if k not in order]
        for column in order if plan.shown and order else [*order, *rest]:
            yield table, column


def _lines(pane: Pane, values: np.ndarray, plan: Plan) -> np.ndarray:
    """Quantiles over all runs and single runs, shape (line, time, row)."""
    made = []
    if pane.bands:
        levels = QUANTILES if plan.quartiles else QUANTILES[::2]
        made.append(np.quantile(values.astype(float), levels, axis=0))
    made.append(values[: plan.runs].astype(float))
    return np.concatenate(made)


def left_out(panes: Sequence[Pane], plan: Plan) -> list[str]:
    """What a plan leaves out of these panes, one sentence each."""
    out = []
    for pane in panes:
        runs = pane.about["runs"]
        if runs > plan.runs:
            out.append(
                f"{pane.name}: {plan.runs} of {runs} runs can be looked at one by one, the first by seed."
                + (" Median and bands are of all of them." if pane.bands else "")
            )
    if not plan.quartiles and any(p.bands for p in panes):
        out.append("The band that holds half of the runs.")
    if plan.every > 1:
        out.append(f"All steps but every {plan.every}th: what lasts less may fall between two.")
    gone = sorted(
        {t.measures[c] for p in panes for t, c in _columns(p, plan._replace(shown=False))}
    )
    held = {t.measures[c] for p in panes for t, c in _columns(p, plan)}
    gone = [m.replace("_", " ") for m in gone if m not in held]
    if gone:
        out.append(f"{len(gone)} measures: {', '.join(gone)}.")
    if not plan.places and any(t.over == "place" for p in panes for t in p.tables):
        out.append("Values by place; countries are shown instead.")
    if any(p.about["runs"] for p in panes):
        out.append(
            f"Digits of a value beyond the first {pack.DIGITS}, or finer than the {pack.DIGITS}th of its "
            f"measure's largest (where that is coarse, than {pack.COARSEST:g})."
        )
    return out
