"""What people ask for and what the law gives it as time: the register with its clocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import PersonId, UserId
from civicdesk.records.requests import Request, RequestEvent, RequestId, RequestKind, RequestStep
from civicdesk.store import caseload, people
from civicdesk.store import requests as request_store
from civicdesk.workflows.kit import Kit, Right

MONTHS, MORE_MONTHS = 1, 2
"""Time to answer: one month, two more if it is complex and the person was told (UK GDPR, Article 12)."""
ACKNOWLEDGE = timedelta(days=30)
"""Time to acknowledge a complaint (Data (Use and Access) Act 2025, section 103)."""
SOON = timedelta(days=7)
ENDS = frozenset({RequestStep.ANSWERED, RequestStep.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it comes in."""

    kind: RequestKind
    person: PersonId | None = None
    received_on: date | None = None
    """None: today."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Where a request stands today."""

    due: date | None
    """The day until which the next thing must be done; None if nothing is left, or the clock stands still."""
    next: RequestStep | None
    """What that is: to acknowledge or to answer."""
    paused: bool
    overdue: bool
    soon: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    """One request with its steps and its clock."""

    request: Request
    card: str
    """Card of the person; empty if nobody is known, or they were forgotten."""
    events: tuple[RequestEvent, ...]
    clock: Clock
    possible: tuple[RequestStep, ...]
    """Steps that may follow."""


def open_request(kit: Kit, asked: Asked) -> Outcome[Request]:
    """Write down what somebody asked for; its clock runs from the day on which it came in.

    Raises:
        Refused: ROLE-RIGHT; REQUEST-DAY: that day has not come yet; REQUEST-PERSON: only a complaint can be from somebody unknown;
            STORE-UNKNOWN.
    """
    kit.must(Right.HANDLE_REQUESTS)
    today = kit.now().date()
    received = asked.received_on or today
    if received > today:
        raise Refused("REQUEST-DAY")
    if asked.person is None and asked.kind is not RequestKind.COMPLAINT:
        raise Refused("REQUEST-PERSON")
    if asked.person is not None:
        people.person(kit.workspace, asked.person)
        kit.must_see(asked.person)
    request = Request(
        id=RequestId(kit.new_id()),
        kind=asked.kind,
        person=asked.person,
        received_on=received,
        by=kit.user.id,
        at=kit.now(),
        note=asked.note.strip(),
    )
    request_store.keep_request(kit.workspace, request)
    return Outcome(value=request, changed=frozenset({Kind.REQUESTS}))


def take_step(kit: Kit, which: RequestId, step: RequestStep, *, note: str = "", day: date | None = None) -> Outcome[RequestPage]:
    """Write down what was done with a request.

    Raises:
        Refused: ROLE-RIGHT, STORE-UNKNOWN; REQUEST-DAY: before it came in, before the step before, or not come yet; REQUEST-STEP: this
            does not follow from where it stands.
    """
    kit.must(Right.HANDLE_REQUESTS)
    known, today = page(kit, which), kit.now().date()
    day = day or today
    if not max([known.request.received_on, *(each.day for each in known.events)]) <= day <= today:
        raise Refused("REQUEST-DAY")
    if step not in known.possible:
        raise Refused("REQUEST-STEP")
    event = RequestEvent(request=which, step=step, day=day, by=kit.user.id, at=kit.now(), note=note.strip())
    request_store.keep_event(kit.workspace, event)
    return Outcome(value=page(kit, which), changed=frozenset({Kind.REQUESTS}))


def page(kit: Kit, which: RequestId) -> RequestPage:
    """Return one request.

    Raises:
        Refused: STORE-UNKNOWN; ROLE-RIGHT: the person is not among those with whom this user works.
    """
    kit.must(Right.HANDLE_REQUESTS)
    request = request_store.request(kit.workspace, which)
    if not _is_theirs(request, kit, caseload.seen_by(kit.workspace, kit.user.id)):
        raise Refused("ROLE-RIGHT", role=kit.user.role.value)
    return _page(kit, request)


