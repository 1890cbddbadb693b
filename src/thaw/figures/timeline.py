"""Runs over time as bands, with what the record dates and counts of the same days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import StrMethodFormatter

from thaw.errors import ThawError
from thaw.figures import marks
from thaw.figures.opening import case_of, record_of
from thaw.figures.sheet import COLOURS, Sheet, drawn, of_runs, sheet, size_of
from thaw.report import bands, svg
from thaw.report.names import account_name
from thaw.run import Run
from thaw.run.names import one_of
from thaw.run.plotting import FEWEST, LARGE, LINEAR_TO, QUANTILES, SCALES, STEEP
from thaw.run.tidy import main_span, names

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from thaw.case import Case
    from thaw.record import Record

ACTING = "acting"
"""In place of a measure: people on strike, in the street or armed, on the largest day of each month."""

MOST = len(COLOURS)
"""Runs beside each other in one figure."""

SHORT = 80
"""Letters of what a measure says that go into a title."""

PANEL, LANES, GAP = 1.2, 0.68, 0.46
"""Inches: height of curves, of the lanes of events below them, and between one panel and the next."""


class Curve(NamedTuple):
    """One panel's numbers of one Run: edges or days, and values (run, time)."""

    time: np.ndarray
    values: np.ndarray
    steps: bool


Curves = Mapping[str, Sequence[Curve]]
Crowds = Mapping[str, Sequence[marks.Crowd]]


