"""Wiring of the start page. What is due takes longer to find, so it is asked for once the page stands."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Kind
from civicdesk.records.sessions import Session
from civicdesk.ui.screens.today.due import due_of, moment_of
from civicdesk.ui.screens.today.state import DueShown, TodayState, UnfinishedShown
from civicdesk.ui.screens.today.view import TodayView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import backup, directory, erasure, forms, rescue, session, users
from civicdesk.workflows.kit import Kit, Right

MOST_ROUNDS = 99
JUST = timedelta(minutes=10)
"""How long a session that was closed is offered its page about the laptop."""
PLACES = {
    "backup": place("backup"),
    "recovery": place("users", at="recovery"),
    "laptop": place("laptop"),
    "send": place("send"),
    "requests": place("requests"),
    "sheets": place("sheets"),
    "retention": place("requests", part="dates"),
    "introductions": place("connections"),
    "ask_after": place("connections", part="ask"),
    "expiring": place("connections", part="ask"),
    "funding": place("directory", part="money"),
}
"""Where a notice or something due leads."""


class TodayPresenter(Presenter):
    """Open or go on with a session."""

    kinds = frozenset(
        {Kind.SESSIONS, Kind.ANSWERS, Kind.PEOPLE, Kind.SETTINGS, Kind.RELEASES, Kind.REQUESTS, Kind.SHEETS, Kind.CONNECTIONS}
    )
    destination = "today"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = TodayView()
        super().__init__(self.page, around)
        self.state = TodayState(loading=True)
        self._asked: int | None = None
        self._just_unlocked = where.fact("just") == "unlocked"
        page = self.page
        page.start_wanted.connect(self.make_new)
        page.start_given_up.connect(self._give_up)
        page.started.connect(self._open)
        page.session_wanted.connect(self._go_in)
        page.survey_wanted.connect(self._go_on)
        page.place_wanted.connect(self._lead)
        page.render_state(self.state)

    def begin(self) -> None:
        """Ask what there is today."""
        verb = partial(_today, just_unlocked=self._just_unlocked)
        self._asked = self.around.store.submit(verb, done=self._found, refused=self._explain, instead_of=self._asked)

    def make_new(self) -> None:
        """Ctrl+N: begin a session."""
        if not self.state.session and not self.state.loading and not self.state.damaged:
            self._show(replace(self.state, starting=True, problem="", problem_at=""))

    def close_thing(self) -> None:
        """Ctrl+E: close the session."""
        if self.state.session:
            self.went.emit(place("session", session=self.state.session, closing="yes"))

    def _show(self, state: TodayState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, state: TodayState) -> None:
        now, first = self.state, self.state.loading
        damaged = now.damaged or state.damaged
        standing = {"due": now.due, "damaged": damaged, "rescued": now.rescued, "not_rescued": now.not_rescued}
        self._show(replace(state, starting=now.starting and not state.session, **standing))  # type: ignore[arg-type]  # fields of the same state
        self.around.store.submit(due_of, done=self._found_due, refused=self._explain)
        if first and self._just_unlocked:
            self.around.store.submit(rescue.merge, done=self._merged, refused=self._explain)
            self.around.store.submit(backup.look_over, done=self._looked_over, refused=self._explain)

    def _found_due(self, due: tuple[DueShown, ...]) -> None:
        self._show(replace(self.state, due=due))

    def _merged(self, merged: rescue.Merged) -> None:
        """Tell what the sealed rescue files brought back."""
        self._show(replace(self.state, rescued=merged.answers, not_rescued=len(merged.left)))

    def _looked_over(self, seen: backup.LookedOver) -> None:
        """Tell what the checks that were due have found."""
        if seen.writing_off:
            self._show(replace(self.state, damaged=True))
        elif seen.found:
            self._show(replace(self.state, problem=say("today.doubt", found=seen.found[0]), problem_at=""))

    def _lead(self, key: str) -> None:
        if key == "erasure":
            self.around.store.submit(erasure.go_on, done=self._went_on, refused=self._explain)
        else:
            self.went.emit(PLACES[key])

    def _went_on(self, _left: object) -> None:
        self.begin()

    def _give_up(self) -> None:
        self._show(replace(self.state, starting=False, problem="", problem_at=""))

    def _open(self, where: str, people: str, turn: str) -> None:
        if not turn.isascii() or not turn.isdecimal() or not 1 <= int(turn) <= MOST_ROUNDS:
            self._show(replace(self.state, problem=say("today.round_bad"), problem_at="round"))
            return
        facilitators = tuple(part.strip() for part in people.replace(";", ",").split(",") if part.strip())
        new = session.NewSession(place=where, facilitators=facilitators, wave=int(turn))
        self.around.store.submit(partial(_open, new), done=self._opened, refused=self._explain)

    def _opened(self, opened: Session) -> None:
        self.went.emit(place("session", session=opened.id))

    def _go_in(self) -> None:
        self.went.emit(place("session", session=self.state.session))

    def _go_on(self, submission: str) -> None:
        """Go on with a survey; its session lies on the way back, with the person who is in hand."""
        for each in self.state.unfinished:
            if each.submission == submission:
                if each.session and each.session == self.state.session:
                    self.went.emit(place("session", session=each.session, person=each.person))
                self.went.emit(place("interview", submission=submission, person=each.person, session=each.session))

    def _explain(self, why: CivicDeskError) -> None:
        at = "place" if why.code == "SESSION-PLACE" else ""
        damaged = why.code == "STORE-DAMAGED"
        problem = "" if damaged else explain(why)
        self._show(replace(self.state, loading=False, problem=problem, problem_at=at, damaged=self.state.damaged or damaged))


def _today(kit: Kit, *, just_unlocked: bool) -> TodayState:
    _finish_joining(kit)
    found = session.today(kit)
    opened = found.open_session
    return TodayState(
        project=found.project.name,
        session=opened.id if opened else "",
        place=opened.place if opened else "",
        unfinished=tuple(_shown(kit, each) for each in found.unfinished),
        left_at=_left_at(kit, found) if just_unlocked else "",
        people=found.people,
        sessions=found.sessions,
        backup_days=found.last_backup_days if found.sessions > (opened is not None) else 0,
        disk_low=found.free_bytes < session.FREE_TO_WARN,
        clock_back=found.clock_went_back,
        recovery_open=not found.recovery_confirmed,
        recovery_used=found.recovery_confirmed and users.recovery_due(kit),
        paused=kit.paused(),
        may_confirm=kit.may(Right.RESTORE),
        newest_backup=moment_of(kit),
        just_closed=_just_closed(kit),
        last_place=found.last_place,
        places=found.places,
        me=kit.user.name,
    )


def _finish_joining(kit: Kit) -> None:
    """Take in the forms and places of the pack if the power went before that was done: nobody can ask anything without them."""
    if not forms.cards(kit) and kit.pack().instruments:
        forms.adopt_pack(kit)
        directory.adopt_pack(kit)


def _just_closed(kit: Kit) -> bool:
    """Tell whether this user has just closed a session and none is open."""
    newest = max(session.list_all(kit), key=lambda each: each.opened_at, default=None)
    return newest is not None and newest.closed_at is not None and kit.now() - newest.closed_at < JUST


def _left_at(kit: Kit, found: session.Today) -> str:
    """Return the survey of the open session in which this user was last, if it is still unfinished."""
    opened = found.open_session.id if found.open_session else None
    own = [each for each in found.unfinished if opened and each.submission.session == opened and each.submission.started_by == kit.user.id]
    return max(own, key=lambda each: each.touched_at).submission.id if own else ""


def _shown(kit: Kit, each: session.Unfinished) -> UnfinishedShown:
    began = each.submission.started_at.astimezone(kit.now().tzinfo)
    return UnfinishedShown(
        submission=each.submission.id,
        person=each.submission.person,
        session=each.submission.session or "",
        card=each.card,
        answered=each.answered,
        began=say("today.moment", day=began.day, month=say(f"widget.month.m{began.month}"), time=f"{began:%H:%M}"),
    )


def _open(new: session.NewSession, kit: Kit) -> object:
    return session.open_session(kit, new)
