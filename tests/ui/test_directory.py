"""The directory in the window: found and narrowed, confirmed, put right, suggested, merged, taken in, and given on as a paper, by keys alone."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.errors import Unavailable
from civicdesk.i18n import say
from civicdesk.records.entries import Entry, EntryStatus
from civicdesk.records.ids import EntryId
from civicdesk.records.matching import Search
from civicdesk.records.people import Role
from civicdesk.records.upkeep import FeedPage, Method, Result
from civicdesk.ui.jobs import Opened
from civicdesk.ui.screens.directory.presenter import DirectoryPresenter
from civicdesk.ui.screens.directory.state import EXAMPLES, EntryShown, Part, Step
from civicdesk.ui.screens.directory.view import DirectoryView
from civicdesk.ui.widgets.directory_wishes import Narrow, PaperWish
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import directory, directory_feed, directory_upkeep, first_run, funding, unlock
from civicdesk.workflows.kit import Kit, Tools
from tests.ui.desk import CHEAP, PASSPHRASE, Desk, desk, in_state, too_small, unnamed, went

LONG = 20_000
LIST = directory_feed.NewFeed(name="Town directory", licence="OGL v3", attribution="Invented Council")


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, DirectoryView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


def opened(table: Desk, text: str = "", **facts: str) -> DirectoryPresenter:
    presenter = table.show(DirectoryPresenter(place("directory", text=text, **facts), table.around))
    ready(table, presenter)
    return presenter


def ready(table: Desk, presenter: DirectoryPresenter) -> None:
    table.bot.waitUntil(lambda: presenter.state.ready and not presenter.state.busy, timeout=LONG)


def at_step(table: Desk, presenter: DirectoryPresenter, step: Step) -> None:
    table.bot.waitUntil(lambda: presenter.state.step is step and not presenter.state.busy, timeout=LONG)


def was_told(table: Desk, presenter: DirectoryPresenter) -> str:
    table.bot.waitUntil(lambda: bool(presenter.state.told or presenter.state.problem), timeout=LONG)
    assert presenter.state.problem == ""
    return presenter.state.told


def at_choir(table: Desk) -> DirectoryPresenter:
    """Return the directory with the choir's page open."""
    presenter = opened(table, "imaginary recovery choir")
    presenter.page.seek.line.setFocus()
    QTest.keyClick(presenter.page.seek.line, Qt.Key.Key_Return)
    at_step(table, presenter, Step.ENTRY)
    return presenter


def page_of(presenter: DirectoryPresenter) -> EntryShown:
    shown = presenter.state.shown
    assert shown is not None
    return shown


def kept(table: Desk, presenter: DirectoryPresenter) -> Entry:
    found: Entry = table.ask(partial(directory.entry, which=EntryId(page_of(presenter).entry)))
    return found


def become_worker(table: Desk) -> None:
    """Let somebody at the desk who is no coordinator."""
    newcomer = first_run.Newcomer(name="Wes", role=Role.WORKER, passphrase=PASSPHRASE)
    table.ask(partial(first_run.add_user, newcomer=newcomer, cost=CHEAP))
    path = table.ask(lambda kit: kit.workspace.path)
    closed: list[object] = []
    table.around.store.give_up(unlock.lock, done=closed.append, refused=closed.append)
    sign_in(table, path, "Wes")


def sign_in(table: Desk, path: Path, name: str) -> None:
    world, ready_now = table.around.world, list[object]()
    tools = Tools(now=world.now, new_id=world.new_id, chance=world.chance)
    table.around.store.own(partial(_opened, path, name, tools), done=lambda *_: ready_now.append(True), refused=ready_now.append)
    table.bot.waitUntil(lambda: bool(ready_now), timeout=LONG)
    assert ready_now == [True]


def _opened(path: Path, name: str, tools: Tools) -> Opened[Kit]:
    return Opened(unlock.open_(path, name, PASSPHRASE, tools))


def one_service(name: str, phone: str = "01632 960111", ident: str = "5b6f1d5e-3f4a-4d5b-9f3a-2f6a1c9d0e11") -> bytes:
    record = {"id": ident, "name": name, "status": "active", "phones": [{"id": ident, "number": phone}], "assured_date": "2026-07-01"}
    return json.dumps([record]).encode()


def take(table: Desk, data: bytes, feed: directory_feed.NewFeed = LIST) -> None:
    table.ask(partial(directory_feed.take_in, files={"services.json": data}, feed=feed))


