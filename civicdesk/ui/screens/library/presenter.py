"""Wiring of the library of questionnaires."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.instruments import InstrumentCard
from civicdesk.records.library import LibraryEntry, Licensed
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.library.state import EntryShown, LibraryState, chosen_of
from civicdesk.ui.screens.library.view import LibraryView
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import forms, library
from civicdesk.workflows.kit import Kit, Right

ENDING = "xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The library in words, and what this user may do with it."""

    entries: tuple[EntryShown, ...]
    may_add: bool
    may_see_figures: bool


class LibraryPresenter(Presenter):
    """Fact of its place: `entry`, to begin with one of the questionnaires."""

    destination = "forms"
    kinds = frozenset({Kind.INSTRUMENTS})

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = LibraryView()
        super().__init__(self.page, around)
        self.state = LibraryState(chosen=where.fact("entry"))
        self.files = FileAsk(self.page)
        self.files.chosen.connect(self._save)
        self.page.went_back.connect(self.went_back)
        self.page.chosen.connect(self._choose)
        self.page.add_wanted.connect(self._add)
        self.page.save_wanted.connect(self._ask)
        self.page.figures_wanted.connect(self._to_figures)

    def begin(self) -> None:
        """Read the library, and what of it is here."""
        self.page.render_state(self.state)
        self.around.store.submit(_found, done=self._listed, refused=self._explain)

    def _show(self, state: LibraryState) -> None:
        self.state = state
        self.page.render_state(state)

    def _listed(self, found: Found) -> None:
        figures = found.may_see_figures and "statistics" in self.around.words
        self._show(replace(self.state, ready=True, entries=found.entries, may_add=found.may_add, may_see_figures=figures))

    def _choose(self, word: str) -> None:
        if word != self.state.chosen:
            self._show(replace(self.state, chosen=word, sentence="", told=""))

    def _add(self, word: str) -> None:
        self._show(replace(self.state, working=True, sentence="", told=""))
        self.around.store.submit(partial(_take, word), done=self._added, refused=self._explain, crashed=self._broke)

    def _added(self, _card: InstrumentCard) -> None:
        entry = chosen_of(self.state)
        self._show(replace(self.state, working=False, told=say("library.added", name=entry.name if entry else "")))
        self.begin()

    def _ask(self, word: str) -> None:
        self.files.save_file(f"{word}.{ENDING}", ENDING)

    def _save(self, path: str) -> None:
        self._show(replace(self.state, working=True, sentence="", told=""))
        verb = partial(library.save_to_fill_in, self.state.chosen, Path(path))
        self.around.work.run(verb, done=partial(self._saved, Path(path).name), refused=self._explain, crashed=self._broke)

    def _saved(self, name: str, _nothing: None) -> None:
        self._show(replace(self.state, working=False, told=say("library.saved", file=name)))

    def _to_figures(self, form_id: str) -> None:
        self.went.emit(place("statistics", form=form_id))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, working=False, sentence=explain(why)))
        self.page.to_top()

    def _broke(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, working=False))


def _found(kit: Kit) -> Found:
    shelf = library.shelf(kit)
    return Found(
        entries=tuple(_shown(each, shelf.here.get(each.form_id, "")) for each in shelf.entries),
        may_add=kit.may(Right.ADD_INSTRUMENT),
        may_see_figures=kit.may(Right.SEE_TOTALS),
    )


def _take(word: str, kit: Kit) -> Outcome[InstrumentCard]:
    return forms.add(kit, library.shipped(word))


def _shown(entry: LibraryEntry, here: str) -> EntryShown:
    brought = entry.level not in {Licensed.OUTSIDE, Licensed.NEVER}
    facts = (
        ("version", here),
        ("rights", entry.holder or (say("library.unknown") if brought else "")),
        ("licence", entry.licence),
        ("notice", entry.notice),
        ("scoring", library.rule(entry.definition) if entry.definition else ""),
    )
    return EntryShown(
        word=entry.word,
        name=entry.name,
        what=say(f"library.level.{entry.level.value}"),
        here=here,
        form_id=entry.form_id,
        facts=tuple((say(f"library.{name}"), value) for name, value in facts if value),
        why_not=library.why_not(entry),
        steps=library.steps(entry),
        unchecked=library.unchecked(entry),
        shipped=bool(entry.file),
        to_fill_in=entry.definition is not None,
    )
