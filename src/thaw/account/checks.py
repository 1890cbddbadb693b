"""Checks of an account against the mechanisms it names: order, denials, fixed values, priors."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from thaw.account.claims import check_test
from thaw.errors import nearest_name
from thaw.files import Document, data_folder, read_yaml
from thaw.mechanism import catalogue, load_mechanism
from thaw.mechanisms import ORDER
from thaw.prior import BULK, Prior, read_prior
from thaw.record.vocabulary import TOPICS, WITHOUT_ITEMS

if TYPE_CHECKING:
    from thaw.account.account import Account
    from thaw.parameter import Parameter

OWN_PRIORS = 6
SHARED_PRIORS = 30
COMMON_STEPS = ORDER[1:]
"""What every ranked account runs unless its author denies it."""


def complete(account: Account) -> Account:
    """The account with fixed values, priors and hot steps filled in, once all of it is sound."""
    d = account.document
    parameters = _check_steps(account)
    _check_denials(account, parameters)
    fixes = _read_fixes(account, parameters)
    _check_fair(account)
    _check_words(account)
    priors = _read_priors(d, "priors", parameters, OWN_PRIORS)
    for name in priors:
        if name in fixes:
            raise d.error("has a prior and a fixed value", ("priors", name))
    shared = _shared_block(account.steps, parameters, set(fixes))
    return replace(account, fixes=fixes, priors=priors, shared=shared, hot=_check_hot(account))


def _check_steps(account: Account) -> dict[str, Parameter]:
    """Every step exists and the order keeps its `before` lines; all parameters by dotted name."""
    d = account.document
    known = catalogue()
    if not account.steps:
        raise d.error("lists no mechanism", ("steps",))
    for number, name in enumerate(account.steps):
        d.one_of(name, known, "mechanism", ("steps", number))
    _check_order(account)
    _check_person(account)
    return {
        f"{name}.{word}": parameter
        for name in account.steps
        for word, parameter in load_mechanism(name).parameters.items()
    }


def _check_person(account: Account) -> None:
    """At most one mechanism sweeps people: the engine asks one function what each person does."""
    people = [n for n, name in enumerate(account.steps) if load_mechanism(name).over == "people"]
    if len(people) > 1:
        d, (first, second) = account.document, people[:2]
        raise d.error(
            f"{account.steps[second]!r} sweeps people, as {account.steps[first]!r} does",
            ("steps", second),
            expected="one mechanism over people in an account",
            todo=f"drop one of them; the first is on line {d.line(('steps', first))}",
        )


def _check_order(account: Account) -> None:
    """`before: {a: [b, c]}` holds in the order of steps, and is free of cycles."""
    d = account.document
    before = d.data.get("before") or {}
    if not isinstance(before, dict):
        raise d.error("is not a table of keys", ("before",), expected="such as {see: [speak_out]}")
    later = {a: [b] if isinstance(b, str) else list(b or []) for a, b in before.items()}
    for a, names in later.items():
        for name in (a, *names):
            d.one_of(name, account.steps, "step", ("before", a))
    cycle = find_cycle(later)
    if cycle:
        raise d.error("the order has a cycle: " + " > ".join(cycle), ("before", cycle[0]))
    place = {name: number for number, name in enumerate(account.steps)}
    for a, names in later.items():
        for b in names:
            if place[a] >= place[b]:
                raise d.error(
                    f"{a!r} must come before {b!r}, but stands after it", ("steps", place[a]),
                    todo=f"move it up, or drop the line {d.line(('before', a))}",
                )  # fmt: skip


def find_cycle(later: dict[str, list[str]]) -> list[str]:
    """A cycle in a graph of "comes before", first name repeated at the end; empty when none."""
    done: set[str] = set()

    def visit(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name in done:
            return []
        for follower in later.get(name, []):
            cycle = visit(follower, [*trail, name])
            if cycle:
                return cycle
        done.add(name)
        return []

    for name in later:
        cycle = visit(name, [])
        if cycle:
            return cycle
    return []


def _check_hot(account: Account) -> tuple[str, ...]:
    """The hot steps, once they are known to stand together."""
    places = [number for number, m in enumerate(account.mechanisms) if m.hot]
    for here, following in pairwise(places):
        if following != here + 1:
            raise account.document.error(
                f"{account.steps[here + 1]!r} stands between the hot steps "
                f"{account.steps[here]!r} and {account.steps[following]!r}", ("steps", here + 1),
                expected="all hot mechanisms next to each other: they repeat together in a day",
            )  # fmt: skip
    return tuple(account.steps[number] for number in places)


def _check_denials(account: Account, parameters: dict[str, Parameter]) -> None:
    d, known = account.document, catalogue()
    for number, denial in enumerate(account.denies):
        if "." in denial.name:
            path = ("denies", number, "parameter")
            d.one_of(denial.name, parameters, "parameter", path)
            low, high = parameters[denial.name].support
            if denial.name not in (d.data.get("fixes") or {}) and not low <= 0 <= high:
                raise d.error(
                    f"{denial.name!r} cannot be zero", path, expected="a line under `fixes`"
                )
            continue
        path = ("denies", number, "mechanism")
        d.one_of(denial.name, known, "mechanism", path)
        if denial.name in account.steps:
            raise d.error(
                f"{denial.name!r} is denied but stands among the steps", path,
                todo=f"drop line {d.line(('steps', account.steps.index(denial.name)))}",
            )  # fmt: skip


def _check_fair(account: Account) -> None:
    """A ranked account leaves out a common mechanism only where its author denies it."""
    if not account.ranked or account.grade == "null" or account.family == "published model":
        return
    denied = {denial.name for denial in account.denies}
    for name in COMMON_STEPS:
        if name not in account.steps and name not in denied:
            raise account.document.error(
                f"{name!r} is left out but not denied", ("steps",),
                expected="every common mechanism, or a line under `denies` with the passage",
            )  # fmt: skip


def _check_words(account: Account) -> None:
    """Topics are those of items of evidence, and tests of predictions can be carried out."""
    d = account.document
    for number, word in enumerate(account.speaks_to):
        d.one_of(word, (*TOPICS, *WITHOUT_ITEMS), "topic", ("speaks_to", number))
    for number, entry in enumerate(account.predicts):
        if "test" in entry:
            check_test(d, entry["test"], ("predicts", number, "test"))


def _read_fixes(account: Account, parameters: dict[str, Parameter]) -> dict[str, float]:
    """Fixed values; a denied parameter without one is fixed at zero."""
    d = account.document
    fixes = {denial.name: 0.0 for denial in account.denies if "." in denial.name}
    table = d.data.get("fixes") or {}
    for name, entry in d.keys(table, list(table) if isinstance(table, dict) else []).items():
        path = ("fixes", name)
        d.one_of(name, parameters, "parameter", path)
        value = d.keys(entry, ("value", "why", "lines", "seed"), ("value", "why"), path)["value"]
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise d.error("is not a number", (*path, "value"))
        low, high = parameters[name].support
        if not low <= value <= high:
            raise d.error(
                f"{value} lies outside the support [{low}, {high}]", (*path, "value"),
                expected=f"a number in {parameters[name].unit}",
            )  # fmt: skip
        fixes[name] = float(value)
    return fixes


def _read_priors(
    d: Document, key: str, parameters: dict[str, Parameter], most: int
) -> dict[str, Prior]:
    """The priors under `key`, each with the support of its parameter."""
    table = d.data.get(key) or {}
    if not isinstance(table, dict):
        raise d.error("is not a table of keys", (key,))
    if len(table) > most:
        raise d.error(
            f"{len(table)} priors are too many", (key, list(table)[most]),
            expected=f"at most {most}, so that accounts meet on equal terms",
        )  # fmt: skip
    priors = {}
    for name, entry in table.items():
        path = (key, name)
        d.one_of(name, parameters, "parameter", path)
        low, high = parameters[name].support
        prior = read_prior(d, entry, path).within(low, high)
        if prior.inside() < BULK:
            raise d.error(
                f"only {prior.inside():.0%} of the prior lies inside the support [{low}, {high}]",
                path, expected=f"at least {BULK:.0%}",
            )  # fmt: skip
        priors[name] = prior
    return priors


def _shared_block(
    steps: tuple[str, ...], parameters: dict[str, Parameter], fixed: set[str]
) -> dict[str, Prior]:
    """The nuisance numbers all accounts share, as far as their mechanisms are among the steps."""
    file = data_folder("accounts") / "_nuisance.yaml"
    if not file.exists():
        return {}
    d = read_yaml(file)
    table = d.data.get("priors") or {}
    known = dict(parameters)
    for name in {str(dotted).split(".")[0] for dotted in table} - set(steps):
        if name not in catalogue():
            wrong = next(k for k in table if str(k).split(".")[0] == name)
            near = nearest_name(name, catalogue())
            raise d.error(f"no mechanism is called {name!r}", ("priors", wrong), nearest=near)
        known |= {f"{name}.{w}": p for w, p in load_mechanism(name).parameters.items()}
    block = _read_priors(d, "priors", known, SHARED_PRIORS)
    wanted = set(parameters) - fixed
    return {name: prior for name, prior in block.items() if name in wanted}
