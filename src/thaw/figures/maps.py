"""Where runs have unrest, and where the record has it: places as hexagons, at a few dates."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from thaw.errors import ThawError
from thaw.figures.opening import case_of, record_of
from thaw.figures.sheet import Sheet, drawn, of_runs, sheet, size_of
from thaw.jobs.case_info import happened
from thaw.report import bands, svg
from thaw.report.map import NEIGHBOURS, centre, corners_of, hex_layout, short_name
from thaw.report.names import account_name, day_of, span_words
from thaw.run import Run

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from thaw.case import Case
    from thaw.record import Record

MOST = 8
"""Maps in one figure."""

SPREAD = 4
"""Dates where neither the call nor the case names any: at equal distances over the runs."""

ENDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
"""Where colours may end: the first at least as large as the largest share."""

WEEK = 7
SIDES = ((1, 2), (0, 1), (5, 0), (4, 5), (3, 4), (2, 3))
"""Corners of a hexagon on the side of each of NEIGHBOURS."""


class Ground(NamedTuple):
    """Places on the map: their hexagon, country, name for readers."""

    spots: Mapping[str, tuple[int, int]]
    polity: Mapping[str, str]
    title: Mapping[str, str]
    countries: Mapping[str, str]


class Box(NamedTuple):
    """What every map shows, in radii of a hexagon; y points down."""

    left: float
    right: float
    top: float
    bottom: float


@drawn
def unrest_map(
    run: Run,
    *,
    dates: str | Sequence[str] | None = None,
    case: Case | str | None = None,
    record: Record | str | None = None,
    size: str = "page",
) -> Figure:
    """Draw in what share of the runs each place has unrest within a week of a date.

    Parameters
    ----------
    run : Run
        With measures by place.
    dates : str or sequence of str, optional
        ISO days, at most eight; the case's own key dates unless given, else four spread evenly.
    case : Case or str, optional
        Where places lie; the shipped case that the Run names unless given.
    record : Record or str, optional
        Its unrest is ringed; the case's own unless given; "none" for none.
    size : {"page", "column"}

    Returns
    -------
    matplotlib.figure.Figure
        A hexagon is a place, put near its place on the ground; a dark line rings a country. Unrest is 100 or
        more participants on one day.

    Raises
    ------
    ThawError
        For a Run without places or of an unknown case, a date that is none or lies outside the Run.
    """
    form = size_of(size)
    home = _home(run, case)
    ground = _ground(run, home)
    held = record_of(home, record)
    days = _days(run, home, dates)
    tables = {d: bands.places_near(run.data, d, WEEK) for d in days}
    told = {d: _places_with_unrest(home, held, d) & set(ground.spots) for d in days}
    most = max((float(t["share"].max()) for t in tables.values() if len(t)), default=0.0)
    top = next((v for v in ENDS if v >= most), 1.0)
    across = min(form.columns, len(days))
    down = -(-len(days) // across)
    box = _box(ground)
    each = (form.width - 0.3 - 0.2 * (across - 1)) / across
    tall = min(each * (box.bottom - box.top) / (box.right - box.left), 3.4)
    who = account_name(str(run.data.attrs.get("account", "") or "runs"))
    paper = sheet(
        form,
        down * (tall + 0.5) + 0.62,
        f"Where {len(run)} run{'s' * (len(run) != 1)} of {who} have unrest"
        + (", and where the record has it" if held is not None else "")
        + f". {home.title}",
        foot=[
            f"Unrest: {bands.UNREST_FLOOR:.0f} or more participants on one day within a week of the date. A "
            "hexagon is a place, near its place on the ground; a dark line rings a country.",
            "" if most else "No run has unrest in any place around these dates.",
            "Places: " + _key(ground) + ".",
            f"Runs: {of_runs(run.data.attrs, run.seeds)}.",
            f"Record: {held.title} ({held.name}, {held.hash[:8]})." if held is not None else "",
        ],
    )
    grid = paper.grid(
        down,
        across,
        left=0.15,
        right=0.15,
        top=0.36,
        bottom=0.62,
        hspace=0.5 / tall,
        wspace=0.2 / each,
    )
    for k, day in enumerate(days):
        panel = paper.figure.add_subplot(grid[divmod(k, across)])
        _map(panel, ground, tables[day], told[day], top, each / (box.right - box.left))
        where = _names(told[day], ground) or "no place named"
        _caption(panel, day, f"record: {where}" if held is not None else "")
        panel.set_xlim(box.left, box.right)
        panel.set_ylim(box.bottom, box.top)
    _legend(paper, top, held is not None)
    return paper.figure


def _home(run: Run, case: Case | str | None) -> Case:
    """The case given, or the shipped one that the Run names."""
    home = case_of(run.data.attrs, case)
    if home is None:
        raise ThawError(
            f"the case {run.data.attrs.get('case') or 'of this run'} is not a shipped one",
            expected="the file of the case, which tells where places lie",
            todo="give it with --case",
        )
    return home


def _ground(run: Run, home: Case) -> Ground:
    """Places that the run measured and the case puts somewhere."""
    there = {str(p) for p in run.data.place.values} if "place_measures" in run.data else set()
    known = {p.name: p for p in home.places if p.name in there and len(p.at) == 2}
    if not known:
        raise ThawError(
            "these runs tell nothing by place that the case puts on a map",
            expected="a run as `thaw run` saves it, and its case",
        )
    spots = hex_layout({n: {"at": list(p.at), "polity": p.polity} for n, p in known.items()})
    return Ground(
        spots,
        {n: p.polity for n, p in known.items()},
        {n: p.title for n, p in known.items()},
        {p.name: p.title for p in home.polities},
    )


def _box(ground: Ground) -> Box:
    """The room of all hexagons, with names of countries above them."""
    middles = [centre(*s) for s in ground.spots.values()]
    xs, ys = [x for x, _ in middles], [y for _, y in middles]
    return Box(min(xs) - 1.1, max(xs) + 1.1, min(ys) - 2.6, max(ys) + 1.2)


def _days(run: Run, home: Case, given: str | Sequence[str] | None) -> list[str]:
    """Dates to draw, once they lie within the runs."""
    times = run.data.time.values.astype("datetime64[D]")
    if given is None:
        own = [str(d) for d in home.key_dates][:MOST]
        picked = [times[len(times) * (2 * k + 1) // (2 * SPREAD)] for k in range(SPREAD)]
        asked = [d for d in own if times[0] <= np.datetime64(d, "D") <= times[-1]]
        return asked or list(dict.fromkeys(str(t) for t in picked))
    asked = [given] if isinstance(given, str) else [str(d) for d in given]
    if not 1 <= len(set(asked)) <= MOST:
        raise ThawError(f"{len(set(asked))} dates", expected=f"1 to {MOST}")
    for text in asked:
        day = day_of(text) if len(text) == 10 else None
        if day is None:
            raise ThawError(f"{text!r} is no day", expected="one such as 1956-10-23")
        if not times[0] <= np.datetime64(day, "D") <= times[-1]:
            raise ThawError(f"{text} lies outside the runs", expected=f"{times[0]} to {times[-1]}")
    return list(dict.fromkeys(asked))


def _places_with_unrest(home: Case, held: Record | None, day: str) -> set[str]:
    """Places in which the record has unrest within a week of a day."""
    if held is None:
        return set()
    middle, reach = np.datetime64(day, "D"), np.timedelta64(WEEK, "D")
    return {
        h["place"]
        for h in happened(home, held)
        if bands.date_of(h["first"]) <= middle + reach
        and bands.date_of(h["last"]) >= middle - reach
    }


def _names(places: set[str], ground: Ground, letters: int = 34) -> str:
    """Names of places on a line; how many more where they are too long for it."""
    names = sorted((ground.title[p] for p in places), key=lambda n: (len(n), n))
    kept = names[:1]
    for name in names[1:]:
        if len(", ".join([*kept, name])) > letters:
            return ", ".join(kept) + f" and {len(names) - len(kept)} more"
        kept.append(name)
    return ", ".join(kept)


def _key(ground: Ground) -> str:
    """What the letters in hexagons stand for, country by country."""
    by: dict[str, list[str]] = {}
    for place, polity in ground.polity.items():
        by.setdefault(polity, []).append(f"{short_name(ground.title[place])} {ground.title[place]}")
    return "; ".join(f"{ground.countries.get(p, p)}: {', '.join(v)}" for p, v in by.items())


def _map(
    panel: Axes, ground: Ground, table: pd.DataFrame, told: set[str], top: float, inch: float
) -> None:
    """One date; `top` is the share at which colours end, `inch` the inches of a unit."""
    owner = {spot: ground.polity[name] for name, spot in ground.spots.items()}
    letters = min(7.0, max(3.6, 72 * inch * 0.55))
    for name, spot in ground.spots.items():
        x, y = centre(*spot)
        share = float(table["share"].get(name, math.nan)) if len(table) else math.nan
        fill = svg.sequential(share / top)
        panel.add_patch(Polygon(corners_of(x, y, 0.97), fc=fill, ec="#c9c9c4", lw=0.5))
        if name in told:
            panel.add_patch(
                Polygon(corners_of(x, y, 0.78), fc="none", ec=svg.VERMILLION, lw=1.6, zorder=3)
            )
        ink = svg.ink_on(fill)
        short = short_name(ground.title[name])
        panel.text(x, y, short, ha="center", va="center", fontsize=letters, color=ink, zorder=4)
    for spot, polity in owner.items():
        corners = corners_of(*centre(*spot), 1.0)
        for (a, b), (p, q) in zip(NEIGHBOURS, SIDES, strict=True):
            if owner.get((spot[0] + a, spot[1] + b)) != polity:
                ends = zip(corners[p], corners[q], strict=True)
                panel.plot(*ends, color="#444444", lw=0.9, solid_capstyle="round")
    for polity in dict.fromkeys(owner.values()):
        mine = [centre(*s) for s, o in owner.items() if o == polity]
        high = min(y for _, y in mine)
        middle = float(np.mean([x for x, y in mine if y < high + 1]))
        name = ground.countries.get(polity, polity)
        panel.text(middle, high - 1.15, name, ha="center", va="bottom", fontsize=6.8)
    panel.set_aspect("equal", anchor="NW")
    panel.axis("off")


def _caption(panel: Axes, day: str, record: str) -> None:
    """The date above a map, and below it where the record has unrest."""
    panel.set_title(span_words(day), loc="left", pad=13, weight="bold")
    at = panel.transAxes
    panel.text(0.0, 1.015, record, transform=at, fontsize=6.8, color="#444444")


def _legend(paper: Sheet, top: float, ringed: bool) -> None:
    """A scale of colours, and what a ring is, at the foot of the room."""
    wide, tall = paper.figure.get_size_inches()
    panel = paper.figure.add_axes((0.15 / wide, (paper.low + 0.22) / tall, 1.9 / wide, 0.13 / tall))
    for k in range(20):
        panel.add_patch(Rectangle((k / 20, 0), 1 / 20, 1, fc=svg.sequential(k / 19), lw=0))
    panel.set_xlim(0, 1)
    panel.set_ylim(0, 1)
    panel.set_xticks([0, 0.5, 1], ["0", f"{50 * top:.3g} %", f"{100 * top:.3g} %"])
    panel.set_yticks([])
    panel.spines[:].set_visible(True)
    panel.spines[:].set_linewidth(0.5)
    panel.set_title("share of runs with unrest", fontsize=7.5, pad=3)
    if ringed:
        ring: Any = Line2D([], [], marker="h", ls="", mfc="none", mec=svg.VERMILLION, ms=9, mew=1.6)
        ring.set_label("the record has unrest here\nwithin a week of the date")
        paper.figure.legend(
            handles=[ring],
            loc="center left",
            bbox_to_anchor=(2.15 / wide, (paper.low + 0.3) / tall),
            borderaxespad=0.0,
        )
