"""Wiring of connections. Facts of its place: `person` for one person's page, `part` to begin with."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.connecting import Act, ConnectionState, Introduction, IntroductionId, Listing, MetOutcome, Stage, Visible
from civicdesk.records.ids import EntryId, PersonId
from civicdesk.records.papers import Paper
from civicdesk.ui.screens.connections import gathering
from civicdesk.ui.screens.connections.state import OF_ALL, OF_ONE, ConnectionsState, Form, One, Part, Step
from civicdesk.ui.screens.connections.view import ConnectionsView
from civicdesk.ui.widgets.paper_out import PaperOut, can_print
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import access, connections, introductions, listings, people
from civicdesk.workflows.connections import Said
from civicdesk.workflows.kit import Kit
from civicdesk.workflows.listings import NewListing

AT = {
    "LISTING-ALIAS": "alias",
    "LISTING-ZONE": "zone",
    "LISTING-EMPTY": "wants",
    "LISTING-TOPIC": "wants",
    "LISTING-AVOID": "avoid",
    "PERSON-NONE": "avoid",
    "CONNECTION-HOW": "how",
}


class ConnectionsPresenter(Presenter):
    """One person's listing, introductions and places; without a person what waits, what is to be asked after, and what is missing."""

    kinds = frozenset({Kind.CONNECTIONS, Kind.CONSENT, Kind.PEOPLE, Kind.ENTRIES})
    destination = "people"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = ConnectionsView()
        super().__init__(self.page, around)
        self._person = PersonId(where.fact("person"))
        parts = OF_ONE if self._person else OF_ALL
        part = next((each for each in parts if each.value == where.fact("part")), parts[0])
        self.state = ConnectionsState(person=self._person, part=part, printer=can_print())
        self._asked: int | None = None
        page = self.page
        page.went_back.connect(self._back)
        page.part_chosen.connect(self._to_part)
        page.opened.connect(self._open)
        page.opened_before.connect(self._open_before)
        page.form_wanted.connect(self._write)
        page.kept.connect(self._keep)
        page.renewed.connect(self._renew)
        page.taken_back.connect(self._take_back)
        page.avoided.connect(self._avoid)
        page.topic_chosen.connect(self._look_for)
        page.nothing_fits.connect(self._nothing_fits)
        page.acted.connect(self._act)
        page.picked.connect(self._pick)
        page.reason_picked.connect(self._pick_how)
        page.person_wanted.connect(self._to_person)
        self.out = PaperOut(self.page, around.work, access.pages)
        self.out.told.connect(self._tell)
        self.out.failed.connect(self._fail)
        page.card_wanted.connect(self.print_shown)
        page.whole_wanted.connect(self._to_whole)
        page.stepped_out.connect(self._back)
        page.render_state(self.state)

    def begin(self) -> None:
        """Ask for the part that is shown."""
        if self._person:
            verb = partial(gathering.of_one, self._person, self.state.part, self.state.topic)
        else:
            verb = partial(gathering.of_all, self.state.part)
        self._asked = self.around.store.submit(verb, done=self._found, refused=self._explain, instead_of=self._asked)

    def refresh(self) -> None:
        """Ask again, unless a step is under way."""
        if self.state.step is Step.LIST:
            self.begin()

    def unsaved(self) -> bool:
        """Tell whether a listing is half typed."""
        return self.page.typed()

    def print_shown(self) -> None:
        """Ctrl+P: print the card for one of the two, or save it where there is no printer."""
        one = self.state.one
        if one is not None and one.card_for:
            verb = partial(_card, IntroductionId(one.key), PersonId(one.card_for))
            self.around.store.submit(verb, done=self._put_out, refused=self._explain)

    def _put_out(self, paper: Paper) -> None:
        draw = partial(access.draw, paper)
        if self.state.printer:
            self.out.print(draw)
        else:
            self.out.save(draw, "somebody-to-meet.pdf")

    def _tell(self, told: str) -> None:
        self._show(replace(self.state, told=told, problem="", problem_at=""))

    def _fail(self, why: str) -> None:
        self._show(replace(self.state, told="", problem=why, problem_at=""))

    def _show(self, state: ConnectionsState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, found: ConnectionsState) -> None:
        """Show the list, unless a step was begun while it was gathered: the way out of the step asks again."""
        if self.state.step is not Step.LIST:
            return
        now = self.state
        said = replace(found, told=now.told, ended=now.ended, problem=now.problem, problem_at=now.problem_at)
        self._show(replace(said, printer=now.printer))

    def _to_part(self, part: str) -> None:
        self._show(
            replace(self.state, part=Part(part), lines=(), before=(), wanted=(), ready=False, told="", ended="", problem="", problem_at="")
        )
        self.begin()

    def _back(self) -> None:
        if self.state.step is Step.LIST:
            self.went_back.emit()
        else:
            self.step_back(self._step_out)

    def _step_out(self) -> None:
        self._show(replace(self.state, step=Step.LIST, one=None, told="", ended="", problem="", problem_at="", busy=False))
        self.begin()

    def _done(self, key: str, _value: object = None) -> None:
        """Go back to the list with a word on what was done."""
        self._show(replace(self.state, step=Step.LIST, one=None, busy=False, told=say(key), ended="", problem="", problem_at=""))
        self.begin()

    def _write(self) -> None:
        self._show(replace(self.state, step=Step.FORM, told="", ended="", problem="", problem_at=""))

    def _keep(self, form: object) -> None:
        if isinstance(form, Form) and not self.state.busy:
            self._show(replace(self.state, form=form, busy=True, problem="", problem_at=""))
            self._do(partial(_keep, self._person, form), "kept")

    def _renew(self) -> None:
        self._do(partial(_renew, self._person), "kept")

    def _take_back(self) -> None:
        self._do(partial(_take_back, self._person), "taken_back")

    def _avoid(self, card: str) -> None:
        self._do(partial(_avoid, self._person, card), "kept")

    def _do(self, verb: Callable[[Kit], object], done: str) -> None:
        self.around.store.submit(verb, done=partial(self._done, f"connecting.page.done.{done}"), refused=self._explain)

    def _to_person(self) -> None:
        self.went.emit(place("consent", person=str(self._person)))

    def _to_whole(self) -> None:
        self.went.emit(place("connections"))

    def _look_for(self, topic: str) -> None:
        self.state = replace(self.state, topic=topic, told="")
        self.begin()

    def _nothing_fits(self) -> None:
        self.around.store.submit(partial(_nothing_fits, self._person, self.state.topic), done=self._missing, refused=self._explain)

    def _missing(self, count: int) -> None:
        self._show(replace(self.state, told=say("connecting.said.missing", count=count)))

    def _open(self, key: str) -> None:
        part = self.state.part
        if part is Part.PEOPLE:
            self.around.store.submit(partial(_begin, self._person, key), done=self._begun, refused=self._explain)
        elif part is Part.PLACES:
            self._do(partial(_choose, self._person, EntryId(key)), "noted")
        elif part is Part.ASK and key.startswith(f"{gathering.LISTED}:"):
            self.went.emit(place("connections", person=key.partition(":")[2]))
        elif part is Part.ASK:
            self._open_place(key)
        else:
            self._open_introduction(key)

    def _open_before(self, key: str) -> None:
        part = self.state.part
        if part is Part.LISTING:
            self._do(partial(_take_off, self._person, int(key.partition(":")[2])), "noted")
        elif part is Part.PLACES:
            self._open_place(f"{self._person}:{key}")
        else:
            self._open_introduction(key)

    def _begun(self, made: Introduction) -> None:
        self._open_introduction(made.id, told=say("connecting.page.done.begun"))

    def _open_introduction(self, key: str, *, told: str = "") -> None:
        self.state = replace(self.state, told=told)
        verb = partial(gathering.introduction, IntroductionId(key), str(self._person))
        self.around.store.submit(verb, done=partial(self._step_in, Step.INTRODUCTION), refused=self._explain)

    def _open_place(self, key: str) -> None:
        person, _, entry = key.partition(":")
        verb = partial(gathering.place_of, PersonId(person), EntryId(entry))
        self.around.store.submit(verb, done=partial(self._step_in, Step.PLACE), refused=self._explain)

    def _step_in(self, step: Step, one: One) -> None:
        told = self.state.told if step is Step.INTRODUCTION else ""
        self._show(replace(self.state, step=step, one=one, told=told, problem="", problem_at="", busy=False))

    def _pick(self, value: str) -> None:
        one = self.state.one
        if one is not None:
            more = gathering.hows(value) if self.state.step is Step.PLACE else ()
            self._show(replace(self.state, one=replace(one, chosen=value, hows=more, how=""), problem="", problem_at=""))

    def _pick_how(self, value: str) -> None:
        if self.state.one is not None:
            self._show(replace(self.state, one=replace(self.state.one, how=value), problem="", problem_at=""))

    def _act(self, act: str) -> None:
        one = self.state.one
        if one is None or self.state.busy:
            return
        if one.choices and not one.chosen and act != "avoid":
            self._show(replace(self.state, problem=say("connecting.page.choose_first"), problem_at="choice"))
            return
        self._show(replace(self.state, busy=True, told=""))
        if self.state.step is Step.PLACE:
            self._do(partial(_say, one, act), "noted")
        else:
            verb = partial(_note, IntroductionId(one.key), Act(act), MetOutcome(one.chosen or MetOutcome.NOT_KNOWN))
            self.around.store.submit(verb, done=partial(self._noted, one.key), refused=self._explain)

    def _noted(self, key: str, stage: Stage) -> None:
        """Stay with an introduction while something follows: on somebody's page with this person, else with the other one too."""
        waits = bool(self._person) and stage in {Stage.FIRST_YES, Stage.BOTH_YES}
        over = waits or stage in {Stage.ENDED, Stage.NOT_MET} or bool(self.state.one and self.state.one.chosen)
        if over:
            self._done("connecting.page.done.ended" if stage is Stage.ENDED else "connecting.page.done.noted")
        else:
            self._open_introduction(key, told=say("connecting.page.done.noted"))

    def _explain(self, why: CivicDeskError) -> None:
        if why.code == "INTRODUCE-ENDED":
            self._show(replace(self.state, step=Step.LIST, one=None, busy=False, told="", problem="", problem_at="", ended=explain(why)))
            self.begin()
            return
        at = AT.get(why.code, "")
        self._show(replace(self.state, ready=True, busy=False, told="", ended="", problem=explain(why), problem_at=at))
        if not at:
            self.page.to_top()


