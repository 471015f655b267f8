"""What the sheet screen has to know of a response: its scores in words with their workings, what may be chosen, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from civicdesk.i18n import chosen, say
from civicdesk.records.ids import SubmissionId
from civicdesk.records.scores import NOT_COMPARABLE, ItemWorking, Scale, ScaleScore, Status
from civicdesk.records.sheets import Sheet, SheetMode
from civicdesk.ui.screens.sheet.state import Choices, Offer
from civicdesk.ui.widgets.scores_shown import ScoreShown, WorkingShown
from civicdesk.workflows import directory, sheet
from civicdesk.workflows.kit import Kit

OFFERED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What became of a sheet until now, with the log in words, oldest first."""

    became: sheet.Became
    log: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the screen needs to know of a response before anything is chosen."""

    card: str
    scores: tuple[ScoreShown, ...]
    areas: tuple[tuple[str, str], ...]
    offers: tuple[Offer, ...]
    choices: Choices
    locked: bool
    in_session: bool
    standing: Standing


def facts_of(submission: SubmissionId, kit: Kit) -> Facts:
    """Return what is known of a response."""
    page = sheet.scored(kit, submission)
    whole = sheet.compose(kit, submission, sheet.SheetWish())
    shown = {bar.area for bar in whole.bars}
    labels = [(line.scale.name, _label(line.scale.label, line.scale.name)) for line in page.lines]
    nearby = [each for each in directory.for_person(kit, page.submission.person) if each.entry.printable]
    return Facts(
        card=page.card,
        scores=tuple(score_of(line, page) for line in page.lines),
        areas=tuple((name, label) for name, label in labels if label in shown),
        offers=tuple(_offer(each) for each in nearby[:OFFERED]),
        choices=_choices(sheet.wish_of(kit, submission), whole, sheet.places_of(kit, submission)),
        locked=page.locked,
        in_session=page.submission.session is not None,
        standing=standing_of(submission, kit),
    )


def standing_of(submission: SubmissionId, kit: Kit) -> Standing:
    """Return what became of a sheet until now."""
    became, here = sheet.what_became(kit, submission), kit.now().tzinfo
    return Standing(became=became, log=tuple(_logged(at.astimezone(here), act, mode) for at, act, mode in became.log))


def _logged(at: datetime, act: str, mode: SheetMode) -> str:
    when = say("today.moment", day=at.day, month=say(f"widget.month.m{at.month}"), time=f"{at:%H:%M}")
    return say(
        "sheet_page.logged", when=when, act=say(f"sheet_page.act.{act.replace(' ', '_')}"), mode=say(f"sheet_page.mode.{mode.value}")
    )


def _choices(wish: sheet.SheetWish, whole: Sheet, places: tuple[str, ...]) -> Choices:
    return Choices(
        mode=wish.mode,
        language=wish.language,
        with_name=wish.with_name,
        second_page=wish.second_page,
        left_out=wish.left_out,
        steps=whole.steps,
        places=places,
    )


def _offer(each: directory.Suggestion) -> Offer:
    line = ", ".join(part for part in (each.entry.when, each.entry.address if each.entry.address_public else "") if part)
    return Offer(id=each.entry.id, name=each.entry.name, line=line, freshness=say(f"sheet_page.freshness.{each.freshness}"))


def _label(words: Mapping[str, str], spare: str) -> str:
    return words.get(chosen()) or words.get("en") or spare


def score_of(line: sheet.ScoreLine, page: sheet.ScoresPage) -> ScoreShown:
    """Return one score in words, with what it was worked out from."""
    score, scale = line.score, line.scale
    return ScoreShown(
        name=scale.name,
        label=_label(scale.label, scale.name),
        value=_value(scale, score),
        status=_status(score),
        change=_change(line),
        arithmetic=_arithmetic(score),
        workings=tuple(_working(each, page) for each in score.workings),
    )


def _arithmetic(score: ScaleScore) -> str:
    """Return the line that can be checked by hand; where answers are wanting, how many there are and how many it takes."""
    answered, wanting, needed = score.arithmetic.partition(" < ")
    return say("sheet_page.needed", answered=answered, needed=needed) if wanting and score.value is None else score.arithmetic


def _value(scale: Scale, score: ScaleScore) -> str:
    if score.value is None:
        return say("sheet_page.value.none")
    number = _number(score.value)
    plain = say("sheet_page.value.plain", value=number)
    if scale.high is not None:
        plain = say("sheet_page.value.of", value=number, high=_number(scale.high))
    band = next((_label(each.label, each.name) for each in scale.bands if each.name == score.band), "")
    return say("sheet_page.value.banded", value=plain, band=band) if band else plain


def _status(score: ScaleScore) -> str:
    if score.status is Status.OK and score.n_answered == score.n_items:
        return say("sheet_page.status.ok", count=score.n_items)
    word = "ok_some" if score.status is Status.OK else score.status.value
    if score.status is Status.MISSING and score.n_answered:
        word = "missing_some"
    return say(f"sheet_page.status.{word}", answered=score.n_answered, items=score.n_items)


def _change(line: sheet.ScoreLine) -> str:
    change = line.change
    if change is None or change.before is None:
        return ""
    before = _number(change.before)
    if change.words not in {"up", "same", "down"}:
        told = say("sheet_page.change.plain", before=before)
        other = change.rule == NOT_COMPARABLE and change.after is not None
        return f"{told} {say('course.not_comparable')}" if other else told
    told = say("sheet_page.change.words", before=before, words=say(f"sheet_page.change.{change.words}"))
    return f"{told} {say(f'sheet_page.change.{change.rule}', points=_number(change.threshold or 0.0))}"


def _working(each: ItemWorking, page: sheet.ScoresPage) -> WorkingShown:
    question, answer = page.questions.get(each.item, each.item), page.answers.get(each.item, {}).get(each.answer, each.answer)
    if each.value is None:
        standing = each.standing if each.standing in {"missing", "na"} else "nothing"
        return WorkingShown(question=question, answer=answer, counts=say(f"sheet_page.workings.{standing}"))
    key = "turned" if each.reversed else "number"
    return WorkingShown(question=question, answer=answer, counts=say(f"sheet_page.workings.{key}", value=_number(each.value)))


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
