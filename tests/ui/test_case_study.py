"""A case study: kept whenever the hand rests, and each quote with its own consent."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.errors import Unavailable
from civicdesk.i18n import say
from civicdesk.records.cases import CaseStudy, Quote, QuoteConsent
from civicdesk.records.ids import PersonId
from civicdesk.ui.screens.case_study.presenter import CaseStudyPresenter
from civicdesk.ui.screens.case_study.state import EXAMPLES, with_quote, with_tag, with_text, without_blank_quotes
from civicdesk.ui.screens.case_study.view import CaseStudyView
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import case_study
from tests.ui.desk import Desk, in_state, went


@pytest.fixture
def told(table: Desk) -> CaseStudyPresenter:
    presenter = table.show(CaseStudyPresenter(place("case_study", person=table.person, session=table.session), table.around))
    table.bot.waitUntil(lambda: presenter.state.case is not None, timeout=20_000)
    return presenter


def _write(told: CaseStudyPresenter, text: str) -> str:
    prompt, field = next(iter(told.page.fields.items()))
    field.box.setPlainText(text)
    return prompt


def _on_disk(table: Desk) -> CaseStudy:
    return table.ask(lambda kit: case_study.list_all(kit, PersonId(table.person)))[0]


def test_words_are_kept_when_the_hand_rests(told: CaseStudyPresenter, table: Desk) -> None:
    prompt = _write(told, "We planted beans.")
    table.bot.waitUntil(lambda: told.page.saved.words.text().startswith("Saved on this laptop"), timeout=20_000)
    assert dict(_on_disk(table).texts)[prompt] == "We planted beans."


def test_words_are_kept_when_the_screen_is_left_at_once(told: CaseStudyPresenter, table: Desk) -> None:
    heard = went(told)
    prompt = _write(told, "We planted beans.")
    told.page.back.click()
    table.bot.waitUntil(lambda: heard == [("back", None)], timeout=20_000)
    assert dict(_on_disk(table).texts)[prompt] == "We planted beans."


def test_locking_keeps_the_last_words(told: CaseStudyPresenter, table: Desk) -> None:
    prompt = _write(told, "We planted beans.")
    told.close()
    assert dict(_on_disk(table).texts)[prompt] == "We planted beans."


def test_words_written_while_others_are_on_their_way_are_kept_too(told: CaseStudyPresenter, table: Desk) -> None:
    _write(told, "We planted")
    told._keep()
    prompt = _write(told, "We planted beans.")
    told.close()
    assert dict(_on_disk(table).texts)[prompt] == "We planted beans."


def test_somebody_who_writes_without_a_pause_is_kept_too(told: CaseStudyPresenter, table: Desk) -> None:
    told._longest.setInterval(50)
    told._rest.setInterval(60_000)
    prompt = _write(told, "We planted beans.")
    table.bot.waitUntil(lambda: told.page.saved.words.text().startswith("Saved on this laptop"), timeout=20_000)
    assert dict(_on_disk(table).texts)[prompt] == "We planted beans."


def test_words_that_could_not_be_kept_stay_and_can_be_tried_again(
    told: CaseStudyPresenter, table: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_disk(*_given: object) -> None:
        raise Unavailable("STORE-WRITE")

    with monkeypatch.context() as broken:
        broken.setattr(case_study, "keep", no_disk)
        prompt = _write(told, "We planted beans.")
        told._keep()
        table.bot.waitUntil(lambda: told.state.lost, timeout=20_000)
    assert not told.ready_to_leave()
    told.page.trouble.action.click()
    table.bot.waitUntil(lambda: not told.state.lost, timeout=20_000)
    assert dict(_on_disk(table).texts)[prompt] == "We planted beans."


def test_a_quote_nobody_was_asked_about_stops_finishing(told: CaseStudyPresenter, table: Desk) -> None:
    prompt = _write(told, "We planted beans.")
    told.page.quote_changed.emit(0, Quote(text="We planted beans.", prompt=prompt))
    told.page.finish.click()
    table.bot.waitUntil(lambda: "CASE-QUOTE" in told.state.sentence, timeout=20_000)
    assert not told.state.lost


def test_a_story_with_agreed_quotes_is_finished(told: CaseStudyPresenter, table: Desk) -> None:
    heard = went(told)
    prompt = _write(told, "We planted beans.")
    told.page.quote_changed.emit(0, Quote(text="We planted beans.", prompt=prompt, consent=QuoteConsent.ANONYMOUS))
    told.page.finish.click()
    table.bot.waitUntil(lambda: heard == [("back", None)], timeout=20_000)
    assert _on_disk(table).finished


def test_words_that_look_like_names_are_pointed_out(told: CaseStudyPresenter, table: Desk) -> None:
    _write(told, "I came with Wren to the garden.")
    table.bot.waitUntil(lambda: "Wren" in told.page.names.words(), timeout=20_000)


def test_marked_words_become_a_quote(told: CaseStudyPresenter) -> None:
    prompt = _write(told, "We planted beans.")
    field = told.page.fields[prompt]
    field.box.selectAll()
    field.quote.click()
    assert [card.box.toPlainText() for card in told.page.quotes] == ["We planted beans."]


def test_marked_words_are_quoted_and_agreed_by_two_keys(told: CaseStudyPresenter, table: Desk) -> None:
    prompt = _write(told, "We planted beans.")
    told.page.fields[prompt].box.setFocus()
    told.page.fields[prompt].box.selectAll()
    table.bot.keyClick(told.page.fields[prompt].box, Qt.Key.Key_Q, Qt.KeyboardModifier.AltModifier)
    assert told.page.quotes[0].isAncestorOf(told.page.focusWidget())
    table.bot.keyClick(told.page.focusWidget(), Qt.Key.Key_3)
    assert [(quote.text, quote.consent) for quote in told.state.case.quotes] == [("We planted beans.", QuoteConsent.ANONYMOUS)]


def test_without_consent_no_story_is_begun(table: Desk) -> None:
    presenter = table.show(CaseStudyPresenter(place("case_study", person="f" * 32), table.around))
    table.bot.waitUntil(lambda: bool(presenter.state.sentence), timeout=20_000)
    assert presenter.state.case is None


def test_a_story_changes_one_thing_at_a_time() -> None:
    case = EXAMPLES["told"].case
    assert case is not None
    assert with_tag(with_tag(case, "work"), "work").tags == case.tags
    assert with_text(case, "start", " ").texts == ()
    assert with_quote(case, 0, None).quotes == ()
    blank = with_quote(case, 1, Quote(text="  ", prompt="start"))
    assert without_blank_quotes(blank).quotes == case.quotes


def test_a_finished_story_is_read_only(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, CaseStudyView(), EXAMPLES["finished"])
    assert all(field.box.isReadOnly() for field in view.fields.values())
    assert view.note.text() == say("case_study_page.finished")
