"""Base rates of many runs: pooled shares with intervals, and what was asked for beside what came out.

Runs are what is drawn anew for an interval (a bootstrap over runs), since the countries and waves of
one run share their parameters and act on one another. A share of runs has Wilson's interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from thaw.calibration.base_rates import EVENT, SIZES, Country, Rates, Wave

THREE_YEARS = 3 * 365
NATIONAL = 0.01
"""A national strike: not local, and this share of the inhabitants acts on its largest day."""
LONG_STRIKE = 3
"""Days beyond which a national strike should have councils."""
COUNCILS = 0.01
"""Share of the workforce obeying councils from which councils exist."""
PARTY_LOST = 0.3
FLIGHT = 0.005
"""Share of the inhabitants leaving beyond the usual from which flight is mass flight."""
ENDLESS = 120
"""Days of `base_rates.WAVE` or more on end that a country hardly ever acts."""
MANY = 10
"""Country-years with a day of 10,000 in one run that are too many."""
RESAMPLES = 400

Statistic = Callable[[Sequence[Rates]], float]


@dataclass(frozen=True)
class Estimate:
    """A pooled figure: value, 95 % interval, and of how many what it is."""

    value: float
    low: float
    high: float
    count: int
    unit: str

    def text(self, form: Callable[[float], str]) -> str:
        """Value and interval as in a table."""
        if not np.isfinite(self.value):
            return f"none ({self.count:,} {self.unit})"
        return f"{form(self.value)} ({form(self.low)} to {form(self.high)})"


@dataclass(frozen=True)
class Target:
    """What is wanted of the runs, and what came out.

    Attributes
    ----------
    name, wanted : str
    low, high : float
        Limits of the wanted value, both allowed.
    found : tuple of Estimate
        The figures that must all lie within the limits.
    form : callable
        How a figure is written.
    """

    name: str
    wanted: str
    low: float
    high: float
    found: tuple[Estimate, ...]
    form: Callable[[float], str]

    @property
    def met(self) -> bool | None:
        """Whether every figure lies within the limits; None when one does not exist."""
        values = [e.value for e in self.found]
        if not np.all(np.isfinite(values)):
            return None
        return all(self.low <= v <= self.high for v in values)


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share."""
    if n == 0:
        return 0.0, 1.0
    p, q = hits / n, z * z / n
    middle = (p + q / 2) / (1 + q)
    half = z / (1 + q) * float(np.sqrt(p * (1 - p) / n + q / (4 * n)))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def survival(times: np.ndarray, events: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Kaplan and Meier's curve: times of events, and the share still without event after each.

    Parameters
    ----------
    times : float array, shape (n,)
        Time of the event or of the end of observation.
    events : bool array, shape (n,)
        False where observation ended without event.
    """
    at, count = np.unique(times[events], return_counts=True)
    watched = times.size - np.searchsorted(np.sort(times), at)
    return at, np.cumprod(1.0 - count / np.maximum(watched, 1))


def share_by(times: np.ndarray, events: np.ndarray, at: float) -> float:
    """Share with an event by time `at`, by Kaplan and Meier; nan without anybody."""
    when, left = survival(times, events)
    if times.size == 0:
        return float("nan")
    passed = np.searchsorted(when, at, side="right")
    return float(1.0 - left[passed - 1]) if passed else 0.0


def censored_quantile(values: np.ndarray, known: np.ndarray, share: float) -> float:
    """Quantile of lengths of which some are lower limits; inf where it lies beyond them all."""
    if values.size == 0:
        return float("nan")
    when, left = survival(values, known)
    beyond = np.flatnonzero(left <= 1.0 - share + 1e-9)
    return float(when[beyond[0]]) if beyond.size else float("inf")


def bootstrap(runs: Sequence[Rates], of: Statistic, count: int, unit: str) -> Estimate:
    """A figure with a 95 % interval over runs drawn anew, by a fixed seed."""
    draws = np.random.default_rng(1).integers(0, max(len(runs), 1), (RESAMPLES, len(runs)))
    value = of(runs) if runs else float("nan")
    found = np.array([of([runs[k] for k in row]) for row in draws]) if runs else np.array([])
    found = found[np.isfinite(found)]
    low, high = np.quantile(found, [0.025, 0.975]) if found.size else (np.nan, np.nan)
    return Estimate(value, float(low), float(high), count, unit)


def share_of_runs(runs: Sequence[Rates], has: Callable[[Rates], bool]) -> Estimate:
    """Share of runs with a property, with Wilson's interval."""
    hits = sum(has(r) for r in runs)
    value = hits / len(runs) if runs else float("nan")
    return Estimate(value, *wilson(hits, len(runs)), len(runs), "runs")


def countries(runs: Sequence[Rates]) -> list[Country]:
    """The countries of all runs."""
    return [c for r in runs for c in r.countries]


def waves(runs: Sequence[Rates], camps: bool = True) -> list[Wave]:
    """The waves of all runs, those of camps as well or not."""
    return [w for r in runs for w in r.waves if camps or not w.camp]


def years_with(runs: Sequence[Rates], size: int) -> float:
    """Share of country-years with a day of `size` or more."""
    return _ratio(countries(runs), lambda c: c.by_size[SIZES.index(size)], lambda c: c.years)


def events_per_head(runs: Sequence[Rates], keep: Callable[[Country], bool]) -> float:
    """Events of `EVENT` or more in one place, per million inhabitants and year."""
    chosen = [c for c in countries(runs) if keep(c)]
    return _ratio(chosen, lambda c: c.events, lambda c: c.years * c.inhabitants / 1e6)


def _ratio(rows: Sequence, top: Callable, bottom: Callable) -> float:
    under = sum(bottom(r) for r in rows)
    return float(sum(top(r) for r in rows) / under) if under > 0 else float("nan")


def length_quantile(runs: Sequence[Rates], share: float, camps: bool = True) -> float:
    """Quantile of the length of waves, days; those that the span cuts off count as longer."""
    found = waves(runs, camps)
    return censored_quantile(
        np.array([w.days for w in found], float), np.array([not w.cut for w in found], bool), share
    )


def share_of_waves(
    runs: Sequence[Rates],
    has: Callable[[Wave], bool],
    among: Callable[[Wave], bool] = lambda _: True,
) -> float:
    """Share of waves with a property among those with another."""
    chosen = [w for w in waves(runs) if among(w)]
    return sum(has(w) for w in chosen) / len(chosen) if chosen else float("nan")


def recurrence(runs: Sequence[Rates], answer: tuple[str, ...]) -> float:
    """Chance of a second wave within three years of one that met with `answer`, by Kaplan and Meier."""
    chosen = [w for w in waves(runs) if w.answer in answer and not w.cut]
    times = np.array([w.watched for w in chosen], float)
    return share_by(times, np.array([w.again for w in chosen], bool), THREE_YEARS)


def deaths_per_100k(runs: Sequence[Rates]) -> np.ndarray:
    """Deaths per 100,000 who took part, of each wave on which fire was opened."""
    return np.array(
        [1e5 * w.deaths / w.took_part for w in waves(runs) if w.fired and w.took_part > 0]
    )


def _deaths_quantile(runs: Sequence[Rates], share: float) -> float:
    found = deaths_per_100k(runs)
    return float(np.quantile(found, share)) if found.size else float("nan")


def national_strike(wave: Wave) -> bool:
    """A strike of more than `LONG_STRIKE` days that is not local and takes in `NATIONAL`."""
    return wave.strike and not wave.local and wave.share >= NATIONAL and wave.days > LONG_STRIKE


def endless(run: Rates) -> bool:
    """Whether a country acts for more than `ENDLESS` days on end."""
    return run.stopped or any(c.longest > ENDLESS for c in run.countries)


def _in_country_years(run: Rates) -> int:
    return sum(c.by_size[SIZES.index(10_000)] for c in run.countries)


def percent(x: float) -> str:
    """As a percentage."""
    return f"{100 * x:.1f} %"


def number(x: float) -> str:
    """As a number of three digits."""
    return f"{x:.3g}"


def targets(with_events: Sequence[Rates], without: Sequence[Rates]) -> list[Target]:
    """All that is asked of the shared priors, and what runs gave.

    Parameters
    ----------
    with_events, without : sequence of Rates
        Runs of the case as it is, and of the same countries with none of its events.
    """
    return [
        *_of_country_years(with_events, "with the case's events", (0.02, 0.20), (0.003, 0.10)),
        *_of_country_years(without, "without them", (0.0, 0.06), (0.0, 0.01)),
        *_of_runs(with_events),
        *_of_lengths(with_events),
        *_of_recurrence(with_events),
        *_of_deaths(with_events),
        *_of_national_strikes(with_events),
        _of_heads(with_events),
    ]


def _of_country_years(
    runs: Sequence[Rates], which: str, some: tuple[float, float], large: tuple[float, float]
) -> list[Target]:
    made = []
    years = round(sum(c.years for c in countries(runs)))
    for size, (low, high) in ((10_000, some), (100_000, large)):
        found = bootstrap(runs, partial(years_with, size=size), years, "country-years")
        made.append(
            Target(
                f"country-years with a day of {size:,} or more, {which}",
                f"{percent(low)} to {percent(high)}" if low else f"at most {percent(high)}",
                low,
                high,
                (found,),
                percent,
            )
        )
    return made


def _of_runs(runs: Sequence[Rates]) -> list[Target]:
    many = share_of_runs(runs, lambda r: r.stopped or _in_country_years(r) > MANY)
    without_end = share_of_runs(runs, endless)
    return [
        Target(
            f"runs with more than {MANY} country-years of 10,000",
            "at most 2 %",
            0,
            0.02,
            (many,),
            percent,
        ),
        Target(
            f"runs in which a country acts for more than {ENDLESS} days on end",
            "at most 1 %",
            0,
            0.01,
            (without_end,),
            percent,
        ),
    ]


def _of_lengths(runs: Sequence[Rates]) -> list[Target]:
    n = len(waves(runs))
    quantile = {
        q: bootstrap(runs, partial(length_quantile, share=q), n, "waves") for q in (0.5, 0.9)
    }
    local = bootstrap(runs, partial(share_of_waves, has=lambda w: w.local), n, "waves")
    return [
        Target("days of a wave, median", "1 to 5", 1, 5, (quantile[0.5],), number),
        Target("days of a wave, nine in ten", "at most 30", 1, 30, (quantile[0.9],), number),
        Target("waves that stay local", "most, not all", 0.5, 0.99, (local,), percent),
    ]


def _of_recurrence(runs: Sequence[Rates]) -> list[Target]:
    def n(*answers: str) -> int:
        return sum(w.answer in answers and not w.cut for w in waves(runs))

    broken = bootstrap(runs, partial(recurrence, answer=("broken",)), n("broken"), "waves")
    gave = ("granted", "both")
    granted = bootstrap(runs, partial(recurrence, answer=gave), n(*gave), "waves")
    floor = broken.value if np.isfinite(broken.value) else 0.0
    return [
        Target(
            "a second wave within three years of one broken by an army",
            "at most a quarter",
            0,
            0.25,
            (broken,),
            percent,
        ),
        Target(
            "a second wave within three years of one that was granted something",
            "more often than after force alone",
            floor,
            1.0,
            (granted,),
            percent,
        ),
    ]


def _of_deaths(runs: Sequence[Rates]) -> list[Target]:
    n = deaths_per_100k(runs).size
    low, high = (
        bootstrap(runs, partial(_deaths_quantile, share=q), n, "waves") for q in (0.05, 0.95)
    )
    where = "deaths per 100,000 who took part where fire was opened"
    return [
        Target(f"{where}, 5 % point", "at most 4", 0, 4, (low,), number),
        Target(f"{where}, 95 % point", "at least 220", 220, np.inf, (high,), number),
    ]


def _of_national_strikes(runs: Sequence[Rates]) -> list[Target]:
    n = sum(national_strike(w) for w in waves(runs))
    councils = partial(share_of_waves, has=lambda w: w.council > COUNCILS, among=national_strike)
    return [
        Target(
            "national strikes of over three days with councils",
            "most",
            0.5,
            1.0,
            (bootstrap(runs, councils, n, "strikes"),),
            percent,
        ),
        Target(
            "runs in which a party loses three in ten of its members",
            "some",
            1e-9,
            0.5,
            (share_of_runs(runs, lambda r: any(w.party_lost > PARTY_LOST for w in r.waves)),),
            percent,
        ),
        Target(
            "runs with mass flight after a wave",
            "some",
            1e-9,
            0.5,
            (share_of_runs(runs, lambda r: any(w.fled > FLIGHT for w in r.waves)),),
            percent,
        ),
    ]


def heads_ratio(runs: Sequence[Rates]) -> float:
    """Events per head in the largest country over that in all others."""
    largest = max((c.inhabitants for c in countries(runs)), default=0.0)
    big = events_per_head(runs, lambda c: c.inhabitants >= largest)
    small = events_per_head(runs, lambda c: c.inhabitants < largest)
    return big / small if small > 0 else float("nan")


def _of_heads(runs: Sequence[Rates]) -> Target:
    n = sum(c.events for c in countries(runs))
    return Target(
        f"events of {EVENT:,} or more per head: the largest country over the others",
        "1/2 to 2",
        0.5,
        2.0,
        (bootstrap(runs, heads_ratio, n, "events"),),
        number,
    )


def target_table(rows: Sequence[Target]) -> str:
    """Targets as a table in Markdown."""
    words = {True: "met", False: "**not met**", None: "cannot be told"}
    lines = [
        "| what | wanted | came out (95 % interval) | of | |",
        "| --- | --- | --- | --- | --- |",
    ]
    for t in rows:
        found = "; ".join(e.text(t.form) for e in t.found)
        of = "; ".join(f"{e.count:,} {e.unit}" for e in t.found)
        lines.append(f"| {t.name} | {t.wanted} | {found} | {of} | {words[t.met]} |")
    return "\n".join(lines) + "\n"


def answer_table(runs: Sequence[Rates]) -> str:
    """What waves met with, how long they lasted and whether another followed, in Markdown."""
    lines = [
        "| what the wave met | waves | days, median | local | another within three years |",
        "| --- | --- | --- | --- | --- |",
    ]
    for answer, words in (
        ("broken", "force, nothing granted"),
        ("both", "force, and something granted"),
        ("granted", "something granted, no force"),
        ("neither", "neither"),
        ("unsure", "the span ends too soon to tell"),
    ):
        chosen = [Rates((), tuple(w for w in r.waves if w.answer == answer)) for r in runs]
        n = len(waves(chosen))
        again = bootstrap(runs, partial(recurrence, answer=(answer,)), n, "waves")
        local = share_of_waves(chosen, lambda w: w.local)
        lines.append(
            f"| {words} | {n:,} | {_or_none(length_quantile(chosen, 0.5), number)} | "
            f"{_or_none(local, percent)} | {again.text(percent) if n else 'none'} |"
        )
    return "\n".join(lines) + "\n"


def country_table(runs: Sequence[Rates]) -> str:
    """Shares of years by size and rates per head, country by country, in Markdown."""
    head = " | ".join(f">= {size:,}" for size in SIZES)
    lines = [
        f"| country | million | years | {head} | events per million and year | waves |",
        "| --- " * (len(SIZES) + 5) + "|",
    ]
    found, over = countries(runs), waves(runs)
    for name in dict.fromkeys(c.polity for c in found):
        own = [Rates(tuple(c for c in r.countries if c.polity == name), ()) for r in runs]
        rows = countries(own)
        shares = " | ".join(percent(years_with(own, size)) for size in SIZES)
        lines.append(
            f"| {name} | {rows[0].inhabitants / 1e6:.1f} | {sum(c.years for c in rows):,.0f} | {shares} | "
            f"{number(events_per_head(own, lambda _: True))} | {sum(w.polity == name for w in over):,} |"
        )
    return "\n".join(lines) + "\n"


def account_table(by_account: dict[str, Sequence[Rates]]) -> str:
    """One row an account: what its runs gave, in Markdown."""
    lines = [
        "| account | runs | >= 10,000 | >= 100,000 | days, median | 9 in 10 | local | over 120 days | "
        "again, broken | again, granted |",
        "| --- " * 10 + "|",
    ]
    for name, runs in by_account.items():
        without_end = share_of_runs(runs, endless)
        lines.append(
            f"| {name} | {len(runs)} | {percent(years_with(runs, 10_000))} | "
            f"{percent(years_with(runs, 100_000))} | {_or_none(length_quantile(runs, 0.5), number)} | "
            f"{_or_none(length_quantile(runs, 0.9), number)} | "
            f"{_or_none(share_of_waves(runs, lambda w: w.local), percent)} | {percent(without_end.value)} | "
            f"{_or_none(recurrence(runs, ('broken',)), percent)} | "
            f"{_or_none(recurrence(runs, ('granted', 'both')), percent)} |"
        )
    return "\n".join(lines) + "\n"


def _or_none(value: float, form: Callable[[float], str]) -> str:
    return form(value) if np.isfinite(value) else "none"
