"""What fits a person comes first, with its reasons; what does not suit them is folded, never dropped."""

from dataclasses import replace
from datetime import date

import pytest

from civicdesk.directory.freshness import freshness
from civicdesk.directory.matching import RuleRanker
from civicdesk.records.entries import Entry, EntryKind, EntryStatus, Facts
from civicdesk.records.ids import EntryId
from civicdesk.records.matching import Profile, Ranking

TODAY = date(2026, 11, 21)
NEWLY = date(2026, 11, 1)


def entry(name: str, *tags: str, district: str = "", assured: date | None = NEWLY, **facts: object) -> Entry:
    return Entry(id=EntryId(name), name=name, tags=tags, district=district, assured_date=assured, facts=Facts(**facts))


def ranking(*entries: Entry, words: dict[str, float] | None = None, most: int | None = None, **profile: object) -> Ranking:
    scores = {EntryId(name): score for name, score in (words or {}).items()}
    return RuleRanker(entries).rank(Profile(**profile), scores, TODAY, most)


def names(*entries: Entry, **asked: object) -> list[str]:
    return [fit.entry.name for fit in ranking(*entries, **asked).suggested]


def test_without_a_wish_everything_is_listed_near_ones_first() -> None:
    entries = entry("Far", district="LS1"), entry("Near", district="QX1"), entry("Next door", district="QX2"), entry("Unknown")
    assert names(*entries, place="qx1 1") == ["Near", "Next door", "Unknown", "Far"]


def test_shared_topics_lead_and_others_are_left_out() -> None:
    assert names(entry("Both", "a", "b"), entry("One", "a", "c"), entry("None", "c"), topics=("A", "b", "")) == ["Both", "One"]


def test_a_rare_topic_weighs_more_than_a_common_one() -> None:
    entries = entry("Common", "a"), entry("Rare", "b"), entry("Also", "a"), entry("Third", "a")
    assert names(*entries, topics=("a", "b"))[0] == "Rare"


def test_words_alone_bring_an_entry_too() -> None:
    assert names(entry("Plot"), entry("Tea"), words={"Plot": 2.0, "Nowhere": 9.0}, text="digging") == ["Plot"]


def test_more_words_count_more() -> None:
    assert names(entry("One"), entry("Two"), words={"One": 1.0, "Two": 3.0}, text="digging") == ["Two", "One"]


def test_a_single_common_word_does_not_beat_the_picked_topic() -> None:
    entries = [entry(f"Other {number}") for number in range(50)]
    assert names(entry("Topic", "fishing"), *entries, words={"Other 1": 0.5}, topics=("fishing",), text="open")[0] == "Topic"


def test_plain_words_speak_for_topics_that_nobody_picked() -> None:
    assert names(entry("Advice", "debt"), entry("Choir", "music"), text="the bailiffs are coming") == ["Advice"]


def test_a_picked_topic_beats_one_that_is_only_spoken_of() -> None:
    assert names(entry("Picked", "music"), entry("Spoken", "debt"), topics=("music",), text="the bailiffs") == ["Picked", "Spoken"]


def test_a_neighbour_of_the_topic_comes_last_rather_than_nothing() -> None:
    assert names(entry("Asked", "fishing"), entry("Neighbour", "walking"), entry("Else", "debt"), topics=("fishing",)) == [
        "Asked",
        "Neighbour",
    ]


def test_an_entry_without_topics_is_read_by_its_words() -> None:
    plain = Entry(id=EntryId("x"), name="Friday table", description="Board games and chess for anybody", assured_date=NEWLY)
    assert names(plain, topics=("games",)) == ["Friday table"]


def test_nothing_that_fits_is_an_empty_list() -> None:
    assert names(entry("Tea", "a"), topics=("b",)) == []
    assert names(topics=("b",)) == []


def test_equal_entries_stand_in_the_same_order_whatever_the_order_they_came_in() -> None:
    entries = [entry("b", "x"), entry("a", "x"), entry("c", "x")]
    assert names(*entries, topics=("x",)) == names(*reversed(entries), topics=("x",)) == ["a", "b", "c"]


@pytest.mark.parametrize("language", ["lt", ""])
def test_a_short_list_is_the_beginning_of_the_whole_one(language: str) -> None:
    entries = [
        entry(f"e{number:03}", "x", *(["y"] if number % 3 else []), district=f"QX{number % 7}", capacity=("full", "open", "")[number % 3],
              languages=(("lt",), ("pl",), ())[number % 3], step_free=(True, False, None)[number % 3])
        for number in range(120)
    ]  # fmt: skip
    asked: dict[str, object] = {"topics": ("x",), "place": "QX3", "language": language, "wheelchair": True}
    whole = names(*entries, **asked)
    assert [names(*entries, most=most, **asked) for most in (1, 5, 50)] == [whole[:1], whole[:5], whole[:50]]


