"""What a report draws of runs: timelines, figures told of them, and the map of unrest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from thaw.report import bands, figures_told, timeline
from thaw.report import map as hexmap
from thaw.report.files import Saved
from thaw.report.names import polity_name
from thaw.report.reading import View
from thaw.report.shape import NARROW, WIDE


def dataset(run: Any) -> Any:
    """The xarray.Dataset of a `thaw.run.Run`, or the dataset itself."""
    return run if hasattr(run, "sizes") else run.data


def drawn_accounts(view: View, runs: Mapping[str, Any]) -> list[str]:
    """The two accounts whose runs are drawn: the first two of the verdict's rows that have any."""
    return [i for i in sorted(view.order, key=lambda i: i == view.null) if i in runs][:2]


def runs_part(
    view: View, runs: Mapping[str, Any], evidence: Any, case_info: Mapping, saved: Saved
) -> dict:
    """Timelines and map, and what the template needs to caption them."""
    drawn = drawn_accounts(view, runs)
    if not drawn:
        return {
            "drawn": [],
            "n_replicates": [],
            "timelines": [],
            "quiet": False,
            "told": [],
            "map": None,
            "map_why": "No run with places on a map was given to this report.",
            "places": [],
            "bands": "",
        }
    shown = [(view.name(i), dataset(runs[i])) for i in drawn]
    return {
        "drawn": [view.name(i) for i in drawn],
        "bands": case_info.get("bands") or "",
        **_timelines(view, shown, evidence, case_info, saved),
        "told": _told_part(view, drawn, evidence, case_info, saved),
        **_map(shown[0], case_info, saved),
        "n_replicates": [int(d.sizes["run"]) for _, d in shown],
    }


def _timelines(
    view: View, shown: list[tuple[str, Any]], evidence: Any, case_info: Mapping, saved: Saved
) -> dict:
    """A timeline a country, in the order of the case; none where nobody acts in runs or record."""
    best, second = shown[0], shown[1] if len(shown) > 1 else None
    cells = {str(e["id"]): e.get("cells") for e in case_info.get("episodes") or []}
    episodes = [
        timeline.Shade(e.title, cells.get(e.id) or [{"start": e.start, "end": e.end}])
        for e in view.comparison.episodes
    ]
    names = dict(case_info.get("polities") or {})
    order = [str(p) for p in best[1]["polity"].values]
    span = case_info.get("span")
    if not any(timeline.anything(p, shown, evidence, span) for p in order):
        return {"timelines": [], "quiet": True}
    made = []
    for polity in sorted(order, key=lambda p: list(names).index(p) if p in names else len(names)):
        title = polity_name(polity, names)
        both = [
            timeline.timeline(polity, title, best, second, evidence, episodes, span, shape)
            for shape in (WIDE, NARROW)
        ]
        found = kept_figure(f"timeline_{polity.lower()}", both[0], both[1], saved)
        made.append({"id": polity, "title": title, **(found or {})})
    return {"timelines": made, "quiet": False}


def _map(best: tuple[str, Any], case_info: Mapping, saved: Saved) -> dict:
    """The map of unrest with the key of its places, or why there is none."""
    names = dict(case_info.get("polities") or {})
    still = not bands.unrest_anywhere(best[1]) and not case_info.get("happened")
    found = None if still else hexmap.unrest_map(best[0], best[1], case_info)
    narrow = None if still else hexmap.unrest_map(best[0], best[1], case_info, columns=1)
    key = hexmap.place_key(case_info, map(str, best[1]["place"].values)) if found else []
    return {
        "map_why": NO_UNREST if still else NO_PLACE,
        "map": kept_figure("map", found, narrow, saved),
        "places": [(polity_name(p, names), told) for p, told in key],
    }


NO_UNREST = "No map is drawn: nobody strikes, marches or rises in these runs, and the record names no place of unrest."
NO_PLACE = "No map is drawn: the runs or the case tell of no place on a map around these dates."


def _told_part(
    view: View, drawn: list[str], evidence: Any, case_info: Mapping, saved: Saved
) -> list[dict]:
    """Figures of the record against runs, of countries without an attested crowd."""
    reports = dict(case_info.get("reports") or {})
    given = [reports[i] for i in drawn if i in reports]
    polities = dict(case_info.get("polities") or {})
    places = {k: str(v.get("title", k)) for k, v in dict(case_info.get("places") or {}).items()}
    out = []
    for polity in polities if given else ():
        if bands.sized_points(evidence, polity):
            continue
        title = polity_name(polity, polities)
        rows = figures_told.told_rows(evidence, polity, given, places)
        both = [
            figures_told.told_figure(title, [view.name(i) for i in drawn], rows, shape)
            for shape in figures_told.SHAPES
        ]
        made = kept_figure(f"figures_{polity.lower()}", both[0], both[1], saved)
        if made:
            out.append({"id": polity, "title": title, **made})
    return out


def kept_figure(name: str, found: tuple | None, narrow: tuple | None, saved: Saved) -> dict | None:
    """A figure for a page and for a phone, with its title; the first is saved as a file."""
    if not found:
        return None
    saved.figures[name] = found[0]
    return {
        "svg": Markup(found[0]),
        "narrow": Markup(narrow[0] if narrow else found[0]),
        "finding": found[1],
        "file": f"figures/{name}.svg",
    }
