"""Runs one published model at random settings, each told before it is run: `trial.py NAME COUNT SEED SECONDS`.

A run in compiled code cannot be stopped from within, so this is a process of its own: it ends itself,
telling the settings, when a run takes longer than SECONDS (the first, which may compile, five minutes).
"""

from __future__ import annotations

import faulthandler
import importlib
import json
import random
import sys

from invariants import faults
from ranges import SMALL

from thaw.errors import ThawError
from thaw.published import load_published, settings_of
from thaw.published.check import check_settings


def drawn(model, luck):
    """Random values of every switch, of every input listed; whatever is refused beforehand is drawn again."""
    while True:
        changes = {s.name: luck.choice(s.values) for s in model.switches.values()}
        changes |= {k: luck.choice(values) for k, values in SMALL[model.name].items()}
        settings = settings_of(model, None, changes)
        try:
            check_settings(model, settings)
        except ThawError:
            continue
        return settings


def main(name, count, seed, seconds):
    model = load_published(name)
    luck = random.Random(f"{name} {seed}")
    run = importlib.import_module(f"thaw.published.models.{name}").run
    wrong = 0
    for n in range(count):
        settings = drawn(model, luck)
        print(json.dumps(settings), flush=True)
        faulthandler.dump_traceback_later(seconds if n else 300, exit=True)
        measures = {k: float(v) for k, v in run(settings, n).items()}
        found = faults(name, settings, measures, n)
        faulthandler.cancel_dump_traceback_later()
        if found:
            wrong += 1
            print("WRONG", found, flush=True)
    print(f"{count} runs, {wrong} wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])))
