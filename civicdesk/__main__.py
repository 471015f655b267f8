"""`python -m civicdesk`: without words (or with `--home FOLDER` alone) the window, with words the command line."""

import multiprocessing
import os
import secrets
import sys
import traceback
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType

from civicdesk import logs

BUG = 70


def main() -> int:
    """Start the face that was asked for and return its exit code."""
    multiprocessing.freeze_support()
    logs.keep_memory_private()
    logs.watch_crashes(_tell_a_bug)
    words = sys.argv[1:]
    home = Path(words[1]) if len(words) == 2 and words[0] == "--home" else None
    if words and home is None and not words[0].startswith("--probe"):
        return _command_line(words)
    from civicdesk.app import run

    return run(probe=words[:1] == ["--probe-start"], home=home)


def _command_line(words: list[str]) -> int:
    """Run a command with the clock, the ids and the chance of this machine; no window library is loaded."""
    if words[0] == "harness":
        # By itself: it is started thousands of times, and the other words take 0.3 s to load.
        from civicdesk.cli import harness
        from civicdesk.cli.harness_voice import World

        if harness.offered(words[1:]):
            return harness.run(words[1:], World(now=_now, new_id=_new_id, chance=secrets.SystemRandom().random))
    from civicdesk.cli.main import run
    from civicdesk.workflows.kit import Tools

    sys.excepthook = _end_as_a_bug
    tools = Tools(now=_now, new_id=_new_id, chance=secrets.SystemRandom().random)
    return run(words, tools)


def _now() -> datetime:
    return datetime.now().astimezone()


def _new_id() -> str:
    return uuid.uuid4().hex


def _end_as_a_bug(kind: type[BaseException], _why: BaseException, trace: TracebackType | None) -> None:
    """Say in one line where a bug is, with no value in it, and end with its own exit code."""
    from civicdesk.i18n import say

    places = [(frame.f_globals.get("__name__", ""), line) for frame, line in traceback.walk_tb(trace)]
    module, line = next((place for place in reversed(places) if str(place[0]).startswith("civicdesk.")), ("", 0))
    sys.stdout.flush()
    sys.stderr.write(say("cli.bug", kind=kind.__name__, module=module, line=line) + "\n")
    sys.stderr.flush()
    os._exit(BUG)


def _tell_a_bug(kind: str, places: Sequence[str]) -> None:
    """Say in one line where a bug is that no face has heard of: beside the main thread, or before there was a face."""
    sys.stderr.write(f"error: {kind} {places[-1] if places else ''}".rstrip() + "\n")


if __name__ == "__main__":
    sys.exit(main())