@drawn
def timeline(
    runs: Run | Sequence[Run] | Mapping[str, Run] | None = None,
    *,
    measure: str = ACTING,
    polities: str | Sequence[str] | None = None,
    case: Case | str | None = None,
    record: Record | str | None = None,
    scale: str = "auto",
    size: str = "page",
) -> Figure:
    """Draw runs as median and bands, country by country, above the events that the record dates.

    Parameters
    ----------
    runs : Run, several of them, or a mapping of name to Run, optional
        At most four, of one case. From four replicates on the bands hold 50 % and 90 % of them; of a second
        Run and those after it the 90 % band alone; fewer replicates are drawn one by one. Without any the
        record is drawn alone, on the days of `case`.
    measure : str
        One of the Run's; or "acting", the people on strike, in the street or armed on the largest day of
        each month, persons, beside which the record's figures of crowds are drawn as points with their range, one
        a source.
    polities : str or sequence of str, optional
        All by default.
    case : Case or str, optional
        The shipped case that the Run names unless given.
    record : Record or str, optional
        The case's own unless given; "none" for none.
    scale : {"auto", "linear", "log"}
        Logarithmic (and linear from 0 to 10) where a few days tower over the rest, unless told.
    size : {"page", "column"}

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ThawError
        For an unknown measure, polity, scale or size; more than four Runs; Runs of other days or polities;
        neither Runs nor a case with a record.
    """
    form = size_of(size)
    one_of(scale, SCALES, "scale")
    named = _named(runs)
    first = next(iter(named.values()), None)
    home = case_of(first.data.attrs if first is not None else {}, case)
    held = record_of(home, record)
    if first is None:
        _record_alone(home, held, measure)
    whom = _whom(first, home, polities)
    curves = {p: [_curve(r, measure, p) for r in named.values()] for p in whom}
    span = _span(first, home)
    crowds = {
        p: marks.crowds(held, p, *span) if held is not None and measure == ACTING else []
        for p in whom
    }
    log = _logarithmic(scale, curves, crowds)
    lanes = held is not None
    across = min(form.columns, len(whom))
    down = -(-len(whom) // across)
    told = {c.source for found in crowds.values() for c in found}
    paper = sheet(
        form,
        down * (PANEL + lanes * LANES + GAP),
        *_heading(named, first, measure, home, held),
        key=_key(named, held, measure),
        foot=_foot(named, held, told, measure),
    )
    places = _places(paper, down, across, lanes)
    titles = {p.name: p.title for p in home.polities} if home else {}
    panels: list[Axes] = []
    for k, polity in enumerate(whom):
        panel = paper.figure.add_subplot(places[k][0], sharey=panels[0] if panels else None)
        panels.append(panel)
        panel.set_title(titles.get(polity, polity), pad=3)
        for n, c in enumerate(curves[polity]):
            _bands(panel, c, COLOURS[n], n)
        _crowds(panel, crowds[polity])
        if first is None and not crowds[polity]:
            panel.text(0.02, 0.86, "no crowd is counted", transform=panel.transAxes, fontsize=7)
        low = panel
        if held is not None:
            low = paper.figure.add_subplot(places[k][1], sharex=panel)
            _lanes(low, marks.events(held, polity, *span), labels=k % across == 0)
            panel.tick_params(axis="x", length=0, labelbottom=False)
        _dates(low, span)
    _scale(panels, log, _top(curves, crowds), across)
    paper.upward(_unit(first, measure) + (", logarithmic from 10" if log else ""))
    return paper.figure


def _record_alone(home: Case | None, held: Record | None, measure: str) -> None:
    """Refuse what cannot be drawn without runs."""
    if home is None or held is None:
        raise ThawError(
            "there is neither a run nor a record to draw",
            expected="files of runs, or a case with a record",
            todo="name one with --record" if home is not None else None,
        )
    if measure != ACTING:
        raise ThawError(f"{measure} is measured in runs, and none is given", expected="a run")


def _places(paper: Sheet, down: int, across: int, lanes: bool) -> list[tuple[Any, Any]]:
    """For each panel where its curves and where its lanes of events are drawn."""
    outer = paper.grid(
        down,
        across,
        left=1.05 if lanes else 0.85,
        bottom=0.26,
        hspace=GAP / (PANEL + lanes * LANES),
        wspace=0.12,
    )
    made = []
    for k in range(down * across):
        cell = outer[divmod(k, across)]
        if not lanes:
            made.append((cell, cell))
            continue
        inner = cell.subgridspec(2, 1, height_ratios=(PANEL, LANES), hspace=0.06)
        made.append((inner[0], inner[1]))
    return made


def _named(runs: Any) -> dict[str, Run]:
    """Runs by name for readers, once they can stand in one figure."""
    given: list[tuple[str, Run]]
    if runs is None:
        given = []
    elif isinstance(runs, Mapping):
        given = [(str(k), v) for k, v in runs.items()]
    else:
        listed = [runs] if isinstance(runs, Run) else list(runs)
        given = [("", r) for r in listed]
    wrong = next((r for _, r in given if not isinstance(r, Run)), None)
    if wrong is not None:
        raise ThawError(f"{type(wrong).__name__} is not a Run", expected="Runs")
    if len(given) > MOST:
        raise ThawError(f"{len(given)} runs do not fit in one figure", expected=f"at most {MOST}")
    for _, other in given[1:]:
        for axis in ("time", "polity"):
            if not given[0][1].data.indexes[axis].equals(other.data.indexes[axis]):
                raise ThawError(
                    f"these runs do not have the same {axis}",
                    expected="runs of one case",
                    todo="draw them one by one",
                )
    made: dict[str, Run] = {}
    for name, run in given:
        about = run.data.attrs
        word = name or account_name(str(about.get("account", "") or "runs"))
        if not name and about.get("levers"):
            word += f", {str(about['levers']).replace('_', ' ')}"
        while word in made:
            word += " (again)"
        made[word] = run
    return made


def _whom(first: Run | None, home: Case | None, polities: Any) -> list[str]:
    there = first.polities if first is not None else [p.name for p in home.polities] if home else []
    return [str(p) for p in names(polities, np.array(there), "polity")]


def _span(first: Run | None, home: Case | None) -> tuple[np.datetime64, np.datetime64]:
    if first is None:
        assert home is not None
        return np.datetime64(home.start, "D"), np.datetime64(home.end, "D")
    days = first.data.time.values[main_span(first.data)].astype("datetime64[D]")
    return days[0], days[-1]


def _curve(run: Run, measure: str, polity: str) -> Curve:
    if measure == ACTING:
        monthly = bands.participants(run.data, polity)
        if not monthly.values.size:
            one_of(ACTING, run.measures, "measure")
        return Curve(monthly.edges, monthly.values, True)
    one_of(measure, [ACTING, *run.measures], "measure")
    part = run.data.sel(polity=polity, measure=measure)
    where = main_span(run.data)
    values = part.polity_measures.transpose("run", "time").values[:, where]
    return Curve(part.time.values[where], values, False)


def _bands(panel: Axes, curve: Curve, colour: str, number: int) -> None:
    """Draw one Run in one panel."""
    time, values = curve.time, curve.values
    style: dict[str, Any] = {"drawstyle": "steps-post"} if curve.steps else {}
    step: dict[str, Any] = {"step": "post"} if curve.steps else {}
    if curve.steps:
        values = np.concatenate([values, values[:, -1:]], axis=1)
    if len(values) < FEWEST:
        for row in values:
            panel.plot(time, row, color=colour, lw=0.9, alpha=0.85, **style)
        return
    low, inner_low, middle, inner_high, high = np.nanquantile(values, QUANTILES, axis=0)
    alpha = 0.22 if number == 0 else 0.16
    panel.fill_between(time, low, high, color=colour, alpha=alpha, lw=0, **step)
    if number == 0:
        panel.fill_between(time, inner_low, inner_high, color=colour, alpha=0.38, lw=0, **step)
    panel.plot(time, middle, color=colour, lw=1.3, ls=_dash(number), **style)


def _dash(number: int) -> Any:
    return ("-", (0, (4, 1.5)), (0, (1, 1.2)), (0, (5, 1.2, 1, 1.2)))[number]


def _crowds(panel: Axes, found: Sequence[marks.Crowd]) -> None:
    for c in found:
        panel.plot([c.day, c.day], [c.low, c.high], color=svg.INK, lw=1.0, alpha=0.8)
    days, best = [c.day for c in found], [c.best for c in found]
    panel.plot(days, best, "o", ls="", color=svg.INK, ms=3.8, mec="white", mew=0.5, clip_on=False)


def _lanes(panel: Axes, found: Sequence[marks.Mark], labels: bool) -> None:
    """Events in three lanes, shapes by kind; a bar over the days that a date leaves open."""
    at = {lane: len(marks.LANES) - 1 - k for k, lane in enumerate(marks.LANES)}
    for m in found:
        y = at[m.lane] + marks.APART.get(m.kind, 0.0)
        if m.last - m.first > np.timedelta64(10, "D"):
            panel.plot([m.first, m.last], [y, y], color="#b5b5b0", lw=0.9, zorder=1)
        shape, _ = marks.SHAPES[m.kind]
        middle = m.first + (m.last - m.first) // 2
        panel.plot(
            [middle],
            [y],
            shape,
            color=svg.INK if m.lane != "decision" else svg.VERMILLION,
            mfc="white" if m.unsure else None,
            ms=4.4,
            mew=0.8,
            alpha=0.85,
            zorder=2,
        )
    panel.set_ylim(-0.5, len(marks.LANES) - 0.45)
    panel.set_yticks(
        list(at.values()), [marks.LANE_TITLES[lane] for lane in at] if labels else [""] * len(at)
    )
    panel.tick_params(axis="y", length=0)
    panel.grid(axis="x")
    for y in at.values():
        panel.axhline(y, color="#eeeeea", lw=0.6, zorder=0)
    panel.spines["left"].set_visible(False)


def _dates(panel: Axes, span: tuple[np.datetime64, np.datetime64]) -> None:
    locator = AutoDateLocator(minticks=3, maxticks=6)
    panel.xaxis.set_major_locator(locator)
    panel.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    end = span[1].astype("datetime64[h]") + np.timedelta64(20, "h")  # no label of the day after
    panel.set_xlim(span[0], end)  # type: ignore[arg-type]


def _upper(curve: Curve) -> float:
    """The upper edge of what is drawn of one Run in one panel."""
    if len(curve.values) < FEWEST:
        return float(np.nanmax(curve.values, initial=0.0))
    return float(np.nanquantile(curve.values, QUANTILES[-1], axis=0).max(initial=0.0))


def _top(curves: Curves, crowds: Crowds) -> float:
    """The largest number drawn."""
    drawn_ = [_upper(c) for found in curves.values() for c in found]
    return max([0.0, *drawn_, *(c.high for found in crowds.values() for c in found)])


def _logarithmic(scale: str, curves: Curves, crowds: Crowds) -> bool:
    """Whether a linear scale would show a few days and nothing else."""
    if scale != "auto":
        return scale == "log"
    tops = [_upper(c) for found in curves.values() for c in found]
    tops += [c.high for found in crowds.values() for c in found]
    usual = max(float(np.median(tops)), 1.0) if tops else 1.0
    return _top(curves, crowds) >= max(LARGE, STEEP / 10 * usual)


def _scale(panels: Sequence[Axes], log: bool, top: float, across: int) -> None:
    """One scale for all panels, which share it; numbers beside the first of each row."""
    first = panels[0]
    if log:
        first.set_yscale("symlog", linthresh=LINEAR_TO, linscale=0.5)
        powers = range(1, int(np.ceil(np.log10(max(top, 10.0)))) + 1)
        first.set_yticks([0.0, *(10.0**p for p in powers if len(powers) <= 4 or p % 2 == 0)])
        first.set_ylim(0.0, top * 1.6)
    else:
        low = min([0.0, *(p.dataLim.y0 for p in panels if np.isfinite(p.dataLim.y0))])
        first.set_ylim(low if low < 0 else 0.0, top * 1.06 or 1.0)
    if log or top >= 1000:
        first.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    for k, panel in enumerate(panels):
        panel.minorticks_off()
        panel.grid()
        panel.tick_params(labelleft=k % across == 0)


def _unit(first: Run | None, measure: str) -> str:
    if measure == ACTING:
        return "people taking part (persons)"
    assert first is not None
    data = first.data.sel(measure=measure)
    unit = str(data.unit.values) if "unit" in data.coords else ""
    return f"{measure} ({'count' if unit == '1' else unit})" if unit else measure


def _heading(
    named: Mapping[str, Run],
    first: Run | None,
    measure: str,
    home: Case | None,
    held: Record | None,
) -> tuple[str, str]:
    """Title and the line below it."""
    where = home.title if home is not None else "an unnamed case"
    if first is None:
        return f"What the record dates and counts: {where}", ""
    who = " and ".join(named) if len(named) < 3 else ", ".join(named)
    rest = f"{who}" + (", and the record" if held is not None else "") + f". {where}"
    if measure == ACTING:
        return f"People taking part on the largest day of each month: {rest}", ""
    says = ""
    if "meaning" in first.data.coords:
        says = str(first.data.sel(measure=measure).meaning.values).strip()
    if 0 < len(says) <= SHORT:
        return f"{says.rstrip('.')}: {rest}", ""
    return f"{measure.replace('_', ' ').capitalize()}: {rest}", says


def _key(named: Mapping[str, Run], held: Record | None, measure: str) -> list[Any]:
    """What bands, lines and marks are; only those that are drawn."""
    handles: list[Any] = []
    for n, (name, run) in enumerate(named.items()):
        few = len(run) < FEWEST
        shown = f"{name}: each run" if few else f"{name}: median of {len(run)} runs"
        handles.append(Line2D([], [], color=COLOURS[n], lw=1.3, ls=_dash(n), label=shown))
        if not few and n == 0:
            inner = svg.blend((svg.blend(("#ffffff", COLOURS[0]), 0.22), COLOURS[0]), 0.38)
            handles.append(Patch(color=inner, label="half of its runs"))
        if not few:
            tint = svg.blend(("#ffffff", COLOURS[n]), 0.22 if n == 0 else 0.16)
            handles.append(Patch(color=tint, label="nine tenths of them"))
    if held is None:
        return handles
    if measure == ACTING:
        label = "record: a source's figure"
        handles.append(Line2D([], [], marker="o", color=svg.INK, lw=1, ms=3.8, label=label))
    for kind, (shape, title) in marks.SHAPES.items():
        colour = svg.VERMILLION if kind in _DECIDED else svg.INK
        style: dict[str, Any] = {"ls": "", "marker": shape, "color": colour, "ms": 4.4}
        handles.append(Line2D([], [], mew=0.8, label=title, **style))
    return handles


_DECIDED = ("concession", "disclosure", "leader", "intervention")


def _foot(named: Mapping[str, Run], held: Record | None, told: set[str], measure: str) -> list[str]:
    lines = [f"Runs: {of_runs(r.data.attrs, r.seeds)}." for r in named.values()]
    if held is not None:
        many = len(held.sources)
        lines.append(
            f"Record: {held.title} ({held.name}, {held.hash[:8]}), {len(held.events):,} events from "
            f"{many:,} source{'s' * (many != 1)}. A grey bar spans the days that a date leaves open; "
            "open marks rest on memory."
        )
        if told:
            lines.append(f"Figures: {marks.named(held, told)}.")
        if measure != ACTING and named:
            lines.append("The record's own figures count something else and are not drawn.")
    return lines
