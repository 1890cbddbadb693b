"""The tables of a World: columns only, one array per attribute.

A row's id is its position and never changes. People are not a table: they are implied by the sites,
everybody one to one, and their private state lies in pages that are committed once touched (see
`People`).
"""

from __future__ import annotations

import mmap
from collections import namedtuple
from typing import NamedTuple

import numpy as np

from thaw import economy_columns

F, I = np.float64, np.int64


class Column(NamedTuple):
    """Declaration of one column: dtype, unit, default and meaning."""

    dtype: type
    unit: str
    default: float
    meaning: str


STRATA = (
    "workers",
    "peasants",
    "employees",
    "students",
    "soldiers",
    "security_police",
    "apparatus",
    "prisoners",
    "special_settlers",
)
ACTS = ("quiet", "strike", "demonstrate", "arms")
STATES = (*ACTS, "held", "dead", "weary", "cowed")
"""State of a person: at one of the acts, out of reach, or quiet with a memory that fades."""
SITE_KINDS = ("residual", "plant", "faculty", "barracks", "camp", "mine", "building", "office")
PLACE_KINDS = ("city", "region", "camp", "body")
"""Where people are; a body is no place on a map but a part of the apparatus: a committee, a corps of
officers, a police, whose members are officials."""
UNIT_KINDS = ("police", "army", "soviet")

