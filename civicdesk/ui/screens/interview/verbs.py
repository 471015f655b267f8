"""What the interview asks of the store lane: verbs with plain values. The interview itself stays on the lane."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.records.answers import CaptureMode, SubmissionState
from civicdesk.records.changes import Outcome
from civicdesk.records.ids import PersonId, QuestionRef, SessionId, SubmissionId
from civicdesk.records.pages import Page, PageSize
from civicdesk.ui.screens.interview.in_hand import InHand
from civicdesk.workflows import interview, preferences, rescue
from civicdesk.workflows.interview import Interview
from civicdesk.workflows.kit import Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An interview and the page at which it stands; `fresh` if it has just been begun."""

    talk: Interview
    page: Page
    stands: SubmissionState
    fresh: bool
    alone: bool = False
    """The person fills it in without a worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """What a place says about the response to open: `submission` to go on, else whose to begin."""

    facts: Mapping[str, str]
    size: PageSize

    def fact(self, name: str) -> str:
        """Return one of the facts, empty if it is not there."""
        return self.facts.get(name, "")


def remember(chosen: Mapping[str, str], kit: Kit) -> Outcome[None]:
    """Keep how this worker likes to answer."""
    return preferences.keep(kit, chosen)


def open_response(where: Begin, kit: Kit) -> Outcome[Opened]:
    """Open a response where it stands; begin one if the place names a person and no response."""
    kept = where.fact("submission")
    if not kept:
        return _begin(where, kit)
    talk = interview.resume(kit, SubmissionId(kept))
    alone = talk.submission.mode is CaptureMode.SELF
    page = talk.sized(PageSize.QUESTION if alone else where.size)
    if where.fact("ref"):
        page = talk.page(QuestionRef(where.fact("ref")))
    return Outcome(value=Opened(talk=talk, page=page, stands=talk.submission.state, fresh=False, alone=alone))


def _begin(where: Begin, kit: Kit) -> Outcome[Opened]:
    session = SessionId(where.fact("session")) if where.fact("session") else None
    begin = interview.Start(
        person=PersonId(where.fact("person")),
        form_id=where.fact("form") or interview.default_form(kit),
        session=session,
        wave=interview.wave_of(kit, session) if session else int(where.fact("wave") or 1),
        language=where.fact("language"),
        mode=CaptureMode(where.fact("mode") or CaptureMode.INTERVIEWER),
    )
    begun = interview.start(kit, begin)
    return Outcome(value=Opened(talk=begun.value, page=begun.value.page(), stands=SubmissionState.DRAFT, fresh=True), changed=begun.changed)


def hand_in(talk: Interview, given: InHand, _kit: Kit) -> Outcome[Page]:
    """Keep what is in hand."""
    if given.note:
        return talk.note(QuestionRef(given.ref), given.value)
    if given.file is not None:
        return talk.attach(QuestionRef(given.ref), given.file.content)
    return talk.answer(QuestionRef(given.ref), given.value, given.missing)


def keep_somewhere(talk: Interview, given: InHand, kit: Kit) -> None:
    """Try once more to keep what the disk did not take, and write it to a sealed file otherwise: nobody will be asked again.

    Raises:
        CivicDeskError: there is no room for the sealed file either, or it is a note, which goes into none.
    """
    try:
        hand_in(talk, given, kit)
    except CivicDeskError:
        if given.note:
            raise
        save_apart(talk.submission.id, (given,), "", kit)


def ask_for(talk: Interview, verb: Callable[[Interview], object], _kit: Kit) -> object:
    """Let the interview do something else."""
    return verb(talk)


def spoken(talk: Interview, *, language: str, ref: QuestionRef | None) -> Page:
    """Show the page that holds a question in another language: where one answer is changed, the interview itself stands elsewhere."""
    talk.speak(language)
    return talk.page(ref)


def save_apart(submission: SubmissionId, held: tuple[InHand, ...], folder: str, kit: Kit) -> None:
    """Write the answers that could not be kept to a sealed file; without a folder, beside the workspace."""
    answers = [
        rescue.Held(question=QuestionRef(each.ref), value=each.value, missing=each.missing, content=each.file.content if each.file else b"")
        for each in held
    ]
    rescue.save(kit, submission, answers, Path(folder) if folder else None)
