"""What an author is told about a form before people answer it, with sheet, row and column."""

import io
from collections.abc import Callable, Sequence

import pytest
from openpyxl import Workbook as Book

from civicdesk.forms.checks_sheets import look
from civicdesk.forms.convert import convert, describe
from civicdesk.forms.workbook import read_workbook
from civicdesk.records.instruments import Finding

Sheets = Sequence[Sequence[object]]
Form = Callable[..., bytes]
HARD = "Notwithstanding considerable organisational difficulties, participants subsequently communicated comprehensive recommendations enthusiastically."


def checked(**sheets: Sheets) -> tuple[Finding, ...]:
    made = Book()
    del made["Sheet"]
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    data = io.BytesIO()
    made.save(data)
    book = read_workbook(data.getvalue())
    return (*look(book, lambda text: 14.0 if "Notwithstanding" in text else 3.0), *convert(data.getvalue(), book).findings)


def places(found: Sequence[Finding], code: str) -> list[tuple[str, int | None, str, str]]:
    return [(one.sheet, one.row, one.column, one.question) for one in found if one.code == code]


def told(form: bytes, code: str = "FORM-DIFFERS") -> list[str]:
    return [one.sentence for one in describe(form, {}).findings if one.code == code]


def test_an_unknown_column_is_named_with_the_nearest_known_one_if_there_is_one() -> None:
    found = checked(survey=[["type", "name", "label", "relevnt", "zzz"], ["text", "a", "A", "", ""]])
    assert places(found, "FORM-COLUMN") == [("survey", 1, "relevnt", ""), ("survey", 1, "zzz", "")]


def test_a_misspelt_setting_is_named() -> None:
    found = checked(survey=[["type", "name", "label"], ["text", "a", "A"]], settings=[["form_titel", "colour"], ["x", "y"]])
    assert places(found, "FORM-COLUMN") == [("settings", 1, "form_titel", "")]


def test_missing_translations_are_counted_with_the_first_place() -> None:
    survey = [["type", "name", "label::English (en)", "label::Polski (pl)", "hint::English (en)"]]
    survey += [["text", "a", "A", "A", "h"], ["text", "b", "B", None, None], ["text", "c", "C", None, None]]
    found = checked(survey=survey)
    assert places(found, "FORM-LANGUAGE") == [("survey", 2, "hint::Polski (pl)", "a")]
    assert next(one.sentence for one in found if one.code == "FORM-LANGUAGE").startswith("Polski (pl): 3 of 4 texts")


@pytest.mark.parametrize(
    "label",
    ["What is your full name?", "Mobile number", "Your e-mail", "Home address", "Date of birth", "NHS number", "Sort code", "Postcode"],
)
def test_a_question_that_names_people_is_told(label: str) -> None:
    found = checked(survey=[["type", "name", "label"], ["text", "q", label]])
    assert places(found, "FORM-IDENTIFIER") == [("survey", 2, "label", "q")]


@pytest.mark.parametrize("label", ["What is the name of the group?", "How old are you?", "Who do you turn to?"])
def test_a_question_that_names_nobody_is_not_told(label: str) -> None:
    assert places(checked(survey=[["type", "name", "label"], ["text", "q", label]]), "FORM-IDENTIFIER") == []


def test_places_and_pictures_name_people_too() -> None:
    found = checked(
        survey=[["type", "name", "label"], ["geopoint", "where", "Where?"], ["image", "face", "Who?"], ["select_one yn", "s", "Phone?"]],
        choices=[["list_name", "name", "label"], ["yn", "y", "Yes"]],
    )
    assert places(found, "FORM-IDENTIFIER") == [("survey", 2, "type", "where"), ("survey", 3, "type", "face")]


