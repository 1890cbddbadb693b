"""A Record: attested observations with sources, licence and checksum, held apart from any theory.

A record is a folder of five tables and record.yaml. Rival figures stand side by side; nothing is
averaged here. `load_record` checks everything and names the file, line and key of
every mistake.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from thaw.errors import ThawError
from thaw.files import find, read_yaml
from thaw.record import edtf
from thaw.record.checks import check_record
from thaw.record.declared import Declared, names_in
from thaw.record.form import COLUMNS, TABLES
from thaw.record.items_form import FILE
from thaw.record.read_declared import read_declared
from thaw.record.rows import Rows, read_table

NUMBERS = ("low", "best", "high", "of")
FLAGS = ("memory", "weightless")


@dataclass(frozen=True)
class Record:
    """Observations of a place and span, from many sources.

    Attributes
    ----------
    name, title : str
    events : DataFrame
        One row per dated event: id, date (EDTF), first, last (datetime64), rival_dates, polity,
        place, kind, support (page, seed or memory), memory, weightless, summary.
    attestations : DataFrame
        One row per event, quantity and source: low, best, high (NaN where not stated), bound
        (exact, range, at_least, up_to), unit, of (denominator), date, source_id, memory,
        weightless, note.
    series : DataFrame
        One row per series, date and source; columns as in `attestations`, with first and last.
    nonevents : DataFrame
        What could have happened in a time and place and did not.
    sources : DataFrame
        source_id, title, author, year, kind, locator, derived_from, relation, lineage (the source
        at the root of its line of descent), flags and reliability_note.
    switched_off : dict of DataFrame
        Rows left out because of `memory` or `weightless`, by table: what they tell of is unknown,
        not absent.
    about : dict
        Content of record.yaml: licence, counts, checksums, conversion date.
    declared : Declared
        What items.yaml and `covers` of record.yaml say: see `thaw.record.declared`.
    """

    name: str
    title: str
    events: pd.DataFrame = field(repr=False)
    attestations: pd.DataFrame = field(repr=False)
    series: pd.DataFrame = field(repr=False)
    nonevents: pd.DataFrame = field(repr=False)
    sources: pd.DataFrame = field(repr=False)
    switched_off: dict[str, pd.DataFrame] = field(repr=False)
    about: dict[str, Any] = field(repr=False)
    folder: Path
    declared: Declared = field(default_factory=Declared, repr=False)

    def __repr__(self) -> str:
        return (
            f"<Record {self.name}: {self.title}; {len(self.events)} events, "
            f"{len(self.sources)} sources>"
        )

    def _repr_html_(self) -> str:
        from thaw.cards import record_card

        return record_card(self)

    @property
    def hash(self) -> str:
        """First 16 hex digits of a SHA-256 over the five tables, items.yaml, and what record.yaml declares."""
        import hashlib

        sha = hashlib.sha256()
        for table in TABLES:
            sha.update((self.folder / f"{table}.csv").read_bytes())
        if (self.folder / FILE).is_file():
            sha.update((self.folder / FILE).read_bytes())
        if self.declared.covers:
            sha.update(repr(self.declared.covers).encode())
        if self.declared.organisations:
            sha.update(repr(self.declared.organisations).encode())
        return sha.hexdigest()[:16]

    def source(self, source_id: str) -> pd.Series:
        """The row of one source."""
        return self.sources.set_index("source_id").loc[source_id]


def _folder(given: Path) -> Path:
    """The folder of a record; the record.yaml in it stands for it too."""
    if not given.is_file():
        return given
    if given.name == "record.yaml":
        return given.parent
    if given.suffix in (".yaml", ".yml"):
        read_yaml(given).is_a("record")
    raise ThawError(
        "a record is a folder",
        file=given,
        expected="the folder in which record.yaml and its tables lie",
    )


def load_record(name_or_path: str | Path, memory: bool = True, weightless: bool = False) -> Record:
    """Read and check a record.

    Parameters
    ----------
    name_or_path : str or Path
        A shipped record such as ``bloc_1917_1968``, or a folder of one's own.
    memory : bool
        Keep rows that rest on the compiler's memory alone.
    weightless : bool
        Keep rows marked 'do not weight'.

    Raises
    ------
    ThawError
        All mistakes at once: a missing file or column, a row without a source, an impossible date,
        an unknown kind or polity, low above high, and so on, with file, line, key, what was
        expected and the nearest valid name.
    """
    folder = _folder(find("records", name_or_path))
    about = read_yaml(folder / "record.yaml", collect=True)
    about.is_a("record")
    rows: dict[str, Rows] = {}
    problems = about.problems
    with problems.collecting():
        for t in TABLES:
            with problems.apart():
                rows[t] = read_table(folder, t, problems)
        check_record(folder, about, rows, problems)
        declared = read_declared(folder, about, names_in(about, rows), problems)
    frames = {t: _frame(rows[t], t) for t in TABLES}
    frames["sources"]["lineage"] = _lineages(frames["sources"])
    record = Record(
        about.data["record"],
        about.data["title"],
        **frames,
        switched_off={},
        about=about.data,
        folder=folder,
        declared=declared,
    )
    return switch(record, memory=memory, weightless=weightless)


def switch(record: Record, memory: bool = True, weightless: bool = False) -> Record:
    """The record without the rows that rest on memory, or on pages that must not carry a fit."""
    kept, off = {}, {}
    for table in ("events", "attestations", "series", "nonevents"):
        rows = getattr(record, table)
        out = (rows["memory"] & (not memory)) | (rows["weightless"] & (not weightless))
        kept[table] = rows[~out].reset_index(drop=True)
        earlier = record.switched_off.get(table)
        gone = rows[out]
        off[table] = gone if earlier is None else pd.concat([earlier, gone])
        off[table] = off[table].reset_index(drop=True)
    return replace(record, **kept, switched_off=off)


def _frame(rows: list[dict[str, Any]], table: str) -> pd.DataFrame:
    """Checked rows as a DataFrame with numbers, booleans and first and last days."""
    frame = pd.DataFrame(rows) if rows else pd.DataFrame(columns=[*COLUMNS[table], "line"])
    for column in NUMBERS:
        if column in frame:
            frame[column] = pd.to_numeric(frame[column]).astype(float)
    for column in FLAGS:
        frame[column] = frame[column] == "yes"
    if "date" in frame and "quantity" not in frame:
        when = [edtf.read(text) for text in frame["date"]]
        frame["first"] = np.array([w.first for w in when], dtype="datetime64[D]")
        frame["last"] = np.array([w.last for w in when], dtype="datetime64[D]")
    return frame.drop(columns="line")


def _lineages(sources: pd.DataFrame) -> list[str]:
    """For every source the one at the root of its line of descent."""
    parent = dict(zip(sources["source_id"], sources["derived_from"], strict=True))
    roots = []
    for name in sources["source_id"]:
        while parent[name]:
            name = parent[name]
        roots.append(name)
    return roots


def interval(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Low and high end of what each row says: 0 and infinity where it leaves an end open."""
    exact = rows["bound"] == "exact"
    low = rows["low"].where(~exact, rows["best"]).fillna(0.0)
    high = rows["high"].where(~exact, rows["best"]).fillna(np.inf)
    return low, high


