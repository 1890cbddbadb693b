"""Making a reference table: many runs, over cores or a cluster, resumable, the same bits in any order.

What travels is small: a task is the run function, an account, numbers of runs and the table's seed;
its answer is one row of reports and parameters a run. Rows are written to one shard an account as they
come, so what is lost by a stop, a kill, a dead worker or a dead scheduler is what was running.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import time
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from thaw.errors import ThawError
from thaw.inference.table import Bank, load, save
from thaw.jobs.cluster import width
from thaw.pool import WAKE_SECONDS, ended, held_signals, spawned, why_broken
from thaw.writing import TODO, cannot

RunFunction = Callable[[str, int, int], tuple[np.ndarray, Mapping[str, float]]]
"""``run(account, index, seed) -> (reports [n_items], {parameter: value})``, importable by name."""

Rows = list[tuple[int, np.ndarray | None, dict[str, float], str]]
"""What a batch answers: number of the run, reports (None: it failed), parameters, message."""

BATCH_SECONDS = 0.5
TASKS_A_SECOND = 100
"""Batches last at least `BATCH_SECONDS`, and so long that a scheduler has no more than this to do."""

MOST_RUNS = 500
"""In one batch."""

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
    finish : callable, optional
        From these runs to what is written, as with those of other accounts beside them.
    """

    accounts: Sequence[str]
    n: int
    seed: int
    items: Sequence[Any]
    hashes: Mapping[str, Any] = field(default_factory=dict)
    finish: Callable[[Bank], Bank] | None = None


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
    with held_signals() if executor is not None else nullcontext(making.check) as making.check:
        _made(making, own)
    bank = _join(shards, wanted)
    save(wanted.finish(bank) if wanted.finish else bank, out)
    for shard in shards.values():
        shard.path.unlink(missing_ok=True)
    if parts.exists() and not any(parts.iterdir()):
        parts.rmdir()
    return load(out)


def drop_parts(wanted: Wanted, out: Path) -> None:
    """Remove the shards all of whose runs `out` holds: a making was killed after it was written.

    A shard that holds more, of a larger making that was stopped, stays.
    """
    parts = out.with_name(out.name + ".parts")
    held = set(load(out).seeds.tolist())
    for account in wanted.accounts:
        path, _ = _Shard.place(parts, account, wanted)
        runs = [index for index, *_ in read_journal(path, len(wanted.items))]
        if held.issuperset(run_seed(wanted.seed, account, i) for i in runs):
            path.unlink(missing_ok=True)
    with suppress(OSError):  # not there, or it holds unfinished runs of another setting
        parts.rmdir()


def _made(making: _Making, own: ProcessPoolExecutor | None) -> None:
    """Do every run; what is done is kept at any stop, and processes of ours end."""
    try:
        making.go()
    except BrokenExecutor as error:
        if own is not None:
            raise why_broken(own, KEPT) from error
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
        making.leave(own is None)
        for shard in making.shards.values():
            shard.close()
        if own is not None:
            ended(own, making.finished)


