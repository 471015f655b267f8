"""A program that opens a workspace, says so, and keeps it open until it is killed or told to end by a line on its standard input.

Words: workspace file and sign-in name. The passphrase comes through standard input.
"""

import sys
from datetime import datetime
from pathlib import Path

from civicdesk.workflows import unlock
from civicdesk.workflows.kit import Tools


def main() -> None:
    """Open, say so, wait."""
    file, name = sys.argv[1:]
    tools = Tools(now=lambda: datetime.now().astimezone(), new_id=lambda: "0" * 32, chance=lambda: 0.5)
    kit = unlock.open_(Path(file), name, sys.stdin.readline().rstrip("\n"), tools)
    sys.stdout.write("open\n")
    sys.stdout.flush()
    sys.stdin.readline()
    unlock.lock(kit)


if __name__ == "__main__":
    main()
