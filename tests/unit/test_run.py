"""run.py: each way in which a computer can be unready ends in a sentence with its remedy."""

import ast
import importlib.util
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("civicdesk_run", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["civicdesk_run"] = module
    spec.loader.exec_module(module)
    return module


run = _load()


class Pretended(run.Machine):
    """A computer that has everything, until a test takes something away; nothing is really run."""

    def __init__(self, **facts: object) -> None:
        self.platform = "linux"
        self.version = (3, 11, 2)
        self.executable = "/usr/bin/python3"
        self.environ = {"DISPLAY": ":0"}
        self.programs = {"apt-get", "sudo"}
        self.modules = {"ensurepip"}
        self.missing: set[str] = set()
        self.root = False
        self.dead: set[str] = set()
        self.fails: Callable[[Sequence[str]], str | None] = lambda _argv: None
        self.said = ""
        self.steps: list[list[str]] = []
        self.handed: list[tuple[list[str], Path | None]] = []
        for name, value in facts.items():
            setattr(self, name, value)

    def say(self, text: str, end: str = "\n") -> None:
        self.said += text + end

    def clock(self) -> float:
        return 0.0

    def which(self, name: str) -> str | None:
        return name if name in self.programs else None

    def has_module(self, name: str) -> bool:
        return name in self.modules

    def has_library(self, name: str) -> bool:
        return name not in self.missing

    def is_root(self) -> bool:
        return self.root

    def answer(self, argv: Sequence[str]) -> str | None:
        if argv[0] in self.dead or (argv[0].endswith(("python", "python.exe")) and not Path(argv[0]).exists()):
            return None
        if "pip" in argv:
            return None if "pip" in self.dead else "pip 26"
        return "3.11"

    def quietly(self, argv: Sequence[str], _folder: Path, log: Path) -> int:
        self.steps.append(list(argv))
        words = self.fails(argv)
        if words is not None:
            log.write_text(words, encoding="utf-8")
            return 1
        if "venv" in argv:
            python = run.Environment(Path(argv[-1]), log, None).python(self)
            python.parent.mkdir(parents=True)
            python.write_text("", encoding="ascii")
            (Path(argv[-1]) / "pyvenv.cfg").write_text("version = 3.11.2\n", encoding="ascii")
        return 0

    def hand_over(self, argv: Sequence[str], folder: Path | None) -> int:
        self.handed.append((list(argv), folder))
        return 7


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for name in (
        "requirements.lock",
        "requirements-checkers.lock",
        "pyproject.toml",
        *(word.part for word in run.WORDS.values() if "." in word.part),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="ascii")
    (tmp_path / "tests").mkdir()
    return tmp_path


def test_it_can_be_read_by_python_3_8() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_it_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_old_python_is_told_which_newer_ones_are_here(house: Path) -> None:
    machine = Pretended(version=(3, 9, 2), programs={"python3.11", "python3.12", "python3.13"}, dead={"python3.13"})
    assert run.main([], machine, house) == 3
    assert (
        machine.said == "CivicDesk needs Python 3.11 or newer; this is 3.9. Found here: python3.11, python3.12. Try `python3.12 run.py`.\n"
    )


def test_an_old_python_alone_is_told_what_is_needed(house: Path) -> None:
    machine = Pretended(version=(3, 8, 18), programs=set())
    assert run.main(["test"], machine, house) == 3
    assert machine.said == "CivicDesk needs Python 3.11 or newer; this is 3.8.\n"


def test_a_python_for_which_there_are_no_packages_yet_is_named(house: Path) -> None:
    machine = Pretended(version=(3, 15, 0), programs=set())
    assert run.main(["demo"], machine, house) == 3
    assert "needs Python 3.11 to 3.14; this is 3.15" in machine.said


@pytest.mark.parametrize("word", ["open", "--out"])
def test_an_unknown_word_is_answered_with_the_known_ones(house: Path, word: str) -> None:
    machine = Pretended()
    assert run.main([word], machine, house) == 2
    assert all(name in machine.said for name in run.WORDS)


def test_help_is_a_list_of_the_words(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--help"], Pretended(), house) == 0
    assert "run all tests" in capsys.readouterr().out


@pytest.mark.parametrize(("word", "part"), [("bench", "tools/bench.py"), ("", "civicdesk/app.py")])
def test_a_word_whose_part_is_not_there_yet_says_so(house: Path, word: str, part: str) -> None:
    (house / part).unlink()
    machine = Pretended()
    assert run.main([word] if word else [], machine, house) == 3
    assert machine.said == f"This version of CivicDesk cannot do that yet: {part} is missing.\n"


def test_without_a_display_the_window_says_what_to_do_instead(house: Path) -> None:
    machine = Pretended(environ={})
    assert run.main([], machine, house) == 3
    assert machine.said == "No display here. Try `python3 run.py demo`, or `python3 run.py pictures`.\n"
    assert machine.steps == []


def test_a_bare_debian_gets_one_line_with_exactly_what_is_missing(house: Path) -> None:
    machine = Pretended(modules=set(), missing={"libGL.so.1", "libxcb-cursor.so.0"})
    assert run.main([], machine, house) == 3
    assert machine.said.splitlines()[1:] == ["  sudo apt-get install -y python3-venv libgl1 libxcb-cursor0"]
    assert not (house / ".venv").exists()


def test_the_demo_asks_for_no_drawing_libraries(house: Path) -> None:
    machine = Pretended(modules=set(), missing={library for library, _ in run.DRAWING + run.X11}, environ={})
    assert run.main(["demo"], machine, house) == 3
    assert machine.said.splitlines()[-1] == "  sudo apt-get install -y python3-venv"


def test_pictures_need_no_display_libraries(house: Path) -> None:
    machine = Pretended(missing={library for library, _ in run.X11})
    assert run.main(["pictures"], machine, house) == 7


def test_root_without_sudo_is_not_told_to_use_it(house: Path) -> None:
    machine = Pretended(modules=set(), root=True, programs={"apt-get"})
    assert run.main(["demo"], machine, house) == 3
    assert machine.said.splitlines()[-1] == "  apt-get install -y python3-venv"


def test_a_system_without_apt_is_told_the_names_of_the_libraries(house: Path) -> None:
    machine = Pretended(programs=set(), missing={"libEGL.so.1"})
    assert run.main([], machine, house) == 3
    assert machine.said == "CivicDesk needs these from your system first: libEGL.so.1.\n"


def test_the_first_start_makes_everything_and_hands_over(house: Path) -> None:
    machine = Pretended()
    assert run.main([], machine, house) == 7
    python = str(house / ".venv" / "bin" / "python")
    pip = [python, "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    assert machine.steps == [
        ["/usr/bin/python3", "-m", "venv", str(house / ".venv")],
        [*pip, "-r", str(house / "requirements.lock"), "--require-hashes"],
        [*pip, "--no-deps", "--no-build-isolation", "-e", str(house)],
    ]
    assert machine.handed == [([python, "-m", "civicdesk"], None)]


def test_the_second_start_installs_nothing_and_says_nothing(house: Path) -> None:
    run.main([], Pretended(), house)
    machine = Pretended(modules=set(), dead={"pip"})
    assert run.main([], machine, house) == 7
    assert (machine.steps, machine.said) == ([], "")


@pytest.mark.parametrize("changed", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_is_installed_into_the_same_environment(house: Path, changed: str) -> None:
    run.main([], Pretended(), house)
    (house / changed).write_text("other", encoding="ascii")
    machine = Pretended()
    assert run.main([], machine, house) == 7
    assert [("venv" in step, "install" in step) for step in machine.steps] == [(False, True), (False, True)]


def test_uv_is_used_when_it_is_there(house: Path) -> None:
    machine = Pretended(programs={"uv"}, modules=set())
    assert run.main(["demo", "--out", "somewhere"], machine, house) == 7
    python = str(house / ".venv" / "bin" / "python")
    assert machine.steps == [
        ["uv", "venv", "--allow-existing", "--python", "/usr/bin/python3", str(house / ".venv")],
        ["uv", "pip", "sync", str(house / "requirements.lock"), "--python", python, "--require-hashes"],
        ["uv", "pip", "install", "--python", python, "--no-deps", "--no-build-isolation", "-e", str(house)],
    ]
    assert machine.handed == [([python, "-m", "civicdesk", "demo", "--out", "somewhere"], None)]


@pytest.mark.parametrize("facts", [{"environ": {"DISPLAY": ":0", "CIVICDESK_NO_UV": "1"}}, {"dead": {"uv"}}])
def test_uv_is_left_alone_when_unwanted_or_dead(house: Path, facts: dict[str, object]) -> None:
    machine = Pretended(programs={"uv"}, **facts)
    assert run.main([], machine, house) == 7
    assert all(step[0] != "uv" for step in machine.steps)


def test_a_wheelhouse_beside_it_needs_no_network(house: Path) -> None:
    (house / "wheelhouse").mkdir()
    machine = Pretended()
    assert run.main([], machine, house) == 7
    assert machine.steps[1][-3:] == ["--no-index", "--find-links", str(house / "wheelhouse")]


def test_tests_get_the_checkers_beside_and_run_in_the_house(house: Path) -> None:
    machine = Pretended(environ={})
    assert run.main(["test", "-q", "tests/unit"], machine, house) == 7
    assert machine.steps[-1][0] == str(house / ".venv" / "checkers" / "bin" / "python")
    assert machine.steps[-1][-2:] == [str(house / "requirements-checkers.lock"), "--require-hashes"]
    assert machine.handed == [([str(house / ".venv" / "bin" / "python"), "-m", "pytest", "-q", "tests/unit"], house)]


def test_drawing_without_a_display_is_said(house: Path) -> None:
    machine = Pretended(environ={})
    run.main(["test"], machine, house)
    assert machine.said.startswith("Drawing without a display (QT_QPA_PLATFORM=offscreen).\n")
    assert machine.environ["QT_QPA_PLATFORM"] == "offscreen"


def test_a_chosen_platform_stays(house: Path) -> None:
    machine = Pretended(environ={"QT_QPA_PLATFORM": "minimal"})
    run.main(["pictures"], machine, house)
    assert machine.environ["QT_QPA_PLATFORM"] == "minimal"


def test_setting_up_alone_ends_after_the_set_up(house: Path) -> None:
    machine = Pretended()
    assert run.main(["setup"], machine, house) == 0
    assert machine.said.splitlines()[-1] == "Set up in 0.0 s: .venv and checkers."
    assert machine.handed == []


def test_setting_up_twice_says_that_nothing_was_to_be_done(house: Path) -> None:
    run.main(["setup"], Pretended(), house)
    machine = Pretended()
    assert run.main(["setup"], machine, house) == 0
    assert machine.said == "Nothing to do: everything is set up.\n"


def test_a_tool_of_the_house_is_started_by_its_path(house: Path) -> None:
    machine = Pretended()
    assert run.main(["bench", "store"], machine, house) == 7
    assert machine.handed[0][0][1:] == [str(house / "tools" / "bench.py"), "store"]


def test_a_failed_download_gives_the_last_line_and_a_way_out(house: Path) -> None:
    machine = Pretended(fails=lambda argv: "first\nERROR: no route to host\n\n" if "--require-hashes" in argv else None)
    assert run.main([], machine, house) == 3
    assert machine.said.splitlines()[-2:] == [
        "ERROR: no route to host",
        "Nothing was changed. Try again with a network, or put the wheels into wheelhouse/. Details: .venv/setup.log",
    ]


def test_after_a_failed_download_the_next_start_tries_again(house: Path) -> None:
    run.main([], Pretended(fails=lambda argv: "no" if "--require-hashes" in argv else None), house)
    machine = Pretended()
    assert run.main([], machine, house) == 7
    assert len(machine.steps) == 2


def test_a_step_that_fails_in_silence_still_ends_in_a_sentence(house: Path) -> None:
    machine = Pretended(fails=lambda _argv: "")
    assert run.main([], machine, house) == 3
    assert "The step failed.\nTry again, or remove .venv first." in machine.said


@pytest.mark.parametrize("half", ["no interpreter", "no pip"])
def test_a_half_made_environment_is_made_again(house: Path, half: str) -> None:
    run.main([], Pretended(), house)
    (house / ".venv" / "left-over").write_text("", encoding="ascii")
    (house / ".venv" / run.STAMP).unlink()
    if half == "no interpreter":
        (house / ".venv" / "bin" / "python").unlink()
    machine = Pretended(dead={"pip"} if half == "no pip" else set())
    assert run.main([], machine, house) == 7
    assert ".venv was only half made. It is made again." in machine.said
    assert not (house / ".venv" / "left-over").exists()


def test_root_is_told_whose_files_these_will_be(house: Path) -> None:
    machine = Pretended(root=True)
    assert run.main([], machine, house) == 7
    assert "You are root: the files made now will belong to root." in machine.said


def test_the_unforeseen_is_one_sentence_and_a_log(house: Path) -> None:
    (house / ".venv").mkdir()
    (house / "requirements.lock").unlink()
    machine = Pretended()
    assert run.main([], machine, house) == 70
    assert machine.said.splitlines()[-1].startswith("Something went wrong that CivicDesk did not expect (FileNotFoundError).")
    assert "Traceback" in (house / ".venv" / "setup.log").read_text(encoding="utf-8")


def test_the_unforeseen_shows_its_trace_to_those_who_ask(house: Path) -> None:
    (house / "requirements.lock").unlink()
    machine = Pretended(environ={"DISPLAY": ":0", "CIVICDESK_DEBUG": "1"})
    assert run.main([], machine, house) == 70
    assert "Traceback" in machine.said


def test_stopping_by_hand_is_quiet(house: Path) -> None:
    class Interrupted(Pretended):
        def hand_over(self, _argv: Sequence[str], _folder: Path | None) -> int:
            raise KeyboardInterrupt

    machine = Interrupted()
    assert run.main([], machine, house) == 130
    assert machine.said.endswith("Stopped.\n")


def test_windows_has_its_own_interpreter_and_needs_no_libraries(house: Path) -> None:
    machine = Pretended(platform="win32", environ={}, programs=set(), missing={library for library, _ in run.DRAWING + run.X11})
    assert run.main([], machine, house) == 7
    assert machine.handed == [([str(house / ".venv" / "Scripts" / "python.exe"), "-m", "civicdesk"], None)]


def test_the_real_machine_answers_every_question(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    machine = run.Machine()
    machine.say("hello")
    assert capfd.readouterr().err == "hello\n"
    assert machine.clock() <= machine.clock()
    assert machine.which("no-such-program") is None
    assert (machine.has_module("ast"), machine.has_module("no_such_module")) == (True, False)
    assert machine.has_library("no-such-library.so.9") is False
    assert isinstance(machine.is_root(), bool)
    assert machine.answer([sys.executable, "-c", "print(5)"]) == "5"
    assert machine.answer([sys.executable, "-c", "raise SystemExit(1)"]) is None
    assert machine.answer([str(tmp_path / "nothing")]) is None
    assert machine.quietly([sys.executable, "-c", "print(6)"], tmp_path, tmp_path / "log") == 0
    assert (tmp_path / "log").read_text(encoding="utf-8").splitlines()[-1] == "6"
    assert machine.hand_over([sys.executable, "-c", "raise SystemExit(9)"], tmp_path) == 9


@pytest.mark.parametrize("name", ["python3.8", "python3.9", "python3.10"])
def test_a_real_older_python_reads_far_enough(name: str) -> None:
    python = run.Machine().which(name)
    if python is None or run.Machine().answer([name, "-c", "print()"]) is None:
        pytest.skip(f"{name} is not at hand")
    done = subprocess.run([python, str(ROOT / "run.py"), "demo"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.startswith("CivicDesk needs Python 3.11 or newer; this is 3.")) == (3, True)
