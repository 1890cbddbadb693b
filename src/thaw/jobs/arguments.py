"""What a caller hands to `simulate`, held to the same rules as the command line and the files."""

from __future__ import annotations

import math
import operator
from collections.abc import Collection, Iterable, Mapping, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any

from thaw.account.steps import FIRST_ORDER
from thaw.errors import ThawError, nearest_name
from thaw.files import data_folder

if TYPE_CHECKING:
    from thaw.account import Account, Denial
    from thaw.case import Case
    from thaw.mechanism import Mechanism
    from thaw.parameter import Parameter

DRAWS = ("prior", "median", "default")


def check_draws(draws: Any) -> None:
    """Refuse a word for where values come from that is not one of `DRAWS`."""
    if draws not in DRAWS:
        raise ThawError(
            f"draws={draws!r} is not known",
            expected=", ".join(DRAWS),
            nearest=nearest_name(draws, DRAWS),
        )


def seeds_of(seeds: Any) -> list[int]:
    """Seeds as plain integers, each once; a single number n stands for range(n).

    Raises
    ------
    ThawError
        For no seed at all, a seed twice, or what is not a whole number of 64 bits.
    """
    if isinstance(seeds, bool | str | bytes | Mapping):
        raise ThawError(
            f"seeds={seeds!r} are not seeds", expected="whole numbers, such as range(20)"
        )
    if not isinstance(seeds, Iterable):
        count = _whole(seeds, "seeds")
        if count < 1:
            raise ThawError(f"seeds={count} asks for no run", expected="1 or more, or range(20)")
        return list(range(count))
    made = [_whole(seed, "a seed") for seed in seeds]
    if not made:
        raise ThawError("no seeds were given", expected="at least one, such as range(20)")
    seen: set[int] = set()
    for seed in made:
        if seed in seen:
            raise ThawError(
                f"the seed {seed} is given twice", expected="each seed once: it fixes its whole run"
            )
        seen.add(seed)
    return made


def _whole(value: Any, what: str) -> int:
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise ThawError(
            f"{value!r} is not a whole number",
            key=what,
            expected="whole numbers, such as range(20)",
        ) from None
    if not -(2**63) <= number < 2**63:
        raise ThawError(f"{number} is too large", key=what, expected="a number of 64 bits")
    return number


def workers_of(workers: Any) -> int | None:
    """Number of processes, or None where none was named."""
    if workers is None:
        return None
    number = _whole(workers, "workers")
    if number < 1:
        raise ThawError(f"workers={number} cannot run anything", expected="1 or more")
    return number


def list_of_levers(levers: Any) -> list[Any]:
    """The levers of a call; a text or a single lever is refused with what to write instead."""
    if isinstance(levers, str):
        raise ThawError(
            f"levers={levers!r} is a text", expected="a list", todo=f"write levers=[{levers!r}]"
        )
    if isinstance(levers, Mapping) or not isinstance(levers, Iterable):
        raise ThawError("levers is not a list", todo="write levers=[...] about it")
    return list(levers)


def check_account(account: Account) -> None:
    """Refuse fixed values and priors that no run would use as they are written.

    An account read from a file is sound; one changed by `dataclasses.replace` may not be.

    Raises
    ------
    ThawError
        For a misspelt parameter, a fixed value outside its support, or a denied parameter that is
        no longer fixed where its denial puts it.
    """
    known = _parameters(account)
    for field in ("fixes", "priors"):
        for name in getattr(account, field):
            if name not in known:
                raise _unknown(account, name, known, f"{field} of account {account.name}")
    for name, value in account.fixes.items():
        _within(name, value, known[name], f"fixes of account {account.name}")
    for denial in account.denies:
        if "." in denial.name and denial.name.split(".")[0] in account.steps:
            _keeps(account, denial)


def check_order(account: Account, case: Case) -> None:
    """Refuse an account of a society on a case over officials, and the other way round.

    Raises
    ------
    ThawError
        With the file of the same author that the case can take, where one is shipped.
    """
    takes = str(account.document.data.get("order", FIRST_ORDER))
    due = "apparatus" if case.bodies else FIRST_ORDER
    if takes == due:
        return
    name = account.name if due == FIRST_ORDER else f"{due}/{account.name}"
    known = (data_folder("accounts") / f"{name}.yaml").is_file()
    what = "is over officials" if case.bodies else "has no bodies of officials"
    raise ThawError(
        f"account {account.name} takes the order {takes!r}, but case {case.name} {what}",
        expected=f"an account of the order {due}",
        todo=f"write {name} for what the same author says of it" if known else None,
    )


