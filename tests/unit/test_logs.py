"""The event log: events and whole numbers, so that no name can enter."""

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
