"""All sheets of a session: printed, in one file, each in its own, kept for a printer."""

from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.errors import Unavailable
from civicdesk.feedback.preview import text
from civicdesk.i18n import say
from civicdesk.records.sheets import SheetMode
from civicdesk.ui.screens.session.presenter import SessionPresenter
from civicdesk.ui.screens.session.state import SHEET_LEFT, SHREDDED
from civicdesk.ui.screens.sheets.presenter import SheetsPresenter
from civicdesk.ui.screens.sheets.state import HANDED_OVER, ON_PAPER, OPEN, WAITS, SheetsState, standing_of
from civicdesk.ui.screens.today.due import due_of
from civicdesk.ui.widgets import paper
from civicdesk.ui.widgets.screen import Place, place
from civicdesk.ui.widgets.sheets_wanted import Goal, Way
from civicdesk.workflows import people, sheet, sheet_after
from tests.ui.desk import Desk, finish_interview
from tests.ui.test_sheet import a_printer


@pytest.fixture
def meeting(table: Desk) -> SheetsPresenter:
    finish_interview(table)
    presenter = table.show(SheetsPresenter(place("sheets", session=table.session), table.around))
    table.bot.waitUntil(lambda: not presenter.state.loading, timeout=20_000)
    return presenter


def settled(meeting: SheetsPresenter, table: Desk) -> SheetsState:
    table.bot.waitUntil(lambda: not meeting.run.running and meeting.state.way is None, timeout=20_000)
    return meeting.state


def test_everybody_who_has_finished_is_in_the_list(meeting: SheetsPresenter) -> None:
    assert [(each.name, each.mode, each.standing) for each in meeting.state.sheets] == [("Wren Fictional", "standard", OPEN)]


