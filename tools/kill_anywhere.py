"""Kill a command by every signal at moments spread over its whole length, and look at what it leaves.

    python tools/kill_anywhere.py compare --times 10   # forty kills, ten folders, each let through at the end
    python tools/kill_anywhere.py fit --times 2

A command is first run through, timed. Then, in one new folder after the other, it is killed once by each
signal, going on from what the kill before has left, and let through. Each signal has a moment in each tenth (of
ten times) of the command's length. After each kill: no process is left within some seconds, the exit code is the
usual one, no traceback is shown, every file under a name of its own is whole and what the run that was never
killed has under that name, no finished run that was there is gone, and what is said to be kept is there. At the
end every file is the same, byte for byte, and there is no other.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import h5py
import numpy as np
import yaml

sys.path.insert(0, str(Path(__file__).parent))
from kill_test import LEFT_SECONDS, SIGNALS, _heard, entries, group_lives

STUCK_SECONDS = 120.0
"""After which a command that was told to end is stuck."""

CASE = "twin_republics_1971"
RUNS = ["--workers", "2", "--out", "out"]
COMMANDS = {
    "compare": ["compare", CASE, "--quick", "--new-runs", *RUNS],
    "run": ["run", "null", "toy_two", "--runs", "300", *RUNS],
    "table": ["table", CASE, "--runs", "20", *RUNS],
    "fit": ["fit", "palace_1971", CASE, "--quick", *RUNS],
    "lever": ["lever", CASE, "no_army", "--account", "invented/palace_1971", "--runs", "8", *RUNS],
    "claims": ["claims", CASE, "--runs", "4", *RUNS],
    "sensitivity": ["sensitivity", CASE, "--quick", *RUNS],
    "show": ["show", CASE, "--out", "out/page.html"],
    "import": [
        "import",
        "csv",
        "events.csv",
        "--columns",
        "columns.yaml",
        "--out",
        "out/zembla_2019",
    ],
    "new": [
        "new",
        "case",
        "zembla",
        "--from",
        "record/zembla_2019",
        "--population",
        "ZEM=4000000",
        "--out",
        "out",
    ],
}

COLUMNS = """\
format: mine
vintage: made up
licence: none
source: {id: mine, title: My list, kind: scholarship, locator: all}
id: id
date: day
polity: ZEM
called: Zembla
place: place
type: type
kinds: kinds.csv
figures: {participants: size}
"""

MADE_TWICE = {"comparison.json", "comparison.nc"}
"""Written first without the runs of the report, and again with them."""

PHASES = (
    ("the report", "report.html"),
    ("its runs made, the report begun", "runs/*.nc"),
    ("runs of the report", "comparison.json"),
    ("evidence and inference", "tables/*.table"),
    ("rows of the table", "tables/*.parts/*.shard"),
)
"""What a comparison is at, told by the latest of these that it has written."""


@dataclass
class Kill:
    """One kill and what was seen of it."""

    name: str
    share: float
    """Of the command's length, from its start or from where the kill before left it."""
    seconds: float
    phase: str
    code: int
    ended: float
    """Seconds until the command had ended."""
    gone: float
    """And then until no process was left."""
    faults: list[str] = field(default_factory=list)


@dataclass
class Whole:
    """A run that was never killed."""

    files: dict[str, bytes]
    seconds: float
    marks: dict[str, float]
    """When it came to each phase, seconds."""
    pace: float = 1.0
    """How long a command takes now, of what that one took."""


