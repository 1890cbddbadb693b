"""`load_from`: the mechanism of a file, or what is wrong with the file."""

from __future__ import annotations

import inspect
import re
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from thaw.contract.faults import check
from thaw.contract.source import first_line
from thaw.errors import ThawError, nearest_name

if TYPE_CHECKING:
    from thaw.mechanism import Mechanism


def load_from(run: Callable[[], ModuleType], file: Path, name: str) -> Mechanism:
    """The mechanism `name` of a file, checked.

    Parameters
    ----------
    run : callable
        Imports the file and returns its module.
    file : path
    name : str

    Raises
    ------
    ThawError
        When the file cannot be imported, holds no such mechanism, or one that breaks its contract.
    """
    try:
        module = run()
    except ThawError:
        raise
    except SyntaxError as problem:
        raise ThawError(
            f"is not Python: {problem.msg}",
            file=problem.filename or file,
            line=problem.lineno,
            key=name,
            todo="mend that line",
        ) from problem
    except Exception as problem:
        raise _import_error(problem, file, name) from problem
    made = {k: v.mechanism for k, v in vars(module).items() if _declares(v, module)}
    if name not in made:
        other = next(iter(made.values()), None)
        if other is not None:
            raise _misnamed(other, file)
        raise ThawError(
            "declares no mechanism",
            file=file,
            line=1,
            key=name,
            todo=f"put @mechanism(...) above def {name}(i, w, p, key)",
        )
    if len(made) > 1:
        second = next(v for k, v in made.items() if k != name)
        raise ThawError(
            f"declares {second.name!r} as well",
            file=file,
            line=first_line(second.function),
            key=name,
            todo=f"move it to a file of its own, {second.name}.py",
        )
    check(made[name])
    return made[name]


def _declares(value: object, module: ModuleType) -> bool:
    """Whether a global is a mechanism of this very module."""
    return (
        inspect.isfunction(value)
        and hasattr(value, "mechanism")
        and value.__module__ == module.__name__
    )


def _misnamed(m: Mechanism, file: Path) -> ThawError:
    return ThawError(
        f"the function {m.name!r} stands in {file.name}",
        file=file,
        line=first_line(m.function),
        key=file.stem,
        todo=f"call the file {m.name}.py, or the function {file.stem}",
    )


def _import_error(problem: Exception, file: Path, name: str) -> Exception:
    """The error of an import with file and line; itself where no line of the author's is to blame."""
    folder = file.resolve().parent
    frames = [
        f
        for f in traceback.extract_tb(problem.__traceback__)
        if Path(f.filename).resolve().parent == folder
    ]
    if not frames:
        return problem
    told = f"{type(problem).__name__}: {problem}"
    nearest = None
    if isinstance(problem, ImportError):
        found = re.match(r"cannot import name '(\w+)' from '([\w.]+)'", str(problem))
        if found and found[2] in sys.modules:
            nearest = nearest_name(found[1], vars(sys.modules[found[2]]))
            told = f"{found[2]} has no {found[1]!r}"
    elif isinstance(problem, NameError):
        nearest = nearest_name(str(problem.name), ("Parameter", "mechanism", "register_jitable"))
    return ThawError(
        f"cannot be imported: {told}",
        file=frames[-1].filename,
        line=frames[-1].lineno,
        key=name,
        nearest=nearest,
        todo="mend that line",
    )
