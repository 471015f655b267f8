"""Wiring of the screen of forms. A file is read and checked on the work lane, and added on the store lane after a look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from civicdesk import paths
from civicdesk.errors import CivicDeskError, Unavailable
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Kind
from civicdesk.records.ids import InstrumentId
from civicdesk.records.instruments import Finding, InstrumentCard
from civicdesk.records.paper_forms import PaperForm, PaperOptions
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.forms.state import Checked, FormsState, card_of
from civicdesk.ui.screens.forms.view import FormsView
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
    checked: Checked


class FormsPresenter(Presenter):
    """From a file to a form that interviews use."""

    destination = "forms"
    kinds = frozenset({Kind.INSTRUMENTS})

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = FormsView()
        super().__init__(self.page, around)
        self._where = where
        self.state = FormsState(can_print=can_print(), may_key_in="keying" in around.words)
        self._data = b""
        self.files = FileAsk(self.page)
        self.files.chosen.connect(self._look)
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

    def begin(self) -> None:
        """Ask which forms are here."""
        self.page.render_state(self.state)
        self.around.store.submit(forms.cards, done=self._listed, refused=self._explain)

    def make_new(self) -> None:
        """Ctrl+N: choose a file."""
        self._ask()

    def _show(self, state: FormsState) -> None:
        self.state = state
        self.page.render_state(state)

    def _listed(self, cards: tuple[InstrumentCard, ...]) -> None:
        self._show(replace(self.state, ready=True, cards=cards))

    def _ask(self) -> None:
        self.files.open_file(say("forms_page.kinds"))

    def _look(self, path: str) -> None:
        chosen = Path(path)
        self._show(replace(self.state, working=True, file_name=chosen.name, checked=None, sentence="", place="", told=""))
        self.around.work.run(partial(_look, chosen), done=self._looked, refused=self._explain, crashed=self._broke)

    def _looked(self, looked: Looked) -> None:
        self._data = looked.data
        self._show(replace(self.state, working=False, checked=looked.checked))
        self.page.to_top()

    def _add(self) -> None:
        self._show(replace(self.state, working=True))
        self.around.store.submit(partial(_add, self._data), done=self._added, refused=self._explain, crashed=self._broke)

    def _added(self, card: InstrumentCard) -> None:
        self._data = b""
        self._show(replace(self.state, working=False, checked=None, chosen=card.id, findings=(), told=say("forms_page.added")))
        self.begin()

    def _drop(self) -> None:
        self._data = b""
        self._show(replace(self.state, checked=None, file_name="", sentence="", place=""))

    def _choose(self, which: str) -> None:
        if which != self.state.chosen:
            self._show(replace(self.state, chosen=which, findings=(), told="", paper=None))
            self.around.store.submit(partial(_findings, which), done=partial(self._noticed, which), refused=self._explain)

    def _noticed(self, which: str, findings: tuple[Finding, ...]) -> None:
        if which == self.state.chosen:
            self._show(replace(self.state, findings=findings))

    def _want_paper(self) -> None:
        card = card_of(self.state)
        if card is not None:
            self._show(replace(self.state, paper=PaperOptions(language=card.languages[0]), told="", sentence="", place=""))

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
    checked = forms.check(data, {})
    return Looked(
        data=data,
        checked=Checked(
            title=checked.title,
            form_id=checked.form_id,
            version=checked.version,
            languages=checked.languages,
            questions=checked.questions,
            scales=checked.scales,
            findings=checked.findings,
        ),
    )


def _add(data: bytes, kit: Kit) -> object:
    return forms.add(kit, data)


def _findings(which: str, kit: Kit) -> tuple[Finding, ...]:
    return forms.findings(kit, InstrumentId(which))


def _prepared(which: InstrumentId, options: PaperOptions, kit: Kit) -> PaperForm:
    return paper_form.prepared(kit, which, options)


def _draw(form: PaperForm) -> bytes:
    return paper_form.draw(form)
