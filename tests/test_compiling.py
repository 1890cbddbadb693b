"""Compiling in a process of its own: the same bits, nothing done twice, and the usual way when it fails."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import thaw.jobs.replicate as engine
from thaw.jobs import compiling
from thaw.jobs.plan import make_plan

TOOLS = Path(__file__).parent.parent / "tools"


@pytest.fixture
def begun(tmp_path, monkeypatch) -> list:
    """An empty cache, no compiling here, and the processes that are begun."""
    found: list = []
    monkeypatch.setenv("THAW_CACHE", str(tmp_path))
    monkeypatch.setattr(engine, "compile_program", lambda plan: found.append("here"))
    return found


def test_a_process_that_fails_leaves_it_to_the_caller(begun, monkeypatch):
    for fault in (None, OSError("no memory"), subprocess.TimeoutExpired("python", 1.0)):

        def run(words, fault=fault, **more):
            begun.append(words[3])
            if fault is not None:
                raise fault
            return SimpleNamespace(returncode=1)

        monkeypatch.setattr(subprocess, "run", run)
        compiling.compile_soon(make_plan("null", "toy_two"))
    assert begun == ["thaw.jobs.compiling", "here"] * 3


def test_what_is_compiled_already_is_only_loaded(begun, tmp_path, monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: pytest.fail("a process was begun"))
    plan = make_plan("null", "toy_two")
    monkeypatch.setattr(compiling, "_in_a_process_of_its_own", lambda names: begun.append("there"))
    compiling.compile_soon(plan)
    [text] = tmp_path.glob("u*.py")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / f"{text.stem}.run-1.py311.1.nbc").touch()
    compiling.compile_soon(plan)
    assert begun == ["there", "here", "here"]


@pytest.mark.slow
def test_the_bits_are_those_of_the_usual_way(tmp_path):
    """The same run by a program compiled here and by one compiled there, each from an empty cache."""
    spec = importlib.util.spec_from_file_location("golden", TOOLS / "golden.py")
    assert spec is not None and spec.loader is not None
    golden = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(golden)
    text = (
        f"import sys; sys.path.insert(0, {str(TOOLS)!r})\n"
        "import golden\n"
        "from thaw.jobs.compiling import compile_soon\n"
        "from thaw.jobs.plan import make_plan\n"
        "compile_soon(make_plan('null', 'toy_two'))\n"
        "print(golden.fingerprint('stein_1956', 'toy_two', 0))\n"
    )
    made = subprocess.run(
        [sys.executable, "-c", text],
        env={**os.environ, "THAW_CACHE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.strip() == golden.fingerprint("stein_1956", "toy_two", 0)
