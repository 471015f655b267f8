"""Consent: asked by purpose, kept with its exact words, taken back at once."""

import hashlib
from dataclasses import replace

import pytest

from civicdesk.records.consent import Choice, Purpose, Standing
from civicdesk.records.ids import QuestionRef
from civicdesk.store import packs, releases
from civicdesk.workflows import case_study, consent, interview, people, sheet
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import STATEMENT
from tests.unit.workflows.conftest import FORM, begin, finished, given, ref_of, says_no, welcome


def test_the_words_that_were_read_are_kept_to_the_letter(kit: Kit) -> None:
    person = welcome(kit)
    (kept,) = consent.history(kit, person.id)
    whole = "\n".join([STATEMENT["text"], *(sentence for _, sentence in STATEMENT["purposes"])])
    assert kept.statement.text == STATEMENT["text"]
    assert [[purpose.value, sentence] for purpose, sentence in kept.statement.purposes] == STATEMENT["purposes"]
    assert kept.statement.sha256 == hashlib.sha256(whole.encode()).hexdigest()


def test_each_purpose_is_answered_by_itself(kit: Kit) -> None:
    person = welcome(kit, yes=frozenset({Purpose.KEEP, Purpose.STORY}))
    standing = consent.standing(kit, person.id)
    assert [purpose for purpose in Purpose if standing.allows(purpose)] == [Purpose.KEEP, Purpose.STORY]


def test_a_purpose_that_was_never_asked_is_not_allowed(kit: Kit) -> None:
    person = people.add(kit, people.NewPerson()).value
    assert consent.standing(kit, person.id) == Standing(choices=(), at=None)


@pytest.mark.parametrize("left", [Choice.NOT_ASKED, None])
def test_a_purpose_without_an_answer_stops_everything(kit: Kit, left: Choice | None) -> None:
    person = people.add(kit, people.NewPerson()).value
    said = given(kit, person.id)
    choices = {**said.choices, Purpose.PHOTO: left}
    if left is None:
        del choices[Purpose.PHOTO]
    with says_no("CONSENT-UNANSWERED"):
        consent.record(kit, replace(said, choices=choices))
    assert consent.history(kit, person.id) == ()


def test_the_limits_are_explained_first(kit: Kit) -> None:
    person = people.add(kit, people.NewPerson()).value
    with says_no("CONSENT-LIMITS"):
        consent.record(kit, given(kit, person.id, limits_explained=False))


def test_the_witness_is_kept(kit: Kit) -> None:
    person = people.add(kit, people.NewPerson()).value
    consent.record(kit, given(kit, person.id, witness="KS"))
    assert consent.history(kit, person.id)[0].witness == "KS"


def test_a_language_without_its_own_words_reads_english(kit: Kit) -> None:
    assert consent.statement(kit, "pl").language == "en"


def test_the_newest_words_in_a_language_are_read(kit: Kit) -> None:
    pack = kit.pack()
    second = {**pack.statements[0], "version": "test-2", "text": "Other words."}
    packs.keep(kit.workspace, replace(pack, statements=(*pack.statements, second)), b"second")
    assert consent.statement(kit).version == "test-2"
    packs.keep(kit.workspace, pack, b"third")
    assert consent.statement(kit).version == "test-1"


def test_the_only_words_there_are_are_read_in_any_language(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    polish = replace(consent.statement(kit), language="pl")
    monkeypatch.setattr(packs, "statements", lambda _workspace: (polish,))
    assert consent.statement(kit, "en") == polish


def take_back(kit: Kit, person: str, *purposes: Purpose) -> Standing:
    said = given(kit, person)
    return consent.withdraw(kit, replace(said, choices=dict.fromkeys(purposes, Choice.YES))).value


def test_taking_back_holds_from_now_on_and_the_yes_stays_on_record(kit: Kit) -> None:
    person = welcome(kit)
    standing = take_back(kit, person.id, Purpose.RESEARCH)
    assert not standing.allows(Purpose.RESEARCH)
    assert standing.allows(Purpose.KEEP)
    assert [each.withdrawal for each in consent.history(kit, person.id)] == [False, True]


def test_without_a_yes_to_keeping_nothing_is_taken_down(kit: Kit) -> None:
    person = welcome(kit, yes=frozenset({Purpose.RESEARCH}))
    with says_no("CONSENT-KEEP"):
        interview.start(kit, interview.Start(person=person.id, form_id=FORM, session=None))
    with says_no("CONSENT-KEEP"):
        case_study.begin(kit, person.id, None)


def test_taking_back_keeping_stops_an_interview_in_the_middle(kit: Kit) -> None:
    person = welcome(kit)
    talk = begin(kit, person.id)
    ref = ref_of(talk, "sk1")
    take_back(kit, person.id, Purpose.KEEP)
    with says_no("CONSENT-KEEP"):
        talk.answer(QuestionRef(ref), "da")
    with says_no("CONSENT-KEEP"):
        talk.finish()
    with says_no("CONSENT-KEEP"):
        interview.resume(kit, talk.submission.id)


def test_taking_back_keeping_stops_a_story_in_the_middle(kit: Kit) -> None:
    person = welcome(kit)
    case = case_study.begin(kit, person.id, None).value
    take_back(kit, person.id, Purpose.KEEP)
    with says_no("CONSENT-KEEP"):
        case_study.keep(kit, case)


def test_taking_back_keeping_hides_scores_and_sheets(kit: Kit) -> None:
    person = welcome(kit)
    talk = finished(kit, person.id)
    take_back(kit, person.id, Purpose.KEEP)
    assert sheet.list_finished(kit) == ()
    with says_no("CONSENT-KEEP"):
        sheet.compose(kit, talk.submission.id, sheet.SheetWish())
    with says_no("CONSENT-KEEP"):
        sheet.scored(kit, talk.submission.id)


def was_sent(kit: Kit, person: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(releases, "released_people", lambda _workspace: frozenset({person}))
    return releases.person_code(kit.workspace, person, lambda: "0f" * 16)


@pytest.mark.parametrize(("purpose", "scope"), [(Purpose.KEEP, "all"), (Purpose.RESEARCH, "research"), (Purpose.STORY, "story")])
def test_whoever_was_sent_and_takes_it_back_is_named_in_the_next_bundle(
    kit: Kit, monkeypatch: pytest.MonkeyPatch, purpose: Purpose, scope: str
) -> None:
    person = welcome(kit)
    code = was_sent(kit, person.id, monkeypatch)
    take_back(kit, person.id, purpose)
    assert [each[1:] for each in releases.tombstones(kit.workspace)] == [(code, scope, "2026-03")]


def test_saying_no_when_asked_again_counts_as_taking_back(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    person = welcome(kit)
    was_sent(kit, person.id, monkeypatch)
    consent.record(kit, given(kit, person.id, frozenset(Purpose) - {Purpose.RESEARCH}))
    consent.record(kit, given(kit, person.id, frozenset(Purpose) - {Purpose.RESEARCH}))
    assert [scope for _, _, scope, _ in releases.tombstones(kit.workspace)] == ["research"]


def test_whoever_was_never_sent_leaves_no_stone(kit: Kit) -> None:
    person = welcome(kit)
    take_back(kit, person.id, Purpose.RESEARCH)
    assert releases.tombstones(kit.workspace) == ()
