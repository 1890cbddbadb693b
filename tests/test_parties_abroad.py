"""Parties abroad of a case: rows of the World, told by a run, held against series of a record."""

import json
from dataclasses import replace

import numpy as np
import pytest

from thaw.case import load_case
from thaw.engine.start import blueprint, start_world
from thaw.errors import ThawError
from thaw.evidence.from_run import VALUE, latent, names_of
from thaw.evidence.items import Items, build_items
from thaw.evidence.specs import Specs
from thaw.files import data_folder, read_yaml
from thaw.jobs.label import label
from thaw.jobs.plan import by_polity_of, make_plan
from thaw.jobs.replicate import run_once
from thaw.record.vocabulary import ABROAD

PARTY = {
    "title": "Party of a far land",
    "members": {"value": 1000, "unit": "persons", "spread": 0, "source": "invented"},
    "reconciled": {"value": 0.2, "unit": "share", "spread": 0, "source": "invented"},
    "tie": {"value": 0.9, "unit": "share", "spread": 0.1, "source": "invented"},
}


def written(folder, parties, **changed):
    """`toy_two` with parties abroad, as a file."""
    data = read_yaml(data_folder("cases") / "toy_two.yaml").data
    data |= {"case": "toy_abroad", "parties_abroad": parties} | changed
    path = folder / "toy_abroad.yaml"
    path.write_text(json.dumps(data, default=str), encoding="utf-8")
    return path


@pytest.fixture
def case(tmp_path):
    other = PARTY | {"pull": PARTY["reconciled"], "lean": -0.5}
    return load_case(written(tmp_path, {"FAR": PARTY, "OFF": other}))


def test_a_party_is_a_row_at_its_starting_values(case):
    w = start_world(blueprint(case), 3)
    t = w.parties
    assert t.members.tolist() == t.norm.tolist() == [1000.0, 1000.0]
    assert (t.reconciled[0], t.searching[0], t.lean[1], t.pull.tolist()) == (
        0.2,
        0.1,
        -0.5,
        [0, 0.2],
    )
    assert t.tie.tolist() == t.start_tie.tolist()
    assert 0.5 < t.tie[0] != t.tie[1], "each draws its own spread"
    assert t.address[0] != t.address[1]
    assert case.row("parties", "OFF") == 1


def test_a_case_without_them_has_none():
    assert len(start_world(blueprint(load_case("toy_two")), 1).parties.members) == 0
    assert [name for name, _, _ in by_polity_of(make_plan("stein_1956", "toy_two"))][-1][
        :7
    ] != "members"


@pytest.mark.parametrize(
    ("parties", "changed", "says"),
    [
        ({"RIM": PARTY}, {}, "is a polity of the case"),
        ({"FAR": PARTY}, {"hegemon": "none"}, "no hegemon for them"),
        ({"FAR": PARTY | {"searching": PARTY["tie"]}}, {}, "wings of 1.1 of the members"),
        ({"FAR": PARTY | {"tye": PARTY["tie"]}}, {}, "did you mean: tie"),
        ({"FAR": PARTY | {"lean": 2.0}}, {}, "lean"),
    ],
)
def test_mistakes_are_told_with_the_key(tmp_path, parties, changed, says):
    with pytest.raises(ThawError, match="parties_abroad") as told:
        load_case(written(tmp_path, parties, **changed))
    assert says in str(told.value)


def test_an_event_and_a_lever_may_change_one(tmp_path):
    event = {"id": "made_up", "on": "1953-01-05", "add": {"parties.tie": {"FAR": 0.05}}}
    lever = {
        "id": "rooted",
        "title": "It is rooted",
        "set": [{"on": "1953-01-02", "columns": {"parties.rooted": {"FAR": 1.0}}}],
    }
    path = written(
        tmp_path, {"FAR": PARTY}, events=[event | {"source": "invented"}], levers=[lever]
    )
    made = load_case(path)
    assert made.events[0].changes[0].table == "parties"
    assert "rooted" in made.levers


