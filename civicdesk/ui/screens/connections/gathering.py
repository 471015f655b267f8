"""What the store lane gathers for the screen of connections, in words."""

from datetime import date

from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.connecting import HOW, Act, ConnectionState, ConnectionStep, IntroductionId, Listing, MetOutcome, Stage, Visible
from civicdesk.records.ids import EntryId, PersonId
from civicdesk.ui.screens.connections.state import ConnectionsState, Form, Line, One, Pairs, Part, WantedLine
from civicdesk.workflows import connections, directory, introductions, listings, people
from civicdesk.workflows.connections import Came
from civicdesk.workflows.introductions import Waiting
from civicdesk.workflows.kit import Kit
from civicdesk.workflows.listings import Expiring

MOST_PLACES = 5
SAYS = (
    *(ConnectionState.CONTACTED, ConnectionState.ATTENDED, ConnectionState.STILL_GOING, ConnectionState.STOPPED),
    *(ConnectionState.DECLINED, ConnectionState.NOT_AVAILABLE, ConnectionState.NOT_KNOWN),
)
"""What can be said of a place that was chosen."""
LISTED = "listing"
"""Before the person in the key of a line that is about somebody's listing."""


def of_all(part: Part, kit: Kit) -> ConnectionsState:
    """Return a part about everybody with whom the user works."""
    state = ConnectionsState(ready=True, part=part)
    if part is Part.MISSING:
        return _with(state, wanted=tuple(map(_wanted, connections.wanted(kit))))
    if part is Part.ASK:
        return _with(state, lines=(*map(_ask, connections.due(kit)), *map(_runs_out, listings.expiring(kit))))
    introductions.settle(kit)
    return _with(state, lines=tuple(map(_waiting, introductions.waiting(kit))))


def of_one(person: PersonId, part: Part, topic: str, kit: Kit) -> ConnectionsState:
    """Return a part of one person's page."""
    page = listings.page(kit, person)
    found = page.listing
    state = ConnectionsState(
        person=person,
        card=people.page(kit, person).person.card,
        part=part,
        ready=True,
        standing=page.standing,
        standing_words=say(f"connecting.standing.{page.standing}", day=_day(found.expires_on) if found else ""),
        listing=_facts(found) if found else (),
        form=_form(found) if found else Form(),
        topics=tuple(listings.topics_by_group()),
        topic=topic,
    )
    if part is Part.LISTING:
        return _with(
            state, before=tuple(_never(at, words, at_place=bool(one.entry)) for at, (one, words) in enumerate(page.avoided) if words)
        )
    if part is Part.PEOPLE:
        introductions.settle(kit)
        return _with(state, lines=_somebody(kit, person, page.standing), before=tuple(map(_begun, introductions.of_person(kit, person))))
    return _places(state, kit)


def introduction(which: IntroductionId, whose: str, kit: Kit) -> One:
    """Return one introduction with what follows; on the page of one of the two nothing tells of the other.

    Args:
        which: the introduction.
        whose: person on whose page it is shown; empty for the page of all.
        kit: the open workspace.

    Raises:
        Refused: INTRODUCE-ENDED.
    """
    there = introductions.of_person(kit, PersonId(whose)) if whose else introductions.waiting(kit)
    found = next((each for each in there if each.id == which), None)
    if found is None or found.stage is Stage.ENDED:
        raise Refused("INTRODUCE-ENDED")
    facts = [(say("connecting.page.stands"), say(f"connecting.stage.{found.stage.value}"))]
    if found.card:
        facts.insert(0, (say("connecting.page.speak_with"), say("connecting.page.card", card=found.card)))
    if found.days_left is not None:
        facts.append((say("connecting.page.ends"), say("connecting.page.ends_in", count=found.days_left)))
    told = introductions.contacts(kit, which) if found.stage is Stage.RELEASED else ()
    shown = [each for each in told if not whose or each.to == whose]
    facts += [
        (say("connecting.page.tell", card=each.card), say("connecting.page.reach", alias=each.alias, route=each.route)) for each in shown
    ]
    met = found.stage is Stage.MET
    return One(
        key=which,
        title=_upper(found.words) if found.words else say("connecting.page.elsewhere"),
        facts=tuple(facts),
        acts=tuple((act.value, say("connecting.page.keep" if act is Act.OUTCOME else f"connecting.act.{act.value}")) for act in found.acts),
        choices=tuple((each.value, say(f"connecting.outcome.{each.value}")) for each in MetOutcome) if met else (),
        card_for=shown[0].to if shown else "",
    )


def place_of(person: PersonId, entry: EntryId, kit: Kit) -> One:
    """Return one place of somebody with what can be said of it.

    Raises:
        Refused: ROLE-RIGHT, DIRECTORY-ENTRY.
    """
    found = next((each for each in connections.of_person(kit, person) if each.entry == entry), None)
    if found is None:
        raise Refused("DIRECTORY-ENTRY")
    return One(
        key=f"{person}:{entry}",
        title=found.name,
        facts=((say("connecting.page.speak_with"), say("connecting.page.card", card=found.card)), *map(_step, found.connection.steps)),
        acts=(("keep", say("connecting.page.keep")), ("avoid", say("connecting.page.not_for_them"))),
        choices=tuple((each.value, say(f"connecting.state.{each.value}")) for each in SAYS),
    )