class _Shard:
    """The finished runs of one account: in memory, and one after the other in a file of drafts."""

    def __init__(self, path: Path, account: str, key: str, items: Sequence[Any]) -> None:
        self.path, self.account, self.key, self.items = path, account, key, list(items)
        self.reports: dict[int, np.ndarray] = {}
        self.theta: dict[int, dict[str, float]] = {}
        self.why: dict[int, str] = {}
        self.file: Any = None

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
        path, key = cls.place(folder, account, wanted)
        shard = cls(path, account, key, wanted.items)
        if not resume:
            shard.path.unlink(missing_ok=True)
        for index, x, theta, why in read_journal(shard.path, len(shard.items)):
            if index < wanted.n:
                shard.enter(index, x, theta, why)
        return shard

    @staticmethod
    def place(folder: Path, account: str, wanted: Wanted) -> tuple[Path, str]:
        """Its file, and the hash of what makes a run, which it bears so that shards of other settings stay."""
        common = {k: v for k, v in wanted.hashes.items() if k != "accounts"}
        mine = wanted.hashes.get("accounts", {}).get(account)
        ids = [i.id for i in wanted.items]
        told = json.dumps([wanted.seed, account, common, mine, ids])
        key = hashlib.sha256(told.encode()).hexdigest()
        return folder / f"{account}.{key[:12]}.shard", key

    def adopt(self, bank: Bank, n: int, seed: int) -> None:
        """Enter the runs that a smaller table holds already; failed ones are made again."""
        number = {run_seed(seed, self.account, i): i for i in range(n)}
        for row in np.flatnonzero((bank.y == bank.accounts.index(self.account)) & ~bank.failed):
            i = number.get(int(bank.seeds[row]))
            if i is not None and i not in self.reports:
                names = zip(bank.theta_names, bank.theta[row], strict=True)
                theta = {k: float(v) for k, v in names if not np.isnan(v)}
                self.enter(i, bank.X[row], theta, "")

    def add(
        self, index: int, x: np.ndarray | None, theta: Mapping[str, float], message: str
    ) -> None:
        """Enter one run and write it down at once; `x` is None when it failed."""
        if x is not None and np.shape(x) != (len(self.items),):
            message = f"reports shape {np.shape(x)}, not ({len(self.items)},)"
            x = None
        theta = {str(k): float(v) for k, v in theta.items()}
        try:
            if self.file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self.file = self.path.open("ab")
            self.file.write(journal_entry(index, x, theta, message))
            self.file.flush()
        except OSError as problem:
            raise cannot("write", self.path, problem, TODO) from None
        self.enter(index, x, theta, message)

    def enter(
        self, index: int, x: np.ndarray | None, theta: Mapping[str, float], message: str
    ) -> None:
        """Enter one run that is written down already."""
        if x is None:
            x = np.full(len(self.items), np.nan, np.float32)
            self.why[index] = message
        self.reports[index] = np.asarray(x, np.float32)
        self.theta[index] = dict(theta)

    def bank(self, seed: int, names: Sequence[str]) -> Bank:
        """The runs in order of index."""
        index = sorted(self.reports)
        X = np.array([self.reports[i] for i in index], np.float32).reshape(-1, len(self.items))
        theta = [[self.theta[i].get(k, np.nan) for k in names] for i in index]
        seeds = [run_seed(seed, self.account, i) for i in index]
        return Bank(
            X,
            np.zeros(len(index), int),
            np.array(theta, np.float32).reshape(len(index), len(names)),
            np.array(seeds, np.uint64),
            [self.account],
            self.items,
            list(names),
        )

    def close(self) -> None:
        """Let go of the file."""
        if self.file is not None:
            with suppress(OSError):
                self.file.close()
            self.file = None


def journal_entry(
    index: int, x: np.ndarray | None, theta: Mapping[str, float], message: str
) -> bytes:
    """One finished run as bytes: their length and checksum, then the run, compressed."""
    head = json.dumps([index, x is not None, dict(theta), message]).encode()
    body = zlib.compress(head + b"\n" + (b"" if x is None else np.asarray(x, "<f4").tobytes()), 1)
    return struct.pack("<II", len(body), zlib.crc32(body)) + body


def read_journal(
    path: Path, columns: int
) -> Iterator[tuple[int, np.ndarray | None, dict[str, float], str]]:
    """Runs of a file of `journal_entry`; what was cut short at its end is dropped from the file."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return
    except OSError as problem:
        raise cannot("read", path, problem) from None
    at = 0
    while at + 8 <= len(data):
        size, check = struct.unpack_from("<II", data, at)
        body = data[at + 8 : at + 8 + size]
        if not body or len(body) < size or zlib.crc32(body) != check:
            break  # cut short, or zeros that a crash of the machine left, whose checksum is nought too
        head, _, rest = zlib.decompress(body).partition(b"\n")
        index, well, theta, why = json.loads(head)
        x = np.frombuffer(rest, "<f4").copy() if well else None
        if x is None or len(x) == columns:
            yield index, x, theta, why
        at += 8 + size
    if at < len(data):
        os.truncate(path, at)


def _go_on() -> None:
    """No signal is held back."""


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
    check: Callable[[], None] = _go_on
    """Acts on a signal that came meanwhile."""

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
        for task in wait(self.running, timeout=WAKE_SECONDS, return_when=FIRST_COMPLETED).done:
            account, _ = self.running.pop(task)
            try:
                answer = task.result()
            except Exception as fault:
                faults.append(fault)
            else:
                self.enter(account, answer)
        self.check()
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
        if self.progress is not None:
            pace = (now - self.began) / max(self.done - self.at_start, 1)
            failed = sum(s.failed for s in self.shards.values())
            left = pace * (self.total - self.done)
            self.progress(Progress(self.done, self.total, failed, account, left))

    def leave(self, call_off: bool) -> None:
        """Enter what came in meanwhile and call off the rest.

        Of a pool that is ended at once nothing is called off: its thread would find runs broken that are
        called off already, and die of it with a traceback (Python up to 3.12).
        """
        for task, (account, _) in self.running.items():
            if task.done() and not task.cancelled() and task.exception() is None:
                self.enter(account, task.result(), quietly=True)
            elif call_off:
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
        np.concatenate([b.theta for b in banks]),
        np.concatenate([b.seeds for b in banks]),
        list(shards),
        list(wanted.items),
        names,
        dict(wanted.hashes),
        {a: s.messages for a, s in shards.items() if s.messages},
    )
