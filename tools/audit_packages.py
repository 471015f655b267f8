"""Ask whether a weakness is known in any package that is pinned: `python3 run.py audit`.

pip-audit runs in the checkers' environment over both locks and asks the Python Package Index. Where its data is out of reach, the audit is
left out with a sentence and the exit code is 0: a release must be audited on a computer that reaches it. Exit code 1: something is known.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-checkers.lock")
LONGEST_S = 600
WAIT_S = 20
"""Seconds for one answer."""
NOT_FOUND = "not found"
FAILURES = ("ConnectionError", "ServiceError", "Max retries", "timed out", "ProxyError", "SSLError", "HTTPError", "resolve", "unreachable")
"""Words of pip-audit where it could not ask."""


@dataclass(frozen=True)
class Answer:
    """What pip-audit said about one lock."""

    asked: int = 0
    unknown: int = 0
    """Packages of which the index has no data."""
    found: tuple[str, ...] = ()
    trouble: str = ""
    """Why nothing could be asked."""


def main(words: Sequence[str]) -> int:
    """Audit the locks; return the exit code."""
    if words:
        print("usage: run.py audit", file=sys.stderr)
        return 2
    answers = {lock: read(*_ask(lock)) for lock in LOCKS}
    for lock, answer in answers.items():
        print(sentence(lock, answer))
        print("".join(f"  {line}\n" for line in answer.found), end="")
    if any(answer.found for answer in answers.values()):
        return 1
    return 3 if any(answer.trouble and not _out_of_reach(answer) for answer in answers.values()) else 0


def sentence(lock: str, answer: Answer) -> str:
    """Return the line that says how it went."""
    if answer.found:
        return f"audit: {lock}: {len(answer.found)} known weaknesses in {answer.asked} packages"
    if _out_of_reach(answer):
        return f"audit: {lock}: left out, the data about weaknesses is out of reach here"
    if answer.trouble:
        return f"audit: {lock}: pip-audit stopped: {answer.trouble}"
    rest = f"; of {answer.unknown} nothing is known there" if answer.unknown else ""
    return f"audit: {lock}: nothing known about {answer.asked - answer.unknown} packages{rest}"


def read(code: int, out: str, err: str) -> Answer:
    """Read what pip-audit printed."""
    try:
        packages = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Answer(trouble=(err.strip().splitlines() or [f"exit code {code}"])[-1][:200])
    found = tuple(
        f"{each['name']} {each['version']}: {weakness['id']}, mended in {', '.join(weakness['fix_versions']) or 'no version yet'}"
        for each in packages
        for weakness in each.get("vulns", ())
    )
    return Answer(asked=len(packages), unknown=sum(NOT_FOUND in each.get("skip_reason", "") for each in packages), found=found)


def _out_of_reach(answer: Answer) -> bool:
    nothing_known = answer.asked > 0 and answer.unknown == answer.asked
    return nothing_known or any(word in answer.trouble for word in FAILURES)


def _ask(lock: str) -> tuple[int, str, str]:
    """Run pip-audit over one lock; nothing is installed and nothing is written."""
    folder = ROOT / ".venv" / "checkers"
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    argv = [str(python), "-m", "pip_audit", "--requirement", str(ROOT / lock), "--require-hashes", "--disable-pip", "--format", "json"]
    try:
        done = subprocess.run(
            [*argv, "--progress-spinner", "off", "--timeout", str(WAIT_S)],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=LONGEST_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 3, "", "timed out"
    return done.returncode, done.stdout, done.stderr


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
