"""An invented comparison, invented runs and an invented record for the tests of the report."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

ACCOUNTS = (
    # id, written, family, grade, in ranking
    ("swp_1957", "1957-01-05", "mass pressure", "first-hand", True),
    ("stein_1956", "1956-03-24", "mass pressure", "first-hand", True),
    ("deutscher_1956", "1956-06", "monopoly of power", "first-hand", True),
    ("cpc_1963", "1963-09-13", "line of the leadership", "first-hand", True),
    ("north_1986", "1986", "mass pressure", "first-hand", True),
    ("succession_spillover", "1999", "outside scholarship", "first-hand", True),
    ("mandel_1956_selfreform", "1956-05", "wings under pressure", "second-hand", False),
    ("null", None, "null", "none", False),
)
EPISODES = (
    ("first_thaw", "Death of Stalin and the first thaw", "1953-01", "1953-04"),
    ("risings_1953", "Plovdiv, Plzen and the East German rising", "1953-05", "1953-07"),
    ("camps_1953", "Norilsk and Vorkuta", "1953-05", "1953-08"),
    ("new_course", "New Course and its aftermath", "1953-08", "1954-12"),
    ("camps_1954", "Kengir", "1954-05", "1954-06"),
    ("reversal_1955", "Course reversed, Geneva", "1955-01", "1956-01"),
    ("congress_1956", "Twentieth Congress and Tbilisi", "1956-02", "1956-03"),
    ("spring_1956", "Thaw and its limits", "1956-04", "1956-09"),
    ("poznan_1956", "Poznan", "1956-06", "1956-09"),
    ("october_poland", "October in Poland", "1956-10", "1956-12"),
    ("october_hungary", "October in Hungary", "1956-10", "1956-10"),
    ("councils_1956", "Second intervention and the councils", "1956-11", "1956-12"),
    ("closing_1957", "The year 1957", "1957-01", "1957-12"),
)
POLITIES = {
    "USSR": "Soviet Union",
    "GDR": "East Germany",
    "POL": "Poland",
    "HUN": "Hungary",
    "CSR": "Czechoslovakia",
    "ROM": "Romania",
    "BUL": "Bulgaria",
}
PLACES = {
    "berlin": ("GDR", "East Berlin", [34, 32]),
    "halle": ("GDR", "Halle and Leuna", [28, 38]),
    "leipzig": ("GDR", "Leipzig", [30, 42]),
    "poznan": ("POL", "Poznan", [46, 34]),
    "warsaw": ("POL", "Warsaw", [56, 34]),
    "plzen": ("CSR", "Plzen", [34, 50]),
    "prague": ("CSR", "Prague", [40, 48]),
    "budapest": ("HUN", "Budapest", [50, 60]),
    "miskolc": ("HUN", "Miskolc", [56, 56]),
    "moscow": ("USSR", "Moscow", [78, 38]),
    "tbilisi": ("USSR", "Tbilisi", [92, 84]),
    "bucharest": ("ROM", "Bucharest", [68, 74]),
    "plovdiv": ("BUL", "Plovdiv", [62, 86]),
}
MEASURES = (
    "strikers",
    "demonstrators",
    "armed",
    "n_concession",
    "n_disclosure",
    "n_leader",
    "n_intervention",
    "unrest",
)
WAVES = {
    "GDR": ("1953-06-17", 3e5, "halle"),
    "POL": ("1956-06-28", 8e4, "poznan"),
    "HUN": ("1956-10-23", 6e5, "budapest"),
    "CSR": ("1953-06-01", 3e4, "plzen"),
    "USSR": ("1956-03-06", 4e4, "tbilisi"),
    "BUL": ("1953-05-04", 4e3, "plovdiv"),
}


def comparison(p: float = 0.62, groups: bool = True, flagged: tuple = ("cpc_1963",)) -> dict:
    """A comparison as `Comparison.to_dict()` writes it; `p` is the first account's probability."""
    rng = np.random.default_rng(5)
    ids = [a[0] for a in ACCOUNTS]
    n, k = len(ids), len(EPISODES)
    rest = rng.dirichlet(np.full(n - 1, 0.8)) * (1 - p)
    tempered = dict(zip(ids, [p, *rest], strict=True))
    hot = np.array(list(tempered.values())) ** 3
    untempered = dict(zip(ids, (hot / hot.sum()).tolist(), strict=True))
    weights = rng.normal(0, 2.2, (n, k)) + np.linspace(1.2, -1.2, n)[:, None]
    scores = {}
    for row, (ident, written, *_rest) in enumerate(ACCOUNTS):
        parts: dict = {"prediction": None, "retrodiction": None}
        for split in parts:
            if split == "prediction" and (written is None or written > "1957"):
                continue
            gain = 0.0 if ident == "null" else 0.12 - 0.035 * row + 0.02 * (split == "retrodiction")
            parts[split] = {
                "n_episodes": 7,
                **{
                    m: {
                        "value": base + gain * sign,
                        "low": base - 0.05,
                        "high": base + 0.05,
                        "n": 900,
                        "skill": gain,
                        "skill_low": gain - 0.07,
                        "skill_high": gain + 0.08,
                    }
                    for m, base, sign in (("log", -0.31, 1), ("brier", 0.09, -1), ("crps", 0.6, -1))
                },
            }
        scores[ident] = parts
    matrix = rng.dirichlet(np.full(n, 0.25), n) * 0.55 + np.eye(n) * 0.45
    return {
        "case": "bloc_1953",
        "record": "bloc_1917_1968",
        "accounts": [
            {
                "id": a,
                "says": f"What drives events according to {a} is "
                "stated here in one sentence of usual length.",
                "written": w,
                "family": f,
                "grade": g,
                "in_ranking": r,
                "is_null": a == "null",
            }
            for a, w, f, g, r in ACCOUNTS
        ],
        "n_runs": {a: {"runs": 3000, "failed": 0} for a in ids},
        "episodes": [
            {"id": e, "title": t, "start": s, "end": u, "n_items": 40 + 7 * i}
            for i, (e, t, s, u) in enumerate(EPISODES)
        ],
        "misspecification": {
            "accounts": {
                a: {
                    "p_value": 0.01 if a in flagged else 0.4,
                    "mahalanobis": 0.2,
                    "neighbours": 0.3,
                    "flagged": a in flagged,
                }
                for a in ids
            },
            "items_all_fail": [
                {
                    "item": "size/HUN/1956-10-23/1956-12-31/deaths",
                    "episode": "october_hungary",
                    "kind": "size",
                    "polity": "HUN",
                    "what": "deaths",
                    "value": 3.4,
                    "best_account": "swp_1957",
                    "chance": 0.006,
                },
                {
                    "item": "cell/ROM/1956-11/demonstration",
                    "episode": "councils_1956",
                    "kind": "cell",
                    "polity": "ROM",
                    "what": "demonstration",
                    "value": 1.0,
                    "best_account": "null",
                    "chance": 0.015,
                },
            ],
        },
        "recovery": {
            "labels": ids,
            "matrix": matrix.tolist(),
            "auc": np.ones((n, n)).tolist(),
            "groups": [
                ["swp_1957", "stein_1956", "north_1986"],
                ["deutscher_1956"],
                ["cpc_1963"],
                ["succession_spillover"],
                ["mandel_1956_selfreform"],
                ["null"],
            ]
            if groups
            else [[i] for i in ids],
            "n_test": 24000,
            "ece": 0.012,
        },
        "scores": {
            "null": "null",
            "accounts": scores,
            "items": {
                "october_hungary": [
                    {
                        "item": "cell/HUN/1956-10/rising",
                        "kind": "cell",
                        "value": 1.0,
                        "score": dict(zip(ids, np.linspace(-0.2, -3, n).tolist(), strict=True)),
                    }
                ]
            },
        },
        "weights": {
            "unit": "decibans",
            "episodes": [e[0] for e in EPISODES],
            "accounts": {
                a: {
                    "prequential": weights[i].tolist(),
                    "se": np.full(k, 0.6).tolist(),
                    "leave_one_out": (weights[i] * 0.6).tolist(),
                    "leave_one_out_se": None,
                    "total": float(weights[i].sum()),
                    "total_se": 1.9,
                }
                for i, a in enumerate(ids)
            },
        },
        "probabilities": {
            "tempered": tempered,
            "untempered": untempered,
            "temperature": 4.2,
            "se_tempered": dict.fromkeys(ids, 0.03),
            "se_untempered": dict.fromkeys(ids, 0.05),
            "by_summaries": {
                s: {"tempered": tempered, "untempered": untempered}
                for s in ("all", "cells", "sizes, dates and series")
            },
            "by_prior_width": {
                "one": {"tempered": tempered, "untempered": untempered},
                "half": {
                    "tempered": untempered,
                    "untempered": untempered,
                    "effective_runs": dict.fromkeys(ids, 300.0),
                },
            },
        },
        "coverage": {
            a: {"n": 60, "inside50": 0.5, "inside90": 0.88 - 0.04 * i, "cells": []}
            for i, a in enumerate(ids)
        },
        "experiments": [
            {
                "polity": q,
                "what": w,
                "year": y,
                "kind": "cells",
                "n_items": 12,
                "item": f"{w} in {q}, {y}",
                "bits": b,
                "se": 0.012,
                "separates": {"least": ids[0], "mean_least": 0.5, "most": ids[2], "mean_most": 3.0},
            }
            for q, w, y, b in (
                ("USSR", "strike", "1956", 0.11),
                ("ROM", "concession", "1955", 0.19),
                ("CSR", "demonstration", "1956", 0.05),
            )
        ],
        "spread": {
            "learners": {"boost 1": tempered, "boost 2": untempered, "logistic 1": tempered},
            "readings": {
                "n": 50,
                "top_account_changes": 0.1,
                "share_on_top": dict.fromkeys(ids, 0.1),
                "sd": dict.fromkeys(ids, 0.04),
            },
        },
        "flags": [
            "2 items of the record are expected by no account",
            "another account comes first in 10 % of readings of the record",
        ],
        "settings": {
            "seed": 1,
            "folds": 2,
            "hashes": {"table": "a1b2c3d4e5f60718"},
            "versions": {"numpy": "2.4"},
        },
    }


