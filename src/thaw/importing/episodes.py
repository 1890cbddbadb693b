"""Episodes proposed from a record: waves of mass events, and what lies between them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

LEAST, TIMES, SHORT = 5, 3.0, 1.5
RULE = (
    f"at least {LEAST} mass events and {TIMES:g} times those of a middling month with any, "
    f"or where none has, {SHORT:g} times the mean"
)
"""Which months are a wave; one month between two waves belongs to them. Chosen by hand."""


def episodes_of(
    events: pd.DataFrame, codes: Sequence[str], span: tuple[pd.Timestamp, pd.Timestamp]
) -> str:
    """Episodes as lines of YAML: every month of every polity in exactly one.

    Parameters
    ----------
    events : DataFrame
        Mass events, with first and last.
    codes : sequence of str
        Polities.
    span : (Timestamp, Timestamp)
    """
    months = pd.period_range(span[0], span[1], freq="M")
    dated = events[events["first"].dt.to_period("M") == events["last"].dt.to_period("M")]
    counts = dated["first"].dt.to_period("M").value_counts().reindex(months, fill_value=0)
    some = counts[counts > 0]
    high = counts >= max(LEAST, TIMES * float(some.median()) if len(some) else LEAST)
    if not high.any():
        high = (counts >= LEAST) & (counts >= SHORT * float(counts.mean()))
    wave = high.to_numpy(copy=True)
    for k in range(1, len(wave) - 1):
        wave[k] = wave[k] or bool(high.iloc[k - 1] and high.iloc[k + 1])
    lines, begin = [], 0
    for k in range(1, len(wave) + 1):
        if k < len(wave) and wave[k] == wave[begin]:
            continue
        first, last = months[begin], months[k - 1]
        n = int(counts.iloc[begin:k].sum())
        word = "wave" if wave[begin] else "between" if wave.any() else "whole"
        months_ = f"{first:%B %Y}" + (f" to {last:%B %Y}" if last != first else "")
        said = f"{months_}, {n} mass event" + ("" if n == 1 else "s")
        lines.append(
            f'  - {{id: {word}-{first}, title: "{said}",\n'
            f"     cells: [{{polities: [{', '.join(codes)}], start: {first}, end: {last}}}]}}"
        )
        begin = k
    return "\n".join(lines)
