"""Messages between server and page: what a page may send, checked; and what it is told.

Each is one JSON object with a `kind`. The table of kinds below is all that is taken: a page is a stranger.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import struct
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from thaw.errors import ThawError, nearest_name

PROTOCOL = 1
"""Version of these messages; those of steps are `thaw.showing.page.PROTOCOL`."""

MOST_BYTES = 1_000_000
"""Of one message of a page."""

MOST_SPEED = 10_000.0
"""Steps a second that may be asked for; 0 stands for as fast as it goes."""

Check = Callable[[Any], bool]


def _text(most: int) -> Check:
    return lambda v: isinstance(v, str) and 0 < len(v) <= most


def _number(low: float, high: float) -> Check:
    return lambda v: (
        isinstance(v, int | float)
        and not isinstance(v, bool)
        and math.isfinite(v)
        and low <= v <= high
    )


def _whole(low: int, high: int) -> Check:
    return lambda v: isinstance(v, int) and not isinstance(v, bool) and low <= v <= high


def _among(*words: str | None) -> Check:
    return lambda v: v in words and (v is None or isinstance(v, str))


def _list(of: Check, low: int, high: int) -> Check:
    return lambda v: isinstance(v, list) and low <= len(v) <= high and all(map(of, v))


def _table(key: Check, value: Check, most: int) -> Check:
    return lambda v: (
        isinstance(v, dict) and len(v) <= most and all(key(k) and value(x) for k, x in v.items())
    )


def _or_none(of: Check) -> Check:
    return lambda v: v is None or of(v)


def _is_flag(v: Any) -> bool:
    return isinstance(v, bool)


def _is_day(v: Any) -> bool:
    try:
        return isinstance(v, str) and len(v) == 10 and bool(dt.date.fromisoformat(v))
    except ValueError:
        return False


def _is_setting(v: Any) -> bool:
    """A value of a switch or input of a published model; infinity comes as a text."""
    one = (isinstance(v, str) and len(v) <= 400) or isinstance(v, int | float)
    return one or _list(_number(-1e300, 1e300), 0, 1000)(v)


NAME, ID = _text(200), _whole(0, 2**53)
SEED = _whole(0, 2**62)


def _is_lever(v: Any) -> bool:
    if isinstance(v, str):
        return NAME(v)
    if not isinstance(v, dict):
        return False
    forms: list[dict[str, Check]] = [
        {"lever": NAME, "on": _is_day},
        {"event": NAME, "on": _is_day},
        {"event": NAME, "drop": lambda x: x is True},
        {"off": NAME, "polities": _list(NAME, 1, 100), "from": _is_day, "until": _is_day},
        {"written": lambda x: isinstance(x, dict)},
        {"file": NAME},
    ]
    return any(v.keys() == f.keys() and all(c(v[k]) for k, c in f.items()) for f in forms)


def _is_pane(v: Any) -> bool:
    known: dict[str, Check] = {
        "account": NAME,
        "levers": _list(_is_lever, 0, 20),
        "parameters": _table(NAME, _number(-1e300, 1e300), 200),
    }
    return (
        isinstance(v, dict)
        and "account" in v
        and v.keys() <= known.keys()
        and all(known[k](x) for k, x in v.items())
    )


KINDS: dict[str, tuple[dict[str, Check], dict[str, Check]]] = {
    "hello": ({"protocol": _whole(0, 1000)}, {}),
    "account": ({"case": NAME, "account": NAME}, {}),
    "start": (
        {"case": NAME, "panes": _list(_is_pane, 1, 2)},
        {
            "seed": SEED,
            "draws": _among("prior", "median", "default"),
            "speed": _number(0, MOST_SPEED),
            "play": _is_flag,
            "jump": _or_none(_is_day),
            "ground": _or_none(_text(64)),
        },
    ),
    "play": ({}, {"speed": _number(0, MOST_SPEED)}),
    "pause": ({}, {}),
    "step": ({}, {"n": _whole(1, 400)}),
    "speed": ({"speed": _number(0, MOST_SPEED)}, {}),
    "jump": ({"day": _is_day}, {}),
    "stop": ({}, {}),
    "effect": (
        {"case": NAME, "lever": _is_lever, "accounts": _list(NAME, 1, 6)},
        {"pairs": _whole(1, 200), "seed": SEED},
    ),
    "verdict": ({"case": NAME}, {"folder": _or_none(_text(400))}),
    "file": (
        {"name": NAME},
        {
            "text": _or_none(lambda v: isinstance(v, str)),
            "parts": _table(NAME, lambda v: isinstance(v, str), 20),
            "as": _among("account", "case", "lever", "record", None),
            "case": _or_none(NAME),
        },
    ),
    "published": (
        {"model": NAME},
        {
            "preset": _or_none(NAME),
            "settings": _table(NAME, _is_setting, 100),
            "seed": SEED,
            "frames": _is_flag,
        },
    ),
    "cancel": ({"what": _among("effect", "verdict", "published")}, {}),
}
"""Kind to the keys that it must have and those that it may have; every message may have an `id`."""


class Malformed(Exception):
    """What came is no JSON object: whoever sends such a thing is no page."""


def decode(text: str | bytes) -> dict[str, Any]:
    """A message of a page, once it is known to be one.

    Raises
    ------
    Malformed
        It is no JSON object.
    ThawError
        Its kind is not known, or a key is missing, unknown, or of a wrong form.
    """
    try:
        made = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise Malformed(str(problem)) from None
    if not isinstance(made, dict):
        raise Malformed("not an object")
    kind = made.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise ThawError(
            f"no message is called {kind!r}",
            expected=", ".join(KINDS),
            nearest=nearest_name(str(kind), KINDS),
        )
    must, may = KINDS[kind]
    known = {**must, **may, "id": ID}
    for key, value in made.items():
        if key == "kind":
            continue
        if key not in known:
            raise ThawError(
                f"a message {kind!r} has no {key!r}",
                expected=", ".join([*must, *may]) or "nothing else",
                nearest=nearest_name(key, known),
            )
        if not known[key](value):
            told = json.dumps(value)
            raise ThawError(f"{told[:80]} is not what {key!r} may hold", key=f"{kind}.{key}")
    for key in must:
        if key not in made:
            raise ThawError(f"a message {kind!r} needs {key!r}", key=kind)
    return made


def encode(kind: str, **content: Any) -> str:
    """A message to a page as JSON; what is no number becomes null."""
    made = {"kind": kind, **content}
    try:
        return json.dumps(made, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError:
        plain = _plain(made)
        return json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def packed(head: Mapping[str, Any], *values: np.ndarray) -> bytes:
    """A message to a page that is mostly numbers, as bytes.

    The length of the head as a little-endian uint32, the head as JSON, blanks up to a multiple of four
    bytes, then all values as little-endian float32.
    """
    text = json.dumps(head, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    numbers = [np.ascontiguousarray(v, "<f4").tobytes() for v in values]
    return b"".join([struct.pack("<I", len(text)), text, *numbers])


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


def problems(error: ThawError) -> list[dict[str, Any]]:
    """The mistakes of an input, one by one, as the command line tells them."""
    return [
        {
            "where": _where(p),
            "line": p.line,
            "key": p.key,
            "what": p.problem,
            "expected": p.expected,
            "nearest": p.nearest,
            "todo": p.todo,
        }
        for p in (error, *error.others)
    ]


def _where(p: ThawError) -> str:
    if p.file is None:
        return ""
    name = str(p.file).replace("\\", "/").rsplit("/", 1)[-1]
    return name + (f":{p.line}" if p.line else "")


def trouble(error: ThawError, of: str, **more: Any) -> str:
    """A message of an error."""
    return encode("error", of=of, problems=problems(error), what=str(error), **more)


def finite(x: float) -> float | None:
    """A number, or None for one without end."""
    return float(x) if math.isfinite(x) else None
