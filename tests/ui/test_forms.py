"""Forms: a file is looked at before it is added, and faults are told by their place."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk import paths
from civicdesk.records.ids import PersonId
from civicdesk.store import people
from civicdesk.ui.screens.forms.presenter import FormsPresenter
from civicdesk.ui.screens.forms.state import EXAMPLES
from civicdesk.ui.screens.forms.view import FormsView
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import forms
from tests.ui.desk import Desk, in_state, went
from tests.unit.workflows.conftest import workbook


@pytest.fixture
def listed(table: Desk) -> FormsPresenter:
    presenter = table.show(FormsPresenter(place("forms"), table.around))
    table.bot.waitUntil(lambda: presenter.state.ready, timeout=20_000)
    return presenter


def test_the_forms_of_the_pack_are_here(listed: FormsPresenter, table: Desk) -> None:
    assert listed.state.cards
    listed.page.table.go_to(0)
    assert listed.state.chosen == listed.state.cards[0].id
    assert listed.page.details.isVisible()


def test_a_file_is_looked_at_before_it_is_added(listed: FormsPresenter, table: Desk) -> None:
    workbook = paths.resources() / "instruments" / "civic-health.xlsx"
    listed.files.chosen.emit(str(workbook))
    table.bot.waitUntil(lambda: listed.state.checked is not None, timeout=30_000)
    assert listed.state.checked is not None
    assert listed.state.checked.questions > 40
    listed.page.add.click()
    table.bot.waitUntil(lambda: bool(listed.state.told), timeout=30_000)
    assert len(listed.state.cards) == 1


def test_a_file_that_is_no_form_is_explained_and_not_kept(listed: FormsPresenter, table: Desk, tmp_path: Path) -> None:
    file = tmp_path / "notes.xlsx"
    file.write_bytes(b"these are notes")
    listed.files.chosen.emit(str(file))
    table.bot.waitUntil(lambda: bool(listed.state.sentence), timeout=20_000)
    assert listed.state.checked is None
    assert not listed.state.working


def test_a_file_that_has_gone_is_explained(listed: FormsPresenter, table: Desk, tmp_path: Path) -> None:
    listed.files.chosen.emit(str(tmp_path / "gone.xlsx"))
    table.bot.waitUntil(lambda: "FILE-READ" in listed.state.sentence, timeout=20_000)


def test_one_may_think_better_of_it(listed: FormsPresenter, table: Desk) -> None:
    listed.files.chosen.emit(str(paths.resources() / "instruments" / "civic-health.xlsx"))
    table.bot.waitUntil(lambda: listed.state.checked is not None, timeout=30_000)
    listed.page.drop.click()
    assert listed.state.checked is None


def test_a_fault_is_told_by_sheet_row_and_column(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, FormsView(), EXAMPLES["cannot"])
    assert view.place.text() == EXAMPLES["cannot"].place


def test_a_form_is_saved_for_pen_and_paper(listed: FormsPresenter, table: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = listed.out.files.chosen
    monkeypatch.setattr(listed.out.files, "save_file", lambda _name, _ending: chosen.emit(str(tmp_path / "form.pdf")))
    listed.page.table.go_to(0)
    listed.page.on_paper.click()
    assert listed.page.paper.isVisible()
    listed.page.paper.save.click()
    table.bot.waitUntil(lambda: bool(listed.state.told), timeout=30_000)
    assert (tmp_path / "form.pdf").read_bytes()[:5] == b"%PDF-"
    assert listed.state.paper is None


def test_the_choices_for_paper_are_dropped(listed: FormsPresenter) -> None:
    listed.page.table.go_to(0)
    listed.page.on_paper.click()
    listed.page.paper.drop.click()
    assert not listed.page.paper.isVisible()


def test_large_print_is_chosen_by_hand(listed: FormsPresenter) -> None:
    listed.page.table.go_to(0)
    listed.page.on_paper.click()
    listed.page.paper.size_of_print.choose(2)
    assert listed.page.paper.options().large


def test_the_screen_for_filled_forms_is_one_step_away(table: Desk) -> None:
    around = replace(table.around, words=frozenset({"keying"}))
    presenter = table.show(FormsPresenter(place("forms"), around))
    heard = went(presenter)
    table.bot.waitUntil(lambda: presenter.state.ready, timeout=20_000)
    presenter.page.key_in.click()
    assert [where.word for _, where in heard] == ["keying"]


TOWNS = b"name,label\nayton,Ayton\n,Nowhere\n"


def reads_from(file: str, version: str = "1", question: str = "where") -> bytes:
    return workbook(
        survey=[["type", "name", "label"], [f"select_one_from_file {file}", question, "Where?"]],
        settings=[["form_title", "form_id", "version"], ["Places", "places", version]],
    )


def hand_over(listed: FormsPresenter, folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    asks = listed.beside if name.rpartition(".")[2] == "csv" else listed.files
    asks.chosen.emit(str(folder / name))


def in_hand(listed: FormsPresenter, table: Desk, folder: Path, data: bytes) -> None:
    hand_over(listed, folder, "places.xlsx", data)
    table.bot.waitUntil(lambda: listed.state.checked is not None and not listed.state.working, timeout=20_000)


def test_a_list_that_is_missing_is_named_and_added_by_keys(listed: FormsPresenter, table: Desk, tmp_path: Path) -> None:
    in_hand(listed, table, tmp_path, reads_from("towns.csv"))
    assert "towns.csv" in listed.page.needed.words()
    assert not listed.page.add.isEnabled()
    asked: list[str] = []
    listed.beside.open_file = asked.append
    listed.page.attach.setFocus()
    table.bot.keyClick(listed.page.attach, Qt.Key.Key_Return)
    assert len(asked) == 1
    hand_over(listed, tmp_path, "towns.csv", TOWNS)
    table.bot.waitUntil(lambda: listed.state.checked.beside == ("towns.csv",), timeout=20_000)
    assert listed.page.needed.isHidden()
    assert [(each.sheet, each.row, each.column) for each in listed.state.checked.findings] == [("towns.csv", 3, "name")]
    listed.page.add.setFocus()
    table.bot.keyClick(listed.page.add, Qt.Key.Key_Return)
    table.bot.waitUntil(lambda: any(card.form_id == "places" for card in listed.state.cards), timeout=20_000)
    card = next(card for card in listed.state.cards if card.form_id == "places")
    assert table.ask(lambda kit: kit.instrument(card.id).attachments) == {"towns.csv": TOWNS}


@pytest.mark.parametrize(
    ("file", "code"), [(("roads.csv", TOWNS), "FORM-NOT-NAMED"), (("towns.csv", b"name\n\xff\xfe"), "FORM-MEDIA-DAMAGED")]
)
def test_a_file_that_does_not_fit_is_told_and_the_form_stays_in_hand(
    listed: FormsPresenter, table: Desk, tmp_path: Path, file: tuple[str, bytes], code: str
) -> None:
    in_hand(listed, table, tmp_path, reads_from("towns.csv"))
    hand_over(listed, tmp_path, *file)
    table.bot.waitUntil(lambda: code in listed.state.sentence, timeout=20_000)
    assert listed.state.checked.missing == ("towns.csv",)
    assert listed.state.checked.beside == ()


def test_a_file_beside_the_form_that_has_gone_is_told(listed: FormsPresenter, table: Desk, tmp_path: Path) -> None:
    in_hand(listed, table, tmp_path, reads_from("towns.csv"))
    listed.beside.chosen.emit(str(tmp_path / "towns.csv"))
    table.bot.waitUntil(lambda: "FILE-READ" in listed.state.sentence, timeout=20_000)


def test_what_a_new_version_changes_is_told_before_it_is_added_and_afterwards(listed: FormsPresenter, table: Desk, tmp_path: Path) -> None:
    table.ask(lambda kit: forms.add(kit, reads_from("towns.csv"), {"towns.csv": TOWNS}))
    listed.refresh()
    table.bot.waitUntil(lambda: any(card.form_id == "places" for card in listed.state.cards), timeout=20_000)
    in_hand(listed, table, tmp_path, reads_from("towns.csv", "2", "place"))
    hand_over(listed, tmp_path, "towns.csv", TOWNS)
    table.bot.waitUntil(lambda: bool(listed.state.changes), timeout=20_000)
    said = " ".join(listed.page.changes.words())
    assert '"place"' in said
    assert '"where"' in said
    listed.page.add.click()
    table.bot.waitUntil(lambda: any(card.version == "2" for card in listed.state.cards), timeout=20_000)
    assert listed.state.changes is None
    listed.page.table.go_to(next(row for row, card in enumerate(listed.state.cards) if card.version == "2"))
    listed.page.compare.click()
    table.bot.waitUntil(lambda: listed.state.changes is not None, timeout=20_000)
    assert " ".join(listed.page.changes.words()) == said


def test_a_form_of_the_project_without_its_list_waits_and_is_taken_up(
    listed: FormsPresenter, table: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert listed.page.waiting.isHidden()
    monkeypatch.setattr(forms, "unadopted", lambda _kit: (reads_from("towns.csv"), b"no form"))
    listed.refresh()
    table.bot.waitUntil(lambda: bool(listed.state.waiting), timeout=20_000)
    assert "towns.csv" in listed.page.waiting.words()
    listed.page.waiting.action.click()
    table.bot.waitUntil(lambda: listed.state.checked is not None, timeout=20_000)
    hand_over(listed, tmp_path, "towns.csv", TOWNS)
    table.bot.waitUntil(lambda: not listed.state.checked.missing, timeout=20_000)
    listed.page.add.click()
    table.bot.waitUntil(lambda: bool(listed.state.told) and not listed.state.waiting, timeout=20_000)


ANSWERS = b'<data id="places" version="1"><card>{card}</card><where>ayton</where><meta><instanceID>uuid:1</instanceID></meta></data>'


@pytest.fixture
def places(listed: FormsPresenter, table: Desk) -> FormsPresenter:
    """Return the screen with a form chosen that asks for the card number."""
    survey = [["type", "name", "label"], ["text", "card", "Card?"], ["text", "where", "Where?"]]
    settings = [["form_title", "form_id", "version"], ["Places", "places", "1"]]
    table.ask(lambda kit: forms.add(kit, workbook(survey=survey, settings=settings)))
    listed.refresh()
    table.bot.waitUntil(lambda: any(card.form_id == "places" for card in listed.state.cards), timeout=20_000)
    listed.page.table.go_to(next(row for row, card in enumerate(listed.state.cards) if card.form_id == "places"))
    return listed


def take_in(places: FormsPresenter, table: Desk, file: Path) -> None:
    """Choose a file of answers with keys alone."""
    places.answers.files.open_file = lambda _kinds: places.answers.files.chosen.emit(str(file))
    if not places.page.take_in.isVisible():
        places.page.answers_in.setFocus()
        table.bot.keyClick(places.page.answers_in, Qt.Key.Key_Return)
    table.bot.keyClick(places.page.take_in.card.line, Qt.Key.Key_Return)
    table.bot.waitUntil(lambda: not places.state.working, timeout=20_000)


def test_answers_come_in_once_by_keys(places: FormsPresenter, table: Desk, tmp_path: Path) -> None:
    card = table.ask(lambda kit: people.person(kit.workspace, PersonId(table.person)).card)
    (tmp_path / "a.xml").write_bytes(ANSWERS.replace(b"{card}", card.encode()))
    take_in(places, table, tmp_path / "a.xml")
    table.bot.waitUntil(lambda: places.state.told.startswith("1 response"), timeout=20_000)
    assert not places.page.take_in.isVisible()
    take_in(places, table, tmp_path / "a.xml")
    table.bot.waitUntil(lambda: "here already" in places.state.told, timeout=20_000)


def test_what_is_wrong_in_a_file_of_answers_is_told_line_by_line(places: FormsPresenter, table: Desk, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"card,where\n,x\nnobody,y\n")
    take_in(places, table, tmp_path / "t.csv")
    table.bot.waitUntil(lambda: "RESPOND-ROWS" in places.state.sentence, timeout=20_000)
    assert len(places.state.wrong) == 2
    assert places.page.wrong.isVisible()
    assert places.page.take_in.isVisible()
    places.page.take_in.drop.click()
    assert not places.page.wrong.isVisible()


def test_a_file_of_answers_that_has_gone_is_told(places: FormsPresenter, table: Desk, tmp_path: Path) -> None:
    take_in(places, table, tmp_path / "gone.csv")
    table.bot.waitUntil(lambda: "FILE-READ" in places.state.sentence, timeout=20_000)


def test_answers_go_out_only_after_it_is_said_that_they_are_readable(places: FormsPresenter, table: Desk, tmp_path: Path) -> None:
    card = table.ask(lambda kit: people.person(kit.workspace, PersonId(table.person)).card)
    (tmp_path / "a.xml").write_bytes(ANSWERS.replace(b"{card}", card.encode()))
    take_in(places, table, tmp_path / "a.xml")
    table.bot.waitUntil(lambda: bool(places.state.told), timeout=20_000)
    out = tmp_path / "out"
    places.answers.folders.folder = lambda: places.answers.folders.chosen.emit(str(out))
    table.bot.waitUntil(lambda: places.state.may_give_out, timeout=20_000)
    places.page.answers_out.click()
    asked = places.page.give_out
    table.bot.keyClick(asked.shapes["xml"], Qt.Key.Key_Space)
    assert not asked.choose.isEnabled()
    table.bot.keyClick(asked.aware, Qt.Key.Key_Space)
    assert asked.choose.isEnabled()
    table.bot.keyClick(asked.choose, Qt.Key.Key_Return)
    table.bot.waitUntil(lambda: "written" in places.state.told, timeout=20_000)
    assert [path.suffix for path in out.rglob("*") if path.is_file()] == [".xml"]
    places.page.answers_out.click()
    assert not asked.aware.isChecked()
    asked.shapes["csv"].click()
    asked.aware.click()
    asked.choose.click()
    table.bot.waitUntil(lambda: "EXCHANGE-FOLDER" in places.state.sentence, timeout=20_000)


def test_a_second_coordinator_agrees_with_a_passphrase(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, FormsView(), EXAMPLES["answers out"])
    asked, wishes = view.give_out, []
    asked.wanted.connect(wishes.append)
    asked.shapes["audit"].click()
    asked.aware.click()
    assert not asked.choose.isEnabled()
    asked.second.put("Ash Third")
    asked.secret.put("plainly invented")
    asked.choose.click()
    assert [(wish.shapes, wish.second, wish.passphrase) for wish in wishes] == [(frozenset({"audit"}), "Ash Third", "plainly invented")]
    assert asked.secret.text() == ""
