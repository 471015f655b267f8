"""A form as it is answered: rules, choices, repeats, actions, drafts, languages."""

from collections.abc import Callable

import pytest

from civicdesk.errors import Refused
from civicdesk.forms import limits
from civicdesk.forms.engine import Run, World, load

Opened = Callable[..., Run]


def value(run: Run, ref: str) -> str:
    return run.state()[ref].v


def asked(*names: str) -> str:
    return "".join(f'<input ref="/data/{name}"><label>{name}</label></input>' for name in names)


def test_a_calculation_follows_an_answer_and_says_what_changed(opened: Opened) -> None:
    run = opened("<a/><b/>", '<bind nodeset="/data/a" type="int"/><bind nodeset="/data/b" calculate="/data/a * 2"/>', asked("a"))
    run.state()
    changes = run.set("/data/a", "21")
    assert {node.ref: node.v for node in changes.changed} == {"/data/a": "21", "/data/b": "42"}


def test_the_first_answer_reports_only_what_it_touched(opened: Opened) -> None:
    run = opened("<a/><b/><c/>", '<bind nodeset="/data/b" calculate="/data/a"/>', asked("a", "c"))
    assert {node.ref for node in run.set("/data/a", "x").changed} == {"/data/a", "/data/b"}


def test_an_answer_that_becomes_irrelevant_sleeps_and_comes_back(opened: Opened) -> None:
    run = opened("<a/><b/>", '<bind nodeset="/data/b" relevant="/data/a = \'yes\'"/>', asked("a", "b"))
    run.set("/data/a", "yes")
    run.set("/data/b", "kept")
    run.set("/data/a", "no")
    assert (value(run, "/data/b"), run.state()["/data/b"].rel) == ("", False)
    assert "kept" not in run.submission()
    run.set("/data/a", "yes")
    assert value(run, "/data/b") == "kept"


def test_what_was_asleep_is_computed_when_it_wakes(opened: Opened) -> None:
    binds = '<bind nodeset="/data/g" relevant="/data/a = 1"/><bind nodeset="/data/g/c" calculate="/data/b + 1"/>'
    run = opened("<a/><b/><g><c/></g>", binds, asked("a", "b"))
    run.set("/data/b", "4")
    assert value(run, "/data/g/c") == ""
    run.set("/data/a", "1")
    assert value(run, "/data/g/c") == "5"


def test_required_and_constraint_are_reported_with_their_words(opened: Opened) -> None:
    binds = '<bind nodeset="/data/a" type="int" required="true()" jr:requiredMsg="Please answer" constraint=". &lt; 10" jr:constraintMsg="Too many"/>'
    run = opened("<a/>", binds, asked("a"))
    assert (run.state()["/data/a"].bad, run.state()["/data/a"].msg) == ("required", "Please answer")
    run.set("/data/a", "12")
    assert (run.state()["/data/a"].bad, run.state()["/data/a"].msg) == ("constraint", "Too many")
    run.set("/data/a", "3")
    assert run.state()["/data/a"].bad == ""


def test_a_constraint_with_a_pattern_that_cannot_be_checked_stops_nobody(opened: Opened) -> None:
    run = opened("<a/>", '<bind nodeset="/data/a" constraint="regex(., \'(?=x)x\')"/>', asked("a"))
    run.set("/data/a", "y")
    assert run.state()["/data/a"].bad == ""


def test_a_soft_check_asks_with_its_own_words_or_a_mark(opened: Opened) -> None:
    binds = '<bind nodeset="/data/a" type="int" cd:confirm=". &lt; 10" cd:confirmMsg="Is that right?"/><bind nodeset="/data/b" cd:confirm=". = 1"/>'
    run = opened("<a/><b/>", binds, asked("a", "b"))
    assert run.state()["/data/a"].confirm == ""
    run.set("/data/a", "14")
    run.set("/data/b", "2")
    assert (run.state()["/data/a"].confirm, run.state()["/data/b"].confirm) == ("Is that right?", "?")
    run.set("/data/a", "4")
    assert run.state()["/data/a"].confirm == ""


def test_two_calculations_that_need_each_other_are_refused_by_name(opened: Opened) -> None:
    with pytest.raises(Refused, match="FORM-CYCLE") as why:
        opened("<a/><b/>", '<bind nodeset="/data/a" calculate="/data/b"/><bind nodeset="/data/b" calculate="/data/a"/>')
    assert why.value.facts["questions"] == "/data/a, /data/b"


