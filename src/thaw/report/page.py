"""The written report: one HTML file that opens offline, prints, and can be read on a phone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from thaw.errors import ThawError
from thaw.report import back_matter, bands, cite, files, item_tables, svg, tables, words
from thaw.report import basis as ground
from thaw.report.accounting import accounting_section, kinds_table
from thaw.report.causes import beside, causes_section
from thaw.report.claims import claims_section
from thaw.report.files import Saved
from thaw.report.findings import (
    cannot_tell,
    disputes_finding,
    experiments_finding,
    other_flags,
    weights_finding,
)
from thaw.report.forest import forest
from thaw.report.names import polity_name
from thaw.report.reading import View, read_comparison
from thaw.report.run_figures import kept_figure, runs_part
from thaw.report.shape import NARROW
from thaw.report.sources import by_item
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
    return env.get_template("report.html").render(
        css=Markup((TEMPLATES / "report.css").read_text(encoding="utf-8")),
        signed=words.signed,
        probability=words.probability,
        says=case_info.get("says") or "",
        span=case_info.get("span"),
        **_verdict_part(view, case_info, sum(missing.values()), saved),
        **_weights_part(view, missing, saved),
        **_scores_part(view, saved),
        **_items_part(view, evidence, case_info, saved),
        **_back_part(view, evidence, case_info, saved),
        **runs_part(view, runs, evidence, case_info, saved),
    )


def _verdict_part(view: View, case_info: Mapping, silent: int, saved: Saved) -> dict[str, Any]:
    """The verdict, the accounts it is on, and what bears on it beside the record.

    Parameters
    ----------
    silent : int
        Items of which the record says nothing.
    """
    rows = tables.verdict_rows(view, beside(case_info.get("causes")))
    accounts = tables.account_rows(view, dict(case_info.get("accounts") or {}))
    recovery = tables.recovery_matrix(view)
    saved.tables["verdict"] = files.table_of(rows)
    saved.tables["accounts"] = files.table_of(accounts)
    if recovery:
        named = zip(recovery.labels, recovery.rows, strict=True)
        saved.tables["recovery"] = files.matrix_of("simulated from", recovery.labels, list(named))
    return {
        "made": view.comparison,
        "groups": [[view.name(i) for i in g] for g in view.groups],
        "verdict": verdict(view),
        "named": NAMED,
        "firmness": FIRMNESS,
        "rows": rows,
        "accounts": accounts,
        "open": cannot_tell(view, silent),
        "silent": silent,
        "flags": other_flags(view),
        "recovery": recovery,
        "rests": ground.rests(view),
        "causes": causes_section(case_info.get("causes")),
        "claims": claims_section(case_info.get("claims"), case_info.get("polities")),
    }


def _weights_part(view: View, missing: Mapping, saved: Saved) -> dict[str, Any]:
    """Weights of evidence by episode, and how the probabilities spread over choices of method."""
    episodes = tables.episode_rows(view, missing)
    weights, left_out = (tables.evidence_matrix(view, left_out=x) for x in (False, True))
    spread = item_tables.spread_table(view)
    heads = [e.title for e in episodes]
    saved.tables["episodes"] = files.table_of(episodes)
    saved.tables["weights"] = files.matrix_of(
        "account", [*heads, "sum"], [(r.id, [*r.cells, r.total]) for r in weights]
    )
    saved.tables["weights_left_out"] = files.matrix_of(
        "account", heads, [(r.id, r.cells) for r in left_out]
    )
    saved.tables["spread"] = files.matrix_of("account", spread.heads, spread.rows)
    return {
        "episodes": episodes,
        "weights": weights,
        "weights_finding": weights_finding(view),
        "left_out": left_out,
        "spread": spread,
        **_keys_of_colours(tables.scale_limit(view)),
    }


def _scores_part(view: View, saved: Saved) -> dict[str, Any]:
    """Predictive scores as a table, and as forest plots with the leading score first."""
    scores = tables.score_table(view)
    saved.tables["scores"] = files.matrix_of(
        "account", [f"{m} {s}" for m, s in scores.heads], scores.rows
    )
    led = sorted(("log", "crps"), key=lambda m: m != view.metric)
    return {
        "scores": scores,
        "forests": [f for m in led if (f := _forest(view, m, saved))],
        "score_words": ground.score_words(view),
        "skill_unit": view.skill_unit,
    }


def _forest(view: View, metric: str, saved: Saved) -> dict | None:
    both = forest(view, metric), forest(view, metric, NARROW)
    return kept_figure(f"scores_{metric}", *both, saved)


def _items_part(view: View, evidence: Any, case_info: Mapping, saved: Saved) -> dict[str, Any]:
    """Single items: those that all fail, that tell most, that are not collected, that sources dispute."""
    of_item = by_item(evidence, dict(case_info.get("sources") or {}))
    failing = item_tables.failing_rows(view, of_item)
    telling = item_tables.telling_rows(view, of_item)
    experiments = item_tables.experiment_rows(view)
    disputes = item_tables.dispute_rows(view)
    saved.tables["items_all_fail"] = files.table_of(failing)
    saved.tables["items_telling"] = files.table_of(telling)
    saved.tables["evidence_not_collected"] = files.table_of(experiments)
    saved.tables["evidence_disputed"] = files.table_of(disputes)
    return {
        "failing": failing,
        "too_few": any((m := view.misfit(i)) is not None and m.untold for i in view.ranked),
        "telling": telling,
        "experiments": experiments,
        "experiments_finding": experiments_finding(view),
        "disputes": disputes,
        "disputes_finding": disputes_finding(view),
    }


def _back_part(view: View, evidence: Any, case_info: Mapping, saved: Saved) -> dict[str, Any]:
    """Marks, disputed events, what became of the record's rows, settings, sources and how to cite."""
    title = str(case_info.get("title") or view.comparison.case or "A comparison")
    listed = back_matter.source_rows(evidence, case_info)
    marked = back_matter.marks_by_country(evidence, case_info)
    saved.tables["sources"] = files.table_of(listed)
    saved.tables["marks"] = (
        ["polity", "when", "what", "size", "sources"],
        [[m["title"], *row] for m in marked for row in m["rows"]],
    )
    if case_info.get("accounting") is not None:
        saved.tables["rows_by_kind"] = kinds_table(case_info["accounting"])
    return {
        "title": title,
        "denied": back_matter.denied_rows(case_info),
        "settings": list(back_matter.settings_rows(view.comparison)),
        "accounting": accounting_section(case_info.get("accounting")),
        "sources": listed,
        "marks": marked,
        "citation": cite.citation(view.comparison, title),
        "bibtex": cite.bibtex(view.comparison, title),
        "command": case_info.get("command") or cite.command(view.comparison),
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
