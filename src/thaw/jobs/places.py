"""Where results are written: a folder or file that no other inputs, seed or settings have."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from thaw.files import digest
from thaw.jobs.study import Study
from thaw.writing import ready, write_whole

MARK = "made_by.json"
"""In every folder of results: what made them."""

RESULTS = ("comparison.json", "report.html")


def place_of(study: Study, out: str | Path, table: str | Path | None = None) -> Path:
    """`out`, or a folder in it where `out` holds the results of another comparison.

    The same inputs, seed and settings find the same folder again; its name says what differs.

    Raises
    ------
    ThawError
        When it cannot be written to.
    """
    out = ready(out)
    made_by = _making(study, table)
    if _made_by(out) not in (None, made_by):
        inner = out / _named(study, made_by)
        if not inner.exists():
            study.way.say(f"{out} holds another comparison, which is left: this one is in {inner}")
        out = ready(inner)
    write_whole(out / MARK, json.dumps(made_by, indent=1) + "\n")
    return out


def file_of(
    study: Study,
    out: str | Path,
    what: str,
    ending: str,
    table: str | Path | None = None,
    **further: str,
) -> Path:
    """The file of a result in `out`: the same inputs, seed and settings have the same, others another.

    Parameters
    ----------
    what, ending : str
        First and last part of its name.
    further
        What moves the result besides, such as the first day of a forecast.
    """
    return Path(out) / f"{what}.{_named(study, _making(study, table) | further)}.{ending}"


def _making(study: Study, table: str | Path | None) -> dict[str, Any]:
    return {
        "case": study.case.name,
        "accounts": study.names,
        "seed": study.seed,
        "quick": study.quick,
        "verified": study.verified,
        "record": study.record.name if study.record else "",
        "table": str(table or ""),
        "inputs": _inputs(study),
    }


def _named(study: Study, made_by: dict[str, Any]) -> str:
    words = [study.case.name, f"seed{study.seed}"]
    words += [w for w, on in (("quick", study.quick), ("verified", study.verified)) if on]
    return ".".join([*words, digest(made_by)[:8]])


def _inputs(study: Study) -> str:
    """Hash of all that moves a result besides what is named."""
    return digest([study.hashes, study.record.hash if study.record else ""])


def _made_by(folder: Path) -> dict[str, Any] | None:
    """What the results in a folder were made by; None where there are none."""
    with suppress(OSError, ValueError):
        return dict(json.loads((folder / MARK).read_text(encoding="utf-8")))
    return {} if any((folder / name).exists() for name in RESULTS) else None
