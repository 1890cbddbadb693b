"""A run that is made a few steps at a time: the bits of `thaw.simulate`, and the world in between."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from thaw.jobs.label import label
from thaw.jobs.plan import Plan, parameters_of
from thaw.jobs.replicate import Result, prepare
from thaw.lab.starting import fresh
from thaw.run import Run


class Stepper:
    """One replicate on its way.

    Between two calls of `advance` the world is that at the end of a step, before what comes from
    outside on the next. The program is called on the same segments and with the same arguments as
    `thaw.jobs.replicate.run_once` calls it, only on fewer steps at a time.

    Parameters
    ----------
    plan : Plan
    seed : int
        Root of every draw.
    draws : {"prior", "median", "default"}

    Attributes
    ----------
    steps : int
        Of the whole run, its tail included.
    t : int
        Steps that are done.
    polity, place : float32 arrays, shape (step, row, measure)
        What was measured, as in `Result`; zeros where a step is not done yet.
    world : World
    """

    def __init__(self, plan: Plan, seed: int, draws: str = "prior") -> None:
        self.plan, self.seed, self.draws = plan, seed, draws
        self.values = parameters_of(plan, seed, draws)
        ready = prepare(plan, seed, self.values, draws, begin=fresh)
        self.world, self.steps, self.t = ready.world, ready.steps, 0
        self.polity, self.place = ready.polity, ready.place
        self._acts, self._make = dict(ready.acts), ready.make
        by_polity, by_place = plan.account.measures("polities"), plan.account.measures("places")
        self.columns = {
            "polity": {m.name: k for k, m in enumerate(by_polity)},
            "place": {m.name: k for k, m in enumerate(by_place)},
        }

    def advance(self, until: int) -> None:
        """Make the steps up to `until`, not included, or to the end."""
        until = min(until, self.steps)
        while self.t < until:
            for act in self._acts.get(self.t, ()):
                act(self.world)
            last = min((s for s in self._acts if self.t < s < until), default=until)
            self._make(self.t, last)
            self.t = last

    def compile(self) -> None:
        """Have the program at hand, which takes a minute or two where it is new to this machine."""
        self._make(0, 0)

    def next_act(self) -> int:
        """How far several steps may go: to the next before which something is done from outside.

        Such a step is made by itself.
        """
        if self.t in self._acts:
            return self.t + 1
        return min((s for s in self._acts if s > self.t), default=self.steps)

    def measured(self, over: str, names: Sequence[str], first: int) -> np.ndarray:
        """The sum of some measures from step `first` to the last one made, shape (step, row)."""
        values = self.polity if over == "polity" else self.place
        columns = [self.columns[over][n] for n in names if n in self.columns[over]]
        return values[first : self.t][:, :, columns].sum(axis=2)

    @property
    def done(self) -> bool:
        """Whether all steps are made."""
        return self.t >= self.steps

    def run(self) -> Run:
        """The whole as a Run; the same as `thaw.simulate` gives for this plan and seed."""
        made = label(
            self.plan, [self.seed], [Result(self.polity, self.place, self.values, self.world)]
        )
        made.data.attrs["draws"] = self.draws
        return made
