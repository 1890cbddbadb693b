"""What a page asks beside a run, in the process of the engine: one function a question."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from thaw.lab.messages import encode

if TYPE_CHECKING:
    from thaw.lab.worker import Job

TELL_SECONDS = 0.2
"""Between two messages of how far something is."""

FRAMES_A_SECOND = 25.0


class Progress:
    """How far a question is, told now and then; the page may stop it at each."""

    def __init__(self, job: Job, of: str, more: dict[str, Any]) -> None:
        self.job, self.of, self.more = job, of, more
        self.due = 0.0

    def tell(self, done: int, total: int | None, words: str = "") -> None:
        """Tell it, unless it was told a moment ago."""
        self.job.breath()
        now = time.monotonic()
        if now < self.due and done != total:
            return
        self.due = now + TELL_SECONDS
        self.job.send(
            encode("progress", of=self.of, done=done, total=total, words=words, **self.more)
        )


def _id(ident: int | None) -> dict[str, Any]:
    return {} if ident is None else {"id": ident}


def library(_: Job, own: Sequence[str], accounts: Sequence[str], out: str) -> dict[str, Any]:
    """All that a page offers: see `thaw.lab.library`."""
    from thaw.lab.library import library

    return library(own, accounts, Path(out))


def account(job: Job, case: str, account: str, names: tuple[str, str], ident: int | None) -> None:
    """Parameters of an account; `names` are those by which the page knows case and account."""
    from thaw.account import load_account
    from thaw.case import load_case
    from thaw.jobs.arguments import check_order
    from thaw.lab.library import told_of_account

    made = load_account(account)
    check_order(made, load_case(case))
    told = told_of_account(made, names[0]) | {"account": names[1]}
    job.send(encode("account", **told, **_id(ident)))


def file(
    _: Job,
    folder: str,
    name: str,
    content: tuple[str | None, dict[str, str] | None],
    kind: str | None,
    case: str | None,
    ident: int | None,
) -> dict[str, Any]:
    """A file dropped in, checked; a case is told as `hello` tells it.

    The message is given back instead of sent, so that the file is known before the page hears of it.
    """
    from thaw.lab.dropped import checked, put

    home = Path(folder)
    path = put(home, name, *content)
    told = checked(path, home, kind, Path(case) if case else None)
    found: dict[str, Any] = {"ok": told["ok"], "what": told["what"], "name": path.name}
    if told["ok"] and told["what"] == "case":
        from thaw.case import load_case
        from thaw.lab.library import of_case, offered

        made = load_case(path)
        held = offered(made)
        told["case"] = of_case(made, held, None) | {"id": told["ref"]}
        found["accounts"] = {n: str(f) for n, f in held.items()}
    if told["ok"]:
        found["file"] = str(path)
    else:
        _remove(path)
    found["message"] = encode("file", **told, **_id(ident))
    return found


def _remove(path: Path) -> None:
    import shutil

    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def effect(
    job: Job,
    case: str,
    lever: Any,
    accounts: Sequence[str],
    files: dict[str, Path],
    runs: tuple[int, int],
    out: str,
    ident: int | None,
) -> None:
    """The paired difference that a lever makes, as `thaw lever` tells it.

    Parameters
    ----------
    runs : (int, int)
        Pairs an account, and the first seed.
    out : str
        Folder of results; a table of the effect is written there as on the command line.
    """
    from thaw.case import load_case
    from thaw.jobs.lever_effect import lever_effect, write_effect
    from thaw.lab.effects import told_of
    from thaw.lab.levers import taken

    place = load_case(case)
    pairs, seed = runs
    progress = Progress(job, "effect", _id(ident))
    made = lever_effect(
        place,
        taken(place, lever, files),
        list(accounts),
        seeds=range(seed, seed + pairs),
        workers=1,
        progress=lambda done, total: progress.tell(done, total, "runs, with the lever and without"),
    )
    written = [p.name for p in write_effect(made, out)]
    job.send(encode("effect", **told_of(made), files=written, **_id(ident)))


def verdict(
    job: Job, case: str, name: str, folder: str | None, out: str, ident: int | None
) -> None:
    """What a comparison of the case found: of a folder, the newest in `out`, or the shipped table."""
    from thaw.lab.verdicts import newest, told_of

    progress = Progress(job, "verdict", _id(ident))
    home = Path(folder) if folder else newest(Path(out), name)
    told = told_of(case, name, home, progress.tell)
    held = home is not None and (home / "report.html").is_file()
    inside = home.relative_to(out).as_posix() if home is not None else ""
    report = f"{inside}/report.html".removeprefix("./") if held else ""
    job.send(encode("verdict", **told, folder=inside, report=report, **_id(ident)))


def published(
    job: Job,
    model: str,
    preset: str | None,
    settings: dict[str, Any],
    seed: int,
    frames: bool,
    ident: int | None,
) -> None:
    """A published model as a picture, and the frames of one that moves."""
    from thaw.lab.pictures import MOVES, told_of

    job.send(
        encode(
            "progress", of="published", done=0, total=None, words="running the model", **_id(ident)
        )
    )
    told, chosen = told_of(model, preset, settings, seed)
    job.send(encode("published", **told, **_id(ident)))
    if not frames or model not in MOVES:
        return
    words = "the first frame on a machine takes a minute: its program is compiled"
    job.send(encode("progress", of="published", done=0, total=None, words=words, **_id(ident)))
    due = time.monotonic()
    for frame in MOVES[model](chosen, seed):
        while (wait := due - time.monotonic()) > 0:
            job.hear(wait)
        job.breath()
        due = max(due, time.monotonic() - 0.5) + 1.0 / FRAMES_A_SECOND
        job.send(encode("frame", of="published", **frame, **_id(ident)))
    job.send(encode("end", of="published", **_id(ident)))


def export(_: Job, files: Sequence[str], case: str, form: str, to: str) -> dict[str, Any]:
    """The files of a run in another form: a page of both panes, or a table of values."""
    from thaw.run import load_run

    runs = [load_run(f) for f in files]
    path = Path(to)
    if form == "html":
        from thaw.showing import show

        show(runs[0] if len(runs) == 1 else runs, case=case).save(path)
    else:
        import pandas as pd

        frames = [r.to_df().assign(pane=k) for k, r in enumerate(runs)]
        pd.concat(frames).to_csv(path, float_format="%.7g")
    return {"file": str(path)}


TASKS: dict[str, Callable[..., dict[str, Any] | None]] = {
    "library": library,
    "account": account,
    "file": file,
    "effect": effect,
    "verdict": verdict,
    "published": published,
    "export": export,
}
"""By name, what the process does beside playing runs."""
