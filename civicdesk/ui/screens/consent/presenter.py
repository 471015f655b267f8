"""Wiring of consent."""

from dataclasses import dataclass, replace
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.consent import Choice, Mode, Purpose, Standing, Statement
from civicdesk.records.ids import PersonId, SessionId
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.consent.state import ConsentState, PurposeShown, Step, from_words, to_words
from civicdesk.ui.screens.consent.view import ConsentView
from civicdesk.ui.widgets.half import HalfFilled
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import consent, half_filled, people
from civicdesk.workflows.half_filled import Half
from civicdesk.workflows.kit import Kit

PAGE = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The words to read, the page as it begins, and what was answered before it was left."""

    statement: Statement
    state: ConsentState
    half: Half | None


class ConsentPresenter(Presenter):
    """From the limits of confidentiality to a kept consent. Facts of its place: `person`; `session` if one is open.

    Consent is one signed act: nothing of it counts before it is kept whole. What was answered so far is kept beside, half filled, so that
    a lock or another page in between does not make the person answer twice.
    """

    destination = "today"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = ConsentView()
        super().__init__(self.page, around)
        self._person = PersonId(where.fact("person"))
        self._session = SessionId(where.fact("session")) if where.fact("session") else None
        self.state = ConsentState(loading=True)
        self._statement: Statement | None = None
        self._half = HalfFilled(PAGE, self._person, around.store, self)
        page = self.page
        page.explained.connect(self._explained)
        page.chose.connect(self._choose)
        page.given_as.connect(self._give_as)
        page.witness_typed.connect(self._name_witness)
        page.kept.connect(self._record)
        page.begun_anew.connect(self._begin_anew)
        page.onward_wanted.connect(self._onward)
        page.gone_back.connect(self._back)
        page.cancel.clicked.connect(self._give_up)
        page.render_state(self.state)

    def begin(self) -> None:
        """Ask for the words in the person's language, and for what holds now."""
        self.around.store.submit(partial(_words, self._person), done=self._found, refused=self._refuse)

    def refresh(self) -> None:
        """Keep the page as it is: the words that were read must not change while they are being answered."""

    def unsaved(self) -> bool:
        """Tell whether an answer that was given here could not be kept; all others are here again afterwards."""
        return self._half.failing()

    def keep_before_lock(self) -> None:
        """Keep what was answered so far."""
        self._half.keep_now()

    def close(self) -> None:
        """Keep what was answered so far before the view goes."""
        self._half.keep_now()
        super().close()

    def _show(self, state: ConsentState) -> None:
        self.state = state
        self.page.render_state(state)
        if self._statement is not None and not state.busy:
            self._half.note({} if state.step is Step.DONE else to_words(state, self._about(self._statement)))

    def _about(self, statement: Statement) -> dict[str, str]:
        """Return what the answers hold for: these words, at this meeting."""
        return {"statement": statement.sha256, "version": statement.version, "session": self._session or ""}

    def _found(self, found: Found) -> None:
        self._statement = found.statement
        state = replace(found.state, step=self.state.step)
        if found.half is not None and state.step is Step.WORDS:
            self._half.take_over(found.half)
            state = from_words(state, found.half.facts, self._about(found.statement))
        self._show(state)

    def _explained(self) -> None:
        self._show(replace(self.state, step=Step.PURPOSES, problem=""))

    def _begin_anew(self) -> None:
        self._show(replace(self.state, step=Step.WORDS, choices={}, missing=(), mode="spoken", read_aloud=True, witness="", restored=False))

    def _give_as(self, mode: str, read_aloud: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        self._show(replace(self.state, mode=mode, read_aloud=read_aloud))

    def _name_witness(self, initials: str) -> None:
        self._show(replace(self.state, witness=initials))

    def _choose(self, purpose: str, value: str) -> None:
        missing = tuple(each for each in self.state.missing if each != purpose)
        self._show(replace(self.state, choices={**self.state.choices, purpose: value}, missing=missing))

    def _record(self) -> None:
        missing = tuple(each.purpose for each in self.state.purposes if each.purpose not in self.state.choices)
        if missing:
            self._show(replace(self.state, missing=missing))
        if missing or self._statement is None or self.state.busy:
            return
        given = consent.Given(
            person=self._person,
            session=self._session,
            statement=self._statement,
            choices={Purpose(purpose): Choice(value) for purpose, value in self.state.choices.items()},
            mode=Mode(self.state.mode),
            read_aloud=self.state.read_aloud,
            witness=self.state.witness.strip(),
        )
        self._half.keep_now()
        self._show(replace(self.state, busy=True, problem=""))
        self.around.store.submit(partial(_record, given), done=self._recorded, refused=self._refuse, crashed=self._broke)

    def _recorded(self, standing: Standing) -> None:
        self._half.finish()
        said = {purpose.value: choice.value for purpose, choice in standing.choices}
        purposes = tuple(replace(each, said=said.get(each.purpose, "")) for each in self.state.purposes)
        may = standing.allows(Purpose.KEEP) and self._session is not None
        self._show(replace(self.state, step=Step.DONE, purposes=purposes, busy=False, may_capture=may))

    def _onward(self) -> None:
        if self.state.may_capture and self._session is not None:
            self.replaced.emit(place("interview", person=self._person, session=self._session))
        else:
            self.went_back.emit()

    def _back(self) -> None:
        if self.state.step is Step.PURPOSES:
            self._show(replace(self.state, step=Step.WORDS, problem="", missing=(), restored=False))
        else:
            self.went_back.emit()

    def _give_up(self) -> None:
        """Throw away what was answered: nothing is kept of it."""
        self._half.drop()
        self.went_back.emit()

    def _broke(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, busy=False))

    def _refuse(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, loading=False, busy=False, problem=explain(why), stopped=self._statement is None))


def _words(which: PersonId, kit: Kit) -> Found:
    page = people.page(kit, which)
    statement = consent.statement(kit, page.person.language)
    said = {purpose: choice.value for purpose, choice in page.consent.choices}
    state = ConsentState(
        who=page.person.name or say("consent.card", card=page.person.card),
        text=statement.text,
        purposes=tuple(
            PurposeShown(purpose=purpose.value, sentence=sentence, said=said.get(purpose, "")) for purpose, sentence in statement.purposes
        ),
        untranslated=statement.language != page.person.language,
    )
    return Found(statement=statement, state=state, half=half_filled.find(kit, PAGE, which))


def _record(given: consent.Given, kit: Kit) -> object:
    """Keep what was said; the half-answered page has become it."""
    kept = consent.record(kit, given)
    half_filled.drop(kit, PAGE, given.person)
    return kept
