"""The sheet that a figure is drawn on: size, style, title, foot with sources, and its file."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec

import matplotlib
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from thaw.errors import ThawError, nearest_name
from thaw.files import digest
from thaw.report import svg
from thaw.run.plotting import RunFigure
from thaw.writing import ready_file, write_whole

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.gridspec import GridSpec

P = ParamSpec("P")


class Size(NamedTuple):
    """What a figure is made for.

    Attributes
    ----------
    width : float, inches
    columns : int, panels beside each other
    """

    width: float
    columns: int


SIZES = {"page": Size(6.7, 2), "column": Size(4.06, 1)}
"""Type area of an A4 page; and 390 units of the web, a phone or the column of a journal."""

INSET = 0.08
"""Inches from the left edge of the paper to titles and feet."""

HEAD, SAYS, FOOT, TICK = 9, 7, 6.3, 7.5
"""Points of a title, of what is added below it, of the foot, of labels along axes."""

FORMATS = (".svg", ".pdf", ".png")
COLOURS = (svg.BLUE, svg.VERMILLION, svg.GREEN, svg.PURPLE)
"""Of runs beside each other: told apart with any common form of colour blindness."""

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "thaw",
    "pdf.fonttype": 42,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "sans-serif"],
    "font.size": 8,
    "axes.titlesize": 8.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#888888",
    "axes.axisbelow": True,
    "axes.grid": False,
    "grid.color": "#e4e4e0",
    "grid.linewidth": 0.6,
    "xtick.labelsize": TICK,
    "ytick.labelsize": TICK,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}
DOTS = 200
"""Dots an inch of a PNG."""

SILENT = {
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
    ".png": {"Software": None},
}
"""Fields that would tell the day or the version of a library, so that the same input gives the same bytes."""


def drawn(function: Callable[P, Figure]) -> Callable[P, Figure]:
    """A function that draws in the style of all figures, whatever the caller has set."""

    @wraps(function)
    def wrapped(*given: P.args, **named: P.kwargs) -> Figure:
        with styled():
            return function(*given, **named)

    return wrapped


@contextmanager
def styled() -> Iterator[None]:
    """Matplotlib as it comes, with `STYLE`."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        yield


def size_of(name: str) -> Size:
    """A size by name.

    Raises
    ------
    ThawError
        For another name.
    """
    if name not in SIZES:
        raise ThawError(
            f"no size is called {name!r}",
            expected=" or ".join(SIZES),
            nearest=nearest_name(str(name), SIZES),
        )
    return SIZES[name]


class Sheet(NamedTuple):
    """A figure under its title, with room for what is drawn, its key below that and its foot.

    Attributes
    ----------
    figure : RunFigure
    size : Size
    low, high : float
        Inches from the lower edge of the paper to the lower and the upper edge of the room.
    """

    figure: RunFigure
    size: Size
    low: float
    high: float

    def grid(
        self, rows: int = 1, columns: int = 1, *, left: float, right: float = 0.14, **more: Any
    ) -> GridSpec:
        """Places for axes within the room.

        Parameters
        ----------
        rows, columns : int
        left, right : float
            Inches kept free for labels; `top` and `bottom` likewise, 0.22 and 0.34 unless given.
        **more
            To matplotlib: hspace, wspace, height_ratios, width_ratios.
        """
        wide, tall = self.figure.get_size_inches()
        top, bottom = more.pop("top", 0.22), more.pop("bottom", 0.34)
        return self.figure.add_gridspec(
            rows,
            columns,
            left=left / wide,
            right=1 - right / wide,
            bottom=(self.low + bottom) / tall,
            top=(self.high - top) / tall,
            **more,
        )

    def upward(self, words: str, x: float = 0.1) -> None:
        """Words along the left edge, centred `x` inches from it; in two lines where one is too long."""
        wide, tall = self.figure.get_size_inches()
        middle = (self.low + self.high) / 2 / tall
        lines = wrapped(words, 8, 0.9 * (self.high - self.low))
        x += 0.07 * (len(lines) - 1)
        self.figure.text(
            x / wide, middle, "\n".join(lines), rotation=90, ha="center", va="center", fontsize=8
        )


