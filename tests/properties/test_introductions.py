"""Random histories of people who take part: nobody who did not agree is in anything that is told, shown, printed or sent.

30 histories in a usual run; `CIVICDESK_HISTORIES=2000` runs so many, `CIVICDESK_HISTORIES_SEED` other ones. A history is one transaction
that is taken back at its end, so the same nine people begin each one anew.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from civicdesk.directory import introducing
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.connecting import Act, Introduction, IntroductionId, MetOutcome, Stage, Visible
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.ids import PersonId
from civicdesk.records.people import Role
from civicdesk.store import erasing, releases
from civicdesk.store import introductions as introduction_store
from civicdesk.store import listings as listing_store
from civicdesk.workflows import access, connections, consent, directory_feed, introductions, listings, people, publishing
from civicdesk.workflows.introductions import Contact, SomebodyLike, Waiting
from civicdesk.workflows.kit import Kit, Tools
from civicdesk.workflows.listings import NewListing
from tests.journeys.conftest import PASSPHRASE, add_colleagues, held_by, join, make_pack, office, ticking  # noqa: F401 - fixtures

HISTORIES = int(os.environ.get("CIVICDESK_HISTORIES", "30"))
SEED = int(os.environ.get("CIVICDESK_HISTORIES_SEED", "20261122"))
STEPS = 8
MANY = 100
"""From so many histories on some of them look at the exports too; in a usual run the test after it does."""
FOLK = 9
START = datetime.fromisoformat("2026-03-02T10:00:00+00:00")
BIRDS = ("Avocet", "Bittern", "Curlew", "Dunlin", "Egret", "Fulmar", "Gadwall", "Hobby", "Ibis")
ZONES, TOPICS = ("PE1", "PE2", ""), ("animals", "cooking")
WORKERS = ("Ada Test", "Ben Second", "Wes Worker")
EVERYTHING = frozenset(Purpose)
KEEP_ALONE = frozenset({Purpose.KEEP})


class Taken(Exception):  # noqa: N818 - it is no fault: it ends a history, and takes it back
    """The history is over."""


@dataclass
class World:
    """The clock, and nine people who have agreed to everything; none is listed yet."""

    kit: Kit
    clock: list[datetime]
    ids: list[int]
    """The last number that was given out as an id: each history gives out the same ones, so that what is drawn follows from the draws."""
    folk: tuple[PersonId, ...]

    def later(self, days: int) -> None:
        self.clock[0] += timedelta(days=days)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, make_pack: Callable[..., bytes]) -> Iterator[World]:  # noqa: F811 - the fixture
    folder: Path = tmp_path_factory.mktemp("introductions") / "workspace"
    joined = join(folder, make_pack(), ticking(START, first_id=1))
    add_colleagues(joined.kit)
    clock = [START + timedelta(hours=1)]
    ids = [10**6]

    def tick() -> datetime:
        clock[0] += timedelta(seconds=1)
        return clock[0]

    def new_id() -> str:
        ids[0] += 1
        return f"{ids[0]:032x}"

    kit = replace(joined.kit, tools=Tools(now=tick, new_id=new_id, chance=lambda: 0.5))
    folk = []
    for number in range(FOLK):
        by = held_by(kit, WORKERS[number % 3])
        new = people.NewPerson(name=f"Planted{BIRDS[number]} Fictional", contact=f"01632 96000{number}", district="PE1")
        folk.append(people.add(by, new).value.id)
        consent.record(by, _said(by, folk[-1], EVERYTHING))
    yield World(kit, clock, ids, tuple(folk))
    kit.workspace.close()


@contextmanager
def taken_back(world: World) -> Iterator[None]:
    """Let a history be one transaction, and take it back."""
    begun, last = world.clock[0], world.ids[0]
    try:
        with suppress(Taken), world.kit.workspace.writing("listing-kept"):
            yield
            raise Taken
    finally:
        world.clock[0], world.ids[0] = begun, last


def _refusal(verb: Callable[[], object]) -> str:
    """Return the code with which a verb says no; empty if it does what it should."""
    try:
        verb()
    except Refused as why:
        return why.code
    return ""


def _said(kit: Kit, person: PersonId, yes: frozenset[Purpose]) -> consent.Given:
    statement = consent.statement(kit)
    choices = {purpose: Choice.YES if purpose in yes else Choice.NO for purpose, _ in statement.purposes}
    return consent.Given(person=person, session=None, statement=statement, choices=choices)


@dataclass
class Truth:
    """What is true, kept beside the program and by other means."""

    agree: set[PersonId]
    listed: dict[PersonId, tuple[NewListing, str, datetime]] = field(default_factory=dict)
    """Listing, by whom, and when it was agreed to."""
    avoided: set[frozenset[PersonId]] = field(default_factory=set)
    gone: set[PersonId] = field(default_factory=set)
    both_yes: set[IntroductionId] = field(default_factory=set)
    yes: dict[IntroductionId, list[PersonId]] = field(default_factory=dict)
    ended: set[IntroductionId] = field(default_factory=set)

    def takes_part(self, person: PersonId, now: datetime) -> bool:
        found = self.listed.get(person)
        return found is not None and person in self.agree - self.gone and now.date() < found[2].date() + timedelta(days=365)


@dataclass
class History:
    """One history: what was done to the program and to the truth, and the looks at what the program tells."""

    world: World
    draw: Callable[[st.SearchStrategy[Any]], Any]
    truth: Truth

    @property
    def kit(self) -> Kit:
        self.world.kit.workspace.remembered.clear()  # nothing of a history is committed, so nothing else forgets what was read
        return self.world.kit

    def someone(self) -> PersonId:
        return self.draw(st.sampled_from([each for each in self.world.folk if each not in self.truth.gone]))

    def one_of(self, *values: Any) -> Any:
        return self.draw(st.sampled_from(values))

    def as_somebody(self) -> Kit:
        return held_by(self.kit, self.one_of(*WORKERS))

    def list_person(self, person: PersonId | None = None) -> None:
        who = person or self.someone()
        bird = self.world.folk.index(who)
        wants, offers = self.one_of((TOPICS[:1], TOPICS[1:]), (TOPICS[1:], TOPICS[:1]), (TOPICS, ()), ((), TOPICS))
        new = NewListing(
            alias=f"Alias{BIRDS[bird]}",
            offers=tuple(offers),
            wants=tuple(wants),
            zone=self.one_of(*ZONES),
            route=f"Route{BIRDS[bird]}",
            visible=Visible.WORKER if self.one_of(*range(8)) == 0 else Visible.TEAM,
            alias_used=self.one_of(True, False),
        )
        by = held_by(self.kit, "Ada Test")
        no = _refusal(lambda: listings.keep(by, who, new))
        assert no == ("" if who in self.truth.agree else "LISTING-CONSENT")
        if not no:
            self.truth.listed[who] = (new, by.user.id, self.world.clock[0])

    def withdraw(self) -> None:
        who = self.someone()
        listings.withdraw(self.kit, who)
        self.truth.listed.pop(who, None)

    def take_consent_back(self) -> None:
        who = self.someone()
        taken = self.one_of(Purpose.INTRODUCE, Purpose.KEEP)
        consent.withdraw(self.kit, replace(_said(self.kit, who, EVERYTHING), choices={taken: Choice.NO}))
        self.truth.agree.discard(who)
        self.truth.listed.pop(who, None)

    def say_no_at_asking(self) -> None:
        who = self.someone()
        consent.record(self.kit, _said(self.kit, who, KEEP_ALONE))
        self.truth.agree.discard(who)
        self.truth.listed.pop(who, None)

    def say_yes_again(self) -> None:
        who = self.someone()
        consent.record(self.kit, _said(self.kit, who, EVERYTHING))
        self.truth.agree.add(who)

    def renew(self) -> None:
        who = self.someone()
        with suppress(Refused):
            listings.renew(self.kit, who)
            new, by, _ = self.truth.listed[who]
            self.truth.listed[who] = (new, by, self.world.clock[0])

    def avoid(self) -> None:
        one, other = self.someone(), self.someone()
        if one != other:
            listings.avoid(self.kit, one, other=other)
            self.truth.avoided.add(frozenset({one, other}))

    def erase(self) -> None:
        who = self.someone()
        if len(self.truth.gone) < 3:
            erasing.erase(self.kit.workspace, who, self.kit.now(), by=self.kit.user.id)
            self.truth.gone.add(who)

    def days_pass(self) -> None:
        self.world.later(self.one_of(1, 9, 15, 366))

    def begin(self) -> None:
        who, kit = self.someone(), self.as_somebody()
        with suppress(Refused):
            found = introductions.suggest(kit, who)
            if found:
                introductions.draft(kit, who, self.draw(st.sampled_from(found)).key)

    def introduce(self) -> None:
        """Begin with somebody who is offered somebody, and go on as far as is drawn, most often to a meeting."""
        for who in self.world.folk:
            if self.truth.takes_part(who, self.world.clock[0]):
                found = introductions.suggest(self.kit, who)
                seen["offered"] += len(found)
                if found:
                    made = introductions.draft(self.kit, who, self.draw(st.sampled_from(found)).key).value
                    self._say_yes(made, self.one_of(1, 2, 3, 4, 5, 5, 5, 6))
                    return

    def _say_yes(self, made: Introduction, times: int) -> None:
        for act in (Act.ASK, Act.YES, Act.ASK, Act.YES, Act.RELEASE, Act.MET)[:times]:
            stage = introductions.act(self.kit, made.id, act).value
            if act is Act.YES:
                self.truth.yes.setdefault(made.id, []).append(made.first if stage is Stage.FIRST_YES else made.second)

    def go_on(self) -> None:
        kit = self.as_somebody()
        waiting = [each for each in introductions.waiting(kit) if each.acts]
        if not waiting:
            return
        one = self.draw(st.sampled_from(waiting))
        act = one.acts[-1] if self.one_of(*range(6)) == 0 else one.acts[0]
        introductions.act(kit, one.id, act, MetOutcome.IN_TOUCH)
        if act is Act.YES and one.person is not None:
            self.truth.yes.setdefault(one.id, []).append(one.person)
        if act is Act.NO:
            self.truth.ended.add(one.id)

    def look(self, people: tuple[PersonId, ...], names: tuple[str, ...]) -> None:
        """Compare what is told with what is true."""
        found = {each.id: each for each in introduction_store.introductions(self.kit.workspace, self.kit.now())}
        for each in found.values():
            if self._must_be_over(each):
                self.truth.ended.add(each.id)
            assert each.stage is Stage.ENDED or each.id not in self.truth.ended
        for name in names:
            kit = held_by(self.kit, name)
            self._look_at_waiting(kit, found)
            self._look_at_contacts(kit, found)
            for person in people:
                self._look_at_one(kit, person, found)

    def _must_be_over(self, each: Introduction) -> bool:
        if each.stage in {Stage.MET, Stage.NOT_MET}:
            return False
        return frozenset({each.first, each.second}) in self.truth.avoided or any(
            person not in self.truth.listed or person not in self.truth.agree - self.truth.gone for person in (each.first, each.second)
        )

    def _look_at_one(self, kit: Kit, person: PersonId, found: dict[IntroductionId, Introduction]) -> None:
        if person in self.truth.gone:
            return
        offered = list[SomebodyLike]()
        no = _refusal(lambda: offered.extend(introductions.suggest(kit, person)))
        if no == "ROLE-RIGHT":
            return
        assert no == ("" if self.truth.takes_part(person, self.world.clock[0]) else "LISTING-NONE")
        for each in offered:
            self._look_at_somebody(kit, person, each.key, each.words)
        for one in introductions.of_person(kit, person):
            known = found[one.id]
            assert person == known.first or known.second_asked
            assert _no_planted(one.words, allowed=self._alias_of(known) if person == known.second else "")
            if one.stage is Stage.ENDED:
                assert (one.acts, one.person, one.days_left, one.card) == ((), None, None, "")

    def _look_at_somebody(self, kit: Kit, person: PersonId, key: str, words: str) -> None:
        found = {each.person: each.id for each in listing_store.listings(kit.workspace)}
        digests = {hashlib.sha256(f"{found[person]} {ident}".encode()).hexdigest(): who for who, ident in found.items()}
        other = next(who for digest, who in digests.items() if digest.startswith(key))
        assert self.truth.takes_part(other, self.world.clock[0])
        assert other != person
        assert frozenset({person, other}) not in self.truth.avoided
        told, by, _ = self.truth.listed[other]
        assert told.visible is not Visible.WORKER or by == kit.user.id
        assert _no_planted(words)
        assert self._alike(person, told, words) >= introducing.FEWEST

    def _alike(self, person: PersonId, told: NewListing, words: str) -> int:
        """Return the largest number of people whom these words may mean, by counting anew."""
        most = 0
        for topic in {*told.offers, *told.wants}:
            for zone in {told.zone, "Peterborough" if told.zone else ""}:
                if words == (say("connecting.somebody", zone=zone, topic=topic) if zone else say("connecting.somebody_here", topic=topic)):
                    most = max(most, sum(self._is_like(each, topic, zone) for each in self.world.folk if each != person))
        return most

    def _is_like(self, person: PersonId, topic: str, zone: str) -> bool:
        if not self.truth.takes_part(person, self.world.clock[0]):
            return False
        told = self.truth.listed[person][0]
        return topic in {*told.offers, *told.wants} and (zone in {told.zone, ""} or (zone == "Peterborough" and bool(told.zone)))

    def _alias_of(self, known: Introduction) -> str:
        told = self.truth.listed.get(known.first)
        return told[0].alias if told and told[0].alias_used else ""

    def _look_at_waiting(self, kit: Kit, found: dict[IntroductionId, Introduction]) -> None:
        for one in introductions.waiting(kit):
            known = found[one.id]
            assert one.stage is not Stage.ENDED
            assert _no_planted(one.words, allowed=self._alias_of(known) if one.person == known.second else "")
            assert one.person is not None or not one.acts
            self._nobody_unseen(kit, one)

    def _nobody_unseen(self, kit: Kit, one: Waiting) -> None:
        if one.person is not None and kit.user.role is not Role.COORDINATOR:
            kit.must_see(one.person)

    def _look_at_contacts(self, kit: Kit, found: dict[IntroductionId, Introduction]) -> None:
        for known in found.values():
            told = list[Contact]()
            if _refusal(partial(self._contacts, kit, known.id, told)):
                continue
            both = {known.first, known.second}
            seen["told"] += 1
            assert set(self.truth.yes[known.id]) == both
            assert both <= self.truth.agree - self.truth.gone
            assert both <= self.truth.listed.keys()
            assert frozenset(both) not in self.truth.avoided
            assert {each.to for each in told} <= both

    def _contacts(self, kit: Kit, which: IntroductionId, told: list[Contact]) -> None:
        told.extend(introductions.contacts(kit, which))

    def look_at_all(self, *, exports: bool) -> None:
        """Look at everything that is told of everybody, and at what may leave the laptop."""
        self.look(self.world.folk, WORKERS[:1])
        self.look((self.someone(), self.someone()), (self.one_of(*WORKERS[1:]),))
        least = self.one_of(connections.ROOM, connections.OUTSIDE)
        for each in connections.wanted(self.kit, least):
            assert _no_planted(repr(each))
            assert each.people is None or each.people >= least
            assert all(one.people >= least for one in each.zones)
            rest = (each.people or 0) - sum(one.people for one in each.zones)
            assert not each.zones or rest == 0 or rest >= least
        for ident, code, scope, _ in releases.tombstones(self.kit.workspace):
            assert ident
            assert _no_planted(f"{code} {scope}")
        if exports:
            self.look_at_exports()

    def look_at_exports(self) -> None:
        for data in (*directory_feed.give_on(self.kit).values(), *directory_feed.give_tables(self.kit).values()):
            assert _no_planted(data.decode())
        page = publishing.web_page(self.kit, publishing.Which(), publishing.How())
        assert _no_planted(page.decode())
        for draw in (publishing.leaflet, publishing.booklet):
            assert _no_planted(_printed(draw(self.kit, publishing.Which(), publishing.How())))
        for person in self.world.folk:
            if person not in self.truth.gone:
                told = json.loads(access.gather(self.kit, person).value.data)
                others = [bird for bird, who in zip(BIRDS, self.world.folk, strict=True) if who != person]
                assert not any(bird in json.dumps(told) for bird in others)


ACTS: tuple[Callable[[History], None], ...] = (
    *(History.list_person, History.list_person, History.begin, History.introduce, History.introduce, History.introduce),
    *(History.go_on, History.go_on, History.go_on),
    *(History.withdraw, History.take_consent_back, History.say_no_at_asking, History.say_yes_again, History.renew),
    *(History.avoid, History.avoid, History.erase, History.days_pass),
)


def _nothing_drawn(_from: st.SearchStrategy[Any]) -> Any:
    raise AssertionError("exports are looked at without a choice")


def _printed(document: bytes) -> str:
    """Return the words on all pages of a PDF; there are some."""
    words = " ".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(document))
    assert words.strip()
    return words


def _no_planted(words: str, allowed: str = "") -> bool:
    """Tell whether a text holds nobody's name, alias, route or telephone; one alias may be allowed."""
    left = words.replace(allowed, "") if allowed else words
    return not any(bird in left for bird in BIRDS) and "01632 96000" not in left


