"""Forecast: what the accounts make of a record up to a date, and how that came out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from thaw.errors import ThawError
from thaw.inference.ask import fit_pool
from thaw.inference.baselines import baselines
from thaw.inference.foretell import (
    SCORES,
    Forecaster,
    ItemForecast,
    Scored,
    Versus,
    in_common,
    in_words,
    mean_scores,
    mixture,
    of_baseline,
    of_runs,
    versus,
)
from thaw.inference.pools import NAME as POOLED
from thaw.inference.pools import Weight, base_rates_so_far, pooled, weight_of_runs
from thaw.inference.prepare import Prepared, prepare
from thaw.inference.scores import Columns, Conditioner, effective, weighted_quantile
from thaw.inference.settings import Settings
from thaw.inference.table import Bank
from thaw.jobs.case_info import episodes_of
from thaw.jobs.compare import QUICK
from thaw.jobs.scope import outside
from thaw.jobs.study import Study
from thaw.jobs.tables_for import ALL_FEATURES, Inputs, inputs, opened, written
from thaw.jobs.views import views_rows

AFTER = "after"
BLIND = "the record cannot see whether it happened"
SILENT = "the record is silent"
BEYOND = "it lies beyond the record"


@dataclass(frozen=True)
class Share:
    """What one account counts for in a forecast.

    Attributes
    ----------
    account : str
    probability, se : float
        From the record before the date, tempered, and its Monte Carlo error.
    effective : float
        Effective runs behind its part.
    written : str
        When its text was written.
    hindsight : bool
        Not before the date: the author had seen some of what is foretold.
    outside : bool
        None of its predictions falls into the case; its runs are weighed all the same.
    """

    account: str
    probability: float
    se: float
    effective: float
    written: str
    hindsight: bool
    outside: bool = False


@dataclass(frozen=True)
class Total:
    """How many country-months with a kind of event are foretold, over settled cells.

    Attributes
    ----------
    what : str
    low, middle, high : float
        5, 50 and 95 % of the mixture.
    record : int
    cells : int
    """

    what: str
    low: float
    middle: float
    high: float
    record: int
    cells: int


@dataclass(frozen=True)
class ForecastMade:
    """A forecast from a date, and how it came out.

    Attributes
    ----------
    case, record, table : str
    start : str
        The date, ISO.
    shares : list of Share
    effective : float
        Effective runs of the mixture.
    items : list of ItemForecast
    totals : list of Total
    scored : list of Scored
        The mixture, the mixture pooled with base rates, each account, persistence and base rates.
    versus : list of Versus
        The mixture, and the pool, against the last two.
    pool : Weight
        What runs count for in the pool, by what they and base rates said of the past.
    past, astride : int
        Items of the record before the date that were used; items that it cuts through, left out.
    settled : int
    unsettled : dict
        Reason to items ahead that cannot be settled.
    seed : int
    """

    case: str
    record: str
    table: str
    start: str
    shares: list[Share]
    effective: float
    items: list[ItemForecast]
    totals: list[Total]
    scored: list[Scored]
    versus: list[Versus]
    past: int
    astride: int
    settled: int
    unsettled: dict[str, int]
    pool: Weight
    seed: int = 1
    draws: list[dict[str, Any]] = field(default_factory=list, repr=False)
    """Rows of `views_rows`."""


def forecast(
    case: str | Path | Study,
    start: str | dt.date,
    accounts: Sequence[str] | None = None,
    *,
    record: str | Path | None = None,
    table: str | Path | None = None,
    quick: bool = False,
    seed: int = 1,
    out: str | Path | None = None,
) -> ForecastMade:
    """Fit up to a date, predict the rest, and score it against persistence and base rates.

    Parameters
    ----------
    case : str, Path or Study
    start : str or date
        First day that is foretold, ISO.
    accounts : sequence of str, optional
        Only these, and the null account.
    record, table : str or Path, optional
        Others than the case's own record and the shipped table.
    quick : bool
        Few runs and small fits.
    seed : int
    out : path, optional
        Folder for runs that have to be made, and for its file, ``forecast.<case>...json``.

    Returns
    -------
    ForecastMade

    Raises
    ------
    ThawError
        For anything misspelt or missing; a date that is none, or leaves nothing before or after it.
    """
    study = opened(case, accounts, record=record, quick=quick, seed=seed)
    day = start_day(start, study)
    folder = None if out is None else Path(out) / "tables"
    seen = inputs(study, folder, table)
    made = forecast_of(seen, day)
    if out is not None:
        write_forecast(seen, made, out)
    return made


def start_day(start: str | dt.date, study: Study) -> dt.date:
    """The date a forecast begins at, inside the case.

    Raises
    ------
    ThawError
        It is no date, or leaves nothing before or after it.
    """
    case = study.case
    until = case.tail.until if case.tail else case.end
    try:
        day = start if isinstance(start, dt.date) else dt.date.fromisoformat(str(start))
    except ValueError:
        raise ThawError(f"{start!r} is no date", expected="a day such as 1956-10-01") from None
    if not case.start < day <= until:
        raise ThawError(
            f"{day} leaves nothing to fit or nothing to foretell in {case.name}",
            expected=f"a day after {case.start} and up to {until}",
        )
    return day


def forecast_of(seen: Inputs, day: dt.date) -> ForecastMade:
    """See `forecast`."""
    study, items = seen.study, list(seen.study.items)
    settings = QUICK if study.quick else Settings()
    before = np.array([i.last < day for i in items], bool)
    ahead = np.array([i.first >= day for i in items], bool)
    if not ahead.any():
        raise ThawError(f"nothing lies wholly after {day}", todo="give an earlier date")
    known = np.where(before, seen.told.value, np.nan)
    bank = seen.bank.rows(~seen.bank.failed)
    done, stages = 0, 3 + settings.folds * len(settings.learners)
    with study.way.bar("weighing the accounts") as move:

        def step(_: str) -> None:
            nonlocal done
            done += 1
            move(min(done, stages), stages)

        p, se = _probabilities(seen, bank, known, settings, step)
        step("weighing runs")
        data = _split(seen, bank, known, ahead)
        weights, rows = _weights(data)
    whole = mixture(p.tolist(), weights, rows, len(data.y))
    ahead &= _foretold(data)
    value, why = _settled(seen, ahead)
    settled = ahead & np.array([w == "" for w in why])
    columns = Columns.of(data.full, value, data.kinds, data.item_episode, len(data.episodes))
    ours = of_runs("mixture", data.full, whole, ahead, columns)
    others = [
        of_runs(name, data.full, mixture([1.0], [w], [r], len(data.y)), ahead, columns)
        for name, w, r in zip(data.names, weights, rows, strict=True)
    ]
    watched = before & np.array([i.kind != "cell" or i.visible for i in items], bool)
    plain_ = baselines(items, seen.told.value, watched, ahead)
    plain = [of_baseline(b) for b in plain_]
    share = _share_of_runs(seen, data, p, watched)
    pool = pooled(ours, next(b for b in plain_ if b.name == "base rates"), share.mean)
    months = np.array([i.first.year * 12 + i.first.month for i in items])
    scores = {f.name: f.score(value, columns) for f in (ours, pool, *others, *plain)}
    common = in_common(list(scores.values()))
    return ForecastMade(
        case=study.case.name,
        record=study.record.name if study.record else "",
        table=seen.origin,
        start=day.isoformat(),
        shares=_shares(study, day, data.names, p, se, weights),
        effective=effective(whole),
        items=_items_in_words(items, pool, ahead, value, why, scores[POOLED]),
        totals=_totals(data, whole, settled, value),
        scored=[mean_scores(name, s, common) for name, s in scores.items()],
        versus=[
            v
            for b in plain
            for v in versus(scores[POOLED], scores[b.name], b.name, months, study.seed)
        ],
        pool=share,
        past=int((~np.isnan(known)).sum()),
        astride=int(sum(i.first < day <= i.last for i in items)),
        settled=int(settled.sum()),
        unsettled=dict(Counter(filter(None, why))),
        seed=study.seed,
        draws=views_rows(data, whole, ahead, items, study.seed),
    )


def _probabilities(
    seen: Inputs, bank: Bank, known: np.ndarray, settings: Settings, step: Any
) -> tuple[np.ndarray, np.ndarray]:
    """Tempered probabilities of the accounts from the record before the date, and their errors."""
    if np.isnan(known).all():
        raise ThawError(
            "the record tells nothing that ends before this date", todo="give a later date"
        )
    study = seen.study
    data = prepare(
        bank,
        known[None],
        known,
        seen.meta,
        list(bank.accounts),
        episodes_of(study.case, study.items),
        None,
        settings.features,
    )
    pool = fit_pool(data, seen.placed(data), study.seed, settings, progress=step)
    answer = pool.ask(data.features)
    again = pool.probability(answer.again[:, 0])
    se = again.std(axis=0, ddof=1) if len(again) > 1 else np.full(len(pool.names), np.nan)
    return pool.probability(answer.log[0]), se


def _share_of_runs(seen: Inputs, data: Prepared, p: np.ndarray, watched: np.ndarray) -> Weight:
    """What runs count for beside base rates, by what either said of the past before it came.

    Runs speak as they were drawn, not yet weighted by that past; accounts count by their probabilities.
    """
    items, record = list(seen.study.items), seen.told.value
    rows = [np.flatnonzero(data.y == k) for k in range(len(data.names))]
    drawn = mixture(p.tolist(), [np.full(len(r), 1 / len(r)) for r in rows], rows, len(data.y))
    columns = Columns.of(data.full, record, data.kinds, data.item_episode, len(data.episodes))
    cells = watched & np.array([i.kind == "cell" for i in items], bool)
    said = of_runs("runs", data.full, drawn, cells, columns).p
    return weight_of_runs(
        said, base_rates_so_far(items, record, watched), np.where(cells, record, np.nan)
    )


def _split(seen: Inputs, bank: Bank, known: np.ndarray, ahead: np.ndarray) -> Prepared:
    """Arrays in which all that lies ahead is one last episode, shown of runs whatever the record says."""
    study = seen.study
    items = [
        SimpleNamespace(**{**_plain(i), "episode": AFTER}) if a else i
        for i, a in zip(study.items, ahead, strict=True)
    ]
    shown = np.where(ahead, 0.0, known)
    order = [*episodes_of(study.case, study.items), {"id": AFTER}]
    return prepare(
        replace(bank, items=items),
        shown[None],
        shown,
        seen.meta,
        list(bank.accounts),
        order,
        None,
        ALL_FEATURES,
    )


def _plain(item: Any) -> dict[str, Any]:
    return {k: getattr(item, k) for k in item.__dataclass_fields__}


def _weights(data: Prepared) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """For each account the weights of its runs given the past, and their rows."""
    last = data.episodes.index(AFTER)
    weights, rows = [], []
    for k in range(len(data.names)):
        mine = np.flatnonzero(data.y == k)
        rows.append(mine)
        weights.append(Conditioner(data.F[mine], data.reduction).weights(data.features, last))
    return weights, rows


def _foretold(data: Prepared) -> np.ndarray:
    """Items that some run tells."""
    return ~np.isnan(data.full).all(axis=0)


def _settled(seen: Inputs, ahead: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """What the record says of each item ahead, NaN where it cannot be settled, and why not."""
    value = np.where(ahead, seen.told.value, np.nan)
    why = [
        _why(seen.study, i, v) if a else ""
        for i, v, a in zip(seen.study.items, value, ahead, strict=True)
    ]
    return np.where([w == "" for w in why], value, np.nan), why


def _why(study: Study, item: Any, value: float) -> str:
    """Why an item ahead cannot be settled; empty where it can."""
    if item.kind == "cell" and not item.visible:
        return BLIND
    if not np.isnan(value):
        return ""
    ends = _end_of_record(study)
    return BEYOND if ends is not None and item.last > ends else SILENT


def _end_of_record(study: Study) -> dt.date | None:
    """The last day of the span that the record says it covers."""
    span = study.record.about.get("span") if study.record else None
    if not isinstance(span, list | tuple) or len(span) != 2:
        return None
    try:
        year = int(str(span[1])[:4])
    except ValueError:
        return None
    return dt.date(year, 12, 31)


def _shares(
    study: Study,
    day: dt.date,
    names: list[str],
    p: np.ndarray,
    se: np.ndarray,
    weights: list[np.ndarray],
) -> list[Share]:
    about = {a.name: a for a in study.accounts}
    made = [
        Share(
            name,
            float(p[k]),
            float(se[k]),
            effective(weights[k]),
            about[name].written_as if about[name].family != "null" else "",
            about[name].family != "null" and about[name].written >= day,
            outside(about[name], study.case),
        )
        for k, name in enumerate(names)
    ]
    return sorted(made, key=lambda s: -s.probability)


def _items_in_words(
    items: list[Any],
    ours: Forecaster,
    ahead: np.ndarray,
    value: np.ndarray,
    why: list[str],
    scores: dict[str, np.ndarray],
) -> list[ItemForecast]:
    made = []
    for j in np.flatnonzero(ahead).tolist():
        told = {k: float(scores[k][j]) for k in SCORES if not np.isnan(scores[k][j])}
        made.append(replace(in_words(items[j], ours, j, value[j], why[j]), scores=told))
    return made


def _totals(
    data: Prepared, weight: np.ndarray, settled: np.ndarray, value: np.ndarray
) -> list[Total]:
    """Country-months of each kind of event."""
    made = []
    for what in dict.fromkeys(str(i.what) for i in data.items if i.kind == "cell"):
        mine = settled & np.array([i.kind == "cell" and i.what == what for i in data.items], bool)
        if not mine.any():
            continue
        count = np.nan_to_num(data.full[:, mine]).sum(axis=1)
        low, middle, high = weighted_quantile(count[:, None], weight, (0.05, 0.5, 0.95))[:, 0]
        made.append(
            Total(
                what,
                float(low),
                float(middle),
                float(high),
                int(value[mine].sum()),
                int(mine.sum()),
            )
        )
    return made


def write_forecast(seen: Inputs, made: ForecastMade, out: str | Path) -> Path:
    """Write all of a forecast but its draws."""
    return written(seen, replace(made, draws=[]), out, "forecast", start=made.start)
