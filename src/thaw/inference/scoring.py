"""Headline of a comparison: predictive scores, apart by what an author could know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from thaw.inference.check import coverage
from thaw.inference.prepare import Prepared
from thaw.inference.scores import Conditioner, Forecast, forecast, item_scales, summarise


def score(
    data: Prepared, meta: Sequence[Mapping[str, Any]], null: str | None,
    episodes: Sequence[Mapping[str, Any]] | None, seed: int, resamples: int,
    own_records: int,
) -> tuple[dict[str, Any], dict[str, Any]]:  # fmt: skip
    """Predictive scores and coverage of every account."""
    scale, latest = item_scales(data.X, data.kinds, data.record)
    rng = np.random.default_rng([seed, 2])
    forecasts: dict[str, Forecast] = {}
    cover: dict[str, Any] = {}
    for a, name in enumerate(data.names):
        rows = np.flatnonzero(data.y == a)
        runs = data.X[rows]
        conditioner = Conditioner(data.F[rows], data.reduction)

        def foretell(
            record: np.ndarray, features: np.ndarray, conditioner=conditioner, runs=runs
        ) -> Forecast:
            return forecast(
                conditioner, runs, record, features, data.kinds, data.item_episode, scale, latest,
                len(data.episodes),
            )  # fmt: skip

        f = forecasts[name] = foretell(data.record, data.features)
        cover[name] = coverage(f.p, data.record, f.inside50, f.inside90)
        own = rng.choice(len(rows), min(own_records, len(rows)), replace=False)
        no_cells = np.where(data.kinds == "cell", np.float32(np.nan), runs[own])
        inside = [foretell(x, data.F[rows[i]]).inside90 for i, x in zip(own, no_cells, strict=True)]
        hits = np.concatenate(inside) if inside else np.zeros(0)
        hits = hits[~np.isnan(hits)]
        cover[name]["own"] = {"inside90": float(hits.mean()) if len(hits) else None, "n": len(hits)}
        cover[name]["least_effective_runs"] = float(f.effective.min())
    _level(forecasts)
    predicted = {str(m["id"]): _after(m, data.episodes, episodes) for m in meta}
    by_account = summarise(
        forecasts, data.item_episode, predicted, null, data.episodes, seed, resamples
    )
    in_ranking = [str(m["id"]) for m in meta if m.get("ranked", True)]
    scores = {
        "null": null,
        "units": {"log": "natural units per cell, higher is better", "brier": "lower is better",
                  "crps": "spreads of the item over all accounts, lower is better",
                  "interval": "5 to 95 % over resampled episodes"},
        "ranking": {p: _ranking(by_account, in_ranking, p) for p in ("prediction", "retrodiction")},
        "accounts": by_account,
        "items": _telling_items(forecasts, data),
    }  # fmt: skip
    return scores, cover


def _level(forecasts: dict[str, Forecast]) -> None:
    """Give an account whose runs never report a series the worst score any account has there."""
    table = np.array([f.crps for f in forecasts.values()])
    some = ~np.isnan(table).all(axis=0)
    worst = np.full(table.shape[1], np.nan)
    worst[some] = np.nanmax(table[:, some], axis=0)
    for f in forecasts.values():
        f.crps = np.where(np.isnan(f.crps), worst, f.crps)


def _ranking(by_account: Mapping[str, Any], among: Sequence[str], part: str) -> list[str]:
    """Ranked accounts by log skill on the cells of one part (log score where there is no null)."""

    def key(a: str) -> float:
        entry = by_account[a][part]["log"]
        return -entry.get("skill", entry["value"])

    return sorted([a for a in among if by_account[a][part] and by_account[a][part]["log"]], key=key)


def _telling_items(
    forecasts: Mapping[str, Forecast], data: Prepared, most: int = 6
) -> dict[str, Any]:
    """Per episode, the items on which the accounts' scores differ most (shown, never summed)."""
    log = np.array([f.log for f in forecasts.values()])
    other = -np.array([f.crps for f in forecasts.values()])
    table = np.where(np.isnan(log), other, log)
    gap = np.nan_to_num(table.max(axis=0) - table.min(axis=0))
    out = {}
    for k, episode in enumerate(data.episodes):
        here = np.flatnonzero((data.item_episode == k) & (gap > 0))
        here = here[np.argsort(-gap[here], kind="stable")][:most]
        out[episode] = [
            {"item": str(data.items[j].id), "kind": str(data.kinds[j]),
             "value": float(data.record[j]),
             "score": dict(zip(forecasts, table[:, j].tolist(), strict=True))}
            for j in here
        ]  # fmt: skip
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
