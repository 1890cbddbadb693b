"""What a process of the engine reads or works out once, and keeps for its next runs."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from thaw.account import Account, load_account
from thaw.case import Case, load_case
from thaw.record import Record, load_record
from thaw.showing.page import head_of
from thaw.showing.record import marks

MOST = 32
"""Things kept of each kind."""

T = TypeVar("T")


def once(work: Callable[..., T]) -> Callable[..., T]:
    """`work` of the same objects is done once; objects are told apart by what they are, not by what they hold."""
    held: OrderedDict[tuple[int, ...], tuple[tuple[Any, ...], T]] = OrderedDict()

    @wraps(work)
    def kept(*of: Any) -> T:
        key = tuple(map(id, of))
        if key not in held:
            held[key] = (of, work(*of))
            if len(held) > MOST:
                held.popitem(last=False)
        held.move_to_end(key)
        return held[key][1]

    return kept


def the_case(path: Path) -> Case:
    """A case; a file that was changed is read anew."""
    return _case(path, _version(path))


def the_account(path: Path) -> Account:
    """An account; a file that was changed is read anew."""
    return _account(path, _version(path))


def the_record(case: Case) -> Record | None:
    """The record beside a case, or None; one of which a file was changed is read anew."""
    if not case.record:
        return None
    folder = Path(case.record)
    files = folder.iterdir() if folder.is_dir() else ()
    return _record(case.record, max((_version(f) for f in files), default=0))


@once
def head(case: Case, record: Record | None) -> dict[str, Any]:
    """What ``about`` tells of the ground, the days and the record: the same for every run of a case."""
    starts, lengths = case.steps()
    first = np.datetime64(case.start)
    days = [str(d) for d in first + np.floor(starts).astype("timedelta64[D]")]
    told = marks(record, case, days[-1]) if record else ([], 0)
    return head_of(case, record, days, lengths.tolist(), told)


@once
def ground_of(case: Case, record: Record | None) -> str:
    """Hash of `head`: a page that names it holds all that it tells."""
    text = json.dumps(head(case, record), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@once
def hash_of(thing: Account | Case) -> str:
    """Hash of what moves a run."""
    return thing.hash


@lru_cache(MOST)
def _case(path: Path, version: int) -> Case:  # noqa: ARG001
    return load_case(path)


@lru_cache(4)
def _record(name: str, version: int) -> Record:  # noqa: ARG001
    return load_record(name)


@lru_cache(MOST)
def _account(path: Path, version: int) -> Account:  # noqa: ARG001
    return load_account(path)


def _version(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0