def test_a_text_that_is_hard_to_read_is_told_if_it_is_english() -> None:
    survey = [
        ["type", "name", "label::English (en)", "label::Polski (pl)"],
        ["text", "a", HARD, HARD],
        ["text", "b", "Notwithstanding.", "x"],
    ]
    assert places(checked(survey=survey), "FORM-READING") == [("survey", 2, "label::English (en)", "a")]
    plain = [["type", "name", "label"], ["text", "a", HARD]]
    assert places(checked(survey=plain, settings=[["default_language"], ["Polski (pl)"]]), "FORM-READING") == []


def test_what_other_programs_leave_out_is_told() -> None:
    survey = [["type", "name", "label", "bind::cd:confirm", "bind::cd:confirmMsg"], ["integer", "n", "How many?", ". < 9", "Sure?"]]
    found = checked(survey=survey, settings=[["namespaces"], ['cd="urn:civicdesk:xforms"']], scales=[["scale"], ["x"]])
    assert places(found, "FORM-DIFFERS") == [("scales", 1, "", ""), ("survey", 1, "bind::cd:confirm", "")]


def test_a_finding_of_a_rule_has_the_row_and_the_column_of_its_question_in_its_own_group() -> None:
    survey = [
        ["type", "name", "label", "constraint"],
        ["begin group", "one", "One", ""],
        ["text", "q", "Q", ""],
        ["end group", "", "", ""],
        ["begin group", "two", "Two", ""],
        ["text", "q", "Q", "regex(., 'x')"],
        ["end group", "", "", ""],
    ]
    assert places(checked(survey=survey), "FORM-DIFFERS") == [("survey", 6, "constraint", "q")]


@pytest.mark.parametrize("pattern", ["x", "^x", "x$", "^x\\$"])
def test_a_pattern_that_is_not_tied_to_both_ends_is_told(form: Form, pattern: str) -> None:
    assert len(told(form("<a/>", f"<bind nodeset='/data/a' constraint=\"regex(., '{pattern}')\"/>"))) == 1


def test_a_pattern_that_is_tied_to_both_ends_is_fine(form: Form) -> None:
    assert told(form("<a/>", "<bind nodeset='/data/a' constraint=\"regex(., '^x$')\"/>")) == []


@pytest.mark.parametrize("rule", ["/data/b", "not(/data/b)", "if(/data/b, true(), false())", "/data/b and . = 1", "boolean(/data/b)"])
def test_a_rule_that_only_asks_whether_a_question_is_there_is_told(form: Form, rule: str) -> None:
    assert len(told(form("<a/><b/>", f'<bind nodeset="/data/a" relevant="{rule}"/>'))) == 1


@pytest.mark.parametrize(
    "rule", ["/data/b != ''", "-/data/b > 1", "instance('l')/root/item[name = 'x']", "count(/data/b[. = 1]) > 0", "true()"]
)
def test_a_rule_that_compares_is_fine(form: Form, rule: str) -> None:
    model = f'<instance id=\'l\'><root/></instance><bind nodeset="/data/a" required="{rule.replace(">", "&gt;")}"/>'
    assert [one for one in told(form("<a/><b/>", model)) if "blank answer" in one] == []


REPEAT = '<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat></group>'


@pytest.mark.parametrize("rule", ["/data/r/x", "count(/data/r)", "sum(/data/r/x[. > /data/r/x])"])
def test_a_whole_path_inside_its_own_repeat_is_told(form: Form, rule: str) -> None:
    found = told(form("<r><x/><y/></r>", f'<bind nodeset="/data/r/y" calculate="{rule.replace(">", "&gt;")}"/>', REPEAT))
    assert any("same repeat" in one for one in found)


def test_the_converters_own_whole_path_is_fine(form: Form) -> None:
    assert told(form("<r><x/><y/></r>", '<bind nodeset="/data/r/y" calculate="indexed-repeat(/data/r/x, /data/r, 1)"/>', REPEAT)) == []