def test_entries_are_found_while_somebody_types(table: Desk) -> None:
    presenter = opened(table)
    assert presenter.state.total == 150
    presenter.page.seek.line.setFocus()
    QTest.keyClicks(presenter.page.seek.line, "imaginary rec")
    table.bot.waitUntil(lambda: 0 < presenter.state.total < 10, timeout=LONG)
    assert "Imaginary Recovery Choir" in {line.name for line in presenter.state.lines}


def test_the_number_found_is_told_and_a_chip_narrows_it(table: Desk) -> None:
    presenter = opened(table)
    presenter.page.filters.needs.chips["step_free"].click()
    table.bot.waitUntil(lambda: 0 < presenter.state.total < 150, timeout=LONG)
    assert str(presenter.state.total) in presenter.page.counted.text()


@pytest.mark.parametrize(
    ("narrow", "wanted"),
    [
        (Narrow(topic="walking"), Search(topics=("walking",))),
        (Narrow(day="SU"), Search(day="SU")),
        (Narrow(whom="men", age="17"), Search(gender="men", age=17)),
        (Narrow(place="PE1", within="3"), Search(place="PE1", within=3.0)),
        (Narrow(needs=frozenset({"free", "step_free"})), Search(needs=("free", "step_free"))),
    ],
)
def test_each_filter_finds_what_the_command_line_finds(table: Desk, narrow: Narrow, wanted: Search) -> None:
    expected = table.ask(partial(directory.search, wanted=wanted))
    presenter = opened(table)
    presenter.page.filters.changed.emit(narrow)
    table.bot.waitUntil(lambda: presenter.state.total == len(expected), timeout=LONG)
    assert [line.entry for line in presenter.state.lines] == [each.entry.id for each in expected[:100]]


def test_the_panel_is_read_as_it_is_chosen(table: Desk) -> None:
    presenter = opened(table)
    filters = presenter.page.filters
    filters.more.click()
    assert filters.panel.isVisible()
    filters.day.put("MO")
    filters.day.picked.emit("MO")
    filters.place.line.setFocus()
    QTest.keyClicks(filters.place.line, "PE1")
    filters.further.chips["hearing_loop"].click()
    assert presenter.state.narrow == Narrow(day="MO", place="PE1", needs=frozenset({"hearing_loop"}))
    filters.more.click()
    assert "PE1" in filters.words.text()


def test_filters_stay_while_somebody_looks_at_an_entry_and_go_in_one_act(table: Desk) -> None:
    presenter = opened(table)
    presenter.page.filters.needs.chips["free"].click()
    table.bot.waitUntil(lambda: 1 < presenter.state.total < 150, timeout=LONG)
    found = presenter.state.total
    presenter.page.table.go_to(1)
    QTest.keyClick(presenter.page.table, Qt.Key.Key_Return)
    at_step(table, presenter, Step.ENTRY)
    presenter.page.went_back.emit()
    assert (presenter.state.total, presenter.page.table.current()) == (found, 1)
    presenter.page.filters.clear.click()
    table.bot.waitUntil(lambda: presenter.state.total == 150, timeout=LONG)
    assert presenter.state.narrow == Narrow()


def test_what_should_be_looked_at_stands_apart(table: Desk) -> None:
    presenter = opened(table)
    presenter.page.parts.chips["check"].click()
    ready(table, presenter)
    due = table.ask(directory_upkeep.to_check)
    assert presenter.state.total == len(due) > 0
    assert presenter.page.table.isVisible()


def test_an_entry_is_opened_by_enter_and_left_by_back(table: Desk) -> None:
    presenter = at_choir(table)
    heard = went(presenter)
    assert presenter.page.heading.text() == "Imaginary Recovery Choir"
    presenter.page.went_back.emit()
    assert (presenter.state.step, heard) == (Step.LIST, [])
    presenter.page.went_back.emit()
    assert heard == [("back", None)]


def test_it_is_right_confirms_it_today(table: Desk) -> None:
    presenter = at_choir(table)
    presenter.page.onward.click()
    assert was_told(table, presenter)
    assert kept(table, presenter).assured_date == table.around.world.now().date()


def test_how_somebody_looked_is_kept_and_shown(table: Desk) -> None:
    presenter = at_choir(table)
    presenter.page.method.put("visit")
    presenter.page.third.click()
    assert was_told(table, presenter)
    _, looked = table.ask(partial(directory_upkeep.history, which=EntryId(page_of(presenter).entry)))
    assert [one.method for one in looked] == [Method.VISIT]
    assert any(say("directory_page.result.no_answer") in words for _, words in page_of(presenter).history)


