"""One exception for everything a person can put right; the command line prints it without a traceback."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


class ThawError(Exception):
    """A mistake in an input, told so that the reader can mend it.

    Parameters
    ----------
    problem : str
        What is wrong, in one clause.
    file : path, optional
        The file it is in.
    line : int, optional
        Line in that file, from 1.
    key : str, optional
        Dotted key of the offending entry, such as ``priors.see.half_sight``.
    expected : str, optional
        What would have been right.
    nearest : str, optional
        The nearest valid name, where a name was misspelt.
    todo : str, optional
        What to do next.

    Attributes
    ----------
    others : tuple of ThawError
        Further mistakes of the same input, told along with this one; see `Problems`.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | Path | None = None,
        line: int | None = None,
        key: str | None = None,
        expected: str | None = None,
        nearest: str | None = None,
        todo: str | None = None,
    ) -> None:
        self.problem, self.file, self.line, self.key = problem, file, line, key
        self.expected, self.nearest, self.todo = expected, nearest, todo
        self.others: tuple[ThawError, ...] = ()
        super().__init__(self._text())

    def _text(self, whole: bool = True) -> str:
        where = ""
        if self.file is not None:
            where = Path(self.file).name + (f":{self.line}" if self.line else "") + ": "
        parts = [where + (f"{self.key}: " if self.key else "") + self.problem]
        if self.expected and whole:
            parts.append(f"  expected: {self.expected}")
        if self.nearest:
            parts.append(f"  did you mean: {self.nearest}?")
        if self.todo:
            parts.append(f"  to do: {self.todo}")
        return "\n".join(parts)

    def __str__(self) -> str:
        """This mistake and the others; what was expected is said once where it is the same."""
        told, before = [], None
        for problem in (self, *self.others):
            told.append(problem._text(problem.expected != before))
            before = problem.expected
        return "\n".join(told)


class Problems:
    """The mistakes of one input, told all at once.

    A reader opens ``collecting()`` around the whole and ``apart()`` around each piece that can be
    read by itself. While collecting, a mistake of a field is noted (`note`) and reading goes on; what
    is raised ends the piece. An error that follows a mistake noted in the same piece is its
    consequence, as is a fault of arithmetic after any mistake: neither is told.
    """

    def __init__(self) -> None:
        self.found: list[ThawError] = []
        self.active = False

    def note(self, problem: ThawError) -> None:
        """Keep a mistake for the end, or raise it at once when nobody collects."""
        if not self.active:
            raise problem
        self.found.append(problem)

    @contextmanager
    def apart(self) -> Iterator[Callable[[], bool]]:
        """A piece that is read by itself: what goes wrong in it stops no other piece.

        ``with problems.apart() as sound``: ``sound()`` is whether nothing was noted in it so far.
        """
        before = len(self.found)
        try:
            yield lambda: len(self.found) == before
        except ThawError as problem:
            if not self.active:
                raise
            if len(self.found) == before:
                self.found.append(problem)
        except Exception:
            if not (self.active and self.found):
                raise

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Collect all mistakes made inside and raise them as one `ThawError`, in order of line."""
        if self.active:
            yield
            return
        self.active = True
        try:
            with self.apart():
                yield
        finally:
            self.active = False
        self.raise_all()

    def raise_all(self) -> None:
        """Raise what was found, if anything: the first by line, which carries the others."""
        if not self.found:
            return
        files = list(dict.fromkeys(str(p.file) for p in self.found))
        told = sorted(self.found, key=lambda p: (files.index(str(p.file)), p.line or 0))
        distinct = list({p._text(): p for p in told}.values())
        first, others = distinct[0], distinct[1:]
        first.others = tuple(others)
        raise first


def nearest_name(name: str, valid: Iterable[str], near: float = 0.5) -> str | None:
    """The valid name closest in spelling to `name`, or None when nothing is `near` (0 to 1)."""
    found = difflib.get_close_matches(str(name), [str(v) for v in valid], n=1, cutoff=near)
    return found[0] if found else None
