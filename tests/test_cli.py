"""The command line: help, mistakes, faults, and finished runs that are never lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import thaw.jobs.cluster
from thaw.cli import cli, main, tables
from thaw.errors import ThawError
from thaw.jobs import kept_runs, run
from thaw.jobs.plan import parameters_of, steps_of
from thaw.jobs.replicate import Result
from thaw.jobs.study import Way
from thaw.run import load_run
from thaw.run.names import SHOWN
from thaw.writing import claimed

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
        spent.append(
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system
        )
        assert done.returncode == 0, done.stderr
        assert "HEAVY []" in done.stdout
    assert min(spent) < 0.5


def test_a_mistake_is_told_without_a_traceback(capsys: pytest.CaptureFixture) -> None:
    assert main(["cases", "bloc_1935"]) == 2
    told = capsys.readouterr().err
    assert "did you mean: bloc_1953?" in told
    assert "Traceback" not in told


def test_a_wrong_option_is_a_usage_error(capsys: pytest.CaptureFixture) -> None:
    assert main(["run", ACCOUNT, CASE, "--runs", "few"]) == 2
    assert "not a valid integer" in capsys.readouterr().err


def test_a_fault_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    def fault(*args, **options):
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "run", fault)
    assert main(["run", ACCOUNT, CASE]) == 1
    told = capsys.readouterr().err
    log = next(tmp_path.glob("thaw-error-*.log"))
    assert log.name in told and "Traceback" not in told
    text = log.read_text()
    assert "ZeroDivisionError" in text and "thaw run" in text


def made_up(plan, seeds, way) -> Iterator[tuple[int, Result]]:
    """Runs whose strikers on the second day equal the seed, plus 1000 with a lever; no engine needed."""
    steps = len(steps_of(plan)[0])
    for seed in seeds:
        made = []
        for over, width in (("polities", 1), ("places", 1)):
            names = [m.name.removeprefix("place_") for m in plan.account.measures(over)]
            values = np.zeros((steps, width, len(names)), np.float32)
            values[1, 0, names.index("strikers")] = seed + (1000 if plan.levers else 0)
            made.append(values)
        yield seed, Result(*made, parameters_of(plan, seed), None)


@pytest.mark.thorough
def test_run_saves_all_seeds_and_shows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(kept_runs, "results", made_up)
    out = str(tmp_path)
    assert main(["run", ACCOUNT, CASE, "--runs", "40", "--seed", "5", "--out", out]) == 0
    file = tmp_path / "toy_2024.minimal.seeds5-44.nc"
    assert list(load_run(file).data.seed.values) == list(range(5, 45))
    assert not list(tmp_path.glob("*.parts"))
    shown = capsys.readouterr().out
    assert "ONE" in shown and "24 [" in shown  # median of 5..44 is 24.5, shown as 24


def test_run_shows_what_the_account_predicts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """The toy predicts a striker somewhere by the end of February: so it is in nine runs of ten,
    that of seed 0 having none; Jeffreys' 90% interval of 9 in 10 is 67% to 98%."""
    monkeypatch.setattr(kept_runs, "results", made_up)
    arguments = ["run", ACCOUNT, CASE, "--runs", "10", "--seed", "0", "--out", str(tmp_path)]
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert "strikes-first" in shown and "90% [67%, 98%]" in shown and "10 of 10" in shown


def test_a_table_of_runs_keeps_its_first_column_on_a_narrow_screen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """Six columns of large numbers with ranges are wider than 80 characters: they wrap."""
    from rich.console import Console

    from thaw.cli import screen

    monkeypatch.setattr(screen, "out", Console(width=80))
    wide = "1,230,000 [239,000, 1,710,000]"
    columns = ["polity", *(">" + title for _, title in SHOWN)]
    screen.table("", columns, [["USSR", *[wide] * len(SHOWN)]])
    shown = capsys.readouterr().out
    assert "polity" in shown and "USSR" in shown
    assert shown.count("1,710,000]") == len(SHOWN)


