"""Reading the files of published models: every mistake is told with file, line, key and nearest name."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from thaw.errors import ThawError, nearest_name
from thaw.files import Document, Path_, read_yaml, shipped
from thaw.published.target import KNOWN, STATISTICS, Input, Published, Switch, Target

_TOP = (
    "account",
    "title",
    "source",
    "says",
    "departures",
    "does_not_reproduce",
    "uses",
    "switches",
    "inputs",
    "presets",
    "targets",
)
_SWITCH = ("values", "default", "about", "silent", "paper", "needs")
_INPUT = ("value", "unit", "support", "source", "about", "needs")
_TARGET = (
    "id",
    "preset",
    "set",
    "sweep",
    "seeds",
    "measure",
    "statistic",
    "exact",
    "published",
    "accept",
    "contrast",
    "sign",
    "level",
    "known",
    "quick",
    "expect",
    "why",
    "about",
)
_FAILS_ON_PURPOSE = "does not reproduce"


def published_names() -> list[str]:
    """Names of the shipped published models."""
    return list(shipped("published"))


@cache
def load_published(name: str) -> Published:
    """A published model by name.

    Raises
    ------
    ThawError
        No such model, or a mistake in its file.
    """
    files = shipped("published")
    if name not in files:
        raise ThawError(
            f"no published model is called {name!r}",
            expected=", ".join(files),
            nearest=nearest_name(name, files),
            todo="see `thaw published --list`",
        )
    return check(read_yaml(files[name]))


def check(document: Document) -> Published:
    """A published model from a file that has been read."""
    data = document.keys(document.data, _TOP, (*_TOP[:4], "inputs", "targets"))
    switches = {n: _switch(document, n, v) for n, v in _table(document, "switches").items()}
    inputs = {n: _input(document, n, v) for n, v in _table(document, "inputs").items()}
    for name in switches:
        if name in inputs:
            raise document.error("is both a switch and an input", ("inputs", name))
    for name, switch in switches.items():
        _check_needs(document, switches, switch.needs, ("switches", name, "needs"))
    for name, number in inputs.items():
        _check_needs(document, switches, number.needs, ("inputs", name, "needs"))
    texts = {k: _texts(document, k) for k in ("departures", "does_not_reproduce", "uses")}
    presets = _table(document, "presets")
    made = Published(
        data["account"],
        data["title"],
        data["source"],
        data["says"],
        texts["departures"],
        texts["does_not_reproduce"],
        texts["uses"],
        switches,
        inputs,
        {},
        (),
        document.file,
    )
    known = {
        name: _settings(made, table or {}, document, ("presets", name))
        for name, table in presets.items()
    }
    made = replace(made, presets=known)
    if not isinstance(data["targets"], list):
        raise document.error("is not a list", ("targets",))
    targets: list[Target] = []
    for n, entry in enumerate(data["targets"]):
        target = _target(document, made, entry, ("targets", n))
        if target.name in [t.name for t in targets]:
            raise document.error(f"the id {target.name!r} appears twice", ("targets", n, "id"))
        targets.append(target)
    return replace(made, targets=tuple(targets))


def settings_of(
    model: Published, preset: str | None = None, changes: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Every switch and input of a model: its defaults, then a preset, then single changes.

    Raises
    ------
    ThawError
        An unknown preset, setting or value, with the nearest one there is.
    """
    if preset is not None and preset not in model.presets:
        raise ThawError(
            f"{model.name} has no preset {preset!r}",
            expected=", ".join(model.presets) or "none",
            nearest=nearest_name(preset, model.presets),
        )
    chosen = dict(model.presets[preset]) if preset else {}
    return {**model.defaults, **chosen, **_settings(model, dict(changes or {}))}


