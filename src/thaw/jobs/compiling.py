"""Compiling a program in less time, in a process of its own.

numba makes machine code, a wrapper for Python and a wrapper for C of each of the hundred functions of a program,
and optimises each one fully before it is put into those that call it. Only the whole is ever called, and it is
optimised again. A process that does nothing else leaves that out and puts the result into the cache on disk,
where everybody finds it. What is left out lies inside numba: where its inside is another than is known here, or
anything else is wrong, the process ends without a result and the caller compiles as usual.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import thaw.jobs.replicate as engine
from thaw.engine import cache, codegen
from thaw.engine.checked import checking
from thaw.jobs.plan import Plan, make_plan
from thaw.measure import Measure
from thaw.mechanism import Mechanism, load_mechanism

ENTRY = "run"
"""The function of a program that is called from Python."""

MOST_SECONDS = 900.0
"""After which the process is ended."""


def compile_soon(plan: Plan) -> None:
    """Compile a plan's program into the cache on disk, where it is not there yet, and load it.

    Parameters
    ----------
    plan : Plan
        Its program is compiled in a process of its own where all of it comes with Thaw.
    """
    whole = codegen.shared_order(plan.mechanisms)
    measured = (*plan.account.measures("polities"), *plan.account.measures("places"))
    if not checking() and not _there(whole, measured):
        _in_a_process_of_its_own([m.name for m in whole])
    engine.compile_program(plan)


def _there(mechanisms: Sequence[Mechanism], measures: Sequence[Measure]) -> bool:
    """Whether the cache holds this program compiled; also true of one that is not Thaw's alone."""
    known = cache.known_program(mechanisms, measures)
    if known is None:
        return True
    if not known.exists():
        cache.write(known, cache.kept("u", codegen.source_of(mechanisms, measures), False).name)
    stem = Path(known.read_text()).stem
    return any((known.parent / "__pycache__").glob(f"{stem}.{ENTRY}-*.nbc"))


def _in_a_process_of_its_own(names: list[str]) -> bool:
    """Whether the program of these shipped mechanisms was compiled by a process that has ended."""
    home = str(Path(__file__).parents[2])
    paths = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
    try:
        made = subprocess.run(
            [sys.executable, "-P", "-m", "thaw.jobs.compiling", *names],
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return made.returncode == 0


def lean() -> None:
    """Let numba leave out, in this process and for good, what only functions called from Python need.

    Raises
    ------
    AttributeError
        numba's inside is another than is known here.
    """
    from numba import _dynfunc  # type: ignore[attr-defined]
    from numba.core import codegen as numba_codegen
    from numba.core import cpu, lowering
    from numba.core.registry import cpu_target
    from numba.core.runtime import rtsys

    rtsys.initialize(cpu_target.target_context)
    never = rtsys.library.get_pointer_to_function("nrt_unresolved_abort")
    library: Any = numba_codegen.JITCodeLibrary
    context: Any = cpu.CPUContext
    lower: Any = lowering.Lower
    finalize, optimise = library._finalize_final_module, library._optimize_final_module
    executable = context.get_executable
    as_python, as_c = lower.create_cpython_wrapper, lower.create_cfunc_wrapper

    def finalize_entry(self: Any) -> None:
        if self.name == ENTRY:
            finalize(self)
        else:
            self._finalize_dynamic_globals()
            self._finalized = True

    def optimise_cheaply(self: Any) -> None:
        if self.name == ENTRY:
            optimise(self)
            return
        manager, builder = self._codegen._module_pass_manager(
            loop_vectorize=self._codegen._loopvect,
            slp_vectorize=False,
            opt=self._codegen._opt_level,
            cost="cheap",
        )
        manager.run(self._final_module, builder)

    def executable_entry(self: Any, lib: Any, fndesc: Any, env: Any) -> Any:
        if lib.name == ENTRY:
            return executable(self, lib, fndesc, env)
        lib._ensure_finalized()
        name = fndesc.qualname.split(".")[-1]
        return _dynfunc.make_function(
            fndesc.lookup_module(), name, "part of a program", never, env, (lib,)
        )

    def python_of_entry(self: Any, release_gil: bool = False) -> None:
        if self.library.name == ENTRY:
            as_python(self, release_gil=release_gil)

    def c_of_entry(self: Any) -> None:
        if self.library.name == ENTRY:
            as_c(self)

    library._finalize_final_module = finalize_entry
    library._optimize_final_module = optimise_cheaply
    context.get_executable = executable_entry
    lower.create_cpython_wrapper = python_of_entry
    lower.create_cfunc_wrapper = c_of_entry


def main(names: list[str]) -> int:
    """Compile the program of shipped mechanisms, with the shipped measures, and leave it on disk."""
    plan = replace(make_plan("null", "toy_two"), mechanisms=tuple(load_mechanism(n) for n in names))
    lean()
    gc.disable()
    engine.compile_program(plan)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
