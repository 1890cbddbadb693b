"""The compiled program in a form that goes on where it left off.

A call of the program begins by reckoning all bounds of people's hazards anew. The law of a run does not hang on
where that is done, its bits do. `thaw.simulate` calls once for each stretch between two things that come from
outside; the lab calls for a few steps at a time, and only the first call of a stretch may reckon.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from thaw.engine.cache import cache_folder, kept, known_program, load
from thaw.engine.codegen import source_of
from thaw.errors import ThawError
from thaw.measure import Measure
from thaw.mechanism import Mechanism

BEGINS = "    w, values, beside = (light(world), borrow(theta), borrow(buf))\n"
RECKONS = "    if rate > 0.0:\n        reckon_ladders("
GOES_ON = "    resumed = s0 < 0\n    if resumed:\n        s0 = -s0 - 1\n"

_MADE: dict[tuple[int, ...], Callable] = {}


def resumable(text: str) -> str:
    """The text of a program whose first step may be given as ``-step - 1``, which goes on there.

    Raises
    ------
    ThawError
        The program no longer has the lines that this knows.
    """
    for line in (BEGINS, RECKONS):
        if text.count(line) != 1:
            raise ThawError("the program of the engine does not begin as the lab knows it")
    text = text.replace(BEGINS, GOES_ON + BEGINS)
    return text.replace(RECKONS, RECKONS.replace("rate > 0.0", "rate > 0.0 and not resumed"))


def program(mechanisms: Sequence[Mechanism], measures: Sequence[Measure]) -> Callable:
    """The program of these mechanisms and measures that goes on, once a process.

    It is compiled once a machine, beside that of `thaw run`.
    """
    key = tuple(map(id, (*mechanisms, *measures)))
    if key not in _MADE:
        known = known_program(mechanisms, measures)
        held = cache_folder() / known.read_text() if known is not None and known.exists() else None
        text = (
            held.read_text(encoding="utf-8")
            if held is not None and held.exists()
            else source_of(mechanisms, measures)
        )
        _MADE[key] = load(kept("u", resumable(text), False), False, "run")
    return _MADE[key]
