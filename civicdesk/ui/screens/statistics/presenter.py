"""Wiring of the statistics: answers are gathered on the store lane, figures worked out on the work lane."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import chosen, explain, say
from civicdesk.records.changes import Kind
from civicdesk.records.instruments import InstrumentCard
from civicdesk.records.scores import ScaleStatistics
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.statistics.state import Asking, Facts, ItemShown, ScaleShown, StatisticsState
from civicdesk.ui.screens.statistics.view import StatisticsView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import scoring_again, statistics
from civicdesk.workflows.kit import Kit

NOTHING = "–"


class StatisticsPresenter(Presenter):
    """Fact of its place: `form`, the id of the form to begin with."""

    destination = "forms"
    kinds = frozenset({Kind.INSTRUMENTS, Kind.SCORES})

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = StatisticsView()
        super().__init__(self.page, around)
        self.state = StatisticsState(form=where.fact("form"))
        self._asked: int | None = None
        page = self.page
        page.went_back.connect(self.went_back)
        page.form_chosen.connect(self._choose_form)
        page.scale_chosen.connect(self._choose_scale)
        page.item_chosen.connect(self._choose_item)
        page.again_wanted.connect(self._ask)
        page.newest_turned.connect(self._turn_newest)
        page.again_confirmed.connect(self._score_again)
        page.again_dropped.connect(self._drop)

    def begin(self) -> None:
        """Ask which forms there are."""
        self.page.render_state(self.state)
        self.around.store.submit(statistics.scored_forms, done=self._listed, refused=self._explain)

    def _show(self, state: StatisticsState) -> None:
        self.state = state
        self.page.render_state(state)

    def _listed(self, cards: tuple[InstrumentCard, ...]) -> None:
        forms = tuple((card.form_id, card.title) for card in cards)
        ids = [form for form, _ in forms]
        form = self.state.form if self.state.form in ids else next(iter(ids), "")
        self._show(replace(self.state, ready=True, forms=forms, form=form, working=bool(form)))
        if form:
            self._gather()

    def _choose_form(self, form: str) -> None:
        if form != self.state.form:
            self._show(replace(self.state, form=form, scales=(), scale="", item="", working=True, asking=None, told="", sentence=""))
            self._gather()

    def _gather(self) -> None:
        verb = partial(_gather, self.state.form)
        self._asked = self.around.store.submit(
            verb, done=self._work_out, refused=self._explain, crashed=self._broke, instead_of=self._asked
        )

    def _work_out(self, material: statistics.Material) -> None:
        self.around.work.run(
            partial(statistics.work_out, material),
            done=partial(self._worked_out, material.form_id),
            refused=self._explain,
            crashed=self._broke,
        )

    def _worked_out(self, form: str, found: tuple[statistics.ScaleFigures, ...]) -> None:
        if form == self.state.form:
            scales = tuple(map(scale_shown, found))
            names = [each.name for each in scales]
            scale = self.state.scale if self.state.scale in names else next(iter(names), "")
            self._show(replace(self.state, working=False, scales=scales, scale=scale))

    def _choose_scale(self, name: str) -> None:
        if name != self.state.scale:
            self._show(replace(self.state, scale=name, item=""))

    def _choose_item(self, name: str) -> None:
        self._show(replace(self.state, item=name))

    def _ask(self) -> None:
        self._show(replace(self.state, asking=Asking(), told="", sentence=""))
        self._look()

    def _turn_newest(self, newest: bool) -> None:  # noqa: FBT001 - the slot of a signal that says whether
        if self.state.asking is not None and self.state.asking.newest is not newest:
            self._show(replace(self.state, asking=replace(self.state.asking, newest=newest, would="")))
            self._look()

    def _look(self) -> None:
        if self.state.asking is not None:
            wish = scoring_again.Wish(form_id=self.state.form, newest=self.state.asking.newest)
            self.around.store.submit(partial(_look, wish), done=partial(self._looked, wish), refused=self._explain)

    def _looked(self, wish: scoring_again.Wish, found: scoring_again.Again) -> None:
        asking = self.state.asking
        if asking is not None and asking.newest is wish.newest and wish.form_id == self.state.form:
            self._show(replace(self.state, asking=replace(asking, would=scoring_again.told("would", found))))

    def _score_again(self, reason: str) -> None:
        asking = self.state.asking
        if asking is None:
            return
        if not reason.strip():
            self._show(replace(self.state, asking=replace(asking, problem=say("statistics.again_needs"))))
            return
        self._show(replace(self.state, working=True, asking=replace(asking, problem="")))
        wish = scoring_again.Wish(form_id=self.state.form, reason=reason, newest=asking.newest)
        self.around.store.submit(partial(_run, wish), done=self._scored, refused=self._explain, crashed=self._broke)

    def _scored(self, found: scoring_again.Again) -> None:
        self._show(replace(self.state, asking=None, told=scoring_again.told("done", found)))
        self._gather()

    def _drop(self) -> None:
        self._show(replace(self.state, asking=None))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, ready=True, working=False, sentence=explain(why)))
        self.page.to_top()

    def _broke(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, working=False))


def _gather(form: str, kit: Kit) -> statistics.Material:
    return statistics.gather(kit, form)


def _look(wish: scoring_again.Wish, kit: Kit) -> object:
    return scoring_again.look(kit, wish)


def _run(wish: scoring_again.Wish, kit: Kit) -> object:
    return scoring_again.run(kit, wish)


def scale_shown(one: statistics.ScaleFigures) -> ScaleShown:
    """Return one scale with its questions in words; figures with two digits, points with one."""
    label, figures = _label(one.scale.label, one.scale.name), one.figures
    if figures is None:
        return ScaleShown(name=one.scale.name, label=label, complete=str(one.n_complete))
    return ScaleShown(
        name=one.scale.name,
        label=label,
        complete=str(one.n_complete),
        alpha=_two(figures.alpha),
        omega=_two(figures.omega_minres),
        has_figures=True,
        steady=one.steady,
        facts=_facts(_of_scale(one, figures)),
        items=tuple(map(_item, one.items)),
    )


def _of_scale(one: statistics.ScaleFigures, figures: ScaleStatistics) -> Mapping[str, str]:
    return {
        "people": str(one.n_people),
        "mean": _one(figures.mean),
        "sd": _one(figures.sd),
        "omega_ml": _two(figures.omega_ml),
        "change": _one(figures.reliable_change),
        "lowest": str(one.floor),
        "highest": str(one.ceiling),
    }


def _item(one: statistics.ItemFigures) -> ItemShown:
    facts = {
        "question": one.question,
        "not_asked": str(one.not_asked),
        "mean": _one(one.mean),
        "sd": _one(one.sd),
        "alpha_without": _two(one.alpha_without),
        "lowest": str(one.floor),
        "highest": str(one.ceiling),
    }
    return ItemShown(
        item=one.item,
        question=one.question,
        answered=str(one.n),
        missing=str(one.missing),
        rest_r=_two(one.rest_r),
        facts=_facts(facts),
    )


def _facts(named: Mapping[str, str]) -> Facts:
    return tuple((say(f"statistics.column.{name}"), value) for name, value in named.items())


def _label(words: Mapping[str, str], spare: str) -> str:
    return words.get(chosen()) or words.get("en") or spare


def _one(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1f}"


def _two(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2f}"
