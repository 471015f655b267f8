"""From a finished response to a sheet on paper."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from civicdesk.errors import Refused
from civicdesk.feedback.preview import text
from civicdesk.i18n import say
from civicdesk.records.sheets import SheetMode, Step
from civicdesk.ui.screens.sheet.presenter import SheetPresenter
from civicdesk.ui.screens.sheet.state import EXAMPLES, MOST_PLACES, Choices, Part, filled, with_place
from civicdesk.ui.screens.today.due import due_of
from civicdesk.ui.widgets import paper
from civicdesk.ui.widgets.charts import key_of
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import requests, session
from civicdesk.workflows import sheet as sheets
from tests.ui.desk import Desk, finish_interview


@pytest.fixture
def finished(table: Desk) -> SheetPresenter:
    submission = finish_interview(table)
    presenter = table.show(SheetPresenter(place("sheet", submission=submission, just="finished"), table.around))
    table.bot.waitUntil(lambda: bool(presenter.state.pages), timeout=20_000)
    return presenter


def a_printer(monkeypatch: pytest.MonkeyPatch, target: Path) -> list[str]:
    """Let every printer print into a file; return the names of those that were asked."""
    asked: list[str] = []

    def to_printer(name: str) -> paper.Printout:
        asked.append(name)
        return paper.into_file(str(target))

    monkeypatch.setattr(paper, "to_printer", to_printer)
    return asked


def test_a_finished_response_shows_a_sheet_and_its_scores(finished: SheetPresenter) -> None:
    assert finished.state.scores
    assert finished.state.areas
    assert not finished.state.drawing


def test_a_score_can_be_redone_by_hand(finished: SheetPresenter) -> None:
    finished.page.parts.chips[Part.SCORES].click()
    card = finished.page.scores.cards.cards[0]
    card.how.click()
    assert card.is_open()
    assert card.score.arithmetic


def test_the_workings_say_answers_as_people_gave_them(finished: SheetPresenter) -> None:
    line = finished.state.scores[0].workings[0]
    assert line.question == "I am good at listening to people."
    assert line.answer == "Definitely agree"


def test_the_key_above_the_bars_is_the_one_on_paper(finished: SheetPresenter) -> None:
    finished.page.parts.chips[Part.SCORES].click()
    key = finished.page.scores.chart.key.text()
    assert key == say("sheet.bars.key")
    assert finished._paper is not None
    assert key in " ".join(text(finished._paper.drawn.pdf)[0].split())


def test_the_thin_bar_is_told_of_only_where_one_is_drawn() -> None:
    moved, same = EXAMPLES["scores"].bars
    assert key_of((same,), "en") == "A longer bar means more of this in your life now.\n* Worked out from the questions you answered."
    assert key_of((moved,), "en") == "A longer bar means more of this in your life now. Thin grey bar: last time (March 2026)."
    assert key_of((), "en") == ""


def test_an_area_that_is_left_out_is_not_drawn(finished: SheetPresenter, table: Desk) -> None:
    before = len(finished.state.bars)
    next(iter(finished.page.choices.areas.row.chips.values())).click()
    table.bot.waitUntil(lambda: len(finished.state.bars) == before - 1 and not finished.state.drawing, timeout=20_000)


def test_where_the_paper_lies_beside_the_choices_their_part_is_the_chosen_one(finished: SheetPresenter) -> None:
    finished.page.resize(1366, 768)
    finished.page.part_chosen.emit(Part.PREVIEW)
    assert [part for part, chip in finished.page.parts.chips.items() if chip.isChecked()] == [Part.CHOICES]
    finished.page.resize(700, 768)
    assert [part for part, chip in finished.page.parts.chips.items() if chip.isChecked()] == [Part.PREVIEW]


def test_a_sheet_that_is_drawn_too_late_does_not_take_the_place_of_the_newer_one(finished: SheetPresenter, table: Desk) -> None:
    early = finished._paper
    assert early is not None
    next(iter(finished.page.choices.areas.row.chips.values())).click()
    table.bot.waitUntil(lambda: finished._paper is not early and not finished.state.drawing, timeout=20_000)
    finished._drawn(early)
    assert finished._paper is not early
    assert len(finished.state.bars) < len(early.drawn.sheet.bars)


def test_the_name_is_on_paper_only_if_it_is_ticked(finished: SheetPresenter, table: Desk) -> None:
    assert "Wren" not in finished.state.words[0]
    finished.page.choices.with_name.click()
    table.bot.waitUntil(lambda: "Wren" in finished.state.words[0], timeout=20_000)


def test_next_steps_are_kept_for_the_next_time(finished: SheetPresenter, table: Desk) -> None:
    finished._choose(Choices(steps=(Step(text="Plant the beans"),)))
    table.bot.waitUntil(lambda: not finished.state.drawing, timeout=20_000)
    made = table.ask(lambda kit: sheets.compose(kit, finished._submission, sheets.SheetWish()))
    assert [step.text for step in made.steps] == ["Plant the beans"]


def test_the_last_choice_is_kept_when_the_screen_is_left_at_once(finished: SheetPresenter, table: Desk) -> None:
    which = finished._submission
    finished._choose(Choices(steps=(Step(text="Ring Kim"),)))
    finished.close()
    made = table.ask(lambda kit: sheets.compose(kit, which, sheets.SheetWish()))
    assert [step.text for step in made.steps] == ["Ring Kim"]


def test_saving_writes_a_pdf_and_says_so_when_it_is_noted(finished: SheetPresenter, table: Desk, tmp_path: Path) -> None:
    target = tmp_path / "sheet.pdf"
    finished.files.chosen.emit(str(target))
    table.bot.waitUntil(lambda: finished.state.told == say("sheet_page.saved"), timeout=20_000)
    assert target.read_bytes().startswith(b"%PDF")


def test_a_folder_that_cannot_be_written_is_explained(finished: SheetPresenter, table: Desk, tmp_path: Path) -> None:
    finished.files.chosen.emit(str(tmp_path / "nowhere" / "sheet.pdf"))
    table.bot.waitUntil(lambda: "(" in finished.state.sentence, timeout=20_000)


def test_printing_is_noted_after_the_printer_took_it(finished: SheetPresenter, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    target = table.around.home / "printer.pdf"
    taken = a_printer(monkeypatch, target)
    finished.page.print_wanted.emit("Office printer")
    table.bot.waitUntil(lambda: finished.state.told == say("sheet_page.printed"), timeout=20_000)
    assert taken == ["Office printer"]
    assert len(sheets.pages(target.read_bytes(), 24)) == len(finished.state.pages)
    assert finished.state.on_paper
    assert "printed" in finished.state.log[-1]


def test_the_log_tells_how_the_sheet_was_set_that_was_printed(
    finished: SheetPresenter, table: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finished.feed, "feed", lambda *_sent: None)
    finished.page.print_wanted.emit("Office printer")
    finished._choose(Choices(mode=SheetMode.LARGE))
    finished.feed.printed.emit()
    table.bot.waitUntil(lambda: finished.state.told == say("sheet_page.printed"), timeout=20_000)
    assert table.ask(lambda kit: sheets.what_became(kit, finished._submission)).log[-1][1:] == ("printed", SheetMode.STANDARD)


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_does_not_answer_is_explained(finished: SheetPresenter, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    a_printer(monkeypatch, table.around.home / "nowhere" / "printer.pdf")
    finished.page.print_wanted.emit("Office printer")
    table.bot.waitUntil(lambda: finished.state.sentence == say("sheet_page.error.printer"), timeout=20_000)
    assert not finished.state.on_paper
    assert finished.state.log == ()


def test_without_a_printer_the_wish_is_kept_and_the_start_page_shows_it(finished: SheetPresenter, table: Desk) -> None:
    assert finished.page.wait.isVisible()
    assert not finished.page.print.isVisible()
    finished.page.wait.click()
    table.bot.waitUntil(lambda: finished.state.waits, timeout=20_000)
    assert [each.key for each in table.ask(due_of)] == ["sheets"]
    finished.page.wait.click()
    table.bot.waitUntil(lambda: not finished.state.waits, timeout=20_000)
    assert table.ask(due_of) == ()


def test_what_is_not_right_becomes_a_request_in_the_persons_words(finished: SheetPresenter, table: Desk) -> None:
    wrong = finished.page.choices.wrong
    wrong.words.put("I do have somebody to ring")
    assert finished.unsaved()
    wrong.keep.click()
    table.bot.waitUntil(lambda: finished.state.said_wrong, timeout=20_000)
    assert finished.state.told == say("sheet_page.wrong.noted")
    assert not finished.unsaved()
    (kept,) = table.ask(requests.register)
    assert "I do have somebody to ring" in kept.request.note


def test_a_sheet_that_is_shredded_is_noted(finished: SheetPresenter, table: Desk) -> None:
    assert not finished.page.shredded.isVisible()
    finished.files.chosen.emit(str(table.around.home / "sheet.pdf"))
    table.bot.waitUntil(lambda: finished.state.on_paper, timeout=20_000)
    finished.page.shredded.click()
    table.bot.waitUntil(lambda: finished.state.destroyed, timeout=20_000)
    assert not finished.page.shredded.isEnabled()


@pytest.mark.parametrize(("what", "begins"), [("text", "Your reflection sheet"), ("html", "<!DOCTYPE html>"), ("guide", "%PDF")])
def test_the_same_words_and_the_guide_are_saved_from_the_screen(finished: SheetPresenter, table: Desk, what: str, begins: str) -> None:
    finished.page.choices.others[what].click()
    target = table.around.home / what
    finished.files.chosen.emit(str(target))
    table.bot.waitUntil(lambda: target.exists() and finished.state.told != say("sheet_page.finished"), timeout=20_000)
    assert target.read_bytes().startswith(begins.encode())


def test_what_was_chosen_is_there_when_the_sheet_is_opened_again(finished: SheetPresenter, table: Desk) -> None:
    area = next(iter(finished.page.choices.areas.row.chips.values()))
    area.click()
    finished.page.choices.with_name.click()
    finished.close()
    again = table.show(SheetPresenter(place("sheet", submission=finished._submission), table.around))
    table.bot.waitUntil(lambda: again.state.ready, timeout=20_000)
    assert len(again.state.choices.left_out) == 1
    assert again.state.choices.with_name


def test_pages_reach_paper_whole(finished: SheetPresenter, tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    assert paper.print_pages(finished.state.pages, "", to_file=str(target))
    assert len(sheets.pages(target.read_bytes(), 48)) == len(finished.state.pages)


def test_handing_over_is_noted(finished: SheetPresenter, table: Desk) -> None:
    finished.files.chosen.emit(str(table.around.home / "sheet.pdf"))
    table.bot.waitUntil(lambda: bool(finished.state.told) and finished.state.told != say("sheet_page.finished"), timeout=20_000)
    finished.page.given.click()
    table.bot.waitUntil(lambda: finished.state.handed_over, timeout=20_000)
    counted = table.ask(lambda kit: session.reconcile(kit, session.SessionId(table.session)))
    assert counted.sheets_handed_over == 1


def test_nobody_has_a_sheet_that_was_neither_printed_nor_saved(finished: SheetPresenter) -> None:
    assert finished.page.given.isVisible()
    assert not finished.page.given.isEnabled()
    assert finished.page.given.accessibleDescription() == say("sheet_page.give_first")


def test_what_became_of_a_sheet_is_known_when_one_comes_back(finished: SheetPresenter, table: Desk) -> None:
    finished.files.chosen.emit(str(table.around.home / "sheet.pdf"))
    table.bot.waitUntil(finished.page.given.isEnabled, timeout=20_000)
    finished.page.given.click()
    table.bot.waitUntil(lambda: finished.state.handed_over, timeout=20_000)
    again = table.show(SheetPresenter(place("sheet", submission=finished._submission), table.around))
    table.bot.waitUntil(lambda: again.state.ready, timeout=20_000)
    assert (again.state.on_paper, again.state.handed_over) == (True, True)
    assert not again.page.given.isEnabled()


def test_a_sheet_that_cannot_be_drawn_says_why(finished: SheetPresenter, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_glyph(*_given: object) -> None:
        raise Refused("SHEET-RTL")

    monkeypatch.setattr(sheets, "draw", no_glyph)
    finished._choose(Choices(mode=SheetMode.LARGE))
    table.bot.waitUntil(lambda: "SHEET-RTL" in finished.state.sentence, timeout=20_000)
    assert finished.state.pages == ()


def test_an_unfinished_response_has_no_sheet(table: Desk) -> None:
    presenter = table.show(SheetPresenter(place("sheet", submission="f" * 32), table.around))
    table.bot.waitUntil(lambda: bool(presenter.state.sentence), timeout=20_000)
    assert not presenter.page.print.isEnabled()


def test_ctrl_p_and_enter_print(finished: SheetPresenter, table: Desk) -> None:
    finished._show(replace(finished.state, printers=("Office printer",)))
    wanted: list[str] = []
    finished.page.print_wanted.disconnect()
    finished.page.print_wanted.connect(wanted.append)
    finished.print_shown()
    table.bot.keyClick(finished.page.focusWidget(), Qt.Key.Key_Return)
    assert wanted == ["Office printer"]


def test_a_fourth_place_is_not_taken() -> None:
    three = Choices(places=("a", "b", "c"))
    assert len(with_place(three, "d", ticked=True)) == MOST_PLACES
    assert with_place(three, "b", ticked=False) == ("a", "c")


def test_blank_steps_are_left_out() -> None:
    assert filled((Step(text=" "), Step(text="Ring Kim"))) == (Step(text="Ring Kim"),)


def test_a_choice_of_the_last_moment_is_kept_when_the_program_locks(finished: SheetPresenter, table: Desk) -> None:
    finished._choose(replace(finished.state.choices, second_page=True))
    finished.keep_before_lock()
    assert table.ask(lambda kit: sheets.wish_of(kit, finished._submission)).second_page
