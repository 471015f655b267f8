"""A leaflet: a few entries of the directory on one sheet of paper, two sides of A4 at the most; more in large print."""

from dataclasses import dataclass
from functools import partial

from civicdesk.feedback.blocks import Stack
from civicdesk.feedback.directory_entry import entry_looks, printable
from civicdesk.feedback.fitting import Cover, fit
from civicdesk.feedback.pages import Part
from civicdesk.feedback.publication_page import PublicationBuilder
from civicdesk.records.publications import Publication

_SIDES = 2


def leaflet_pdf(publication: Publication) -> bytes:
    """Return a leaflet as a tagged PDF; the same entries give the same bytes.

    Raises:
        Refused: SHEET-RTL: a line that runs from right to left does not read as it should.
    """
    language = publication.language
    return fit(
        entry_looks(language, large=publication.large),
        [partial(LeafletBuilder, language=language, today=publication.day, publication=publication)],
        Cover(title=publication.title, mark=printable(publication.title, language), language=language, practice=publication.practice),
    ).draw()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafletBuilder(PublicationBuilder):
    """Sets a leaflet: its entries are few, so they stand without chapters."""

    def part(self) -> Part:
        """Return the entries with the notes at the foot of the last side."""
        opening = tuple(self.opening())
        body = tuple(self.entry(self.tree, entry, "H2", first=not number) for number, entry in enumerate(self.publication.entries))
        return Part((*opening, *body), self.panel(Stack(tuple(self.closing()))), sides=_SIDES)
