"""Documents tell the truth: their Python runs, their commands parse, their links lead somewhere."""

from __future__ import annotations

import importlib.util
import pkgutil
import re
import shlex
import sys
from collections.abc import Iterator
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
SPAN = re.compile(r"(?<!`)`{1,2}([^`\n]+)`{1,2}(?!`)")
FILE = re.compile(r"[\w.-]+(/[\w.-]+)+\.(py|pyi|md|toml)")
MODULE = re.compile(r"thaw(\.\w+)+")
SOURCE = sorted((ROOT / "src" / "thaw").rglob("*.py"))


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


def spans_of_all() -> Iterator[tuple[str, str]]:
    """What stands between backticks, with its page; history may speak of what is gone."""
    for page in [*PAGES, *SOURCE]:
        if page.name != "CHANGELOG.md":
            for span in SPAN.findall(page.read_text(encoding="utf-8")):
                yield name_of(page), span


def unknown_words(line: str) -> list[str]:
    """What a line such as ``thaw run --lever`` names that is no command and none of its options."""
    words = line.split()[1:]
    if not words or not re.match("[a-z]", words[0]):  # `thaw COMMAND`, `thaw --version`
        return []
    if words[0] not in cli.commands:
        return [words[0]]
    command = cli.commands[words[0]]
    options = {"--help"} | {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
    if isinstance(command, click.Group):
        parts = command.commands.values()
        options |= {o for c in parts for p in c.params for o in (*p.opts, *p.secondary_opts)}
    told = [w.split("=")[0].strip(",.;:()[]") for w in words[1:] if w.startswith("--")]
    return [w for w in told if w not in options]


def test_commands_within_a_sentence_are_there() -> None:
    """The same of `thaw ...` between backticks, in pages and in what the code says of itself."""
    spans = [(page, s) for page, s in spans_of_all() if s.startswith("thaw ")]
    assert len(spans) > 100
    assert [(page, s) for page, s in spans if unknown_words(s)] == []


def test_a_command_or_option_that_is_gone_is_seen() -> None:
    assert unknown_words("thaw run a b --lever x") == unknown_words("thaw COMMAND --help") == []
    assert unknown_words("thaw figure timeline --size page") == []
    assert unknown_words("thaw ran a") == ["ran"]
    assert unknown_words("thaw run a --levers=x") == ["--levers"]


def test_files_that_are_named_are_there() -> None:
    """`engine/loop.py` is the end of the path of some file; one that begins with ./ is the reader's own."""
    ours = [f for f in ROOT.glob("[!.]*/**/*") if f.suffix in (".py", ".pyi", ".md", ".toml")]
    there = "\n".join(f"/{name_of(f)}\n" for f in ours)
    spans = [(page, s) for page, s in spans_of_all() if FILE.fullmatch(s) and s[:2] != "./"]
    assert len(spans) > 50
    assert [(page, s) for page, s in spans if f"/{s}\n" not in there] == []


def is_there(name: str) -> bool:
    """Whether a dotted name can be imported; a field without a default is there as an annotation."""
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        head, _, last = name.rpartition(".")
        return "." in head and last in getattr(pkgutil.resolve_name(head), "__annotations__", {})
    return True


def test_modules_and_names_of_the_package_are_there() -> None:
    """`thaw.case.load_case` can be imported: what has moved is told by its new place."""
    spans = [(page, s) for page, s in spans_of_all() if MODULE.fullmatch(s)]
    assert len(spans) > 100
    assert [(page, s) for page, s in spans if not is_there(s)] == []


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
