"""Where words of people could get out of the workspace by accident, the house has no door."""

import ast
import re
from collections.abc import Iterator

from tests.house.conftest import Page

TELLS_VALUES = re.compile(r"\b(?:print_exc|format_exc|print_exception|format_exception|TracebackException|print_last|format_locals)\b")


def _calls(pages: tuple[Page, ...], name: str) -> Iterator[tuple[Page, ast.Call]]:
    for page in pages:
        for node in ast.walk(page.tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == name:
                yield page, node


def test_a_window_s_title_is_a_sentence_of_the_catalogue_without_facts(program: tuple[Page, ...]) -> None:
    free = [
        f"{page.name}:{call.lineno}"
        for page, call in _calls(program, "setWindowTitle")
        if not (isinstance(call.args[0], ast.Call) and getattr(call.args[0].func, "id", "") == "say" and not call.args[0].keywords)
    ]
    assert free == []


def test_events_are_logged_by_their_names_and_numbers_alone(program: tuple[Page, ...]) -> None:
    wordy = [
        f"{page.name}:{call.lineno}"
        for page, call in _calls(program, "event")
        if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "logs" and len(call.args) != 1
    ]
    assert wordy == []


def test_nothing_is_logged_past_the_closed_list(program: tuple[Page, ...]) -> None:
    loggers = [page.name for page in program for module, _ in page.imports() if module.split(".")[0] in {"logging", "syslog"}]
    assert set(loggers) <= {"civicdesk/logs.py"}


def test_no_hook_tells_the_message_of_an_exception(program: tuple[Page, ...]) -> None:
    telling = [
        f"{page.name}:{number}" for page in program for number, line in enumerate(page.text.splitlines(), 1) if TELLS_VALUES.search(line)
    ]
    assert telling == []


def test_qt_keeps_no_settings_and_no_recent_files(program: tuple[Page, ...]) -> None:
    plays_recordings_of_a_form_on_macos = "civicdesk/ui/widgets/sound.py"
    used = [
        f"{page.name}:{number}"
        for page in program
        if page.name != plays_recordings_of_a_form_on_macos
        for number, line in enumerate(page.text.splitlines(), 1)
        if re.search(r"\bQSettings\(|\bQSettings\.(?!setPath|Format|Scope)|\baddRecent|QTemporary(?:File|Dir)", line)
    ]
    assert used == []
