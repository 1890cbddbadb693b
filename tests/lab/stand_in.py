"""The lab's page without its server: the same files, headers and messages, the latter made up."""

from __future__ import annotations

import base64
import json
import re
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import thaw
from thaw.case import load_case
from thaw.showing.words import measure_words

ROOT = Path(__file__).parents[2]
LAB = ROOT / "src/thaw/lab/page"
SHOW = ROOT / "src/thaw/showing/page"
HERE = Path(__file__).parent
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; frame-src 'self'"
)
KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".json": "application/json",
}
FILES = {
    "files": [
        {"name": "out/a run.nc", "bytes": 12345, "changed": "1971-01-01T10:00:00", "what": "run"}
    ]
}


class Handler(BaseHTTPRequestHandler):
    """Files of the page under the addresses that the lab gives them."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.seen.append(path)  # type: ignore[attr-defined]
        if path == "/":
            return self.give(LAB / "lab.html")
        if path == "/api/files":
            return self.give_text(json.dumps(FILES).encode(), ".json")
        name = path.rpartition("/")[2]
        folder = {"/page/": LAB, "/page/show/": SHOW}.get(path.removesuffix(name))
        if folder is None or not (folder / name).is_file():
            return self.send_error(404)
        return self.give(folder / name)

    def give(self, file: Path) -> None:
        self.give_text(file.read_bytes(), file.suffix)

    def give_text(self, text: bytes, suffix: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", KINDS[suffix])
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(text)
        self.server.bytes += len(text)  # type: ignore[attr-defined]

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def served() -> Iterator[ThreadingHTTPServer]:
    """The page at ``http://127.0.0.1:PORT/``; `seen` and `bytes` tell what it asked for."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.bytes = [], 0  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def told(case: str = "twin_republics_1971") -> dict[str, Any]:
    """What the stand-in answers: the case as it ships, all numbers made up."""
    place = load_case(case)
    about = about_of(case)
    accounts = [
        {"id": a, "name": a.replace("_", " ").capitalize(), "title": a, "says": f"What {a} says.",
         "written": "1971", "grade": "A"}
        for a in ("palace_1971", "street_1971", "null")
    ]  # fmt: skip
    cases = [
        {
            "id": name, "title": c.title, "says": c.says, "span": [str(c.start), str(c.end)], "step_days": 1.0,
            "polities": [{"id": p.name, "name": p.title} for p in c.polities], "people": 500,
            "cost": "A run takes a second here.", "record": c.record or "", "accounts": accounts,
            "first": "palace_1971",
            "levers": [{"id": n, "title": v.title, "does": "Changes something.",
                        "days": [str(c.start)] if v.settings else [], "movable": bool(v.settings)}
                       for n, v in c.levers.items()],
            "events": [{"id": e.name, "day": str(e.on), "words": e.name.replace("-", " ")} for e in c.events],
            "verdict": "table" if c.record else "",
        }
        for name, c in ((case, place), ("toy_two", load_case("toy_two")))
    ]  # fmt: skip
    return {
        "hello": {"kind": "hello", "protocol": 1, "thaw": thaw.__version__, "cases": cases, "published": models(),
                  "tasks": tasks(case), "limits": {"message": 900_000, "clients": 8, "runs": 2}, "trust_code": False},
        "about": about,
        "account": account(),
        "panel": panel(about),
        "effect": effect(),
        "verdict": verdict(about),
        "published": {m["id"]: answer(m) for m in models()},
    }  # fmt: skip


