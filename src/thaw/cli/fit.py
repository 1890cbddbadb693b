"""The command `thaw fit`: what a record says about the numbers of one account."""

from __future__ import annotations

import math
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click

from thaw.cli.shared import options
from thaw.cli.table_options import table_options

if TYPE_CHECKING:
    from thaw.inference.fitted import Fit, FittedParameter
    from thaw.inference.predictive import ItemPrediction

WORST = 12
"""Items of the record that the fitted account expects least, listed at most."""


@click.command()
@click.argument("account")
@click.argument("case")
@click.option(
    "--all", "every", is_flag=True, help="List numbers the record says nothing about too."
)
@table_options
@options("out", "seed", "workers", "scheduler", "quick", "trust")
def fit(
    account: str,
    case: str,
    every: bool,
    table: Path | None,
    verified: bool,
    record: str | None,
    out: Path,
    seed: int,
    workers: int | None,
    scheduler: str | None,
    quick: bool,
) -> None:
    """Fit the numbers of ACCOUNT to the record of CASE: what it says of each, and what it leaves open.

    Runs come from a reference table; an account that it lacks is run now. Saved as one NetCDF file whose
    draws ArviZ reads.

    \b
    Examples:
      thaw fit palace_1971 twin_republics_1971
      thaw fit stein_1956 bloc_1953 --all --out out/fits
      thaw fit swp_1957 bloc_1953 --table out/tables/bloc_1953.table
    """
    from thaw.cli import screen
    from thaw.jobs.cluster import connected
    from thaw.jobs.fit import fit_file, fit_study, save_fit
    from thaw.jobs.study import Way
    from thaw.jobs.tables_for import opened
    from thaw.writing import ready

    with connected(scheduler) as executor:
        study = opened(
            case,
            [account],
            record=record,
            verified=verified,
            quick=quick,
            seed=seed,
            way=Way(workers, executor, screen.bar),
            null=False,
        )
        ready(out)
        made = fit_study(study, out / "tables", table)
    tell(made, every)
    path = save_fit(made, fit_file(study, out, table))
    screen.say(f"\nsaved: {path}")


def tell(made: Fit, every: bool = False) -> None:
    """Print a fit: what it rests on, what is told and untold, checks, and items least expected."""
    from thaw.cli import screen

    width = screen.out.width - 1

    def say(text: str) -> None:
        screen.say(fill(text, width))

    screen.say(f"\n{made.account} on {made.case}, given the record {made.record}")
    lost = f"; {made.failed} more failed, and the posterior is given that a run ends" * bool(
        made.failed
    )
    say(
        f"{made.runs} runs ({made.table}), {made.effective:.0f} effective draws{lost}. What a start "
        "leaves to chance is drawn anew in every run and not fitted."
    )
    wrong = made.misfit
    if wrong.flagged:
        say(
            f"Beware: hardly any run of this account looks like the record (p = {wrong.p_value:.2g}"
            f"{', the least so few runs can give' if wrong.at_floor else ''}). What it would have to "
            "be in order to fit is not what is."
        )
    elif wrong.untold:
        say(
            f"Whether runs of this account ever look like the record cannot be told from {made.runs} of them: "
            "make more with thaw table and give --table."
        )
    told = made.parameters if every else made.told
    if told:
        screen.table("\n5 %, median and 95 %, ± Monte Carlo error", *_rows(told, every))
    if not made.told:
        screen.say("")
        say("The record tells no number of this account from what was assumed beforehand.")
    say("")
    for own, words in ((True, "of its own"), (False, "of the block that all accounts share")):
        names = [p.name for p in made.untold if p.own == own]
        if names:
            say(
                f"The record says nothing about {len(names)} numbers {words}. They stay as assumed, "
                f"within Monte Carlo error: {', '.join(names)}."
            )
    _checks(made, say)
    _items(made, say)


