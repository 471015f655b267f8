"""Files as answers: signatures, drawings, pictures, recordings, documents."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from civicdesk.i18n import say
from civicdesk.records.ids import QuestionRef, SubmissionId, UserId
from civicdesk.records.pages import NodeState

LARGEST: Final = 10_000_000
"""Bytes of one file."""
LARGEST_TOGETHER: Final = 50_000_000
"""Bytes of all files that were ever kept with one response."""
_UNITS: Final = ((1_000_000, "megabytes"), (1000, "kilobytes"))


class Asked(StrEnum):
    """What a question wants. The word stands in the name that the file is given, for ours says nothing of anybody."""

    SIGNATURE = "signature"
    DRAWING = "drawing"
    PICTURE = "picture"
    SOUND = "sound"
    VIDEO = "video"
    FILE = "file"


_RECORDED: Final = frozenset({Asked.PICTURE, Asked.SOUND, Asked.VIDEO})
_RECORDINGS: Final = ("image/", "audio/", "video/")


class Dropped(StrEnum):
    """Why the bytes of a file are not kept any more, although the person is still known."""

    TAKEN_AWAY = "taken-away"
    """It was replaced or taken away before the response was finished."""
    IDENTITY = "identity"
    """It went together with the name: a signature, a face and a voice say who somebody is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """A file on its way in: looked at, with everything taken out of it that tells where and when it was made."""

    asked: Asked
    media_type: str
    """Told from its bytes, never from its name."""
    ending: str
    """Without the dot."""
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFile:
    """What is known of one file that was kept as an answer; its bytes are asked for by its name."""

    submission: SubmissionId
    question: QuestionRef
    """Where it was given. Instances of a repeat may be renumbered since; the name is what the answer says."""
    name: str
    """Ours, such as `signature-3.png`, once in a response. The name that the file had before is never kept: it may name somebody."""
    media_type: str
    size: int
    """Bytes."""
    sha256: str
    """Hex, of its bytes."""
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFile:
    """A file in somebody's hand: one of this computer, by its path, or one that was just drawn."""

    path: str = ""
    content: bytes = b""


def is_recorded(asked: Asked, media_type: str) -> bool:
    """Tell whether a file may show or let hear a person: it wants their word for photographs and recordings, where the project asks for it.

    A question for any file may be given such a one too.
    """
    return asked in _RECORDED or (asked is Asked.FILE and media_type.startswith(_RECORDINGS))


def asked_of(node: NodeState) -> Asked:
    """Return what a question for a file wants; a picture that is to be drawn on is chosen, and nothing is drawn on it."""
    if "signature" in node.app:
        return Asked.SIGNATURE
    if "draw" in node.app:
        return Asked.DRAWING
    kinds = {"image": Asked.PICTURE, "audio": Asked.SOUND, "video": Asked.VIDEO}
    return kinds.get(node.media_type.partition("/")[0], Asked.FILE)


def in_words(name: str, size: int | None = None) -> str:
    """Return what a file is, by the name that we gave it, and how large if that is known."""
    stem, _, ending = name.rpartition(".")
    asked = stem.partition("-")[0]
    known = asked in set(Asked) and asked != Asked.FILE
    kind = say(f"attachments.kind.{asked}") if known else say("attachments.kind.file", ending=ending.upper())
    return kind if size is None else say("attachments.sized", kind=kind, size=size_in_words(size))


def size_in_words(size: int) -> str:
    """Return a number of bytes as people read it."""
    for unit, word in _UNITS:
        if size >= unit:
            return say(
                f"attachments.{word}", number=f"{size / unit:.1f}".removesuffix(".0") if unit == _UNITS[0][0] else round(size / unit)
            )
    return say("attachments.bytes", count=size)
