"""Compiled kernels that see a `City` by the addresses of its arrays instead of by reference."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from numba import njit

from thaw.engine.flat import borrow
from thaw.engine.unit import kernel
from thaw.published.epstein_2002_lattice import City


@njit
def light(c):
    """The same city as bare addresses; the caller holds the arrays meanwhile."""
    return City(borrow(c.p), borrow(c.i), borrow(c.b), borrow(c.f), borrow(c.n), borrow(c.w))


@cache
def by_address(function: Callable) -> Callable[..., Any]:
    """`kernel(function)`, whose first argument is a `City`, called with that city's addresses."""
    run = kernel(function)

    @njit
    def call(city, rules, a, b, c):
        return run(light(city), rules, a, b, c)

    return call
