"""What a stop leaves: no draft of the dead, no half of a set, no part of what is whole, and the code of its signal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import thaw.writing as writing
from thaw.cli import faults
from thaw.errors import ThawError
from thaw.importing.folder import _write
from thaw.jobs.reference_table import parts_of_before
from thaw.jobs.run_pool import Unusable, Wanted, drop_parts, make_table
from thaw.jobs.skeletons import FILES, write
from thaw.writing import DRAFT, claimed, ready, swept, write_new, write_whole

unix = pytest.mark.skipif(os.name == "nt", reason="signals and locks are others there")

ITEMS = [SimpleNamespace(id="i", episode="e", kind="cell", polity="A", what="x", topic="t")]


def one(account: str, index: int, seed: int) -> tuple[np.ndarray, dict[str, float]]:
    return np.array([index % 2], np.float32), {"p": float(index)}


class Stopped(Unusable, RuntimeError):
    pass


def stops_at_five(account: str, index: int, seed: int) -> tuple[np.ndarray, dict[str, float]]:
    if index == 5:
        raise Stopped("stopped")
    return one(account, index, seed)


HALF = """
import os, signal, sys
from pathlib import Path
import thaw.writing as writing
def killed(self, target):
    os.kill(os.getpid(), signal.SIGKILL)
Path.replace = killed
writing.write_whole({!r}, "half")
"""


@unix
def test_the_draft_of_a_killed_process_goes_and_that_of_a_living_one_stays(tmp_path: Path) -> None:
    mine = tmp_path / ".notes"
    mine.write_text("mine")
    made = subprocess.run([sys.executable, "-c", HALF.format(str(tmp_path / "a.json"))])
    assert made.returncode == -signal.SIGKILL
    (left,) = tmp_path.glob(f"{DRAFT}*")
    assert left.read_text() == "half"
    with writing._drafted(tmp_path / "b.json", "under way") as draft:
        swept(tmp_path)
        assert draft.exists() and not left.exists() and mine.exists()
        draft.replace(tmp_path / "b.json")
    left.write_text("again")
    ready(tmp_path)
    assert sorted(f.name for f in tmp_path.iterdir()) == [".notes", "b.json"]


@unix
def test_a_draft_that_is_swept_before_its_lock_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, taken = writing._lock, []

    def late(descriptor: int) -> bool | None:
        if not taken:
            taken.extend(tmp_path.glob(f"{DRAFT}*"))
            taken[0].unlink()
        return lock(descriptor)

    monkeypatch.setattr(writing, "_lock", late)
    assert write_whole(tmp_path / "a", "whole").read_text() == "whole" and taken


@unix
def test_a_lock_file_taken_away_by_who_had_it_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else two processes would hold locks of files of one name."""
    lock, name, taken = writing._lock, tmp_path / "a.lock", []

    def late(descriptor: int) -> bool | None:
        if not taken:
            taken.append(name)
            name.unlink()
        return lock(descriptor)

    monkeypatch.setattr(writing, "_lock", late)
    with claimed(name, "it"):
        assert name.exists() and taken
        with pytest.raises(ThawError, match="another process is making it"), claimed(name, "it"):
            raise AssertionError
    assert not name.exists()


def test_a_new_file_takes_no_place(tmp_path: Path) -> None:
    write_new(tmp_path / "a", "first")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a", "second")
    assert [f.read_text() for f in tmp_path.iterdir()] == ["first"]


def test_a_table_that_cannot_be_written_costs_no_run(tmp_path: Path) -> None:
    """What is done with the runs before they are written may fail or be killed: their parts are there."""
    out = tmp_path / "a.table"

    def stopped(bank: object) -> object:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_table(one, Wanted(["x"], 5, 1, ITEMS, {}, stopped), out, workers=1)
    made: list[int] = []

    def told(account: str, index: int, seed: int) -> tuple[np.ndarray, dict[str, float]]:
        made.append(index)
        return one(account, index, seed)

    bank = make_table(told, Wanted(["x"], 5, 1, ITEMS), out, workers=1)
    assert len(bank.y) == 5 and not made
    assert [f.name for f in tmp_path.iterdir()] == ["a.table"]