def test_a_field_is_put_right(table: Desk) -> None:
    presenter = at_choir(table)
    presenter.page.other.click()
    presenter.page.field_picked.emit("cost")
    assert presenter.page.change.text.text() == "Free"
    presenter.page.change.text.put("£1")
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.ENTRY, timeout=LONG)
    assert (kept(table, presenter).cost, ("Cost", "£1") in page_of(presenter).facts) == ("£1", True)


@pytest.mark.parametrize(("field", "hint"), [("phone", "unknown"), ("step_free", "yes_no"), ("printable", "settled"), ("status", "status")])
def test_a_field_says_which_words_it_takes_and_no_other_field_does(table: Desk, field: str, hint: str) -> None:
    presenter = at_choir(table)
    presenter.page.other.click()
    presenter.page.field_picked.emit(field)
    assert presenter.page.change.text.hint.text() == say(f"directory_page.hint.{hint}")


def test_what_cannot_be_is_told_and_stays_typed(table: Desk) -> None:
    presenter = at_choir(table)
    presenter.page.other.click()
    presenter.page.field_picked.emit("phone")
    presenter.page.change.text.put("call me")
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: "DIRECTORY-VALUE" in presenter.state.problem, timeout=LONG)
    assert (presenter.state.step, presenter.page.change.text.text()) == (Step.CHANGE, "call me")
    presenter.page.other.click()
    assert (presenter.state.step, presenter.state.problem) == (Step.ENTRY, "")


def test_closing_asks_first_and_then_holds(table: Desk) -> None:
    presenter = at_choir(table)
    presenter.page.fourth.click()
    assert presenter.state.step is Step.CLOSE
    presenter.page.onward.click()
    assert presenter.state.step is Step.ENTRY
    presenter.page.fourth.click()
    presenter.page.other.click()
    table.bot.waitUntil(lambda: bool(presenter.state.told), timeout=LONG)
    assert kept(table, presenter).status is EntryStatus.INACTIVE


def test_an_entry_is_added_with_its_name_at_least(table: Desk) -> None:
    presenter = opened(table)
    presenter.make_new()
    presenter.page.onward.click()
    assert presenter.state.problem
    presenter.page.new.fields["name"].put("Invented Hall")
    assert presenter.unsaved()
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.ENTRY, timeout=LONG)
    assert (kept(table, presenter).name, presenter.unsaved()) == ("Invented Hall", False)


def test_an_entry_that_is_not_there_is_told(table: Desk) -> None:
    presenter = table.show(DirectoryPresenter(place("directory", entry="none"), table.around))
    table.bot.waitUntil(lambda: "DIRECTORY-ENTRY" in presenter.state.problem, timeout=LONG)
    assert presenter.state.step is Step.LIST


def test_a_worker_suggests_and_a_coordinator_takes_it_over(table: Desk) -> None:
    path = table.ask(lambda kit: kit.workspace.path)
    become_worker(table)
    presenter = at_choir(table)
    presenter.page.other.click()
    presenter.page.field_picked.emit("cost")
    presenter.page.change.text.put("£2")
    presenter.page.change.evidence.put("phone")
    presenter.page.onward.click()
    assert was_told(table, presenter)
    assert (kept(table, presenter).cost, presenter.page.asks.isVisible(), presenter.page.asks.buttons) == ("Free", True, {})
    presenter.close()
    table.shown.clear()
    closed: list[object] = []
    table.around.store.give_up(unlock.lock, done=closed.append, refused=closed.append)
    sign_in(table, path, "Sam Coordinator")
    presenter = opened(table, part="suggested")
    QTest.keyClick(presenter.page.table, Qt.Key.Key_Return)
    at_step(table, presenter, Step.ENTRY)
    next(button for (_, act), button in presenter.page.asks.buttons.items() if act == "approve").click()
    assert was_told(table, presenter)
    assert (kept(table, presenter).cost, page_of(presenter).asks) == ("£2", ())


def test_a_suggestion_is_put_aside(table: Desk) -> None:
    choir = at_choir(table)
    which = EntryId(page_of(choir).entry)
    table.ask(partial(directory_upkeep.suggest, which=which, field="cost", text="£2"))
    presenter = opened(table, entry=which)
    at_step(table, presenter, Step.ENTRY)
    next(button for (_, act), button in presenter.page.asks.buttons.items() if act == "decline").click()
    assert was_told(table, presenter)
    assert kept(table, presenter).cost == "Free"