def test_a_place_of_their_own_language_comes_first() -> None:
    entries = entry("A", "x"), entry("B", "x", languages=("lt",))
    assert (names(*entries, topics=("x",), language="lt"), names(*entries, topics=("x",))) == (["B", "A"], ["A", "B"])


def test_an_english_speaking_place_is_not_moved_by_further_languages() -> None:
    one, other = entry("A", "x", languages=("en", "pl")), entry("B", "x")
    assert names(one, other, topics=("x",)) == ["A", "B"]


def test_a_group_for_others_comes_late() -> None:
    assert names(entry("A", "x", "Men"), entry("B", "x"), topics=("x",), gender="women") == ["B", "A"]


def test_nearer_comes_first_by_the_straight_line() -> None:
    near, far, away = entry("B near", "x", district="PE1 2"), entry("A far", "x", district="PE7 3"), entry("C away", "x", district="ZZ1")
    assert names(far, away, near, topics=("x",), place="PE1 1") == ["B near", "A far", "C away"]


def test_nobody_has_to_travel_to_an_online_group() -> None:
    far = entry("Far", "x", district="ZZ1", online=True)
    assert names(entry("Near", "x", district="PE1 2"), far, topics=("x",), place="PE1 1") == ["Far", "Near"]


def test_every_suggestion_says_why() -> None:
    place = replace(
        entry("Plot", "gardening", district="PE1 2", free=True, step_free=True, child_welcome=True, languages=("lt",), capacity="open",
              alcohol_present=False),
        description="Grow vegetables together",
    )  # fmt: skip
    (fit,) = ranking(
        place, topics=("Gardening",), text="vegetables", place="PE1 1", wheelchair=True, children=True, language="lt", avoids_drink=True,
        words={"Plot": 1.0},
    ).suggested  # fmt: skip
    assert fit.reasons == (
        "Fits: gardening", "Your words: vegetables", "About 1 km away", "Free", "Step-free", "No alcohol there", "Children are welcome",
        "They speak your language", "Has places",
    )  # fmt: skip
    assert fit.cautions == ()


@pytest.mark.parametrize(
    ("district", "place", "said"),
    [
        ("QX1", "QX1 4", ("In your area (QX1)",)),
        ("QX1", "LS1", ("In QX1",)),
        ("", "QX1", ()),
        ("QX1", "", ()),
        ("PE1 1", "PE1 1", ("Less than 1 km away",)),
        ("1", "1", ("In your area (1)",)),
    ],
)
def test_how_near_it_is_is_said_as_far_as_it_is_known(district: str, place: str, said: tuple[str, ...]) -> None:
    (fit,) = ranking(entry("X", district=district), place=place).suggested
    assert fit.reasons == said


def test_an_online_group_says_so() -> None:
    (fit,) = ranking(entry("X", district="PE1", online=True), place="PE1").suggested
    assert fit.reasons == ("In your area (PE1)", "Online: nobody has to travel")


FOLDED = [
    ({}, {"avoid": frozenset({EntryId("X")})}, "Not offered: on this person's own list"),
    ({"women_or_men_only": "women"}, {"gender": "men"}, "Only for another gender"),
    ({"youngest": 60}, {"ages": (44, 45)}, "Outside the ages it is for"),
    ({"oldest": 25}, {"ages": (26, 27)}, "Outside the ages it is for"),
    ({"alcohol_present": True}, {"avoids_drink": True}, "Alcohol is served there"),
    ({"needs_car": True}, {"no_car": True}, "Only by car"),
    ({"step_free": False}, {"wheelchair": True}, "Has steps"),
    ({"areas": ("Elsewhere",)}, {"areas": ("Here",)}, "Only for people who live in another area"),
    ({"closes": date(2026, 11, 20)}, {}, "The call has closed"),
]


@pytest.mark.parametrize(("facts", "profile", "why"), FOLDED)
def test_what_does_not_suit_is_folded_with_its_reason(facts: dict[str, object], profile: dict[str, object], why: str) -> None:
    found = ranking(entry("X", "x", **facts), topics=("x",), **profile)
    assert ([fit.cautions[0] for fit in found.folded], found.suggested) == ([why], ())


@pytest.mark.parametrize(
    ("facts", "profile"),
    [
        ({"women_or_men_only": "women"}, {"gender": "women"}),
        ({"women_or_men_only": "no"}, {"gender": "men"}),
        ({"youngest": 18, "oldest": 25}, {"ages": (25, 26)}),
        ({"youngest": 18, "oldest": 25}, {}),
        ({"alcohol_present": True}, {}),
        ({"needs_car": None}, {"no_car": True}),
        ({"areas": ("here", "There")}, {"areas": ("E1", "Here")}),
        ({"areas": ("Here",)}, {}),
        ({"closes": TODAY}, {}),
    ],
)
def test_what_is_not_known_shuts_nothing_out(facts: dict[str, object], profile: dict[str, object]) -> None:
    assert names(entry("X", "x", **facts), topics=("x",), **profile) == ["X"]


