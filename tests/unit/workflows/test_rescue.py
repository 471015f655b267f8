"""An answer that could not be kept is sealed beside the workspace, and merged once."""

from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.errors import Unavailable
from civicdesk.records.answers import AnswerKind, Missing
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.ids import QuestionRef, SubmissionId
from civicdesk.store import answers, inbox, projects
from civicdesk.workflows import backup, consent, forms, interview, rescue, unlock
from civicdesk.workflows.interview import Interview
from civicdesk.workflows.kit import Kit, Tools
from tests.journeys.conftest import PASSPHRASE
from tests.unit.workflows.conftest import begin, given, plain_form, ref_of, says_no, welcome

YEARS, AGAIN = QuestionRef("/data/years"), QuestionRef("/data/again")
SAID = "plainly invented words"


@pytest.fixture
def talk(kit: Kit) -> Interview:
    forms.add(kit, plain_form())
    return begin(kit, welcome(kit).id, form_id="plain")


def held(talk: Interview) -> tuple[rescue.Held, ...]:
    return (
        rescue.Held(question=ref_of(talk, "words"), value=SAID),
        rescue.Held(question=YEARS, value="7"),
        rescue.Held(question=AGAIN, value="", missing=Missing.RATHER_NOT_SAY),
    )


def now(kit: Kit, talk: Interview) -> dict[str, tuple[object, object]]:
    return {each.question.rpartition("/")[2]: (each.value, each.missing) for each in answers.now(kit.workspace, talk.submission.id)}


def test_answers_are_sealed_and_merged_at_the_next_unlocking(kit: Kit, talk: Interview, tools: Tools) -> None:
    path = kit.workspace.path
    written = rescue.save(kit, talk.submission.id, held(talk))
    assert SAID.encode() not in written.read_bytes()
    assert rescue.waiting(kit) == 1
    unlock.lock(kit)
    again = unlock.open_(path, "Ada Test", PASSPHRASE, tools)
    merged = rescue.merge(again).value
    assert (merged.answers, merged.files, merged.left) == (3, 1, ())
    assert now(again, talk) == {
        "words": (SAID, None), "years": ("7", None), "months": ("84", None), "again": (None, Missing.RATHER_NOT_SAY),
    }  # fmt: skip
    assert again.workspace.verify() == ()
    unlock.lock(again)


def test_the_form_goes_on_from_what_was_merged(kit: Kit, talk: Interview) -> None:
    rescue.save(kit, talk.submission.id, held(talk)[1:2])
    rescue.merge(kit)
    on = interview.resume(kit, talk.submission.id)
    on.answer(AGAIN, "yes")
    on.finish()
    assert now(kit, talk)["months"] == ("84", None)


def test_merging_twice_keeps_everything_once(kit: Kit, talk: Interview) -> None:
    rescue.save(kit, talk.submission.id, held(talk))
    rescue.merge(kit)
    before = answers.log(kit.workspace, talk.submission.id)
    again = rescue.merge(kit)
    assert (again.value.answers, again.value.files, again.changed) == (0, 0, frozenset())
    assert answers.log(kit.workspace, talk.submission.id) == before


def test_words_are_sealed_in_the_workspace_too(kit: Kit, talk: Interview) -> None:
    rescue.save(kit, talk.submission.id, held(talk)[:1])
    rescue.merge(kit)
    assert kit.workspace.row("select count(*) from answer_log where value = ?", [SAID]) == (0,)


def test_an_answer_that_was_kept_after_all_is_not_kept_again(kit: Kit, talk: Interview) -> None:
    talk.answer(YEARS, "7")
    rescue.save(kit, talk.submission.id, held(talk)[1:2])
    assert rescue.merge(kit).value.answers == 0


def test_an_answer_that_was_given_again_since_stays(kit: Kit, talk: Interview) -> None:
    rescue.save(kit, talk.submission.id, held(talk)[1:2])
    talk.answer(YEARS, "9")
    assert rescue.merge(kit).value.answers == 0
    assert now(kit, talk)["years"] == ("9", None)


