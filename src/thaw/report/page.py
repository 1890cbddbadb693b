"""The written report: one HTML file that opens offline, prints, and can be read on a phone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from thaw.errors import ThawError
from thaw.report import bands, cite, figures, figures_told, files, item_tables, svg, tables, words
from thaw.report import basis as ground
from thaw.report import map as hexmap
from thaw.report.accounting import accounting_section, kinds_table
from thaw.report.causes import beside, causes_section
from thaw.report.claims import claims_section
from thaw.report.findings import (
    cannot_tell,
    disputes_finding,
    experiments_finding,
    other_flags,
    weights_finding,
)
from thaw.report.marks import mark_rows
from thaw.report.names import event_name, polity_name
from thaw.report.reading import View, read_comparison
from thaw.report.sources import by_item, source
from thaw.report.verdict import FIRMNESS, NAMED, verdict
from thaw.writing import write_whole

if TYPE_CHECKING:
    from thaw.inference.comparison import Comparison

TEMPLATES = Path(__file__).parent / "templates"
MOST_BYTES = 2_000_000


def write_report(
    comparison: Comparison,
    runs: Mapping[str, Any],
    evidence: Any,
    case_info: Mapping,
    out: str | Path,
) -> Path:
    """Write the report of one comparison as a single HTML file.

    Parameters
    ----------
    comparison : Comparison
        What `thaw compare` makes; read one from a file with `Comparison.from_dict`.
    runs : mapping of account id to xarray.Dataset or Run
        Each with `polity_measures` (run, time, polity, measure) and `place_measures` (run, time,
        place, measure), persons; may be empty, then timelines and maps are left out and the report
        says so.
    evidence : pandas.DataFrame or Evidence
        The record's items: item, episode, kind, polity, what, date, value, low, high, sources.
    case_info : mapping
        `title`, `says`, `span`, `polities` and `places` (id to mapping), `sources` (id to title),
        `episodes` (with `cells`), `accounts` (id to mapping), `key_dates`, `bands` (a sentence on
        what the runs are), `accounting` (what became of the rows of the record), `happened` (unrest of
        the record by place), `denied` (events of which sources dispute whether they happened),
        `command` (what made it); all optional.
    out : path
        File to write, or a folder, in which ``report.html`` is written. Its figures and tables are
        also written one by one, into ``figures`` and ``tables`` beside it.

    Returns
    -------
    pathlib.Path
        The file written.

    Raises
    ------
    ThawError
        When the comparison names no account, or the file would exceed two megabytes.
    """
    view = read_comparison(comparison)
    if not comparison.accounts:
        raise ThawError(
            "the comparison names no account, so there is nothing to report",
            expected="a comparison made by `thaw compare`",
        )
    saved = Saved()
    html = render(view, runs, evidence, case_info, saved)
    if len(html.encode()) > MOST_BYTES:
        raise ThawError(
            f"the report would take {len(html.encode()) / 1e6:.1f} MB, more than 2 MB",
            todo="report fewer places or polities at a time",
        )
    path = Path(out)
    if path.is_dir() or not path.suffix:
        path = path / "report.html"
    write_whole(path, html)
    files.write_files(saved.figures, saved.tables, path)
    return path


@dataclasses.dataclass
class Saved:
    """Figures and tables of a report by the name of their file."""

    figures: dict[str, svg.Drawing] = dataclasses.field(default_factory=dict)
    tables: dict[str, files.Table] = dataclasses.field(default_factory=dict)


def render(
    view: View,
    runs: Mapping[str, Any],
    evidence: Any,
    case_info: Mapping,
    saved: Saved | None = None,
) -> str:
    """The HTML text of the report; the same input gives the same bytes.

    `saved` is filled with the figures and tables that are drawn.
    """
    saved = saved or Saved()
    if not view.comparison.polities:  # names for items, where the comparison has none
        found = dict(case_info.get("polities") or {})
        view.comparison.polities = {str(p): polity_name(str(p), found) for p in found}
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    missing = bands.missing_by_episode(evidence)
    led = sorted(("log", "crps"), key=lambda m: m != view.metric)
    forests = [f for m in led if (f := _forest(view, m, saved))]
    given = dict(case_info.get("sources") or {})
    of_item = by_item(evidence, given)
    title = str(case_info.get("title") or view.comparison.case or "A comparison")
    limit = tables.scale_limit(view)
    accounts = tables.account_rows(view, dict(case_info.get("accounts") or {}))
    failing = item_tables.failing_rows(view, of_item)
    telling = item_tables.telling_rows(view, of_item)
    rows = tables.verdict_rows(view, beside(case_info.get("causes")))
    episodes = tables.episode_rows(view, missing)
    weights, left_out = (tables.evidence_matrix(view, left_out=x) for x in (False, True))
    scores, recovery = tables.score_table(view), tables.recovery_matrix(view)
    experiments = item_tables.experiment_rows(view)
    disputes = item_tables.dispute_rows(view)
    spread = item_tables.spread_table(view)
    listed = source_rows(evidence, case_info)
    marked = _marks(evidence, case_info)
    saved.tables.update(
        {
            "verdict": files.table_of(rows),
            "accounts": files.table_of(accounts),
            "episodes": files.table_of(episodes),
            "items_all_fail": files.table_of(failing),
            "items_telling": files.table_of(telling),
            "evidence_not_collected": files.table_of(experiments),
            "evidence_disputed": files.table_of(disputes),
            "sources": files.table_of(listed),
            **_matrices([e.title for e in episodes], weights, left_out, scores, spread),
            "marks": (
                ["polity", "when", "what", "size", "sources"],
                [[m["title"], *row] for m in marked for row in m["rows"]],
            ),
        }
    )
    if case_info.get("accounting") is not None:
        saved.tables["rows_by_kind"] = kinds_table(case_info["accounting"])
    if recovery:
        named = zip(recovery.labels, recovery.rows, strict=True)
        saved.tables["recovery"] = files.matrix_of("simulated from", recovery.labels, list(named))
    return env.get_template("report.html").render(
        css=Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),
        title=title,
        says=case_info.get("says") or "",
        made=view.comparison,
        groups=[[view.name(i) for i in g] for g in view.groups],
        verdict=verdict(view),
        named=NAMED,
        firmness=FIRMNESS,
        rows=rows,
        open=cannot_tell(view, sum(missing.values())),
        flags=other_flags(view),
        spread=spread,
        accounts=accounts,
        recovery=recovery,
        episodes=episodes,
        failing=failing,
        too_few=any((m := view.misfit(i)) is not None and m.untold for i in view.ranked),
        telling=telling,
        weights=weights,
        weights_finding=weights_finding(view),
        left_out=left_out,
        **_keys_of_colours(limit),
        forests=forests,
        rests=ground.rests(view),
        score_words=ground.score_words(view),
        skill_unit=view.skill_unit,
        scores=scores,
        signed=words.signed,
        probability=words.probability,
        experiments=experiments,
        experiments_finding=experiments_finding(view),
        silent=sum(missing.values()),
        disputes=disputes,
        disputes_finding=disputes_finding(view),
        denied=denied_rows(case_info),
        settings=list(settings_rows(view.comparison)),
        accounting=accounting_section(case_info.get("accounting")),
        causes=causes_section(case_info.get("causes")),
        claims=claims_section(case_info.get("claims"), case_info.get("polities")),
        sources=listed,
        marks=marked,
        span=case_info.get("span"),
        citation=cite.citation(view.comparison, title),
        bibtex=cite.bibtex(view.comparison, title),
        command=case_info.get("command") or cite.command(view.comparison),
        **_runs_part(view, runs, evidence, case_info, saved),
    )


def _matrices(
    episodes: list[str], weights: list, left_out: list, scores: Any, spread: Any
) -> dict[str, files.Table]:
    """Tables of numbers by account, for programs."""
    return {
        "weights": files.matrix_of(
            "account", [*episodes, "sum"], [(r.id, [*r.cells, r.total]) for r in weights]
        ),
        "weights_left_out": files.matrix_of(
            "account", episodes, [(r.id, r.cells) for r in left_out]
        ),
        "scores": files.matrix_of("account", [f"{m} {s}" for m, s in scores.heads], scores.rows),
        "spread": files.matrix_of("account", spread.heads, spread.rows),
    }


def _keys_of_colours(limit: float) -> dict[str, list[tuple[float, str, str]]]:
    """What the shades of the page mean: value, colour, and the ink that can be read on it.

    Parameters
    ----------
    limit : float
        End of the scale of weights of evidence, decibans.
    """
    return {
        "weight_key": [
            (v, svg.diverging(v / limit), svg.ink_on(svg.diverging(v / limit)))
            for v in (-limit, -limit / 2, 0.0, limit / 2, limit)
        ],
        "share_key": [
            (k * 20, svg.sequential(k / 5), svg.ink_on(svg.sequential(k / 5))) for k in range(6)
        ],
        "strip_key": [
            (k * 50, svg.sequential(k / 2), svg.ink_on(svg.sequential(k / 2))) for k in range(3)
        ],
    }


def dataset(run: Any) -> Any:
    """The xarray.Dataset of a `thaw.run.Run`, or the dataset itself."""
    return run if hasattr(run, "sizes") else run.data


def drawn_accounts(view: View, runs: Mapping[str, Any]) -> list[str]:
    """The two accounts whose runs are drawn: the first two of the verdict's rows that have any."""
    return [i for i in sorted(view.order, key=lambda i: i == view.null) if i in runs][:2]


