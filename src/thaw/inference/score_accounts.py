"""The headline of a comparison: every account's forecasts, scores and coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from thaw.inference.basis import OTHERS, basis_of
from thaw.inference.coverage import coverage, own_coverage
from thaw.inference.jsonable import known
from thaw.inference.prepare import Prepared
from thaw.inference.results import (
    PREDICTION,
    RETRODICTION,
    AccountScores,
    Coverage,
    Score,
    Scores,
    TellingItem,
)
from thaw.inference.scores import Columns, Conditioner, Forecast, forecast
from thaw.inference.settings import Settings
from thaw.inference.skill import summarise

UNITS = {
    "log": "natural units per cell, higher is better",
    "brier": "lower is better",
    "crps": "spreads of the item over all accounts, lower is better",
    "interval": "5 to 95 % over resampled episodes",
}
MOST_TELLING = 6
"""Items listed for each episode."""


def score_accounts(
    data: Prepared,
    meta: Sequence[Mapping[str, Any]],
    null: str | None,
    episodes: Sequence[Mapping[str, Any]] | None,
    seed: int,
    settings: Settings,
) -> tuple[Scores, dict[str, Coverage]]:
    """Predictive scores and coverage of every account.

    Parameters
    ----------
    data : Prepared
    meta : sequence of mapping
        As `thaw.inference.compare.compare` takes accounts, in the order of ``data.names``.
    null : str or None
        Account skills are measured against.
    episodes : sequence of mapping, optional
        With the dates that part prediction from retrodiction.
    seed : int
        Of the runs taken as records and of the resamples.
    settings : Settings
        Its ``resamples`` and ``own_records`` are used.
    """
    columns = Columns.of(data.X, data.record, data.kinds, data.item_episode, len(data.episodes))
    forecasts: dict[str, Forecast] = {}
    cover: dict[str, Coverage] = {}
    for a, name in enumerate(data.names):
        rows = np.flatnonzero(data.y == a)
        runs = data.X[rows]
        conditioner = Conditioner(data.F[rows], data.reduction)
        f = forecasts[name] = forecast(conditioner, runs, data.record, data.features, columns)
        own = np.random.default_rng([seed, 2]).choice(  # the same places in every account
            len(rows), min(settings.own_records, len(rows)), replace=False
        )
        no_cells = np.where(data.kinds == "cell", np.float32(np.nan), runs[own])
        inside = [
            forecast(conditioner, runs, x, data.F[rows[i]], columns).inside90
            for i, x in zip(own, no_cells, strict=True)
        ]
        cover[name] = replace(
            coverage(f.p, data.record, f.inside50, f.inside90),
            own=own_coverage(inside),
            least_effective_runs=float(f.effective.min()),
        )
    _level(forecasts)
    predicted = {str(m["id"]): _after(m, data.episodes, episodes) for m in meta}
    by_account = summarise(
        forecasts, data.item_episode, predicted, null, data.episodes, seed, settings.resamples
    )
    basis = basis_of(data.X, data.record, data.kinds)
    in_ranking = [str(m["id"]) for m in meta if m.get("ranked", True)]
    scores = Scores(
        null=null,
        units=dict(UNITS),
        ranking={
            p: _ranking(by_account, in_ranking, p, basis.headline)
            for p in (PREDICTION, RETRODICTION)
        },
        accounts=by_account,
        items=_telling_items(forecasts, data),
        basis=basis,
    )
    return scores, cover


def _level(forecasts: dict[str, Forecast]) -> None:
    """Give an account whose runs never report a series the worst score any account has there."""
    table = np.array([f.crps for f in forecasts.values()])
    some = ~np.isnan(table).all(axis=0)
    worst = np.full(table.shape[1], np.nan)
    worst[some] = np.nanmax(table[:, some], axis=0)
    for f in forecasts.values():
        f.crps = np.where(np.isnan(f.crps), worst, f.crps)


def _ranking(
    by_account: Mapping[str, AccountScores], among: Sequence[str], part: str, headline: str
) -> list[str]:
    """Ranked accounts by skill in the headline on one part (its score where there is no null)."""
    merit: dict[str, float] = {}
    worse = -1 if headline == OTHERS else 1
    for a in among:
        scores = by_account[a].part(part)
        led: Score | None = getattr(scores, headline, None)
        if led is not None:
            merit[a] = worse * led.value if led.skill is None else led.skill
    return sorted(merit, key=lambda a: -merit[a])


def _telling_items(
    forecasts: Mapping[str, Forecast], data: Prepared
) -> dict[str, list[TellingItem]]:
    """Per episode, the items on which the accounts' scores differ most."""
    log = np.array([f.log for f in forecasts.values()])
    other = -np.array([f.crps for f in forecasts.values()])
    table = np.where(np.isnan(log), other, log)
    gap = np.nan_to_num(table.max(axis=0) - table.min(axis=0))
    out = {}
    for k, episode in enumerate(data.episodes):
        here = np.flatnonzero((data.item_episode == k) & (gap > 0))
        here = here[np.argsort(-gap[here], kind="stable")][:MOST_TELLING]
        out[episode] = [
            TellingItem(
                item=str(data.items[j].id),
                kind=str(data.kinds[j]),
                value=float(data.record[j]),
                score={a: known(s) for a, s in zip(forecasts, table[:, j], strict=True)},
                unit=str(getattr(data.items[j], "unit", "")),
            )
            for j in here
        ]
    return out


def _after(
    account: Mapping[str, Any], order: Sequence[str], episodes: Sequence[Mapping[str, Any]] | None
) -> np.ndarray:
    """Which episodes began after the account was written; none when either date is unknown."""
    start = {str(e["id"]): span_of(e)[0] for e in episodes or []}
    written = _day(account.get("written"))
    return np.array([bool(written and start.get(e) and start[e] >= written) for e in order], bool)


def _day(value: Any) -> str:
    """A date as comparable text: the latest day of a year or month, so 1956 means its last day."""
    text = str(value or "").strip()
    return text + {4: "-12-31", 7: "-31"}.get(len(text), "")


def span_of(episode: Mapping[str, Any]) -> tuple[str, str]:
    """First and last date of an episode, from its own entry or from its cells; as text."""
    parts = [episode] if episode.get("start") else list(episode.get("cells") or [])
    starts = [str(p["start"]) for p in parts if p.get("start")]
    ends = [str(p["end"]) for p in parts if p.get("end")]
    return min(starts, default=""), max(ends, default="")
