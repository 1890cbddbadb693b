"""Tasks of class mode, from files: what to read, do and answer, and what the page starts for it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from thaw.errors import ThawError
from thaw.files import data_folder, read_yaml
from thaw.lab.messages import decode

KEYS = ("id", "title", "minutes", "text", "do", "ask", "start", "published")
MUST = KEYS[:6]


@cache
def tasks() -> list[dict[str, Any]]:
    """All tasks in the order of their files.

    Raises
    ------
    ThawError
        For a task that lacks something, or starts what no page may ask for.
    """
    made: list[dict[str, Any]] = []
    for file in sorted(data_folder("tasks").glob("*.yaml")):
        d = read_yaml(file)
        d.keys(d.data, ("tasks",), ("tasks",))
        for n, entry in enumerate(d.data["tasks"]):
            path = ("tasks", n)
            task: dict[str, Any] = {"start": None, "published": None}
            task |= d.keys(entry, KEYS, MUST, path)
            for kind in ("start", "published"):
                if task[kind] is None:
                    continue
                try:
                    decode(json.dumps({"kind": kind, **task[kind]}))
                except ThawError as problem:
                    raise d.error(
                        problem.problem, (*path, kind), expected=problem.expected
                    ) from None
            made.append({**task, "link": f"?task={task['id']}"})
    return made
