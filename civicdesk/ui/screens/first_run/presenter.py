"""Wiring of the first run."""

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.sheets import RecoverySheet
from civicdesk.ui.jobs import CrashNotice, Opened
from civicdesk.ui.screens.first_run.state import PROBLEM_AT, FirstRunState, Step
from civicdesk.ui.screens.first_run.view import FirstRunView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, Who, World, place


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What it takes to join."""

    home: Path
    pack: bytes
    name: str
    role: str
    passphrase: str = field(repr=False)


class FirstRunPresenter(Presenter):
    """From nothing to a workspace whose recovery sheet is on paper."""

    whole_window = True

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = FirstRunView()
        super().__init__(self.page, around)
        self._first = FirstRunState(can_go_back=bool(where.fact("back")))
        self.state = self._first
        self._pack = b""
        self._paper: RecoverySheet | None = None
        self._who: Who | None = None
        page = self.page
        page.pack_chosen.connect(self._read)
        page.practice_wanted.connect(self._practise)
        page.agreed.connect(self._agree)
        page.joined.connect(self._join)
        page.suggestion_wanted.connect(self._suggest)
        page.save_chosen.connect(self._save)
        page.written_down.connect(self._to_retype)
        page.retyped.connect(self._confirm)
        page.enrolment_chosen.connect(self._save_enrolment)
        page.finished.connect(self._finish)
        page.went_back.connect(self._back)

    def begin(self) -> None:
        """Show the first step."""
        self.page.render_state(self.state)

    def _show(self, state: FirstRunState) -> None:
        self.state = state
        self.page.render_state(state)

    def _read(self, file: str) -> None:
        self.around.store.run(partial(_look_at_file, file), done=self._looked, refused=self._explain)

    def _practise(self) -> None:
        self.around.store.run(_look_at_practice, done=self._looked, refused=self._explain)

    def _looked(self, seen: tuple[bytes, Any]) -> None:
        self._pack, card = seen
        step = Step.YOU if card.practice else Step.PACK
        self._show(
            FirstRunState(step=step, project=card.name, practice=card.practice, signer_words=card.signer_words, forms=len(card.instruments))
        )
        self._suggest()

    def _agree(self) -> None:
        self._show(replace(self.state, step=Step.YOU, problem="", problem_at=""))

    def _suggest(self) -> None:
        self.around.store.run(_suggestion, done=self._suggested, refused=self._explain)

    def _suggested(self, words: str) -> None:
        self._show(replace(self.state, suggestion=words))

    def _join(self, name: str, role: str, passphrase: str) -> None:
        if not role:
            self._show(replace(self.state, problem=say("first_run.role.choose"), problem_at="role"))
            return
        wish = _Wish(home=self.around.home, pack=self._pack, name=name, role=role, passphrase=passphrase)
        self._show(replace(self.state, busy=True, problem="", problem_at=""))
        self.around.store.own(partial(_join, wish, self.around.world), done=self._joined, refused=self._explain, crashed=self._stop)

    def _joined(self, made: tuple[RecoverySheet, Who]) -> None:
        self._paper, self._who = made
        self.page.secret.empty()
        self._show(replace(self.state, step=Step.RECOVERY, busy=False, code=self._paper.code, suggestion=""))

    def _save(self, file: str) -> None:
        if self._paper is not None:
            self.around.work.run(partial(_save_paper, self._paper, Path(file)), done=self._saved, refused=self._explain)

    def _saved(self, _value: object = None) -> None:
        self._show(replace(self.state, saved=True, problem="", problem_at=""))

    def _to_retype(self) -> None:
        self._show(replace(self.state, step=Step.RETYPE, code="", problem="", problem_at=""))

    def _confirm(self, code: str) -> None:
        self._show(replace(self.state, busy=True, problem="", problem_at=""))
        self.around.store.submit(partial(_confirm, code), done=self._confirmed, refused=self._explain, crashed=self._stop)

    def _confirmed(self, _value: object = None) -> None:
        self._paper = None
        if self.state.practice:
            self._finish()
        else:
            self.around.store.submit(_laptop_words, done=self._to_office, refused=self._explain, crashed=self._stop)

    def _to_office(self, words: str) -> None:
        """Ask that the office gets to know this laptop; a practice project has none."""
        self._show(replace(self.state, step=Step.OFFICE, busy=False, laptop_words=words, saved=False))

    def _save_enrolment(self, file: str) -> None:
        self.around.store.submit(partial(_save_enrolment, Path(file)), done=self._saved, refused=self._explain, crashed=self._stop)

    def _finish(self) -> None:
        if self._who is not None:
            self.signed_in.emit(self._who)

    def _back(self) -> None:
        if self.state.step is Step.RETYPE and self._paper is not None:
            self._show(replace(self.state, step=Step.RECOVERY, code=self._paper.code, problem="", problem_at=""))
        elif self.state.step in {Step.PACK, Step.YOU}:
            self._show(self._first)
        else:
            self.replaced.emit(place("unlock"))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, busy=False, problem=explain(why), problem_at=PROBLEM_AT.get(why.code, "")))

    def _stop(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, busy=False))


def _look_at_file(file: str) -> tuple[bytes, Any]:
    from civicdesk import paths
    from civicdesk.errors import Unavailable
    from civicdesk.workflows import first_run

    try:
        data = paths.read_from_outside(Path(file))
    except OSError as why:
        raise Unavailable("FIRST-FILE") from why
    return data, first_run.look(data)


def _look_at_practice() -> tuple[bytes, Any]:
    from civicdesk.workflows import first_run, practice

    data = practice.pack()
    return data, first_run.look(data)


def _suggestion() -> str:
    from civicdesk.workflows import first_run

    return first_run.suggest_passphrase()


def _join(wish: _Wish, world: World) -> Opened[Any]:
    """Make the workspace, take in the forms and places of the pack, and say who is here."""
    from civicdesk.records.people import Role
    from civicdesk.workflows import directory, first_run, forms, session, unlock
    from civicdesk.workflows.kit import Tools

    newcomer = first_run.Newcomer(name=wish.name, role=Role(wish.role), passphrase=wish.passphrase)
    tools = Tools(now=world.now, new_id=world.new_id, chance=world.chance)
    card = first_run.look(wish.pack)
    folder = wish.home / "".join(sign if sign.isalnum() else "-" for sign in card.name.lower())
    joined = first_run.join(folder, wish.pack, newcomer, tools)
    try:
        forms.adopt_pack(joined.kit)
        directory.adopt_pack(joined.kit)
    except BaseException:
        unlock.lock(joined.kit)  # the workspace is there: it can be unlocked, and takes a better pack
        raise
    project = session.today(joined.kit).project
    who = Who(name=wish.name.strip(), role=wish.role, project=project.name, practice=project.practice)
    return Opened(joined.kit, (joined.recovery, who))


def _save_paper(paper: RecoverySheet, path: Path) -> None:
    from civicdesk.workflows import first_run

    first_run.save_recovery(paper, path)


def _confirm(code: str, kit: Any) -> Any:
    from civicdesk.workflows import first_run

    return first_run.confirm_recovery(kit, code)


def _laptop_words(kit: Any) -> str:
    from civicdesk.workflows import enrolment

    return enrolment.own(kit).words


def _save_enrolment(file: Path, kit: Any) -> None:
    from civicdesk.workflows import enrolment

    enrolment.save(kit, file)
