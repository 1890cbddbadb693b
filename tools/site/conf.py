"""How the pages of the repository become a site: `make site`.

Pages are read where they lie. The first page is README.md, to which the table of all pages is added here, so that the
text on disk stays as it is read without a site.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

project = "Thaw"
author = "the maintainers of Thaw"
extensions = ["myst_parser"]
root_doc = "README"
source_suffix = {".md": "markdown"}
include_patterns = ["*.md", "docs/*.md", "docs/**/*.md", "examples/*.md", "docs/**/*.svg"]
myst_heading_anchors = 4
suppress_warnings = [
    "misc.highlighting_failure",  # parts of files, shown without their head
    "myst.header",  # a page may begin with a comment
]
html_theme = "furo"
html_title = "Thaw"
html_copy_source = False
html_show_sphinx = False
html_additional_pages = {"index": "redirect.html"}
templates_path = ["templates"]
html_static_path = ["static"]
html_css_files = ["site.css"]

ROOMS = (
    ("Start", ("docs/start/*", "docs/questions", "docs/glossary", "examples/README")),
    ("Notebooks", ("docs/notebooks/*",)),
    ("How to", ("docs/how-to/*",)),
    ("Ideas", ("docs/ideas/*",)),
    ("Reference", ("docs/reference/*",)),
    ("Cases and accounts, by ODD", ("docs/reference/odd/*", "docs/reference/odd/cases/*")),
    ("Published models", ("docs/published/*",)),
    ("Decisions", ("docs/decisions/*",)),
    ("Project", ("ARCHITECTURE", "CONTRIBUTING", "CHANGELOG", "SECURITY")),
)
"""Captions of the column at the side, and the pages below each, in order."""

HIDDEN = ("docs/reference/odd/accounts/*",)
"""Pages that their own index links to; too many for the column."""


def contents() -> str:
    """Hidden tables of contents of all pages."""
    parts = []
    for caption, patterns in (*ROOMS, ("", HIDDEN)):
        lines = [f":caption: {caption}"] if caption else []
        parts.append(
            "\n".join(["```{toctree}", ":hidden:", ":glob:", *lines, "", *patterns, "```"])
        )
    return "\n\n".join(parts)


def add_contents(app: Any, name: str, source: list[str]) -> None:
    """The table of contents, at the end of the first page."""
    if name == app.config.root_doc:
        source[0] += f"\n\n{contents()}\n"


def titled(_app: Any, name: str, source: list[str]) -> None:
    """A title for pages that are a table alone, as other pages hold them: from the name of the file."""
    if not re.search(r"^# ", source[0], re.MULTILINE):
        source[0] = f"# {Path(name).name.replace('-', ' ').capitalize()}\n\n{source[0]}"


def folders(app: Any, name: str, source: list[str]) -> None:
    """Links to folders, which a reader of the repository follows and a site does not have, keep their words."""
    here = (Path(app.srcdir) / name).parent

    def told(match: re.Match[str]) -> str:
        return match[1] if (here / match[2]).is_dir() else match[0]

    source[0] = re.sub(r"\[([^\]]+)\]\((?!https?:)([^)#\s]+)\)", told, source[0])


def setup(app: Any) -> None:
    """What Sphinx asks for."""
    app.connect("source-read", titled)
    app.connect("source-read", folders)
    app.connect("source-read", add_contents)
