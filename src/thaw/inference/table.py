"""The reference table: runs of every account, as a record would report them, in one small file.

The file holds what was reported, never the runs themselves. Equal arrays give equal bytes: cells
are packed to bits, the other items are rounded to a grid finer than any source (`GRID`), and the
whole is compressed with xz, whose output depends on its input alone.
"""

from __future__ import annotations

import dataclasses
import json
import lzma
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from thaw.errors import ThawError
from thaw.writing import write_whole

MAGIC = b"THAWTAB1"
GRID = {"size": 1 / 32, "date": 1.0}
"""Rounding of stored items by kind: 1/32 of a power of ten (about 7 %), one day."""
SERIES_BITS = 7
"""Bits of mantissa kept for series (about 0.8 % of the value)."""
_FILTERS = [
    {
        "id": lzma.FILTER_LZMA2,
        "preset": 0,
        "lc": 0,
        "lp": 0,
        "pb": 0,
        "mode": lzma.MODE_NORMAL,
        "mf": lzma.MF_HC3,
        "nice_len": 16,
        "depth": 4,
    }
]


@dataclass
class Bank:
    """Reported vectors of many runs of several accounts.

    Attributes
    ----------
    X : float32 [n_runs, n_items]
        What each run reports; cells 0 or 1, sizes in log10 of persons, dates in days, series in
        their own unit. NaN: this run reports nothing for the item. A row of NaN alone is a failed
        run.
    y : int [n_runs]
        Position of the run's account in `accounts`.
    theta : float32 [n_runs, n_params]
        Parameters the run was drawn with; NaN where the account has no such parameter.
    seeds : uint64 [n_runs]
    accounts : list of str
    items : list
        One object per column with at least id, episode, kind, polity, what, topic.
    theta_names : list of str
    hashes : dict
        ``{"case": str, "accounts": {account: str}, ...}`` as they were when the runs were made.
    failures : dict
        Account to the first few messages of its failed runs.
    """

    X: np.ndarray
    y: np.ndarray
    theta: np.ndarray
    seeds: np.ndarray
    accounts: list[str]
    items: list[Any]
    theta_names: list[str] = field(default_factory=list)
    hashes: dict[str, Any] = field(default_factory=dict)
    failures: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.X = np.ascontiguousarray(self.X, np.float32)
        self.y = np.asarray(self.y, np.int32)
        self.theta = np.asarray(self.theta, np.float32).reshape(len(self.y), -1)
        self.seeds = np.asarray(self.seeds, np.uint64)
        if not self.theta_names:
            self.theta_names = [f"theta{i}" for i in range(self.theta.shape[1])]
        rows, columns = self.X.shape
        if columns != len(self.items):
            raise ThawError(f"{columns} columns of reports but {len(self.items)} items")
        if (
            not rows == len(self.y) == len(self.seeds)
            or len(self.theta_names) != self.theta.shape[1]
        ):
            raise ThawError("the arrays of a reference table differ in length")
        if rows and (self.y.min() < 0 or self.y.max() >= len(self.accounts)):
            raise ThawError("a run belongs to an account that the table does not list")

    @property
    def failed(self) -> np.ndarray:
        """Whether each run failed: it reports nothing at all."""
        return np.isnan(self.X).all(axis=1)

    def rows(self, which: np.ndarray) -> Bank:
        """The runs `which`, positions or bool [n_runs]; the bank itself where that is all."""
        if which.dtype == bool and which.all():
            return self
        return dataclasses.replace(
            self, X=self.X[which], y=self.y[which], theta=self.theta[which], seeds=self.seeds[which]
        )

    def only(self, accounts: Sequence[str]) -> Bank:
        """The runs of `accounts`, in that order."""
        for name in accounts:
            if name not in self.accounts:
                raise ThawError(
                    f"the table holds no runs of {name!r}", expected=", ".join(self.accounts)
                )
        rows = [np.flatnonzero(self.y == self.accounts.index(name)) for name in accounts]
        order = np.concatenate(rows) if rows else np.zeros(0, int)
        y = np.repeat(np.arange(len(accounts)), [len(r) for r in rows])
        kept = dict(self.hashes)
        kept["accounts"] = {
            a: h for a, h in self.hashes.get("accounts", {}).items() if a in accounts
        }
        return Bank(
            self.X[order],
            y,
            self.theta[order],
            self.seeds[order],
            list(accounts),
            self.items,
            self.theta_names,
            kept,
            {a: m for a, m in self.failures.items() if a in accounts},
        )


