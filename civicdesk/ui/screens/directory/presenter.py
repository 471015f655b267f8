"""Wiring of the directory. Facts of its place: `text` that is looked for, `entry` to begin with one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Kind
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId
from civicdesk.records.matching import Search
from civicdesk.records.upkeep import Method, Result
from civicdesk.ui.screens.directory.state import CHECK, DirectoryState, EntryLine, EntryShown, Step
from civicdesk.ui.screens.directory.view import FIELDS, DirectoryView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import directory, directory_upkeep
from civicdesk.workflows.directory import Suggestion
from civicdesk.workflows.directory_upkeep import ToCheck
from civicdesk.workflows.kit import Kit, Right

SHOWN = 100
_FACTS = (
    *("description", "organisation", "when", "address", "district", "phone", "email", "url", "cost", "access"),
    *("free", "step_free", "hearing_loop", "child_welcome", "evening", "weekend", "online", "alcohol_present", "abstinence_required"),
    *("women_or_men_only", "youngest", "oldest", "referral", "capacity", "wait_weeks", "languages"),
)
_ASKED = frozenset({"phone", "step_free", "when", "cost"})
"""Facts that are shown even where nobody knows them: somebody may go there because of them."""

Found = tuple[tuple[EntryLine, ...], int, bool]


class DirectoryPresenter(Presenter):
    """Finds entries while somebody types, and looks after one at a time."""

    destination = "directory"
    kinds = frozenset({Kind.ENTRIES})

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = DirectoryView()
        super().__init__(self.page, around)
        self.page.yields = bool(where.fact("text"))
        self.state = DirectoryState(text=where.fact("text"))
        self._at = where.fact("entry")
        self._asked: int | None = None
        page = self.page
        page.sought.connect(self._seek)
        page.turned.connect(self._turn)
        page.opened.connect(self._open)
        page.step_wanted.connect(self._to_step)
        page.confirmed.connect(partial(self._look, Result.OK))
        page.shut.connect(partial(self._look, Result.CLOSED))
        page.field_picked.connect(self._pick)
        page.changed.connect(self._change)
        page.added.connect(self._add)
        page.went_back.connect(self._back)
        page.render_state(self.state)

    def begin(self) -> None:
        """Ask for what is looked for."""
        verb = partial(_find, self.state.text, self.state.filters)
        self._asked = self.around.store.submit(verb, done=self._found, refused=self._explain, instead_of=self._asked)
        if self._at:
            self._open(self._at)
            self._at = ""

    def refresh(self) -> None:
        """Ask again, unless a step is under way."""
        if self.state.step is Step.LIST:
            self.begin()

    def make_new(self) -> None:
        """Ctrl+N: add an entry."""
        if self.state.may_edit and self.state.step is Step.LIST:
            self._to_step(Step.ADD.value)

    def unsaved(self) -> bool:
        """Tell whether a new entry is half typed."""
        return self.state.step is Step.ADD and self.page.typed_new()

    def _show(self, state: DirectoryState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, found: Found) -> None:
        lines, total, may_edit = found
        self._show(replace(self.state, ready=True, lines=lines, total=total, may_edit=may_edit, problem=""))

    def _seek(self, text: str) -> None:
        self.state = replace(self.state, text=text)
        self.begin()

    def _turn(self, word: str) -> None:
        self._show(replace(self.state, filters=self.state.filters ^ {word}, told=""))
        self.begin()

    def _open(self, entry: str) -> None:
        self.around.store.submit(partial(_entry, entry), done=self._opened, refused=self._explain)

    def _opened(self, shown: EntryShown) -> None:
        self._show(replace(self.state, step=Step.ENTRY, ready=True, shown=shown, told="", problem=""))

    def _to_step(self, step: str) -> None:
        field = self.state.field or FIELDS[0]
        self._show(replace(self.state, step=Step(step), field=field if step == Step.CHANGE else "", told="", problem=""))
        if step == Step.LIST:
            self.begin()

    def _pick(self, field: str) -> None:
        self._show(replace(self.state, field=field, problem=""))

    def _look(self, result: Result) -> None:
        if self.state.shown:
            verb = partial(directory_upkeep.look, which=EntryId(self.state.shown.entry), method=Method.PHONE, result=result)
            self.around.store.submit(verb, done=partial(self._kept, result.value.replace(" ", "_")), refused=self._explain)

    def _change(self, text: str) -> None:
        if self.state.shown:
            verb = partial(directory_upkeep.correct, which=EntryId(self.state.shown.entry), field=self.state.field, text=text)
            self.around.store.submit(verb, done=partial(self._kept, "changed"), refused=self._explain)

    def _add(self, typed: Mapping[str, str]) -> None:
        if not typed["name"]:
            self._show(replace(self.state, problem=say("directory.row.no_name")))
            return
        cells = {name: text for name, text in typed.items() if text}
        self.around.store.submit(partial(directory_upkeep.add, cells=cells), done=partial(self._kept, "added"), refused=self._explain)

    def _kept(self, what: str, entry: Entry) -> None:
        told = say(f"directory_page.told.{what}", name=entry.name)
        self._show(replace(self.state, step=Step.ENTRY, shown=_shown(entry), field="", told=told, problem=""))

    def _back(self) -> None:
        if self.state.step is Step.LIST:
            self.went_back.emit()
        else:
            before = {Step.ENTRY: Step.LIST, Step.ADD: Step.LIST}.get(self.state.step, Step.ENTRY)
            self._to_step(before.value)

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, ready=True, problem=explain(why)))


def _find(text: str, filters: frozenset[str], kit: Kit) -> Found:
    may_edit = kit.may(Right.EDIT_DIRECTORY)
    if CHECK in filters:
        due = directory_upkeep.to_check(kit)
        return tuple(_due(each) for each in due[:SHOWN]), len(due), may_edit
    wanted = Search(text=text, needs=tuple(sorted(filters)))
    found = directory.search(kit, wanted)
    return tuple(_line(each) for each in found[:SHOWN]), len(found), may_edit


def _line(each: Suggestion) -> EntryLine:
    entry = each.entry
    return EntryLine(entry=entry.id, name=entry.name, when=entry.when, where=entry.district, confirmed=_confirmed(entry, each.freshness))


def _due(each: ToCheck) -> EntryLine:
    entry = each.entry
    return EntryLine(entry=entry.id, name=entry.name, when=entry.when, where=entry.district, confirmed=say(f"directory.check.{each.why}"))


def _entry(which: str, kit: Kit) -> EntryShown:
    return _shown(directory.entry(kit, EntryId(which)))


def _shown(entry: Entry) -> EntryShown:
    known = dict(directory_upkeep.told(entry))
    facts = [(say(f"directory_page.field.{name}"), _words(name, known.get(name, ""))) for name in _FACTS if name in known or name in _ASKED]
    topics = ", ".join(directory_upkeep.topic_words(entry))
    facts += [(say("directory_page.field.tags"), topics)] if topics else []
    facts += [(say("directory_page.column.confirmed"), _day(entry.assured_date) if entry.assured_date else say("directory.check.never"))]
    return EntryShown(entry=entry.id, name=entry.name, facts=tuple(facts), fields=tuple((name, known.get(name, "")) for name in FIELDS))


def _words(name: str, text: str) -> str:
    if not text:
        return say("directory_page.unknown")
    return say(f"directory_page.said.{text}") if text in {"yes", "no"} and name != "name" else text


def _confirmed(entry: Entry, freshness: str) -> str:
    if freshness == "fresh" and entry.assured_date:
        return _day(entry.assured_date)
    return say(f"directory_page.freshness.{freshness}")


def _day(day: date) -> str:
    return say("directory_page.day", day=day.day, month=say(f"widget.month.m{day.month}"), year=day.year)
