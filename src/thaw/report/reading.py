"""Read a comparison into one tidy View: a field that is absent is told as absent, never as zero."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

METRICS = ("log", "brier", "crps")
SPLITS = ("prediction", "retrodiction")
SKILL_UNIT = {
    "log": "nats per cell",
    "brier": "share of the null account's Brier score",
    "crps": "share of the null account's CRPS",
}
HEADLINE = "log"
NAN = math.nan


class Estimate(NamedTuple):
    """A number with its interval and its Monte Carlo standard error; NaN where not given."""

    value: float = NAN
    low: float = NAN
    high: float = NAN
    se: float = NAN

    @property
    def known(self) -> bool:
        """Whether there is a value at all."""
        return math.isfinite(self.value)


@dataclass(frozen=True)
class View:
    """What the report needs of a comparison.

    Attributes
    ----------
    order : list of str
        Account ids: ranked ones first, the null account last; among them those scored on prediction
        before those with retrodiction only, which cannot be compared; best first in each.
    scores, skill : dict
        (account, split, metric) to Estimate: the score, and its advantage over the null account.
    n_scored : dict
        (account, split) to the number of episodes scored.
    weights, left_out : dict
        (account, episode) to Estimate in decibans.
    by_setting : dict
        What was varied, to setting, to account, to probability.
    spread : dict
        What was varied, to account, to the lowest and highest probability.
    """

    case: str
    record: str
    accounts: list[dict]
    episodes: list[dict]
    null: str | None
    ranked: list[str]
    order: list[str]
    scores: dict[tuple[str, str, str], Estimate]
    skill: dict[tuple[str, str, str], Estimate]
    n_scored: dict[tuple[str, str], int]
    weights: dict[tuple[str, str], Estimate]
    left_out: dict[tuple[str, str], Estimate]
    totals: dict[str, Estimate]
    tempered: dict[str, Estimate]
    untempered: dict[str, Estimate]
    temperature: float
    by_setting: dict[str, dict[str, dict[str, float]]]
    recovery: dict
    groups: list[list[str]]
    misspecified: dict[str, dict]
    all_fail: list[dict]
    coverage: dict[str, float]
    coverage_n: dict[str, float]
    experiments: list[dict]
    spread: dict[str, dict[str, tuple[float, float]]]
    flags: list[str]
    settings: dict
    n_runs: Any
    raw: Mapping = field(repr=False)

    def account(self, ident: str) -> dict:
        """The description of one account; its id alone when it is not described."""
        return next((a for a in self.accounts if a["id"] == ident), {"id": ident})

    def headline(self, ident: str) -> tuple[Estimate, str]:
        """Advantage over the null account in `HEADLINE`, and the split it comes from.

        Prediction where the account has any; retrodiction is never mixed with it.
        """
        for split in SPLITS:
            found = self.skill.get((ident, split, HEADLINE), Estimate())
            if found.known:
                return found, split
        return Estimate(), ""

    def group_of(self, ident: str) -> list[str]:
        """The accounts that this record cannot tell from `ident`, itself included."""
        return next((g for g in self.groups if ident in g), [ident])


def number(x: Any) -> float:
    """`x` as a float; NaN for None, text and anything else that is no number."""
    if isinstance(x, bool) or x is None:
        return NAN
    try:
        return float(x)
    except (TypeError, ValueError):
        return NAN


def estimate(x: Any, prefix: str = "") -> Estimate:
    """An Estimate from a bare number or from ``{value, low, high, se}``.

    With a prefix, from ``{prefix, prefix_low, prefix_high, prefix_se}``.
    """
    if not isinstance(x, Mapping):
        return Estimate(number(x))
    names = (
        ("value", "low", "high", "se")
        if not prefix
        else (prefix, f"{prefix}_low", f"{prefix}_high", f"{prefix}_se")
    )
    return Estimate(*(number(x.get(n)) for n in names))


def _map(x: Any) -> Mapping:
    return x if isinstance(x, Mapping) else {}


def _scores(raw: Mapping) -> tuple[dict, dict, dict]:
    """(account, split, metric) to score and advantage over null; (account, split) to episodes."""
    scores, skill, n_scored = {}, {}, {}
    for who, parts in _map(raw.get("accounts")).items():
        for split in SPLITS:
            n = number(_map(_map(parts).get(split)).get("n_episodes"))
            if math.isfinite(n):
                n_scored[str(who), split] = int(n)
            for metric in METRICS:
                entry = _map(_map(parts).get(split)).get(metric)
                if entry is None:
                    continue
                score, gain = estimate(entry), estimate(entry, "skill")
                if n == 1:  # resampling one episode says nothing
                    score, gain = (e._replace(low=NAN, high=NAN) for e in (score, gain))
                scores[who, split, metric] = score
                if gain.known:
                    skill[who, split, metric] = gain
    return scores, skill, n_scored


def _weights(raw: Mapping, ids: Sequence[str]) -> tuple[dict, dict, dict]:
    """Prequential and leave-one-out weights by (account, episode), and totals by account."""
    episodes = [str(e) for e in raw.get("episodes") or []]
    tables: tuple[dict, dict] = ({}, {})
    totals = {}
    for who, row in _map(raw.get("accounts")).items():
        names = (("prequential", "se"), ("leave_one_out", "leave_one_out_se"))
        for store, (name, se_name) in zip(tables, names, strict=True):
            values = row.get(name) or []
            errors = row.get(se_name) or [None] * len(values)
            for episode, value, se in zip(episodes, values, errors, strict=False):
                store[who, episode] = Estimate(number(value), se=number(se))
        totals[who] = Estimate(number(row.get("total")), se=number(row.get("total_se")))
        mine = [tables[0][who, e].value for e in episodes if (who, e) in tables[0]]
        if not totals[who].known and mine:
            totals[who] = Estimate(math.fsum(v for v in mine if math.isfinite(v)))
    return (*tables, {i: t for i, t in totals.items() if i in ids})


def _probabilities(raw: Mapping, name: str) -> dict[str, Estimate]:
    """Account to probability with standard error."""
    errors = _map(raw.get(f"se_{name}"))
    found = {}
    for who, p in _map(raw.get(name)).items():
        e = estimate(p)
        found[str(who)] = e if math.isfinite(e.se) else e._replace(se=number(errors.get(who)))
    return {i: e for i, e in found.items() if e.known}


def _by_setting(found: Mapping, ids: Sequence[str]) -> dict[str, dict[str, float]]:
    """setting to account to probability, from either nesting."""
    out: dict[str, dict[str, float]] = {}
    for first, row in found.items():
        row = _map(row)
        row = _map(row.get("tempered", row))
        for second, value in row.items():
            setting, who = (first, second) if second in ids else (second, first)
            p = estimate(value).value
            if who in ids and math.isfinite(p):
                out.setdefault(str(setting), {})[who] = p
    return out


def _spread(raw: Mapping, ids: Sequence[str], tempered: Mapping[str, Estimate]) -> dict[str, dict]:
    """What was varied, to account, to the lowest and highest probability.

    Of all numbers given for an account; where only standard deviations are given, two of them to
    either side of the probability.
    """
    out: dict[str, dict[str, tuple[float, float]]] = {}
    for what, body in raw.items():
        sd = _map(_map(body).get("sd"))
        if sd:
            out[str(what)] = {
                i: (
                    max(p.value - 2 * number(sd.get(i)), 0.0),
                    min(p.value + 2 * number(sd.get(i)), 1.0),
                )
                for i, p in tempered.items()
                if math.isfinite(number(sd.get(i)))
            }
            continue
        seen: dict[str, list[float]] = {}
        _collect(body, None, set(ids), seen)
        if seen:
            out[str(what)] = {w: (min(v), max(v)) for w, v in seen.items()}
    return out


def _collect(body: Any, who: str | None, ids: set[str], seen: dict[str, list[float]]) -> None:
    """Walk nested tables; numbers below an account's id, within 0..1, are its probabilities."""
    if isinstance(body, Mapping):
        for key, value in body.items():
            _collect(value, str(key) if str(key) in ids else who, ids, seen)
    elif isinstance(body, Sequence) and not isinstance(body, str):
        for value in body:
            _collect(value, who, ids, seen)
    elif who is not None and 0 <= number(body) <= 1:
        seen.setdefault(who, []).append(number(body))


