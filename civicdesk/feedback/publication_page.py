"""What every paper of the directory has: a title and a lead, entries in chapters, and at its end when it was made and where all comes from."""

from collections.abc import Iterator
from dataclasses import dataclass

from civicdesk.feedback.blocks import Block, Rule, Words
from civicdesk.feedback.directory_entry import EntryBuilder, printable
from civicdesk.feedback.setting import Run
from civicdesk.feedback.wording import day
from civicdesk.i18n import is_checked, say_in
from civicdesk.records.publications import Chapter, Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationBuilder(EntryBuilder):
    """Sets the pieces that leaflets, cards and booklets share."""

    publication: Publication

    def opening(self) -> Iterator[Block]:
        """Yield title and lead over a rule."""
        look = self.look
        yield Words(self.tree.add("H1"), look.title, (Run(self.apart(printable(self.publication.title, self.language))),))
        yield self.paragraph(self.say("lead"), look.lead, above=0)
        yield Rule(above=look.section * 0.5, colour=look.ink.accent, thickness=1.5)

    def chapter(self, chapter: Chapter) -> Iterator[Block]:
        """Yield a chapter: its heading stays with its first entry."""
        node = self.tree.add("Sect")
        heading = Words(node.add("H2"), self.look.heading, (Run(group_name(self.language, chapter.group)),))
        heading.above, heading.keep = self.look.section * 1.8, True
        yield heading
        for number, entry in enumerate(chapter.entries):
            yield self.entry(node, entry, "H3", first=not number)

    def closing(self) -> Iterator[Block]:
        """Yield why to ring, when this was made, where to say that something is wrong, and where the entries come from."""
        look, publication = self.look, self.publication
        yield self.paragraph(self.say("why_ring"), look.body, above=0)
        yield self.paragraph(self.say("made", date=day(self.language, publication.day)), look.body)
        if publication.contact:
            yield self.paragraph(self.say("wrong", contact=printable(publication.contact, self.language)), look.body)
        if not is_checked(self.language):
            yield self.paragraph(say_in(self.language, "sheet.unchecked"), look.small)
        if publication.sources:
            yield self.paragraph(self.say("sources"), look.strong, above=look.section * 0.6, keep=True)
            items = self.tree.add("L")
            own = (self.say("own"),) if any(not entry.source for entry in publication.entries) else ()
            for said in (*publication.sources, *own):
                words = Run(self.apart(printable(said, self.language)))
                yield Words(items.add("LI").add("LBody"), look.small, (words,), above=look.row)


def group_name(language: str, group: str) -> str:
    """Return the words for a group of topics."""
    return say_in(language, f"leaflet.group.{group or 'other'}")
