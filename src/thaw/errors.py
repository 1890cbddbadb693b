"""One exception for everything a person can put right; the command line prints it without a traceback."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
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
        super().__init__(self._text())

    def _text(self) -> str:
        where = ""
        if self.file is not None:
            where = Path(self.file).name + (f":{self.line}" if self.line else "") + ": "
        parts = [where + (f"{self.key}: " if self.key else "") + self.problem]
        if self.expected:
            parts.append(f"  expected: {self.expected}")
        if self.nearest:
            parts.append(f"  did you mean: {self.nearest}?")
        if self.todo:
            parts.append(f"  to do: {self.todo}")
        return "\n".join(parts)


def nearest_name(name: str, valid: Iterable[str]) -> str | None:
    """The valid name closest in spelling to `name`, or None when nothing is close."""
    found = difflib.get_close_matches(str(name), [str(v) for v in valid], n=1, cutoff=0.5)
    return found[0] if found else None