def files_of(out: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too; lines of runs, which come in any order, sorted."""
    found = {str(f.relative_to(out)): f.read_bytes() for f in out.rglob("*") if f.is_file()}
    for name, content in found.items():
        if name.endswith(".jsonl"):
            found[name] = b"".join(sorted(content.splitlines(keepends=True)))
    return found


def phase_of(out: Path, began: float) -> str:
    """What a comparison in `out` is at; of what it found there before it `began`, nothing is told."""
    for name, pattern in PHASES:
        if any(f.stat().st_mtime >= began for f in out.glob(pattern)):
            return name
    return "start"


def begin(words: list[str], at: Path) -> subprocess.Popen[str]:
    (at / "tmp").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-m", "thaw", *words],
        cwd=at,
        env={**os.environ, "TMPDIR": str(at / "tmp")},
        stdout=(at / "said").open("w"),
        stderr=(at / "told").open("w"),
        text=True,
        start_new_session=True,
        preexec_fn=_heard,
    )


def run_through(words: list[str], at: Path) -> Whole:
    """Let a command through; raises where it fails."""
    began, clock = time.time(), time.monotonic()
    process, marks = begin(words, at), {}
    while process.poll() is None:
        marks.setdefault(phase_of(at / "out", began), time.monotonic() - clock)
        time.sleep(0.02)
    if process.returncode:
        raise SystemExit(f"{words} ended with {process.returncode}: {(at / 'told').read_text()}")
    return Whole(files_of(at / "out"), time.monotonic() - clock, marks)


def sound(name: str, content: bytes) -> bool:
    """Whether the content of a finished file is whole."""
    end = Path(name).suffix
    try:
        if end == ".json":
            json.loads(content)
        elif end in (".yaml", ".yml"):
            yaml.safe_load(content)
        elif end in (".svg", ".html"):
            return content.rstrip().endswith(f"</{end[1:]}>".encode())
        elif end == ".csv":
            widths = {len(row) for row in csv.reader(content.decode().splitlines())}
            return content.endswith(b"\n") and len(widths) <= 1
        elif end == ".nc":
            with tempfile.NamedTemporaryFile() as to:
                to.write(content)
                to.flush()
                with h5py.File(to.name) as opened:
                    opened.visititems(lambda _, x: x[()] if isinstance(x, h5py.Dataset) else None)
        elif end == ".table":
            from thaw.inference.table import load

            with tempfile.NamedTemporaryFile() as to:
                to.write(content)
                to.flush()
                load(to.name)
    except Exception:
        return False
    return bool(content)


def kept(out: Path) -> dict[str, set[str]]:
    """Finished runs by the folder that holds their parts; a damaged part raises."""
    found: dict[str, set[str]] = {}
    for file in out.rglob("*.run.npz"):
        with np.load(file) as arrays:
            assert all(np.isfinite(arrays[k]).all() for k in arrays.files)
        found.setdefault(str(file.parent.relative_to(out)), set()).add(file.name)
    for file in out.rglob("*.shard"):
        names = {f"{file.name}:{hash(body)}" for body in entries(file.read_bytes())}
        found.setdefault(str(file.parent.relative_to(out)), set()).update(names)
    for file in out.rglob("*.jsonl"):  # a line a run; the last may be cut short
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        found[str(file.relative_to(out))] = {n for n in lines if n.endswith("}\n")}
    return found


def lost(before: dict[str, set[str]], out: Path) -> list[str]:
    """Runs of parts that are neither there any more nor in the file they were for."""
    now, faults = kept(out), []
    for folder, names in before.items():
        stem = (out / folder).with_suffix("")
        into = [stem, *stem.parent.glob(f"{stem.name}*.nc")]
        gone = names - now.get(folder, set())
        if gone and not any(f.is_file() for f in into):
            faults.append(f"{len(gone)} runs of {folder} are gone")
    return faults


def looked_at(out: Path, whole: Whole) -> list[str]:
    """What is wrong with the files that lie in a folder under names of their own."""
    faults = []
    for name, content in files_of(out).items() if out.is_dir() else ():
        last = Path(name).name
        if (
            last.startswith(".")
            or "/." in f"/{name}"
            or ".parts/" in name
            or last.endswith((".lock", ".jsonl"))
        ):
            continue
        if not sound(name, content):
            faults.append(f"{name} is half written")
        if name not in whole.files:
            faults.append(f"{name} is a name that no finished run has")
        elif last not in MADE_TWICE and whole.files[name] != content:
            faults.append(f"{name} is other than that of a run never killed")
    return faults


def told_faults(at: Path, name: str, code: int) -> list[str]:
    """What is wrong with the words and the exit code of a killed command."""
    number, told = getattr(signal, name), (at / "told").read_text(errors="replace")
    faults = [] if code in (128 + number, -number) else [f"exit code {code}"]
    if re.search(r"Traceback|Exception ignored|fault of the program", told):
        faults.append("a traceback: " + told[-2000:])
    for count, folder in re.findall(
        r"(\d+) (?:of \d+ )?runs are finished and kept in (\S+);", told
    ):
        there = kept(at / "out").get(str(Path(folder).relative_to("out")), set())
        if len(there) < int(count):
            faults.append(f"{count} runs are said to be kept, {len(there)} are")
    return faults


def left_of(group: int) -> str:
    """State and command of the processes of a group."""
    listed = subprocess.run(["ps", "-eo", "pgid,stat,args"], capture_output=True, text=True).stdout
    return "; ".join(line for line in listed.splitlines() if line.split()[0] == str(group))


def one_kill(words: list[str], at: Path, name: str, share: float, whole: Whole) -> Kill | None:
    """Begin a command, kill it, look; None where it was through before."""
    out = at / "out"
    before = kept(out) if out.is_dir() else {}
    length = whole.seconds
    if any(out.glob("tables/*.table")):  # goes on behind the rows
        marks = whole.marks
        length -= marks.get("evidence and inference", 0.0) - marks.get("rows of the table", 0.0)
    began, clock = time.time(), time.monotonic()
    process = begin(words, at)
    try:  # Python itself takes some tenths of a second to start
        process.wait(max(share * length * whole.pace * 0.98, 0.5))
    except subprocess.TimeoutExpired:
        pass
    else:  # faster than the one that was timed: the machine has less to do
        whole.pace = min(whole.pace, (time.monotonic() - clock) / length)
        return None
    seconds, phase = time.monotonic() - clock, phase_of(out, began)
    process.send_signal(getattr(signal, name))
    sent = time.monotonic()
    stuck = False
    try:
        code = process.wait(timeout=STUCK_SECONDS)
    except subprocess.TimeoutExpired:  # what it is at stands in its words then
        process.send_signal(signal.SIGABRT)
        code, stuck = process.wait(), True
    if code == 0:
        return None
    end = time.monotonic()
    while group_lives(process.pid) and time.monotonic() < end + LEFT_SECONDS:
        time.sleep(0.02)
    gone = time.monotonic() - end
    faults = [f"processes are left: {left_of(process.pid)}"] if group_lives(process.pid) else []
    faults += [f"did not end: {(at / 'told').read_text()[-3000:]}"] if stuck else []
    faults += told_faults(at, name, code)
    faults += [*lost(before, out), *looked_at(out, whole)] if out.is_dir() else []
    return Kill(name, share, seconds, phase, code, end - sent, gone, faults)


def line_of(kill: Kill) -> str:
    words = f"{kill.name:8}{kill.share:5.2f}{kill.seconds:7.1f} s  code {kill.code:4}  "
    words += f"ended in {kill.ended:4.1f} s, all gone {kill.gone:4.1f} s later  {kill.phase}  "
    return words + (str(kill.faults) if kill.faults else "")


def differing(now: dict[str, bytes], whole: Whole) -> list[str]:
    """Files that are missing, further or other than those of a run that was never killed."""
    return sorted(k for k in now.keys() | whole.files.keys() if now.get(k) != whole.files.get(k))


def prepared(verb: str, at: Path) -> Path:
    """A folder to run a command in, with what it reads."""
    at.mkdir(parents=True)
    if verb in ("import", "new"):
        days = [f"{1 + k % 28} {m} 2019" for k in range(300) for m in ("March", "May", "June")]
        rows = [f"{k},{day},Onhava,rally,{100 + k}" for k, day in enumerate(days)]
        (at / "events.csv").write_text("\n".join(["id,day,place,type,size", *rows, ""]))
        (at / "columns.yaml").write_text(COLUMNS)
        (at / "kinds.csv").write_text("type,kind,why\nrally,demonstration,\n")
        if verb == "new":
            words = [*COMMANDS["import"][:-1], "record/zembla_2019"]
            subprocess.run(
                [sys.executable, "-m", "thaw", *words], cwd=at, check=True, capture_output=True
            )
    return at


def tried(
    verb: str, times: int, folder: Path, seed: int = 1, say=print
) -> tuple[list[Kill], Counter]:
    """So many kills by each signal, each folder let through; the kills, and what else was counted."""
    words, luck, count = COMMANDS[verb], random.Random(seed), Counter()
    if times < 10:
        run_through(words, prepared(verb, folder / "first"))  # compiles what is compiled once
    whole = run_through(words, prepared(verb, folder / "whole"))
    say(f"{whole.seconds:.1f} s, {len(whole.files)} files: {whole.marks}", flush=True)
    moments = {n: [(k + luck.random()) / times for k in range(times)] for n in SIGNALS}
    for shares in moments.values():
        luck.shuffle(shares)
    kills: list[Kill] = []
    fresh = 0

    def through(at: Path) -> None:
        now = files_of(at / "out")
        if (
            verb not in ("import", "new") or now != whole.files
        ):  # these refuse what is there already
            now = run_through(words, at).files
        differ = differing(now, whole)
        count["through after kills"] += 1
        count["files that differ"] += len(differ)
        if differ:
            say(f"files that differ: {differ}", flush=True)

    for turn in range(times):
        fresh += 1
        at = prepared(verb, folder / f"killed{fresh}")
        for n in range(len(SIGNALS)):
            name = SIGNALS[(turn + n) % len(SIGNALS)]
            share = moments[name].pop()
            while (kill := one_kill(words, at, name, share, whole)) is None:
                count["through before the kill"] += 1
                differ = differing(files_of(at / "out"), whole)
                count["files that differ"] += len(differ)
                if differ:
                    say(f"files that differ: {differ}", flush=True)
                fresh += 1
                at = prepared(verb, folder / f"killed{fresh}")
            kills.append(kill)
            say(line_of(kill), flush=True)
        through(at)
    return kills, count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("verb", choices=[*COMMANDS])
    parser.add_argument("--times", type=int, default=10, help="kills by each signal")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kills, count = tried(asked.verb, asked.times, Path(folder), asked.seed)
    for name in SIGNALS:
        mine = [k for k in kills if k.name == name]
        print(
            f"{name:8} {len(mine)} kills, {sum(bool(k.faults) for k in mine)} with faults, codes "
            f"{sorted({k.code for k in mine})}, ended in {max(k.ended for k in mine):.1f} s, "
            f"all gone {max(k.gone for k in mine):.1f} s later at most"
        )
    print(dict(Counter(k.phase for k in kills)), dict(count))
    if count["files that differ"] or any(k.faults for k in kills):
        sys.exit("something was lost, left or wrong")


if __name__ == "__main__":
    main()
