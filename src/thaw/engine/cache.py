"""Compiled texts on disk, found again under a hash of all they reach.

Numba's own cache does not notice an edited callee in another file; here the key is made of the whole
text (which holds every function it reaches), the draws, numba and the processor.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import os
import platform
import stat
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from thaw.columns import COLUMNS
from thaw.engine import buffers, loop
from thaw.measure import Measure
from thaw.mechanism import Mechanism


def key_of(text: str, threads: bool = False) -> str:
    """Hash under which a compiled text is cached: the text, the modules it imports, numba, processor.

    Of the tables their layout counts: which columns there are, in which order, of which type.
    """
    import llvmlite
    import llvmlite.binding
    import numba

    from thaw import draw, world

    h = hashlib.sha256(text.encode())
    for module in (draw, world, loop, buffers):
        h.update(inspect.getsource(module).encode())
    for table, columns in COLUMNS.items():
        kinds = [(name, np.dtype(c.dtype).str) for name, c in columns.items()]
        h.update(f"{table}{kinds}".encode())
    about = (
        numba.__version__,
        llvmlite.__version__,
        platform.python_version(),
        llvmlite.binding.get_host_cpu_name(),
        platform.machine(),
        str(threads),
    )
    h.update("|".join(about).encode())
    return h.hexdigest()[:20]


def cache_folder() -> Path:
    """Where compiled programs are kept; THAW_CACHE overrides the user's cache folder.

    Where neither can be written to, a folder below the temporary one that is this user's alone: code
    is run from it.
    """
    for folder in _wished():
        if _serves(folder):
            return folder
    own = Path(tempfile.gettempdir(), f"thaw-{os.getuid() if hasattr(os, 'getuid') else 'cache'}")
    if not (_serves(own) and _mine(own)):
        own = Path(tempfile.mkdtemp(prefix="thaw-"))
    os.environ["THAW_CACHE"] = str(own)  # workers find what is compiled here
    return own


def _wished() -> list[Path]:
    """Folders for the cache in order; a path from here and there is none, as the standard says."""
    given = os.environ.get("THAW_CACHE")
    if given:
        return [Path(given).absolute()]
    base = os.environ.get("XDG_CACHE_HOME") or ""
    if os.path.isabs(base):
        return [Path(base, "thaw")]
    try:
        return [Path(Path.home(), ".cache", "thaw")]
    except RuntimeError:  # nobody's home is known
        return []


def _serves(folder: Path) -> bool:
    """Whether files can be written into a folder, which is made if it is missing."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _mine(folder: Path) -> bool:
    """Whether nobody else can have put code into a folder."""
    if not hasattr(os, "getuid"):
        return True
    about = folder.lstat()
    return stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid() and not about.st_mode & 0o022


@cache
def load(path: Path, threads: bool, entry: str) -> Callable:
    """The compiled function `entry` of a text in the cache folder, once a process."""
    name = f"thaw_unit_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    from numba import njit

    return njit(
        getattr(module, entry), cache=True, parallel=threads, nogil=True, error_model="numpy"
    )


def known_program(mechanisms: Sequence[Mechanism], measures: Sequence[Measure]) -> Path | None:
    """File that names the program of these, so that its text need not be made again.

    Its own name is a hash of the sources of the whole package; None if any of them comes from elsewhere.
    """
    home = Path(__file__).parents[1]
    functions = [*(m.function for m in mechanisms), *(m.function for m in measures)]
    if any(home not in Path(inspect.getsourcefile(f) or "/").parents for f in functions):
        return None
    h = hashlib.sha256("|".join(f.__qualname__ for f in functions).encode())
    for content in sorted(hashlib.sha256(f.read_bytes()).digest() for f in home.rglob("*.py")):
        h.update(content)
    return cache_folder() / f"n{key_of(h.hexdigest())}.txt"


def write(path: Path, text: str) -> None:
    """Write a file of the cache folder whole or not at all."""
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(text)
    draft.replace(path)


def kept(prefix: str, text: str, threads: bool) -> Path:
    """The file in the cache folder that holds a generated text."""
    path = cache_folder() / f"{prefix}{key_of(text, threads)}.py"
    if not path.exists():
        write(path, text)
    return path
