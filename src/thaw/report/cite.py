"""How to cite a report, and the command that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import thaw
from thaw.files import data_folder, shipped

if TYPE_CHECKING:
    from thaw.inference.comparison import Comparison


def citation(comparison: Comparison, title: str) -> str:
    """One sentence that names program, version, case, record and seed."""
    made = comparison.settings
    record = f"record {comparison.record}"
    if made.record_hash:
        record += f" ({made.record_hash[:12]})"
    parts = [f"case {comparison.case}", record, f"seed {made.seed}"]
    if made.quick:
        parts.append("quick")
    return f"Thaw {thaw.__version__}, {title}: rival accounts compared. {', '.join(parts)}."


def bibtex(comparison: Comparison, title: str) -> str:
    """The same as an entry of BibTeX."""
    key = "".join(c if c.isalnum() else "_" for c in comparison.case or "comparison")
    made = comparison.settings
    note = f"case {comparison.case}, record {comparison.record} {made.record_hash or ''}".strip()
    return (
        f"@misc{{thaw_{key},\n"
        f"  title = {{{title}: rival accounts compared}},\n"
        f"  howpublished = {{Report made by Thaw {thaw.__version__}}},\n"
        f"  note = {{{note}, seed {made.seed}}}\n"
        "}"
    )


def command(comparison: Comparison) -> str:
    """The command that makes the same comparison of shipped inputs, as far as settings tell.

    Accounts of a shelf go by their address; a case or an account of one's own by the file that its name must have.
    """
    made = comparison.settings
    parts = ["thaw compare", _given("cases", comparison.case) if comparison.case else "CASE"]
    parts += [f"--account {_given('accounts', a.id)}" for a in comparison.accounts]
    if made.rows_from_memory is False:
        parts.append("--verified")
    if made.quick:
        parts.append("--quick")
    if made.seed != 1:
        parts.append(f"--seed {made.seed}")
    return " ".join(parts)


def _given(kind: str, name: str) -> str:
    """What a command takes for a name: a shipped one itself, its address on a shelf, or its file."""
    if name in shipped(kind):
        return name
    shelves = sorted(f.parent.name for f in data_folder(kind).glob(f"*/{name}.yaml"))
    return f"{shelves[0]}/{name}" if len(shelves) == 1 else f"{name}.yaml"
