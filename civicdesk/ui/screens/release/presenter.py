"""Wiring of one batch: read the report, approve as a second person, seal, and save the bundle to a folder."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.releases import IntruderForm, Release
from civicdesk.ui.jobs import Course, CrashNotice
from civicdesk.ui.screens.release.state import ReleaseBatch, ReleaseScreen, role_of
from civicdesk.ui.screens.release.view import ReleaseView
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import deliver, released, send, sheet, users
from civicdesk.workflows.kit import Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A batch, and who looks at it."""

    release: Release
    files: tuple[str, ...]
    log: tuple[tuple[str, int], ...]
    user: str
    same_person: bool
    server: str
    """Name of the server that takes bundles, empty if there is none."""
    has_password: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What the second person typed."""

    outcomes: tuple[tuple[str, str], ...]
    reason: str
    passphrase: str


class ReleasePresenter(Presenter):
    """Fact of its place: `release`."""

    destination = "send"
    kinds = frozenset({Kind.RELEASES})

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = ReleaseView()
        super().__init__(self.page, around)
        self._release = where.fact("release")
        self.state = ReleaseScreen(scenarios=send.SCENARIOS)
        self._sealed: send.Sealed | None = None
        self._folder = ""
        self._course = Course()
        self.files = FileAsk(self.page)
        self.files.chosen.connect(self._seal_into)
        self.page.went_back.connect(self._back)
        self.page.approved.connect(self._approve)
        self.page.seal_wanted.connect(self.files.folder)
        self.page.keys_wanted.connect(self._save_keys)
        self.page.send_wanted.connect(self._send)

    def begin(self) -> None:
        """Ask for the batch."""
        self.page.render_state(self.state)
        self.around.store.submit(partial(_facts, self._release), done=self._found, refused=self._explain)

    def ready_to_leave(self) -> bool:
        """Stay while a sealed bundle has not been written anywhere."""
        if self._sealed is not None:
            self._show(replace(self.state, unsaved=True))
        return self._sealed is None

    def _show(self, state: ReleaseScreen) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, facts: Facts) -> None:
        made = facts.release
        batch = ReleaseBatch(
            state=made.state,
            report=made.report,
            people=made.people,
            responses=made.responses,
            prepared=f"{made.prepared_at.day}/{made.prepared_at.month}/{made.prepared_at.year}",
            files=facts.files,
            report_hash=made.report_hash,
            log=facts.log,
            tables=released.tables(made),
        )
        role = role_of(made.state, same_person=facts.same_person)
        self._show(replace(self.state, batch=batch, role=role, user=facts.user, server=facts.server, asks_password=not facts.has_password))

    def _explain(self, why: CivicDeskError) -> None:
        self.page.busy.end()
        self._show(replace(self.state, working=False, sending=False, sentence=explain(why)))
        self.page.to_top()

    def _broke(self, _notice: CrashNotice) -> None:
        self.page.busy.end()
        self._show(replace(self.state, working=False, sending=False))

    def _approve(self, outcomes: tuple[tuple[str, str], ...], reason: str, passphrase: str) -> None:
        typed = Typed(outcomes=outcomes, reason=reason, passphrase=passphrase)
        problems = _problems(typed)
        self._show(replace(self.state, problems=problems, sentence="", told="", working=not problems))
        if not problems:
            verb = partial(_approve, self._release, typed)
            self.around.store.submit(verb, done=self._approved, refused=self._explain, crashed=self._broke)

    def _approved(self, _release: Release) -> None:
        self.page.form.secret.empty()
        self._show(replace(self.state, working=False, told=say("release_page.told.approved")))
        self.begin()

    def _seal_into(self, folder: str) -> None:
        self._folder = folder
        self._show(replace(self.state, working=True, sentence="", told=""))
        if self._sealed is not None:
            self._save(self._sealed)
        else:
            self.around.store.submit(partial(_seal, self._release), done=self._save, refused=self._explain, crashed=self._broke)

    def _save(self, sealed: send.Sealed) -> None:
        """Write the bundle; it stays in hand until it is on the disk."""
        self._sealed = sealed
        verb = partial(_save_all, sealed.files, Path(self._folder))
        self.around.work.run(verb, done=self._saved, refused=self._not_saved, crashed=self._broke)

    def _saved(self, _nothing: None) -> None:
        names = [name for name, _ in self._sealed.files] if self._sealed else []
        self._sealed = None
        told = say("release_page.told.saved", count=len(names), file="".join(names[:1]), files=", ".join(names))
        self._show(replace(self.state, working=False, unsaved=False, sentence="", told=told, offers_keys=True))
        self.begin()

    def _save_keys(self) -> None:
        """Save the keys of this laptop for the coordinator beside the bundle; never in it."""
        self._show(replace(self.state, working=True, offers_keys=False, sentence="", told=""))
        self.around.store.submit(partial(_keys, Path(self._folder)), done=self._keys_saved, refused=self._explain, crashed=self._broke)

    def _keys_saved(self, file: Path) -> None:
        self._show(replace(self.state, working=False, told=say("users_page.escrow_saved", file=file.name)))

    def _not_saved(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, unsaved=True))
        self._explain(why)

    def close(self) -> None:
        """Stop what is on its way: it can be sent again."""
        self._course.stop()
        super().close()

    def _send(self, password: str) -> None:
        """Send the bundle to the project's server: read it here, carry it on the work lane, keep that it arrived."""
        if self.state.asks_password and not password.strip():
            missing = (("password", say("deliver.password_missing", server=self.state.server)),)
            self._show(replace(self.state, problems=missing, sentence="", told=""))
            return
        self._course = Course()
        self._show(replace(self.state, problems=(), sentence="", told="", working=True, sending=True))
        self.page.busy.follow(self._course, say("deliver.sending", server=self.state.server))
        verb = partial(_errand, self._release, password if self.state.asks_password else "")
        self.around.store.submit(verb, done=self._carry, refused=self._explain, crashed=self._broke)

    def _carry(self, asked: deliver.Errand) -> None:
        self.page.password.empty()
        self._show(replace(self.state, asks_password=False))
        verb = partial(deliver.carry, asked, self._course)
        self.around.work.run(verb, done=partial(self._carried, asked), refused=self._turned_away, crashed=self._broke)

    def _turned_away(self, why: CivicDeskError) -> None:
        """Ask for the password once more where the server does not let this laptop in."""
        self._show(replace(self.state, asks_password=why.code == "UPLOAD-DENIED"))
        self._explain(why)

    def _carried(self, asked: deliver.Errand, already_there: bool) -> None:  # noqa: FBT001 - a lane hands one value
        told = say("deliver.already_there" if already_there else "deliver.sent", server=self.state.server)
        self.around.store.submit(partial(_carried, asked), done=partial(self._sent, told), refused=self._explain, crashed=self._broke)

    def _sent(self, told: str, _release: Release) -> None:
        self.page.busy.end()
        self._show(replace(self.state, working=False, sending=False, told=told))
        self.begin()

    def _back(self) -> None:
        if self.ready_to_leave():
            self.went_back.emit()