def describe(record: Record, widest: int = 10) -> dict[str, pd.DataFrame]:
    """What a record holds.

    Parameters
    ----------
    record : Record
    widest : int
        Number of disagreements to list.

    Returns
    -------
    dict of DataFrame
        ``events`` : events by kind (rows) and polity (columns).
        ``disagreements`` : event, quantity, unit, low, high, ratio (log10 of the largest over the
        smallest figure that lineages insist on, zeros left out), lineages, kinds of source.
        ``denied`` : events of which one source says that they were not: see `denied`.
        ``kinds`` : rows of attestations and series by kind of source, with share and number of
        sources and lineages.
        ``tables`` : rows kept and switched off, by table.
    """
    events = pd.crosstab(record.events["kind"], record.events["polity"])
    order = record.events["polity"].value_counts().index
    tables = pd.DataFrame(
        [(t, len(getattr(record, t)), len(off)) for t, off in record.switched_off.items()],
        columns=["table", "rows", "switched_off"],
    )
    return {
        "events": events.loc[events.sum(axis=1).sort_values(ascending=False).index, order],
        "disagreements": disagreements(record).head(widest).reset_index(drop=True),
        "denied": denied(record),
        "kinds": _kinds(record),
        "tables": tables,
    }


def disagreements(record: Record) -> pd.DataFrame:
    """All event-quantities on which lineages contradict one another, widest first.

    Each lineage says an interval (one figure, a range, "at least", "up to"); the ratio is log10 of
    the largest low end over the smallest high end. Columns as in `describe`.
    """
    about = record.sources.set_index("source_id")[["lineage", "kind"]]
    told = record.attestations.join(about, on="source_id")
    told = told[~told["unit"].isin(["mention", "flag", "date", "day", "hour"])]
    told = told.assign(**dict(zip(("from_", "to"), interval(told), strict=True)))
    told = told[told["to"] > 0]
    keys = ["event_id", "quantity", "unit"]
    lineages = told.groupby([*keys, "lineage"]).agg(from_=("from_", "min"), to=("to", "max"))
    whole = lineages.groupby(level=keys).agg(
        low=("to", "min"), high=("from_", "max"), lineages=("to", "size")
    )
    found = whole[whole["high"] > whole["low"]].reset_index()
    rows = told.merge(found[keys], on=keys).drop_duplicates([*keys, "kind"])
    kinds = {at: ", ".join(sorted(of["kind"])) for at, of in rows.groupby(keys)}
    found["ratio"] = np.log10(found["high"] / found["low"])
    found["kinds"] = [kinds[at] for at in found[keys].itertuples(index=False, name=None)]
    columns = [*keys, "low", "high", "ratio", "lineages", "kinds"]
    return found[columns].sort_values(
        ["ratio", "event_id"], ascending=[False, True], ignore_index=True, kind="stable"
    )