def test_a_worker_is_offered_neither_lists_nor_pairs_nor_adding(table: Desk) -> None:
    become_worker(table)
    presenter = opened(table)
    assert {"lists", "same"}.isdisjoint(presenter.page.parts.chips)
    assert presenter.page.fourth.isHidden()


@pytest.mark.parametrize(("act", "phone"), [("keep", "01632 960222"), ("take", "01632 960333")])
def test_where_two_words_stand_against_each_other_one_is_chosen(table: Desk, act: str, phone: str) -> None:
    take(table, one_service("Placeholder Hall", "01632 960111"))
    which = table.ask(partial(directory.search, wanted=Search(text="placeholder hall")))[0].entry.id
    table.ask(partial(directory_upkeep.correct, which=which, field="phone", text="01632 960222"))
    take(table, one_service("Placeholder Hall", "01632 960333"))
    presenter = opened(table, entry=which)
    at_step(table, presenter, Step.ENTRY)
    presenter.page.asks.buttons["phone", act].click()
    assert was_told(table, presenter)
    assert (kept(table, presenter).phone, page_of(presenter).asks) == (phone, ())


def test_two_that_are_one_are_seen_beside_each_other_and_merged(table: Desk) -> None:
    known = at_choir(table)
    entry = kept(table, known)
    cells = {"name": entry.name, "phone": entry.phone, "district": entry.district, "email": "choir@example.org"}
    table.ask(partial(directory_upkeep.add, cells=cells))
    presenter = opened(table, part="same")
    QTest.keyClick(presenter.page.table, Qt.Key.Key_Return)
    at_step(table, presenter, Step.PAIR)
    half = next(side for side in presenter.page.pair.sides if side._entry == entry.id)
    half.keep.click()
    at_step(table, presenter, Step.ENTRY)
    assert (kept(table, presenter).id, kept(table, presenter).email) == (entry.id, "choir@example.org")
    assert table.ask(directory_upkeep.same) == ()


def test_calls_that_close_soon_are_listed_and_opened(table: Desk) -> None:
    table.ask(partial(funding.add, cells={"title": "Invented Spark", "funder": "Invented Trust", "closes": "2026-08-13", "watched": "yes"}))
    presenter = opened(table, part="money")
    assert [line.name for line in presenter.state.lines] == ["Invented Spark"]
    QTest.keyClick(presenter.page.table, Qt.Key.Key_Return)
    at_step(table, presenter, Step.ENTRY)
    assert page_of(presenter).name == "Invented Spark"


def test_a_list_is_looked_at_before_anything_is_kept(table: Desk, tmp_path: Path) -> None:
    file = tmp_path / "services.json"
    file.write_bytes(one_service("Placeholder Hall"))
    presenter = opened(table, part="lists")
    presenter.intake.files.chosen.emit(str(file))
    at_step(table, presenter, Step.FILE)
    presenter.page.list.licence.put("OGL v3")
    presenter.page.onward.click()
    at_step(table, presenter, Step.LOOK)
    intake = presenter.state.intake
    assert intake is not None
    assert intake.changes == (("Placeholder Hall", say("directory_page.arriving.new")),)
    assert len(table.ask(partial(directory.search, wanted=Search()))) == 150
    presenter.page.onward.click()
    assert was_told(table, presenter)
    assert len(table.ask(partial(directory.search, wanted=Search()))) == 151
    table.bot.waitUntil(lambda: [line.name for line in presenter.state.lists] == ["services"], timeout=LONG)


def test_columns_of_somebody_elses_table_are_matched_beside_their_values(table: Desk, tmp_path: Path) -> None:
    file = tmp_path / "town.csv"
    file.write_text("Name of it,Where,Colour\nPlaceholder Hall,Dummy Street,green\n,Nowhere Road,red\n", encoding="utf-8")
    presenter = opened(table, part="lists")
    presenter.intake.files.chosen.emit(str(file))
    at_step(table, presenter, Step.FILE)
    choosers = presenter.page.list.choosers
    assert {column: chooser.value() for column, chooser in choosers.items()} == {"Name of it": "", "Where": "address", "Colour": ""}
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: "DIRECTORY-COLUMN" in presenter.state.problem, timeout=LONG)
    choosers["Name of it"].put("name")
    presenter.page.onward.click()
    at_step(table, presenter, Step.LOOK)
    intake = presenter.state.intake
    assert intake is not None
    assert ([name for name, _ in intake.changes], len(intake.findings)) == (["Placeholder Hall"], 1)
    presenter.page.onward.click()
    assert was_told(table, presenter)
    found = table.ask(partial(directory.search, wanted=Search(text="placeholder hall")))
    assert [each.entry.address for each in found] == ["Dummy Street"]


