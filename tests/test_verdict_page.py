"""The worked example of the verdict: its numbers are those of a comparison of the inputs as they are today."""

from __future__ import annotations

import importlib.util
import json
import math
from pathlib import Path

import pytest

from thaw.case import load_case
from thaw.inference.comparison import Comparison
from thaw.record import load_record
from thaw.report.reading import read_comparison
from thaw.report.verdict import verdict

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("verdict_page", ROOT / "tools/verdict_page.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_fresh(tool):
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(tool.kept()), (
        "run tools/verdict_page.py"
    )


def test_the_kept_comparison_is_of_the_case_and_record_as_they_are(tool):
    raw = tool.kept()
    settings = raw["settings"]
    assert settings["record_hash"] == load_record(raw["record"]).hash
    assert settings["quick"] is False
    assert load_case(raw["case"]).record == raw["record"]


def test_its_verdict_is_firm(tool):
    said = verdict(read_comparison(Comparison.from_dict(tool.kept())))
    assert said.decided and len(said.leaders) == 1


def test_tempering_is_what_the_page_says(tool):
    """Prior times evidence to the power of one over the temperature, families sharing equally."""
    c = Comparison.from_dict(tool.kept())
    p = c.probabilities
    evidence = {a: p.untempered[a] / p.prior[a] for a in p.prior}
    made = {a: p.prior[a] * evidence[a] ** (1 / p.temperature) for a in evidence}
    for a in made:
        assert made[a] / math.fsum(made.values()) == pytest.approx(p.tempered[a], abs=1e-6)
    assert p.hybrids.share_tempered <= p.hybrids.allowed < p.hybrids.share_untempered


def test_weights_of_episodes_add_up(tool):
    for row in Comparison.from_dict(tool.kept()).weights.accounts.values():
        assert math.fsum(row.prequential) == pytest.approx(row.total, abs=1e-6)


def test_another_comparison_makes_another_page(tool):
    raw = json.loads(json.dumps(tool.kept()))
    raw["probabilities"]["temperature"] *= 2
    assert tool.page(raw) != tool.page(tool.kept())
    raw["spread"]["in_front"].update(agree=1, firm=False)
    assert "Not all hold" in tool.page(raw)


@pytest.mark.slow
def test_made_again_it_says_the_same(tool, tmp_path):
    import thaw

    again, kept = (
        thaw.compare(tool.kept()["case"], out=tmp_path),
        Comparison.from_dict(tool.kept()),
    )
    for account, p in kept.probabilities.tempered.items():
        assert again.probabilities.tempered[account] == pytest.approx(p, abs=0.02)
    assert again.recovery.matrix == kept.recovery.matrix
