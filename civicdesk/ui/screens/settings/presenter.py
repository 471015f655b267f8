"""Wiring of the settings: this laptop's lie in a file without anything personal, the passphrase and the backup in the workspace."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication

from civicdesk import paths
from civicdesk import settings as machine
from civicdesk.errors import CivicDeskError, Unavailable
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Outcome
from civicdesk.records.laptop import NewerPack
from civicdesk.ui import theme
from civicdesk.ui.guard import idle
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.screens.settings.state import SettingsState
from civicdesk.ui.screens.settings.view import SettingsView
from civicdesk.ui.widgets import habits as habit
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.habits import Habits
from civicdesk.ui.widgets.languages import shipped
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import backup, directory, first_run, forms, packs, preferences, unlock
from civicdesk.workflows.kit import Kit

LOOKS = frozenset({"theme", "text_scale", "reduce_motion"})
HABITS = frozenset(asdict(Habits()))


class SettingsPresenter(Presenter):
    """From a choice to its effect, at once. Fact of its place: `at`, the setting that takes the focus."""

    destination = "settings"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = SettingsView()
        super().__init__(self.page, around)
        self._at = where.fact("at")
        kept = machine.read(paths.settings_file()).settings
        self._settings = kept
        self._habits = habit.current()
        self.state = _state(kept, self._habits)
        self.page.changed.connect(self._change)
        self.page.passphrase_changed.connect(self._change_passphrase)
        self.page.suggestion_wanted.connect(self._suggest)
        self.page.backup_wanted.connect(self._back_up)
        self.page.place_wanted.connect(self._lead)
        self.files = FileAsk(self.page)
        self.files.chosen.connect(self._look_at_pack)
        self.page.pack_wanted.connect(self._ask_pack)
        self.page.pack_taken.connect(self._take_pack)
        self.page.pack_left.connect(self._leave_pack)
        self._pack = b""

    def begin(self) -> None:
        """Show what holds."""
        self.page.render_state(self.state)
        if self._at:
            self.page.focus_on(self._at)

    def _show(self, state: SettingsState) -> None:
        self.state = state
        self.page.render_state(state)

    def _change(self, name: str, value: object) -> None:
        chosen = {name: value}
        if name in HABITS:
            self._habits = habit.choose(replace(self._habits, **chosen))  # type: ignore[arg-type]  # a field of the habits and its value
            self.around.store.submit(partial(_keep, habit.to_words(self._habits)), refused=self._not_kept)
        else:
            self._settings = replace(self._settings, **chosen)  # type: ignore[arg-type]  # a field of the settings and its value
        told = say("settings.language_next") if name == "language" else ""
        self._show(replace(_state(self._settings, self._habits), told=told))
        if name not in HABITS:
            self.around.work.run(partial(_write, self._settings), done=self._written)
        if name in LOOKS:
            self._apply(name)
        if name == "lock_minutes":
            idle.allow(self._settings.lock_minutes)

    def _apply(self, name: str) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            look = theme.Look(theme=self._settings.theme, text_scale=self._settings.text_scale, reduce_motion=self._settings.reduce_motion)
            theme.apply(application, look)
        if name == "text_scale":
            self.replaced.emit(place("settings", at=name))

    def _written(self, done: bool) -> None:  # noqa: FBT001 - a lane hands back one yes or no
        if not done:
            self._show(replace(self.state, problem=say("settings.not_kept"), problem_at="settings"))

    def _not_kept(self, _why: CivicDeskError) -> None:
        self._written(done=False)

    def _suggest(self) -> None:
        self.around.work.run(first_run.suggest_passphrase, done=self._suggested)

    def _suggested(self, words: str) -> None:
        self._show(replace(self.state, suggestion=words))

    def _change_passphrase(self, old: str, new: str) -> None:
        self._show(replace(self.state, working="passphrase", problem="", problem_at="", told=""))
        verb = partial(_change_passphrase, (old, new))
        refused = partial(self._explain, "passphrase")
        self.around.store.submit(verb, done=self._passphrase_changed, refused=refused, crashed=self._broke)

    def _passphrase_changed(self, _nothing: None) -> None:
        self.page.forget_passphrases()
        self._show(replace(self.state, working="", suggestion="", told=say("settings.changed")))

    def unsaved(self) -> bool:
        """Tell whether a new passphrase is half typed."""
        return bool(self.page.new.text()) and self.state.working != "passphrase"

    def _ask_pack(self) -> None:
        self.files.open_file(say("first_run.choose.filter"))

    def _look_at_pack(self, file: str) -> None:
        self._show(replace(self.state, working="pack", problem="", problem_at="", told=""))
        verb = partial(_look_at_pack, Path(file))
        self.around.store.submit(verb, done=self._looked, refused=partial(self._explain, "pack"), crashed=self._broke)

    def _looked(self, found: tuple[bytes, NewerPack]) -> None:
        self._pack, newer = found
        self._show(replace(self.state, working="", newer=newer))

    def _take_pack(self, words: str) -> None:
        self._show(replace(self.state, working="pack", problem="", problem_at=""))
        verb = partial(_take_pack, self._pack, words)
        self.around.store.submit(verb, done=self._pack_taken, refused=partial(self._explain, "pack"), crashed=self._broke)

    def _pack_taken(self, taken: NewerPack) -> None:
        self._pack = b""
        self._show(replace(self.state, working="", newer=None, told=say("settings.pack_taken", version=taken.version)))

    def _leave_pack(self) -> None:
        self._pack = b""
        self._show(replace(self.state, newer=None, problem="", problem_at=""))

    def _lead(self, word: str) -> None:
        self.went.emit(place(word))

    def _back_up(self) -> None:
        self._show(replace(self.state, working="backup", problem="", problem_at="", told=""))
        self.around.store.submit(backup.make, done=self._backed_up, refused=partial(self._explain, "backup"), crashed=self._broke)

    def _backed_up(self, _where: object) -> None:
        self._show(replace(self.state, working="", told=say("settings.backed_up")))

    def _explain(self, at: str, why: CivicDeskError) -> None:
        self._show(replace(self.state, working="", problem=explain(why), problem_at=at))

    def _broke(self, _notice: CrashNotice) -> None:
        self._show(replace(self.state, working=""))


def _keep(chosen: Mapping[str, str], kit: Kit) -> Outcome[None]:
    return preferences.keep(kit, chosen)


def _state(settings: machine.MachineSettings, habits: Habits) -> SettingsState:
    return SettingsState(
        theme=settings.theme,
        text_scale=settings.text_scale,
        language=settings.language,
        languages=shipped(),
        reduce_motion=settings.reduce_motion,
        lock_minutes=settings.lock_minutes,
        number_keys=habits.number_keys,
        auto_advance=habits.auto_advance,
        page_size=habits.page_size,
    )


def _write(settings: machine.MachineSettings) -> bool:
    return machine.write(paths.settings_file(), settings)


def _look_at_pack(file: Path, kit: Kit) -> tuple[bytes, NewerPack]:
    try:
        data = paths.read_from_outside(file)
    except OSError as why:
        raise Unavailable("FIRST-FILE") from why
    return data, packs.look(kit, data)


def _take_pack(data: bytes, words: str, kit: Kit) -> Outcome[NewerPack]:
    return packs.take(kit, data, _adopt, words)


def _adopt(kit: Kit) -> None:
    forms.adopt_pack(kit)
    directory.adopt_pack(kit)


def _change_passphrase(typed: tuple[str, str], kit: Kit) -> object:
    return unlock.change_passphrase(kit, *typed)
