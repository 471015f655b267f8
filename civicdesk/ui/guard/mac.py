"""macOS: sleep, lock of the screen and switch of the user, heard through the notification centres of the system.

Written after the documentation of the system and tested with an invented one; it has not been run there. The lid says nothing by itself:
closing it puts the laptop or its screen to sleep, and that is heard.
"""

import ctypes
import ctypes.util
from typing import Any, Protocol

from civicdesk.ui.guard.sources import Reason, Tell

WORKSPACE = {
    "NSWorkspaceWillSleepNotification": Reason.SUSPEND,
    "NSWorkspaceScreensDidSleepNotification": Reason.LID,
    "NSWorkspaceSessionDidResignActiveNotification": Reason.USER,
}
EVERYWHERE = {"com.apple.screenIsLocked": Reason.SCREEN, "com.apple.screensaver.didstart": Reason.SCREEN}


class Runtime(Protocol):
    """The few things that are asked of the system."""

    def centres(self) -> tuple[int, int]:
        """Return the notification centres of the workspace and of all programs."""
        ...

    def observe(self, centre: int, name: str, call: Any) -> int:
        """Let `call` be called without words when a centre tells a name; returns the observer."""
        ...

    def forget(self, centre: int, observer: int) -> None:
        """Call nobody any more."""
        ...


class Centres:
    """Listens to the notification centres."""

    def __init__(self, runtime: Runtime | None = None) -> None:
        self._runtime = runtime
        self._tell: Tell | None = None
        self._observers: list[tuple[int, int]] = []

    def begin(self, tell: Tell) -> bool:
        """Listen to every name of both centres."""
        try:
            self._runtime = self._runtime or ObjectiveC()
        except (OSError, AttributeError):
            return False
        self._tell = tell
        workspace, everywhere = self._runtime.centres()
        for centre, names in ((workspace, WORKSPACE), (everywhere, EVERYWHERE)):
            for name, why in names.items():
                self._observers.append((centre, self._runtime.observe(centre, name, _Teller(self, why))))
        return True

    def say(self, why: Reason) -> None:
        """A name was told."""
        if self._tell is not None:
            self._tell(why)

    def let_sleep(self) -> None:
        """Hold up nothing: the system waits some seconds for the observers to return."""

    def end(self) -> None:
        """Listen no more."""
        self._tell = None
        while self._observers and self._runtime is not None:
            self._runtime.forget(*self._observers.pop())


class _Teller:
    """Says one reason, whatever it is called with."""

    def __init__(self, centres: Centres, why: Reason) -> None:
        self._centres, self._why = centres, why

    def __call__(self, *_words: object) -> None:
        self._centres.say(self._why)


class ObjectiveC:
    """The system's own runtime, through ctypes: one class of ours for each name, made while the program runs."""

    def __init__(self) -> None:
        """Load the runtime.

        Raises:
            OSError: this is not macOS.
        """
        library = ctypes.util.find_library("objc")
        kit = ctypes.util.find_library("AppKit")
        if library is None or kit is None:
            raise OSError
        self._objc = ctypes.CDLL(library)
        ctypes.CDLL(kit)
        pointers = ("objc_getClass", "sel_registerName", "objc_allocateClassPair", "class_createInstance")
        for name in pointers:
            getattr(self._objc, name).restype = ctypes.c_void_p
        self._objc.class_createInstance.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        self._objc.objc_allocateClassPair.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
        self._objc.objc_registerClassPair.argtypes = [ctypes.c_void_p]
        self._method = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
        self._objc.class_addMethod.argtypes = [ctypes.c_void_p, ctypes.c_void_p, self._method, ctypes.c_char_p]
        self._kept: list[Any] = []

    def centres(self) -> tuple[int, int]:
        """Return both centres."""
        workspace = self._send(self._class("NSWorkspace"), "sharedWorkspace")
        own = self._send(workspace, "notificationCenter")
        return own, self._send(self._class("NSDistributedNotificationCenter"), "defaultCenter")

    def observe(self, centre: int, name: str, call: Any) -> int:
        """Make a class with one method that calls, and let an object of it observe."""
        made = self._objc.objc_allocateClassPair(self._class("NSObject"), f"CivicDesk{len(self._kept)}".encode(), 0)
        method = self._method(call)
        self._kept.append(method)
        heard = self._selector("heard:")
        self._objc.class_addMethod(made, heard, method, b"v@:@")
        self._objc.objc_registerClassPair(made)
        observer = int(self._objc.class_createInstance(made, 0))
        self._send(centre, "addObserver:selector:name:object:", observer, heard, self._string(name), None)
        return observer

    def forget(self, centre: int, observer: int) -> None:
        """Take an observer away."""
        self._send(centre, "removeObserver:", observer)

    def _class(self, name: str) -> int:
        return int(self._objc.objc_getClass(name.encode()))

    def _selector(self, name: str) -> int:
        return int(self._objc.sel_registerName(name.encode()))

    def _string(self, text: str) -> int:
        utf8 = ctypes.c_char_p(text.encode())
        return self._send(self._class("NSString"), "stringWithUTF8String:", ctypes.cast(utf8, ctypes.c_void_p).value)

    def _send(self, receiver: int, selector: str, *words: int | None) -> int:
        kinds = [ctypes.c_void_p] * (2 + len(words))
        send = ctypes.CFUNCTYPE(ctypes.c_void_p, *kinds)(("objc_msgSend", self._objc))
        return int(send(receiver, self._selector(selector), *words) or 0)
