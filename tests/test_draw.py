"""Addressed draws: the published vectors, both forms to the bit, the laws each distribution keeps."""

from __future__ import annotations

import importlib.util
import math
import re
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from scipy import stats

from thaw import draw
from thaw import mechanism as declared
from thaw.errors import ThawError
from thaw.jobs.identity import CODE

WORD = st.integers(0, 2**32 - 1)
KEY = (20, 1956, 77, 3)

VECTORS = [
    # Random123 1.14, file kat_vectors, philox 4x32 10 rounds: counter, key, expected output.
    ((0,) * 4, (0,) * 2, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@njit
def compiled_philox(c0, c1, c2, c3, k0, k1):
    return draw.philox(c0, c1, c2, c3, k0, k1)


@njit
def compiled_table(key, entities, means, points, out):
    """Every distribution for every entity: columns uniform, normal, poisson, exp, log, cosine."""
    for k in range(len(entities)):
        u = draw.uniform(key, entities[k], 5)
        out[k, 0] = u
        out[k, 1] = draw.normal(key, entities[k])
        out[k, 2] = draw.poisson(key, entities[k], 0, means[k])
        out[k, 3] = draw.exp(points[k])
        out[k, 4] = draw.log(u)
        out[k, 5] = draw.cosine(u)
        out[k, 6] = draw.happens(key, entities[k], 1, 0.3, 2.0)


@pytest.mark.parametrize("counter, key, expected", VECTORS, ids=["zeros", "ones", "pi"])
def test_published_vectors(counter, key, expected):
    assert draw.philox(*counter, *key) == expected
    assert compiled_philox(*counter, *key) == expected


@given(WORD, WORD, WORD, WORD, WORD, WORD)
@settings(max_examples=200, deadline=None)
def test_both_forms_of_philox_agree(c0, c1, c2, c3, k0, k1):
    assert compiled_philox(c0, c1, c2, c3, k0, k1) == draw.philox(c0, c1, c2, c3, k0, k1)


@given(st.lists(WORD, min_size=1, max_size=20), WORD, WORD, WORD, WORD, WORD)
@settings(max_examples=50, deadline=None)
def test_philox_of_many_counters_is_philox_of_each(counters, c1, c2, c3, k0, k1):
    many = draw.uniform_array(np.array(counters, dtype=np.int64), c1, c2, c3, k0, k1)
    for c0, value in zip(counters, many, strict=True):
        w0, w1, _, _ = draw.philox(c0, c1, c2, c3, k0, k1)
        assert value == ((w0 >> 6) * 2**26 + (w1 >> 6) + 0.5) / 2**52


@given(WORD, WORD)
@settings(max_examples=200, deadline=None)
def test_uniform_lies_strictly_between_nought_and_one(a, b):
    assert 0.0 < draw.uniform(KEY, a, b) < 1.0


def test_uniform_stays_inside_at_the_extreme_words(monkeypatch):
    # The largest and the smallest words that philox can return, so the ends of the interval.
    monkeypatch.setattr(draw, "philox", lambda *_: (0, 0, 0, 0))
    assert draw.uniform(KEY, 0) == 0.5 / 2**52
    monkeypatch.setattr(draw, "philox", lambda *_: (2**32 - 1,) * 4)
    assert draw.uniform(KEY, 0) == 1.0 - 0.5 / 2**52 < 1.0


@pytest.mark.thorough
def test_compiled_draws_equal_plain_draws_to_the_bit():
    g = np.random.default_rng(4)
    n = 3_000
    entities = g.integers(0, 2**32, n)
    means = np.concatenate(
        [g.uniform(0, 5, n // 3), g.uniform(5, 50, n // 3), g.uniform(50, 5e4, n // 3)]
    )
    points = g.uniform(-30, 30, n)
    fast = np.zeros((n, 7))
    compiled_table(KEY, entities, means, points, fast)
    for k in range(n):
        a = int(entities[k])
        u = draw.uniform(KEY, a, 5)
        plain = (
            u,
            draw.normal(KEY, a),
            draw.poisson(KEY, a, 0, float(means[k])),
            draw.exp(float(points[k])),
            draw.log(u),
            draw.cosine(u),
            draw.happens(KEY, a, 1, 0.3, 2.0),
        )
        assert tuple(fast[k]) == plain


def test_uniform_is_uniform_and_addresses_are_unrelated():
    u = np.array([draw.uniform(KEY, a) for a in range(4_000)])
    assert stats.kstest(u, "uniform").pvalue > 1e-3
    neighbours = np.corrcoef(u[:-1], u[1:])[0, 1]
    assert abs(neighbours) < 4 / math.sqrt(u.size)
    steps = np.array([draw.uniform((*KEY[:3], s), 9) for s in range(4_000)])
    assert stats.kstest(steps, "uniform").pvalue > 1e-3


@given(st.floats(-690, 690))
@settings(max_examples=500, deadline=None)
@pytest.mark.thorough
def test_exp_is_accurate(x):
    assert draw.exp(x) == pytest.approx(math.exp(x), rel=2e-14)


def test_exp_at_its_ends():
    assert draw.exp(0.0) == 1.0
    assert draw.exp(-701.0) == 0.0
    assert draw.exp(5000.0) == draw.exp(700.0) < math.inf


@given(st.floats(1e-300, 1e300))
@settings(max_examples=500, deadline=None)
@pytest.mark.thorough
def test_log_is_accurate(x):
    assert draw.log(x) == pytest.approx(math.log(x), rel=1e-14, abs=1e-15)


@given(st.floats(0, 1))
@settings(max_examples=500, deadline=None)
def test_cosine_is_accurate(turn):
    assert draw.cosine(turn) == pytest.approx(math.cos(2 * math.pi * turn), abs=6e-13)


def test_normal_is_normal():
    z = np.array([draw.normal(KEY, a) for a in range(4_000)])
    assert stats.kstest(z, "norm").pvalue > 1e-3


@pytest.mark.parametrize("mean", [0.0625, 1.0, 3.0, 32.0, 49.9, 50.1, 400.0])
def test_poisson_has_the_moments_of_poisson(mean):
    n = 6_000
    k = np.array([draw.poisson(KEY, a, 1, mean) for a in range(n)])
    # Standard errors: of the mean sqrt(mean/n); of the variance sqrt((mean + 2 mean^2)/n).
    assert abs(k.mean() - mean) < 4.5 * math.sqrt(mean / n)
    assert abs(k.var() - mean) < 4.5 * math.sqrt((mean + 2 * mean**2) / n)


@pytest.mark.parametrize("mean", [0.0625, 1.0, 8.0])
def test_small_poisson_counts_have_poisson_frequencies(mean):
    n = 6_000
    k = np.array([draw.poisson(KEY, a, 2, mean) for a in range(n)])
    top = int(stats.poisson.ppf(0.999, mean))
    seen = np.bincount(np.minimum(k, top), minlength=top + 1)
    expected = n * stats.poisson.pmf(np.arange(top + 1), mean)
    expected[top] = n * stats.poisson.sf(top - 1, mean)
    while expected[-1] < 5:
        expected[-2] += expected[-1]
        seen[-2] += seen[-1]
        expected, seen = expected[:-1], seen[:-1]
    assert stats.chisquare(seen, expected).pvalue > 1e-3


def test_poisson_of_nothing_is_nothing():
    assert draw.poisson(KEY, 1, 0, 0.0) == 0
    assert draw.poisson(KEY, 1, 0, -1.0) == 0


def test_happens_has_the_chance_of_its_rate():
    n, rate, dt = 6_000, 0.4, 1.5
    share = np.mean([draw.happens(KEY, a, 0, rate, dt) for a in range(n)])
    chance = 1 - math.exp(-rate * dt)
    assert abs(share - chance) < 4.5 * math.sqrt(chance * (1 - chance) / n)


def test_number_of_a_name_is_the_same_everywhere():
    # First four bytes of the SHA-256 of "speak_out", read from the low end.
    assert draw.decision_id("speak_out") == 0xEFDBA08A


def test_a_decision_name_has_one_owner(monkeypatch):
    monkeypatch.setattr(draw, "_OWNERS", dict(draw._OWNERS))
    first = draw.register_decision("thaw.test.once", "a.py")
    assert draw.register_decision("thaw.test.once", "a.py") == first
    with pytest.raises(ThawError, match=r"registered twice, by a\.py and b\.py"):
        draw.register_decision("thaw.test.once", "b.py")


def test_two_names_with_one_number_are_refused(monkeypatch):
    monkeypatch.setattr(draw, "_OWNERS", {"one": (42, "a.py")})
    monkeypatch.setattr(draw, "decision_id", lambda name: 42)
    with pytest.raises(ThawError, match="'two' and 'one' share the number 42"):
        draw.register_decision("two", "b.py")


MECHANISM = '''
"""A process for a test."""
from thaw.mechanism import mechanism

@mechanism(over="groups", reads="groups.fear", writes="groups.fear")
def {name}(i, w, p, key):
    """Fear stays."""
    return w.groups.fear[i]
'''


def load_file(folder: Path, file: str, name: str, says: str = "Fear stays.") -> None:
    """Import a mechanism file as an account would."""
    path = folder / file
    path.write_text(textwrap.dedent(MECHANISM.format(name=name)).replace("Fear stays.", says))
    spec = importlib.util.spec_from_file_location(f"drawtest_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)


def test_two_files_with_one_mechanism_name_fail_at_load(tmp_path, monkeypatch):
    """A copy of the same text is the same mechanism, which draws the same."""
    monkeypatch.setattr(draw, "_OWNERS", dict(draw._OWNERS))
    monkeypatch.setattr(declared, "_SOURCES", dict(declared._SOURCES))
    load_file(tmp_path, "stay.py", "stay")
    load_file(tmp_path, "stay_copied.py", "stay")
    with pytest.raises(ThawError, match="declared by another file of another text"):
        load_file(tmp_path, "stay_too.py", "stay", "Fear stays as it was.")


def test_no_run_hangs_on_the_processor():
    """numpy's exp, log and the like have other last bits on processors with wide registers: `draw.each`."""
    loose = re.compile(
        r"\bnp\.(exp|expm1|log|log2|log10|log1p|power|float_power|cbrt|a?(sin|cos|tan)h?)\("
    )
    root = Path(draw.__file__).parent
    files = [file for pattern in CODE for file in sorted(root.glob(pattern))]
    assert len(files) > 20
    found = [
        f"{file.relative_to(root)}:{n}"
        for file in files
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if loose.search(line)
    ]
    assert not found, found


def test_each_is_the_function_of_math_value_by_value():
    at = np.array([[0.1, 2.0], [-np.inf, 3.5]])
    made = draw.each(math.exp, at)
    assert made.shape == (2, 2) and made.tolist() == [
        [math.exp(x) for x in row] for row in at.tolist()
    ]
    assert draw.each(math.exp, 1.5).shape == () and draw.each(math.log, []).shape == (0,)
