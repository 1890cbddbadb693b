"""The declaration of the tables and the types that are written from it."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path

import pytest

from thaw import columns, world
from thaw.columns.economy import ECONOMY
from thaw.columns.polities import POLITIES

ROOT = Path(__file__).parents[1]


def test_types_are_those_of_the_declaration():
    made = runpy.run_path(str(ROOT / "tools" / "make_world_stub.py"))["stub"]()
    held = (ROOT / "src" / "thaw" / "world.pyi").read_text(encoding="utf-8")
    assert made == held, "run tools/make_world_stub.py"


def test_every_public_name_has_a_type():
    held = (ROOT / "src" / "thaw" / "world.pyi").read_text(encoding="utf-8")
    public = [n for n, v in vars(world).items() if not n.startswith("_") and n[0].isupper()]
    missing = [n for n in public if n not in held]
    assert not missing


@pytest.mark.parametrize("table", world.COLUMNS)
def test_every_column_has_unit_and_meaning(table):
    for name, column in world.COLUMNS[table].items():
        assert column.unit and column.meaning, f"{table}.{name}"


def test_no_column_is_named_twice():
    """Neither within a table, where the last would count, nor in the two files about polities."""
    for file in Path(columns.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                names = [key.value for key in node.keys if isinstance(key, ast.Constant)]
                assert len(names) == len(set(names)), file.name
    assert not ECONOMY.keys() & POLITIES.keys()
