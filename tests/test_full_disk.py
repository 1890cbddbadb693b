"""A disk that is really full: one clear line, no draft, and what was said to be kept is there.

A file system of a few kilobytes is mounted in memory; where that is not permitted the tests are left out.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

THAW = [
    sys.executable,
    "-c",
    """
import sys
import thaw.jobs.run, thaw.writing
thaw.writing.ready.__defaults__ = (0.0, thaw.writing.TODO)  # begin, though little is free
thaw.jobs.run.LEAST_SPACE = -1e12
from thaw.cli import main
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
""",
]


def mounted(folder: Path, words: str) -> bool:
    try:
        made = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", words, "tmpfs", str(folder)], capture_output=True
        )
    except OSError:
        return False
    return made.returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 40 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not mounted(folder, "size=40k"):
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def done(folder: Path, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*THAW, *words, "--out", "out", "--workers", "1"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
    )


def refused(made: subprocess.CompletedProcess, folder: Path) -> int:
    """Runs that are said to be kept, once it is seen that the end was orderly."""
    assert made.returncode == 2, made.stderr
    assert made.stderr.count("No space left on device") == 1 and "Traceback" not in made.stderr
    assert not [f for f in folder.rglob("*") if f.name.startswith(".") or f.suffix == ".part"]
    told = re.search(r"(\d+) (?:of \d+ )?runs are finished and kept", made.stderr)
    return int(told[1]) if told else 0


def enlarge(folder: Path, size: str) -> None:
    assert mounted(folder, f"remount,size={size}")


@pytest.mark.thorough
def test_runs_are_kept_on_a_full_disk(disk: Path) -> None:
    words = ("run", "null", "toy_two", "--runs", "12")
    kept = refused(done(disk, *words), disk)
    parts = sorted((disk / "out").rglob("*.run.npz"))
    assert 0 < kept == len(parts) < 12
    before = [p.stat().st_mtime_ns for p in parts]
    size = sum(p.stat().st_size for p in parts) // kept
    enlarge(disk, f"{12 * (size + 4096) // 1024 + 16}k")
    assert refused(done(disk, *words), disk) == 12, "all runs, but no room for the NetCDF file"
    assert [p.stat().st_mtime_ns for p in parts] == before, "none that was kept is made again"
    enlarge(disk, "4m")
    made = done(disk, *words)
    assert made.returncode == 0, made.stderr
    assert [f.suffix for f in (disk / "out").rglob("*") if f.is_file()] == [".nc"]


@pytest.mark.thorough
def test_a_comparison_on_a_full_disk_goes_on_at_every_stage(disk: Path) -> None:
    """The journal of runs, files of the result, runs of the report, the report, files beside it."""
    words = ("compare", "twin_republics_1971", "--quick", "--new-runs")
    told = []
    kept = refused(done(disk, *words), disk)
    assert kept > 20
    for size in ("80k", "120k", "500k", "1000k"):
        enlarge(disk, size)
        made = done(disk, *words)
        if made.returncode == 0:
            break
        refused(made, disk)
        told.append(re.search(r"cannot write (\S+):", made.stderr)[1])  # type: ignore[index]
    enlarge(disk, "8m")
    made = done(disk, *words)
    assert made.returncode == 0, made.stderr
    assert (disk / "out" / "report.html").stat().st_size > 1e5
    assert len(set(told)) >= 2, told
