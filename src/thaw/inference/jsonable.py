"""Dataclasses to and from what JSON can hold, by the types of their fields."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from thaw.errors import ThawError, nearest_name

KEY = "key"
"""Metadata of a field whose name in JSON is another, because it is a word of Python."""


def known(x: float) -> float | None:
    """`x` as a float of Python; None for NaN."""
    return None if math.isnan(x) else float(x)


def to_json(value: Any) -> Any:
    """Turn dataclasses into dicts and tuples into lists, all the way down; NaN becomes None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return {f.metadata.get(KEY, f.name): to_json(getattr(value, f.name)) for f in fields}
    if isinstance(value, Mapping):
        return {str(k): to_json(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(v) for v in value]
    if isinstance(value, float) and math.isnan(value):
        return None
    if value is None or isinstance(value, str | bool | int | float):
        return value
    raise TypeError(f"{type(value).__name__} is no plain value")


def from_json(kind: Any, data: Any, key: str = "") -> Any:
    """Read a value of type `kind` from what `to_json` made of it.

    Parameters
    ----------
    kind : type
        A dataclass, ``list[...]``, ``tuple[..., ...]``, ``dict[str, ...]``, ``... | None``, str,
        bool, int or float; ``Any`` is passed through.
    data
        Of JSON.
    key : str
        Dotted key of `data` in the whole, for the error.

    Raises
    ------
    ThawError
        When a field is missing, unknown or of another type.
    """
    if kind is Any:
        return data
    args = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        if data is None:
            return None
        [kind] = [a for a in args if a is not NoneType]
        return from_json(kind, data, key)
    if dataclasses.is_dataclass(kind):
        return _record(kind, data, key)
    if get_origin(kind) is dict:
        _check(data, Mapping, "a mapping", key)
        return {str(k): from_json(args[1], v, f"{key}.{k}") for k, v in data.items()}
    made = get_origin(kind)
    if made in (list, tuple):
        _check(data, list | tuple, "a list", key)
        return made(from_json(args[0], v, f"{key}[{n}]") for n, v in enumerate(data))
    return _scalar(kind, data, key)


def _record(kind: Any, data: Any, key: str) -> Any:
    _check(data, Mapping, "a mapping", key)
    fields = {f.metadata.get(KEY, f.name): f for f in dataclasses.fields(kind)}
    unknown = next((k for k in data if k not in fields), None)
    if unknown is not None:
        raise ThawError(
            f"{unknown} is no part of it",
            key=key or None,
            nearest=nearest_name(unknown, fields),
            todo="it may have been written by another version of thaw: make it anew",
        )
    hints = _hints(kind)
    given = {
        f.name: from_json(hints[f.name], data[name], f"{key}.{name}" if key else name)
        for name, f in fields.items()
        if name in data
    }
    absent = (dataclasses.MISSING, dataclasses.MISSING)
    needed = [f.name for f in fields.values() if (f.default, f.default_factory) == absent]
    missing = [n for n in needed if n not in given]
    if missing:
        raise ThawError(f"{', '.join(missing)} missing", key=key or None)
    return kind(**given)


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _scalar(kind: type, data: Any, key: str) -> Any:
    allowed: Any = (int, float) if kind is float else kind
    if not isinstance(data, allowed) or (isinstance(data, bool) and kind is not bool):
        raise ThawError(f"{data!r} is not right here", key=key, expected=kind.__name__)
    return kind(data)


def _check(data: Any, kind: Any, words: str, key: str) -> None:
    if not isinstance(data, kind):
        raise ThawError(f"{data!r:.40} is not right here", key=key or None, expected=words)