seen = {"histories": 0, "offered": 0, "told": 0}


@seed(SEED)
@settings(
    max_examples=HISTORIES,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_nobody_is_told_of_who_did_not_agree_to_it(world: World, data: st.DataObject) -> None:
    history = History(world, data.draw, Truth(agree=set(world.folk)))
    seen["histories"] += 1
    with taken_back(world):
        for person in world.folk[: data.draw(st.integers(6, FOLK))]:
            history.list_person(person)
        for _ in range(STEPS):
            act = data.draw(st.sampled_from(ACTS))
            act(history)
            history.look((history.someone(),), WORKERS[:1])
        history.look_at_all(exports=HISTORIES > MANY and history.one_of(*range(60)) == 7)


def test_the_looks_can_see_something(world: World) -> None:
    """People are offered, and details are told once both have said yes: the looks would have something to find."""
    assert not seen["histories"] or min(seen["offered"], seen["told"]) > seen["histories"] / 2
    with taken_back(world):
        kit = world.kit
        for number, person in enumerate(world.folk):
            wants, offers = ((), TOPICS) if number else (TOPICS, ())
            listings.keep(kit, person, NewListing(alias=f"Alias{BIRDS[number]}", wants=wants, offers=offers, zone="PE1"))
        made = introductions.draft(kit, world.folk[0], introductions.suggest(kit, world.folk[0])[0].key).value
        for act in (Act.ASK, Act.YES, Act.ASK, Act.YES, Act.RELEASE):
            introductions.act(kit, made.id, act)
        told = introductions.contacts(kit, made.id)
        History(world, _nothing_drawn, Truth(agree=set(world.folk))).look_at_exports()
    assert "Alias" in told[0].alias
    assert not _no_planted(told[0].alias)


def test_a_listing_is_sealed_under_its_own_key(world: World) -> None:
    with taken_back(world):
        listings.keep(world.kit, world.folk[0], NewListing(alias="AliasAvocet", wants=TOPICS, zone="PE1"))
        row = world.kit.workspace.row("select * from person_listing")
    assert row is not None
    assert not any(word in str(value) for value in row for word in ("Alias", *TOPICS, "PE1"))
