"""The verbs as the command line uses them: results go to files, finished work is kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.account import Account, load_account
from thaw.case import Case, load_case
from thaw.cluster import width
from thaw.files import digest

if TYPE_CHECKING:
    from thaw.inference.comparison import Comparison
    from thaw.run import Run

Bar = Callable[[str], AbstractContextManager[Callable[[int, int], None]]]
"""``with bar(title) as move: move(done, total)``; see `thaw.screen.bar`."""

BLOCK, MOST = 16, 256
"""Runs that are simulated together and then written to disk, so that a stop loses no more: as many
as there are workers, within these limits."""

SHOWN = (
    ("strikers", "peak strikers"), ("demonstrators", "peak demonstrators"),
    ("armed", "peak armed"), ("deaths", "deaths"), ("n_concession", "concessions"),
    ("n_intervention", "interventions"),
)  # fmt: skip
"""Measures that `thaw run` prints, each at its largest over time."""


def run(
    account: str | Account,
    case: str | Case,
    out: str | Path,
    *,
    runs: int = 20,
    seed: int = 1,
    levers: Sequence[Any] = (),
    workers: int | None = None,
    executor: Executor | None = None,
    bar: Bar | None = None,
) -> Path:
    """Simulate and save, a block of runs at a time; go on from what an earlier call finished.

    Parameters
    ----------
    account, case : str or loaded object
    out : path
        Folder of the result, ``<account>.<case>[.<levers>].nc``.
    runs, seed : int
        Replicates with seeds ``seed, seed + 1, ...``.
    levers : sequence
        What-ifs, as in `thaw.simulate`.
    workers : int, optional
        Processes.
    executor : Executor, optional
        Workers of one's own, such as a cluster's: see `thaw.cluster`.
    bar : callable, optional
        Shows progress.

    Returns
    -------
    Path
        The NetCDF file.

    Raises
    ------
    ThawError
        For anything misspelt or missing in the inputs.
    """
    from thaw.levers import pull
    from thaw.run import load_run
    from thaw.simulating import simulate

    account = account if isinstance(account, Account) else load_account(account)
    case = case if isinstance(case, Case) else load_case(case)
    pulled = pull(case, levers)
    path = Path(out) / (".".join([account.name, case.name, *pulled.names]) + ".nc")
    parts = path.with_suffix(".parts")
    identity = {
        "account_hash": account.hash, "prior_hash": account.prior_hash, "case_hash": case.hash,
        "levers": ",".join(pulled.names), "code": code_hash(),
    }  # fmt: skip
    key = digest([identity, pulled.written])
    made: list[Run] = []
    shown = bar or _no_bar
    with shown(f"{account.name} on {case.name}") as move:
        first, last, size = seed, seed + runs, block_size(BLOCK, executor)
        while first < last:
            part, end = next_block(parts, key, first, min(first + size, last), last)
            if part.exists():
                block = load_run(part)
            else:
                block = simulate(
                    account, case, range(first, end), levers, workers=workers,
                    executor=executor, progress=partial(_further, move, first - seed, runs),
                )  # fmt: skip
                block.data.attrs.update(identity)
                block.save(part)
            made.append(block)
            first = end
            move(first - seed, runs)
    _join(made).save(path)
    shutil.rmtree(parts, ignore_errors=True)
    return path


def block_size(least: int, executor: Executor | None) -> int:
    """Runs to simulate together."""
    return least if executor is None else max(least, min(width(executor), MOST))


def next_block(folder: Path, key: str, first: int, end: int, last: int) -> tuple[Path, int]:
    """File and end of the block of runs from `first`: one finished earlier, of any length, or a new
    one up to `end`; none goes beyond `last`."""
    for part in folder.glob(f"{key}-{first}-*.nc"):
        found = int(part.stem.rsplit("-", 1)[1])
        if found <= last:
            return part, found
    return folder / f"{key}-{first}-{end}.nc", end


@contextmanager
def _no_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Progress that nobody watches."""
    yield lambda done, total: None


def _further(move: Callable[[int, int], None], before: int, total: int, n: int, _: int) -> None:
    """Move a bar that counts `before` runs of earlier blocks as done."""
    move(before + n, total)


def _join(blocks: Sequence[Run]) -> Run:
    """Blocks of runs of one account and case as one Run, in order of seeds."""
    import xarray as xr

    from thaw.run import Run

    if len(blocks) == 1:
        return blocks[0]
    data = xr.concat(
        [block.data for block in blocks], dim="run", data_vars="minimal", coords="minimal",
        compat="override", join="exact", combine_attrs="override",
    )  # fmt: skip
    return Run(data)


