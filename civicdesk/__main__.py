"""`python -m civicdesk`: without words the window, with words the command line."""

import multiprocessing
import sys


def main() -> int:
    """Start the face that was asked for and return its exit code."""
    multiprocessing.freeze_support()
    words = sys.argv[1:]
    if words and not words[0].startswith("--probe"):
        from civicdesk.cli.main import main as command_line

        return command_line(words)
    from civicdesk.app import run

    return run(probe=bool(words))


if __name__ == "__main__":
    sys.exit(main())
