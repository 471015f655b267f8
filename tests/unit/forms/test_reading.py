"""Reading forms: hostile files, damaged files, references, attachments, values by type."""

from collections.abc import Callable

import pytest

from civicdesk.errors import Refused
from civicdesk.forms import limits, parse
from civicdesk.forms.build import build
from civicdesk.forms.coerce import coerce
from civicdesk.forms.convert import describe
from civicdesk.forms.engine import Run
from civicdesk.forms.model import Slot
from civicdesk.forms.order import components

Form = Callable[..., bytes]


def test_an_entity_bomb_does_no_harm() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "'
        + "x" * 100
        + '">'
        + "".join(f'<!ENTITY y{n} "{(f"&y{n - 1};" if n else "&x;") * 10}">' for n in range(12))
    )
    with pytest.raises(Refused, match="FORM-"):
        build((bomb + "]><a>&y11;</a>").encode(), {})


DOCTYPES = (
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    b'<!DOCTYPE a [<!ENTITY x "y">]><a/>',
    b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>',
    b"<!DOCTYPE a><a/>",
)


@pytest.mark.parametrize("data", DOCTYPES)
def test_a_form_that_brings_a_document_type_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="FORM-DOCTYPE"):
        parse.read(b'<?xml version="1.0"?>' + data)


@pytest.mark.parametrize("data", [b"<a><b></a>", b"<a>\n<b>", b"<a>" * 2000 + b"</a>" * 2000])
def test_damaged_xml_is_refused_with_its_line(data: bytes) -> None:
    with pytest.raises(Refused, match="FORM-XML-DAMAGED") as why:
        build(data, {})
    assert why.value.facts["line"] == data.count(b"\n") + 1


@pytest.mark.parametrize("data", [b"", b" \n", b"not xml", b"\x00\x01\x02"])
def test_what_is_no_form_at_all_is_refused_as_such(data: bytes) -> None:
    with pytest.raises(Refused, match="FORM-FILE-TYPE"):
        build(data, {})


def test_a_form_that_is_too_large_is_refused() -> None:
    with pytest.raises(Refused, match="FORM-LIMIT"):
        build(b" " * (limits.XFORM_BYTES + 1), {})


def test_a_response_with_more_elements_than_memory_is_kept_for_is_refused(monkeypatch: pytest.MonkeyPatch, form: Form) -> None:
    monkeypatch.setattr(limits, "FORM_NODES", 3)
    with pytest.raises(Refused, match="FORM-LIMIT") as why:
        build(form("<a/><b/><c/>"), {})
    assert why.value.facts["what"] == "nodes"


def test_more_tags_than_memory_is_kept_for_are_refused_before_they_are_read() -> None:
    with pytest.raises(Refused, match="FORM-LIMIT") as why:
        parse.read(b"<a>" + b"<b/>" * limits.MARKS + b"</a>")
    assert why.value.facts["what"] == "marks"


def test_an_element_with_hundreds_of_attributes_is_refused() -> None:
    with pytest.raises(Refused, match="FORM-LIMIT") as why:
        parse.read(b"<a " + b" ".join(b'a%d=""' % number for number in range(limits.ATTRIBUTES + 1)) + b"/>")
    assert why.value.facts["what"] == "attributes"


@pytest.mark.parametrize(
    "data",
    [b"<html/>", b"<html><head/></html>", b"<html><head><model/></head></html>", b"<html><head><model><instance/></model></head></html>"],
)
def test_a_file_without_a_model_or_an_instance_is_no_form(data: bytes) -> None:
    with pytest.raises(Refused, match="FORM-NO-MODEL"):
        build(data, {})


def test_two_elements_of_one_name_that_are_no_repeat_are_refused(form: Form) -> None:
    with pytest.raises(Refused, match="FORM-TWICE") as why:
        build(form("<a/><a/>"), {})
    assert why.value.facts["element"] == "/data/a"


def test_a_range_whose_start_is_no_number_is_refused(form: Form) -> None:
    with pytest.raises(Refused, match="FORM-RANGE") as why:
        build(form("<a/>", "", '<range ref="/data/a" start="x" end="5" step="1"/>'), {})
    assert why.value.facts["question"] == "/data/a"


