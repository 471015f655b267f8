"""Wiring of the screen of colleagues. Fact of its place: `at`, which may be `recovery`: begin with a new recovery sheet."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from civicdesk import paths
from civicdesk.errors import CivicDeskError, Refused, Unavailable
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.people import Role, User
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.users.state import PROBLEM_AT, ColleagueShown, Step, Typed, UsersState, chosen_of
from civicdesk.ui.screens.users.view import UsersView
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import first_run, pack_making, users
from civicdesk.workflows.kit import Kit, Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Who can sign in, and how the keys stand."""

    colleagues: tuple[ColleagueShown, ...]
    allowed: bool
    altered: bool
    recovery_due: bool


class UsersPresenter(Presenter):
    """From a list of colleagues to who may get in, and by which keys."""

    destination = "settings"
    kinds = frozenset({Kind.USERS, Kind.SETTINGS})

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = UsersView()
        super().__init__(self.page, around)
        self._at = where.fact("at")
        self.state = UsersState()
        self._sheet: users.NewRecovery | None = None
        self._slot: users.OneTimeSlot | None = None
        self._escrow, self._identity = "", ""
        self.folders, self.escrows, self.identities, self.papers = (FileAsk(self.page) for _ in range(4))
        self.folders.chosen.connect(self._save_escrow)
        self.escrows.chosen.connect(self._ask_identity)
        self.identities.chosen.connect(self._open_escrow)
        self.papers.chosen.connect(self._save_paper)
        self._listen()

    def begin(self) -> None:
        """Ask who can sign in."""
        self.page.render_state(self.state)
        self.around.store.submit(partial(_found, self.around.world.now()), done=self._listed, refused=self._explain)
        if self._at == Step.RECOVERY.value:
            self._at = ""
            self._new_sheet()

    def refresh(self) -> None:
        """Ask again, unless a step is under way."""
        if self.state.step is Step.LIST:
            self.begin()

    def make_new(self) -> None:
        """Ctrl+N: add a colleague."""
        if self.state.ready and self.state.allowed and self.state.step is Step.LIST:
            self._to_step(Step.ADD.value)

    def unsaved(self) -> bool:
        """Tell whether a colleague is half typed, or a new sheet is half made."""
        return (self.state.step is Step.ADD and self.page.add_form.begun()) or self.state.step in {Step.RECOVERY, Step.RETYPE, Step.SLOT}

    def _listen(self) -> None:
        page = self.page
        page.chosen.connect(self._choose)
        page.step_wanted.connect(self._to_step)
        page.added.connect(self._add)
        page.suggestion_wanted.connect(self._suggest)
        page.role_given.connect(self._change_role)
        page.revoked.connect(self._revoke)
        page.accepted.connect(self._accept)
        page.keys_wanted.connect(self._do_keys)
        page.save_wanted.connect(self._ask_where)
        page.retyped.connect(self._retype)
        page.unsealed.connect(self._unseal)
        page.given_up.connect(self._to_list)
        page.unlock_wanted.connect(self._unlock)
        page.went_back.connect(self._back)

    def _show(self, state: UsersState) -> None:
        self.state = state
        self.page.render_state(state)

    def _listed(self, found: Found) -> None:
        self._show(
            replace(
                self.state,
                ready=True,
                colleagues=found.colleagues,
                allowed=found.allowed,
                altered=found.altered,
                recovery_due=found.recovery_due,
            )
        )

    def _choose(self, name: str) -> None:
        if name != self.state.chosen:
            self._show(replace(self.state, chosen=name))

    def _to_step(self, step: str) -> None:
        wanted = Step(step)
        shown = chosen_of(self.state)
        code = self._sheet.paper.code if wanted is Step.RECOVERY and self._sheet else ""
        self._show(
            replace(self.state, step=wanted, chosen=shown.name if shown else "", code=code, told="", problem="", problem_at="", saved=False)
        )
        if wanted is Step.ADD:
            self._suggest()

    def _to_list(self) -> None:
        """Come back to the list; a sheet that was not typed back is nothing."""
        self._sheet, self._slot = None, None
        self.page.add_form.empty()
        self._show(replace(self.state, step=Step.LIST, code="", problem="", problem_at="", working=""))
        self.begin()

    def _begin_work(self, what: str) -> None:
        self._show(replace(self.state, working=what, told="", problem="", problem_at=""))

    def _suggest(self) -> None:
        self.around.work.run(first_run.suggest_passphrase, done=self._suggested)

    def _suggested(self, words: str) -> None:
        self._show(replace(self.state, suggestion=words))

    def _add(self, typed: Typed) -> None:
        wanted = (("name", typed.name), ("role", typed.role), ("passphrase", typed.passphrase))
        missing = next((at for at, said in wanted if not said), "")
        if missing:
            self._show(replace(self.state, problem=say(f"users_page.{missing}_missing"), problem_at=missing))
            return
        self._begin_work("add")
        self.around.store.submit(partial(_add, typed), done=self._added, refused=self._explain, crashed=self._broke)

    def _added(self, user: User) -> None:
        self._to_list()
        self._show(replace(self.state, chosen=user.name, told=say("users_page.added", name=user.name)))

    def _change_role(self, role: str, lead: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        self._begin_work("role")
        verb = partial(_change_role, self.state.chosen, Role(role), lead)
        self.around.store.submit(verb, done=self._changed, refused=self._explain, crashed=self._broke)

    def _changed(self, user: User) -> None:
        self._to_list()
        self._show(replace(self.state, told=say("users_page.changed", name=user.name)))

    def _revoke(self) -> None:
        self._begin_work("revoke")
        verb = partial(_revoke, self.state.chosen)
        self.around.store.submit(verb, done=self._revoked, refused=self._explain, crashed=self._broke)

    def _revoked(self, _nothing: None) -> None:
        """Let go of the workspace: it is closed, and its former keys are nothing any more."""
        self.around.store.give_up(_forget, done=self._let_go, refused=self._let_go)
        told = say("users_page.revoked", name=self.state.chosen)
        self._show(replace(self.state, step=Step.CLOSED, working="", colleagues=(), told=told))

    def _let_go(self, _result: object = None) -> None:
        """Nothing is left to be done."""

    def _unlock(self) -> None:
        self.replaced.emit(place("unlock"))

    def _accept(self) -> None:
        self.around.store.submit(users.accept_keys, done=self._accepted, refused=self._explain)

    def _accepted(self, _nothing: None) -> None:
        self._show(replace(self.state, altered=False, told=say("users_page.accepted")))

    def _do_keys(self, which: str) -> None:
        if which == "recovery":
            self._new_sheet()
        elif which == "escrow":
            self.folders.folder()
        else:
            self.escrows.open_file(say("users_page.escrow_filter"))

    def _new_sheet(self) -> None:
        self._begin_work("recovery")
        self.around.store.submit(users.new_recovery, done=self._made_sheet, refused=self._explain, crashed=self._broke)

    def _made_sheet(self, made: users.NewRecovery) -> None:
        self._sheet = made
        self._show(replace(self.state, step=Step.RECOVERY, code=made.paper.code, saved=False, working=""))

    def _retype(self, typed: str) -> None:
        if self._sheet is not None:
            self._begin_work("recovery")
            verb = partial(_retyped, self._sheet, typed)
            self.around.store.submit(verb, done=self._kept, refused=self._explain, crashed=self._broke)

    def _kept(self, _nothing: None) -> None:
        self._to_list()
        self._show(replace(self.state, recovery_due=False, told=say("users_page.recovery_kept")))

    def _save_escrow(self, folder: str) -> None:
        self._begin_work("escrow")
        self.around.store.submit(partial(_save_escrow, Path(folder)), done=self._escrowed, refused=self._explain, crashed=self._broke)

    def _escrowed(self, file: Path) -> None:
        self._show(replace(self.state, working="", told=say("users_page.escrow_saved", file=file.name)))

    def _ask_identity(self, file: str) -> None:
        self._escrow = file
        self._show(replace(self.state, told=say("users_page.choose_identity"), problem=""))
        self.identities.open_file(say("users_page.identity_filter"))

    def _open_escrow(self, file: str) -> None:
        self._identity = file
        self._unseal(None)

    def _unseal(self, passphrase: str | None) -> None:
        self._begin_work("slot")
        verb = partial(_open_escrow, Path(self._escrow), Path(self._identity), passphrase)
        self.around.store.submit(verb, done=self._opened_escrow, refused=self._still_closed, crashed=self._broke)

    def _still_closed(self, why: CivicDeskError) -> None:
        if why.code == "CENTRAL-SEALED":
            self._show(replace(self.state, step=Step.SEALED, working=""))
        else:
            self._explain(why)

    def _opened_escrow(self, made: users.OneTimeSlot) -> None:
        self._slot = made
        self._show(replace(self.state, step=Step.SLOT, code=made.code, saved=False, working=""))

    def _ask_where(self) -> None:
        if self.state.step is Step.SLOT:
            self.papers.save_file(say("users_page.slot_name"), "json")
        else:
            self.papers.save_file(say("users_page.recovery_name"), "pdf")

    def _save_paper(self, file: str) -> None:
        if self._slot is not None:
            self.around.work.run(partial(users.save_slot, self._slot, Path(file)), done=self._saved, refused=self._explain)
        elif self._sheet is not None:
            self.around.work.run(partial(first_run.save_recovery, self._sheet.paper, Path(file)), done=self._saved, refused=self._explain)

    def _saved(self, _nothing: None) -> None:
        self._show(replace(self.state, saved=True, problem="", problem_at=""))

    def _back(self) -> None:
        if self.state.step is Step.LIST:
            self.went_back.emit()
        elif self.state.step is Step.RETYPE:
            self._to_step(Step.RECOVERY.value)
        else:
            self.step_back(self._to_list)

    def _explain(self, why: CivicDeskError) -> None:
        at = PROBLEM_AT.get(why.code, "") if self.state.step in {Step.ADD, Step.RETYPE} else ""
        self._show(replace(self.state, working="", problem=explain(why), problem_at=at))

    def _broke(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, working=""))


