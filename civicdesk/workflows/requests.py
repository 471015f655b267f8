"""What people ask for and what the law gives it as time: the register with its clocks, and the pack for a request to see everything."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from civicdesk.casestudies import quotes
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.answers import Submission
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import PersonId
from civicdesk.records.requests import Request, RequestEvent, RequestId, RequestKind, RequestStep
from civicdesk.store import answers, files, held, people
from civicdesk.store import requests as request_store
from civicdesk.store.actions import Action
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
    events: tuple[RequestEvent, ...]
    clock: Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPack:
    """Everything held about one person, and which words in it look like names of others: look before it is handed over."""

    data: bytes
    """JSON, UTF-8."""
    rows: int
    names_of_others: tuple[str, ...]


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
    if step not in _possible(known):
        raise Refused("REQUEST-STEP")
    event = RequestEvent(request=which, step=step, day=day, by=kit.user.id, at=kit.now(), note=note.strip())
    request_store.keep_event(kit.workspace, event)
    return Outcome(value=page(kit, which), changed=frozenset({Kind.REQUESTS}))


def page(kit: Kit, which: RequestId) -> RequestPage:
    """Return one request.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    request = request_store.request(kit.workspace, which)
    events = request_store.events(kit.workspace, which)
    return RequestPage(request=request, events=events, clock=clock_of(request, events, kit.now().date()))


def register(kit: Kit) -> tuple[RequestPage, ...]:
    """Return all requests: those that are due first, then those that stand still, then those that are done.

    Raises:
        Refused: ROLE-RIGHT.
    """
    kit.must(Right.HANDLE_REQUESTS)
    found = [page(kit, each.id) for each in request_store.requests(kit.workspace)]
    return tuple(
        sorted(found, key=lambda each: (each.clock.due is None, not each.clock.paused, each.clock.due or each.request.received_on))
    )


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


def access_pack(kit: Kit, person: PersonId) -> Outcome[AccessPack]:
    """Gather everything that is held about a person. It is made in memory; where it is saved is a choice of the worker's.

    Raises:
        Refused: ROLE-RIGHT, STORE-UNKNOWN.
        Damaged: VAULT-OPEN.
    """
    kit.must(Right.HANDLE_REQUESTS)
    rows = held.about(kit.workspace, person)
    known = people.person(kit.workspace, person)
    said = [each for submission in answers.submissions(kit.workspace, person=person) for each in _answers(kit, submission)]
    told = {
        "about": {
            "card": known.card,
            "made_on": kit.now().date().isoformat(),
            "project": kit.project().name,
            "contact": kit.project().contact,
        },
        "answers": said,
        "held": rows,
    }
    data = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True).encode()
    kit.workspace.note(Action.EXPORTED, kit.user.id, kit.now())
    return Outcome(
        value=AccessPack(data=data, rows=sum(map(len, rows.values())), names_of_others=_names_of_others(rows, known.name, known.language))
    )


def save_pack(pack: AccessPack, path: Path) -> None:
    """Write an access pack where a person chose to.

    Raises:
        Unavailable: STORE-FILE.
    """
    files.write_whole(path, pack.data)


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


def _answers(kit: Kit, submission: Submission) -> list[Mapping[str, object]]:
    """Return what was asked and said, in the words of the form."""
    state, instrument = kit.response(submission).state(), kit.instrument(submission.instrument)
    found: list[Mapping[str, object]] = []
    for each in answers.now(kit.workspace, submission.id):
        node = state.get(each.question)
        labels = dict(node.opts or ()) if node else {}
        value = each.value or ""
        words = ", ".join(labels.get(code, code) for code in value.split()) if labels else value
        found.append(
            {
                "form": instrument.title,
                "round": submission.wave,
                "question": (node.label if node else "") or each.question.rpartition("/")[2],
                "answer": words or (each.missing.value if each.missing else ""),
            }
        )
    return found


def _names_of_others(rows: Mapping[str, Sequence[Mapping[str, object]]], own: str, language: str) -> tuple[str, ...]:
    mine = set(own.lower().split())
    found = {
        text[first:last]
        for table in rows.values()
        for row in table
        for text in _texts(row)
        for first, last in quotes.likely_names(text, language)
    }
    return tuple(sorted(name for name in found if not set(name.lower().split()) <= mine))


def _texts(row: Mapping[str, object]) -> list[str]:
    """Return what somebody wrote in one row; the parts of a case study one by one."""
    plain = [str(row[name]) for name in ("text", "title", "value", "reason", "note") if row.get(name)]
    return plain + [text for _, text in json.loads(str(row.get("texts", "[]")))]


def _possible(known: RequestPage) -> frozenset[RequestStep]:
    steps = {each.step for each in known.events}
    if steps & ENDS:
        return frozenset()
    if known.clock.paused:
        return frozenset({RequestStep.RESUMED, RequestStep.WITHDRAWN})
    complaint = known.request.kind is RequestKind.COMPLAINT
    once = {RequestStep.ACKNOWLEDGED} if complaint else {RequestStep.EXTENDED, RequestStep.ACKNOWLEDGED}
    return frozenset((once - steps) | ENDS | (set() if complaint else {RequestStep.PAUSED}))


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
