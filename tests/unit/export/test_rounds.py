"""Later answers of people who were released before wait until enough people have some."""

from dataclasses import replace

from civicdesk.export.prepare import Prepared, Rows
from civicdesk.export.rounds import in_rounds
from civicdesk.export.versions import Known, numbered


def _known(rows: Rows, prepared: Prepared) -> Known:
    """Return what is known after a release of the first wave alone."""
    batch = replace(
        prepared.batch,
        responses=tuple(one for one in prepared.batch.responses if one.wave == 1),
        scores=tuple(one for one in prepared.batch.scores if one.wave == 1),
    )
    return numbered(batch, {})[1]


def _later_of(rows: Rows, count: int) -> Rows:
    """Return rows in which so many people have a second wave."""
    codes = {person.code for person in rows.people[:count]}
    return replace(
        rows,
        responses=tuple(one for one in rows.responses if one.wave == 1 or one.code in codes),
        scores=tuple(one for one in rows.scores if one.wave == 1 or one.code in codes),
    )


def test_a_second_wave_of_few_people_waits(rows: Rows, prepared: Prepared) -> None:
    going, waiting = in_rounds(_later_of(rows, 9), _known(rows, prepared), 10)
    assert (waiting, {one.wave for one in (*going.responses, *going.scores)}) == (9, {1})
    assert going.people == rows.people


def test_a_second_wave_of_enough_people_goes(rows: Rows, prepared: Prepared) -> None:
    later = _later_of(rows, 10)
    assert in_rounds(later, _known(rows, prepared), 10) == (later, 0)


def test_newcomers_bring_all_their_waves(rows: Rows, prepared: Prepared) -> None:
    newcomer = rows.people[0].code
    known = {code: told for code, told in _known(rows, prepared).items() if code != newcomer}
    later = _later_of(rows, 1)
    assert in_rounds(later, known, 10) == (later, 0)


def test_a_correction_of_a_released_row_never_waits(rows: Rows, prepared: Prepared) -> None:
    first = _later_of(rows, 0)
    corrected = replace(
        first, responses=(replace(first.responses[0], values={**first.responses[0].values, "wb1": "0"}), *first.responses[1:])
    )
    assert in_rounds(corrected, _known(rows, prepared), 10) == (corrected, 0)
