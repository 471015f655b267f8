"""Recordings of a form, played by what the system brings: nothing is fetched, and nothing a person said is ever played."""

import ctypes
import sys
from typing import Final

from PySide6.QtCore import QObject, QProcess, QStandardPaths, QTemporaryFile

LONGEST: Final = 20_000_000
"""Bytes of the longest recording that is played."""
READERS: Final = (("pw-play", "-"), ("paplay",), ("aplay", "-q", "-"))
"""Programs of Linux that play what they read from their standard input, tried in this order."""
MAC: Final = "afplay"
"""The program of macOS; it reads files only."""
AT_ONCE, IN_MEMORY, NO_DEFAULT = 0x1, 0x4, 0x2
"""Flags of Windows' PlaySound: return at once, play bytes, stay silent if they are no sound."""

_heard: list[bytes] = []
"""What Windows plays now: the bytes must stay where they are until it is over."""


def is_wave(recording: bytes) -> bool:
    """Tell whether a recording is what every system can play: a wave file, not too long."""
    return len(recording) <= LONGEST and recording[:4] == b"RIFF" and recording[8:12] == b"WAVE"


def play(recording: bytes, owner: QObject, platform: str = sys.platform) -> bool:
    """Play a recording from its start, and stop one that is still heard; tells whether there was a way to play it.

    Args:
        recording: a wave file.
        owner: the sound stops when this is gone.
        platform: as `sys.platform` names it.
    """
    stop(owner, platform)
    if not is_wave(recording):
        return False
    if platform == "win32":
        return _by_windows(recording)
    return _by_file(recording, owner) if platform == "darwin" else _by_reader(recording, owner)


def stop(owner: QObject, platform: str = sys.platform) -> None:
    """Stop what an owner plays."""
    for process in owner.findChildren(QProcess, "sound"):
        process.kill()
    if platform == "win32" and _heard:
        _by_windows(b"")


def _by_reader(recording: bytes, owner: QObject) -> bool:
    player = next((words for words in READERS if QStandardPaths.findExecutable(words[0])), None)
    if player is None:
        return False
    process = _process(owner)
    process.start(player[0], list(player[1:]))
    process.write(recording)
    process.closeWriteChannel()
    return True


def _by_file(recording: bytes, owner: QObject) -> bool:
    """Play through a file of the system's temporary folder that goes with its process; it holds a part of the form, no answer."""
    if not QStandardPaths.findExecutable(MAC):
        return False
    process = _process(owner)
    file = QTemporaryFile(process)
    if not file.open():
        return False
    file.write(recording)
    file.flush()
    process.start(MAC, [file.fileName()])
    return True


def _by_windows(recording: bytes) -> bool:
    """Play bytes by winmm; no bytes stop what is heard."""
    system = getattr(ctypes, "windll", None)
    if system is None:
        return False
    _heard[:] = [recording] if recording else []
    return bool(system.winmm.PlaySoundA(recording or None, None, AT_ONCE | IN_MEMORY | NO_DEFAULT))


def _process(owner: QObject) -> QProcess:
    process = QProcess(owner)
    process.setObjectName("sound")
    process.finished.connect(process.deleteLater)
    return process
