"""The list of answers before an interview is finished."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.i18n import say
from civicdesk.records.ids import QuestionRef, SubmissionId
from civicdesk.records.pages import Review, ReviewLine
from civicdesk.ui.screens.check_answers.presenter import CheckAnswersPresenter
from civicdesk.ui.screens.check_answers.state import EXAMPLES, CheckAnswersState, problems, sections
from civicdesk.ui.screens.check_answers.view import AT_ONCE, CheckAnswersView
from civicdesk.ui.widgets.screen import place
from tests.ui.desk import Desk, begin_interview, desk, in_state, too_small, unnamed, went


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, CheckAnswersView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


def _shown(table: Desk, answers: int) -> CheckAnswersPresenter:
    submission = begin_interview(table, answers)
    presenter = table.show(CheckAnswersPresenter(place("check_answers", submission=submission), table.around))
    table.bot.waitUntil(lambda: presenter.state.review is not None, timeout=20_000)
    return presenter


def test_an_answer_leads_to_its_question_and_no_further(table: Desk) -> None:
    presenter = _shown(table, 3)
    heard = went(presenter)
    ref, button = next(iter(presenter.page.rows.items()))
    button.click()
    assert [(how, where.word, where.fact("ref")) for how, where in heard] == [("went", "interview", ref)]


def test_finishing_leads_to_the_sheet(table: Desk) -> None:
    presenter = _shown(table, 500)
    heard = went(presenter)
    presenter.page.finish.click()
    table.bot.waitUntil(lambda: bool(heard), timeout=20_000)
    assert [(how, where.word) for how, where in heard] == [("replaced", "sheet")]


def test_the_way_back_to_the_questions_is_there(table: Desk) -> None:
    presenter = _shown(table, 1)
    heard = went(presenter)
    presenter.page.return_.click()
    assert [(how, where.word) for how, where in heard] == [("replaced", "interview")]


def test_what_cannot_be_opened_is_explained(table: Desk) -> None:
    presenter = table.show(CheckAnswersPresenter(place("check_answers", submission="f" * 32), table.around))
    table.bot.waitUntil(lambda: bool(presenter.state.sentence), timeout=20_000)
    assert not presenter.page.finish.isEnabled()


def test_problems_stand_on_top_and_lead_to_their_question(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, CheckAnswersView(), EXAMPLES["problem"])
    review = EXAMPLES["problem"].review
    assert review is not None
    assert view.summary.references() == tuple(ref for ref, _ in problems(review))


def test_a_question_without_an_answer_says_so(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, CheckAnswersView(), EXAMPLES["gaps"])
    assert view.gaps.words() == say("check_answers.unanswered", count=1)


def test_five_hundred_answers_are_drawn_in_the_end(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    lines = tuple(ReviewLine(ref=QuestionRef(f"/data/q{at}"), section="All", question=f"Question {at}", answer="Yes") for at in range(500))
    view = CheckAnswersView()
    view.render_state(CheckAnswersState(review=Review(submission=SubmissionId("0" * 32), lines=lines, unanswered=0, problems=0)))
    assert len(view.rows) == AT_ONCE
    shown(view)
    qtbot.waitUntil(lambda: len(view.rows) == 500, timeout=20_000)


def test_lines_stay_in_the_order_of_the_form() -> None:
    review = EXAMPLES["problem"].review
    assert review is not None
    assert [line.ref for _, lines in sections(review) for line in lines] == [line.ref for line in review.lines]
