"""The form of a record: its tables and their columns, the words that cells may hold, keys of record.yaml."""

from __future__ import annotations

from thaw.keys import NOTE, TEXT, Form, Table, choice, list_of, map_of, may, must
from thaw.record import edtf
from thaw.record.items_form import COVER, ORGANISATION

_KINDS = """
    leader_death leadership_change congress plenum revelation leak purge trial execution arrest
    deportation rehabilitation amnesty prisoner_release concession_economic concession_political
    concession_retracted norm_rise price_rise price_cut currency_reform collectivisation
    decollectivisation economic_plan famine strike general_strike camp_strike demonstration uprising
    fraternisation defection police_fire army_repression foreign_intervention emergency_rule
    troop_movement troop_withdrawal council_formed council_banned negotiation treaty party_formation
    party_split press_opening publication statement cult_symbol institution_change refugee_flow
    election technology war external_threat assassination rationing rationing_ended queues"""
KINDS = tuple(_KINDS.split())
"""Kinds of event, in the words of research on contentious politics and on authoritarian rule."""

SOURCE_KINDS = ("archive", "scholarship", "press", "encyclopedia", "memory", "seed")
SUPPORT = ("page", "seed", "memory")
BOUNDS = ("exact", "range", "at_least", "up_to")
ID = r"^[a-z0-9][a-z0-9-]*$"

SIGNED = ("percent", "percentage points", "degrees", "index", "1")
"""Units of figures that can lie below zero: changes, temperatures, plain numbers."""

FLAG: Form = {"enum": ["", "yes"]}
CELL: Form = {"type": "string"}
FILLED: Form = {"type": "string", "minLength": 1}
WHEN: Form = {"type": "string", "pattern": r"^\d{4}[-0-9?~%/]*$", "description": edtf.FORM}
AMOUNT: Form = {"type": "string", "pattern": r"^$|^[-+.0-9eE]+$"}
_VALUES = {
    "low": must(AMOUNT),
    "best": must(AMOUNT),
    "high": must(AMOUNT),
    "bound": must(choice(BOUNDS)),
    "unit": must(FILLED),
}
_FLAGS = {
    "memory": must(FLAG, "rests on the compiler alone"),
    "weightless": must(FLAG, "must not carry a fit"),
}
COLUMNS = {
    "events": Table(
        {
            "id": must({"type": "string", "pattern": ID}),
            "date": must(WHEN),
            "rival_dates": must(CELL, "other dates, with spaces between"),
            "polity": must(FILLED),
            "place": must(CELL),
            "kind": must(choice(KINDS)),
            "support": must(choice(SUPPORT)),
            **_FLAGS,
            "summary": must(CELL),
            "rank": may(
                {"type": "string", "pattern": r"^\d*$"}, "post of a change of leader; 0 is first"
            ),
        }
    ),
    "attestations": Table(
        {
            "event_id": must(FILLED),
            "quantity": must(FILLED),
            **_VALUES,
            "of": must(AMOUNT, "denominator"),
            "date": must(CELL),
            "source_id": must(FILLED),
            **_FLAGS,
            "note": must(CELL),
        }
    ),
    "series": Table(
        {
            "series_id": must(CELL),
            "polity": must(FILLED),
            "date": must(WHEN),
            **_VALUES,
            "note": must(CELL),
            "source_id": must(FILLED),
            **_FLAGS,
        }
    ),
    "nonevents": Table(
        {
            "id": must(CELL),
            "date": must(WHEN),
            "polity": must(FILLED),
            "place": must(CELL),
            "kind": must(choice(KINDS)),
            "summary": must(CELL),
            "source_id": must(FILLED),
            **_FLAGS,
        }
    ),
    "sources": Table(
        {
            "source_id": must(CELL),
            "title": must(CELL),
            "author": must(CELL),
            "year": must(CELL),
            "kind": must(choice(SOURCE_KINDS)),
            "locator": must(FILLED),
            "derived_from": must(CELL),
            "relation": must(CELL),
            **_FLAGS,
            "reliability_note": must(CELL),
        }
    ),
}
"""Columns that each table must have, and what a cell of each holds; others may stand beside them."""

TABLES = tuple(COLUMNS)
ABOUT = Table(
    record=must(TEXT, "its id"),
    title=must(TEXT),
    polities=must(list_of(NOTE), "codes used in the tables"),
    licence=must(TEXT),
    output_sha256=may(map_of(TEXT), "checksums of the tables"),
    covers=may(
        list_of(COVER), "where silence means that nothing happened; elsewhere it means nothing"
    ),
    organisations=may(map_of(ORGANISATION), "mass organisations beside the ruling party"),
)
"""Keys of record.yaml; others may stand beside them."""
