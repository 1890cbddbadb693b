"""One verb for every kind of figure."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thaw.errors import ThawError, nearest_name
from thaw.figures.classics import published
from thaw.figures.levers import levers
from thaw.figures.maps import unrest_map
from thaw.figures.sheet import save
from thaw.figures.timeline import timeline
from thaw.figures.verdict import recovery, verdict
from thaw.run import Run, load_run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS: dict[str, Callable[..., Figure]] = {
    "timeline": timeline,
    "verdict": verdict,
    "recovery": recovery,
    "levers": levers,
    "map": unrest_map,
    "published": published,
}


def figure(
    kind: str, *what: Any, out: str | Path | None = None, replace: bool = False, **options: Any
) -> Figure:
    """Draw a figure that stands by itself: with title, units and sources, in colours that all can tell apart.

    Parameters
    ----------
    kind : {"timeline", "verdict", "recovery", "levers", "map", "published"}
    *what
        timeline: Runs or files of runs, at most four of one case; or nothing, with ``case=``, for the record
        alone. verdict, recovery: a Comparison, or the folder that `thaw compare` wrote. levers: files of
        `thaw lever` that end in ``.effect.csv``. map: a Run or its file. published: epstein_2002,
        granovetter_1978 or lohmann_1994.
    out : path, optional
        A file that ends in .svg, .pdf or .png, or a folder; nothing is written unless given. The same input
        gives the same bytes.
    replace : bool
        Take the place of a file that holds something else; refused unless given.
    **options
        Of the kind: timeline takes measure, polities, case, record and scale; verdict a metric; levers
        outcomes; map dates, case and record; published preset, changes and seed; all take size, "page" or "column".

    Returns
    -------
    matplotlib.figure.Figure
        A notebook shows it.

    Raises
    ------
    ThawError
        For an unknown kind, option or name, for what cannot be read, and for a file that would be overwritten.

    Examples
    --------
    >>> import thaw
    >>> drawn = thaw.figure("published", "granovetter_1978", out="granovetter.pdf")
    """
    if kind not in KINDS:
        raise ThawError(
            f"no kind of figure is called {kind!r}",
            expected=", ".join(KINDS),
            nearest=nearest_name(str(kind), KINDS),
        )
    draw = KINDS[kind]
    known = [
        p.name for p in inspect.signature(draw).parameters.values() if p.kind is p.KEYWORD_ONLY
    ]
    odd = next((o for o in options if o not in known), None)
    if odd is not None:
        raise ThawError(
            f"a figure of kind {kind} takes no {odd!r}",
            expected=", ".join(known),
            nearest=nearest_name(odd, known),
        )
    made = draw(*_opened(kind, what), **options)
    if out is not None:
        save(made, out, named(kind, what, options), replace)
    return made


def _opened(kind: str, what: tuple[Any, ...]) -> tuple[Any, ...]:
    """What is drawn, files of runs loaded, as the one argument of a kind."""
    if kind == "timeline":
        given = what[0] if len(what) == 1 and not isinstance(what[0], str | Path | Run) else [*what]
        if isinstance(given, list):
            given = [_run(w) for w in given]
        return (given or None,)
    if kind == "levers":
        several = what[0] if len(what) == 1 and isinstance(what[0], list | tuple) else [*what]
        return (list(several),)
    if len(what) != 1:
        raise ThawError(f"a figure of kind {kind} shows one thing, not {len(what)}")
    return (_run(what[0]),) if kind == "map" else what


def _run(given: Any) -> Any:
    return load_run(given) if isinstance(given, str | Path) else given


def named(kind: str, what: tuple[Any, ...], options: dict[str, Any]) -> str:
    """A name of a file after what a figure was made from."""
    words = [kind]
    for w in what:
        if isinstance(w, Run):
            about = w.data.attrs
            words.append(".".join(str(about[k]) for k in ("account", "case") if about.get(k)))
        elif isinstance(w, str | Path):
            name = Path(w).name or Path(w).resolve().name
            for ending in (".effect.csv", ".nc", ".json"):
                name = name.removesuffix(ending)
            words.append(name)
        elif hasattr(w, "case"):
            words.append(str(w.case))
    for value in options.values():
        words += [str(value)] if isinstance(value, str) else []
    kept = "".join(c if c.isalnum() or c in "._-" else "_" for c in ".".join(w for w in words if w))
    return kept[:150]
