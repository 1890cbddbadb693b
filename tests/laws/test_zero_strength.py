"""A mechanism at zero strength equals its absence, to the bit; at its defaults it does something."""

from __future__ import annotations

import pytest
from societies import STEADY, bureau, differences, run, society, toy, without

from thaw.engine.start import blueprint, start_world
from thaw.mechanism import catalogue, load_mechanism
from thaw.mechanisms import APPARATUS, ORDER

pytestmark = pytest.mark.thorough

STRENGTH = {
    "base_rates": (
        "strike",
        "demonstration",
        "rising",
        "concession",
        "disclosure",
        "leader",
        "intervention",
        "norm_rise",
    ),
    "censorship_and_rumour": ("carry", "fade"),
    "contagion": ("carry", "fade"),
    "external_threat": ("pace",),
    "external_pressure": ("pace",),
    "disclosure_signal": ("speed",),
    "relative_deprivation": ("felt", "adapt_up", "adapt_down"),
    "emboldenment": ("speed",),
    "terror_and_habituation": ("speed",),
    "national_grievance": ("rise", "fade"),
    "conviction_and_disillusion": ("speed",),
    "efficacy_from_turnout": ("learn", "forget"),
    "camps_and_settlements": ("weight",),
    "national_news": ("capital", "town"),
    "word_of_strikes": ("reach",),
    "aftermath": ("speed",),
    "expected_arrest": ("attention",),
    "local_shocks": ("rate",),
    "strike_news": ("reach",),
    "town_memory": ("speed",),
    "demands": ("voice",),
    "demands_heard": ("hear",),
    "latent_pressure": ("share",),
    "outgrown_rule": ("weight",),
    "news_from_abroad": ("habit",),
    "western_comparison": ("look",),
    "leak_and_graded_truth": ("leak",),
    "war_and_aid": ("pace",),
    "foreign_line": ("pace",),
    "planned_growth": ("build",),
    "collectivisation": ("year",),
    "grain_supply": ("year",),
    "satellite_terms": ("renegotiate",),
    "work_slowly": ("pace",),
    "see": ("attention",),
    "police_repression": ("respond",),
    "army_repression": ("deploy",),
    "fire_on_crowd": ("rate",),
    "fraternisation": ("melt",),
    "councils": ("form",),
    "revolt_leadership": ("link",),
    "general_strike": ("call", "meet"),
    "defection_cascade": ("cross",),
    "guards_and_prisoners": ("side",),
    "invitation": ("ask",),
    "example_abroad": ("reach", "take"),
    "exit": ("rate",),
    "party_membership": ("speed",),
    "complicity": ("pace",),
    "security_pact": ("pace",),
    "monopoly_ratchet": ("ratchet", "release"),
    "succession_struggle": ("base",),
    "wing_standing": ("pace",),
    "contest_at_the_top": ("base", "recall"),
    "archive_inquiry": ("base", "follow"),
    "private_doubt": ("pace",),
    "blame_allocation": ("ask",),
    "emergency_rally": ("lift",),
    "leader_authority": ("pace",),
    "generals_weight": ("lift",),
    "error_from_isolation": ("pace",),
    "line_transmission": ("pace",),
    "norms_and_prices": ("rate", "trend"),
    "decide_repression": ("pace",),
    "order_troops": ("call",),
    "decide_concession": ("base",),
    "concede_pay": ("carry",),
    "concede_politics": ("carry",),
    "decide_disclosure": ("base",),
    "hegemon_decision": ("base", "assault", "garrison_pace"),
    "restoration_current": ("pace",),
    "mass_campaign": ("base", "rise", "slip", "ebb", "recall", "lasting"),
    "swept_along": ("speed",),
    "world_movement": ("speed",),
    "members_abroad": ("speed",),
    "constant_arrests": ("rate",),
    "constant_sentences": ("rate", "lists"),
    "purge_from_above": ("open",),
    "real_opposition": ("share", "driven"),
    "accusation_cascade": ("arrest",),
    "rehabilitation": ("base", "corrected"),
    "clear_names": ("clear", "reckon"),
    "purge_abroad": ("reach",),
    "rectification": ("answer",),
    "war_readiness": ("count", "learn"),
    "carried_along": ("pace",),
    "new_stratum": ("pace",),
    "mass_organisation": ("pace", "vouch"),
    "verdicts": ("verdict", "review", "restore", "reopen"),
    "fill_posts": ("fill", "heir"),
    "lists_and_quotas": ("begin", "quiet", "reach"),
}
"""The numbers that each file names as its strength."""

BOOKKEEPING = {"speak_out", "casualty_memory", "collective_memory", "circles_hear", "tolls"}
"""Acting itself, and counts kept for others: no strength of their own."""

