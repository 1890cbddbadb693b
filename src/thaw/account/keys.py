"""Keys of an account file: what its reader takes, and what its schema says."""

from __future__ import annotations

from thaw.account.account import FAMILIES, GRADES
from thaw.account.steps import COMMON
from thaw.keys import DATE, NOTE, TEXT, YES, Table, choice, either, list_of, map_of, may, must
from thaw.mechanisms import ORDERS
from thaw.prior import FORMS

SOURCE = Table(
    work=may(TEXT, "id of a work in the bibliography; thaw cite lists them"),
    passage=may(NOTE, "heading and paragraphs, or pages"),
    cite=may(TEXT, "a citation"),
    record=may(TEXT, "a row of the record"),
    note=may(NOTE),
)
DENIAL = Table(
    mechanism=may(TEXT),
    parameter=may(TEXT, 'as "mechanism.parameter"'),
    work=may(TEXT, "id of a work in the bibliography"),
    passage=may(NOTE, "where the author denies it"),
    why=may(NOTE),
)
FIX = Table(value=must({"type": "number"}), why=must(NOTE), work=may(TEXT), passage=may(NOTE))
PREDICTION = Table(
    id=must(TEXT),
    claim=must(TEXT),
    passage=must(NOTE),
    test=may({"type": "object"}, "what a machine can check; see thaw.jobs.judge_claims"),
    opposes=may(TEXT, "name of a pair of claims of opposite sign"),
    about=may(NOTE),
)
PRIOR = Table(
    {
        form: may(
            {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}, says
        )
        for form, says in FORMS.items()
    }
)
_INSERTED = map_of(either(TEXT, list_of(TEXT)))
ACCOUNT = Table(
    account=must(TEXT, "its id: author and year, as in the name of the file"),
    title=must(TEXT),
    written=must(DATE, "day, month or year of the text"),
    grade=must(choice(GRADES), "how near the text is to its author"),
    family=must(either(choice(FAMILIES), Table(new=must(TEXT)))),
    says=must(TEXT, "the theory in a few sentences"),
    steps=must(
        either({"const": COMMON}, list_of(TEXT)),
        "common, or all mechanisms in the order of a day; ./name.py is a file beside this one",
    ),
    order=may(choice(tuple(ORDERS)), "which common order `common` means; society unless given"),
    without=may(list_of(TEXT), "common steps left out, each with a line under denies"),
    after=may(_INSERTED, "a common step, and what runs right after it"),
    before=may(_INSERTED, "a common step, and what runs right before it"),
    precedes=may(_INSERTED, "a step, and those it must run before: checked, moves nothing"),
    measures=may(list_of(TEXT), "files beside this one with measures of one's own"),
    ranked=may(YES, "false: run and audited, not ranked"),
    sources=may(list_of(SOURCE)),
    speaks_to=may(list_of(TEXT), "topics on which the author says something"),
    denies=may(list_of(DENIAL), "what the author rejects, each with its passage"),
    fixes=may(map_of(FIX), "values the text itself gives"),
    priors=may(map_of(PRIOR), "its own priors, at most ten"),
    predicts=may(list_of(PREDICTION)),
    objection=may(TEXT, "what a rival would answer, true of any country"),
    objection_in=may(
        map_of(TEXT), "what one record adds to it, by record; told beside that one only"
    ),
    notes=may(NOTE, "scope, what is known of the text, what its author would object to here"),
)
"""Keys of an account file."""