def test_a_rule_that_reads_its_own_node_is_no_cycle(opened: Opened) -> None:
    run = opened("<a>7</a>", '<bind nodeset="/data/a" calculate="coalesce(., 9)"/>')
    assert value(run, "/data/a") == "7"


SELECT = (
    "<instance id='list'><root><item><name>x</name><label>Ex</label><of>1</of></item><item><name>y</name><label>Why</label><of>2</of></item>"
    "<item><name>z</name><label>Zed</label><of>2</of></item></root></instance>"
)


def chooser(tag: str, ref: str, nodes: str) -> str:
    return f'<{tag} ref="{ref}"><label>Pick</label><itemset nodeset="{nodes}"><value ref="name"/><label ref="label"/></itemset></{tag}>'


def test_a_choice_that_is_no_longer_offered_is_cleared_and_named(opened: Opened) -> None:
    run = opened("<a/><b/>", SELECT, asked("a") + chooser("select1", "/data/b", "instance('list')/root/item[of = /data/a]"))
    run.set("/data/a", "2")
    run.set("/data/b", "y")
    assert run.state()["/data/b"].opts == (("y", "Why"), ("z", "Zed"))
    changes = run.set("/data/a", "1")
    assert changes.cleared == ("/data/b",)
    assert value(run, "/data/b") == ""


def test_several_choices_are_kept_in_the_order_of_the_choices(opened: Opened) -> None:
    run = opened("<a/>", SELECT, chooser("select", "/data/a", "instance('list')/root/item"))
    run.set("/data/a", "z x nonsense")
    assert value(run, "/data/a") == "x z"
    assert run.state()["/data/a"].multiple


def test_ranks_are_kept_in_the_order_given(opened: Opened) -> None:
    run = opened("<a/>", SELECT, chooser("rank", "/data/a", "instance('list')/root/item"))
    run.set("/data/a", "z x")
    assert value(run, "/data/a") == "z x"


def test_a_default_that_is_no_choice_does_not_survive_the_load(opened: Opened) -> None:
    run = opened("<a>q</a>", SELECT, chooser("select1", "/data/a", "instance('list')/root/item"))
    assert value(run, "/data/a") == ""


def test_the_name_of_a_choice_is_found_by_its_question(opened: Opened) -> None:
    model = SELECT + '<bind nodeset="/data/b" calculate="jr:choice-name(/data/a, \' /data/a \')"/>'
    run = opened("<a/><b/>", model, chooser("select1", "/data/a", "instance('list')/root/item"))
    run.set("/data/a", "z")
    assert value(run, "/data/b") == "Zed"


@pytest.mark.parametrize("path", ["/data/b", "/data/nope", "count("])
def test_the_name_of_a_choice_is_empty_where_there_are_no_choices(opened: Opened, path: str) -> None:
    run = opened("<a>x</a><b/>", f'<bind nodeset="/data/b" calculate="jr:choice-name(/data/a, \'{path}\')"/>', asked("a"))
    assert value(run, "/data/b") == ""


def test_choices_come_from_a_csv_file_and_from_a_geojson_file(opened: Opened) -> None:
    model = '<instance id="people" src="jr://file-csv/people.csv"/><instance id="places" src="jr://file/places.geojson"/>'
    files = {
        "people.csv": b"name,label\nw,Wren\n\nr,Robin",
        "places.geojson": b'{"features": [{"id": "p1", "properties": {"name": "p1", "label": "Well", "deep": 3}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}',
    }
    body = chooser("select1", "/data/a", "instance('people')/root/item") + chooser("select1", "/data/b", "instance('places')/root/item")
    run = opened("<a/><b/>", model, body, files=files)
    assert run.state()["/data/a"].opts == (("w", "Wren"), ("r", "Robin"))
    assert run.state()["/data/b"].opts == (("p1", "Well"),)


def test_a_list_that_was_not_supplied_is_empty(opened: Opened) -> None:
    run = opened(
        "<a/>", '<instance id="people" src="jr://file-csv/people.csv"/>', chooser("select1", "/data/a", "instance('people')/root/item")
    )
    assert run.state()["/data/a"].opts == ()


REPEAT = '<group ref="/data/r"><label>Child</label><repeat nodeset="/data/r"{count}><input ref="/data/r/n"><label>Name</label></input></repeat></group>'


