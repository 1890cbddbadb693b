"""Worker processes: spawned, deaf to Ctrl-C, ended at once when their owner stops."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress

LOOK_SECONDS = 2.0
"""How often a worker looks whether its owner still lives."""


def spawned(workers: int) -> ProcessPoolExecutor:
    """A pool of fresh processes: nothing of this one's memory, threads or locks is inherited."""
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_belong_to,
        initargs=(os.getpid(),),
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


def _belong_to(parent: int) -> None:
    """Ctrl-C reaches all processes of a terminal: only the one that keeps the runs acts on it.

    A worker whose owner is gone (killed, out of memory) ends: nobody would take its runs.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os._exit(1)
