"""Ids of rows and places, made from what a file calls them."""

from __future__ import annotations

import re
import unicodedata


def fresh_id(
    text: str, taken: set[str], sign: str = "-", empty: str = "row", head: str = ""
) -> str:
    """An id in small letters and digits, without accents, that nothing else has.

    Parameters
    ----------
    text : str
    taken : set of str
        Ids that are given already; this one is entered.
    sign : str
        What stands for all between letters and digits, and before the number of a second of the same name.
    empty : str
        What is taken where the text has neither letter nor digit.
    head : str
        What it begins with, as it is.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    base = head + (re.sub(r"[^a-z0-9]+", sign, plain).strip(sign) or empty)
    found, n = base, 1
    while found in taken:
        n += 1
        found = f"{base}{sign}{n}"
    taken.add(found)
    return found
