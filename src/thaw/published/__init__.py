"""Classic models of protest, purges and cascades as accounts on small cases, with their numbers.

A published model is a file of rules, switches, inputs and numbers to meet
(``data/published/<name>.yaml``) and one function ``run(settings, seed)`` in the module of its name
under `thaw.published.models`.
"""

from __future__ import annotations

_HOME = {
    "load_published": "read",
    "published_names": "read",
    "settings_of": "read",
    "run_targets": "targets",
    "simulate_published": "targets",
    "Input": "target",
    "Outcome": "target",
    "Published": "target",
    "Switch": "target",
    "Target": "target",
}
__all__ = [*_HOME]


def __getattr__(name: str):
    """Names on first use, so that `thaw --help` stays fast."""
    if name not in _HOME:
        raise AttributeError(f"module 'thaw.published' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"thaw.published.{_HOME[name]}"), name)
