"""Later answers of people who were released before go in rounds too: one new row alone would point at whoever came this week."""

from dataclasses import replace

from civicdesk.export.prepare import Rows
from civicdesk.export.versions import Known, name_of_response, name_of_score


def in_rounds(rows: Rows, known: Known, least: int) -> tuple[Rows, int]:
    """Take new rows of people of earlier releases out while too few people have any. What is corrected in a released row never waits.

    Args:
        rows: of everybody who may be released.
        known: newest version of each row that was released.
        least: people in a round.

    Returns:
        The rows that go, and how many people have something that waits.
    """

    def is_new(code: str, name: str) -> bool:
        return code in known and name not in known[code]

    people = {one.code for one in rows.responses if is_new(one.code, name_of_response(one))}
    people |= {one.code for one in rows.scores if is_new(one.code, name_of_score(one))}
    if not 0 < len(people) < least:
        return rows, 0
    return replace(
        rows,
        responses=tuple(one for one in rows.responses if not is_new(one.code, name_of_response(one))),
        scores=tuple(one for one in rows.scores if not is_new(one.code, name_of_score(one))),
    ), len(people)
