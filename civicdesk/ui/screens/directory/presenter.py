"""Wiring of the directory. Facts of its place: `text` that is looked for, `entry` to begin with one, `part` to begin with."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Kind
from civicdesk.records.ids import EntryId
from civicdesk.records.publications import Which
from civicdesk.ui.screens.directory import gathering
from civicdesk.ui.screens.directory.gathering import Found
from civicdesk.ui.screens.directory.state import DirectoryState, EntryShown, Part, Step
from civicdesk.ui.screens.directory.view import DirectoryView
from civicdesk.ui.widgets.directory_forms import FIELDS
from civicdesk.ui.widgets.directory_intake_run import DirectoryIntakeRun
from civicdesk.ui.widgets.directory_paper_run import DirectoryPaperRun
from civicdesk.ui.widgets.directory_wishes import Correction, Intake, ListWish, Narrow, PaperWish, Side
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings

_BEFORE = {Step.CHANGE: Step.ENTRY, Step.CLOSE: Step.ENTRY, Step.LOOK: Step.FILE}
"""Where the way back leads from a step; from all others to the list."""


class DirectoryPresenter(Presenter):
    """Finds entries while somebody types, and looks after one at a time."""

    destination = "directory"
    kinds = frozenset({Kind.ENTRIES})

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = DirectoryView()
        super().__init__(self.page, around)
        self.page.yields = bool(where.fact("text"))
        self.state = DirectoryState(text=where.fact("text"), part=Part(where.fact("part") or Part.FIND))
        self._at = where.fact("entry")
        self._asked: int | None = None
        self.papers = DirectoryPaperRun(self.page, around)
        self.intake = DirectoryIntakeRun(self.page, around, self.page.busy)
        self._do: dict[str, Callable[[], None]] = {
            "cancel": self._back,
            "add": partial(self._to_step, Step.ADD),
            "change": partial(self._to_step, Step.CHANGE),
            "close": partial(self._to_step, Step.CLOSE),
            "paper": self._to_paper,
            "address": self._to_address,
            "choose_file": self.intake.choose_file,
            "choose_folder": self.intake.choose_folder,
            "take": self._take,
            "take_ours": self._take_ours,
        }
        self._wire()
        self.page.render_state(self.state)

    def begin(self) -> None:
        """Ask for what is looked for."""
        verb = partial(gathering.found, self.state.part, self.state.text, self.state.narrow)
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
            self._to_step(Step.ADD)

    def print_shown(self) -> None:
        """Ctrl+P: make a paper of what is found or ticked."""
        if self.state.step is Step.LIST and self.state.lines and self.state.part is Part.FIND:
            self._to_paper()

    def unsaved(self) -> bool:
        """Tell whether a new entry is half typed."""
        return self.state.step is Step.ADD and self.page.typed_new()

    def close(self) -> None:
        """Stop fetching before the view goes."""
        self.intake.stop()
        super().close()

    def _wire(self) -> None:
        page = self.page
        page.part_chosen.connect(self._to_part)
        page.sought.connect(self._seek)
        page.narrowed.connect(self._narrow)
        page.panel_turned.connect(self._turn_panel)
        page.opened.connect(self._open)
        page.ticked.connect(self._tick)
        page.acted.connect(self._act)
        page.looked.connect(self._look)
        page.answered.connect(self._answer)
        page.merged.connect(self._merge)
        page.field_picked.connect(self._pick)
        page.filled.connect(self._fill)
        page.paper_changed.connect(self._choose_paper)
        page.fetched.connect(self.intake.fetch)
        page.went_back.connect(self._back)
        self.papers.working.connect(self._work)
        self.papers.left_out.connect(self._leave_out)
        self.papers.told.connect(self._tell)
        self.papers.failed.connect(self._fail)
        self.intake.read.connect(partial(self._to_intake, Step.FILE))
        self.intake.looked.connect(partial(self._to_intake, Step.LOOK))
        self.intake.taken.connect(self._taken)
        self.intake.failed.connect(self._not_taken)

    def _show(self, state: DirectoryState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, found: Found) -> None:
        self._show(
            replace(
                self.state,
                ready=True,
                lines=found.lines,
                total=found.total,
                lists=found.lists,
                may_edit=found.may_edit,
                topics=found.topics,
                problem="",
            )
        )

    def _to_part(self, part: str) -> None:
        self._show(replace(self.state, part=Part(part), ready=False, lines=(), total=0, lists=(), told="", problem=""))
        self.begin()

    def _seek(self, text: str) -> None:
        self.state = replace(self.state, text=text)
        self.begin()

    def _narrow(self, narrow: Narrow) -> None:
        self._show(replace(self.state, narrow=narrow, told=""))
        self.begin()

    def _turn_panel(self) -> None:
        self._show(replace(self.state, opened=not self.state.opened))

    def _open(self, entry: str) -> None:
        if self.state.part is Part.SAME and self.state.step is Step.LIST:
            self._compare(entry)
        else:
            self.around.store.submit(partial(gathering.entry_shown, entry), done=self._opened, refused=self._explain)

    def _opened(self, shown: EntryShown) -> None:
        self._show(replace(self.state, step=Step.ENTRY, ready=True, shown=shown, told="", problem=""))

    def _compare(self, pair: str) -> None:
        self.around.store.submit(partial(gathering.pair, pair), done=self._compared, refused=self._explain)

    def _compared(self, sides: tuple[Side, ...]) -> None:
        self._show(replace(self.state, step=Step.PAIR, sides=sides, told="", problem=""))

    def _merge(self, stays: str) -> None:
        gone = next(side.entry for side in self.state.sides if side.entry != stays)
        self.around.store.submit(partial(gathering.merge, gone, stays), done=partial(self._kept, "merged"), refused=self._explain)

    def _tick(self, entry: str) -> None:
        ticked = self.state.ticked
        ticked = tuple(each for each in ticked if each != entry) if entry in ticked else (*ticked, entry)
        self._show(replace(self.state, ticked=ticked, told=""))

    def _act(self, act: str) -> None:
        self._do[act]()

    def _to_step(self, step: Step) -> None:
        field = (self.state.field or FIELDS[0]) if step is Step.CHANGE else ""
        self._show(replace(self.state, step=step, field=field, told="", problem=""))
        if step is Step.LIST:
            self.begin()

    def _pick(self, field: str) -> None:
        self._show(replace(self.state, field=field, problem=""))

    def _look(self, result: str, method: str) -> None:
        if self.state.shown:
            verb = partial(gathering.look, self.state.shown.entry, result, method)
            self.around.store.submit(verb, done=partial(self._kept, result.replace(" ", "_")), refused=self._explain)

    def _answer(self, key: str, act: str) -> None:
        if act == "compare":
            self._compare(key)
        elif self.state.shown:
            verb = partial(gathering.answer, self.state.shown.entry, key, act)
            self.around.store.submit(verb, done=partial(self._kept, act), refused=self._explain)

    def _fill(self, act: str, filled: object) -> None:
        if isinstance(filled, Correction) and self.state.shown:
            verb = partial(gathering.change, self.state.shown.entry, self.state.field, filled)
            told = "changed" if self.state.may_edit else "proposed"
            self.around.store.submit(verb, done=partial(self._kept, told), refused=self._explain)
        elif isinstance(filled, PaperWish):
            self._show(replace(self.state, paper=filled, left_out=(), told="", problem=""))
            search = gathering.search_of(self.state.text, self.state.narrow)
            entries = tuple(map(EntryId, self.state.ticked)) if filled.ticked else ()
            self.papers.begin(filled, Which(entries=entries, search=search))
        elif isinstance(filled, ListWish) and act == "keep_address":
            self.around.store.submit(partial(gathering.keep_address, filled), done=self._kept_address, refused=self._explain)
        elif isinstance(filled, ListWish):
            self._look_at_list(filled)
        elif isinstance(filled, dict):
            self._add(filled)

    def _add(self, typed: dict[str, str]) -> None:
        if not typed["name"]:
            self._show(replace(self.state, problem=say("directory.row.no_name")))
            return
        cells = {name: text for name, text in typed.items() if text}
        self.around.store.submit(partial(gathering.add, cells), done=partial(self._kept, "added"), refused=self._explain)

    def _kept(self, what: str, shown: EntryShown) -> None:
        told = say(f"directory_page.told.{what}", name=shown.name)
        self._show(replace(self.state, step=Step.ENTRY, shown=shown, field="", told=told, problem=""))

    def _to_paper(self) -> None:
        wish = replace(self.state.paper, ticked=bool(self.state.ticked))
        self._show(replace(self.state, step=Step.PAPER, paper=wish, left_out=(), told="", problem=""))

    def _to_address(self) -> None:
        self._show(replace(self.state, intake=None))
        self._to_step(Step.ADDRESS)

    def _kept_address(self, name: str) -> None:
        self._show(replace(self.state, step=Step.LIST, told=say("directory.said.feed_added", name=name), problem=""))
        self.begin()

    def _choose_paper(self, wish: PaperWish) -> None:
        self._show(replace(self.state, paper=wish, left_out=(), told="", problem=""))

    def _work(self, working: bool) -> None:  # noqa: FBT001 - a signal of Qt hands it over
        if working:
            self.page.busy.begin(can_cancel=False)
        else:
            self.page.busy.end()
        self._show(replace(self.state, busy=working))

    def _leave_out(self, left_out: tuple[str, ...]) -> None:
        self._show(replace(self.state, left_out=left_out))

    def _tell(self, told: str) -> None:
        self._show(replace(self.state, told=told, problem=""))
        self.page.to_top()

    def _fail(self, why: str) -> None:
        self._show(replace(self.state, problem=why, told=""))
        self.page.to_top()

    def _to_intake(self, step: Step, intake: Intake) -> None:
        self._show(replace(self.state, step=step, intake=intake, busy=False, told="", problem=""))

    def _look_at_list(self, wish: ListWish) -> None:
        if self.state.intake is not None:
            if not wish.name:
                self._fail(say("directory_page.list.no_name"))
                return
            self._show(replace(self.state, intake=replace(self.state.intake, wish=wish), busy=True, told="", problem=""))
            self.intake.look(wish)

    def _take(self) -> None:
        self._show(replace(self.state, busy=True, told="", problem=""))
        self.intake.take()

    def _take_ours(self) -> None:
        self._show(replace(self.state, busy=True, told="", problem=""))
        self.intake.take_ours()

    def _taken(self, told: str) -> None:
        self._show(replace(self.state, step=Step.LIST, intake=None, busy=False, told=told, problem=""))
        self.begin()

    def _not_taken(self, why: str, rows: tuple[tuple[str, str], ...]) -> None:
        intake = replace(self.state.intake, findings=rows) if self.state.intake and self.state.step is Step.FILE else self.state.intake
        self._show(replace(self.state, intake=intake, busy=False, problem=why, told=""))
        self.page.to_top()

    def _back(self) -> None:
        if self.state.step is Step.LIST:
            self.went_back.emit()
        else:
            fetched = self.state.step is Step.LOOK and self.intake.is_fetched
            self._to_step(Step.LIST if fetched else _BEFORE.get(self.state.step, Step.LIST))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, ready=True, busy=False, problem=explain(why)))
        self.page.to_top()
