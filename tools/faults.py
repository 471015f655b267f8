"""Run the fault harness: `python3 run.py faults --short` before a change lands, `python3 run.py faults` for a night.

Each script in tests/faults/harness tries to make the workspace lose, alter, leak or choke on data, and says whether it did.
docs/reference/faults.md explains them. Two jobs run side by side, each with a temporary folder of its own.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from civicdesk.crypto import raw, sealing
from civicdesk.workflows.harness import FORM

ROOT = Path(__file__).resolve().parents[1]
FAULTS = ROOT / "tests" / "faults"
SCRIPTS = FAULTS / "harness"
RAW, SLOTS, WINDOW = "adapter", "slots", "window"
SIDE_BY_SIDE = 2
FILES = "FILES"
"""Stands for files that are made for the run: a bundle, a workbook, a form and a table."""
LONGEST = 6 * 3600

SHORT = (
    (RAW, "corpus run"),
    (RAW, "powercut --what export --states 20"),
    (RAW, "ioerr --max 3"),
    (RAW, "ioerr --what export --max 3"),
    (RAW, "powercut --states 40"),
    (RAW, "killloop --rounds 10"),
    (RAW, "killloop --sweep --max 15"),
    (RAW, "diskfull --free 0,16,64"),
    (RAW, "mutate db --n 12"),
    (RAW, "mutate journal --n 4"),
    (RAW, "corpus csv"),
    (RAW, "leak"),
    (SLOTS, "killloop --sweep --max 8"),
    (SLOTS, "powercut --states 20"),
    (SLOTS, "mutate side .keys --n 20"),
    (SLOTS, "mutate side .people --n 10"),
    (SLOTS, "leak"),
)
LONG = (
    (RAW, "corpus csv"),
    (RAW, "corpus run"),
    (RAW, "leak --strace"),
    (SLOTS, "leak --strace"),
    (WINDOW, "leak --strace --allow *-named.pdf*"),
    (RAW, "powercut --what export --states 200"),
    (RAW, "ioerr --what export --max 100000"),
    (RAW, "diskfull"),
    (RAW, "diskfull --ext4"),
    (SLOTS, "diskfull"),
    (RAW, "ioerr --max 100000"),
    (RAW, "selftest"),
    (RAW, "mutate journal --n 100"),
    (SLOTS, "mutate side .keys --n 200"),
    (SLOTS, "mutate side .people --n 200"),
    (RAW, f"mutate file {FILES} --n 80"),
    (RAW, "mutate db --n 700"),
    (RAW, "killloop --sweep --max 100000"),
    (RAW, "killloop --rounds 1000 --rows 12"),
    (RAW, "powercut --states 2000 --rows 80"),
    (SLOTS, "powercut --states 200"),
    (SLOTS, "killloop --sweep --max 100000"),
)
"""The cheapest first, so that a night that is cut short has still told the most."""

Job = tuple[str, str]


@dataclass(frozen=True)
class Done:
    """One script that has run."""

    job: Job
    code: int
    seconds: float
    output: str

    @property
    def closing(self) -> str:
        """Return the line that says how it went; a script that looked at nothing says why."""
        lines = [line.strip() for line in self.output.splitlines() if line.strip()] or ["said nothing"]
        skipped = [line for line in lines if "skipped" in line]
        return skipped[-1] if skipped and lines[-1].startswith("0 passed") else lines[-1]


def main(words: Sequence[str]) -> int:
    """Run the jobs, print a line for each and the closing line; return 1 if a script found something."""
    asked = _asked(words)
    jobs = [job for job in (SHORT if asked.short else LONG) if not asked.only or any(word in " ".join(job) for word in asked.only)]
    if shutil.which("cc") is None:
        print("The harness needs a C compiler: install gcc, then try again.", file=sys.stderr)
        return 3
    room = Path(tempfile.mkdtemp(prefix="civicdesk-faults-"))
    began = time.monotonic()
    try:
        files = _made_files(room) if any(FILES in job[1] for job in jobs) else []
        done = _run_all(jobs, files, room)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    wrong = [each for each in done if each.code]
    print(f"faults: {len(done) - len(wrong)} scripts found nothing, {len(wrong)} found something, {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


def _asked(words: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="run.py faults", description="Try to make a workspace lose, alter, leak or choke on data.")
    parser.add_argument("--short", action="store_true", help="the set for each change: minutes instead of hours")
    parser.add_argument("only", nargs="*", metavar="WORD", help="run only the scripts whose line holds one of these words")
    return parser.parse_args(words)


def _run_all(jobs: Sequence[Job], files: Sequence[Path], room: Path) -> list[Done]:
    """Run two jobs at a time, and say how each went as soon as it is known."""
    done: list[Done] = []
    with ThreadPoolExecutor(max_workers=SIDE_BY_SIDE) as hands:
        waiting = [hands.submit(_run, job, files, room / str(number)) for number, job in enumerate(jobs)]
        for ready in as_completed(waiting):
            each = ready.result()
            done.append(each)
            print(f"{each.job[0]:<8} {each.job[1]:<38} {each.seconds:6.1f} s  {each.closing}", flush=True)
            if each.code:
                print("    " + "\n    ".join(each.output.strip().splitlines()[-12:]), flush=True)
    return done


def _run(job: Job, files: Sequence[Path], room: Path) -> Done:
    """Run one script to its end."""
    adapter, line = job
    script, *rest = [word for part in line.split() for word in (map(str, files) if part == FILES else [part])]
    room.mkdir()
    if script == "selftest":
        argv = [sys.executable, str(SCRIPTS / "selftest" / "run.py"), *rest]
    elif script == "corpus":
        argv = [sys.executable, str(SCRIPTS / "corpus.py"), rest[0], str(FAULTS / f"{adapter}.json"), *rest[1:]]
    else:
        argv = [sys.executable, str(SCRIPTS / f"{script}.py"), str(FAULTS / f"{adapter}.json"), *rest]
    began = time.monotonic()
    try:
        ended = subprocess.run(
            argv,
            cwd=SCRIPTS,
            env={
                **os.environ,
                "TMPDIR": str(room),
                "HOME": str(room),
                "PYTHONDONTWRITEBYTECODE": "1",
                "FAULTS_BUILD": str(room.parent / "build"),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Done(job, 1, time.monotonic() - began, "did not come to an end")
    return Done(job, ended.returncode, time.monotonic() - began, ended.stdout)


def _made_files(room: Path) -> list[Path]:
    """Make good files of every kind that can be taken in, to be damaged: a bundle, what is inside it, a workbook, a form, a table."""
    adapter = json.loads((FAULTS / f"{RAW}.json").read_text(encoding="utf-8"))
    places = {"here": str(FAULTS), "db": str(room / "good.db"), "out": str(room / "good.age")}
    for verb in ("init", "export"):
        argv = [word.format(**places) for word in adapter[verb]]
        subprocess.run(argv, env={**os.environ, **adapter["env"]}, stdout=subprocess.DEVNULL, check=True)
    sealed = room / "good.age"
    identity, _ = sealing.identity_from(raw.recipient_secret(bytes.fromhex(adapter["env"]["CIVICDESK_HARNESS_KEY"])))
    inner, form = room / "inner.bundle", room / "form.xml"
    inner.write_bytes(sealing.unseal(sealed.read_bytes(), identity))
    form.write_bytes(FORM)
    workbook, table = room / "workbook.xlsx", room / "table.csv"
    shutil.copy(ROOT / "resources" / "instruments" / "civic-health.xlsx", workbook)
    shutil.copy(ROOT / "resources" / "practice" / "directory.csv", table)
    return [sealed, inner, workbook, form, table]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
