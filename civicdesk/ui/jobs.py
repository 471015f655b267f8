"""The two lanes and the collector rule: the only code of the window with second threads.

A lane is one thread with a queue. What goes to the thread is a verb with plain values; what comes back is a record. The callbacks stay
on the main thread, under a request number, and are held weakly: a presenter that has gone hears nothing, and no widget can die on a lane.
"""

import gc
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Generic, TypeVar
from weakref import WeakMethod

from PySide6.QtCore import QObject, QProcess, QTimer, Signal
from shiboken6 import isValid

from civicdesk import logs
from civicdesk.errors import CivicDeskError, Damaged, Refused, Unavailable
from civicdesk.records.changes import Outcome

Owned = TypeVar("Owned")

Callback = Callable[..., object]

_EVENTS = {Refused: logs.Event.REFUSED, Unavailable: logs.Event.UNAVAILABLE, Damaged: logs.Event.DAMAGED}


@dataclass(frozen=True, slots=True, kw_only=True)
class CrashNotice:
    """A bug, told without a word of anybody's: the kind of exception and the places it came through, innermost last."""

    kind: str
    places: tuple[str, ...]

    def text(self) -> str:
        """Return the notice as lines."""
        return "\n".join([self.kind, *self.places])


def notice_of(why: BaseException) -> CrashNotice:
    """Describe a bug by its kind and its places alone; its message may hold what somebody said, so it is dropped."""
    return CrashNotice(kind=type(why).__name__, places=logs.places(why.__traceback__))


@dataclass(frozen=True, slots=True)
class _Weak:
    """A callback that does not keep its presenter alive."""

    method: Callable[[], Callback | None]
    values: tuple[object, ...] = ()

    def __call__(self, *results: object) -> None:
        method = self.method()
        if method is None:
            return
        owner = getattr(method, "__self__", None)
        if isinstance(owner, QObject) and not isValid(owner):
            return
        method(*self.values, *results)


def _weak(callback: Callback | None) -> _Weak | None:
    if callback is None:
        return None
    if isinstance(callback, partial):
        return _Weak(_reference(callback.func), callback.args)
    return _Weak(_reference(callback))


def _reference(callback: Callback) -> Callable[[], Callback | None]:
    """Hold a method weakly; a plain function belongs to nobody and is held as it is."""
    return WeakMethod(callback) if hasattr(callback, "__func__") else partial(_itself, callback)


def _itself(callback: Callback) -> Callback:
    return callback


@dataclass(frozen=True, slots=True)
class _Waiting:
    done: _Weak | None
    refused: _Weak | None
    crashed: _Weak | None


@dataclass(frozen=True, slots=True)
class _Landed:
    number: int
    value: object = None
    why: CivicDeskError | None = None
    crash: CrashNotice | None = None


@dataclass(frozen=True, slots=True)
class Opened(Generic[Owned]):
    """Something that a lane keeps, and a plain value about it for the window."""

    owned: Owned
    value: object = None


class Lane(QObject, Generic[Owned]):
    """One thread that runs verbs in order, and owns at most one thing (the kit of an unlocked workspace)."""

    changed = Signal(object)
    """frozenset of `records.changes.Kind`: what the verb that has just landed has changed."""
    crashed = Signal(object)
    """`CrashNotice` of a bug."""
    busy = Signal(bool)
    """Whether anything is under way."""
    _arrived = Signal()

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: SimpleQueue[tuple[int, Callable[[], object]] | None] = SimpleQueue()
        self._landed: deque[_Landed] = deque()
        self._waiting: dict[int, _Waiting] = {}
        self._number = 0
        self._closing = False
        self._box = _Box[Owned]()
        self._arrived.connect(self._land)
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(
        self,
        verb: Callable[[Owned], object],
        *,
        done: Callback | None = None,
        refused: Callback | None = None,
        crashed: Callback | None = None,
        instead_of: int | None = None,
    ) -> int:
        """Run a verb on what the lane owns; exactly one of the callbacks follows on the main thread, once.

        Args:
            verb: takes the owned thing; holds plain values only, never a widget or presenter.
            done: gets the verb's value; of an `Outcome` its value, before `changed` is emitted.
            refused: gets the `CivicDeskError`; Refused STORE-LOCKED if the lane owns nothing.
            crashed: gets the `CrashNotice`; `self.crashed` is emitted in any case.
            instead_of: number of an older request whose answer is no longer wanted.

        Returns:
            The number of this request.
        """
        return self.run(partial(_with, self._box, verb), done=done, refused=refused, crashed=crashed, instead_of=instead_of)

    def run(
        self,
        verb: Callable[[], object],
        *,
        done: Callback | None = None,
        refused: Callback | None = None,
        crashed: Callback | None = None,
        instead_of: int | None = None,
    ) -> int:
        """Run a verb that needs nothing from the lane; otherwise like `submit`."""
        if self._closing:
            return 0
        if instead_of is not None and instead_of in self._waiting:
            self._waiting[instead_of] = _Waiting(None, None, None)
        self._number += 1
        if not self._waiting:
            self.busy.emit(True)
        self._waiting[self._number] = _Waiting(_weak(done), _weak(refused), _weak(crashed))
        self._queue.put((self._number, verb))
        return self._number

    def own(self, opener: Callable[[], Opened[Owned]], *, done: Callback, refused: Callback, crashed: Callback | None = None) -> int:
        """Run a verb on the lane and keep what it opens there; `done` gets the value beside it."""
        return self.run(partial(_keep, self._box, opener), done=done, refused=refused, crashed=crashed)

    def give_up(self, closer: Callable[[Owned], object], *, done: Callback, refused: Callback, crashed: Callback | None = None) -> int:
        """Run a last verb on the owned thing and let go of it, on its own thread."""
        return self.run(partial(_release, self._box, closer), done=done, refused=refused, crashed=crashed)

    def close(self) -> None:
        """Take no more jobs; the thread ends when those under way have landed."""
        if not self._closing:
            self._closing = True
            self._queue.put(None)

    def join(self, seconds: float = 5.0) -> bool:
        """Wait for the thread to end; for the end of the program and for tests alone. Tells whether it has ended."""
        self.close()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            number, verb = job
            self._landed.append(_attempt(number, verb))
            del job, verb
            self._arrived.emit()
        self._box.empty()

    def _land(self) -> None:
        while self._landed:
            self._answer(self._landed.popleft())

    def _answer(self, landed: _Landed) -> None:
        waiting = self._waiting.pop(landed.number, None)
        if waiting is not None:
            self._tell(waiting, landed)
        if isinstance(landed.value, Outcome) and landed.value.changed:
            self.changed.emit(landed.value.changed)
        if landed.crash is not None:
            self.crashed.emit(landed.crash)
        if not self._waiting:
            self.busy.emit(False)

    @staticmethod
    def _tell(waiting: _Waiting, landed: _Landed) -> None:
        if landed.crash is not None:
            if waiting.crashed:
                waiting.crashed(landed.crash)
        elif landed.why is not None:
            if waiting.refused:
                waiting.refused(landed.why)
        elif waiting.done:
            waiting.done(landed.value.value if isinstance(landed.value, Outcome) else landed.value)


