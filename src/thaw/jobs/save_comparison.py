"""A comparison as files: labelled arrays with provenance, and scores."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from thaw.inference.comparison import Comparison
from thaw.inference.jsonable import to_json
from thaw.inference.results import Probabilities
from thaw.run import netcdf
from thaw.writing import write_whole

if TYPE_CHECKING:
    import xarray as xr

PARTS = ("prediction", "retrodiction")
SCORES = ("log", "brier", "crps")
KINDS = ("prior", "untempered", "tempered")
STATISTICS = ("value", "low", "high", "skill", "skill_low", "skill_high", "n")


def _number(x: Any) -> float:
    return float("nan") if x is None else float(x)


def _filled(shape: Sequence[int], entry: Callable[..., Any]) -> np.ndarray:
    """Numbers by their positions; NaN where there is none."""
    return np.array([_number(entry(*at)) for at in np.ndindex(*shape)]).reshape(shape)


def _each(who: Sequence[str], entry: Callable[[str], Any]) -> tuple[str, list[float]]:
    """One number an account."""
    return "account", [_number(entry(a)) for a in who]


def _scores(c: Comparison, who: Sequence[str], episodes: Sequence[str]) -> dict[str, Any]:
    """Arrays of predictive scores, of each part and of each episode."""
    by_account = c.scores.accounts

    def score(a: int, part: int, s: int, k: int) -> Any:
        found = getattr(by_account[who[a]].part(PARTS[part]), SCORES[s], None)
        return getattr(found, STATISTICS[k], None)

    def in_episode(a: int, e: int, s: int) -> Any:
        rows = {row.episode: row for row in by_account[who[a]].by_episode}
        return getattr(rows.get(episodes[e]), SCORES[s], None)

    return {
        "score": (
            ("account", "part", "metric", "statistic"),
            _filled((len(who), len(PARTS), len(SCORES), len(STATISTICS)), score),
        ),
        "score_by_episode": (
            ("account", "episode", "metric"),
            _filled((len(who), len(episodes), 3), in_episode),
        ),
    }


def _weights(c: Comparison, who: Sequence[str], episodes: Sequence[str]) -> dict[str, Any]:
    """Arrays of weights of evidence by episode, and their totals; decibans."""
    w = c.weights.accounts
    place = {e: k for k, e in enumerate(c.weights.episodes)}

    def along(name: str) -> tuple[tuple[str, str], np.ndarray]:
        def entry(a: int, e: int) -> Any:
            row = getattr(w[who[a]], name)
            return None if row is None else row[place[episodes[e]]]

        return ("account", "episode"), _filled((len(who), len(episodes)), entry)

    return {
        "weight": along("prequential"),
        "weight_se": along("se"),
        "weight_left_out": along("leave_one_out"),
        "weight_left_out_se": along("leave_one_out_se"),
        "weight_total": _each(who, lambda a: w[a].total),
        "weight_total_se": _each(who, lambda a: w[a].total_se),
    }


def _method(c: Comparison, who: Sequence[str]) -> dict[str, Any]:
    """Arrays of how far the method can be trusted, and of how many runs it had."""
    wrong = c.misspecification.accounts
    return {
        "recovered": (("true", "given"), np.array(c.recovery.matrix, float)),
        "auc": (("true", "given"), np.array(c.recovery.auc, float)),
        "coverage": (
            ("account", "interval"),
            _filled(
                (len(who), 2),
                lambda a, k: (c.coverage[who[a]].inside50, c.coverage[who[a]].inside90)[k],
            ),
        ),
        "misfit_p": _each(who, lambda a: wrong[a].p_value),
        "runs": _each(who, lambda a: c.n_runs[a].runs),
        "failed": _each(who, lambda a: c.n_runs[a].failed),
    }


def _probabilities(p: Probabilities, who: Sequence[str]) -> dict[str, Any]:
    """Arrays of probabilities by account: of each of `KINDS`, by summaries and by widths of priors."""
    by_kind = [p.prior, p.untempered, p.tempered]
    errors: list[dict[str, float]] = [{}, p.se_untempered or {}, p.se_tempered or {}]
    summaries, widths = list(p.by_summaries), list(p.by_prior_width)
    return {
        "probability": (
            ("account", "kind"),
            _filled((len(who), 3), lambda a, k: by_kind[k].get(who[a])),
        ),
        "probability_se": (
            ("account", "kind"),
            _filled((len(who), 3), lambda a, k: errors[k].get(who[a])),
        ),
        "probability_by_summaries": (
            ("account", "summaries"),
            _filled(
                (len(who), len(summaries)),
                lambda a, k: p.by_summaries[summaries[k]].tempered.get(who[a]),
            ),
        ),
        "probability_by_prior_width": (
            ("account", "prior_width"),
            _filled(
                (len(who), len(widths)),
                lambda a, k: p.by_prior_width[widths[k]].tempered.get(who[a]),
            ),
        ),
    }


def comparison_dataset(comparison: Comparison) -> xr.Dataset:
    """The numbers of a comparison as labelled arrays.

    Returns
    -------
    xarray.Dataset
        ``score`` (account, part, metric, statistic); ``score_by_episode`` (account, episode,
        metric);
        ``weight, weight_se, weight_left_out, weight_left_out_se`` (account, episode) and
        ``weight_total, weight_total_se`` (account), decibans; ``probability, probability_se``
        (account, kind); ``probability_by_summaries`` (account, summaries) and
        ``probability_by_prior_width`` (account, prior_width), tempered; ``recovered`` (true, given)
        and ``auc`` (true, given); ``coverage`` (account, interval); ``misfit_p`` (account);
        ``runs, failed`` (account). Attributes: case, record, seed, temperature, flags and settings
        (the last two as JSON).
    """
    import xarray as xr

    c = comparison
    who = [a.id for a in c.accounts]
    episodes = [e.id for e in c.episodes]
    data = xr.Dataset(
        {
            **_scores(c, who, episodes),
            **_weights(c, who, episodes),
            **_probabilities(c.probabilities, who),
            **_method(c, who),
        },
        coords={
            "account": who,
            "part": list(PARTS),
            "metric": list(SCORES),
            "statistic": list(STATISTICS),
            "episode": episodes,
            "kind": list(KINDS),
            "summaries": list(c.probabilities.by_summaries),
            "prior_width": list(c.probabilities.by_prior_width),
            "true": c.recovery.labels,
            "given": c.recovery.labels,
            "interval": [0.5, 0.9],
        },
        attrs={
            "case": c.case,
            "record": c.record,
            "null_account": str(c.scores.null),
            "seed": c.settings.seed,
            "temperature": _number(c.probabilities.temperature),
            "flags": json.dumps(c.flags),
            "settings": json.dumps(to_json(c.settings), sort_keys=True),
        },
    )
    for name in data.data_vars:
        if str(name).startswith("weight"):
            data[name].attrs["units"] = "decibans"
    for name, unit in c.scores.units.items():
        data["score"].attrs[name] = unit
    return data


def scores_table(comparison: Comparison) -> pd.DataFrame:
    """Scores with intervals, one row per account, part and score."""
    rows = []
    for account, scores in comparison.scores.accounts.items():
        for part in PARTS:
            told = scores.part(part)
            for score in SCORES:
                found = getattr(told, score, None)
                if told and found:
                    head = {"account": account, "part": part, "score": score}
                    statistics = {k: getattr(found, k) for k in STATISTICS}
                    rows.append({**head, **statistics, "episodes": told.n_episodes})
    names = ["account", "part", "score", *STATISTICS, "episodes"]
    return pd.DataFrame(rows, columns=names)


def write_results(comparison: Comparison, out: Path) -> None:
    """Write ``comparison.json``, ``comparison.nc`` and ``scores.csv`` into a folder."""
    text = json.dumps(comparison.to_dict(), indent=1, sort_keys=True, allow_nan=False)
    write_whole(out / "comparison.json", text + "\n")
    write_whole(out / "comparison.nc", netcdf(comparison_dataset(comparison)))
    table = scores_table(comparison)
    write_whole(out / "scores.csv", table.to_csv(index=False, float_format="%.6g"))
