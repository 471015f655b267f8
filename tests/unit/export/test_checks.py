"""The twelve checks, each in its three outcomes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest

from civicdesk.export import checks, counts
from civicdesk.export.columns import clean, with_roles
from civicdesk.export.gate import Case, Facts
from civicdesk.export.kanonymity import describe, recode
from civicdesk.export.prepare import Rows, _batch, _rules
from civicdesk.export.verdicts import percent
from civicdesk.records.releases import Check, CheckResult, Column, ExportSettings, ReleasedNote, ReleasePerson, ReleaseRole
from civicdesk.records.tables import DrawnTables, ReleasedTable

Change = Callable[[Case], Case]


@pytest.fixture
def case(rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts) -> Case:
    """A release in order but for its small round."""
    columns = {form: with_roles(every, settings) for form, every in rows.columns.items()}
    responses = clean(rows.responses, columns)
    rules = _rules(rows, settings, files, responses, columns)
    recoded = recode(rows.people, rules)
    return Case(
        settings=settings,
        rules=rules,
        people=rows.people,
        recoded=recoded,
        cohort=recoded,
        batch=_batch(rows, columns, responses, recoded),
        withheld={"civic_health oi": 2},
        facts=facts,
    )


def _check(case: Case, code: str) -> Check:
    return next(check for check in checks.assess(case).checks if check.code == code)


def _with_labels(case: Case, column: str, label: str) -> Case:
    people = tuple((code, version, {**labels, column: label}) for code, version, labels in case.batch.people)
    return replace(case, batch=replace(case.batch, people=people))


def _with_column(case: Case, column: Column, values: Callable[[int], str]) -> Case:
    responses = tuple(
        replace(response, values={**response.values, column.name: values(number)}) for number, response in enumerate(case.batch.responses)
    )
    columns = {"civic_health": (*case.batch.columns["civic_health"], column)}
    return replace(case, batch=replace(case.batch, responses=responses, columns=columns))


def _with_facts(case: Case, **changes: object) -> Case:
    return replace(case, facts=replace(case.facts, **changes))  # type: ignore[arg-type] - names and types are those of Facts


def _with_settings(case: Case, **changes: object) -> Case:
    return replace(case, settings=replace(case.settings, **changes))  # type: ignore[arg-type] - names and types are those of ExportSettings


def test_a_release_in_order_only_needs_a_reason_for_its_small_round(case: Case) -> None:
    report = checks.assess(case)
    assert [check.code for check in report.checks] == [f"C{number}" for number in range(1, 13)]
    assert {check.code: check.result for check in report.checks if check.result is not CheckResult.PASS} == {"C8": CheckResult.WARN}
    assert checks.blocked(report) == ()
    assert checks.unexplained(report) == ()
    assert next(check.reason for check in report.checks if check.code == "C8") == "A first round"


def test_a_warning_without_a_reason_is_not_yet_accepted(case: Case) -> None:
    report = checks.assess(_with_facts(case, reasons={"C8": "  ", "C1": "no use"}))
    assert [check.code for check in checks.unexplained(report)] == ["C8"]
    assert report.checks[0].reason == ""


def test_figures_stand_in_the_report(case: Case) -> None:
    report = checks.assess(case)
    assert (report.people, report.rows, report.k, report.l) == (24, 48, 5, 2)
    assert report.smallest_class >= 5
    assert "civic_health oi: 2 ticks that few people share were withheld." in report.changes
    assert {name for name, _ in report.loss_by_group} == {"Age: 18-39", "Age: 40-64", "Ethnic group: Irish", "Sex: Female", "Sex: Male"}
    assert report.settings["intruder"]["approver"] == "Data protection lead"  # type: ignore[index] - a table of the report


def test_who_lost_clearly_more_is_said(case: Case) -> None:
    assert checks.assess(case).changes[-1] == "Sex: Female: 70 % of the detail was taken out; of all people together, 54 %."


def test_people_of_earlier_bundles_who_became_coarser_are_counted(case: Case) -> None:
    earlier = {code: {**labels, "district": "PE1"} if number < 2 else labels for number, (code, _, labels) in enumerate(case.batch.people)}
    told = checks.assess(_with_facts(case, earlier=earlier)).changes
    assert "2 people of earlier bundles are shown in wider groups now, because others withdrew." in told
    assert not any("earlier bundle" in change for change in checks.assess(case).changes)


def test_groups_without_a_name_or_too_small_are_left_out(case: Case) -> None:
    people = tuple(replace(person, sex="", ethnicity="Roma" if number < 2 else "", quasi={}) for number, person in enumerate(case.people))
    assert checks.assess(replace(case, people=people)).loss_by_group == ()


def _named(case: Case) -> Case:
    return _with_column(
        case,
        Column(name="shoe", label="", type="select_one", role=ReleaseRole.PLAIN),
        lambda number: "sam placeholder" if number == 3 else "5",
    )


def _short_of_look_alikes(case: Case) -> Case:
    first, *others = case.batch.people
    return replace(case, batch=replace(case.batch, people=((first[0], 1, {**first[2], "district": "PE3"}), *others)))


def _one_answer(case: Case) -> Case:
    responses = tuple(replace(response, values={**response.values, "wb5": "some"}) for response in case.batch.responses)
    return replace(case, batch=replace(case.batch, responses=responses))


def _far_answers(case: Case) -> Case:
    return replace(case, rules=replace(case.rules, t=0.0))


def _one_answer_at_first(case: Case) -> Case:
    responses = tuple(
        replace(response, values={**response.values, "wb5": "some"}) if response.wave == 1 else response
        for response in case.batch.responses
    )
    return replace(case, batch=replace(case.batch, responses=responses))


def _small_cohort(case: Case) -> Case:
    labelled = dict(case.recoded.people)
    return replace(case, cohort=describe({code: labelled[code] for code in list(labelled)[:3]}, case.rules))


def _rare_tick(case: Case) -> Case:
    response, *others = case.batch.responses
    return replace(case, batch=replace(case.batch, responses=(replace(response, values={**response.values, "oi": "nobody"}), *others)))


def _twice(case: Case) -> Case:
    return replace(case, batch=replace(case.batch, people=(*case.batch.people, case.batch.people[0])))


def _stranger(case: Case) -> Case:
    return replace(case, batch=replace(case.batch, scores=(replace(case.batch.scores[0], code="stranger"), *case.batch.scores[1:])))


def _odd_days(case: Case) -> Case:
    return replace(
        case, batch=replace(case.batch, responses=(replace(case.batch.responses[0], days_since_first=8), *case.batch.responses[1:]))
    )


def _finer(case: Case) -> Case:
    return _with_facts(
        case, earlier={case.batch.people[0][0]: {"age": "*", "sex": "*", "district": "*", "housing": "*", "first_period": "*"}}
    )


def _gone_leaf(case: Case) -> Case:
    return _with_facts(case, earlier={case.batch.people[0][0]: {"sex": "a label of another pack"}})


def _withdrawn_inside(case: Case) -> Case:
    return replace(case, batch=replace(case.batch, withdrawals=((1, case.batch.people[0][0], "all", "2026-11"),)))


def _coarser_than_before(case: Case) -> Case:
    code, _, labels = case.batch.people[0]
    leaf = next(person.quasi["sex"] for person in case.people if person.code == code)
    changed = _with_labels(case, "sex", "*")
    return _with_facts(changed, earlier={code: {**labels, "sex": leaf}})


def _with_note(case: Case, text: str, *, wanted: bool = True) -> Case:
    note = ReleasedNote(kind="quote", domain="", text=text, cuts=0)
    return _with_settings(replace(case, batch=replace(case.batch, notes=(note,))), text=wanted)


TABLE = ReleasedTable(
    name="sex by wave",
    period="2026-11",
    rows=(("Female",), ("Male",)),
    columns=(("1",), ("2",)),
    counts=((12, None, 24), (None, 12, 24), (24, 24, 48)),
    means=((None,) * 3,) * 3,
    method="suppress",
    least=10,
    people=(),
)


def _with_tables(case: Case, drawn: DrawnTables, **facts: object) -> Case:
    return _with_facts(replace(case, batch=replace(case.batch, tables=counts.cells(drawn))), tables=drawn, **facts)


def _told(case: Case) -> Case:
    return _with_tables(case, DrawnTables(tables=(TABLE,), fresh=frozenset({TABLE.name})))


def _small_figure(case: Case) -> Case:
    shown = replace(TABLE, counts=((12, 3, 24), *TABLE.counts[1:]))
    return _with_tables(case, DrawnTables(tables=(shown,), fresh=frozenset({TABLE.name})))


BLOCKED: tuple[tuple[str, str, Change], ...] = (
    ("C1", "no role", lambda case: _with_column(case, Column(name="new", label="", type="?"), lambda _: "x")),
    ("C1", "the name of somebody", _named),
    ("C1", "a full postcode", lambda case: _with_labels(case, "housing", "PE1 1AA")),
    ("C2", "only 1 people", _short_of_look_alikes),
    ("C2", "new in this release", _small_cohort),
    ("C3", "gave the same answer", _one_answer),
    ("C3", "differ from everybody", _far_answers),
    ("C4", "project asks for 25", lambda case: _with_settings(case, k=25)),
    ("C5", "finer than the first half", lambda case: _with_labels(case, "district", "PE1 2")),
    ("C5", "exact ages", lambda case: _with_labels(case, "age", "44")),
    ("C5", "something else than a month", lambda case: _with_labels(case, "first_period", "2026-11-03")),
    (
        "C5",
        "is a date",
        lambda case: _with_column(case, Column(name="day", label="", type="date", role=ReleaseRole.PLAIN), lambda _: "2026-01-01"),
    ),
    ("C5", "not whole weeks", _odd_days),
    ("C6", "two records", _twice),
    ("C6", "show more of a person", _finer),
    ("C6", "show more of a person", _gone_leaf),
    ("C6", "belong to nobody", _stranger),
    ("C7", "too few people", _rare_tick),
    ("C8", "the project asks for 30", lambda case: _with_settings(case, min_people=30)),
    ("C1", "Released note 1 still holds", lambda case: _with_note(case, "Ring me on 01632 960 123.")),
    ("C1", "Released note 1 still holds", lambda case: _with_note(case, "I came with Wren Fictional's brother.")),
    ("C7", "lets no words go", lambda case: _with_note(case, "It got better.", wanted=False)),
    ("C9", "a table of “shoe”", lambda case: _with_tables(case, DrawnTables(unknown=("shoe",)))),
    ("C9", "could be worked out", lambda case: _with_tables(case, DrawnTables(tables=(TABLE,), open=(TABLE.name,)))),
    ("C9", "could be worked out", _small_figure),
    ("C9", "not as it was released", lambda case: _with_tables(case, DrawnTables(tables=(TABLE,)))),
    ("C10", "Nobody has tried", lambda case: _with_facts(case, intruder=None)),
    ("C10", "not filled in", lambda case: _with_facts(case, intruder=replace(case.facts.intruder, scenarios=()))),  # type: ignore[type-var] - is a form
    ("C10", "not filled in", lambda case: _with_facts(case, intruder=replace(case.facts.intruder, reason=" "))),  # type: ignore[type-var] - is a form
    ("C10", "older than a year", lambda case: _with_facts(case, today=date(2028, 1, 1))),
    ("C10", "older than a year", lambda case: _with_facts(case, today=date(2026, 11, 1))),
    ("C10", "have changed", lambda case: _with_settings(case, recipient="Somebody else")),
    ("C10", "reviewed", lambda case: _with_settings(case, review_date=date(2026, 11, 20))),
    ("C11", "does not hold together", lambda case: _with_facts(case, chain_holds=False)),
    ("C11", "cannot approve", lambda case: _with_facts(case, approver="first")),
    ("C12", "has not agreed", lambda case: _with_facts(case, covered=case.facts.covered - {case.batch.people[0][0]})),
    ("C12", "missing from this release", lambda case: _with_facts(case, withdrawn=frozenset({"e" * 32}))),
    ("C12", "still in this release", _withdrawn_inside),
)


@pytest.mark.parametrize(("code", "words", "change"), BLOCKED, ids=[f"{code} {words}" for code, words, _ in BLOCKED])
def test_what_must_be_mended_stops_the_release(case: Case, code: str, words: str, change: Change) -> None:
    check = _check(change(case), code)
    assert (check.result, words in check.sentence, bool(check.remedy)) == (CheckResult.BLOCK, True, True), check.sentence


WARNED: tuple[tuple[str, str, Change], ...] = (
    ("C3", "asks for 4", lambda case: _with_settings(case, l=4)),
    ("C3", "earlier round 1", _one_answer_at_first),
    ("C4", "names no population", lambda case: _with_settings(case, population=None)),
    ("C6", "told more coarsely now", _coarser_than_before),
    ("C8", "30 is the usual least", lambda case: case),
)


@pytest.mark.parametrize(("code", "words", "change"), WARNED, ids=[code for code, _, _ in WARNED])
def test_what_needs_a_reason_warns(case: Case, code: str, words: str, change: Change) -> None:
    check = _check(change(case), code)
    assert (check.result, words in check.sentence, bool(check.remedy)) == (CheckResult.WARN, True, True), check.sentence


def test_words_that_name_nobody_are_counted(case: Case) -> None:
    noted = _with_note(case, "I am [name 1] and it got better at [place 2].")
    assert [_check(noted, code).result for code in ("C1", "C7")] == [CheckResult.PASS] * 2
    assert "Released notes and quotes: 1" in _check(noted, "C7").sentence


def test_tables_that_tell_of_few_people_nowhere_are_in_order(case: Case) -> None:
    assert "No tables" in _check(case, "C9").sentence
    told = _check(_told(case), "C9")
    assert (told.result, "Tables in this release: 1." in told.sentence, "Hidden figures: 2" in told.sentence) == (
        CheckResult.PASS,
        True,
        True,
    )


def test_a_table_that_is_told_again_is_said_to_be_old(case: Case) -> None:
    drawn = DrawnTables(tables=(TABLE,), left=("district by wave",))
    check = _check(_with_tables(case, drawn, known_tables={(TABLE.name, TABLE.period): TABLE}), "C9")
    assert check.result is CheckResult.PASS
    assert "Told again as they were before: 1," in check.sentence
    assert "Left out: 1" in check.sentence


def test_a_table_that_is_left_out_is_said_to_be_missing(case: Case) -> None:
    check = _check(_with_tables(case, DrawnTables(left=("sex", "wave"))), "C9")
    assert (check.result, "Left out: 2." in check.sentence) == (CheckResult.PASS, True)


def test_new_answers_that_wait_for_a_round_are_told(case: Case) -> None:
    assert any("They wait until 10 people" in change for change in checks.assess(_with_facts(case, waiting_rows=2)).changes)


def _of_forty(case: Case) -> Case:
    people = tuple(ReleasePerson(code=f"{number:032}", quasi=case.people[0].quasi, sex="", ethnicity="") for number in range(40))
    recoded = recode(people, replace(case.rules, l=0))
    batch = replace(
        case.batch,
        people=tuple((code, 1, dict(zip(recoded.columns, labels, strict=True))) for code, labels in recoded.people),
        responses=(),
        scores=(),
    )
    return replace(case, people=people, recoded=recoded, cohort=recoded, batch=batch)


def test_forty_people_are_enough(case: Case) -> None:
    assert _check(_of_forty(case), "C8").result is CheckResult.PASS


def test_a_release_that_loses_nothing_says_so(case: Case) -> None:
    whole = replace(case, recoded=replace(case.recoded, loss_by_column=(("age", 0.0),)))
    assert _check(whole, "C2").sentence.endswith("No detail had to be taken out.")


def test_many_held_back_are_shown(case: Case) -> None:
    assert "10 of 50" in _check(_with_facts(_of_forty(case), held_back=(("no consent", 10),)), "C8").sentence


def test_a_group_that_loses_more_than_others_is_shown(case: Case) -> None:
    check = _check(_with_facts(_of_forty(case), lost_by_group=(("Female", 20, 2), ("Roma", 10, 5), ("Male", 0, 0))), "C8")
    assert "50 % of the people in “Roma”" in check.sentence


def test_one_person_may_do_both_if_the_signed_pack_says_why(case: Case) -> None:
    check = _check(_with_settings(case, two_person=False, one_person_reason="The office has one person."), "C11")
    assert check.result is CheckResult.PASS
    assert check.sentence.endswith("The office has one person.")


def test_before_anybody_approves_nobody_is_the_same_person(case: Case) -> None:
    assert _check(_with_facts(case, approver=""), "C11").result is CheckResult.PASS


def test_a_release_of_withdrawals_alone_is_in_order(case: Case) -> None:
    nobody = describe({}, case.rules)
    batch = replace(case.batch, people=(), responses=(), scores=())
    empty = replace(case, people=(), recoded=nobody, cohort=nobody, batch=batch)
    assert checks.blocked(checks.assess(empty)) == ()


def test_an_intruder_form_of_unknown_scope_holds(case: Case) -> None:
    assert _check(_with_facts(case, intruder_scope=""), "C10").result is CheckResult.PASS


def test_a_sensitive_question_that_nobody_was_asked_tells_nothing(case: Case) -> None:
    assert _check(_with_settings(case, sensitive=("not_there",)), "C3").result is CheckResult.PASS


def test_what_was_released_before_and_is_not_finer_is_in_order(case: Case) -> None:
    code, _, labels = case.batch.people[0]
    assert _check(_with_facts(case, earlier={code: dict(labels)}), "C6").result is CheckResult.PASS


def test_a_share_is_never_rounded_to_all_or_nothing() -> None:
    assert [percent(share) for share in (0, 0.001, 0.999, 1, 0.284)] == ["0 %", "under 1 %", "99 %", "100 %", "28 %"]
