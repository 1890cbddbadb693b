"""From the text of an account to an `Account`; what its mechanisms must agree with is in `checks`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from thaw.account.account import FAMILIES, GRADES, Account, Denial
from thaw.files import Document, find, read_date, read_yaml, shipped

_REQUIRED = ("account", "title", "written", "grade", "family", "says", "steps")
_KEYS = (
    *_REQUIRED, "ranked", "sources", "speaks_to", "denies", "before", "fixes", "priors",
    "predicts", "objection", "notes",
)  # fmt: skip


def accounts() -> dict[str, Path]:
    """Names and files of the shipped accounts."""
    return shipped("accounts")


def load_account(name_or_path: str | Path) -> Account:
    """Read an account and check it whole.

    Parameters
    ----------
    name_or_path : str or Path
        A shipped account such as ``stein_1956``, or a file of one's own.

    Raises
    ------
    ThawError
        On the first mistake, with file, line, key and the nearest valid name.
    """
    from thaw.account.checks import complete  # mechanisms are loaded only here

    return complete(read_account(find("accounts", name_or_path)))


def read_account(file: str | Path) -> Account:
    """Read the text of an account without loading any mechanism (quick; for lists)."""
    d = read_yaml(file)
    data = d.keys(d.data, _KEYS, _REQUIRED)
    for key in ("account", "title", "says"):
        if not isinstance(data[key], str) or not data[key].strip():
            raise d.error("must be a text", (key,))
    if d.file.stem != data["account"]:
        raise d.error(
            f"is called {data['account']!r} in a file called {d.file.name!r}", ("account",),
            expected=d.file.stem,
        )  # fmt: skip
    family = data["family"]
    if isinstance(family, dict):
        family = str(d.keys(family, ["new"], ["new"], ("family",))["new"])
    else:
        d.one_of(family, FAMILIES, "family", ("family",))
    ranked = data.get("ranked", True)
    if not isinstance(ranked, bool):
        raise d.error("is neither true nor false", ("ranked",))
    return Account(
        name=data["account"], title=data["title"], says=" ".join(data["says"].split()),
        written=read_date(d, data["written"], ("written",), end=True),
        written_as=str(data["written"]), family=family, ranked=ranked,
        grade=d.one_of(data["grade"], GRADES, "grade", ("grade",)),
        speaks_to=tuple(_words(d, "speaks_to")), sources=_read_sources(d),
        denies=_read_denials(d), steps=tuple(_words(d, "steps")), hot=(), fixes={}, priors={},
        shared={}, predicts=_read_predictions(d), objection=str(data.get("objection") or ""),
        file=d.file, document=d,
    )  # fmt: skip


def _words(d: Document, key: str) -> list[str]:
    """A list of names without repeats."""
    words = d.data.get(key) or []
    if not isinstance(words, list) or not all(isinstance(w, str) for w in words):
        raise d.error("is not a list of names", (key,))
    seen: dict[str, int] = {}
    for number, word in enumerate(words):
        if word in seen:
            raise d.error(
                f"{word!r} appears twice", (key, number),
                expected=f"each name once; the first is on line {d.line((key, seen[word]))}",
            )  # fmt: skip
        seen[word] = number
    return words


def _entries(d: Document, key: str, allowed: Iterable[str], required: Iterable[str] = ()):
    """(number, table) of each entry of a list of tables."""
    entries = d.data.get(key) or []
    if not isinstance(entries, list):
        raise d.error("is not a list", (key,))
    for number, entry in enumerate(entries):
        yield number, d.keys(entry, allowed, required, (key, number))


def _read_sources(d: Document) -> tuple[dict[str, Any], ...]:
    made = []
    for number, entry in _entries(d, "sources", ("seed", "lines", "cite", "record", "note")):
        if not any(word in entry for word in ("seed", "cite", "record")):
            raise d.error("names no source", ("sources", number), expected="seed, cite or record")
        if "seed" in entry and "lines" not in entry:
            raise d.error("a seed needs lines", ("sources", number), expected="such as 148-179")
        made.append(entry)
    return tuple(made)


def _read_denials(d: Document) -> tuple[Denial, ...]:
    made = []
    for number, entry in _entries(d, "denies", ("mechanism", "parameter", "lines", "why", "seed")):
        path = ("denies", number)
        named = [word for word in ("mechanism", "parameter") if word in entry]
        if len(named) != 1:
            raise d.error("denies not one thing", path, expected="a mechanism or a parameter")
        if not str(entry.get("lines") or "").strip():
            raise d.error(
                f"denies {entry[named[0]]!r} without a passage", path,
                expected="lines: of the passage in which the author denies it",
            )  # fmt: skip
        made.append(Denial(str(entry[named[0]]), str(entry["lines"]), str(entry.get("why", ""))))
    return tuple(made)


def _read_predictions(d: Document) -> tuple[dict[str, Any], ...]:
    seen: set[str] = set()
    made = []
    for number, entry in _entries(
        d, "predicts", ("id", "claim", "passage", "test", "about"), ("id", "claim", "passage")
    ):
        if entry["id"] in seen:
            raise d.error(f"the id {entry['id']!r} appears twice", ("predicts", number, "id"))
        if "test" in entry and not isinstance(entry["test"], dict):
            raise d.error("is not a table of keys", ("predicts", number, "test"))
        seen.add(entry["id"])
        made.append(entry)
    return tuple(made)
