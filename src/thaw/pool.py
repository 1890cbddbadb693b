"""Worker processes: spawned, deaf to Ctrl-C, ended at once when their owner stops."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess as Process
from types import FrameType
from typing import Any, TypeVar

from thaw.errors import ThawError

UNGUARDED = 77
"""With this code a worker ends in which the script that started it starts workers again."""

Job = TypeVar("Job", bound=Hashable)

WAKE_SECONDS = 0.2
"""How long a signal may wait while workers are waited for."""

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
    codes = [_code(process) for process in (getattr(pool, "_processes", None) or {}).values()]
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


def _code(process: Process) -> int | None:
    """How a process ended, or None if it has not within a second.

    The pool's own thread waits for it too: between its taking the code from the system and its keeping it,
    the process looks as if it had not ended.
    """
    last = time.monotonic() + 1.0
    with suppress(OSError, ValueError, AssertionError):
        process.join(1.0)
        while process.exitcode is None and time.monotonic() < last:
            time.sleep(0.01)
        return process.exitcode
    return None


def ended(pool: ProcessPoolExecutor, finished: bool) -> None:
    """End a pool; after a stop at once, without waiting for the runs under way.

    A worker may be ended in the middle of a message. The thread that reads the rest of it, and the one that
    writes the next, would wait for ever on the ends that this process itself holds of their pipes, as
    Python's own pool does (cpython issue 94777): these ends are closed. The pool's own thread, which may close one
    itself, has a second to end first: of two that close at once, one is told that there is nothing to close.
    """
    if not finished:
        processes = list((getattr(pool, "_processes", None) or {}).values())
        for end in (Process.terminate, Process.kill):
            for process in processes:
                with suppress(OSError, ValueError):
                    end(process)
            for process in processes:
                with suppress(OSError, ValueError, AssertionError):
                    process.join(LOOK_SECONDS)
        thread = getattr(pool, "_executor_manager_thread", None)
        if thread is not None:
            thread.join(1.0)
        for queue, side in (("_result_queue", "_writer"), ("_call_queue", "_reader")):
            with suppress(AttributeError, OSError):
                getattr(getattr(pool, queue), side).close()
    pool.shutdown(cancel_futures=True)


@contextmanager
def held_signals() -> Iterator[Callable[[], None]]:
    """Ctrl-C and the like are acted on only where the body calls what it is given, and at the end.

    An exception that a signal raises within `concurrent.futures` may leave a lock taken, on which the pool
    then waits for ever. A second signal is acted on at once.
    """
    arrived: list[tuple[int, FrameType | None]] = []
    before: dict[int, Callable[[int, FrameType | None], Any]] = {}

    def later(number: int, frame: FrameType | None) -> None:
        arrived.append((number, frame))
        if len(arrived) > 1:
            before[number](number, frame)

    def check() -> None:
        if arrived:
            number, frame = arrived[0]
            before[number](number, frame)

    if threading.current_thread() is threading.main_thread():
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            handler = signal.getsignal(number) if number is not None else None
            if number is not None and callable(handler):
                before[number] = handler
                signal.signal(number, later)
    try:
        yield check
        check()
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is later:
                signal.signal(number, handler)


def spread(
    function: Callable[[Job], Any], jobs: Sequence[Job], executor: Executor, lanes: int
) -> Iterator[tuple[Job, Any]]:
    """Jobs and their results as they come, in any order, over an executor.

    Parameters
    ----------
    function : callable
        Importable by name, or a `partial` of such.
    jobs : sequence, all different
    executor : Executor
    lanes : int
        Its workers; each has one job to do and one to go on with.
    """
    with held_signals() as check:
        yield from _spread(function, jobs, executor, lanes, check)


def spread_here(
    function: Callable[[Job], Any], jobs: Sequence[Job], workers: int
) -> Iterator[tuple[Job, Any]]:
    """As `spread`, over processes of this machine, which end with it."""
    with held_signals() as check, pool(workers) as processes:
        yield from _spread(function, jobs, processes, workers, check)


def _spread(
    function: Callable[[Job], Any],
    jobs: Sequence[Job],
    executor: Executor,
    lanes: int,
    check: Callable[[], None],
) -> Iterator[tuple[Job, Any]]:
    waiting = list(reversed(jobs))
    running: dict[Future, Job] = {}
    while waiting or running:
        while waiting and len(running) < 2 * lanes:
            job = waiting.pop()
            running[executor.submit(function, job)] = job
        for task in wait(running, timeout=WAKE_SECONDS, return_when=FIRST_COMPLETED).done:
            yield running.pop(task), task.result()
        check()


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
