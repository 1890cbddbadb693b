"""Make a page of `thaw show` anew around the runs that it holds, with today's script, style, record and words.

The runs inside stay: they are made by `thaw compare` and `thaw show`. What they were made from is told by their
hashes, which tests/test_show.py holds against the accounts and the case that ship.

    python tools/renew_example_page.py docs/examples/twin_republics_1971.html
"""

from __future__ import annotations

import base64
import json
import re
import sys
import zlib
from pathlib import Path
from typing import Any

from thaw.case import load_case
from thaw.record import load_record
from thaw.showing.page import rendered
from thaw.showing.record import marks, sources_of
from thaw.showing.words import measure_words


def opened(html: str) -> tuple[dict[str, Any], bytes]:
    """Head and packed values of a page."""
    found = re.search(r'id="payload">([^<]*)<', html)
    if not found:
        raise SystemExit("this is no page of thaw show")
    size, rest = zlib.decompress(base64.b64decode(found[1])).split(b"\n", 1)
    return json.loads(rest[: int(size)]), rest[int(size) :]


def renewed(html: str) -> str:
    """The page with what does not come from its runs made anew."""
    head, values = opened(html)
    about = head["about"]
    case = load_case(about["case"])
    record = load_record(case.record) if case.record else None
    about |= {"title": case.title, "says": case.says}
    about["outside"] = [{"day": str(e.on), "words": e.name.replace("-", " ")} for e in case.events]
    if record is not None:
        dated, _ = marks(record, case, about["days"][-1])
        used = {f["source"] for m in dated for f in m["figures"]}
        about["marks"] = dated
        about["sources"] = {i: s for i, s in sources_of(record).items() if i in used}
    for measure in about["measures"]:
        measure |= measure_words(measure["id"], measure["meaning"])
    text = json.dumps(head, ensure_ascii=False, allow_nan=False).encode()
    whole = zlib.compress(str(len(text)).encode() + b"\n" + text + values, 9)
    return rendered(about, base64.b64encode(whole).decode("ascii"))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        file = Path(name)
        file.write_text(renewed(file.read_text(encoding="utf-8")), encoding="utf-8")
        print(file)
