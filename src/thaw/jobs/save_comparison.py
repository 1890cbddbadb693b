"""A comparison as files: labelled arrays with provenance, scores, and what a report tells."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from thaw.account import Account
from thaw.case import Case
from thaw.inference.comparison import Comparison
from thaw.inference.jsonable import to_json
from thaw.inference.results import Probabilities
from thaw.jobs.scope import named_polities, outside
from thaw.record import Record
from thaw.record.record import denied
from thaw.record.vocabulary import GRID_OF_KIND, MASS
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
    p, w = c.probabilities, c.weights.accounts
    by_account = c.scores.accounts

    def score(a: int, part: int, s: int, k: int) -> Any:
        found = getattr(by_account[who[a]].part(PARTS[part]), SCORES[s], None)
        return getattr(found, STATISTICS[k], None)

    def in_episode(a: int, e: int, s: int) -> Any:
        rows = {row.episode: row for row in by_account[who[a]].by_episode}
        return getattr(rows.get(episodes[e]), SCORES[s], None)

    def along(name: str) -> tuple[tuple[str, str], np.ndarray]:
        place = {e: k for k, e in enumerate(c.weights.episodes)}

        def entry(a: int, e: int) -> Any:
            row = getattr(w[who[a]], name)
            return None if row is None else row[place[episodes[e]]]

        return ("account", "episode"), _filled((len(who), len(episodes)), entry)

    labels = c.recovery.labels
    wrong = c.misspecification.accounts

    def each(entry: Callable[[str], Any]) -> tuple[str, list[float]]:
        return "account", [_number(entry(a)) for a in who]

    made = {
        "score": (
            ("account", "part", "metric", "statistic"),
            _filled((len(who), len(PARTS), len(SCORES), len(STATISTICS)), score),
        ),
        "score_by_episode": (
            ("account", "episode", "metric"),
            _filled((len(who), len(episodes), 3), in_episode),
        ),
        "weight": along("prequential"),
        "weight_se": along("se"),
        "weight_left_out": along("leave_one_out"),
        "weight_left_out_se": along("leave_one_out_se"),
        "weight_total": each(lambda a: w[a].total),
        "weight_total_se": each(lambda a: w[a].total_se),
        **_probabilities(p, who),
        "recovered": (("true", "given"), np.array(c.recovery.matrix, float)),
        "auc": (("true", "given"), np.array(c.recovery.auc, float)),
        "coverage": (
            ("account", "interval"),
            _filled(
                (len(who), 2),
                lambda a, k: (c.coverage[who[a]].inside50, c.coverage[who[a]].inside90)[k],
            ),
        ),
        "misfit_p": each(lambda a: wrong[a].p_value),
        "runs": each(lambda a: c.n_runs[a].runs),
        "failed": each(lambda a: c.n_runs[a].failed),
    }
    data = xr.Dataset(
        made,
        coords={
            "account": who,
            "part": list(PARTS),
            "metric": list(SCORES),
            "statistic": list(STATISTICS),
            "episode": episodes,
            "kind": list(KINDS),
            "summaries": list(p.by_summaries),
            "prior_width": list(p.by_prior_width),
            "true": labels,
            "given": labels,
            "interval": [0.5, 0.9],
        },
        attrs={
            "case": c.case,
            "record": c.record,
            "null_account": str(c.scores.null),
            "seed": c.settings.seed,
            "temperature": _number(p.temperature),
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


def _denied(case: Case, record: Record) -> list[dict[str, Any]]:
    """Events of the case's countries and years of which sources dispute whether they happened."""
    countries = {p.name for p in case.polities}
    last = case.tail.until if case.tail else case.end
    days = record.events.set_index("id")["first"]
    found = denied(record)
    return [
        {str(k): v for k, v in row.items()} | {"date": str(days[row["event_id"]])[:10]}
        for row in found.to_dict("records")
        if row["polity"] in countries
        and np.datetime64(case.start) <= days[row["event_id"]] <= np.datetime64(last)
    ]