COLUMNS: dict[str, dict[str, Column]] = {
    "clock": {
        "t": Column(F, "day", 0, "days since the case began, at the start of the step"),
        "dt": Column(F, "day", 1, "length of the step"),
        "season": Column(F, "1", 0, "cosine of the time of year, 1 at mid-January, -1 at mid-July"),
        "year": Column(F, "year", 1953, "calendar date as a decimal year"),
    },
    "sites": {
        "place": Column(I, "row", 0, "row in places"),
        "polity": Column(I, "row", 0, "row in polities"),
        "group": Column(I, "row", 0, "row in groups"),
        "stratum": Column(I, "row", 0, "stratum of its members"),
        "kind": Column(I, "row", 0, "row in SITE_KINDS"),
        "address": Column(I, "1", 0, "32-bit hash of the site's name, by which its people draw"),
        "town": Column(
            I, "row", -1, "town that holds all of it; -1 = spread over the place's towns"
        ),
        "headcount": Column(F, "persons", 0, "people who work, study, serve or are held here"),
        "persons": Column(I, "persons", 0, "members, one to one"),
        "cell_size": Column(I, "persons", 40, "members of a cell: a gang, a class, a barrack"),
        "first_quarter": Column(
            I, "row", 0, "first row in quarters, one for each town of the place"
        ),
        "striking": Column(I, "persons", 0, "members on strike, demonstrating or armed"),
        "strike_days": Column(F, "day", 0, "length of the present sustained strike"),
        "council": Column(
            F, "share", 0, "strength of the workers' council, 0 none to 1 obeyed by all"
        ),
    },
    "quarters": {
        "site": Column(I, "row", 0, "row in sites: a quarter holds its people in one town"),
        "town": Column(I, "row", 0, "row in towns"),
        "address": Column(I, "1", 0, "32-bit number by which its people draw"),
        "cells": Column(I, "1", 0, "cells, each of `sites.cell_size` members"),
        "workplaces": Column(I, "1", 0, "workplaces, each of up to 20 cells"),
        "first_person": Column(I, "row", 0, "entry of its first member in the private state"),
        "first_cell": Column(I, "row", 0, "entry of its first cell"),
        "first_workplace": Column(I, "row", 0, "entry of its first workplace"),
        "first_class": Column(I, "row", 0, "first of its classes of workplaces"),
        "classes": Column(I, "1", 0, "number of such classes"),
        "offset": Column(
            F, "1", 0.5, "where between two workplaces the ranking by militancy begins"
        ),
    },
    "groups": {
        "place": Column(I, "row", 0, "row in places"),
        "polity": Column(I, "row", 0, "row in polities"),
        "stratum": Column(I, "row", 0, "row in STRATA"),
        "population": Column(F, "persons", 0, "people of this stratum in this place who can act"),
        "household": Column(F, "1", 1, "inhabitants for each who can act; they leave together"),
        "base_econ": Column(
            F, "motive", 0.45, "economic grievance when expectation is met: the start's"
        ),
        "standard": Column(F, "index", 1, "living standard, 1 = early 1953"),
        "expectation": Column(F, "index", 1, "living standard held to be due"),
        "grievance_econ": Column(F, "motive", 0, "field multiplied by hardship"),
        "grievance_pol": Column(F, "motive", 0, "political grievance, the same for all"),
        "grievance_nat": Column(F, "motive", 0, "field multiplied by national attachment"),
        "grievance_loyal": Column(
            F, "motive", 0, "protest for the disowned leader, times conviction"
        ),
        "fear": Column(F, "motive", 0, "field multiplied by risk aversion and arrest probability"),
        "efficacy": Column(F, "probability", 0, "belief that acting succeeds"),
        "conviction": Column(
            F, "share", 0, "mean attachment to the regime's own ideals and leader"
        ),
        "height_strike": Column(F, "motive", 1.0, "rung of the ladder; 9 = never"),
        "height_demonstrate": Column(F, "motive", 1.15, "rung of the ladder; 9 = never"),
        "height_arms": Column(F, "motive", 1.8, "rung of the ladder; 9 = never"),
        "withholding": Column(F, "share", 0, "output held back: slow work, norms refused, absence"),
        "exit_flow": Column(F, "persons/day", 0, "people leaving the country"),
        "acting": Column(I, "persons", 0, "on strike, in the street or armed"),
    },
    "places": {
        "polity": Column(I, "row", 0, "row in polities"),
        "kind": Column(I, "row", 0, "row in PLACE_KINDS"),
        "population": Column(F, "persons", 0, "inhabitants"),
        "communications": Column(F, "share", 0.5, "reach of radio, telephone, rail and rumour"),
        "tradition": Column(F, "share", 0, "memory of past struggles"),
        "police": Column(F, "persons/1000", 2, "security police within reach"),
        "within": Column(
            I, "row", -1, "body whose members those of this body are as well; -1 = none"
        ),
        "first_official": Column(
            I, "row", 0, "first row in officials; those of a body lie together"
        ),
        "last_official": Column(I, "row", 0, "one past the last row in officials"),
        "taken": Column(F, "persons", 0, "members arrested, cumulative"),
        "executed": Column(F, "persons", 0, "members shot, cumulative"),
        "vacant": Column(F, "persons", 0, "posts that nobody holds"),
        "successors": Column(F, "persons", 0, "persons put into posts of others, cumulative"),
        "first_site": Column(I, "row", 0, "first row in sites; those of a place lie together"),
        "last_site": Column(I, "row", 0, "one past the last row in sites"),
        "first_town": Column(I, "row", 0, "first row in towns"),
        "towns": Column(I, "1", 1, "number of towns"),
        "apart": Column(I, "1", 0, "1 once all its towns draw points apart"),
        "capital": Column(I, "1", 0, "1 where the rulers sit"),
        "arrest": Column(F, "probability", 0, "chance of arrest reckoned with where nobody acts"),
        "news": Column(F, "share", 0, "unrest elsewhere that is known here, decaying"),
        "word": Column(F, "motive", 0, "lift by news of strikes in the country"),
        "new_shocks": Column(F, "1", 0, "towns hit by a grievance of their own in this step"),
        "shock_size": Column(F, "motive", 0, "mean size of such a grievance"),
        "seen": Column(F, "share", 0, "visible participants, saturating: mean over its people"),
        "met": Column(F, "share", 0, "the same as those meet it who are sent where people act"),
        "order": Column(F, "1", 0, "highest standing order of its towns"),
        "fired": Column(F, "share", 0, "people in whose town fire was opened, decaying over days"),
        "n_fired": Column(F, "1", 0, "times fire was opened on a crowd, cumulative"),
        "casualties": Column(F, "persons", 0, "deaths and arrests, decaying over months"),
        "strikers": Column(I, "persons", 0, "on strike: sum over towns, as those below"),
        "demonstrators": Column(I, "persons", 0, "in the street"),
        "armed": Column(I, "persons", 0, "under arms"),
        "peak_strikers": Column(I, "persons", 0, "largest number on strike within the step"),
        "peak_demonstrators": Column(
            I, "persons", 0, "largest number in the street within the step"
        ),
        "peak_armed": Column(I, "persons", 0, "largest number under arms within the step"),
        "deaths": Column(I, "persons", 0, "killed, cumulative"),
        "arrests": Column(I, "persons", 0, "arrested, cumulative"),
        "casualties_counted": Column(F, "persons", 0, "deaths and arrests already in `casualties`"),
        "acting": Column(I, "persons", 0, "striking, demonstrating or armed"),
        "joined": Column(
            I, "persons", 0, "people who began to act, each once in sixty days, cumulative"
        ),
        "breaks": Column(I, "1", 0, "workplaces in which a fifth stopped work, cumulative"),
        "pushed": Column(
            F, "1", 0, "how far refusal and fire have pushed demands, fading when all is quiet"
        ),
        "aim_economic": Column(F, "share", 0, "of acts here: pay, norms, prices; 0 = not known"),
        "aim_political": Column(F, "share", 0, "of acts here: freedom, law, those who rule"),
        "aim_national": Column(F, "share", 0, "of acts here: an end to rule by another state"),
        "aim_loyal": Column(F, "share", 0, "of acts here: for the leader whom rulers disown"),
        "army_men": Column(F, "persons", 0, "own soldiers here who would obey"),
        "foreign_men": Column(F, "persons", 0, "foreign soldiers here who would obey"),
        "gone_men": Column(F, "persons", 0, "soldiers here who have gone over, with arms"),
        "sided": Column(F, "share", 0, "guards of a camp who side with the prisoners"),
    },
    "towns": {
        "place": Column(I, "row", 0, "row in places"),
        "polity": Column(I, "row", 0, "row in polities"),
        "population": Column(F, "persons", 0, "inhabitants"),
        "active": Column(I, "1", 0, "1 while anything here differs from rest"),
        "strikers": Column(I, "persons", 0, "on strike"),
        "demonstrators": Column(I, "persons", 0, "in the street"),
        "armed": Column(I, "persons", 0, "under arms"),
        "acting": Column(I, "persons", 0, "striking, demonstrating or armed"),
        "peak_strikers": Column(I, "persons", 0, "largest number on strike within the step"),
        "peak_demonstrators": Column(
            I, "persons", 0, "largest number in the street within the step"
        ),
        "peak_armed": Column(I, "persons", 0, "largest number under arms within the step"),
        "deaths": Column(I, "persons", 0, "killed, cumulative"),
        "arrests": Column(I, "persons", 0, "arrested, cumulative"),
        "joined": Column(
            I, "persons", 0, "people who began to act, each once in sixty days, cumulative"
        ),
        "breaks": Column(
            I, "1", 0, "workplaces in which a fifth stopped work, cumulative, each once a month"
        ),
        "breaks_heard": Column(F, "1", 0, "breaks already in `heard`"),
        "heard": Column(F, "1", 0, "news of strikes in the town, a stock that ages over days"),
        "word": Column(F, "motive", 0, "lift by that news"),
        "seen": Column(F, "share", 0, "visible participants in the town, saturating"),
        "arrest": Column(F, "probability", 0, "chance of arrest that people reckon with"),
        "arrest_rate": Column(F, "1/day", 0, "hazard of arrest for one who acts"),
        "disperse_rate": Column(F, "1/day", 0, "extra hazard of going home under force"),
        "kill_rate": Column(F, "1/day", 0, "hazard of death for one in the street or armed"),
        "fired": Column(F, "1", 0, "1 after fire on a crowd, decaying over days"),
        "n_fired": Column(F, "1", 0, "times fire was opened on a crowd, cumulative"),
        "severity": Column(F, "1", 1, "deadliness of the present burst of fire, 1 = usual"),
        "order": Column(
            F, "1", 0, "standing order: 0 police alone, 1 army present, 2 army may fire"
        ),
        "troops": Column(F, "persons/1000", 0, "own army deployed against the public"),
        "soviet": Column(F, "persons/1000", 0, "foreign troops deployed against the public"),
        "shock": Column(F, "motive", 0, "grievance of the town's own, decaying over a year"),
        "dread": Column(F, "motive", 0, "memory of a rising put down here, decaying over years"),
        "wave_peak": Column(
            F, "share", 0, "largest share of inhabitants acting in the present wave"
        ),
        "wave_fired": Column(F, "1", 0, "1 when fire was opened in the present wave"),
        "wave_forced": Column(F, "1", 0, "1 when troops were ordered out in the present wave"),
        "big_day": Column(F, "day", -1000, "when one in a hundred last acted for the first time"),
        "quick": Column(I, "1", 0, "1 while its time goes by in single sub-steps: many act"),
        "stirred": Column(I, "1", 0, "1 from a new grievance until bounds take note of it"),
        "own": Column(
            I, "1", 0, "1 while its people draw points apart from the rest of the region"
        ),
        "hot": Column(I, "row", 0, "1 + first workplace on the list of those where somebody acts"),
        "last_hot": Column(F, "day", 0, "when the mechanisms of the sub-step last ran here"),
        "last_act": Column(F, "day", -1000, "when anybody last acted here"),
    },
    "polities": {
        "population": Column(F, "persons", 0, "inhabitants"),
        "workforce": Column(F, "persons", 0, "wage workers"),
        "living": Column(F, "index", 1, "consumption a head, 1 = early 1953"),
        "growth": Column(F, "1/year", 0.04, "trend growth of consumption"),
        "plan_gap": Column(F, "share", 0, "shortfall of output against plan that planners see"),
        "norm": Column(F, "index", 1, "work norms, 1 = early 1953"),
        "price": Column(F, "index", 1, "retail prices, 1 = early 1953"),
        "n_norm_rise": Column(F, "1", 0, "rises of norms or prices decreed, cumulative"),
        "line": Column(F, "1", 0, "policy line, -1 hard to 1 reform"),
        "concession": Column(F, "index", 0, "recent concessions, decaying over months"),
        "amnesty": Column(
            F, "index", 0, "recent concessions that free prisoners, decaying over months"
        ),
        "pay": Column(F, "index", 0, "recent economic concessions, decaying over months"),
        "reform": Column(
            F, "index", 0, "recent concessions in politics and persons, decaying over months"
        ),
        "grant": Column(F, "index", 0, "size of the last concession"),
        "grant_kind": Column(
            F, "1", -1, "its kind: 0 economic, 1 political, 2 amnesty, 3 personnel; -1 none yet"
        ),
        "answered": Column(F, "share", 1, "part of what was asked that the last concession met"),
        "pay_counted": Column(F, "1", 0, "concessions already in `pay`"),
        "politics_counted": Column(F, "1", 0, "concessions already in `reform` and `amnesty`"),
        "n_concession": Column(F, "1", 0, "concessions granted, cumulative"),
        "n_economic": Column(F, "1", 0, "those of pay, norms and prices, cumulative"),
        "n_political": Column(F, "1", 0, "those of law, press and institutions, cumulative"),
        "n_amnesty": Column(F, "1", 0, "those that free prisoners, cumulative"),
        "n_personnel": Column(F, "1", 0, "those that give up persons in power, cumulative"),
        "asked_economic": Column(
            F, "share", 0, "loudness of economic demands, decaying over weeks"
        ),
        "asked_political": Column(F, "share", 0, "loudness of political demands, the same"),
        "asked_national": Column(F, "share", 0, "loudness of national demands, the same"),
        "asked_loyal": Column(F, "share", 0, "loudness of those for the disowned leader, the same"),
        "credibility": Column(F, "share", 0.5, "share of a concession that is believed"),
        "disclosure": Column(F, "share", 0, "part of past repression admitted by the rulers"),
        "n_disclosure": Column(F, "1", 0, "disclosures, cumulative"),
        "told_public": Column(F, "share", 0, "part of past repression admitted in public"),
        "victims": Column(
            F, "share", 0, "classes of victims named: 0 none, 1 all, the party's own come first"
        ),
        "believed": Column(
            F, "share", 0, "part of the disclosure that the many would believe, from all they hear"
        ),
        "known": Column(F, "share", 0, "part of the disclosure that is common knowledge"),
        "known_party": Column(
            F, "share", 0, "the same among members of the party and the informed"
        ),
        "repression": Column(F, "share", 0.5, "rulers' resolve to use force, 0 to 1"),
        "terror": Column(F, "index", 0.5, "terror of the day, 1 = 1937"),
        "terror_past": Column(F, "index", 0.5, "accumulated terror, fading over decades"),
        "start_terror_past": Column(
            F, "index", 0.5, "accumulated terror at the start: the level people are used to"
        ),
        "censorship": Column(F, "share", 0.9, "share of news that is suppressed"),
        "legitimacy": Column(
            F, "share", 0.3, "share of grievance discounted because rule is accepted"
        ),
        "authority": Column(F, "share", 0.3, "the leader's authority"),
        "start_authority": Column(F, "share", 0.3, "the leader's authority at the start"),
        "threat": Column(F, "share", 0.3, "external threat as felt"),
        "threat_shift": Column(
            F, "1", 0, "lasting change of the level to which the threat returns, by outside events"
        ),
        "pressure": Column(F, "share", 0.3, "firmness of Western pressure"),
        "pressure_shift": Column(
            F, "1", 0, "lasting change of the level to which the pressure returns, the same"
        ),
        "monopoly": Column(F, "share", 0.9, "0 many parties, .5 one faction, 1 one man"),
        "elite_security": Column(F, "share", 0.2, "1 when no one at the top fears for his life"),
        "complicity": Column(F, "share", 0.6, "share in past repression of those who now rule"),
        "succession": Column(F, "share", 0, "openness of the contest for the top post"),
        "leader_dead": Column(
            F,
            "1",
            0,
            "set to 1 by the case on the day a leader dies (with his `officials.alive`); cleared by "
            "succession",
        ),
        "reform_wing": Column(F, "share", 0.3, "weight of those at the top who would concede"),
        "n_leader": Column(F, "1", 0, "changes of leader, cumulative"),
        "leader": Column(I, "row", -1, "official who holds the first post; -1 = not yet known"),
        "leader_since": Column(F, "day", 0, "when he came to it"),
        "motion_on": Column(F, "day", -1, "when his removal was last moved; -1 = never"),
        "inquiry": Column(
            F, "share", 0, "part of past repression that rulers have looked into for themselves"
        ),
        "commission": Column(F, "share", 0, "work left to commissions of inquiry now sitting"),
        "n_inquiry": Column(F, "1", 0, "commissions of inquiry set up, cumulative"),
        "blame": Column(
            F, "share", 0, "part of what is known that is laid at the door of those still in office"
        ),
        "obedience": Column(
            F, "share", 0.8, "weight of Moscow's line in the local line; 0 in Moscow"
        ),
        "foreign_rule": Column(F, "share", 0.3, "visible rule by another state"),
        "intervention": Column(
            F, "1", 0, "0 none, 1 foreign troops in the street, 2 general assault"
        ),
        "n_intervention": Column(F, "1", 0, "interventions ordered, cumulative"),
        "stepped_in": Column(
            F, "1", 0, "memory of foreign troops sent here: 1 for each step up, fading over years"
        ),
        "emergency": Column(F, "share", 0, "martial law, decaying"),
        "withholding": Column(F, "share", 0, "output held back, mean over the workforce"),
        "heard": Column(F, "1", 0, "news of strikes in the country, a stock that ages over days"),
        "breaks_heard": Column(F, "1", 0, "breaks already in `heard`"),
        "capital_heard": Column(F, "1", 0, "breaks in the capital already in `heard`"),
        "big_heard": Column(F, "1", 0, "towns with one in a hundred out already in `heard`"),
        "big_towns": Column(F, "1", 0, "times that one in a hundred acted in a town, cumulative"),
        "won": Column(F, "share", 0, "memory of a concession won by unrest, fading over years"),
        "granted": Column(F, "share", 0, "freshness of a concession made under unrest"),
        "granted_counted": Column(F, "1", 0, "concessions already in `granted`"),
        "dread": Column(F, "motive", 0, "memory of risings put down, outside the towns themselves"),
        "news_abroad": Column(F, "share", 0, "unrest and success abroad known here, decaying"),
        "exit_open": Column(F, "share", 0, "openness of the border"),
        "exit_flow": Column(F, "persons/day", 0, "people leaving the country"),
        "party": Column(F, "persons", 0, "members of the ruling party"),
        "party_norm": Column(F, "persons", 0, "membership in quiet times"),
        "dual_power": Column(F, "share", 0, "share of the workforce that obeys councils"),
        "federation": Column(F, "share", 0, "how far the country's councils act as one"),
        "aims_said": Column(F, "share", 0, "how clearly councils have said what they are for"),
        "call_workers": Column(
            F, "share", 0, "their appeal to workers of other countries of the case"
        ),
        "call_soldiers": Column(F, "share", 0, "their appeal to foreign soldiers"),
        "call_west": Column(F, "share", 0, "their appeal to workers of the West"),
        "distrust": Column(F, "share", 0, "how far they tell people not to believe promises"),
        "foreseen": Column(F, "share", 0, "how far they have made people ready for an attack"),
        "rally": Column(F, "motive", 0, "lift of everybody by a call to defend the country"),
        "call_lift": Column(
            F,
            "motive",
            0,
            "lift by a general strike that councils call, where all obey one; fading",
        ),
        "n_call": Column(F, "1", 0, "general strikes called by councils, cumulative"),
        "talks": Column(F, "share", 0, "rulers bargain with the councils; fading"),
        "n_talks": Column(F, "1", 0, "rounds of such talks, cumulative"),
        "invited": Column(F, "share", 0, "its rulers have asked the hegemon for troops; fading"),
        "n_invited": Column(F, "1", 0, "times that they asked, cumulative"),
        "gone_men": Column(
            F, "persons", 0, "soldiers in the country who have gone over, with arms"
        ),
        "defied": Column(
            F, "share", 0, "freshness of a change of leader under unrest, as news for others"
        ),
        "defied_before": Column(F, "share", 0, "the same as others remember it, fading over years"),
        "leaders_counted": Column(F, "1", 0, "changes of leader already in `defied`"),
        "abroad_defied": Column(
            F, "share", 0, "the same in countries outside the case, set by its events; fading"
        ),
        "example": Column(F, "motive", 0, "lift by what others dared or won abroad"),
        "second_pull": Column(
            F, "share", 0, "part of its obedience that a second centre has; set by the case"
        ),
        "second_line": Column(F, "1", 0, "policy line of that centre, -1 hard to 1 reform"),
        "unrest": Column(
            F, "share", 0, "share of inhabitants acting, saturating, decaying over a month"
        ),
        "memory_of_unrest": Column(F, "share", 0, "unrest decaying over years"),
        "mood_usual": Column(
            F,
            "motive",
            0,
            "grievance times belief in success that rulers are used to; 0 = not yet known",
        ),
        "ferment": Column(
            F,
            "1",
            0,
            "rise of that mood above the usual, relative, as far as rulers have learnt of it",
        ),
        "outgrown": Column(
            F,
            "share",
            -1,
            "how far society has outgrown the way it is ruled, as those who rule know; below 0 = not yet asked",
        ),
        "army_men": Column(F, "persons", 0, "own soldiers who would obey"),
        "army_strength": Column(F, "persons", 0, "own soldiers"),
        "police_strength": Column(F, "persons", 0, "security police in units"),
        "foreign_men": Column(F, "persons", 0, "foreign soldiers in the country who would obey"),
        "police_loyalty": Column(F, "share", 1, "share of the security police that would obey"),
        "army_loyalty": Column(F, "share", 0.9, "mean loyalty of the polity's own troops"),
        "strikers": Column(I, "persons", 0, "sum over places"),
        "demonstrators": Column(I, "persons", 0, "sum over places"),
        "armed": Column(I, "persons", 0, "sum over places"),
        "joined": Column(I, "persons", 0, "sum over places"),
        "deaths": Column(I, "persons", 0, "sum over places, cumulative"),
        "arrests": Column(I, "persons", 0, "sum over places, cumulative"),
        "subjects": Column(F, "persons", 0, "inhabitants of whom quotas are reckoned"),
        "alarm": Column(F, "1", 0, "fright of the rulers at an attack on them, fading over a year"),
        "purging": Column(F, "1", 0, "1 while a purge of the apparatus is open"),
        "purge": Column(F, "share", 0, "vigour of the purge, 0 to 1"),
        "n_purge": Column(F, "1", 0, "purges opened, cumulative"),
        "n_correction": Column(F, "1", 0, "purges stopped from above, cumulative"),
        "clearing": Column(F, "1/day", 0, "rate at which cases of the condemned are taken up"),
        "clearing_living": Column(F, "1/day", 0, "the same besides for those still alive"),
        "n_cleared": Column(F, "persons", 0, "condemned officials who have been cleared"),
        "cleared_now": Column(F, "share", 0, "part of all cases that was cleared in the last step"),
        "officers_lost": Column(F, "share", 0, "commanders taken, heavier the higher they stood"),
        "unready": Column(F, "share", 0, "how unready the army is for want of commanders"),
        "carried": Column(
            F, "share", 0, "how far the first in post has gone with a movement beyond the hegemon"
        ),
        "technocrats": Column(
            F, "share", 0.15, "weight at the top of technicians and managers, a layer of their own"
        ),
        "organised": Column(
            F,
            "share",
            0,
            "inhabitants in an organisation beside the party; 0 = the case names none",
        ),
        "own_voice": Column(F, "share", 0.3, "how far that organisation speaks for itself"),
        "room": Column(F, "share", 1, "share of the police's cases that is not yet taken up"),
        "vacancies": Column(F, "share", 0, "share of posts that nobody holds"),
        "shot_counted": Column(F, "persons", 0, "officials shot already in `n_listed`"),
        "n_listed": Column(F, "persons", 0, "names on lists signed for death, cumulative"),
        "quota": Column(
            F, "persons", 0, "limits of death sentences given to the regions, cumulative"
        ),
        "quota_due": Column(F, "persons", 0, "limits of death sentences not yet carried out"),
        "quota_shot": Column(F, "persons", 0, "put to death under limits or in quiet, cumulative"),
        "spared": Column(
            I, "1", 0, "a bit for each mechanism over polities that leaves this polity as it is"
        ),
        "parliament": Column(
            F, "share", 0, "how far the parliamentary form of the old state is kept up"
        ),
        "restoration": Column(
            F, "share", 0.05, "strength of those who would bring back the order of before"
        ),
        "campaigning": Column(
            F, "1", 0, "0 none, 1 a mass campaign that leaders have let loose, 2 called back"
        ),
        "campaign": Column(F, "share", 0, "vigour of that campaign"),
        "overshoot": Column(F, "share", 0, "how far it has gone beyond what leaders wanted"),
        "mobilised": Column(F, "share", 0, "what it leaves behind, fading over years"),
        "n_campaign": Column(F, "1", 0, "campaigns let loose, cumulative"),
        "base_strikers": Column(
            F, "persons", 0, "strikers drawn by base rates alone (null account)"
        ),
        "base_demonstrators": Column(F, "persons", 0, "demonstrators drawn by base rates alone"),
        "base_armed": Column(F, "persons", 0, "insurgents drawn by base rates alone"),
        **{n: Column(F, *told) for n, told in economy_columns.POLITIES.items()},
    },
    "officials": {
        "polity": Column(I, "row", 0, "row in polities"),
        "rank": Column(F, "1", 0, "0 for the first post, then 1, 2 ..."),
        "position": Column(F, "1", 0, "private position, -1 hold the line to 1 reform"),
        "complicity": Column(F, "share", 0.6, "part in past repression"),
        "standing": Column(F, "share", 0.5, "support among colleagues and apparatus"),
        "in_office": Column(F, "1", 1, "1 in office, 0 out"),
        "alive": Column(F, "1", 1, "0 from the day of death, set by the case"),
        "doubt": Column(F, "share", 0, "private doubt of what was done, 0 none"),
        "lost_on": Column(F, "day", -1, "when he was last voted down; -1 = never"),
        "suspicion": Column(F, "share", 0.2, "fear of being accused"),
        "address": Column(I, "1", 0, "32-bit hash of his name or number, by which he draws"),
        "place": Column(I, "row", -1, "row in places of the body he belongs to; -1 = none"),
        "police": Column(F, "1", 0, "1 for those who arrest and question"),
        "army": Column(F, "1", 0, "1 for those who command the army"),
        "opposed": Column(F, "1", 0, "1 for those who once voted against the leadership"),
        "foreign": Column(F, "1", 0, "1 for those of a people with a state of its own abroad"),
        "entered": Column(F, "1", 0, "1 for those of the last intake, 0 for the old ones"),
        "patron": Column(I, "row", -1, "official to whom he owes his post; -1 = nobody"),
        "clients": Column(I, "1", 0, "officials who owe him theirs"),
        "client_slot": Column(I, "1", 0, "which of his patron's clients he is, from 0"),
        "first_client": Column(I, "row", -1, "first of his clients; -1 = none"),
        "next_client": Column(I, "row", -1, "next client of the same patron; -1 = no more"),
        "next_work": Column(I, "row", -1, "next in the ring of those who work together"),
        "work_size": Column(I, "1", 0, "members of that ring, himself among them"),
        "work_circle": Column(I, "row", -1, "that ring, a row in circles; -1 = none"),
        "next_past": Column(I, "row", -1, "next in the ring of those who once served together"),
        "past_size": Column(I, "1", 0, "members of that ring, himself among them"),
        "past_circle": Column(I, "row", -1, "that ring, a row in circles; -1 = none"),
        "accused": Column(F, "1", 0, "accusations that stand against him, fading"),
        "named": Column(F, "1", 0, "accusations made against him in the last step"),
        "naming": Column(F, "persons", 0, "persons he names, heard in the next step"),
        "named_by": Column(F, "row", -1, "who named him last by confession; -1 = nobody"),
        "denounced": Column(F, "persons", 0, "persons he named while at liberty, cumulative"),
        "arrested_on": Column(F, "day", -1, "when he was arrested; -1 = never"),
        "fate": Column(
            F,
            "1",
            0,
            "0 at liberty, 1 arrested, 2 has confessed, 3 sent to a camp, 4 shot, 5 let go",
        ),
        "cleared_on": Column(
            F, "day", -1, "when he was cleared of what he was charged with; -1 = never"
        ),
        "criticised": Column(F, "1", 0, "accusations answered by criticism, cumulative"),
        "plotting": Column(F, "1", 0, "1 for those who do conspire"),
        "filled": Column(F, "1", 1, "1 while somebody holds his post"),
        "holders": Column(F, "persons", 1, "persons who have held his post, himself the first"),
    },
    "circles": {
        "first": Column(I, "row", -1, "one of its officials; the ring leads to the others"),
        "past": Column(I, "1", 0, "1 where they once served together, 0 where they work together"),
        "names": Column(F, "persons", 0, "persons whom its members now name, along whatever tie"),
    },
    "parties": {
        "address": Column(I, "1", 0, "32-bit hash of its name, by which it draws"),
        "members": Column(F, "persons", 0, "members of a party abroad"),
        "norm": Column(F, "persons", 0, "membership in quiet times"),
        "reconciled": Column(
            F, "share", 0.1, "of its members: the wing that makes its peace with liberal order"
        ),
        "searching": Column(
            F, "share", 0.1, "of its members: those who look for a way of their own"
        ),
        "start_reconciled": Column(F, "share", 0.1, "the first of these wings at the start"),
        "start_searching": Column(F, "share", 0.1, "the second of these wings at the start"),
        "tie": Column(F, "share", 0.9, "weight of the hegemon's word in the party"),
        "start_tie": Column(F, "share", 0.9, "the same at the start"),
        "press": Column(
            F,
            "share",
            1,
            "part of what the hegemon says behind closed doors that can be read there",
        ),
        "rooted": Column(
            F, "share", 0, "part of what holds its members that has nothing to do with the hegemon"
        ),
        "pull": Column(F, "share", 0, "weight as a second centre for the parties of others"),
        "lean": Column(F, "1", 0, "what it stands for as a centre: -1 the old line, 1 reform"),
        "heard": Column(F, "share", 0, "part of the hegemon's past repression known to members"),
        "doubt": Column(F, "share", 0, "members who are shaken, fading over years"),
        "entries_counted": Column(F, "1", 0, "interventions already in `doubt`"),
        "leaders_counted": Column(F, "1", 0, "the hegemon's changes of leader already in `doubt`"),
        "left": Column(F, "persons", 0, "members who have left, cumulative"),
        "apart": Column(F, "persons", 0, "in organisations of those who split off, fading"),
        "n_split": Column(F, "1", 0, "splits, cumulative"),
    },
    "units": {
        "polity": Column(I, "row", 0, "polity of origin"),
        "place": Column(I, "row", 0, "row in places"),
        "kind": Column(I, "row", 0, "row in UNIT_KINDS"),
        "strength": Column(F, "persons", 0, "soldiers or police"),
        "loyalty": Column(F, "share", 0.9, "share that would obey an order to fire"),
        "contact": Column(F, "day", 0, "days in contact with crowds, fading after rotation"),
        "informed": Column(F, "share", 0.2, "knowledge of what the crowd wants"),
        "gone": Column(F, "persons", 0, "of its men, those now on the other side with their arms"),
        "defected": Column(F, "persons", 0, "men who went over, cumulative"),
    },
}

