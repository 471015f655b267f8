"""The scores of one person over time."""

from civicdesk.records.sessions import Session
from civicdesk.workflows import consent, courses, session
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import answer_all, begin, given, says_no, welcome

FIRST_AREA = ("sk1", "sk2", "sk3", "sk4", "sk5")


def answered(kit: Kit, person: str, meeting: Session, code: str) -> Session:
    """Let somebody answer the first area, close the session, and open the next."""
    answer_all(begin(kit, person, meeting), dict.fromkeys(FIRST_AREA, code)).finish()
    rows = session.reconcile(kit, meeting.id).open_rows
    session.close(kit, meeting.id, {(row.person, row.matter): "test" for row in rows})
    return session.open_session(kit, session.NewSession(place="Invented Hall", facilitators=(), wave=meeting.wave + 1)).value


def test_from_three_times_on_there_is_a_line(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting, name="Wren Fictional").id
    for code in ("dd", "td"):
        meeting = answered(kit, person, meeting, code)
        assert courses.of_person(kit, person) == ()
    answered(kit, person, meeting, "da")
    (line,) = courses.of_person(kit, person)
    assert (line.scale, [one.value for one in line.points], line.words) == ("skills", [0.0, 100 / 3, 100.0], "up")
    assert [one.words for one in line.points] == ["", "up", "up"]


def test_whoever_took_back_that_answers_are_kept_has_no_line(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, meeting, name="Wren Fictional").id
    consent.withdraw(kit, given(kit, person, frozenset()))
    with says_no("CONSENT-KEEP"):
        courses.of_person(kit, person)


def test_nobody_sees_the_line_of_somebody_they_do_not_work_with(kit: Kit, meeting: Session) -> None:
    person = welcome(kit, name="Wren Fictional").id
    with says_no("ROLE-RIGHT"):
        courses.of_person(held_by(kit, "Wes Worker"), person)
