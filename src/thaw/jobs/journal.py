"""Jobs whose answer is one line of JSON: made over processes or here, and kept line by line as they come.

A stop of any kind loses only what was under way; a second call reads the lines that are there.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from thaw.jobs.study import Way
from thaw.pool import spread, spread_here

FEWEST = 4
"""Jobs from which processes are worth starting."""


def kept(file: Path | None, read: Callable[[dict[str, Any]], tuple]) -> dict[tuple, Any]:
    """Jobs and answers that an earlier call left; a line that a stop cut short is left out and closed.

    Parameters
    ----------
    file : path or None
        None: nothing is kept.
    read : callable
        A line to its job and answer; what it cannot read (ValueError, KeyError, TypeError) is left out.
    """
    found: dict[tuple, Any] = {}
    if file is None or not file.exists():
        return found
    text = file.read_text(encoding="utf-8")
    if text and not text.endswith("\n"):
        with file.open("a", encoding="utf-8") as to:
            to.write("\n")
    for line in text.splitlines():
        try:
            job, answer = read(json.loads(line))
        except (ValueError, KeyError, TypeError):
            continue
        found[job] = answer
    return found


def keep(file: Path | None, line: dict[str, Any]) -> None:
    """Add a line; without a file nothing."""
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as to:
            to.write(json.dumps(line) + "\n")


@contextmanager
def telling(file: Path | None, jobs: Sequence[tuple], done: Mapping[tuple, Any]) -> Iterator[None]:
    """What stops the making says how many jobs are done and in which file they are kept."""
    try:
        yield
    except BaseException as problem:
        count = sum(job in done for job in jobs)
        if file is not None and count:
            problem.add_note(
                f"{count} of {len(jobs)} runs are finished and kept in {file}; "
                "the same command goes on from there"
            )
        raise


def each(
    one: Callable[[tuple], Any], jobs: Sequence[tuple], way: Way, until: float | None = None
) -> Iterator[tuple[tuple, Any]]:
    """Jobs and their answers as they come: here, over processes or over an executor.

    Parameters
    ----------
    one : callable
        A job to its answer.
    jobs : sequence of tuple
    way : Way
    until : float, optional
        As `time.monotonic` tells time: start no further portion of jobs after it.
    """
    if way.executor is not None:
        yield from spread(one, jobs, way.executor, way.lanes)
        return
    alone = way.lanes == 1 or len(jobs) < FEWEST
    if not alone:
        yield jobs[0], one(jobs[0])  # compiled once, so that workers find it on disk
        jobs = jobs[1:]
    portion = max(len(jobs), 1) if until is None else 1 if alone else 4 * way.lanes
    for first in range(0, len(jobs), portion):
        if until is not None and time.monotonic() > until:
            return
        part = jobs[first : first + portion]
        if alone or len(part) < 2:
            yield from ((job, one(job)) for job in part)
        else:
            yield from spread_here(one, part, way.lanes)
