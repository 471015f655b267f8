"""Wiring of the register of requests and complaints."""

from dataclasses import replace
from datetime import date, datetime
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import PersonId, UserId
from civicdesk.records.requests import RequestEvent, RequestId, RequestKind, RequestStep
from civicdesk.ui.screens.requests.state import DATES, REGISTER, DateLine, OneRequest, RequestLine, RequestsState, Typed
from civicdesk.ui.screens.requests.view import RequestsView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.ui.widgets.typed import read_date
from civicdesk.workflows import people, requests, retention
from civicdesk.workflows.kit import Kit, Right

AT = {"REQUEST-DAY": "day", "REQUEST-PERSON": "card", "PERSON-NONE": "card", "REQUEST-STEP": "step"}
NEEDS_A_REASON = frozenset({RequestStep.PAUSED, RequestStep.EXTENDED, RequestStep.ANSWERED})


class RequestsPresenter(Presenter):
    """The register and the dates. Facts of its place: `card` to write one down for somebody; `part=dates`."""

    kinds = frozenset({Kind.REQUESTS, Kind.PEOPLE})
    destination = "requests"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = RequestsView()
        super().__init__(self.page, around)
        self._began_adding = bool(where.fact("card"))
        typed = Typed(card=where.fact("card"), day=self._today_in_words())
        part = DATES if where.fact("part") == DATES else REGISTER
        self.state = RequestsState(loading=True, part=part, adding=self._began_adding, typed=typed)
        self._asked: int | None = None
        page = self.page
        page.went_back.connect(self._back)
        page.part_chosen.connect(self._to_part)
        page.opened.connect(self._open)
        page.add_wanted.connect(self.make_new)
        page.added.connect(self._add)
        page.stepped.connect(self._step)
        page.changed.connect(self._type)
        page.given_up.connect(self._give_up)
        page.person_wanted.connect(self._to_person)
        page.acted.connect(self._act)
        page.dropped.connect(self._drop)
        page.render_state(self.state)

    def begin(self) -> None:
        """Ask for the register, and for the dates where the user may."""
        self._asked = self.around.store.submit(_register, done=self._found, refused=self._explain, instead_of=self._asked)

    def make_new(self) -> None:
        """Ctrl+N: write a request down."""
        if self.state.one is None and self.state.dropping is None and not self.state.adding:
            typed = Typed(day=self._today_in_words())
            self._show(replace(self.state, adding=True, typed=typed, told="", problem="", problem_at=""))

    def unsaved(self) -> bool:
        """Tell whether something is typed that was not kept."""
        return (self.state.adding or self.state.one is not None) and not self.state.typed.empty

    def _show(self, state: RequestsState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, found: RequestsState) -> None:
        self._show(replace(self.state, lines=found.lines, dates=found.dates, may_erase=found.may_erase, loading=False))

    def _to_part(self, part: str) -> None:
        self._show(replace(self.state, part=part, told="", problem="", problem_at=""))

    def _type(self, typed: object) -> None:
        if isinstance(typed, Typed):
            self._show(replace(self.state, typed=typed, problem="", problem_at=""))

    def _open(self, key: str) -> None:
        self.around.store.submit(partial(_one, RequestId(key)), done=self._opened, refused=self._explain)

    def _opened(self, one: OneRequest) -> None:
        typed = Typed(day=self._today_in_words())
        self._show(replace(self.state, one=one, typed=typed, told="", problem="", problem_at=""))

    def _add(self, typed: object) -> None:
        if not isinstance(typed, Typed) or self.state.busy:
            return
        day = read_date(typed.day, self._today())
        if not typed.kind or day is None:
            at, words = ("kind", "requests.choose_kind") if not typed.kind else ("day", "requests.day_unread")
            self._show(replace(self.state, typed=typed, problem=say(words), problem_at=at))
            return
        self._show(replace(self.state, typed=typed, busy=True, problem="", problem_at=""))
        self.around.store.submit(partial(_add, typed, day), done=self._kept, refused=self._explain)

    def _kept(self, _request: object) -> None:
        told = say("requests.written_down")
        if self._began_adding:
            self._began_adding = False
        self._show(replace(self.state, adding=False, busy=False, typed=Typed(), part=REGISTER, told=told, loading=not self.state.lines))
        self.begin()

    def _step(self, typed: object) -> None:
        one = self.state.one
        if not isinstance(typed, Typed) or one is None or self.state.busy:
            return
        day = read_date(typed.day, self._today())
        problem = _wanting(typed, day)
        if problem or day is None:
            words, at = problem or ("requests.day_unread", "day")
            self._show(replace(self.state, typed=typed, problem=say(words), problem_at=at))
            return
        self._show(replace(self.state, typed=typed, busy=True, problem="", problem_at=""))
        self.around.store.submit(partial(_step, RequestId(one.key), typed, day), done=self._stepped, refused=self._explain)

    def _stepped(self, one: OneRequest) -> None:
        typed = Typed(day=self._today_in_words())
        self._show(replace(self.state, one=one, busy=False, typed=typed, told=say("requests.written_down")))
        self.begin()

    def _give_up(self) -> None:
        self._show(replace(self.state, adding=False, one=None, dropping=None, typed=Typed(), told="", problem="", problem_at=""))

    def _back(self) -> None:
        inside = self.state.one or self.state.dropping or (self.state.adding and not self._began_adding)
        if inside:
            self.step_back(self._give_up)
        else:
            self.went_back.emit()

    def _to_person(self, person: str) -> None:
        self.went.emit(place("person", person=person))

    def _act(self, row: int) -> None:
        line = self.state.dates[row]
        if line.kept == retention.Kept.ANSWERS:
            self.went.emit(place("erase", person=line.person))
        else:
            self._show(replace(self.state, dropping=line, told="", problem=""))

    def _drop(self) -> None:
        line = self.state.dropping
        if line is not None and not self.state.busy:
            self._show(replace(self.state, busy=True))
            self.around.store.submit(partial(_drop, PersonId(line.person)), done=self._dropped, refused=self._explain)

    def _dropped(self, _nothing: object) -> None:
        self._show(replace(self.state, dropping=None, busy=False, told=say("requests.dropped")))
        self.begin()

    def _explain(self, why: CivicDeskError) -> None:
        at = AT.get(why.code, "") if self.state.adding or self.state.one else ""
        self._show(replace(self.state, loading=False, busy=False, problem=explain(why), problem_at=at))

    def _today(self) -> date:
        return self.around.world.now().date()

    def _today_in_words(self) -> str:
        return _day(self._today())


