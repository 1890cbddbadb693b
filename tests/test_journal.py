"""Jobs kept line by line: what was cut short is made again, a limit of time leaves whole jobs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from thaw.jobs import journal
from thaw.jobs.study import Way


def _read(told: dict[str, Any]) -> tuple[tuple, float]:
    return (told["n"],), float(told["square"])


def square(job: tuple[int]) -> int:
    return job[0] ** 2


def test_what_is_kept_is_read_and_a_line_cut_short_is_not(tmp_path: Path) -> None:
    file = tmp_path / "new" / "jobs.jsonl"
    for n in range(3):
        journal.keep(file, {"n": n, "square": n * n})
    with file.open("a") as to:
        to.write('{"n": 3, "squ')
    assert journal.kept(file, _read) == {(0,): 0.0, (1,): 1.0, (2,): 4.0}
    journal.keep(file, {"n": 3, "square": 9})  # on a line of its own
    assert journal.kept(file, _read)[3,] == 9.0
    assert journal.kept(None, _read) == journal.kept(tmp_path / "none", _read) == {}


@pytest.mark.parametrize(("workers", "many"), [(1, 6), (2, 3), (2, 9)])
def test_every_job_is_made_once_over_any_number_of_processes(workers: int, many: int) -> None:
    jobs = [(n,) for n in range(many)]
    made = list(journal.each(square, jobs, Way(workers)))
    assert sorted(made) == [(job, square(job)) for job in jobs]


def test_no_job_is_begun_after_the_limit() -> None:
    jobs = [(n,) for n in range(5)]
    now = time.monotonic()
    assert list(journal.each(square, jobs, Way(1), now - 1.0)) == []
    assert len(list(journal.each(square, jobs, Way(1), now + 600.0))) == 5


def test_a_stop_says_what_is_kept_and_where(tmp_path: Path) -> None:
    file, jobs = tmp_path / "jobs.jsonl", [(n,) for n in range(5)]
    for done, words in (
        ({(1,): 1, (3,): 9, (8,): 64}, [f"2 of 5 runs are finished and kept in {file}"]),
        ({}, []),
    ):
        with pytest.raises(KeyboardInterrupt) as stop, journal.telling(file, jobs, done):
            raise KeyboardInterrupt
        assert [n.split(";")[0] for n in getattr(stop.value, "__notes__", [])] == words