def test_our_own_table_comes_in_whole_or_its_faults_are_told_by_row(table: Desk, tmp_path: Path) -> None:
    file = tmp_path / "ours.csv"
    file.write_text("name,phone\nPlaceholder Hall,call me\n", encoding="utf-8")
    presenter = opened(table, part="lists")
    presenter.intake.files.chosen.emit(str(file))
    at_step(table, presenter, Step.FILE)
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: "DIRECTORY-ROWS" in presenter.state.problem, timeout=LONG)
    assert presenter.page.findings.record(0)[0] == say("directory_page.list.row", row=2, column="phone")
    file.write_text("name,phone\nPlaceholder Hall,01632 960111\n", encoding="utf-8")
    presenter.intake.files.chosen.emit(str(file))
    table.bot.waitUntil(lambda: presenter.state.problem == "", timeout=LONG)
    presenter.page.onward.click()
    assert was_told(table, presenter) == say("directory_page.list.taken_ours", count=1)


def test_a_file_that_is_no_list_is_told_and_nothing_is_kept(table: Desk, tmp_path: Path) -> None:
    file = tmp_path / "services.json"
    file.write_text("no list", encoding="utf-8")
    presenter = opened(table, part="lists")
    presenter.intake.files.chosen.emit(str(file))
    at_step(table, presenter, Step.FILE)
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: "DIR-FORMAT" in presenter.state.problem, timeout=LONG)
    assert presenter.state.step is Step.FILE
    presenter.page.went_back.emit()
    presenter.intake.files.chosen.emit(str(tmp_path / "gone.json"))
    table.bot.waitUntil(lambda: "FILE-UNREADABLE" in presenter.state.problem, timeout=LONG)


def test_the_pages_of_a_folder_are_one_list(table: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "one.json").write_bytes(one_service("Placeholder Hall"))
    (folder / "two.json").write_bytes(one_service("Invented Garden", ident="5b6f1d5e-3f4a-4d5b-9f3a-2f6a1c9d0e12"))
    presenter = opened(table, part="lists")
    presenter.intake.files.chosen.emit(str(folder))
    at_step(table, presenter, Step.FILE)
    presenter.page.onward.click()
    at_step(table, presenter, Step.LOOK)
    intake = presenter.state.intake
    assert intake is not None
    assert {name for name, _ in intake.changes} == {"Placeholder Hall", "Invented Garden"}


def confirm(table: Desk, which: str) -> None:
    table.ask(partial(directory_upkeep.look, which=EntryId(which), method=Method.PHONE, result=Result.OK))


def save_into(presenter: Any, path: Path) -> None:
    """Answer the question where a paper goes."""
    presenter.papers.files.save_file = lambda _name, _ending: presenter.papers.files.chosen.emit(str(path))


@pytest.mark.parametrize(("paper", "begins"), [("leaflet", b"%PDF"), ("card", b"%PDF"), ("page", b"<!")])
def test_a_paper_of_what_is_ticked_lies_where_it_was_saved(table: Desk, tmp_path: Path, paper: str, begins: bytes) -> None:
    presenter = opened(table)
    for row in (0, 1):
        presenter.page.table.go_to(row)
        QTest.keyClick(presenter.page.table, Qt.Key.Key_Space)
    assert len(presenter.state.ticked) == 2
    presenter.print_shown()
    presenter.page.paper.show_wish(PaperWish(paper=paper, ticked=True), 2, 150)
    save_into(presenter, tmp_path / "mine.out")
    presenter.page.onward.click()
    told = was_told(table, presenter)
    assert "mine.out" in told
    assert (tmp_path / "mine.out").read_bytes().startswith(begins)


