"""Numbers that several parts of the engine share, each in one place."""

from __future__ import annotations

from thaw.draw import register_decision

TRAIT, POINT, HOME, ARREST, DEATH, RELEASE, HOT, SHOCK = range(8)
"""Decision numbers of the engine, below any that a mechanism's name hashes to."""

RESERVED = ("trait", "point", "home", "arrest", "death", "release", "hot", "shock")

for _name in (*RESERVED, "start", "who", "type"):
    register_decision(f"engine.{_name}", "engine")

WORD = 4294967296.0
"""One more than the largest word that a draw gives: 2 to the 32nd."""
