"""Introductions: both say yes before either learns who the other is, and nobody is told who did not."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from civicdesk.directory import introducing, topics
from civicdesk.directory.introducing import Shut, Somebody, Taking
from civicdesk.errors import Refused
from civicdesk.i18n import chosen, say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.connecting import (
    BEFORE_RELEASE,
    Act,
    Introduction,
    IntroductionId,
    Listing,
    MetOutcome,
    Stage,
    Told,
)
from civicdesk.records.ids import PersonId, UserId
from civicdesk.records.matching import Profile
from civicdesk.records.papers import Line, Paper, Section
from civicdesk.store import caseload, listings, people
from civicdesk.store import introductions as introduction_store
from civicdesk.workflows.kit import Kit, Right

NOT_AGAIN = timedelta(days=365)
"""So long two people are not offered to each other again, whatever came of it: it would be asking until somebody gives in."""
CHANGED = frozenset({Kind.CONNECTIONS})
_GROUPS = {"female": "women", "male": "men"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SomebodyLike:
    """Somebody who could be introduced, as it may be said aloud: "somebody in PE2 who likes fishing"."""

    key: str
    """By which they are chosen; of the same somebody it is another for everybody who looks."""
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One introduction, and what can be done with it next by this user."""

    id: IntroductionId
    stage: Stage
    person: PersonId | None
    """Who is to be spoken with; None if it is not one of the people with whom this user works."""
    card: str
    words: str
    """What they are told of the other."""
    acts: tuple[Act, ...]
    days_left: int | None
    outcome: MetOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How one of two people reaches the other, once both have said yes."""

    to: PersonId
    """Who is told."""
    card: str
    alias: str
    route: str


def suggest(kit: Kit, person: PersonId) -> tuple[SomebodyLike, ...]:
    """Return who could be introduced to a person, without a name; the nearest first.

    Raises:
        Refused: ROLE-RIGHT; LISTING-NONE: the person does not take part now.
    """
    _may(kit, person)
    return tuple(SomebodyLike(key=each.key, words=in_words(each.hears)) for each in _found(kit, person))


def draft(kit: Kit, person: PersonId, other: str) -> Outcome[Introduction]:
    """Begin an introduction. Nobody is asked yet.

    Raises:
        Refused: ROLE-RIGHT, LISTING-NONE; INTRODUCE-NOBODY: there is nobody now, for whatever reason.
    """
    _may(kit, person)
    found = next((each for each in _found(kit, person) if each.key == other), None)
    if found is None:
        raise Refused("INTRODUCE-NOBODY")
    now = kit.now()
    made = Introduction(
        id=IntroductionId(kit.new_id()),
        first=person,
        second=found.listing.person,
        first_hears=found.hears,
        second_hears=found.tells,
        by=kit.user.id,
        at=now,
        stage_at=now,
    )
    introduction_store.begin(kit.workspace, made)
    return Outcome(value=made, changed=CHANGED)


def act(kit: Kit, which: IntroductionId, what: Act, outcome: MetOutcome = MetOutcome.NOT_KNOWN) -> Outcome[Stage]:
    """Note what was asked or said. Whoever said yes first may take it back as long as they wait.

    Args:
        kit: the open workspace.
        which: the introduction.
        what: what happened.
        outcome: what came of the meeting; for that act alone.

    Raises:
        Refused: ROLE-RIGHT; INTRODUCE-ENDED: it has come to its end, for whatever reason; INTRODUCE-STEP: this is not what follows.
    """
    kit.must(Right.INTRODUCE)
    now = kit.now()
    introduction_store.settle(kit.workspace, now)
    found = _introduction(kit, which)
    _must_see_whose_turn(kit, found, what)
    if found.stage is Stage.ENDED:
        raise Refused("INTRODUCE-ENDED")
    stage = introducing.after(found, what)
    if stage is None:
        raise Refused("INTRODUCE-STEP")
    if found.stage in BEFORE_RELEASE and what is not Act.NO and not _would_meet(kit, found):
        introduction_store.move(kit.workspace, found, Stage.ENDED, now, by=kit.user.id)
        raise Refused("INTRODUCE-ENDED")
    if what is Act.OUTCOME:
        introduction_store.keep_outcome(kit.workspace, which, outcome, by=kit.user.id)
    else:
        introduction_store.move(kit.workspace, found, stage, now, by=kit.user.id)
    return Outcome(value=stage, changed=CHANGED)


def settle(kit: Kit) -> Outcome[int]:
    """Write down which introductions have ended by themselves: after 14 days of silence, or because somebody takes part no longer."""
    ended = introduction_store.settle(kit.workspace, kit.now())
    return Outcome(value=ended, changed=CHANGED if ended else frozenset())


def waiting(kit: Kit) -> tuple[Waiting, ...]:
    """Return what is under way and concerns people with whom this user works, and what this user can do next."""
    if not kit.may(Right.INTRODUCE):
        return ()
    seen = _seen(kit)
    shown = [each for each in _everything(kit) if _concerns(each, seen) and introducing.acts(each)]
    return tuple(_waiting(kit, each, seen) for each in shown if not _is_over(each))


def of_person(kit: Kit, person: PersonId) -> tuple[Waiting, ...]:
    """Return the introductions of which a person knows, with those that have ended: one sentence for all of these.

    Raises:
        Refused: ROLE-RIGHT.
    """
    _may(kit, person)
    mine = [each for each in _everything(kit) if each.first == person or (each.second == person and each.second_asked)]
    return tuple(_for_one(kit, each, person) for each in mine)


def contacts(kit: Kit, which: IntroductionId) -> tuple[Contact, ...]:
    """Return how each of two people reaches the other, for those of the two with whom this user works.

    Once they have met there is nothing to tell any more: what somebody writes down later is not for this one.

    Raises:
        Refused: ROLE-RIGHT; INTRODUCE-NOT-BOTH: they have not both said yes, or one of them no longer does.
    """
    kit.must(Right.INTRODUCE)
    found = _introduction(kit, which)
    agreed = listings.agreed(kit.workspace)
    if found.stage is not Stage.RELEASED:
        raise Refused("INTRODUCE-NOT-BOTH")
    seen, users = _seen(kit), {each.id: each.full_name or each.name for each in people.users(kit.workspace)}
    pairs = ((found.first, agreed[found.second]), (found.second, agreed[found.first]))
    told = [(person, other) for person, other in pairs if seen is None or person in seen]
    if not told:
        raise Refused("ROLE-RIGHT", role=kit.user.role.value)
    return tuple(_contact(kit, person, other, users) for person, other in told)


def card(kit: Kit, which: IntroductionId, person: PersonId) -> Paper:
    """Return the small paper that says to one of the two how to reach the other. Its title gives nothing away.

    Raises:
        Refused: ROLE-RIGHT, INTRODUCE-NOT-BOTH.
    """
    told = next((each for each in contacts(kit, which) if each.to == person), None)
    if told is None:
        raise Refused("ROLE-RIGHT", role=kit.user.role.value)
    project = kit.project()
    return Paper(
        title=say("connecting.card.title"),
        lead=say("connecting.card.lead"),
        mark=say("papers.card", card=told.card),
        language=chosen(),
        practice=project.practice,
        facts=(
            Line(label=say("connecting.card.who"), value=told.alias),
            Line(label=say("connecting.card.how"), value=told.route),
        ),
        sections=(Section(heading=say("connecting.card.good_to_know"), words=(say("connecting.card.stop", contact=project.contact),)),),
    )


def in_words(told: Told) -> str:
    """Return what may be said of somebody before both have said yes."""
    topic = topics.label(told.topics[0])
    return say("connecting.somebody", zone=told.zone, topic=topic) if told.zone else say("connecting.somebody_here", topic=topic)


def _may(kit: Kit, person: PersonId) -> None:
    kit.must(Right.INTRODUCE)
    kit.must_see(person)


def _found(kit: Kit, person: PersonId) -> tuple[Somebody, ...]:
    now = kit.now()
    today = now.date()
    everybody = _taking_part(kit, today)
    if person not in everybody:
        raise Refused("LISTING-NONE")
    before = {frozenset({each.first, each.second}) for each in _everything(kit) if now - each.at < NOT_AGAIN}
    shut = Shut(pairs=listings.pairs(kit.workspace) | before, user=kit.user.id, today=today)
    return introducing.candidates(everybody[person], everybody, shut)


def _taking_part(kit: Kit, today: date) -> dict[PersonId, Taking]:
    known = {each.id: each for each in people.people(kit.workspace)}
    return {
        who: Taking(listing=each, profile=_profile(known[who].sex, known[who].birth_year, today))
        for who, each in listings.current(kit.workspace, today).items()
    }


def _would_meet(kit: Kit, found: Introduction) -> bool:
    """Tell whether two who take part would still meet each other, as they say today."""
    today = kit.now().date()
    everybody = _taking_part(kit, today)
    one, other = everybody.get(found.first), everybody.get(found.second)
    return one is not None and other is not None and introducing.would_meet(one, other, today)


def _profile(sex: str, birth_year: int | None, today: date) -> Profile:
    ages = (today.year - birth_year - 1, today.year - birth_year) if birth_year else None
    return Profile(gender=_GROUPS.get(sex.casefold(), ""), ages=ages)


def _everything(kit: Kit) -> tuple[Introduction, ...]:
    return introduction_store.introductions(kit.workspace, kit.now())


def _introduction(kit: Kit, which: IntroductionId) -> Introduction:
    found = next((each for each in _everything(kit) if each.id == which), None)
    if found is None:
        raise Refused("INTRODUCE-ENDED")
    return found


def _seen(kit: Kit) -> frozenset[PersonId] | None:
    return caseload.seen_by(kit.workspace, kit.user.id)


def _concerns(found: Introduction, seen: frozenset[PersonId] | None) -> bool:
    """Tell whether an introduction is for the eyes of somebody who sees these people: of the second only once it is their turn."""
    if seen is None or found.first in seen:
        return True
    return found.second in seen and (found.second_asked or found.stage is Stage.FIRST_YES)


def _must_see_whose_turn(kit: Kit, found: Introduction, what: Act) -> None:
    """Refuse unless the user works with who speaks; of an end nobody learns whose turn it was."""
    turn = introducing.whose_turn(found) or (found.first, found.second)
    if what is Act.NO:
        turn = (*turn, found.first)
    seen = _seen(kit)
    if seen is not None and not any(person in seen for person in turn):
        raise Refused("ROLE-RIGHT", role=kit.user.role.value)


def _is_over(found: Introduction) -> bool:
    return found.stage is Stage.MET and found.outcome is not MetOutcome.NOT_KNOWN


def _waiting(kit: Kit, found: Introduction, seen: frozenset[PersonId] | None) -> Waiting:
    here = people.ids(kit.workspace) if seen is None else seen
    mine = next((person for person in introducing.whose_turn(found) if person in here), None)
    return _shown(kit, found, mine)


def _for_one(kit: Kit, found: Introduction, person: PersonId) -> Waiting:
    """Return an introduction as one of the two knows it: of the other side not even whether it is asked."""
    if person in introducing.whose_turn(found):
        return _shown(kit, found, person)
    shown = _shown(kit, found, None, hearer=person)
    return replace(shown, acts=(Act.NO,)) if shown.stage is Stage.ASKED_SECOND else shown


def _shown(kit: Kit, found: Introduction, person: PersonId | None, hearer: PersonId | None = None) -> Waiting:
    whose = hearer or person
    waits = found.stage is Stage.FIRST_YES and person is None
    return Waiting(
        id=found.id,
        stage=Stage.ASKED_SECOND if waits else found.stage,
        person=person,
        card=people.person(kit.workspace, person).card if person else "",
        words=_heard(kit, found, whose) if whose else "",
        acts=introducing.acts(found) if person else (),
        days_left=introducing.days_left(found, kit.now().date()) if person else None,
        outcome=found.outcome,
    )


def _heard(kit: Kit, found: Introduction, whose: PersonId) -> str:
    """Return what one of the two hears; the second also the alias of the first, if they let it be used."""
    if whose == found.first:
        return in_words(found.first_hears)
    first = listings.agreed(kit.workspace).get(found.first)
    alias = first.alias if first and first.alias_used and found.stage is not Stage.ENDED else ""
    words = in_words(found.second_hears)
    return say("connecting.under_alias", alias=alias, words=words) if alias else words


def _contact(kit: Kit, person: PersonId, other: Listing, users: dict[UserId, str]) -> Contact:
    card = people.person(kit.workspace, person).card
    route = other.route or say("connecting.through", worker=users.get(other.by, ""))
    return Contact(to=person, card=card, alias=other.alias, route=route)
