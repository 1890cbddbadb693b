"""Plain sentences that must stand beside the verdict, and the gates a comparison has to pass."""

from __future__ import annotations

import math

from thaw.inference.basis import CELLS
from thaw.inference.comparison import Comparison
from thaw.inference.groups import leading
from thaw.inference.misfit import FLAG_P, RUNS_TO_FAIL
from thaw.inference.results import AccountScores

LARGEST_ECE = 0.02
ENOUGH_FOR_ECE = 8000
"""Expected calibration error allowed on so many runs; twice that on fewer."""
COVERAGE = (0.87, 0.93)
"""What 90 % intervals may hold of an account's own runs, before luck of few runs."""
FAILED_RUNS = 0.02
"""Share of runs that may fail."""
LOW_RUNS = 30.0
"""Effective runs below which a prior width cannot be judged."""
HOT = 8.0
"""Temperature from which hybrids are said to look certain."""


def raise_flags(c: Comparison) -> list[str]:
    """Everything about a comparison that should lower a reader's trust, most serious first."""
    flags: list[str] = []
    _against_record(c, flags)
    _against_runs(c, flags)
    _against_answer(c, flags)
    return flags


def _against_record(c: Comparison, flags: list[str]) -> None:
    accounts = c.misspecification.accounts
    odd = [a for a, e in accounts.items() if e.flagged]
    if odd and len(odd) == len(accounts):
        flags.append("no account produces a record like this one: read nothing below as support")
    elif odd:
        flags.append(f"the record is unlike the runs of {', '.join(odd)}")
    short = [a for a, e in accounts.items() if e.untold]
    if short:
        flags.append(
            f"too few runs to tell whether {', '.join(short)} could give such a record: "
            f"it takes {math.ceil(2 / FLAG_P)}"
        )
    failed = c.misspecification.items_all_fail
    if failed:
        items = (
            "1 item of the record is"
            if len(failed) == 1
            else f"{len(failed)} items of the record are"
        )
        usual = c.misspecification.usual
        flags.append(f"{items} expected by no account" + (f" ({usual})" if usual else ""))
    fewest = min((n.runs - n.failed - n.left_out for n in c.n_runs.values()), default=0)
    if fewest < RUNS_TO_FAIL:
        flags.append(
            f"too few runs ({fewest} of an account) to tell of figures out of reach of all: "
            f"it takes {RUNS_TO_FAIL}"
        )
    level = c.misspecification.level(
        [a.id for a in c.accounts if a.in_ranking and a.id != c.scores.null]
    )
    if level:
        flags.append(level)
    beyond = [i for i in failed if i.counted == "as far" and i.runs and not i.hits]
    if beyond:
        figures = "a figure" if len(beyond) == 1 else f"{len(beyond)} figures"
        flags.append(f"no run of any account comes as far as {figures} of the record")
    outside = [a.id for a in c.accounts if a.outside]
    if outside:
        flags.append(
            f"out of scope, since none of its predictions falls into the case: {', '.join(outside)}"
        )
    blind = c.settings.n_cells_told_unweighed
    if blind:
        cells = "1 cell is" if blind == 1 else f"{blind} cells are"
        flags.append(f"{cells} told of where silence would mean nothing: shown, never weighed")


