"""Listings and introductions: who is suggested to whom, what either hears, and what nobody is told."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from civicdesk.records.connecting import Act, IntroductionId, MetOutcome, Stage, Visible
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.ids import EntryId, PersonId
from civicdesk.records.people import Person
from civicdesk.store import introductions as introduction_store
from civicdesk.store import listings as listing_store
from civicdesk.store import people as people_store
from civicdesk.store import releases
from civicdesk.workflows import access, consent, erasure, introductions, listings, retention, unlock
from civicdesk.workflows.kit import Kit, Tools
from civicdesk.workflows.listings import NewListing
from tests.journeys.conftest import PASSPHRASE, START, held_by, ticking
from tests.unit.workflows.conftest import given, says_no, welcome

CROWD = 4
"""So many others like what the first one looks for."""


def list_person(kit: Kit, name: str, **more: object) -> Person:
    """Register somebody who likes fishing in PE2, and list them."""
    person = welcome(kit, name=f"{name} Fictional", district="PE2")
    told = {"alias": "Bird " + "abcdefghijklm"[int(person.card)], "offers": ("animals",), "zone": "PE2", "alias_used": True, **more}
    listings.keep(kit, person.id, NewListing(**told))
    return person


def opened(folder: Path, tools: Tools) -> Kit:
    return unlock.open_(folder / "testing.civicdesk", "Ada Test", PASSPHRASE, tools)


@pytest.fixture(scope="module")
def peopled(tmp_path_factory: pytest.TempPathFactory, ready_made: Path) -> Path:
    """Return the folder of a locked workspace: Wren looks for others who like animals, four offer it, and two more look for it."""
    folder = tmp_path_factory.mktemp("peopled") / "workspace"
    shutil.copytree(ready_made, folder)
    kit = opened(folder, ticking(START, first_id=500_001))
    list_person(kit, "Wren", offers=(), wants=("animals",), alias="Heron")
    for number in range(CROWD):
        list_person(kit, f"Ash{number}")
    for number in range(2):
        list_person(kit, f"Bay{number}", offers=(), wants=("animals",))
    unlock.lock(kit, hurry=True)
    return folder


@pytest.fixture
def kit(tmp_path: Path, tools: Tools, peopled: Path) -> Iterator[Kit]:
    """Return an open copy of that workspace; Ada Test holds it."""
    shutil.copytree(peopled, tmp_path / "workspace")
    kit = opened(tmp_path / "workspace", tools)
    yield kit
    kit.workspace.close()


@pytest.fixture
def wren(kit: Kit) -> Person:
    return people_store.find_people(kit.workspace, "Wren")[0]


@pytest.fixture
def crowd(kit: Kit) -> tuple[Person, ...]:
    """Return those who offer what Wren looks for."""
    return people_store.find_people(kit.workspace, "Ash")


def begun(kit: Kit, wren: Person, *acts: Act) -> introductions.Waiting:
    """Begin an introduction of Wren to the first one offered, and do what is named."""
    made = introductions.draft(kit, wren.id, introductions.suggest(kit, wren.id)[0].key).value
    for what in acts:
        introductions.act(kit, made.id, what)
    return next(each for each in introductions.of_person(kit, wren.id) if each.id == made.id)


BOTH_YES = (Act.ASK, Act.YES, Act.ASK, Act.YES)


def later(kit: Kit, **by: float) -> Kit:
    """Return the same workspace some time on."""
    moved = kit.now() + timedelta(**by)
    tools = Tools(now=lambda: moved, new_id=kit.tools.new_id, chance=kit.tools.chance)
    return replace(kit, tools=tools)


def second_of(kit: Kit, shown: introductions.Waiting) -> PersonId:
    return next(each.second for each in introduction_store.introductions(kit.workspace, kit.now()) if each.id == shown.id)


def test_a_suggestion_says_no_name_and_no_alias(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    found = introductions.suggest(kit, wren.id)
    assert [each.words for each in found] == ["somebody in PE2 who likes animals"] * len(crowd)


def test_fewer_than_three_alike_are_widened_to_the_place_around(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    list_person(kit, "Cove", zone="PE1")
    words = {each.words for each in introductions.suggest(kit, wren.id)}
    assert words == {"somebody in PE2 who likes animals", "somebody in Peterborough who likes animals"}


def test_fewer_than_three_alike_anywhere_near_are_withheld(kit: Kit, wren: Person) -> None:
    listings.keep(kit, wren.id, NewListing(alias="Heron", wants=("cooking",), zone="PE2"))
    list_person(kit, "Cove", offers=("cooking",))
    list_person(kit, "Dune", offers=("cooking",))
    assert introductions.suggest(kit, wren.id) == ()


def test_only_what_one_wants_and_the_other_offers_counts(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    mine = introductions.suggest(kit, wren.id)
    theirs = introductions.suggest(kit, crowd[0].id)
    assert (len(mine), len(theirs)) == (CROWD, 3)


@pytest.mark.parametrize("purpose", [Purpose.INTRODUCE, Purpose.KEEP])
def test_whoever_takes_consent_back_is_nowhere_at_once(kit: Kit, wren: Person, crowd: tuple[Person, ...], purpose: Purpose) -> None:
    said = given(kit, crowd[0].id)
    consent.withdraw(kit, replace(said, choices={purpose: Choice.NO}))
    keys = {each.key for each in introductions.suggest(kit, wren.id)}
    assert len(keys) == CROWD - 1
    assert listing_store.listing(kit.workspace, crowd[0].id).alias == ""


def test_consent_given_again_does_not_bring_a_listing_back(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    consent.withdraw(kit, replace(given(kit, crowd[0].id), choices={Purpose.INTRODUCE: Choice.NO}))
    consent.record(kit, given(kit, crowd[0].id))
    assert len(introductions.suggest(kit, wren.id)) == CROWD - 1


def test_a_listing_that_has_run_out_is_asked_about_and_not_used(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    after = later(kit, days=200)
    listings.renew(after, wren.id)
    much_later = later(kit, days=366)
    assert introductions.suggest(much_later, wren.id) == ()
    assert {each.expired for each in listings.expiring(much_later)} == {True}
    listings.renew(much_later, crowd[0].id)
    assert listings.page(much_later, crowd[0].id).standing == "current"


def test_a_listing_for_one_worker_alone_is_not_shown_to_others(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    hidden = list_person(kit, "Dune", visible=Visible.WORKER)
    assert len(introductions.suggest(kit, wren.id)) == CROWD + 1
    other = held_by(kit, "Ben Second")
    assert len(introductions.suggest(other, wren.id)) == CROWD
    assert hidden.id not in {each.person for each in introductions.waiting(other)}


@pytest.mark.parametrize("who_said", ["wren", "other"])
def test_two_who_must_not_meet_are_not_offered_either_way(kit: Kit, wren: Person, crowd: tuple[Person, ...], who_said: str) -> None:
    one, other = (wren, crowd[0]) if who_said == "wren" else (crowd[0], wren)
    listings.avoid(kit, one.id, other=other.id)
    assert len(introductions.suggest(kit, wren.id)) == CROWD - 1
    assert len(introductions.suggest(kit, crowd[0].id)) == 2


def test_who_must_not_meet_changes_no_word_about_anybody_else(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    before = introductions.suggest(kit, wren.id)
    listings.avoid(kit, crowd[0].id, other=wren.id)
    assert set(introductions.suggest(kit, wren.id)) < set(before)


def test_what_one_said_of_another_stands_on_their_page_alone(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    listings.avoid(kit, wren.id, other=crowd[0].id)
    assert [words for _, words in listings.page(kit, wren.id).avoided] == [crowd[0].card]
    assert listings.page(kit, crowd[0].id).avoided == ()


def test_what_holds_no_longer_can_be_taken_off(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    listings.avoid(kit, wren.id, other=crowd[0].id)
    listings.drop_avoid(kit, listings.page(kit, wren.id).avoided[0][0])
    assert len(introductions.suggest(kit, wren.id)) == CROWD


def test_contact_details_are_there_only_after_both_said_yes(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    for count in range(len(BOTH_YES) + 1):
        shown = begun(kit, wren, *BOTH_YES[:count])
        with says_no("INTRODUCE-NOT-BOTH"):
            introductions.contacts(kit, shown.id)
        if count < len(BOTH_YES):
            introductions.act(kit, shown.id, Act.NO)
        if count == CROWD - 1:
            return


def test_each_learns_the_others_route_after_both_said_yes(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    shown = begun(kit, wren, *BOTH_YES, Act.RELEASE)
    told = introductions.contacts(kit, shown.id)
    assert [each.to for each in told] == [wren.id, second_of(kit, shown)]
    assert [each.route for each in told] == ["through Ada Test"] * 2
    assert told[1].alias == "Heron"


def test_a_card_says_to_one_how_to_reach_the_other_and_gives_nothing_away(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    shown = begun(kit, wren, *BOTH_YES, Act.RELEASE)
    paper = introductions.card(kit, shown.id, second_of(kit, shown))
    assert [line.value for line in paper.facts] == ["Heron", "through Ada Test"]
    assert access.draw(paper).startswith(b"%PDF")
    with says_no("ROLE-RIGHT"):
        introductions.card(kit, shown.id, PersonId("somebody else"))


def test_nobody_learns_anything_any_more_once_one_takes_it_back(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    shown = begun(kit, wren, *BOTH_YES, Act.RELEASE)
    listings.withdraw(kit, second_of(kit, shown))
    with says_no("INTRODUCE-NOT-BOTH"):
        introductions.contacts(kit, shown.id)


def test_the_second_one_hears_alias_topic_and_zone_alone(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    shown = begun(kit, wren, *BOTH_YES[:3])
    (theirs,) = introductions.of_person(kit, second_of(kit, shown))
    assert theirs.words == "Heron: somebody in PE2 who likes animals"


def test_an_alias_that_may_not_be_used_is_not(kit: Kit, crowd: tuple[Person, ...]) -> None:
    quiet = list_person(kit, "Quill", offers=(), wants=("animals",), alias="Plover", alias_used=False)
    shown = begun(kit, quiet, *BOTH_YES[:3])
    (theirs,) = introductions.of_person(kit, second_of(kit, shown))
    assert theirs.words == "somebody in PE2 who likes animals"


def test_the_second_one_knows_nothing_before_they_are_asked(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    shown = begun(kit, wren, Act.ASK, Act.YES)
    assert introductions.of_person(kit, second_of(kit, shown)) == ()


ENDS: dict[str, Callable[[Kit, introductions.Waiting], object]] = {
    "no": lambda kit, it: introductions.act(kit, it.id, Act.NO),
    "withdrawal": lambda kit, it: listings.withdraw(kit, second_of(kit, it)),
    "consent": lambda kit, it: consent.withdraw(kit, replace(given(kit, second_of(kit, it)), choices={Purpose.INTRODUCE: Choice.NO})),
    "avoid": lambda kit, it: listings.avoid(
        kit, second_of(kit, it), other=introduction_store.introductions(kit.workspace, kit.now())[0].first
    ),
    "erasing": lambda kit, it: erasure.erase(kit, second_of(kit, it)),
}


@pytest.mark.parametrize("end", ENDS)
def test_whatever_ends_it_the_one_who_waits_sees_the_same(kit: Kit, wren: Person, crowd: tuple[Person, ...], end: str) -> None:
    shown = begun(kit, wren, *BOTH_YES[:3])
    ENDS[end](kit, shown)
    (seen,) = introductions.of_person(kit, wren.id)
    assert seen == replace(shown, stage=Stage.ENDED, acts=())
    with says_no("INTRODUCE-ENDED"):
        introductions.act(kit, shown.id, Act.YES)


def test_fourteen_days_of_silence_end_it(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    shown = begun(kit, wren, Act.ASK)
    assert shown.days_left == 14
    assert introductions.waiting(later(kit, days=13))
    after = later(kit, days=15)
    assert introductions.waiting(after) == ()
    assert introductions.settle(after).value == 1
    assert introductions.settle(after).value == 0


def test_two_people_are_not_offered_to_each_other_again_within_a_year(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    begun(kit, wren, Act.ASK, Act.NO)
    assert len(introductions.suggest(kit, wren.id)) == CROWD - 1
    assert len(introductions.suggest(later(kit, days=300), wren.id)) == CROWD - 1


def test_what_came_of_a_meeting_is_not_known_until_somebody_says(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    shown = begun(kit, wren, *BOTH_YES, Act.RELEASE, Act.MET)
    assert shown.outcome is MetOutcome.NOT_KNOWN
    assert [each.id for each in introductions.waiting(kit)] == [shown.id]
    introductions.act(kit, shown.id, Act.OUTCOME, MetOutcome.IN_TOUCH)
    assert introductions.waiting(kit) == ()


def test_an_act_that_does_not_follow_is_turned_away(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    shown = begun(kit, wren, Act.ASK)
    with says_no("INTRODUCE-STEP"):
        introductions.act(kit, shown.id, Act.RELEASE)


def test_nobody_is_found_by_a_key_that_is_not_offered(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    keys = {each.key for each in introductions.suggest(kit, wren.id)}
    listings.avoid(kit, crowd[0].id, other=wren.id)
    (gone,) = keys - {each.key for each in introductions.suggest(kit, wren.id)}
    with says_no("INTRODUCE-NOBODY"):
        introductions.draft(kit, wren.id, gone)


def test_somebody_who_is_not_listed_has_no_suggestions(kit: Kit) -> None:
    with says_no("LISTING-NONE"):
        introductions.suggest(kit, welcome(kit, name="Ivy Fictional").id)


def test_a_facilitator_introduces_nobody(kit: Kit, wren: Person) -> None:
    with says_no("ROLE-RIGHT"):
        introductions.suggest(held_by(kit, "Fay Guide"), wren.id)
    assert introductions.waiting(held_by(kit, "Fay Guide")) == ()
    assert listings.expiring(held_by(kit, "Fay Guide")) == ()


def test_another_worker_does_not_see_whose_introduction_it_is(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    shown = begun(kit, wren, *BOTH_YES, Act.RELEASE)
    stranger = held_by(kit, "Wes Worker")
    assert introductions.waiting(stranger) == ()
    with says_no("ROLE-RIGHT"):
        introductions.act(stranger, shown.id, Act.MET)
    with says_no("ROLE-RIGHT"):
        introductions.contacts(stranger, shown.id)


def test_a_listing_taken_back_is_told_to_a_centre_that_knows_the_person(kit: Kit, wren: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "released_people", lambda _ws: frozenset({wren.id}))
    listings.withdraw(kit, wren.id)
    assert [scope for _, _, scope, _ in releases.tombstones(kit.workspace)] == ["listing"]
    assert listings.withdraw(kit, wren.id).value is False


def test_a_listing_taken_back_is_not_told_to_a_centre_that_never_heard_of_the_person(kit: Kit, wren: Person) -> None:
    listings.withdraw(kit, wren.id)
    assert releases.tombstones(kit.workspace) == ()


WRONG: dict[str, dict[str, object]] = {
    "LISTING-ALIAS": {"alias": "Wren the Second"},
    "LISTING-TOPIC": {"wants": ("unheard of",)},
    "LISTING-EMPTY": {"wants": (), "offers": ()},
    "LISTING-ZONE": {"zone": "near the bridge"},
    "LISTING-ONLY": {"only": "nobody"},
    "LISTING-TIME": {"lasts": timedelta(days=800)},
}


@pytest.mark.parametrize("code", WRONG)
def test_a_listing_that_cannot_be_is_turned_away(kit: Kit, wren: Person, code: str) -> None:
    told = {"alias": "Heron", "wants": ("animals",), **WRONG[code]}
    with says_no(code):
        listings.keep(kit, wren.id, NewListing(**told))


@pytest.mark.parametrize("typed", ["PE2 8XY", "pe28xy", "PE2 8", "pe2"])
def test_of_a_postcode_the_district_alone_is_kept(kit: Kit, wren: Person, typed: str) -> None:
    kept = listings.keep(kit, wren.id, NewListing(alias="Heron", wants=("animals",), zone=typed)).value
    assert kept.zone == "PE2"


def test_nobody_is_listed_who_has_not_agreed(kit: Kit) -> None:
    person = welcome(kit, yes=frozenset({Purpose.KEEP}), name="Ivy Fictional")
    with says_no("LISTING-CONSENT"):
        listings.keep(kit, person.id, NewListing(alias="Heron", wants=("animals",)))
    assert listings.page(kit, person.id).standing == "no consent"


@pytest.mark.parametrize("wrong", ["nobody", "both", "self"])
def test_who_is_to_be_avoided_is_one_other(kit: Kit, wren: Person, wrong: str) -> None:
    named = {"nobody": {}, "both": {"other": wren.id, "entry": "x"}, "self": {"other": wren.id}}[wrong]
    with says_no("LISTING-AVOID"):
        listings.avoid(kit, wren.id, **named)


def test_the_pack_of_one_side_says_nothing_of_the_other(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    shown = begun(kit, wren, *BOTH_YES)
    other = second_of(kit, shown)
    listings.avoid(kit, wren.id, other=crowd[1].id)
    listings.avoid(kit, crowd[2].id, other=other)
    for asks, hidden in ((wren.id, (other, crowd[1].id)), (other, (wren.id, crowd[2].id)), (crowd[1].id, (wren.id,))):
        made = access.gather(kit, asks).value
        assert not any(each.encode() in made.data for each in hidden)


def test_somebody_who_meets_women_only_is_not_offered_to_others(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    list_person(kit, "Isle", only="women")
    assert len(introductions.suggest(kit, wren.id)) == CROWD


def test_a_listing_goes_on_only_while_there_is_one_and_the_person_agrees(kit: Kit, wren: Person) -> None:
    nobody = welcome(kit, name="Ivy Fictional")
    with says_no("LISTING-NONE"):
        listings.renew(kit, nobody.id)
    assert listings.page(kit, nobody.id).standing == "none"
    listings.withdraw(kit, wren.id)
    assert listings.page(kit, wren.id).standing == "withdrawn"
    with says_no("LISTING-NONE"):
        listings.renew(kit, wren.id)


def test_a_listing_says_that_it_runs_out_soon(kit: Kit, wren: Person) -> None:
    assert listings.page(later(kit, days=340), wren.id).standing == "soon"
    assert listings.page(later(kit, days=366), wren.id).standing == "expired"
    assert {each.expired for each in listings.expiring(later(kit, days=340))} == {False}


def test_consent_that_went_without_the_listing_stops_it_all_the_same(kit: Kit, wren: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two locks: even if a listing stayed by a fault, nobody who does not agree is used or renewed."""
    monkeypatch.setattr(listing_store, "withdraw", lambda *_args, **_more: False)
    consent.withdraw(kit, replace(given(kit, wren.id), choices={Purpose.INTRODUCE: Choice.NO}))
    with says_no("LISTING-NONE"):
        introductions.suggest(kit, wren.id)
    with says_no("LISTING-CONSENT"):
        listings.renew(kit, wren.id)


