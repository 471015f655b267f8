"""What came of places and groups that people were told about, and what is missing here."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from civicdesk.directory import introducing, topics
from civicdesk.errors import Refused
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.connecting import HOW, OVER, Connection, ConnectionState, ConnectionStep, Referral, UnmetNeed
from civicdesk.records.consent import Purpose
from civicdesk.records.entries import Entry, EntryStatus
from civicdesk.records.ids import EntryId, PersonId
from civicdesk.store import caseload, consent, entries, links, listings, people, upkeep
from civicdesk.workflows.kit import Kit, Right

ROOM, OUTSIDE = 5, 10
"""Fewest people behind a number: for those who are in the room, and for whatever is printed or leaves."""
FIRST_LOOK, SECOND_LOOK = timedelta(weeks=4), timedelta(weeks=12)
_GONE = timedelta(days=90)
"""Since a list has no longer had an entry."""
_SURE = 1.0
"""Weight from which words in a next step speak for a topic."""
_WAITING = frozenset({ConnectionState.SUGGESTED, ConnectionState.SHOWN})
"""Nobody has chosen it: it is not asked after."""
CHANGED = frozenset({Kind.CONNECTIONS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """One place of one person, and what came of it as far as anybody has said."""

    person: PersonId
    card: str
    entry: EntryId
    name: str
    connection: Connection
    came: str
    """State in which it is, `not known` as long as nobody has said what came of it."""
    weeks: int | None = None
    """4 or 12 if somebody should ask now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One word on a connection, as it is put down."""

    state: ConnectionState
    how: str = ""
    """One of `HOW[state]`."""
    referral: Referral | None = None
    day: date | None = None
    """None for today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InZone:
    """How many want something in one place; the number is large enough to be told."""

    zone: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One topic: how many want it, where, and how many open entries there are."""

    topic: str
    label: str
    people: int | None
    """None: fewer than `least`."""
    least: int
    zones: tuple[InZone, ...]
    entries: int


def note(kit: Kit, person: PersonId, entry: EntryId, said: Said) -> Outcome[Connection]:
    """Keep what was said about a place; the first word begins the connection. Nothing is ever read into silence.

    Raises:
        Refused: ROLE-RIGHT; DIRECTORY-ENTRY; CONNECTION-HOW: who rang, or why, is not one of the words; CONNECTION-DAY.
    """
    _may(kit, person)
    if entry not in {each.id for each in entries.every_entry(kit.workspace)}:
        raise Refused("DIRECTORY-ENTRY")
    if said.how not in HOW.get(said.state, ("",)):
        raise Refused("CONNECTION-HOW")
    today = kit.now().date()
    day = said.day or today
    before = _of(kit, person, entry)
    if day > today or (before is not None and day < before.steps[-1].day):
        raise Refused("CONNECTION-DAY")
    how = _weeks_said(before, day) if said.state is ConnectionState.STILL_GOING else said.how
    step = ConnectionStep(state=said.state, how=how, day=day, by=kit.user.id)
    links.keep_step(kit.workspace, (person, entry), step, said.referral)
    kept = _of(kit, person, entry)
    if kept is None:
        raise Refused("DIRECTORY-ENTRY")
    return Outcome(value=kept, changed=CHANGED)


def of_person(kit: Kit, person: PersonId) -> tuple[Came, ...]:
    """Return what came of each place that a person chose or was shown, the oldest first.

    Raises:
        Refused: ROLE-RIGHT.
    """
    _may(kit, person)
    return tuple(_came(kit, each, _names(kit)) for each in links.connections(kit.workspace, person))


def due(kit: Kit) -> tuple[Came, ...]:
    """Return which places should be asked after now, of the people with whom this user works: 4 and 12 weeks on."""
    if not kit.may(Right.INTRODUCE):
        return ()
    seen, names = caseload.seen_by(kit.workspace, kit.user.id), _names(kit)
    keeping = consent.allowing(kit.workspace, Purpose.KEEP)
    mine = [each for each in links.connections(kit.workspace) if each.person in keeping and (seen is None or each.person in seen)]
    return tuple(came for came in (_came(kit, each, names) for each in mine) if came.weeks)


def nothing_fits(kit: Kit, wanted: Sequence[str], zone: str = "") -> Outcome[int]:
    """Keep that something was looked for and is not here: topic, district and month, and nobody's name.

    Raises:
        Refused: ROLE-RIGHT; LISTING-TOPIC: a topic is not one of the tree; LISTING-ZONE.
    """
    kit.must(Right.RUN_SESSION)
    where = introducing.zone(zone)
    if where is None:
        raise Refused("LISTING-ZONE")
    chosen = tuple(dict.fromkeys(topic.casefold() for topic in wanted))
    if not chosen or any(topic not in topics.tree() for topic in chosen):
        raise Refused("LISTING-TOPIC", most=len(topics.tree()))
    month = f"{kit.now():%Y-%m}"
    links.keep_needs(kit.workspace, [UnmetNeed(topic=topic, zone=where, month=month) for topic in chosen], by=kit.user.id)
    return Outcome(value=len(chosen), changed=CHANGED)


def wanted(kit: Kit, least: int = ROOM) -> tuple[Wanted, ...]:
    """Return what people here want and how much of it there is, what is wanted most first; small numbers are not told.

    Counted are people who are listed as wanting it, or whose next steps speak of it, each once, and what was looked for in vain in the
    last twelve months.

    Args:
        kit: the open workspace.
        least: `ROOM` for those who are in the room; `OUTSIDE` for whatever is printed or leaves.
    """
    kit.must(Right.RUN_SESSION)
    counted = _counted(kit)
    there = _entries_by_topic(kit)
    found = [
        Wanted(
            topic=topic,
            label=topics.label(topic),
            people=total if (total := sum(zones.values())) >= least else None,
            least=least,
            zones=_told_zones(zones, least),
            entries=there.get(topic, 0),
        )
        for topic, zones in counted.items()
    ]
    return tuple(sorted(found, key=lambda each: (-(each.people or 0), each.entries, each.label.casefold())))


def _may(kit: Kit, person: PersonId) -> None:
    kit.must(Right.INTRODUCE)
    kit.must_see(person)


def _of(kit: Kit, person: PersonId, entry: EntryId) -> Connection | None:
    return next((each for each in links.connections(kit.workspace, person) if each.entry == entry), None)


def _names(kit: Kit) -> Mapping[EntryId, str]:
    """Return the names of entries; one that was merged into another has that one's."""
    names = {each.id: each.name for each in entries.every_entry(kit.workspace)}
    for gone, into in upkeep.merged(kit.workspace).items():
        names[gone] = names.get(into, names[gone])
    return names


