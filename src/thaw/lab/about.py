"""What a page is told of a run before its first step, and step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from thaw.errors import ThawError
from thaw.jobs.plan import by_polity_of
from thaw.lab.levers import marks as lever_marks
from thaw.lab.messages import packed
from thaw.lab.shelf import ground_of, hash_of, head, the_record
from thaw.lab.stepping import Stepper
from thaw.report.names import account_name
from thaw.showing.words import measure_words

LINE = "run 1"


def about(
    steppers: Sequence[Stepper], request: Mapping[str, Any], run: int, ground_known: str = ""
) -> dict[str, Any]:
    """The message ``about`` of a run, without its kind.

    Parameters
    ----------
    steppers : one or two Stepper
    request : mapping
        What was asked for, defaults filled in.
    run : int
    ground_known : str, optional
        The ``ground`` that the page holds already; what it told is left out where it is the same.
    """
    plan = steppers[0].plan
    case = plan.case
    record = the_record(case)
    ground = ground_of(case, record)
    names = _apart([_name(s) for s in steppers])
    held: dict[str, dict[str, Any]] = {}
    for s in steppers:
        for over, measures in tables(s).items():
            for name, unit, meaning in measures:
                known = held.setdefault(
                    name,
                    {
                        "id": name,
                        **measure_words(name, meaning),
                        "unit": unit,
                        "meaning": meaning,
                        "grows": unit == "1" and name.startswith("n_"),
                        "over": [],
                    },
                )
                if over not in known["over"]:
                    known["over"].append(over)
    return {
        **({} if ground == ground_known else head(case, record)),
        "ground": ground,
        "panes": [
            {
                "name": name,
                "bands": False,
                "lines": [LINE],
                "account": s.plan.account.name,
                "levers": ", ".join(s.plan.levers),
                "runs": 1,
                "seeds": [str(s.seed)],
                "how": "",
                "hashes": {"account_hash": hash_of(s.plan.account), "case_hash": hash_of(case)},
                "parameters": s.plan.given,
                "columns": {
                    over: [name for name, _, _ in measures] for over, measures in tables(s).items()
                },
            }
            for name, s in zip(names, steppers, strict=True)
        ],
        "measures": list(held.values()),
        "run": run,
        "request": dict(request),
        "lever_marks": _marks_of(steppers),
    }


def _marks_of(steppers: Sequence[Stepper]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for pane, s in enumerate(steppers):
        for name in s.plan.levers:
            written = s.plan.what_if.written.get(name)
            made += lever_marks(s.plan.case, pane, written or name)
    return made


def _name(s: Stepper) -> str:
    said = account_name(s.plan.account.name)
    for name in s.plan.levers:
        known = s.plan.case.levers.get(name)
        title = str(
            s.plan.what_if.written.get(name, {}).get("title") or (known and known.title) or ""
        )
        title = title or name.replace("_", " ")
        said += f", with {title}"
    if s.plan.given:
        said += ", " + ", ".join(f"{k} = {v:g}" for k, v in s.plan.given.items())
    return said


def _apart(names: list[str]) -> list[str]:
    twice = len(set(names)) < len(names)
    return [f"{n} ({k + 1})" for k, n in enumerate(names)] if twice else names


def tables(s: Stepper) -> dict[str, list[tuple[str, str, str]]]:
    """Measures by polity and by place: name, unit, meaning, in the order of a stepper's columns."""
    by_place = [
        (m.name.removeprefix("place_"), m.unit, " ".join(m.doc.split()))
        for m in s.plan.account.measures("places")
    ]
    return {"polity": by_polity_of(s.plan), "place": by_place}


def steps_message(s: Stepper, pane: int, run: int, first: int, last: int) -> bytes:
    """The message ``steps``: all that was measured from step `first` to `last`, not included.

    Values go as they are, float32, step by step, row by row, in the order of the ``columns`` that
    ``about`` told of the pane: those of polities, then those of places.
    """
    head = {"kind": "steps", "run": run, "pane": pane, "first": first, "count": last - first}
    return packed(head, s.polity[first:last], s.place[first:last])


def step_on(days: Sequence[str], day: str) -> int:
    """The last step that begins on a day or before.

    Raises
    ------
    ThawError
        For a day outside the case.
    """
    if not days[0] <= day:
        raise ThawError(f"{day} lies before the case begins", expected=f"{days[0]} to {days[-1]}")
    return max(k for k, d in enumerate(days) if d <= day)