def test_a_booklet_of_what_is_found_comes_with_its_sheets_to_fold(table: Desk, tmp_path: Path) -> None:
    presenter = opened(table, "imaginary recovery choir")
    confirm(table, presenter.state.lines[0].entry)
    presenter.page.third.click()
    presenter.page.paper.show_wish(PaperWish(paper="booklet", fold=True), 0, 1)
    save_into(presenter, tmp_path / "mine.pdf")
    presenter.page.onward.click()
    assert was_told(table, presenter)
    assert (tmp_path / "mine-to-fold.pdf").read_bytes().startswith(b"%PDF")


def test_too_many_for_a_leaflet_is_told_before_anybody_is_asked_for_a_place(table: Desk) -> None:
    presenter = opened(table)
    presenter.page.third.click()
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: "LEAFLET-MANY" in presenter.state.problem, timeout=LONG)
    assert (presenter.state.step, presenter.state.busy) == (Step.PAPER, False)


def test_what_stays_out_of_a_paper_is_told_by_its_number(table: Desk, tmp_path: Path) -> None:
    known = at_choir(table)
    which = page_of(known).entry
    table.ask(partial(directory_upkeep.correct, which=EntryId(which), field="printable", text="no"))
    presenter = opened(table)
    first = next(line.entry for line in presenter.state.lines if line.entry != which)
    for entry in (first, which):
        confirm(table, entry)
        presenter.page.ticked.emit(entry)
    presenter.page.third.click()
    save_into(presenter, tmp_path / "mine.pdf")
    presenter.page.onward.click()
    assert was_told(table, presenter)
    assert presenter.page.left_out.text() == say("publish.leaves_out", count=1, why=say("leaflet.left_out.not_printable"))


def test_a_tick_is_taken_away_by_the_same_key(table: Desk) -> None:
    presenter = opened(table)
    for _ in range(2):
        QTest.keyClick(presenter.page.table, Qt.Key.Key_Space)
    assert presenter.state.ticked == ()
    assert presenter.state.part is Part.FIND


def test_an_address_is_kept_with_its_licence_and_nothing_is_fetched_yet(table: Desk) -> None:
    presenter = opened(table, part="lists")
    presenter.page.third.click()
    form = presenter.page.list
    form.name.put("Town directory")
    form.address.put("https://lists.example.org/services")
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: "DIR-LICENCE" in presenter.state.problem, timeout=LONG)
    form.licence.put("OGL v3")
    form.attribution.put("Invented Council")
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: list(presenter.page.lists.buttons) == ["Town directory"], timeout=LONG)
    assert presenter.state.total == 0


def test_no_address_is_told_at_once(table: Desk) -> None:
    presenter = opened(table, part="lists")
    presenter.page.third.click()
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: "DIR-FETCH-ADDRESS" in presenter.state.problem, timeout=LONG)


def test_a_fetched_list_is_looked_at_before_it_is_taken_in(table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(plan: directory_feed.Plan, *_rest: object) -> directory_feed.Fetched:
        page = FeedPage(number=1, body=one_service("Placeholder Hall"))
        return directory_feed.Fetched(feed=plan.feed, at=plan.now, pages=(page,))

    monkeypatch.setattr(directory_feed, "fetch", fetched)
    table.ask(partial(directory_feed.add_feed, feed=LIST, address="https://lists.example.org/services"))
    presenter = opened(table, part="lists")
    presenter.page.lists.buttons["Town directory"].click()
    at_step(table, presenter, Step.LOOK)
    presenter.page.onward.click()
    assert was_told(table, presenter)
    assert len(table.ask(partial(directory.search, wanted=Search(text="placeholder hall")))) == 1


def test_a_fetch_that_was_cut_is_told_and_its_pages_are_held(table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(plan: directory_feed.Plan, *_rest: object) -> directory_feed.Fetched:
        page = FeedPage(number=1, body=one_service("Placeholder Hall"))
        why = Unavailable("DIR-FETCH-LINE", host="lists.example.org")
        return directory_feed.Fetched(feed=plan.feed, at=plan.now, pages=(page,), whole=False, why=why)

    monkeypatch.setattr(directory_feed, "fetch", cut)
    table.ask(partial(directory_feed.add_feed, feed=LIST, address="https://lists.example.org/services"))
    presenter = opened(table, part="lists")
    presenter.page.lists.buttons["Town directory"].click()
    table.bot.waitUntil(lambda: "DIR-FETCH-LINE" in presenter.state.problem, timeout=LONG)
    plan = table.ask(partial(directory_feed.plan, name="Town directory"))
    assert (presenter.state.step, len(plan.start.held)) == (Step.LIST, 1)
