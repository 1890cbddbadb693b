"""A case of one or two polities and a record of a few rows, made for one test each."""

import csv
import datetime as dt
from types import SimpleNamespace

from thaw.case import Episode
from thaw.record import load_record
from thaw.record.form import COLUMNS

SOURCES = [
    {"source_id": "book", "kind": "scholarship", "locator": "p. 1", "title": "A book"},
    {"source_id": "paper", "kind": "press", "locator": "p. 2", "title": "A paper"},
    {"source_id": "party", "kind": "seed", "locator": "p. 3", "title": "A resolution"},
]


def case(*polities, episodes=(), tail=None):
    """Two years of polities with one town each."""
    places = [
        SimpleNamespace(name=f"{p}_town", title="Town", polity=p, kind="city") for p in polities
    ]
    return SimpleNamespace(
        name="tiny",
        start=dt.date(1980, 1, 1),
        end=dt.date(1981, 12, 31),
        polities=polities,
        places=places,
        tail=SimpleNamespace(until=dt.date(tail, 12, 31), step=30.0) if tail else None,
        episodes=[Episode(n, n, cells) for n, cells in episodes],
        months=lambda: [f"{y}-{m:02d}" for y in (1980, 1981) for m in range(1, 13)],
    )


def event(id, date, kind, polity="ONE", **more):
    return {"id": id, "date": date, "kind": kind, "polity": polity, "support": "page", **more}


def figure(event_id, quantity, best, source="book", unit="persons", **more):
    return {
        "event_id": event_id,
        "quantity": quantity,
        "best": best,
        "bound": "exact",
        "unit": unit,
        "source_id": source,
        **more,
    }


def told(series_id, date, best, polity="ONE", unit="persons", source="book"):
    return {
        "series_id": series_id,
        "polity": polity,
        "date": date,
        "best": best,
        "bound": "exact",
        "unit": unit,
        "source_id": source,
    }


def quiet(id, date, kind, polity="ONE", source="book", **more):
    return {"id": id, "date": date, "kind": kind, "polity": polity, "source_id": source, **more}


COVERS = "covers:\n  - {polities: [ONE], from: 1980, until: 1981}\n"


def write(folder, polities=("ONE", "TWO"), about=COVERS, items=None, **tables):
    """A record in `folder`; `tables` are lists of rows, `about` more lines of record.yaml."""
    folder.mkdir(exist_ok=True)
    (folder / "record.yaml").write_text(
        f"record: {folder.name}\ntitle: A few rows\nlicence: free\n"
        f"polities: [{', '.join(polities)}]\n{about}"
    )
    if items is not None:
        (folder / "items.yaml").write_text(items)
    for name, columns in COLUMNS.items():
        rows = SOURCES if name == "sources" else tables.get(name, [])
        with (folder / f"{name}.csv").open("w", newline="") as file:
            out = csv.DictWriter(file, list(columns), restval="")
            out.writeheader()
            out.writerows(rows)
    return folder


def record(folder, **more):
    return load_record(write(folder, **more))
