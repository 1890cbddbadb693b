"""Notes on what a case cites that its own record does not have."""

from __future__ import annotations

from thaw.case import Case
from thaw.case.cited import unknown_sources
from thaw.errors import ThawError
from thaw.jobs.study import own_record
from thaw.record import load_record


def notes_on_sources(case: Case) -> list[str]:
    """Lines on ids of sources that the record named by a case does not have, or on a record that is not there.

    Parameters
    ----------
    case : Case
        One that names no record cites what it likes.
    """
    name = own_record(case)
    if name is None:
        return []
    try:
        record = load_record(name)
    except ThawError as problem:
        return [f"sources cannot be looked up in the record: {problem}"]
    known = (
        *record.sources["source_id"],
        *record.events["id"],
        *record.series["series_id"],
        *record.nonevents["id"],
    )
    return unknown_sources(case, map(str, known), record.name)
