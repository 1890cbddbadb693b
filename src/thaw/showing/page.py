"""One page with runs inside: made whole, self-contained, at most two megabytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from thaw import __version__
from thaw.case import Case, load_case
from thaw.errors import ThawError
from thaw.record import Record, load_record
from thaw.report.map import hex_layout, short_name
from thaw.run import Run
from thaw.run.plotting import QUANTILES
from thaw.showing import bundle
from thaw.showing.panes import Pane, of_case, of_run
from thaw.showing.payload import PLANS, payload
from thaw.showing.record import marks, sources_of
from thaw.writing import ready_file, write_whole

if TYPE_CHECKING:
    import xarray as xr

MOST_BYTES = 2_000_000
PROTOCOL = 1
"""Version of the messages that a page is fed with."""

SERIES = "Series of the record (counts by month or year); its dated events and figures are here."


class Page(NamedTuple):
    """A page as text; a notebook shows it.

    Attributes
    ----------
    html : str
    left_out : list of str
        What the page says that it leaves out.
    """

    html: str
    left_out: list[str]

    def save(self, path: str | Path) -> Path:
        """Write the page as a file of its own, whole or not at all."""
        return write_whole(ready_file(path), self.html)

    def _repr_html_(self) -> str:
        """The page in a frame of its own, for a notebook."""
        return (
            f'<iframe srcdoc="{escape(self.html)}" sandbox="allow-scripts allow-popups" '
            'style="width:100%;height:760px;border:1px solid #ccc"></iframe>'
        )


def show(
    what: Run | Sequence[Run] | Mapping[str, Run] | Case | str,
    *,
    case: Case | str | None = None,
    record: Record | str | None = None,
    verdict: Mapping[str, Any] | None = None,
    most: int = MOST_BYTES,
) -> Page:
    """Runs, or a case, as one page with map, curves, record and log, which opens without a network.

    Parameters
    ----------
    what : Run, several of them, a mapping of name to Run, or a Case or its name
        Several Runs stand side by side: two accounts, or with and without a what-if. They must have
        the same days and polities. A case without runs shows its record and its start.
    case : Case or str, optional
        Where places lie and what comes from outside; the shipped case that the Run names unless given.
    record : Record or str, optional
        What is held beside the curves; the case's own unless given. A case without one has none.
    verdict : mapping, optional
        `sentence` and `accounts` (rows of texts under `columns`) of a comparison.
    most : int
        Bytes that the page may take at most.

    Returns
    -------
    Page
        ``page.save("page.html")`` writes it; a notebook shows it.

    Raises
    ------
    ThawError
        For Runs of other days or polities, a case that is not found, or a page that will not fit.

    Examples
    --------
    >>> page = thaw.show(thaw.load_run("out/run.nc"))  # doctest: +SKIP
    >>> page.save("run.html")  # doctest: +SKIP
    """
    runs = _runs(what)
    place = _case(runs, what if isinstance(what, Case | str) else case)
    held = load_record(record) if isinstance(record, str) else record
    if held is None and place.record:
        held = load_record(place.record)
    days, steps = _days(list(runs.values()), place)
    dated, outside = marks(held, place, days[-1]) if held else ([], 0)
    titles = {name: lever.title for name, lever in place.levers.items()}
    panes = [
        of_run(r.data, name if isinstance(what, Mapping) else None, titles)
        for name, r in runs.items()
    ]
    panes = _apart(panes) or [of_case(place, days, dated)]
    head = head_of(place, held, days, steps, (dated, outside), [r.data for r in runs.values()])
    head["verdict"] = dict(verdict) if verdict else None
    return _fitting(head, panes, most)


def head_of(
    case: Case,
    record: Record | None,
    days: Sequence[str],
    steps: Sequence[float],
    told: tuple[list[dict[str, Any]], int],
    runs: Sequence[xr.Dataset] = (),
) -> dict[str, Any]:
    """The message ``about``, less what its panes tell: the ground, the days and the record.

    Parameters
    ----------
    case : Case
    record : Record, optional
    days : sequence of str
        ISO day on which each step begins.
    steps : sequence of float
        Length of each step, days.
    told : tuple
        What `thaw.showing.record.marks` gave.
    runs : sequence of xarray.Dataset
        From which rows are taken in their order; those of the case unless given.
    """
    dated, outside = told
    left = [SERIES] if record is not None and len(record.series) else []
    if outside:
        left.append(
            f"{outside} rows of the record, which lie in other countries or outside these dates."
        )
    return {
        "protocol": PROTOCOL,
        "title": case.title,
        "says": case.says,
        "case": case.name,
        "thaw": __version__,
        "span": [str(case.start), str(case.end)],
        "days": list(days),
        "step_days": list(steps),
        "quantiles": list(QUANTILES),
        **_ground(case, runs),
        "marks": dated,
        "sources": _cited(record, dated) if record else {},
        "record": f"{record.name}: {record.title}" if record else "",
        "outside": [{"day": str(e.on), "words": e.name.replace("-", " ")} for e in case.events],
        "verdict": None,
        "left_out": left,
    }


def _runs(what: Any) -> dict[str, Run]:
    if isinstance(what, Run):
        return {"": what}
    if isinstance(what, Case | str):
        return {}
    if isinstance(what, Mapping):
        made = {str(k): v for k, v in what.items()}
    elif isinstance(what, Sequence):
        made = {str(k): v for k, v in enumerate(what)}
    else:
        raise ThawError(f"{type(what).__name__} cannot be shown", expected="Runs or a Case")
    wrong = next((v for v in made.values() if not isinstance(v, Run)), None)
    if wrong is not None or not made:
        problem = "nothing to show" if wrong is None else f"{type(wrong).__name__} is not a Run"
        raise ThawError(problem, expected="one Run or several")
    return made


def _case(runs: Mapping[str, Run], given: Case | str | None) -> Case:
    """The case given, or the one that the Runs name."""
    if given is not None:
        return given if isinstance(given, Case) else load_case(given)
    named = {str(r.data.attrs.get("case", "")) for r in runs.values()}
    name = named.pop()
    if named or not name:
        raise ThawError(
            f"the Runs are of the cases {name or 'none'} and {', '.join(named) or 'none'}",
            expected="Runs of one case",
        )
    try:
        return load_case(name)
    except ThawError as problem:
        raise ThawError(
            f"the Run names the case {name}, which is not found: {problem.problem}",
            todo="give its file: case=... in Python, --case on the command line",
        ) from None


def _days(runs: Sequence[Run], case: Case) -> tuple[list[str], list[float]]:
    """ISO day on which each step begins, and its length in days."""
    if not runs:
        starts, lengths = case.steps()
        day = np.datetime64(case.start, "D") + np.floor(starts).astype(int)
        return [str(d) for d in day], lengths.tolist()
    first = runs[0].data
    for other in runs[1:]:
        for axis in ("time", "polity"):
            if not first.indexes[axis].equals(other.data.indexes[axis]):
                raise ThawError(
                    f"these Runs do not have the same {axis}, so they cannot stand side by side",
                    todo="show them one by one",
                )
    ours = [p.name for p in case.polities]
    strange = [p for p in runs[0].polities if p not in ours]
    if strange:
        raise ThawError(
            f"the case {case.name} has no polity {strange[0]}, which the Run has",
            expected=", ".join(ours),
        )
    time = first.time.values.astype("datetime64[D]")
    lengths = first.step_days.values if "step_days" in first.coords else np.ones(len(time))
    return [str(d) for d in time], lengths.tolist()


def _ground(case: Case, runs: Sequence[xr.Dataset]) -> dict[str, Any]:
    """Polities and places in the order of the values, each with its hexagons."""
    polities = {p.name: p.title for p in case.polities}
    places = {p.name: {"title": p.title, "polity": p.polity, "at": p.at} for p in case.places}
    order = [str(p) for p in runs[0].polity.values] if runs else list(polities)
    seen = next((d for d in runs if "place_measures" in d), None)
    rows = [str(p) for p in seen.place.values] if seen is not None else list(places)
    laid = hex_layout({k: v for k, v in places.items() if v["polity"] in order})
    lonely = [p for p in order if p not in {v["polity"] for v in places.values()}]
    return {
        "polities": [{"id": p, "name": polities[p]} for p in order],
        "places": [
            {
                "id": p,
                "name": places[p]["title"] if p in places else p,
                "short": short_name(str(places[p]["title"])) if p in places else "",
                "polity": places[p]["polity"] if p in places else "",
                "hex": laid.get(p),
            }
            for p in rows
        ],
        "alone": lonely,
    }


def _apart(panes: list[Pane]) -> list[Pane]:
    """Panes with names of which no two are alike."""
    names = [p.name for p in panes]
    return [
        p._replace(name=f"{p.name} ({k + 1})") if names.count(p.name) > 1 else p
        for k, p in enumerate(panes)
    ]


def _cited(record: Record, dated: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Sources that the marks name."""
    used = {f["source"] for m in dated for f in m["figures"]}
    return {i: s for i, s in sources_of(record).items() if i in used}


def _fitting(head: dict[str, Any], panes: Sequence[Pane], most: int) -> Page:
    """The fullest page that takes no more than `most` bytes."""
    from thaw.showing.payload import left_out

    size = 0
    for plan in PLANS:
        html = rendered(head, payload(head, panes, plan))
        size = len(html.encode())
        if size <= most:
            return Page(html, [*head["left_out"], *left_out(panes, plan)])
    raise ThawError(
        f"the page would take {size / 1e6:.1f} MB even with least detail, more than {most / 1e6:g} MB",
        todo="show fewer runs side by side, or a part of the span: Run.sel(time=...)",
    )


def rendered(head: Mapping[str, Any], text: str) -> str:
    """The HTML of a page around its packed text; the same input gives the same bytes."""
    env = Environment(
        loader=FileSystemLoader(bundle.FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return env.get_template("show.html").render(
        title=head["title"],
        css=Markup((bundle.FOLDER / "show.css").read_text(encoding="utf-8")),
        script=Markup(bundle.script()),
        payload=Markup(text),
    )
