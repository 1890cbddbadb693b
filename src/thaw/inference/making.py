"""Making a reference table: many runs, over cores, resumable, the same bits in any order."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from thaw.errors import ThawError
from thaw.inference.table import Bank, load, save

RunFunction = Callable[[str, int, int], tuple[np.ndarray, Mapping[str, float]]]
"""``run(account, index, seed) -> (reports [n_items], {parameter: value})``, importable by name."""

BATCH_SECONDS = 0.5
SAVE_SECONDS = 30.0


@dataclass(frozen=True)
class Progress:
    """How far the making of a table has come."""

    done: int
    total: int
    failed: int
    account: str
    seconds_left: float


def run_seed(seed: int, account: str, index: int) -> int:
    """The 64-bit seed at address (table seed, account, index): no order or neighbour changes it."""
    text = f"{seed}/{account}/{index}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "little")


def make_table(
    run: RunFunction,
    accounts: Sequence[str],
    n: int,
    seed: int,
    *,
    items: Sequence[Any],
    out: str | Path,
    hashes: Mapping[str, Any] | None = None,
    workers: int | None = None,
    resume: bool = True,
    executor: Executor | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Bank:
    """Run every account `n` times and write the reference table to `out`.

    Parameters
    ----------
    run : callable
        See `RunFunction`. A run that raises is recorded as failed (a row of NaN) and counted.
    accounts : sequence of str
    n : int
        Runs per account.
    seed : int
        Seed of the table; each run's own seed is `run_seed`.
    items : sequence
        The columns of a report.
    out : path
        The table. Until it is whole, one shard per account lies in the folder ``<out>.parts``.
    hashes : mapping, optional
        As `Bank.hashes`; a shard made under other hashes is not reused.
    workers : int, optional
        Processes; all cores by default, 1 runs in this process.
    resume : bool
        Reuse shards of an earlier, unfinished making.
    executor : Executor, optional
        Any object with ``submit``, instead of local processes.
    progress : callable, optional
        Called after every batch.

    Raises
    ------
    ThawError
        When a worker process dies; what was done is kept and a second call goes on from there.
    """
    out = Path(out)
    parts = out.with_name(out.name + ".parts")
    hashes = dict(hashes or {})
    shards = {a: _Shard.open(parts, a, n, seed, items, hashes, resume) for a in accounts}
    own = None
    if executor is None and (workers or os.cpu_count() or 1) > 1:
        context = multiprocessing.get_context("spawn")
        own = executor = ProcessPoolExecutor(workers or os.cpu_count(), mp_context=context)
    lanes = 2 * (workers or os.cpu_count() or 1)
    try:
        _run_all(run, shards, n, seed, executor, lanes, progress)
    except BrokenProcessPool as error:
        raise ThawError(
            "a worker process died (out of memory, or killed)",
            todo="call again: finished runs are kept; fewer workers need less memory",
        ) from error
    finally:
        for shard in shards.values():
            shard.save()
        if own is not None:
            own.shutdown(cancel_futures=True)
    bank = _join(shards, n, seed, items, hashes)
    save(bank, out)
    for shard in shards.values():
        shard.path.unlink(missing_ok=True)
    if parts.exists() and not any(parts.iterdir()):
        parts.rmdir()
    return load(out)


class _Shard:
    """The finished runs of one account."""

    def __init__(self, path: Path, account: str, key: str, items: Sequence[Any]) -> None:
        self.path, self.account, self.key, self.items = path, account, key, list(items)
        self.reports: dict[int, np.ndarray] = {}
        self.theta: dict[int, dict[str, float]] = {}
        self.messages: list[str] = []
        self.failed = 0
        self.saved = time.monotonic()

    @classmethod
    def open(
        cls, folder: Path, account: str, n: int, seed: int, items: Sequence[Any],
        hashes: Mapping[str, Any], resume: bool,
    ) -> _Shard:  # fmt: skip
        """The shard of `account`, with what an earlier making left if it still holds."""
        common = {k: v for k, v in hashes.items() if k != "accounts"}
        mine = hashes.get("accounts", {}).get(account)
        ids = [i.id for i in items]
        key = hashlib.sha256(json.dumps([seed, account, common, mine, ids]).encode()).hexdigest()
        shard = cls(folder / f"{account}.shard", account, key, items)
        if not (resume and shard.path.exists()):
            return shard
        try:
            bank = load(shard.path)
        except ThawError:
            return shard
        if bank.hashes.get("key") == key:
            for row, i in enumerate(bank.hashes["index"]):
                if i < n:
                    shard.reports[i] = bank.X[row]
                    names = zip(bank.theta_names, bank.theta[row], strict=True)
                    shard.theta[i] = {k: float(v) for k, v in names if not np.isnan(v)}
            shard.messages = bank.failures.get(account, [])
            shard.failed = int(bank.failed.sum())
        return shard

    def add(
        self, index: int, x: np.ndarray | None, theta: Mapping[str, float], message: str
    ) -> None:
        """Enter one run; `x` is None when it failed."""
        if x is not None and np.shape(x) != (len(self.items),):
            message = f"reports shape {np.shape(x)}, not ({len(self.items)},)"
            x = None
        if x is None:
            x = np.full(len(self.items), np.nan, np.float32)
            self.failed += 1
            if len(self.messages) < 5:
                self.messages.append(f"run {index}: {message}")
        self.reports[index] = np.asarray(x, np.float32)
        self.theta[index] = {str(k): float(v) for k, v in theta.items()}

    def bank(self, seed: int, names: Sequence[str]) -> Bank:
        """The runs in order of index."""
        index = sorted(self.reports)
        X = np.array([self.reports[i] for i in index], np.float32).reshape(-1, len(self.items))
        theta = [[self.theta[i].get(k, np.nan) for k in names] for i in index]
        seeds = [run_seed(seed, self.account, i) for i in index]
        return Bank(
            X, np.zeros(len(index), int),
            np.array(theta, np.float32).reshape(len(index), len(names)),
            np.array(seeds, np.uint64), [self.account], self.items, list(names),
            {"key": self.key, "index": index},
            {self.account: self.messages} if self.messages else {},
        )  # fmt: skip

    def save(self) -> None:
        """Write the shard to its file."""
        if self.reports:
            save(self.bank(0, sorted({k for t in self.theta.values() for k in t})), self.path)
        self.saved = time.monotonic()


def _run_all(
    run: RunFunction, shards: Mapping[str, _Shard], n: int, seed: int, executor: Executor | None,
    lanes: int, progress: Callable[[Progress], None] | None,
) -> None:  # fmt: skip
    """Do every run that no shard holds yet."""
    total = n * len(shards)
    at_start = done = sum(len(s.reports) for s in shards.values())
    began = time.monotonic()
    size = 1.0
    todo = _batches(shards, n, lambda: size)
    running: dict[Future, str] = {}

    def finish(account: str, result: tuple[list, float]) -> None:
        nonlocal done, size
        rows, seconds = result
        shard = shards[account]
        for row in rows:
            shard.add(*row)
        done += len(rows)
        ideal = BATCH_SECONDS * len(rows) / max(seconds, 1e-6)
        size = min(max(ideal, 1.0), 4.0 * len(rows), 500.0)
        if time.monotonic() - shard.saved > SAVE_SECONDS:
            shard.save()
        if progress is not None:
            pace = (time.monotonic() - began) / max(done - at_start, 1)
            failed = sum(s.failed for s in shards.values())
            progress(Progress(done, total, failed, account, pace * (total - done)))

    if executor is None:
        for account, index in todo:
            finish(account, run_batch(run, account, index, seed))
        return
    for account, index in todo:
        running[executor.submit(run_batch, run, account, index, seed)] = account
        while len(running) >= lanes:
            _collect(running, finish)
    while running:
        _collect(running, finish)


def _collect(running: dict[Future, str], finish: Callable[[str, tuple[list, float]], None]) -> None:
    """Wait for at least one batch and enter all that are done."""
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        finish(running.pop(future), future.result())


def _batches(
    shards: Mapping[str, _Shard], n: int, size: Callable[[], float]
) -> Iterator[tuple[str, list[int]]]:
    """Batches of run numbers still to do, account by account."""
    for account, shard in shards.items():
        left = [i for i in range(n) if i not in shard.reports]
        while left:
            count = max(1, int(size()))
            yield account, left[:count]
            left = left[count:]


def run_batch(
    run: RunFunction, account: str, index: Sequence[int], seed: int
) -> tuple[list[tuple[int, np.ndarray | None, dict[str, float], str]], float]:
    """Some runs of one account, in a worker: rows and the seconds they took."""
    began = time.perf_counter()
    rows: list[tuple[int, np.ndarray | None, dict[str, float], str]] = []
    for i in index:
        try:
            x, theta = run(account, i, run_seed(seed, account, i))
            rows.append((i, np.asarray(x, np.float32), dict(theta), ""))
        except Exception as error:
            rows.append((i, None, {}, f"{type(error).__name__}: {error}"))
    return rows, time.perf_counter() - began


def _join(
    shards: Mapping[str, _Shard], n: int, seed: int, items: Sequence[Any], hashes: dict[str, Any]
) -> Bank:
    """All shards as one bank."""
    names = sorted({k for s in shards.values() for t in s.theta.values() for k in t})
    banks = [s.bank(seed, names) for s in shards.values()]
    return Bank(
        np.concatenate([b.X for b in banks]),
        np.repeat(np.arange(len(banks)), [len(b.y) for b in banks]),
        np.concatenate([b.theta for b in banks]), np.concatenate([b.seeds for b in banks]),
        list(shards), list(items), names, hashes,
        {a: s.messages for a, s in shards.items() if s.messages},
    )  # fmt: skip
