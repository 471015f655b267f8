"""Takes answers in from a file, and gives them out into a folder: files on the work lane, answers on the store lane."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from civicdesk import paths
from civicdesk.errors import CivicDeskError, Unavailable
from civicdesk.i18n import explain, say
from civicdesk.records.exchange import Imported
from civicdesk.ui.jobs import CrashNotice, Lane
from civicdesk.ui.widgets.answers_cards import GiveOutWish, TakeInWish
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.page import Page

if TYPE_CHECKING:
    from civicdesk.workflows.exchange import Exchanged
    from civicdesk.workflows.kit import Kit

LARGEST = 100 * 1024 * 1024
"""Bytes of a file of answers that are read at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What this user may do with answers."""

    may_give_out: bool
    seconds: tuple[str, ...]
    """Coordinators of whom one must agree; empty if nobody has to."""


class AnswersExchange(QObject):
    """Wiring of both ways. One thing at a time; what became of it is said in words."""

    began = Signal()
    told = Signal(str)
    failed = Signal(str, object)
    """Sentence, and what is wrong line by line."""

    def __init__(self, page: Page, store: Lane[Any], work: Lane[Any]) -> None:
        super().__init__(page)
        self._store, self._work = store, work
        self._form = ""
        self._in: TakeInWish | None = None
        self._out: GiveOutWish | None = None
        self.files, self.folders = FileAsk(page), FileAsk(page)
        self.files.chosen.connect(self._read)
        self.folders.chosen.connect(self._gather)

    def take_in(self, form_id: str, wish: TakeInWish) -> None:
        """Ask for a file, and take in what it holds."""
        self._form, self._in = form_id, wish
        self.files.open_file(say("forms_page.take_in.kinds"))

    def give_out(self, form_id: str, wish: GiveOutWish) -> None:
        """Ask for a folder, and write answers into it."""
        self._form, self._out = form_id, wish
        self.folders.folder()

    def _read(self, path: str) -> None:
        self.began.emit()
        self._work.run(partial(_file, Path(path)), done=self._take, refused=self._explain, crashed=self._broke)

    def _take(self, files: Mapping[str, bytes]) -> None:
        if self._in is not None:
            verb = partial(_taken, self._form, self._in, files)
            self._store.submit(verb, done=self._taken, refused=self._explain, crashed=self._broke)

    def _taken(self, made: Imported) -> None:
        said = [say("forms_page.take_in.done", count=made.responses, answers=made.answers, people=made.people_added)]
        said += [say("forms_page.take_in.here", count=made.already_here)] if made.already_here else []
        said += [say("forms_page.take_in.forgotten", count=made.forgotten)] if made.forgotten else []
        self.told.emit(" ".join(said))

    def _gather(self, folder: str) -> None:
        wish, self._out = self._out, None
        if wish is not None:
            self.began.emit()
            verb = partial(_gathered, self._form, wish)
            self._store.submit(verb, done=partial(self._write, Path(folder)), refused=self._explain, crashed=self._broke)

    def _write(self, folder: Path, made: "Exchanged") -> None:
        verb = partial(_saved, made, folder)
        self._work.run(verb, done=partial(self._written, made.responses, made.held_back), refused=self._explain, crashed=self._broke)

    def _written(self, responses: int, held_back: int, _nothing: object) -> None:
        self.told.emit(say("forms_page.give_out.done", count=responses, held=held_back))

    def _explain(self, why: CivicDeskError) -> None:
        self.failed.emit(explain(why), tuple(_line(each) for each in getattr(why, "errors", ())))

    def _broke(self, _notice: CrashNotice) -> None:
        self.failed.emit("", ())


def terms(kit: "Kit") -> Terms:
    """Return what this user may do with answers, and who would have to agree."""
    from civicdesk.workflows import exchange

    found = exchange.terms(kit)
    return Terms(may_give_out=found is not None, seconds=found or ())


def _line(error: Any) -> str:
    if error.row:
        return say("forms_page.take_in.row", row=error.row, column=error.column, sentence=error.sentence)
    return say("forms_page.take_in.file", column=error.column, sentence=error.sentence)


def _file(path: Path) -> Mapping[str, bytes]:
    try:
        return {path.name: paths.read_from_outside(path, LARGEST)}
    except OSError as why:
        raise Unavailable("FILE-READ") from why


def _taken(form_id: str, wish: TakeInWish, files: Mapping[str, bytes], kit: "Kit") -> object:
    from civicdesk.workflows import respond

    return respond.import_files(kit, files, respond.Table(form_id=form_id, card=wish.card, new_people=wish.new_people))


def _gathered(form_id: str, wish: GiveOutWish, kit: "Kit") -> object:
    from civicdesk.workflows import exchange

    shapes = wish.shapes
    asked = exchange.Wish(
        form_id=form_id,
        xml="xml" in shapes,
        tables="csv" in shapes,
        audit="audit" in shapes,
        readable=True,
        second=wish.second,
        passphrase=wish.passphrase,
    )
    return exchange.gather(kit, asked)


def _saved(made: "Exchanged", folder: Path) -> None:
    from civicdesk.workflows import exchange

    exchange.save(made, folder)
