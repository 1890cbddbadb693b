"""Documents tell the truth: their Python runs, their commands parse, their links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import shlex
import sys
from pathlib import Path

import click
import pytest
from markdown_it import MarkdownIt

import thaw
from thaw.cli import cli
from thaw.jobs.skeletons import write

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("examples/*.md")])
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#]+)")
ANCHOR = re.compile(r"\]\(([^)#\s]*)#([^)\s]+)\)")


def blocks(page: Path, language: str) -> list[str]:
    return [
        text for kind, text in FENCE.findall(page.read_text(encoding="utf-8")) if kind == language
    ]


def with_block(language: str) -> list[Path]:
    return [page for page in PAGES if blocks(page, language)]


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", with_block("python"), ids=name_of)
def test_python_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block that begins with ``# file: name.py`` is that file; its tests are run."""
    monkeypatch.chdir(tmp_path)
    for number, text in enumerate(blocks(page, "python")):
        name = f"{page.stem.replace('-', '_').lower()}_{number}"
        named = re.match(r"# file: (\w+)\.py\n", text)
        if named:
            name, text = named[1], text[named.end() :]
        file = tmp_path / f"{name}.py"
        file.write_text(text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, file)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, name, module)
        spec.loader.exec_module(module)
        for test in [value for key, value in vars(module).items() if key.startswith("test_")]:
            test()


def test_the_page_on_mechanisms_shows_what_is_written(tmp_path: Path) -> None:
    made = write("mechanism", "weariness", tmp_path)
    shown = blocks(ROOT / "docs/how-to/add-a-mechanism.md", "python")
    assert [text.split("\n", 1)[1] for text in shown] == [f.read_text() for f in made.files]


@pytest.mark.parametrize("page", with_block("sh"), ids=name_of)
def test_commands_parse(page: Path) -> None:
    """Every `thaw ...` line names a command with options and arguments that it takes."""
    for line in "\n".join(blocks(page, "sh")).splitlines():
        words = shlex.split(line, comments=True)
        if not words or not words[0].endswith("thaw"):
            continue
        command = cli.commands[words[1]]
        with click.Context(command) as context:
            command.parse_args(context, list(words[2:]))


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:")):
            assert (page.parent / target).exists(), f"{name_of(page)} links to {target}"


def anchors(page: Path) -> set[str]:
    """What a link may name after "#": headings as they are turned into anchors."""
    tokens = MarkdownIt("commonmark").parse(page.read_text(encoding="utf-8"))
    heads = [tokens[k + 1].children or [] for k, t in enumerate(tokens) if t.type == "heading_open"]
    words = ["".join(c.content for c in inline).strip().lower() for inline in heads]
    return {re.sub(r"[^\w\- ]", "", word).replace(" ", "-") for word in words}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_anchors_are_there(page: Path) -> None:
    for target, anchor in ANCHOR.findall(page.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:")):
            aim = page.parent / target if target else page
            if aim.suffix == ".md":
                assert anchor in anchors(aim), f"{name_of(page)} links to {target}#{anchor}"


def test_every_page_is_reached_from_the_readme() -> None:
    """By links from page to page; a page that nothing links to is not found by anybody."""
    found, left = set(), [ROOT / "README.md"]
    while left:
        page = left.pop()
        if page in found or page not in PAGES:
            continue
        found.add(page)
        targets = LINK.findall(page.read_text(encoding="utf-8"))
        left += [(page.parent / t).resolve() for t in targets if not t.startswith("http")]
    assert [name_of(page) for page in PAGES if page not in found] == []


def test_readme_lists_every_command() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in cli.commands:
        assert f"| `thaw {command}" in text


def test_no_module_hides_a_name_of_the_package() -> None:
    """Importing ``thaw.x`` binds x in the package, over a noun or verb of that name."""
    assert callable(thaw.simulate) and callable(thaw.compare)
    for name in thaw.__all__:
        assert importlib.util.find_spec(f"thaw.{name}") is None
