"""Compare: from a study to a reference table, a comparison, its files and its report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

import thaw.inference.compare as inference
from thaw.account import Account, ranked_accounts
from thaw.account.shelves import NO_THEORY, as_typed
from thaw.case.abroad import idle_forces
from thaw.case.lacking import lacking
from thaw.errors import ThawError
from thaw.evidence.accounting import Accounting, accounting
from thaw.evidence.coverage import unmet
from thaw.evidence.from_record import Evidence, evidence, readings
from thaw.evidence.reach import beyond
from thaw.inference.compare import Observed, Settings
from thaw.inference.comparison import Comparison, FittedRuns
from thaw.inference.learners import Size
from thaw.inference.prepare import prepare
from thaw.inference.table import Bank
from thaw.jobs.bank_for import runs_for, with_null
from thaw.jobs.case_info import case_info, described, episodes_of
from thaw.jobs.cause_table import rows, standings
from thaw.jobs.cited import notes_on_sources
from thaw.jobs.claim_table import for_report
from thaw.jobs.places import RESULTS, place_of
from thaw.jobs.progress import further
from thaw.jobs.reference_table import drawn_priors
from thaw.jobs.rerun import SAYS, SHIPPED, Kept, choose, rerun
from thaw.jobs.save_comparison import write_results
from thaw.jobs.study import Study, tell
from thaw.prior import log_density
from thaw.record import switch
from thaw.report import cover_figure, write_report
from thaw.report.bands import PARTICIPANTS, STRIPS
from thaw.report.reading import read_comparison
from thaw.report.run_figures import drawn_accounts
from thaw.run import Run
from thaw.writing import claimed, swept

READINGS = 30
"""Attested readings of the record."""

LIVE = (24, 16, 40)
"""Runs made again in full for the report: of the most probable account, the second, and the null."""

LEAST_LIVE = 4
"""Of them, at least; of a small table half its runs: all of them again would cost what the table did."""

DRAWN = (".svg", ".png")
"""Files that the cover figure can be drawn into."""

NEAR = 1e-6
"""Part of the way to the median that parameters are moved: tables hold them in single precision,
which may lie a hair outside a prior with ends."""

QUICK_LIVE = (12, 8, 4)
QUICK = Settings(
    size=Size(rows=4000, trees=40, networks=1, epochs=10),
    refit_size=Size(rows=1500, trees=15),
    bootstraps=2,
    hybrids=90,
    resamples=500,
    own_records=4,
    experiments=12,
)
"""Work of a quick comparison; for its runs see `thaw.jobs.bank_for`."""


def compare(
    case: str | Path | Study,
    accounts: Sequence[str] | None = None,
    *,
    record: str | Path | None = None,
    quick: bool = False,
    seed: int = 1,
    table: str | Path | None = None,
    out: str | Path | None = None,
) -> Comparison:
    """Hold the accounts of a case against its record.

    Parameters
    ----------
    case : str, Path or Study
        A case by name or file; or a `thaw.Study`, which has accounts, record, quick and seed of its own
        and says how runs are made.
    accounts : sequence of str, optional
        Only these, and the null account; those the case names by default, or all shipped ones that are ranked.
    record : str or Path, optional
        Another record than the case's own.
    quick : bool
        Few runs and small fits: shows the whole path.
    seed : int
        Root of every draw; same inputs and seed, same answer.
    table : path, optional
        A reference table other than the shipped one.
    out : path, optional
        Folder in which runs that have to be made are kept; then the files of the result and the report
        are written there too. Without it nothing is written, and such runs are lost.

    Returns
    -------
    Comparison

    Raises
    ------
    ThawError
        For anything misspelt or missing in the inputs.
    """
    if not isinstance(case, Study):
        study = Study.open(case, with_null(accounts, tell, case), record, quick=quick, seed=seed)
    elif not (accounts or record or quick or seed != 1):
        study = case
    else:
        raise ThawError(
            "a Study has accounts, record, quick and seed of its own",
            todo="give them to Study.open",
        )
    if out is not None:
        return compare_case(study, out, table=table)[0]
    with TemporaryDirectory(prefix="thaw-") as folder:
        told = _evidence_of_record(study)
        return weigh(study, *runs_for(study, Path(folder), table), told)


def compare_case(
    study: Study,
    out: str | Path,
    *,
    table: str | Path | None = None,
    cover: str | Path | None = None,
) -> tuple[Comparison, Path]:
    """Hold the accounts of a study against its record, from the reference table to the report.

    Only accounts whose runs would differ from those in the table are run again, after the time
    needed is told. Writes ``comparison.json``, ``comparison.nc``, ``scores.csv``, ``runs/`` and
    ``report.html`` into `out`, or into a folder in it where `out` holds another comparison; what is done
    is kept when the call is stopped.

    Parameters
    ----------
    study : Study
    out : path
        Folder.
    table : path, optional
        A reference table other than the shipped one.
    cover : path, optional
        Also draw the cover figure, ``.svg`` or ``.png``.

    Returns
    -------
    (Comparison, Path)
        The result, and the report.

    Raises
    ------
    ThawError
        For a case without a record, a single account, or a file that is no table or figure.
    """
    out = Path(out)
    if cover is not None and Path(cover).suffix not in DRAWN:
        raise ThawError(
            "this is no file for a figure", file=Path(cover), expected=" or ".join(DRAWN)
        )
    told = _evidence_of_record(study)
    bank, origin = runs_for(study, out / "tables", table)
    out = place_of(study, out, table)
    with claimed(out / "compare.lock", f"the comparison in {out}"):
        swept(out, *(out / name for name in ("figures", "runs", "tables")))
        made = _compared(study, bank, origin, told, out)
        return made.comparison, _reported(study, made, told, out, cover, command_of(study, table))


@dataclass(frozen=True)
class _Made:
    """A comparison, runs that fit, and what each of them told of every item [n_runs, n_items]."""

    comparison: Comparison
    runs: dict[str, Run]
    reports: dict[str, np.ndarray]


def _compared(study: Study, bank: Bank, origin: str, told: Evidence, out: Path) -> _Made:
    """The comparison, written, and runs that fit."""
    comparison = weigh(study, bank, origin, told)
    if not (out / RESULTS[0]).exists():  # a finished one is not replaced by one without its runs
        write_results(comparison, out)
    made = _live(study, bank, told, comparison, out / "runs")
    write_results(comparison, out)
    return made


def _reported(
    study: Study, made: _Made, told: Evidence, out: Path, cover: str | Path | None, command: str
) -> Path:
    """The report, and the cover where it is wanted."""
    comparison, runs = made.comparison, made.runs
    assert study.record is not None  # `_evidence_of_record` has seen to it
    about = case_info(
        study.case, study.accounts, study.record, episodes_of(study.case, study.items)
    )
    about["accounting"] = accounted(study, told)
    about["causes"] = caused(study)
    about["claims"] = for_report(study.case, study.accounts, study.record)
    about["command"] = command
    about["reports"] = made.reports
    if runs:
        about["bands"] = f"The runs are fitted: {comparison.settings.fitted_how}."
    if cover is not None:
        cover_figure(comparison, runs, told, about, cover)
    return write_report(comparison, runs, told, about, out)


def command_of(study: Study, table: str | Path | None = None) -> str:
    """The command that makes the comparison of a study again; files by name, not by folder."""
    job = study.job
    parts = ["thaw compare", *case_and_accounts(study)]
    if study.record is not None and study.record.name != study.case.record:
        parts.append(f"--record {_as_typed(str(job.record))}")
    parts += ["--verified"] * study.verified + ["--quick"] * study.quick
    parts += [f"--table {Path(table).name}"] if table is not None else []
    parts += [f"--seed {study.seed}"] if study.seed != 1 else []
    return " ".join(parts)


def case_and_accounts(study: Study) -> list[str]:
    """Words of a command that name the case of a study and, unless the case does, its accounts."""
    own = [Path(a).stem for a in study.case.compare.accounts] or [*ranked_accounts()]
    other = sorted(study.names) != sorted(own)
    return [_as_typed(study.job.case), *(as_typed(study.accounts) if other else ())]


def _as_typed(found: str) -> str:
    """A shipped input by name, a file of one's own by its file name."""
    return Path(found).name