Tables = {name: namedtuple(name.capitalize(), list(cols)) for name, cols in COLUMNS.items()}
globals().update(
    {table.__name__: table for table in Tables.values()}
)  # so that they can be pickled

People = namedtuple(
    "People",
    [
        "state",
        "since",
        "cell_out",
        "cell_layer",
        "layer",
        "work_out",
        "work_days",
        "work_seen",
        "work_broke",
        "work_hot",
        "work_next",
        "work_layer",
    ],
)
"""Private state of everybody, in lazily committed zero pages: nobody is stored until touched.

By person: state (uint8, row in STATES), since (float32, day of going back, or of release for the
held), layer (uint8, 1 + layer of boldness, 0 = not looked up). By cell: cell_out (int16 [3], members
at each act), cell_layer (uint8, 1 + boldest layer of any member, 0 = not looked at). By workplace:
work_out (int32, members acting), work_days (float32, days on strike, fading) as it stood at work_seen
(float32, day), work_broke (float32, 1 + day of the last break), work_hot (uint8, 0 at rest, 1 on the
list of its town, 2 put there in this sub-step), work_next (int32, 1 + the next workplace on that list),
work_layer (uint8, as cell_layer).
"""

Draws = namedtuple(
    "Draws",
    [
        "seed",
        "quantiles",
        "types",
        "values",
        "class_first",
        "class_persons",
        "class_key",
        "edges",
        "share",
        "local",
    ],
)
"""Who people are (see `engine.population`).

seed: int64[2], low and high word. quantiles: float64[5 * 256], one trait after another. types:
int64[stratum, layer, TYPES], five quantile numbers a type, eight bits each. values: float64[stratum,
layer, trait, TYPES], the same in numbers. By class of workplaces of a quarter:
class_first and class_persons (int64, first person within the quarter, persons), class_key (int64, of
its permutation), edges (int64 [layer], where in it each layer ends), share (float64 [layer], summed
weight of the classes of the site up to this one). local: float64[LOCAL], militancy of a workplace by
its position, motive.
"""

