"""Settings: what changes is changed at once; there is no Save."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.pages import PageSize
from civicdesk.ui.screens.settings.state import MINUTES, PAUSES, SCALES, THEMES, SettingsState
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, link, secondary
from civicdesk.ui.widgets.fields import Chooser
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words, rule
from civicdesk.ui.widgets.languages import of_sheets
from civicdesk.ui.widgets.newer_pack import NewerPackCard
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.options import CardCheck
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.secret import SecretField


class SettingsView(Page):
    """Draws the settings and reports each change by its name."""

    changed = Signal(str, object)
    """Name of a setting and its new value."""
    passphrase_changed = Signal(str, str)
    """Old and new."""
    suggestion_wanted = Signal()
    backup_wanted = Signal()
    pack_wanted = Signal()
    pack_taken = Signal(str)
    """Take the shown pack in, with the words that were typed."""
    pack_left = Signal()
    place_wanted = Signal(str)
    """Word of another screen."""

    def __init__(self) -> None:
        super().__init__(say("settings.title"))
        self.told = Notice("success")
        self.trouble = Notice("warning")
        self.body.addWidget(self.told)
        self.body.addWidget(self.trouble)
        self.newer = NewerPackCard(self)
        self.body.addWidget(self.newer)
        self.newer.taken.connect(self.pack_taken)
        self.newer.left.connect(self.pack_left)
        self._look()
        self._habits()
        self._passphrase()
        self._backup()
        self._keys()
        self._state = SettingsState()

    def render_state(self, state: SettingsState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.told.tell("success", state.told)
        self.trouble.tell("warning", state.problem if state.problem_at == "settings" else "")
        self.theme.put(state.theme)
        self.scale.put(str(state.text_scale))
        if self.language.box.count() != len(state.languages):
            self.language.offer(state.languages)
        self.language.put(state.language)
        self.language.setVisible(len(state.languages) > 1)
        self.language_hint.setVisible(len(state.languages) > 1)
        self.motion.setChecked(state.reduce_motion)
        self.minutes.put(str(state.lock_minutes))
        self.pages.put(state.page_size.value)
        self.pause.put(state.auto_advance)
        self.numbers.setChecked(state.number_keys)
        self.passphrase_trouble.tell("warning", state.problem if state.problem_at == "passphrase" else "")
        self.backup_trouble.tell("warning", state.problem if state.problem_at == "backup" else "")
        self.suggestion.say(say("settings.suggestion", words=state.suggestion) if state.suggestion else "")
        about_pack = state.problem if state.problem_at == "pack" else ""
        self.newer.show_pack(state.newer, about_pack, working=state.working == "pack")
        self.pack_trouble.tell("warning", "" if state.newer else about_pack)
        self.pack.setEnabled(not state.working and state.newer is None)
        self.pack.rename(say("settings.pack_reading" if state.working == "pack" else "settings.pack"))
        self.change.setEnabled(not state.working)
        self.change.rename(say("settings.changing" if state.working == "passphrase" else "settings.change"))
        self.back_up.setEnabled(not state.working)
        self.back_up.rename(say("settings.backing_up" if state.working == "backup" else "settings.back_up"))
        if state.told and state.told != before.told:
            announce(self, state.told)
            self.to_top()
        if state.newer is not None and before.newer is None:
            announce(self, say("packs.title", version=state.newer.version))
            self.to_top()
            self.newer.take.setFocus()

    def forget_passphrases(self) -> None:
        """Empty the passphrase fields."""
        self.old.empty()
        self.new.empty()

    def focus_on(self, name: str) -> None:
        """Put the focus on a setting."""
        part = {"theme": self.theme, "text_scale": self.scale}.get(name)
        if part is not None:
            self.first_field = part.box
            self.take_focus()

    def _look(self) -> None:
        self._title("settings.look")
        self.theme = Chooser("theme", say("settings.theme.label"), [(name, say(f"settings.theme.{name}")) for name in THEMES])
        self.scale = Chooser("text_scale", say("settings.scale"), [(str(each), say("settings.percent", value=each)) for each in SCALES])
        self.language = Chooser("language", say("settings.language"), ())
        self.language_hint = Words(say("settings.language_hint"), "hint", self)
        self.motion = CardCheck("reduce_motion", say("settings.motion"))
        sheets = Words(say("settings.sheet_languages", languages=", ".join(name for _, name in of_sheets())), "hint", self)
        for part in (self.theme, self.scale, self.language, self.language_hint, sheets, self.motion):
            self.body.addWidget(part)
        self._title("settings.locking")
        self.minutes = Chooser(
            "lock_minutes", say("settings.minutes"), [(str(each), say("settings.after", count=each)) for each in MINUTES]
        )
        self.body.addWidget(self.minutes)
        self.body.addWidget(Words(say("settings.locking_hint"), "hint", self))
        self.minutes.picked.connect(self._pick_minutes)
        self.theme.picked.connect(self._pick_theme)
        self.scale.picked.connect(self._pick_scale)
        self.language.picked.connect(self._pick_language)
        self.motion.toggled.connect(self._turn_motion)

    def _habits(self) -> None:
        self._title("settings.asking")
        sizes = [(size.value, say(f"widget.page_size.{size.value}")) for size in PageSize]
        self.pages = Chooser("page_size", say("widget.page_size.label"), sizes)
        self.pause = Chooser("auto_advance", say("settings.pause.label"), [(each, say(f"settings.pause.p{each}")) for each in PAUSES])
        self.pause_hint = Words(say("settings.pause.hint"), "hint", self)
        self.numbers = CardCheck("number_keys", say("settings.numbers"))
        for part in (self.pages, self.pause, self.pause_hint, self.numbers):
            self.body.addWidget(part)
        self.pages.picked.connect(self._pick_pages)
        self.pause.picked.connect(self._pick_pause)
        self.numbers.toggled.connect(self._turn_numbers)

    def _passphrase(self) -> None:
        self._title("settings.passphrase")
        self.passphrase_trouble = Notice("warning")
        self.old = SecretField(say("settings.old"))
        self.new = SecretField(say("settings.new"))
        self.suggest = link(say("settings.suggest"), icon="key-round")
        self.suggestion = Words("", "mono", self)
        self.change: Button = secondary(say("settings.change"))
        for part in (self.passphrase_trouble, self.old, self.new):
            self.body.addWidget(part)
        self.body.addWidget(_row(self.suggest))
        self.body.addWidget(self.suggestion)
        self.body.addWidget(_row(self.change))
        self.suggest.clicked.connect(self.suggestion_wanted)
        self.change.clicked.connect(self._change)
        self.new.entered.connect(self._change)

    def _backup(self) -> None:
        self._title("settings.backup")
        self.backup_trouble = Notice("warning")
        self.back_up: Button = secondary(say("settings.back_up"), icon="hard-drive")
        self.body.addWidget(Words(say("settings.backup_lead"), "body", self))
        self.body.addWidget(self.backup_trouble)
        self.backups: Button = secondary(say("settings.backups"), icon="history")
        self.body.addWidget(FlowRow(self.back_up, self.backups, spacing=12))
        self.back_up.clicked.connect(self.backup_wanted)
        self.backups.clicked.connect(self._to_backups)

    def _keys(self) -> None:
        self._title("settings.keys")
        self.body.addWidget(Words(say("settings.keys_lead"), "body", self))
        self.users: Button = secondary(say("settings.users"), icon="users")
        self.laptop: Button = secondary(say("laptop.title"), icon="laptop")
        self.pack: Button = secondary(say("settings.pack"), icon="package-check")
        self.groupings: Button = secondary(say("groupings.button"))
        self.pack_trouble = Notice("warning")
        self.body.addWidget(self.pack_trouble)
        self.body.addWidget(FlowRow(self.users, self.laptop, self.pack, self.groupings, spacing=12))
        self.pack.clicked.connect(self.pack_wanted)
        self.users.clicked.connect(self._to_users)
        self.laptop.clicked.connect(self._to_laptop)
        self.groupings.clicked.connect(self._to_groupings)

    def _title(self, key: str) -> None:
        if self.body.count() > 3:
            self.body.addSpacing(16)
            self.body.addWidget(rule())
        self.body.addWidget(Words(say(key), "subheading", self))

    def _pick_theme(self, value: str) -> None:
        self.changed.emit("theme", value)

    def _pick_scale(self, value: str) -> None:
        self.changed.emit("text_scale", int(value))

    def _pick_minutes(self, value: str) -> None:
        self.changed.emit("lock_minutes", int(value))

    def _pick_language(self, value: str) -> None:
        self.changed.emit("language", value)

    def _pick_pages(self, value: str) -> None:
        self.changed.emit("page_size", PageSize(value))

    def _pick_pause(self, value: str) -> None:
        self.changed.emit("auto_advance", value)

    def _turn_motion(self, on: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        if on is not self._state.reduce_motion:
            self.changed.emit("reduce_motion", on)

    def _turn_numbers(self, on: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        if on is not self._state.number_keys:
            self.changed.emit("number_keys", on)

    def _to_backups(self) -> None:
        self.place_wanted.emit("backup")

    def _to_users(self) -> None:
        self.place_wanted.emit("users")

    def _to_laptop(self) -> None:
        self.place_wanted.emit("laptop")

    def _to_groupings(self) -> None:
        self.place_wanted.emit("hierarchies")

    def _change(self) -> None:
        if self.change.isEnabled():
            self.passphrase_changed.emit(self.old.text(), self.new.text())


def _row(part: QWidget) -> QWidget:
    """Return a control in a row of its own, no wider than it must be."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(part)
    row.addStretch(1)
    return holder
