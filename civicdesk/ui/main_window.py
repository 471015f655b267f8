"""The frame: rail, search, lock, and the screen that is seen. It knows no journey."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QMargins, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut, QWindow
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.changes import Kind
from civicdesk.ui import theme
from civicdesk.ui.jobs import CrashNotice
from civicdesk.ui.widgets.focus import FocusRing
from civicdesk.ui.widgets.leaving import Leaving
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import NARROW, Page
from civicdesk.ui.widgets.rail import Destination, Rail
from civicdesk.ui.widgets.screen import Factory, Place, Presenter, Surroundings, Who, place
from civicdesk.ui.widgets.top import TopBar, practice_strip

LEAST = (960, 600)
PRACTICE_EDGE = 6
_HANDS = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletMove,
}


class MainWindow(QWidget):
    """One window with one screen at a time. Its title is always the program's name: no person, no form."""

    lock_asked = Signal()
    painted = Signal()
    """The first paint is done."""
    touched = Signal()
    """A hand did something."""
    opened = Signal()
    """Somebody has signed in."""
    closing = Signal()

    def __init__(self, screens: Mapping[str, Factory], around: Surroundings, destinations: Sequence[Destination]) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setWindowTitle(say("window.title"))
        self.setMinimumSize(*LEAST)
        self._screens, self._around = screens, around
        self._trail: list[Place] = []
        self._presenter: Presenter | None = None
        self._seen = False
        self._unlocked = False
        self._build(destinations)
        self._ring = FocusRing(self)
        self._keys(destinations)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._follow)
        around.store.changed.connect(self._changed)
        around.store.crashed.connect(self._tell_crash)
        around.work.crashed.connect(self._tell_crash)

    @property
    def presenter(self) -> Presenter | None:
        """The presenter of the screen that is seen."""
        return self._presenter

    @property
    def trail(self) -> tuple[Place, ...]:
        """The places one came through, the present one last."""
        return tuple(self._trail)

    def start_at(self, where: Place) -> None:
        """Forget the trail and show a place."""
        self._leave(partial(self._begin_at, where))

    def go(self, where: object) -> None:
        """Go one level deeper."""
        if isinstance(where, Place):
            self._leave(partial(self._go_deeper, where))

    def go_instead(self, where: object) -> None:
        """Go to a place to which the present one has led; nobody comes back to the present one."""
        if isinstance(where, Place):
            self._trail[-1:] = [where]
            self._show_place(where)

    def go_back(self) -> None:
        """Go back one level."""
        if len(self._trail) > 1:
            self._leave(self._step_back)

    def keep(self) -> None:
        """Let the screen hand in what can be kept: the program locks whether or not it is ready."""
        if self._presenter is not None:
            self._presenter.keep_before_lock()

    def asks(self) -> bool:
        """Tell whether the question is shown that stands before the loss of typed words."""
        return self._leaving.asks()

    def empty(self) -> None:
        """Let go of everything that is shown: before locking and closing."""
        self._unlocked = False
        presenter = self._presenter
        if presenter is not None:  # what it still hears from the lane leads nowhere any more
            presenter.went.disconnect(self.go)
            presenter.replaced.disconnect(self.go_instead)
            presenter.went_back.disconnect(self.go_back)
        self._let_go()
        self._trail = []
        self.search.clear()
        self._rail.hide()
        self._top.hide()

    def tell(self, kind: str, text: str, *, title: str = "") -> None:
        """Show a notice above the page; empty words take it away."""
        self._notice.tell(kind, text, title=title)

    def unlocked(self) -> bool:
        """Tell whether somebody is signed in."""
        return self._unlocked

    def come_forward(self) -> None:
        """Show the window before all others, or ask for it where the desktop does not let programs do so."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()
        QApplication.alert(self)

    def whole(self) -> bool:
        """Tell whether the screen takes the whole window."""
        return self._rail.isHidden()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that somebody works, to put off the lock; nothing is held back."""
        if event.type() in _HANDS:
            self.touched.emit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say once that the window is painted, and listen for hands from then on."""
        super().paintEvent(event)
        if self._around.practice:
            # Only the frame: strips and pages above it may be see-through.
            painter = QPainter(self)
            painter.fillRect(self.rect(), theme.current().colour("practice"))
            painter.fillRect(self.contentsRect().marginsRemoved(self._edges()), theme.current().colour("bg"))
        if not self._seen:
            self._seen = True
            handle = self.windowHandle()
            if handle is not None:
                handle.installEventFilter(self)
            QTimer.singleShot(0, self, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the rail to the width."""
        super().resizeEvent(event)
        self._rail.fit(self.width())
        side = 24 if self.width() < NARROW else 48
        self._top.fit(side)
        self._above.setContentsMargins(side, 12, side, 12)

    def changeEvent(self, event: QEvent) -> None:
        """Fit the rail to another look or direction."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.LayoutDirectionChange, QEvent.Type.ApplicationFontChange} and hasattr(self, "_rail"):
            self._rail.fit(self.width())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close when the screen lets us; the application closes the workspace."""
        self._leave(self._end)
        event.setAccepted(self.isHidden())

    def _build(self, destinations: Sequence[Destination]) -> None:
        whole = QVBoxLayout(self)
        whole.setSpacing(0)
        self._practice = practice_strip()
        self._mark_practice()
        whole.addWidget(self._practice)
        row = QHBoxLayout()
        row.setSpacing(0)
        whole.addLayout(row, 1)
        self._rail = Rail(destinations)
        self._rail.picked.connect(self._pick)
        self._rail.lock_asked.connect(self._lock)
        self._rail.hide()
        row.addWidget(self._rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        row.addLayout(column, 1)
        self._top = TopBar()
        self.search = self._top.search
        self._top.typed.connect(self._search)
        self._top.entered.connect(self._search_entered)
        column.addWidget(self._top)
        self._notice = Notice("info")
        self._notice.hide()
        above = QVBoxLayout()
        above.addWidget(self._notice)
        self._above = above
        column.addLayout(above)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self._leaving = Leaving(self._stack)
        self._leaving.stayed.connect(self.search.clear)

    def _follow(self, window: QWindow | None) -> None:
        """Notice hands in the dialogs and lists that open beside this window too."""
        if window is not None:
            window.installEventFilter(self)

    def _edges(self) -> QMargins:
        layout = self.layout()
        return QMargins() if layout is None else layout.contentsMargins()

    def _mark_practice(self) -> None:
        """Put the border and the word around everything that is practice."""
        edge = PRACTICE_EDGE if self._around.practice else 0
        self._practice.setVisible(self._around.practice)
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(edge, 0, edge, edge)
        self.update()

    def _keys(self, destinations: Sequence[Destination]) -> None:
        for keys, slot in (
            ("Ctrl+K", self._to_search),
            ("Ctrl+L", self._lock),
            ("Ctrl+N", self._new),
            ("Ctrl+P", self._print),
            ("Ctrl+E", self._close_thing),
            ("Alt+Left", self._back_by_key),
            ("F1", self._help),
            ("F6", self._next_region),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        for number, destination in enumerate(destinations[:7], start=1):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), self)
            shortcut.setObjectName(destination.word)
            shortcut.activated.connect(self._pick_by_key)

    def _leave(self, way: Callable[[], None]) -> None:
        """Take a way that leads off the screen: at once, or when the hand says that what it typed may go."""
        presenter = self._presenter
        if presenter is None:
            way()
        elif not presenter.ready_to_leave():
            self._rail.light(presenter.destination)
        elif presenter.unsaved():
            self._leaving.ask(way, presenter.view, self.focusWidget())
            self._rail.light(presenter.destination)
        else:
            way()

    def _begin_at(self, where: Place) -> None:
        self._trail = [where]
        self._show_place(where)

    def _go_deeper(self, where: Place) -> None:
        self._trail.append(where)
        self._show_place(where)

    def _step_back(self) -> None:
        self._trail.pop()
        self._show_place(self._trail[-1])

    def _end(self) -> None:
        self.hide()
        self.closing.emit()

    def _show_place(self, where: Place) -> None:
        self._let_go()
        presenter = self._screens[where.word](where, self._around)
        self._presenter = presenter
        self._listen(presenter)
        self._stack.addWidget(presenter.view)
        self._stack.setCurrentWidget(presenter.view)
        self._rail.setVisible(self._unlocked and not presenter.whole_window)
        self._top.setVisible(self._unlocked and not presenter.whole_window)
        self._rail.light(presenter.destination)
        self.tell("info", "")
        if where.word != "people":
            self.search.clear()
        presenter.begin()

    def _listen(self, presenter: Presenter) -> None:
        presenter.went.connect(self.go)
        presenter.replaced.connect(self.go_instead)
        presenter.went_back.connect(self.go_back)
        presenter.stepped_back.connect(self._leave)
        presenter.signed_in.connect(self._welcome)

    def _let_go(self) -> None:
        presenter, self._presenter = self._presenter, None
        self._leaving.drop()
        if presenter is not None:
            self._ring.come_home()
            focused = self.focusWidget()
            if focused is not None and presenter.view.isAncestorOf(focused):
                focused.clearFocus()  # else Qt hands the keyboard to the rail, and a quick hand would press a button there
            self._stack.removeWidget(presenter.view)
            presenter.close()

    def _welcome(self, who: object) -> None:
        if isinstance(who, Who):
            self._around = replace(self._around, practice=who.practice)
            self._mark_practice()
            self._rail.who.say(say("window.signed_in", name=who.name))
            self._unlocked = True
            self.opened.emit()
            self.start_at(place("today", just="unlocked"))

    def _changed(self, kinds: frozenset[Kind]) -> None:
        self._rail.saved.saved(self._around.world.now().astimezone())
        if self._presenter is not None and self._presenter.kinds & kinds:
            self._presenter.refresh()

    def _tell_crash(self, _notice: CrashNotice) -> None:
        self.tell("error", say("window.crash", file=self._around.crash_file), title=say("window.crash_title"))

    def _lock(self) -> None:
        if self._unlocked:
            self.lock_asked.emit()

    def _pick(self, word: str) -> None:
        if self._unlocked and not (len(self._trail) == 1 and self._trail[0] == place(word)):
            self.start_at(place(word))
        elif self._presenter is not None:
            self._rail.light(self._presenter.destination)

    def _pick_by_key(self) -> None:
        sender = self.sender()
        if sender is not None and not self.whole():
            self._pick(sender.objectName())

    def _back_by_key(self) -> None:
        """Do what the way back of the page does: it may lead a step back inside the screen, where nothing that was answered is left behind."""
        view = self._presenter.view if self._presenter is not None else None
        if self.asks():
            self._leaving.stay()
        elif isinstance(view, Page) and not view.back.isHidden():
            view.back.click()
        else:
            self.go_back()

    def _to_search(self) -> None:
        if not self.whole():
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()

    def _search(self, text: str) -> None:
        if self.asks() or not (self._presenter is not None and self._presenter.search(text)):
            self._leave(partial(self._look_for, text))

    def _look_for(self, text: str) -> None:
        self._begin_at(place("people", text=text))
        self.search.setText(text)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _search_entered(self) -> None:
        if self._presenter is not None and not self.asks():
            self._presenter.open_first()

    def _new(self) -> None:
        if self._presenter is not None and not self.asks():
            self._presenter.make_new()

    def _print(self) -> None:
        if self._presenter is not None and not self.asks():
            self._presenter.print_shown()

    def _close_thing(self) -> None:
        if self._presenter is not None and not self.asks():
            self._presenter.close_thing()

    def _help(self) -> None:
        if self._presenter is None or self.asks() or self._presenter.help():
            return
        if self._unlocked and "help" in self._screens:
            self.go(place("help"))

    def _next_region(self) -> None:
        focused = self.focusWidget()
        regions: list[QWidget] = [each for each in (self._rail, self._top, self._stack) if each.isVisible()]
        at = next((n for n, each in enumerate(regions) if focused is not None and each.isAncestorOf(focused)), -1)
        target = regions[(at + 1) % len(regions)] if regions else None
        if target is self._rail:
            lit = next((button for button in self._rail.buttons.values() if button.isChecked()), None)
            (lit or next(iter(self._rail.buttons.values()))).setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif target is self._top:
            self._to_search()
        elif self._presenter is not None:
            self._presenter.take_focus()