@cache
def code_hash() -> str:
    """Hash of the package's own source: runs of an edited engine never mix with older ones."""
    folder = Path(__file__).parent
    sources = sorted(folder.rglob("*.py"))
    return digest({str(f.relative_to(folder)): f.read_text(encoding="utf-8") for f in sources})


def _peaks(path: Path) -> tuple[list[str], np.ndarray]:
    """Polities, and the largest value over time of the measures in `SHOWN`: (run, polity, m)."""
    from thaw.run import load_run

    made = load_run(path)
    values = [made.measure(name).max(axis=1) for name, _ in SHOWN]
    return [str(p) for p in made.data.polity.values], np.stack(values, axis=-1)


def run_table(path: Path) -> tuple[list[str], list[list[str]]]:
    """Columns and rows of a short table of one result: median over runs and 5% to 95% range."""
    return _rows(*_peaks(path))


def difference_table(plain: Path, changed: Path) -> tuple[list[str], list[list[str]]]:
    """As `run_table`, of `changed` minus `plain`, run by run: same people, same luck."""
    polities, before = _peaks(plain)
    _, after = _peaks(changed)
    return _rows(polities, after - before)


def prediction_table(
    path: Path, account: str | Account, case: str | Case
) -> tuple[list[str], list[list[str]]]:
    """Columns and rows: each prediction of the account, and the share of runs in which it holds."""
    from thaw.predictions import judge
    from thaw.run import load_run

    account = account if isinstance(account, Account) else load_account(account)
    case = case if isinstance(case, Case) else load_case(case)
    rows = []
    for p in judge(account, load_run(path), case):
        share = f"{p.share:.0%} [{p.low:.0%}, {p.high:.0%}]" if p.judged else "-"
        rows.append([p.name, p.claim, share, f"{p.judged} of {p.runs}"])
    return ["prediction", "", ">holds in", ">runs judged"], rows


def _rows(polities: list[str], values: np.ndarray) -> tuple[list[str], list[list[str]]]:
    from thaw.screen import count

    rows = []
    for j, polity in enumerate(polities):
        low, middle, high = np.quantile(values[:, j, :], [0.05, 0.5, 0.95], axis=0)
        cells = [
            f"{count(b)} [{count(a)}, {count(c)}]"
            for a, b, c in zip(low, middle, high, strict=True)
        ]
        rows.append([polity, *cells])
    return ["polity", *(">" + title for _, title in SHOWN)], rows


def compare(
    case: str | Path,
    out: str | Path,
    *,
    accounts: Sequence[str] = (),
    record: str | Path | None = None,
    verified: bool = False,
    seed: int = 1,
    workers: int | None = None,
    quick: bool = False,
    bar: Bar | None = None,
    table: str | Path | None = None,
    cover: str | Path | None = None,
    executor: Executor | None = None,
) -> tuple[Comparison, Path]:
    """Weigh the accounts of a case on its record and write the report.

    Parameters
    ----------
    case : str or Path
    out : path
        Folder of the report and of ``comparison.json``.
    accounts : sequence of str
        Only these; all shipped ones by default.
    record : str or Path, optional
        Another record than the case's own.
    verified : bool
        Leave out rows of the record that rest on memory alone.
    seed, workers, quick, bar
        As in the command line; they matter for accounts that have to be simulated anew.
    table : path, optional
        A reference table other than the shipped one.
    cover : path, optional
        Also draw the cover figure into this file, ``.svg`` or ``.png``.
    executor : Executor, optional
        Workers of one's own, such as a cluster's: see `thaw.cluster`.

    Returns
    -------
    (Comparison, Path)
        The result and the report, one HTML file.

    Raises
    ------
    ThawError
        For anything misspelt or missing in the inputs.
    """
    from thaw.comparing import compare_case

    return compare_case(
        case, Path(out), accounts=tuple(accounts), record=record, verified=verified, seed=seed,
        workers=workers, quick=quick, bar=bar, table=table, cover=cover, executor=executor,
    )  # fmt: skip


def table(
    case: str | Path,
    out: str | Path,
    *,
    accounts: Sequence[str] = (),
    runs: int = 500,
    seed: int = 1,
    workers: int | None = None,
    executor: Executor | None = None,
    bar: Bar | None = None,
) -> Path:
    """Make the reference table of a case: `runs` of every account, summaries only.

    Parameters are those of `compare`. Returns the file written.
    """
    from thaw.comparing import make_case_table

    return make_case_table(
        case, Path(out), accounts=tuple(accounts), runs=runs, seed=seed, workers=workers,
        executor=executor, bar=bar,
    )  # fmt: skip
