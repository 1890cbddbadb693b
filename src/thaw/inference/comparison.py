"""The result of a comparison: plain fields that JSON can hold."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np


@dataclass
class Comparison:
    """What `compare` says, in the order in which it should be read.

    Attributes
    ----------
    case, record : str
    accounts : list of dict
        ``id, says, grade, written, family, in_ranking, is_null``.
    n_runs : dict
        Account to ``{"runs": int, "failed": int}``.
    episodes : list of dict
        ``id, title, start, end, n_items`` (items the record shows).
    misspecification : dict
        ``accounts``: p_value, least_p, mahalanobis, neighbours, flagged, untold; ``items_all_fail``: list.
    recovery : dict
        See `thaw.inference.check.recovery`.
    scores : dict
        ``null``; ``ranking``: accounts by skill; ``accounts``: see
        `thaw.inference.scores.summarise`; ``items``: per episode, the items on which the accounts'
        scores differ most.
    weights : dict
        See `thaw.inference.weights.weigh`; decibans.
    probabilities : dict
        ``prior, untempered, tempered, se_untempered, se_tempered`` (account to number),
        ``temperature``, ``hybrids`` (shares above 0.8 before and after), ``by_summaries``,
        ``by_prior_width``.
    coverage : dict
        Account to ``n, inside50, inside90, cells`` for the record and ``own`` (inside90 and n over
        its own runs taken as records).
    experiments : list of dict
        See `thaw.inference.experiments.rank_experiments`.
    spread : dict
        ``learners``, ``readings``, ``summaries``, ``priors``: how far the answer moves with each.
    flags : list of str
    settings : dict
        Seeds, hashes, versions and sizes of the fits.
    """

    case: str
    record: str
    accounts: list[dict[str, Any]]
    n_runs: dict[str, Any]
    episodes: list[dict[str, Any]]
    misspecification: dict[str, Any]
    recovery: dict[str, Any]
    scores: dict[str, Any]
    weights: dict[str, Any]
    probabilities: dict[str, Any]
    coverage: dict[str, Any]
    experiments: list[dict[str, Any]]
    spread: dict[str, Any]
    flags: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        names = ", ".join(str(a["id"]) for a in self.accounts)
        return f"<Comparison {self.case} against {self.record}: {names}>"

    def _repr_html_(self) -> str:
        from thaw.cards import comparison_card

        return comparison_card(self)

    def to_dict(self) -> dict[str, Any]:
        """A dict of JSON types; NaN becomes None."""
        return {f.name: jsonable(getattr(self, f.name)) for f in dataclasses.fields(self)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Comparison:
        """The comparison that `to_dict` wrote."""
        return cls(**data)


def jsonable(value: Any) -> Any:
    """`value` with numpy types, tuples and dates turned into what JSON knows."""
    if isinstance(value, dict):
        return {str(k): jsonable(v) for k, v in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [jsonable(v) for v in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return None if math.isnan(value) else value
    return value if isinstance(value, str | int | bool | type(None)) else str(value)
