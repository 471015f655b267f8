"""Forms as they are found: half bound, oddly nested, longer than they should be."""

from collections.abc import Callable

import pytest

from civicdesk.errors import Refused
from civicdesk.forms import convert, limits
from civicdesk.forms.convert import describe
from civicdesk.forms.engine import Run, World, load
from civicdesk.forms.limits import Budget
from civicdesk.forms.rows import by_path, placed
from civicdesk.forms.tree import Node
from civicdesk.records.instruments import Finding, Level, Sheet, SheetRow, Workbook

Opened = Callable[..., Run]
Form = Callable[..., bytes]
LISTED = "instance(&apos;l&apos;)/root/item"


def asked(*names: str) -> str:
    return "".join(f'<input ref="/data/{name}"><label>{name}</label></input>' for name in names)


def test_what_leads_nowhere_is_passed_over(opened: Opened) -> None:
    body = (
        f'<group>{asked("a")}</group><group ref="/data/nope">{asked("b")}</group><repeat nodeset="/data/no">{asked("c")}</repeat>'
        '<input ref="/data/zz"/><input ref="../../../a"/><input/><setvalue event="xforms-value-changed" ref="/data/zz" value="1"/>'
    )
    run = opened(
        "<a/><b/><c/>",
        '<bind type="int"/><bind nodeset="../data/a" type="int"/><setgeopoint event="odk-instance-first-load" ref="/data/a"/>',
        body,
    )
    assert [ref for ref, node in run.state().items() if node.t == "input"] == ["/data/a", "/data/b", "/data/c"]


def test_a_form_without_a_body_runs(form: Form, world: World) -> None:
    run = load(form("<a>1</a>").replace(b"<h:body></h:body>", b""), {}, world=world)
    assert run.state()["/data/a"].t == "model-value"


def test_a_value_is_set_at_load_and_whenever_its_question_changes(opened: Opened) -> None:
    action = '<setvalue event="odk-instance-first-load xforms-value-changed" ref="/data/b" value="concat(/data/b, \'x\')"/>'
    group = '<setvalue event="odk-instance-first-load" ref="/data/g" value="1"/>'
    run = opened(
        "<a/><b/><g><c/></g>", group, f'<input ref="/data/a">{action}<setgeopoint event="xforms-value-changed" ref="/data/b"/></input>'
    )
    run.set("/data/a", "1")
    assert run.state()["/data/b"].v == "xx"


def test_an_action_in_a_question_may_happen_only_at_load(opened: Opened) -> None:
    run = opened("<a/><b/>", "", '<input ref="/data/a"><setvalue event="odk-instance-first-load" ref="/data/b" value="1"/></input>')
    run.set("/data/a", "x")
    assert run.state()["/data/b"].v == "1"


def test_actions_that_set_off_each_other_come_to_an_end(opened: Opened) -> None:
    def pair(name: str, other: str) -> str:
        action = f'<setvalue event="xforms-value-changed" ref="/data/{other}" value="/data/{name} + 1"/>'
        return f'<input ref="/data/{name}">{action}</input>'

    run = opened("<a/><b/>", "", pair("a", "b") + pair("b", "a"))
    run.set("/data/a", "1")
    assert int(run.state()["/data/a"].v) < 1000


def test_a_rule_whose_result_stays_changes_nothing(opened: Opened) -> None:
    run = opened("<a/><b/>", "<bind nodeset='/data/b' required=\"/data/a != ''\"/>", asked("a", "b"))
    run.set("/data/a", "1")
    assert [node.ref for node in run.set("/data/a", "2").changed] == ["/data/a"]


def test_an_action_of_a_repeat_waits_for_its_own_event(opened: Opened) -> None:
    action = '<setvalue event="xforms-value-changed" ref="/data/r/x" value="1"/>'
    run = opened(
        '<r jr:template=""><x/></r>', "", f'<group ref="/data/r"><repeat nodeset="/data/r">{action}{asked("r/x")}</repeat></group>'
    )
    run.add("/data/r")
    assert run.state()["/data/r[1]/x"].v == ""


def test_groups_nested_without_end_are_refused(form: Form) -> None:
    depth = limits.TREE_DEPTH + 1
    with pytest.raises(Refused, match="FORM-LIMIT"):
        describe(form("<g>" * depth + "</g>" * depth), {})


def test_a_second_bind_adds_what_the_first_leaves_open_but_not_another_type(opened: Opened) -> None:
    run = opened("<a/>", '<bind nodeset="/data/a" type="int"/><bind nodeset="/data/a" type="date" required="true()"/>', asked("a"))
    assert (run.state()["/data/a"].vt, run.state()["/data/a"].req) == ("int", True)


