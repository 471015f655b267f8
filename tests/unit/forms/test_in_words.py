"""What is asked, and what goes with a question: files of the form, by their names."""

import pytest

from civicdesk.forms.in_words import DOTS, answer_words, files_of, is_asked
from civicdesk.i18n import say
from civicdesk.records.answers import Missing
from civicdesk.records.pages import NodeState

YES = (("y", "Yes"),)


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"t": "select", "opts": YES, "app": ("label",)}, False),
        ({"t": "select", "opts": YES, "app": ("list-nolabel",)}, True),
        ({"t": "input"}, True),
        ({"t": "input", "app": ("label",)}, True),
        ({"t": "input", "ro": True}, False),
        ({"t": "input", "rel": False}, False),
        ({"t": "note"}, False),
    ],
)
def test_the_head_of_a_table_is_read_out_and_not_answered(facts: dict[str, object], asked: bool) -> None:
    assert is_asked(NodeState(**{"ref": "/data/q", **facts})) is asked  # type: ignore[arg-type]  # fields of a node, by name


def test_only_the_files_that_a_question_names_go_with_it() -> None:
    node = NodeState(
        ref="/data/q",
        t="select",
        opts=YES,
        media={"image": "jr://images/hall.png", "audio": "jr://audio/lost.wav"},
        opts_media={"y": {"image": "jr://images/yes.png"}},
    )
    there = {"hall.png": b"1", "yes.png": b"2", "list.csv": b"3"}
    assert files_of(node, there) == {"hall.png": b"1", "yes.png": b"2"}


@pytest.mark.parametrize("app", ["masked", "hidden-answer"])
def test_what_nobody_should_read_over_a_shoulder_is_covered_in_the_list_of_answers_too(app: str) -> None:
    node = NodeState(ref="/data/a", t="input", v="lantern", app=(app,))
    assert answer_words(node, None) == DOTS
    assert answer_words(NodeState(ref="/data/a", t="input", app=(app,)), None) == ""
    assert answer_words(node, Missing.SKIPPED) == say("interview.missing.skipped")
