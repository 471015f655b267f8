"""Whether the pages, the tables and the references of a file are sound."""

from collections.abc import Iterator, Sequence

from civicdesk.errors import Damaged
from civicdesk.store import driver
from civicdesk.store.chain import Found
from civicdesk.store.driver import Connection

SEALS = "cipher_integrity_check"
QUESTIONS = {SEALS: "page", "integrity_check": "table", "foreign_key_check": "reference"}


def unsound(connection: Connection, questions: Sequence[str] = tuple(QUESTIONS)) -> Iterator[Found]:
    """Give what is wrong with a file; nothing is written.

    Args:
        connection: to the file.
        questions: which of `QUESTIONS` to ask. The seals of the pages alone take the least time.
    """
    for question in questions:
        try:
            with driver.translated():
                answer = connection.execute(f"pragma {question}").fetchall()
        except Damaged:
            yield Found(what="unreadable")
            return
        if answer not in ([], [("ok",)]):
            yield Found(what=QUESTIONS[question])
