"""The declaration of the tables and the types that are written from it."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path

import pytest

from thaw import economy_columns, world

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


def test_no_column_is_declared_twice():
    """Two meanings under one name would be one column, written by both."""
    tree = ast.parse(Path(world.__file__).read_text(encoding="utf-8"))
    tables = [
        [key.value for key in node.keys if isinstance(key, ast.Constant)]
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
    ]
    own = [name for keys in tables if "monopoly" in keys for name in keys]
    assert own
    assert set(own) & set(economy_columns.POLITIES) == set()
    assert all(len(keys) == len(set(keys)) for keys in tables)
