"""`thaw new`: what it writes loads, passes its test and runs, as it stands."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from thaw import mechanism as declared
from thaw.account import load_account
from thaw.account.steps import COMMON_STEPS
from thaw.case import load_case
from thaw.cli import main
from thaw.errors import ThawError
from thaw.jobs.plan import make_plan
from thaw.jobs.replicate import run_once
from thaw.jobs.skeletons import FILES, check_name, write
from thaw.record import load_record


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declared, "_SOURCES", dict(declared._SOURCES))


def test_each_kind_is_written_and_loads(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    for kind in FILES:
        assert main(["new", kind, "my_first", "--out", str(tmp_path / kind)]) == 0
        said = capsys.readouterr().out
        assert "next:  " in said
        following = shlex.split(said.split("next:  ")[1].splitlines()[0])
        if kind == "mechanism":
            assert Path(following[-1]).is_file()
        else:
            assert main(following[1:]) == 0, "the command that it says to type next"
            capsys.readouterr()
    account = load_account(tmp_path / "account" / "my_first.yaml")
    assert account.steps == COMMON_STEPS and len(account.priors) == len(account.predicts) == 1
    assert "test" in account.predicts[0]
    case = load_case(tmp_path / "case" / "my_first.yaml")
    assert case.levers["leader_lives"].drop == ("leader-dies",)
    record = load_record(tmp_path / "record" / "my_first")
    assert record.name == "my_first"
    assert min(len(record.events), len(record.attestations), len(record.series)) == 1


def test_the_test_of_a_new_mechanism_passes(tmp_path: Path) -> None:
    write("mechanism", "my_weariness", tmp_path)
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_my_weariness.py"]
    here = os.environ | {"PYTHONPATH": str(Path(declared.__file__).parents[1])}
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, env=here)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout


def test_a_new_mechanism_beside_a_new_account_runs(tmp_path: Path) -> None:
    """Few steps of the plain program; compiling one takes half a minute and is tried elsewhere."""
    write("mechanism", "my_weariness", tmp_path)
    (file,) = write("account", "mine_2025", tmp_path).files
    text = file.read_text(encoding="utf-8")
    assert text.count("\nsteps: common\n") == 1
    whole = text.replace(
        "\nsteps: common\n", "\nsteps: common\nafter: {local_shocks: ./my_weariness.py}\n"
    )
    file.write_text(whole, encoding="utf-8")
    steps = load_account(file, trust_code=True).steps
    assert steps[steps.index("local_shocks") + 1] == "my_weariness"
    few = text.replace("\nsteps: common\n", "\nsteps: [./my_weariness.py, decide_concession]\n")
    file.write_text(few, encoding="utf-8")
    plan = make_plan(load_account(file, trust_code=True), "toy_two", sub_steps=1)
    start, end = (run_once(plan, 1, "default", plain=True, steps=n).world for n in (0, 6))
    fell = end.groups.efficacy < start.groups.efficacy
    assert fell[start.groups.efficacy > 0].all() and fell.any()


def test_a_new_case_runs(tmp_path: Path) -> None:
    (file,) = write("case", "my_country", tmp_path).files
    plan = make_plan("null", load_case(file), sub_steps=1)
    assert run_once(plan, 1, plain=True, steps=2).polity.shape[:2] == (59, 1)


@pytest.mark.parametrize("kind", FILES)
def test_nothing_is_overwritten(kind: str, tmp_path: Path) -> None:
    made = write(kind, "my_first", tmp_path)
    made.files[-1].write_text("of one's own")
    for file in made.files[:-1]:
        file.unlink()
    with pytest.raises(ThawError, match="is there already"):
        write(kind, "my_first", tmp_path)
    assert made.files[-1].read_text() == "of one's own"
    assert not any(file.exists() for file in made.files[:-1])


@pytest.mark.parametrize(
    ("kind", "name", "says"),
    [
        ("account", "Stein-1956", "did you mean: stein_1956?"),
        ("account", "1956_stein", "a letter first"),
        ("account", "stein_1956", "a shipped account is called 'stein_1956'"),
        ("mechanism", "speak_out", "a shipped mechanism is called"),
        ("mechanism", "class", "cannot be the name of a mechanism"),
        ("case", "toy_two", "a shipped case is called"),
        ("case", "true", "means something else in YAML"),
        ("record", "bloc_1917_1968", "a shipped record is called"),
        ("record", "../elsewhere", "small letters"),
        ("acount", "x", "did you mean: account?"),
    ],
)
def test_names_are_checked(kind: str, name: str, says: str) -> None:
    with pytest.raises(ThawError) as caught:
        check_name(kind, name)
    assert says in str(caught.value)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ThawError, match="cannot write"):
        write("case", "my_country", tmp_path / "file" / "below")
