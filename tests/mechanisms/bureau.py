"""Two countries, officials of the second: the stage of tests of the top."""

from toy import put, world

YEAR = 365.25


def country(**columns):
    w = world(polities=2, officials=2)
    put(w, officials__polity=1, polities__population=1e6)
    return put(w, 1, **columns)
