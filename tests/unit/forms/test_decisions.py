"""The written decisions where the two engines of ODK differ, one by one; the numbers are those of docs/reference/forms.md."""

from collections.abc import Callable

import pytest

from civicdesk.forms.engine import Run

Opened = Callable[..., Run]

DATA = (
    "<s>hello</s><empty/><n>42</n><word>abc</word><baddate>2024-13-45</baddate><bt>true</bt><dt>2024-02-29T13:45:30.000+01:00</dt>"
    "<geo>52.573 -0.2405 10 5</geo><geo2>51.5074 -0.1278 0 0</geo2>"
    "<shape>52.57 -0.24 0 0;52.58 -0.24 0 0;52.58 -0.22 0 0;52.57 -0.22 0 0</shape>"
    "<rep><name>Wren</name><age>34</age></rep><rep><name>Robin</name><age/></rep><out/>"
)
LISTED = "<instance id='list'><root>{}</root></instance>"


def item(name: str, **more: str) -> str:
    return f"<item><name>{name}</name><label>{name}</label>{''.join(f'<{key}>{text}</{key}>' for key, text in more.items())}</item>"


def asked(*names: str) -> str:
    return "".join(f'<input ref="/data/{name}"><label>{name}</label></input>' for name in names)


def repeat(inside: str = "") -> str:
    return f'<group ref="/data/rep"><label>R</label><repeat nodeset="/data/rep">{inside}</repeat></group>'


def chooser(tag: str, ref: str, nodes: str = "instance('list')/root/item") -> str:
    return f'<{tag} ref="{ref}"><label>Pick</label><itemset nodeset="{nodes}"><value ref="name"/><label ref="label"/></itemset></{tag}>'


@pytest.fixture
def reads(opened: Opened) -> Callable[[str], str]:
    """Return what a calculation of an expression gives."""

    def read(expression: str) -> str:
        written = expression.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        run = opened(DATA, f'<bind nodeset="/data/out" calculate="{written}"/>', repeat(asked("rep/name")))
        return run.state()["/data/out"].v

    return read


Reads = Callable[[str], str]


def test_f1_blanks_are_left_out_of_a_sum_and_a_word_spoils_it(reads: Reads) -> None:
    assert [reads(f"{name}(/data/rep/age)") for name in ("sum", "min", "max")] == ["34", "34", "34"]
    assert reads("sum(/data/rep/name)") == ""


def test_f2_the_sum_of_nothing_is_nought(reads: Reads) -> None:
    assert reads("sum(/data/nope)") == "0"


def test_f3_yes_and_no_are_written_as_words_and_read_either_way(reads: Reads) -> None:
    assert [reads("/data/n = 42"), reads("/data/n = 1"), reads("boolean-from-string(/data/bt)")] == ["true", "false", "true"]
    assert [reads("/data/bt = 'true'"), reads("boolean-from-string('1')")] == ["true", "true"]


def test_f4_a_blank_question_is_there_all_the_same(reads: Reads) -> None:
    assert [reads("if(/data/empty, 'a', 'b')"), reads("boolean(/data/empty)"), reads("not(/data/empty)")] == ["a", "true", "false"]


def test_f5_an_absolute_path_inside_its_own_repeat_means_the_whole_response(opened: Opened) -> None:
    binds = '<bind nodeset="/data/rep/first" calculate="/data/rep/name"/><bind nodeset="/data/rep/all" calculate="count(/data/rep)"/>'
    run = opened("<rep><name>a</name><first/><all/></rep><rep><name>b</name><first/><all/></rep>", binds, repeat(asked("rep/name")))
    assert (run.state()["/data/rep[2]/first"].v, run.state()["/data/rep[2]/all"].v) == ("a", "2")


def test_f6_an_instance_may_be_named_by_its_number(reads: Reads) -> None:
    assert reads("/data/rep[2]/name") == "Robin"


def test_f7_of_several_nodes_where_one_is_wanted_the_first_counts(reads: Reads) -> None:
    assert reads("concat('x', string(/data/rep/name))") == "xWren"


def test_f8_dates_are_compared_and_counted_as_days(reads: Reads) -> None:
    assert (reads("'2020-01-01' < '2020-01-02'"), reads("number('2024-02-29')")) == ("true", "19782")


def test_f9_halves_are_rounded_up(reads: Reads) -> None:
    assert [reads("round(-2.5)"), reads("round(-1.5)"), reads("round(2.5)")] == ["-2", "-1", "3"]


