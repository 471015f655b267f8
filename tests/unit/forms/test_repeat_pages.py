"""Where the page of a repeat stands among the others."""

from civicdesk.forms import pages
from civicdesk.forms.repeat_pages import instances, with_repeats
from civicdesk.records.pages import NodeState, PageSize


def state(*nodes: tuple[str, str]) -> dict[str, NodeState]:
    kinds = {"range": "repeat-range:uncontrolled", "fixed": "repeat-range:controlled", "one": "repeat-instance"}
    made = {}
    for ref, kind in nodes:
        key = f"{ref}#range" if kind in {"range", "fixed"} else ref
        made[key] = NodeState(ref=ref, t=kinds.get(kind, kind), label=ref)
    return made


NESTED = state(
    ("/d", "root"),
    ("/d/a", "input"),
    ("/d/r", "range"),
    ("/d/r[1]", "one"),
    ("/d/r[1]/x", "input"),
    ("/d/r[1]/s", "range"),
    ("/d/r[1]/s[1]", "one"),
    ("/d/r[1]/s[1]/y", "input"),
    ("/d/r[2]", "one"),
    ("/d/r[2]/x", "input"),
    ("/d/r[2]/s", "range"),
    ("/d/b", "input"),
)


def test_inner_repeats_stay_inside_their_instance() -> None:
    listed = with_repeats(NESTED, pages.pages(NESTED, PageSize.QUESTION))
    assert [page for page, _ in listed] == [
        *("/d/a", "/d/r[1]/x", "/d/r[1]/s[1]/y", "/d/r[1]/s#range"),
        *("/d/r[2]/x", "/d/r[2]/s#range", "/d/r#range", "/d/b"),
    ]


def test_a_repeat_without_instances_stands_where_its_first_would() -> None:
    empty = state(("/d", "root"), ("/d/r", "range"), ("/d/a", "input"), ("/d/s", "range"))
    listed = with_repeats(empty, pages.pages(empty, PageSize.QUESTION))
    assert [page for page, _ in listed] == ["/d/r#range", "/d/a", "/d/s#range"]


def test_what_the_form_counts_itself_has_no_page() -> None:
    fixed = state(("/d", "root"), ("/d/r", "fixed"), ("/d/r[1]", "one"), ("/d/r[1]/x", "input"))
    assert [page for page, _ in with_repeats(fixed, pages.pages(fixed, PageSize.QUESTION))] == ["/d/r[1]/x"]


def test_instances_are_told_by_their_first_two_answers() -> None:
    words = {"/d/a": "no", "/d/r[1]/x": "Hall", "/d/r[1]/s[1]/y": "daily", "/d/r[1]/z": "far"}
    assert instances(NESTED, "/d/r", words) == {"/d/r[1]": "Hall, daily", "/d/r[2]": ""}