def _wanting(typed: Typed, day: date | None) -> tuple[str, str] | None:
    """Return the words for what is missing before a step can be written down, and the field; None if nothing is."""
    if not typed.step:
        return "requests.choose_step", "step"
    if day is None:
        return "requests.day_unread", "day"
    if RequestStep(typed.step) in NEEDS_A_REASON and not typed.note.strip():
        return f"requests.why.{typed.step}", "note"
    return None


def _register(kit: Kit) -> RequestsState:
    today = kit.now().date()
    may_erase = kit.may(Right.ERASE)
    due = retention.due(kit) if may_erase else ()
    return RequestsState(
        lines=tuple(map(_line, requests.register(kit))),
        dates=tuple(
            DateLine(person=each.person, card=each.card, kept=each.kept.value, on=_day(each.on), passed=each.on <= today) for each in due
        ),
        may_erase=may_erase,
    )


def _line(page: requests.RequestPage) -> RequestLine:
    return RequestLine(
        key=page.request.id,
        kind=say(f"requests.kind.{page.request.kind.value}"),
        card=page.card,
        received=_day(page.request.received_on),
        stands=_day(page.clock.due) if page.clock.due and (page.clock.overdue or page.clock.soon) else _stands(page.clock),
        standing=_standing(page.clock),
    )


def _standing(clock: requests.Clock) -> str:
    if clock.paused:
        return "paused"
    if clock.next is None:
        return "done"
    return "overdue" if clock.overdue else "soon" if clock.soon else "open"


def _stands(clock: requests.Clock) -> str:
    if clock.paused or clock.next is None:
        return say("requests.paused" if clock.paused else "requests.done")
    step = say(f"requests.step.{clock.next.value}")
    if clock.due is None:
        return step
    return say("requests.overdue" if clock.overdue else "requests.due", step=step, day=_day(clock.due))


def _one(which: RequestId, kit: Kit) -> OneRequest:
    return _shown(requests.page(kit, which), kit)


def _shown(page: requests.RequestPage, kit: Kit) -> OneRequest:
    request = page.request
    facts = [(say("requests.came_in"), _day(request.received_on))]
    if request.note:
        facts.append((say("requests.noted"), request.note))
    names = requests.names_of_users(kit)
    return OneRequest(
        key=request.id,
        title=say(f"requests.kind.{request.kind.value}"),
        card=page.card,
        person=request.person or "" if page.card else "",
        facts=tuple(facts),
        steps=(_began(request.at, request.by, names), *(_event(each, names) for each in page.events)),
        possible=tuple((step.value, say(f"requests.do.{step.value}")) for step in page.possible),
        standing=_standing(page.clock),
        stands=_stands(page.clock),
    )


def _began(at: datetime, by: UserId, names: dict[UserId, str]) -> str:
    return say("requests.did", day=_day(at.date()), what=say("requests.did_what.kept"), who=names.get(by, ""))


def _event(event: RequestEvent, names: dict[UserId, str]) -> str:
    what = say(f"requests.did_what.{event.step.value}")
    line = say("requests.did", day=_day(event.day), what=what, who=names.get(event.by, ""))
    return f"{line}: {event.note}" if event.note else line


def _add(typed: Typed, day: date, kit: Kit) -> object:
    whose = people.by_card(kit, typed.card) if typed.card.strip() else None
    return requests.open_request(kit, requests.Asked(kind=RequestKind(typed.kind), person=whose, received_on=day, note=typed.note))


def _step(which: RequestId, typed: Typed, day: date, kit: Kit) -> object:
    outcome = requests.take_step(kit, which, RequestStep(typed.step), note=typed.note, day=day)
    return Outcome(value=_shown(outcome.value, kit), changed=outcome.changed)


def _drop(which: PersonId, kit: Kit) -> object:
    return retention.drop_identity(kit, which)


def _day(when: date) -> str:
    return say("widget.date.words", day=when.day, month=say(f"widget.month.m{when.month}"), year=when.year)
