"""`thaw published`: mistakes are told before any run; a stop says what was kept; progress without a terminal."""

from __future__ import annotations

import csv
import errno

import pytest

from thaw.cli import faults, main
from thaw.cli import published as command
from thaw.published import kept, targets
from thaw.writing import cannot, claimed


@pytest.mark.parametrize(
    "words, told",
    [
        ("epstein_2002 --set vison=3", "did you mean: vision"),
        ("epstein_2002 --set ratio=flor", "did you mean: floor"),
        ("epstein_2002 --set ticks=2.5", "not a whole number"),
        ("epstein_2002 --set ticks=0", "outside its support"),
        ("epstein_2002 --set legitimacy=nan", "outside its support"),
        ("epstein_2002 --set ticks=5 --set ticks=6", "set twice"),
        ("epstein_2002 --set victim=quiet", "add --set model=ethnic"),
        ("epstein_2002 --set width=9", "at least 15"),
        ("epstein_2002 --set citizen_density=0.99", "do not fit"),
        ("svolik_2009 --set exits=1,2,3,4,5", "source=given"),
        ("svolik_2009 --set rates=1,2", "5 numbers"),
        ("lohmann_1994 --set starts=0,3", "as many as starts"),
        ("lohmann_1994 --set starts=3,0,1,2,4", "rise from 0"),
        ("makowsky_rubin_2013 --set districts=7", "divides people"),
        ("moro_2016 --set vision=30", "at least 61"),
        ("kuran_1991 --set thresholds=", "nobody has a threshold"),
        ("chwe_2000 --set thresholds=1,2", "four, one for each"),
        ("granovetter_1978 --preset ladder --set spread=3", "has no effect while crowd is ladder"),
        ("granovetter_1978 --preset continuum --set mean=80", "no tangency"),
        ("helbing_2023 --set citizen_density=30 --set vision=19", "more would be in view"),
    ],
)
def test_mistakes_are_told_before_any_run(words, told, capsys, monkeypatch):
    monkeypatch.setattr(targets, "replicate", lambda job: pytest.fail("a run was begun"))
    assert main(["published", *words.split(" ")]) == 2
    assert told in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_told_before_any_run(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(targets, "replicate", lambda job: pytest.fail("a run was begun"))
    (tmp_path / "file").write_text("x")
    for out, named in (
        (tmp_path, tmp_path.name),
        (tmp_path / "file" / "x.csv", "file: it is a file"),
    ):
        for more in ([], ["--seeds", "2"]):
            assert main(["published", "kuran_1991", "--out", str(out), *more]) == 2
            assert named in capsys.readouterr().err
    assert (tmp_path / "file").read_text() == "x"


@pytest.mark.parametrize(
    "words", [["accounts", "epstein_2002"], ["run", "epstein_2002", "toy_two"]]
)
def test_other_commands_point_here(words, capsys):
    assert main(words) == 2
    assert "see `thaw published epstein_2002`" in capsys.readouterr().err


def stop_after(monkeypatch, runs):
    """Let Ctrl-C come at the run after so many."""
    real, done = targets.replicate, []

    def replicate(job):
        if len(done) == runs:
            raise KeyboardInterrupt
        done.append(job)
        return real(job)

    monkeypatch.setattr(targets, "replicate", replicate)


def test_a_stop_keeps_finished_runs_and_an_earlier_file(tmp_path, capsys, monkeypatch):
    out = tmp_path / "x.csv"
    out.write_text("earlier")
    stop_after(monkeypatch, 2)
    assert main(["published", "kuran_1991", "--seeds", "5", "--out", str(out)]) == 130
    shown = capsys.readouterr()
    assert "2 of 5 runs were done; 2 runs are finished and kept in" in shown.err
    assert "2 of 2" in shown.out and out.read_text() == "earlier"
    monkeypatch.undo()
    rest = counted(monkeypatch)
    assert main(["published", "kuran_1991", "--seeds", "5", "--out", str(out)]) == 0
    assert [seed for _, _, seed in rest] == [2, 3, 4], "those that were kept are not made again"
    with out.open(newline="") as sheet:
        rows = list(csv.DictReader(sheet))
    assert [r["seed"] for r in rows] == list("01234") and float(rows[0]["opposition"]) == 10.0
    assert sorted(f.name for f in tmp_path.iterdir()) == ["x.csv"]


@pytest.mark.parametrize("words", [["--seeds", "5"], []])
@pytest.mark.parametrize(("number", "code"), [(15, 143), (1, 129)])
def test_the_exit_code_of_a_stop_is_that_of_its_signal(words, number, code, monkeypatch):
    real, done = targets.replicate, []

    def replicate(job):
        if done:
            raise faults.Terminated(number)
        done.append(job)
        return real(job)

    monkeypatch.setattr(targets, "replicate", replicate)
    assert main(["published", "kuran_1991", *words]) == code


def test_another_command_leaves_what_is_kept_for_a_file(tmp_path, capsys, monkeypatch):
    out, asked = tmp_path / "x.csv", ["published", "kuran_1991", "--seeds", "5"]
    with monkeypatch.context() as patch:
        stop_after(patch, 4)
        assert main([*asked, "--out", str(out)]) == 130
    assert main(["published", "granovetter_1978", "--seeds", "2", "--out", str(out)]) == 0
    assert main(["published", "granovetter_1978", "--out", str(tmp_path / "y.csv")]) == 0
    rest = counted(monkeypatch)
    assert main([*asked, "--out", str(out)]) == 0
    assert [seed for _, _, seed in rest] == [4]


def test_two_at_once_for_one_file_are_told(tmp_path, capsys):
    with claimed(tmp_path / ".x.csv.lock", "x.csv"):
        for words in ([], ["--seeds", "2"]):
            assert main(["published", "kuran_1991", *words, "--out", str(tmp_path / "x.csv")]) == 2
            assert "another process is making" in capsys.readouterr().err


def test_a_stop_among_targets_shows_those_that_are_done(tmp_path, capsys, monkeypatch):
    out = tmp_path / "x.csv"
    stop_after(monkeypatch, 1)
    assert main(["published", "kuran_1991", "--out", str(out)]) == 130
    shown = capsys.readouterr()
    assert "of 4 targets were done; 1 run is finished and kept in" in shown.err
    assert "the same command goes on" in shown.err and not out.exists()


def counted(monkeypatch) -> list:
    """The jobs that are run from now on."""
    real, done = targets.replicate, []
    monkeypatch.setattr(targets, "replicate", lambda job: done.append(job) or real(job))
    return done


def test_the_same_command_goes_on_where_it_was_stopped(tmp_path, capsys, monkeypatch):
    out, whole = tmp_path / "x.csv", tmp_path / "whole.csv"
    runs = tmp_path / "x.csv.runs"
    all_ = counted(monkeypatch)
    assert main(["published", "kuran_1991", "--out", str(whole)]) == 0
    assert not (tmp_path / "whole.csv.runs").exists()
    with monkeypatch.context() as patch:
        stop_after(patch, 2)
        assert main(["published", "kuran_1991", "--out", str(out)]) == 130
    with runs.open("ab") as file:
        file.write(b'["cut sho')  # as a kill leaves it
    rest = counted(monkeypatch)
    capsys.readouterr()
    assert main(["published", "kuran_1991", "--out", str(out)]) == 0
    shown = capsys.readouterr()
    assert "2 finished runs are kept" in shown.out + shown.err
    assert len(rest) == len(set(all_)) - 2
    assert out.read_text() == whole.read_text() and not runs.exists()


def test_runs_of_other_code_are_not_taken(tmp_path, capsys, monkeypatch):
    out = tmp_path / "x.csv"
    with monkeypatch.context() as patch:
        stop_after(patch, 2)
        assert main(["published", "kuran_1991", "--out", str(out)]) == 130
    monkeypatch.setattr(kept, "code_of_models", lambda: "another")
    rest = counted(monkeypatch)
    assert main(["published", "kuran_1991", "--out", str(out)]) == 0
    shown = capsys.readouterr()
    assert "of another version" in shown.out + shown.err and len(rest) == 4


def test_a_full_disk_keeps_what_was_written(tmp_path, capsys, monkeypatch):
    out = tmp_path / "x.csv"
    real = kept.Kept.add

    def add(self, job, result):
        if len(self.runs) == 2:
            raise cannot("write", self.path, OSError(errno.ENOSPC, "full"))
        real(self, job, result)

    monkeypatch.setattr(kept.Kept, "add", add)
    assert main(["published", "kuran_1991", "--out", str(out)]) == 2
    shown = capsys.readouterr().err
    assert shown.count("No space left") == 1 and "2 runs are finished and kept in" in shown
    assert (tmp_path / "x.csv.runs").read_text().count("\n") == 3


def test_how_long_it_takes_is_said_by_what_each_setting_took(capsys, monkeypatch):
    """Runs of one second, but the first of the model, which also compiles: told once, and rightly."""
    slow = iter([500.0])
    monkeypatch.setattr(targets, "replicate", lambda job: ({"x": 1.0}, next(slow, 1.0)))
    left: list[float | None] = []
    jobs = [("m", cell, seed) for cell in "ab" for seed in range(100)]
    making = targets._Making(jobs, {}, 1, lambda done, total, rest: left.append(rest), None)
    making.go()
    assert left[:2] == [None, None] and left[2] == 197.0 and left[-1] == 0.0
    with command._progress("published models") as move:
        for done, rest in enumerate(left, start=1):
            move(done, 200, rest)
    told = capsys.readouterr().err
    assert told.count("runs are left") == 1 and "197 of 200 runs are left, about 3 min" in told


def test_progress_without_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(command, "FIRST_WORD_SECONDS", 0.0)
    assert main(["published", "kuran_1991", "--seeds", "3"]) == 0
    assert "kuran_1991: 1 of 3 runs" in capsys.readouterr().err
