"""Pages and columns: what stands together, and what a table gets."""

from collections.abc import Callable

from civicdesk.forms.engine import Run
from civicdesk.forms.pages import columns, pages
from civicdesk.records.pages import PageSize

BODY = (
    '<group ref="/data/g"><label>Section</label><input ref="/data/g/intro"><label>Read this</label></input>'
    '<input ref="/data/g/a"><label>A</label></input><input ref="/data/g/b"><label>B</label></input></group>'
    '<group ref="/data/f" appearance="field-list"><input ref="/data/f/c"><label>C</label></input><input ref="/data/f/d"><label>D</label></input></group>'
    '<select1 ref="/data/head" appearance="label"><label>H</label><item><label>No</label><value>n</value></item></select1>'
    '<select1 ref="/data/row" appearance="list-nolabel"><label>R</label><item><label>No</label><value>n</value></item></select1>'
    '<input ref="/data/hidden"><label>Hidden</label></input>'
)
VALUES = "<g><intro/><a/><b/></g><f><c/><d/></f><head/><row/><hidden/><computed/>"
MODEL = '<bind nodeset="/data/g/intro" readonly="true()"/><bind nodeset="/data/hidden" relevant="false()"/>'


def test_one_question_a_page_keeps_notes_tables_and_field_lists_together(opened: Callable[..., Run]) -> None:
    found = pages(opened(VALUES, MODEL, BODY).state(), PageSize.QUESTION)
    assert found == (
        ("/data/g/a", ("/data/g/intro", "/data/g/a")),
        ("/data/g/b", ("/data/g/b",)),
        ("/data/f", ("/data/f/c", "/data/f/d")),
        ("/data/head", ("/data/head", "/data/row")),
    )


def test_one_section_a_page_follows_the_top_level_groups(opened: Callable[..., Run]) -> None:
    found = pages(opened(VALUES, MODEL, BODY).state(), PageSize.SECTION)
    assert [ref for ref, _ in found] == ["/data/g", "/data/f", "/data/head"]
    assert found[0][1] == ("/data/g/intro", "/data/g/a", "/data/g/b")


def test_questions_outside_any_group_have_pages_of_their_own_before_and_after_it(opened: Callable[..., Run]) -> None:
    body = '<input ref="/data/a"/><group ref="/data/g"><label>G</label><input ref="/data/g/b"/></group><input ref="/data/c"/>'
    found = pages(opened("<a/><g><b/></g><c/>", "", body).state(), PageSize.SECTION)
    assert [ref for ref, _ in found] == ["/data/a", "/data/g", "/data/c"]


def test_the_whole_form_can_be_one_page(opened: Callable[..., Run]) -> None:
    run = opened(VALUES, MODEL, BODY)
    assert pages(run.state(), PageSize.FORM) == (
        ("/data", ("/data/g/intro", "/data/g/a", "/data/g/b", "/data/f/c", "/data/f/d", "/data/head", "/data/row")),
    )


def test_a_form_with_nothing_to_show_has_no_pages(opened: Callable[..., Run]) -> None:
    assert pages(opened("<a/>").state(), PageSize.QUESTION) == ()


def test_each_instance_of_a_repeat_is_a_page_of_its_own_section(opened: Callable[..., Run]) -> None:
    body = '<group ref="/data/r"><label>Child</label><repeat nodeset="/data/r"><input ref="/data/r/n"><label>N</label></input></repeat></group>'
    run = opened("<r><n/></r><r><n/></r>", "", body)
    assert [ref for ref, _ in pages(run.state(), PageSize.SECTION)] == ["/data/r[1]", "/data/r[2]"]


def test_columns_are_the_questions_with_labels_types_and_choices(form: Callable[..., bytes]) -> None:
    before = (
        "<itext><translation lang='en'><text id='q'><value>Town</value></text><text id='c'><value>Ely</value></text></translation></itext>"
    )
    model = (
        "<instance id='towns'><root><item><itextId>c</itextId><name>ely</name></item></root></instance><bind nodeset='/data/n' type='int'/>"
        "<bind nodeset='/data/note' readonly='true()'/>"
    )
    body = (
        "<select ref='/data/t'><label ref=\"jr:itext('q')\"/><itemset nodeset=\"randomize(instance('towns')/root/item[name != ''])\"><value ref='name'/>"
        "<label ref='jr:itext(itextId)'/></itemset></select><input ref='/data/n'><label>How many <output value='/data/t'/></label></input>"
        "<input ref='/data/note'><label>Thanks</label></input><input ref='/data/g/n'><label>Other</label></input>"
        "<select1 ref='/data/w'><label>Who</label><itemset nodeset='/data/g'><value ref='n'/><label ref='n'/></itemset></select1>"
    )
    found = columns(form("<t/><n/><note/><g><n/></g><w/><calc/>", model, body, before), {})
    assert [(one.name, one.label, one.type, one.choices) for one in found] == [
        ("t", "Town", "select_multiple", (("ely", "Ely"),)),
        ("n", "How many", "integer", ()),
        ("g-n", "Other", "text", ()),
        ("w", "Who", "select_one", ()),
    ]
