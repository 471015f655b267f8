"""Hand one file from outside to the code that takes such files in, as the program does: `python take_in.py FILE ROOM`.

ROOM holds two workspaces of the harness, `raw/k.db` and `slots/k.civicdesk`. What became of the file goes to standard output as one line of
JSON: `told` is `taken` or the code of the refusal, `peak` the most memory in MiB. A bug ends in a traceback.
"""

import json
import os
import re
import resource
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

KEY = "2b7e151628aed2a6abf7158809cf4f3c" * 2
PASSPHRASE = "practice words only"
FORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>t</h:title><model>
<instance><data id="t" xmlns=""><a/></data></instance><instance id="l" src="jr://file/NAME"/><bind nodeset="/data/a" type="string"/></model>
</h:head><h:body><select1 ref="/data/a"><itemset nodeset="instance('l')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>
</h:body></h:html>"""
MOST = 200 * 1024 * 1024

SECONDS = 10
"""Seconds of one processor."""

Taker = Callable[[Path, Path], object]


def main(words: Sequence[str]) -> int:
    """Take one file in and tell what became of it."""
    for what, most in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, MOST), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most + 2 if most else 0))
    from civicdesk.errors import CivicDeskError

    file, room = Path(words[0]), Path(words[1])
    kind = file.name.partition("-")[0]
    try:
        told = TAKERS[kind](file, room) or "taken"
    except CivicDeskError as why:
        from civicdesk.i18n import explain

        told = why.code
        if not explain(why).strip():
            raise AssertionError(told) from why
    sys.stdout.write(json.dumps({"told": told, "peak": peak()}) + "\n")
    return 0


def peak() -> int:
    """Return the most memory that this process has had so far, in MiB."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) // 1024 if found else 0


def read(file: Path) -> bytes:
    """Read a file as every face of the program does."""
    from civicdesk.cli import door

    return door.read(file)


def harness(words: Sequence[str], env: Mapping[str, str]) -> str:
    """Run a word of the harness in this process; return the code that it told, if any."""
    from civicdesk.cli import harness_voice
    from civicdesk.cli.harness import run

    os.environ.update(env, CIVICDESK_HARNESS="1")
    said: list[bytes] = []
    harness_voice._write = lambda _stream, data: said.append(data)
    ids = iter(range(10**9, 10**10))
    world = harness_voice.World(now=lambda: datetime.now(UTC), new_id=lambda: f"{next(ids):032x}", chance=lambda: 0.5)
    with redirect_stderr(StringIO()):
        code = run(words, world)
    sys.excepthook = sys.__excepthook__
    last = said[-1].decode() if said else ""
    if code and not last.startswith("error: "):
        raise AssertionError(last)
    return last.split()[1] if code else ""


def imported(file: Path, room: Path) -> str:
    """Hand a form, a table or a bundle to the harness's own import, which the window's verbs stand behind."""
    return harness(["import", "--db", str(room / "raw" / "k.db"), str(file)], {"CIVICDESK_HARNESS_KEY": KEY})


def as_list(file: Path, _room: Path) -> None:
    """Check a form with this list as its attachment."""
    from civicdesk.workflows import forms

    forms.check(FORM.replace(b"NAME", file.name.encode()), {file.name: read(file)})


def as_pack(file: Path, room: Path) -> None:
    """Look at a pack, and join its project if that is possible."""
    from civicdesk.records.people import Role
    from civicdesk.workflows import first_run
    from civicdesk.workflows.kit import Tools

    data = read(file)
    first_run.look(data)
    newcomer = first_run.Newcomer(name="Ada Test", role=Role.COORDINATOR, passphrase="seven plainly invented words of the tests")
    first_run.join(room / "joined", data, newcomer, Tools(now=lambda: datetime.now(UTC), new_id=lambda: "0" * 32, chance=lambda: 0.5))


def beside(ending: str) -> Taker:
    """Return what puts a file in the place of a side file of a workspace, and opens the workspace."""

    def take(file: Path, room: Path) -> str:
        folder = room / "slots"
        shutil.copyfile(file, folder / f"k.civicdesk{ending}")
        return harness(["verify", "--db", str(folder / "k.civicdesk")], {"CIVICDESK_HARNESS_PASSPHRASE": PASSPHRASE})

    return take


def as_lock(file: Path, _room: Path) -> str:
    """Read who holds a workspace from a lock file."""
    from civicdesk.store import locks

    return locks.busy(file).code


def as_escrow(file: Path, _room: Path) -> None:
    """Open an escrow as the coordinator does: sealed by a stranger who knows the public address."""
    from civicdesk.crypto import sealing
    from civicdesk.workflows import users

    identity, recipient = sealing.new_identity()
    users.slot_from_escrow(sealing.seal(read(file), [recipient]), identity)


def as_slot(file: Path, _room: Path) -> None:
    """Read a one-time slot that came with a code."""
    from civicdesk.crypto import keys

    keys.parse(read(file))


def as_intruder(file: Path, _room: Path) -> None:
    """Read the form of imagined intruders."""
    from civicdesk.workflows import send

    send.read_intruder_form(read(file))


def as_identity(file: Path, _room: Path) -> None:
    """Read the identity of a centre, sealed or plain."""
    from civicdesk.workflows import pack_making

    pack_making.read_identity(read(file), PASSPHRASE)


def as_enrolment(file: Path, _room: Path) -> None:
    """Read the file by which a laptop wants to be known."""
    from civicdesk.workflows import enrolment

    enrolment.read(read(file))


TAKERS: Mapping[str, Taker] = {
    "form": imported,
    "directory": imported,
    "answers": imported,
    "bundle": imported,
    "list": as_list,
    "pack": as_pack,
    "keys": beside(".keys"),
    "people": beside(".people"),
    "lock": as_lock,
    "escrow": as_escrow,
    "slot": as_slot,
    "intruder": as_intruder,
    "identity": as_identity,
    "enrolment": as_enrolment,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