def case_info(
    case: Case, accounts: Iterable[Account], record: Record, episodes: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """What a report tells of a case beside the comparison: see `thaw.report.write_report`.

    Background episodes (a quiet year, the tail) get a cell in no country, so that none is shaded.
    """
    cells = {
        e.name: [
            {"polities": [polity], "start": first, "end": last} for polity, first, last in e.cells
        ]
        for e in case.episodes
    }
    titles = Counter(p.title for p in case.places)
    country = {p.name: p.title for p in case.polities}
    nowhere = [{"polities": ["none"], "start": str(case.start), "end": str(case.end)}]
    known = [
        n for n in ("author", "title", "year", "locator", "address", "url") if n in record.sources
    ]
    return {
        "title": case.title,
        "says": case.says,
        "span": [str(case.start), str(case.end)],
        "key_dates": [str(day) for day in case.key_dates],
        "cover": list(case.cover),
        "polities": {p.name: {"title": p.title} for p in case.polities},
        "places": {
            p.name: {
                "title": f"{p.title} ({country[p.polity]})" if titles[p.title] > 1 else p.title,
                "polity": p.polity,
                "at": list(p.at),
                "kind": p.kind,
            }
            for p in case.places
        },
        "happened": happened(case, record),
        "denied": _denied(case, record),
        "sources": {
            row["source_id"]: {n: row[n] for n in known} for _, row in record.sources.iterrows()
        },
        "episodes": [{**e, "cells": cells.get(e["id"], nowhere)} for e in episodes],
        "accounts": {
            a.name: {
                "title": a.title,
                "speaks_to": list(a.speaks_to),
                "objection": a.objection,
                "in_record": a.objection_in.get(record.name, ""),
                "written_on": _elsewhere(a, case),
                "notes": a.notes,
                "sources": [dict(s) for s in a.sources],
            }
            for a in accounts
        },
    }


def _elsewhere(account: Account, case: Case) -> list[str]:
    """Polities that the claims of an account name, where none of them is one of the case."""
    named = named_polities(account)
    return sorted(named) if named.isdisjoint(p.name for p in case.polities) else []


def happened(case: Case, record: Record) -> list[dict[str, str]]:
    """Unrest of the record by place of the case: ``place, first, last, kind``, ISO days.

    An event belongs to the place of its polity whose title is, or holds, the name of its own; events
    whose place is none of the case's are left out.
    """
    out = []
    for row in record.events.itertuples():
        kind, name = GRID_OF_KIND.get(row.kind), str(row.place or "").strip().lower()
        if kind not in MASS or not name or row.weightless:
            continue
        mine = [p for p in case.places if p.polity == row.polity]
        found = [p for p in mine if p.title.lower() == name] or [
            p for p in mine if re.search(rf"\b{re.escape(name)}\b", p.title.lower())
        ]
        if found:
            days = {"first": str(row.first)[:10], "last": str(row.last)[:10]}
            out.append({"place": found[0].name, "kind": str(kind), **days})
    return out


def episodes_of(case: Case, items: Any) -> list[dict[str, Any]]:
    """Episodes of the items in order of time, with the titles of the case."""
    title = {e.name: e.title for e in case.episodes}
    return [
        {
            **e,
            "title": title.get(e["id"], str(e["id"]).replace("-", " ")),
            "start": str(e["start"]),
            "end": str(e["end"]),
        }
        for e in items.episodes()
    ]


def described(account: Account, case: Case) -> dict[str, Any]:
    """An account as `thaw.inference.compare.compare` takes it, beside a case."""
    return {
        "id": account.name,
        "title": account.title,
        "says": account.says,
        "written": account.written_as,
        "grade": account.grade,
        "family": account.family,
        "ranked": account.ranked,
        "speaks_to": list(account.speaks_to) or None,
        "outside": outside(account, case),
    }