def about_of(case: str) -> dict[str, Any]:
    """The message `about` that the page of `thaw show` holds, with three measures of a run."""
    text = re.search(r'id="payload">([^<]*)<', thaw.show(case).html)
    assert text
    size, rest = zlib.decompress(base64.b64decode(text[1])).split(b"\n", 1)
    about = json.loads(rest[: int(size)])["about"]
    rows = [
        ("strikers", "persons", "Most people on strike at one time within the step.", ["polity", "place"]),
        ("n_leader", "1", "Changes of leader, cumulative.", ["polity"]),
        ("terror", "share", "Terror of the day.", ["polity"]),
    ]  # fmt: skip
    about["measures"] = [
        {"id": i, "unit": u, "meaning": m, "over": o, "grows": i.startswith("n_"), **measure_words(i, m)}
        for i, u, m, o in rows
    ]  # fmt: skip
    return about


def account() -> dict[str, Any]:
    def row(
        name: str, mechanism: str, low: float | None, high: float | None, value: float
    ) -> dict[str, Any]:
        return {"id": f"{mechanism}.{name}", "mechanism": mechanism, "name": name, "meaning": f"How {name} works.",
                "unit": "1/day", "low": low, "high": high, "default": value, "value": value, "how": "prior",
                "usual": [value / 2, value * 2], "source": "a paper", "denied": ""}  # fmt: skip

    return {
        "kind": "account", "denies": [],
        "parameters": [row("rate", "exit", 0.0, 1.0, 1e-4), row("decay", "fear", 0.0, 1.0, 0.5),
                       row("weight", "fear", None, None, 2.0)],
        "mechanisms": [{"id": "exit", "says": "People leave.", "over": "polities", "can_stop": True},
                       {"id": "fear", "says": "Fear fades.", "over": "groups", "can_stop": False}],
    }  # fmt: skip


def panel(about: dict[str, Any]) -> dict[str, Any]:
    place = about["places"][0]["id"]
    return {"polities": [
        {"id": p["id"], "leaders": [{"name": "Somebody", "post": "first secretary", "alive": True,
                                     "in_office": True, "position": -0.5, "standing": 0.8}],
         "councils": [{"place": place, "share": 0.25}],
         "forces": [{"unit": "first army", "unit_kind": "army", "owner": p["id"], "place": place, "strength": 12000,
                     "state": "in barracks", "loyalty": 0.9}],
         "rule": {"authority of the leader": 0.7, "troops from abroad": 0}}
        for p in about["polities"]]}  # fmt: skip


def effect() -> dict[str, Any]:
    outcomes = [
        {"id": "deaths", "title": "deaths", "unit": "persons"},
        {"id": "terror", "title": "terror", "unit": "index"},
    ]
    rows = [
        {"account": a, "outcome": o["id"], "given": g, "polity": "all", "mean": 3.5 - k, "low": -1.0 - k,
         "high": 8.0 - k, "pairs": 12, "up": 8, "down": 4, "says": "more"}
        for k, a in enumerate(["palace_1971", "street_1971", "weighted"])
        for o in outcomes
        for g in ("occasion", "all pairs")
    ]  # fmt: skip
    months = [{"outcome": "deaths", "account": "palace_1971", "month": ["1971-01", "1971-02"], "mean": [0.0, 2.0],
               "low": [-1.0, 0.0], "high": [1.0, 4.0]}]  # fmt: skip
    return {"kind": "effect", "lever": {"id": "no_army", "title": "No army"}, "occasion": "Every run counts.",
            "pairs": 20, "fewest": 6, "weighed": "equal weights", "outcomes": outcomes, "rows": rows, "months": months,
            "accounts": [{"id": "palace_1971", "name": "Palace 1971", "differ": 14, "arises": 12},
                         {"id": "street_1971", "name": "Street 1971", "differ": 13, "arises": 12}],
            "disagree": ["Deaths rise under one and fall under the other."], "files": ["effect.csv"]}  # fmt: skip