def read_comparison(comparison: Mapping | Any) -> View:
    """A View of a comparison.

    Parameters
    ----------
    comparison : mapping, or an object with ``to_dict()``
        The fields of `thaw.inference.comparison.Comparison`; any may be absent.
    """
    raw = comparison.to_dict() if hasattr(comparison, "to_dict") else dict(comparison)
    accounts = [{**a, "id": str(a["id"])} for a in raw.get("accounts") or []]
    ids = [a["id"] for a in accounts]
    episodes = [{**e, "id": str(e["id"])} for e in raw.get("episodes") or []]
    scored = _map(raw.get("scores"))
    null = scored.get("null") or next((a["id"] for a in accounts if a.get("is_null")), None)
    ranked = [a["id"] for a in accounts if a.get("in_ranking", True) and a["id"] != null]
    scores, skill, n_scored = _scores(scored)
    weights, left_out, totals = _weights(_map(raw.get("weights")), ids)
    odds = _map(raw.get("probabilities"))
    tempered = _probabilities(odds, "tempered")
    by_setting = {}
    for title, name in (
        ("set of summaries", "by_summaries"),
        ("width of priors", "by_prior_width"),
    ):
        found = _by_setting(_map(odds.get(name)), ids)
        if found:
            by_setting[title] = found
    wrong = _map(raw.get("misspecification"))
    recovery = dict(_map(raw.get("recovery")))
    coverage = {
        i: number(_map(c).get("inside90")) if isinstance(c, Mapping) else number(c)
        for i, c in _map(raw.get("coverage")).items()
    }
    view = View(
        case=str(raw.get("case", "")),
        record=str(raw.get("record", "")),
        accounts=accounts,
        episodes=episodes,
        null=null,
        ranked=ranked,
        order=[],
        scores=scores,
        skill=skill,
        n_scored=n_scored,
        weights=weights,
        left_out=left_out,
        totals=totals,
        tempered=tempered,
        untempered=_probabilities(odds, "untempered"),
        temperature=number(odds.get("temperature")),
        by_setting=by_setting,
        recovery=recovery,
        groups=[[str(i) for i in g] for g in recovery.get("groups") or []],
        misspecified={str(i): dict(_map(m)) for i, m in _map(wrong.get("accounts")).items()},
        all_fail=[
            dict(i) if isinstance(i, Mapping) else {"item": str(i)}
            for i in wrong.get("items_all_fail") or []
        ],
        coverage=coverage,
        coverage_n={str(i): number(_map(c).get("n")) for i, c in _map(raw.get("coverage")).items()},
        experiments=[dict(e) for e in raw.get("experiments") or []],
        spread=_spread(_map(raw.get("spread")), ids, tempered),
        flags=[str(f) for f in raw.get("flags") or []],
        settings=dict(_map(raw.get("settings"))),
        n_runs=raw.get("n_runs"),
        raw=raw,
    )
    view.order.extend(sorted(ids, key=lambda i: _rank(view, i, ids)))
    return view


def _rank(view: View, ident: str, ids: Sequence[str]) -> tuple:
    skill, split = view.headline(ident)
    return (
        ident == view.null,
        ident not in view.ranked,
        SPLITS.index(split) if split else len(SPLITS),
        -skill.value if skill.known else math.inf,
        ids.index(ident),
    )
