"""A small card for a pocket, in A6: what, when, where, telephone. It tells nothing of whose it is. `booklet_imposed` puts it on a sheet to fold."""

from dataclasses import dataclass, replace

from civicdesk.feedback.blocks import Rule, Stack
from civicdesk.feedback.directory_entry import entry_looks, printable
from civicdesk.feedback.pages import Furniture, Part, Press, lay_out
from civicdesk.feedback.publication_page import PublicationBuilder
from civicdesk.feedback.styles import A4, A6, Look, look_of
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.wording import day
from civicdesk.i18n import say_in
from civicdesk.records.publications import Publication

_SHOWN = frozenset({"when", "closes", "where", "phone"})
_SIZE = 11
_LABEL = 0.18


def card_pdf(publication: Publication) -> bytes:
    """Return a card as a tagged PDF: pages of A6, in large print of A4; the same entries give the same bytes.

    Raises:
        Refused: SHEET-RTL: a line that runs from right to left does not read as it should.
    """
    language, tree = publication.language, Node("Document")
    paper = A4 if publication.large else A6
    look = entry_looks(language, large=True)[0] if publication.large else _small(look_of(_SIZE, language))
    builder = CardBuilder(
        look=look, tree=tree, language=language, today=publication.day, publication=publication, label=_LABEL, shown=_SHOWN, beside=False
    )
    furniture = Furniture(
        title=publication.title,
        language=language,
        foot=lambda page, of: say_in(language, "sheet.page", page=page, pages=of),
        practice=say_in(language, "sheet.practice") if publication.practice else "",
        type=replace(look.small, size=look.small.size * 0.8, lead=look.small.lead * 0.8),
        loud=replace(look.strong, size=look.small.size * 0.7, lead=look.small.lead * 0.7),
    )
    press = Press(language, paper)
    press.draw(lay_out(builder.part(), paper).pages, furniture)
    return press.finish(tree, publication.title)


def _small(look: Look) -> Look:
    """Return a look whose title is not larger than a pocket needs."""
    return replace(look, title=replace(look.heading, size=16, lead=20), lead=look.small, section=look.section * 0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardBuilder(PublicationBuilder):
    """Sets a card."""

    def part(self) -> Part:
        """Return the entries, and below them the day and where they come from."""
        look, publication = self.look, self.publication
        opening = tuple(self.opening())
        body = tuple(self.entry(self.tree, entry, "H2", first=not number) for number, entry in enumerate(publication.entries))
        made = self.say("made", date=day(self.language, publication.day))
        foot = [self.paragraph(printable(said, self.language), look.small, above=0) for said in (made, *publication.sources)]
        return Part((*opening, *body, Stack((Rule(below=look.section), *foot), above=look.section)))