def _rows(told: list[FittedParameter], every: bool) -> tuple[list[str], list[list[str]]]:
    """Columns and rows: a number before and after, in a unit that leaves no noughts."""
    head = ["number", "before", "after: 5 %", "median", "95 %"]
    rows = []
    for p in told:
        most = max(abs(x) for x in (*p.prior, *p.posterior))
        power = math.floor(math.log10(most)) if most > 0 else 0
        power = 0 if -2 <= power < 4 else power
        scale = 10.0**power
        name = p.name.replace(".", ".\n") if len(p.name) > 24 else p.name
        name += f" [1e{power}]" * bool(power) + "\n(nothing told)" * (every and not p.told)
        before = f"{p.prior[0] / scale:.2g}..{p.prior[-1] / scale:.2g}"
        after = [with_error(p.posterior[k] / scale, p.se[k] / scale) for k in (0, 2, 4)]
        rows.append([name, before, *after])
    return head, rows


def with_error(value: float, error: float) -> str:
    """A number no finer than its Monte Carlo error allows, as in ``2.4 ±0.3``."""
    if not error > 0:
        return f"{value:.3g}"
    digits = max(0, -math.floor(math.log10(error)))
    return f"{value:.{digits}f} ±{error:.1g}"


def _checks(made: Fit, say) -> None:
    """How runs of known numbers fared as records, in words."""
    c = made.checks
    say("")
    if not made.told:
        say(
            "Since no number is told, the fit gives back what was assumed: intervals, ranks and random points "
            "are then right by construction and show nothing."
        )
        for line in c.failed:
            say(f"Beware: {line}.")
        return
    half, wide = (f"{v[0]:.0%} ± {v[1]:.0%}" for v in (c.inside50, c.inside90))
    say(
        f"Checked on {c.runs} runs of known numbers, each fitted from the others: intervals of 50 % "
        f"hold {half}, of 90 % {wide}. Ranks of the truth in ten bins: {' '.join(map(str, c.ranks))}. "
        f"Random points: p = {c.tarp_chance:.2f}."
    )
    for line in c.failed:
        say(f"Beware: {line}; do not rely on the intervals.")
    better = [(p.name, p.skill, p.skill_se) for p in made.told if p.skill is not None]
    if better:
        gain = ", ".join(f"{n} {s:.0%} ± {e:.0%}" for n, s, e in better)
        say(f"How much nearer to the truth than the prior in such runs (CRPS): {gain}.")
    moved = [p.name for p in made.told if p.by_readings > abs(p.shift)]
    if moved:
        say(f"Sources that disagree move these by more than the record does: {', '.join(moved)}.")


def _odds(p: ItemPrediction, made: Fit) -> str:
    """Chances before and after; the least that so few runs can give is told as none of them."""
    least = 1 / (made.predictive_effective + 1)
    if max(p.before, p.after) < least:
        return f"in none of {made.runs} runs"
    after = f"{p.after:.2f} ±{p.se:.2f}" if p.after >= least else "in none of the weight of runs"
    return f"{p.before:.2f}, then {after}"


def _items(made: Fit, say) -> None:
    """How many items the fitted account expects, and those it expects least."""
    from thaw.cli import screen
    from thaw.report.names import item_name
    from thaw.report.words import shown

    width = screen.out.width - 1
    figures = [p for p in made.predictive if p.kind != "cell"]
    cells = [p for p in made.predictive if p.kind == "cell"]
    say("")
    flat = (
        ""
        if made.predictive_power == 1
        else " Weights were flattened to keep that many: this is broader than the fit itself."
    )
    say(
        f"With these numbers ({made.predictive_effective:.0f} effective runs) what the record "
        f"shows of a cell, an event or none, has a chance of 5 % or more in {sum(p.inside for p in cells)} of "
        f"{len(cells)} cells, and {sum(p.inside for p in figures)} of {len(figures)} sizes, dates and series lie "
        f"within 5 to 95 %.{flat}"
    )
    worst = sorted((p for p in made.predictive if not p.inside), key=lambda p: p.after)[:WORST]
    if worst:
        say(
            "Least expected, with the chance before and after the fit (of cells, of what the record "
            "shows; of figures, of one so far out):"
        )
    for p in worst:
        name = item_name(p.id, p.kind, p.what, p.polity, made.polities, (p.first, p.last))
        text = f"{name}: {shown(p.value, p.kind, p.unit, p.first, p.bound)}"
        odds = _odds(p, made)
        screen.say(fill(f"{text}; {odds}", width, initial_indent="  ", subsequent_indent="    "))
