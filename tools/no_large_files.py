"""Refuse files that do not belong into a repository of text: `python tools/no_large_files.py FILE...`.

Prints every file above the limit and exits 1.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

LIMIT = 500_000
"""Bytes; the largest today is a table of the record."""


def too_large(files: Sequence[str]) -> list[str]:
    """Those of `files` above the limit, with their size, as lines for a reader."""
    found = []
    for name in files:
        file = Path(name)
        size = file.stat().st_size if file.is_file() else 0
        if size > LIMIT:
            found.append(f"{name}: {size:,} bytes, more than {LIMIT:,}")
    return found


def main() -> int:
    found = too_large(sys.argv[1:])
    print("\n".join(found), end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(main())
