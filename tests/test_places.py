"""Folders of results from the command line: the small case compared twice at once, again, otherwise, in the way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from thaw.cli import main
from thaw.writing import claimed

CASE = "twin_republics_1971"
WORDS = ["compare", CASE, "--quick", "--workers", "1"]
pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the results of one quick comparison."""
    out = tmp_path_factory.mktemp("places") / "out"
    assert main([*WORDS, "--out", str(out)]) == 0
    return out


HOLD = """
import time
from thaw.writing import claimed
with claimed({!r}, "it"):
    print("held", flush=True)
    time.sleep(60)
"""


def files(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def test_the_same_command_again_writes_the_same_files(
    made: Path, capsys: pytest.CaptureFixture
) -> None:
    before = files(made)
    assert "compare.lock" not in before and "report.html" in before
    assert main([*WORDS, "--out", str(made)]) == 0
    told = capsys.readouterr()
    after = files(made)
    assert set(after) == set(before)
    differing = [name for name in before if before[name] != after[name]]
    assert not differing
    assert "runs are needed" not in told.err + told.out, "no run is made again"


def test_another_command_leaves_what_is_there(made: Path, capsys: pytest.CaptureFixture) -> None:
    """Other accounts, another seed: each has a folder of its own in it, and finds it again."""
    before = files(made)
    for words, name in (
        (["--seed", "2"], f"{CASE}.seed2.quick."),
        (["--account", "null", "--account", "stein_1956"], f"{CASE}.seed1.quick."),
    ):
        for again in (False, True):
            assert main([*WORDS, *words, "--out", str(made)]) == 0
            told = " ".join(capsys.readouterr().err.split())
            assert ("holds another comparison, which is left" in told) != again
        (inner,) = made.glob(f"{name}*")
        assert json.loads((inner / "made_by.json").read_text())["case"] == CASE
        assert (inner / "report.html").is_file()
    after = files(made)
    assert [k for k in before if after[k] != before[k]] in ([], [f"tables/{CASE}.quick.table"])
    assert main([*WORDS, "--out", str(made)]) == 0
    told = capsys.readouterr().err
    assert "runs are needed" not in told, "further accounts were added to its table, none was lost"
    assert {k: v for k, v in files(made).items() if k in before and ".table" not in k} == {
        k: v for k, v in before.items() if ".table" not in k
    }


def test_two_at_once_in_one_folder(made: Path, capsys: pytest.CaptureFixture) -> None:
    """The second is refused with the number of the first, and touches nothing."""
    before = files(made)
    with claimed(made / "compare.lock", "it"):
        assert main([*WORDS, "--out", str(made)]) == 2
    told = capsys.readouterr().err
    assert "another process is making the comparison" in told and str(os.getpid()) in told
    assert files(made) == before


def test_two_commands_begun_together(tmp_path: Path) -> None:
    """Whichever comes first, one result is whole; the other either follows it or is told to wait."""
    words = [sys.executable, "-m", "thaw", *WORDS, "--out", str(tmp_path / "out")]
    both = [
        subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        for _ in range(2)
    ]
    told = [p.communicate(timeout=400)[1] for p in both]
    codes = sorted(p.returncode for p in both)
    assert codes in ([0, 0], [0, 2]), told
    for p, text in zip(both, told, strict=True):
        assert "Traceback" not in text
        assert (p.returncode == 2) == ("another process is making" in text)
    assert (tmp_path / "out" / "report.html").is_file()
    assert not list((tmp_path / "out").rglob("*.lock"))


def test_a_lock_of_a_process_that_was_killed_is_no_hindrance(made: Path) -> None:
    words = [sys.executable, "-c", HOLD.format(str(made / "compare.lock"))]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        holder.kill()
    assert (made / "compare.lock").exists()
    assert main([*WORDS, "--out", str(made)]) == 0


@pytest.mark.parametrize("name", ["report.html", "comparison.json", "figures", "runs", "tables"])
def test_something_in_the_way_is_told_and_left(
    name: str, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    """A folder where a file belongs, or a file where a folder does."""
    out = tmp_path / "out"
    out.mkdir()
    if "." in name:
        (out / name / "mine").mkdir(parents=True)
    else:
        (out / name).write_text("mine")
    table = made / "tables" / f"{CASE}.quick.table"
    code = main([*WORDS, "--table", str(table), "--out", str(out)])
    told = capsys.readouterr().err
    assert "Traceback" not in told and "fault of the program" not in told
    if code:
        assert code == 2 and name in told
    assert (out / name / "mine").is_dir() if "." in name else (out / name).read_text() == "mine"


def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    """As a user who may read but not write; to the system's own user every folder is open."""
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(0o555)
    words = [sys.executable, "-m", "thaw", *WORDS, "--out", str(out)]
    if os.geteuid() == 0:
        if subprocess.run(["mount", "--bind", str(out), str(out)], capture_output=True).returncode:
            pytest.skip("neither permissions nor mounts hold here")
        try:
            subprocess.run(["mount", "-o", "remount,ro,bind", str(out)], check=True)
            done = subprocess.run(words, capture_output=True, text=True, timeout=100)
        finally:
            subprocess.run(["umount", str(out)], check=True)
    else:
        done = subprocess.run(words, capture_output=True, text=True, timeout=100)
        out.chmod(0o755)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert "cannot write into" in done.stderr and len(done.stderr.splitlines()) <= 3
    assert not list(out.iterdir())
