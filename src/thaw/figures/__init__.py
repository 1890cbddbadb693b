"""Figures that stand by themselves: see `thaw.figure` and the functions behind it."""

from __future__ import annotations

_HOME = {
    "figure": "by_kind",
    "KINDS": "by_kind",
    "timeline": "timeline",
    "verdict": "verdict",
    "recovery": "verdict",
    "levers": "levers",
    "unrest_map": "maps",
    "published": "classics",
    "save": "sheet",
}
__all__ = [*_HOME]


def __getattr__(name: str):
    """Functions on first use, so that `thaw --help` stays fast."""
    if name not in _HOME:
        raise AttributeError(f"module 'thaw.figures' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"thaw.figures.{_HOME[name]}"), name)