def register(kit: Kit) -> tuple[RequestPage, ...]:
    """Return all requests that the user may see: those that are due first, then those that stand still, then those that are done.

    A worker sees those of the people they work with, and those that they wrote down themselves.

    Raises:
        Refused: ROLE-RIGHT.
    """
    kit.must(Right.HANDLE_REQUESTS)
    seen = caseload.seen_by(kit.workspace, kit.user.id)
    found = [_page(kit, each) for each in request_store.requests(kit.workspace) if _is_theirs(each, kit, seen)]
    return tuple(
        sorted(found, key=lambda each: (each.clock.due is None, not each.clock.paused, each.clock.due or each.request.received_on))
    )


def names_of_users(kit: Kit) -> dict[UserId, str]:
    """Return the sign-in names of everybody who has ever worked here, for what stands beside each step."""
    return {user.id: user.name for user in people.users(kit.workspace)}


def clock_of(request: Request, events: Sequence[RequestEvent], today: date) -> Clock:
    """Work out where a request stands. Days on which it waited for the person are added at the end."""
    steps = {each.step for each in events}
    if steps & ENDS:
        return Clock(due=None, next=None, paused=False, overdue=False, soon=False)
    waited, since = _pauses(events)
    if since is not None:
        return Clock(due=None, next=None, paused=True, overdue=False, soon=False)
    if request.kind is RequestKind.COMPLAINT:
        if RequestStep.ACKNOWLEDGED in steps:
            return Clock(due=None, next=RequestStep.ANSWERED, paused=False, overdue=False, soon=False)
        due, what = request.received_on + ACKNOWLEDGE, RequestStep.ACKNOWLEDGED
    else:
        months = MONTHS + (MORE_MONTHS if RequestStep.EXTENDED in steps else 0)
        due, what = _months_after(request.received_on, months) + waited, RequestStep.ANSWERED
    return Clock(due=due, next=what, paused=False, overdue=today > due, soon=due - SOON <= today <= due)


def in_words(clock: Clock) -> str:
    """Return where a request stands, as a sentence."""
    if clock.paused:
        return say("requests.paused")
    if clock.next is None:
        return say("requests.done")
    step = say(f"requests.step.{clock.next.value}")
    if clock.due is None:
        return step
    return say("requests.overdue" if clock.overdue else "requests.due", step=step, day=clock.due.isoformat())


def _is_theirs(request: Request, kit: Kit, seen: frozenset[PersonId] | None) -> bool:
    return seen is None or request.by == kit.user.id or request.person in seen


def _page(kit: Kit, request: Request) -> RequestPage:
    events = request_store.events(kit.workspace, request.id)
    clock = clock_of(request, events, kit.now().date())
    known = request.person is not None and request.person in people.ids(kit.workspace)
    return RequestPage(
        request=request,
        card=people.person(kit.workspace, request.person).card if known and request.person else "",
        events=events,
        clock=clock,
        possible=_possible(request, events, clock),
    )


def _possible(request: Request, events: Sequence[RequestEvent], clock: Clock) -> tuple[RequestStep, ...]:
    """Return what may be done next, in the order in which it is usually done."""
    steps = {each.step for each in events}
    if steps & ENDS:
        return ()
    if clock.paused:
        return (RequestStep.RESUMED, RequestStep.WITHDRAWN)
    complaint = request.kind is RequestKind.COMPLAINT
    once = (RequestStep.ACKNOWLEDGED,) if complaint else (RequestStep.ACKNOWLEDGED, RequestStep.EXTENDED)
    waits = () if complaint else (RequestStep.PAUSED,)
    return (*(each for each in once if each not in steps), *waits, RequestStep.ANSWERED, RequestStep.WITHDRAWN)


def _pauses(events: Sequence[RequestEvent]) -> tuple[timedelta, date | None]:
    """Return how long a request has waited for the person, and since when it does so now."""
    waited, since = timedelta(), None
    for each in events:
        if each.step is RequestStep.PAUSED:
            since = each.day
        elif each.step is RequestStep.RESUMED and since is not None:
            waited, since = waited + (each.day - since), None
    return waited, since


def _months_after(day: date, months: int) -> date:
    """Return the corresponding day so many months later; the last day of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(following - timedelta(days=1), date(year, month + 1, 1) + timedelta(days=day.day - 1))
