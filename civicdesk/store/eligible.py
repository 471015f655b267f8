"""Who may be sent, as the store knows it: by consent, by withdrawals, by finished answers, and by what was sent before."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from civicdesk.i18n import say
from civicdesk.records.answers import Submission, SubmissionState
from civicdesk.records.consent import Purpose
from civicdesk.records.ids import PersonId
from civicdesk.records.releases import ExportSettings, ReleaseState
from civicdesk.store import answers, consent, releases
from civicdesk.store.workspace import Workspace

CELLS, VERSIONS = "cells.json", "versions.json"
"""Members of a kept release: its quasi-identifiers by code, and the version of each row by code."""
ENDS_RELEASE = frozenset({"all", Purpose.RESEARCH.value})
SENT_STATES = frozenset({ReleaseState.SEALED, ReleaseState.SENT, ReleaseState.RECEIVED})
_EVER_SEALED = SENT_STATES | {ReleaseState.REFUSED}
"""Somebody may have the file, and the centre may still take it in: versions and cells go on from it."""

Coded = Callable[[PersonId], str]
"""Gives the code under which a person appears in every release."""


def choose(ws: Workspace, code_of: Coded) -> tuple[dict[PersonId, list[Submission]], Counter[str]]:
    """Return finished responses of everybody who agreed to research, and how many others there are by reason."""
    persons, held_back = count(ws, code_of)
    finished = SubmissionState.FINISHED
    return {who: [each for each in answers.submissions(ws, person=who) if each.state is finished] for who in persons}, held_back


def count(ws: Workspace, code_of: Coded) -> tuple[tuple[PersonId, ...], Counter[str]]:
    """Return everybody who agreed to research and has a finished response, in the order of registration; how many others by reason.

    No name is opened and no response read: a page that shows the numbers costs next to nothing however many there are.
    """
    held_back: Counter[str] = Counter()
    agreed, gone = agreeing(ws), withdrawn(ws, code_of)
    ended = {
        person
        for (person,) in ws.rows("select distinct person from submission not indexed where state = ?", [SubmissionState.FINISHED.value])
    }
    chosen: list[PersonId] = []
    for (ident,) in ws.rows("select id from person order by n"):
        person = PersonId(ident)
        why = "consent" if person not in agreed else "withdrawn" if person in gone else "" if person in ended else "unfinished"
        if why:
            held_back[why] += 1
        else:
            chosen.append(person)
    return tuple(chosen), held_back


def agreeing(ws: Workspace) -> frozenset[PersonId]:
    """Return everybody who agrees, at this moment, that their answers are kept and sent."""
    return consent.allowing(ws, Purpose.RESEARCH) & consent.allowing(ws, Purpose.KEEP)


def withdrawn(ws: Workspace, code_of: Coded) -> Mapping[PersonId, str]:
    """Return those who took research back after they were sent, with their code: a centre blocks that code for good."""
    gone = {code for _, code, scope, _ in releases.tombstones(ws) if scope in ENDS_RELEASE}
    sent = releases.perhaps_released(ws) if gone else frozenset[PersonId]()
    codes = {person: code_of(person) for person in sent}
    return {person: code for person, code in codes.items() if code in gone}


def untold(ws: Workspace, code_of: Coded) -> frozenset[str]:
    """Return the codes of those who took research back after they were sent, and of whom no receipt says that the centre knows it."""
    waiting = {code for _, code, scope, _ in releases.outstanding(ws) if scope in ENDS_RELEASE}
    return frozenset(withdrawn(ws, code_of).values()) & waiting


def apart(ws: Workspace, chosen: Iterable[PersonId], settings: ExportSettings) -> Mapping[str, frozenset[PersonId]]:
    """Return those who agreed but cannot hide among others now, by reason.

    Newcomers wait for the next round: after a first release, too few of them could be told by comparing two bundles. Those who were sent
    before are held back when withdrawals have left fewer than k of them.
    """
    sent, everybody = releases.released_people(ws), frozenset(chosen)
    new, known = everybody - sent, everybody & sent
    return {
        "waiting": new if sent and len(new) < settings.min_people else frozenset(),
        "few": known if len(known) < settings.k else frozenset(),
    }


def in_words(held_back: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Return the reasons in words that read right behind their counts."""
    return tuple(sorted((say(f"send.held.{why}", count=count), count) for why, count in held_back.items() if count))


def cells(ws: Workspace) -> Mapping[str, Mapping[str, str]]:
    """Return what was released of everybody who was sent before, by code: the newest word, which is never finer than an older one."""
    return {code: told for release in earlier(ws, CELLS) for code, told in release.items()}


def earlier(ws: Workspace, member: str) -> tuple[Mapping[str, Mapping[str, Any]], ...]:
    """Return what was kept of each release that was sealed before, whatever became of it, by person's code, oldest first."""
    return tuple(
        json.loads(releases.members(ws, sent.id).get(member, b"{}")) for sent in releases.releases(ws) if sent.state in _EVER_SEALED
    )
