"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from thaw.own_code import trust_code

QUICK_RUNS = 4


def _trust(context: click.Context, _: click.Parameter, given: bool) -> None:
    """Trust code beside accounts while the command runs, in its worker processes as well."""
    if given:
        context.with_resource(trust_code())


def options(*names: str) -> Callable:
    """The options that several commands share, by name."""
    known = {
        "out": click.option(
            "--out",
            type=click.Path(path_type=Path),
            default=Path("out"),
            show_default=True,
            help="Folder for results; made if missing.",
        ),
        "seed": click.option(
            "--seed",
            type=click.IntRange(0, 2**62),
            default=1,
            show_default=True,
            help="Root of every random draw: the same seed gives the same bits. `run` gives its "
            "runs this seed and those after it, so --seed 2 shares all runs but one with --seed 1.",
        ),
        "workers": click.option(
            "--workers",
            type=click.IntRange(1),
            default=None,
            help="Processes; one per core unless given. Results do not depend on it.",
        ),
        "scheduler": click.option(
            "--scheduler",
            metavar="ADDRESS",
            default=None,
            help="Run on the workers of a Dask scheduler, such as tcp://login1:8786.",
        ),
        "quick": click.option("--quick", is_flag=True, help="Few runs: shows the whole path."),
        "shelf": click.option(
            "--accounts",
            "shelf_of",
            metavar="SHELF",
            default=None,
            help="All accounts of a shelf, such as general; `thaw accounts` names them.",
        ),
        "trust": click.option(
            "--trust-code",
            is_flag=True,
            expose_value=False,
            callback=_trust,
            help="Let Python files that an account names beside itself run on this machine.",
        ),
    }

    def decorate(function: Callable) -> Callable:
        for name in reversed(names):
            function = known[name](function)
        return function

    return decorate
