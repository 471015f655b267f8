"""The printed questionnaire: tagged, whole, the same every time, in every way to answer, and honest about what it cannot print."""

from collections.abc import Callable
from dataclasses import replace

import page
import pytest

from civicdesk.errors import Refused
from civicdesk.feedback import preview
from civicdesk.feedback.paper_form import paper_form_pdf
from civicdesk.records.paper_forms import (
    PaperChoice,
    PaperForm,
    PaperGrid,
    PaperHeading,
    PaperItem,
    PaperNote,
    PaperQuestion,
    PaperRepeat,
    Way,
)

Make = Callable[..., PaperForm]


def choices(*labels: str) -> tuple[PaperChoice, ...]:
    return tuple(PaperChoice(value=f"v{key}", label=label, key=str(key)) for key, label in enumerate(labels, start=1))


def question(number: int, way: Way = Way.LINES, **more: object) -> PaperQuestion:
    facts: dict[str, object] = {"path": f"/data/q{number}", "number": str(number), "label": f"Question number {number}?", "way": way}
    return PaperQuestion(**{**facts, **more})  # type: ignore[arg-type]  # a test's own facts


def everything() -> tuple[PaperItem, ...]:
    """Return an item of each kind, and a question of each way."""
    one = choices("Yes", "No")
    towns = tuple(PaperChoice(value=f"t{number}", label=f"Town {number}", key=f"{number:02}") for number in range(1, 70))
    return (
        PaperHeading(words="About you", only_if="Answer only if you answered “Yes” to 1."),
        question(1, Way.TICK_ONE, choices=one, hint="One box.", after="If you answered “No”, go to 4."),
        question(2, Way.TICK_MANY, choices=choices(*(f"A reason with some words {number}" for number in range(12)))),
        question(3, Way.ORDER, choices=choices("First", "Second", "Third")),
        question(4, Way.STEPS, choices=tuple(PaperChoice(value=str(n), label=str(n), key=str(n)) for n in range(11))),
        question(5, Way.LINES, lines=4),
        question(6, Way.WHOLE, only_if="Your worker will tell you whether to answer this."),
        question(7, Way.DECIMAL),
        question(8, Way.DATE),
        question(9, Way.TIME),
        question(10, Way.MOMENT),
        question(11, Way.ON_LAPTOP),
        question(12, Way.CODE, choices=towns, code_list="town"),
        question(13, Way.CODE, left_out=4000),
        question(14, Way.CODE),
        question(15, Way.TICK_ONE),
        PaperNote(words="Thank you so far.", only_if="Answer only if you answered 5."),
        PaperGrid(rows=tuple(question(number, Way.TICK_ONE, choices=one) for number in range(16, 46))),
        PaperGrid(rows=tuple(question(number, Way.TICK_MANY, choices=one) for number in range(46, 49))),
        PaperHeading(words="Smaller", level=3),
        PaperRepeat(words="Child", times=3, items=(question(49), question(50, Way.DATE)), counted="As many as you wrote in 6."),
        PaperRepeat(words="Visit", times=1, items=(question(51),)),
    )


@pytest.fixture
def make() -> Make:
    def made(**more: object) -> PaperForm:
        facts: dict[str, object] = {
            "title": "A plainly invented form",
            "version": "7",
            "code": "K7M-2QX",
            "language": "en",
            "items": everything(),
            "project": "Harbour Project",
            "notice": "© Example University.",
            "practice": True,
        }
        return PaperForm(**{**facts, **more})  # type: ignore[arg-type]  # a test's own facts

    return made


def letters(pdf: bytes) -> str:
    return "".join("".join(preview.text(pdf)).split())


@pytest.mark.parametrize("large", [False, True])
def test_no_machine_check_of_accessibility_fails(make: Make, large: bool) -> None:
    report = page.validate_pdf_bytes(paper_form_pdf(make(large=large)), profile=page.ValidationProfile.PDF_UA_1)
    assert report.rules.passed > 90
    assert [f"{failure.rule_id} {failure.message}" for failure in report.failures] == []


def test_the_same_form_gives_the_same_bytes(make: Make) -> None:
    assert paper_form_pdf(make()) == paper_form_pdf(make())


def test_every_page_says_which_form_and_page_it_is(make: Make) -> None:
    said = preview.text(paper_form_pdf(make()))
    assert [f"Form K7M-2QX. Page {number} of {len(said)}" in text for number, text in enumerate(said, start=1)] == [True] * len(said)


def test_every_question_is_printed_with_its_number_and_words(make: Make) -> None:
    printed = letters(paper_form_pdf(make()))
    wanted = [f"{number}.Questionnumber{number}?" for number in range(1, 52)]
    assert [text for text in wanted if text not in printed] == []


def test_a_part_is_printed_as_often_as_it_says(make: Make) -> None:
    printed = letters(paper_form_pdf(make()))
    assert [printed.count(f"Child:{number}of3") for number in (1, 2, 3)] == [1, 1, 1]
    assert printed.count("49.Questionnumber49?") == 3


def test_a_long_list_stands_at_the_end(make: Make) -> None:
    assert "69Town69" in letters(paper_form_pdf(make()))


def test_the_key_of_each_choice_stands_beside_it(make: Make) -> None:
    assert "1Yes2No" in letters(paper_form_pdf(make(items=(question(1, Way.TICK_ONE, choices=choices("Yes", "No")),))))


def test_a_form_without_project_and_version_is_printed(make: Make) -> None:
    printed = letters(paper_form_pdf(make(project="", version="", notice="", practice=False)))
    assert "Version" not in printed
    assert "Harbour" not in printed


def test_large_print_takes_more_pages(make: Make) -> None:
    assert len(preview.text(paper_form_pdf(make(large=True)))) > len(preview.text(paper_form_pdf(make())))


def test_pictures_that_no_font_has_are_left_out(make: Make) -> None:
    printed = letters(paper_form_pdf(make(items=(question(1, label="A garden \U0001f331 here?"),))))
    assert "Agardenhere?" in printed


def test_a_few_words_that_cannot_be_printed_are_named(make: Make) -> None:
    labels = choices("English", "اردو", *(f"Language {number}" for number in range(12)))
    assert "[notprintable]" in letters(paper_form_pdf(make(items=(question(1, Way.TICK_ONE, choices=labels),))))


@pytest.mark.parametrize(("language", "label"), [("ur", "Name"), ("und", "نام")])
def test_a_form_in_a_language_that_cannot_be_printed_is_refused(make: Make, language: str, label: str) -> None:
    with pytest.raises(Refused, match="SHEET-RTL"):
        paper_form_pdf(replace(make(items=(question(1, label=label),), title=label, project="", notice="", version=""), language=language))