def verdict(about: dict[str, Any]) -> dict[str, Any]:
    src = [{"short": "Gazette", "title": "The gazette", "address": "https://example.org/g"}]
    names = ["palace_1971", "street_1971"]
    return {
        "kind": "verdict", "case": about["case"], "origin": "the shipped table", "folder": "", "report": "",
        "sentence": "Of the two theories the record favours Palace 1971.", "more": ["Retrodiction only."],
        "columns": ["account", "probability", "recovered", "doubts"],
        "accounts": [{"id": n, "name": n, "cells": [n, ".89", "100 %", "none"], "ranked": True, "null": False,
                      "says": f"{n} says so", "written": "1971", "grade": "A", "objection": "It may err.",
                      "sources": src} for n in names],
        "recovery": {"labels": names, "rows": [[0.9, 0.1], [0.2, 0.8]], "mean": 0.85, "runs": 200},
        "episodes": [{"id": "summer", "title": "The summer", "start": "1971-06-01", "end": "1971-08-31"}],
        "items": [{"id": f"i{k}", "name": f"deaths in Arvenia, month {k}", "episode": "summer" if k % 2 else "",
                   "record": f"{k} deaths", "value": float(k), "unit": "persons", "sources": src, "figures": [],
                   "expected": {n: {"p": 0.1, "mean": 2.0, "low": 0.0, "high": 5.0, "says": "0 to 5"} for n in names}}
                  for k in range(8)],
    }  # fmt: skip


def models() -> list[dict[str, Any]]:
    switch = {"id": "ratio", "values": ["literal", "floor"], "default": "floor", "about": "cops over actives",
              "paper": "literal", "silent": False}  # fmt: skip
    number = {"id": "density", "value": 0.7, "unit": "share", "support": [0.0, 1.0], "source": "the paper",
              "about": "sites taken", "whole": False}  # fmt: skip
    kinds = {"grid": True, "curve": False, "weeks": False, "numbers": False}
    return [{"id": k, "title": f"Model {k}", "says": "What it says.", "source": "Somebody 2002", "moving": m,
             "presets": ["paper_run"], "switches": [switch], "inputs": [number]} for k, m in kinds.items()]  # fmt: skip


def answer(model: dict[str, Any]) -> dict[str, Any]:
    pictures = {
        "grid": {"kind": "grid", "width": 12, "height": 12, "legend": [{"code": 0, "words": "nobody"},
                 {"code": 1, "words": "quiet"}, {"code": 2, "words": "active"}]},
        "curve": {"kind": "curve", "x": [0, 0.5, 1], "y": [0.1, 0.4, 1], "diagonal": True,
                  "steps": [[0, 0.1], [0.1, 0.1], [0.1, 0.2]], "labels": ["expected", "act"]},
        "weeks": {"kind": "weeks", "days": ["1989-09-25", "1989-10-02"], "turnout": [6000, 15000],
                  "belief": [0.2, 0.5], "record": [{"day": "1989-10-02", "low": 10000, "high": 20000}], "issues": []},
        "numbers": {"kind": "numbers"},
    }  # fmt: skip
    return {"kind": "published", "model": model["id"], "title": model["title"], "settings": {"ratio": "floor"},
            "picture": pictures[model["id"]], "numbers": [{"name": "peak", "value": 7}],
            "targets": [{"text": "peak", "published": 7, "known": "read", "accept": "", "reproduces": True}],
            "departures": ["None to speak of."]}  # fmt: skip


def tasks(case: str) -> list[dict[str, Any]]:
    pane = {"account": "palace_1971", "levers": [], "parameters": {}}
    return [{"id": "first", "title": "Read the record", "minutes": 20, "text": ["Two republics."],
             "do": ["Press Play."],
             "ask": [{"question": "Who rose first?", "answer": "Arvenia."}], "link": "?task=first", "published": None,
             "start": {"case": case, "seed": 3, "panes": [pane, {**pane, "account": "street_1971"}]}},
            {"id": "grid", "title": "A grid", "minutes": 5, "text": ["A model."], "do": [], "ask": [],
             "link": "?task=grid",
             "start": None, "published": {"model": "grid", "preset": None, "settings": {}}}]  # fmt: skip
