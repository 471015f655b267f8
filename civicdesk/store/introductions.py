"""Introductions: two people, each side sealed under that side's own key; the file in clear knows only how far each one has come."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from civicdesk.records.connecting import BEFORE_RELEASE, SILENCE, Introduction, IntroductionId, MetOutcome, Stage, Told
from civicdesk.records.ids import PersonId, UserId
from civicdesk.store import listings
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, moment, number_of, stamp
from civicdesk.store.workspace import Workspace

_FIRST, _SECOND = "first", "second"
_OPEN = frozenset({*BEFORE_RELEASE, Stage.RELEASED})


def begin(ws: Workspace, introduction: Introduction) -> None:
    """Keep a new introduction. Of the second person no row is made before they are asked."""
    with ws.writing(Action.INTRODUCTION_KEPT, introduction.by) as writing:
        facts = {
            "id": introduction.id,
            "stage": introduction.stage.value,
            "outcome": introduction.outcome.value,
            "user": introduction.by,
            "at": stamp(introduction.at),
            "stage_at": stamp(introduction.stage_at),
        }
        writing.insert("introduction", facts)
        _keep_side(ws, introduction, _FIRST)


def move(ws: Workspace, introduction: Introduction, stage: Stage, at: datetime, *, by: UserId) -> None:
    """Note how far an introduction has come.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number = number_of(ws, "introduction", introduction.id)
    with ws.writing(Action.INTRODUCTION_KEPT, by) as writing:
        writing.change("introduction", number, {"stage": stage.value, "stage_at": stamp(at)})
        if stage is Stage.ASKED_SECOND:
            _keep_side(ws, replace(introduction, by=by), _SECOND)


def keep_outcome(ws: Workspace, ident: IntroductionId, outcome: MetOutcome, *, by: UserId) -> None:
    """Note what came of a meeting.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number = number_of(ws, "introduction", ident)
    with ws.writing(Action.INTRODUCTION_KEPT, by) as writing:
        writing.change("introduction", number, {"outcome": outcome.value})


def introductions(ws: Workspace, at: datetime) -> tuple[Introduction, ...]:
    """Return all introductions in order, each at the stage where it stands now: what has run out has ended, written down or not.

    If the first of the two is forgotten, it is told from the side of the second, who sees it end as any other.
    """
    rows = ws.rows(
        "select i.id, i.stage, i.outcome, i.user, i.at, i.stage_at, s.n, s.person, s.part, s.sealed_words, "
        "exists (select 1 from introduction_side t where t.introduction = i.id and t.part = ?) "
        "from introduction i join introduction_side s on s.n = "
        "(select n from introduction_side t where t.introduction = i.id order by t.part = ? desc limit 1) order by i.n",
        [_SECOND, _FIRST],
    )
    holding = _Holding(ws, at)
    return tuple(holding.as_it_stands(_introduction(ws, row)) for row in rows)


def settle(ws: Workspace, at: datetime) -> int:
    """Write down which introductions have ended by themselves; returns how many. It is not written why."""
    kept = {ident for ident, stage in ws.rows("select id, stage from introduction") if Stage(stage) in _OPEN}
    over = [each for each in introductions(ws, at) if each.stage is Stage.ENDED and each.id in kept] if kept else []
    if over:
        with ws.writing(Action.INTRODUCTION_KEPT, None, at) as writing:
            for each in over:
                facts = {"stage": Stage.ENDED.value, "stage_at": stamp(at)}
                writing.change("introduction", number_of(ws, "introduction", each.id), facts)
    return len(over)


def counts(ws: Workspace) -> Mapping[Stage, int]:
    """Return how many introductions have come how far: all that may be told of them elsewhere."""
    return {Stage(stage): int(count) for stage, count in ws.rows("select stage, count(*) from introduction group by stage order by stage")}


class _Holding:
    """Who agrees now, and who must not meet: asked once for all introductions."""

    def __init__(self, ws: Workspace, at: datetime) -> None:
        self._at = at
        self._agreed, self._pairs = listings.agreed(ws), listings.pairs(ws)
        self._current = listings.running(self._agreed, at.date())

    def as_it_stands(self, found: Introduction) -> Introduction:
        """Return an introduction at its stage now."""
        if found.stage not in _OPEN or self._goes_on(found):
            return found
        return replace(found, stage=Stage.ENDED)

    def _goes_on(self, found: Introduction) -> bool:
        both = {found.first, found.second}
        if frozenset(both) in self._pairs:
            return False
        if found.stage is Stage.RELEASED:
            return both <= self._agreed.keys()
        return both <= self._current.keys() and self._at - found.stage_at < SILENCE


def _keep_side(ws: Workspace, introduction: Introduction, part: str) -> None:
    mine, other, hears = introduction.first, introduction.second, introduction.first_hears
    if part == _SECOND:
        mine, other, hears = other, mine, introduction.second_hears
    heard = {"topics": hears.topics, "zone": hears.zone}
    words: dict[str, object] = {"other": other, **heard}
    if part == _FIRST:
        words["of_first"] = {"topics": introduction.second_hears.topics, "zone": introduction.second_hears.zone}
    with ws.writing(Action.INTRODUCTION_KEPT, introduction.by) as writing:
        number = writing.following("introduction_side")
        sealed = ws.vault.seal(mine, f"introduction_side.{number}.words", json_text(words).encode())
        facts = {"introduction": introduction.id, "person": mine, "part": part, "sealed_words": sealed}
        writing.insert("introduction_side", {**facts, "user": introduction.by, "at": stamp(ws.now())}, number)


def _introduction(ws: Workspace, row: tuple[Any, ...]) -> Introduction:
    ident, stage, outcome, user, at, stage_at, number, person, part, sealed, second_asked = row
    words = json_value(ws.vault.open(person, f"introduction_side.{number}.words", sealed).decode())
    mine, hears, other = PersonId(person), _told(words), PersonId(words["other"])
    of_first = part == _FIRST
    return Introduction(
        id=IntroductionId(ident),
        first=mine if of_first else other,
        second=other if of_first else mine,
        first_hears=hears,
        second_hears=_told(words["of_first"]) if of_first else hears,
        stage=Stage(stage),
        outcome=MetOutcome(outcome),
        second_asked=bool(second_asked),
        by=UserId(user),
        at=moment(at),
        stage_at=moment(stage_at),
    )


def _told(words: Mapping[str, Any]) -> Told:
    return Told(topics=tuple(words["topics"]), zone=words["zone"])