def test_all_are_printed_one_job_each_and_noted_when_they_arrive(
    meeting: SheetsPresenter, table: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = table.around.home / "printer.pdf"
    asked = a_printer(monkeypatch, target)
    meeting.page.print_wanted.emit("Office printer")
    table.bot.waitUntil(lambda: bool(meeting.state.told), timeout=20_000)
    assert asked == ["Office printer"]
    assert len(sheet.pages(target.read_bytes(), 24)) == 1
    assert meeting.state.told == say("sheets_page.told.print", count=1)
    table.bot.waitUntil(lambda: [each.standing for each in meeting.state.sheets] == [ON_PAPER], timeout=20_000)
    assert meeting.state.all_printed


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_fails_stops_the_run_and_nothing_is_noted(
    meeting: SheetsPresenter, table: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_printer(monkeypatch, table.around.home / "nowhere" / "printer.pdf")
    meeting.page.print_wanted.emit("Office printer")
    table.bot.waitUntil(lambda: bool(meeting.state.problem), timeout=20_000)
    assert settled(meeting, table).told == ""
    assert [each.standing for each in meeting.state.sheets] == [OPEN]


def test_all_are_saved_in_one_file(meeting: SheetsPresenter, table: Desk) -> None:
    meeting.page.one_file.click()
    target = table.around.home / "sheets.pdf"
    meeting.files.chosen.emit(str(target))
    table.bot.waitUntil(lambda: bool(meeting.state.told), timeout=20_000)
    assert "Your reflection sheet" in text(target.read_bytes())[0]
    table.bot.waitUntil(lambda: [each.standing for each in meeting.state.sheets] == [ON_PAPER], timeout=20_000)


def test_each_is_saved_under_its_card_and_day(meeting: SheetsPresenter, table: Desk) -> None:
    folder = table.around.home / "out"
    folder.mkdir()
    meeting.page.separate.click()
    meeting.files.chosen.emit(str(folder))
    table.bot.waitUntil(lambda: bool(meeting.state.told), timeout=20_000)
    assert [path.name for path in folder.iterdir()] == [f"sheet-{meeting.state.sheets[0].card}-2026-08-04.pdf"]


def test_two_sheets_of_one_person_and_day_are_two_files(meeting: SheetsPresenter, table: Desk) -> None:
    folder, shown = table.around.home / "out", meeting.state.sheets[0]
    folder.mkdir()
    meeting._start(Goal(way=Way.SEPARATE, sheets=(shown, shown), to=str(folder)))
    assert settled(meeting, table).told == say("sheets_page.told.separate", count=2)
    stem = f"sheet-{shown.card}-2026-08-04"
    assert sorted(path.name for path in folder.iterdir()) == [f"{stem}-2.pdf", f"{stem}.pdf"]


def test_what_an_earlier_run_hears_late_leaves_the_next_one_alone(meeting: SheetsPresenter, table: Desk) -> None:
    shown = meeting.state.sheets[0]
    meeting._start(Goal(way=Way.SEPARATE, sheets=(replace(shown, submission="nobody"),), to=str(table.around.home)))
    meeting.page.stopped.emit()
    meeting._start(Goal(way=Way.SEPARATE, sheets=(shown,), to=str(table.around.home)))
    assert settled(meeting, table).left == ()
    assert meeting.state.told == say("sheets_page.told.separate", count=1)


def test_a_run_whose_log_cannot_be_written_says_so(meeting: SheetsPresenter, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_told: object) -> None:
        raise Unavailable("STORE-WRITE")

    monkeypatch.setattr(sheet, "printed", full)
    meeting._start(Goal(way=Way.SEPARATE, sheets=meeting.state.sheets, to=str(table.around.home)))
    assert "STORE-WRITE" in settled(meeting, table).problem
    assert meeting.state.told == ""


def test_the_summary_goes_to_the_printer_that_was_chosen(meeting: SheetsPresenter, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "printers", lambda: ("Office printer", "Kitchen printer"))
    asked = a_printer(monkeypatch, table.around.home / "printer.pdf")
    meeting.refresh()
    table.bot.waitUntil(lambda: len(meeting.state.printers) == 2, timeout=20_000)
    meeting.page.printer.box.setCurrentIndex(1)
    meeting.page.paper_buttons["summary_print"].click()
    table.bot.waitUntil(lambda: bool(meeting.state.told), timeout=20_000)
    assert asked == ["Kitchen printer"]


def test_a_folder_that_cannot_be_written_stops_the_run(meeting: SheetsPresenter, table: Desk) -> None:
    meeting.page.separate.click()
    meeting.files.chosen.emit(str(table.around.home / "nowhere"))
    table.bot.waitUntil(lambda: "(" in meeting.state.problem, timeout=20_000)
    assert settled(meeting, table).told == ""


def test_a_sheet_that_cannot_be_drawn_is_left_out_and_named_by_its_card(meeting: SheetsPresenter, table: Desk) -> None:
    which = meeting.state.sheets[0].submission
    table.ask(lambda kit: sheet.keep_wish(kit, which, sheet.SheetWish(steps=(sheet.Step(text="Sing \U0001f3b5"),))))
    meeting.page.one_file.click()
    target = table.around.home / "sheets.pdf"
    meeting.files.chosen.emit(str(target))
    table.bot.waitUntil(lambda: bool(meeting.state.left), timeout=20_000)
    (card, why) = settled(meeting, table).left[0]
    assert (card, "SHEET-GLYPH" in why) == (meeting.state.sheets[0].card, True)
    assert not target.exists()


def test_a_run_that_is_stopped_writes_no_half_of_a_file(meeting: SheetsPresenter, table: Desk) -> None:
    target = table.around.home / "sheets.pdf"
    meeting.page.one_file.click()
    meeting.files.chosen.emit(str(target))
    meeting.page.stopped.emit()
    settled(meeting, table)
    table.ask(sheet.list_finished)
    assert not target.exists()


def test_without_a_printer_all_are_kept_for_one(meeting: SheetsPresenter, table: Desk) -> None:
    assert meeting.page.wait.isVisible()
    meeting.page.wait.click()
    table.bot.waitUntil(lambda: [each.standing for each in meeting.state.sheets] == [WAITS], timeout=20_000)
    assert [each.key for each in table.ask(due_of)] == ["sheets"]
    queue = table.show(SheetsPresenter(Place(word="sheets"), table.around))
    table.bot.waitUntil(lambda: not queue.state.loading, timeout=20_000)
    assert len(queue.state.sheets) == 1
    queue.page.off.click()
    table.bot.waitUntil(lambda: queue.state.sheets == (), timeout=20_000)


def test_a_queue_is_printed_as_soon_as_there_is_a_printer(meeting: SheetsPresenter, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    table.ask(lambda kit: sheet_after.wait_for_printer(kit, meeting.state.sheets[0].submission, SheetMode.STANDARD))
    monkeypatch.setattr(paper, "printers", lambda: ("Office printer",))
    a_printer(monkeypatch, table.around.home / "printer.pdf")
    queue = table.show(SheetsPresenter(Place(word="sheets"), table.around))
    table.bot.waitUntil(queue.page.print.isVisible, timeout=20_000)
    queue.page.print.click()
    table.bot.waitUntil(lambda: bool(queue.state.told) and queue.state.sheets == (), timeout=20_000)
    assert table.ask(due_of) == ()


@pytest.mark.parametrize("name", ["summary_save", "guide_save"])
def test_the_summary_and_the_guide_are_saved_from_here(meeting: SheetsPresenter, table: Desk, tmp_path: Path, name: str) -> None:
    meeting.page.paper_buttons[name].click()
    table.bot.waitUntil(lambda: meeting.papers._draw is not None, timeout=20_000)
    meeting.papers.files.chosen.emit(str(tmp_path / "paper.pdf"))
    table.bot.waitUntil(lambda: bool(meeting.state.told), timeout=20_000)
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")


def test_a_row_leads_to_the_sheet(meeting: SheetsPresenter) -> None:
    went: list[Place] = []
    meeting.went.connect(went.append)
    meeting.page.table.opened.emit(0)
    assert went == [place("sheet", submission=meeting.state.sheets[0].submission)]


def test_the_person_has_it_stands_above_that_it_was_printed() -> None:
    assert standing_of(waits=False, handed_over=True, destroyed=False, on_paper=True) == HANDED_OVER
    assert standing_of(waits=True, handed_over=True, destroyed=False, on_paper=True) == WAITS


def test_what_is_printed_again_is_everything_if_everything_was_printed(meeting: SheetsPresenter) -> None:
    shown = meeting.state.sheets[0]
    printed = SheetsState(sheets=(shown, shown), way=Way.PRINT)
    assert len(printed.to_print) == 2


def test_more_people_come_one_after_the_other(meeting: SheetsPresenter, table: Desk) -> None:
    def another(kit: object) -> str:
        return people.add(kit, people.NewPerson(name="Ash Invented"), meeting.state.session).value.id

    table.ask(another)
    meeting.refresh()
    table.bot.waitUntil(lambda: not meeting.state.loading, timeout=20_000)
    assert len(meeting.state.sheets) == 1


def test_at_closing_what_is_said_of_a_sheet_is_noted_with_the_sheet(meeting: SheetsPresenter, table: Desk) -> None:
    which = meeting.state.sheets[0].submission
    table.ask(lambda kit: sheet.printed(kit, which, SheetMode.STANDARD, sheet.TO_PRINTER))
    closing = table.show(SessionPresenter(place("session", session=table.session), table.around))
    table.bot.waitUntil(lambda: not closing.state.loading, timeout=20_000)
    closing.close_thing()
    table.bot.waitUntil(lambda: closing.state.closing, timeout=20_000)
    gone: list[Place] = []
    closing.replaced.connect(gone.append)
    reasons = {
        (row.person, row.matter): say(f"session.reason.{SHREDDED}" if row.matter == SHEET_LEFT else "session.reason.next_time")
        for row in closing.state.open_rows
    }
    assert SHEET_LEFT in {matter for _, matter in reasons}
    closing.page.closed.emit(reasons)
    table.bot.waitUntil(lambda: bool(gone), timeout=20_000)
    became = table.ask(lambda kit: sheet.what_became(kit, which))
    assert [act for _, act, _ in became.log] == ["printed", "destroyed"]


def test_the_session_leads_to_its_sheets(table: Desk) -> None:
    presenter = table.show(SessionPresenter(place("session", session=table.session), table.around))
    table.bot.waitUntil(lambda: bool(presenter.state.people), timeout=20_000)
    went: list[Place] = []
    presenter.went.connect(went.append)
    presenter.page.sheets.click()
    assert went == [place("sheets", session=table.session)]
