"""The event log: events and whole numbers, so that no name can enter."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from civicdesk import logs


@pytest.fixture(autouse=True)
def _no_handler_left() -> Iterator[None]:
    yield
    for handler in tuple(logs._logger.handlers):
        logs._logger.removeHandler(handler)
        handler.close()


def test_an_event_is_a_word_and_numbers_in_order(tmp_path: Path) -> None:
    logs.write_to(tmp_path / "logs")
    logs.event(logs.Event.ANSWER_KEPT, ms=3, count=1)
    (line,) = (tmp_path / "logs" / "events.log").read_text().splitlines()
    assert line.endswith(" answer-kept count=1 ms=3")


def test_words_cannot_enter(tmp_path: Path) -> None:
    logs.write_to(tmp_path / "logs")
    with pytest.raises(ValueError, match="format code"):
        logs.event(logs.Event.ANSWER_KEPT, name="Wren")
    assert "Wren" not in (tmp_path / "logs" / "events.log").read_text()


def test_a_second_folder_takes_the_place_of_the_first(tmp_path: Path) -> None:
    for name in ("one", "two"):
        logs.write_to(tmp_path / name)
    logs.event(logs.Event.STARTED)
    assert (tmp_path / "one" / "events.log").read_text() == ""
    assert len((tmp_path / "two" / "events.log").read_text().splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    logs.write_to(tmp_path / "file")
    logs.event(logs.Event.STARTED)
    assert (tmp_path / "file").read_text() == "in the way"


def test_old_events_make_room(tmp_path: Path) -> None:
    logs.write_to(tmp_path)
    for number in range(9000):
        logs.event(logs.Event.ANSWER_KEPT, number=number)
    assert {path.name for path in tmp_path.iterdir()} >= {"events.log", "events.log.1"}
    assert all(path.stat().st_size <= 256_000 for path in tmp_path.iterdir())


SECRET = "Wren Fictional"
ENDINGS = {
    "the main thread": f"raise ValueError('{SECRET}')",
    "another thread": f"import threading\nt = threading.Thread(target=int, args=('{SECRET}',))\nt.start()\nt.join()",
    "an object that goes": f"class Gone:\n    def __del__(self):\n        raise KeyError('{SECRET}')\nGone()",
}
KINDS = {"the main thread": "ValueError", "another thread": "ValueError", "an object that goes": "KeyError"}


def _run(program: str, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("where", ENDINGS)
def test_a_bug_leaves_its_kind_and_places_and_not_a_word_of_anybody(tmp_path: Path, where: str) -> None:
    begin = "import sys\nfrom functools import partial\nfrom pathlib import Path\nfrom civicdesk import logs\n"
    begin += "logs.watch_crashes(partial(logs.keep_crash, Path(sys.argv[1])))\n"
    done = _run(begin + ENDINGS[where], str(tmp_path / "logs" / "crash.txt"))
    assert SECRET not in done.stderr + done.stdout
    kept = (tmp_path / "logs" / "crash.txt").read_text()
    assert kept.splitlines()[0] == KINDS[where]
    assert SECRET not in kept
    assert str(tmp_path) not in kept


def test_crash_notices_are_added_until_there_are_many(tmp_path: Path) -> None:
    file = tmp_path / "crash.txt"
    for _ in range(2):
        logs.keep_crash(file, "ValueError", ("store/answers.py:7 keep",))
    assert file.read_text() == "ValueError\nstore/answers.py:7 keep\n" * 2
    file.write_text("x" * (logs.MOST_CRASHES + 1))
    logs.keep_crash(file, "ValueError", ())
    assert file.read_text() == "ValueError\n"


def test_a_crash_that_cannot_be_written_down_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    logs.keep_crash(tmp_path / "file" / "crash.txt", "ValueError", ())
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals and core files as on Linux")
def test_a_fault_of_a_library_leaves_stacks_and_no_values(tmp_path: Path) -> None:
    program = "import sys, ctypes\nfrom pathlib import Path\nfrom civicdesk import logs\n"
    program += "def fall(said):\n    ctypes.string_at(0)\nlogs.write_stacks_to(Path(sys.argv[1]))\nfall('Wren ' + 'Fictional')\n"
    done = _run(program, str(tmp_path / "logs" / "stacks.txt"))
    assert done.returncode < 0
    assert " in fall" in (tmp_path / "logs" / "stacks.txt").read_text()
    assert SECRET not in (tmp_path / "logs" / "stacks.txt").read_text() + done.stderr


HARDENED = """
import ctypes, json, resource, sys
from unittest import mock
from civicdesk import __main__, app, logs
told = []
def look(*words, **more):
    told.append([resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)])
    return 0
with mock.patch.object(app, "run", look), mock.patch("civicdesk.cli.main.run", look):
    for words in ([], ["doctor"]):
        sys.argv[1:] = words
        __main__.main()
print(json.dumps(told))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="there is such a call on Linux only")
def test_the_memory_of_window_and_command_line_is_private_before_anything_is_opened() -> None:
    done = _run(HARDENED)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [[[0, 0], 0], [[0, 0], 0]]
