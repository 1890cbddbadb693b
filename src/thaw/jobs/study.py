"""A Study: the inputs of a comparison or a reference table, opened once from names and handed whole."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from thaw.account import Account, load_account, ranked_accounts
from thaw.case import Case, load_case
from thaw.evidence.from_record import items_for
from thaw.evidence.items import Items, build_items
from thaw.files import digest, shipped
from thaw.jobs.arguments import check_order
from thaw.jobs.cluster import width
from thaw.jobs.identity import table_hashes
from thaw.jobs.progress import Bar, no_bar
from thaw.own_code import trusted
from thaw.record import Record, load_record

Say = Callable[[str], None]


def tell(text: str) -> None:
    """Tell the user something, beside the results."""
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Way:
    """How runs are made and what is told of it; none of this changes a result.

    Attributes
    ----------
    workers : int or None
        Processes; all cores by default.
    executor : Executor or None
        Workers of one's own, such as a cluster's: see `thaw.jobs.cluster`.
    bar, say : callable
        Show progress; tell what will take long and what failed.
    anew : bool
        Make every run here, also those that ship with Thaw.
    """

    workers: int | None = None
    executor: Executor | None = None
    bar: Bar = no_bar
    say: Say = tell
    anew: bool = False

    @property
    def lanes(self) -> int:
        """Runs that can be made at the same time."""
        return self.workers or (width(self.executor) if self.executor else os.cpu_count() or 1)


@dataclass(frozen=True)
class Job:
    """What a worker needs to make runs: small, and the same wherever it is opened.

    Case, accounts and record are named as every machine finds them: shipped ones by name, one's own
    by their whole path, which a worker must see too.
    """

    case: str
    accounts: tuple[tuple[str, str, str], ...]
    """Name, where it is found, and hash of each."""
    record: str
    common: str
    """Hash of what all accounts share: case, code and items. A worker holds what it opens against
    the hashes, so a file edited meanwhile or an older copy on another machine makes no run."""
    trust_code: bool = False
    """Whether code beside an account may run; it is held against the hash like the rest."""

    def account(self, name: str) -> tuple[str, str]:
        """Where an account is found, and its hash."""
        return next((place, key) for n, place, key in self.accounts if n == name)


@dataclass(frozen=True)
class Study:
    """A case, the accounts held against its record, and what the record can tell.

    Attributes
    ----------
    case : Case
    accounts : tuple of Account
    record : Record or None
        None where the case names none: runs can be made, nothing can be compared.
    items : Items
        What is asked of every run and of the record.
    hashes : dict
        What a reference table of these inputs depends on: see `identity.table_hashes`.
    verified : bool
        Leave out rows of the record that rest on memory alone.
    quick : bool
        Few runs and small fits: shows the whole path.
    seed : int
        Root of every draw; same inputs and seed, same answer.
    way : Way
    """

    case: Case
    accounts: tuple[Account, ...]
    record: Record | None
    items: Items = field(repr=False)
    hashes: dict[str, Any] = field(repr=False)
    verified: bool = False
    quick: bool = False
    seed: int = 1
    way: Way = field(default_factory=Way, repr=False)

    @classmethod
    def open(
        cls,
        case: str | Path,
        accounts: Sequence[str] | None = None,
        record: str | Path | None = None,
        *,
        verified: bool = False,
        quick: bool = False,
        seed: int = 1,
        way: Way | None = None,
    ) -> Study:
        """Load everything and find mistakes before anything is run.

        Parameters
        ----------
        case : str or Path
        accounts : sequence of str, optional
            Those that the case names by default, or all shipped ones that are
            ranked. A bare name means the file of that
            name that the case is compared on, where it has one.
        record : str or Path, optional
            Another record than the case's own; it fixes what silence means, not the runs.
        verified, quick, seed, way
            As the attributes.

        Raises
        ------
        ThawError
            For anything misspelt or missing.
        """
        place = load_case(case)
        own = {Path(a).stem: a for a in place.compare.accounts}
        named = [own.get(a, a) for a in accounts or place.compare.accounts or _shipped()]
        chosen = tuple(load_account(a) for a in dict.fromkeys(named))
        for account in chosen:
            check_order(account, place)
        name = record or own_record(place)
        told = load_record(name) if name else None
        items = items_for(place, told) if told else build_items(place)
        hashes = table_hashes(place, chosen, items)
        return cls(place, chosen, told, items, hashes, verified, quick, seed, way or Way())

    @property
    def names(self) -> list[str]:
        """Names of the accounts, in their order."""
        return [a.name for a in self.accounts]

    @property
    def job(self) -> Job:
        """What workers are sent."""
        keys = self.hashes["accounts"]
        return Job(
            found_as("cases", self.case.file),
            tuple((a.name, found_as("accounts", a.file), keys[a.name]) for a in self.accounts),
            found_as("records", self.record.folder) if self.record else "",
            common_digest(self.hashes),
            trusted(),
        )

    def of(self, names: Sequence[str]) -> Study:
        """The same with only these accounts."""
        hashes = {**self.hashes, "accounts": {a: self.hashes["accounts"][a] for a in names}}
        chosen = tuple(a for a in self.accounts if a.name in names)
        return replace(self, accounts=chosen, hashes=hashes)


def _shipped() -> list[str]:
    return list(ranked_accounts())


def found_as(kind: str, file: Path) -> str:
    """How another machine finds a file: a shipped one by name, another by its whole path."""
    home = shipped(kind).get(file.stem)
    return file.stem if home is not None and home.samefile(file) else str(file.resolve())


def common_digest(hashes: dict[str, Any]) -> str:
    """Hash of what the accounts of `table_hashes` share."""
    return digest({k: v for k, v in hashes.items() if k != "accounts"})


def own_record(case: Case) -> str | Path | None:
    """The record that a case names: a way from the file of the case, or a shipped name."""
    near = case.file.parent / case.record if case.record else None
    return near if near is not None and (near / "record.yaml").is_file() else case.record
