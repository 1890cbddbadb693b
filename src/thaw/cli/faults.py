"""Whose fault an error is: of the input, of the machine, or of the program; told by where it arose."""

from __future__ import annotations

import errno
import math
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from thaw.errors import ThawError
from thaw.writing import MACHINE, TODO, number_of

READERS = (
    "account",
    "case",
    "record",
    "evidence",
    "cli",
    "published",
    "files.py",
    "prior.py",
    "keys.py",
)
"""Rooms and files of Thaw that turn what a person wrote into numbers."""


class Terminated(KeyboardInterrupt):
    """The system asked the program to end; the signal's number is its argument."""


AGAIN_SECONDS = 2.0
"""A closed terminal sends several signals: those that follow the first so soon tell nothing new."""


def stopped(problem: BaseException | None) -> int:
    """Exit code of a program that was stopped, as shells have it: 128 and the number of the signal."""
    while problem is not None:
        if isinstance(problem, Terminated):
            return 128 + int(problem.args[0])
        problem = problem.__cause__ or problem.__context__
    return 128 + signal.SIGINT


def told(problem: BaseException) -> ThawError | None:
    """What to tell of an error that is no `ThawError`; None when it is a fault of the program."""
    if isinstance(problem, OSError) and number_of(problem) in MACHINE:
        number = number_of(problem)
        assert number is not None
        name = problem.filename if problem.filename is not None else ""
        full = number in (errno.ENOSPC, errno.EDQUOT)
        return ThawError(
            f"the system refuses{f' {name}' if name else ''}: {os.strerror(number)}",
            todo="free some space, or " + TODO if full else None,
        )
    if isinstance(problem, MemoryError):
        return ThawError("there is not enough memory", todo="fewer --workers, or a smaller case")
    if isinstance(problem, UnicodeError):
        return ThawError(
            f"a text cannot be read or shown: {problem}",
            expected="text in UTF-8",
            todo="set PYTHONUTF8=1",
        )
    if isinstance(problem, OverflowError | RecursionError) and _place(problem) in READERS:
        return ThawError(
            f"the input holds what cannot be worked with: {problem}",
            expected="numbers below 1e12, tables a few levels deep",
        )
    return None


def _place(problem: BaseException) -> str:
    """The room or file of Thaw in which an error arose: the innermost of its own code."""
    home = Path(__file__).parents[1]
    place, at = "", problem.__traceback__
    while at is not None:
        file = Path(at.tb_frame.f_code.co_filename)
        if home in file.parents:
            place = file.relative_to(home).parts[0]
        at = at.tb_next
    return place


def notes(problem: BaseException | None) -> list[str]:
    """What was said along the way of work that is kept, of an error and of those behind it."""
    found: list[str] = []
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        seen.add(id(problem))
        found += [n for n in getattr(problem, "__notes__", []) if n not in found]
        problem = problem.__cause__ or problem.__context__
    return found


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM and a lost terminal stop a command as Ctrl-C does: what is finished is kept and told."""
    before: dict[int, Any] = {}
    stop = _stopper()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            with suppress(ValueError):  # not in the main thread: the caller has its own ways
                handler = signal.default_int_handler if name == "SIGINT" else stop
                before[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stopper() -> Callable[[int, FrameType | None], None]:
    """A handler that stops the program; a second time where the first was lost, as in a library's own code."""
    last = -math.inf

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (as any handler)
        nonlocal last
        now = time.monotonic()
        if now - last > AGAIN_SECONDS:
            last = now
            raise Terminated(number)

    return stop


def speak_any_encoding() -> None:
    """Show every text on screens and in files of few letters: what has no sign there is replaced."""
    import codecs

    codecs.register_error("thaw", _replaced)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="thaw")


SIGNS = {
    "\u2212": "-",
    "\u2013": "-",
    "\u2014": "-",
    "\u2026": "...",
    "\u00d7": "x",
    "\u00b1": "+/-",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2018": "'",
    "\u2019": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u2192": "->",
    "\u00b7": "-",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2501": "-",
    "\u2500": "-",
    "\u2022": "*",
    "\u2248": "~",
    "\u221e": "inf",
    "\u00a7": "par.",
}
"""Signs in plain letters, where a screen has no others."""


RAW = "".join(map(chr, range(0xDC80, 0xDD00)))
"""What Python makes of bytes in the name of a file or in a word given that it cannot read as letters."""


def _replaced(problem: UnicodeError) -> tuple[str | bytes, int]:
    import unicodedata

    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    part = problem.object[problem.start : problem.end]
    raw = len(part) - len(part.lstrip(RAW))
    if raw:  # bytes of a name that this machine's letters lack: shown as they were given
        return part[:raw].encode("ascii", "surrogateescape"), problem.start + raw
    out = []
    for sign in part[: next((k for k, s in enumerate(part) if s in RAW), None)]:
        plain = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
        out.append(SIGNS.get(sign) or plain or "?")
    return "".join(out), problem.start + len(out)
