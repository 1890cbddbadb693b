"""Finished runs of published models in a file, so that a stop loses none and the same command goes on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from thaw.files import digest
from thaw.writing import cannot

PARTS = ("published", "engine", "mechanisms", "columns", "draw.py", "world.py", "data/published")
"""Files and folders of the package that a run of a published model may hang on."""

Result = tuple[dict[str, float], float]
"""Measures of a run, and the seconds it took."""


def code_of_models() -> str:
    """Hash of the code and the files behind every published model."""
    home = Path(__file__).parents[1]
    files = [home / part for part in PARTS]
    found = [f for part in files for f in ([part] if part.is_file() else part.rglob("*.*"))]
    kinds = (".py", ".yaml", ".csv")
    return digest(
        sorted(hashlib.sha256(f.read_bytes()).hexdigest() for f in found if f.suffix in kinds)
    )


class Kept:
    """The runs of a file, one to a line; a line that was cut short, or of other code, is none.

    Parameters
    ----------
    path : path
        Made when the first run is added.

    Attributes
    ----------
    other_code : bool
        Whether the file held runs of another version, which are left out and written over.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.code = code_of_models()
        self.runs: dict[str, Result] = {}
        self.used: set[str] = set()
        self.other_code = False
        self._sound = 0
        self._file: Any = None
        try:
            lines = path.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            lines = []
        except OSError as problem:
            raise cannot("read", path, problem) from None
        if lines and lines[0] != self._head():
            self.other_code = True
            return
        for line in lines:
            if not line.endswith(b"\n"):
                break
            self._sound += len(line)
            if line != self._head():
                key, measures, seconds = json.loads(line)
                self.runs[key] = measures, seconds

    def _head(self) -> bytes:
        return json.dumps({"code": self.code}).encode() + b"\n"

    def get(self, job: Sequence[Any]) -> Result | None:
        """The result of a job, where it is kept."""
        key = _key(job)
        if key in self.runs:
            self.used.add(key)
        return self.runs.get(key)

    def add(self, job: Sequence[Any], result: Result) -> None:
        """Write down one finished run.

        Raises
        ------
        ThawError
            The system refuses; what was written before stands.
        """
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                if self._sound:
                    os.truncate(self.path, self._sound)
                self._file = self.path.open("ab" if self._sound else "wb", buffering=0)
                if not self._sound:
                    self._file.write(self._head())
            self._file.write(json.dumps([_key(job), *result]).encode() + b"\n")
        except OSError as problem:
            raise cannot("write", self.path, problem) from None
        self.runs[_key(job)] = result
        self.used.add(_key(job))

    def close(self, done: bool = False) -> None:
        """Let go of the file, and of all it holds when the whole is `done`.

        Where it holds runs that only another command asked for, it stays.
        """
        if self._file is not None:
            self._file.close()
            self._file = None
        if done and self.used >= self.runs.keys():
            self.path.unlink(missing_ok=True)


def _key(job: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(list(job)).encode()).hexdigest()[:24]
