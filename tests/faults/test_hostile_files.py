"""Files of every kind that is taken in, made to do harm: each is refused with a sentence, in bounded time and memory, and nothing is kept.

docs/explanation/threats.md says which limit meets which kind; programs/hostile.py makes the files, programs/take_in.py hands each to the
program in a process of its own.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.conftest import HERE, ROOT, Harness, adapter
from tests.faults.programs import hostile

pytestmark = pytest.mark.slow

TAKE_IN = HERE / "programs" / "take_in.py"
MOST_MIB, PATIENCE_S = 150, 90
KINDS = (
    *("form", "list", "directory", "answers", "bundle", "pack", "keys", "people", "escrow", "slot", "lock"),
    *("intruder", "identity", "enrolment"),
)
HARMLESS = frozenset(
    {
        "form-back-reference.xlsx",  # the pattern is noted and never tried
        "form-slow-pattern.xlsx",  # patterns run in linear time
        "form-endless-power.xlsx",  # the answer stays empty
        "form-many-repeats.xlsx",  # rows are counted when they are made
        "form-counted-repeat.xml",
        "form-markup-in-labels.xlsx",  # labels are escaped
        "form-pulldata.xlsx",  # only what comes with the form is read
        "form-instance-from-disk.xml",
        "form-instance-from-net.xml",
        "form-stylesheet.xml",  # instructions are dropped
        "form-utf16.xml",
        "form-utf32.xml",
        "form-long-pattern.xml",
        "list-nested-values.geojson",  # a value is a text
        "identity-latin1.txt",  # a line is a line; what it opens is decided later
    }
)
"""Files that may be taken: what is hostile in them is never carried out."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the folder with all hostile files."""
    folder = tmp_path_factory.mktemp("hostile") / "files"
    subprocess.run([sys.executable, HERE / "programs" / "hostile.py", folder], check=True, timeout=PATIENCE_S)
    yield folder
    shutil.rmtree(folder.parent)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two empty workspaces."""
    room = tmp_path_factory.mktemp("template")
    for name, path in (("adapter", room / "raw" / "k.db"), ("slots", room / "slots" / "k.civicdesk")):
        path.parent.mkdir()
        made = Harness(env=dict(adapter(name)["env"]), name=path.name, folder=path.parent)
        assert made("init", "--db", path).code == 0
    return room


def content(room: Path) -> Mapping[str, str]:
    """Return what lies in a folder: file -> hash."""
    return {
        str(path.relative_to(room)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(room.rglob("*")) if path.is_file()
    }


def faults_of(file: Path, template: Path, room: Path) -> list[str]:
    """Hand a file in and say what is wrong with what happened."""
    shutil.copytree(template, room)
    try:
        done = subprocess.run(
            [sys.executable, TAKE_IN, file, room], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        return ["came to no end"]
    if done.returncode or not done.stdout:
        return [f"ended with {done.returncode}: {done.stderr[-300:]}"]
    told, wrong = json.loads(done.stdout), []
    if told["peak"] > MOST_MIB:
        wrong.append(f"took {told['peak']} MiB")
    if hostile.CANARY in done.stdout + done.stderr:
        wrong.append("the text of a local file came back")
    if told["told"] == "taken" and file.name not in HARMLESS:
        wrong.append("was taken")
    own = {f"slots/k.civicdesk.{file.name.partition('-')[0]}"}
    before, after = content(template), content(room)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)} - own
    if changed - ({"raw/k.db"} if told["told"] == "taken" else set()):
        wrong.append(f"changed {sorted(changed)}")
    return wrong


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured as Linux tells it")
@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_is_refused_in_bounded_time_and_memory(kind: str, files: Path, template: Path, tmp_path: Path) -> None:
    each = sorted(files.glob(f"{kind}-*"))
    assert each
    with ThreadPoolExecutor(max_workers=2) as hands:
        found = list(hands.map(lambda file: faults_of(file, template, tmp_path / file.name), each))
    assert {file.name: wrong for file, wrong in zip(each, found, strict=True) if wrong} == {}


def test_there_are_files_of_every_kind_and_no_other(files: Path) -> None:
    assert {path.name.partition("-")[0] for path in files.iterdir()} == set(KINDS)


# --- what is no file ----------------------------------------------------------------------------------------------------------------


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def a_folder(path: Path) -> None:
    path.mkdir()


def a_dead_link(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


def a_locked_file(path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read every file")
    path.write_bytes(b"x")
    path.chmod(0)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
@pytest.mark.parametrize("ending", ["xlsx", "xml", "csv", "bundle", "age"])
@pytest.mark.parametrize("make", [a_pipe, a_device, a_folder, a_dead_link, a_locked_file])
def test_what_is_no_file_is_not_taken_in(make: Callable[[Path], None], ending: str, raw: Harness) -> None:
    path = raw.folder / f"given.{ending}"
    make(path)
    ended = raw("import", "--db", raw.filled(b"a\tone"), path)
    assert (ended.code, ended.err.split()[1]) == (1, "CLI-FILE")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
@pytest.mark.parametrize("side", ["", ".keys", ".people"])
@pytest.mark.parametrize("make", [a_pipe, a_device])
def test_what_is_no_file_is_no_part_of_a_workspace(make: Callable[[Path], None], side: str, tmp_path: Path) -> None:
    room = Harness(env=dict(adapter("slots")["env"]), name="k.civicdesk", folder=tmp_path)
    path = room.filled(b"a\tone").with_name(f"k.civicdesk{side}")
    path.unlink()
    make(path)
    ended = room("verify", "--db", room.db)
    assert ended.code in {3, 4}
    assert len(ended.err.splitlines()) == 1


def test_a_file_that_grows_while_it_is_read_is_not_followed(raw: Harness) -> None:
    path, ends = raw.folder / "given.csv", threading.Event()
    path.write_bytes(b"name\n")

    def grow() -> None:
        with path.open("ab") as file:
            while not ends.is_set():
                file.write(b"a,b\n" * 250_000)
                if file.tell() > 60_000_000:
                    return

    db = raw.filled(b"a\tone")
    growing = threading.Thread(target=grow)
    growing.start()
    began = time.monotonic()
    ended = raw("import", "--db", db, path)
    ends.set()
    growing.join()
    assert ended.code == 1
    assert time.monotonic() - began < PATIENCE_S
