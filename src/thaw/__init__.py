"""Thaw: rival theories of one regime, run on one society and held against one record."""

from __future__ import annotations

__version__ = "0.1.0"

_HOME = {
    "World": "thaw.world",
    "Mechanism": "thaw.mechanism",
    "Parameter": "thaw.parameter",
    "Account": "thaw.account",
    "Case": "thaw.case",
    "Measure": "thaw.measure",
    "Record": "thaw.record",
    "Run": "thaw.run",
    "Comparison": "thaw.inference.comparison",
    "Study": "thaw.jobs.study",
    "Way": "thaw.jobs.study",
    "Lever": "thaw.case.written_lever",
    "LeverEffect": "thaw.jobs.lever_effect",
    "Sample": "thaw.jobs.sweeping",
    "Sweep": "thaw.jobs.sweeping",
    "simulate": "thaw.jobs.simulate",
    "sweep": "thaw.jobs.sweeping",
    "compare": "thaw.jobs.compare",
    "fit": "thaw.jobs.fit",
    "load_fit": "thaw.jobs.fit",
    "Fit": "thaw.inference.fitted",
    "sensitivity": "thaw.jobs.sensitivity",
    "Sensitivity": "thaw.jobs.sensitivity",
    "what_next": "thaw.jobs.what_next",
    "Next": "thaw.jobs.what_next",
    "forecast": "thaw.jobs.forecast",
    "ForecastMade": "thaw.jobs.forecast",
    "validate": "thaw.jobs.validate",
    "Validation": "thaw.jobs.validate",
    "causes": "thaw.jobs.causes",
    "Causes": "thaw.jobs.causes",
    "lever_effect": "thaw.jobs.lever_effect",
    "claims": "thaw.jobs.claim_table",
    "eliminate": "thaw.jobs.elimination",
    "compare_dates": "thaw.jobs.two_dates",
    "odd": "thaw.jobs.odd",
    "concat": "thaw.run",
    "show": "thaw.showing",
    "figure": "thaw.figures",
    "accounts": "thaw.account",
    "cases": "thaw.case",
    "load_account": "thaw.account",
    "load_case": "thaw.case",
    "load_record": "thaw.record",
    "load_run": "thaw.run",
    "ThawError": "thaw.errors",
}
__all__ = [*_HOME]


def __dir__() -> list[str]:
    """The public names, for tab completion; nothing is loaded for it."""
    return sorted([*_HOME, "__version__", "__doc__", "__all__", "__name__", "__file__"])


def __getattr__(name: str):
    """Nouns and verbs on first use, so that `import thaw` stays light."""
    if name not in _HOME:
        raise AttributeError(f"module 'thaw' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