def merge(old: Bank, new: Bank) -> Bank:
    """`old` with the accounts of `new` replaced or added.

    Raises
    ------
    ThawError
        When the two were made for different items.
    """
    if [i.id for i in old.items] != [i.id for i in new.items]:
        raise ThawError("the two tables hold different items", todo="make the whole table anew")
    kept = [a for a in old.accounts if a not in new.accounts]
    old = old.only(kept)
    names = sorted(set(old.theta_names) | set(new.theta_names))
    theta = np.full((len(old.y) + len(new.y), len(names)), np.nan, np.float32)
    for bank, start in ((old, 0), (new, len(old.y))):
        for j, name in enumerate(bank.theta_names):
            theta[start : start + len(bank.y), names.index(name)] = bank.theta[:, j]
    hashes = {**old.hashes, **new.hashes}
    hashes["accounts"] = {**old.hashes.get("accounts", {}), **new.hashes.get("accounts", {})}
    return Bank(
        np.concatenate([old.X, new.X]),
        np.concatenate([old.y, new.y + len(kept)]),
        theta,
        np.concatenate([old.seeds, new.seeds]),
        kept + new.accounts,
        new.items,
        names,
        hashes,
        {**old.failures, **new.failures},
    )


@dataclass(frozen=True)
class Staleness:
    """Which accounts of a table no longer match their files, and why, in words."""

    accounts: list[str]
    message: str

    def __bool__(self) -> bool:
        return bool(self.accounts)


def stale(bank: Bank, hashes: Mapping[str, Any]) -> Staleness:
    """Accounts of `hashes` whose runs must be made anew.

    Parameters
    ----------
    bank : Bank
    hashes : mapping
        As `Bank.hashes`, computed now. Every entry but "accounts" is common to all accounts: when
        one differs, all of them are stale.
    """
    wanted: Mapping[str, str] = hashes.get("accounts", {})
    held = bank.hashes.get("accounts", {})
    for key in sorted(set(hashes) - {"accounts"}):
        if bank.hashes.get(key) != hashes[key]:
            return Staleness(
                sorted(wanted),
                f"the {key} has changed since the table was made: all "
                f"{len(wanted)} accounts must be run again",
            )
    changed = sorted(a for a, h in wanted.items() if a in held and held[a] != h)
    absent = sorted(a for a in wanted if a not in held)
    parts = []
    if changed:
        parts.append(f"changed since the table was made: {', '.join(changed)}")
    if absent:
        parts.append(f"not in the table: {', '.join(absent)}")
    return Staleness(sorted(changed + absent), "; ".join(parts) or "the table is up to date")


def rounded(X: np.ndarray, kinds: Sequence[str]) -> np.ndarray:
    """`X` as the file can hold it: float32 values on the grid of each kind. Idempotent."""
    out = np.array(X, np.float32)
    kind_of = np.asarray(kinds)
    for kind in np.unique(kind_of):
        j = np.flatnonzero(kind_of == kind)
        if kind == "cell":
            out[:, j] = np.where(np.isnan(out[:, j]), np.nan, out[:, j] > 0.5)
        elif kind in GRID:
            step = np.float32(GRID[kind])
            out[:, j] = np.clip(np.round(out[:, j] / step), -32767, 32766) * step
        else:
            m, e = np.frexp(out[:, j])
            out[:, j] = np.ldexp(np.round(m * 2**SERIES_BITS) / 2**SERIES_BITS, e)
    return out


def save(bank: Bank, path: str | Path) -> Path:
    """Write `bank` to one compressed file; equal banks give equal bytes.

    Cells are stored exactly, sizes, dates and series as `rounded` gives them.
    """
    kinds = [i.kind for i in bank.items]
    X = rounded(bank.X, kinds)
    head = {
        "accounts": bank.accounts,
        "theta_names": bank.theta_names,
        "hashes": bank.hashes,
        "failures": bank.failures,
        "shape": list(X.shape),
        "items": [_plain(i) for i in bank.items],
    }
    text = json.dumps(head, sort_keys=True, separators=(",", ":"), default=str).encode()
    cell = np.array([k == "cell" for k in kinds], bool)
    grid = np.array([k in GRID for k in kinds], bool)
    cells = X[:, cell]
    steps = np.array([GRID.get(k, 1.0) for k in kinds], np.float32)[grid]
    on_grid = np.where(np.isnan(X[:, grid]), -32768, np.round(X[:, grid] / steps)).astype("<i2")
    blobs = [
        len(text).to_bytes(8, "little"),
        text,
        bank.y.astype("<i4").tobytes(),
        bank.seeds.astype("<u8").tobytes(),
        _planes(bank.theta.astype("<f4")),
        np.packbits(np.nan_to_num(cells).T == 1, axis=1).tobytes(),
        np.packbits(np.isnan(cells).T, axis=1).tobytes(),
        _planes(on_grid),
        _planes(X[:, ~cell & ~grid].astype("<f4")),
    ]
    packed = lzma.compress(b"".join(blobs), format=lzma.FORMAT_XZ, filters=_FILTERS)
    return write_whole(path, MAGIC + packed)


