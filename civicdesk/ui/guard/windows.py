"""Windows: sleep, lid, lock of the screen and switch of the user, as they come to the window as messages.

Written after the documentation of the system and tested with invented messages; it has not been run there.
"""

import ctypes
from ctypes import wintypes
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication

from civicdesk.ui.guard.sources import Reason, Tell

WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
PBT_APMSUSPEND, PBT_POWERSETTINGCHANGE = 0x0004, 0x8013
CONSOLE_DISCONNECT, REMOTE_DISCONNECT, SESSION_LOGOFF, SESSION_LOCK = 0x2, 0x4, 0x6, 0x7
THIS_SESSION, TO_WINDOW = 0, 0
LID = UUID("ba3e0f4d-b817-4094-a2d1-d56379e6a0f3").bytes_le
"""The power setting that says whether the lid is open: 1, or closed: 0."""
_SESSION = {SESSION_LOCK: Reason.SCREEN, CONSOLE_DISCONNECT: Reason.USER, REMOTE_DISCONNECT: Reason.USER, SESSION_LOGOFF: Reason.USER}


class PowerSetting(ctypes.Structure):
    """What comes with a change of a power setting."""

    _fields_ = (("setting", ctypes.c_ubyte * 16), ("length", wintypes.DWORD), ("value", ctypes.c_ubyte * 4))


class Messages(QAbstractNativeEventFilter):
    """Reads what Windows says to our window; nothing is held back from it."""

    def __init__(self, window: int, windows: Any = None) -> None:
        """Make a filter that rests.

        Args:
            window: the system's number of our window.
            windows: the libraries of the system; tests hand in their own.
        """
        super().__init__()
        self._window = window
        self._windows: Any = windows or getattr(ctypes, "windll", None)
        self._tell: Tell | None = None
        self._lid: Any = None

    def begin(self, tell: Tell) -> bool:
        """Ask for the messages that do not come by themselves, and read from now on."""
        application = QCoreApplication.instance()
        if self._windows is None or application is None:
            return False
        self._tell = tell
        self._windows.wtsapi32.WTSRegisterSessionNotification(self._window, THIS_SESSION)
        lid = (ctypes.c_ubyte * 16).from_buffer_copy(LID)
        self._lid = self._windows.user32.RegisterPowerSettingNotification(self._window, ctypes.byref(lid), TO_WINDOW)
        application.installNativeEventFilter(self)
        return True

    def let_sleep(self) -> None:
        """Hold up nothing: Windows waits two seconds for every program, and no longer."""

    def end(self) -> None:
        """Read no more."""
        application = QCoreApplication.instance()
        if self._tell is None or application is None:
            return
        self._tell = None
        application.removeNativeEventFilter(self)
        self._windows.wtsapi32.WTSUnRegisterSessionNotification(self._window)
        if self._lid:
            self._windows.user32.UnregisterPowerSettingNotification(self._lid)

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> tuple[bool, int]:
        """Look at one message of the system; it goes on its way in any case."""
        if QByteArray(kind).data() == b"windows_generic_MSG":
            why = reason(wintypes.MSG.from_address(int(message)))
            if why is not None and self._tell is not None:
                self._tell(why)
        return False, 0


def reason(message: Any) -> Reason | None:
    """Return why a message asks for the lock, None if it does not."""
    if message.message == WM_WTSSESSION_CHANGE:
        return _SESSION.get(message.wParam)
    if message.message != WM_POWERBROADCAST:
        return None
    if message.wParam == PBT_APMSUSPEND:
        return Reason.SUSPEND
    if message.wParam == PBT_POWERSETTINGCHANGE and message.lParam:
        setting = PowerSetting.from_address(message.lParam)
        if bytes(setting.setting) == LID and not any(setting.value):
            return Reason.LID
    return None
