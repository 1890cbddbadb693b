"""What `hegemon: none` means to mechanisms in which the first polity decides on the others.

Row 0 of the polities is the hegemon to those that read it. A case without one has no such row, so what
they do through it is held at zero: its polities obey nobody, and the parameters below stand at 0, where
each of these mechanisms leaves the others' rows as if it were absent. The compiled program is the same.
"""

from __future__ import annotations

from thaw.case.case import Case

NO_HEGEMON = "none"
"""What a case says at `hegemon` when no polity decides on another."""

TIES = ("obedience", "foreign_rule")
"""Columns of polities that are 0 where nobody rules from outside. `obedience` is what the line, the
contest at the top, disclosure and the ratchet of monopoly follow the first row by."""

THROUGH_HEGEMON = {
    "hegemon_decision.base": "troops in the street of another polity",
    "hegemon_decision.assault": "a general assault on another polity",
    "hegemon_decision.garrison_pace": "foreign rule as seen",
    "satellite_terms.renegotiate": "part of the income that goes to the first row",
    "base_rates.intervention": "interventions by chance, which spare the first row",
    "external_pressure.patron": "pressure on the first row for unrest anywhere",
    "disclosure_signal.abroad": "what the rulers of the first row have admitted",
    "conviction_and_disillusion.abroad": "the same, as believers take it",
    "party_membership.abroad": "the same, as members of the party take it",
    "world_movement.speed": "what parties abroad hear of the first row",
}
"""Parameters held at 0, and what goes with them."""


def held_by(case: Case) -> dict[str, float]:
    """Parameters that a case holds by what it is: "mechanism.parameter" to a value."""
    return {} if case.hegemon else dict.fromkeys(THROUGH_HEGEMON, 0.0)