def test_a_run_tells_members_of_each_party_of_the_hegemon(case):
    """Plain, a few days: tanks and a disclosure from a lever's hand shake FAR; the figure stands with the hegemon."""
    plan = make_plan("swp_1957", case, sub_steps=2)
    w = start_world(blueprint(case), 1)
    w.polities.disclosure[0] = w.polities.told_public[0] = 0.6
    w.polities.n_intervention[1] = 2.0
    w.parties.heard[:] = 0.5
    result = run_once(plan, 1, "default", plain=True, world=w, steps=4)
    told = by_polity_of(plan)
    names = [name for name, _, _ in told]
    assert names[-2:] == [ABROAD + "FAR", ABROAD + "OFF"]
    far = result.polity[:, 0, names.index(ABROAD + "FAR")]
    assert 1000.0 > far[0] > far[3] > 900.0
    assert far[3] == np.float32(result.world.parties.members[0])
    assert (result.polity[:, 1, names.index(ABROAD + "FAR")] == 0.0).all()
    assert result.polity[3, 0, names.index("members_abroad")] == far[3], "a centre is no part of it"
    data = label(plan, [1], [result]).data
    assert data.sel(measure=ABROAD + "FAR", polity="HUB").polity_measures.values[0, 3] == far[3]


def test_a_series_of_its_country_is_held_against_its_members(case, tmp_path):
    """By rule: `far_members` of FAR is an item of the hegemon; other series of that country are set aside."""
    import pandas as pd

    from thaw.evidence.rule import _series

    rows = pd.DataFrame(
        [
            ("far_members", "FAR", "1953-02-01", "persons"),
            ("far_members_check", "FAR", "1953-02-01", "persons"),
            ("far_price", "FAR", "1953-02-01", "index"),
            ("nowhere_members", "NOW", "1953-02-01", "persons"),
        ],
        columns=["series_id", "polity", "date", "unit"],
    )
    rows["first"] = rows["last"] = pd.Timestamp("1953-02-01")
    record = type("Held", (), {"switched_off": {}, "series": rows})()
    aside = {}
    where = ({"HUB", "RIM"}, frozenset(), {"FAR": "HUB", "OFF": "HUB"})
    told = _series(record, where, (case.start, case.end), Specs(base_year=1953), aside)
    assert [(t.what, t.polity, t.bodies) for t in told] == [("members_abroad", "HUB", ("FAR",))]
    assert {key[0] for key in told[0].told} == {"far_members", "far_members_check"}
    assert set(aside) == {("far_price", "1953-02-01")}
    left = replace(Specs(base_year=1953), left={"members_abroad": "until later"})
    assert _series(record, where, (case.start, case.end), left, aside) == []
    assert "until later" in aside["far_members", "1953-02-01"]


def test_the_item_is_the_members_on_its_last_day(case):
    from thaw.evidence.items import _other
    from thaw.record.declared import Told

    day = ("HUB", "1953-01-10", "1953-01-20")
    told = Told("members_abroad", *day, (), bodies=("FAR", "OFF"))
    unknown = Told("members_abroad", *day, (), bodies=("GONE",))
    extra = tuple(_other(case, "series", t, t.last, Specs()) for t in (told, unknown))
    assert {i.topic for i in extra} == {"party"}
    whole = build_items(case)
    items = Items(extra, whole.polities, whole.start, whole.end, (), Specs(base_year=1953))
    dates = np.arange(np.datetime64("1953-01-01"), np.datetime64("1953-02-01"))
    measures = ("strikers", "demonstrators", "armed", "n_concession", "n_disclosure")
    measures += ("n_leader", "n_intervention", ABROAD + "FAR", ABROAD + "OFF")
    names = names_of(case, measures, ("strikers", "demonstrators", "armed"))
    pol = np.zeros((len(dates), 2, len(measures)))
    pol[:, 0, -2] = 1000.0 - np.arange(len(dates))
    pol[:, 0, -1] = 10.0
    plc = np.zeros((len(dates), len(case.places), 3))
    value = latent(dates, pol, plc, items, names)[:, VALUE]
    assert 10 ** value[0] == pytest.approx(1000.0 - 19.0 + 10.0)
    assert np.isnan(value[1]), "nobody tells of a party that the case does not have"


def test_the_main_case_has_what_its_record_counts():
    parties = {p.name: p for p in load_case("bloc_1953").parties}
    assert {"ITA", "UK", "USA"} <= set(parties)
    assert {p.name for p in parties.values() if "pull" in p.shares} == {"YUG", "CHN"}
