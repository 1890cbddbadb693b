"""What stands on shelves of accounts, as tables on the screen."""

from __future__ import annotations

from thaw.account import read_account, shelves
from thaw.cli import screen


def tell_shelf(name: str) -> None:
    """The accounts of a shelf, each with what it says."""
    rows = [(address, read_account(file).says) for address, file in shelves()[name].items()]
    screen.table("", ["account", "what it says"], rows)
    screen.say(f"\nthaw compare CASE --accounts {name} holds all of them against a record")


def tell_shelves() -> None:
    """All shelves, with the addresses of what stands on them."""
    rows = [(name, ", ".join(held)) for name, held in shelves().items()]
    screen.table("\nshelves", ["shelf", "accounts"], rows)
    screen.say("\nthaw accounts SHELF tells what its accounts say; --accounts SHELF compares them")
