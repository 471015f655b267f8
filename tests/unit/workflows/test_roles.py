"""Every right of every role, asked for through the workflows: the window may hide what it likes, here it is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from civicdesk.errors import Refused
from civicdesk.records.ids import PersonId, SubmissionId
from civicdesk.records.people import Role
from civicdesk.records.requests import RequestKind
from civicdesk.workflows import (
    access,
    activity,
    case_study,
    consent,
    corrections,
    erasure,
    interview,
    people,
    requests,
    retention,
    session,
    sheet,
)
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import EVERYTHING, finished, given, welcome

NAMES = {Role.COORDINATOR: "Ben Second", Role.WORKER: "Wes Worker", Role.FACILITATOR: "Fay Guide"}
C, W, F = Role.COORDINATOR, Role.WORKER, Role.FACILITATOR
ALL = frozenset(Role)


@dataclass(frozen=True)
class Scene:
    """Somebody whom Ada registered and asked, who has gone, and whom none of the three has met."""

    person: PersonId
    submission: SubmissionId


@pytest.fixture
def scene(kit: Kit) -> Scene:
    meeting = session.open_session(kit, session.NewSession(place="Invented Hall", facilitators=("Ada Test",))).value
    person = welcome(kit, meeting, name="Wren Fictional")
    talk = finished(kit, person.id, meeting)
    session.close(kit, meeting.id, {(row.person, row.matter): "left early" for row in session.reconcile(kit, meeting.id).open_rows})
    return Scene(person.id, talk.submission.id)


Verb = Callable[[Kit, Scene], Any]
OF_A_STRANGER: Mapping[str, tuple[Verb, frozenset[Role]]] = {
    "look at the page": (lambda kit, it: people.page(kit, it.person), frozenset({C})),
    "begin a response": (
        lambda kit, it: interview.start(kit, interview.Start(person=it.person, form_id="civic_health", session=None, wave=2)),
        frozenset({C}),
    ),
    "go through the answers": (lambda kit, it: interview.resume(kit, it.submission), frozenset({C})),
    "see the scores": (lambda kit, it: sheet.scored(kit, it.submission), frozenset({C})),
    "make a sheet": (lambda kit, it: sheet.compose(kit, it.submission, sheet.SheetWish()), frozenset({C})),
    "begin a story": (lambda kit, it: case_study.begin(kit, it.person, None), frozenset({C})),
    "look at corrections": (lambda kit, it: corrections.page(kit, it.submission), frozenset({C})),
    "gather everything held": (lambda kit, it: access.gather(kit, it.person), frozenset({C})),
    "write down a request": (
        lambda kit, it: requests.open_request(kit, requests.Asked(kind=RequestKind.ACCESS, person=it.person)),
        frozenset({C}),
    ),
    "erase": (lambda kit, it: erasure.erase(kit, it.person), frozenset({C})),
    "make the sheet of an erasure": (lambda kit, it: erasure.paper(kit, it.person), frozenset({C})),
    "take the name out": (lambda kit, it: retention.drop_identity(kit, it.person), frozenset({C})),
    "see who reaches a date": (lambda kit, _it: retention.due(kit, timedelta(days=9999)), frozenset({C})),
    "set the rules of dates": (lambda kit, _it: retention.set_rules(kit, retention.DEFAULT), frozenset({C})),
    "see the register": (lambda kit, _it: requests.register(kit), frozenset({C, W})),
    "write down a complaint": (
        lambda kit, _it: requests.open_request(kit, requests.Asked(kind=RequestKind.COMPLAINT)),
        frozenset({C, W}),
    ),
    "finish erasures": (lambda kit, _it: erasure.go_on(kit), frozenset({C})),
    "see the log": (lambda kit, _it: activity.log(kit), ALL),
    "check the chain": (lambda kit, _it: activity.check(kit), ALL),
}


@pytest.mark.parametrize("verb", OF_A_STRANGER)
@pytest.mark.parametrize("role", Role)
def test_each_role_does_what_it_may_and_nothing_else(kit: Kit, scene: Scene, role: Role, verb: str) -> None:
    act, allowed = OF_A_STRANGER[verb]
    assert _is_refused(act, held_by(kit, NAMES[role]), scene) is (role not in allowed)


def _is_refused(act: Verb, who: Kit, scene: Scene) -> bool:
    try:
        act(who, scene)
    except Refused as why:
        if why.code != "ROLE-RIGHT":
            raise
        return True
    return False


@pytest.mark.parametrize("role", Role)
def test_everybody_may_take_consent_back_for_everybody(kit: Kit, scene: Scene, role: Role) -> None:
    who = held_by(kit, NAMES[role])
    consent.withdraw(who, given(who, scene.person, EVERYTHING - EVERYTHING))
    assert not any(consent.standing(kit, scene.person).allows(purpose) for purpose in EVERYTHING)


@pytest.mark.parametrize("role", Role)
def test_nobody_is_listed_but_whom_one_sees(kit: Kit, scene: Scene, role: Role) -> None:
    found = people.find(held_by(kit, NAMES[role]), "Wren")
    assert [each.id for each in found] == ([scene.person] if role is C else [])


@pytest.mark.parametrize("role", Role)
def test_somebody_who_has_come_in_is_seen_again(kit: Kit, scene: Scene, role: Role) -> None:
    who = held_by(kit, NAMES[role])
    opened = session.open_session(who, session.NewSession(place="Invented Hall", facilitators=())).value
    card = people.page(kit, scene.person).person.card
    (found,) = people.find(who, card)
    people.arrive(who, found.id, opened.id)
    assert people.page(who, scene.person).person.name == "Wren Fictional"


@pytest.mark.parametrize(("role", "sees"), [(C, True), (W, True), (F, False)])
def test_a_facilitator_goes_through_no_finished_answers_of_a_colleague(kit: Kit, scene: Scene, role: Role, *, sees: bool) -> None:
    who = held_by(kit, NAMES[role])
    opened = session.open_session(who, session.NewSession(place="Invented Hall", facilitators=())).value
    people.arrive(who, scene.person, opened.id)
    assert _is_refused(lambda it, place: interview.resume(it, place.submission), who, scene) is not sees