@pytest.mark.parametrize(
    ("rule", "count"), [("/data/r/x", 1), ("/data/r/x + 1", 1), ("string(/data/r/x)", 1), ("sum(/data/r/x)", 0), ("-/data/r/x", 1)]
)
def test_several_answers_where_one_is_wanted_are_told(form: Form, rule: str, count: int) -> None:
    assert len(told(form("<r><x/></r><y/>", f'<bind nodeset="/data/y" calculate="{rule}"/>', REPEAT))) == count


def test_a_text_that_is_not_there_is_told(form: Form) -> None:
    body = "<input ref='/data/a'><label ref=\"jr:itext('gone')\"/><hint ref=\"jr:itext('here')\"/></input>"
    before = "<itext><translation lang='en'><text id='here'><value>x</value></text></translation></itext>"
    model = "<bind nodeset='/data/b' calculate=\"concat(jr:itext('here'), jr:itext('away'))\"/>"
    found = told(form("<a/><b/>", model, body, before))
    assert [name for name in ("gone", "here", "away") if any(f'"{name}"' in one for one in found)] == ["gone", "away"]


def test_a_choice_whose_name_holds_a_blank_is_told_once_for_each_question(form: Form) -> None:
    lists = "<instance id='l'><root><item><name>Ward 01</name></item></root></instance>"
    itemset = "<itemset nodeset=\"instance('l')/root/item\"><value ref='name'/><label ref='name'/></itemset>"
    body = f"<select1 ref='/data/a'>{itemset}</select1><select1 ref='/data/b'><item><value>b c</value></item></select1>"
    assert len(told(form("<a/><b/>", lists, body))) == 2


def test_a_count_of_its_own_rows_is_told(form: Form) -> None:
    body = "<group ref='/data/r'><repeat nodeset='/data/r' jr:count='/data/n'><input ref='/data/r/x'/></repeat></group>"
    found = told(form("<r><x/></r><n/>", '<bind nodeset="/data/n" calculate="count(/data/r) + 1"/>', body))
    assert any("one for each answer" in one for one in found)


def test_an_order_without_a_seed_is_told(form: Form) -> None:
    lists = "<instance id='l'><root/></instance>"
    body = "<select1 ref='/data/a'><itemset nodeset=\"randomize(instance('l')/root/item)\"/></select1>"
    assert any("seed" in one for one in told(form("<a/>", lists, body)))


def test_what_is_shown_in_a_simpler_way_is_told_by_its_kind(form: Form) -> None:
    shown = ["annotate", "map", "new", "islamic", "url", "printer", "ex:org.example(x)", "search('list')"]
    body = "".join(f'<input ref="/data/q{at}" appearance="{one}"/>' for at, one in enumerate(shown))
    body += '<upload ref="/data/u" mediatype="image/*"/><upload ref="/data/s" mediatype="image/*" appearance="signature"/><input ref="/data/g"/>'
    model = "<bind nodeset='/data/g' type='geoshape'/><bind nodeset='/data/c' calculate=\"extract-signed(/data/g, 'k')\"/>"
    found = describe(form("".join(f"<q{at}/>" for at in range(len(shown))) + "<u/><s/><g/><c/>", model, body), {}).findings
    degraded = [one for one in found if one.code == "FORM-DEGRADED"]
    assert len({one.sentence for one in degraded}) == len(shown) + 3
    assert {one.column for one in degraded} == {"appearance", "type", "calculation"}


def test_a_count_by_two_ways_over_the_same_question_is_no_count_of_its_own(form: Form) -> None:
    body = "<group ref='/data/r'><repeat nodeset='/data/r' jr:count='/data/n + /data/m'><input ref='/data/r/x'/></repeat></group>"
    model = '<bind nodeset="/data/n" calculate="/data/k"/><bind nodeset="/data/m" calculate="/data/k"/>'
    assert not any("one for each answer" in one for one in told(form("<r><x/></r><n/><m/><k/>", model, body)))


def test_a_path_with_a_star_is_no_path_to_nowhere(form: Form) -> None:
    assert told(form("<a/><b/>", '<bind nodeset="/data/b" calculate="count(/data/*)"/>'), "FORM-REF") == []
