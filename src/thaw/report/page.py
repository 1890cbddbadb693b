"""The written report: one HTML file that opens offline, prints, and can be read on a phone."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from thaw.errors import ThawError
from thaw.report import bands, figures, item_tables, svg, tables, words
from thaw.report import map as hexmap
from thaw.report.accounting import accounting_section
from thaw.report.reading import HEADLINE, SKILL_UNIT, Estimate, View, read_comparison

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
        what the runs are), `accounting` (what became of the rows of the record); all optional.
    out : path
        File to write, or a folder, in which ``report.html`` is written.

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
    html = render(view, runs, evidence, case_info)
    if len(html.encode()) > MOST_BYTES:
        raise ThawError(
            f"the report would take {len(html.encode()) / 1e6:.1f} MB, more than 2 MB",
            todo="report fewer places or polities at a time",
        )
    path = Path(out)
    if path.is_dir() or not path.suffix:
        path = path / "report.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(html, encoding="utf-8")
    return path


def render(view: View, runs: Mapping[str, Any], evidence: Any, case_info: Mapping) -> str:
    """The HTML text of the report; the same input gives the same bytes."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    missing = bands.missing_by_episode(evidence)
    forests = [_figure(f) for f in (figures.forest(view, m) for m in ("log", "crps")) if f]
    limit = tables.scale_limit(view)
    accounts = tables.account_rows(view, dict(case_info.get("accounts") or {}))
    return env.get_template("report.html").render(
        css=Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),
        title=case_info.get("title") or view.comparison.case or "A comparison",
        says=case_info.get("says") or "",
        made=view.comparison,
        groups=view.groups,
        verdict=words.verdict(view),
        named=words.NAMED,
        firmness=words.FIRMNESS,
        rows=tables.verdict_rows(view),
        open=words.cannot_tell(view, sum(missing.values())),
        flags=words.other_flags(view),
        spread=item_tables.spread_table(view),
        accounts=accounts,
        recovery=tables.recovery_matrix(view),
        episodes=tables.episode_rows(view, missing),
        failing=item_tables.failing_rows(view),
        telling=item_tables.telling_rows(view),
        weights=tables.evidence_matrix(view),
        weights_finding=words.weights_finding(view),
        left_out=tables.evidence_matrix(view, left_out=True),
        weight_key=[
            (v, svg.diverging(v / limit), svg.ink_on(svg.diverging(v / limit)))
            for v in (-limit, -limit / 2, 0.0, limit / 2, limit)
        ],
        share_key=[
            (k * 20, svg.sequential(k / 5), svg.ink_on(svg.sequential(k / 5))) for k in range(6)
        ],
        strip_key=[
            (k * 50, svg.sequential(k / 2), svg.ink_on(svg.sequential(k / 2))) for k in range(3)
        ],
        forests=forests,
        skill_unit=SKILL_UNIT[HEADLINE],
        scores=tables.score_table(view),
        signed=words.signed,
        probability=words.probability,
        experiments=item_tables.experiment_rows(view),
        settings=list(settings_rows(view.comparison)),
        accounting=accounting_section(case_info.get("accounting")),
        sources=source_rows(evidence, case_info),
        span=case_info.get("span"),
        **_runs_part(view, runs, evidence, case_info),
    )


def dataset(run: Any) -> Any:
    """The xarray.Dataset of a `thaw.run.Run`, or the dataset itself."""
    return run if hasattr(run, "sizes") else run.data


def drawn_accounts(view: View, runs: Mapping[str, Any]) -> list[str]:
    """The two accounts whose runs are drawn: ranked ones first, most probable first, null last."""

    def place(ident: str) -> tuple[bool, bool, float]:
        p = view.tempered.get(ident, Estimate()).value
        return ident == view.null, ident not in view.ranked, -p if math.isfinite(p) else 0.0

    return sorted((i for i in view.order if i in runs), key=place)[:2]


def _runs_part(view: View, runs: Mapping[str, Any], evidence: Any, case_info: Mapping) -> dict:
    """Timelines and map, and what the template needs to caption them."""
    drawn = drawn_accounts(view, runs)
    if not drawn:
        return {
            "drawn": [], "n_replicates": [], "timelines": [], "map": None, "places": [],
            "bands": "",
        }  # fmt: skip
    best = (drawn[0], dataset(runs[drawn[0]]))
    second = (drawn[1], dataset(runs[drawn[1]])) if len(drawn) > 1 else None
    cells = {str(e["id"]): e.get("cells") for e in case_info.get("episodes") or []}
    episodes = [
        figures.Shade(e.title, cells.get(e.id) or [{"start": e.start, "end": e.end}])
        for e in view.comparison.episodes
    ]
    names = dict(case_info.get("polities") or {})
    order = [str(p) for p in best[1]["polity"].values]
    timelines = []
    for polity in sorted(order, key=lambda p: list(names).index(p) if p in names else len(names)):
        info = names.get(polity)
        title = info.get("title", polity) if isinstance(info, Mapping) else str(info or polity)
        drawing, finding = figures.timeline(
            polity, title, best, second, evidence, episodes, case_info.get("span")
        )
        timelines.append({"id": polity, "svg": Markup(drawing), "finding": finding})
    found = hexmap.unrest_map(best[0], best[1], case_info)
    return {
        "drawn": drawn,
        "bands": case_info.get("bands") or "",
        "timelines": timelines,
        "map": _figure(found),
        "places": hexmap.place_key(case_info, map(str, best[1]["place"].values)) if found else [],
        "n_replicates": [int(dataset(runs[i]).sizes["run"]) for i in drawn],
    }


def _figure(found: tuple | None) -> dict | None:
    return {"svg": Markup(found[0]), "finding": found[1]} if found else None


def settings_rows(comparison: Comparison) -> Iterable[tuple[str, str]]:
    """Settings as rows of key and value, nested ones with dotted keys."""
    made = comparison.settings
    yield "case", comparison.case
    yield "record", comparison.record
    for ident, n in comparison.n_runs.items():
        yield f"runs.{ident}", f"{n.runs} ({n.failed} failed)"
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
    """A source with its title, and the number of items it attests (a dash when none is known)."""

    id: str
    title: str
    n_items: int | str


def source_rows(evidence: Any, case_info: Mapping) -> list[SourceRow]:
    """Sources of the items used, with titles where the case gives them, in order of id."""
    used: dict[str, int] = {}
    for row in bands.rows_of(evidence):
        for ident in bands.sources_of(row):
            used[ident] = used.get(ident, 0) + 1
    given = case_info.get("sources") or {}
    if not used:
        used = dict.fromkeys(map(str, given), 0)
    return [SourceRow(i, _source_title(given.get(i)), used[i] or "–") for i in sorted(used)]


def _source_title(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return "" if entry is None else str(entry)
    parts = [entry.get("author"), entry.get("title"), entry.get("year")]
    return ", ".join(str(p) for p in parts if p is not None and p == p and str(p))