def test_a_place_that_is_unheard_of_cannot_be_avoided(kit: Kit, wren: Person) -> None:
    with says_no("DIRECTORY-ENTRY"):
        listings.avoid(kit, wren.id, entry=EntryId("unheard of"))


def test_an_introduction_that_is_unheard_of_has_ended(kit: Kit) -> None:
    with says_no("INTRODUCE-ENDED"):
        introductions.act(kit, IntroductionId("unheard of"), Act.ASK)


def test_topics_have_words(kit: Kit) -> None:
    assert ("animals", listings.label("animals")) in listings.topics_by_group()


def test_whose_name_is_taken_out_is_listed_no_more(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    begun(kit, wren, *BOTH_YES)
    retention.drop_identity(kit, wren.id)
    assert [each.stage for each in introductions.of_person(kit, wren.id)] == [Stage.ENDED]
    assert listings.page(kit, wren.id).standing == "withdrawn"


@pytest.mark.parametrize("name", ["Ada Test", "Wes Worker", "Fay Guide"])
def test_everybody_may_take_a_listing_back_for_everybody(kit: Kit, wren: Person, name: str) -> None:
    assert listings.withdraw(held_by(kit, name), wren.id).value is True


def test_of_whom_is_not_spoken_with_nobody_learns_whether_they_were_asked(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    shown = begun(kit, wren, Act.ASK, Act.YES)
    introductions.act(kit, shown.id, Act.ASK)
    assert introductions.of_person(kit, wren.id) == (shown,)


@pytest.mark.parametrize("acts", [BOTH_YES[:2], BOTH_YES[:3]])
def test_whoever_said_yes_first_can_take_it_back_while_they_wait(
    kit: Kit, wren: Person, crowd: tuple[Person, ...], acts: tuple[Act, ...]
) -> None:
    wes = held_by(kit, "Wes Worker")
    quill = list_person(wes, "Quill", offers=(), wants=("animals",))
    shown = begun(wes, quill, *acts[:2])
    for what in acts[2:]:
        introductions.act(kit, shown.id, what)
    (mine,) = introductions.of_person(wes, quill.id)
    assert (mine.person, mine.acts, mine.days_left) == (None, (Act.NO,), None)
    with says_no("ROLE-RIGHT"):
        introductions.act(wes, shown.id, Act.YES)
    introductions.act(wes, shown.id, Act.NO)
    assert [each.stage for each in introductions.of_person(wes, quill.id)] == [Stage.ENDED]


@pytest.mark.parametrize("acts", [BOTH_YES[:1], BOTH_YES[:3], BOTH_YES])
def test_whom_one_would_meet_is_asked_anew_at_every_step(kit: Kit, wren: Person, crowd: tuple[Person, ...], acts: tuple[Act, ...]) -> None:
    """Somebody who says meanwhile that they would meet women only is not brought together with anybody else."""
    shown = begun(kit, wren, *acts)
    listings.keep(kit, second_of(kit, shown), NewListing(alias="Plover", offers=("animals",), zone="PE2", only="women"))
    with says_no("INTRODUCE-ENDED"):
        introductions.act(kit, shown.id, shown.acts[0] if len(acts) != 3 else Act.YES)
    assert [each.stage for each in introductions.of_person(kit, wren.id)] == [Stage.ENDED]


def test_contact_details_of_a_later_listing_are_not_told_to_whom_was_met_before(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    shown = begun(kit, wren, *BOTH_YES, Act.RELEASE, Act.MET)
    other = second_of(kit, shown)
    listings.withdraw(kit, other)
    listings.keep(kit, other, NewListing(alias="Plover", offers=("animals",), zone="PE2", route="01632 960555"))
    with says_no("INTRODUCE-NOT-BOTH"):
        introductions.contacts(kit, shown.id)


def test_the_key_of_somebody_is_another_for_everybody_who_looks(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    """What two of a worker's people are offered cannot be put side by side, and fewer than three alike be found so."""
    list_person(kit, "Teal", offers=(), wants=("animals",))
    teal = people_store.find_people(kit.workspace, "Teal")[0]
    keys = [{each.key for each in introductions.suggest(kit, one.id)} for one in (wren, teal)]
    assert len(keys[0]) == len(keys[1]) == CROWD
    assert not keys[0] & keys[1]


@pytest.mark.parametrize("stage", [Stage.ENDED, Stage.MET])
def test_the_second_one_sees_no_difference_when_the_first_is_erased(
    kit: Kit, wren: Person, crowd: tuple[Person, ...], stage: Stage
) -> None:
    shown = begun(kit, wren, *(BOTH_YES[:3] if stage is Stage.ENDED else (*BOTH_YES, Act.RELEASE, Act.MET)))
    other = second_of(kit, shown)
    (before,) = introductions.of_person(kit, other)
    erasure.erase(kit, wren.id)
    (after,) = introductions.of_person(kit, other)
    assert after.id == before.id
    assert after.stage is stage
    assert all(each.person == other for each in introductions.waiting(kit))


def test_a_pack_does_not_say_which_introduction_it_was_nor_who_began_it(kit: Kit, wren: Person, crowd: tuple[Person, ...]) -> None:
    """Two packs laid side by side do not show that they speak of the same introduction."""
    shown = begun(kit, wren, *BOTH_YES[:3])
    assert shown.id.encode() not in access.gather(kit, wren.id).value.data
