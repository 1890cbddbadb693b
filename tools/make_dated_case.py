#!/usr/bin/env python3
"""Write a case over a part of another case's country and time, from its record, that case and carried state.

Usage: python tools/make_dated_case.py tools/cases/hungary_1956.yaml [--out FILE.yaml]

Reads the part beside this script (what neither record nor case can tell), the case it names as `base` (traits,
strata and their heights, places it calls `like`, officials), `<part>_state.csv` (tools/carry_state.py) and of
the record the tables sites.csv and units.csv. Nothing is typed in twice: a number of the record stands here
with its source. A range without a best figure is read as two standard deviations either way of its
geometric middle; with one, about that. A test runs this again and holds the shipped case against it.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
import sys
from pathlib import Path
from typing import Any

import yaml

from thaw.case import load_case
from thaw.files import data_folder
from thaw.world import COLUMNS

FREE = ("share", "probability", "1")
"""Units whose spread is absolute."""
TIDY = {"persons": 0}
SMALLEST = 0.01


def table(file: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def number(value: float, unit: str, spread: float, source: str) -> dict[str, Any]:
    """A number of a case."""
    value = round(value) if unit == "persons" and value >= 100 else float(f"{value:.3g}")
    return {"value": value, "unit": unit, "spread": float(f"{spread:.2g}"), "source": source}


def ranged(row: dict[str, str], what: str) -> tuple[float, float] | None:
    """Value and spread of a row with columns what_low, what_high, what_best; None without figures."""
    low, high, best = (float(row[f"{what}_{k}"] or "nan") for k in ("low", "high", "best"))
    if math.isnan(low) and math.isnan(best):
        return None
    middle = math.sqrt(low * high) if math.isnan(best) else best
    spread = 0.1 if math.isnan(low) or low == high else math.log(high / low) / 4
    return middle, spread


def carried(rows: list[dict[str, str]], name: str, about: str) -> dict[str, dict[str, Any]]:
    """Columns of one row of the state, as numbers."""
    out = {}
    for r in rows:
        if (r["table"], r["row"]) != (name, about):
            continue
        unit = COLUMNS[name][r["column"]].unit
        value, sd = float(r["median"]), float(r["sd"])
        spread = sd if unit in FREE else min(sd / max(abs(value), SMALLEST), 0.5)
        out[r["column"]] = number(value, unit, spread, "carried")
    return out


class Maker:
    """One case in the making."""

    def __init__(self, part: Path) -> None:
        self.part: dict[str, Any] = yaml.load(part.read_text(encoding="utf-8"), Read)
        self.base = yaml.load(load_case(self.part["base"]).file.read_text(encoding="utf-8"), Read)
        self.state = table(part.with_name(f"{part.stem}_state.csv"))
        self.record = data_folder("records") / self.part["head"]["record"]
        self.polities = list(self.part["polities"])

    def made(self) -> dict[str, Any]:
        """The whole case, in the order in which it is written."""
        own, base = self.part, self.base
        units = self.units()
        strata = {s for p in self.polities for s in base["polities"][p]["strata"]}
        return {
            **own["head"],
            "traits": base["traits"],
            "cell": base["cell"],
            "town": base["town"],
            "polities": {p: self.polity(p) for p in self.polities},
            "places": {name: self.place(name) for name in own["places"]},
            "strata": {name: s for name, s in base["strata"].items() if name in strata},
            "groups": self.groups(),
            "sites": self.sites(),
            "officials": {p: self.officials(p) for p in self.polities},
            "units": units,
            "events": own["events"],
            "episodes": own["episodes"],
            "levers": [self.lever(x, units) for x in own["levers"]],
        }

    def polity(self, name: str) -> dict[str, Any]:
        """A polity: its own lines, strata and place columns of the base, columns carried."""
        own, old = self.part["polities"][name], self.base["polities"][name]
        kept = {k: old[k] for k in ("title", "active", "strata", "default_place")}
        columns = {
            **carried(self.state, "polities", name),
            **{
                k: v
                for k, v in old["set"].items()
                if v["source"] == "definition" and v["spread"] == 0
            },
            **own.get("set", {}),
        }
        head = {k: own[k] for k in ("note", "population", "party") if k in own}
        return {"title": kept.pop("title"), **head, **kept, "set": columns}

    def place(self, name: str) -> dict[str, Any]:
        """A place: its own lines over those of the place it is like."""
        own = dict(self.part["places"][name])
        old = self.base["places"][own.pop("like")]
        strata = {**old.get("strata", {}), **own.pop("strata", {})}
        columns = {**old.get("set", {}), **own.pop("set", {})}
        made = {"polity": own.pop("polity"), "title": own.pop("title"), "kind": old["kind"], **own}
        made |= {"strata": strata} if strata else {}
        return made | ({"set": columns} if columns else {})

    def groups(self) -> list[dict[str, Any]]:
        """Fields carried, by polity and stratum, and of the capital."""
        rows = list(dict.fromkeys(r["row"] for r in self.state if r["table"] == "groups"))
        capital = {p["polity"]: name for name, p in self.part["places"].items() if p.get("capital")}
        out = []
        for where in ("elsewhere", "capital"):
            for row in rows:
                polity, at, stratum = row.split("/")
                if at != where or stratum not in self.base["polities"][polity]["strata"]:
                    continue
                chosen = {"polity": polity} if at == "elsewhere" else {"place": capital[polity]}
                columns = carried(self.state, "groups", row)
                out.append({**chosen, "stratum": stratum, "set": columns})
        return out

    def sites(self) -> dict[str, Any]:
        """Plants, faculties and barracks of the record that have a headcount."""
        told, out = self.part["sites"], {}
        for r in table(self.record / "sites.csv"):
            found = ranged(r, "headcount")
            if found is None:
                continue
            at = r["place"] if r["place"] in told["places"] else r["place"].split("-")[0]
            out[r["site_id"].replace("-", "_")] = {
                "place": told["places"][at],
                "stratum": told["strata"][r["kind"]],
                "kind": r["kind"],
                "headcount": number(found[0], "persons", found[1], r["source_id"]),
            }
        return out

    def officials(self, polity: str) -> list[dict[str, Any]]:
        """Officials with position and complicity of the base; who commands army or police is of the date."""
        old = {o["name"]: o for o in self.base["officials"][polity]}
        return [
            {
                "name": o["name"],
                "rank": o["rank"],
                "position": old[o["name"]]["position"],
                "complicity": old[o["name"]]["complicity"],
                "standing": o["standing"],
                "in_office": o.get("in_office", 1),
                **{force: o[force] for force in ("army", "police") if force in o},
                "spread": self.part["spread_of_officials"],
                "source": "assumed",
                "why": o["why"],
            }
            for o in self.part["officials"][polity]
        ]

    def units(self) -> list[dict[str, Any]]:
        """Formations of the record; those of a whole country shared out as the base shares them."""
        told = self.part["units"]
        rows = {r["unit_id"]: r for r in table(self.record / "units.csv")}
        known = {*told["whole"], *told["at"], *told["rest"], *told["left"]}
        if set(rows) != known:
            raise SystemExit(f"units.csv and `units` differ: {sorted(set(rows) ^ known)}")
        out: list[dict[str, Any]] = []
        for polity in self.polities:  # police and army of the others, as the base has them
            for u in self.base["units"]:
                place = self.part["places"].get(u["place"])
                if u["polity"] == polity != "HUN" and place and u["kind"] != "soviet":
                    out.append(u)
        for name, kind in told["whole"].items():
            out += self.shared(rows[name], kind)
        for name, place in told["at"].items():
            out.append(self.unit(name, rows[name], place))
        for name, how in told["rest"].items():
            found = ranged(rows[name], "strength")
            less = [ranged(rows[x], "strength") for x in how["less"]]
            assert found and all(less)
            rest = found[0] - sum(x[0] for x in less if x)
            strength = number(rest, "persons", found[1], rows[name]["source_id"])
            out.append(self.unit(name, rows[name], how["place"], strength))
        for name, how in told["more"].items():
            out.append({"id": name, **how, "loyalty": self.loyalty("HUN/soviet")})
        return out

    def loyalty(self, row: str) -> dict[str, Any]:
        """Loyalty carried."""
        return carried(self.state, "units", row)["loyalty"]

    def unit(
        self, name: str, row: dict[str, str], place: str, strength: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """A formation in a place."""
        kind = "soviet" if row["polity"] == "USSR" else "army"
        found = ranged(row, "strength")
        if strength is None:
            assert found
            strength = number(found[0], "persons", found[1], row["source_id"])
        at = self.part["places"][place]["polity"]
        return {
            "id": name.replace("-", "_"),
            "polity": row["polity"],
            "place": place,
            "kind": kind,
            "strength": strength,
            "loyalty": self.loyalty(f"{at}/{kind}"),
        }

    def shared(self, row: dict[str, str], kind: str) -> list[dict[str, Any]]:
        """A force of a country by place: as the base shares it, by people where a place is new to it."""
        polity, found = row["polity"], ranged(row, "strength")
        assert found
        share: dict[str, float] = {}
        for u in self.base["units"]:
            if u["polity"] == polity and u["kind"] == kind:
                share[u["place"]] = u["strength"]["value"]
        here = {n: p for n, p in self.part["places"].items() if p["polity"] == polity}
        new = [n for n in here if n not in share]
        people = {n: p["population"]["value"] for n, p in here.items()}
        rest = max((n for n in share if n.endswith("towns")), key=lambda n: share[n])
        every = people[rest] + sum(people[n] for n in new)
        cut = share[rest]
        share |= {n: cut * people[n] / every for n in [*new, rest]}
        total = sum(share[n] for n in here)
        named = [
            (place, ranged(r, "strength"))
            for r in table(self.record / "units.csv")
            if (place := self.part["units"]["at"].get(r["unit_id"])) and r["polity"] == polity
        ]
        out = []
        for place in here:
            inside = sum(n[0] for p, n in named if p == place and n) if kind == "army" else 0.0
            men = found[0] * share[place] / total - inside
            out.append(
                {
                    "id": f"{kind}_{place}",
                    "polity": polity,
                    "place": place,
                    "kind": kind,
                    "strength": number(men, "persons", found[1], row["source_id"]),
                    "loyalty": self.loyalty(f"{polity}/{kind}"),
                }
            )
        return out

    def lever(self, lever: dict[str, Any], units: list[dict[str, Any]]) -> dict[str, Any]:
        """A lever; SOVIET and ARMY stand for all such units in the country it is about."""
        made = dict(lever)
        for n, line in enumerate(made.get("set", [])):
            rows = line["columns"].get("units.informed")
            if not rows:
                continue
            each = {}
            for u in units:
                at = self.part["places"][u["place"]]["polity"]
                word = u["kind"].upper()
                if at == "HUN" and word in rows:
                    each[u["id"]] = rows[word]
            made["set"] = [dict(x) for x in made["set"]]
            made["set"][n] = {**line, "columns": {**line["columns"], "units.informed": each}}
        return made


HEAD = """# {title}. Data only: no theory.
# Written by tools/make_dated_case.py from tools/cases/{name}.yaml, the record {record}, the case {base}
# and tools/cases/{name}_state.csv: edit those. Layout and units are those of {base}.yaml.
# source  `carried`: median over runs of the ranked accounts on {base} by the first day here, in which what
#         had happened by then did (tools/carry_state.py); the spread is that between these runs.
"""


def _only_true_and_false(kind: type) -> dict[str, list[Any]]:
    """Resolvers of YAML 1.2, in which `on` and `off` are words."""
    words = {
        first: [(tag, how) for tag, how in found if tag != "tag:yaml.org,2002:bool"]
        for first, found in kind.yaml_implicit_resolvers.items()
    }
    how = re.compile("^(?:true|false)$")
    for first in "tf":
        words.setdefault(first, []).append(("tag:yaml.org,2002:bool", how))
    return words


class Read(yaml.SafeLoader):
    """Reads `on` and `off` as words."""


class Plain(yaml.SafeDumper):
    """Numbers in one line each, everything else as a block."""

    def ignore_aliases(self, _: Any) -> bool:
        return True


def _mapping(dumper: Plain, data: dict[str, Any]) -> yaml.Node:
    flat = {"value", "unit"} <= set(data) or all(
        isinstance(v, int | float | str | bool) for v in data.values()
    )
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=flat)


def _list(dumper: Plain, data: list[Any]) -> yaml.Node:
    flat = all(not isinstance(v, dict | list) for v in data)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=flat)


Read.yaml_implicit_resolvers = _only_true_and_false(yaml.SafeLoader)
Plain.yaml_implicit_resolvers = _only_true_and_false(yaml.SafeDumper)
Plain.add_representer(dict, _mapping)
Plain.add_representer(list, _list)


def text_of(part: Path) -> str:
    """The case as the text of its file."""
    maker = Maker(part)
    made = maker.made()
    head = HEAD.format(
        title=made["title"], name=part.stem, record=made["record"], base=maker.part["base"]
    )
    return head + yaml.dump(made, Dumper=Plain, sort_keys=False, width=130, allow_unicode=True)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    out = given.out or data_folder("cases") / f"{given.part.stem}.yaml"
    out.write_text(text_of(given.part), encoding="utf-8")
    sys.stdout.write(f"written: {out}\n")


if __name__ == "__main__":
    main()
