"""`thaw table` and `thaw compare` killed by each signal: nothing lost, nobody left, the same bytes at the end."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

import pytest

TOOL = Path(__file__).parent.parent / "tools" / "kill_test.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("kill_test", TOOL)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["kill_test"] = made
    spec.loader.exec_module(made)
    return made


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals are others there")
@pytest.mark.parametrize("verb", ["run", "table", "compare"])
def test_what_is_said_to_be_kept_is_kept(tool, verb, tmp_path):
    trial = tool.Trial(verb, times=1, runs=400)
    count, differ = tool.tried(trial, tmp_path)
    assert count.kills and not (count.lost or count.orphans or count.wrong or count.silent), count
    assert differ == []


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