def hows(state: str) -> Pairs:
    """Return what can be said a little more about a state: who got in touch, or why."""
    return tuple((how, say(f"connecting.how.{how}")) for how in HOW.get(ConnectionState(state), ()))


def _with(state: ConnectionsState, **facts: object) -> ConnectionsState:
    return ConnectionsState(**{**{name: getattr(state, name) for name in ConnectionsState.__slots__}, **facts})


def _waiting(each: Waiting) -> Line:
    stands = say(f"connecting.stage.{each.stage.value}")
    if each.person is None:
        return Line(key=each.id, label=say("connecting.page.elsewhere"), why=stands)
    days = say("connecting.page.ends_in", count=each.days_left) if each.days_left is not None else ""
    words = _upper(each.words)
    why = say("connecting.page.line_days" if days else "connecting.page.line", words=words, stands=stands, days=_upper(days))
    return Line(key=each.id, label=say("connecting.page.card", card=each.card), why=why, action=say("connecting.page.open"))


def _begun(each: Waiting) -> Line:
    action = say("connecting.page.open") if each.acts else ""
    return Line(key=each.id, label=_upper(each.words), why=say(f"connecting.stage.{each.stage.value}"), action=action)


def _somebody(kit: Kit, person: PersonId, standing: str) -> tuple[Line, ...]:
    if standing not in {"current", "soon"}:
        return ()
    found = introductions.suggest(kit, person)
    return tuple(
        Line(
            key=each.key,
            label=say("connecting.page.numbered", number=number, words=_upper(each.words)),
            action=say("connecting.page.begin"),
        )
        for number, each in enumerate(found, start=1)
    )


def _never(at: int, words: str, *, at_place: bool) -> Line:
    told = say("connecting.page.never_at", name=words) if at_place else say("connecting.page.never_with", card=words)
    return Line(key=f"avoid:{at}", label=told, action=say("connecting.page.take_off"))


def _places(state: ConnectionsState, kit: Kit) -> ConnectionsState:
    person = PersonId(state.person)
    before = connections.of_person(kit, person)
    wants = (state.topic,) if state.topic else tuple(state.form.wants)
    known = {each.entry for each in before}
    found = [each for each in directory.for_person(kit, person, wants) if each.entry.id not in known][:MOST_PLACES] if wants else []
    lines = tuple(
        Line(
            key=each.entry.id,
            label=each.entry.name,
            why=" ".join(f"{words}." for words in (*each.reasons, *each.cautions)),
            action=say("connecting.page.choose"),
        )
        for each in found
    )
    return _with(state, lines=lines, before=tuple(map(_came, before)))


def _came(each: Came) -> Line:
    label, stands = _step(each.connection.steps[-1])
    return Line(
        key=each.entry,
        label=each.name,
        why=say("connecting.page.state_day", state=label, day=stands),
        action=say("connecting.page.came"),
    )


def _ask(each: Came) -> Line:
    card = say("connecting.page.card", card=each.card)
    return Line(
        key=f"{each.person}:{each.entry}",
        label=say("connecting.page.asked_after", card=card, name=each.name),
        why=say("connecting.page.weeks_on", count=each.weeks or 0),
        action=say("connecting.page.came"),
    )


def _runs_out(each: Expiring) -> Line:
    why = say("connecting.page.has_run_out" if each.expired else "connecting.page.runs_out")
    card = say("connecting.page.card", card=each.card)
    return Line(key=f"{LISTED}:{each.person}", label=card, why=why, action=say("connecting.page.open"))


def _step(step: ConnectionStep) -> tuple[str, str]:
    state = say(f"connecting.state.{step.state.value}")
    if step.how:
        state = say("connecting.page.state_how", state=state, how=say(f"connecting.how.{step.how}"))
    return state, _day(step.day)


def _wanted(each: connections.Wanted) -> WantedLine:
    fewer = say("connecting.count.fewer", least=each.least)
    zones = ", ".join(say("connecting.page.zone_people", zone=one.zone, count=one.people) for one in each.zones)
    return WantedLine(topic=each.label, people=fewer if each.people is None else str(each.people), zones=zones, entries=str(each.entries))


def _facts(found: Listing) -> Pairs:
    told = (
        ("alias", found.alias),
        ("wants", ", ".join(map(listings.label, found.wants))),
        ("offers", ", ".join(map(listings.label, found.offers))),
        ("zone", found.zone),
        ("route", found.route),
        ("visible", say(f"connecting.visible.{found.visible.value}")),
    )
    return tuple((say(f"connecting.page.fact.{name}"), value) for name, value in told if value)


def _form(found: Listing) -> Form:
    return Form(
        alias=found.alias,
        alias_used=found.alias_used,
        offers=found.offers,
        wants=found.wants,
        zone=found.zone,
        route=found.route,
        only=found.only or "everybody",
        visible=Visible(found.visible).value,
    )


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _day(day: date) -> str:
    return say("widget.date.words", day=day.day, month=say(f"widget.month.m{day.month}"), year=day.year)
