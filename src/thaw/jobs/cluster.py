"""Workers of one's own: a Dask cluster by the address of its scheduler, or any executor.

Everything that runs takes an ``executor`` of `concurrent.futures`; a cluster is one more of them.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from typing import Any

from thaw.errors import ThawError

SECONDS = 10.0
"""How long to wait for a scheduler to answer."""

INSTALL = 'pip install "thaw-sim[cluster]"'


@contextmanager
def connected(address: str | None) -> Iterator[Executor | None]:
    """An executor over the workers of a Dask scheduler; None without an address.

    Parameters
    ----------
    address : str, optional
        Such as ``tcp://login1:8786``.

    Raises
    ------
    ThawError
        When Dask is not installed, nobody answers, a worker has another Thaw or none, or the cluster is
        lost while in use.
    """
    if address is None:
        yield None
        return
    try:
        from distributed import Client, KilledWorker
        from distributed.comm.core import CommClosedError
    except ImportError as error:
        raise ThawError(
            "a scheduler needs dask.distributed, which is not installed here", todo=INSTALL
        ) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # faults are told in our own words
    try:
        client = Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ThawError(
            f"no scheduler answers at {address}",
            expected="the address that `dask scheduler` prints, such as tcp://login1:8786",
            todo="start one, or leave --scheduler out to run on this machine",
        ) from error
    try:
        _check_workers(client)
        yield client.get_executor(pure=False)
    except (CancelledError, CommClosedError, KilledWorker) as error:
        why = (str(error).splitlines() or [""])[0]
        raise ThawError(
            f"the cluster is lost: {type(error).__name__}: {why}",
            todo="see to it, then call again: finished runs are kept",
        ) from error
    finally:
        client.close()


def _check_workers(client: Any) -> None:
    """Refuse workers whose runs would be another program's."""
    from thaw.jobs.identity import code_hash

    for worker, found in client.run(code_hash, on_error="return").items():
        if isinstance(found, BaseException):
            raise ThawError(
                f"worker {worker} cannot load thaw ({type(found).__name__}: {found})",
                todo="install the same thaw on all machines",
            )
        if found != code_hash():
            raise ThawError(
                f"worker {worker} has another version of thaw",
                todo="install the same thaw on all machines, then start the workers anew",
            )


def width(executor: Executor) -> int:
    """How many runs an executor makes at the same time: asked of a cluster, else of the pool."""
    client = getattr(executor, "_client", None)
    if client is not None:
        return max(1, sum(client.nthreads().values()))
    return getattr(executor, "_max_workers", None) or os.cpu_count() or 1
