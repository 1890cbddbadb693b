"""The mechanisms, by family, and the order in which accounts run them unless they say otherwise."""

ORDER = (
    "base_rates",
    "censorship_and_rumour",
    "contagion",
    "external_threat",
    "external_pressure",
    "disclosure_signal",
    "national_news",
    "word_of_strikes",
    "aftermath",
    "relative_deprivation",
    "emboldenment",
    "terror_and_habituation",
    "national_grievance",
    "conviction_and_disillusion",
    "efficacy_from_turnout",
    "camps_and_settlements",
    "expected_arrest",
    "local_shocks",
    "see",
    "strike_news",
    "police_repression",
    "order_troops",
    "army_repression",
    "fire_on_crowd",
    "speak_out",
    "town_memory",
    "casualty_memory",
    "demands",
    "collective_memory",
    "demands_heard",
    "fraternisation",
    "councils",
    "exit",
    "party_membership",
    "complicity",
    "security_pact",
    "monopoly_ratchet",
    "succession_struggle",
    "wing_standing",
    "line_transmission",
    "work_slowly",
    "norms_and_prices",
    "latent_pressure",
    "decide_repression",
    "decide_concession",
    "concede_pay",
    "concede_politics",
    "decide_disclosure",
    "hegemon_decision",
)
"""Inform, feel | act and respond, repeated within a hot day | remember, spread, decide."""

APPARATUS = (
    "constant_arrests",
    "constant_sentences",
    "external_threat",
    "monopoly_ratchet",
    "complicity",
    "purge_from_above",
    "real_opposition",
    "circles_hear",
    "accusation_cascade",
    "verdicts",
    "fill_posts",
    "lists_and_quotas",
    "tolls",
)
"""Ground and decision | plot, accuse, arrest, sentence | replace, extend, count: the order of a case over officials."""

ORDERS = {"society": ORDER, "apparatus": APPARATUS}
"""Orders of steps that accounts have in common, by name."""

NULLS = ("base_rates", "constant_arrests", "constant_sentences")
"""Steps of the null account, which no other runs."""
