"""Roles of columns, and answers as they are released."""

from dataclasses import replace

import pytest

from civicdesk.errors import Refused
from civicdesk.export.columns import answers_to, clean, order_of, rare, released, with_roles, withhold_rare
from civicdesk.records.releases import Column, ExportSettings, ReleaseResponse, ReleaseRole

TICKS = Column(name="oi", label="Like to", type="select_multiple", choices=(("a", "A"), ("b", "B"), ("c", "C")), role=ReleaseRole.PLAIN)


def _response(code: str, wave: int = 1, **values: str) -> ReleaseResponse:
    return ReleaseResponse(
        code=code, form="f", form_version="1", wave=wave, occasion=1, days_since_first=0, mode="with a worker", values=values
    )


@pytest.mark.parametrize(
    ("name", "kind", "label", "role"),
    [
        ("q1", "select_one", "How are you?", ReleaseRole.PLAIN),
        ("q2", "integer", "How satisfied are you?", ReleaseRole.PLAIN),
        ("q3", "text", "What would help?", ReleaseRole.TEXT),
        ("q4", "date", "When?", ReleaseRole.QUASI),
        ("q5", "geopoint", "Where?", ReleaseRole.NEVER),
        ("q6", "image", "A picture", ReleaseRole.NEVER),
        ("q7", "select_one", "What is your ethnic group?", ReleaseRole.QUASI),
        ("children_2", "integer", "", ReleaseRole.QUASI),
        ("stage", "integer", "", ReleaseRole.PLAIN),
        ("district", "select_one", "", ReleaseRole.QUASI),
        ("wb5", "select_one", "Lonely?", ReleaseRole.SENSITIVE),
        ("q8", "telepathy", "", None),
        ("q9", "select_one_from_directory", "Which group?", ReleaseRole.QUASI),
        ("q10", "select_multiple_from_directory", "Which groups?", ReleaseRole.QUASI),
    ],
)
def test_type_and_words_propose_a_role(settings: ExportSettings, name: str, kind: str, label: str, role: ReleaseRole | None) -> None:
    assert with_roles([Column(name=name, label=label, type=kind)], settings)[0].role is role


def test_the_word_of_the_pack_comes_first(settings: ExportSettings) -> None:
    pack = replace(settings, roles={"q3": ReleaseRole.PLAIN, "wb5": ReleaseRole.NEVER})
    columns = with_roles([Column(name="q3", label="", type="text"), Column(name="wb5", label="", type="select_one")], pack)
    assert [column.role for column in columns] == [ReleaseRole.PLAIN, ReleaseRole.NEVER]


def test_entries_of_the_directory_leave_only_by_the_word_of_the_pack_and_as_ticks(settings: ExportSettings) -> None:
    column = Column(name="groups", label="Which groups?", type="select_multiple_from_directory")
    assert released(with_roles([column], settings)) == ()
    named = with_roles([column], replace(settings, roles={"groups": ReleaseRole.PLAIN}))
    (one,) = clean([_response("a", groups="entry-2 entry-1")], {"f": named})
    assert one.values == {"groups": "entry-1 entry-2"}


def test_a_role_that_stands_is_kept(settings: ExportSettings) -> None:
    assert with_roles([TICKS], settings) == (TICKS,)


def test_numbers_and_the_steps_of_a_scale_have_an_order() -> None:
    columns = {
        "f": (
            Column(name="n", label="", type="integer"),
            Column(name="s", label="", type="select_one", choices=(("low", "Low"), ("high", "High"), ("dk", "?")), scale="trust"),
            Column(name="p", label="", type="select_one", choices=(("b", "B"), ("a", "A"))),
        )
    }
    responses = [_response("1", n="10"), _response("2", n="9"), _response("3", n="SKIPPED"), _response("4", s="low")]
    assert [order_of(columns, responses, name) for name in ("n", "s", "p", "q")] == [("9", "10"), ("low", "high"), (), ()]


def test_only_answers_of_released_columns_leave() -> None:
    columns = (
        TICKS,
        Column(name="why", label="", type="text", role=ReleaseRole.TEXT),
        Column(name="n", label="", type="integer", role=ReleaseRole.PLAIN),
    )
    cleaned = clean([_response("2", oi="b a", why="words", n="dk"), _response("1", oi="")], {"f": columns})
    assert [dict(one.values) for one in cleaned] == [{"oi": "SKIPPED", "n": "NOT_ASKED"}, {"oi": "a b", "n": "DONT_KNOW"}]
    assert [column.name for column in released(columns)] == ["oi", "n"]


@pytest.mark.parametrize(
    ("kind", "value", "allowed"),
    [
        ("integer", "5", True),
        ("integer", "5.5", False),
        ("decimal", "5.5", True),
        ("decimal", "five", False),
        ("select_one", "a", True),
        ("select_one", "z", False),
        ("select_multiple", "a b", True),
        ("select_multiple", "a z", False),
    ],
)
def test_an_answer_that_the_question_does_not_allow_stops_the_release(kind: str, value: str, *, allowed: bool) -> None:
    columns = {"f": (replace(TICKS, type=kind),)}
    if allowed:
        assert clean([_response("1", oi=value)], columns)[0].values == {"oi": value}
        return
    with pytest.raises(Refused, match="EXPORT-VALUE"):
        clean([_response("1", oi=value)], columns)


def test_a_question_without_a_list_takes_any_code() -> None:
    assert clean([_response("1", oi="z")], {"f": (replace(TICKS, type="select_one", choices=()),)})[0].values == {"oi": "z"}


def test_a_response_of_an_unknown_form_is_refused() -> None:
    with pytest.raises(Refused, match="EXPORT-FORM"):
        clean([_response("1")], {})


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(Refused, match="EXPORT-COLUMN-TWICE"):
        clean([], {"f": (TICKS, TICKS)})


def test_a_rare_tick_is_withheld() -> None:
    responses = [*(_response(str(number), oi="a") for number in range(5)), _response("9", oi="a b")]
    assert rare(responses, "f", "oi", 5) == (("b",), ("a", "b"))
    mended, taken = withhold_rare(responses, {"f": (TICKS,)}, 5)
    assert mended[-1].values["oi"] == "WITHHELD a"
    assert taken == {"f oi": 1}
    assert rare(mended, "f", "oi", 5) == ()


def test_of_a_rare_pair_the_rarer_tick_is_withheld() -> None:
    ticks = ["a"] * 8 + ["b"] * 5 + ["a b"] * 2
    mended, taken = withhold_rare([_response(str(number), oi=one) for number, one in enumerate(ticks)], {"f": (TICKS,)}, 5)
    assert [one.values["oi"] for one in mended[-2:]] == ["WITHHELD a", "WITHHELD a"]
    assert taken == {"f oi": 2}


def test_one_person_in_five_waves_is_one_person() -> None:
    responses = [_response("1", wave, oi="c") for wave in range(5)]
    assert withhold_rare(responses, {"f": (TICKS,)}, 5)[0][0].values["oi"] == "WITHHELD"


def test_ticks_that_enough_people_share_stay() -> None:
    responses = tuple(_response(str(number), oi="a b") for number in range(5))
    assert withhold_rare(responses, {"f": (TICKS,)}, 5) == (responses, {})


def test_the_last_answer_of_a_person_counts() -> None:
    responses = [_response("1", 2, q="new"), _response("1", 1, q="old"), _response("2", 1, q="only"), _response("3", 1)]
    last, waves = answers_to(responses, "q")
    assert last == {"1": "new", "2": "only"}
    assert waves == ({"1": "old", "2": "only"}, {"1": "new"})