class _Box(Generic[Owned]):
    """What a lane owns; touched by its own thread alone."""

    def __init__(self) -> None:
        self._owned: Owned | None = None

    def put(self, owned: Owned) -> None:
        self._owned = owned

    def look(self) -> Owned:
        """Return what is owned.

        Raises:
            Refused: STORE-LOCKED.
        """
        if self._owned is None:
            raise Refused("STORE-LOCKED")
        return self._owned

    def empty(self) -> None:
        self._owned = None


def _with(box: _Box[Owned], verb: Callable[[Owned], object]) -> object:
    return verb(box.look())


def _keep(box: _Box[Owned], opener: Callable[[], Opened[Owned]]) -> object:
    opened = opener()
    box.put(opened.owned)
    return opened.value


def _release(box: _Box[Owned], closer: Callable[[Owned], object]) -> object:
    try:
        return closer(box.look())
    finally:
        box.empty()


def _attempt(number: int, verb: Callable[[], object]) -> _Landed:
    """Run one verb; the one place on a lane where every exception ends."""
    try:
        return _Landed(number, value=verb())
    except CivicDeskError as why:
        logs.event(_EVENTS.get(type(why), logs.Event.REFUSED))
        return _Landed(number, why=why.with_traceback(None))
    except Exception as why:  # noqa: BLE001 - a lane ends here; the bug is told by the crash notice
        logs.event(logs.Event.CRASHED)
        return _Landed(number, crash=notice_of(why))


class Course:
    """How far a piece of work on a lane is, and whether it is to stop. Plain values, no Qt: it may be held on both sides."""

    def __init__(self) -> None:
        self.at = (0, 0)
        """Done, and all there is to do; both 0 before the first word."""
        self._stop = threading.Event()

    def tell(self, done: int, total: int) -> None:
        """Say how far it is; called on the lane."""
        self.at = (done, total)

    def stop(self) -> None:
        """Ask it to stop; also wakes work that waits."""
        self._stop.set()

    def is_stopped(self) -> bool:
        """Tell whether it is to stop."""
        return self._stop.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait on the lane, at most so long; tells whether it is to stop."""
        return self._stop.wait(seconds)


class Collector(QObject):
    """Python's cyclic collector, on the main thread only: elsewhere it would destroy widgets and crash the program.

    Young objects every 2 s if there are over 700 of them, the middle generation every 30 s, everything after 10 s without input.
    """

    YOUNG = 700

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._quiet = self._timer(10_000, self.everything, once=True)
        self._timer(2_000, self._young, once=False).start()
        self._timer(30_000, self._middle, once=False).start()

    def note_input(self) -> None:
        """Somebody is working: put off the full collection."""
        self._quiet.start()

    def everything(self) -> None:
        """Collect all generations: on lock, on a change of screen, when nobody works."""
        gc.collect()

    def _timer(self, interval_ms: int, slot: Callable[[], None], *, once: bool) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(once)
        timer.setInterval(interval_ms)
        timer.timeout.connect(slot)
        return timer

    def _young(self) -> None:
        if gc.get_count()[0] > self.YOUNG:
            gc.collect(0)

    def _middle(self) -> None:
        gc.collect(1)


def start_fresh(home: Path | None) -> bool:
    """Start the program once more over the same home, in a process of its own: after a lock nothing of the old one's memory is left."""
    words = ["--home", str(home)] if home is not None else []
    return bool(QProcess.startDetached(sys.executable, ["-m", "civicdesk", *words])[0])
