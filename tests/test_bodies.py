"""Bodies of a case: officials one by one, their ties, and items that count them."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from thaw.account import load_account
from thaw.case import load_case
from thaw.engine.start import blueprint, start_world
from thaw.evidence.from_run import VALUE, latent, names_of
from thaw.evidence.items import Items, build_items
from thaw.evidence.rule import bodies_of
from thaw.evidence.specs import Specs, item_id
from thaw.jobs.identity import case_key
from thaw.record.declared import Told

SMALL = Path(__file__).parent / "cases" / "valid" / "small_bureau.yaml"
SIZES = (12, 30, 90, 30)


@pytest.fixture(scope="module")
def case():
    return load_case(SMALL)


def started(case, seed):
    return start_world(blueprint(case), seed)


def test_every_member_is_an_official(case):
    w = started(case, 1)
    assert len(w.officials.polity) == sum(SIZES)
    assert np.bincount(w.officials.place).tolist() == list(SIZES)
    assert w.places.within.tolist() == [1, -1, -1, -1]
    assert (w.places.last_official - w.places.first_official).tolist() == list(SIZES)
    assert w.officials.police.sum() == 30
    assert len(set(w.officials.address.tolist())) == sum(SIZES)


def test_rings_close_and_hold_everybody(case):
    w = started(case, 1)
    t = w.officials
    for after, size, circle in (
        (t.next_work, t.work_size, t.work_circle),
        (t.next_past, t.past_size, t.past_circle),
    ):
        assert sorted(after.tolist()) == list(range(sum(SIZES)))
        for row in range(sum(SIZES)):
            seen, at = {row}, int(after[row])
            while at != row:
                seen.add(at)
                at = int(after[at])
            assert len(seen) == size[row]
            assert {int(circle[k]) for k in seen} == {int(circle[row])}
            assert int(w.circles.first[circle[row]]) in seen
    assert set(t.place[t.work_circle == t.work_circle[0]]) <= {0, 1}, "a sphere keeps to itself"


def test_clients_are_listed_once_under_their_patron(case):
    w = started(case, 1)
    t = w.officials
    assert (t.patron[t.place == 0] == -1).all()
    assert set(t.place[t.patron[t.place == 2]]) == {1}
    found = []
    for boss in range(len(t.patron)):
        row = int(t.first_client[boss])
        for slot in range(t.clients[boss]):
            assert t.patron[row] == boss and t.client_slot[row] == slot
            found.append(row)
            row = int(t.next_client[row])
    assert sorted(found) == np.flatnonzero(t.patron >= 0).tolist()


def test_traits_and_ties_are_the_seed_s(case):
    one, same, other = (started(case, s).officials for s in (3, 3, 4))
    for column in ("complicity", "opposed", "patron", "next_work", "next_past"):
        a, b, c = (getattr(x, column) for x in (one, same, other))
        assert np.array_equal(a, b) and not np.array_equal(a, c), column
    mean = np.mean([started(case, s).officials.opposed[42:132].mean() for s in range(40)])
    assert abs(mean - 0.2) < 4 * np.sqrt(0.16 / 3600)


def test_a_case_without_bodies_keeps_its_key():
    """The key of a case without bodies is that of one in which the word does not exist."""
    toy = load_case("toy_two")
    told = {f: getattr(toy, f) for f in ("bodies",)}
    assert told == {"bodies": ()}
    assert case_key(toy) != case_key(load_case(SMALL))


def test_ids_of_series_name_bodies():
    assert bodies_of("purge_arrested_in_inner_and_outer") == ("inner", "outer")
    assert bodies_of("purge_listed") == ()
    told = Told("arrested", "BUR", "1950-01-01", "1950-12-31", (), bodies=("inner", "outer"))
    assert item_id("series", told) == "series/BUR/1950-01-01/1950-12-31/arrested@inner+outer"
    bare = told._replace(bodies=())
    assert item_id("series", bare) == "series/BUR/1950-01-01/1950-12-31/arrested"


def test_a_loss_is_the_rise_over_its_days(case):
    """Bodies add up; what was lost before the window does not count; nobody tells of an unknown body."""
    window = ("BUR", "1950-02-01", "1950-02-28")
    told = [
        Told("arrested", *window, (), bodies=("inner", "clerks")),
        Told("shot", *window, ()),
        Told("arrested", *window, (), bodies=("nowhere",)),
    ]
    whole = build_items(case)
    extra = [i for i in _items_of(case, told) if i.kind == "series"]
    assert [i.bodies for i in extra] == [("inner", "clerks"), ()]
    items = Items(tuple(extra), whole.polities, whole.start, whole.end, (), Specs(base_year=1950))
    dates = np.arange(np.datetime64("1950-01-01"), np.datetime64("1950-04-01"), 7)
    measures = ("strikers", "demonstrators", "armed", "n_concession", "n_disclosure")
    measures += ("n_leader", "n_intervention", "officials_shot")
    names = names_of(case, measures, ("strikers", "demonstrators", "armed", "taken"))
    pol = np.zeros((len(dates), 1, len(measures)), np.float32)
    plc = np.zeros((len(dates), 4, 4), np.float32)
    plc[:, :, 3] = np.arange(len(dates))[:, None] * np.array([1.0, 100.0, 2.0, 100.0])
    pol[:, 0, -1] = 5.0 * np.arange(len(dates))
    value = 10 ** latent(dates, pol, plc, items, names)[:, VALUE] - 1
    first = dt.date(1950, 2, 1)
    steps = sum(first <= d.item() <= dt.date(1950, 2, 28) for d in dates)
    assert value == pytest.approx([3.0 * steps, 5.0 * steps])


def _items_of(case, told):
    """Items of a record that names these series."""
    from thaw.evidence.items import _other

    made = [_other(case, "series", t, t.last, Specs()) for t in told]
    places = {p.name for p in case.places}
    return [i for i in made if places.issuperset(i.bodies)]


def test_accounts_of_an_apparatus_take_its_order():
    from thaw.account.checks import OWN_PRIORS
    from thaw.account.steps import COMMON_ORDERS
    from thaw.files import data_folder

    folder = data_folder("accounts") / "apparatus"
    found = {f.stem: load_account(f) for f in sorted(folder.glob("*.yaml"))}
    assert len(found) >= 6
    for name, account in found.items():
        if name == "null":
            assert account.steps == ("constant_arrests", "constant_sentences", "tolls")
            continue
        left = {d.name for d in account.denies}
        assert set(account.steps) == set(COMMON_ORDERS["apparatus"]) - left
        assert 1 <= len(account.priors) <= OWN_PRIORS
        assert account.shared, "what no author speaks to is shared"


def test_an_account_of_the_other_order_is_refused(case):
    """The file that the case can take is named, and a society takes no account of an apparatus."""
    from thaw.errors import ThawError
    from thaw.jobs.plan import make_plan

    with pytest.raises(ThawError, match="order 'society'") as refused:
        make_plan("deutscher_1956", case)
    assert "apparatus/deutscher_1956" in str(refused.value)
    with pytest.raises(ThawError, match="has no bodies of officials") as refused:
        make_plan("apparatus/stein_1956", "toy_two")
    assert "write stein_1956 for" in str(refused.value)
    assert make_plan("apparatus/null", case).account.name == "null"
