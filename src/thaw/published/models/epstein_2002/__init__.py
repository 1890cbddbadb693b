"""Epstein 2002, Modeling civil violence: rules in `model`, the compiled city in `kernel` and `lattice`."""

from thaw.published.models.epstein_2002.model import check, run

__all__ = ["check", "run"]
