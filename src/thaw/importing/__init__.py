"""From tables of events that others made to a record, and from a record to a case that can be run.

`bring` reads a table by a layout (`layout.py`, shipped under ``data/imports``, or one's own), tells every
row used, set aside or refused, and writes a record. `propose` writes a case from a record.
"""

from thaw.importing.bring import Brought, Ways, bring
from thaw.importing.layout import formats
from thaw.importing.propose import Given, Proposed, propose

__all__ = ["Brought", "Given", "Proposed", "Ways", "bring", "formats", "propose"]
