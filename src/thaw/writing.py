"""Writing that loses nothing.

The place is tried first, a file is there whole or not at all, and one process at a time has it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from thaw.errors import ThawError

LEAST_SPACE = 10e6
"""Bytes that must be free on a disk before anything is begun."""

TODO = "give another with --out"

MACHINE = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.ENAMETOOLONG,
    errno.EEXIST,
    errno.ENOTEMPTY,
    errno.EFBIG,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOMEM,
    errno.EBUSY,
    errno.ENODEV,
    errno.ENXIO,
    errno.ELOOP,
    errno.ESTALE,
    errno.ENOENT,
    errno.ETXTBSY,
    errno.EAGAIN,
    errno.ECONNREFUSED,
}
"""What is wrong with a disk, a path or the limits of a machine, not with a program."""


def number_of(problem: OSError) -> int | None:
    """The system's number of an error; HDF5 gives it in words."""
    if problem.errno is not None:
        return problem.errno
    found = re.search(r"errno = (\d+)", str(problem))
    return int(found[1]) if found else None


def cannot(what: str, path: str | Path, problem: OSError, todo: str | None = None) -> ThawError:
    """A `ThawError` for what the system refuses: ``cannot write to a/b: Read-only file system``."""
    number = number_of(problem)
    why = os.strerror(number) if number is not None else str(problem)
    return ThawError(f"cannot {what} {path}: {why}", todo=todo)


def ready(folder: str | Path, space: float = LEAST_SPACE, todo: str = TODO) -> Path:
    """A folder for results: made if it is missing, and tried before any work.

    Parameters
    ----------
    folder : path
    space : float
        Bytes that will be needed there.
    todo : str
        What to do when it will not serve.

    Raises
    ------
    ThawError
        It cannot be made or written to, a file is in the way, its path is too long, or the disk is full.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"thaw")
            trial.flush()
        free = shutil.disk_usage(folder).free
    except FileExistsError:
        raise ThawError(
            f"cannot write into {folder}: it is a file",
            expected="a folder, or a new name",
            todo=todo,
        ) from None
    except OSError as problem:
        raise cannot("write into", folder, problem, todo) from None
    except ValueError as problem:
        raise ThawError(f"cannot write into {str(folder)!r}: {problem}", todo=todo) from None
    if free < space:
        raise ThawError(
            f"cannot write into {folder}: {free / 1e6:,.0f} MB are free on its disk",
            expected=f"{space / 1e6:,.0f} MB or more",
            todo=todo,
        )
    swept(folder)
    return folder


def ready_file(path: str | Path, todo: str = TODO) -> Path:
    """A file to be written: its folder is tried, and no folder is in its place."""
    path = Path(path)
    ready(path.parent, todo=todo)
    try:
        if path.is_dir():
            raise ThawError(
                f"cannot write {path}: it is a folder", expected="the name of a file", todo=todo
            )
        path.lstat()
    except FileNotFoundError:
        pass
    except OSError as problem:
        raise cannot("write", path, problem, todo) from None
    return path


DRAFT = ".thaw-"
"""With this the name of a file begins that is not whole yet."""


def write_whole(path: str | Path, content: bytes | memoryview | str) -> Path:
    """Write a file so that a stop, a full disk or another process leaves the old one or the new one.

    Raises
    ------
    ThawError
        The system refuses; no draft is left.
    """
    path = Path(path)
    try:
        with _drafted(path, content) as draft:
            draft.replace(path)
    except OSError as problem:
        raise cannot("write", path, problem) from None
    return path


def write_new(path: str | Path, content: bytes | memoryview | str) -> Path:
    """As `write_whole`, where nothing of that name is there.

    Raises
    ------
    FileExistsError
        Something is, and it is left.
    ThawError
        The system refuses.
    """
    path = Path(path)
    try:
        with _drafted(path, content) as draft:
            try:
                os.link(draft, path)
            except FileExistsError:
                raise
            except (OSError, NotImplementedError):  # a file system without links
                with path.open("xb"):
                    pass
                draft.replace(path)
    except FileExistsError:
        raise
    except OSError as problem:
        raise cannot("write", path, problem) from None
    return path


@contextmanager
def _drafted(path: Path, content: bytes | memoryview | str) -> Iterator[Path]:
    """A draft of a file, beside it; locked as long as its writer lives, so that `swept` leaves it."""
    draft = path.with_name(f"{DRAFT}{os.getpid()}-{threading.get_ident()}.{path.name}"[:200])
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        to, ours = _locked(draft, "wb")
        while not ours:  # `swept` has it, and takes it away
            to.close()
            to, ours = _locked(draft, "wb")
        with to:
            to.write(data)
            to.flush()
            if os.name != "nt":
                yield draft
        if os.name == "nt":  # where no open file can be given another name
            yield draft
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def swept(*folders: str | Path) -> None:
    """Remove drafts that a killed process has left in folders; those of living ones stay."""
    for folder in folders:
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for name in [e.path for e in entries if e.name.startswith(DRAFT) and e.is_file()]:
                with contextlib.suppress(OSError), open(name, "rb+") as left:
                    if _lock(left.fileno()) is True:
                        os.unlink(name)


@contextmanager
def claimed(path: str | Path, what: str) -> Iterator[None]:
    """Hold a lock file while making `what`; it is the system's, so it ends with the process.

    Raises
    ------
    ThawError
        Another process has it.
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file, ours = _locked(path, "a+")
    except OSError as problem:
        raise cannot("write", path, problem, TODO) from None
    try:
        if not ours:
            file.seek(0)
            who = file.read().strip()
            raise ThawError(
                f"another process is making {what}" + (f" (number {who})" if who else ""),
                todo="wait until it is done, or give another folder with --out",
            )
        with contextlib.suppress(OSError):
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    finally:
        with contextlib.suppress(OSError):
            file.close()


def _locked(path: Path, mode: str) -> tuple[IO[Any], bool]:
    """A file opened and locked, and whether it is ours: False where another process has the lock.

    Who had it before may take the file away between our opening and our lock: then it is opened again.
    """
    while True:
        file = path.open(mode)
        if _lock(file.fileno()) is False:
            return file, False
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                return file, True
        file.close()


def _lock(descriptor: int) -> bool | None:
    """Whether the lock is ours now; None from a system without locks."""
    try:
        import fcntl
    except ImportError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        taken = problem.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)
        return False if taken else None
    return True