@pytest.mark.parametrize("status", [status for status in EntryStatus if status is not EntryStatus.ACTIVE])
def test_a_place_that_is_not_open_is_folded(status: EntryStatus) -> None:
    found = ranking(replace(entry("X", "x"), status=status), topics=("x",))
    assert [fit.cautions for fit in found.folded] == [("Not open now",)]


@pytest.mark.parametrize(("since", "folded"), [(date(2026, 8, 22), True), (date(2026, 8, 23), False)])
def test_an_entry_that_its_list_no_longer_has_is_folded_after_three_months(since: date, folded: bool) -> None:
    found = ranking(replace(entry("X", "x"), missing_since=since), topics=("x",))
    assert bool(found.folded) is folded
    assert found.folded or found.suggested[0].cautions == ("Its own list no longer has it: ring first",)


SOFT = [
    ({"capacity": "full"}, {}, 0.1, "Full now"),
    ({"capacity": "waiting"}, {}, 0.85, "Has a waiting list"),
    ({"capacity": "waiting", "wait_weeks": 1}, {}, 0.85, "Waiting list: about 1 week"),
    ({"women_or_men_only": "men"}, {}, 0.5, "Only for women or only for men"),
    ({"abstinence_required": True}, {}, 0.5, "Only for people who do not drink or use at all"),
    ({"step_free": None}, {"wheelchair": True}, 0.85, "Step-free not known: ring first"),
    ({"free": False}, {"cannot_pay": True}, 0.5, "Costs money"),
    ({"referral": "professional"}, {}, 1.0, "A professional must refer"),
    ({}, {"evenings_only": True}, 1.0, "Perhaps not in the evening: ring first"),
    ({}, {"children": True}, 1.0, "Children not known: ring first"),
    ({"areas": ("Here",)}, {}, 1.0, "Only for some areas: ask first"),
]


@pytest.mark.parametrize(("facts", "profile", "factor", "caution"), SOFT)
def test_what_asks_for_a_look_first_counts_less_and_is_said(
    facts: dict[str, object], profile: dict[str, object], factor: float, caution: str
) -> None:
    (plain,) = ranking(entry("X", "x"), topics=("x",)).suggested
    (fit,) = ranking(entry("X", "x", **facts), topics=("x",), **profile).suggested
    assert (fit.cautions, fit.score) == ((caution,), pytest.approx(plain.score * factor))


@pytest.mark.parametrize(
    ("assured", "said"),
    [
        (date(2024, 11, 21), "folded"),
        (date(2024, 11, 22), "Not confirmed for over a year: ring first"),
        (date(2025, 11, 21), "Not confirmed for over a year: ring first"),
        (date(2025, 11, 22), ""),
        (date(2026, 11, 22), "Not confirmed yet: ring first"),
        (None, "Not confirmed yet: ring first"),
    ],
)
def test_an_entry_that_nobody_confirmed_for_long_counts_less_and_then_no_more(assured: date | None, said: str) -> None:
    found = ranking(entry("X", "x", assured=assured), topics=("x",))
    assert ("folded" if found.folded else "".join(found.suggested[0].cautions)) == said


@pytest.mark.parametrize(
    ("tags", "applicants", "profile", "offered"),
    [
        (("funding_group",), (), {"topics": ("funding_group",)}, True),
        (("funding_individual",), (), {"topics": ("funding_group",), "text": "a grant"}, False),
        (("funding_individual",), (), {"topics": ("funding_group", "funding_individual")}, True),
        (("funding_group",), ("group", "individual"), {"topics": ("funding_group",), "applies_as": "individual"}, True),
        (("funding_group",), ("group",), {"topics": ("funding_group",), "applies_as": "individual"}, False),
        (("music",), (), {"topics": ("music",), "applies_as": "individual"}, True),
    ],
)
def test_money_for_others_is_never_offered(
    tags: tuple[str, ...],
    applicants: tuple[str, ...],
    profile: dict[str, object],
    offered: bool,
) -> None:
    money = replace(entry("X", *tags, applicants=applicants), kind=EntryKind.FUNDING)
    assert bool(names(money, **profile)) is offered


@pytest.mark.parametrize(
    ("assured", "said"),
    [
        (None, "unknown"),
        (date(2026, 11, 22), "unknown"),
        (date(2026, 11, 21), "fresh"),
        (date(2026, 5, 22), "fresh"),
        (date(2026, 5, 21), "check"),
        (date(2025, 11, 22), "check"),
        (date(2025, 11, 21), "old"),
        (date(2020, 1, 1), "old"),
    ],
)
def test_an_entry_ages_from_the_day_it_was_confirmed(assured: date | None, said: str) -> None:
    assert freshness(entry("X", assured=assured), date(2026, 11, 21)) == said
