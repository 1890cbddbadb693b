"""What is asked of settings before the first run: that they fit together, and that each has an effect."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import Any

from thaw.errors import ThawError
from thaw.published.target import Published


def check_settings(model: Published, settings: Mapping[str, Any]) -> None:
    """Let the model's own module judge whether it can run at these settings.

    Raises
    ------
    ThawError
        Settings that contradict each other, such as a torus smaller than what is seen on it.
    """
    module = importlib.import_module(f"thaw.published.models.{model.name}")
    judge = getattr(module, "check", None)
    if judge is not None:
        judge(settings)


def check_effect(model: Published, given: Iterable[str], settings: Mapping[str, Any]) -> None:
    """Whether every setting that was given is one that the chosen rules read.

    Raises
    ------
    ThawError
        A setting without effect, with the switch that would give it one.
    """
    needs = {name: entry.needs for name, entry in model.switches.items()}
    needs |= {name: entry.needs for name, entry in model.inputs.items()}
    for name in given:
        for switch, values in needs[name].items():
            if settings[switch] not in values:
                words = " or ".join(f"{switch}={value}" for value in values)
                raise ThawError(
                    f"has no effect while {switch} is {settings[switch]}",
                    key=f"{model.name}.{name}",
                    expected=words,
                    todo=f"add --set {switch}={values[0]}, or leave {name} out",
                )
