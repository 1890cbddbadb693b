"""Worker processes: spawned, deaf to Ctrl-C, ended at once when their owner stops."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress


def spawned(workers: int) -> ProcessPoolExecutor:
    """A pool of fresh processes: nothing of this one's memory, threads or locks is inherited."""
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_leave_stops_to_the_parent,
    )


@contextmanager
def pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """`spawned`, closed at the end; when the body fails or is stopped, without waiting for its work."""
    made = spawned(workers)
    finished = False
    try:
        yield made
        finished = True
    finally:
        ended(made, finished)


def ended(pool: ProcessPoolExecutor, finished: bool) -> None:
    """End a pool; after a stop at once, without waiting for the runs under way."""
    if not finished:
        for process in list((getattr(pool, "_processes", None) or {}).values()):
            with suppress(OSError, ValueError):
                process.terminate()
    pool.shutdown(cancel_futures=True)


def _leave_stops_to_the_parent() -> None:
    """Ctrl-C reaches all processes of a terminal: only the one that keeps the runs acts on it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
