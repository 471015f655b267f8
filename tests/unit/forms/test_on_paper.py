"""Any form on paper: numbers, ways to answer, grids, parts given several times, and the rules of skipping in words."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicdesk.forms.keyed import passed
from civicdesk.forms.on_paper import language_code, paper_form
from civicdesk.records.pages import NodeState
from civicdesk.records.paper_forms import (
    MOST_LISTED,
    MOST_TICKED,
    PaperForm,
    PaperGrid,
    PaperHeading,
    PaperNote,
    PaperOptions,
    PaperQuestion,
    PaperRepeat,
    Way,
    code_of,
    keys_of,
    questions_of,
    same_code,
)
from tests.unit.workflows.conftest import workbook

Print = Callable[..., PaperForm]
YES_NO = [["yn", "yes", "Yes"], ["yn", "no", "No"]]
HEADER = [
    "type",
    "name",
    "label",
    "relevant",
    "appearance",
    "hint",
    "constraint",
    "parameters",
    "calculation",
    "choice_filter",
    "repeat_count",
]


def printed(
    survey: Sequence[Sequence[object]], choices: Sequence[Sequence[object]] = YES_NO, options: PaperOptions | None = None
) -> PaperForm:
    """Print a small workbook, rows as in HEADER."""
    import io

    from pyxform.xls2xform import convert

    data = workbook(
        survey=[HEADER, *map(list, survey)],
        choices=[["list_name", "name", "label", "kind"], *map(list, choices)],
        settings=[["form_title", "form_id", "version"], ["Sample", "sample", "7"]],
    )
    made = convert(xlsform=io.BytesIO(data), validate=False, file_type=".xlsx", warnings=[])
    return paper_form(made.xform.encode(), {}, options or PaperOptions())


def only(survey: Sequence[Sequence[object]], **more: Any) -> PaperQuestion:
    """Return the last question of a form."""
    return questions_of(printed(survey, **more).items)[-1]


def row(type_: str, name: str, label: str = "Label", **columns: str) -> list[object]:
    return [type_, name, label, *(columns.get(column) for column in HEADER[3:])]


ASK = row("select_one yn", "a", "First?")


# --- questions ------------------------------------------------------------------------------------------------------------------------


def test_title_version_and_numbers_are_those_of_the_form() -> None:
    form = printed([ASK, row("text", "b"), row("note", "n"), row("integer", "c")])
    assert (form.title, form.version) == ("Sample", "7")
    assert [each.number for each in questions_of(form.items)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("type_", "way"),
    [
        ("text", Way.LINES),
        ("integer", Way.WHOLE),
        ("decimal", Way.DECIMAL),
        ("date", Way.DATE),
        ("time", Way.TIME),
        ("dateTime", Way.MOMENT),
        ("select_one yn", Way.TICK_ONE),
        ("select_multiple yn", Way.TICK_MANY),
        ("rank yn", Way.ORDER),
        ("range", Way.STEPS),
        ("acknowledge", Way.TICK_ONE),
        ("image", Way.ON_LAPTOP),
        ("geopoint", Way.LINES),
    ],
)
def test_each_type_has_its_way_to_answer(type_: str, way: Way) -> None:
    assert only([row(type_, "q")]).way is way


def test_whole_numbers_with_two_near_ends_are_a_row_of_steps() -> None:
    question = only([row("integer", "q", constraint=". >= 0 and . <= 10")])
    assert (question.way, [choice.key for choice in question.choices]) == (Way.STEPS, [str(step) for step in range(11)])


def test_what_nobody_asks_is_left_out() -> None:
    form = printed([row("calculate", "c", calculation="1 + 1"), row("text", "never", relevant="false()"), row("text", "q")])
    assert [each.path for each in questions_of(form.items)] == ["/data/q"]


def test_words_to_read_are_printed_without_a_number() -> None:
    assert [item.words for item in printed([row("note", "n", "**Read** this")]).items if isinstance(item, PaperNote)] == ["Read this"]


def test_an_answer_inside_a_text_is_named_by_its_question() -> None:
    assert only([row("text", "who", "Name?"), row("text", "q", "How is ${who}?")]).label == "How is (your answer to 1)?"


def test_an_answer_inside_the_same_part_is_named_too() -> None:
    survey = [row("begin repeat", "r", "Child"), row("text", "who", "Name?"), row("text", "q", "How is ${who}?"), row("end repeat", "")]
    assert only(survey).label == "How is (your answer to 1)?"


def test_a_long_text_has_more_lines() -> None:
    assert only([row("text", "q", appearance="multiline")]).lines > 1


# --- choices --------------------------------------------------------------------------------------------------------------------------


def _towns(count: int) -> list[list[object]]:
    return [["town", f"t{number}", f"Town {number}"] for number in range(count)]


def test_a_long_list_is_a_line_with_the_list_at_the_end() -> None:
    question = only([row("select_one town", "q")], choices=_towns(MOST_TICKED + 1))
    assert (question.way, question.code_list, len(question.choices)) == (Way.CODE, "town", MOST_TICKED + 1)


def test_a_very_long_list_is_left_out_and_counted() -> None:
    question = only([row("select_one town", "q")], choices=_towns(MOST_LISTED + 1))
    assert (question.way, question.choices, question.left_out) == (Way.CODE, (), MOST_LISTED + 1)


def test_choices_that_depend_on_an_answer_say_so() -> None:
    towns = [["yn", "yes", "Yes"], ["yn", "no", "No"], ["town", "a", "Ayton", "yes"], ["town", "b", "Beeton", "no"]]
    assert only([ASK, row("select_one town", "q", choice_filter="kind = ${a}")], choices=towns).fits.endswith("answer to 1.")


def test_questions_with_the_same_choices_are_a_grid() -> None:
    rows = [
        row("begin group", "g", "Group", appearance="field-list"),
        *(row("select_one yn", f"q{n}") for n in range(3)),
        row("end group", ""),
    ]
    items = printed(rows).items
    assert isinstance(items[0], PaperHeading)
    assert isinstance(items[1], PaperGrid)
    assert [each.number for each in items[1].rows] == ["1", "2", "3"]


def test_two_questions_alike_are_a_grid_only_if_their_author_wants_one() -> None:
    plain = printed([row("select_one yn", "q1"), row("select_one yn", "q2")])
    likert = printed([row("select_one yn", "q1", appearance="likert"), row("select_one yn", "q2", appearance="likert")])
    assert [type(item) for item in (*plain.items, *likert.items)] == [PaperQuestion, PaperQuestion, PaperGrid]


@given(st.lists(st.text(min_size=1, max_size=3), min_size=1, max_size=120, unique=True))
def test_no_two_choices_have_the_same_key(values: list[str]) -> None:
    keys = keys_of(values)
    assert len(set(keys)) == len(values)
    assert all(key.isascii() and key.isdigit() for key in keys)


def test_codes_that_are_numbers_are_their_own_keys() -> None:
    assert keys_of(["0", "1", "10"]) == ("0", "1", "10")
    assert keys_of([str(number) for number in range(100, 112)]) == tuple(f"{place:02}" for place in range(1, 13))


# --- parts --------------------------------------------------------------------------------------------------------------------------


def _repeat(count: str = "") -> list[list[object]]:
    return [row("integer", "many"), row("begin repeat", "r", "Child", repeat_count=count), row("text", "name"), row("end repeat", "")]


def test_a_part_is_printed_three_times_or_as_often_as_asked() -> None:
    times = [printed(_repeat(), options=options).items[1] for options in (PaperOptions(), PaperOptions(repeats=5))]
    assert [part.times for part in times if isinstance(part, PaperRepeat)] == [3, 5]


def test_a_part_that_is_counted_says_by_which_question() -> None:
    parts = [printed(_repeat("${many}")).items[1], printed(_repeat("2")).items[1]]
    assert [part.counted for part in parts if isinstance(part, PaperRepeat)] == ["As many as you wrote in 1.", ""]


# --- skipping -------------------------------------------------------------------------------------------------------------------------

FRUIT = [*YES_NO, ["fruit", "1", "Apple"], ["fruit", "2", "Pear"], ["fruit", "3", "Plum"], ["fruit", "4", "Cherry"], ["fruit", "5", "Fig"]]


@pytest.mark.parametrize(
    ("relevant", "sentence"),
    [
        ("${a} = 'yes'", "Answer only if you answered “Yes” to 1."),
        ("'yes' = ${a}", "Answer only if you answered “Yes” to 1."),
        ("selected(${a}, 'no')", "Answer only if you answered “No” to 1."),
        ("${a} != 'yes'", "Answer only if you did not answer “Yes” to 1."),
        ("not(selected(${a}, 'yes'))", "Answer only if you did not answer “Yes” to 1."),
        ("${a} = 'yes' or ${a} = 'no'", "Answer only if you answered “Yes” or “No” to 1."),
        ("${age} > 17", "Answer only if your answer to 2 is more than 17."),
        ("${age} >= 18 and ${age} < 65", "Answer only if your answer to 2 is 18 or more and your answer to 2 is less than 65."),
        ("not(${age} < 18)", "Answer only if your answer to 2 is 18 or more."),
        ("18 > ${age}", "Answer only if your answer to 2 is less than 18."),
        ("${age} = ''", "Answer only if you left 2 blank."),
        ("string-length(${age}) > 0", "Answer only if you answered 2."),
        ("count-selected(${f}) >= 2", "Answer only if you ticked 2 choices or more in 3."),
        ("count-selected(${f}) = 0", "Answer only if you left 3 blank."),
        ("${one} > 3", "Answer only if you answered “Cherry” or “Fig” to 4."),
        ("true()", ""),
        ("${a} = 'yes' and true()", "Answer only if you answered “Yes” to 1."),
        (
            "(${a} = 'yes' and ${age} > 17) or ${one} = '1'",
            "Answer only if you answered “Yes” to 1 and your answer to 2 is more than 17; or you answered “Apple” to 4.",
        ),
        (
            "not(${a} = 'yes' or ${age} > 17)",
            "Answer only if you did not answer “Yes” to 1 and your answer to 2 is 17 or less.",
        ),
        ("${half} > 3", "Ask question 2 first: your worker will tell you whether to answer this."),
        ("regex(${age}, '1') and ${a} = 'yes'", "Ask questions 1 and 2 first: your worker will tell you whether to answer this."),
        ("${age} > ${half}", "Ask question 2 first: your worker will tell you whether to answer this."),
        ("random() > 0.5", "Your worker will tell you whether to answer this."),
    ],
)
def test_a_condition_is_said_in_words_or_left_to_the_worker(relevant: str, sentence: str) -> None:
    survey = [
        ASK,
        row("integer", "age"),
        row("select_multiple fruit", "f"),
        row("select_one fruit", "one"),
        row("calculate", "half", calculation="${age} div 2"),
        row("text", "q", relevant=relevant),
    ]
    assert only(survey, choices=FRUIT).only_if == sentence


def test_a_question_says_where_to_go_on() -> None:
    survey = [ASK, row("text", "b", relevant="${a} = 'yes'"), row("text", "c", relevant="${a} = 'yes'"), row("text", "d")]
    assert questions_of(printed(survey).items)[0].after == "If you answered “No”, go to 4."


def test_a_skip_to_the_end_says_so() -> None:
    assert questions_of(printed([ASK, row("text", "b", relevant="${a} = 'yes'")]).items)[0].after == "If you answered “No”, go to the end."


def test_a_skip_by_a_number_says_unless() -> None:
    survey = [row("integer", "age"), row("text", "b", relevant="${age} > 17"), row("text", "c")]
    assert questions_of(printed(survey).items)[0].after == "Unless your answer to 1 is more than 17, go to 3."


def test_a_group_without_a_name_says_which_questions_it_holds() -> None:
    survey = [ASK, row("begin group", "g", "", relevant="${a} = 'yes'"), row("text", "b"), row("text", "c"), row("end group", "")]
    heading = next(item for item in printed(survey).items if isinstance(item, PaperHeading))
    assert heading.only_if == "Answer only if you answered “Yes” to 1. It is questions 2 to 3."


# --- codes and languages --------------------------------------------------------------------------------------------------------------


def test_a_short_code_is_read_whatever_its_case_and_dash() -> None:
    code = code_of("0123456789abcdef" * 4)
    assert len(code) == 7
    assert same_code(code.lower().replace("-", " "), code)
    assert not same_code("ZZZ", code)


@pytest.mark.parametrize(
    ("name", "code"),
    [("French (fr)", "fr"), ("fr", "fr"), ("pt-BR", "pt-BR"), ("", "en"), ("default", "en"), ("English", "en"), ("Polski", "und")],
)
def test_the_code_of_a_language_is_read_from_its_name(name: str, code: str) -> None:
    assert language_code(name) == code


def test_only_questions_between_two_others_are_passed() -> None:
    state = {ref: NodeState(ref=ref, t="input", rel=ref in "/d/a /d/c") for ref in ("/d/a", "/d/b", "/d/c", "/d/e")}
    asked = {ref: PaperQuestion(path=ref, number="1", label="", way=Way.LINES) for ref in state}
    assert passed(state, asked, "/d/a", "/d/c") == ("/d/b",)
