"""Make the runs that ship with a case, so that `thaw compare` of it needs none: a table, and runs that fit.

    python tools/make_shipped_runs.py twin_republics_1971

Writes `src/thaw/data/tables/CASE.table` (what every run reports) and, for the accounts that a report draws,
`CASE.runs/ACCOUNT.fitted.nc` (runs of it in full), by a comparison that makes every run here. Runs of another
code, case or account than now are never used; tests/test_shipped_runs.py says when these are.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from thaw.cli import screen
from thaw.jobs.bank_for import shipped_table
from thaw.jobs.compare import compare_case
from thaw.jobs.rerun import shipped_runs
from thaw.jobs.study import Study, Way


def make(case: str, workers: int | None) -> list[Path]:
    """Make the runs of a shipped case and put them in their place; the files written."""
    study = Study.open(case, way=Way(workers, bar=screen.bar, anew=True))
    table, folder = shipped_table(study.case.name), shipped_runs(study.case.name)
    with tempfile.TemporaryDirectory() as home:
        comparison, _ = compare_case(study, home)
        differ = {
            a: f.differ_from_table for a, f in (comparison.settings.fitted_runs or {}).items()
        }
        if any(differ.values()):
            raise SystemExit(f"runs made again differ from the table: {differ}; nothing is written")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copy(Path(home, "tables", table.name), table)
        return [table, *(Path(shutil.copy(f, folder)) for f in Path(home, "runs").glob("*.nc"))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("case")
    parser.add_argument("--workers", type=int)
    asked = parser.parse_args()
    for file in make(asked.case, asked.workers):
        print(f"{file}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
