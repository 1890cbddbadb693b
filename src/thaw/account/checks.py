"""Checks of an account against the mechanisms it names: order, denials, fixed values, priors."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from thaw.account.claims import check_test
from thaw.account.keys import FIX
from thaw.account.passages import check_work, without_moved
from thaw.account.steps import COMMON, FIRST_ORDER, as_map, as_names, common_steps
from thaw.errors import nearest_name
from thaw.files import MISSING, Document, Path_, data_folder, mechanism_names, read_yaml
from thaw.mechanism import Mechanism, catalogue, load_mechanism, own_mechanism
from thaw.mechanisms.rulers._common import TWINS
from thaw.prior import BULK, Prior, read_prior
from thaw.record.vocabulary import TOPICS, WITHOUT_ITEMS

if TYPE_CHECKING:
    from thaw.account.account import Account
    from thaw.parameter import Parameter

OWN_PRIORS = 10
SHARED_PRIORS = 36


def complete(account: Account) -> Account:
    """The account with fixed values, priors and hot steps filled in, once all of it is sound.

    Of steps in files that are not trusted nothing is known; what hangs on them is left unchecked.
    """
    d = account.document
    mechanisms = _mechanisms(account)
    parameters = {
        f"{m.name}.{word}": p for m in mechanisms.values() for word, p in m.parameters.items()
    }
    unread = frozenset(account.steps) - frozenset(mechanisms)
    whole = bool(account.steps) and d.sound("steps", "without", "after", "before")
    absent = _check_fair(account) if whole else frozenset()
    known = Known(parameters, unread, absent, whole)
    with d.problems.apart():
        _check_order(account)
    _check_person(account, mechanisms)
    _check_denials(account, known)
    fixes = _read_fixes(account, known)
    _check_words(account)
    priors = _read_priors(d, "priors", known, OWN_PRIORS)
    for name in priors:
        if name in fixes:
            d.note("has a prior and a fixed value", ("priors", name))
    order = str(d.data.get("order", FIRST_ORDER))
    shared = _shared_block(order, account.steps, parameters, set(fixes))
    hot = _check_hot(account, mechanisms)
    return replace(account, fixes=fixes, priors=priors, shared=shared, hot=hot)


@dataclass(frozen=True)
class Known:
    """What an account may speak of.

    Attributes
    ----------
    parameters : dict
        "mechanism.parameter" to `Parameter`, of all steps that could be read.
    unread : frozenset of str
        Steps whose code is not trusted: any parameter of theirs may be named.
    absent : frozenset of str
        Steps of which a mistake tells that they are left out: none is told of their parameters.
    whole : bool
        Whether the steps hold no mistake; else a name of no step may be the fault of a step.
    """

    parameters: dict[str, Parameter]
    unread: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    whole: bool = True

    def find(self, d: Document, name: str, path: Path_) -> Parameter | None:
        """A parameter by name; None once a mistake is noted, or where nothing can be said."""
        mechanism = str(name).split(".")[0]
        doubtful = not self.whole and mechanism not in {n.split(".")[0] for n in self.parameters}
        if mechanism in self.unread | self.absent or doubtful:
            return None
        return self.parameters.get(d.one_of(name, self.parameters, "parameter", path))


def _mechanisms(account: Account) -> dict[str, Mechanism]:
    """The mechanism of each step that may be read, by name."""
    d = account.document
    found: dict[str, Mechanism] = {}
    for name in account.steps:
        with d.problems.apart():
            if name not in account.code:
                found[name] = load_mechanism(name)
            elif account.trusted:
                found[name] = own_mechanism(account.code[name])
    return found


def _check_person(account: Account, mechanisms: dict[str, Mechanism]) -> None:
    """At most one mechanism sweeps people: the engine asks one function what each person does."""
    people = [name for name in account.steps if name in mechanisms]
    people = [name for name in people if mechanisms[name].over == "people"]
    if len(people) > 1:
        d, (first, second) = account.document, people[:2]
        line = d.line(account.where.get(first, ("steps",)))
        d.note(
            f"{second!r} sweeps people, as {first!r} does",
            account.where.get(second, ("steps",)),
            expected="one mechanism over people in an account",
            todo=f"drop one of them; the first is on line {line}",
        )


def _check_order(account: Account) -> None:
    """`precedes: {a: [b, c]}` holds in the order of steps, and is free of cycles."""
    d = account.document
    if not (account.steps and d.sound("steps", "without", "after", "before")):
        return
    later: dict[str, list[str]] = {}
    for a, entry in as_map(d, "precedes").items():
        named = [entry] if isinstance(entry, str) else entry
        later[a] = as_names(d, named, ("precedes", a))
    for a, names in later.items():
        for name in (a, *names):
            d.one_of(name, account.steps, "step", ("precedes", a))
    if not d.sound("precedes"):
        return
    cycle = find_cycle(later)
    if cycle:
        raise d.error("the order has a cycle: " + " > ".join(cycle), ("precedes", cycle[0]))
    place = {name: number for number, name in enumerate(account.steps)}
    for a, names in later.items():
        for b in names:
            if place[a] >= place[b]:
                d.note(
                    f"{a!r} must come before {b!r}, but stands after it",
                    account.where[a],
                    todo=f"move it up, or drop the line {d.line(('precedes', a))}",
                )


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


def _check_hot(account: Account, mechanisms: dict[str, Mechanism]) -> tuple[str, ...]:
    """The hot steps, once they are known to stand together."""
    d = account.document
    places = [
        n for n, name in enumerate(account.steps) if name in mechanisms and mechanisms[name].hot
    ]
    for here, following in pairwise(places):
        between = account.steps[here + 1]
        if following != here + 1 and between in mechanisms:
            d.note(
                f"{between!r} stands between the hot steps "
                f"{account.steps[here]!r} and {account.steps[following]!r}",
                account.where[between],
                expected="all hot mechanisms next to each other: they repeat together in a day",
            )
    return tuple(account.steps[number] for number in places)


def _check_denials(account: Account, known: Known) -> None:
    d = account.document
    for number, denial in enumerate(account.denies):
        if not denial.name:
            continue
        if "." in denial.name:
            path: Path_ = ("denies", number, "parameter")
            parameter = known.find(d, denial.name, path)
            if parameter is None:
                continue
            low, high = parameter.support
            if denial.name not in (d.data.get("fixes") or {}) and not low <= 0 <= high:
                d.note(f"{denial.name!r} cannot be zero", path, expected="a line under `fixes`")
            _check_twin(account, known, denial.name, path)
            continue
        path = ("denies", number, "mechanism")
        names = list(dict.fromkeys([*mechanism_names(), *account.code]))
        if d.one_of(denial.name, names, "mechanism", path) in account.steps:
            line = d.line(account.where[denial.name])
            common = account.where[denial.name] == ("steps",)
            d.note(
                f"{denial.name!r} is denied but stands among the steps",
                path,
                todo=f"add it to `without`, beside line {line}" if common else f"drop line {line}",
            )


def _check_twin(account: Account, known: Known, name: str, path: Path_) -> None:
    """A cause that is denied does not come back through another column that carries it too."""
    mechanism, _, word = name.partition(".")
    denied = {denial.name for denial in account.denies}
    for pair in TWINS:
        for twin in pair:
            other = f"{mechanism}.{twin}"
            if word in pair and other in known.parameters and other not in denied:
                account.document.note(
                    f"{name!r} is denied, but {other!r} carries the same cause",
                    path,
                    expected=f"a denial of {other} as well",
                )


def _check_fair(account: Account) -> frozenset[str]:
    """A ranked account leaves out a common mechanism only where its author denies it.

    Returns those that it leaves out all the same.
    """
    if not account.ranked or account.grade == "null" or account.family == "published model":
        return frozenset()
    denied = {denial.name for denial in account.denies}
    missing = [
        n for n in common_steps(account.document) if n not in account.steps and n not in denied
    ]
    if not missing:
        return frozenset()
    d = account.document
    due = "every common mechanism, or a line under `denies` with the passage"
    left_out = d.data.get("without")
    if d.data["steps"] == COMMON and isinstance(left_out, list):
        for name in missing:
            d.note(
                f"{name!r} is left out but not denied",
                ("without", left_out.index(name)),
                expected=due,
            )
        return frozenset(missing)
    rest = "; nor are " + ", ".join(missing[1:]) if missing[1:] else ""
    d.note(
        f"{missing[0]!r} is left out but not denied{rest}",
        ("steps",),
        expected=due,
        todo="`steps: common` runs them all, and `without` leaves some out",
    )
    return frozenset(missing)


def _check_words(account: Account) -> None:
    """Topics are those of items of evidence, and tests of predictions can be carried out."""
    d = account.document
    for number, word in enumerate(account.speaks_to):
        d.one_of(word, (*TOPICS, *WITHOUT_ITEMS), "topic", ("speaks_to", number))
    measured: list[str] | None = None
    with d.problems.apart():
        if account.trusted or not account.measure_files:
            measured = [m.name for m in account.measures("polities")]
    for number, entry in enumerate(account.predicts):
        if isinstance(entry.get("test"), dict):
            with d.problems.apart():
                check_test(d, entry["test"], ("predicts", number, "test"), measured)


def _read_fixes(account: Account, known: Known) -> dict[str, float]:
    """Fixed values; a denied parameter without one is fixed at zero."""
    d = account.document
    fixes = {denial.name: 0.0 for denial in account.denies if "." in denial.name}
    for name, entry in as_map(d, "fixes").items():
        with d.problems.apart():
            path = ("fixes", name)
            parameter = known.find(d, name, path)
            value = d.keys(without_moved(d, entry, path), FIX, path=path)["value"]
            check_work(d, entry, path)
            if value is MISSING:
                continue
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise d.error("is not a number", (*path, "value"))
            if parameter is not None:
                low, high = parameter.support
                if not low <= value <= high:
                    raise d.error(
                        f"{value} lies outside the support [{low}, {high}]",
                        (*path, "value"),
                        expected=f"a number in {parameter.unit}",
                    )
            fixes[name] = float(value)
    return fixes


def _read_priors(d: Document, key: str, known: Known, most: int) -> dict[str, Prior]:
    """The priors under `key`, each with the support of its parameter."""
    table = as_map(d, key)
    if len(table) > most:
        d.note(
            f"{len(table)} priors are too many",
            (key, list(table)[most]),
            expected=f"at most {most}, so that accounts meet on equal terms",
        )
    priors = {}
    for name, entry in table.items():
        with d.problems.apart():
            path = (key, name)
            parameter = known.find(d, name, path)
            prior = read_prior(d, entry, path)
            if parameter is not None:
                low, high = parameter.support
                prior = prior.within(low, high)
                if prior.inside() < BULK:
                    raise d.error(
                        f"only {prior.inside():.0%} of the prior lies inside the support "
                        f"[{low}, {high}]",
                        path,
                        expected=f"at least {BULK:.0%}",
                    )
            priors[name] = prior
    return priors


def _shared_block(
    order: str, steps: tuple[str, ...], parameters: dict[str, Parameter], fixed: set[str]
) -> dict[str, Prior]:
    """The nuisance numbers all accounts share, as far as their mechanisms are among the steps."""
    of = "" if order == FIRST_ORDER else f"_{order}"
    file = data_folder("accounts") / f"_nuisance{of}.yaml"
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
    block = _read_priors(d, "priors", Known(known), SHARED_PRIORS)
    wanted = set(parameters) - fixed
    return {name: prior for name, prior in block.items() if name in wanted}