def test_what_no_longer_fits_is_cleared_with_it(kit: Kit, talk: Interview) -> None:
    talk.answer(AGAIN, "yes")
    talk.answer(QuestionRef("/data/town"), "ayton")
    rescue.save(kit, talk.submission.id, [rescue.Held(question=AGAIN, value="no")])
    rescue.merge(kit)
    log = answers.log(kit.workspace, talk.submission.id)
    assert [each.question for each in log if each.kind is AnswerKind.CLEARED] == ["/data/town"]


def test_a_file_goes_only_when_a_backup_holds_what_it_said(kit: Kit, talk: Interview) -> None:
    written = rescue.save(kit, talk.submission.id, held(talk))
    backup.make(kit)
    rescue.merge(kit)
    rescue.merge(kit)
    assert written.exists()
    backup.make(kit)
    rescue.merge(kit)
    assert not written.exists()


def test_a_file_on_a_stick_is_merged_and_left_there(kit: Kit, talk: Interview, tmp_path: Path) -> None:
    written = rescue.save(kit, talk.submission.id, held(talk), tmp_path / "stick")
    assert rescue.waiting(kit) == 0
    assert rescue.merge(kit, written).value.answers == 3
    backup.make(kit)
    rescue.merge(kit, written)
    assert written.exists()


def test_the_workspace_is_not_asked_when_an_answer_is_saved(kit: Kit, talk: Interview) -> None:
    waiting = held(talk)
    kit.workspace.close()
    assert rescue.save(kit, talk.submission.id, waiting).exists()


def test_finished_answers_are_not_changed_by_a_file(kit: Kit, talk: Interview) -> None:
    talk.answer(AGAIN, "yes")
    written = rescue.save(kit, talk.submission.id, held(talk)[1:2])
    talk.finish()
    assert rescue.merge(kit).value.left == (rescue.Left(path=written, code="INBOX-LATE"),)
    assert written.exists()


def test_what_a_person_has_taken_back_is_not_merged(kit: Kit, talk: Interview) -> None:
    rescue.save(kit, talk.submission.id, held(talk))
    said = given(kit, talk.submission.person)
    consent.withdraw(kit, consent.Given(person=said.person, session=None, statement=said.statement, choices={Purpose.KEEP: Choice.NO}))
    assert [each.code for each in rescue.merge(kit).value.left] == ["CONSENT-KEEP"]


def test_files_that_make_no_sense_are_left_and_told(kit: Kit, talk: Interview) -> None:
    inbox.write(inbox.folder(kit.workspace.path), "0b" * 16, b"no such file")
    rescue.save(kit, SubmissionId("nobody's"), held(talk))
    assert sorted(each.code for each in rescue.merge(kit).value.left) == ["INBOX-FILE", "STORE-UNKNOWN"]


def test_a_workspace_without_an_inbox_key_says_so(kit: Kit, talk: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    with says_no("INBOX-NONE"):
        rescue.save(replace(kit, inbox=b""), talk.submission.id, held(talk))
    rescue.save(kit, talk.submission.id, held(talk))
    monkeypatch.setattr(projects, "secret", lambda *_: None)
    assert [each.code for each in rescue.merge(kit).value.left] == ["INBOX-NONE"]


def test_a_full_disk_leaves_the_file_for_later(kit: Kit, talk: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise Unavailable("STORE-WRITE")

    rescue.save(kit, talk.submission.id, held(talk))
    with monkeypatch.context() as patched:
        patched.setattr(answers, "keep", full)
        with pytest.raises(Unavailable):
            rescue.merge(kit)
    assert rescue.merge(kit).value.answers == 3


def test_a_disk_without_room_at_the_first_unlocking_means_no_inbox_yet(kit: Kit, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise Unavailable("STORE-WRITE")

    monkeypatch.setattr(inbox, "key", lambda _: None)
    monkeypatch.setattr(inbox, "keep_key", full)
    path = kit.workspace.path
    unlock.lock(kit)
    again = unlock.open_(path, "Ada Test", PASSPHRASE, tools)
    assert again.inbox == b""
    unlock.lock(again)
