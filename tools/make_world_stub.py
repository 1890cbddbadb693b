"""Write src/thaw/world.pyi, the types of a World and its tables, from world.py and the columns it lays out.

python tools/make_world_stub.py           write it
python tools/make_world_stub.py --check   exit code 1 when it is not what would be written
"""

from __future__ import annotations

import argparse
from pathlib import Path

FILE = Path(__file__).parents[1] / "src" / "thaw" / "world.pyi"

HEAD = """# Written by tools/make_world_stub.py from world.py and columns/: do not edit.
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from thaw.columns import COLUMNS as COLUMNS

STRATA: tuple[str, ...]
ACTS: tuple[str, ...]
STATES: tuple[str, ...]
SITE_KINDS: tuple[str, ...]
PLACE_KINDS: tuple[str, ...]
UNIT_KINDS: tuple[str, ...]
TRAITS: tuple[str, ...]
Tables: dict[str, type[Any]]
"""

TAIL = """
def empty_table(name: str, rows: int) -> Any: ...
def copy_table(table: Any) -> Any: ...
def small_pages(n: int, kind: type) -> NDArray[Any]: ...
def empty_people(persons: int, cells: int, workplaces: int) -> People: ...
"""


def stub() -> str:
    """The text of the stub."""
    from thaw import world
    from thaw.columns import COLUMNS, F, I

    parts = [HEAD]
    for table, columns in COLUMNS.items():
        kinds = {F: "np.float64", I: "np.int64"}
        fields = "".join(
            f"    {name}: NDArray[{kinds[column.dtype]}]\n" for name, column in columns.items()
        )
        parts.append(f"class {table.capitalize()}(NamedTuple):\n{fields}")
    for private in (world.People, world.Draws):
        fields = "".join(f"    {name}: NDArray[Any]\n" for name in private._fields)
        parts.append(f"class {private.__name__}(NamedTuple):\n{fields}")
    for name, kinds in (("Person", world.Person), ("Spot", world.Spot)):
        whole = {"act", "site", "town"}
        fields = "".join(f"    {f}: {'int' if f in whole else 'float'}\n" for f in kinds._fields)
        parts.append(f"class {name}(NamedTuple):\n{fields}")
    tables = "".join(f"    {t}: {t.capitalize()}\n" for t in COLUMNS)
    parts.append(f"class World(NamedTuple):\n{tables}    people: People\n    draws: Draws\n")
    return "\n".join([*parts, TAIL.lstrip()])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        return int(not FILE.exists() or FILE.read_text(encoding="utf-8") != stub())
    FILE.write_text(stub(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