def test_f10_decimals_are_rounded_as_they_are_written(reads: Reads) -> None:
    assert reads("round(1.005, 2)") == "1.01"


def test_f11_a_pattern_must_match_the_whole_text(reads: Reads) -> None:
    assert (reads("regex('abc', 'b')"), reads("regex('abc', '.*b.*')")) == ("false", "true")


def test_f12_a_date_keeps_its_time_as_a_value_and_loses_it_in_a_date_question(opened: Opened) -> None:
    binds = "".join(
        f'<bind nodeset="/data/{name}" type="{kind}" calculate="date(\'2024-02-29T13:45:00.000Z\')"/>'
        for name, kind in (("a", "string"), ("b", "date"))
    )
    state = opened("<a/><b/>", binds).state()
    assert (state["/data/a"].v, state["/data/b"].v) == ("2024-02-29T13:45:00.000+00:00", "2024-02-29")


def test_f13_today_is_a_day_and_now_carries_its_offset(reads: Reads) -> None:
    assert (reads("today()"), reads("now()")) == ("2025-03-14", "2025-03-14T09:26:53.000+00:00")


@pytest.mark.parametrize(("given", "kept"), [("09:30:00.000Z", "09:30:00"), ("9:30", "09:30:00"), ("09:30:00.000+02:00", "09:30:00+02:00")])
def test_f14_a_time_is_written_without_what_says_nothing(opened: Opened, given: str, kept: str) -> None:
    run = opened("<a/>", '<bind nodeset="/data/a" type="time"/>', asked("a"))
    run.set("/data/a", given)
    assert run.state()["/data/a"].v == kept


def test_f15_a_moment_keeps_its_offset(opened: Opened) -> None:
    run = opened("<a/>", '<bind nodeset="/data/a" type="dateTime"/>', asked("a"))
    run.set("/data/a", "2024-02-29T13:45:30.000+01:00")
    assert run.state()["/data/a"].v == "2024-02-29T13:45:30.000+01:00"


def test_f16_a_choice_that_is_no_longer_offered_is_gone_for_good(opened: Opened) -> None:
    lists = LISTED.format(item("x", of="1") + item("y", of="2"))
    run = opened("<a>1</a><b/>", lists, asked("a") + chooser("select1", "/data/b", "instance('list')/root/item[of = /data/a]"))
    run.set("/data/b", "x")
    assert run.set("/data/a", "2").cleared == ("/data/b",)
    run.set("/data/a", "1")
    assert run.state()["/data/b"].v == ""


def test_f17_several_choices_stand_in_the_order_of_the_choices(opened: Opened) -> None:
    run = opened("<a/>", LISTED.format(item("x") + item("y") + item("z")), chooser("select", "/data/a"))
    run.set("/data/a", "z x")
    assert run.state()["/data/a"].v == "x z"


def test_f18_only_plain_numbers_are_numbers(reads: Reads) -> None:
    assert [reads(f"number('{text}')") for text in ("1e3", "+5", "0x10", "1,000")] == ["", "", "", ""]


def test_f19_a_translation_that_is_not_there_is_empty(reads: Reads) -> None:
    assert reads("jr:itext('missing')") == ""


def test_f20_there_is_no_instance_number_nought(reads: Reads) -> None:
    assert [reads(f"indexed-repeat(/data/rep/name, /data/rep, {place})") for place in (0, 2)] == ["", "Robin"]


def test_f21_distances_and_areas_have_two_decimals(reads: Reads) -> None:
    assert (reads("distance(/data/geo, /data/geo2)"), reads("area(/data/shape)")) == ("118872.07", "1506165.27")


def test_f22_percent_and_the_week_are_written(reads: Reads) -> None:
    assert reads("format-date('2024-02-29', '%d%% %W')") == "29% 9"


def test_f23_a_reference_without_a_stroke_starts_at_the_root(opened: Opened) -> None:
    run = opened("<age/>", '<bind nodeset="age" type="int" required="true()"/>', '<input ref="age"><label>Age</label></input>')
    assert (run.state()["/data/age"].vt, run.state()["/data/age"].bad) == ("int", "required")


def test_f24_a_rule_may_read_its_own_question(opened: Opened) -> None:
    run = opened("<a/><b/>", '<bind nodeset="/data/b" calculate="concat(., /data/a)"/>', asked("a"))
    run.set("/data/a", "x")
    assert run.state()["/data/b"].v == "x"
    run.set("/data/a", "y")
    assert run.state()["/data/b"].v == "xy"


