"""Wiring of consent."""

from dataclasses import replace
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.consent import Choice, Mode, Purpose, Standing, Statement
from civicdesk.records.ids import PersonId, SessionId
from civicdesk.ui.screens.consent.state import ConsentState, PurposeShown, Step
from civicdesk.ui.screens.consent.view import ConsentView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import consent, people
from civicdesk.workflows.kit import Kit


class ConsentPresenter(Presenter):
    """From the limits of confidentiality to a kept consent, or from a wish to withdraw to a kept withdrawal."""

    destination = "today"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = ConsentView()
        super().__init__(self.page, around)
        self._person = PersonId(where.fact("person"))
        self._session = SessionId(where.fact("session")) if where.fact("session") else None
        first = Step.WITHDRAW if where.fact("withdraw") else Step.LIMITS
        self.state = ConsentState(step=first, loading=True)
        self._statement: Statement | None = None
        page = self.page
        page.explained.connect(self._explained)
        page.chose.connect(self._choose)
        page.asked.connect(self._asked_all)
        page.given_as.connect(self._give_as)
        page.witnessed.connect(self._record)
        page.withdrawn.connect(self._withdraw)
        page.onward_wanted.connect(self._onward)
        page.gone_back.connect(self._back)
        page.render_state(self.state)

    def begin(self) -> None:
        """Ask for the words in the person's language, and for what holds now."""
        self.around.store.submit(partial(_words, self._person), done=self._found, refused=self._refuse)

    def refresh(self) -> None:
        """Keep the page as it is: the words that were read must not change while they are being answered."""

    def _show(self, state: ConsentState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, found: tuple[Statement, ConsentState]) -> None:
        self._statement, shown = found
        self._show(replace(shown, step=self.state.step))

    def _explained(self) -> None:
        onward = Step.STATEMENT if self.state.step is Step.LIMITS else Step.PURPOSES
        self._show(replace(self.state, step=onward, problem=""))

    def _give_as(self, mode: str, read_aloud: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        self._show(replace(self.state, mode=mode, read_aloud=read_aloud))

    def _choose(self, purpose: str, value: str) -> None:
        missing = tuple(each for each in self.state.missing if each != purpose)
        self._show(replace(self.state, choices={**self.state.choices, purpose: value}, missing=missing))

    def _asked_all(self) -> None:
        missing = tuple(each.purpose for each in self.state.purposes if each.purpose not in self.state.choices)
        self._show(replace(self.state, missing=missing, step=Step.PURPOSES if missing else Step.WITNESS))

    def _record(self, witness: str) -> None:
        if self._statement is None or self.state.busy:
            return
        given = consent.Given(
            person=self._person,
            session=self._session,
            statement=self._statement,
            choices={Purpose(purpose): Choice(value) for purpose, value in self.state.choices.items()},
            mode=Mode(self.state.mode),
            read_aloud=self.state.read_aloud,
            witness=witness,
        )
        self._show(replace(self.state, busy=True, problem=""))
        self.around.store.submit(partial(_record, given), done=self._kept, refused=self._refuse)

    def _withdraw(self, purposes: tuple[str, ...]) -> None:
        if self._statement is None:
            return
        if not purposes:
            self._show(replace(self.state, problem=say("consent.withdraw.choose")))
            return
        given = consent.Given(
            person=self._person,
            session=self._session,
            statement=self._statement,
            choices={Purpose(purpose): Choice.NO for purpose in purposes},
        )
        self._show(replace(self.state, busy=True, problem=""))
        self.around.store.submit(partial(_withdraw, given), done=self._kept, refused=self._refuse)

    def _kept(self, standing: Standing) -> None:
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
        earlier = {Step.STATEMENT: Step.LIMITS, Step.PURPOSES: Step.STATEMENT, Step.WITNESS: Step.PURPOSES}.get(self.state.step)
        if earlier is None:
            self.went_back.emit()
        else:
            self._show(replace(self.state, step=earlier, problem=""))

    def _refuse(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, loading=False, busy=False, problem=explain(why), stopped=self._statement is None))


def _words(which: PersonId, kit: Kit) -> tuple[Statement, ConsentState]:
    page = people.page(kit, which)
    statement = consent.statement(kit, page.person.language)
    said = {purpose: choice.value for purpose, choice in page.consent.choices}
    return statement, ConsentState(
        who=page.person.name or say("consent.card", card=page.person.card),
        text=statement.text,
        purposes=tuple(
            PurposeShown(purpose=purpose.value, sentence=sentence, said=said.get(purpose, "")) for purpose, sentence in statement.purposes
        ),
        untranslated=statement.language != page.person.language,
    )


def _record(given: consent.Given, kit: Kit) -> object:
    return consent.record(kit, given)


def _withdraw(given: consent.Given, kit: Kit) -> object:
    return consent.withdraw(kit, given)