def runs(n: int = 40, shift: int = 0, places: dict | None = None, seed: int = 3) -> xr.Dataset:
    """Replicates with one wave a country, at a jittered date, and decisions after it."""
    rng = np.random.default_rng(seed)
    places = places or {k: v[0] for k, v in PLACES.items()}
    days = np.arange("1953-01-01", "1958-01-01", dtype="datetime64[D]")
    tail = np.arange("1958-01", "1969-01", dtype="datetime64[M]").astype("datetime64[D]")
    when = np.concatenate([days, tail])
    names = list(POLITIES)
    pol = np.zeros((n, len(when), len(names), len(MEASURES)), np.float32)
    plc = np.zeros((n, len(when), len(places), 3), np.float32)
    t = np.arange(len(days))
    for j, polity in enumerate(names):
        if polity not in WAVES:
            continue
        day, size, _ = WAVES[polity]
        mine = [q for q, p in enumerate(places) if places[p] == polity]
        for r in range(n):
            start = int((np.datetime64(day) - days[0]).astype(int)) + shift + int(rng.normal(0, 25))
            height = size * rng.lognormal(0, 1.0) * (rng.random() < 0.8)
            wave = height * np.where(t >= start, np.exp(-(t - start) / 6.0), 0.0) + rng.lognormal(
                3, 1.5, len(t)
            )
            for m, share in enumerate((0.5, 0.4, 0.1)):
                pol[r, : len(t), j, m] = share * wave
                for rank, q in enumerate(mine):
                    plc[r, : len(t), q, m] = share * wave / 3.0**rank * (rng.random() < 0.9)
            for m, (later, odds) in enumerate(((5, 0.8), (40, 0.4), (20, 0.5), (2, 0.5)), start=3):
                if rng.random() < odds:
                    pol[r, max(start + later, 0) :, j, m] += 1
    coords = {
        "time": when.astype("datetime64[ns]"),
        "polity": names,
        "measure": list(MEASURES),
        "place": list(places),
        "place_measure": list(MEASURES[:3]),
    }
    return xr.Dataset(
        {
            "polity_measures": (("run", "time", "polity", "measure"), pol),
            "place_measures": (("run", "time", "place", "place_measure"), plc),
        },
        coords,
    )


