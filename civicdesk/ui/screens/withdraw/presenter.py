"""Wiring of taking consent back. It takes effect before the page says so."""

from dataclasses import replace
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Outcome
from civicdesk.records.consent import Choice, Purpose, Statement
from civicdesk.records.ids import PersonId, SessionId
from civicdesk.records.papers import Paper
from civicdesk.ui.screens.withdraw.state import PurposeShown, WithdrawState
from civicdesk.ui.screens.withdraw.view import WithdrawView
from civicdesk.ui.widgets.paper_out import PaperOut, can_print
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import access, consent, people
from civicdesk.workflows.kit import Kit


class WithdrawPresenter(Presenter):
    """Facts of its place: `person`; `session` if one is open; `restrict=yes` to take back everything but the keeping."""

    destination = "people"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = WithdrawView()
        super().__init__(self.page, around)
        self._person = PersonId(where.fact("person"))
        self._session = SessionId(where.fact("session")) if where.fact("session") else None
        self._restrict = bool(where.fact("restrict"))
        self._statement: Statement | None = None
        self._slip: Paper | None = None
        self.state = WithdrawState(loading=True, restrict=self._restrict, printer=can_print())
        self.out = PaperOut(self.page, around.work, access.pages)
        self.out.told.connect(self._tell)
        self.out.failed.connect(self._fail)
        page = self.page
        page.went_back.connect(self.went_back)
        page.finished.connect(self.went_back)
        page.turned.connect(self._turn)
        page.taken_back.connect(self._take_back)
        page.print_wanted.connect(self.print_shown)
        page.save_wanted.connect(self._save)
        page.render_state(self.state)

    def begin(self) -> None:
        """Ask what holds now."""
        self.around.store.submit(partial(_held, self._person, restrict=self._restrict), done=self._found, refused=self._explain)

    def refresh(self) -> None:
        """Keep the page as it is while somebody chooses."""

    def print_shown(self) -> None:
        """Ctrl+P: print the slip."""
        if self._slip is not None:
            self.out.print(partial(access.draw, self._slip))

    def _save(self) -> None:
        if self._slip is not None:
            self.out.save(partial(access.draw, self._slip), "consent-taken-back.pdf")

    def _show(self, state: WithdrawState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, found: tuple[Statement, str, tuple[PurposeShown, ...]]) -> None:
        self._statement, who, held = found
        self._show(replace(self.state, who=who, held=held, loading=False))

    def _turn(self, purpose: str, on: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        chosen = self.state.chosen | {purpose} if on else self.state.chosen - {purpose}
        self._show(replace(self.state, chosen=chosen, problem=""))

    def _take_back(self) -> None:
        wanted = tuple(each for each in self.state.held if self._restrict or each.purpose in self.state.chosen)
        if self._statement is None or self.state.busy:
            return
        if not wanted:
            self._show(replace(self.state, problem=say("withdraw.choose")))
            return
        given = consent.Given(
            person=self._person,
            session=self._session,
            statement=self._statement,
            choices={Purpose(each.purpose): Choice.NO for each in wanted},
        )
        self._show(replace(self.state, busy=True, problem=""))
        self.around.store.submit(partial(_withdraw, given), done=partial(self._taken, wanted), refused=self._explain)

    def _taken(self, wanted: tuple[PurposeShown, ...], found: tuple[tuple[PurposeShown, ...], Paper]) -> None:
        left, self._slip = found
        self._show(replace(self.state, done=wanted, left=left, busy=False))

    def _tell(self, told: str) -> None:
        self._show(replace(self.state, told=told, problem=""))

    def _fail(self, why: str) -> None:
        self._show(replace(self.state, told="", problem=why))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, loading=False, busy=False, problem=explain(why)))


def _held(which: PersonId, kit: Kit, *, restrict: bool) -> tuple[Statement, str, tuple[PurposeShown, ...]]:
    found = people.page(kit, which)
    statement = consent.statement(kit, found.person.language)
    held = _holding(kit, which, statement)
    if restrict:
        held = tuple(each for each in held if each.purpose != Purpose.KEEP.value)
    return statement, found.person.name or say("person.card", card=found.person.card), held


def _holding(kit: Kit, which: PersonId, statement: Statement) -> tuple[PurposeShown, ...]:
    """Return what holds now, in the order and the words of the pack; what an earlier pack asked for comes last."""
    standing = consent.standing(kit, which)
    sentences = dict(statement.purposes)
    order = [*sentences, *(purpose for purpose in Purpose if purpose not in sentences)]
    return tuple(
        PurposeShown(purpose=purpose.value, sentence=sentences.get(purpose) or say(f"person.purpose.{purpose.value}"))
        for purpose in order
        if standing.allows(purpose)
    )


def _withdraw(given: consent.Given, kit: Kit) -> object:
    outcome = consent.withdraw(kit, given)
    slip = access.withdrawal_slip(kit, given.person, tuple(given.choices))
    return Outcome(value=(_holding(kit, given.person, given.statement), slip), changed=outcome.changed)
