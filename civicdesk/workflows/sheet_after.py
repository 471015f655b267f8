"""After a sheet was made: it waits for a printer, was shredded, or the person says that something on it is not right."""

from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import SubmissionId
from civicdesk.records.requests import Request, RequestId, RequestKind
from civicdesk.records.sheets import SheetMode
from civicdesk.store import answers, requests, sheets
from civicdesk.store.sheets import ON_PAPER, SheetAct, SheetEvent
from civicdesk.workflows.kit import Kit


def wait_for_printer(kit: Kit, submission: SubmissionId, mode: SheetMode) -> Outcome[None]:
    """Note that a sheet is to be printed where there is a printer. Only the wish is kept: it is drawn again when it is printed."""
    return _note(kit, submission, SheetAct.WAITS, mode)


def wait_no_longer(kit: Kit, submission: SubmissionId, mode: SheetMode) -> Outcome[None]:
    """Note that a sheet is not to be printed after all."""
    return _note(kit, submission, SheetAct.NO_LONGER_WAITS, mode)


def destroyed(kit: Kit, submission: SubmissionId, mode: SheetMode) -> Outcome[None]:
    """Note that a sheet was shredded.

    Raises:
        Refused: SHEET-NOT-PRINTED: there is none.
    """
    if not any(each.act in ON_PAPER for each in sheets.prints_of(kit.workspace, submission)):
        raise Refused("SHEET-NOT-PRINTED")
    return _note(kit, submission, SheetAct.DESTROYED, mode)


def say_wrong(kit: Kit, submission: SubmissionId, mode: SheetMode, said: str) -> Outcome[Request]:
    """Write down that the person says something on the sheet is not right: a request to correct, whose clock runs from today.

    Whoever sits with the person may write it down; dealing with it is for those who handle requests.

    Args:
        kit: the workspace in somebody's hands.
        submission: whose sheet it is.
        mode: how it was set.
        said: in the person's own words; may be empty.

    Raises:
        Refused: ROLE-RIGHT, STORE-UNKNOWN.
    """
    kept = answers.submission(kit.workspace, submission)
    kit.must_see(kept.person)
    told = say("sheet_page.wrong.note", words=said.strip() or say("sheet_page.wrong.no_words"), date=kept.met_on().isoformat())
    now = kit.now()
    request = Request(
        id=RequestId(kit.new_id()),
        kind=RequestKind.CORRECTION,
        person=kept.person,
        received_on=now.date(),
        by=kit.user.id,
        at=now,
        note=told,
    )
    with kit.workspace.writing("request-kept", kit.user.id, now):
        requests.keep_request(kit.workspace, request)
        _note(kit, submission, SheetAct.SAID_WRONG, mode)
    return Outcome(value=request, changed=frozenset({Kind.REQUESTS, Kind.SHEETS}))


def _note(kit: Kit, submission: SubmissionId, act: SheetAct, mode: SheetMode) -> Outcome[None]:
    kept = answers.submission(kit.workspace, submission)
    event = SheetEvent(person=kept.person, submission=submission, act=act, mode=mode, at=kit.now(), by=kit.user.id)
    sheets.keep_sheet_event(kit.workspace, event)
    return Outcome(value=None, changed=frozenset({Kind.SHEETS}))
