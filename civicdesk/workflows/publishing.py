"""The directory for everybody: a leaflet, a card for a pocket, a booklet, and one web page that works without a network.

Nobody is named in any of them: they are made of entries and lists alone, never of people.
"""

from collections import Counter
from collections.abc import Container, Iterable
from enum import StrEnum

from civicdesk.directory import publishing, searching, topics
from civicdesk.errors import Refused
from civicdesk.feedback import booklet_imposed
from civicdesk.feedback.booklet_page import booklet_pdf
from civicdesk.feedback.directory_card import card_pdf
from civicdesk.feedback.directory_web import directory_html
from civicdesk.feedback.leaflet_page import leaflet_pdf
from civicdesk.feedback.wording import names_recovery
from civicdesk.i18n import say_in, spoken
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId
from civicdesk.records.publications import Chapter, How, Publication, Which
from civicdesk.store import entries, upkeep
from civicdesk.workflows.kit import Kit


class Paper(StrEnum):
    """In which form the directory is given to everybody."""

    LEAFLET = "leaflet"
    CARD = "card"
    BOOKLET = "booklet"
    PAGE = "page"


MOST = {Paper.LEAFLET: 12, Paper.CARD: 8}
"""Entries for which there is room."""
_DRAWN = {Paper.LEAFLET: leaflet_pdf, Paper.CARD: card_pdf, Paper.BOOKLET: booklet_pdf, Paper.PAGE: directory_html}
FOLDED = {Paper.CARD: booklet_imposed.folded_twice, Paper.BOOKLET: booklet_imposed.folded_in_the_middle}
"""What can be put on sheets to print and fold."""


def leaflet(kit: Kit, which: Which, how: How) -> bytes:
    """Return a leaflet as PDF.

    Raises:
        Refused: as `prepared`.
    """
    return drawn(Paper.LEAFLET, prepared(kit, Paper.LEAFLET, which, how))


def card(kit: Kit, which: Which, how: How) -> bytes:
    """Return a card for a pocket as PDF.

    Raises:
        Refused: as `prepared`.
    """
    return drawn(Paper.CARD, prepared(kit, Paper.CARD, which, how))


def booklet(kit: Kit, which: Which, how: How) -> bytes:
    """Return a booklet in reading order as PDF.

    Raises:
        Refused: as `prepared`.
    """
    return drawn(Paper.BOOKLET, prepared(kit, Paper.BOOKLET, which, how))


def web_page(kit: Kit, which: Which, how: How) -> bytes:
    """Return the page for everybody as one HTML file in UTF-8.

    Raises:
        Refused: as `prepared`.
    """
    return drawn(Paper.PAGE, prepared(kit, Paper.PAGE, which, how))


def prepared(kit: Kit, paper: Paper, which: Which, how: How) -> Publication:
    """Return what is to be drawn: on the store lane, what is drawn of it on the work lane.

    Raises:
        Refused: LEAFLET-NONE, LEAFLET-MANY, LEAFLET-TITLE, DIRECTORY-ENTRY.
    """
    language, today = spoken(how.language, "leaflet.title"), kit.now().date()
    lists = {feed.name: feed for feed in upkeep.feeds(kit.workspace)}
    found = tuple(_found(kit, which))
    reasons = [publishing.why_not(entry, today, lists) for entry in found]
    shown = tuple(publishing.public(entry) for entry, why in zip(found, reasons, strict=True) if not why)
    _check(paper, shown)
    project = kit.project()
    return Publication(
        title=_title(paper, how.title, language),
        day=today,
        chapters=_chapters(paper, which, shown),
        index=tuple(entry.id for entry in sorted(shown, key=publishing.by_name)),
        sources=publishing.sources(shown, lists, language),
        topics=publishing.topic_labels(shown),
        days={entry.id: tuple(day for day in searching.DAYS if day in searching.days(entry.when)) for entry in shown},
        left_out=Counter(why for why in reasons if why),
        contact="" if names_recovery(language, project.contact) else project.contact,
        language=language,
        large=how.large,
        practice=project.practice,
    )


def drawn(paper: Paper, publication: Publication) -> bytes:
    """Draw what was prepared; the same entries give the same bytes.

    Raises:
        Refused: SHEET-RTL: a line that runs from right to left does not read as it should.
    """
    return _DRAWN[paper](publication)


def folded(paper: Paper, document: bytes) -> bytes:
    """Return a booklet or a card as sheets to print and fold."""
    return FOLDED[paper](document)


def _found(kit: Kit, which: Which) -> Iterable[Entry]:
    """Return what was picked, in its order, else what a search finds, without an order."""
    whole = {entry.id: entry for entry in entries.entries(kit.workspace)}
    if which.entries:
        return [whole[ident] for ident in _kept(kit, which.entries, whole)]
    wanted = which.search
    named: Iterable[EntryId] = whole
    if wanted.text.strip():
        words = topics.terms(wanted.text)
        named = entries.beginning_with(kit.workspace, wanted.text) or entries.agreeing_words(kit.workspace, words)
    near = wanted.place if wanted.within is None else ""
    met = (whole[ident] for ident in named if searching.meets(whole[ident], wanted))
    return [entry for entry in met if not near or publishing.nearby(entry, near)]


def _kept(kit: Kit, picked: Iterable[EntryId], whole: Container[EntryId]) -> Iterable[EntryId]:
    """Return the ids of picked entries, each once; of one that was merged into another, that one."""
    into = upkeep.merged(kit.workspace)
    found = []
    for ident in picked:
        while ident in into:
            ident = into[ident]  # noqa: PLW2901 - followed to where it stands now
        if ident not in whole:
            raise Refused("DIRECTORY-ENTRY")
        found.append(ident)
    return dict.fromkeys(found)


def _check(paper: Paper, shown: tuple[Entry, ...]) -> None:
    if not shown:
        raise Refused("LEAFLET-NONE")
    most = MOST.get(paper)
    if most is not None and len(shown) > most:
        raise Refused("LEAFLET-MANY", most=most, count=len(shown))


def _title(paper: Paper, wished: str, language: str) -> str:
    if names_recovery(language, wished):
        raise Refused("LEAFLET-TITLE", stem=say_in(language, "sheet.discreet.stems"))
    return publishing.readable(wished) or say_in(language, "leaflet.card_title" if paper is Paper.CARD else "leaflet.title")


def _chapters(paper: Paper, which: Which, shown: tuple[Entry, ...]) -> tuple[Chapter, ...]:
    """Return few entries as they were picked, or by name; many by their topics."""
    if paper in MOST:
        return (Chapter(group="", entries=shown if which.entries else tuple(sorted(shown, key=publishing.by_name))),)
    return publishing.chapters(shown, which.search.topics)