def _evidence_of_record(study: Study) -> Evidence:
    """What the record tells, once it is known that there is something to compare."""
    if study.record is None:
        raise ThawError(
            f"case {study.case.name} names no record to compare with",
            file=study.case.file,
            todo="give one with --record",
        )
    if len(study.accounts) < 2:
        raise ThawError("one account cannot be compared", expected="two or more")
    for line in (*lacking(study.case), *idle_forces(study.case), *unmet(study.case, study.record)):
        study.way.say(f"note: {line}")
    told = evidence(study.case, study.record, memory=not study.verified, items=study.items)
    for line in (*beyond(study.case, told), *notes_on_sources(study.case)):
        study.way.say(f"note: {line}")
    return told


def accounted(study: Study, told: Evidence | None = None) -> Accounting:
    """What became of the rows of the record that a study compares with, and what of it no run can reach."""
    assert study.record is not None  # as `_evidence_of_record` asks
    record = switch(study.record, memory=not study.verified)
    made = accounting(record, study.case, study.items)
    told = told or evidence(study.case, study.record, memory=not study.verified, items=study.items)
    return replace(made, notes=(*made.notes, *beyond(study.case, told)))


def caused(study: Study) -> list[dict[str, Any]]:
    """By whose causes the runs of each account are driven, as far as it is known beforehand."""
    theories = [a for a in study.accounts if a.family != NO_THEORY]
    return rows(standings(study.case, theories))


