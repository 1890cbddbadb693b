"""Reading accounts: what a file says is what the object holds."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thaw.account import Account, accounts, load_account
from thaw.account import checks as account_checks
from thaw.account.checks import OWN_PRIORS, SHARED_PRIORS, find_cycle
from thaw.account.steps import COMMON_STEPS
from thaw.case import load_case
from thaw.errors import ThawError
from thaw.files import data_folder, digest, parse_yaml, read_date
from thaw.jobs.case_info import case_info
from thaw.jobs.identity import account_key
from thaw.mechanism import catalogue, load_mechanism
from thaw.prior import Prior, log_density, luck, sample
from thaw.record import load_record
from thaw.record.vocabulary import TOPICS, WITHOUT_ITEMS

VALID = Path(__file__).parent / "cases" / "valid"


def test_toy_account_is_read_whole() -> None:
    a = load_account(VALID / "toy_2024.yaml")
    assert a.steps == ("relative_deprivation", "see", "police_repression", "speak_out")
    assert a.hot == ("see", "police_repression", "speak_out")
    assert a.fixes == {"see.half_sight": 0.02}
    assert a.priors["speak_out.noise"] == Prior("lognormal", -1.6, 0.2, 0.02, 1)
    assert a.written == dt.date(2024, 5, 31)  # a month counts to its last day
    assert a.predicts[0]["test"]["measure"] == "strikers"
    assert not a.ranked


def test_defaults_hold_every_parameter_and_the_fixed_value() -> None:
    a = load_account(VALID / "toy_2024.yaml")
    values = a.defaults()
    assert values["see.half_sight"] == 0.02
    assert len(values) == sum(len(m.parameters) for m in a.mechanisms)


def changed(tmp_path: Path, old: str, new: str):
    text = (VALID / "toy_2024.yaml").read_text()
    assert old in text
    file = tmp_path / "toy_2024.yaml"
    file.write_text(text.replace(old, new))
    return load_account(file)


def test_own_prior_replaces_the_shared_one(tmp_path: Path) -> None:
    shared = load_account(VALID / "toy_2024.yaml").shared
    name = next(n for n in shared if n.startswith("speak_out."))
    a = changed(tmp_path, "speak_out.noise:", f"{name}:")
    assert a.all_priors[name] == a.priors[name] != shared[name]
    assert {n.split(".")[0] for n in a.shared} <= set(a.steps)


def test_prior_hash_moves_with_the_prior_alone(tmp_path: Path) -> None:
    a = load_account(VALID / "toy_2024.yaml")
    assert changed(tmp_path, "objection: It is a toy.", "objection: Other.").hash == a.hash
    wider = changed(tmp_path, "[-1.6, 0.2]", "[-1.6, 0.3]")
    assert wider.prior_hash != a.prior_hash
    assert wider.hash != a.hash
    reordered = changed(tmp_path, "[relative_deprivation, see,", "[see,")
    assert reordered.prior_hash != a.prior_hash or reordered.hash != a.hash


def test_order_of_steps_is_part_of_the_hash(tmp_path: Path) -> None:
    a = load_account(VALID / "toy_2024.yaml")
    b = changed(tmp_path, "see, police_repression, speak_out", "police_repression, see, speak_out")
    assert b.prior_hash == a.prior_hash
    assert b.hash != a.hash


def test_predictions_move_no_hash(tmp_path: Path) -> None:
    """Neither the frozen priors nor what makes a reference table stale depend on a prediction."""
    a = load_account(VALID / "toy_2024.yaml")
    b = changed(tmp_path, "at_least: 1}}", "at_least: 2}}")
    assert b.predicts != a.predicts
    assert (b.hash, b.prior_hash, account_key(b)) == (a.hash, a.prior_hash, account_key(a))


def test_topics_have_items_or_a_reason_why_not() -> None:
    declared = {word for name in accounts() for word in load_account(name).speaks_to}
    assert set(WITHOUT_ITEMS) <= declared <= {*TOPICS, *WITHOUT_ITEMS}
    assert not set(TOPICS) & set(WITHOUT_ITEMS)


def test_denied_parameter_is_fixed_at_zero(tmp_path: Path) -> None:
    a = changed(tmp_path, "denies: []", "denies: [{parameter: speak_out.stake, passage: p. 3}]")
    assert a.fixes["speak_out.stake"] == 0.0
    assert "speak_out.stake" not in a.shared


@pytest.mark.parametrize("name", accounts())
def test_shipped_account_loads_and_keeps_the_rules(name: str) -> None:
    a = load_account(name)
    assert len(a.priors) <= OWN_PRIORS
    assert len(a.shared) <= SHARED_PRIORS
    assert all(d.cited for d in a.denies)
    if a.ranked and a.grade != "null":
        assert a.predicts and a.objection and a.sources and a.speaks_to


@pytest.mark.parametrize("name", accounts())
def test_what_is_told_beside_any_record_is_true_of_any(name: str) -> None:
    a = load_account(name)
    plain = re.sub(r"\([^)]*\)", "", a.objection)  # a work is cited with its year
    assert not re.search(r"\b(1[5-9]|20)\d\d\b", plain), "facts of one record stand in objection_in"
    assert set(a.objection_in) <= {f.name for f in data_folder("records").iterdir()}


def test_what_one_record_adds_is_told_beside_that_one_only() -> None:
    told = {}
    for case in ("bloc_1953", "twin_republics_1971"):
        read = load_case(case)
        record = load_record(str(read.record))
        both = [load_account(n) for n in ("null", "stein_1956")]
        told[case] = case_info(read, both, record, [])["accounts"]
    at_home, abroad = told["bloc_1953"], told["twin_republics_1971"]
    assert "1953" in at_home["null"]["in_record"] and abroad["null"]["in_record"] == ""
    assert at_home["stein_1956"]["written_on"] == []
    assert abroad["stein_1956"]["written_on"] == ["USSR"] and abroad["null"]["written_on"] == []


def test_shipped_accounts_share_one_block_of_nuisance_numbers() -> None:
    blocks = {
        digest({k: p.to_dict() for k, p in load_account(name).shared.items()})
        for name in accounts()
        if load_account(name).ranked
        and load_account(name).grade != "null"
        and not load_account(name).fixes
        and not load_account(name).denies
    }
    assert len(blocks) <= 1


def mean_and_spread(account: Account, name: str) -> tuple[float, float]:
    """Where an account puts a number, and half the width of the middle two thirds."""
    prior = account.all_priors.get(name)
    if name in account.fixes or prior is None:
        return account.defaults()[name], 0.0
    low, middle, high = prior.quantile([1 / 6, 0.5, 5 / 6])
    return float(middle), float(high - low) / 2


def far_apart(a: Account, b: Account) -> list[str]:
    """Numbers that two accounts of the same steps put further apart than either is sure of them."""
    out = []
    for name in {*a.priors, *b.priors, *a.fixes, *b.fixes}:
        (x, dx), (y, dy) = mean_and_spread(a, name), mean_and_spread(b, name)
        if abs(x - y) > max(dx, dy):
            out.append(name)
    return out


def same_theory(a: Account, b: Account) -> bool:
    """Whether nothing that runs tells two accounts apart."""
    return a.steps == b.steps and not far_apart(a, b)


def names_other(a: Account, b: Account) -> bool:
    return b.name in a.notes and a.name in b.notes


def test_no_account_is_another_under_a_second_name_unless_both_say_so(tmp_path: Path) -> None:
    every = [load_account(name) for name in accounts()]
    pairs = [(a, b) for a, b in combinations(every, 2) if same_theory(a, b)]
    assert [(a.name, b.name) for a, b in pairs if not names_other(a, b)] == []
    stein = load_account("stein_1956")
    text = stein.file.read_text(encoding="utf-8").replace("account: stein_1956", "account: b_1957")
    (tmp_path / "b_1957.yaml").write_text(text, encoding="utf-8")
    again = load_account(tmp_path / "b_1957.yaml")
    assert same_theory(stein, again) and not names_other(stein, again)
    (tmp_path / "b_1957.yaml").write_text(
        text.replace("unrest: {normal: [5.5, 1.5]}", "unrest: {normal: [5.0, 1.5]}"), "utf-8"
    )
    near = load_account(tmp_path / "b_1957.yaml")
    assert near.prior_hash != stein.prior_hash and same_theory(stein, near)


def test_accounts_known_by_report_alone_are_marked_and_not_ranked() -> None:
    """And say by whose report, in whose words."""
    for name in accounts():
        a = load_account(name)
        told = a.grade in ("second-hand", "hostile report")
        assert a.ranked is not told, name
        if told:
            assert a.notes and any(
                word in str(s.get("note")) for s in a.sources for word in ("quot", "report", "read")
            )


def test_common_steps_exist() -> None:
    assert set(COMMON_STEPS) <= set(catalogue())


def test_unknown_account_gives_the_nearest_name() -> None:
    names = list(accounts())
    with pytest.raises(ThawError) as caught:
        load_account(names[0] + "x")
    assert f"did you mean: {names[0]}?" in str(caught.value)


def test_cycle_is_found_and_named() -> None:
    assert find_cycle({"a": ["b"], "b": ["c"], "c": ["b"]}) == ["b", "c", "b"]
    assert find_cycle({"a": ["b", "c"], "b": ["c"], "c": []}) == []


priors = st.one_of(
    st.builds(Prior, st.just("normal"), st.floats(-5, 5), st.floats(0.1, 5)),
    st.builds(Prior, st.just("lognormal"), st.floats(-3, 3), st.floats(0.1, 1.5)),
    st.builds(lambda a, w: Prior("uniform", a, a + w), st.floats(-5, 5), st.floats(0.1, 5)),
    st.builds(Prior, st.just("beta"), st.floats(1.0, 20), st.floats(1.0, 20)),
)


@given(priors, st.sampled_from([0.5, 2.0]))
@settings(max_examples=60, deadline=None)
def test_width_keeps_the_middle_and_scales_the_spread(prior: Prior, width: float) -> None:
    """Half-width of the central half, on the scale on which the form is defined."""

    def spread(p: Prior) -> float:
        low, high = p.quantile([0.25, 0.75])
        return np.log(high / low) if p.form == "lognormal" else high - low

    ratio = spread(prior.widen(width)) / spread(prior)
    if prior.form == "beta":
        assert (ratio < 1) == (width < 1) or np.isclose(ratio, 1, atol=1e-6)
    else:
        assert np.isclose(ratio, width, rtol=1e-6)
        assert np.isclose(prior.widen(width).quantile(0.5), prior.quantile(0.5))


@given(priors)
@settings(max_examples=30, deadline=None)
def test_density_of_a_cut_prior_integrates_to_one(prior: Prior) -> None:
    low, high = (float(q) for q in prior.quantile([0.1, 0.8]))
    cut = prior.within(low, high)
    x = np.linspace(low, high, 20_001)
    assert np.isclose(np.trapezoid(np.exp(cut.log_density(x)), x), 1.0, rtol=1e-3)
    assert np.all(cut.log_density([low - 1e-3, high + 1e-3]) == -np.inf)


def test_a_draw_depends_on_its_address_alone() -> None:
    a, b = Prior("normal", 0, 1), Prior("uniform", 0, 1)
    both = sample({"x.a": a, "x.b": b}, [3, 4, 5])
    alone = sample({"x.b": b}, [5, 3])
    assert both["x.b"][2] == alone["x.b"][0]
    assert both["x.b"][0] == alone["x.b"][1]
    assert luck(1, "x.a") != luck(2, "x.a") != luck(1, "x.b")


def test_draws_have_the_distribution_they_claim() -> None:
    """Uniform: 4,000 draws have mean 0.5 within five standard errors, 5 * 0.2887 / sqrt(4000)."""
    draws = sample({"u": Prior("uniform", 0, 1)}, range(4000))["u"]
    assert abs(draws.mean() - 0.5) < 5 * 0.2887 / 4000**0.5
    assert np.isclose(draws.var(), 1 / 12, rtol=0.1)


def test_widths_share_luck() -> None:
    prior = {"x": Prior("normal", 2.0, 1.0)}
    one, two = sample(prior, [7])["x"], sample(prior, [7], width=2.0)["x"]
    assert np.isclose(two - 2.0, 2 * (one - 2.0))


def test_joint_log_density_is_the_sum() -> None:
    """Two standard normals at 0: 2 * log(1 / sqrt(2 pi)) = -1.837877."""
    p = {"a": Prior("normal", 0, 1), "b": Prior("normal", 0, 1)}
    value = log_density(p, {"a": np.zeros(2), "b": np.zeros(2)})
    assert np.allclose(value, [-1.837877, -1.837877])


def test_yaml_means_what_it_looks_like() -> None:
    d = parse_yaml("on: 1\nyes: 2\nrate: 1e-3\nday: 1956-02-25\nmonth: 1956-02\nspan: 148-179\n")
    assert list(d.data) == ["on", "yes", "rate", "day", "month", "span"]
    assert d.data["rate"] == 0.001
    assert d.data["day"] == dt.date(1956, 2, 25)
    assert d.data["month"] == "1956-02"
    assert d.data["span"] == "148-179"


def test_lines_of_nested_entries() -> None:
    d = parse_yaml("a:\n  b:\n    - x: 1\n    - x: 2\nc: 3\n")
    assert d.line(("a", "b", 1, "x")) == 4
    assert d.line(("a", "b", 1, "missing")) == 4
    assert d.line(("c",)) == 5


def test_dates_of_months_and_years_have_two_ends() -> None:
    d = parse_yaml("x: 1\n")
    assert read_date(d, "1956-02", ("x",)) == dt.date(1956, 2, 1)
    assert read_date(d, "1956-02", ("x",), end=True) == dt.date(1956, 2, 29)
    assert read_date(d, 1986, ("x",), end=True) == dt.date(1986, 12, 31)
    with pytest.raises(ThawError, match="not a date"):
        read_date(d, "before 1940", ("x",))


def test_a_second_person_mechanism_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last of two would win in silence: the engine asks one function what people do."""

    def loaded(name: str):
        m = load_mechanism(name)
        return replace(m, over="people") if name == "police_repression" else m

    monkeypatch.setattr(account_checks, "load_mechanism", loaded)
    with pytest.raises(ThawError) as caught:
        load_account(VALID / "toy_2024.yaml")
    line = caught.value.line
    assert line is not None
    assert "police_repression" in (VALID / "toy_2024.yaml").read_text().splitlines()[line - 1]
    for part in (
        "toy_2024.yaml:",
        "'speak_out' sweeps people, as 'police_repression' does",
        "one mechanism over people",
        "drop one of them",
    ):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    "name", [n for n in accounts() if load_account(n).steps != ("base_rates",)]
)
def test_the_number_one_author_is_known_by_is_not_everybodys_default(name: str) -> None:
    """An own prior whose median is the shared default would run at full strength in all accounts."""
    for dotted, prior in load_account(name).priors.items():
        mechanism, word = dotted.split(".")
        default = load_mechanism(mechanism).parameters[word].default
        if not mechanism.startswith("decide_"):
            assert abs(float(prior.quantile(0.5)) - default) > 0.15 * abs(default), dotted
