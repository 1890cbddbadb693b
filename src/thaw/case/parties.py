"""Parties abroad of a case: in countries that are none of its polities, tied to its hegemon."""

from __future__ import annotations

from typing import Any

from thaw.case.entities import Number, PartyAbroad
from thaw.case.fields import as_number, as_plain, as_table, as_text
from thaw.case.keys import PARTY
from thaw.files import Document

SHARES = ("reconciled", "searching", "tie", "press", "rooted", "pull")
"""Starting values of a party, each a share and a column of the table."""


def read_parties(d: Document, hegemon: str, polities: list[str]) -> tuple[PartyAbroad, ...]:
    """The parties in the order of the file.

    Parameters
    ----------
    d : Document
        A case; its key `parties_abroad` is read.
    hegemon : str
        Empty where the case has none: then nobody is tied to it.
    polities : list of str
        Names of polities, which no party abroad bears.
    """
    made = []
    table = as_table(d, d.data.get("parties_abroad") or {}, ("parties_abroad",))
    if table and not hegemon:
        d.note(
            "the case has no hegemon for them to be tied to",
            ("parties_abroad",),
            expected="hegemon: one of the polities, or no parties abroad",
        )
    for name, entry in table.items():
        path = ("parties_abroad", name)
        with d.problems.apart() as sound:
            if name in polities:
                d.note(
                    "is a polity of the case",
                    path,
                    expected="a country outside; the ruling party of a polity is its key `party`",
                )
            entry = d.keys(entry, PARTY, path=path)
            members = as_number(d, entry["members"], "persons", (*path, "members"))
            shares: dict[str, Number] = {
                word: as_number(d, entry[word], "share", (*path, word))
                for word in SHARES
                if word in entry
            }
            lean: Any = as_plain(d, entry.get("lean", 0.0), (*path, "lean"), -1.0, 1.0)
            title = as_text(d, entry["title"], (*path, "title"))
            if not sound():
                continue
            other = sum(shares[w].value for w in ("reconciled", "searching") if w in shares)
            if other > 1.0:
                d.note(
                    f"wings of {other:g} of the members",
                    path,
                    expected="reconciled and searching together at most 1; the rest serves",
                )
            made.append(PartyAbroad(str(name), title, members, shares, lean))
    return tuple(made)