def _came(kit: Kit, found: Connection, names: Mapping[EntryId, str]) -> Came:
    state = found.state
    return Came(
        person=found.person,
        card=people.person(kit.workspace, found.person).card,
        entry=found.entry,
        name=names.get(found.entry, ""),
        connection=found,
        came=state.value,
        weeks=weeks_due(found, kit.now().date()),
    )


def weeks_due(found: Connection, today: date) -> int | None:
    """Return whether somebody should ask now: 4 or 12 weeks after the first time there, else after it was chosen; None if not.

    A word that was said since then answers it, also that nothing is known.
    """
    if found.state in OVER | _WAITING:
        return None
    start, last = _start(found), found.steps[-1].day
    if today >= start + SECOND_LOOK > last:
        return 12
    return 4 if today >= start + FIRST_LOOK > last else None


def _start(found: Connection) -> date:
    attended = [each.day for each in found.steps if each.state is ConnectionState.ATTENDED]
    return attended[0] if attended else found.steps[0].day


def _weeks_said(before: Connection | None, day: date) -> str:
    return "12" if before is not None and day >= _start(before) + SECOND_LOOK else "4"


def _counted(kit: Kit) -> dict[str, dict[str, int]]:
    """Return how many want each topic, by zone."""
    today = kit.now().date()
    who: dict[str, dict[PersonId, str]] = defaultdict(dict)
    for person, listing in listings.current(kit.workspace, today).items():
        for topic in listing.wants:
            who[topic][person] = listing.zone
    for person, zone, spoken in _next_steps(kit):
        for topic in spoken:
            who[topic].setdefault(person, zone)
    found: dict[str, dict[str, int]] = {topic: _tally(people.values()) for topic, people in who.items()}
    since = f"{today.year - 1}-{today.month:02d}"
    for (topic, zone), count in links.needs(kit.workspace, since).items():
        zones = found.setdefault(topic, {})
        zones[zone] = zones.get(zone, 0) + count
    return found


def _next_steps(kit: Kit) -> Iterable[tuple[PersonId, str, Collection[str]]]:
    """Give of everybody who lets us keep it what the newest next steps speak of."""
    keeping = consent.allowing(kit.workspace, Purpose.KEEP)
    for known in people.people(kit.workspace):
        if known.id in keeping:
            newest = entries.steps(kit.workspace, known.id)[-1:]
            text = " . ".join(step.text for _, steps in newest for step in steps)
            spoken = topics.lexicon().topics(text)
            yield known.id, introducing.zone(known.district) or "", [topic for topic, weight in spoken.items() if weight >= _SURE]


def _tally(zones: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for zone in zones:
        found[zone] = found.get(zone, 0) + 1
    return found


def _told_zones(zones: Mapping[str, int], least: int) -> tuple[InZone, ...]:
    """Return the zones with enough people; what they leave of the whole is none, or enough too, so that nobody can take one from the other."""
    told = sorted((InZone(zone=zone, people=count) for zone, count in zones.items() if zone and count >= least), key=_largest)
    rest = sum(zones.values()) - sum(each.people for each in told)
    while told and 0 < rest < least:
        rest += told.pop().people
    return tuple(told)


def _largest(one: InZone) -> tuple[int, str]:
    return -one.people, one.zone


def _entries_by_topic(kit: Kit) -> Mapping[str, int]:
    today = kit.now().date()
    found: dict[str, int] = defaultdict(int)
    for entry in entries.entries(kit.workspace):
        if _is_there(entry, today):
            for tag in {tag.casefold() for tag in entry.tags}:
                found[tag] += 1
    return found


def _is_there(entry: Entry, today: date) -> bool:
    closes = entry.facts.closes
    gone = entry.missing_since is not None and today - entry.missing_since > _GONE
    return entry.status is EntryStatus.ACTIVE and not gone and (closes is None or closes >= today)
