"""Columns of polities: those who rule, what they grant and deny, what they know and what they fear."""

from thaw.columns.column import Column, F, I

POLITIES = {
    "population": Column(F, "persons", 0, "inhabitants"),
    "workforce": Column(F, "persons", 0, "wage workers"),
    "living": Column(F, "index", 1, "consumption a head, 1 = base level of the case"),
    "growth": Column(F, "1/year", 0.04, "trend growth of consumption"),
    "plan_gap": Column(F, "share", 0, "shortfall of output against plan that planners see"),
    "norm": Column(F, "index", 1, "work norms, 1 = base level of the case"),
    "price": Column(F, "index", 1, "retail prices, 1 = base level of the case"),
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
    "asked_economic": Column(F, "share", 0, "loudness of economic demands, decaying over weeks"),
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
    "known_party": Column(F, "share", 0, "the same among members of the party and the informed"),
    "repression": Column(F, "share", 0.5, "rulers' resolve to use force, 0 to 1"),
    "terror": Column(F, "index", 0.5, "terror of the day, 1 = 1937"),
    "terror_past": Column(F, "index", 0.5, "accumulated terror, fading over decades"),
    "start_terror_past": Column(
        F, "index", 0.5, "accumulated terror at the start: the level people are used to"
    ),
    "censorship": Column(F, "share", 0.9, "share of news that is suppressed"),
    "legitimacy": Column(F, "share", 0.3, "share of grievance discounted because rule is accepted"),
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
        F, "share", 0.8, "weight of the hegemon's line in the local line; 0 in the hegemon itself"
    ),
    "foreign_rule": Column(F, "share", 0.3, "visible rule by another state"),
    "intervention": Column(F, "1", 0, "0 none, 1 foreign troops in the street, 2 general assault"),
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
    "call_workers": Column(F, "share", 0, "their appeal to workers of other countries of the case"),
    "call_soldiers": Column(F, "share", 0, "their appeal to foreign soldiers"),
    "call_west": Column(F, "share", 0, "their appeal to workers of the West"),
    "distrust": Column(F, "share", 0, "how far they tell people not to believe promises"),
    "foreseen": Column(F, "share", 0, "how far they have made people ready for an attack"),
    "rally": Column(F, "motive", 0, "lift of everybody by a call to defend the country"),
    "call_lift": Column(
        F, "motive", 0, "lift by a general strike that councils call, where all obey one; fading"
    ),
    "n_call": Column(F, "1", 0, "general strikes called by councils, cumulative"),
    "talks": Column(F, "share", 0, "rulers bargain with the councils; fading"),
    "n_talks": Column(F, "1", 0, "rounds of such talks, cumulative"),
    "invited": Column(F, "share", 0, "its rulers have asked the hegemon for troops; fading"),
    "n_invited": Column(F, "1", 0, "times that they asked, cumulative"),
    "gone_men": Column(F, "persons", 0, "soldiers in the country who have gone over, with arms"),
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
        F, "1", 0, "rise of that mood above the usual, relative, as far as rulers have learnt of it"
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
        F, "share", 0, "inhabitants in an organisation beside the party; 0 = the case names none"
    ),
    "own_voice": Column(F, "share", 0.3, "how far that organisation speaks for itself"),
    "room": Column(F, "share", 1, "share of the police's cases that is not yet taken up"),
    "vacancies": Column(F, "share", 0, "share of posts that nobody holds"),
    "shot_counted": Column(F, "persons", 0, "officials shot already in `n_listed`"),
    "n_listed": Column(F, "persons", 0, "names on lists signed for death, cumulative"),
    "quota": Column(F, "persons", 0, "limits of death sentences given to the regions, cumulative"),
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
    "base_strikers": Column(F, "persons", 0, "strikers drawn by base rates alone (null account)"),
    "base_demonstrators": Column(F, "persons", 0, "demonstrators drawn by base rates alone"),
    "base_armed": Column(F, "persons", 0, "insurgents drawn by base rates alone"),
}
