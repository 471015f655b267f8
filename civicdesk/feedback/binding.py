"""Many people's sheets in one file: each a part of its own, in its own language, beginning on a sheet of paper of its own."""

from civicdesk.feedback.pages import Press
from civicdesk.feedback.pdf import fitted_sheet
from civicdesk.feedback.tagging import Node
from civicdesk.i18n import say_in
from civicdesk.records.sheets import Sheet


class Binder:
    """Takes sheets one by one and keeps nothing of them but what is drawn."""

    def __init__(self, language: str) -> None:
        """Begin a file.

        Args:
            language: of the file's title; each sheet is marked with its own.
        """
        self._language = language
        self._press = Press(language)
        self._tree = Node("Document")
        self.sheets = 0

    def add(self, sheet: Sheet) -> None:
        """Draw a sheet behind those before. Where it would begin on the back of somebody else's, a side is left empty.

        Raises:
            Refused: as `pdf.sheet_pdf`; nothing of this sheet is in the file.
        """
        fitted = fitted_sheet(sheet)
        if self._press.pages % 2:
            self._press.leave_empty(say_in(sheet.language, "sheet.together.blank"), fitted.furniture.type, sheet.language)
        words = say_in(sheet.language, "sheet.together.of", card=sheet.card)
        self._press.begin_chapter(words)
        self._press.draw(fitted.pages, fitted.furniture)
        part = Node("Part", kids=[*fitted.nodes], title=words, language=sheet.language if sheet.language != self._language else "")
        self._tree.kids.append(part)
        self.sheets += 1

    def finish(self) -> bytes:
        """Return the finished file of at least one sheet."""
        return self._press.finish(self._tree, say_in(self._language, "sheet.together.title"))