SEED = 1
BRISK = STEADY | {
    "speak_out.company": 0.3,
    "speak_out.laggard": 0.3,
    "speak_out.spent": 0.1,
    "decide_disclosure.base": 0.02,
    "leak_and_graded_truth.leak": 0.5,
    "base_rates.strike": 30.0,
    "local_shocks.rate": 100.0,
    "mass_campaign.base": 0.05,
    "general_strike.meet": 5.0,
    "archive_inquiry.base": 5.0,
    "invitation.ask": 40.0,
    "rehabilitation.base": 50.0,
    "purge_abroad.reach": 20.0,
}
"""Enough events in 60 days for every mechanism to be at work."""

ABROAD = {
    "tribute": 0.1,
    "start_tribute": 0.1,
    "listeners": 0.5,
    "start_listeners": 0.4,
    "abroad_growth": 0.5,
    "plan_goal": 0.5,
    "worker_growth": 0.05,
    "harvest": 0.8,
    "farm_campaign": 1.0,
    "war": 0.5,
    "disclosure": 0.3,
    "known_party": 0.3,
    "start_line": -0.5,
    "organised": 0.6,
    "unready": 0.3,
}
"""A plan, a campaign, a war, a secret and people who listen: something for each of the steps about them."""


BUREAU = {
    "purge_from_above.open": 20.0,
    "purge_from_above.pace": 20.0,
    "accusation_cascade.lists": 3.0,
    "accusation_cascade.arrest": 0.2,
    "real_opposition.share": 0.2,
    "verdicts.verdict": 0.05,
    "lists_and_quotas.begin": 20.0,
    "constant_arrests.rate": 1.0,
    "rectification.answer": 0.1,
}
"""The same for an apparatus in a year."""


def brisk(plan):
    """The values above of what runs in the plan."""
    known = {f"{m.name}.{n}" for m in plan.mechanisms for n in m.parameters}
    return {k: v for k, v in (BRISK | BUREAU).items() if k in known}


def account_with(name):
    if name == "verdicts" or (name in APPARATUS and name not in ORDER):  # somebody to be judged
        return bureau("null" if name.startswith("constant") else "deutscher_1956")
    return toy("null" if name == "base_rates" else "stein_1956", sub_steps=6)


def start(plan, name=""):
    if plan.case.bodies:
        return start_world(blueprint(plan.case), SEED)
    world = society(plan, SEED, heat=0.3)
    world.polities.monopoly[:] = 0.8
    world.officials.army[:1] = 1.0  # a commander, and troops that he leads
    world.polities.intervention[:] = 1.0
    for column, value in ABROAD.items():
        getattr(world.polities, column)[:] = value
    if name == "guards_and_prisoners":
        world.places.kind[:] = 2  # camps, so that there are guards
    elif name == "carried_along":
        world.officials.position[:] = 0.5  # whoever is first would go with a movement
    elif name == "clear_names":
        world.officials.fate[-1:] = 3.0  # somebody to be cleared
        world.officials.in_office[-1:] = 0.0
    elif name == "purge_abroad":
        world.polities.monopoly[0] = 1.0  # one man over the hegemon, who has told nothing
        world.polities.disclosure[0] = 0.0
    world.places.population[:] *= (
        20.0  # so that some of the many small towns are hit by a grievance
    )
    return world


def test_every_mechanism_is_judged():
    """Also one that lies in a folder and stands in no common order."""
    assert set(STRENGTH) | BOOKKEEPING == set(catalogue())
    assert not set(STRENGTH) & BOOKKEEPING


@pytest.mark.parametrize("name", STRENGTH)
def test_zero_is_within_the_support(name):
    parameters = load_mechanism(name).parameters
    for strength in STRENGTH[name]:
        low, high = parameters[strength].support
        assert low <= 0 < high


@pytest.mark.parametrize("name", STRENGTH)
def test_zero_strength_equals_absence(name):
    plan = account_with(name)
    zero = {f"{name}.{strength}": 0.0 for strength in STRENGTH[name]}
    here = run(plan, SEED, start(plan, name), parameters=brisk(plan) | zero)
    left = without(plan, name)
    gone = run(left, SEED, start(plan, name), parameters=brisk(left))
    assert differences(here, gone) == []


@pytest.mark.parametrize("name", STRENGTH)
def test_at_its_defaults_it_does_something(name):
    plan = account_with(name)
    left = without(plan, name)
    gone = run(left, SEED, start(plan, name), parameters=brisk(left))
    here = run(plan, SEED, start(plan, name), parameters=brisk(plan))
    assert differences(here, gone) != []


def test_strength_is_what_the_file_says():
    """The line on strength at the head of each file names each number here."""
    for name, strengths in STRENGTH.items():
        m = load_mechanism(name)
        if name != "base_rates":
            said = m.doc.split("Strength:")[1]
            assert all(f"`{s}`" in said or f"`{s.split('_')[0]}`" in said for s in strengths), name
        assert set(strengths) <= set(m.parameters), name
    for name in BOOKKEEPING:
        assert "Strength: none of its own" in load_mechanism(name).doc, name