def _settings(
    model: Published, table: Mapping[str, Any], document: Document | None = None, path: Path_ = ()
) -> dict[str, Any]:
    """The same table once every name and value in it is known to be possible."""

    def wrong(problem: str, key: str, **more: Any) -> ThawError:
        if document is not None:
            return document.error(problem, (*path, key), **more)
        return ThawError(problem, key=f"{model.name}.{key}", **more)

    if not isinstance(table, Mapping):
        raise wrong("is not a table of settings", "")
    names = [*model.switches, *model.inputs]
    made = {}
    for key, value in table.items():
        if key in model.switches:
            values = model.switches[key].values
            same = [v for v in values if v == value or str(v) == str(value)]
            if not same:
                raise wrong(
                    f"{value!r} is not a value of this switch",
                    key,
                    expected=", ".join(map(str, values)),
                    nearest=nearest_name(str(value), map(str, values)),
                )
            made[key] = same[0]
        elif key in model.inputs:
            made[key] = _number(model.inputs[key], value, lambda p, k=key, **m: wrong(p, k, **m))
        else:
            raise wrong(
                f"{model.name} has no setting {key!r}",
                key,
                expected=", ".join(names),
                nearest=nearest_name(key, names),
            )
    return made


def _number(given: Input, value: Any, wrong: Any) -> Any:
    """A value for an input: of the same shape as its default, within its support."""
    if isinstance(given.value, list):
        if isinstance(value, str):
            value = [part for part in value.replace(";", ",").split(",") if part.strip()]
        if not isinstance(value, list):
            raise wrong(f"{value!r} is not a list of numbers", expected="such as 3,4,5")
        like = 0 if all(isinstance(v, int) for v in given.value) else 0.0
        one = Input(given.name, like, given.unit, given.support, given.source)
        return [_number(one, v, wrong) for v in value]
    if isinstance(value, bool):
        raise wrong(f"{value!r} is not a number", expected=f"a number in {given.unit}")
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise wrong(f"{value!r} is not a number", expected=f"a number in {given.unit}") from None
    low, high = given.support
    if not low <= number <= high:
        raise wrong(f"{value} lies outside its support", expected=f"{low:g} to {high:g}")
    if not isinstance(given.value, int):
        return number
    if not math.isfinite(number) or number != int(number):
        raise wrong(f"{value} is not a whole number", expected=f"such as {given.value or 3}")
    return int(number)


def _table(document: Document, key: str) -> dict[str, Any]:
    table = document.data.get(key) or {}
    if not isinstance(table, dict):
        raise document.error("is not a table of keys", (key,))
    return table


def _texts(document: Document, key: str) -> tuple[str, ...]:
    texts = document.data.get(key) or []
    if not isinstance(texts, list):
        raise document.error("is not a list of sentences", (key,))
    return tuple(" ".join(str(text).split()) for text in texts)


def _switch(document: Document, name: str, entry: Any) -> Switch:
    path = ("switches", name)
    table = document.keys(entry, _SWITCH, ("values", "default", "about"), path)
    values = tuple(table["values"])
    for key in ("default", "paper"):
        if key in table and table[key] not in values:
            raise document.error(
                f"{table[key]!r} is not among the values",
                (*path, key),
                expected=", ".join(map(str, values)),
            )
    about = " ".join(str(table["about"]).split())
    silent = bool(table.get("silent", False))
    needs = _needs(document, table, path)
    return Switch(name, values, table["default"], about, silent, table.get("paper"), needs)


def _needs(document: Document, table: Mapping[str, Any], path: Path_) -> dict[str, tuple[Any, ...]]:
    """Switches that give a setting its effect, each with the values that do."""
    needs = table.get("needs") or {}
    if not isinstance(needs, dict):
        raise document.error(
            "is not a table of switches and values", (*path, "needs"), expected="{switch: [value]}"
        )
    return {k: tuple(v) if isinstance(v, list) else (v,) for k, v in needs.items()}


def _check_needs(
    document: Document, switches: Mapping[str, Switch], needs: Mapping[str, Any], path: Path_
) -> None:
    """Whether what a setting needs are switches of the model at values they have."""
    for name, values in needs.items():
        document.one_of(name, switches, "switch", (*path, name))
        for value in values:
            document.one_of(value, switches[name].values, "value of this switch", (*path, name))


def _input(document: Document, name: str, entry: Any) -> Input:
    path = ("inputs", name)
    table = document.keys(entry, _INPUT, ("value", "unit", "support", "source"), path)
    support = table["support"]
    if not isinstance(support, list) or len(support) != 2:
        raise document.error("is not a pair of numbers", (*path, "support"))
    made = Input(
        name,
        table["value"],
        str(table["unit"]),
        (float(support[0]), float(support[1])),
        str(table["source"]),
        str(table.get("about", "")),
        _needs(document, table, path),
    )
    _number(made, made.value, lambda p, **m: document.error(p, (*path, "value"), **m))
    return made


