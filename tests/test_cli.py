"""The command line: help, mistakes, faults, and finished runs that are never lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import thaw.simulate
from thaw import verbs
from thaw.cli import cli, main
from thaw.run import Run, load_run

VALID = Path(__file__).parent / "cases" / "valid"
ACCOUNT, CASE = str(VALID / "toy_2024.yaml"), str(VALID / "minimal.yaml")


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_help_has_an_example(command: str, capsys: pytest.CaptureFixture) -> None:
    assert main([command, "--help"]) == 0
    text = capsys.readouterr().out
    assert "Example" in text
    assert f"thaw {command}" in text.split("Example")[1]


def test_all_commands_are_there() -> None:
    wanted = {"run", "compare", "table", "record", "cases", "accounts", "resolve", "measures"}
    assert wanted <= set(cli.commands)


def test_help_loads_nothing_heavy() -> None:
    """Help answers without numba, scipy or pandas; best of five below half a second of work."""
    code = (
        "import sys, thaw.cli; code = thaw.cli.main(['--help']);"
        "heavy = {'numba', 'scipy', 'pandas', 'xarray', 'numpy'} & set(sys.modules);"
        "print('HEAVY', sorted(heavy)); sys.exit(code)"
    )
    spent = []
    for _ in range(5):
        before = os.times()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        after = os.times()
        spent.append(after.children_user + after.children_system
                     - before.children_user - before.children_system)  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "HEAVY []" in done.stdout
    assert min(spent) < 0.5


def test_a_mistake_is_told_without_a_traceback(capsys: pytest.CaptureFixture) -> None:
    assert main(["cases", "bloc_1935"]) == 2
    told = capsys.readouterr().err
    assert "did you mean: bloc_1953?" in told
    assert "Traceback" not in told


def test_a_wrong_option_is_a_usage_error(capsys: pytest.CaptureFixture) -> None:
    assert main(["run", ACCOUNT, CASE, "--people", "few"]) == 2
    assert "neither a number nor 'all'" in capsys.readouterr().err


def test_a_fault_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    def fault(*args, **options):
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(verbs, "run", fault)
    assert main(["run", ACCOUNT, CASE]) == 1
    told = capsys.readouterr().err
    log = next(tmp_path.glob("thaw-error-*.log"))
    assert log.name in told and "Traceback" not in told
    text = log.read_text()
    assert "ZeroDivisionError" in text and "thaw run" in text


def made_up(account, case, seeds, levers=(), people=None, workers=None, progress=None, **_) -> Run:
    """A Run whose strikers equal the seed, plus 1000 with a lever; no engine needed."""
    import xarray as xr

    seeds = list(seeds)
    measures = [name for name, _ in verbs.SHOWN]
    values = np.zeros((len(seeds), 3, 1, len(measures)), np.float32)
    values[:, 1, :, 0] = np.array(seeds)[:, None] + (1000 if levers else 0)
    data = xr.Dataset(
        {"polity_measures": (("run", "time", "polity", "measure"), values)},
        coords={"seed": ("run", seeds), "polity": ["ONE"], "measure": measures},
    )
    for n in range(len(seeds)):
        if progress:
            progress(n + 1, len(seeds))
    return Run(data)


def test_run_saves_all_seeds_and_shows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(thaw.simulate, "simulate", made_up)
    out = str(tmp_path)
    assert main(["run", ACCOUNT, CASE, "--runs", "40", "--seed", "5", "--out", out]) == 0
    file = tmp_path / "toy_2024.minimal.nc"
    assert list(load_run(file).data.seed.values) == list(range(5, 45))
    assert not list(tmp_path.glob("*.parts"))
    shown = capsys.readouterr().out
    assert "ONE" in shown and "24 [" in shown  # median of 5..44 is 24.5, shown as 24


def test_lever_is_paired_with_the_run_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """Every pair differs by exactly 1000, so the interval of the difference has no width."""
    monkeypatch.setattr(thaw.simulate, "simulate", made_up)
    arguments = ["run", ACCOUNT, CASE, "--runs", "3", "--lever", "no_death"]
    assert main([*arguments, "--out", str(tmp_path)]) == 0
    assert "1,000" in capsys.readouterr().out
    columns, rows = verbs.difference_table(
        tmp_path / "toy_2024.minimal.nc", tmp_path / "toy_2024.minimal.no_death.nc"
    )
    assert columns[1] == ">peak strikers"
    assert rows[0][1] == "1,000 [1,000, 1,000]"


def test_a_finished_run_is_never_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault in the third block leaves two on disk; the second call does only what is missing."""
    asked: list[list[int]] = []

    def failing(account, case, seeds, *rest, **options):
        asked.append(list(seeds))
        if seeds[0] > 2 * verbs.BLOCK:
            raise RuntimeError("power cut")
        return made_up(account, case, seeds, *rest, **options)

    monkeypatch.setattr(thaw.simulate, "simulate", failing)
    with pytest.raises(RuntimeError, match="power cut"):
        verbs.run(ACCOUNT, CASE, tmp_path, runs=3 * verbs.BLOCK, seed=1)
    assert len(asked) == 3
    monkeypatch.setattr(thaw.simulate, "simulate",
                        lambda *a, **k: asked.append(list(a[2])) or made_up(*a, **k))  # fmt: skip
    path = verbs.run(ACCOUNT, CASE, tmp_path, runs=3 * verbs.BLOCK, seed=1)
    assert asked[3:] == [list(range(2 * verbs.BLOCK + 1, 3 * verbs.BLOCK + 1))]
    assert list(load_run(path).data.seed.values) == list(range(1, 3 * verbs.BLOCK + 1))