def test_instances_are_added_from_the_template_and_renumbered_when_one_goes(opened: Opened) -> None:
    model = '<bind nodeset="/data/r/p" calculate="position(..)"/><bind nodeset="/data/all" calculate="join(\',\', /data/r/n)"/>'
    run = opened('<r jr:template=""><n>new</n><p/></r><all/>', model, REPEAT.format(count=""))
    run.add("/data/r")
    run.add("/data/r")
    run.set("/data/r[2]/n", "second")
    assert (value(run, "/data/all"), value(run, "/data/r[2]/p")) == ("new,second", "2")
    changes = run.remove("/data/r", 0)
    assert set(changes.gone) == {"/data/r[2]", "/data/r[2]/n", "/data/r[2]/p"}
    assert (value(run, "/data/all"), value(run, "/data/r[1]/p"), run.state()["/data/r#range"].count) == ("second", "1", 1)


def test_an_instance_without_a_template_begins_blank(opened: Opened) -> None:
    run = opened("<r><n>first</n></r>", "", REPEAT.format(count=""))
    run.add("/data/r")
    assert (value(run, "/data/r[1]/n"), value(run, "/data/r[2]/n")) == ("first", "")


@pytest.mark.parametrize(("count", "instances"), [("3", 3), ("", 2), ("-2", 0), ("two", 2), ("1", 1)])
def test_a_counted_repeat_follows_its_number(opened: Opened, count: str, instances: int) -> None:
    run = opened('<a>2</a><r jr:template=""><n/></r>', "", asked("a") + REPEAT.format(count=' jr:count="/data/a"'))
    run.set("/data/a", count)
    assert run.state()["/data/r#range"].count == instances


def test_a_counted_repeat_begins_empty_while_its_number_is_blank(opened: Opened) -> None:
    run = opened('<a/><r jr:template=""><n/></r><r><n/></r>', "", asked("a") + REPEAT.format(count=' jr:count="/data/a"'))
    assert run.state()["/data/r#range"].count == 0


def test_a_counted_repeat_is_not_changed_by_hand(opened: Opened) -> None:
    run = opened('<a>2</a><r jr:template=""><n/></r>', "", asked("a") + REPEAT.format(count=' jr:count="/data/a"'))
    with pytest.raises(ValueError, match="/data/r"):
        run.add("/data/r")
    with pytest.raises(ValueError, match="/data/r"):
        run.remove("/data/r", 0)


def test_too_many_instances_are_refused_and_the_old_answer_stays(opened: Opened) -> None:
    run = opened('<a>2</a><r jr:template=""><n/></r>', "", asked("a") + REPEAT.format(count=' jr:count="/data/a"'))
    with pytest.raises(Refused, match="FORM-LIMIT"):
        run.set("/data/a", str(limits.REPEAT_INSTANCES + 1))
    assert (value(run, "/data/a"), run.state()["/data/r#range"].count) == ("2", 2)


def test_an_instance_that_is_not_there_cannot_be_removed(opened: Opened) -> None:
    run = opened("<r><n/></r>", "", REPEAT.format(count=""))
    with pytest.raises(ValueError, match="/data/r"):
        run.remove("/data/r", 5)


def test_a_refused_answer_clears_no_choice(opened: Opened) -> None:
    body = (
        asked("a") + chooser("select1", "/data/b", "instance('list')/root/item[of = /data/a]") + REPEAT.format(count=' jr:count="/data/c"')
    )
    model = SELECT + '<bind nodeset="/data/c" calculate="if(/data/a = 1, 999999, 0)"/>'
    run = opened('<a>2</a><b/><c/><r jr:template=""><n/></r>', model, body)
    run.set("/data/b", "y")
    with pytest.raises(Refused, match="FORM-LIMIT"):
        run.set("/data/a", "1")
    assert (value(run, "/data/a"), value(run, "/data/b"), value(run, "/data/c")) == ("2", "y", "0")


def test_a_form_whose_rules_look_at_everything_is_refused(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "READS", 3)
    with pytest.raises(Refused, match="FORM-LIMIT"):
        opened("<a/><b/>", '<bind nodeset="/data/a" relevant="count(//*) &gt; 0"/>')


@pytest.mark.parametrize("ref", ["/data/nope", "/data/b", "/data/c", "/data/g", "/data/r[9]/n"])
def test_what_cannot_be_answered_is_a_bug_of_the_caller(opened: Opened, ref: str) -> None:
    model = '<bind nodeset="/data/b" readonly="true()"/><bind nodeset="/data/c" relevant="false()"/>'
    run = opened("<a/><b/><c/><g><d/></g>", model, asked("a", "b", "c"))
    with pytest.raises(ValueError, match=r"/data"):
        run.set(ref, "1")


