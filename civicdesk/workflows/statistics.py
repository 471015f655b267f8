"""How the questions of a form behave: figures for a coordinator, of people, never of a person."""

from collections.abc import Mapping
from dataclasses import dataclass

from civicdesk.errors import Refused
from civicdesk.insight.suppression import round5
from civicdesk.records.answers import Submission
from civicdesk.records.instruments import InstrumentCard, InstrumentStatus
from civicdesk.records.scores import ItemStatistics, Key, Scale, ScaleStatistics
from civicdesk.scoring.reliability import SHOWN_FROM, STEADY_FROM, item_statistics
from civicdesk.store import finished, instruments, scores
from civicdesk.workflows.kit import Kit, Right

NOT_ASKED = "na"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the figures of a form are worked out from. `rows` holds, for each scale of items, one record a person."""

    form_id: str
    title: str
    key: Key
    questions: Mapping[str, str]
    """Item -> question."""
    rows: Mapping[str, tuple[Mapping[str, str], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFigures:
    """One question. All counts are of people, to the nearest 5, so that no two of them give a single person away."""

    item: str
    question: str
    n: int
    missing: int
    not_asked: int
    floor: int
    ceiling: int
    mean: float | None
    sd: float | None
    rest_r: float | None
    alpha_without: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleFigures:
    """One scale. `figures` is None, and there are no items, where too few people answered every question."""

    scale: Scale
    n_people: int
    n_complete: int
    """To the nearest 5."""
    steady: bool
    """So many answered that the figures no longer move much."""
    figures: ScaleStatistics | None
    items: tuple[ItemFigures, ...] = ()
    floor: int = 0
    ceiling: int = 0
    """People with the lowest and the highest score there can be, to the nearest 5."""


def scored_forms(kit: Kit) -> tuple[InstrumentCard, ...]:
    """Return the current version of each form with scales, as a coordinator may ask about it.

    Raises:
        Refused: ROLE-RIGHT.
    """
    kit.must(Right.SEE_TOTALS)
    return tuple(card for card in instruments.cards(kit.workspace) if card.has_scores and card.status is InstrumentStatus.CURRENT)


def gather(kit: Kit, form_id: str) -> Material:
    """Return the last response of each person who agrees that their answers are kept, scale by scale.

    Answers to an earlier version of the form count for a scale whose rule is still the same.

    Raises:
        Refused: ROLE-RIGHT; STATISTICS-FORM: there is no such form with scales.
    """
    card = next((each for each in scored_forms(kit) if each.form_id == form_id), None)
    key = kit.key(card.id) if card else None
    if card is None or key is None:
        raise Refused("STATISTICS-FORM", form=form_id)
    last = {each.id for each in finished.one_each(_of_form(kit, form_id))}
    rows: dict[str, list[Mapping[str, str]]] = {scale.name: [] for scale in key.scales if scale.items}
    for version in instruments.cards(kit.workspace):
        if version.form_id == form_id:
            for kept in scores.answers_kept(kit.workspace, version.id, rows):
                for name, records in rows.items():
                    if kept.submission in last and kept.rules.get(name) == key.rule_sha256[name]:
                        records.append(kept.answers)
    state = kit.form(card.id).state()
    return Material(
        form_id=form_id,
        title=card.title,
        key=key,
        questions={node.ref.rpartition("/")[2]: node.label for node in state.values() if node.label},
        rows={name: tuple(found) for name, found in rows.items()},
    )


def work_out(material: Material) -> tuple[ScaleFigures, ...]:
    """Work out the figures of every scale of items; pure, for the work lane."""
    scales = (scale for scale in material.key.scales if scale.items)
    return tuple(_figures(material, scale, item_statistics(material.key, scale, material.rows[scale.name])) for scale in scales)


def _of_form(kit: Kit, form_id: str) -> tuple[Submission, ...]:
    versions = {card.id for card in instruments.cards(kit.workspace) if card.form_id == form_id}
    return tuple(each for each in finished.finished(kit.workspace) if each.instrument in versions)


def _figures(material: Material, scale: Scale, made: ScaleStatistics) -> ScaleFigures:
    enough = made.n_complete >= SHOWN_FROM
    return ScaleFigures(
        scale=scale,
        n_people=round5(made.n_rows),
        n_complete=round5(made.n_complete),
        steady=made.n_complete >= STEADY_FROM,
        figures=made if enough else None,
        items=tuple(_item(material, one, made.n_rows) for one in made.items) if enough else (),
        floor=round5(made.floor) if enough else 0,
        ceiling=round5(made.ceiling) if enough else 0,
    )


def _item(material: Material, one: ItemStatistics, people: int) -> ItemFigures:
    not_asked = sum(count for why, count in one.missing.items() if why in {NOT_ASKED, *material.key.na_codes})
    return ItemFigures(
        item=one.item,
        question=material.questions.get(one.item, one.item),
        n=round5(one.n),
        missing=round5(people - one.n - not_asked),
        not_asked=round5(not_asked),
        floor=round5(one.floor),
        ceiling=round5(one.ceiling),
        mean=one.mean,
        sd=one.sd,
        rest_r=one.item_rest_r,
        alpha_without=one.alpha_if_dropped,
    )
