"""Code of one's own beside an account: trusted or refused, hashed by content, loaded by path.

An account may name Python files beside it, ``./weariness.py``, among its steps and measures. To load
such an account is to run what somebody wrote, so it is refused until the caller says that the code
is trusted. What is loaded is known by its text: two copies of one file are one mechanism, and a
worker loads the very text that its parent saw.
"""

from __future__ import annotations

import ast
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from thaw.errors import ThawError, nearest_name
from thaw.files import Document, Path_, digest, mechanism_names

TRUST = "THAW_TRUST_CODE"
"""Environment variable that stands for `--trust-code`; worker processes inherit it."""

FAMILY = "thaw_own"
"""Package under which files of one's own are loaded."""


def trusted() -> bool:
    """Whether code beside an account may run in this process."""
    return os.environ.get(TRUST, "") not in ("", "0")


@contextmanager
def trust_code() -> Iterator[None]:
    """Code beside accounts may run inside, here and in processes started from here."""
    before = os.environ.get(TRUST)
    os.environ[TRUST] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[TRUST]
        else:
            os.environ[TRUST] = before


def is_code(entry: object) -> bool:
    """Whether an entry of `steps` or `measures` names a file of one's own."""
    return isinstance(entry, str) and entry.endswith(".py")


def find_code(d: Document, entry: str, path: Path_) -> tuple[str, Path] | None:
    """Name and file of an entry such as ``./weariness.py``; None once a mistake in it is noted."""
    file = (d.file.parent / entry).resolve()
    name = file.stem
    if not file.is_file():
        near = nearest_name(file.name, [f.name for f in file.parent.glob("*.py")])
        return d.note(
            f"there is no file {entry!r} beside the account",
            path,
            expected=f"a Python file in {d.file.parent.resolve()}",
            nearest=near,
        )
    if not name.isidentifier():
        return d.note(
            f"{file.name!r} cannot be the name of a function",
            path,
            expected="letters, digits and underscores, such as weariness.py",
        )
    if name in mechanism_names():
        return d.note(
            f"{name!r} is the name of a shipped mechanism",
            path,
            todo="give the file and its function another name",
        )
    return name, file


def refuse(d: Document, files: dict[str, Path]) -> ThawError:
    """The error for an account whose code nobody has trusted."""
    listed = ", ".join(str(file) for file in files.values())
    return d.error(
        f"brings code that would run on this machine: {listed}",
        ("steps",),
        expected="an account without Python files, or your word that you trust these",
        todo="read the files; if you wrote or trust them, add --trust-code to the command "
        f"(in Python: load_account(..., trust_code=True); for good: {TRUST}=1)",
    )


def is_own(module: str) -> bool:
    """Whether a module is a file of one's own."""
    return module.startswith(FAMILY + ".")


def load_file(file: Path, known_as: str = "") -> ModuleType:
    """The module made of a Python file, run once for each text of it.

    Raises
    ------
    ThawError
        The file cannot be read or run, or its text is not the one `known_as` was made of.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise ThawError(f"cannot be read: {problem}", file=file) from None
    name = f"{FAMILY}.t{digest([str(file), text])}.{file.stem}"
    if known_as and name != known_as:
        raise ThawError(
            "is not the text that the run began with", file=file, todo="start the run again"
        )
    if name not in sys.modules:
        module = ModuleType(name)
        module.__file__ = str(file)
        sys.modules[name] = module
        try:
            exec(compile(_sound(text, file), str(file), "exec"), module.__dict__)
        except ThawError:
            del sys.modules[name]
            raise
        except Exception as problem:
            del sys.modules[name]
            frames = [
                f for f in traceback.extract_tb(problem.__traceback__) if f.filename == str(file)
            ]
            raise ThawError(
                f"fails when it is loaded: {type(problem).__name__}: {problem}",
                file=file,
                line=frames[-1].lineno if frames else None,
                todo="mend the line and try again",
            ) from None
    return sys.modules[name]


def _sound(text: str, file: Path) -> ast.Module:
    """The syntax tree of a file."""
    try:
        return ast.parse(text, str(file))
    except (SyntaxError, ValueError) as problem:
        line = getattr(problem, "lineno", None)
        raise ThawError(f"is not valid Python: {problem.args[0]}", file=file, line=line) from None