def evidence() -> pd.DataFrame:
    """Items of a record: sizes with ranges, dated decisions, a quiet cell and a silent one."""
    nan = float("nan")
    rows = [
        ("size", "HUN", "deaths", "1956-10-23", 3.4, nan, nan, ["source-c"]),
        ("cell", "ROM", "strike", "1953-01", nan, nan, nan, []),
    ]
    for polity, (day, size, _) in WAVES.items():
        log = float(np.log10(size))
        told = ["source-a", "source-b"]
        rows.append(("size", polity, "participants", day, log, log - 0.3, log + 0.2, told))
        rows.append(("cell", polity, "concession", day[:7], 1.0, 1.0, 1.0, ["source-b"]))
    for polity, what, month, value in (
        ("HUN", "leader", "1956-10", 1.0),
        ("HUN", "intervention", "1956-11", 1.0),
        ("USSR", "disclosure", "1956-02", 1.0),
        ("POL", "leader", "1956-10", 0.0),
        ("HUN", "strike", "1956-12", 1.0),
    ):
        rows.append(("cell", polity, what, month, value, value, value, ["source-c"]))
    names = ["kind", "polity", "what", "date", "value", "low", "high", "sources"]
    table = pd.DataFrame(rows, columns=names)
    return table.assign(episode="first_thaw", item=table["kind"] + "/" + table["date"])


CASE = {
    "title": "The Soviet bloc, 1953-57",
    "says": "Seven ruling-party states, day by day",
    "span": ["1953-01-01", "1957-12-31"],
    "polities": {k: {"title": v} for k, v in POLITIES.items()},
    "places": {k: {"polity": p, "title": t, "at": xy} for k, (p, t, xy) in PLACES.items()},
    "sources": {
        "source-a": {
            "title": "A chronicle & its limits",
            "author": "N. N.",
            "year": 1999,
            "locator": "online, https://example.org/a",
        },
        "source-b": "A second <b>source</b>",
    },
}
