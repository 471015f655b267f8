"""Wiring of the page of one person."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.answers import Submission, SubmissionState
from civicdesk.records.changes import Kind
from civicdesk.records.consent import Choice, Purpose, Standing
from civicdesk.records.ids import PersonId, SessionId
from civicdesk.records.people import Person
from civicdesk.ui.screens.person.state import Happening, PersonState, RightShown
from civicdesk.ui.screens.person.view import PersonView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import access, consent, corrections, people, session
from civicdesk.workflows.kit import Kit, Right

STATES = {SubmissionState.DRAFT: "in_progress", SubmissionState.FINISHED: "done", SubmissionState.DECLINED: "done"}
ACTIONS = {SubmissionState.DRAFT: "person.go_on", SubmissionState.FINISHED: "person.sheet"}
LINE_FROM = 3
"""Finished responses from which there is a line over time."""


class PersonPresenter(Presenter):
    """One person: what holds, what was done, and the ways on from here."""

    kinds = frozenset({Kind.PEOPLE, Kind.CONSENT, Kind.ANSWERS, Kind.CASES, Kind.SESSIONS})
    destination = "people"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = PersonView()
        super().__init__(self.page, around)
        self._person = PersonId(where.fact("person"))
        self.state = PersonState(person=self._person, loading=True)
        self._asked: int | None = None
        page = self.page
        page.went_back.connect(self.went_back)
        page.consent_wanted.connect(self._ask_consent)
        page.withdrawal_wanted.connect(self._withdraw)
        page.arrived.connect(self._arrive)
        page.session_wanted.connect(self._to_session)
        page.opened.connect(self._open)
        page.right_wanted.connect(self._to_right)
        page.connections_wanted.connect(self._to_connections)
        page.who_sees_turned.connect(self._turn_who_sees)
        page.render_state(self.state)

    def begin(self) -> None:
        """Ask for the page."""
        self._asked = self.around.store.submit(
            partial(_page, self._person), done=self._found, refused=self._explain, instead_of=self._asked
        )

    def _show(self, state: PersonState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, state: PersonState) -> None:
        self._show(replace(state, who_sees=self.state.who_sees))

    def _facts(self, **more: str) -> dict[str, str]:
        facts = {"person": str(self._person), "session": self.state.session, **more}
        return {name: value for name, value in facts.items() if value}

    def _ask_consent(self) -> None:
        self.went.emit(place("consent", **self._facts()))

    def _withdraw(self) -> None:
        self.went.emit(place("withdraw", **self._facts()))

    def _to_connections(self) -> None:
        self.went.emit(place("connections", person=str(self._person)))

    def _to_right(self, key: str) -> None:
        kind, _, which = key.partition(":")
        where = {
            "restrict": place("withdraw", **self._facts(restrict="yes")),
            "correct": place("correct", submission=which),
            "access": place("access", person=str(self._person)),
            "request": place("requests", card=self.state.card),
            "erase": place("erase", person=str(self._person)),
        }
        self.went.emit(where[kind])

    def _arrive(self) -> None:
        self.around.store.submit(partial(_arrive, self._person, self.state.session), done=self._arrived, refused=self._explain)

    def _arrived(self, _value: object) -> None:
        self._to_session()

    def _to_session(self) -> None:
        self.went.emit(place("session", **self._facts()))

    def _open(self, key: str) -> None:
        kind, _, which = key.partition(":")
        happening = next(each for each in self.state.timeline if each.key == key)
        if kind == "course":
            self.went.emit(place("course", person=which))
        elif kind == "case":
            self.went.emit(place("case_study", **self._facts(case=which)))
        else:
            word = "interview" if happening.state == "in_progress" else "sheet"
            self.went.emit(place(word, **self._facts(submission=which)))

    def _turn_who_sees(self) -> None:
        self._show(replace(self.state, who_sees=not self.state.who_sees))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, loading=False, problem=explain(why)))


def _page(which: PersonId, kit: Kit) -> PersonState:
    found = people.page(kit, which)
    opened = session.today(kit).open_session
    here = opened is not None and any(each.person == which for each in session.page(kit, opened.id).people)
    cases = tuple(
        Happening(
            key=f"case:{each.id}",
            label=say("person.case", date=_day(each.at, kit)),
            state="done" if each.finished else "in_progress",
            action=say("person.open"),
        )
        for each in found.cases
    )
    return PersonState(
        person=which,
        card=found.person.card,
        name=found.person.name,
        facts=_known(found.person),
        consent=_badge(found.consent),
        agreed=_agreed(found, kit),
        restricted=_restricted(found.consent),
        timeline=(*(_happening(each, kit) for each in found.submissions), *cases, *_over_time(found)),
        rights=_rights(found, kit),
        connects=kit.may(Right.INTRODUCE),
        session=opened.id if opened else "",
        here=here,
    )


def _agreed(found: people.PersonPage, kit: Kit) -> tuple[str, ...]:
    """Return what holds in the words that were read last, in their order."""
    history = consent.history(kit, found.person.id)
    sentences = {purpose: sentence for said in history for purpose, sentence in said.statement.purposes}
    order = [*(purpose for purpose, _ in history[-1].statement.purposes), *sentences] if history else []
    return tuple(sentences[purpose] for purpose in dict.fromkeys(order) if found.consent.allows(purpose))


def _rights(found: people.PersonPage, kit: Kit) -> tuple[RightShown, ...]:
    """Return what this user may do when the person asks for it; the workflows refuse all else."""
    keys = []
    if any(found.consent.allows(purpose) for purpose in Purpose if purpose is not Purpose.KEEP):
        keys.append(("restrict", "restrict", 0))
    if found.consent.allows(Purpose.KEEP):
        keys += [("correct", f"correct:{each.id}", each.wave) for each in found.submissions if corrections.may_correct(kit, each)]
    if kit.may(Right.HANDLE_REQUESTS):
        keys += [("access", "access", 0), ("request", "request", 0)]
    if kit.may(Right.ERASE):
        keys.append(("erase", "erase", 0))
    return tuple(
        RightShown(
            key=key,
            label=say(f"person.right.{kind}", round=turn),
            why=say(f"person.right_why.{kind}"),
            action=say(f"person.right_action.{kind}"),
        )
        for kind, key, turn in keys
    )


def _known(person: Person) -> tuple[tuple[str, str], ...]:
    facts = (
        ("birth_year", str(person.birth_year or "")),
        ("district", person.district),
        ("contact", person.contact),
        ("language", access.language_name(person.language)),
    )
    return tuple((say(f"person.fact.{name}"), value) for name, value in facts if value)


def _happening(each: Submission, kit: Kit) -> Happening:
    key = ACTIONS.get(each.state)
    words = "person.declined" if each.state is SubmissionState.DECLINED else "person.survey"
    return Happening(
        key=f"submission:{each.id}",
        label=say(words, round=each.wave, date=_day(each.started_at, kit)),
        state=STATES[each.state],
        action=say(key) if key else "",
    )


def _over_time(found: people.PersonPage) -> tuple[Happening, ...]:
    """Return the way to the scores over time, once somebody has answered often enough for a line."""
    finished = [each for each in found.submissions if each.state is SubmissionState.FINISHED]
    if len(finished) < LINE_FROM or not found.consent.allows(Purpose.KEEP):
        return ()
    return (Happening(key=f"course:{found.person.id}", label=say("course.open", count=len(finished)), state="", action=say("course.show")),)


def _day(at: datetime, kit: Kit) -> str:
    here = at.astimezone(kit.now().tzinfo)
    return say("widget.date.words", day=here.day, month=say(f"widget.month.m{here.month}"), year=here.year)


def _badge(standing: Standing) -> str:
    said = [choice for _, choice in standing.choices if choice is not Choice.NOT_ASKED]
    if not said:
        return "not_asked"
    if all(choice is Choice.YES for choice in said):
        return "yes"
    return "partly" if Choice.YES in said else "no"


def _restricted(standing: Standing) -> bool:
    """Tell whether the person has said no to every use of what may be kept."""
    others = [choice for purpose, choice in standing.choices if purpose is not Purpose.KEEP]
    return standing.allows(Purpose.KEEP) and Choice.NO in others and Choice.YES not in others


def _arrive(person: PersonId, which: str, kit: Kit) -> object:
    return people.arrive(kit, person, SessionId(which))