def _keep(person: PersonId, form: Form, kit: Kit) -> Outcome[Listing]:
    new = NewListing(
        alias=form.alias,
        offers=form.offers,
        wants=form.wants,
        zone=form.zone,
        route=form.route,
        only="" if form.only == "everybody" else form.only,
        visible=Visible(form.visible or Visible.WORKER),
        alias_used=form.alias_used,
    )
    return listings.keep(kit, person, new)


def _renew(person: PersonId, kit: Kit) -> object:
    return listings.renew(kit, person)


def _take_back(person: PersonId, kit: Kit) -> object:
    return listings.withdraw(kit, person)


def _avoid(person: PersonId, card: str, kit: Kit) -> object:
    return listings.avoid(kit, person, other=people.by_card(kit, card))


def _take_off(person: PersonId, at: int, kit: Kit) -> object:
    return listings.drop_avoid(kit, listings.page(kit, person).avoided[at][0])


def _begin(person: PersonId, other: str, kit: Kit) -> object:
    return introductions.draft(kit, person, other)


def _note(which: IntroductionId, act: Act, outcome: MetOutcome, kit: Kit) -> object:
    return introductions.act(kit, which, act, outcome)


def _card(which: IntroductionId, person: PersonId, kit: Kit) -> object:
    return introductions.card(kit, which, person)


def _choose(person: PersonId, entry: EntryId, kit: Kit) -> object:
    return connections.note(kit, person, entry, Said(state=ConnectionState.CHOSEN))


def _say(one: One, act: str, kit: Kit) -> object:
    whose, _, entry = one.key.partition(":")
    if act == "avoid":
        return listings.avoid(kit, PersonId(whose), entry=EntryId(entry))
    return connections.note(kit, PersonId(whose), EntryId(entry), Said(state=ConnectionState(one.chosen), how=one.how))


def _nothing_fits(person: PersonId, topic: str, kit: Kit) -> object:
    zone = people.page(kit, person).person.district
    return connections.nothing_fits(kit, (topic,), zone)
