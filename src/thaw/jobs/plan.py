"""A plan: one account on one case with levers, checked and ready to run with any seed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from thaw.account import Account, load_account
from thaw.case import Case, load_case
from thaw.case.levers import WhatIf, pull
from thaw.engine.forecast import refuse_too_large
from thaw.errors import ThawError
from thaw.jobs.arguments import (
    check_account,
    check_draws,
    check_order,
    given_parameters,
    list_of_levers,
)
from thaw.mechanism import Mechanism
from thaw.prior import luck
from thaw.record.vocabulary import ABROAD

SUB_STEPS = 24
"""Sub-steps a day in places where something happens."""

STRIDE = 3.0
"""Days at a time in which a longer step is gone through while it is quiet; a loud one is by day."""


@dataclass(frozen=True)
class Plan:
    """One account on one case with a set of levers, ready to run with any seed.

    `fixed` holds the values that no draw moves: the account's, those of the levers, and `given`, which
    a call has set.
    """

    account: Account
    case: Case
    mechanisms: tuple[Mechanism, ...]
    what_if: WhatIf
    fixed: dict[str, float]
    sub_steps: int = SUB_STEPS
    step: float | None = None
    levers: tuple[str, ...] = ()
    given: dict[str, float] = field(default_factory=dict)


def make_plan(
    account: str | Path | Account,
    case: str | Path | Case,
    levers: Sequence[Any] = (),
    sub_steps: int = SUB_STEPS,
    step: float | None = None,
    parameters: Mapping[str, float] | None = None,
) -> Plan:
    """Resolve account, case, levers and parameters into what the engine runs.

    Parameters
    ----------
    account, case : name, path or loaded object
    levers : sequence
        As in `thaw.case.levers.pull`.
    parameters : mapping of "mechanism.parameter" to float, optional
        Values set by the caller.

    Raises
    ------
    ThawError
        For an unknown account, case, lever or parameter, a value outside its support or denied by
        the account, levers that contradict each other, a step outside (0, 31] days, or a case too
        large for this machine.
    """
    account = account if isinstance(account, Account) else load_account(account)
    case = case if isinstance(case, Case) else load_case(case)
    check_account(account)
    check_order(account, case)
    refuse_too_large(case)
    what_if = pull(case, list_of_levers(levers))
    mechanisms = tuple(m for m in account.mechanisms if m.name not in what_if.without)
    runs_here = {m.name for m in mechanisms}
    pinned = {k: v for k, v in what_if.fixed.items() if k.split(".")[0] in runs_here}
    given_parameters(account, mechanisms, pinned, "lever")
    given = given_parameters(account, mechanisms, parameters or {})
    for name in given.keys() & pinned.keys():
        if given[name] != pinned[name]:
            raise ThawError(
                f"{name} is set to {given[name]:g}, but a lever pins it at {pinned[name]:g}",
                todo="leave one of the two out",
            )
    fixed = {**account.fixes, **what_if.fixed, **given}
    if step is not None and not 0 < step <= 31:
        raise ThawError(f"a step of {step} days cannot be run", expected="more than 0, at most 31")
    return Plan(account, case, mechanisms, what_if, fixed, sub_steps, step, what_if.names, given)


def parameters_of(plan: Plan, seed: int, draws: str = "prior") -> dict[str, float]:
    """Parameter values of one run: drawn from the priors, or each prior's median, or defaults.

    Parameters
    ----------
    draws : {"prior", "median", "default"}

    Raises
    ------
    ThawError
        For any other word.
    """
    check_draws(draws)
    values = {
        f"{m.name}.{name}": float(p.default)
        for m in plan.mechanisms
        for name, p in m.parameters.items()
    }
    if draws != "default":
        for name, prior in plan.account.all_priors.items():
            if name in values:
                u = luck(seed, name) if draws == "prior" else 0.5
                values[name] = float(prior.quantile(u))
    values.update({k: v for k, v in plan.fixed.items() if k in values})
    return values


def steps_of(plan: Plan) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Starts (days), lengths (days), strides (days) and decimal years of all steps."""
    starts, lengths = plan.case.steps()
    main = starts < (plan.case.end - plan.case.start).days + 1
    if plan.step is not None and plan.step < plan.case.step and not plan.case.months_of_step:
        parts = round(plan.case.step / plan.step)
        fine = (starts[main][:, None] + np.arange(parts) * plan.step).ravel()
        lengths = np.concatenate([np.full(fine.size, plan.step), lengths[~main]])
        starts = np.concatenate([fine, starts[~main]])
        main = starts < (plan.case.end - plan.case.start).days + 1
    strides = np.minimum(lengths, STRIDE)
    origin = plan.case.start
    first = origin.year + (origin - dt.date(origin.year, 1, 1)).days / 365.25
    return starts, lengths, strides, first + starts / 365.25


def by_polity_of(plan: Plan) -> list[tuple[str, str, str]]:
    """Name, unit and meaning of what a run tells of each polity, in the order of `Result.polity`.

    The measures of the account, and after them, told of the hegemon and 0 of others, the members of each
    party abroad.
    """
    own = [(m.name, m.unit, " ".join(m.doc.split())) for m in plan.account.measures("polities")]
    abroad = [
        (ABROAD + p.name, "persons", f"Members abroad: {p.title}, told of the hegemon")
        for p in plan.case.parties
    ]
    return [*own, *abroad]


def dates_of(plan: Plan) -> np.ndarray:
    """Start of each step as datetime64[D]."""
    starts = steps_of(plan)[0]
    return np.datetime64(plan.case.start) + np.floor(starts).astype("timedelta64[D]")
