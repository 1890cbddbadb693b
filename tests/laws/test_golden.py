"""Runs of every shipped account have the bits that were taken when they last changed on purpose.

tests/golden.csv also holds runs of the main case, which take minutes: `python tools/golden.py`.
"""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from thaw.account import accounts

golden = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "golden.py"))
HELD = [row for row in golden["held"]() if row["case"] == "toy_two"]


def test_every_account_is_held():
    assert {row["account"] for row in HELD} == set(accounts())


@pytest.mark.parametrize("row", HELD, ids=lambda r: f"{r['account']}-{r['seed']}")
def test_a_run_has_the_bits_that_were_taken(row):
    made = golden["fingerprint"](row["account"], row["case"], int(row["seed"]))
    assert made == row["fingerprint"], (
        "results moved: if on purpose, say so in the changelog under Regression, take the fingerprints "
        "anew (tools/golden.py --write) and make the reference tables anew"
    )
