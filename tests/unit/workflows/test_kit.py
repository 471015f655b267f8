"""What every verb is handed: rights, the key file with its spare, the questions that nobody is asked."""

import shutil
from pathlib import Path

import pytest

from civicdesk.crypto.keys import KeyFile
from civicdesk.records.people import Role
from civicdesk.workflows import case_study, consent, directory, first_run, forms, people, send, session
from civicdesk.workflows.kit import RIGHTS, SUFFIX, Kit, Right, is_words, read_keyfile, read_snapshot, write_snapshot
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import begin, says_no, welcome

WITHOUT = [(right, role) for right in Right for role in Role if role not in RIGHTS[right]]
NAMES = {Role.COORDINATOR: "Ben Second", Role.WORKER: "Wes Worker", Role.FACILITATOR: "Fay Guide"}


@pytest.mark.parametrize("right", Right)
def test_each_right_belongs_to_the_coordinator_at_least(kit: Kit, right: Right) -> None:
    held_by(kit, "Ben Second").must(right)


@pytest.mark.parametrize(("right", "role"), WITHOUT)
def test_a_role_without_a_right_is_refused(kit: Kit, right: Right, role: Role) -> None:
    with says_no("ROLE-RIGHT"):
        held_by(kit, NAMES[role]).must(right)


VERBS = {
    "add a form": lambda kit: forms.add(kit, b"PK"),
    "add a colleague": lambda kit: first_run.add_user(kit, first_run.Newcomer(name="Zed", role=Role.WORKER, passphrase="x")),
    "take in a directory": lambda kit: directory.import_entries(kit, b"name\nHall\n"),
    "prepare a batch": send.prepare,
    "approve a batch": lambda kit: send.approve(kit, send.Approval(release="", passphrase="", intruder=None)),
    "seal a batch": lambda kit: send.seal(kit, ""),
}


@pytest.mark.parametrize("role", [Role.WORKER, Role.FACILITATOR])
@pytest.mark.parametrize("verb", VERBS)
def test_what_only_a_coordinator_does_is_refused_by_the_verb_itself(kit: Kit, verb: str, role: Role) -> None:
    with says_no("ROLE-RIGHT"):
        VERBS[verb](held_by(kit, NAMES[role]))


def test_a_facilitator_looks_at_nobody_while_no_session_is_open(kit: Kit) -> None:
    person = welcome(kit)
    guide = held_by(kit, "Fay Guide")
    assert people.find(guide) == ()
    with says_no("ROLE-RIGHT"):
        people.page(guide, person.id)


def test_a_facilitator_works_with_whom_they_have_in_the_open_session(kit: Kit) -> None:
    guide = held_by(kit, "Fay Guide")
    opened = session.open_session(guide, session.NewSession(place="Hall", facilitators=("Fay Guide",))).value
    here, elsewhere = welcome(kit, opened, name="Wren Fictional"), welcome(kit, name="Wrenna Fictional")
    assert [card.id for card in people.find(guide, "Wren")] == [here.id]
    assert people.page(guide, here.id).person == here
    with says_no("ROLE-RIGHT"):
        people.page(guide, elsewhere.id)


def test_a_facilitator_greets_somebody_by_the_whole_card_number(kit: Kit) -> None:
    guide = held_by(kit, "Fay Guide")
    opened = session.open_session(guide, session.NewSession(place="Hall", facilitators=("Fay Guide",))).value
    person = welcome(kit)
    (found,) = people.find(guide, person.card)
    people.arrive(guide, found.id, opened.id)
    assert people.page(guide, person.id).person == person


def test_a_story_is_read_by_those_who_have_written_in_it_and_by_coordinators(kit: Kit) -> None:
    writer, guide = held_by(kit, "Wes Worker"), held_by(kit, "Fay Guide")
    person = welcome(writer)
    case = case_study.begin(writer, person.id, None).value
    case_study.keep(kit, case)
    assert [each.id for each in case_study.list_all(writer)] == [case.id]
    assert case_study.list_all(guide) == ()
    with says_no("ROLE-RIGHT"):
        case_study.case(guide, case.id)
    with says_no("ROLE-RIGHT"):
        case_study.keep(guide, case)
    assert people.page(writer, person.id).cases == case_study.list_all(kit)


