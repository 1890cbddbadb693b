"""Rows of the systems of a model: what each is, which mechanisms stand for it, which outcome is held against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from thaw.errors import nearest_name
from thaw.files import data_folder, mechanism_names, read_yaml
from thaw.run.outcomes import BY_NAME
from thaw.world import COLUMNS

KEYS = (
    *("id", "title", "says", "missing"),
    *("mechanisms", "columns", "measure", "otherwise", "why", "shown_by"),
)


@dataclass(frozen=True)
class System:
    """One row.

    Attributes
    ----------
    name, title, says : str
    missing : what of it is not there, in words
    mechanisms : switched off together for the sign; empty where nothing of it runs
    measure : name of an `thaw.run.outcomes.Outcome`, or ""
    otherwise : outcomes taken instead, the first that does, on a case whose runs all have `measure` alike
    why : why this measure, where that needs saying
    columns : "table.column", which the dated events of a case leave alone while the row is off
    shown_by : "accounts" for the row that stands for the accounts themselves, a command that runs it where
        no mechanism does, or ""
    """

    name: str
    title: str
    says: str
    missing: str
    mechanisms: tuple[str, ...] = ()
    measure: str = ""
    shown_by: str = ""
    otherwise: tuple[str, ...] = ()
    why: str = ""
    columns: tuple[str, ...] = ()

    @property
    def off(self) -> tuple[str, ...]:
        """What is switched off for its sign: its mechanisms, and its columns for dated events."""
        return tuple(sorted((*self.mechanisms, *self.columns)))

    def measure_in(self, runs: Sequence[Mapping[str, Any]]) -> str:
        """The first of its outcomes that is not the same in all of these runs, made with the row on."""
        for name in (self.measure, *self.otherwise):
            if len({run[name] for run in runs}) > 1:
                return name
        return self.measure


def systems(file: str | Path | None = None) -> tuple[System, ...]:
    """The rows, from the shipped file or another of the same keys.

    Raises
    ------
    ThawError
        For an unknown key, mechanism or outcome, and for a row that is empty in silence.
    """
    d = read_yaml(file or data_folder("systems.yaml"))
    made = []
    for k, row in enumerate(d.data.get("systems") or []):
        path = ("systems", k)
        for key in row:
            if key not in KEYS:
                raise d.error(f"unknown key {key!r}", (*path, key), nearest=nearest_name(key, KEYS))
        for n, name in enumerate(row.get("mechanisms") or []):
            d.one_of(name, mechanism_names(), "mechanism", (*path, "mechanisms", n))
        if row.get("mechanisms"):
            d.one_of(row.get("measure"), list(BY_NAME), "measure", (*path, "measure"))
        for n, name in enumerate(row.get("otherwise") or []):
            d.one_of(name, list(BY_NAME), "measure", (*path, "otherwise", n))
        known = [f"{table}.{c}" for table, columns in COLUMNS.items() for c in columns]
        for n, name in enumerate(row.get("columns") or []):
            d.one_of(name, known, "column", (*path, "columns", n))
        if not row.get("missing"):
            raise d.error("does not say what is missing", path, expected="missing: in words")
        words = {key: str(row.get(key) or "") for key in KEYS[1:4]}
        made.append(
            System(
                name=str(row["id"]),
                **words,
                mechanisms=tuple(row.get("mechanisms") or ()),
                measure=str(row.get("measure") or ""),
                shown_by=str(row.get("shown_by") or ""),
                otherwise=tuple(row.get("otherwise") or ()),
                why=str(row.get("why") or ""),
                columns=tuple(row.get("columns") or ()),
            )
        )
    return tuple(made)
