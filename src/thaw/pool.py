"""Worker processes: spawned, deaf to Ctrl-C, ended at once when their owner stops."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import contextmanager, suppress

from thaw.errors import ThawError

UNGUARDED = 77
"""With this code a worker ends in which the script that started it starts workers again."""

LOOK_SECONDS = 2.0
"""How often a worker looks whether its owner still lives."""


def spawned(workers: int) -> ProcessPoolExecutor:
    """A pool of fresh processes: nothing of this one's memory, threads or locks is inherited."""
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        os._exit(UNGUARDED)  # this is a worker that runs its owner's script; the owner is told why
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_belong_to,
        initargs=(os.getpid(),),
    )


@contextmanager
def pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """`spawned`, closed at the end; when the body fails or is stopped, without waiting for its work.

    Raises
    ------
    ThawError
        When a process died, with the likely reason.
    """
    made = spawned(workers)
    finished = False
    try:
        yield made
        finished = True
    except BrokenExecutor as problem:
        raise why_broken(made) from problem
    finally:
        ended(made, finished)


def why_broken(pool: ProcessPoolExecutor, kept: str = "") -> ThawError:
    """What to tell of a pool in which a process died; `kept` is what a second call finds."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    for process in processes:
        with suppress(OSError, ValueError, AssertionError):
            process.join(1.0)
    codes = [process.exitcode for process in processes]
    script = str(getattr(sys.modules.get("__main__"), "__file__", None) or "")
    from_stdin = script == "<stdin>" or (script and not os.path.exists(script))
    if UNGUARDED in codes or from_stdin:
        name = os.path.basename(script) or "the script"
        return ThawError(
            f"processes run {name} again when they start, and it starts processes",
            expected='the calls below a line: if __name__ == "__main__":',
            todo="put them there"
            + (" and into a file" if from_stdin else "")
            + ", or say workers=1",
        )
    return ThawError(
        "a worker process died (out of memory, or killed)",
        todo="; ".join(filter(None, [kept, "fewer workers need less memory"])),
    )


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
