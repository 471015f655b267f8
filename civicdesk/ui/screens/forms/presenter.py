"""Wiring of the screen of forms. A file is read and checked on the work lane, and added on the store lane after a look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from civicdesk import paths
from civicdesk.errors import CivicDeskError, Unavailable
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Kind
from civicdesk.records.ids import InstrumentId
from civicdesk.records.instruments import Finding, InstrumentCard
from civicdesk.records.paper_forms import PaperForm, PaperOptions
from civicdesk.records.versions import VersionChange
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.forms.state import Checked, FormsState, WaitingForm, card_of, current, earlier_of
from civicdesk.ui.screens.forms.view import FormsView
from civicdesk.ui.widgets.answers_cards import GiveOutWish, TakeInWish
from civicdesk.ui.widgets.answers_exchange import AnswersExchange, Terms, terms
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.paper_out import PaperOut, can_print
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import access, forms, paper_form
from civicdesk.workflows.kit import Kit

LARGEST = 32 * 1024 * 1024
"""Bytes of a file that are read at most; the form engine has its own, lower limits."""
PLACES = ("sheet", "row", "column", "question")


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A file and what was found in it."""

    data: bytes
    attachments: Mapping[str, bytes]
    checked: Checked


class FormsPresenter(Presenter):
    """From a file to a form that interviews use."""

    destination = "forms"
    kinds = frozenset({Kind.INSTRUMENTS})

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = FormsView()
        super().__init__(self.page, around)
        self._where = where
        self.state = FormsState(can_print=can_print(), may_key_in="keying" in around.words, may_browse="library" in around.words)
        self._data = b""
        self._attachments: Mapping[str, bytes] = {}
        self._waiting: tuple[forms.Waiting, ...] = ()
        self.files = FileAsk(self.page)
        self.files.chosen.connect(self._look)
        self.beside = FileAsk(self.page)
        self.beside.chosen.connect(self._attach)
        self.page.attach_wanted.connect(self._ask_beside)
        self.page.waiting_wanted.connect(self._take_waiting)
        self.page.compare_wanted.connect(self._compare)
        self.page.add_wanted.connect(self._ask)
        self.page.chosen.connect(self._choose)
        self.page.confirmed.connect(self._add)
        self.page.dropped.connect(self._drop)
        self.out = PaperOut(self.page, around.work, access.pages)
        self.out.told.connect(self._paper_told)
        self.out.failed.connect(self._paper_failed)
        self.page.paper_wanted.connect(self._want_paper)
        self.page.paper_dropped.connect(self._drop_paper)
        self.page.paper_saved.connect(self._save_paper)
        self.page.paper_printed.connect(self._print_paper)
        self.page.keying_wanted.connect(self._key_in)
        self.answers = AnswersExchange(self.page, around.store, around.work)
        self.answers.began.connect(self._exchange_began)
        self.answers.told.connect(self._exchanged)
        self.answers.failed.connect(self._not_exchanged)
        self.page.exchange_wanted.connect(self._want_exchange)
        self.page.take_in.wanted.connect(self._take_in)
        self.page.give_out.wanted.connect(self._give_out)
        self.page.take_in.dropped.connect(self._drop_exchange)
        self.page.give_out.dropped.connect(self._drop_exchange)
        self.page.library_wanted.connect(self._browse)

    def begin(self) -> None:
        """Ask which forms are here."""
        self.page.render_state(self.state)
        self.around.store.submit(forms.cards, done=self._listed, refused=self._explain)
        self.around.store.submit(terms, done=self._agreed, refused=self._quiet)

    def make_new(self) -> None:
        """Ctrl+N: choose a file."""
        self._ask()

    def _show(self, state: FormsState) -> None:
        self.state = state
        self.page.render_state(state)

    def _listed(self, cards: tuple[InstrumentCard, ...]) -> None:
        self._show(replace(self.state, ready=True, cards=cards))
        self.around.store.submit(_unadopted, done=self._read_brought, refused=self._quiet)

    def _read_brought(self, brought: tuple[bytes, ...]) -> None:
        if brought:
            self.around.work.run(partial(forms.waiting, brought), done=self._wait, refused=self._quiet, crashed=self._broke)
        else:
            self._wait(())

    def _wait(self, waiting: tuple[forms.Waiting, ...]) -> None:
        here = {(card.form_id, card.version) for card in self.state.cards}
        self._waiting = tuple(each for each in waiting if (each.form_id, each.version) not in here)
        shown = tuple(WaitingForm(title=each.title, version=each.version, missing=each.missing) for each in self._waiting)
        self._show(replace(self.state, waiting=shown))

    def _take_waiting(self) -> None:
        """Take the first form that waits into the hand, as if it had been chosen."""
        first = self._waiting[0]
        self._show(replace(self.state, working=True, file_name=first.title, sentence="", place="", told="", changes=None))
        self.around.work.run(partial(_check, first.data, {}), done=self._looked, refused=self._explain, crashed=self._broke)

    def _ask_beside(self) -> None:
        self.beside.open_file(say("forms_page.beside_kinds"))

    def _attach(self, path: str) -> None:
        self._show(replace(self.state, working=True, sentence="", place=""))
        verb = partial(_attached, Path(path), self._data, self._attachments)
        self.around.work.run(verb, done=self._looked, refused=self._explain, crashed=self._broke)

    def _compare(self) -> None:
        """Compare the chosen version with the one before it."""
        chosen, earlier = card_of(self.state), earlier_of(self.state)
        if chosen is not None and earlier is not None:
            self._show(replace(self.state, working=True, told="", sentence=""))
            self.around.store.submit(
                partial(_two_versions, earlier.id, chosen.id),
                done=partial(self._read_changes, earlier.version),
                refused=self._explain,
                crashed=self._broke,
            )

    def _read_changes(self, compared: str, two: tuple[Any, Any]) -> None:
        self.around.work.run(
            partial(forms.changes, *two), done=partial(self._compared, compared), refused=self._explain, crashed=self._broke
        )

    def _compare_file(self, card: InstrumentCard) -> None:
        """Compare the file in hand with the version that is in use."""
        self.around.store.submit(
            partial(_version, card.id), done=partial(self._read_file_changes, card.version, self._data), refused=self._quiet
        )

    def _read_file_changes(self, compared: str, data: bytes, old: Any) -> None:
        if data is self._data:
            verb = partial(forms.changes_in, old, data, self._attachments)
            self.around.work.run(verb, done=partial(self._show_file_changes, compared, data), refused=self._quiet)

    def _show_file_changes(self, compared: str, data: bytes, changes: tuple[VersionChange, ...]) -> None:
        if data is self._data:  # another file may be in hand by now, or none
            self._compared(compared, changes)

    def _compared(self, compared: str, changes: tuple[VersionChange, ...]) -> None:
        self._show(replace(self.state, working=False, changes=changes, compared=compared))

    def _quiet(self, _why: CivicDeskError) -> None:
        """What is shown beside the forms and the file in hand stays away: their own sentences are enough."""

    def _ask(self) -> None:
        self.files.open_file(say("forms_page.kinds"))

    def _look(self, path: str) -> None:
        chosen = Path(path)
        self._show(replace(self.state, working=True, file_name=chosen.name, checked=None, sentence="", place="", told="", changes=None))
        self.around.work.run(partial(_look, chosen), done=self._looked, refused=self._explain, crashed=self._broke)

    def _looked(self, looked: Looked) -> None:
        self._data, self._attachments = looked.data, looked.attachments
        self._show(replace(self.state, working=False, checked=looked.checked, paper=None))
        self.page.to_top()
        card = current(self.state, looked.checked.form_id)
        if card is not None and self.state.changes is None and not looked.checked.missing:
            self._compare_file(card)

    def _add(self) -> None:
        self._show(replace(self.state, working=True))
        self.around.store.submit(partial(_add, self._data, self._attachments), done=self._added, refused=self._explain, crashed=self._broke)

    def _added(self, card: InstrumentCard) -> None:
        self._data, self._attachments = b"", {}
        told = say("forms_page.added")
        self._show(replace(self.state, working=False, checked=None, chosen=card.id, findings=(), told=told, changes=None))
        self.begin()

    def _drop(self) -> None:
        self._data, self._attachments = b"", {}
        self._show(replace(self.state, checked=None, file_name="", sentence="", place="", changes=None))

    def _choose(self, which: str) -> None:
        if which != self.state.chosen:
            self._show(replace(self.state, chosen=which, findings=(), told="", paper=None, changes=None, exchange="", wrong=()))
            self.around.store.submit(partial(_findings, which), done=partial(self._noticed, which), refused=self._explain)

    def _noticed(self, which: str, findings: tuple[Finding, ...]) -> None:
        if which == self.state.chosen:
            self._show(replace(self.state, findings=findings))

    def _agreed(self, found: Terms) -> None:
        self._show(replace(self.state, may_give_out=found.may_give_out, seconds=found.seconds))

    def _want_exchange(self, which: str) -> None:
        self._show(replace(self.state, exchange=which, told="", sentence="", wrong=(), paper=None, changes=None))

    def _drop_exchange(self) -> None:
        self._show(replace(self.state, exchange="", sentence="", wrong=()))

    def _take_in(self, wish: TakeInWish) -> None:
        card = card_of(self.state)
        if card is not None:
            self.answers.take_in(card.form_id, wish)

    def _give_out(self, wish: GiveOutWish) -> None:
        card = card_of(self.state)
        if card is not None:
            self.answers.give_out(card.form_id, wish)

    def _exchange_began(self) -> None:
        self._show(replace(self.state, working=True, told="", sentence="", wrong=(), file_name=""))

    def _exchanged(self, sentence: str) -> None:
        self._show(replace(self.state, working=False, exchange="", told=sentence))
        self.page.to_top()

    def _not_exchanged(self, sentence: str, wrong: tuple[str, ...]) -> None:
        self._show(replace(self.state, working=False, file_name="", sentence=sentence, wrong=wrong))
        self.page.to_top()

    def _want_paper(self) -> None:
        card = card_of(self.state)
        if card is not None:
            self._show(replace(self.state, paper=PaperOptions(language=card.languages[0]), exchange="", told="", sentence="", place=""))

    def _drop_paper(self) -> None:
        self._show(replace(self.state, paper=None))

    def _save_paper(self, options: object) -> None:
        self._prepare(options, self._save_prepared)

    def _print_paper(self, options: object) -> None:
        self._prepare(options, self._print_prepared)

    def _prepare(self, options: object, then: Callable[[PaperForm], None]) -> None:
        if isinstance(options, PaperOptions) and self.state.chosen:
            self._show(replace(self.state, working=True, told="", sentence=""))
            verb = partial(_prepared, InstrumentId(self.state.chosen), options)
            self.around.store.submit(verb, done=then, refused=self._explain, crashed=self._broke)

    def _save_prepared(self, form: PaperForm) -> None:
        self._show(replace(self.state, working=False))
        self.out.save(partial(_draw, form), say("paper_page.file", code=form.code))

    def _print_prepared(self, form: PaperForm) -> None:
        self.out.print(partial(_draw, form))

    def _paper_told(self, sentence: str) -> None:
        self._show(replace(self.state, working=False, paper=None, told=sentence))

    def _paper_failed(self, sentence: str) -> None:
        self._show(replace(self.state, working=False, file_name="", sentence=sentence))

    def _browse(self) -> None:
        self.went.emit(place("library"))

    def _key_in(self) -> None:
        self.went.emit(place("keying"))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, working=False, sentence=explain(why), place=_place(why.facts)))
        self.page.to_top()

    def _broke(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, working=False))


