"""Files that were dropped in: kept apart, read as data, told like on the command line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from thaw.account import load_account
from thaw.case import load_case
from thaw.case.lacking import lacking
from thaw.case.levers import pull
from thaw.engine.forecast import forecast, refuse_too_large
from thaw.errors import ThawError
from thaw.files import read_yaml
from thaw.lab.messages import problems
from thaw.own_code import trusted
from thaw.record import load_record
from thaw.report.names import account_name

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.(ya?ml)")
CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}\.py")
PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.(ya?ml|csv|md)")
MOST_FILES = 40
"""Of one page."""

KEYS = {"account": "account", "case": "case", "record": "record"}
"""Keys that tell what a file describes; one with none of these is a lever."""


def put(folder: Path, name: str, text: str | None, parts: Mapping[str, str] | None) -> Path:
    """Write what was dropped in, and only that, into a page's own folder.

    Raises
    ------
    ThawError
        For a name that is more than a name, a file without text, or too many files.
    """
    if len(list(folder.iterdir())) >= MOST_FILES:
        raise ThawError(f"{MOST_FILES} files were dropped in already", todo="load the page again")
    if parts:
        stem = re.sub(r"\W", "_", Path(name).stem)[:60] or "record"
        home = folder / stem
        home.mkdir(exist_ok=True)
        for part, content in parts.items():
            (home / _sound(part, PART)).write_text(content, encoding="utf-8")
        return home
    if name.endswith(".py"):
        _trust(name)
    if text is None:
        raise ThawError(f"{name} came without its text", expected="text, or parts of a record")
    path = folder / _sound(name, CODE if name.endswith(".py") else NAME)
    path.write_text(text, encoding="utf-8")
    return path


def _trust(name: str) -> None:
    """Refuse Python where the lab was not started to run it."""
    if not trusted():
        raise ThawError(
            f"{name} is code that would run on this machine",
            expected="files of data; code only where whoever runs the lab trusts it",
            todo="read it; if you trust it, start the lab anew with --trust-code",
        )


def _sound(name: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(name):
        raise ThawError(
            f"{name!r} cannot be the name of a file here",
            expected="letters, digits, - and _, ending in .yaml (of a record also .csv), no folders",
        )
    return name


def kind_of(path: Path) -> str:
    """What a file describes, from its keys."""
    if path.is_dir():
        return "record"
    if path.suffix == ".py":
        return "code"
    data = read_yaml(path).data
    found = [kind for key, kind in KEYS.items() if isinstance(data, dict) and key in data]
    return found[0] if found else "lever"


def inside(path: Path, folder: Path) -> None:
    """Refuse a file that names others by path: they may not lie in the page's own folder.

    Raises
    ------
    ThawError
        With file, line and key.
    """
    d = read_yaml(path)
    for trail, text in _texts(d.data, ()):
        if not _is_path(str(trail[0]), text):
            continue
        if text.endswith(".py"):
            try:
                _trust(text)
            except ThawError as problem:
                raise d.error(
                    f"brings code: {problem.problem}",
                    trail,
                    expected=problem.expected,
                    todo=problem.todo,
                ) from None
        target = (path.parent / text).resolve()
        if not target.is_relative_to(folder.resolve()):
            raise d.error(
                f"names the file {text!r}, which was not dropped in",
                trail,
                expected="names of what is shipped, or of files that were dropped in before",
            )


def _texts(value: Any, trail: tuple[Any, ...]) -> Iterable[tuple[tuple[Any, ...], str]]:
    if isinstance(value, str):
        yield trail, value
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _texts(entry, (*trail, key))
    elif isinstance(value, list):
        for n, entry in enumerate(value):
            yield from _texts(entry, (*trail, n))


def _is_path(key: str, text: str) -> bool:
    """Whether a text is read as the address of a file: code anywhere, others below two keys of the top."""
    if text.endswith(".py") and " " not in text:
        return True
    return key in ("record", "compare") and ("/" in text or "\\" in text or text.startswith("."))


def checked(path: Path, folder: Path, kind: str | None, case: Path | None) -> dict[str, Any]:
    """The message ``file``: what a dropped file is, or all of its mistakes.

    Parameters
    ----------
    path : Path
        As `put` wrote it.
    folder : Path
        The page's own.
    kind : str or None
        What it should be; None: as its keys say.
    case : Path or None
        The case that a lever is held against.
    """
    told: dict[str, Any] = {
        "name": path.name,
        "ok": True,
        "what": kind or "",
        "ref": f"file:{path.name}",
    }
    try:
        kind = kind or kind_of(path)
        told["what"] = kind
        if kind not in ("record", "code"):
            inside(path, folder)
        told |= _summary_of(path, kind, case)
    except ThawError as problem:
        return {
            **told,
            "ok": False,
            "title": "",
            "notes": [],
            "problems": problems(problem),
            "text": str(problem),
        }
    return told


def _summary_of(path: Path, kind: str, case: Path | None) -> dict[str, Any]:
    if kind == "code":
        return {"title": path.name, "notes": ["runs where an account names it"]}
    if kind == "account":
        account = load_account(path)
        return {
            "title": account.title,
            "notes": [f"{len(account.steps)} steps, {len(account.priors)} priors of its own"],
            "account": {
                "id": f"file:{path.name}",
                "name": account_name(account.name),
                "title": account.title,
                "says": account.says,
                "written": account.written_as,
                "grade": account.grade,
            },
        }
    if kind == "case":
        made = load_case(path)
        refuse_too_large(made)
        return {"title": made.title, "notes": [str(forecast(made)), *lacking(made)]}
    if kind == "record":
        if not path.is_dir():
            raise ThawError(
                f"{path.name} alone is not a record",
                expected="record.yaml together with its tables",
                todo="drop all files of the record at once",
            )
        record = load_record(path)
        return {
            "title": record.title,
            "notes": [f"{len(record.events)} events, {len(record.sources)} sources"],
        }
    if case is None:
        raise ThawError("a lever is read against a case", todo="choose the case first")
    place = load_case(case)
    what_if = pull(place, [path])
    title = next(iter(what_if.written.values())).get("title", path.stem)
    return {"title": str(title), "notes": [f"a lever for {place.name}"]}
