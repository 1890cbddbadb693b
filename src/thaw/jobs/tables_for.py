"""What the verbs that read a reference table share: study, runs and record, opened from names."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from thaw.errors import ThawError
from thaw.evidence.from_record import Evidence, evidence, readings
from thaw.inference.compare import placed_on
from thaw.inference.jsonable import to_json
from thaw.inference.prepare import Prepared, prepare
from thaw.inference.table import Bank
from thaw.jobs.bank_for import runs_for, with_null
from thaw.jobs.case_info import described, episodes_of
from thaw.jobs.compare import READINGS
from thaw.jobs.places import file_of
from thaw.jobs.study import Study, Way, tell
from thaw.writing import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL_FEATURES = 1_000_000
"""Features kept where accounts are not told apart by them: every one."""


@dataclass(frozen=True)
class Inputs:
    """A study with its runs and what its record tells.

    Attributes
    ----------
    study : Study
    bank : Bank
    origin : str
        Where the runs come from, in words.
    told : Evidence
    table : path or None
        The table that was asked for.
    """

    study: Study
    bank: Bank
    origin: str
    told: Evidence
    table: str | Path | None = None

    @property
    def meta(self) -> list[dict[str, Any]]:
        """The accounts as `thaw.inference.compare.compare` takes them, in the order of the bank."""
        known = {a.name: described(a, self.study.case) for a in self.study.accounts}
        return [known[name] for name in self.bank.accounts]

    @property
    def readings(self) -> np.ndarray:
        """Attested readings of the record, [n_readings, n_items]."""
        return readings(self.told, READINGS, self.study.seed)

    def placed(self, data: Prepared) -> list[dict[str, Any]]:
        """`meta`, with accounts unranked that speak to nothing the record tells, or foretell nothing of the case."""
        return [placed_on(m, t, data) for m, t in zip(self.meta, data.topics, strict=True)]

    def prepared(self, most: int = ALL_FEATURES) -> Prepared:
        """Arrays, with the record's silence laid over the runs."""
        return prepare(
            self.bank,
            self.readings,
            self.told.value,
            self.meta,
            list(self.bank.accounts),
            episodes_of(self.study.case, self.study.items),
            None,
            most,
        )


def opened(
    case: str | Path | Study,
    accounts: Sequence[str] | None = None,
    *,
    record: str | Path | None = None,
    verified: bool = False,
    quick: bool = False,
    seed: int = 1,
    way: Way | None = None,
    null: bool = True,
) -> Study:
    """A study; with `null`, the null account beside those asked for.

    Raises
    ------
    ThawError
        For anything misspelt, a case without a record, or a Study beside choices of its own.
    """
    if isinstance(case, Study):
        study = case
    else:
        named = with_null(accounts, tell, case) if null else accounts
        study = Study.open(
            case, named, record, verified=verified, quick=quick, seed=seed, way=way or Way()
        )
    if study.record is None:
        raise ThawError(
            f"case {study.case.name} names no record",
            file=study.case.file,
            todo="give one with --record",
        )
    if null and len(study.accounts) < 2:
        raise ThawError("one account cannot be compared", expected="two or more")
    return study


def inputs(study: Study, folder: Path | None, table: str | Path | None) -> Inputs:
    """Runs of a table, made now where there are none, and what the record tells.

    Parameters
    ----------
    study : Study
    folder : Path or None
        Where tables that have to be made are kept; None: nowhere.
    table : path or None
        A table other than the shipped one.

    Raises
    ------
    ThawError
        The table is a folder, is not there, or is not for the items of the case.
    """
    if table is not None and Path(table).is_dir():
        raise ThawError(f"{table} is a folder", expected="a file made with `thaw table`")
    with _somewhere(folder) as place:
        bank, origin = runs_for(study, place, table)
    assert study.record is not None
    told = evidence(study.case, study.record, memory=not study.verified, items=study.items)
    return Inputs(study, bank.only(study.names), origin, told, table)


def written(seen: Inputs, made: Any, out: str | Path, what: str, **further: str) -> Path:
    """Write a result as JSON under a name that no other inputs, seed or settings have."""
    path = file_of(seen.study, out, what, "json", seen.table, **further)
    return write_whole(path, json.dumps(to_json(made), indent=1) + "\n")


@contextmanager
def _somewhere(folder: Path | None) -> Iterator[Path]:
    with TemporaryDirectory(prefix="thaw-") if folder is None else nullcontext(folder) as place:
        yield Path(place)