def _forest(view: View, metric: str, saved: Saved) -> dict | None:
    found = figures.forest(view, metric)
    narrow = figures.forest(view, metric, figures.NARROW)
    return _figure(f"scores_{metric}", found, narrow, saved)


def _marks(evidence: Any, case_info: Mapping) -> list[dict]:
    """Marks of the record by country, for countries that have any."""
    given = dict(case_info.get("sources") or {})
    names = dict(case_info.get("polities") or {})
    found = [(str(p), mark_rows(evidence, str(p), given)) for p in names]
    return [{"id": p, "title": polity_name(p, names), "rows": rows} for p, rows in found if rows]


def _runs_part(
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
    best = (view.name(drawn[0]), dataset(runs[drawn[0]]))
    second = (view.name(drawn[1]), dataset(runs[drawn[1]])) if len(drawn) > 1 else None
    cells = {str(e["id"]): e.get("cells") for e in case_info.get("episodes") or []}
    episodes = [
        figures.Shade(e.title, cells.get(e.id) or [{"start": e.start, "end": e.end}])
        for e in view.comparison.episodes
    ]
    names = dict(case_info.get("polities") or {})
    order = [str(p) for p in best[1]["polity"].values]
    span = case_info.get("span")
    quiet = not any(figures.anything(p, (best, second), evidence, span) for p in order)
    timelines = []
    for polity in (
        []
        if quiet
        else sorted(order, key=lambda p: list(names).index(p) if p in names else len(names))
    ):
        title = polity_name(polity, names)
        both = [
            figures.timeline(polity, title, best, second, evidence, episodes, span, shape)
            for shape in (figures.WIDE, figures.NARROW)
        ]
        made = _figure(f"timeline_{polity.lower()}", both[0], both[1], saved)
        timelines.append({"id": polity, "title": title, **(made or {})})
    told = _told_part(view, drawn, evidence, case_info, saved)
    still = not bands.unrest_anywhere(best[1]) and not case_info.get("happened")
    found = None if still else hexmap.unrest_map(best[0], best[1], case_info)
    narrow = None if still else hexmap.unrest_map(best[0], best[1], case_info, columns=1)
    key = hexmap.place_key(case_info, map(str, best[1]["place"].values)) if found else []
    return {
        "drawn": [view.name(i) for i in drawn],
        "bands": case_info.get("bands") or "",
        "timelines": timelines,
        "quiet": quiet,
        "told": told,
        "map_why": NO_UNREST if still else NO_PLACE,
        "map": _figure("map", found, narrow, saved),
        "places": [(polity_name(p, names), told) for p, told in key],
        "n_replicates": [int(dataset(runs[i]).sizes["run"]) for i in drawn],
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
        made = _figure(f"figures_{polity.lower()}", both[0], both[1], saved)
        if made:
            out.append({"id": polity, "title": title, **made})
    return out


def _figure(name: str, found: tuple | None, narrow: tuple | None, saved: Saved) -> dict | None:
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


def settings_rows(comparison: Comparison) -> Iterable[tuple[str, str]]:
    """Settings as rows of key and value, nested ones with dotted keys."""
    made = comparison.settings
    yield "case", comparison.case
    yield "record", comparison.record
    for ident, n in comparison.n_runs.items():
        left = f", {n.left_out} left out so that all have equally many" if n.left_out else ""
        yield f"runs.{ident}", f"{n.runs} ({n.failed} failed{left})"
    if comparison.probabilities.temperature is not None:
        yield "temperature", f"{comparison.probabilities.temperature:.3g}"
    yield "seed", str(made.seed)
    for f in dataclasses.fields(made):
        if f.name not in ("seed", "fitted_how", "fitted_runs"):
            yield from _dotted(f.name, getattr(made, f.name))
    if made.fitted_runs is not None:
        yield from _dotted("fitted_runs.what", made.fitted_how)
        yield from _dotted("fitted_runs", made.fitted_runs)


def _dotted(key: str, value: Any) -> Iterable[tuple[str, str]]:
    """Rows of one setting; none where it is None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _dotted(f"{key}.{name}", inner)
    elif isinstance(value, list | tuple):
        yield key, ", ".join(map(str, value))
    elif value is not None:
        yield key, str(value)


class SourceRow(NamedTuple):
    """A source as a reader opens it, and the number of items it attests (a dash for none known)."""

    id: str
    short: str
    title: str
    address: str
    n_items: int | str


def source_rows(evidence: Any, case_info: Mapping) -> list[SourceRow]:
    """Sources of the items used, with titles where the case gives them, in order of name."""
    used: dict[str, int] = {}
    for row in bands.rows_of(evidence):
        for ident in bands.sources_of(row):
            used[ident] = used.get(ident, 0) + 1
    given = dict(case_info.get("sources") or {})
    if not used:
        used = dict.fromkeys(map(str, given), 0)
    rows = [SourceRow(*source(i, given), used[i] or "–") for i in used]
    return sorted(rows, key=lambda r: (r.short.lower(), r.id))


def denied_rows(case_info: Mapping) -> list[dict[str, str]]:
    """Events of which sources dispute whether they happened, sources as a reader knows them."""
    given, names = dict(case_info.get("sources") or {}), case_info.get("polities") or {}

    def cited(ids: Iterable[str]) -> str:
        return "; ".join(source(i, given).short for i in ids) or "no source"

    return [
        {"what": event_name(e, names), "yes": cited(e["yes"]), "no": cited(e["no"])}
        for e in case_info.get("denied") or ()
    ]
