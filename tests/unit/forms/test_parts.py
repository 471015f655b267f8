"""Groups around questions, and how much of a line a question takes."""

from collections.abc import Callable

import pytest

from civicdesk.forms.engine import Run
from civicdesk.forms.pages import pages
from civicdesk.forms.parts import above_of, around, placed
from civicdesk.records.pages import PageSize, Question

BODY = (
    '<group ref="/data/g"><label>Home</label><input ref="/data/g/a"><label>A</label></input>'
    '<group ref="/data/g/k"><label>Children</label><input ref="/data/g/k/b"><label>B</label></input>'
    '<group ref="/data/g/k/n"><input ref="/data/g/k/n/c"><label>C</label></input></group></group></group>'
    '<group ref="/data/r"><label>Visit</label><repeat nodeset="/data/r"><input ref="/data/r/x"><label>X</label></input></repeat></group>'
)
VALUES = "<g><a/><k><b/><n><c/></n></k></g><r><x/></r><r><x/></r>"


def inside(run: Run, page: str, refs: tuple[str, ...]) -> list[list[tuple[str, int]]]:
    state = run.state()
    found = placed(state, page, (Question(state=state[ref]) for ref in refs))
    return [[(part.label, part.number) for part in question.inside] for question in found]


@pytest.fixture
def run(opened: Callable[..., Run]) -> Run:
    return opened(VALUES, "", BODY)


def test_a_page_stands_for_its_own_group_and_shows_those_inside_it(run: Run) -> None:
    (page, refs), *_ = pages(run.state(), PageSize.SECTION)
    assert inside(run, page, refs) == [[], [("Children", 0)], [("Children", 0)]]


def test_on_a_page_of_the_whole_form_every_group_shows(run: Run) -> None:
    ((page, refs),) = pages(run.state(), PageSize.FORM)
    assert inside(run, page, refs)[1] == [("Home", 0), ("Children", 0)]
    assert inside(run, page, refs)[-1] == [("Visit", 2)]


def test_a_page_of_one_question_stands_in_its_groups(run: Run) -> None:
    state = run.state()
    assert inside(run, "/data/g/k/n/c", ("/data/g/k/n/c",)) == [[]]
    assert [part.label for part in around(state, "/data/g/k/n/c")] == ["Home", "Children"]
    assert [(part.label, part.number) for part in around(state, "/data/r[2]")] == [("Visit", 2)]
    assert around(state, "/data/r#range") == ()


def test_the_groups_above_are_named_from_the_outside_in() -> None:
    assert above_of("/data/g/k/b", "/data") == ["/data/g", "/data/g/k"]
    assert above_of("/data/a", "/data") == []


@pytest.mark.parametrize(
    ("group", "question", "share"),
    [
        ("", "w2", 0.5),
        ("w6", "w2", 1 / 3),
        ("w6", "W3", 0.5),
        ("", "w8", 1.0),
        ("", "", 1.0),
        ("w13", "w1", 0.25),
        ("", "w13", 1.0),
        ("", "wide", 1.0),
    ],
)
def test_a_width_is_a_share_of_the_groups_units(opened: Callable[..., Run], group: str, question: str, share: float) -> None:
    body = f'<group ref="/data/g" appearance="field-list {group}"><input ref="/data/g/a" appearance="{question}"><label>A</label></input></group>'
    state = opened("<g><a/></g>", "", body).state()
    (found,) = placed(state, "/data/g", [Question(state=state["/data/g/a"])])
    assert found.share == pytest.approx(share)


@pytest.mark.parametrize(("written", "rows"), [("5", 5), ("50", 50), ("51", 0), ("0", 0), ("many", 0), ("", 0), ("500", 0)])
def test_a_form_says_how_many_lines_a_field_for_words_shows(opened: Callable[..., Run], written: str, rows: int) -> None:
    body = f'<input ref="/data/a" appearance="multiline" rows="{written}"><label>A</label></input>'
    assert opened("<a/>", "", body).state()["/data/a"].rows == rows