def _target(document: Document, model: Published, entry: Any, path: Path_) -> Target:
    table = document.keys(entry, _TARGET, ("id", "measure", "known"), path)
    document.one_of(table["known"], KNOWN, "way to know a number", (*path, "known"))
    statistic = "contrast" if "contrast" in table else table.get("statistic", "mean")
    if table.get("exact"):
        statistic = "exact"
    document.one_of(statistic, STATISTICS, "statistic", (*path, "statistic"))
    preset = table.get("preset")
    if preset is not None:
        document.one_of(preset, model.presets, "preset", (*path, "preset"))
    changes = _settings(model, table.get("set") or {}, document, (*path, "set"))
    base = settings_of(model, preset, changes)
    expect = table.get("expect", "reproduces")
    document.one_of(expect, ("reproduces", _FAILS_ON_PURPOSE), "expectation", (*path, "expect"))
    if expect == _FAILS_ON_PURPOSE and not table.get("why"):
        raise document.error("says that it does not reproduce but not why", (*path, "expect"))
    cells, weights, words = _cells(document, model, table, base, path)
    published = table.get("published")
    return Target(
        str(table["id"]),
        tuple(cells),
        tuple(weights),
        _text(preset, changes, words),
        int(table.get("seeds", 1)),
        str(table["measure"]),
        statistic,
        None if published is None else float(published),
        table["known"],
        _accept(document, table, statistic, path),
        _sign(document, table, path),
        float(table.get("level", 0.01)),
        bool(table.get("quick", False)),
        expect != _FAILS_ON_PURPOSE,
        " ".join(str(table.get("why", "")).split()),
        " ".join(str(table.get("about", "")).split()),
    )


def _cells(
    document: Document, model: Published, table: dict, base: dict[str, Any], path: Path_
) -> tuple[list[dict[str, Any]], list[float], str]:
    """Settings of each cell that is run, the weights of a contrast, and words for both."""
    if "contrast" in table:
        cells, weights, words = [], [], []
        for n, pair in enumerate(table["contrast"]):
            if not isinstance(pair, list) or len(pair) != 2:
                raise document.error(
                    "is not a weight and its settings",
                    (*path, "contrast", n),
                    expected="[1, {name: value}]",
                )
            changes = _settings(model, pair[1], document, (*path, "contrast", n))
            cells.append({**base, **changes})
            weights.append(float(pair[0]))
            words.append(f"{pair[0]:+g} [{_plain(changes)}]")
        return cells, weights, " ".join(words)
    sweep = table.get("sweep") or {}
    document.keys(sweep, [*model.switches, *model.inputs], (), (*path, "sweep"))
    cells = []
    for values in itertools.product(*sweep.values()):
        changes = dict(zip(sweep, values, strict=True))
        cells.append({**base, **_settings(model, changes, document, (*path, "sweep"))})
    return cells, [], ", ".join(f"{k} in {_value(v)}" for k, v in sweep.items())


def _accept(
    document: Document, table: dict, statistic: str, path: Path_
) -> tuple[float, float] | None:
    """The closed range of numbers that count as the same."""
    if statistic == "contrast":
        return None
    if "accept" not in table:
        raise document.error("the key 'accept' is missing", path, expected="[low, high]")
    accept = table["accept"]
    if isinstance(accept, list) and len(accept) == 2:
        return float(accept[0]), float(accept[1])
    if isinstance(accept, int | float) and table.get("published") is not None:
        return float(table["published"]) - accept, float(table["published"]) + accept
    raise document.error(
        "is neither a range nor a tolerance around a published number", (*path, "accept")
    )


def _sign(document: Document, table: dict, path: Path_) -> int:
    if "contrast" not in table:
        return 0
    word = table.get("sign")
    document.one_of(word, ("positive", "negative"), "sign", (*path, "sign"))
    return 1 if word == "positive" else -1


def _text(preset: str | None, changes: Mapping[str, Any], more: str) -> str:
    parts = [preset or "", _plain(changes), more]
    return ", ".join(part for part in parts if part) or "defaults"


def _plain(changes: Mapping[str, Any]) -> str:
    return ", ".join(f"{k} {_value(v)}" for k, v in changes.items())


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "{" + " ".join(_value(v) for v in value) + "}"
    return f"{value:g}" if isinstance(value, float) else str(value)