def test_an_answer_that_is_too_long_is_refused(opened: Opened) -> None:
    run = opened("<a/>", "", asked("a"))
    with pytest.raises(Refused, match="FORM-LIMIT"):
        run.set("/data/a", "x" * (limits.ANSWER_CHARACTERS + 1))


def test_a_trigger_keeps_ok(opened: Opened) -> None:
    run = opened("<a/>", "", '<trigger ref="/data/a"><label>Go on</label></trigger>')
    run.set("/data/a", "anything")
    assert value(run, "/data/a") == "OK"


def test_actions_set_values_at_their_events(opened: Opened) -> None:
    model = '<setvalue event="odk-instance-first-load" ref="/data/a" value="1 + 1"/><setvalue event="odk-instance-load" ref="/data/d">words</setvalue>'
    body = (
        '<input ref="/data/a"><label>a</label><setvalue event="xforms-value-changed" ref="/data/b" value="/data/a * 10"/></input>'
        '<group ref="/data/r"><label>r</label><repeat nodeset="/data/r"><setvalue event="odk-new-repeat" ref="/data/r/n" value="position(..)"/>'
        '<input ref="/data/r/n"><label>n</label></input></repeat></group>'
    )
    run = opened('<a/><b/><d/><r jr:template=""><n/></r>', model, body)
    assert (value(run, "/data/a"), value(run, "/data/b"), value(run, "/data/d")) == ("2", "", "words")
    run.set("/data/a", "3")
    assert value(run, "/data/b") == "30"
    run.add("/data/r")
    assert value(run, "/data/r[1]/n") == "1"


def test_an_event_that_nobody_knows_is_refused(opened: Opened) -> None:
    with pytest.raises(Refused, match="FORM-EVENT"):
        opened("<a/>", '<setvalue event="on-full-moon" ref="/data/a" value="1"/>')


def test_preloads_are_filled_in_from_the_world(opened: Opened) -> None:
    model = (
        '<bind nodeset="/data/s" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>'
        '<bind nodeset="/data/e" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>'
        '<bind nodeset="/data/t" type="date" jr:preload="date" jr:preloadParams="today"/>'
        '<bind nodeset="/data/d" jr:preload="property" jr:preloadParams="deviceid"/><bind nodeset="/data/x" jr:preload="weather"/>'
    )
    run = opened("<s/><e/><t/><d/><x/>", model)
    stamp = "2025-03-14T09:26:53.000+00:00"
    assert [value(run, f"/data/{name}") for name in "setdx"] == [stamp, "", "2025-03-14", "laptop-1", ""]
    run.finish()
    assert value(run, "/data/e") == stamp


def test_every_response_has_its_own_id(opened: Opened) -> None:
    assert value(opened("<a/>"), "/data/meta/instanceID") == "uuid:00000000-0000-4000-8000-000000000001"


ITEXT = (
    '<itext><translation lang="English" default="true()"><text id="q"><value>Name?</value><value form="guidance">Ask gently</value>'
    '<value form="image">jr://images/n.png</value></text><text id="h"><value form="long">Long</value></text></translation>'
    '<translation lang="Polski"><text id="q"><value>Imię <output value="/data/b"/></value></text></translation></itext>'
)


def test_texts_change_with_the_language_and_fill_in_values(opened: Opened) -> None:
    body = '<input ref="/data/a"><label ref="jr:itext(\'q\')"/><hint ref="jr:itext(\'q\')"/></input>' + asked("b")
    run = opened("<a/><b>Wren</b>", "", body, before=ITEXT)
    shown = run.state()["/data/a"]
    assert (run.language, shown.label, shown.guidance, shown.media) == ("English", "Name?", "Ask gently", {"image": "jr://images/n.png"})
    changes = run.set_language("Polski")
    assert run.state()["/data/a"].label == "Imię Wren"
    assert "/data/a" in {node.ref for node in changes.changed}
    run.set_language("Klingon")
    assert run.language == "Polski"


def test_a_text_without_a_plain_form_shows_the_long_one(opened: Opened) -> None:
    run = opened("<a/>", "", '<input ref="/data/a"><label ref="jr:itext(\'h\')"/></input>', before=ITEXT)
    assert run.state()["/data/a"].label == "Long"


