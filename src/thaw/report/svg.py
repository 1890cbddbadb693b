"""A few lines of SVG: text stays text, no pixels, the same input gives the same bytes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape

BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILLION, PURPLE = (
    "#000000",
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#F0E442",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
)
"""The colours of Okabe and Ito (2008), told apart with any common form of colour blindness."""

INK, GREY, RULE, PAPER = "#222222", "#6b6b6b", "#d9d9d6", "#ffffff"
HALF = "#a0a09c"
"""Grey of a mark that cannot be told from nothing, apart from `INK` on paper."""


def num(x: float) -> str:
    """A coordinate with one decimal at most."""
    text = f"{x:.1f}"
    return text[:-2] if text.endswith(".0") else text


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def blend(stops: Sequence[str], t: float) -> str:
    """The colour at `t` in 0..1 along equally spaced stops; white paper where `t` is NaN."""
    if not math.isfinite(t):
        return PAPER
    spot = min(max(t, 0.0), 1.0) * (len(stops) - 1)
    k = min(int(spot), len(stops) - 2)
    pairs = zip(_channels(stops[k]), _channels(stops[k + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * (spot - k)):02x}" for a, b in pairs)


def diverging(t: float) -> str:
    """-1 vermillion, 0 near white, 1 blue; both ends told apart without red-green vision."""
    return blend((VERMILLION, "#f3b98f", "#f7f7f4", "#9cc7e0", BLUE), (t + 1) / 2)


def sequential(t: float) -> str:
    """0 white, 1 dark blue; prints well in grey."""
    return blend(("#ffffff", "#c9dbe8", "#7aa9cc", "#2f6ea5", "#0b2f5c"), t)


def ink_on(colour: str) -> str:
    """Black or white, whichever contrasts more with a background (WCAG relative luminance)."""
    parts = []
    for c in _channels(colour):
        v = c / 255
        parts.append(v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4)
    light = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return "#000000" if (light + 0.05) / 0.05 > 1.05 / (light + 0.05) else "#ffffff"


class Drawing:
    """An SVG picture under construction; `str()` gives the element with title and description."""

    def __init__(self, width: float, height: float, alt: str, ident: str) -> None:
        self.width, self.height, self.alt, self.ident = width, height, alt, ident
        self.parts: list[str] = []

    def text(
        self,
        x: float,
        y: float,
        words: str,
        anchor: str = "start",
        *,
        cls: str = "",
        fill: str = "",
        size: float = 0,
        tip: str = "",
    ) -> None:
        """Words at a point."""
        more = f' class="{cls}"' if cls else ""
        more += f' fill="{fill}"' if fill else ""
        more += f' font-size="{num(size)}"' if size else ""
        more += f' text-anchor="{anchor}"' if anchor != "start" else ""
        note = f"<title>{escape(tip)}</title>" if tip else ""
        self.parts.append(f'<text x="{num(x)}" y="{num(y)}"{more}>{note}{escape(words)}</text>')

    def upward(self, x: float, y: float, words: str) -> None:
        """Words centred on a point and running up the page."""
        turn = f'transform="rotate(-90 {num(x)} {num(y)})"'
        self.parts.append(
            f'<text x="{num(x)}" y="{num(y)}" text-anchor="middle" {turn}>{escape(words)}</text>'
        )

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        stroke: str = RULE,
        width: float = 1,
        dash: str = "",
    ) -> None:
        """A straight line."""
        more = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<path d="M{num(x1)} {num(y1)}L{num(x2)} {num(y2)}" fill="none" '
            f'stroke="{stroke}" stroke-width="{num(width)}"{more}/>'
        )

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str,
        *,
        tip: str = "",
        stroke: str = "",
        opacity: float = 1,
    ) -> None:
        """A rectangle, with words to show under a pointer."""
        more = f' stroke="{stroke}"' if stroke else ""
        more += f' opacity="{opacity:g}"' if opacity != 1 else ""
        end = f"><title>{escape(tip)}</title></rect>" if tip else "/>"
        self.parts.append(
            f'<rect x="{num(x)}" y="{num(y)}" width="{num(w)}" height="{num(h)}" '
            f'fill="{fill}"{more}{end}'
        )

    def path(
        self,
        d: str,
        *,
        fill: str = "none",
        stroke: str = "",
        width: float = 1,
        opacity: float = 1,
        dash: str = "",
        tip: str = "",
    ) -> None:
        """A path given by its commands."""
        more = f' stroke="{stroke}" stroke-width="{num(width)}"' if stroke else ""
        more += f' opacity="{opacity:g}"' if opacity != 1 else ""
        more += f' stroke-dasharray="{dash}"' if dash else ""
        end = f"><title>{escape(tip)}</title></path>" if tip else "/>"
        self.parts.append(f'<path d="{d}" fill="{fill}"{more}{end}')

    def marker(
        self, kind: str, x: float, y: float, r: float = 4, *, fill: str = INK, tip: str = ""
    ) -> None:
        """A circle, triangle, square or diamond with a white rim."""
        shapes = {
            "triangle": ((0, -1.25), (1.15, 0.8), (-1.15, 0.8)),
            "square": ((-0.95, -0.95), (0.95, -0.95), (0.95, 0.95), (-0.95, 0.95)),
            "diamond": ((0, -1.3), (1.1, 0), (0, 1.3), (-1.1, 0)),
            "circle": tuple(
                (math.cos(k * math.pi / 8), math.sin(k * math.pi / 8)) for k in range(16)
            ),
        }
        d = polygon((x + r * a, y + r * b) for a, b in shapes[kind])
        self.path(d, fill=fill, stroke="#ffffff", width=1, tip=tip)

    def file(self) -> str:
        """The picture as a file of its own, with the styles that a page would give it."""
        size = f'width="{num(self.width)}" height="{num(self.height)}" '
        style = (
            "<style>svg{font:13px system-ui,'Segoe UI',Roboto,Arial,sans-serif;fill:#222}"
            ".b{font-weight:600}.i{font-style:italic}</style>"
        )
        head, rest = str(self).split(">", 1)
        return head.replace("<svg ", f"<svg {size}", 1) + ">" + style + rest + "\n"

    def __str__(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {num(self.width)} '
            f'{num(self.height)}" role="img" aria-labelledby="{self.ident}-t" '
            f'style="min-width:{num(0.78 * self.width)}px">'
            f'<title id="{self.ident}-t">{escape(self.alt)}</title>'
            + "".join(self.parts)
            + "</svg>"
        )


def polygon(points: Iterable[tuple[float, float]]) -> str:
    """Path commands of a closed polygon."""
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points) + "Z"


def steps(edges: Sequence[float], ys: Sequence[float]) -> str:
    """Path commands of a staircase: level `ys[k]` between `edges[k]` and `edges[k + 1]`."""
    out, last = [f"M{num(edges[0])} {num(ys[0])}"], ys[0]
    for k, y in enumerate(ys):
        if num(y) != num(last):
            out.append(f"H{num(edges[k])}V{num(y)}")
            last = y
    return "".join(out) + f"H{num(edges[-1])}"


def step_band(edges: Sequence[float], low: Sequence[float], high: Sequence[float]) -> str:
    """Path commands of the area between two staircases."""
    back = steps(list(edges)[::-1], list(low)[::-1])
    return steps(edges, high) + "L" + back[1:] + "Z"
