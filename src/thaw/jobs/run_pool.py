"""Making a reference table: many runs, over cores or a cluster, resumable, the same bits in any order.

What travels is small: a task is the run function, an account, numbers of runs and the table's seed;
its answer is one row of reports and parameters a run. Rows are entered as they come and written to
one shard an account, so what is lost by a stop, a dead worker or a dead scheduler is what was running.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from thaw.errors import ThawError
from thaw.inference.table import Bank, load, save
from thaw.jobs.cluster import width
from thaw.pool import ended, spawned

RunFunction = Callable[[str, int, int], tuple[np.ndarray, Mapping[str, float]]]
"""``run(account, index, seed) -> (reports [n_items], {parameter: value})``, importable by name."""

Rows = list[tuple[int, np.ndarray | None, dict[str, float], str]]
"""What a batch answers: number of the run, reports (None: it failed), parameters, message."""

BATCH_SECONDS = 0.5
TASKS_A_SECOND = 100
"""Batches last at least `BATCH_SECONDS`, and so long that a scheduler has no more than this to do."""

MOST_RUNS = 500
"""In one batch."""

SAVE_SECONDS = 30.0
"""A shard with new rows is written this long after it was written last, or later: saving may take a
twentieth of the time."""

WIDTH_SECONDS = 10.0
"""How often an executor is asked how many workers it has: those of a cluster come and go."""

KEPT = "call again: finished runs are kept"
MESSAGES = 5
"""Failures of an account that a table tells of: those of its first runs, on any number of workers."""


class Unusable(ThawError):
    """A worker cannot make runs at all: not a failed run, but an end of the whole making."""


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


@dataclass(frozen=True)
class Wanted:
    """The runs of a table.

    Attributes
    ----------
    accounts : sequence of str
    n : int
        Runs an account.
    seed : int
        Seed of the table; each run's own seed is `run_seed`.
    items : sequence
        The columns of a report.
    hashes : mapping
        As `Bank.hashes`; a shard made under other hashes is not reused.
    """

    accounts: Sequence[str]
    n: int
    seed: int
    items: Sequence[Any]
    hashes: Mapping[str, Any] = field(default_factory=dict)


def make_table(
    run: RunFunction,
    wanted: Wanted,
    out: str | Path,
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    resume: bool = True,
    progress: Callable[[Progress], None] | None = None,
    begun: Bank | None = None,
) -> Bank:
    """Run every account as often as wanted and write the reference table to `out`.

    Parameters
    ----------
    run : callable
        See `RunFunction`. A run that raises is recorded as failed (a row of NaN) and counted.
    wanted : Wanted
    out : path
        The table. Until it is whole, one shard per account lies in the folder ``<out>.parts``.
    workers : int, optional
        Processes; all cores by default, 1 runs in this process. Of an executor: how many workers it
        has, asked of it unless given.
    executor : Executor, optional
        Of `concurrent.futures` or like one (a Dask client's), instead of local processes.
    resume : bool
        Reuse shards of an earlier, unfinished making.
    progress : callable, optional
        Called after every batch.
    begun : Bank, optional
        A table of the same seed, items and hashes with fewer runs: those are not made again.

    Raises
    ------
    ThawError
        When a process of a pool dies, the scheduler of a cluster is lost, or a worker cannot make
        runs at all. What was done is kept, here and at any other stop, and a second call goes on.
    """
    out = Path(out)
    parts = out.with_name(out.name + ".parts")
    n, seed = wanted.n, wanted.seed
    shards = {a: _Shard.open(parts, a, wanted, resume) for a in wanted.accounts}
    if begun is not None and [i.id for i in begun.items] == [i.id for i in wanted.items]:
        for name in set(shards) & set(begun.accounts):
            shards[name].adopt(begun, n, seed)
    own = None
    if executor is None and (workers or os.cpu_count() or 1) > 1:
        own = executor = spawned(workers or os.cpu_count() or 1)
    making = _Making(run, shards, n, seed, executor, workers, progress)
    try:
        making.go()
    except BrokenExecutor as error:
        raise ThawError(
            "a worker process died (out of memory, or killed)",
            todo=f"{KEPT}; fewer workers need less memory",
        ) from error
    except CancelledError as error:
        raise ThawError(
            "the scheduler is lost, or has dropped the runs",
            todo=f"see to the cluster, then {KEPT}",
        ) from error
    finally:
        making.leave()
        for shard in shards.values():
            shard.save()
        if own is not None:
            ended(own, making.finished)
    bank = _join(shards, wanted)
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
        self.why: dict[int, str] = {}
        self.unsaved = False
        self.due = time.monotonic() + SAVE_SECONDS

    @property
    def failed(self) -> int:
        return len(self.why)

    @property
    def messages(self) -> list[str]:
        """What the first failed runs said."""
        return [f"run {i}: {self.why[i]}" for i in sorted(self.why)[:MESSAGES]]

    @classmethod
    def open(cls, folder: Path, account: str, wanted: Wanted, resume: bool) -> _Shard:
        """The shard of `account`, with what an earlier making left if it still holds."""
        common = {k: v for k, v in wanted.hashes.items() if k != "accounts"}
        mine = wanted.hashes.get("accounts", {}).get(account)
        ids, n = [i.id for i in wanted.items], wanted.n
        told = json.dumps([wanted.seed, account, common, mine, ids])
        key = hashlib.sha256(told.encode()).hexdigest()
        shard = cls(folder / f"{account}.shard", account, key, wanted.items)
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
            shard.why = {int(i): w for i, w in bank.hashes.get("why", {}).items() if int(i) < n}
        return shard

    def adopt(self, bank: Bank, n: int, seed: int) -> None:
        """Enter the runs that a smaller table holds already; failed ones are made again."""
        number = {run_seed(seed, self.account, i): i for i in range(n)}
        for row in np.flatnonzero((bank.y == bank.accounts.index(self.account)) & ~bank.failed):
            i = number.get(int(bank.seeds[row]))
            if i is not None and i not in self.reports:
                names = zip(bank.theta_names, bank.theta[row], strict=True)
                self.add(i, bank.X[row], {k: float(v) for k, v in names if not np.isnan(v)}, "")

    def add(
        self, index: int, x: np.ndarray | None, theta: Mapping[str, float], message: str
    ) -> None:
        """Enter one run; `x` is None when it failed."""
        if x is not None and np.shape(x) != (len(self.items),):
            message = f"reports shape {np.shape(x)}, not ({len(self.items)},)"
            x = None
        if x is None:
            x = np.full(len(self.items), np.nan, np.float32)
            self.why[index] = message
        self.reports[index] = np.asarray(x, np.float32)
        self.theta[index] = {str(k): float(v) for k, v in theta.items()}
        self.unsaved = True

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
            {"key": self.key, "index": index, "why": {str(i): self.why[i] for i in sorted(self.why)}},
        )  # fmt: skip

    def save(self) -> None:
        """Write the shard to its file, where there is anything new."""
        if not self.unsaved:
            return
        began = time.monotonic()
        save(self.bank(0, sorted({k for t in self.theta.values() for k in t})), self.path)
        self.unsaved = False
        now = time.monotonic()
        self.due = now + max(SAVE_SECONDS, 20 * (now - began))


@dataclass
class _Making:
    """The runs that no shard holds yet, on their way through workers."""

    run: RunFunction
    shards: Mapping[str, _Shard]
    n: int
    seed: int
    executor: Executor | None
    workers: int | None
    progress: Callable[[Progress], None] | None
    running: dict[Future, tuple[str, int]] = field(default_factory=dict)
    finished: bool = False
    size: float = 1.0
    """Runs to a batch, from how long the last one took."""
    wide: int = 1
    asked: float = -np.inf

    def __post_init__(self) -> None:
        self.total = self.n * len(self.shards)
        self.at_start = self.done = sum(len(s.reports) for s in self.shards.values())
        self.began = time.monotonic()

    def go(self) -> None:
        """Do every run."""
        for account, shard in self.shards.items():
            left = [i for i in range(self.n) if i not in shard.reports]
            while left:
                count = self.count()
                self.do(account, left[:count])
                left = left[count:]
        while self.running:
            self.collect()
        self.finished = True

    def do(self, account: str, index: list[int]) -> None:
        """Make a batch here, or send it out when there is room."""
        if self.executor is None:
            self.enter(account, run_batch(self.run, account, index, self.seed))
            return
        while len(self.running) >= 2 * self.lanes():
            self.collect()
        task = self.executor.submit(run_batch, self.run, account, index, self.seed)
        self.running[task] = (account, len(index))

    def lanes(self) -> int:
        """Runs that can be made at the same time."""
        if self.executor is None:
            return 1
        if self.workers:
            return self.workers
        if time.monotonic() - self.asked > WIDTH_SECONDS:
            self.wide, self.asked = width(self.executor), time.monotonic()
        return self.wide

    def count(self) -> int:
        """Runs of the next batch: towards the end fewer, so that no worker is left waiting."""
        left = self.total - self.done - sum(k for _, k in self.running.values())
        return max(1, min(round(self.size), -(-left // (2 * self.lanes()))))

    def collect(self) -> None:
        """Wait for at least one batch and enter all that are done, before any fault is raised."""
        faults = []
        for task in wait(self.running, return_when=FIRST_COMPLETED).done:
            account, _ = self.running.pop(task)
            try:
                answer = task.result()
            except Exception as fault:
                faults.append(fault)
            else:
                self.enter(account, answer)
        for found in faults:
            if isinstance(found, ThawError | BrokenExecutor | CancelledError):
                raise found
            what = (str(found).splitlines() or [""])[0]
            raise ThawError(
                f"a worker could not make runs: {type(found).__name__}: {what}",
                todo=f"see to the worker, then {KEPT}",
            ) from found

    def enter(self, account: str, answer: tuple[Rows, float], quietly: bool = False) -> None:
        """Enter the rows of a batch, keep them before long, and tell."""
        rows, seconds = answer
        for row in rows:
            self.shards[account].add(*row)
        self.done += len(rows)
        if quietly:
            return
        wanted = max(BATCH_SECONDS, self.lanes() / TASKS_A_SECOND)
        ideal = wanted * len(rows) / max(seconds, 1e-6)
        self.size = min(max(ideal, 1.0), 4.0 * len(rows), MOST_RUNS)
        now = time.monotonic()
        for shard in self.shards.values():
            if shard.unsaved and now > shard.due:
                shard.save()
        if self.progress is not None:
            pace = (now - self.began) / max(self.done - self.at_start, 1)
            failed = sum(s.failed for s in self.shards.values())
            left = pace * (self.total - self.done)
            self.progress(Progress(self.done, self.total, failed, account, left))

    def leave(self) -> None:
        """Enter what came in meanwhile and call off the rest."""
        for task, (account, _) in self.running.items():
            if task.done() and not task.cancelled() and task.exception() is None:
                self.enter(account, task.result(), quietly=True)
            else:
                task.cancel()
        self.running = {}


def run_batch(
    run: RunFunction, account: str, index: Sequence[int], seed: int
) -> tuple[Rows, float]:
    """Some runs of one account, in a worker: rows and the seconds they took."""
    began = time.perf_counter()
    rows: Rows = []
    for i in index:
        try:
            x, theta = run(account, i, run_seed(seed, account, i))
            rows.append((i, np.asarray(x, np.float32), dict(theta), ""))
        except Unusable:
            raise
        except Exception as error:
            rows.append((i, None, {}, f"{type(error).__name__}: {error}"))
    return rows, time.perf_counter() - began


def _join(shards: Mapping[str, _Shard], wanted: Wanted) -> Bank:
    """All shards as one bank."""
    names = sorted({k for s in shards.values() for t in s.theta.values() for k in t})
    banks = [s.bank(wanted.seed, names) for s in shards.values()]
    return Bank(
        np.concatenate([b.X for b in banks]),
        np.repeat(np.arange(len(banks)), [len(b.y) for b in banks]),
        np.concatenate([b.theta for b in banks]), np.concatenate([b.seeds for b in banks]),
        list(shards), list(wanted.items), names, dict(wanted.hashes),
        {a: s.messages for a, s in shards.items() if s.messages},
    )  # fmt: skip
