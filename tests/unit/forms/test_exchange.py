"""Answers as tables of other programs, and back by question path."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from civicdesk.errors import Refused
from civicdesk.forms.build import build
from civicdesk.forms.engine import Run, World, load
from civicdesk.forms.exchange import answered, audit, entities, tables
from civicdesk.forms.intake import Taken, fill, take
from civicdesk.records.answers import Answer, AnswerKind, CaptureMode, Submission, SubmissionState
from civicdesk.records.entries import Entry
from civicdesk.records.exchange import Answered, FlatTable
from civicdesk.records.ids import EntryId, InstrumentId, PersonId, QuestionRef, SubmissionId, UserId

VALUES = (
    "<about><name/><age/></about><place/><likes/><late/><gate/><twice/>"
    '<child jr:template=""><first/><toy jr:template=""><what/></toy></child><spare jr:template=""><x/></spare>'
)
MODEL = (
    "<instance id='list'><root><item><name>a</name></item><item><name>b</name></item></root></instance>"
    '<bind nodeset="/data/about/age" type="int"/><bind nodeset="/data/place" type="geopoint"/>'
    '<bind nodeset="/data/late" relevant="/data/gate = \'yes\'"/><bind nodeset="/data/twice" calculate="/data/about/age * 2"/>'
)


def asked(*names: str) -> str:
    return "".join(f'<input ref="/data/{name}"><label>{name}</label></input>' for name in names)


BODY = (
    asked("about/name", "about/age", "place", "late", "gate")
    + '<select ref="/data/likes"><label>l</label><itemset nodeset="instance(\'list\')/root/item"><value ref="name"/><label ref="name"/></itemset></select>'
    + f'<group ref="/data/child"><repeat nodeset="/data/child">{asked("child/first")}'
    + f'<group ref="/data/child/toy"><repeat nodeset="/data/child/toy">{asked("child/toy/what")}</repeat></group></repeat></group>'
    + f'<group ref="/data/spare"><repeat nodeset="/data/spare">{asked("spare/x")}</repeat></group>'
)


@pytest.fixture
def xform(form: Callable[..., bytes]) -> bytes:
    return form(VALUES, MODEL, BODY)


@pytest.fixture
def run(xform: bytes, world: World) -> Run:
    made = load(xform, {}, world=world)
    for ref, value in {
        "about/name": "Wren",
        "about/age": "7",
        "place": "51.5 -0.1 0 5",
        "likes": "a b",
        "gate": "yes",
        "late": "x",
    }.items():
        made.set(f"/data/{ref}", value)
    made.add("/data/child")
    made.add("/data/child")
    made.add("/data/child[2]/toy")
    made.set("/data/child[1]/first", "Robin")
    made.set("/data/child[2]/first", "Linnet")
    made.set("/data/child[2]/toy[1]/what", "kite")
    return made


def by_name(found: tuple[FlatTable, ...]) -> Mapping[str, list[dict[str, str]]]:
    return {table.name: [dict(zip(table.columns, row, strict=True)) for row in table.rows] for table in found}


def as_rows(found: tuple[FlatTable, ...]) -> dict[str, list[tuple[int, Mapping[str, str]]]]:
    return {f"{name}.csv": list(enumerate(rows, 2)) for name, rows in by_name(found).items()}


def test_a_response_is_a_row_and_each_instance_a_row_of_its_repeat(xform: bytes, run: Run) -> None:
    found = by_name(tables(xform, {}, [answered(run.state(), submitted="2025-03-14T10:00:00Z", version="1")]))
    (main,) = found["sample"]
    key = main["KEY"]
    assert key.startswith("uuid:")
    assert (main["about-name"], main["about-age"], main["twice"], main["FormVersion"]) == ("Wren", "7", "14", "1")
    assert [(row["first"], row["PARENT_KEY"], row["KEY"]) for row in found["sample-child"]] == [
        ("Robin", key, f"{key}/child[1]"),
        ("Linnet", key, f"{key}/child[2]"),
    ]
    assert found["sample-child-toy"] == [{"what": "kite", "PARENT_KEY": f"{key}/child[2]", "KEY": f"{key}/child[2]/toy[1]"}]
    assert found["sample-spare"] == []


def test_what_was_written_as_tables_is_read_as_the_same_answers(xform: bytes, run: Run) -> None:
    whole = answered(run.state())
    taken = take(build(xform, {}), as_rows(tables(xform, {}, [whole])))
    assert taken.errors == ()
    assert taken.responses[0].values == {ref: text for ref, text in whole.values.items() if ref != "/data/meta/instanceID"} | {
        "/data/meta/instanceID": whole.key
    }
    assert taken.responses[0].counts == whole.counts


def test_a_response_that_was_read_is_put_into_a_run_as_if_typed(xform: bytes, run: Run, world: World) -> None:
    again = load(xform, {}, world=world)
    assert fill(again, answered(run.state())) == ()
    old, new = ({ref: node.v for ref, node in each.state().items() if "/meta" not in ref} for each in (run, again))
    assert new == old


def test_a_cell_that_fits_no_question_is_told_and_left_out(xform: bytes, world: World) -> None:
    run = load(xform, {}, world=world)
    values = {"/data/about/age": "seven", "/data/late": "x", "/data/about/name": "Wren", "/data/twice": "99"}
    errors = fill(run, Answered(key="k", values=values, counts={"/data/nope": 2}, row=5))
    assert {(error.row, error.column) for error in errors} == {(5, "about/age"), (5, "late")}
    assert (run.state()["/data/about/name"].v, run.state()["/data/twice"].v) == ("Wren", "")


def kobo(xform: bytes, cells: Mapping[str, str], **repeats: list[Mapping[str, str]]) -> Taken:
    extra = {f"{name}.csv": list(enumerate(rows, 2)) for name, rows in repeats.items()}
    return take(build(xform, {}), {"export.csv": [(2, cells)], **extra})


def test_a_kobo_table_is_read_with_its_strokes_its_own_columns_and_its_repeats(xform: bytes) -> None:
    main = {
        "about/name": "Wren",
        "age": "7",
        "late": "",
        "likes": "a b",
        "likes/a": "1",
        "likes/b": "1",
        "_place_latitude": "51.5",
        "_index": "1",
    }
    main |= {"_uuid": "0000", "_submission_time": "2025-03-14", "__version__": "v7", "place": "51.5 -0.1 0 0"}
    child = [{"child/first": "Robin", "_index": "1", "_parent_index": "1"}, {"child/first": "Linnet", "_index": "2", "_parent_index": "1"}]
    taken = kobo(xform, main, child=child, toy=[{"child/toy/what": "kite", "_index": "1", "_parent_index": "2"}])
    (whole,) = taken.responses
    assert taken.errors == ()
    assert (whole.key, whole.submitted, whole.version, whole.row) == ("uuid:0000", "2025-03-14", "v7", 2)
    assert whole.values == {
        "/data/about/name": "Wren",
        "/data/about/age": "7",
        "/data/likes": "a b",
        "/data/place": "51.5 -0.1 0 0",
        "/data/child[1]/first": "Robin",
        "/data/child[2]/first": "Linnet",
        "/data/child[2]/toy[1]/what": "kite",
    }


def test_the_parts_of_a_place_are_put_together(xform: bytes) -> None:
    parts = {"place-Latitude": "51.5", "place-Longitude": "-0.1", "place-Altitude": "", "place-Accuracy": "5"}
    assert kobo(xform, {**parts, "KEY": "uuid:1"}).responses[0].values == {"/data/place": "51.5 -0.1 0 5"}
    assert kobo(xform, {**parts, "place-Latitude": "", "KEY": "uuid:1"}).responses[0].values == {}


def test_a_column_that_is_no_question_is_told_with_the_nearest(xform: bytes) -> None:
    taken = kobo(xform, {"about-nmae": "x", "zzzzzz": "y", "KEY": "uuid:1"})
    assert [(error.row, error.column) for error in taken.errors] == [(1, "about-nmae"), (1, "zzzzzz")]
    assert "about-name" in taken.errors[0].sentence


def test_a_row_of_a_repeat_without_its_response_is_told(xform: bytes) -> None:
    taken = kobo(xform, {"age": "7", "KEY": "uuid:1"}, child=[{"first": "Robin", "PARENT_KEY": "uuid:2", "KEY": "uuid:2/child[1]"}])
    assert [(error.row, error.column) for error in taken.errors] == [(2, "PARENT_KEY")]


def test_a_table_of_a_repeat_is_known_by_its_columns_too(xform: bytes) -> None:
    taken = kobo(xform, {"age": "7", "KEY": "uuid:1"}, other=[{"first": "Robin", "PARENT_KEY": "uuid:1", "KEY": "uuid:1/child[1]"}])
    assert taken.responses[0].values["/data/child[1]/first"] == "Robin"


@pytest.mark.parametrize("found", [{}, {"a.csv": [(2, {"age": "1"})], "b.csv": [(2, {"age": "1"})]}])
def test_one_table_must_be_the_one_of_the_responses(xform: bytes, found: dict[str, list[tuple[int, Mapping[str, str]]]]) -> None:
    with pytest.raises(Refused, match="FORM-INTAKE"):
        take(build(xform, {}), found)


def test_a_table_without_rows_holds_no_responses(xform: bytes) -> None:
    assert take(build(xform, {}), {"a.csv": []}) == Taken((), ())


AT = datetime(2025, 3, 14, 9, 26, 53, 250_000, tzinfo=UTC)
DRAFT = Submission(
    id=SubmissionId("s"),
    person=PersonId("p"),
    session=None,
    instrument=InstrumentId("i"),
    wave=1,
    mode=CaptureMode.INTERVIEWER,
    language="",
    state=SubmissionState.DRAFT,
    started_at=AT,
    started_by=UserId("u"),
)


def test_the_log_of_a_response_has_the_shape_of_an_audit() -> None:
    submission = replace(DRAFT, state=SubmissionState.FINISHED, finished_at=AT)

    def line(ref: str, value: str | None, kind: AnswerKind = AnswerKind.GIVEN, reason: str = "") -> Answer:
        return Answer(submission=SubmissionId("s"), question=QuestionRef(ref), value=value, kind=kind, by=UserId("u"), at=AT, reason=reason)

    log = [
        line("/data/age", "7"),
        line("/data/twice", "14", AnswerKind.COMPUTED),
        line("/data/child", "", AnswerKind.ADDED),
        line("/data/child", "0", AnswerKind.REMOVED),
        line("/data/age", None, AnswerKind.CORRECTED, "typing error"),
    ]
    made = audit(submission, log, {"u": "kit"})
    milliseconds = "1741944413250"
    assert made.columns == ("event", "node", "start", "end", "old-value", "new-value", "user", "change-reason")
    assert [row[:2] for row in made.rows] == [
        ("form start", ""),
        ("question", "/data/age"),
        ("add repeat", "/data/child"),
        ("delete repeat", "/data/child"),
        ("question", "/data/age"),
        ("form finalize", ""),
    ]
    assert made.rows[4][2:] == (milliseconds, milliseconds, "7", "", "kit", "typing error")


def test_a_draft_has_no_end_in_its_audit() -> None:
    assert [row[0] for row in audit(DRAFT, [], {}).rows] == ["form start"]


def test_the_directory_is_a_list_of_choices() -> None:
    made = entities("groups", [Entry(id=EntryId("e1"), name="Example Choir", district="North", tags=("music", "free"))])
    assert made.columns[:2] == ("name", "label")
    assert dict(zip(made.columns, made.rows[0], strict=True))["tags"] == "music free"


def test_a_table_that_belongs_to_no_repeat_is_told(xform: bytes) -> None:
    taken = kobo(xform, {"age": "7", "KEY": "uuid:1"}, other=[{"zzzz": "Robin", "PARENT_KEY": "uuid:1", "KEY": "uuid:1/z[1]"}])
    assert [(error.row, error.column) for error in taken.errors] == [(1, "other.csv")]


def test_a_response_without_an_id_and_one_with_the_id_of_another_are_told(xform: bytes) -> None:
    rows = [(2, {"age": "7", "KEY": "uuid:1"}), (3, {"age": "8", "KEY": ""}), (4, {"age": "9", "KEY": "uuid:1"})]
    taken = take(build(xform, {}), {"main.csv": rows})
    assert [(error.row, error.column) for error in taken.errors] == [(3, "KEY"), (4, "KEY")]
