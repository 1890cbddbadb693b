"""Whose fault it is: machines that refuse, screens of few letters, places that cannot be written to."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import cast

import pytest
from rich.console import Console

from thaw import pool as pools
from thaw.cli import faults, main, screen
from thaw.engine.cache import cache_folder
from thaw.errors import ThawError
from thaw.jobs.reference_table import forecast_words
from thaw.writing import ready, ready_file, write_whole

VALID = Path(__file__).parent / "cases" / "valid"
ACCOUNT, CASE = str(VALID / "toy_2024.yaml"), str(VALID / "minimal.yaml")


@pytest.mark.parametrize(
    "command",
    [["run", ACCOUNT, CASE], ["table", CASE], ["compare", "bloc_1953"]],
    ids=lambda c: c[0],
)
@pytest.mark.parametrize(
    "place, why",
    [
        ("file", "it is a file"),
        ("file/below", "Not a directory"),
        ("x" * 300, "File name too long"),
        ("/proc/thaw", "No such file"),
    ],
)
def test_a_place_that_cannot_be_written_is_told_before_any_run(
    command: list[str],
    place: str,
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("in the way")
    assert main([*command, "--out", place]) == 2
    told = capsys.readouterr().err
    assert "cannot write into" in told and why in told and "--out" in told
    assert [f.name for f in tmp_path.iterdir()] == ["file"]


def test_a_folder_for_a_table_or_a_figure_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    words = ["compare", "bloc_1953", "--out", str(tmp_path)]
    assert main([*words, "--table", str(tmp_path)]) == 2
    assert "is a folder" in capsys.readouterr().err
    with pytest.raises(ThawError, match="it is a folder"):
        ready_file(tmp_path)


def test_a_full_disk_is_told_first(tmp_path: Path) -> None:
    with pytest.raises(ThawError, match=r"MB are free on its disk"):
        ready(tmp_path, space=1e18)


def test_a_write_that_fails_leaves_the_old_file_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_whole(tmp_path / "a", "old")

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    def opened(self: Path, *more: str, **named: str) -> object:
        made = as_it_is(self, *more, **named)
        made.write = full  # type: ignore[method-assign, assignment]
        return made

    as_it_is = Path.open
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", opened)
        with pytest.raises(ThawError, match="No space left on device"):
            write_whole(file, "new")
    assert file.read_text() == "old" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "problem, told",
    [
        (OSError(errno.ENOSPC, "x", "a.nc"), "a.nc: No space left"),
        (OSError("unable to write (file write failed: errno = 28, error message"), "No space left"),
        (PermissionError(errno.EACCES, "x", "b"), "b: Permission denied"),
        (MemoryError(), "not enough memory"),
        (UnicodeEncodeError("ascii", "\u2212", 0, 1, "x"), "cannot be read or shown"),
    ],
)
def test_what_a_machine_refuses_is_no_fault_of_the_program(problem: Exception, told: str) -> None:
    found = faults.told(problem)
    assert found is not None and told in str(found)


def test_a_fault_of_the_program_stays_one() -> None:
    assert faults.told(ZeroDivisionError()) is None
    assert faults.told(OverflowError("not of a reader")) is None
    assert faults.told(OSError("odd")) is None


def said(words: str, encoding: str) -> bytes:
    """What another Python prints of `words`, as source, to a screen of this encoding."""
    code = (
        f"from thaw.cli import faults, screen; faults.speak_any_encoding(); screen.say('{words}')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1"])
def test_every_text_can_be_shown_in_few_letters(encoding: str) -> None:
    words = "\\u22120.39 \\u00b1 0.1 \\u2265 \\u0141\\u00f3d\\u017a \\u2192 \\u4e2d"
    shown = said(words, encoding).decode(encoding)
    assert shown.startswith("-0.39") and ">=" in shown and "?" in shown


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "ascii"])
def test_a_name_in_other_letters_is_shown_as_it_was_given(encoding: str) -> None:
    shown = said("saved: \\u2212 s\\udcf6\\udcfc/\\u2212p.html", encoding)
    minus = "\u2212".encode(encoding, "thaw") if encoding == "utf-8" else b"-"
    assert shown.strip() == b"saved: %s s\xf6\xfc/%sp.html" % (minus, minus)


@pytest.mark.skipif(os.name == "nt", reason="pipes are others there")
def test_a_reader_that_has_seen_enough_is_no_fault(tmp_path: Path) -> None:
    words = f"'{sys.executable}' -m thaw record bloc_1917_1968; echo $? > code"
    done = subprocess.run(
        ["sh", "-c", f"({words}) | head -1"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (tmp_path / "code").read_text().strip() == "0", done.stderr
    assert done.stderr == "" and len(done.stdout.splitlines()) == 1


def test_a_narrow_screen_breaks_no_word_and_loses_no_column(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    rows = [("twin_republics_1971", "1971-01-01 .. 1972-12-31", 2, "550,000"), ("b", "", 1, "7")]
    columns = ["case", "span", ">polities", ">population"]
    for width in (80, 60, 40):
        monkeypatch.setattr(screen, "out", Console(width=width, highlight=False))
        screen.table("", columns, rows)
        shown = capsys.readouterr().out
        assert max(map(len, shown.splitlines())) <= width
        for word in ("1971-01-01", "1972-12-31", "550,000", "polities", "population"):
            assert word in shown, width


def test_no_number_is_minus_nought() -> None:
    assert [screen.count(v) for v in (-0.3, 0.4, -0.0, -1.2, 1234.0, 999.6)] == [
        "0",
        "0",
        "0",
        "-1",
        "1,230",
        "1,000",
    ]


def test_progress_in_a_file_is_a_line_now_and_then(capsys: pytest.CaptureFixture) -> None:
    clock = [0.0]
    lines = screen.Lines("runs", now=lambda: clock[0])
    for done in range(101):
        clock[0] = 2.0 * done
        lines.move(done, 100)
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "runs: 5 of 100, about 3 min left"
    assert 3 <= len(told) <= 6


def test_time_left_is_a_range_where_the_machine_slows_down(capsys: pytest.CaptureFixture) -> None:
    clock = [0.0]
    lines = screen.Lines("runs", now=lambda: clock[0])
    for done in range(41):
        clock[0] += 1.0 if done < 12 else 5.0
        lines.move(done, 100)
    told = capsys.readouterr().err.splitlines()
    assert " to " not in told[0], "one pace so far"
    ranges = [re.search(r"about (\d+) min to (\d+) min left", line) for line in told]
    assert any(r and int(r[1]) < int(r[2]) for r in ranges), told


def test_time_before_any_run_is_a_range_that_says_it_is_a_guess() -> None:
    told = forecast_words(100, 2, [1.0, 3.0])
    assert told.startswith("100 runs are needed, about 2 min to 5 min on 2 processes")
    assert "guess from 2 runs" in told and "finished" in told


def test_a_cache_that_cannot_be_written_is_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("THAW_CACHE", "/proc/none")
    assert tmp_path in cache_folder().parents
    monkeypatch.delenv("THAW_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_folder() == tmp_path / "home" / ".cache" / "thaw"


UNGUARDED = """
from thaw.pool import pool
with pool(2) as made:
    print(list(made.map(abs, range(4))))
"""


def test_a_script_without_a_guard_is_told_what_is_missing(tmp_path: Path) -> None:
    script = tmp_path / "mine.py"
    script.write_text(UNGUARDED)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert 'if __name__ == "__main__":' in done.stderr and "mine.py" in done.stderr
    assert "out of memory" not in done.stderr
    assert pools.UNGUARDED == 77


def test_a_code_that_another_thread_is_about_to_keep_is_waited_for() -> None:
    class Taken:
        codes = (c for c in (None, None, pools.UNGUARDED))

        def join(self, seconds: float) -> None:
            """Returns at once: the process is no child any more."""

        @property
        def exitcode(self) -> int | None:
            return next(self.codes, pools.UNGUARDED)

    class Broken:
        def __init__(self) -> None:
            self._processes = {1: Taken()}

    told = str(pools.why_broken(cast(ProcessPoolExecutor, Broken())))
    assert 'if __name__ == "__main__":' in told and "out of memory" not in told
