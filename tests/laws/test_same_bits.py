"""What must change nothing, to the bit: form, threads, order of storage, storing people beforehand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from societies import MILD, QUICK_SUB_STEPS, acted, copy_of, differences, run, society, toy

from thaw.simulating import run_once


def test_a_run_is_the_same_twice():
    plan = toy()
    world = society(plan, 3)
    one, two = (run(plan, 3, world, parameters=MILD) for _ in range(2))
    assert acted(one) > 0
    assert differences(one, two) == []
    other = run(plan, 4, world, parameters=MILD)
    assert "polity measures" in differences(one, other)


def test_compiled_equals_plain():
    """The whole shipped account, 500 people, 60 days: every measure, column and private state."""
    plan = toy(sub_steps=QUICK_SUB_STEPS)
    world = society(plan, 1)
    fast = run(plan, 1, world, parameters=MILD)
    slow = run(plan, 1, world, parameters=MILD, plain=True)
    assert acted(fast) > 300
    assert fast.world.places.deaths.sum() > 0 and fast.world.places.arrests.sum() > 0
    assert differences(fast, slow) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed, heat", [(1, -0.3), (2, 0.0), (3, 0.3)])
@pytest.mark.parametrize("account", ["stein_1956", "khrushchev_1956", "null"])
def test_compiled_equals_plain_at_full_resolution(account, seed, heat):
    plan = toy(account)
    world = society(plan, seed, heat)
    fast = run(plan, seed, world, parameters=MILD)
    slow = run(plan, seed, world, parameters=MILD, plain=True)
    assert acted(fast) > 0 or account == "null"
    assert differences(fast, slow) == []


@pytest.mark.slow
def test_compiled_equals_plain_on_the_case_itself_with_drawn_values():
    plan = toy()
    fast = run_once(plan, 5)
    slow = run_once(plan, 5, plain=True)
    assert acted(fast) > 0
    assert differences(fast, slow) == []


@pytest.mark.parametrize("seed, heat", [(1, -0.3), (2, 0.2)])
def test_one_thread_equals_two(seed, heat):
    plan = toy()
    world = society(plan, seed, heat, weight=3)
    one = run(plan, seed, world, parameters=MILD)
    two = run(plan, seed, world, parameters=MILD, threads=2)
    assert acted(one) > 0
    assert differences(one, two) == []


def shuffled(world, order):
    """The same world with cells of each place stored in another order, and that order of rows."""
    w = copy_of(world)
    rows = np.arange(len(w.cells.size))
    for first, last in zip(w.places.first_cell, w.places.last_cell, strict=True):
        here = rows[first:last].copy()
        order.shuffle(here)
        rows[first:last] = here
    cells = type(w.cells)(*(column[rows].copy() for column in w.cells))
    return w._replace(cells=cells), rows


def in_order(result, rows):
    """The result with cells and their people back in the order they had before shuffling."""
    back = np.argsort(rows)
    slots = (back[:, None] * 64 + np.arange(64)).ravel()
    world, people = result.world, result.world.people
    cells = type(world.cells)(*(column[back] for column in world.cells))
    moved = {n: getattr(people, n)[back if n == "touched" else slots] for n in people._fields}
    world = world._replace(cells=cells, people=people._replace(**moved))
    return type(result)(result.polity, result.place, result.parameters, world)


@given(
    order=st.randoms(use_true_random=False), seed=st.integers(0, 2**40), heat=st.floats(-0.4, 0.4)
)
@settings(max_examples=8, deadline=None, derandomize=True)
def test_order_of_storage_changes_nothing(order, seed, heat):
    plan = toy()
    world = society(plan, seed % 97, heat, weight=2)
    moved, rows = shuffled(world, order)
    one = run(plan, seed, world, parameters=MILD)
    two = in_order(run(plan, seed, moved, parameters=MILD), rows)
    assert differences(one, two) == []


def test_shuffling_really_moves_cells_and_people_act():
    import random

    plan = toy()
    world = society(plan, 1)
    moved, rows = shuffled(world, random.Random(1))
    assert (rows != np.arange(len(rows))).mean() > 0.5
    raw = run(plan, 1, moved, parameters=MILD)
    assert acted(raw) > 0
    assert "cells.striking" in differences(run(plan, 1, world, parameters=MILD), raw)


@pytest.mark.parametrize("seed, heat", [(1, -0.4), (2, 0.0), (3, 0.4)])
def test_storing_everybody_beforehand_changes_nothing(seed, heat):
    plan = toy()
    world = society(plan, seed, heat)
    stored = copy_of(world)
    stored.people.touched[:] = 1
    one = run(plan, seed, world, parameters=MILD)
    two = run(plan, seed, stored, parameters=MILD)
    assert acted(one) > 0
    assert differences(one, two, skip=("people.touched",)) == []
