"""The reference says what the code says."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import click
import pytest

import thaw
from thaw.account.keys import ACCOUNT
from thaw.case.keys import CASE, LEVER
from thaw.cli import cli
from thaw.mechanism import catalogue, load_mechanism
from thaw.world import COLUMNS

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def pages():
    file = ROOT / "tools" / "make_reference.py"
    spec = importlib.util.spec_from_file_location("make_reference", file)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


def test_pages_are_fresh(pages):
    for name, text in pages.items():
        page = ROOT / "docs" / "reference" / f"{name}.md"
        assert page.read_text(encoding="utf-8") == text, "run tools/make_reference.py"


def test_nothing_is_left_out(pages):
    for name in thaw.__all__:
        assert f"### thaw.{name}\n" in pages["api"]
    for table, columns in COLUMNS.items():
        assert all(f"`{table}.{column}`" in pages["columns"] for column in columns)
    for name in catalogue():
        for word, parameter in load_mechanism(name).parameters.items():
            assert f"| `{name}.{word}` |" in pages["parameters"], "a parameter is missing"
            assert " ".join(parameter.source.split()).replace("|", "\\|") in pages["parameters"]


def test_every_public_method_has_words(pages):
    assert "\n\n\n```" not in pages["api"]


def test_every_command_and_option_stands_in_the_reference(pages):
    for name, command in cli.commands.items():
        part = pages["commands"].split(f"## thaw {name}\n")[1].split("\n## ")[0]
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.opts[-1] in part, f"thaw {name} {option.opts}"


def test_every_key_of_an_account_and_a_case_stands_in_the_reference(pages):
    for table in (ACCOUNT, CASE, LEVER):
        for name, key in table.items():
            row = next(r for r in pages["keys"].splitlines() if r.startswith(f"| `{name}` |"))
            assert not key.required or "| must |" in row
    assert "one of , " not in pages["keys"]
