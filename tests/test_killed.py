"""Commands killed by each signal: nothing lost, nobody left, the same bytes at the end."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parent.parent / "tools"


def loaded(name: str):
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[name] = made
    spec.loader.exec_module(made)
    return made


@pytest.fixture(scope="module")
def tool():
    return loaded("kill_test")


@pytest.fixture(scope="module")
def anywhere(tool):
    return loaded("kill_anywhere")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals are others there")
@pytest.mark.parametrize("verb", ["run", "table"])
def test_what_is_said_to_be_kept_is_kept(tool, verb, tmp_path):
    trial = tool.Trial(verb, times=1, runs=400)
    count, differ = tool.tried(trial, tmp_path)
    assert count.kills and not (count.lost or count.orphans or count.wrong or count.silent), count
    assert differ == []


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals are others there")
@pytest.mark.parametrize(
    "verb", ["compare", "fit", "lever", "claims", "sensitivity", "show", "import", "new"]
)
def test_at_any_moment_of_a_command_nothing_is_lost_or_half_written(anywhere, verb, tmp_path):
    kills, count = anywhere.tried(verb, 1, tmp_path)
    assert len(kills) == 4 and count["through after kills"] == 1
    assert [k for k in kills if k.faults] == []
    assert count["files that differ"] == 0


@pytest.mark.parametrize(
    ("name", "whole", "cut"),
    [
        ("a.json", b'{"a": 1}', b'{"a": '),
        ("a.svg", b"<svg></svg>", b"<svg></sv"),
        ("report.html", b"<html></html>\n", b"<html>"),
        ("a.csv", b"a,b\n1,2\n", b"a,b\n1"),
        ("a.csv", b"a,b\n1,2\n", b""),
    ],
)
def test_a_half_file_is_seen(anywhere, name, whole, cut):
    assert anywhere.sound(name, whole) and not anywhere.sound(name, cut)


def test_what_is_other_than_it_should_be_is_seen(anywhere, tmp_path):
    whole = anywhere.Whole({"a.csv": b"a\n1\n", "comparison.json": b"{}"}, 1.0, {})
    (tmp_path / "a.csv").write_bytes(b"a\n2\n")
    (tmp_path / "b.json").write_bytes(b"[1]")
    (tmp_path / "comparison.json").write_bytes(b"[0]")
    assert [f.split()[0] for f in sorted(anywhere.looked_at(tmp_path, whole))] == [
        "a.csv",
        "b.json",
    ]
    assert anywhere.differing(anywhere.files_of(tmp_path), whole) == [
        "a.csv",
        "b.json",
        "comparison.json",
    ]


def test_an_entry_cut_short_is_none(tool, tmp_path):
    """Also zeros, which a crash of a machine leaves at the end of a file: their checksum is nought too."""
    from thaw.jobs.run_pool import journal_entry, read_journal

    whole = [journal_entry(n, None, {"a": 1.0}, "why") for n in range(3)]
    data = b"".join(whole)
    assert [len(b) for b in tool.entries(data)] == [len(w) - 8 for w in whole]
    assert len(tool.entries(data[:-1])) == 2
    assert len(tool.entries(whole[0] + b"\0" * 20 + whole[1])) == 1
    for tail in (data[-9:-1], b"\0" * 20, b"\0" * 7, b"rubbish, and more of it"):
        file = tmp_path / "runs.shard"
        file.write_bytes(whole[0] + tail)
        assert [n for n, *_ in read_journal(file, 0)] == [0]
        assert file.read_bytes() == whole[0], (
            "what was cut short is dropped, so that more can follow"
        )
