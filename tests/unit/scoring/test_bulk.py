"""Many records at once: the same scores, statuses and bands as one by one."""

from civicdesk.records.scores import Band, Key, Method, OnMissing, Scale, ScaleItem, Status
from civicdesk.scoring.bulk import Brief, scores
from civicdesk.scoring.key import with_hashes

ITEMS = tuple(ScaleItem(item=f"q{n}", low=1, high=5) for n in range(1, 4))
BANDS = (Band(name="low", start=0), Band(name="high", start=10))


def key_of(*scales: Scale) -> Key:
    return with_hashes(Key(id="k", version="1", scales=scales))


def only(key: Key, record: dict[str, object]) -> Brief:
    ((made,),) = scores(key, [record])
    return made


def test_a_complete_record_has_its_value_and_its_band() -> None:
    key = key_of(Scale(name="s", method=Method.SUM, items=ITEMS, bands=BANDS))
    assert only(key, {"q1": "5", "q2": "4", "q3": "3"}) == Brief(12.0, Status.OK, 3, 3, "high")


def test_what_is_missing_not_asked_or_no_answer_at_all_is_told_apart() -> None:
    key = key_of(Scale(name="s", method=Method.MEAN, items=ITEMS, on_missing=OnMissing.PRORATE))
    assert only(key, {"q1": "5", "q2": "na", "q3": "3"}) == Brief(4.0, Status.OK, 2, 2, "")
    assert only(key, {"q1": "5", "q3": "3"}) == Brief(4.0, Status.PRORATED, 2, 3, "")
    assert only(key, {"q1": "5", "q2": "9", "q3": "3"}) == Brief(None, Status.INVALID, 2, 3, "")


def test_weights_of_answered_items_that_cancel_out_leave_nothing() -> None:
    items = (ScaleItem(item="q1", weight=1), ScaleItem(item="q2", weight=-1))
    key = key_of(Scale(name="s", method=Method.WEIGHTED_MEAN, items=items))
    assert only(key, {"q1": "5", "q2": "4"}) == Brief(None, Status.TOO_FEW, 2, 2, "")


def test_a_missing_item_counts_nothing_where_the_key_says_so() -> None:
    items = (ScaleItem(item="q1", weight=2), ScaleItem(item="q2", weight=3))
    key = key_of(Scale(name="s", method=Method.WEIGHTED_MEAN, items=items, on_missing=OnMissing.ZERO))
    assert only(key, {"q1": "5"}) == Brief(2.0, Status.OK, 1, 2, "")


def test_true_is_one_and_the_text_true_is_none() -> None:
    key = key_of(Scale(name="s", method=Method.SINGLE, items=(ScaleItem(item="q1", low=0, high=1),)))
    assert [made.value for (made,) in scores(key, [{"q1": True}, {"q1": "1"}, {"q1": 1}, {"q1": "true"}])] == [1.0, 1.0, 1.0, None]


def test_a_parent_follows_its_children() -> None:
    child = Scale(name="a", method=Method.SUM, items=ITEMS, parent="whole")
    key = key_of(child, Scale(name="whole", method=Method.MEAN_OF_SCALES))
    ((_, whole),) = scores(key, [{"q1": "5", "q2": "4", "q3": "3"}])
    assert whole == Brief(12.0, Status.OK, 1, 1, "")


def test_a_mean_of_percentages_puts_each_item_between_its_own_ends() -> None:
    items = (ScaleItem(item="q1", low=1, high=5), ScaleItem(item="q2", low=0, high=10, reverse=True))
    key = key_of(Scale(name="s", method=Method.MEAN_OF_POMP, items=items))
    assert only(key, {"q1": "5", "q2": "10"}).value == 50.0


def test_what_is_remembered_has_an_end() -> None:
    key = key_of(Scale(name="s", method=Method.SUM, items=(ScaleItem(item="q", integer=False),)))
    assert sum(one.value or 0.0 for (one,) in scores(key, ({"q": str(number)} for number in range(21_000)))) == sum(range(21_000))
