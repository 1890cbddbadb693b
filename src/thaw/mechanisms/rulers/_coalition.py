"""Who is purged: the ruling coalition of Acemoglu, Egorov and Sonin as a plain function.

Source       Acemoglu, Egorov, Sonin 2008, Rev. Econ. Studies 75(4) 987-1009, axiomatic form
Departures   none in the recursion; equal powers lie outside the theory, so callers must set them apart
"""

import numpy as np


def ruling_coalition(powers, majority):
    """The coalition in which everybody's struggle with everybody comes to rest.

    A coalition holds if no part of it that itself holds has more than `majority` of its power. Each
    coalition gives way to the weakest such part, or stays if there is none.

    Parameters
    ----------
    powers : array, shape (members,)
        Positive; at most 15 members, as the work grows as 3 to the members.
    majority : float
        Share of power that must be exceeded, 1/2 to 1.

    Returns
    -------
    int
        Bit k is set if member k stays; the others are purged.
    """
    n = powers.shape[0]
    everybody = (1 << n) - 1
    power = np.zeros(everybody + 1)
    holds = np.zeros(everybody + 1, dtype=np.bool_)
    chosen = everybody
    for whole in range(1, everybody + 1):
        total = 0.0
        for k in range(n):
            if (whole >> k) & 1:
                total += powers[k]
        power[whole] = total
        best, least = whole, total
        part = (whole - 1) & whole
        while part > 0:
            if holds[part] and power[part] > majority * total and power[part] < least:
                best, least = part, power[part]
            part = (part - 1) & whole
        holds[whole] = best == whole
        chosen = best
    return chosen
