"""Sources of an account as a reader finds them: passage, entry of the bibliography, address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from thaw.bibliography import cited_source, works


@dataclass(frozen=True)
class Citation:
    """One passage: as cited, what it is cited for, its work in full, and a public address or ""."""

    cited: str
    note: str
    entry: str
    url: str


def citations(sources: Iterable[Mapping[str, Any]]) -> list[Citation]:
    """Passages that an account rests on.

    Parameters
    ----------
    sources : iterable of mapping
        Entries of ``sources`` of an account: ``work`` and ``passage``, or ``cite``, and ``note``.
    """
    made = []
    for source in sources:
        work = works().get(str(source.get("work", "")))
        made.append(
            Citation(
                cited=cited_source(source),
                note=str(source.get("note") or ""),
                entry=work.entry if work else "",
                url=work.url if work else "",
            )
        )
    return made