def test_compare_hands_on_table_and_cover(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    import thaw.jobs.compare

    asked = {}

    def compared(study, out, **options):
        asked.update(options, case=study.case.name)
        raise ThawError("enough")

    monkeypatch.setattr(thaw.jobs.compare, "compare_case", compared)
    options = ["--table", "a.table", "--cover", "b.svg", "--out", str(tmp_path)]
    assert main(["compare", "bloc_1953", *options]) == 2
    assert asked["table"] == Path("a.table") and asked["cover"] == Path("b.svg")
    assert main(["compare", "bloc_1953", "--out", str(tmp_path)]) == 2
    assert asked["table"] is None and asked["cover"] is None


BAD = {
    "run unknown account": (["run", "stien_1956", CASE], "did you mean: stein_1956?"),
    "run unknown case": (["run", ACCOUNT, "bloc_1935"], "did you mean: bloc_1953?"),
    "run unknown lever": (["run", ACCOUNT, CASE, "--lever", "no_deaht"], "did you mean: no_death?"),
    "run lever twice": (["run", ACCOUNT, CASE, *["--lever", "no_death"] * 2], "named twice"),
    "run no runs": (["run", ACCOUNT, CASE, "--runs", "0"], "0 is not in the range"),
    "compare unknown case": (["compare", "bloc_1935"], "did you mean: bloc_1953?"),
    "compare unknown account": (
        ["compare", "bloc_1953", "--account", "stien_1956"],
        "did you mean: stein_1956?",
    ),
    "compare unknown record": (
        ["compare", "bloc_1953", "--record", "bloc_1917_1986"],
        "did you mean: bloc_1917_1968?",
    ),
    "compare without a record": (["compare", "toy_two"], "--record"),
    "compare no table": (["compare", "bloc_1953", "--table", "absent.table"], "no such table"),
    "compare table of something else": (["compare", "bloc_1953", "--table", CASE], "not for"),
    "compare cover": (["compare", "bloc_1953", "--cover", "cover.txt"], ".svg or .png"),
    "table unknown case": (["table", "bloc_1935"], "did you mean: bloc_1953?"),
    "table unknown account": (["table", "bloc_1953", "--account", "nul"], "did you mean: null?"),
    "record unknown": (["record", "bloc_1917_1986"], "did you mean: bloc_1917_1968?"),
    "cases unknown": (["cases", "toy_tow"], "did you mean: toy_two?"),
    "cases of an account": (["cases", ACCOUNT], "unknown key 'account': the file describes an"),
    "accounts unknown": (["accounts", "deutsher_1956"], "did you mean: deutscher_1956?"),
    "accounts of a case": (["accounts", CASE], "unknown key 'case': the file describes a case"),
    "resolve unknown": (["resolve", "stein_1956", "toy_tow"], "did you mean: toy_two?"),
    "cite unknown": (["cite", "stein-1957"], "did you mean: stein-1956?"),
    "causes unknown account": (["causes", "stien_1956", CASE], "did you mean: stein_1956?"),
    "causes no table": (["causes", "stein_1956", "toy_two", "--named", "no.csv"], "no such file"),
    "measures with an argument": (["measures", "strikers"], "unexpected extra argument"),
    "new with a name that is none": (["new", "account", "Mein-Konto"], "did you mean: mein_konto?"),
    "new of no kind": (["new", "acount", "mine"], "is not one of"),
    "schema of no kind": (["schema", "levers"], "is not one of"),
    "published unknown": (["published", "granoveter_1978"], "granovetter_1978"),
    "lever unknown": (["lever", CASE, "no_deaht"], "did you mean: no_death?"),
    "lever unknown case": (["lever", "bloc_1935", "no_suez"], "did you mean: bloc_1953?"),
    "lever unknown account": (
        ["lever", CASE, "no_death", "--account", "stien_1956"],
        "did you mean: stein_1956?",
    ),
    "lever without a comparison": (
        ["lever", CASE, "no_death", "--weights", "absent"],
        "folder that `thaw compare` wrote",
    ),
    "systems unknown case": (["systems", "bloc_1935"], "did you mean: bloc_1953?"),
    "systems on no case": (["systems", "--runs", "2"], "names no case"),
    "claims unknown case": (["claims", "bloc_1935"], "did you mean: bloc_1953?"),
    "claims unknown account": (
        ["claims", "bloc_1953", "--account", "stien_1956"],
        "did you mean: stein_1956?",
    ),
    "claims no table": (["claims", "bloc_1953", "--table", "absent.json"], "no table of claims"),
    "eliminate unknown case": (["eliminate", "bloc_1935"], "did you mean: bloc_1953?"),
    "eliminate without a record": (["eliminate", "toy_two"], "--record"),
    "eliminate unknown question": (
        ["eliminate", "bloc_1953", "--question", "why_conced"],
        "did you mean: why_concede?",
    ),
    "eliminate unknown cause": (
        ["eliminate", "bloc_1953", "--cause", "external_presure"],
        "did you mean: external_pressure?",
    ),
    "compare-dates unknown case": (
        ["compare-dates", "bloc_1935", "1953", "1957"],
        "did you mean: bloc_1953?",
    ),
    "compare-dates the wrong way": (
        ["compare-dates", "bloc_1953", "1957", "1953"],
        "does not come after",
    ),
    "compare-dates outside": (
        ["compare-dates", "bloc_1953", "1924", "1953"],
        "no day of bloc_1953",
    ),
    "compare-dates unknown country": (
        ["compare-dates", "bloc_1953", "1953", "1957", "--polity", "HUNG"],
        "did you mean: HUN?",
    ),
    "fit unknown account": (["fit", "stein_1965", "bloc_1953"], "did you mean: stein_1956?"),
    "next unknown case": (["next", "bloc_1935"], "did you mean: bloc_1953?"),
    "validate unknown case": (["validate", "bloc_1935"], "did you mean: bloc_1953?"),
    "sensitivity unknown case": (["sensitivity", "bloc_1935"], "did you mean: bloc_1953?"),
    "forecast from no date": (["forecast", "bloc_1953", "--from", "soon"], "'soon' is no date"),
    "forecast from before": (
        ["forecast", "bloc_1953", "--from", "1867-01-01"],
        "leaves nothing to fit",
    ),
    "show unknown case": (["show", "bloc_1935"], "did you mean: bloc_1953?"),
    "show no file": (["show", "nofile.nc"], "nofile.nc: there is no such file"),
    "import unknown format": (["import", "aclad", "x.csv", "--out", "r"], "did you mean: acled?"),
    "import no file": (["import", "acled", "x.csv", "--out", "r"], "x.csv: cannot be read"),
    "odd unknown": (["odd", "toy_tow"], "did you mean: toy_two?"),
    "figure of no kind": (["figure", "timelin"], "did you mean: timeline?"),
    "lab unknown case": (["lab", "toy_tow"], "did you mean: toy_two?"),
    "no such command": (["compaer", "bloc_1953"], "No such command"),
}


@pytest.mark.parametrize("arguments, told", BAD.values(), ids=BAD)
def test_bad_input_of_every_verb_is_told(
    arguments: list[str],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    """Exit code 2, a line that helps, no traceback, no log, and nothing run."""
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert told in " ".join(shown.err.split())
    assert "Traceback" not in shown.out + shown.err
    assert not list(tmp_path.rglob("*.nc")) and not list(tmp_path.rglob("*.log"))
    late = {"--table", "--cover"} & {
        *arguments
    } or told == "--record"  # read once the folder was tried
    assert late or not (tmp_path / "out").exists()


def test_no_verb_is_without_a_bad_input() -> None:
    assert {arguments[0] for arguments, _ in BAD.values()} >= set(cli.commands)


@pytest.mark.thorough
def test_lever_is_paired_with_the_run_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """Every pair differs by exactly 1000, so the interval of the difference has no width."""
    monkeypatch.setattr(kept_runs, "results", made_up)
    arguments = ["run", ACCOUNT, CASE, "--runs", "3", "--lever", "no_death"]
    assert main([*arguments, "--out", str(tmp_path)]) == 0
    assert "1,000" in capsys.readouterr().out
    columns, rows = tables.difference_table(
        tmp_path / "toy_2024.minimal.seeds1-3.nc",
        tmp_path / "toy_2024.minimal.no_death.seeds1-3.nc",
    )
    assert columns[1] == ">peak strikers"
    assert rows[0][1] == "1,000 [1,000, 1,000]"


def test_a_lever_may_lie_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """Results bear its name; what is wrong in it, or against another lever, is told before any run."""
    monkeypatch.setattr(kept_runs, "results", made_up)
    file = tmp_path / "later.yaml"
    file.write_text("title: Later\nmove: {death: 1953-01-20}\n")
    arguments = ["run", ACCOUNT, CASE, "--runs", "3", "--out", str(tmp_path / "out")]
    assert main([*arguments, "--lever", str(file)]) == 0
    assert "With later, difference" in capsys.readouterr().out
    assert (tmp_path / "out" / "toy_2024.minimal.later.seeds1-3.nc").exists()
    monkeypatch.setattr(kept_runs, "results", None)
    assert main([*arguments, "--lever", str(file), "--lever", "no_death"]) == 2
    assert "death is dropped, and moved to 1953-01-20" in capsys.readouterr().err
    file.write_text("title: Later\nmove:\n  deth: 1953-01-20\n")
    assert main([*arguments, "--lever", str(file)]) == 2
    told = capsys.readouterr().err
    assert "later.yaml:3: move.deth" in told and "did you mean: death?" in told


def stops_after(n: int, asked: list[int], problem: BaseException):
    """`made_up`, which notes the seeds that it makes and stops after `n` of them."""

    def results(plan, seeds, way):
        for k, made in enumerate(made_up(plan, seeds, way)):
            if k == n:
                raise problem
            asked.append(made[0])
            yield made

    return results


def test_runs_of_a_lever_file_that_was_edited_do_not_mix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs left by a stop belong to what the file said then."""
    file = tmp_path / "later.yaml"
    asked: list[int] = []
    monkeypatch.setattr(kept_runs, "results", stops_after(2, asked, RuntimeError("stopped")))
    for day, due in (("20", [1, 2]), ("20", [3, 4]), ("21", [1, 2])):
        file.write_text(f"move: {{death: 1953-01-{day}}}\n")
        asked.clear()
        with pytest.raises(RuntimeError, match="stopped"):
            run.run(ACCOUNT, CASE, tmp_path, runs=6, seed=1, levers=[file])
        assert asked == due


@pytest.mark.parametrize("n", [0, 1, 7])
def test_a_finished_run_is_never_lost(
    n: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stop after n runs leaves n on disk and says so; the second call does only what is missing."""
    asked: list[int] = []
    monkeypatch.setattr(kept_runs, "results", stops_after(n, asked, KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt) as caught:
        run.run(ACCOUNT, CASE, tmp_path, runs=9, seed=1)
    parts = tmp_path / "toy_2024.minimal.parts"
    assert len(list(parts.glob("*.run.npz"))) == n
    said = [f"{n} of 9 runs are finished and kept in {parts}; the same command goes on from there"]
    assert getattr(caught.value, "__notes__", []) == (said if n else [])
    asked.clear()
    monkeypatch.setattr(kept_runs, "results", stops_after(-1, asked, RuntimeError()))
    path = run.run(ACCOUNT, CASE, tmp_path, runs=9, seed=1)
    assert asked == list(range(n + 1, 10))
    made = load_run(path)
    assert made.seeds == list(range(1, 10)) and not parts.exists()
    assert made.measure("strikers").max(axis=1)[:, 0].tolist() == list(range(1, 10))


def test_a_damaged_run_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(kept_runs, "results", stops_after(3, asked, KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        run.run(ACCOUNT, CASE, tmp_path, runs=4, seed=1)
    part = next(tmp_path.rglob("*-2.run.npz"))
    part.write_bytes(part.read_bytes()[:-40])
    asked.clear()
    monkeypatch.setattr(kept_runs, "results", stops_after(-1, asked, RuntimeError()))
    run.run(ACCOUNT, CASE, tmp_path, runs=4, seed=1)
    assert asked == [2, 4]


def test_unfinished_runs_of_another_setting_are_neither_reused_nor_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(kept_runs, "results", stops_after(2, asked, RuntimeError()))
    with pytest.raises(RuntimeError):
        run.run(ACCOUNT, CASE, tmp_path, runs=3)
    code_hash = run.code_hash
    monkeypatch.setattr(kept_runs, "results", stops_after(-1, asked, RuntimeError()))
    monkeypatch.setattr(run, "code_hash", lambda: "of an edited engine")
    asked.clear()
    run.run(ACCOUNT, CASE, tmp_path, runs=3)
    assert asked == [1, 2, 3]
    monkeypatch.setattr(run, "code_hash", code_hash)
    asked.clear()
    run.run(ACCOUNT, CASE, tmp_path, runs=3)
    assert asked == [3] and len(list(tmp_path.glob("*.nc"))) == 2


def test_no_result_is_overwritten_by_another_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    """Other seeds, fewer runs, levers, an edited account: a file each. The same again runs nothing."""
    monkeypatch.setattr(kept_runs, "results", made_up)
    account = tmp_path / "toy_2024.yaml"
    account.write_bytes(Path(ACCOUNT).read_bytes())
    out = tmp_path / "out"
    first = ["run", str(account), CASE, "--runs", "6", "--out", str(out)]
    assert main(first) == 0
    held = {f: f.read_bytes() for f in out.iterdir()}
    text = account.read_text()
    for more, edit in (
        (["--seed", "99"], text),
        (["--quick"], text),
        (["--lever", "no_death"], text),
        ([], text.replace("[-1.6, 0.2]", "[-1.6, 0.3]")),
        ([], text + "\n# a note\n"),
    ):
        account.write_text(edit)
        assert main([*first, *more]) == 0
        assert all(f.read_bytes() == content for f, content in held.items())
    held = {f: f.read_bytes() for f in out.iterdir()}
    assert len(held) == 5, "a note in an account makes no other result"
    monkeypatch.setattr(kept_runs, "results", None)
    capsys.readouterr()
    account.write_text(text)
    assert main(first) == 0
    assert "there already" in capsys.readouterr().err
    assert {f: f.read_bytes() for f in out.iterdir()} == held


def test_two_processes_do_not_make_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(kept_runs, "results", made_up)
    parts = tmp_path / "toy_2024.minimal.parts"
    arguments = ["run", ACCOUNT, CASE, "--runs", "3", "--out", str(tmp_path)]
    with claimed(parts / "toy_2024.minimal.seeds1-3.lock", "it"):
        assert main(arguments) == 2
        told = capsys.readouterr().err
        assert "another process is making toy_2024.minimal.seeds1-3.nc" in told
        assert f"number {os.getpid()}" in told
        assert main([*arguments, "--seed", "7"]) == 0
    assert main(arguments) == 0


@pytest.mark.thorough
def test_runs_come_as_an_executor_ends_them_and_lie_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def slow_first(plan, seed, *rest):
        time.sleep(0.05 if seed == 1 else 0)
        return next(made_up(plan, [seed], None))[1]

    monkeypatch.setattr(kept_runs.engine, "run_once", slow_first)
    with ThreadPoolExecutor(4) as pool:
        path = run.run(ACCOUNT, CASE, tmp_path, runs=20, way=Way(executor=pool))
    assert load_run(path).seeds == list(range(1, 21))
    assert load_run(path).measure("strikers").max(axis=1)[:, 0].tolist() == list(range(1, 21))


@pytest.mark.thorough
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

    monkeypatch.setattr(run, "run", stopped)
    assert main(["run", ACCOUNT, CASE]) == 130
    assert capsys.readouterr().err.strip() == "thaw: stopped"  # nothing is kept, nothing is claimed


FAR = ["run", ACCOUNT, CASE], ["table", "bloc_1953"], ["compare", "bloc_1953"]


@pytest.mark.parametrize("arguments", FAR, ids=[a[0] for a in FAR])
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere", "carrier://pigeon:1"])
def test_a_dead_scheduler_is_told_before_anything_runs(
    arguments: list[str],
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(thaw.jobs.cluster, "SECONDS", 0.5)
    assert main([*arguments, "--scheduler", address]) == 2
    shown = capfd.readouterr()
    assert f"no scheduler answers at {address}" in shown.err
    assert "Traceback" not in shown.out + shown.err and not list(tmp_path.iterdir())


def test_a_scheduler_without_dask_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["table", "bloc_1953", "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert 'pip install "thaw-sim[cluster]"' in capsys.readouterr().err
