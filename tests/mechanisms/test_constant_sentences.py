"""The null of lists and limits: constant sentences, whatever happens."""

import pytest
from office import office
from toy import apply, params

from thaw.mechanisms.rulers.constant_sentences import constant_sentences


def test_sentences_at_a_constant_rate():
    """Of 1,000 subjects 1 in 100 a year by limits and 2 in 1,000 by lists."""
    w = office(polities__subjects=1000.0)
    apply(constant_sentences, w, params(constant_sentences, rate=0.01, lists=0.002))
    assert w.polities.quota_shot[0] == pytest.approx(10.0 * 7 / 365.25)
    assert w.polities.n_listed[0] == pytest.approx(2.0 * 7 / 365.25)


def test_nobody_is_sentenced_at_zero_strength():
    w = office(polities__subjects=1000.0)
    apply(constant_sentences, w, params(constant_sentences, rate=0.0, lists=0.0))
    assert w.polities.quota_shot[0] == w.polities.n_listed[0] == 0.0