def _problems(typed: Typed) -> tuple[tuple[str, str], ...]:
    """Return (field, words) of what is still missing."""
    blank = [f"scenario{at}" for at, (_, outcome) in enumerate(typed.outcomes, start=1) if not outcome]
    found = [(name, say("release_page.problem.outcome", number=name[-1])) for name in blank]
    if not typed.reason:
        found.append(("reason", say("release_page.problem.reason")))
    if not typed.passphrase:
        found.append(("passphrase", say("release_page.problem.passphrase")))
    return tuple(found)


def _facts(which: str, kit: Kit) -> Facts:
    release = send.release(kit, which)
    same = kit.pack().export.two_person and release.preparer == kit.user.id
    where = deliver.place(kit)
    server = deliver.server_of(where) if where is not None else ""
    return Facts(
        release=release,
        files=released.file_names(kit, release),
        log=released.history(kit, which),
        user=kit.user.name,
        same_person=same,
        server=server,
        has_password=deliver.has_secret(kit),
    )


def _approve(which: str, typed: Typed, kit: Kit) -> Outcome[Release]:
    form = IntruderForm(
        scenarios=typed.outcomes, tried_by=kit.user.name, tried_on=kit.now().date(), approver=kit.user.name, reason=typed.reason
    )
    return send.approve(kit, send.Approval(release=which, passphrase=typed.passphrase, intruder=form))


def _save_all(files: Sequence[tuple[str, bytes]], folder: Path) -> None:
    """Write every file of a bundle; one that is there already is written once more."""
    for name, data in files:
        sheet.save(data, folder / name)


def _keys(folder: Path, kit: Kit) -> Path:
    return users.save_escrow(kit, folder)


def _errand(which: str, password: str, kit: Kit) -> deliver.Errand:
    if password:
        deliver.keep_secret(kit, password)
    return deliver.errand(kit, which)


def _carried(asked: deliver.Errand, kit: Kit) -> Outcome[Release]:
    return deliver.carried(kit, asked)


def _seal(which: str, kit: Kit) -> Outcome[send.Sealed]:
    return send.seal(kit, which)