@pytest.mark.parametrize(
    ("model", "body"),
    [
        ('<bind nodeset="/data/a" relevant="count("/>', ""),
        ("", '<input ref="/data/a"><label>x <output value="count("/></label></input>'),
        ("", '<select1 ref="/data/a"><itemset nodeset="count("/></select1>'),
        ('<setvalue event="odk-instance-load" ref="/data/a" value="count("/>', ""),
        ('<bind nodeset="/data/a" jr:constraintMsg="jr:itext(count()" constraint="1"/>', ""),
    ],
)
def test_an_expression_that_cannot_be_read_names_its_question(form: Form, model: str, body: str) -> None:
    with pytest.raises(Refused, match="FORM-XPATH-SYNTAX") as why:
        describe(form("<a/>", model, body), {})
    assert why.value.facts["question"] == "/data/a"


def test_a_setvalue_with_an_unknown_function_names_its_question(form: Form) -> None:
    with pytest.raises(Refused, match="FORM-XPATH-FUNCTION") as why:
        build(form("<a/>", '<setvalue event="odk-instance-load" ref="/data/a" value="nope()"/>'), {})
    assert why.value.facts["question"] == "/data/a"


def test_references_may_be_relative_or_go_by_the_id_of_a_bind(opened: Callable[..., Run]) -> None:
    model = '<bind id="b1" nodeset="a" type="int"/><bind nodeset="/data/nope" type="int"/>'
    run = opened(
        "<a/><g><c/></g>", model, '<input bind="b1"><label>A</label></input><group ref="g"><input ref="c"><label>C</label></input></group>'
    )
    assert (run.state()["/data/a"].label, run.state()["/data/a"].vt, run.state()["/data/g/c"].label) == ("A", "int", "C")


def test_two_binds_on_one_question_add_up(opened: Callable[..., Run]) -> None:
    run = opened("<a/>", '<bind nodeset="/data/a" required="true()"/><bind nodeset="/data/a" type="int"/>', '<input ref="/data/a"/>')
    assert (run.state()["/data/a"].req, run.state()["/data/a"].vt) == (True, "int")


def test_search_is_an_older_word_for_autocomplete(opened: Callable[..., Run]) -> None:
    run = opened("<a/>", "", '<select1 ref="/data/a" appearance="minimal search"><item><label>A</label><value>a</value></item></select1>')
    assert run.state()["/data/a"].app == ("minimal", "autocomplete", "search")


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.csv", b"\xff\xfe\x00"), ("a.geojson", b"{}"), ("a.geojson", b"[1]"), ("a.geojson", b"nonsense")],
)
def test_an_attachment_that_cannot_be_read_is_refused_by_name(form: Form, name: str, data: bytes) -> None:
    with pytest.raises(Refused, match="FORM-MEDIA-DAMAGED") as why:
        build(form("<a/>", f'<instance id="l" src="jr://file/{name}"/>'), {name: data})
    assert why.value.facts["file"] == name


def test_an_attachment_that_is_too_large_is_refused(form: Form) -> None:
    with pytest.raises(Refused, match="FORM-LIMIT"):
        build(form("<a/>", '<instance id="l" src="jr://file/a.csv"/>'), {"a.csv": b"x" * (limits.ATTACHMENT_BYTES + 1)})


def test_too_many_rows_of_an_attachment_are_refused(form: Form) -> None:
    with pytest.raises(Refused, match="FORM-LIMIT"):
        build(form("<a/>", '<instance id="l" src="jr://file/a.csv"/>'), {"a.csv": b"name\n" + b"x\n" * (limits.ATTACHMENT_ROWS + 1)})