def sheet(
    size: Size,
    height: float,
    title: str,
    says: str = "",
    *,
    key: Sequence[Artist] = (),
    columns: int = 4,
    foot: Sequence[str] = (),
) -> Sheet:
    """A figure with its title, key and foot, and room between them.

    Parameters
    ----------
    size : Size
    height : float
        Inches of the room.
    title : str
        What the figure shows, in a sentence; broken into lines that fit.
    says : str
        What to add below it.
    key : sequence of Artist
        With labels.
    columns : int
        Of the key on a page; half as many in a column.
    foot : sequence of str
        What the figure rests on: runs, record, sources.
    """
    room = 0.97 * (size.width - 2 * INSET)  # devices round the width of letters
    head = wrapped(title, HEAD, room)
    more = wrapped(says, SAYS, room)
    across = columns if size.columns > 1 else max(columns // 2, 1)
    below = [part for line in foot for part in wrapped(line, FOOT, room)]
    heights = {
        "head": 0.1 + 0.165 * len(head) + 0.13 * len(more),
        "key": 0.16 * -(-len(key) // across) + 0.1 if key else 0.0,
        "foot": 0.115 * len(below) + 0.12 if below else 0.06,
    }
    tall = height + sum(heights.values())
    figure = RunFigure(figsize=(size.width, tall))
    figure.set_label(title)
    left = INSET / size.width
    figure.text(
        left, 1 - 0.07 / tall, "\n".join(head), va="top", fontsize=9, linespacing=1.3, color=svg.INK
    )
    if more:
        figure.text(
            left,
            1 - (0.08 + 0.165 * len(head)) / tall,
            "\n".join(more),
            va="top",
            fontsize=SAYS,
            linespacing=1.3,
            color="#555555",
        )
    low = heights["key"] + heights["foot"]
    if key:
        figure.legend(
            handles=list(key),
            loc="upper left",
            bbox_to_anchor=(0.0, low / tall),
            borderaxespad=0.2,
            ncols=across,
            columnspacing=1.2,
            handletextpad=0.5,
            handlelength=1.6,
        )
    if below:
        figure.text(
            left,
            0.07 / tall,
            "\n".join(below),
            va="bottom",
            fontsize=FOOT,
            linespacing=1.3,
            color="#555555",
        )
    return Sheet(figure, size, low, low + height)


@cache
def inches(words: str, points: float) -> float:
    """The width of words in the font that figures are laid out for, which comes with matplotlib."""
    font = FontProperties(family="DejaVu Sans", size=points)
    return float(TextToPath().get_text_width_height_descent(words, font, False)[0]) / 72


def wrapped(text: str, points: float, room: float) -> list[str]:
    """Lines of words that are at most `room` inches wide; a word alone may be wider."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and inches(longer, points) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def wide(names: Iterable[str], most: float = 2.2) -> float:
    """Inches that labels of axes ask for, with what parts them from the axis."""
    return min(0.2 + max((inches(n, TICK) for n in names), default=0.0), most)


def of_runs(about: Mapping[Any, Any], seeds: Sequence[int]) -> str:
    """A line of a foot on runs: account, case, seeds, hashes, version."""
    told = f"{about.get('account', 'runs')} on {about.get('case', 'an unnamed case')}"
    if about.get("levers"):
        told += f" with {str(about['levers']).replace(',', ', ')}"
    whole = list(seeds) == list(range(seeds[0], seeds[0] + len(seeds))) if seeds else False
    if seeds:
        many = f"seeds {seeds[0]} to {seeds[-1]}" if whole and len(seeds) > 1 else "seeds as saved"
        told += f", {len(seeds)} run{'s' * (len(seeds) != 1)}, {many}"
    keys = [(k, str(about[f"{k}_hash"])[:8]) for k in ("account", "case") if f"{k}_hash" in about]
    told += f" ({', '.join(f'{k} {v}' for k, v in keys)})" if keys else ""
    return told + (f"; thaw {about['thaw']}" if "thaw" in about else "")


def picture(figure: Figure, ending: str) -> bytes:
    """A figure as the bytes of a file; the same figure gives the same bytes.

    Parameters
    ----------
    figure : Figure
    ending : {".svg", ".pdf", ".png"}
    """
    held = io.BytesIO()
    about: dict[str, Any] = {**SILENT[ending], "Title": figure.get_label()}
    with styled():
        figure.savefig(held, format=ending[1:], dpi=DOTS, metadata=about)
    return held.getvalue()


def place(out: str | Path, name: str) -> tuple[Path, bool]:
    """The file for a figure, and whether its name was given; in a folder it is named after what made it.

    Raises
    ------
    ThawError
        The name ends in something else than a figure's, or the system refuses.
    """
    path = Path(out)
    if not path.suffix or path.is_dir():
        return ready_file(path / f"{name}.svg"), False
    if path.suffix.lower() not in FORMATS:
        raise ThawError(
            f"a figure is not written as {path.suffix}",
            file=path,
            expected=f"a name that ends in {', '.join(FORMATS)}, or a folder",
            nearest=nearest_name(path.suffix, FORMATS),
        )
    return ready_file(path), True


def save(figure: Figure, out: str | Path, name: str = "figure", replace: bool = False) -> Path:
    """Write a figure, and never over another one.

    Parameters
    ----------
    figure : Figure
    out : path
        A file that ends in .svg, .pdf or .png; or a folder, in which the file is `name` with .svg, and with
        a hash where another figure has that name.
    name : str
        What the figure was made from.
    replace : bool
        Take the place of a file of the name given that holds something else.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ThawError
        A file of the name given holds something else; the ending is no figure's; the system refuses.
    """
    path, given = place(out, name)
    made = picture(figure, path.suffix.lower())
    if not path.exists() or path.read_bytes() == made:
        return write_whole(path, made)
    if given and not replace:
        raise ThawError(
            "is there already and holds something else",
            file=path,
            expected="a new name; or a folder, in which figures are named after what made them",
            todo="give another with --out, or --replace to take its place",
        )
    if not given and not replace:
        path = path.with_name(f"{name}.{digest(made.hex())[:8]}{path.suffix}")
    return write_whole(path, made)