def test_f25_a_word_is_no_date(reads: Reads) -> None:
    asked_for = ("date('abc')", "format-date('abc', '%Y')", "number(/data/baddate)", "decimal-date-time('abc')", "date(/data/baddate)")
    assert {reads(expression) for expression in asked_for} == {""}


def test_f26_only_true_and_one_are_yes(reads: Reads) -> None:
    assert [reads(f"boolean-from-string('{text}')") for text in ("TRUE", "true", "1", "yes")] == ["false", "true", "true", "false"]


def test_f27_axes_and_unions_are_those_of_xpath(reads: Reads) -> None:
    assert (reads("count(/data/s | /data/n | /data/s)"), reads("count(//age)"), reads("count(/data/out/preceding-sibling::rep)")) == (
        "2",
        "2",
        "2",
    )
    assert (reads("floor(2.7)"), reads("ceiling(2.1)"), reads("substring('hello', 2, 3)"), reads("local-name(/data/*)")) == (
        "2",
        "3",
        "ell",
        "s",
    )


def test_f28_what_is_not_there_is_empty_and_several_count_as_the_first(reads: Reads) -> None:
    assert (reads("instance('nope')/root/item"), reads("jr:choice-name('a', '/data/s')"), reads("position(/data/rep)")) == ("", "", "1")


def test_f29_two_signs_cancel_and_white_space_alone_is_blank(reads: Reads, opened: Opened) -> None:
    assert reads("--1") == "1"
    assert opened("<a>  \n </a>", body=asked("a")).state()["/data/a"].v == ""


def test_f30_a_calculated_answer_that_was_typed_over_is_computed_again(opened: Opened) -> None:
    run = opened("<a/><b/>", '<bind nodeset="/data/b" calculate="/data/a * 2"/>', asked("a", "b"))
    run.set("/data/b", "7")
    run.set("/data/a", "no number")
    assert run.state()["/data/b"].v == ""


def test_f31_nothing_is_ranked_for_a_person(opened: Opened) -> None:
    lists = LISTED.format(item("x", of="1") + item("y", of="1") + item("z", of="2"))
    run = opened("<a>1</a><b/>", lists, asked("a") + chooser("rank", "/data/b", "instance('list')/root/item[of &lt;= /data/a]"))
    run.set("/data/b", "y x")
    run.set("/data/a", "2")
    assert run.state()["/data/b"].v == "y x"


def test_f32_one_choice_may_hold_a_space_in_its_name(opened: Opened) -> None:
    run = opened("<a/>", LISTED.format(item("Ward 01") + item("Ward 02")), chooser("select1", "/data/a"))
    run.set("/data/a", "Ward 02")
    assert run.state()["/data/a"].v == "Ward 02"


def test_f33_a_count_of_its_own_instances_grows_once_for_each_answer(opened: Opened) -> None:
    binds = '<bind nodeset="/data/n" calculate="count(/data/rep) + 1"/>'
    body = f'<group ref="/data/rep"><repeat nodeset="/data/rep" jr:count="/data/n">{asked("rep/name")}</repeat></group>{asked("a")}'
    run = opened('<a/><rep jr:template=""><name/></rep><n/>', binds, body)
    before = run.state()["/data/rep#range"].count
    run.set("/data/a", "x")
    assert (run.state()["/data/rep#range"].count or 0) <= (before or 0) + 1


def test_f34_of_several_forms_of_a_text_one_is_shown(opened: Opened) -> None:
    forms = "<value form='long'>Patient number</value><value form='short'>No.</value>"
    texts = f"<itext><translation lang='en'><text id='a'>{forms}</text></translation></itext>"
    run = opened("<a/>", texts, "<input ref='/data/a'><label ref=\"jr:itext('a')\"/></input>")
    assert run.state()["/data/a"].label == "Patient number"


def test_f35_a_translation_without_a_language_is_shown(opened: Opened) -> None:
    texts = "<itext><translation><text id='a'><value>Apple</value></text></translation></itext>"
    run = opened("<a/>", texts, "<input ref='/data/a'><label ref=\"jr:itext('a')\"/></input>")
    assert (run.languages, run.state()["/data/a"].label) == (("",), "Apple")


def test_f36_a_response_has_one_id_whatever_the_prefix_of_meta(opened: Opened) -> None:
    run = opened('<orx:meta xmlns:orx="http://openrosa.org/xforms"><instanceID/></orx:meta><a/>')
    assert run.submission().count("<instanceID>") == 1
