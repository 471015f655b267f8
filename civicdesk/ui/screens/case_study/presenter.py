"""Wiring of the case study: what is written is kept whenever the hand rests."""

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QTimer

from civicdesk.errors import CivicDeskError, Refused
from civicdesk.i18n import chosen, explain, say
from civicdesk.records.cases import CaseStudy, Quote
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import CaseId, PersonId, SessionId
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.case_study.state import CaseStudyState, with_quote, with_tag, with_text, without_blank_quotes
from civicdesk.ui.screens.case_study.view import CaseStudyView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import case_study
from civicdesk.workflows.kit import Kit

REST_MS = 1500
LONGEST_MS = 10_000
"""Somebody who writes without a pause loses no more than this to a power cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A story, what it is told along, and what in it looks like a name."""

    case: CaseStudy
    guide: case_study.Guide
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A story as it is on the disk, and what in it looks like a name."""

    case: CaseStudy
    names: tuple[str, ...]


class CaseStudyPresenter(Presenter):
    """Facts of its place: `case` to go on with one, or `person` (and `session`) to begin."""

    whole_window = True

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = CaseStudyView()
        super().__init__(self.page, around)
        self.state = CaseStudyState()
        self._where = where
        self._on_disk: CaseStudy | None = None
        self._keeping: CaseStudy | None = None
        self._leaving = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._keep)
        self._longest = QTimer(self)
        self._longest.setSingleShot(True)
        self._longest.setInterval(LONGEST_MS)
        self._longest.timeout.connect(self._keep)
        self.page.went_back.connect(self._back)
        self.page.written.connect(self._write)
        self.page.tag_turned.connect(self._tag)
        self.page.quote_changed.connect(self._quote)
        self.page.finished.connect(self._finish)
        self.page.tried_again.connect(self._keep)

    def begin(self) -> None:
        """Open the story, or begin it."""
        self.page.render_state(self.state)
        self.around.store.submit(partial(_open, self._where, chosen()), done=self._opened, refused=self._cannot)

    def ready_to_leave(self) -> bool:
        """Stay until the last words are on the disk."""
        self.page.take_unread()
        if self._is_kept():
            return True
        self._leaving = not self.state.lost
        self._keep()
        return False

    def close(self) -> None:
        """Hand the last words to the lane before the view goes."""
        self.page.take_unread()
        case = self.state.case
        on_its_way = case is not None and self._keeping is not None and _same(case, self._keeping)
        if case is not None and not self._is_kept() and not on_its_way:
            self.around.store.submit(partial(_keep, case))
        super().close()

    def unsaved(self) -> bool:
        """Tell whether words stand here that the disk did not take."""
        return self.state.lost

    def _show(self, state: CaseStudyState) -> None:
        self.state = state
        self.page.render_state(state)

    def _opened(self, opened: Opened) -> None:
        self._on_disk = opened.case
        guide = opened.guide
        self._show(replace(self.state, prompts=guide.prompts, tags=guide.tags, case=opened.case, names=opened.names))
        if self.page.fields:
            self.page.first_field = next(iter(self.page.fields.values())).box
            self.page.take_focus()

    def _cannot(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, sentence=explain(why)))

    def _write(self, prompt: str, text: str) -> None:
        if self.state.case is not None:
            self._change(with_text(self.state.case, prompt, text))

    def _tag(self, tag: str) -> None:
        if self.state.case is not None:
            self._change(with_tag(self.state.case, tag))

    def _quote(self, at: int, quote: Quote | None) -> None:
        if self.state.case is not None:
            self._change(with_quote(self.state.case, at, quote))

    def _change(self, case: CaseStudy) -> None:
        self._show(replace(self.state, case=case, sentence="" if not self.state.lost else self.state.sentence))
        self._rest.start()
        if not self._longest.isActive():
            self._longest.start()

    def _is_kept(self) -> bool:
        case = self.state.case
        return case is None or case.finished or self._on_disk is None or _same(case, self._on_disk)

    def _keep(self) -> None:
        """Keep the story as it stands; one keeping at a time, the next begins when it has landed."""
        case = self.state.case
        if case is None or self._keeping is not None or self._is_kept():
            return
        self._rest.stop()
        self._longest.stop()
        self._keeping = case
        self.page.saved.saving()
        self.around.store.submit(partial(_keep, case), done=self._kept, refused=self._lost, crashed=self._broke)

    def _kept(self, kept: Kept) -> None:
        self._on_disk, self._keeping = kept.case, None
        self.page.saved.saved(self.around.world.now().astimezone())
        if self.state.case is not None:
            case = replace(self.state.case, version=kept.case.version)
            self._show(replace(self.state, case=case, names=kept.names, sentence="", lost=False))
        if not self._is_kept():
            self._keep()
        elif self.state.finishing:
            self._finish_now()
        elif self._leaving:
            self.went_back.emit()

    def _lost(self, why: CivicDeskError) -> None:
        self._not_kept(explain(why))

    def _broke(self, _notice: CrashNotice) -> None:
        self._not_kept(say("window.crash", file=self.around.crash_file))

    def _not_kept(self, sentence: str) -> None:
        self._keeping, self._leaving = None, False
        self.page.saved.failed()
        self._show(replace(self.state, sentence=sentence, lost=True, finishing=False))

    def _back(self) -> None:
        if self.ready_to_leave():
            self.went_back.emit()

    def _finish(self) -> None:
        self.page.take_unread()
        self._show(replace(self.state, finishing=True, sentence=""))
        if self._is_kept():
            self._finish_now()
        else:
            self._keep()

    def _finish_now(self) -> None:
        case = self.state.case
        if case is not None:
            verb = partial(_finish, without_blank_quotes(case))
            self.around.store.submit(verb, done=self._finished, refused=self._not_finished, crashed=self._broke)

    def _finished(self, case: CaseStudy) -> None:
        self._on_disk = case
        self._show(replace(self.state, case=case, finishing=False, lost=False))
        self.went_back.emit()

    def _not_finished(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, finishing=False, sentence=explain(why), lost=not isinstance(why, Refused)))
        self.page.to_top()


def _same(one: CaseStudy, other: CaseStudy) -> bool:
    return (one.title, one.texts, one.quotes, one.tags) == (other.title, other.texts, other.quotes, other.tags)


def _open(where: Place, language: str, kit: Kit) -> Outcome[Opened]:
    if where.fact("case"):
        case, changed = case_study.case(kit, CaseId(where.fact("case"))), frozenset[Kind]()
    else:
        session = SessionId(where.fact("session")) if where.fact("session") else None
        begun = case_study.begin(kit, PersonId(where.fact("person")), session)
        case, changed = begun.value, begun.changed
    opened = Opened(case=case, guide=case_study.guide(language), names=case_study.names_in(kit, case))
    return Outcome(value=opened, changed=changed)


def _keep(case: CaseStudy, kit: Kit) -> Outcome[Kept]:
    kept = case_study.keep(kit, case)
    return Outcome(value=Kept(case=kept.value, names=case_study.names_in(kit, kept.value)), changed=kept.changed)


def _finish(case: CaseStudy, kit: Kit) -> Outcome[CaseStudy]:
    return case_study.finish(kit, case)