def test_unfinished_runs_of_another_setting_are_not_reused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def two_blocks_then_fail(account, case, seeds, *rest, **options):
        if seeds[0] > verbs.BLOCK:
            raise RuntimeError
        return made_up(account, case, seeds, *rest, **options)

    monkeypatch.setattr(thaw.simulate, "simulate", two_blocks_then_fail)
    with pytest.raises(RuntimeError):
        verbs.run(ACCOUNT, CASE, tmp_path, runs=2 * verbs.BLOCK, people=500)
    asked = []
    monkeypatch.setattr(thaw.simulate, "simulate",
                        lambda *a, **k: asked.append(a[2][0]) or made_up(*a, **k))  # fmt: skip
    verbs.run(ACCOUNT, CASE, tmp_path, runs=2 * verbs.BLOCK, people=600)
    assert asked == [1, 1 + verbs.BLOCK]


def test_lists_name_what_is_shipped(capsys: pytest.CaptureFixture) -> None:
    assert main(["cases"]) == 0
    assert "bloc_1953" in capsys.readouterr().out
    assert main(["accounts"]) == 0
    assert "stein_1956" in capsys.readouterr().out
    assert main(["measures"]) == 0
    assert "strikers" in capsys.readouterr().out


def test_case_shows_its_levers(capsys: pytest.CaptureFixture) -> None:
    assert main(["cases", CASE]) == 0
    assert "no_death" in capsys.readouterr().out


def test_account_shows_its_priors(capsys: pytest.CaptureFixture) -> None:
    assert main(["accounts", ACCOUNT]) == 0
    assert "speak_out.noise" in capsys.readouterr().out


def test_resolve_writes_the_spelled_out_file(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    file = tmp_path / "deep" / "whole.yaml"
    assert main(["resolve", ACCOUNT, CASE, "--out", str(file)]) == 0
    assert "half_sight" in file.read_text()


def test_stop_by_the_user_is_not_a_fault(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    def stopped(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(verbs, "run", stopped)
    assert main(["run", ACCOUNT, CASE]) == 130
    assert "goes on" in capsys.readouterr().err
