"""Where places lie: points of a plain map, or latitude and longitude, as `map` of a case says."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from thaw.case.entities import Place
from thaw.case.fields import as_plain
from thaw.case.keys import MAP, PROJECTIONS
from thaw.files import Document, Path_

PLAIN, DEGREES = PROJECTIONS
MARGIN = 8.0
"""Free edge of a map made from degrees, of 100."""


def projection(d: Document) -> str:
    """What `at` of a place means; points of a plain map unless the case says otherwise."""
    entry = d.keys(d.data.get("map") or {"projection": PLAIN}, MAP, path=("map",))
    return d.one_of(entry["projection"], PROJECTIONS, "projection", ("map", "projection")) or PLAIN


def point(d: Document, at: Any, path: Path_) -> tuple[Any, Any]:
    """The two numbers of a place, within the limits of the case's projection."""
    degrees = projection(d) == DEGREES
    form = "[latitude, longitude] in degrees" if degrees else "[x, y] in 0..100"
    if not isinstance(at, list) or len(at) != 2:
        d.note("is not a point", path, expected=form)
        return 0.0, 0.0
    limits = ((-90.0, 90.0), (-180.0, 180.0)) if degrees else ((0.0, 100.0), (0.0, 100.0))
    a, b = (as_plain(d, at[k], (*path, k), *limits[k]) for k in (0, 1))
    return a, b


def on_map(d: Document, places: list[Place]) -> tuple[Place, ...]:
    """Places at points of a map, x to the right and y downwards, each in 0..100.

    Degrees are laid out equirectangularly: true in both directions at the middle latitude, north up,
    the longer side filling the map. A country across the antimeridian should give longitudes on one
    side of it as plain points.
    """
    if projection(d) != DEGREES or not places:
        return tuple(places)
    lat, lon = ([p.at[k] for p in places] for k in (0, 1))
    middle = math.radians((min(lat) + max(lat)) / 2)
    x = [v * math.cos(middle) for v in lon]
    y = [-v for v in lat]
    wide = max(max(x) - min(x), max(y) - min(y)) or 1.0
    scale = (100.0 - 2 * MARGIN) / wide

    def laid(v: float, all_: list[float]) -> float:
        return 50.0 + (v - (min(all_) + max(all_)) / 2) * scale

    return tuple(
        replace(p, at=(laid(a, x), laid(b, y))) for p, a, b in zip(places, x, y, strict=True)
    )
