"""Thaw: rival theories of one regime, run on one society and held against one record."""

from __future__ import annotations

__version__ = "0.1.0"

_HOME = {
    "World": "thaw.world", "Mechanism": "thaw.mechanism", "Parameter": "thaw.parameter",
    "Account": "thaw.account", "Case": "thaw.case", "Measure": "thaw.measure",
    "Record": "thaw.record", "Run": "thaw.run", "simulate": "thaw.jobs.simulate",
    "compare": "thaw.jobs.compare", "Study": "thaw.jobs.study", "ThawError": "thaw.errors",
}  # fmt: skip
__all__ = [*_HOME]


def __getattr__(name: str):
    """Nouns and verbs on first use, so that `import thaw` stays light."""
    if name not in _HOME:
        raise AttributeError(f"module 'thaw' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