@pytest.fixture
def keys(kit: Kit, tmp_path: Path) -> Path:
    """Return the path of a key file beside nothing: a copy with its spare."""
    (tmp_path / "apart").mkdir()
    for name in (".keys", ".keys.old"):
        shutil.copy(f"{kit.workspace.path}{name}", tmp_path / "apart" / f"testing{SUFFIX}{name}")
    return tmp_path / "apart" / f"testing{SUFFIX}.keys"


def read(keys: Path) -> KeyFile:
    return read_keyfile(keys.with_suffix(""))


def wear(keys: Path) -> None:
    """Change one letter."""
    keys.write_bytes(keys.read_bytes().replace(b"Fay Guide", b"Fay Guile"))


def test_the_key_file_that_has_rotted_gives_way_to_the_one_before(kit: Kit, keys: Path) -> None:
    keys.write_bytes(keys.read_bytes()[:50])
    assert read(keys).workspace == kit.ring.workspace


def test_one_changed_letter_in_the_key_file_is_noticed(keys: Path) -> None:
    wear(keys)
    assert read(keys).intact


def test_two_rotten_key_files_are_called_damaged(keys: Path) -> None:
    for path in (keys, keys.with_name(f"{keys.name}.old")):
        path.write_bytes(b"rotten")
    with says_no("KEYS-DAMAGED"):
        read(keys)


def test_a_rotten_key_file_without_a_spare_is_called_damaged(keys: Path) -> None:
    keys.write_bytes(b"rotten")
    keys.with_name(f"{keys.name}.old").unlink()
    with says_no("KEYS-DAMAGED"):
        read(keys)


def test_a_worn_key_file_without_a_spare_is_used_as_it_is(keys: Path) -> None:
    wear(keys)
    keys.with_name(f"{keys.name}.old").unlink()
    assert not read(keys).intact


def test_a_key_file_of_a_newer_program_is_never_replaced_by_an_older_one(keys: Path) -> None:
    newer = keys.read_bytes().replace(b'"version":1', b'"version":99')
    keys.write_bytes(newer)
    with says_no("KEYS-NEWER-FILE"):
        read(keys)
    assert keys.read_bytes() == newer


def test_a_missing_key_file_is_told(tmp_path: Path) -> None:
    with says_no("KEYS-MISSING"):
        read_keyfile(tmp_path / f"nothing{SUFFIX}")


def test_questions_about_the_project_are_answered_by_the_project(kit: Kit) -> None:
    state = begin(kit, welcome(kit).id)._run.state()
    known = {ref.rpartition("/")[2]: value for ref, value in kit.known_answers(state).items()}
    assert known == {"cd_variant": "full", "cd_recovery": "yes", "cd_loneliness": "no"}


def test_a_snapshot_survives_its_writing(kit: Kit) -> None:
    snapshot = begin(kit, welcome(kit).id)._run.snapshot()
    assert read_snapshot(write_snapshot(snapshot)) == snapshot


def test_a_choice_is_no_words_and_a_place_is(kit: Kit) -> None:
    state = begin(kit, welcome(kit).id)._run.state()
    question = next(node for ref, node in state.items() if ref.endswith("/sk1"))
    assert not is_words(question)
    assert not is_words(None)


def test_without_a_pack_there_is_no_project_to_work_in(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicdesk.store.projects.pack", lambda _workspace: None)
    monkeypatch.setattr("civicdesk.store.projects.project", lambda _workspace: None)
    with says_no("PACK-NONE"):
        kit.pack()
    with says_no("PACK-NONE"):
        kit.project()


def test_a_project_without_words_for_consent_says_so(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicdesk.store.consent.statements", lambda _workspace: ())
    with says_no("CONSENT-STATEMENT"):
        consent.statement(kit)
