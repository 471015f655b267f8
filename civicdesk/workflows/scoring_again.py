"""Scoring again what was scored before: after the program's arithmetic or a form's key was mended. Earlier scores stay."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import InstrumentId
from civicdesk.records.instruments import InstrumentCard, InstrumentStatus
from civicdesk.records.scores import ItemAnswer, KeptAnswers, Key, ScoredSubmission
from civicdesk.scoring import bulk, scales
from civicdesk.store import finished, instruments, scores
from civicdesk.store.actions import Action
from civicdesk.workflows.kit import ENGINE, Kit, Right

TOGETHER = 250
"""Responses that are kept in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is scored again, and why. `newest` takes the key of the form's current version in place of each response's own."""

    form_id: str
    reason: str = ""
    newest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What came out, or would come out: responses, those with another result, and those that the newest key does not fit."""

    responses: int
    different: int
    left: int


def look(kit: Kit, wish: Wish) -> Again:
    """Say what scoring again would change, without keeping anything.

    Raises:
        Refused: ROLE-RIGHT; SCORE-AGAIN-FORM: there is no such form with scales.
    """
    kit.must(Right.ADD_INSTRUMENT)
    found = different = left = 0
    for version in _versions(kit, wish):
        key = _key(kit, version, wish)
        kept = list(_kept(kit, version))
        fitting = [each for each in kept if _fits(key, each)]
        left += len(kept) - len(fitting)
        found += len(fitting)
        for each, made in zip(fitting, bulk.scores(key, (_answers(each) for each in fitting)), strict=True):
            now = {scale.name: (one.value, one.status.value, one.band) for scale, one in zip(key.scales, made, strict=True)}
            different += now != dict(each.scores)
    return Again(responses=found, different=different, left=left)


def run(kit: Kit, wish: Wish) -> Outcome[Again]:
    """Score every finished response of a form again and keep the new scores beside the old ones.

    Whoever has taken back that their answers are kept is left alone.

    Raises:
        Refused: ROLE-RIGHT, SCORE-AGAIN-FORM; SCORE-AGAIN-REASON: nobody says why.
    """
    if not wish.reason.strip():
        raise Refused("SCORE-AGAIN-REASON")
    seen = look(kit, wish)
    for version in _versions(kit, wish):
        key = _key(kit, version, wish)
        used = _current(kit, wish).id if wish.newest else version.id
        waiting = (_scored(kit, key, each, used, wish) for each in list(_kept(kit, version)) if _fits(key, each))
        while some := tuple(islice(waiting, TOGETHER)):
            with kit.workspace.writing(Action.SCORES_KEPT, kit.user.id, kit.now()):
                for each in some:
                    scores.keep_scores(kit.workspace, each)
    return Outcome(value=seen, changed=frozenset({Kind.SCORES}))


def told(word: str, found: Again) -> str:
    """Return what came out (`done`) or would (`would`), in words."""
    parts = [say(f"statistics.{word}", count=found.responses, different=found.different)]
    return " ".join((*parts, say("statistics.left", count=found.left)) if found.left else parts)


def _scored(kit: Kit, key: Key, kept: KeptAnswers, used: InstrumentId, wish: Wish) -> ScoredSubmission:
    return ScoredSubmission(
        submission=kept.submission,
        instrument=used,
        wave=kept.wave,
        computed_at=kit.now(),
        engine=ENGINE,
        reason=wish.reason.strip(),
        scores=scales.score(key, _answers(kept), variant=kept.variant),
    )


def _versions(kit: Kit, wish: Wish) -> tuple[InstrumentCard, ...]:
    found = tuple(card for card in instruments.cards(kit.workspace) if card.form_id == wish.form_id and card.has_scores)
    if not found:
        raise Refused("SCORE-AGAIN-FORM", form=wish.form_id)
    return found


def _current(kit: Kit, wish: Wish) -> InstrumentCard:
    found = _versions(kit, wish)
    return next((card for card in found if card.status is InstrumentStatus.CURRENT), found[0])


def _key(kit: Kit, version: InstrumentCard, wish: Wish) -> Key:
    key = kit.key(_current(kit, wish).id if wish.newest else version.id)
    if key is None:
        raise Refused("SCORE-AGAIN-FORM", form=wish.form_id)
    return key


def _kept(kit: Kit, version: InstrumentCard) -> Iterator[KeptAnswers]:
    own = kit.key(version.id)
    of_items = {scale.name for scale in own.scales if scale.items} if own else set()
    agreed = {each.id for each in finished.finished(kit.workspace)}
    return (kept for kept in scores.answers_kept(kit.workspace, version.id, of_items) if kept.submission in agreed)


def _fits(key: Key, kept: KeptAnswers) -> bool:
    """Tell whether every item of a key was looked at when the response was scored: what is not known is not the same as missing."""
    return all(item.item in kept.answers for scale in key.scales for item in scale.items)


def _answers(kept: KeptAnswers) -> Mapping[str, ItemAnswer]:
    return {item: answer or None for item, answer in kept.answers.items()}
