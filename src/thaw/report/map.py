"""Schematic map: one hexagon a place, near its place on the ground, countries ringed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from thaw.report import bands, svg
from thaw.report.names import polity_name, span_words
from thaw.report.svg import Drawing

MAPS = 5
"""Dates shown where the case names none: spread evenly over the runs."""

FLAT = 0.5
"""Sides of the field that countries are laid out on differ at most by this."""

PANEL, GAP, HEAD = 420, 20, 52
NEIGHBOURS = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))


def hex_layout(places: Mapping[str, Mapping]) -> dict[str, tuple[int, int]]:
    """Axial hexagon coordinates (q, r) of places, each country in one piece, apart from others.

    Parameters
    ----------
    places : mapping
        Place id to a mapping with `at`, [x, y] with y running down the page, and `polity`.

    Returns
    -------
    dict
        No two places share a hexagon and no two countries touch. Places of a country are settled
        from its middle outwards, each in the free hexagon nearest to it; then countries, from the
        middle of the map outwards, each at the spot nearest to its own that leaves a free hexagon
        around it and a row for its name. The same places always give the same map.
    """
    members: dict[str, dict[str, Sequence[float]]] = {}
    for name, p in places.items():
        members.setdefault(str(p.get("polity")), {})[name] = [float(v) for v in p["at"][:2]]
    blocks = {polity: _block(mine) for polity, mine in members.items()}
    middles = {polity: _mean(list(mine.values())) for polity, mine in members.items()}
    mid = _mean(list(middles.values()))
    wide, high = (
        max(m[k] for m in middles.values()) - min(m[k] for m in middles.values()) for k in (0, 1)
    )
    room = sum(2.6 * (len(block) + 7) for block in blocks.values())
    longer, shorter = max(wide, high), min(wide, high)
    shorter = max(shorter, FLAT * longer)  # countries on a line, or two: not drawn out to its ends
    scale = math.sqrt(room / max(longer * shorter, 1.0))
    settled: dict[str, set[tuple[int, int]]] = {}
    shift: dict[str, tuple[int, int]] = {}
    for polity in sorted(blocks, key=lambda k: (math.dist(mid, middles[k]), k)):
        ideal = [(middles[polity][k] - mid[k]) * scale for k in (0, 1)]
        reach = 12 + len(places) // 2
        q0, r0 = _nearest(*ideal)
        spots = [
            (q0 + a, r0 + b) for a in range(-reach, reach + 1) for b in range(-reach, reach + 1)
        ]
        spots.sort(key=lambda h: (round(math.dist(ideal, centre(*h)), 6), h))
        for spot in spots:
            mine = {(q + spot[0], r + spot[1]) for q, r in blocks[polity].values()}
            if all(_apart(mine, other) for other in settled.values()):
                settled[polity], shift[polity] = mine, spot
                break
    return {
        name: (q + shift[polity][0], r + shift[polity][1])
        for polity, block in blocks.items()
        for name, (q, r) in block.items()
    }


def _mean(points: Sequence[Sequence[float]]) -> tuple[float, float]:
    return sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points)


def _block(places: Mapping[str, Sequence[float]]) -> dict[str, tuple[int, int]]:
    """Hexagons of one country's places about its own middle, closely packed."""
    mid = _mean(list(places.values()))
    xs, ys = zip(*places.values(), strict=True)
    unit = max(math.sqrt((max(xs) - min(xs) + 1) * (max(ys) - min(ys) + 1) / (1.6 * len(xs))), 1e-6)
    taken: dict[tuple[int, int], str] = {}
    for name in sorted(places, key=lambda p: (math.dist(mid, places[p]), p)):
        x, y = (places[name][0] - mid[0]) / unit, (places[name][1] - mid[1]) / unit
        free = (
            {(0, 0)}
            if not taken
            else {(q + a, r + b) for q, r in taken for a, b in NEIGHBOURS} - set(taken)
        )
        away = {h: math.dist((x, y), centre(*h)) + 0.5 * math.hypot(*centre(*h)) for h in free}
        taken[min(free, key=lambda h: (round(away[h], 6), h))] = name
    return {name: spot for spot, name in taken.items()}


