"""Write docs/published/: one page for each published model, and the index.

thaw published --all --out docs/published/results.csv     measure (hours of one core; goes on after a stop)
python tools/make_published_pages.py                      write the pages from the YAML and the results
python tools/make_published_pages.py --check              exit 1 if a page is out of date
"""

from __future__ import annotations

import argparse
from pathlib import Path

from thaw.published.pages import all_pages, read_results

FOLDER = Path(__file__).parent.parent / "docs" / "published"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, text in all_pages(read_results(FOLDER / "results.csv")).items():
        file = FOLDER / name
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if not options.check:
            file.write_text(text, encoding="utf-8")
    print(("out of date: " if options.check else "written: ") + (", ".join(stale) or "none"))
    return int(options.check and bool(stale))


if __name__ == "__main__":
    raise SystemExit(main())
