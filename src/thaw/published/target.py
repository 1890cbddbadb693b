"""What a published model states, and what came out when its targets were run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KNOWN = (
    "read in the source",
    "recomputed independently",
    "second-hand",
    "from memory",
    "exact by algebra",
)
"""How a published number is known to us, best first but for algebra, which needs no reading."""

STATISTICS = ("mean", "sum", "share", "sd", "min", "max", "exact", "contrast")
"""What is made of the measure over all runs of a target; see `Target`."""

PASS, NOT_REPRODUCED, FAILS = "pass", "does not reproduce", "FAILS"


@dataclass(frozen=True)
class Switch:
    """A rule that can be read in more than one way.

    Attributes
    ----------
    name : str
    values : tuple
        The readings that are implemented.
    default : str
    about : str
    silent : bool
        Whether the paper leaves this open.
    paper : str, optional
        The reading that the paper states, where it states one.
    needs : mapping of str to tuple
        Switches, and the values of each, without which this one has no effect.
    """

    name: str
    values: tuple[Any, ...]
    default: Any
    about: str
    silent: bool = False
    paper: Any = None
    needs: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Input:
    """A number, or a list of numbers, with its unit, support and source; `needs` as for `Switch`.

    One whose default is a whole number takes whole numbers only.
    """

    name: str
    value: Any
    unit: str
    support: tuple[float, float]
    source: str
    about: str = ""
    needs: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """One number, range or sign to meet.

    Attributes
    ----------
    name : str
        Its id within the model.
    settings : tuple of dict
        Full settings of every cell that is run; more than one with a sweep or a contrast.
    weights : tuple of float
        Weight of each cell in a contrast, else empty.
    text : str
        The setting in words.
    seeds : int
        Replicates in each cell, with seeds 0, 1, ...
    measure : str
    statistic : str
        mean, sum, share, sd, min or max over the runs of all cells; exact: every run meets the
        number; contrast: the weighted sum over cells, run by run with common seeds.
    published : float or None
    known : str
        One of `KNOWN`.
    accept : (float, float) or None
        Closed range; None for a contrast.
    sign : int
        Of a contrast: +1 or -1.
    level : float
        One-sided p that a contrast must stay below.
    quick : bool
        Run without ``--all``.
    reproduces : bool
        False when the number is known not to reproduce.
    why, about : str
    """

    name: str
    settings: tuple[dict[str, Any], ...]
    weights: tuple[float, ...]
    text: str
    seeds: int
    measure: str
    statistic: str
    published: float | None
    known: str
    accept: tuple[float, float] | None
    sign: int
    level: float
    quick: bool
    reproduces: bool
    why: str
    about: str


@dataclass(frozen=True)
class Published:
    """A published model as it stands in its file."""

    name: str
    title: str
    source: str
    says: str
    departures: tuple[str, ...]
    does_not_reproduce: tuple[str, ...]
    uses: tuple[str, ...]
    switches: Mapping[str, Switch]
    inputs: Mapping[str, Input]
    presets: Mapping[str, Mapping[str, Any]]
    targets: tuple[Target, ...]
    file: Any = field(repr=False, default=None)

    @property
    def defaults(self) -> dict[str, Any]:
        """Every switch and input at its default."""
        switches = {s.name: s.default for s in self.switches.values()}
        return switches | {i.name: i.value for i in self.inputs.values()}


@dataclass(frozen=True)
class Outcome:
    """What one target came to; `seconds` leaves out runs that an earlier target had done."""

    account: str
    target: str
    setting: str
    measure: str
    published: str
    known: str
    ours: float
    error: float
    z: float
    verdict: str
    reason: str
    runs: int
    seconds: float