def _apart(one: set[tuple[int, int]], other: set[tuple[int, int]]) -> bool:
    """Whether two countries leave a free hexagon between them, and a row for a name."""
    for q, r in one:
        for u, v in other:
            x, y = centre(q - u, r - v)
            if math.hypot(x, y) < 3.0 or (abs(x) < 2.0 and abs(y) < 3.1):
                return False
    return True


def centre(q: int, r: int) -> tuple[float, float]:
    """Centre of a pointy-topped hexagon of radius 1."""
    return math.sqrt(3) * (q + r / 2), 1.5 * r


def _nearest(x: float, y: float) -> tuple[int, int]:
    """The hexagon of radius 1 that holds a point, by rounding in cube coordinates."""
    q, r = math.sqrt(3) / 3 * x - y / 3, 2 / 3 * y
    whole = [round(q), round(r), round(-q - r)]
    off = [abs(whole[0] - q), abs(whole[1] - r), abs(whole[2] + q + r)]
    if off[0] > off[1] and off[0] > off[2]:
        whole[0] = -whole[1] - whole[2]
    elif off[1] > off[2]:
        whole[1] = -whole[0] - whole[2]
    return whole[0], whole[1]


def corners_of(x: float, y: float, r: float) -> list[tuple[float, float]]:
    """Corners of a hexagon of radius `r` about a point; the first points down the page."""
    return [
        (x + r * math.sin(k * math.pi / 3), y + r * math.cos(k * math.pi / 3)) for k in range(6)
    ]


_SMALL_WORDS = ("other", "and", "of", "the")


def short_name(place: str) -> str:
    """Four letters for a hexagon: ``Budapest`` to ``Buda``, ``East Berlin`` to ``EaBe``."""
    parts = [w for w in re.findall(r"[^\W\d_]+", place) if w.lower() not in _SMALL_WORDS]
    if len(parts) > 1:
        return parts[0][:2].capitalize() + parts[-1][:2].capitalize()
    return "".join(parts)[:4].capitalize()


def place_key(case_info: Mapping, recorded: Iterable[str]) -> list[tuple[str, str]]:
    """Country, and what the four letters of its places stand for, for readers of a printed map."""
    out: dict[str, list[str]] = {}
    recorded = set(recorded)
    for ident, p in dict(case_info.get("places") or {}).items():
        if ident in recorded and p.get("at"):
            title = str(p.get("title", ident))
            out.setdefault(str(p.get("polity")), []).append(f"{short_name(title)} {title}")
    return [(polity, ", ".join(names)) for polity, names in out.items()]