def given_parameters(
    account: Account, mechanisms: Sequence[Mechanism], given: Any, by: str = "parameters"
) -> dict[str, float]:
    """Values that a call or a lever sets, once it is known that the account can take them.

    Parameters
    ----------
    account : Account
    mechanisms : sequence of Mechanism
        Those that will run.
    given : mapping of "mechanism.parameter" to a number
    by : str
        Who sets them, for errors.

    Raises
    ------
    ThawError
        For an unknown parameter (with the nearest), one whose mechanism does not run, a value
        outside the support, or one that the account denies.
    """
    if not isinstance(given, Mapping):
        raise ThawError(f"{by} is not a table", expected='such as {"exit.rate": 1e-4}')
    known = {f"{m.name}.{word}": p for m in mechanisms for word, p in m.parameters.items()}
    denied = {denial.name: denial for denial in account.denies}
    made = {}
    for name, value in given.items():
        if name not in known:
            raise _unknown(account, name, known, by)
        made[name] = _within(name, value, known[name], by)
        if name in denied and made[name] != account.fixes.get(name, 0.0):
            raise ThawError(
                f"account {account.name} denies it ({denied[name].cited}) and fixes it at "
                f"{account.fixes.get(name, 0.0):g}",
                key=f"{by}: {name}",
                todo="leave it, or switch the denial off in an account of your own: drop it from "
                "`denies` in the file, or dataclasses.replace(account, denies=...)",
            )
    return made


def _parameters(account: Account) -> dict[str, Parameter]:
    """Parameters of the account's steps, and of any other mechanism that it names a number of."""
    from thaw.mechanism import catalogue, load_mechanism

    named = {str(name).split(".")[0] for name in (*account.fixes, *account.priors)}
    further = sorted((named - set(account.steps)) & set(catalogue()))
    return {
        f"{m.name}.{word}": parameter
        for m in (*account.mechanisms, *(load_mechanism(name) for name in further))
        for word, parameter in m.parameters.items()
    }


def _unknown(account: Account, name: Any, known: Collection[str], by: str) -> ThawError:
    """Why a parameter cannot be set: misspelt, denied with its mechanism, or not run."""
    from thaw.mechanism import catalogue

    mechanism = str(name).split(".")[0]
    for denial in account.denies:
        if denial.name == mechanism:
            return ThawError(
                f"account {account.name} denies {mechanism!r} ({denial.cited}): it does not run",
                key=f"{by}: {name}",
            )
    if mechanism in catalogue() and not any(k.split(".")[0] == mechanism for k in known):
        return ThawError(
            f"{mechanism!r} does not run here: it is not among the steps, or a lever leaves it out",
            key=f"{by}: {name}",
        )
    return ThawError(
        f"account {account.name} has no parameter {name!r}",
        key=by,
        nearest=_nearest(str(name), known),
        expected="mechanism.parameter, such as exit.rate",
        todo="see docs/reference/parameters.md for all",
    )


def _nearest(name: str, known: Collection[str]) -> str | None:
    """The nearest parameter: of the same mechanism if there is such, or of the same last word."""
    mechanism, _, word = name.rpartition(".")
    own = [k for k in known if k.startswith(f"{mechanism}.")]
    same = [k for k in known if k.rpartition(".")[2] == word]
    return nearest_name(name, own) or nearest_name(name, same) or nearest_name(name, known)


def _within(name: str, value: Any, parameter: Parameter, by: str) -> float:
    """The value as a float inside the support of its parameter."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise ThawError(
            f"{value!r} is not a number",
            key=f"{by}: {name}",
            expected=f"a number in {parameter.unit}",
        )
    number = float(value)
    low, high = parameter.support
    if math.isnan(number) or not low <= number <= high:
        raise ThawError(
            f"{number:g} lies outside the support [{low:g}, {high:g}]",
            key=f"{by}: {name}",
            expected=f"a number in {parameter.unit}",
        )
    return number


def _keeps(account: Account, denial: Denial) -> None:
    """A denied parameter stands at zero, or where the account's own text puts it."""
    written = (account.document.data.get("fixes") or {}).get(denial.name) or {}
    due = float(written.get("value", 0.0))
    found = account.fixes.get(denial.name)
    if found != due:
        now = "is no longer fixed" if found is None else f"is set to {found:g}"
        raise ThawError(
            f"the account denies it ({denial.cited}), but it {now}",
            key=f"fixes of account {account.name}: {denial.name}",
            expected=f"{due:g}",
            todo="keep what was fixed, fixes={**account.fixes, ...}, or drop the denial as well",
        )
