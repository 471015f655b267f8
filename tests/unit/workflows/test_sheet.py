"""What the sheets' workflow counts and tells apart before anything is put into words."""

from collections.abc import Sequence

import pytest

from civicdesk.records.scores import Change, ChangeClass, Direction, Method, Scale
from civicdesk.workflows.sheet import is_draft, moved_up

AREA = Scale(name="knowhow", label={"en": "Know-how"}, method=Method.MEAN_OF_POMP, direction=Direction.HIGHER_BETTER)


def people(*words: str) -> Sequence[dict[str, Change]]:
    changes = (
        Change(
            scale="knowhow",
            before=40.0,
            after=60.0,
            difference=20.0,
            threshold=10.0,
            rci=None,
            klass=ChangeClass.CHANGED,
            rule="cautious",
            words=said,
        )
        for said in words
    )
    return [{"knowhow": one} for one in changes]


@pytest.mark.parametrize(
    ("up", "same", "told"),
    [
        (20, 9, ()),
        (20, 10, (("Know-how", 20),)),
        (4, 26, (("Know-how", None),)),
        (26, 4, (("Know-how", None),)),
        (0, 30, (("Know-how", 0),)),
    ],
    ids=["29 people", "30 people", "few moved up", "few did not", "nobody moved up"],
)
def test_how_many_moved_up_is_told_from_thirty_people_on_and_never_of_a_few(
    up: int, same: int, told: tuple[tuple[str, int | None], ...]
) -> None:
    assert moved_up((AREA,), people(*["up"] * up, *["same"] * same), "en") == told


def test_people_who_cannot_be_compared_in_an_area_do_not_count_for_it() -> None:
    assert moved_up((AREA,), people(*["up"] * 20, *["same"] * 9, ""), "en") == ()


def test_an_area_in_which_more_is_not_better_is_not_counted() -> None:
    worry = Scale(name="knowhow", label={"en": "Worry"}, method=Method.MEAN_OF_POMP, direction=Direction.LOWER_BETTER)
    assert moved_up((worry,), people(*["up"] * 30), "en") == ()


@pytest.mark.parametrize(
    ("title", "version", "draft"),
    [
        ("Civic Health (draft questionnaire)", "2026112102", True),
        ("Civic Health", "2027-draft2", True),
        ("Draft", "1", True),
        ("Civic Health", "2027", False),
        ("Draftsmanship today", "1", False),
    ],
)
def test_a_questionnaire_is_a_draft_if_it_says_so(title: str, version: str, *, draft: bool) -> None:
    assert is_draft(title, version) is draft
