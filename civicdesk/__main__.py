"""`python -m civicdesk`: without words the window, with words the command line."""

import multiprocessing
import secrets
import sys
import uuid
from datetime import datetime


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

    tools = Tools(now=lambda: datetime.now().astimezone(), new_id=lambda: uuid.uuid4().hex, chance=secrets.SystemRandom().random)
    return run(words, tools)


if __name__ == "__main__":
    sys.exit(main())
