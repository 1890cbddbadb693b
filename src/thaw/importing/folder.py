"""Writing what was read as the folder of a record, with a folder ``import`` that accounts for every row."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from thaw.errors import ThawError
from thaw.files import read_yaml
from thaw.importing.idents import fresh_id
from thaw.importing.layout import shipped_layouts
from thaw.importing.rows import Reading, Told
from thaw.importing.sizes import Size
from thaw.record import edtf
from thaw.record.form import COLUMNS
from thaw.record.vocabulary import FIRST_OF_KIND, GRID_OF_KIND, LOOKED_FOR
from thaw.writing import cannot

if TYPE_CHECKING:
    from thaw.importing.bring import Gathered

FOLDER = "import"
ITEMS = """\
# Written by thaw import; may be changed.
# Asked are the largest crowd, all dead and arrested, and the first day of each kind of event, over the span of a case:
# asked in the days in which something happened alone, a question would give away that it did.
windows: span
{apart}"""
MORE = ("gw", "latitude", "longitude", "written", "lines")
"""Columns of events.csv beside those of every record: number in the list of states, where, and from what."""

TABLES = ("events", "attestations", "series", "nonevents", "sources")


def write_record(
    out: Path, found: Gathered, r: Reading, about: dict[str, Any], said: tuple[str | None, bool]
) -> dict[int, tuple[str, ...]]:
    """Write a record.

    Parameters
    ----------
    out : Path
    found : Gathered
    r : Reading
    about : dict
        format, vintage, file, sha256 and rows, kept in record.yaml.
    said : (str or None, bool)
        Density of `covers`, and whether a record made this way may be replaced.

    Returns
    -------
    dict
        Line of each used row to the ids that it is part of.

    Raises
    ------
    ThawError
        The folder is there already, its name can be no id, or the system refuses.
    """
    covers, replace = said
    _check_out(out, replace)
    used: dict[int, tuple[str, ...]] = {}
    tables: dict[str, list[dict[str, Any]]] = {t: [] for t in TABLES}
    sources = _Sources(r)
    for rows, name in _events(found.told, r):
        _add_event(tables, sources, rows, name)
        for told in rows:
            used[told.line] = (*used.get(told.line, ()), name)
        for n, kind in enumerate(rows[0].kinds[1:]):
            more = f"{name}-{kind.replace('_', '-')}" + (f"-{n + 2}" if n else "")
            _add_event(tables, sources, rows, more, kind)
            used[rows[0].line] += (more,)
    taken = {row["id"] for row in tables["events"]}
    for none in found.nothing:
        name = fresh_id(f"{r.layout.source['id']}-none-{none.name}", taken)
        tables["nonevents"].append(
            {"id": name, "date": none.days.edtf, "polity": none.place.code, "place": none.place.name, "kind": none.kind,
             "summary": none.says, "source_id": sources.whole()}
        )  # fmt: skip
        used[none.line] = (name,)
    for point in found.points:
        tables["series"].append(
            {"series_id": point.series, "polity": point.code, "date": point.date,
             **_ends(point.low, point.best, point.high), "unit": point.unit, "note": point.note,
             "source_id": sources.whole()}
        )  # fmt: skip
        used[point.line] = (*used.get(point.line, ()), point.series)
    tables["sources"] = sources.rows
    about |= {"used": len(used), "set aside": len(found.aside), "refused": len(found.refused)}
    files = {f"{t}.csv": _table(t, tables[t]) for t in TABLES}
    files["items.yaml"] = ITEMS.format(apart="apart: true\n" if r.layout.apart else "")
    files |= _account(found, r, used)
    about["names"] = r.names
    about["sha256 of the tables"] = {t: _sum(files[t]) for t in files if "/" not in t}
    files["record.yaml"] = _about(out.name, tables, r, about, covers)
    _write(out, files)
    return used


def _check_out(out: Path, replace: bool) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", out.name):
        raise ThawError(
            f"{out.name!r} cannot be the name of a record",
            expected="small letters, digits and underscores, a letter first, such as my_events_2020",
            todo="give another folder with --out",
        )
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not replace:
        raise ThawError(
            "is there already, and nothing is overwritten",
            file=out,
            todo="give another folder with --out, or --replace for a record that was imported and not changed since",
        )
    about = read_yaml(out / "record.yaml").data if (out / "record.yaml").is_file() else {}
    sums = ((about or {}).get("imported") or {}).get("sha256 of the tables") or {}
    changed = [
        n
        for n, told in sums.items()
        if not (out / n).is_file() or _sum((out / n).read_text("utf-8")) != told
    ]
    known = (*sums, "record.yaml", FOLDER)
    strange = [p.name for p in out.iterdir() if p.name not in known]
    if not sums or changed or strange:
        raise ThawError(
            f"is not as an import left it: {', '.join(changed or strange) or 'it has no checksums'}",
            file=out,
            todo="give another folder with --out",
        )


def _events(told: Sequence[Told], r: Reading) -> Iterable[tuple[list[Told], str]]:
    """Rows of each event and its id; rows of one event agree in the columns that the layout names."""
    groups: dict[Any, list[Told]] = {}
    for row in told:
        key = (row.together, row.place.code, row.days.edtf, row.kinds) if row.together else row.line
        groups.setdefault(key, []).append(row)
    taken: set[str] = set()
    for rows in groups.values():
        name = rows[0].name
        short = (
            name
            if name.casefold().startswith(r.layout.source["id"])
            else f"{r.layout.source['id']}-{name}"
        )
        yield rows, fresh_id(short, taken)


def _add_event(
    tables: dict[str, list[dict[str, Any]]],
    sources: _Sources,
    rows: list[Told],
    name: str,
    kind: str = "",
) -> None:
    first = rows[0]
    place = first.place
    says = " ".join(
        filter(None, (first.summary, "The end is not stated." if first.days.open else ""))
    )
    tables["events"].append(
        {"id": name, "date": first.days.edtf, "polity": place.code, "place": place.name, "kind": kind or first.kinds[0],
         "support": "page", "summary": says, "gw": place.gw, "latitude": place.latitude, "longitude": place.longitude,
         "written": first.days.text, "lines": " ".join(str(t.line) for t in rows)}
    )  # fmt: skip
    seen = set()
    for told in rows:
        for quantity, size in () if kind else told.figures:
            entry = {
                "event_id": name,
                "quantity": quantity,
                **_ends(size.low, size.best, size.high),
                "unit": "persons",
                "source_id": sources.of(told, size, alone=len(rows) == 1),
                "note": _note(told, size),
            }
            key = tuple(v for k, v in entry.items() if k != "note")
            if key not in seen:
                seen.add(key)
                tables["attestations"].append(entry)
    if first.days.hour is not None and not kind:
        hour = {"quantity": "time_of_day", "best": f"{first.days.hour:g}", "unit": "hour"}
        tables["attestations"].append(
            _mention(name, sources.of(first, None, alone=len(rows) == 1)) | hour
        )
    if not seen:
        for source in dict.fromkeys(sources.of(t, None, alone=len(rows) == 1) for t in rows):
            tables["attestations"].append(_mention(name, source))


def _mention(name: str, source: str) -> dict[str, Any]:
    return {
        "event_id": name,
        "quantity": "mention",
        "best": "1",
        "bound": "exact",
        "unit": "mention",
        "source_id": source,
    }


def _note(told: Told, size: Size) -> str:
    return (
        f"as written: {size.text}"
        + (f"; {told.sources}" if told.sources else "")
        + f" (line {told.line})"
    )


def _ends(low: float | None, best: float | None, high: float | None) -> dict[str, str]:
    size = Size(low, best, high, "")
    told = {
        k: "" if v is None else f"{v:.12g}"
        for k, v in (("low", low), ("best", best), ("high", high))
    }
    return told | {"bound": size.bound}


class _Sources:
    """Sources of a record: the table itself, reports where a row is one report, and parties that give figures.

    In a table of one's own whoever stands in a column under `sources` is a source; in those of data sets these
    columns hold addresses and whole lists, which go into the note.
    """

    def __init__(self, r: Reading) -> None:
        self.source = r.layout.source
        self.each = bool(r.layout.together)
        self.named = not any(r.layout.file in files for files in shipped_layouts().values())
        self.rows: list[dict[str, Any]] = []
        self.names: dict[tuple[str, str], str] = {}
        self.taken: set[str] = set()

    def whole(self) -> str:
        """The id of the table as a source."""
        return self._named(("", ""), self.source["id"], self.source["title"])

    def of(self, told: Told, size: Size | None, alone: bool) -> str:
        """The source of a figure: who says it, or which report, or else the table."""
        report = told.sources if self.named or (self.each and not alone) else ""
        party = size.party if size else ""
        if not (report or party):
            return self.whole()
        title = ", ".join(filter(None, (f"{party}, as quoted" if party else "", report)))
        base = f"{self.source['id']}-{party or report[:40]}"
        return self._named((party, report), base, f"{title}; in {self.source['title']}")

    def _named(self, key: tuple[str, str], base: str, title: str) -> str:
        if key not in self.names:
            self.names[key] = fresh_id(base, self.taken)
            s = self.source
            self.rows.append(
                {"source_id": self.names[key], "title": title, "author": s.get("author", ""), "year": s.get("year", ""),
                 "kind": s["kind"], "locator": s["locator"], "reliability_note": s.get("note", "")}
            )  # fmt: skip
        return self.names[key]


def _table(name: str, rows: list[dict[str, Any]]) -> str:
    columns = [c for c in COLUMNS[name] if c != "rank"] + (list(MORE) if name == "events" else [])
    if name == "events":
        rows = sorted(rows, key=lambda row: (edtf.read(row["date"]).first, row["id"]))
    return _csv(columns, rows)


def _csv(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _account(found: Gathered, r: Reading, used: dict[int, tuple[str, ...]]) -> dict[str, str]:
    """The three files that say what became of rows, of types and of figures."""
    rows: list[dict[str, Any]] = [
        {"line": k, "outcome": "used", "ids": " ".join(v)} for k, v in used.items()
    ]
    rows += [{"line": a.line, "outcome": "set aside", "why": a.why} for a in found.aside]
    rows += [
        {"line": b.line, "outcome": "refused", "column": b.column, "why": b.why}
        for b in found.refused
    ]
    rows.sort(key=lambda row: row["line"])
    counts = dict.fromkeys(r.kinds.of, 0)
    for told, n in r.types.items():
        if (entry := r.kinds.find(told)) is not None:
            counts[entry] += n
    kinds: list[dict[str, Any]] = [
        {"type": r.kinds.spelt[t], "kind": "+".join(r.kinds.of[t]), "why": r.kinds.why[t],
         "rows": counts[t]}
        for t in r.kinds.of
    ]  # fmt: skip
    kinds += [
        {"type": told, "kind": "", "why": "not in the table of kinds", "rows": n}
        for told, n in r.types.items()
        if r.kinds.find(told) is None
    ]
    kinds.sort(key=lambda row: -int(row["rows"]))
    figures = [u._asdict() for u in r.unread]
    return {
        f"{FOLDER}/rows.csv": _csv(("line", "outcome", "ids", "column", "why"), rows),
        f"{FOLDER}/kinds.csv": _csv(("type", "kind", "why", "rows"), kinds),
        f"{FOLDER}/figures.csv": _csv(("line", "column", "text", "why"), figures),
    }


def _about(
    name: str,
    tables: dict[str, list[dict[str, Any]]],
    r: Reading,
    about: dict[str, Any],
    covers: str | None,
) -> str:
    rows = [row for t in ("events", "nonevents", "series") for row in tables[t]]
    polities = sorted({row["polity"] for row in rows})
    days = [edtf.read(row["date"]) for row in rows]
    first, last = min(d.first for d in days), max(d.last for d in days)
    whom = ", ".join(polities[:6]) + (" and more" if len(polities) > 6 else "")
    title = f"{r.layout.source['title']}: {whom}, {first.year}-{last.year}"
    data: dict[str, Any] = {
        "record": name,
        "title": title,
        "says": f"Imported from {about['file']} ({about['format']}, {about['vintage']}). "
        "What became of each of its rows stands in import/rows.csv, which types count as what in import/kinds.csv.",
        "polities": polities,
        "licence": r.layout.licence,
        "imported": about,
    }
    begin, end = whole_months(first, last)
    entry = {
        "polities": polities,
        "from": str(begin),
        "until": str(end),
        "kinds": _followed(r),
        "density": covers or "most",
    }
    text = "# Written by thaw import; may be changed.\n" + yaml.safe_dump(
        data, sort_keys=False, allow_unicode=True, width=100
    )
    said = yaml.safe_dump({"covers": [entry]}, sort_keys=False, default_flow_style=None, width=1000)
    if covers:
        return text + said
    commented = "".join(f"# {line}\n" for line in said.splitlines())
    return (
        text
        + "# Where silence about a kind means that nothing happened; without these lines it means nothing:\n"
        + commented
    )


def whole_months(first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """The first day of the first month and the last of the last.

    Silence is weighed by months: a file that begins with its first event would say nothing of the month it is in.
    """
    after = (last.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return first.replace(day=1), after - dt.timedelta(days=1)


def _followed(r: Reading) -> list[str]:
    """Kinds of event that some type of the table stands for, in the words in which coverage is told."""
    told = {k for kinds in r.kinds.of.values() for k in kinds}
    found = {GRID_OF_KIND.get(k, "") for k in told} | {FIRST_OF_KIND.get(k, "") for k in told}
    return [k for k in LOOKED_FOR if k in found]


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _write(out: Path, files: dict[str, str]) -> None:
    """All files in a folder beside, then in place: a record is there whole or not at all."""
    draft, before = (out.with_name(f".{out.name}.{end}") for end in ("part", "before"))
    try:
        _restore(out, before)  # a call that was killed between the two names
        shutil.rmtree(draft, ignore_errors=True)
        for name, text in files.items():
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            (draft / name).write_text(text, encoding="utf-8", newline="")
        if out.exists():
            out.rename(before)
        draft.rename(out)
    except OSError as problem:
        raise cannot("write", out, problem, "give another folder with --out") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        _restore(out, before)


def _restore(out: Path, before: Path) -> None:
    """Put the record that was to be replaced back where nothing has taken its place; else it goes."""
    if before.exists() and not out.exists():
        before.rename(out)
    shutil.rmtree(before, ignore_errors=True)