def _place(facts: Mapping[str, object]) -> str:
    """Return where in the file the fault is: sheet, row, column, question."""
    return ", ".join(say(f"forms_page.place.{name}", value=facts[name]) for name in PLACES if facts.get(name))


def _look(path: Path) -> Looked:
    try:
        data = paths.read_from_outside(path, LARGEST)
    except OSError as why:
        raise Unavailable("FILE-READ") from why
    return _check(data, {})


def _attached(path: Path, data: bytes, attachments: Mapping[str, bytes]) -> Looked:
    """Read the form in hand with one more file beside it."""
    try:
        content = paths.read_from_outside(path, LARGEST)
    except OSError as why:
        raise Unavailable("FILE-READ") from why
    forms.attach(data, attachments, path.name, content)
    return _check(data, {**attachments, path.name: content})


def _check(data: bytes, attachments: Mapping[str, bytes]) -> Looked:
    checked = forms.check(data, attachments)
    return Looked(
        data=data,
        attachments=attachments,
        checked=Checked(
            title=checked.title,
            form_id=checked.form_id,
            version=checked.version,
            languages=checked.languages,
            questions=checked.questions,
            scales=checked.scales,
            findings=checked.findings,
            missing=checked.missing,
            unseen=checked.unseen,
            beside=tuple(attachments),
        ),
    )


def _add(data: bytes, attachments: Mapping[str, bytes], kit: Kit) -> object:
    return forms.add(kit, data, attachments)


def _unadopted(kit: Kit) -> tuple[bytes, ...]:
    return forms.unadopted(kit)


def _version(which: InstrumentId, kit: Kit) -> Any:
    return forms.version(kit, which)


def _two_versions(old: InstrumentId, new: InstrumentId, kit: Kit) -> tuple[Any, Any]:
    return forms.version(kit, old), forms.version(kit, new)


def _findings(which: str, kit: Kit) -> tuple[Finding, ...]:
    return forms.findings(kit, InstrumentId(which))


def _prepared(which: InstrumentId, options: PaperOptions, kit: Kit) -> PaperForm:
    return paper_form.prepared(kit, which, options)


def _draw(form: PaperForm) -> bytes:
    return paper_form.draw(form)