def _found(now: datetime, kit: Kit) -> Found:
    allowed = kit.may(Right.ADD_USER)
    shown = tuple(
        ColleagueShown(
            name=each.name,
            full_name=each.full_name,
            role=each.role,
            lead=each.safeguarding_lead,
            last=_moment(each.last_unlock, now),
            me=each.me,
        )
        for each in (users.colleagues(kit) if allowed else ())
    )
    return Found(colleagues=shown, allowed=allowed, altered=allowed and kit.ring.altered, recovery_due=users.recovery_due(kit))


def _add(typed: Typed, kit: Kit) -> Outcome[User]:
    newcomer = first_run.Newcomer(
        name=typed.name, full_name=typed.full_name, role=Role(typed.role), passphrase=typed.passphrase, safeguarding_lead=typed.lead
    )
    return first_run.add_user(kit, newcomer)


def _change_role(name: str, role: Role, lead: bool, kit: Kit) -> Outcome[User]:  # noqa: FBT001 - bound by partial
    return users.change_role(kit, name, role, safeguarding_lead=lead)


def _revoke(name: str, kit: Kit) -> Outcome[None]:
    return users.revoke(kit, name)


def _retyped(made: users.NewRecovery, typed: str, kit: Kit) -> Outcome[None]:
    return users.confirm_recovery(kit, made, typed)


def _save_escrow(folder: Path, kit: Kit) -> Path:
    return users.save_escrow(kit, folder)


def _open_escrow(escrow: Path, identity: Path, passphrase: str | None, kit: Kit) -> users.OneTimeSlot:
    if not kit.may(Right.ADD_USER):
        raise Refused("ROLE-RIGHT", role=kit.user.role.value)
    return users.slot_from_escrow(_read(escrow), pack_making.read_identity(_read(identity), passphrase))


def _read(file: Path) -> bytes:
    try:
        return paths.read_from_outside(file)
    except OSError as why:
        raise Unavailable("FIRST-FILE") from why


def _forget(_kit: Kit) -> None:
    """Let go of a workspace that its last verb has closed."""


def _moment(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    here = at.astimezone(now.tzinfo)
    if here.date() == now.date():
        return say("users_page.today", time=f"{here:%H:%M}")
    return say("users_page.moment", day=here.day, month=say(f"widget.month.m{here.month}"), time=f"{here:%H:%M}")
