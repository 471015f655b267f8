"""Wiring of the screen of backups. It works with an open workspace and, for one that is damaged or gone, with none.

Facts of its place: `workspace`, the file that a backup is to take the place of; without it the open one, else the first there is.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from civicdesk.errors import CivicDeskError, Damaged, Refused
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.ui.jobs import CrashNotice, Opened
from civicdesk.ui.screens.backup.state import PROBLEM_AT, BackupShown, BackupState, Step, chosen_of
from civicdesk.ui.screens.backup.view import BackupView
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, Who, World, place
from civicdesk.workflows import backup, rescue, restore, unlock
from civicdesk.workflows.kit import Kit, Right, Tools

BACKUPS = "backups"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What there is: the file, the folder of its backups, and the backups."""

    path: Path
    folder: Path
    state: BackupState


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A backup that is to be put back, and how somebody gets in."""

    path: Path
    backup: Path
    way: restore.Way
    was_open: bool


class BackupPresenter(Presenter):
    """From a list to a workspace that is what it was on that day."""

    destination = "settings"
    kinds = frozenset({Kind.SETTINGS})

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = BackupView()
        super().__init__(self.page, around)
        self.state = BackupState()
        self._wanted = where.fact("workspace")
        self._path, self._folder = Path(), Path()
        self._who: Who | None = None
        self.files = FileAsk(self.page)
        page = self.page
        self.files.chosen.connect(self._look_in)
        self.rescue_files = FileAsk(self.page)
        self.rescue_files.chosen.connect(self._bring_in)
        page.rescue_wanted.connect(partial(self.rescue_files.open_file, say("backup_page.rescue_kinds")))
        page.folder_wanted.connect(self.files.folder)
        page.make_wanted.connect(self._make)
        page.try_wanted.connect(self._try)
        page.chosen.connect(self._choose)
        page.put_back_wanted.connect(self._ask)
        page.turned.connect(self._turn)
        page.restored.connect(self._check)
        page.given_up.connect(self._give_up)
        page.confirmed.connect(self._confirm)
        page.onward_wanted.connect(self._onward)
        page.went_back.connect(self._back)

    def begin(self) -> None:
        """Look which backups there are: with the open workspace, else from outside."""
        self.page.render_state(self.state)
        self.around.store.submit(partial(_found, self.around.world.now()), done=self._listed, refused=self._look_from_outside)

    def refresh(self) -> None:
        """Ask again, unless somebody is about to put one back."""
        if self.state.step is Step.LIST:
            self.begin()

    def _show(self, state: BackupState) -> None:
        self.state = state
        self.page.render_state(state)

    def _look_from_outside(self, why: CivicDeskError) -> None:
        """Go on without a workspace: it is locked, or too damaged to be asked."""
        if why.code == "STORE-LOCKED" or isinstance(why, Damaged):
            verb = partial(_found_outside, self._wanted, self.around.home, self.around.world.now())
            self.around.store.run(verb, done=self._listed, refused=self._explain)
        else:
            self._explain(why)

    def _look_in(self, folder: str) -> None:
        self._folder = Path(folder)
        self.around.store.run(partial(_listed, self._path, self._folder, self.around.world.now()), done=self._listed, refused=self._explain)

    def _listed(self, found: Found) -> None:
        self._path, self._folder = found.path, found.folder
        now = self.state
        kept = {"step": now.step, "working": now.working, "told": now.told, "problem": now.problem, "chosen": now.chosen}
        self._show(replace(found.state, **kept))  # type: ignore[arg-type]  # fields of the same state

    def _choose(self, path: str) -> None:
        if path != self.state.chosen:
            self._show(replace(self.state, chosen=path))

    def _make(self) -> None:
        self._begin_work("make")
        self.around.store.submit(backup.make, done=self._made, refused=self._explain, crashed=self._broke)

    def _made(self, made: object) -> None:
        self._show(replace(self.state, working="", chosen=str(made), told=say("backup_page.made")))
        self.begin()

    def _bring_in(self, path: str) -> None:
        """Take in a rescue file from elsewhere, such as a stick."""
        self.around.store.submit(partial(_brought_in, Path(path)), done=self._brought, refused=self._explain)

    def _brought(self, answers: int) -> None:
        told = say("backup_page.rescued", count=answers) if answers else say("backup_page.rescued_none")
        self._show(replace(self.state, told=told, problem="", problem_at=""))

    def _try(self) -> None:
        shown = chosen_of(self.state)
        if shown is not None:
            self._begin_work("try")
            verb = partial(_drill, Path(shown.path))
            self.around.store.submit(verb, done=partial(self._tried, shown.made), refused=self._explain, crashed=self._broke)

    def _tried(self, made: str, found: restore.Drill) -> None:
        self._show(replace(self.state, working="", told=say("backup_page.tried", made=made, count=found.people)))
        self.begin()

    def _ask(self) -> None:
        """Say what would be lost, and ask who is here."""
        shown = chosen_of(self.state)
        if shown is not None:
            self._show(replace(self.state, chosen=shown.path, told="", problem="", problem_at=""))
            self.around.store.run(partial(restore.names, self._path, Path(shown.path)), done=self._asked, refused=self._explain)
            if self.state.is_open:
                self.around.store.submit(partial(_lost, Path(shown.path)), done=self._counted, refused=self._uncounted)

    def _asked(self, names: tuple[str, ...]) -> None:
        self._show(replace(self.state, step=Step.PUT_BACK, names=names, by_code=not names, lost=""))

    def _counted(self, lost: str) -> None:
        self._show(replace(self.state, lost=lost))

    def _uncounted(self, _why: CivicDeskError) -> None:
        self._show(replace(self.state, lost=""))

    def _turn(self, by_code: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        self._show(replace(self.state, by_code=by_code, problem="", problem_at=""))

    def _check(self, name: str, passphrase: str, code: str) -> None:
        """Look whether this person can get in, before anything is closed."""
        way = restore.Way(name=name, passphrase=passphrase, code=code)
        wish = Wish(path=self._path, backup=Path(self.state.chosen), way=way, was_open=self.state.is_open)
        self._begin_work("put_back")
        verb = partial(_checked, wish, self.around.world)
        self.around.store.run(verb, done=partial(self._put_back, wish), refused=self._explain, crashed=self._broke)

    def _put_back(self, wish: Wish, _nothing: None) -> None:
        """Close what is open, then put the backup in its place; the lane does one after the other."""
        self.around.store.give_up(unlock.lock, done=self._closed, refused=self._closed)
        opener = partial(_put_back, wish, self.around.world)
        self.around.store.own(opener, done=partial(self._came_back, wish), refused=self._stayed_out, crashed=self._broke)

    def _closed(self, _result: object = None) -> None:
        """Nothing: it is about to be opened again."""

    def _came_back(self, wish: Wish, came: "tuple[str, Who] | CivicDeskError") -> None:
        self.page.forget()
        if isinstance(came, CivicDeskError):
            self._explain(came)
            return
        told, self._who = came
        self._show(replace(self.state, step=Step.DONE, is_open=True, working="", told=told, problem="", problem_at=""))

    def _stayed_out(self, why: CivicDeskError) -> None:
        """Say that it did not go, and that the workspace is locked now."""
        said = f"{explain(why)} {say('backup_page.closed_now')}" if self.state.is_open else explain(why)
        self._explain(why)
        self._show(replace(self.state, is_open=False, problem=said))

    def _onward(self) -> None:
        if self._who is not None:
            self.signed_in.emit(self._who)

    def _confirm(self) -> None:
        self.around.store.submit(restore.confirm, done=self._confirmed, refused=self._explain)

    def _confirmed(self, _nothing: None) -> None:
        self._show(replace(self.state, paused=False, told=say("backup_page.confirmed")))

    def _give_up(self) -> None:
        self.page.forget()
        self._show(replace(self.state, step=Step.LIST, problem="", problem_at=""))

    def _back(self) -> None:
        if self.state.step is Step.PUT_BACK:
            self._give_up()
        elif self.state.is_open:
            self.went_back.emit()
        else:
            self.replaced.emit(place("unlock"))

    def _begin_work(self, what: str) -> None:
        self._show(replace(self.state, working=what, told="", problem="", problem_at=""))

    def _explain(self, why: CivicDeskError) -> None:
        at = PROBLEM_AT.get(why.code, "") if self.state.step is Step.PUT_BACK else ""
        self._show(replace(self.state, working="", problem=explain(why), problem_at=at))

    def _broke(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, working=""))


def _brought_in(path: Path, kit: Kit) -> Outcome[int]:
    """Merge one rescue file.

    Raises:
        Refused: with the code of what keeps it out; the file stays where it is.
    """
    merged = rescue.merge(kit, path)
    for each in merged.value.left:
        if each.path == path:
            raise Refused(each.code)
    return Outcome(value=merged.value.answers, changed=merged.changed)


def _found(now: datetime, kit: Kit) -> Found:
    """Return the backups of the open workspace."""
    found = _listed(kit.workspace.path, kit.backup_folder(), now)
    tried = restore.tested(kit)
    shown = tuple(replace(each, tried=_moment(tried.get(Path(each.path).name), now)) for each in found.state.backups)
    may = kit.may(Right.RESTORE)
    state = replace(found.state, is_open=True, backups=shown, may_put_back=may, may_confirm=may, paused=kit.paused(), me=kit.user.name)
    return replace(found, state=state)


def _found_outside(wanted: str, home: Path, now: datetime) -> Found:
    """Return the backups beside a workspace that is locked, damaged or gone."""
    doors = unlock.doors(home)
    if not wanted and not doors:
        raise Damaged("STORE-NONE")
    path = Path(wanted) if wanted else doors[0].path
    return _listed(path, path.parent / BACKUPS, now)


def _listed(path: Path, folder: Path, now: datetime) -> Found:
    cards = [each for each in restore.choices(folder) if each.path.name.startswith(f"{path.stem}-")]
    shown = tuple(BackupShown(path=str(each.path), made=_moment(each.made_at, now), ago=_ago(each.made_at, now)) for each in cards)
    return Found(path=path, folder=folder, state=BackupState(ready=True, folder=folder.name, backups=shown))


def _drill(which: Path, kit: Kit) -> Outcome[restore.Drill]:
    return restore.drill(kit, which)


def _lost(which: Path, kit: Kit) -> str:
    found = restore.lost_since(kit, which)
    if not (found.people or found.responses or found.sessions):
        return say("backup_page.lost_nothing")
    return say(
        "backup_page.lost",
        people=say("backup_page.lost_people", count=found.people),
        responses=say("backup_page.lost_responses", count=found.responses),
        sessions=say("backup_page.lost_sessions", count=found.sessions),
    )


def _checked(wish: Wish, world: World) -> None:
    seconds = unlock.waiting(wish.path, world.now()) if wish.path.parent.is_dir() and not wish.way.code else 0
    if seconds:
        raise Refused("KEYS-WAIT", seconds=seconds)
    restore.check(wish.path, wish.backup, wish.way, _tools(world))


def _put_back(wish: Wish, world: World) -> Opened[Any]:
    """Put the backup back; if that cannot be done, open again what was open."""
    try:
        done = restore.restore(wish.path, wish.backup, wish.way, _tools(world)).value
    except CivicDeskError as why:
        if not wish.was_open or wish.way.code:
            raise
        return Opened(unlock.open_(wish.path, wish.way.name, wish.way.passphrase, _tools(world)), why.with_traceback(None))
    told = [say("backup_page.done", made=_moment(done.made_at, world.now()))]
    if done.set_aside is not None:
        told.append(say("backup_page.aside", folder=done.set_aside.name))
    if done.erased_again:
        told.append(say("restore.erased_again", count=done.erased_again))
    project = done.kit.project()
    who = Who(name=done.kit.user.name, role=done.kit.user.role.value, project=project.name, practice=project.practice)
    return Opened(done.kit, (" ".join(told), who))


def _tools(world: World) -> Tools:
    return Tools(now=world.now, new_id=world.new_id, chance=world.chance)


def _moment(at: datetime | None, now: datetime) -> str:
    if at is None:
        return ""
    here = at.astimezone(now.tzinfo)
    return say("backup_page.moment", day=here.day, month=say(f"widget.month.m{here.month}"), time=f"{here:%H:%M}")


def _ago(at: datetime, now: datetime) -> str:
    days = (now.date() - at.astimezone(now.tzinfo).date()) // timedelta(days=1)
    return say("backup_page.today") if days <= 0 else say("backup_page.days_ago", count=days)
