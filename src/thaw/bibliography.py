"""Works that accounts, mechanisms and pages cite: how each is cited, and where a reader finds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from thaw.errors import ThawError, nearest_name
from thaw.files import data_folder, read_yaml
from thaw.keys import NOTE, TEXT, Table, choice, either, list_of, may, must

WORK = Table(
    cited=must(TEXT, "author and year, as the work is cited"),
    author=must(either(TEXT, list_of(TEXT))),
    title=may(TEXT),
    journal=may(TEXT),
    volume=may(NOTE),
    book=may(TEXT, "the book a part stands in"),
    publisher=may(TEXT),
    year=must({"type": "integer"}),
    pages=may(NOTE),
    note=may(TEXT),
    url=may(TEXT, "a public address"),
    counted=may(TEXT, "where paragraphs are counted"),
    kind=may(choice(("book",)), "book: the title is that of a book"),
)
"""Keys of a work in bibliography.yaml."""


@dataclass(frozen=True)
class Work:
    """A work and where to find it; what could not be verified is empty.

    Attributes
    ----------
    name : str
        Its id, as in ``stein-1956``.
    cited : str
        Author and year, the words by which it is cited.
    authors : tuple of str
    title, journal, volume, book, publisher, pages, note, url, counted, kind : str
        `book` is the one that a part stands in; `counted` says where its paragraphs are counted.
    year : int
    """

    name: str
    cited: str
    authors: tuple[str, ...]
    year: int
    title: str = ""
    journal: str = ""
    volume: str = ""
    book: str = ""
    publisher: str = ""
    pages: str = ""
    note: str = ""
    url: str = ""
    counted: str = ""
    kind: str = ""

    @property
    def entry(self) -> str:
        """The entry of a bibliography, without the address."""
        parts = [f"{_listed(self.authors)} ({self.year}).", _ended(self.title)]
        within = f"In {self.book}" if self.book else self.journal
        within += f" {self.volume}" if self.volume else ""
        pages = f"pp. {self.pages}" if self.pages and not self.journal else self.pages
        told = ", ".join(part for part in (within, self.publisher, pages) if part)
        parts += [_ended(told), _ended(self.note[:1].upper() + self.note[1:])]
        return " ".join(part for part in parts if part)

    @property
    def bibtex(self) -> str:
        """The entry for BibTeX; its key is the id."""
        part = "incollection" if self.book else "article" if self.journal else "misc"
        kind = self.kind or part
        fields = {
            "author": " and ".join(_braced(a) for a in self.authors),
            "title": _safe(self.title),
            "journal": _safe(self.journal),
            "booktitle": _safe(self.book),
            "volume": _safe(self.volume),
            "publisher": _safe(self.publisher),
            "year": str(self.year),
            "pages": _safe(self.pages).replace("-", "--"),
            "note": _safe(self.note),
            "url": self.url,
        }
        rows = ",\n".join(f"  {key} = {{{text}}}" for key, text in fields.items() if text)
        return f"@{kind}{{{self.name},\n{rows}\n}}"


def _listed(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _ended(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


def _safe(text: str) -> str:
    return re.sub(r"([&%#$_])", r"\\\1", text)


def _braced(author: str) -> str:
    """A body of several words in braces, so that it is not taken for names and a surname."""
    whole = "." not in author and len(author.split()) > 2
    return f"{{{_safe(author)}}}" if whole else _safe(author)


@cache
def works() -> dict[str, Work]:
    """Every work that is cited, by id.

    Raises
    ------
    ThawError
        For an entry of the file that is not whole.
    """
    d = read_yaml(data_folder("bibliography.yaml"))
    found = {}
    for name, entry in d.keys(d.data, ("bibliography", "works"), ("works",))["works"].items():
        given = dict(d.keys(entry, WORK, path=("works", name)))
        author = given.pop("author")
        authors = tuple(author) if isinstance(author, list) else (author,)
        year = given.pop("year")
        found[name] = Work(
            name=name, authors=authors, year=year, **{k: str(v) for k, v in given.items()}
        )
    return found


def find_work(name: str) -> Work:
    """The work called `name`: its id, or the words by which it is cited.

    Raises
    ------
    ThawError
        For a name that is not there, with the nearest one.
    """
    known = works()
    by_words = {w.cited: w for w in known.values()}
    if found := known.get(name.replace("_", "-")) or by_words.get(name):
        return found
    raise ThawError(
        f"no work is called {name!r}",
        nearest=nearest_name(name, known),
        expected="the id of a work, such as stein-1956",
        todo="thaw cite lists the works",
    )


def cited(work: str, passage: Any = "") -> str:
    """A passage of a work as a reader finds it: ``Stein 1956, Workers Revolt, par. 1-3``."""
    known = works().get(work)
    return ", ".join(str(p) for p in (known.cited if known else work, passage) if p)


def cited_source(source: Mapping[str, Any]) -> str:
    """An entry of an account's ``sources`` in words: a work, a citation or a row of the record."""
    if "work" in source:
        return cited(source["work"], source.get("passage"))
    told = str(source.get("cite") or f"record, {source.get('record')}")
    return ", ".join(str(p) for p in (told, source.get("passage")) if p)


def works_in(text: str) -> list[Work]:
    """Works cited in a text by author and year, in the order of the bibliography."""
    flat = " ".join(text.split())
    return [w for w in works().values() if re.search(_pattern(w.cited), flat)]


def _pattern(words: str) -> str:
    """Author and year, or author and (year."""
    author, year = words.rsplit(" ", 1)
    return rf"\b{re.escape(author)} \(?{year}\b"
