"""Figures about questions, and scoring again, in the window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.records.scores import Key, Method, Scale, ScaleItem
from civicdesk.scoring.key import with_hashes
from civicdesk.store import scores
from civicdesk.ui.screens.statistics.presenter import StatisticsPresenter, scale_shown
from civicdesk.ui.screens.statistics.state import EXAMPLES
from civicdesk.ui.screens.statistics.view import StatisticsView
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import forms, library, statistics
from tests.ui.desk import Desk, desk, finish_interview, in_state, too_small, unnamed


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, StatisticsView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


def _shown(table: Desk) -> StatisticsPresenter:
    presenter = table.show(StatisticsPresenter(place("statistics", form="civic_health"), table.around))
    table.bot.waitUntil(lambda: bool(presenter.state.scales), timeout=20_000)
    return presenter


def test_with_few_people_no_figure_is_shown(table: Desk) -> None:
    presenter = _shown(table)
    assert presenter.state.form == "civic_health"
    assert not any(scale.has_figures or scale.items for scale in presenter.state.scales)
    assert presenter.page.few.isVisible()


def test_the_next_scale_is_one_key_away(table: Desk) -> None:
    presenter = _shown(table)
    names = [scale.name for scale in presenter.state.scales]
    presenter.page.scales.setFocus()
    table.bot.keyClick(presenter.page.scales, Qt.Key.Key_Down)
    assert presenter.state.scale == names[1]


def test_a_question_is_shown_in_full_when_it_is_chosen(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, StatisticsView(), EXAMPLES["scales"])
    with qtbot.waitSignal(view.item_chosen) as chosen:
        view.items.go_to(1)
    assert chosen.args == ["kh2"]


def test_nothing_is_scored_again_without_a_reason(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.begin_again.click()
    presenter.page.again.go.click()
    assert presenter.state.asking is not None
    assert presenter.state.asking.problem


def test_scoring_again_is_told_before_and_after(table: Desk) -> None:
    submission = finish_interview(table)
    presenter = _shown(table)
    presenter.page.begin_again.click()
    table.bot.waitUntil(lambda: presenter.state.asking is not None and "1 response" in presenter.state.asking.would, timeout=20_000)
    presenter.page.again.reason.put("the arithmetic was mended")
    presenter.page.again.go.click()
    table.bot.waitUntil(lambda: "1 response was scored again" in presenter.state.told, timeout=20_000)
    assert presenter.state.asking is None
    kept = table.ask(lambda kit: scores.latest(kit.workspace, submission))
    assert kept.reason == "the arithmetic was mended"


def test_the_newest_version_is_looked_at_as_soon_as_it_is_wished_for(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.begin_again.click()
    presenter.page.again.newest.click()
    assert presenter.state.asking is not None
    assert presenter.state.asking.newest
    table.bot.waitUntil(lambda: presenter.state.asking is not None and bool(presenter.state.asking.would), timeout=20_000)


def test_scoring_again_can_be_left_alone(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.begin_again.click()
    presenter.page.again.stop.click()
    assert presenter.state.asking is None
    assert presenter.page.again.isHidden()


def test_figures_are_written_with_two_digits_and_points_with_one() -> None:
    items = tuple(ScaleItem(item=name, low=1, high=4) for name in ("a", "b", "c"))
    scale = Scale(name="calm", label={"en": "Calm"}, method=Method.SUM, items=items)
    key = with_hashes(Key(id="tiny", version="1", scales=(scale,)))
    rows = tuple({"a": str(1 + n % 4), "b": str(1 + n % 4), "c": str(1 + (n // 2) % 4)} for n in range(40))
    material = statistics.Material(form_id="tiny", title="Tiny", key=key, questions={"a": "How calm?"}, rows={"calm": rows})
    made = scale_shown(statistics.work_out(material)[0])
    assert (made.label, made.complete, made.alpha, made.steady) == ("Calm", "40", "0.82", False)
    assert dict(made.facts)["Change that counts"] == "3.4"
    assert (made.items[0].question, made.items[0].answered, made.items[0].missing) == ("How calm?", "40", "0")
    assert dict(made.items[0].facts)["Lowest"] == "10"


def test_another_form_is_one_choice_away(table: Desk) -> None:
    table.ask(lambda kit: forms.add(kit, library.shipped("ons-wellbeing")).value)
    presenter = _shown(table)
    presenter.page.form_chosen.emit("ons_wellbeing")
    table.bot.waitUntil(lambda: [scale.name for scale in presenter.state.scales][:1] == ["wb1_s"], timeout=20_000)
    assert presenter.page.form.value() == "ons_wellbeing"
