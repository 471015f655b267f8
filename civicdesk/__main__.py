"""`python -m civicdesk`: without words the window, with words the command line."""

import multiprocessing
import os
import secrets
import sys
import traceback
import uuid
from datetime import datetime
from types import TracebackType

BUG = 70


def main() -> int:
    """Start the face that was asked for and return its exit code."""
    multiprocessing.freeze_support()
    words = sys.argv[1:]
    if words and not words[0].startswith("--probe"):
        return _command_line(words)
    from civicdesk.app import run

    return run(probe=bool(words))


def _command_line(words: list[str]) -> int:
    """Run a command with the clock, the ids and the chance of this machine; no window library is loaded."""
    from civicdesk.cli.main import run
    from civicdesk.workflows.kit import Tools

    sys.excepthook = _end_as_a_bug
    tools = Tools(now=lambda: datetime.now().astimezone(), new_id=lambda: uuid.uuid4().hex, chance=secrets.SystemRandom().random)
    return run(words, tools)


def _end_as_a_bug(kind: type[BaseException], _why: BaseException, trace: TracebackType | None) -> None:
    """Say in one line where a bug is, with no value in it, and end with its own exit code."""
    from civicdesk.i18n import say

    places = [(frame.f_globals.get("__name__", ""), line) for frame, line in traceback.walk_tb(trace)]
    module, line = next((place for place in reversed(places) if str(place[0]).startswith("civicdesk.")), ("", 0))
    sys.stdout.flush()
    sys.stderr.write(say("cli.bug", kind=kind.__name__, module=module, line=line) + "\n")
    sys.stderr.flush()
    os._exit(BUG)


if __name__ == "__main__":
    sys.exit(main())
