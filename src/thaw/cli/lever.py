"""The command `thaw lever`: what a what-if does under each account, and weighted."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from thaw.cli.shared import QUICK_RUNS, options

if TYPE_CHECKING:
    from thaw.jobs.lever_effect import LeverEffect


@click.command()
@click.argument("case")
@click.argument("name")
@click.option("--account", "accounts", multiple=True, help="Only these accounts; repeat for more.")
@click.option(
    "--runs", type=click.IntRange(1), default=20, show_default=True, help="Pairs an account."
)
@click.option(
    "--weights",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FOLDER",
    help="Weigh the accounts by the comparison in this folder; equally unless given.",
)
@options("out", "seed", "workers", "scheduler", "quick", "trust")
def lever(
    case: str,
    name: str,
    accounts: tuple[str, ...],
    runs: int,
    weights: Path | None,
    out: Path,
    seed: int,
    workers: int | None,
    scheduler: str | None,
    quick: bool,
) -> None:
    """Try the lever NAME of CASE, or one in a YAML file, under each account and weigh the effects.

    Pairs of runs share people and luck. Effects are those given that the occasion arises: a lever can
    bite only in runs in which what it touches happens. Runs are kept in the folder of results, and
    another lever uses those without it again.

    \b
    Examples:
      thaw lever twin_republics_1971 no_army
      thaw lever bloc_1953 no_intervention --account swp_1957 --runs 40
      thaw lever bloc_1953 no_suez --weights out/bloc_1953
    """
    from thaw.cli import screen
    from thaw.engine.forecast import forecast
    from thaw.jobs import run as jobs
    from thaw.jobs.cluster import connected
    from thaw.jobs.lever_effect import effect_of, opened, write_effect
    from thaw.jobs.study import Way
    from thaw.run import load_run
    from thaw.writing import ready

    runs = min(runs, QUICK_RUNS) if quick else runs
    place, what_if, chosen = opened(case, name, accounts, weights)
    screen.say(f"{place.name}: {forecast(place)}")
    with connected(scheduler) as executor:
        ready(out)
        way = Way(workers, executor, screen.bar, lambda _: None)
        whole: list[Path] = []

        def make(account: Any, levers: Any) -> Any:
            path = jobs.run(account, place, out, runs=runs, seed=seed, levers=levers, way=way)
            whole.append(path)
            return load_run(path)

        try:
            effect = effect_of(place, what_if, name, chosen, make, weights)
        except BaseException as problem:
            if whole:
                problem.add_note(
                    f"{len(whole)} of {2 * len(chosen)} files of runs are whole in {out}; "
                    "the same command goes on from there"
                )
            raise
    tell(effect)
    for path in write_effect(effect, out):
        screen.say(f"saved: {path}")


def tell(effect: LeverEffect) -> None:
    """Print the effect: in how many pairs it could bite, how much it did, where accounts disagree."""
    from thaw.cli import screen
    from thaw.jobs.lever_effect import FEWEST, WEIGHTED
    from thaw.run.outcomes import OUTCOMES

    first, last = effect.seeds[0], effect.seeds[-1]
    screen.say(f"\n{effect.lever}: {effect.title}")
    screen.say(
        f"{len(effect.seeds)} pairs an account, same people and luck, seeds {first} to {last}."
    )
    screen.say(fill(f"The occasion arises where {effect.occasion}.", screen.out.width - 1))
    rows = [
        (
            a,
            f"{effect.weights.get(a, 0.0):.2f}",
            f"{int(p.differ.sum())} of {len(p.differ)}",
            f"{int(p.arises.sum())} of {len(p.arises)}",
        )
        for a, p in effect.pairs.items()
    ]
    screen.table("", ["account", ">weight", ">pairs differ", ">occasion arises"], rows)
    screen.say(fill(f"({effect.weighed})", screen.out.width - 1))
    if not effect.differing:
        every = sum(len(p.differ) for p in effect.pairs.values())
        screen.say(f"\nNothing differs in any of {every} pairs: here this lever changes nothing.")
        return
    screen.say(
        "\nMean difference, with the lever less without, given the occasion, and its 95 %\ninterval. "
        f"Fewer than {FEWEST} pairs have none and are not weighed."
    )
    told = [a for a, p in effect.pairs.items() if p.arises.any()]
    table = [[a, *(str(effect.effect(a, o.name)) for o in OUTCOMES)] for a in [*told, WEIGHTED]]
    screen.table("", ["account", *(f">{o.name.replace('_', ' ')}" for o in OUTCOMES)], table)
    screen.say("\n" + disagreement(effect))


def disagreement(effect: LeverEffect) -> str:
    """Where accounts disagree, in words."""
    from thaw.cli import screen
    from thaw.jobs.lever_effect import FEWEST
    from thaw.run.outcomes import BY_NAME

    found = effect.disagreements()
    enough = [a for a, p in effect.pairs.items() if p.arises.sum() >= FEWEST]
    if len(enough) < 2:
        return "Whether accounts disagree cannot be told: fewer than two have enough pairs."
    if not found:
        return "Accounts do not disagree: no two signs whose intervals exclude each other."
    width = screen.out.width - 1
    lines = [
        fill(
            f"{BY_NAME[o].title}: higher under {', '.join(up)}; lower under {', '.join(down)}",
            width,
            initial_indent="  ",
            subsequent_indent="    ",
        )
        for o, up, down in found
    ]
    return "Where accounts disagree (signs whose intervals exclude each other):\n" + "\n".join(
        lines
    )
