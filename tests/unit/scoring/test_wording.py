"""Words that a licence keeps as they are: each change is refused with its place, a change of scoring is not."""

from collections.abc import Callable, Mapping

import pytest

from civicdesk.errors import Refused
from civicdesk.records.instruments import Sheet, SheetRow, Workbook
from civicdesk.scoring.wording import must_stay

Rows = dict[str, list[dict[str, str]]]


def rows() -> Rows:
    return {
        "settings": [{"form_id": "tiny", "wording_locked": "yes"}],
        "survey": [
            {"type": "select_one yn", "name": "a1", "label::English (en)": "Calm?", "hint": "Today"},
            {"type": "start", "name": "start"},
        ],
        "choices": [{"list_name": "yn", "name": "y", "label": "Yes", "score": "1"}, {"list name": "yn", "name": "n", "label": "No"}],
    }


def book(made: Rows) -> Workbook:
    return Workbook(
        sheets={
            name: Sheet(name=name, columns=(), rows=tuple(SheetRow(number=n, cells=row) for n, row in enumerate(found, 2)))
            for name, found in made.items()
        }
    )


def changed(how: Callable[[Rows], object]) -> Workbook:
    made = rows()
    how(made)
    return book(made)


@pytest.mark.parametrize(
    ("how", "place"),
    [
        (lambda made: made["survey"][0].update({"label::English (en)": "Quiet?"}), ("survey", 2, "label::English (en)")),
        (lambda made: made["survey"][0].update({"hint": "This week"}), ("survey", 2, "hint")),
        (lambda made: made["survey"][0].pop("hint"), ("survey", 2, "hint")),
        (lambda made: made["survey"][0].update({"label::Polski (pl)": "Spokój?"}), ("survey", 2, "label::Polski (pl)")),
        (lambda made: made["survey"].append({"type": "note", "name": "more", "label": "More"}), ("survey", 4, "label")),
        (lambda made: made["survey"].pop(0), ("survey", 2, "label::English (en)")),
        (lambda made: made["choices"][1].update({"label": "Never"}), ("choices", 3, "label")),
        (lambda made: made["settings"][0].update({"wording_locked": "no"}), ("settings", 2, "wording_locked")),
        (lambda made: made["settings"][0].pop("wording_locked"), ("settings", 2, "wording_locked")),
    ],
)
def test_each_change_of_words_is_refused_with_its_place(how: Callable[[Rows], object], place: tuple[str, int, str]) -> None:
    with pytest.raises(Refused, match="SCORE-WORDING-LOCKED") as told:
        must_stay(book(rows()), changed(how))
    facts: Mapping[str, object] = told.value.facts
    assert (facts["sheet"], facts["row"], facts["column"]) == place


@pytest.mark.parametrize(
    "how",
    [
        lambda _made: None,
        lambda made: made["choices"][0].update({"score": "2"}),
        lambda made: made["survey"].insert(0, {"type": "calculate", "name": "sum"}),
        lambda made: made["survey"].reverse(),
        lambda made: made["settings"][0].update({"version": "2"}),
        lambda made: made.pop("settings"),
    ],
)
def test_what_is_no_word_may_change(how: Callable[[Rows], object]) -> None:
    must_stay(book(rows()), changed(how))