def unrest_map(
    account: str, runs: Any, case_info: Mapping, columns: int = 2
) -> tuple[Drawing, str] | None:
    """Small maps at key dates: share of runs with unrest in each place, and where the record has it.

    Parameters
    ----------
    account : str
        Its name, for the words.
    runs : xarray.Dataset
        With `place_measures`.
    case_info : mapping
        `places` (id to mapping with `at`, `polity`, `title`); `happened` (place, first, last, kind of
        the record's unrest); and `key_dates`; without them, days spread evenly over the runs.
    columns : int
        Maps beside each other.

    Returns
    -------
    (Drawing, str) or None
        The figure and its title; None when no place has coordinates or none was recorded.
    """
    known = {str(k): v for k, v in dict(case_info.get("places") or {}).items() if v.get("at")}
    if "place_measures" not in runs or not known:
        return None
    recorded = {str(p) for p in runs["place_measures"]["place"].values}
    known = {k: v for k, v in known.items() if k in recorded}
    dates = [str(d)[:10] for d in case_info.get("key_dates") or _spread(runs)]
    tables = {d: bands.places_near(runs, d) for d in dates}
    tables = {d: t for d, t in tables.items() if len(t)}
    if not known or not tables:
        return None
    told = {d: _happened_near(case_info.get("happened") or (), d) & set(known) for d in tables}
    most = max((float(t["share"].max()) for t in tables.values()), default=0.0)
    top = next((v for v in SCALES if v >= most), 1.0)
    spots = hex_layout(known)
    middle = {k: centre(*s) for k, s in spots.items()}
    x_low, x_high = min(x for x, _ in middle.values()) - 1, max(x for x, _ in middle.values()) + 1
    y_low, y_high = min(y for _, y in middle.values()) - 2, max(y for _, y in middle.values()) + 1.2
    scale = min(PANEL / (x_high - x_low), 400 / (y_high - y_low))
    high = (y_high - y_low) * scale + HEAD
    rows = math.ceil((len(tables) + 1) / columns)
    best = {d: _top(t, known) for d, t in tables.items()}
    title = _title(account, tables, told, best)
    said = {d: _most_often(*best[d]) for d in tables}
    alt = (
        f"Hexagon map at {len(tables)} dates. {title}. "
        + "; ".join(
            f"{span_words(d)}: {said[d]}; record: {_names(told[d], known) or 'none'}"
            for d in tables
        )
        + "."
    )
    ident = "map" if columns > 1 else "map-narrow"
    d = Drawing(columns * PANEL + (columns - 1) * GAP, rows * high + (rows - 1) * GAP, alt, ident)
    for k, (date, table) in enumerate(tables.items()):
        x0, y0 = (k % columns) * (PANEL + GAP), (k // columns) * (high + GAP)
        d.text(x0, y0 + 14, span_words(date), cls="b")
        d.text(x0, y0 + 30, said[date], fill=svg.GREY, size=12)
        where = _names(told[date], known)
        d.text(x0, y0 + 45, f"record: {where}" if where else "record: no place named", size=12)
        place = lambda q, r, x0=x0, y0=y0: (  # noqa: E731
            x0 + (centre(q, r)[0] - x_low) * scale,
            y0 + HEAD + (centre(q, r)[1] - y_low) * scale,
        )
        _panel(d, spots, known, table, place, scale, (top, told[date], case_info))
    k = len(tables)
    _legend(d, (k % columns) * (PANEL + GAP), (k // columns) * (high + GAP) + 30, top)
    return d, title


def _spread(runs: Any) -> list[str]:
    """A few days of the runs at equal distances, neither the first nor the last."""
    times = runs["time"].values
    picked = [times[len(times) * (2 * k + 1) // (2 * MAPS)] for k in range(MAPS)]
    return list(dict.fromkeys(str(t)[:10] for t in picked))


SCALES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)
"""Where the colours may end: the first at least as large as the largest share."""
LINE = 58
"""Letters that fit above a map."""


def _happened_near(happened: Iterable[Mapping], date: str, days: int = 7) -> set[str]:
    """Places in which the record has unrest within `days` of a date."""
    middle, reach = np.datetime64(date, "D"), np.timedelta64(days, "D")
    return {
        str(h["place"])
        for h in happened
        if bands.date_of(h["first"]) <= middle + reach
        and bands.date_of(h["last"]) >= middle - reach
    }


def _names(places: Iterable[str], known: Mapping) -> str:
    """Names of places on one line; how many more where it is too long."""
    names = sorted(str(known[p].get("title", p)) for p in places)
    kept: list[str] = []
    for name in names:
        if len(", ".join([*kept, name])) > LINE - 20:
            return ", ".join(kept) + f" and {len(names) - len(kept)} more"
        kept.append(name)
    return ", ".join(kept)


def _most_often(names: list[str], share: float) -> str:
    if not share:
        return "runs: no unrest in any run"
    where = names[0] if len(names) == 1 else f"{len(names)} places alike"
    where = where if len(where) <= LINE - 32 else where[: LINE - 33] + "…"
    return f"runs: most often {where}, {share:.0%} of runs"


def _title(account: str, tables: Mapping, told: Mapping, best: Mapping) -> str:
    """What the maps show: unrest in the runs where the record has it, against elsewhere."""
    inside: list[float] = []
    outside: list[float] = []
    for date, table in tables.items():
        for name, share in table["share"].items():
            (inside if name in told[date] else outside).append(float(share))
    if inside and outside and max(inside + outside) > 0:
        a, b = float(np.mean(inside)), float(np.mean(outside))
        return (
            f"Where the record has unrest around these dates, {a:.0%} of the runs of {account} have it "
            f"too; elsewhere {b:.0%} have"
        )
    peak = max(best, key=lambda d: best[d][1])
    names, share = best[peak]
    if share == 0:
        return f"No run of {account} has unrest in any place around these dates"
    where = names[0] if len(names) == 1 else f"{len(names)} places alike"
    return (
        f"Unrest in the runs of {account} is most frequent at {where} around {span_words(peak)} "
        f"({share:.0%} of runs)"
    )


def _top(table: pd.DataFrame, known: Mapping) -> tuple[list[str], float]:
    """Places with the highest share of runs, all of them where it is the same, and that share."""
    rows = table.loc[[p for p in table.index if p in known]]
    if not len(rows):
        return [], 0.0
    share = float(rows["share"].max())
    return [str(known[p].get("title", p)) for p in rows.index[rows["share"] == share]], share


def _panel(
    d: Drawing,
    spots: Mapping,
    known: Mapping,
    table: pd.DataFrame,
    place: Any,
    scale: float,
    shown: tuple[float, set[str], Mapping],
) -> None:
    """One map; `shown` is the share at which colours end, where the record has unrest, the case."""
    top, told, case_info = shown
    owner = {spot: known[name].get("polity") for name, spot in spots.items()}
    size = min(11.5, max(7.0, scale * 0.6))
    for name, spot in spots.items():
        x, y = place(*spot)
        share = float(table["share"].get(name, math.nan))
        median = float(table["median"].get(name, math.nan))
        title = str(known[name].get("title", name))
        fill = svg.sequential(share / top)
        d.path(
            svg.polygon(corners_of(x, y, scale * 0.97)),
            fill=fill,
            stroke="#c9c9c4",
            width=0.6,
            tip=f"{title}: unrest in {share:.0%} of runs; median {median:,.0f} participants"
            + ("; unrest in the record" if name in told else ""),
        )
        if name in told:
            d.path(svg.polygon(corners_of(x, y, scale * 0.8)), stroke=svg.VERMILLION, width=2.6)
        d.text(x, y + size * 0.36, short_name(title), "middle", size=size, fill=svg.ink_on(fill))
    for spot, polity in owner.items():
        x, y = place(*spot)
        corners = corners_of(x, y, scale)
        for (a, b), (p, q) in zip(NEIGHBOURS, _EDGES, strict=True):
            if owner.get((spot[0] + a, spot[1] + b)) != polity:
                d.line(*corners[p], *corners[q], stroke="#444444", width=1.4)
    edge = min(place(*s)[0] for s in owner) - scale
    far = edge + PANEL
    for polity in dict.fromkeys(owner.values()):
        mine = [place(*s) for s, o in owner.items() if o == polity]
        top = min(y for _, y in mine)
        x = [x for x, y in mine if y < top + 1]
        info = dict(case_info.get("polities") or {}).get(polity) or {}
        name = polity_name(str(polity), {str(polity): info} if info else {})
        half = 3.6 * len(name)
        middle = min(max(sum(x) / len(x), edge + half), far - half)  # not over the edge of the map
        d.text(middle, top - scale * 1.12, name, "middle", size=11.5, cls="b")


# Corner pairs of `corners_of` on the side of each of NEIGHBOURS (corner 0 points down the page).
_EDGES = ((1, 2), (0, 1), (5, 0), (4, 5), (3, 4), (2, 3))


def _legend(d: Drawing, x: float, y: float, top: float) -> None:
    d.text(x, y, f"Share of runs with unrest, 0 to {top:.0%}", cls="b")
    for k in range(11):
        d.rect(x + k * 26, y + 10, 26, 16, svg.sequential(k / 10), stroke=svg.RULE)
        if k % 5 == 0:
            label = f"{100 * top * k / 10:.3g} %"
            d.text(x + k * 26 + 13, y + 42, label, "middle", fill=svg.GREY)
    d.path(svg.polygon(corners_of(x + 9, y + 62, 8)), stroke=svg.VERMILLION, width=2.6)
    d.text(x + 26, y + 66, "the record has unrest here within a week of the date")
    d.text(x, y + 88, "A hexagon is a place; a dark line rings a country.")
    d.text(
        x, y + 106, f"Unrest: {bands.UNREST_FLOOR:.0f} or more participants on one", fill=svg.GREY
    )
    d.text(x, y + 123, "day within a week of the date.", fill=svg.GREY)
