"""Pages on their way in, suggestions that wait, calls for money, and what is remembered of the directory."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from civicdesk.errors import Refused
from civicdesk.records.entries import Entry, EntryKind
from civicdesk.records.funding import Applicant, FundingCall
from civicdesk.records.ids import EntryId, UserId
from civicdesk.records.upkeep import Feed, FeedPage, SuggestedEdit
from civicdesk.store import edit_suggestions, entries, feed_pages, funding, upkeep
from civicdesk.store.workspace import Workspace

FUND = Entry(id=EntryId("e1"), name="Invented Fund", kind=EntryKind.FUNDING, tags=("arts",), printable=False, address_public=False)
LIST = Feed(
    id="f1", name="Invented list", address="https://lists.example/services", fetched_at=datetime(2026, 3, 1, 9, tzinfo=UTC), tags=('"1"',)
)  # fmt: skip
PAGES = tuple(FeedPage(number=number, body=b"{}" * number, tag=f'"{number}"') for number in (1, 2))
CALL = FundingCall(
    entry=FUND.id, funder="Invented Trust", funder_id="GB-CHC-0", applicants=(Applicant.CHARITY,), least=100, most=200, purposes=("GTIP010",),
    reasons=("GTIR030",), scope="GLS050", opens=date(2026, 1, 1), closes=date(2026, 2, 1), pages=2, link="https://example.org",
    checked=date(2026, 1, 2), watched=True,
)  # fmt: skip
EDIT = SuggestedEdit(
    id="s1", entry=FUND.id, field="phone", value="1", reason="rang", evidence="phone", impersonal=True, by=UserId("ada"),
    at=datetime(2026, 3, 2, tzinfo=UTC),
)  # fmt: skip


@pytest.fixture
def listed(ws: Workspace) -> Workspace:
    entries.keep_entries(ws, [FUND])
    upkeep.keep_feed(ws, LIST)
    return ws


def test_a_list_with_an_address_comes_back_as_kept(listed: Workspace) -> None:
    assert upkeep.feeds(listed) == (LIST,)


def test_pages_are_held_once_and_let_go(listed: Workspace) -> None:
    feed_pages.keep_pages(listed, LIST.id, PAGES[:1])
    feed_pages.keep_pages(listed, LIST.id, (replace(PAGES[0], body=b"other"), PAGES[1]))
    assert (feed_pages.pages(listed, LIST.id), feed_pages.begun(listed, LIST.id) is not None) == (PAGES, True)
    feed_pages.drop_pages(listed, LIST.id)
    assert (feed_pages.pages(listed, LIST.id), feed_pages.begun(listed, LIST.id), listed.verify()) == ((), None, ())


def test_letting_go_of_nothing_writes_nothing(listed: Workspace) -> None:
    seq = listed.head().seq
    feed_pages.drop_pages(listed, LIST.id)
    assert listed.head().seq == seq


def test_pages_of_no_list_are_refused(ws: Workspace) -> None:
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        feed_pages.keep_pages(ws, "nothing", PAGES)


def test_a_suggestion_waits_until_it_is_answered(listed: Workspace) -> None:
    edit_suggestions.keep_suggestion(listed, EDIT)
    assert (edit_suggestions.waiting(listed), edit_suggestions.waiting(listed, EntryId("e2"))) == ((EDIT,), ())
    edit_suggestions.rule(listed, EDIT.id, approved=True, by=UserId("bea"))
    assert (edit_suggestions.waiting(listed), listed.verify()) == ((), ())


def test_a_suggestion_about_nothing_is_refused(listed: Workspace) -> None:
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        edit_suggestions.keep_suggestion(listed, replace(EDIT, entry=EntryId("nothing")))
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        edit_suggestions.rule(listed, "nothing", approved=True, by=UserId("bea"))


def test_a_call_comes_back_as_kept_and_the_same_again_writes_nothing(listed: Workspace) -> None:
    bare = FundingCall(entry=FUND.id)
    assert (funding.keep_calls(listed, [CALL]), funding.calls(listed)) == (1, {FUND.id: CALL})
    seq = listed.head().seq
    assert (funding.keep_calls(listed, [CALL]), listed.head().seq) == (0, seq)
    assert (funding.keep_calls(listed, [bare]), funding.calls(listed), listed.verify()) == (1, {FUND.id: bare}, ())


def test_one_entry_is_read_as_it_stands_inside_a_block_of_writes(listed: Workspace) -> None:
    entries.entries(listed)
    with listed.writing("entries-kept"):
        entries.keep_entries(listed, [replace(FUND, phone="1")])
        assert entries.entry(listed, FUND.id) == replace(FUND, phone="1")
    assert (entries.entry(listed, EntryId("nothing")), entries.entries(listed)) == (None, (replace(FUND, phone="1"),))


def test_what_did_not_change_is_the_same_entry_after_a_write(listed: Workspace) -> None:
    other = Entry(id=EntryId("e2"), name="Other")
    (before,) = entries.entries(listed)
    entries.keep_entries(listed, [other])
    assert entries.entries(listed)[0] is before
    assert entries.entries(listed) == (FUND, other)


def test_nothing_was_ticked_by_anybody_at_first(listed: Workspace) -> None:
    assert entries.ticked_topics(listed) == frozenset()
