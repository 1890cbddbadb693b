"""Blind twin of `epstein_2002`: plain Python, written from the rules alone; nothing is shared.

The lattice is a dictionary from site to the list of those who stand there. Everything in view is
counted afresh at every turn.
"""

import math
import random


class Agent:
    """A citizen or a cop."""

    def __init__(self, cop, site, rng, group=0):
        self.cop, self.site, self.group = cop, site, group
        self.hardship, self.aversion = rng.random(), rng.random()
        self.active, self.held, self.term, self.dead = False, False, 0.0, False
        self.age, self.dies = 0, math.inf


class Model:
    """One run. `o` holds the options, named as in the paper's input table or plainly."""

    def __init__(self, seed, **o):
        self.o, self.rng = o, random.Random(seed)
        self.w, self.h = o["size"]
        v = o["vision"]
        n = math.floor(v)
        shapes = {
            "disc": lambda a, b: a * a + b * b <= v * v,
            "diamond": lambda a, b: abs(a) + abs(b) <= v,
            "square": lambda a, b: max(abs(a), abs(b)) <= v,
        }
        inside = shapes[o["shape"]]
        self.around = [
            (a, b)
            for a in range(-n, n + 1)
            for b in range(-n, n + 1)
            if (a, b) != (0, 0) and inside(a, b)
        ]
        self.people = []
        self.settle()

    def settle(self):
        sites = [(x, y) for x in range(self.w) for y in range(self.h)]
        citizens, cops = self.o["citizens"], self.o["cops"]
        if self.o.get("independent"):
            kinds = []
            for s in sites:
                u = self.rng.random()
                if u < citizens:
                    kinds.append((s, False))
                elif u < citizens + cops:
                    kinds.append((s, True))
        else:
            total = self.w * self.h
            picked = self.rng.sample(sites, round(citizens * total) + round(cops * total))
            kinds = [(s, k >= round(citizens * total)) for k, s in enumerate(picked)]
        self.at = {s: [] for s in sites}
        for s, cop in kinds:
            a = Agent(cop, s, self.rng, self.rng.randrange(2) if self.o.get("groups") else 0)
            if self.o.get("groups") and not cop:
                a.dies = self.rng.uniform(0, self.o["age_max"])
            self.people.append(a)
            self.at[s].append(a)

    def near(self, site):
        return [((site[0] + a) % self.w, (site[1] + b) % self.h) for a, b in self.around]

    def free(self, site):
        """Whether one may step here: jailed people are in the way only where they block."""
        return not [a for a in self.at[site] if not a.held or self.o["jail"] == "blocks"]

    def in_view(self, a):
        sites = self.near(a.site) + ([a.site] if self.o.get("own_patch") else [])
        return [b for s in sites for b in self.at[s] if not b.held and b is not a]

    def move(self, a, site):
        self.at[a.site].remove(a)
        a.site = site
        self.at[site].append(a)

    def wander(self, a):
        if not a.cop and not self.o.get("citizens_move", True):
            return
        options = [s for s in self.near(a.site) if self.free(s)]
        if options:
            self.move(a, self.rng.choice(options))

    def ratio(self, cops, actives):
        if self.o["ratio"] == "literal":
            return cops / actives
        return math.floor(cops / actives) if self.o["ratio"] == "floor" else round(cops / actives)

    def citizen_acts(self, a):
        others = self.in_view(a)
        cops = sum(b.cop for b in others)
        actives = 1 + sum(b.active for b in others)
        if self.o.get("twice") and a.active:
            actives += 1
        risk = 1.0 - math.exp(-2.3 * self.ratio(cops, actives))
        grievance = a.hardship * (1.0 - self.o["legitimacy"])
        a.active = grievance - a.aversion * risk > 0.1
        if self.o.get("groups"):
            self.kill_and_breed(a)

    def kill_and_breed(self, a):
        if a.active:
            prey = [b for b in self.in_view(a) if not b.cop and b.group != a.group]
            if prey:
                victim = self.rng.choice(prey)
                self.at[victim.site].remove(victim)
                victim.dead, victim.active = True, False
        if self.rng.random() < 0.05:
            x, y = a.site
            block = [
                ((x + i) % self.w, (y + j) % self.h)
                for i in (-1, 0, 1)
                for j in (-1, 0, 1)
                if (i, j) != (0, 0)
            ]
            spots = [s for s in block if self.free(s)]
            if spots:
                child = Agent(False, self.rng.choice(spots), self.rng, a.group)
                child.hardship = a.hardship
                child.dies = self.rng.uniform(0, self.o["age_max"])
                self.at[child.site].append(child)
                self.people.append(child)

    def cop_acts(self, cop):
        suspects = [b for b in self.in_view(cop) if b.active]
        if not suspects:
            return
        a = self.rng.choice(suspects)
        a.active, a.held = False, True
        longest = self.o["jail_max"]
        kind = self.o["term"]
        if kind == "uniform":
            a.term = self.rng.uniform(0, longest)
        elif kind == "below":
            a.term = self.rng.randrange(longest)
        else:
            a.term = self.rng.randint(0, longest)
        if self.o["clock"] == "end" and a.term <= 0:
            a.held = False
        elif self.o["jail"] == "outside":
            self.at[a.site].remove(a)
        if self.o.get("cop_jumps"):
            self.move(cop, a.site)

    def let_go(self, a):
        if self.o["jail"] == "outside":
            a.site = self.rng.choice([s for s in self.at if self.free(s)])
            self.at[a.site].append(a)
        a.held = False

    def turn(self, a):
        if a.dead:
            return
        if self.o.get("groups") and not a.cop:
            a.age += 1
            if a.age > a.dies:
                if not (a.held and self.o["jail"] == "outside"):
                    self.at[a.site].remove(a)
                a.dead, a.active = True, False
                return
        if a.held:
            if self.o["clock"] == "end":
                return
            if a.term > 0:
                a.term -= 1
                return
            self.let_go(a)
        deeds = [self.wander, self.cop_acts if a.cop else self.citizen_acts]
        for deed in deeds if self.o["move_first"] else deeds[::-1]:
            deed(a)

    def tick(self):
        self.people = [a for a in self.people if not a.dead]
        order = list(self.people)
        self.rng.shuffle(order)
        for a in order:
            self.turn(a)
        if self.o["clock"] == "end":
            for a in self.people:
                if a.held and not a.dead:
                    a.term -= 1
                    if a.term <= 0:
                        self.let_go(a)

    def run(self, ticks):
        """Actives and jailed after each tick, and survivors of each group."""
        rows = []
        for _ in range(ticks):
            self.tick()
            here = [a for a in self.people if not a.dead and not a.cop]
            rows.append(
                (
                    sum(a.active for a in here),
                    sum(a.held for a in here),
                    sum(a.group == 0 for a in here),
                    sum(a.group == 1 for a in here),
                )
            )
        return rows
