"""Options of the commands that read a reference table."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click


def table_options(function: Callable) -> Callable:
    """--record, --verified and --table."""
    for option in (
        click.option(
            "--table",
            type=click.Path(path_type=Path),
            default=None,
            help="A reference table made with `thaw table`, instead of the shipped one.",
        ),
        click.option("--verified", is_flag=True, help="Leave out rows that rest on memory alone."),
        click.option("--record", default=None, help="A record other than the case's own."),
    ):
        function = option(function)
    return function


def several_accounts(function: Callable) -> Callable:
    """--account, which may be repeated, and --accounts for a whole shelf: both as `accounts`."""

    @wraps(function)
    def call(*, accounts: tuple[str, ...], shelf_of: str | None, **more: Any) -> Any:
        from thaw.account.shelves import named

        return function(accounts=tuple(named(accounts, shelf_of)), **more)

    shelf = click.option(
        "--accounts",
        "shelf_of",
        metavar="SHELF",
        default=None,
        help="All accounts of a shelf, such as general; `thaw accounts` names them.",
    )
    each = click.option(
        "--account", "accounts", multiple=True, help="Only these accounts; repeat for more."
    )
    return each(shelf(call))