ABSENT = "mention_absent"
"""Quantity of a source that would have told of an event and does not, or says that it was none."""


def denied(record: Record) -> pd.DataFrame:
    """Events of which sources dispute whether they happened, in order of time.

    A source says that an event was none by a figure `ABSENT` of it, or by a non-event of the same kind, polity
    and place whose days hold those of the event.

    Returns
    -------
    DataFrame
        event_id, date, polity, kind; ``yes`` and ``no``: lists of the sources that say either. None that says
        it did is an empty list: the event stands without a witness.
    """
    told = record.attestations
    against = told[told["quantity"] == ABSENT][["event_id", "source_id"]]
    quiet = record.events.merge(
        record.nonevents, on=["polity", "place", "kind"], suffixes=("", "_quiet")
    )
    held = (quiet["first_quiet"] <= quiet["first"]) & (quiet["last"] <= quiet["last_quiet"])
    quiet = quiet[held].rename(columns={"id": "event_id"})[["event_id", "source_id"]]
    no = _sources_of(pd.concat([against, quiet]))
    yes = _sources_of(told[(told["quantity"] != ABSENT) & (told["best"].fillna(1.0) != 0.0)])
    rows = [
        (e.id, e.date, e.polity, e.kind, yes.get(e.id, []), no[e.id])
        for e in record.events.sort_values("first", kind="stable").itertuples()
        if e.id in no
    ]
    return pd.DataFrame(rows, columns=["event_id", "date", "polity", "kind", "yes", "no"])


def _sources_of(rows: pd.DataFrame) -> dict[str, list[str]]:
    """Event to the sources that have rows of it, in order of name."""
    return {str(k): sorted(set(v)) for k, v in rows.groupby("event_id")["source_id"]}


def _kinds(record: Record) -> pd.DataFrame:
    """Rows, shares, sources and lineages by kind of source."""
    about = record.sources.set_index("source_id")
    used = pd.concat([record.attestations["source_id"], record.series["source_id"]])
    told = about.loc[used].reset_index()
    by_kind = told.groupby("kind").agg(
        rows=("source_id", "size"),
        sources=("source_id", "nunique"),
        lineages=("lineage", "nunique"),
    )
    by_kind["share"] = by_kind["rows"] / by_kind["rows"].sum()
    return by_kind.sort_values("rows", ascending=False).reset_index()
