"""A release in several files: nobody is torn, each part hides its people by itself, and none is too large."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from random import Random

import pytest

from civicdesk.errors import Refused
from civicdesk.export import bundle, parts
from civicdesk.export.prepare import Prepared
from civicdesk.records.releases import Batch, BundleHeader, ReleasedNote

K = 5
Size = Callable[[Batch], int]


@pytest.fixture
def size(prepared: Prepared, header: BundleHeader) -> Size:
    """Return how large the bundle of a batch is."""
    return partial(bundle.size, header=header, risk=prepared.report, agreement="Terms")


@pytest.fixture
def limit(prepared: Prepared, size: Size) -> int:
    """A size that half of the people fit into."""
    empty = replace(prepared.batch, people=(), responses=(), scores=())
    return (size(prepared.batch) + size(empty)) // 2 + 200


def _codes(batch: Batch) -> list[str]:
    return [code for code, _, _ in batch.people]


def test_a_release_that_fits_stays_whole(prepared: Prepared, size: Size) -> None:
    assert parts.split(prepared.batch, K, size, size(prepared.batch)) == (prepared.batch,)


def test_everybody_stands_in_one_part_with_all_rows(prepared: Prepared, size: Size, limit: int) -> None:
    made = parts.split(prepared.batch, K, size, limit)
    assert len(made) > 1
    assert sorted(code for part in made for code in _codes(part)) == sorted(_codes(prepared.batch))
    for part in made:
        assert {one.code for one in (*part.responses, *part.scores)} == set(_codes(part))
        assert size(part) <= limit


def test_each_part_hides_its_people_by_itself(prepared: Prepared, size: Size, limit: int) -> None:
    for part in parts.split(prepared.batch, K, size, limit):
        classes = Counter(tuple(labels.values()) for _, _, labels in part.people)
        assert min(classes.values()) >= K


def test_the_order_of_the_rows_does_not_matter(prepared: Prepared, size: Size, limit: int) -> None:
    chance = Random(3)  # noqa: S311 - the same invented rows in every run
    shuffled = replace(prepared.batch, people=tuple(chance.sample(prepared.batch.people, len(prepared.batch.people))))
    one, other = (parts.split(batch, K, size, limit) for batch in (prepared.batch, shuffled))
    assert [sorted(_codes(part)) for part in one] == [sorted(_codes(part)) for part in other]


def test_a_large_group_of_look_alikes_is_cut_where_k_stay_together(prepared: Prepared, size: Size, limit: int) -> None:
    alike = dict(prepared.batch.people[0][2])
    batch = replace(prepared.batch, people=tuple((code, version, alike) for code, version, _ in prepared.batch.people))
    made = parts.split(batch, K, size, limit)
    assert len(made) > 1
    assert min(len(part.people) for part in made) >= K


def test_words_go_once_and_withdrawals_with_every_part(prepared: Prepared, size: Size, limit: int) -> None:
    note = ReleasedNote(kind="quote", domain="", text="It got better.", cuts=0)
    batch = replace(prepared.batch, notes=(note,), linkage=b"sealed")
    made = parts.split(batch, K, size, limit + 2_000)
    assert [(part.notes, part.linkage) for part in made] == [((note,), b"sealed"), *([((), b"")] * (len(made) - 1))]
    assert {part.withdrawals for part in made} == {batch.withdrawals}


def test_a_size_into_which_k_people_do_not_fit_is_refused(prepared: Prepared, size: Size) -> None:
    empty = replace(prepared.batch, people=(), responses=(), scores=())
    for batch, limit in ((prepared.batch, size(empty) + 500), (empty, size(empty) - 1)):
        with pytest.raises(Refused, match="EXPORT-ROOM"):
            parts.split(batch, K, size, limit)


def test_a_sealed_file_keeps_within_its_size() -> None:
    assert parts.room_inside(7 * 1024 * 1024, 2) < 7 * 1024 * 1024


def test_a_part_that_turned_out_too_large_is_made_smaller(prepared: Prepared) -> None:
    def grows(batch: Batch) -> int:
        """Weigh what a bundle says of its rows too: more than the rows alone."""
        return 1_000 + sum(500 for _ in batch.people)

    made = parts.split(prepared.batch, K, grows, 1_000 + 500 * 12)
    assert max(len(part.people) for part in made) <= 12
    assert sum(len(part.people) for part in made) == 24
