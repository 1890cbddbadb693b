"""Published models as pictures: a lattice of citizens and cops, a crowd's curve, a season of Mondays."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedFormatter, FixedLocator, StrMethodFormatter

from thaw.errors import ThawError, nearest_name
from thaw.figures.sheet import COLOURS, Size, drawn, sheet, size_of
from thaw.published import load_published, published_names, settings_of
from thaw.report import svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from thaw.published import Published

QUIET, ACTIVE, JAILED, COPS = "#c9dbe8", svg.VERMILLION, svg.HALF, svg.INK
SEASONS = 10
"""Runs of the Mondays."""

CROWDS = 2000
"""Random crowds at each spread."""


@drawn
def published(
    name: str,
    *,
    preset: str | None = None,
    changes: Mapping[str, Any] | None = None,
    seed: int = 0,
    size: str = "page",
) -> Figure:
    """Draw a published model as its author would have shown it, from the re-implementation here.

    Parameters
    ----------
    name : str
        ``epstein_2002``: the lattice before, at and after the largest outburst, and actives and jailed over time.
        ``granovetter_1978``: who joins, over the spread of thresholds, with the tangency, and the map
        whose resting point it is. ``lohmann_1994``: turnout of ten runs on every Monday beside the record's
        range, and the belief that acting succeeds.
    preset : str, optional
        Of the model; its defaults unless given.
    changes : mapping, optional
        Settings to change, as ``thaw published --set``.
    seed : int
        The first, where several runs are drawn.
    size : {"page", "column"}

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ThawError
        For a model that is not there or not drawn, an unknown preset or setting, or a value outside its support.
    """
    form = size_of(size)
    if name in published_names() and name not in DRAWN:
        raise ThawError(
            f"{name} is not drawn", expected=", ".join(DRAWN), todo="see `thaw published`"
        )
    if name not in DRAWN:
        raise ThawError(
            f"no published model is called {name!r}",
            expected=", ".join(DRAWN),
            nearest=nearest_name(name, DRAWN),
        )
    model = load_published(name)
    settings = settings_of(model, preset, changes)
    words = [f"preset {preset}"] if preset else ["defaults"]
    words += [f"{k} {v}" for k, v in (changes or {}).items()]
    return DRAWN[name](model, settings, seed, form, ", ".join(words))


def _foot(model: Published, words: str, seeds: str) -> list[str]:
    return [
        f"Model: {model.source.strip().rstrip('.')}.",
        f"Re-implemented in Thaw as {model.name}, {words}; {seeds}. Departures and numbers that do not "
        f"reproduce: `thaw published {model.name}` and its page in docs/published.",
    ]


def _epstein(model: Published, settings: dict[str, Any], seed: int, form: Size, words: str) -> Any:
    from thaw.published.models.epstein_2002.measures import outbursts
    from thaw.published.models.epstein_2002.model import record

    out, done = record(settings, seed)
    out = out[:done]
    calm = done // 5  # past the start, at which everybody is quiet and free
    peak = calm + int(out[calm:, 0].argmax())
    bursts = len(outbursts(out[:, 0], float(settings["outburst_level"])))
    wide = max(int(settings["ticks"]) // 40, 5)
    ticks = sorted({max(peak - wide, 0), peak, min(peak + wide, done - 1)})
    height, width = int(settings["height"]), int(settings["width"])
    across = form.columns + 1 if form.columns > 1 else 1
    side = (form.width - 0.3 - 0.12 * (across - 1)) / across * (0.62 if across == 1 else 1.0)
    tall = side * height / width + 0.26
    down = -(-len(ticks) // across)
    paper = sheet(
        form,
        down * tall + 1.75,
        f"{model.title}: {bursts} outburst{'s' * (bursts != 1)} in {done:,} ticks. The lattice before, at "
        f"and after the largest number of actives from tick {calm + 1:,} on",
        key=[
            Patch(color=QUIET, label="quiet citizen"),
            Patch(color=ACTIVE, label="active citizen"),
            Patch(color=COPS, label="cop"),
            Line2D([], [], color=JAILED, lw=1.0, label="in jail"),
        ],
        columns=4,
        foot=_foot(model, words, f"seed {seed}"),
    )
    right = 0.15 if across > 1 else form.width - 0.15 - side
    top = paper.grid(down, across, left=0.15, right=right, bottom=1.62, wspace=0.06, hspace=0.12)
    for k, t in enumerate(ticks):
        panel = paper.figure.add_subplot(top[divmod(k, across)])
        panel.imshow(_lattice(settings, seed, t + 1), interpolation="nearest", aspect="equal")
        panel.set_xticks([])
        panel.set_yticks([])
        panel.spines[:].set_visible(False)
        panel.set_title(f"tick {t + 1:,}: {out[t, 0]:,.0f} active", pad=2)
    below = paper.grid(left=0.62, top=down * tall + 0.3, bottom=0.4)
    _over_time(paper.figure.add_subplot(below[0]), out, ticks)
    return paper.figure


def _over_time(panel: Axes, out: np.ndarray, ticks: Sequence[int]) -> None:
    """Actives and jailed of every tick, with a line at each tick of which the lattice is drawn."""
    done = len(out)
    panel.plot(np.arange(1, done + 1), out[:, 1], color=JAILED, lw=0.8)
    panel.plot(np.arange(1, done + 1), out[:, 0], color=ACTIVE, lw=0.9)
    for t in ticks:
        panel.axvline(t + 1, color=svg.INK, lw=0.5, ls=":")
    panel.set_xlim(1, done)
    panel.set_ylim(bottom=0)
    panel.grid(axis="y")
    panel.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    panel.set_xlabel("tick", loc="right", labelpad=1)
    panel.set_ylabel("citizens")


def _lattice(settings: Mapping[str, Any], seed: int, ticks: int) -> np.ndarray:
    """Who stands where after so many ticks: the run from its start again, since draws have addresses."""
    from thaw.engine.kernel import kernel
    from thaw.published.models.epstein_2002.kernel import WIDTH, simulate
    from thaw.published.models.epstein_2002.lattice import ACTIVE as OUT
    from thaw.published.models.epstein_2002.lattice import COP, STATE, WHERE
    from thaw.published.models.epstein_2002.lattice import QUIET as CALM
    from thaw.published.models.epstein_2002.model import build
    from thaw.published.models.epstein_2002.paths import paths

    city, rules = build(settings, seed)
    left, cops = paths(settings)
    kernel(simulate)(city, rules, left[:ticks], cops[:ticks], np.zeros((ticks, WIDTH)))
    people = city.p[: 8 * int(rules["room"])].reshape(-1, 8)
    orders = {int(i) for i in _standing(city, rules)}
    image = np.full((int(settings["height"]) * int(settings["width"]), 3), 255, np.uint8)
    for state, colour in ((CALM, QUIET), (OUT, ACTIVE), (COP, COPS)):
        rows = [i for i in orders if people[i, STATE] == state]
        image[people[rows, WHERE]] = [int(colour[k : k + 2], 16) for k in (1, 3, 5)]
    return image.reshape(int(settings["height"]), int(settings["width"]), 3)


def _standing(city: Any, rules: Any) -> np.ndarray:
    """Numbers of all agents that have a turn: those who were put on the lattice and not taken off."""
    from thaw.published.models.epstein_2002.lattice import N_ORDER
    from thaw.published.models.epstein_2002.model import column

    return column(city, rules, "order")[: int(city.n[N_ORDER])]


def _granovetter(
    model: Published, settings: dict[str, Any], seed: int, form: Size, words: str
) -> Any:
    from thaw.published.models.granovetter_1978 import check, critical_point, resting_point, run

    check({**settings, "crowd": "continuum"})
    n, mean = int(settings["people"]), float(settings["mean"])
    _, tangent, met = critical_point(n, mean)
    spreads = np.unique(np.r_[np.linspace(0.4 * tangent, 2.0 * tangent, 240), tangent * 0.999999])
    rest = [resting_point(n, mean, float(s)) for s in spreads]
    random = np.linspace(0.5 * tangent, 2.0 * tangent, 16)
    crowds = [
        run({**settings, "crowd": "random", "crowds": CROWDS, "spread": float(s)}, seed)
        for s in random
    ]
    beside = form.columns > 1
    paper = sheet(
        form,
        2.35 if beside else 4.5,
        f"{model.title}: at a spread of {tangent:.2f} the resting point of the curve jumps from "
        f"{met:.1f} to nearly all {n:,}",
        key=[
            Line2D([], [], color=svg.BLUE, lw=1.5, label="the curve itself"),
            Line2D(
                [],
                [],
                marker="o",
                color=svg.VERMILLION,
                lw=0.8,
                ms=3.4,
                label="random crowds, mean",
            ),
            Line2D(
                [], [], marker="^", color=svg.GREEN, lw=0.8, ms=3.4, label="share that is swept"
            ),
        ],
        columns=3,
        foot=[
            f"People {n:,}, mean threshold {mean:g}; {CROWDS:,} crowds at each spread; swept: at least "
            f"{settings['sweep']:.0%} join.",
            *_foot(model, words, f"seed {seed}"),
        ],
    )
    grid = (
        paper.grid(1, 2, left=0.6, right=0.55, bottom=0.42, wspace=0.5, width_ratios=(1.35, 1))
        if beside
        else paper.grid(2, 1, left=0.62, right=0.55, bottom=0.42, hspace=0.42)
    )
    left, right = (paper.figure.add_subplot(grid[k]) for k in (0, 1))
    _joined(left, n, tangent, (spreads, rest), (random, crowds))
    _curves(right, n, mean, tangent, met)
    for panel in (left, right):
        panel.grid()
    return paper.figure


def _joined(
    left: Axes,
    n: int,
    tangent: float,
    curve: tuple[np.ndarray, list[float]],
    by_chance: tuple[np.ndarray, list[dict[str, float]]],
) -> None:
    """Who joins in the end over the spread of thresholds: by the curve, and in crowds drawn at random."""
    random, crowds = by_chance
    left.plot(*curve, color=svg.BLUE, lw=1.5)
    left.plot(random, [c["joined"] for c in crowds], "o-", color=svg.VERMILLION, lw=0.8, ms=3.4)
    left.axvline(tangent, color=svg.INK, lw=0.6, ls=":")
    left.set_ylim(0, 1.05 * n)
    left.set_xlabel("spread of thresholds, standard deviation (persons)")
    left.set_ylabel("who has joined at rest (persons)")
    left.set_title("Who joins in the end", pad=3)
    twin = left.twinx()
    twin.plot(random, [c["swept"] for c in crowds], "^-", color=svg.GREEN, lw=0.8, ms=3.4)
    twin.set_ylim(0, 1.05)
    twin.set_ylabel("share of crowds swept")
    twin.spines["right"].set_visible(True)


def _curves(right: Axes, n: int, mean: float, tangent: float, met: float) -> None:
    """Who would join, by who has, at spreads below, at and above the tangency; `met` is where they touch."""
    from scipy.stats import norm

    r = np.linspace(0, n, 300)
    right.plot(r, r, color=svg.INK, lw=0.7)
    for s, style in ((0.85 * tangent, "--"), (tangent, "-"), (1.15 * tangent, ":")):
        right.plot(r, n * norm.cdf((r - mean) / s), color=svg.BLUE, lw=1.2, ls=style)
        right.plot([], [], color=svg.BLUE, lw=1.2, ls=style, label=f"spread {s:.1f}")
    right.plot([met], [met], "o", color=svg.INK, ms=4)
    right.set_xlim(0, n)
    right.set_ylim(0, 1.05 * n)
    right.set_xlabel("have joined (persons)")
    right.set_ylabel("would join (persons)")
    right.set_title("Where curve meets diagonal, it rests", pad=3)
    right.legend(loc="lower right", fontsize=6.8)


def _lohmann(model: Published, settings: dict[str, Any], seed: int, form: Size, words: str) -> Any:
    from thaw.published.models.lohmann_1994 import FIRST, leipzig, series

    held = leipzig()
    made = [series(settings, seed + k)[0] for k in range(SEASONS)]
    weeks = np.arange(len(made[0]))
    days = np.datetime64(FIRST, "D") + 7 * weeks.astype("timedelta64[D]")
    turnout = np.array([m[:, 0] for m in made]) * float(settings["region"])
    belief = np.array([m[:, 1] for m in made])
    starts = [np.datetime64(FIRST, "D") + 7 * int(w) for w in settings["starts"]]
    inside = _met(held, turnout, days)
    paper = sheet(
        form,
        3.6,
        f"{model.title}. The median of {SEASONS} runs lies in the record's range on {inside} of {len(held)} "
        "dated Mondays",
        key=[
            Line2D([], [], color=COLOURS[0], lw=0.8, label=f"{SEASONS} runs, one line each"),
            Line2D([], [], marker="_", color=svg.INK, lw=1.6, label="record, low to high"),
            Line2D(
                [], [], color=svg.INK, lw=0.6, ls=":", label="an issue comes up (put in by hand)"
            ),
        ],
        columns=3,
        foot=[
            "Sizes of autumn 1989 were fitted to this record and are no prediction of it.",
            *_foot(model, words, f"seeds {seed} to {seed + SEASONS - 1}"),
        ],
    )
    grid = paper.grid(2, 1, left=0.85, height_ratios=(2.4, 1), hspace=0.18)
    upper = paper.figure.add_subplot(grid[0])
    lower = paper.figure.add_subplot(grid[1], sharex=upper)
    for one, hope in zip(turnout, belief, strict=True):
        upper.plot(days, one, color=COLOURS[0], lw=0.7, alpha=0.75)
        lower.plot(days, hope, color=COLOURS[0], lw=0.7, alpha=0.75)
    for day, (low, high) in held.items():
        upper.plot(
            [np.datetime64(day, "D")] * 2, [low, high], color=svg.INK, lw=1.6, marker="_", ms=4
        )
    lows, highs = zip(*held.values(), strict=True)
    _log_persons(upper, min(turnout.min(), *lows), max(turnout.max(), *highs))
    upper.set_title("Turnout", pad=3)
    upper.tick_params(labelbottom=False)
    lower.set_ylabel("probability")
    lower.set_title("Belief that acting succeeds", pad=3)
    lower.set_ylim(bottom=0)
    _issues((upper, lower), starts)
    locator = AutoDateLocator(minticks=3, maxticks=7)
    lower.xaxis.set_major_locator(locator)
    lower.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    lower.set_xlim(days[0], days[-1])
    return paper.figure


def _log_persons(panel: Axes, least: float, most: float) -> None:
    """A logarithmic scale of persons with a mark at each power of ten around these two."""
    panel.set_yscale("log")
    panel.minorticks_off()
    powers = range(math.floor(math.log10(max(least, 1.0))), math.ceil(math.log10(most)) + 1)
    panel.yaxis.set_major_locator(FixedLocator([10.0**k for k in powers]))
    panel.yaxis.set_major_formatter(FixedFormatter([f"{10.0**k:,.0f}" for k in powers]))
    panel.set_ylabel("persons, log scale")


def _issues(panels: Sequence[Axes], starts: Sequence[np.datetime64]) -> None:
    for panel in panels:
        panel.grid(axis="y")
        for day in starts:
            panel.axvline(day, color=svg.INK, lw=0.6, ls=":")  # type: ignore[arg-type]


def _met(held: Mapping[dt.date, tuple[float, float]], turnout: np.ndarray, days: np.ndarray) -> int:
    """Dated Mondays of the record on which the median of the runs lies within its range."""
    middle = dict(zip(days.tolist(), np.median(turnout, axis=0), strict=True))
    return sum(low <= middle[day] <= high for day, (low, high) in held.items() if day in middle)


DRAWN = {"epstein_2002": _epstein, "granovetter_1978": _granovetter, "lohmann_1994": _lohmann}
"""Models that have a picture."""
