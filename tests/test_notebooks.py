"""The notebooks run as they stand, from a folder of their own, without a network; what they show is checked."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MOST_SECONDS = 900
"""Of one cell: theories that were never compiled on this machine ask for minutes."""

SHOWS = {
    "historian": ("Ruling-party states", "bloc_1953 against", "image/png"),
    "own-country": ("My list of events", "zembla against zembla_2019", "image/png"),
    "class-of-45-minutes": (
        "work and life went on as usual",
        "one run of palace_1971",
        "image/png",
    ),
}
PICTURES = {"historian": 3, "own-country": 3, "class-of-45-minutes": 4}

VERDICT = """
from thaw.report.reading import read_comparison
view = read_comparison(comparison)
print("named:", view.firm and view.front()[0] in record.about["about"])
"""
"""The class is told that the verdict is firm: with these runs it names who wrote the record."""

OFFLINE = """
import socket
_connect = socket.socket.connect
def _only_here(self, address):
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        raise OSError(f"a notebook asked for {address[0]}")
    return _connect(self, address)
socket.socket.connect = _only_here
"""


def book(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def test_there_are_three():
    assert {n.stem for n in NOTEBOOKS} == set(SHOWS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_is_valid_holds_no_output_and_no_path_of_a_machine(path):
    made = book(path)
    nbformat.validate(made)
    code = [cell for cell in made.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/(home|root|work|tmp|Users)/", text) and len(text) < 20_000
    assert json.loads(text)["metadata"]["kernelspec"]["name"] == "python3"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_its_links_lead_somewhere_and_it_is_linked(path):
    for cell in book(path).cells:
        for target in (
            re.findall(r"\]\(([^)#]+)", cell.source) if cell.cell_type == "markdown" else ()
        ):
            assert (path.parent / target).exists(), target
    pages = [p.read_text(encoding="utf-8") for p in (ROOT / "docs").rglob("*.md")]
    assert any(f"notebooks/{path.name})" in text for text in pages)


def test_every_exercise_of_the_class_has_an_answer():
    text = "\n".join(c.source for c in book(FOLDER / "class-of-45-minutes.ipynb").cells)
    asked = [int(n) for n in re.findall(r"\*\*Exercise (\d+)\.\*\*", text)]
    folded = "\n".join(re.findall(r"<details>(.*?)</details>", text, re.DOTALL))
    answered = [int(n) for n in re.findall(r"^(\d+)\. ", folded, re.MULTILINE)]
    alone = len(re.findall(r"<summary>Answer</summary>", folded))
    assert asked == list(range(1, len(asked) + 1))
    assert len(answered) + alone == len(asked) and set(answered) <= set(asked)


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_runs(path, tmp_path, monkeypatch):
    monkeypatch.setenv(
        "PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    )
    made = book(path)
    made.cells.insert(0, nbformat.v4.new_code_cell(OFFLINE))
    if path.stem == "class-of-45-minutes":
        made.cells.append(nbformat.v4.new_code_cell(VERDICT))
    client = NotebookClient(
        made,
        timeout=MOST_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute()
    shown = json.dumps([cell.get("outputs", []) for cell in made.cells])
    for words in SHOWS[path.stem]:
        assert words in shown, words
    assert shown.count('"image/png"') == PICTURES[path.stem]
