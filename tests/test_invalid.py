"""Every malformed file fails with a message that helps: file, line, key, nearest name.

The first line of each file, ``# expect: a | b | c``, holds what the message must contain.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from thaw.account import load_account
from thaw.case import load_case
from thaw.contract import load_from
from thaw.errors import ThawError

CORPUS = Path(__file__).parent / "cases" / "invalid"


def load_mechanism_file(file: Path) -> None:
    """Load a file that holds a mechanism, as an account does that names one."""

    def run() -> ModuleType:
        spec = importlib.util.spec_from_file_location(file.stem, file)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[file.stem] = module
        try:
            spec.loader.exec_module(module)
        finally:
            del sys.modules[file.stem]
        return module

    load_from(run, file, file.stem)


LOADERS: dict[str, Callable] = {
    "accounts": load_account,
    "cases": load_case,
    "mechanisms": load_mechanism_file,
}
FILES = sorted(
    file
    for kind in LOADERS
    for file in (CORPUS / kind).iterdir()
    if file.suffix in (".yaml", ".py")
)


def expected(file: Path) -> list[str]:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# expect: "), f"{file.name} does not say what it expects"
    return first.removeprefix("# expect: ").split(" | ")


@pytest.mark.parametrize("file", FILES, ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_message_helps(file: Path) -> None:
    with pytest.raises(ThawError) as caught:
        LOADERS[file.parent.name](file)
    message = str(caught.value)
    for part in expected(file):
        assert part in message, f"{part!r} is not in:\n{message}"


@pytest.mark.parametrize(
    "file", [f for f in FILES if f.suffix == ".yaml"], ids=lambda f: f"{f.parent.name}/{f.stem}"
)
def test_one_mistake_is_told_once(file: Path) -> None:
    """Each file holds one mistake; whatever else was told would be its consequence.

    Mechanisms are left out: a misspelt column, say, is undeclared and unread at once.
    """
    with pytest.raises(ThawError) as caught:
        LOADERS[file.parent.name](file)
    assert not caught.value.others


def test_corpus_covers_every_kind() -> None:
    """An empty folder would make the test above pass without testing anything."""
    for kind, least in (("accounts", 25), ("cases", 25), ("mechanisms", 40)):
        assert sum(f.parent.name == kind for f in FILES) >= least
