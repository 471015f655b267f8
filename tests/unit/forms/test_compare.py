"""Two versions of a form in plain words, and a draft of the old one after the new one came."""

from collections.abc import Callable, Iterable

import pytest

from civicdesk.forms.compare import Version, compare
from civicdesk.forms.engine import World, load
from civicdesk.records.versions import Turn, VersionChange

Form = Callable[..., bytes]


def asked(name: str, label: str = "", kind: str = "input", inside: str = "", appearance: str = "") -> str:
    return f'<{kind} ref="/data/{name}" appearance="{appearance}"><label>{label or name}</label>{inside}</{kind}>'


def items(*names: str) -> str:
    return "".join(f"<item><label>{name.upper()}</label><value>{name}</value></item>" for name in names)


@pytest.fixture
def between(form: Form) -> Callable[..., tuple[VersionChange, ...]]:
    def compared(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[VersionChange, ...]:
        found = compare(Version(form(*old), {}), Version(form(*new), {}))
        return tuple(one for one in found if one.what != "form" or one.turn is not Turn.CHANGED)

    return compared


Between = Callable[..., tuple[VersionChange, ...]]


def turns(found: Iterable[VersionChange]) -> list[tuple[str, str, str]]:
    return [(one.turn.value, one.what, one.question) for one in found]


def test_the_same_form_twice_differs_in_nothing_but_is_no_new_version(form: Form) -> None:
    version = Version(form("<a/>", "", asked("a")), {})
    assert [one.what for one in compare(version, version)] == ["form"]
    assert "new version text" in compare(version, version)[0].sentence


def test_questions_that_came_and_went_are_told_with_their_labels(between: Between) -> None:
    found = between(("<a/><b/>", "", asked("a") + asked("b", "Old one?")), ("<a/><c/>", "", asked("a") + asked("c", "New one?")))
    assert turns(found) == [("added", "question", "c"), ("removed", "question", "b")]
    assert "New one?" in found[0].sentence
    assert "Old one?" in found[1].sentence


@pytest.mark.parametrize(
    ("values", "model", "body", "word"),
    [
        ("<b/>", '<bind nodeset="/data/b" calculate="1"/>', "", "calculation"),
        ("<b/>", '<bind nodeset="/data/b" readonly="true()"/>', asked("b"), "note"),
        ("<b><c/></b>", "", '<group ref="/data/b"><label>B</label></group>', "group"),
        ("<b><c/></b>", "", '<group ref="/data/b"><label>B</label><repeat nodeset="/data/b"/></group>', "repeat"),
    ],
)
def test_what_came_is_called_by_its_kind(between: Between, values: str, model: str, body: str, word: str) -> None:
    assert any(word in one.sentence for one in between(("<a/>",), (f"<a/>{values}", model, body)) if one.turn is Turn.ADDED)


def test_words_types_and_rules_that_changed_are_told(between: Between) -> None:
    old = '<bind nodeset="/data/a" type="string" relevant="/data/b = 1" constraint=". &gt; 0"/>'
    new = '<bind nodeset="/data/a" type="int" constraint=". &gt; 1" required="true()"/>'
    hint = "<hint>{}</hint>"
    found = between(
        ("<a/><b/>", old, asked("a", "How many?", inside=hint.format("x")) + asked("b")),
        ("<a/><b/>", new, asked("a", "How many now?", inside=hint.format("y"), appearance="w1") + asked("b")),
    )
    assert [one.what for one in found] == ["words", "words", "type", "appearance", "relevant", "required", "constraint"]
    assert "integer instead of text" in found[2].sentence
    assert "${b} = 1" in found[4].sentence


def test_translations_that_changed_are_told_once(between: Between) -> None:
    def texts(polish: str) -> str:
        each = "".join(
            f"<translation lang='{name}'><text id='t'><value>{text}</value></text></translation>"
            for name, text in (("en", "A"), ("pl", polish))
        )
        return f"<itext>{each}</itext>"

    body = "<input ref='/data/a'><label ref=\"jr:itext('t')\"/></input>"
    assert [one.what for one in between(("<a/>", texts("B"), body), ("<a/>", texts("C"), body))] == ["words"]


def test_languages_that_came_and_went_are_told(between: Between) -> None:
    def texts(name: str) -> str:
        return f"<itext><translation lang='{name}'/></itext>"

    assert turns(between(("<a/>", texts("en")), ("<a/>", texts("pl")))) == [("added", "form", ""), ("removed", "form", "")]


def test_choices_that_came_went_or_are_worded_anew_are_told_once_for_all_questions(between: Between) -> None:
    old = asked("a", kind="select1", inside=items("w", "x", "y")) + asked("b", kind="select1", inside=items("w", "x", "y"))
    new_items = items("w", "x", "z").replace("X", "Ex")
    new = asked("a", kind="select1", inside=new_items) + asked("b", kind="select1", inside=new_items)
    found = between(("<a/><b/>", "", old), ("<a/><b/>", "", new))
    assert sorted(one.turn.value for one in found) == ["added", "changed", "removed"]
    assert all("a, b" in one.sentence for one in found)


def test_a_question_that_moved_to_another_group_is_no_new_one(between: Between) -> None:
    found = between(("<g><a/></g><h/>",), ("<g/><h><a/></h>",))
    assert ("moved", "question", "h/a") in turns(found)
    assert not [one for one in found if one.question.endswith("a") and one.turn in {Turn.ADDED, Turn.REMOVED}]


def test_another_order_is_told(between: Between) -> None:
    found = between(("<a/><b/>", "", asked("a") + asked("b")), ("<b/><a/>", "", asked("a") + asked("b")))
    assert turns(found) == [("moved", "form", "")]


def test_a_count_and_a_filter_are_rules_too(between: Between) -> None:
    def version(count: str, place: str) -> tuple[str, str, str]:
        itemset = f"<itemset nodeset=\"instance('l')/root/item[of = '{place}']\"/>"
        repeat = f'<group ref="/data/r"><repeat nodeset="/data/r" jr:count="{count}"/></group>'
        return "<r><x/></r><s/>", "<instance id='l'><root/></instance>", repeat + asked("s", kind="select1", inside=itemset)

    assert [one.what for one in between(version("1", "n"), version("2", "s"))] == ["repeat_count", "choice_filter"]


def test_the_title_and_another_form_are_told(form: Form) -> None:
    old = form("<a/>")
    new = old.replace(b"<h:title>Sample", b"<h:title>Other").replace(b'id="sample"', b'id="other"')
    assert [one.after for one in compare(Version(old, {}), Version(new, {}))] == ["other", "Other"]
    assert compare(Version(old, {}), Version(old.replace(b'version="1"', b'version="2"'), {})) == ()


def test_a_long_text_is_cut(between: Between) -> None:
    found = between(("<a/>", "", asked("a", "x" * 300)), ("<a/>", "", asked("a", "y" * 300)))
    assert len(found[0].sentence) < 400


def test_a_draft_of_the_old_version_opens_after_choices_and_questions_went(form: Form, world: World) -> None:
    old = form("<a/><b/>", "", asked("a", kind="select1", inside=items("x", "y")) + asked("b"))
    run = load(old, {}, world=world)
    run.set("/data/a", "y")
    run.set("/data/b", "kept")
    kept = run.snapshot()
    load(form("<a/>", "", asked("a", kind="select1", inside=items("x"))), {}, world=world)
    again = load(old, {}, world=world, resume=kept).state()
    assert (again["/data/a"].v, again["/data/b"].v) == ("y", "kept")
