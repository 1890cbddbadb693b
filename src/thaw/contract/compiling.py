"""What the compiler says of a mechanism, told as a mistake in its file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from thaw.contract.source import first_line
from thaw.errors import ThawError

if TYPE_CHECKING:
    from thaw.mechanism import Mechanism


def cannot_compile(problem: Exception, mechanisms: Sequence[Mechanism]) -> Exception:
    """The error of a program that numba cannot compile, by the mechanism to blame.

    Parameters
    ----------
    problem : NumbaError
    mechanisms : sequence of Mechanism
        Those of the program.

    Returns
    -------
    ThawError, or `problem` itself where its words name no mechanism
    """
    text = str(problem)
    for m in mechanisms:
        called = f"{m.function.__module__.rsplit('.', 1)[-1]}__{m.name}"
        if re.search(rf"\b{called}\b", text) or re.search(rf"\bsweep_{m.name}\b", text):
            inner = re.search(r"^ *def (\w+?)__(\w+)\(", text, re.MULTILINE)
            within = f", in {inner[2]}" if inner and inner[2] != m.name else ""
            return ThawError(
                f"cannot be compiled{within}: {_cause(text)}",
                file=m.file,
                line=first_line(m.function),
                key=m.name,
                todo="let every name and every way through a function hold the same kind: numbers, and "
                "as many of them",
            )
    return problem


def _cause(text: str) -> str:
    """The sentence at the bottom of a numba error: the innermost one."""
    lines = [line.strip() for line in text.splitlines()]
    start = max((n for n, line in enumerate(lines) if "pipeline (step" in line), default=-1) + 1
    told = [line for line in lines[start:] if line][:2]
    if len(told) > 1 and told[1].startswith(">>>"):
        return f"{told[0]} {told[1].removeprefix('>>> ')}"
    return told[0] if told else "numba gives no reason"
