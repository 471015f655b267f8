"""A program that answers without end until it is killed: one line on standard output for each answer that was acknowledged.

Words: workspace file, sign-in name, submission, and the questions to answer in turn. The passphrase comes through standard input.
"""

import sys
from datetime import datetime
from itertools import count
from pathlib import Path

from civicdesk.records.ids import QuestionRef, SubmissionId
from civicdesk.workflows import interview, unlock
from civicdesk.workflows.kit import Tools


def main() -> None:
    file, name, submission, *questions = sys.argv[1:]
    ids = count(9_000_001)
    tools = Tools(now=lambda: datetime.now().astimezone(), new_id=lambda: f"{next(ids):032x}", chance=lambda: 0.5)
    kit = unlock.open_(Path(file), name, sys.stdin.readline().rstrip("\n"), tools)
    talk = interview.resume(kit, SubmissionId(submission))
    for number in count(1):
        question = questions[number % len(questions)]
        value = f"word {number}" if question.endswith("/words") else str(number % 90)
        talk.answer(QuestionRef(question), value)
        sys.stdout.write(f"{question}\t{value}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