def test_lists_are_read_from_xml_csv_with_semicolons_and_geojson_shapes(form: Form) -> None:
    sources = {
        "a.xml": b"<root><item kind='k'><name>x</name></item></root>",
        "b.csv": b"\xef\xbb\xbfname;label;\n1;One;left over\n2\n",
        "c.geojson": b'{"features": [{"properties": null, "geometry": {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}},'
        b'{"properties": {"n": null}, "geometry": {"type": "LineString", "coordinates": [[5, 6], 7]}}, {"geometry": {"type": "GeometryCollection"}}]}',
    }
    model = (
        "".join(f'<instance id="{name[0]}" src="jr://file/{name}"/>' for name in sources)
        + '<instance id="last" src="jr://instance/last-saved"/>'
    )
    lists = build(form("<a/>", model), sources).lists
    rows = {name: [item for root in top.elements() for item in root.elements()] for name, top in lists.items()}
    assert rows["a"][0].kids["@kind"][0].value == "k"
    assert [row.kids["name"][0].value for row in rows["b"]] == ["1", "2"]
    assert [row.kids["geometry"][0].value for row in rows["c"]] == ["2 1 0 0;4 3 0 0", "6 5 0 0", ""]
    assert rows["last"] == []


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("int", "12.7", "12"),
        ("int", "007", "7"),
        ("int", "text", ""),
        ("int", "-3", "-3"),
        ("decimal", "0", "0.0"),
        ("decimal", "120", "120.0"),
        ("decimal", "10.75", "10.75"),
        ("decimal", "x", ""),
        ("date", "2025-03-14T10:00:00Z", "2025-03-14"),
        ("date", "soon", ""),
        ("dateTime", "2025-03-14T10:00:00+01:00", "2025-03-14T10:00:00+01:00"),
        ("dateTime", "soon", ""),
        ("time", "9:30", "09:30:00"),
        ("time", "22:02:10.562+07:00", "22:02:10.562+07:00"),
        ("time", "18:30:00.000Z", "18:30:00"),
        ("time", "25:00", ""),
        ("time", "noon", ""),
        ("geopoint", "52.573 -0.2405 10 5", "52.573 -0.2405 10.0 5.0"),
        ("geopoint", "52.573 -0.2405", "52.573 -0.2405 0.0 0.0"),
        ("geopoint", "here", ""),
        ("geotrace", "1 2 0 0;3 4 0 0", "1.0 2.0 0.0 0.0;3.0 4.0 0.0 0.0"),
        ("geoshape", "1 2;x", ""),
        ("string", " as it is ", " as it is "),
    ],
)
def test_a_value_is_written_by_its_type(kind: str, text: str, expected: str) -> None:
    from civicdesk.forms.model import Bind

    slot = Slot(name="a", path="/data/a", parent=None, depth=2, bind=Bind(type=kind))
    assert coerce(slot, text) == expected


def test_components_come_after_what_they_need() -> None:
    assert components(5, [[1], [2], [1], [0], []]) == [[2, 1], [0], [3], [4]]


def test_the_facts_of_a_form_come_with_what_the_checker_noticed(form: Form) -> None:
    model = (
        "<instance id='l' src='jr://file-csv/l.csv'/><bind nodeset='/data/nope'/><bind nodeset='/data/a' type='int'/>"
        "<bind nodeset='/data/b' type='geopoint' constraint=\"regex(., '(?=x)') and /data/gone/x = 1 and instance('none')/root/item = 1 and not(/data/a)\"/>"
    )
    body = (
        "<select1 ref='/data/a'><itemset nodeset=\"randomize(instance('l')/root/item)\"/></select1><input ref='/data/b' appearance='maps'/><input ref='/data/b'/>"
        "<upload ref='/data/c' mediatype='audio/*'/>"
    )
    before = "<itext><translation lang='en'><text id='x'><value>X</value></text></translation><translation lang='pl'/></itext>"
    facts = describe(form("<a/><b/><c/>", model, body, before), {})
    codes = [finding.code for finding in facts.findings]
    assert (facts.form_id, facts.version, facts.title, facts.languages) == ("sample", "1", "Sample", ("en", "pl"))
    for code in (
        "FORM-REF",
        "FORM-TWO-CONTROLS",
        "FORM-MEDIA",
        "FORM-LANGUAGE",
        "FORM-INT-SELECT",
        "FORM-DEGRADED",
        "FORM-REGEX",
        "FORM-DIFFERS",
    ):
        assert code in codes
    assert codes.count("FORM-REF") == 3
