"""Blind twin of `helbing_2023`: plain Python and numpy, written from the rules alone.

Citizens and security live on a torus with any number in a cell. Nothing is shared with the package.
"""

import math

import numpy as np


def squash(x):
    return 1.0 / (1.0 + np.exp(-x))


class Town:
    """All state of one run."""

    def __init__(self, rng, side, citizens, officers, reach, mean, epsilon, longest, bar=2.94444):
        self.rng, self.side, self.reach, self.longest, self.bar = rng, side, reach, longest, bar
        self.x, self.y = rng.integers(side, size=(2, citizens))
        self.px, self.py = rng.integers(side, size=(2, officers))
        self.b = rng.normal(mean, 1.0, citizens)
        self.e = rng.normal(0.0, epsilon, citizens)
        pair = np.sort(rng.normal(bar, np.abs(self.e), (2, citizens)), axis=0)
        self.low, self.high = pair
        self.state = np.array(["S"] * citizens)
        self.left = np.full(citizens, -1)  # steps still to serve; -1 when free
        self.view_of_self = np.zeros(citizens)

    def seen(self, mask, x, y):
        """How many of those in `mask` at (x, y) each citizen sees, its own cell left out."""
        table = np.zeros((self.side, self.side))
        np.add.at(table, (y[mask], x[mask]), 1)
        total = np.zeros_like(table)
        for dy in range(-self.reach, self.reach + 1):
            for dx in range(-self.reach, self.reach + 1):
                if (dx, dy) != (0, 0):
                    total += np.roll(table, (dy, dx), axis=(0, 1))
        return total[self.y, self.x]

    def choose(self):
        """What everybody who is free would now do; prisoners keep to what they had chosen."""
        free = self.left < 0
        active = 1 + self.seen(free & (self.state == "A"), self.x, self.y)
        opposed = self.seen(free & (self.state == "O"), self.x, self.y)
        support = 1 + self.seen(free & (self.state == "S"), self.x, self.y)
        police = self.seen(np.ones(len(self.px), bool), self.px, self.py)
        w = squash(self.e)
        sight = (active + opposed * w) ** (1.0 / (self.e**2 + 1.0))
        risk = 1.0 - np.exp(-2.3 * police / active * 2.0 * w)
        view = -self.b + sight * (active + opposed) / support
        u = self.rng.random(len(w))
        new = np.where(squash(view - self.low) - risk > u, "O", "S")
        new = np.where(squash(view - self.high) - risk > u, "A", new)
        self.view_of_self = np.where(free, view, self.view_of_self)
        return np.where(free, new, self.state)

    def step(self):
        """One step: choose together, act, then security."""
        new = self.choose()
        taken = {(int(a), int(b)) for a, b in zip(self.px, self.py, strict=True)}
        for i in range(len(new)):
            if self.left[i] > 0:
                self.left[i] -= 1
            elif self.left[i] == 0:
                self.left[i] = -1
                held = {
                    (int(a), int(b))
                    for a, b, t in zip(self.x, self.y, self.left, strict=True)
                    if t < 0
                } - {(int(self.x[i]), int(self.y[i]))}
                rest = [
                    (a, b)
                    for a in range(self.side)
                    for b in range(self.side)
                    if (a, b) not in held and (a, b) not in taken
                ]
                if rest:
                    self.x[i], self.y[i] = rest[self.rng.integers(len(rest))]
            else:
                self.state[i] = new[i]
                self.x[i] = (self.x[i] + self.rng.integers(-1, 2)) % self.side
                self.y[i] = (self.y[i] + self.rng.integers(-1, 2)) % self.side
        for j in range(len(self.px)):
            self.patrol(j)

    def patrol(self, j):
        """Officer j jails somebody in the eight cells around, if anybody is due, and moves."""
        dx = (self.x - self.px[j] + 1) % self.side
        dy = (self.y - self.py[j] + 1) % self.side
        close = (self.left < 0) & (dx <= 2) & (dy <= 2) & ~((dx == 1) & (dy == 1))
        due = np.flatnonzero(close & (self.state == "A"))
        if len(due) == 0:
            strong = squash(self.view_of_self) > squash(self.bar)
            due = np.flatnonzero(close & (self.state == "O") & strong)
        if len(due):
            self.left[due[self.rng.integers(len(due))]] = self.rng.integers(self.longest + 1)
        self.px[j] = (self.px[j] + self.rng.integers(-1, 2)) % self.side
        self.py[j] = (self.py[j] + self.rng.integers(-1, 2)) % self.side


def simulate(seed, side, density, security, reach, mean, epsilon, longest, steps):
    """One run; returns active, opposed, jailed at the end, greatest unrest and whether it fell."""
    rng = np.random.default_rng(seed)
    citizens = round(density * side * side)
    town = Town(rng, side, citizens, round(security * side * side), reach, mean, epsilon, longest)
    town.state = town.choose()
    most, fell = 0, False
    for _ in range(steps):
        town.step()
        free = town.left < 0
        active = int((free & (town.state == "A")).sum())
        opposed = int((free & (town.state == "O")).sum())
        jailed = int((~free).sum())
        most = max(most, active + opposed)
        if active + jailed >= 0.95 * citizens:
            fell = True
            break
    assert math.isfinite(most)
    return {"active": active, "oppose": opposed, "jailed": jailed, "most": most, "fell": fell}
