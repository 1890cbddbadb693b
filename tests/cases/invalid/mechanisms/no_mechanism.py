# expect: no_mechanism.py:1: | declares no mechanism | put @mechanism(...) above def no_mechanism(i, w, p, key)
"""Forgets the decorator."""


def no_mechanism(i, w, p, key):
    """Forgets the decorator."""
    return w.groups.fear[i]