def prior_width_ratios(bank: Bank, accounts: Sequence[Account]) -> np.ndarray:
    """Log density of every run's parameters under other widths of its account's own priors.

    Half and twice as wide, over the width they were drawn from. The shared block stays as it is:
    it is the same for all accounts, and twelve more parameters would leave no effective runs.

    Returns
    -------
    float [n_runs, 2]
        Zero for failed runs; -inf where the other prior excludes the parameters. Where it excludes
        those of every run one is left, so that the effective number of runs says one.
    """
    out = np.zeros((len(bank.y), 2))
    for account in accounts:
        rows = np.flatnonzero((bank.y == bank.accounts.index(account.name)) & ~bank.failed)
        drawn = drawn_priors(account)
        own = {k: drawn[k] for k in account.priors if k in drawn and k in bank.theta_names}
        if not own or not len(rows):
            continue
        values = {}
        for name, prior in own.items():
            x = bank.theta[rows, bank.theta_names.index(name)].astype(float)
            values[name] = x + (float(prior.quantile(0.5)) - x) * NEAR
        drawn_from = log_density(own, values)
        for j, width in enumerate((0.5, 2.0)):
            other = log_density(own, values, width)
            inside = np.isfinite(other) & np.isfinite(drawn_from)
            inside[0] |= not inside.any()
            change = np.nan_to_num(other) - np.nan_to_num(drawn_from)
            out[rows, j] = np.where(inside, change, -np.inf)
    return out


def weigh(study: Study, bank: Bank, origin: str, told: Evidence) -> Comparison:
    """The comparison proper, with a bar that counts its stages."""
    settings = QUICK if study.quick else Settings()
    stages = 6 + settings.folds * len(settings.learners)
    done = 0
    with study.way.bar("weighing the accounts") as move:

        def step(_: str) -> None:
            nonlocal done
            move(done, stages)
            done += 1

        seen = Observed(
            told.value,
            readings(told, READINGS, study.seed),
            study.case.name,
            study.record.name if study.record else "",
        )
        comparison = inference.compare(
            bank,
            seen,
            [described(a, study.case) for a in study.accounts],
            study.seed,
            episodes=episodes_of(study.case, study.items),
            log_prior_ratio=prior_width_ratios(bank, study.accounts),
            settings=settings,
            progress=step,
        )
    comparison.settings = replace(
        comparison.settings,
        table=origin,
        quick=study.quick,
        rows_from_memory=not study.verified,
        record_hash=study.record.hash if study.record else "",
    )
    places = {p.name: p.title for p in study.case.places}
    comparison.polities = places | {p.name: p.title for p in study.case.polities}
    return comparison


@dataclass(frozen=True)
class _Wanted:
    """Runs to make again: of which account, how many, and whether by place."""

    name: str
    runs: int
    places: bool


def _wanted(comparison: Comparison, quick: bool) -> list[_Wanted]:
    """The most probable account, the second, and the null account."""
    view = read_comparison(comparison)
    best = drawn_accounts(view, dict.fromkeys(view.order))
    null = [] if view.null is None or view.null in best else [view.null]
    numbers = QUICK_LIVE if quick else LIVE
    made_for = [*best, *null]
    return [_Wanted(a, n, k == 0) for k, (a, n) in enumerate(zip(made_for, numbers, strict=False))]


def _live(study: Study, bank: Bank, told: Evidence, comparison: Comparison, folder: Path) -> _Made:
    """Runs that fit the record, made again in full for timelines and map."""
    meta = [described(a, study.case) for a in study.accounts]
    settings = QUICK if study.quick else Settings()
    data = prepare(
        bank,
        told.value[None],
        told.value,
        meta,
        list(bank.accounts),
        episodes_of(study.case, study.items),
        None,
        settings.features,
    )
    held = np.bincount(bank.y[~bank.failed], minlength=len(bank.accounts))
    wanted = [
        replace(w, runs=min(w.runs, max(LEAST_LIVE, held[bank.accounts.index(w.name)] // 2)))
        for w in _wanted(comparison, study.quick)
    ]
    total = sum(w.runs for w in wanted)
    runs: dict[str, Run] = {}
    reports: dict[str, np.ndarray] = {}
    about: dict[str, FittedRuns] = {}
    with study.way.bar("runs that fit, in full") as move:
        before = 0
        for w in wanted:
            picked = choose(bank, data, w.name, w.runs, study.seed)
            reports[w.name] = bank.X[picked["rows"]]
            keep = Kept((*PARTICIPANTS, *STRIPS.values()), PARTICIPANTS if w.places else ())
            runs[w.name], differ = rerun(
                study,
                w.name,
                bank,
                picked["rows"],
                folder,
                keep=keep,
                move=partial(further, move, before, total),
            )
            about[w.name] = FittedRuns(len(picked["rows"]), differ, round(picked["effective"], 1))
            before += w.runs
            if differ:
                comparison.flags.append(
                    f"{differ} of {len(picked['rows'])} runs of {w.name} made again report "
                    "something else than the table: it was made on another system or version"
                )
    came = any(SHIPPED in run.data.attrs for run in runs.values())
    how = f"{SAYS}, before Thaw was shipped" if came else SAYS
    comparison.settings = replace(comparison.settings, fitted_how=how, fitted_runs=about)
    return _Made(comparison, runs, reports)