def test_parts_of_a_table_that_is_whole_go_and_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a kill between the writing of a table and the removal of its parts leaves them."""
    out, wanted = tmp_path / "a.table", Wanted(["x", "y"], 3, 1, ITEMS)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_, **__: None)
        make_table(one, wanted, out, workers=1)
    parts = tmp_path / "a.table.parts"
    (parts / "x.of-another-setting.shard").write_bytes(b"")
    assert len(list(parts.iterdir())) == 3
    drop_parts(wanted, out)
    assert [f.name for f in parts.iterdir()] == ["x.of-another-setting.shard"]
    (parts / "x.of-another-setting.shard").unlink()
    with pytest.raises(RuntimeError):  # a larger making, stopped after five of its ten runs
        make_table(stops_at_five, Wanted(["x", "y"], 10, 1, ITEMS, {}), out, workers=1)
    drop_parts(wanted, out)
    (larger,) = parts.iterdir()
    assert larger.name.startswith("x."), "its finished runs are kept"
    larger.unlink()
    drop_parts(wanted, out)
    assert not parts.exists()


def test_unfinished_runs_of_an_earlier_version_are_gone_on_with(tmp_path: Path) -> None:
    out, before = tmp_path / "a.table", tmp_path / "a.fresh.table"
    with pytest.raises(RuntimeError):
        make_table(stops_at_five, Wanted(["x"], 10, 1, ITEMS), before, workers=1)
    assert list(tmp_path.glob("a.fresh.table.parts/x.*.shard"))
    parts_of_before(out)
    made: list[int] = []

    def told(account: str, index: int, seed: int) -> tuple[np.ndarray, dict[str, float]]:
        made.append(index)
        return one(account, index, seed)

    make_table(told, Wanted(["x"], 10, 1, ITEMS), out, workers=1)
    assert made == [5, 6, 7, 8, 9] and [f.name for f in tmp_path.iterdir()] == ["a.table"]


@pytest.mark.parametrize("kind", ["mechanism", "record"])
def test_a_skeleton_of_several_files_is_gone_on_with(kind: str, tmp_path: Path) -> None:
    made = write(kind, "mine_1", tmp_path)
    assert len(made.files) == len(FILES[kind]) > 1
    texts = {f: f.read_text() for f in made.files}
    with pytest.raises(ThawError, match="nothing is overwritten"):
        write(kind, "mine_1", tmp_path)
    made.files[-1].unlink()
    write(kind, "mine_1", tmp_path)
    assert {f: f.read_text() for f in made.files} == texts
    made.files[-1].unlink()
    made.files[0].write_text("changed since")
    with pytest.raises(ThawError, match="nothing is overwritten"):
        write(kind, "mine_1", tmp_path)
    assert made.files[0].read_text() == "changed since" and not made.files[-1].exists()


def test_a_record_that_is_to_be_replaced_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop or a kill between the two names: the old one is back, at once or with the next call."""
    out, rename = tmp_path / "rec", Path.rename
    _write(out, {"a.csv": "old"})

    def stop(self: Path, target: Path) -> Path:
        if target == out and self.name.endswith(".part"):
            raise KeyboardInterrupt
        return rename(self, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "rename", stop)
        _write(out, {"a.csv": "new"})
    assert (out / "a.csv").read_text() == "old"
    out.rename(tmp_path / ".rec.before")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "rename", stop)
        _write(out, {"a.csv": "new"})
    assert (out / "a.csv").read_text() == "old"
    _write(out, {"a.csv": "new"})
    assert (out / "a.csv").read_text() == "new"
    assert [f.name for f in tmp_path.iterdir()] == ["rec"]


STOPPED = """
import os, signal, sys
import thaw.cli.commands as commands
def stop(*_, **__):
    os.kill(os.getpid(), signal.{name})
    raise AssertionError("the signal did not stop it")
commands.cli.main = stop
from thaw.__main__ import program
sys.exit(program())
"""


@unix
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_the_exit_code_is_that_of_the_signal(name: str, code: int) -> None:
    made = subprocess.run(
        [sys.executable, "-c", STOPPED.format(name=name)], capture_output=True, text=True
    )
    assert (made.returncode, made.stdout) == (code, "")
    assert made.stderr.strip() == "thaw: stopped"


LOADING = """
import os, signal, sys
class Finder:
    def find_spec(self, name, *_):
        if name == {when!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
sys.argv = ["thaw", "--version"]
import runpy
runpy.run_module("thaw", run_name="__main__")
"""


@unix
@pytest.mark.parametrize("when", ["thaw.cli", "click", "thaw.cli.validate"])
def test_ctrl_c_while_thaw_is_loaded_shows_no_traceback(when: str) -> None:
    made = subprocess.run(
        [sys.executable, "-c", LOADING.format(when=when)], capture_output=True, text=True
    )
    assert (made.returncode, made.stdout, made.stderr) == (-signal.SIGINT, "", "")


@unix
def test_a_stop_that_got_lost_can_be_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Code of a library may swallow what a signal raises; two signals of one closed terminal are one stop."""
    now = [0.0]
    monkeypatch.setattr(faults.time, "monotonic", lambda: now[0])
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        with faults.stoppable():
            with pytest.raises(faults.Terminated):
                signal.raise_signal(signal.SIGTERM)
            now[0] = 1.0
            signal.raise_signal(signal.SIGTERM)
            now[0] = 3.0
            with pytest.raises(faults.Terminated) as stop:
                signal.raise_signal(signal.SIGTERM)
        assert faults.stopped(stop.value) == 143
    finally:
        signal.signal(signal.SIGTERM, before)
