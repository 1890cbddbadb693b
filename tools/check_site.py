#!/usr/bin/env python3
"""Check a built site without a network: every link leads to a file and an anchor, nothing is loaded from elsewhere.

Usage: python tools/check_site.py FOLDER
"""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADS = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
"""What a page loads by itself, in distinction to what a reader follows."""

NAMED_ONLY = {"canonical", "author", "search", "index", "next", "prev", "license"}
"""Relations of a `link` that load nothing."""


class Page(HTMLParser):
    """Anchors of a page, the links in it, and what it loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {key: value or "" for key, value in attrs}
        self.anchors |= {told[key] for key in ("id", "name") if told.get(key)}
        if tag == "a" and told.get("href"):
            self.links.append(told["href"])
        if tag in LOADS and told.get(LOADS[tag]) and told.get("rel") not in NAMED_ONLY:
            self.loads.append(told[LOADS[tag]])


def faults(folder: Path) -> list[str]:
    """What is wrong with a site, a line each.

    Parameters
    ----------
    folder : Path
        Of its pages.
    """
    pages = {
        file.resolve(): Page(file.read_text(encoding="utf-8"))
        for file in sorted(folder.rglob("*.html"))
    }
    found = [] if pages else [f"{folder}: no page"]
    for file, page in pages.items():
        where = file.relative_to(folder.resolve())
        found += [f"{where}: loads {x} from elsewhere" for x in page.loads if _away(x)]
        for target in {*page.links, *page.loads}:
            if not _away(target) and (why := _missing(file, target, pages)):
                found.append(f"{where}: {why}")
    return found


def _away(target: str) -> bool:
    parts = urlsplit(target)
    return bool(parts.netloc) or parts.scheme in ("http", "https")


def _missing(file: Path, target: str, pages: dict[Path, Page]) -> str:
    """Why a link leads nowhere; empty where it leads somewhere."""
    parts = urlsplit(target)
    if parts.scheme in ("mailto", "data", "javascript"):
        return ""
    aim = (file.parent / unquote(parts.path)).resolve() if parts.path else file
    if not aim.is_file():
        return f"no file behind {target}"
    anchor = unquote(parts.fragment)
    if anchor and aim in pages and anchor not in pages[aim].anchors:
        # A page that is one program of its own reads what stands behind "#" itself.
        return "" if "=" in anchor else f"no anchor behind {target}"
    return ""


def main() -> int:
    found = faults(Path(sys.argv[1]))
    print("\n".join(found) or "every link leads somewhere; nothing is loaded from elsewhere")
    return min(len(found), 1)


if __name__ == "__main__":
    raise SystemExit(main())