def test_choices_in_another_order_are_kept_in_that_order_and_not_called_cleared(opened: Opened) -> None:
    lists = "<instance id='l'><root><item><name>a</name></item><item><name>b</name></item><item><name>c</name></item></root></instance>"
    body = (
        "<select ref='/data/s'><itemset nodeset=\"randomize(instance('l')/root/item, /data/seed)\"><value ref='name'/></itemset></select>"
    )
    run = opened("<seed>1</seed><s/>", lists, asked("seed") + body)
    run.set("/data/s", "a b c")
    before = run.state()["/data/s"].v
    found = [(run.set("/data/seed", str(seed)).cleared, run.state()["/data/s"].v) for seed in range(2, 8)]
    assert {cleared for cleared, _ in found} == {()}
    assert {text for _, text in found} != {before}


def test_a_calculation_in_words_follows_the_language_and_attributes_are_not_shown(opened: Opened) -> None:
    def text(language: str, word: str) -> str:
        return f"<translation lang='{language}'><text id='t'><value>{word}</value></text></translation>"

    before = f"<itext>{text('en', 'one')}{text('pl', 'jeden')}</itext>"
    model = "<bind nodeset='/data/a' calculate=\"jr:itext('t')\"/><bind nodeset='/data/b/@id' calculate=\"/data/a\"/>"
    run = opened("<a/><b id='' other='kept' blank=''/>", model, before=before)
    run.set_language("pl")
    assert run.state()["/data/a"].v == "jeden"
    assert '<b id="jeden" other="kept"' in run.submission()
    assert not [ref for ref in run.state() if "@" in ref]


def test_a_label_may_name_its_text_by_an_answer_and_be_marked_up(opened: Opened) -> None:
    texts = "<itext><translation lang='en'><text id='x'><value><output/><em>Dear </em><em/><output value='/data/a'/>, hello</value></text></translation></itext>"
    run = opened("<a>x</a><b/>", texts, "<input ref='/data/b'><label ref='jr:itext(/data/a)'/></input>" + asked("a"))
    assert run.state()["/data/b"].label == "Dear x, hello"
    run.set("/data/a", "y")
    assert run.state()["/data/b"].label == ""


def test_labels_of_a_list_are_looked_up_only_where_they_fill_in_values(opened: Opened) -> None:
    texts = "<itext><translation lang='en'><text id='x'><value>X</value></text><text id='y'><value>Y <output value='/data/a'/></value></text></translation></itext>"
    lists = "<instance id='l'><root><item><name>n</name><t>x</t></item></root></instance>"
    itemset = "<itemset nodeset=\"{}\"><value ref='name'/><label ref='jr:itext(t)'/></itemset>"
    body = f"<select1 ref='/data/a'>{itemset.format(LISTED)}</select1><select1 ref='/data/b'>{itemset.format('/data/r')}</select1>"
    run = opened("<a/><b/><r><name/><t/></r>", lists, body, before=texts)
    assert run.state()["/data/a"].opts == (("n", "X"),)


def test_a_step_within_its_time_goes_on() -> None:
    budget = Budget(lambda: 0.0)
    budget.spend(limits.EVALUATIONS_BETWEEN_LOOKS)
    budget.spend(1)


