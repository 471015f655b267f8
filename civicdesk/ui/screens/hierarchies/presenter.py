"""Wiring of the groupings: no workspace is read; each step makes a new table, and the one before is kept to go back to."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.groupings import Grouping
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.hierarchies.state import HierarchiesState
from civicdesk.ui.screens.hierarchies.view import HierarchiesView
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import groupings

ENDING = "csv"


class HierarchiesPresenter(Presenter):
    """From a step to the table after it."""

    destination = "settings"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = HierarchiesView(groupings.SHIPPED)
        super().__init__(self.page, around)
        self.state = HierarchiesState()
        self._before: list[Grouping] = []
        self.opening, self.saving = FileAsk(self.page), FileAsk(self.page)
        self.opening.chosen.connect(self._open)
        self.saving.chosen.connect(self._save)
        page = self.page
        page.went_back.connect(self.went_back)
        page.open_wanted.connect(self._ask_file)
        page.shipped_wanted.connect(self._begin_with)
        page.typed.connect(self._put)
        page.gathered.connect(self._gather)
        page.added.connect(self._add)
        page.dropped.connect(self._drop)
        page.step_wanted.connect(self._step)
        page.bands_wanted.connect(self._bands)
        page.save_wanted.connect(self._ask_place)

    def begin(self) -> None:
        """Show the table as it is."""
        self.page.render_state(self.state)

    def unsaved(self) -> bool:
        """Tell whether a table was changed and not written."""
        return self.state.changed

    def _show(self, state: HierarchiesState) -> None:
        self.state = state
        self.page.render_state(state)

    def _read(self, name: str, grouping: Grouping) -> None:
        self._before.clear()
        self._show(_looked_at(HierarchiesState(name=name, grouping=grouping)))

    def _begin_with(self, name: str) -> None:
        self._show(replace(self.state, working=True, sentence="", told=""))
        self._work(partial(groupings.begin, name), partial(self._read, say(f"groupings.of.{name}")))

    def _ask_file(self) -> None:
        self.opening.open_file(say("groupings.kinds"))

    def _open(self, path: str) -> None:
        self._show(replace(self.state, working=True, sentence="", told=""))
        self._work(partial(groupings.open_file, Path(path)), partial(self._read, Path(path).name))

    def _ask_place(self) -> None:
        self.saving.save_file(self.state.name if self.state.name.endswith(f".{ENDING}") else f"{self.state.name}.{ENDING}".lower(), ENDING)

    def _save(self, path: str) -> None:
        self._show(replace(self.state, working=True, sentence="", told=""))
        self._work(partial(groupings.save, Path(path), self.state.grouping), partial(self._saved, Path(path).name, self.state.grouping))

    def _saved(self, name: str, written: Grouping, _nothing: None) -> None:
        changed = self.state.grouping != written
        self._show(replace(self.state, working=False, changed=changed, name=name, told=say("groupings.saved", file=name)))

    def _work(self, verb: partial[Grouping] | partial[None], done: partial[None]) -> None:
        self.around.work.run(verb, done=done, refused=self._explain, crashed=self._broke)

    def _put(self, line: int, cell: int, words: str) -> None:
        self._change(groupings.put(self.state.grouping, line, cell, words))

    def _gather(self, chosen: Sequence[int], cell: int, name: str) -> None:
        self._change(groupings.gather(self.state.grouping, chosen, cell, name))

    def _add(self, value: str) -> None:
        self._change(groupings.with_values(self.state.grouping, [value]))

    def _drop(self, chosen: Sequence[int]) -> None:
        self._change(groupings.without(self.state.grouping, chosen))

    def _bands(self, width: int) -> None:
        self._change(groupings.in_bands(self.state.grouping, width))

    def _step(self, name: str) -> None:
        if name == "undo":
            if self._before:
                self._show(_looked_at(replace(self.state, grouping=self._before.pop(), may_undo=bool(self._before), told="")))
        else:
            self._change((groupings.wider if name == "wider" else groupings.narrower)(self.state.grouping))

    def _change(self, grouping: Grouping) -> None:
        if grouping != self.state.grouping:
            self._before.append(self.state.grouping)
            self._show(_looked_at(replace(self.state, grouping=grouping, changed=True, may_undo=True, sentence="", told="")))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, working=False, sentence=explain(why)))
        self.page.to_top()

    def _broke(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, working=False))


def _looked_at(state: HierarchiesState) -> HierarchiesState:
    """Add what is wrong with the table."""
    lines = state.grouping.lines
    return replace(
        state,
        marked=frozenset((fault.line, fault.cell) for fault in groupings.faults(state.grouping) if fault.line >= 0),
        faults=groupings.sentences(state.grouping),
        numbers=bool(lines) and 2 * sum(line[0].isdecimal() for line in lines) >= len(lines),
    )