def test_labels_of_choices_are_translated_and_may_be_computed(opened: Opened) -> None:
    before = '<itext><translation lang="en"><text id="c1"><value>One <output value="/data/b"/></value></text></translation></itext>'
    lists = "<instance id='l'><root><item><name>1</name><itextId>c1</itextId></item></root></instance>"
    body = (
        '<select1 ref="/data/a"><label>Pick</label><itemset nodeset="instance(\'l\')/root/item"><value ref="name"/>'
        '<label ref="jr:itext(itextId)"/></itemset></select1>' + asked("b")
    )
    run = opened("<a/><b/>", lists, body, before=before)
    run.set("/data/b", "more")
    assert run.state()["/data/a"].opts == (("1", "One more"),)


def test_a_draft_opens_where_it_stood(world: World, form: Callable[..., bytes]) -> None:
    model = '<bind nodeset="/data/u" calculate="uuid()"/><bind nodeset="/data/b" relevant="/data/a = 1"/>'
    xml = form('<a/><b/><u/><r jr:template=""><n/></r>', model, asked("a", "b") + REPEAT.format(count=""))
    run = load(xml, {}, world=world)
    run.set("/data/a", "1")
    run.set("/data/b", "asleep soon")
    run.set("/data/a", "2")
    run.add("/data/r")
    run.set("/data/r[1]/n", "Robin Invented")
    again = load(xml, {}, world=world, resume=run.snapshot())
    assert dict(again.state()) == dict(run.state())
    again.set("/data/a", "1")
    assert value(again, "/data/b") == "asleep soon"
    again.remove("/data/r", 0)
    assert load(xml, {}, world=world, resume=again.snapshot()).state()["/data/r#range"].count == 0


def test_a_draft_with_fewer_instances_than_the_form_opens_so(world: World, form: Callable[..., bytes]) -> None:
    xml = form("<r><n>1</n></r><r><n>2</n></r>", "", REPEAT.format(count=""))
    run = load(xml, {}, world=world)
    run.remove("/data/r", 1)
    assert load(xml, {}, world=world, resume=run.snapshot()).state()["/data/r#range"].count == 1


def test_the_submission_holds_what_is_relevant_and_nothing_that_xml_cannot_hold(opened: Opened) -> None:
    run = opened('<a kind="x"/><b/>', '<bind nodeset="/data/b" relevant="false()"/>', asked("a", "b"))
    run.set("/data/a", "one\x00two <&>")
    assert '<a kind="x">onetwo &lt;&amp;&gt;</a><meta>' in run.submission()
    assert "<b" not in run.submission()


def test_a_read_only_group_makes_its_questions_read_only(opened: Opened) -> None:
    model = '<bind nodeset="/data/g" readonly="/data/a = \'locked\'"/>'
    run = opened("<a/><g><b/></g>", model, asked("a") + '<group ref="/data/g"><input ref="/data/g/b"><label>b</label></input></group>')
    run.set("/data/a", "locked")
    assert run.state()["/data/g/b"].ro
    run.set("/data/a", "open")
    assert not run.state()["/data/g/b"].ro


def test_a_count_that_counts_its_own_instances_does_not_grow_for_ever(opened: Opened) -> None:
    model = '<bind nodeset="/data/c" calculate="count(/data/r) + 1"/>'
    run = opened('<a/><c/><r jr:template=""><n/></r>', model, asked("a") + REPEAT.format(count=' jr:count="/data/c"'))
    assert 1 <= (run.state()["/data/r#range"].count or 0) <= 3


def test_the_kinds_of_nodes_are_those_of_the_recorded_answers(opened: Opened) -> None:
    body = (
        asked("a")
        + '<upload ref="/data/u" mediatype="image/*"><label>u</label></upload><range ref="/data/n" start="1" end="5" step="1"><label>n</label></range>'
        + '<input ref="/data/t"><label>t</label></input><group ref="/data/g"><label>g</label></group>'
    )
    run = opened("<a/><u/><n/><t/><g/><m/>", '<bind nodeset="/data/t" readonly="true()"/><bind nodeset="/data/n" type="int"/>', body)
    kinds = {ref.rpartition("/")[2]: node.t for ref, node in run.state().items()}
    assert kinds["data"] == "root"
    assert [kinds[name] for name in "auntgm"] == ["input", "upload", "range", "note", "group", "model-value"]
    assert (run.state()["/data/n"].range_start, run.state()["/data/n"].range_end, run.state()["/data/n"].range_step) == (1.0, 5.0, 1.0)
    assert run.title == "Sample"
    assert run.languages == ("",)