def _against_runs(c: Comparison, flags: list[str]) -> None:
    cut = {a: n.left_out for a, n in c.n_runs.items() if n.left_out > FAILED_RUNS * n.runs}
    if cut:
        used = {n.runs - n.failed - n.left_out for n in c.n_runs.values()}
        most = max(cut.values())
        flags.append(
            f"{min(used)} runs of each account were compared, as many as the one with fewest has: "
            f"{sum(cut.values())} runs of {len(cut)} others were left out, at most {most} of one"
        )
    for a, n in c.n_runs.items():
        if n.failed > FAILED_RUNS * n.runs:
            flags.append(f"{n.failed} of {n.runs} runs of {a} failed and were left out")
    found = c.recovery
    chance = 1 / len(found.labels)
    weak = [a for i, a in enumerate(found.labels) if found.matrix[i][i] <= chance]
    if weak:
        flags.append(f"not recovered above chance: {', '.join(weak)}")
    joined = [g for g in found.groups if len(g) > 1]
    if joined:
        text = "; ".join(", ".join(g) for g in joined)
        flags.append(f"this record cannot tell apart: {text}")
    allowed = LARGEST_ECE if found.n_test >= ENOUGH_FOR_ECE else 2 * LARGEST_ECE
    if found.ece is not None and found.ece > allowed:
        flags.append(f"probabilities are off by {found.ece:.3f} on runs of known origin")
    for a, e in c.coverage.items():
        if e.own.inside90 is None or e.own.n == 0:
            continue
        slack = 2 * (0.09 / e.own.n) ** 0.5 * 3
        if not COVERAGE[0] - slack <= e.own.inside90 <= COVERAGE[1] + slack:
            flags.append(
                f"of its own runs, {a}'s intervals meant to hold 90 % "
                f"hold {100 * e.own.inside90:.0f} %"
            )


def _against_answer(c: Comparison, flags: list[str]) -> None:
    p = c.probabilities
    _null_account(c, flags)
    if p.temperature is not None and p.temperature >= HOT:
        flags.append(
            f"hybrids of the accounts look certain too: evidence is divided by {p.temperature:.0f}"
        )
    if p.hybrids is not None and p.hybrids.share_tempered > p.hybrids.allowed:
        flags.append("no temperature tried stops hybrids from looking certain")
    groups = c.recovery.groups
    among = [a.id for a in c.accounts if a.in_ranking or a.is_null]
    top = leading(p.tempered, groups, among)
    for which, rows in (("summaries", p.by_summaries), ("prior width", p.by_prior_width)):
        tops = {n: leading(r.tempered, groups, among) for n, r in rows.items()}
        moved = [f"{n} ({', '.join(t) or 'a tie'})" for n, t in tops.items() if t != top]
        if moved:
            flags.append(f"another account is in front under other {which}: {'; '.join(moved)}")
    for width, row in p.by_prior_width.items():
        low = [a for a, n in (row.effective_runs or {}).items() if n < LOW_RUNS]
        if low:
            flags.append(f"too few runs to judge priors {width} as wide: {', '.join(low)}")
    front = c.spread.in_front
    if front is not None and not front.firm:
        turned = front.redraws - front.agree
        flags.append(
            f"{turned} of {front.redraws} answers drawn anew from the same runs put another account "
            "in front: none is named"
            if turned or not front.group
            else f"who is in front leads by {front.gap:.2f}, no more than answers drawn anew from the "
            f"same runs differ by (±{front.gap_se:.2f}): none is named"
        )
    readings = c.spread.readings
    if readings is not None and readings.top_account_changes > 0:
        flags.append(
            f"another account is in front in {100 * readings.top_account_changes:.0f} % "
            "of readings of the record"
        )


def _null_account(c: Comparison, flags: list[str]) -> None:
    p, null = c.probabilities, c.scores.null
    if null is None:
        flags.append("there is no null account: skill is not measured")
        return
    if p.tempered[null] > p.prior[null]:
        flags.append(f"the null account gains: {p.tempered[null]:.2f} tempered")
    beaten = [
        a.id
        for a in c.accounts
        if a.in_ranking and a.id != null and _below_null(c.scores.accounts[a.id])
    ]
    if beaten and c.scores.basis.headline == CELLS:
        flags.append(f"foretells cells no better than the null account: {', '.join(beaten)}")


def _below_null(scores: AccountScores) -> bool:
    """Whether an account's log skill is not above zero in any part it is scored on."""
    found = [part.log for part in (scores.prediction, scores.retrodiction) if part]
    skills = [0.0 if s.skill is None else s.skill for s in found if s]
    return bool(skills) and max(skills) <= 0