TRAITS = ("hardship", "risk_aversion", "threshold", "conviction", "national")

Person = namedtuple("Person", [*TRAITS, "shock", "act"])
"""What a person-level mechanism sees of one person: traits, private shock (motive), row in ACTS."""

Spot = namedtuple("Spot", ["site", "town", "company", "works", "days", "local"])
"""Where a person stands: rows in sites and towns (-1: a town at rest), shares acting in the cell and
in the workplace, days the workplace has been out (fading), its own militancy (motive)."""

World = namedtuple("World", [*COLUMNS, "people", "draws"])
"""The World a mechanism sees: `w.groups.fear[i]`, `w.polities.line[j]`, `w.clock.dt[0]`."""


def empty_table(name: str, rows: int):
    """A table with `rows` rows, every column at its default."""
    cols = COLUMNS[name]
    return Tables[name](*(np.full(rows, c.default, dtype=c.dtype) for c in cols.values()))


def copy_table(table):
    """An independent copy of a table."""
    return type(table)(*(column.copy() for column in table))


def small_pages(n: int, kind: type) -> np.ndarray:
    """n zeros in small pages, committed one by one when touched: numpy asks for pages of 2 MB."""
    memory = mmap.mmap(-1, max(1, n) * np.dtype(kind).itemsize)
    if hasattr(mmap, "MADV_NOHUGEPAGE"):
        memory.madvise(mmap.MADV_NOHUGEPAGE)
    return np.frombuffer(memory, kind)[:n]


def empty_people(persons: int, cells: int, workplaces: int) -> People:
    """Private state, everybody quiet and free; pages are committed when touched."""
    return People(
        np.zeros(persons, np.uint8),
        small_pages(persons, np.float32),
        small_pages(3 * cells, np.int16),
        np.zeros(cells, np.uint8),
        np.zeros(persons, np.uint8),
        np.zeros(workplaces, np.int32),
        np.zeros(workplaces, np.float32),
        np.zeros(workplaces, np.float32),
        np.zeros(workplaces, np.float32),
        np.zeros(workplaces, np.uint8),
        np.zeros(workplaces, np.int32),
        np.zeros(workplaces, np.uint8),
    )