def test_too_many_nodes_are_refused(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    body = f'<group ref="/data/r"><repeat nodeset="/data/r">{asked("r/x")}</repeat></group>'
    run = opened('<r jr:template=""><x/></r>', "", body)
    monkeypatch.setattr(limits, "RUN_NODES", 4)
    with pytest.raises(Refused, match="FORM-LIMIT"):
        run.add("/data/r")
    with pytest.raises(Refused, match="FORM-LIMIT"):
        opened("<a/><b/><c/><d/><e/>")


def test_a_repeat_may_be_read_only(opened: Opened) -> None:
    body = f'<group ref="/data/r"><repeat nodeset="/data/r">{asked("r/x")}</repeat></group>'
    run = opened("<r><x/></r>", '<bind nodeset="/data/r" readonly="true()"/>', body)
    assert run.state()["/data/r[1]/x"].ro


def test_a_repeat_wakes_with_the_group_around_it(opened: Opened) -> None:
    body = f'<group ref="/data/g"><group ref="/data/g/r"><repeat nodeset="/data/g/r">{asked("g/r/x")}</repeat></group></group>'
    run = opened("<a/><g><r><x/></r></g>", '<bind nodeset="/data/g" relevant="/data/a = 1"/>', asked("a") + body)
    assert not run.state()["/data/g/r#range"].rel
    run.set("/data/a", "1")
    assert run.state()["/data/g/r#range"].rel
    assert run.state()["/data/g/r[1]/x"].rel


def test_a_node_of_a_list_stands_for_no_repeat() -> None:
    with pytest.raises(LookupError):
        Node("item", None).repeat()


def test_a_finding_keeps_its_place_if_it_has_one_and_has_none_if_its_question_has_no_row() -> None:
    rows = (SheetRow(number=2, cells={"type": "note"}), SheetRow(number=3, cells={"type": "text", "name": "a"}))
    book = Workbook(sheets={"survey": Sheet(name="survey", columns=("type", "name"), rows=rows)})
    known = by_path(book)
    own = Finding(level=Level.WARNING, code="X", sentence="x", row=9, question="/data/a")
    nowhere = Finding(level=Level.WARNING, code="X", sentence="x", question="/data/meta/b")
    assert (list(known), placed(own, known), placed(nowhere, known)) == (["a"], own, nowhere)


def test_what_the_converter_breaks_on_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_asked: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("pyxform.xls2xform.convert", broken)
    rows = (SheetRow(number=2, cells={"type": "text", "name": "a", "label": "A"}),)
    book = Workbook(sheets={"survey": Sheet(name="survey", columns=("type", "name", "label"), rows=rows)})
    with pytest.raises(Refused, match="FORM-SHEET"):
        convert.convert(b"", book)


def test_a_refusal_of_the_converter_finds_its_row_by_a_word_inside_a_cell() -> None:
    rows = (SheetRow(number=7, cells={"type": "select_one abc", "name": "q"}),)
    book = Workbook(sheets={"survey": Sheet(name="survey", columns=("type", "name"), rows=rows)})
    why = convert._placed("List 'abc' is missing", book)
    assert (why.facts["row"], why.facts["question"]) == (7, "q")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("count(/data/* | /data/a)", "7"),
        ("round(1.5, 400)", "1.5"),
        ("round(1.5, 9999999)", "1.5"),
        ("count(/data/a | /data/a)", "1"),
        ("count(/data/a | instance('l')/root/item)", "3"),
        ("count(/data/a/self::a)", "1"),
        ("count(/parent::*)", "0"),
        ("count(instance('l')/root)", "1"),
        ("count(instance('l')/root/item[n/deep = 'x'])", "0"),
        ("position(instance('l')/root/item[v = 2])", "2"),
        ("string(/data/r)", ""),
        ("string(instance('l')/root/item[v = 2])", "y2"),
        ("count(randomize(instance('l')/root/item, -3))", "2"),
        ("count(/data/r/@k)", "1"),
        ("count(/data/r[1]/parent::*)", "1"),
        ("count(instance(/data/name)/root/item)", "2"),
        ("count(instance('l')/*/item)", "2"),
        ("count(instance('l')/root/item[-1 = -v])", "1"),
        ("count(instance('l')/root/item[v = -(-1)])", "1"),
        ("count(instance('l')/root/item[v = 1 + 1])", "1"),
        ("count(instance('l')/root/item[n = concat('', 'x')])", "1"),
        ("count(instance('l')/root/item[v = 1 and n = 'x'])", "1"),
        ("count(instance('l')/root/item[n = 'x' and -v < 0])", "1"),
        ("count(instance('l')/root/item[n = 'x' and position() = 1])", "1"),
        ("count(instance('l')/root/item[n = /data/r/x and v = 1])", "0"),
        ("pulldata('l', 'v', 'n', 'x')", "1"),
        ("pulldata('l', 'v', 'n', 'nobody')", ""),
        ("'2024-02-29 words' < 1", "false"),
        ("true() = /data/r", "true"),
    ],
)
def test_an_expression_over_lists_and_axes_gives(opened: Opened, expression: str, expected: str) -> None:
    lists = "<instance id='l'><root><item><n>x</n><v>1</v></item><item><n>y</n><v>2</v></item></root></instance>"
    written = expression.replace("<", "&lt;")
    model = f'{lists}<bind nodeset="/data/out" calculate="{written}"/><bind nodeset="/data/two" calculate="{written}"/>'
    run = opened('<a/><name>l</name><r k="1"><x/></r><out/><two/><z/>', model)
    assert (run.state()["/data/out"].v, run.state()["/data/two"].v) == (expected, expected)