def load(path: str | Path) -> Bank:
    """Read a bank written by `save`.

    Raises
    ------
    ThawError
        When the file is missing, is not a reference table, or is damaged.
    """
    path = Path(path)
    todo = "make it with `thaw table`"
    if not path.exists():
        raise ThawError("no reference table here", file=path, todo=todo)
    raw = path.read_bytes()
    if not raw.startswith(MAGIC):
        raise ThawError("not a reference table, or of another version", file=path, todo=todo)
    try:
        data = lzma.decompress(raw[len(MAGIC) :])
        size = int.from_bytes(data[:8], "little")
        head = json.loads(data[8 : 8 + size])
        return _unpack(head, memoryview(data)[8 + size :])
    except (lzma.LZMAError, ValueError, KeyError) as error:
        raise ThawError(
            f"the reference table is damaged ({error})", file=path, todo=todo
        ) from error


def _unpack(head: dict[str, Any], data: memoryview) -> Bank:
    """The bank whose header is `head` and whose arrays follow in `data`."""
    n, columns = head["shape"]
    items = [SimpleNamespace(**i) for i in head["items"]]
    kinds = [i.kind for i in items]
    cell = np.array([k == "cell" for k in kinds], bool)
    grid = np.array([k in GRID for k in kinds], bool)
    at = 0

    def take(count: int) -> memoryview:
        nonlocal at
        at += count
        if at > len(data):
            raise ValueError("it ends too early")
        return data[at - count : at]

    def bits() -> np.ndarray:
        width, rows = (n + 7) // 8, int(cell.sum())
        packed = np.frombuffer(take(width * rows), np.uint8).reshape(rows, width)
        return np.unpackbits(packed, axis=1, count=n).T.astype(bool)

    y = np.frombuffer(take(4 * n), "<i4")
    seeds = np.frombuffer(take(8 * n), "<u8")
    parameters = len(head["theta_names"])
    theta = _unplanes(take(4 * n * parameters), "<f4", n, parameters)
    X = np.empty((n, columns), np.float32)
    ones, absent = bits(), bits()
    X[:, cell] = np.where(absent, np.nan, ones)
    steps = np.array([GRID.get(k, 1.0) for k in kinds], np.float32)[grid]
    on_grid = _unplanes(take(2 * n * int(grid.sum())), "<i2", n, int(grid.sum()))
    X[:, grid] = np.where(on_grid == -32768, np.nan, on_grid * steps)
    others = int((~cell & ~grid).sum())
    X[:, ~cell & ~grid] = _unplanes(take(4 * n * others), "<f4", n, others)
    return Bank(
        X,
        y,
        theta,
        seeds,
        head["accounts"],
        items,
        head["theta_names"],
        head["hashes"],
        head["failures"],
    )


def _planes(a: np.ndarray) -> bytes:
    """Bytes of `a` item by item, all first bytes, then all second ones: compresses better."""
    column = np.ascontiguousarray(a.T)
    return column.view(np.uint8).reshape(-1, a.dtype.itemsize).T.tobytes()


def _unplanes(data: memoryview, dtype: str, n: int, columns: int) -> np.ndarray:
    """Undo `_planes`."""
    width = np.dtype(dtype).itemsize
    planes = np.frombuffer(data, np.uint8).reshape(width, -1)
    return np.ascontiguousarray(planes.T).view(dtype).reshape(columns, n).T


def _plain(item: Any) -> dict[str, Any]:
    """The attributes of an item that JSON can hold; dates as text."""
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        found = {f.name: getattr(item, f.name) for f in dataclasses.fields(item)}
    else:
        found = dict(vars(item))
    return {k: v.item() if isinstance(v, np.number) else v for k, v in found.items()}
