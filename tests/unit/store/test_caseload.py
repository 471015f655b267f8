"""Who sees whom, by the role that the workspace itself has."""

import pytest

from civicdesk.records.ids import PersonId, UserId
from civicdesk.records.people import Role, User
from civicdesk.records.sessions import Session
from civicdesk.store import caseload
from civicdesk.store import people as people_store
from civicdesk.workflows import case_study, people, session
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by, kit, make_pack, office, ready_made, tools  # noqa: F401 - fixtures
from tests.unit.workflows.conftest import begin, given, meeting, says_no, welcome  # noqa: F401 - fixtures


@pytest.fixture
def worker(kit: Kit) -> Kit:  # noqa: F811 - the fixture
    return held_by(kit, "Wes Worker")


def seen(who: Kit) -> set[PersonId] | None:
    found = caseload.seen_by(who.workspace, who.user.id)
    return None if found is None else set(found)


def test_a_coordinator_sees_everybody(kit: Kit) -> None:  # noqa: F811 - the fixture
    assert seen(kit) is None
    kit.must_see(people.add(held_by(kit, "Wes Worker"), people.NewPerson()).value.id)


def test_a_worker_sees_whom_they_registered(kit: Kit, worker: Kit) -> None:  # noqa: F811 - the fixture
    own, other = people.add(worker, people.NewPerson()).value, people.add(kit, people.NewPerson()).value
    assert seen(worker) == {own.id}
    worker.must_see(own.id)
    with says_no("ROLE-RIGHT"):
        worker.must_see(other.id)


def test_somebody_new_is_seen_after_the_first_look(worker: Kit) -> None:
    assert seen(worker) == set()
    person = people.add(worker, people.NewPerson()).value
    assert seen(worker) == {person.id}


def test_changing_somebody_is_not_registering_them(kit: Kit, worker: Kit) -> None:  # noqa: F811 - the fixture
    person = people.add(kit, people.NewPerson()).value
    people_store.change_person(worker.workspace, person, by=worker.user.id)
    assert seen(worker) == set()


def test_a_worker_sees_whom_they_interviewed(kit: Kit, worker: Kit, meeting: Session) -> None:  # noqa: F811 - the fixture
    person = welcome(kit, meeting)
    begin(worker, person.id, meeting)
    session.close(kit, meeting.id, {(row.person, row.matter): "left early" for row in session.reconcile(kit, meeting.id).open_rows})
    assert seen(worker) == {person.id}
    worker.must_see(person.id)


def test_a_worker_sees_with_whom_they_wrote_a_story(kit: Kit, worker: Kit, meeting: Session) -> None:  # noqa: F811 - the fixture
    person = welcome(kit, meeting)
    case_study.begin(worker, person.id, None)
    session.close(kit, meeting.id, {(row.person, row.matter): "left early" for row in session.reconcile(kit, meeting.id).open_rows})
    assert seen(worker) == {person.id}


def test_a_facilitator_sees_the_open_session_and_nobody_after_it(kit: Kit, meeting: Session) -> None:  # noqa: F811 - the fixture
    guide, person = held_by(kit, "Fay Guide"), welcome(kit, meeting)
    assert seen(guide) == {person.id}
    session.close(kit, meeting.id, {(row.person, row.matter): "left early" for row in session.reconcile(kit, meeting.id).open_rows})
    assert seen(guide) == set()
    with says_no("ROLE-RIGHT"):
        guide.must_see(person.id)


def test_the_role_is_the_one_that_the_workspace_has(kit: Kit, worker: Kit) -> None:  # noqa: F811 - the fixture
    people_store.add_user(kit.workspace, User(id=worker.user.id, name="Wes Worker", role=Role.COORDINATOR))
    assert seen(worker) is None


def test_nobody_unknown_sees_anybody(kit: Kit) -> None:  # noqa: F811 - the fixture
    with says_no("STORE-UNKNOWN"):
        caseload.seen_by(kit.workspace, UserId("nobody"))
