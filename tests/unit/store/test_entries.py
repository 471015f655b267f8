"""The directory, and what people chose from it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from civicdesk.errors import Refused
from civicdesk.records.answers import Submission
from civicdesk.records.entries import Entry, EntryKind, EntryStatus, Facts
from civicdesk.records.ids import EntryId, SubmissionId
from civicdesk.records.sheets import Step
from civicdesk.store import entries
from civicdesk.store.workspace import Workspace

GARDEN = Entry(
    id=EntryId("e1"), name="Placeholder Street garden", organisation="Fictional Growers", description="Growing beans together", when="Tuesdays",
    district="ZZ1", contact_name="Bay", tags=("garden", "outdoors"), printable=False, assured_date=date(2026, 1, 5),
)  # fmt: skip
CHOIR = Entry(id=EntryId("e2"), name="Café choir", description="Singing, no audition", tags=("music",))


@pytest.fixture
def listed(ws: Workspace) -> Workspace:
    entries.keep_entries(ws, [GARDEN, CHOIR])
    return ws


def names(found: tuple[Entry, ...]) -> list[str]:
    return [entry.id for entry in found]


def test_the_directory_comes_back_as_kept_by_name(listed: Workspace) -> None:
    assert entries.entries(listed) == (CHOIR, GARDEN)


def test_an_entry_that_comes_again_is_replaced_and_none_is_removed(listed: Workspace) -> None:
    newer = replace(GARDEN, when="Fridays", assured_date=None)
    entries.keep_entries(listed, [newer])
    assert entries.entries(listed) == (CHOIR, newer)
    assert listed.verify() == ()


def test_a_place_where_people_hide_that_was_here_before_is_hidden_as_it_is_read(listed: Workspace) -> None:
    refuge = replace(CHOIR, id=EntryId("e3"), name="Invented Refuge", printable=True, address_public=True)
    entries.keep_entries(listed, [refuge])
    assert entries.entry(listed, refuge.id) == refuge
    listed._connection.execute("update entry set address_public = null where id = 'e3'")
    assert entries.entry(listed, refuge.id) == replace(refuge, printable=False, address_public=False)


def test_known_and_new_entries_may_come_in_any_order(listed: Workspace) -> None:
    hall = replace(CHOIR, id=EntryId("e3"), name="Hall")
    assert entries.keep_entries(listed, [CHOIR, hall, GARDEN]) == 3
    assert (names(entries.entries(listed)), listed.verify()) == (["e2", "e3", "e1"], ())


def test_a_list_that_breaks_off_leaves_the_directory_as_it_was(listed: Workspace) -> None:
    def broken() -> Iterator[Entry]:
        yield replace(GARDEN, name="Another garden")
        raise Refused("DIRECTORY-ROWS")

    with pytest.raises(Refused, match="DIRECTORY-ROWS"):
        entries.keep_entries(listed, broken())
    assert (entries.entries(listed), listed.verify()) == ((CHOIR, GARDEN), ())


def test_what_is_made_of_the_directory_is_made_anew_once_it_is_written(listed: Workspace) -> None:
    before = entries.made_of_entries(listed, names)
    assert entries.made_of_entries(listed, names) is before
    entries.keep_entries(listed, [replace(CHOIR, name="Zebra choir")])
    assert entries.made_of_entries(listed, names) == ["e1", "e2"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("garden", ["e1"]),
        ("bean grow", ["e1"]),
        ("cafe", ["e2"]),
        ("zz1", ["e1"]),
        ("nothing like it", []),
        ('"', []),
        ('gar"den OR choir', []),
        ("", []),
    ],
)
def test_entries_are_found_by_the_beginnings_of_words(listed: Workspace, text: str, found: list[str]) -> None:
    assert list(entries.beginning_with(listed, text)) == found


def test_a_replaced_entry_is_found_by_its_new_words_alone(listed: Workspace) -> None:
    entries.keep_entries(listed, [replace(GARDEN, description="Growing pumpkins")])
    assert (entries.beginning_with(listed, "pumpkins"), entries.beginning_with(listed, "beans")) == (("e1",), ())
    assert (set(entries.agreeing_words(listed, ["pumpkin"])), entries.agreeing_words(listed, ["bean"])) == ({"e1"}, {})


def test_words_agree_by_their_stems_and_more_of_them_agree_more(listed: Workspace) -> None:
    found = entries.agreeing_words(listed, ["gardens", "grow", 'o"r', "12"])
    assert found.keys() == {"e1"}
    assert found[GARDEN.id] > entries.agreeing_words(listed, ["grows"])[GARDEN.id] > 0
    assert entries.agreeing_words(listed, ["12", ""]) == {}


def test_facts_come_back_as_kept_and_what_is_not_known_leaves_nothing(listed: Workspace) -> None:
    full = replace(
        CHOIR, kind=EntryKind.GROUP, status=EntryStatus.PAUSED, source="List", missing_since=date(2026, 2, 1),
        facts=Facts(free=True, step_free=False, youngest=18, languages=("lt",), closes=date(2027, 1, 1), capacity="full"),
    )  # fmt: skip
    entries.keep_entries(listed, [full])
    assert entries.entries(listed) == (full, GARDEN)
    assert listed.row("select kind, status, facts, source, missing_since from entry where id = 'e1'") == (None,) * 5


def test_what_is_kept_already_is_not_written_again(listed: Workspace) -> None:
    newer = replace(CHOIR, when="Mondays")
    assert entries.keep_entries(listed, [GARDEN, newer]) == 2
    assert listed.rows("select object from audit order by seq desc limit 1") == [("entry:2",)]


def test_the_last_choice_counts_in_the_order_of_ticking(listed: Workspace, begun: Submission) -> None:
    entries.choose_entries(listed, begun.person, begun.id, [GARDEN.id])
    entries.choose_entries(listed, begun.person, begun.id, [CHOIR.id, EntryId("gone"), GARDEN.id])
    assert entries.chosen_entries(listed, begun.id) == (CHOIR, GARDEN)
    assert entries.ticked_topics(listed) == {"music", "garden", "outdoors"}


def test_nothing_is_chosen_before_it_is_ticked(listed: Workspace, begun: Submission) -> None:
    assert entries.chosen_entries(listed, begun.id) == ()


def test_the_last_word_on_next_steps_counts(ws: Workspace, begun: Submission) -> None:
    ring = Step(text="Ring the garden", who="me", when="Friday")
    entries.keep_steps(ws, begun.person, begun.id, [ring, Step(text="Sleep")])
    entries.keep_steps(ws, begun.person, begun.id, [ring])
    assert entries.steps(ws, begun.person) == ((begun.id, (ring,)),)
    assert ws.verify() == ()


def test_next_steps_lie_sealed(ws: Workspace, begun: Submission) -> None:
    entries.keep_steps(ws, begun.person, begun.id, [Step(text="Ring Bay")])
    assert "Bay" not in repr(ws.rows("select * from step_set"))


def test_steps_and_choices_belong_to_a_submission(listed: Workspace, begun: Submission) -> None:
    unknown = SubmissionId("none")
    for question in (
        lambda: entries.keep_steps(listed, begun.person, unknown, []),
        lambda: entries.choose_entries(listed, begun.person, unknown, []),
        lambda: entries.chosen_entries(listed, unknown),
    ):
        with pytest.raises(Refused, match="STORE-UNKNOWN"):
            question()
