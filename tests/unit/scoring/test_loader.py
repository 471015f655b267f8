"""The loader reads what is right and names the cell that is not."""

from collections.abc import Callable

import pytest

from civicdesk import i18n
from civicdesk.errors import Refused
from civicdesk.records.instruments import Workbook
from civicdesk.records.scores import Audience, Direction, Method, Norm, OnMissing
from civicdesk.scoring.loader import read_key

Mutation = Callable[[object], tuple[str, int, str]]


def test_a_workbook_without_scoring_sheets_has_no_key() -> None:
    assert read_key(Workbook(sheets={})) == (None, ())


def test_a_valid_workbook_becomes_a_key_with_children_before_parents(book) -> None:
    book.sheets["scales"].insert(0, book.sheets["scales"].pop(2))
    key = book.key()
    assert [scale.name for scale in key.scales] == ["area_a", "area_b", "numbers", "whole"]
    assert (key.id, key.version, key.holder, key.level) == ("tiny", "1", "Nobody", "D")
    assert key.choice_scores["a1"] == {"no": 1.0, "so": 2.0, "yes": 3.0}
    assert key.choice_missing["a1"] == {"dk"}
    assert key.choice_na["a1"] == {"na"}


def test_a_scale_is_read_with_all_of_its_rules(book) -> None:
    row = book.row("scales", name="area_a")
    row |= {"round": "half_up:1", "reliability": "0.8", "sd": "12", "mic": "5", "cutoff": "40", "audience": "worker", "notice": "A notice"}
    scale = book.key().scales[0]
    assert (scale.method, scale.on_missing, scale.direction, scale.audience) == (
        Method.MEAN_OF_POMP,
        OnMissing.PRORATE,
        Direction.HIGHER_BETTER,
        Audience.WORKER,
    )
    assert (scale.rounding, scale.reliability, scale.sd, scale.mic, scale.cutoff, scale.notice) == (1, 0.8, 12.0, 5.0, 40.0, "A notice")
    assert (scale.low, scale.high) == (0.0, 100.0)


def test_sheets_may_carry_the_prefix(book) -> None:
    for name in ("scales", "scale_items", "bands"):
        book.sheets[f"civicdesk--{name}"] = book.sheets.pop(name)
    assert len(book.key().scales) == 4


def test_words_are_kept_by_the_code_of_their_language(book) -> None:
    book.row("scales", name="area_a")["label::Polish (pl)"] = "Obszar"
    book.row("scales", name="area_a")["label::Klingon"] = "mIch"
    assert book.key().scales[0].label == {"": "area_a", "pl": "Obszar", "Klingon": "mIch"}


def test_blank_ends_are_those_of_the_choices(book) -> None:
    book.row("scale_items", item="a2")["max"] = "9"
    items = book.key().scales[0].items
    assert [(item.low, item.high) for item in items] == [(1.0, 3.0), (1.0, 9.0)]


def test_a_choice_says_itself_that_it_means_nothing(book) -> None:
    book.add("choices", list_name="agree", name="skip", label="Skip", score_type="missing")
    book.add("choices", list_name="agree", name="away", label="Away", score_type="na")
    key = book.key()
    assert key.choice_missing["b1"] == {"dk", "skip"}
    assert key.choice_na["b1"] == {"na", "away"}


def test_codes_of_the_settings_replace_the_usual_ones(book) -> None:
    book.row("settings", form_id="tiny").update(missing_codes="dk, 98;99", na_codes="na 97")
    assert book.key().missing_codes == {"dk", "98", "99"}
    assert book.key().na_codes == {"na", "97"}


def test_a_table_of_percentiles_and_a_sample_are_both_norms(book) -> None:
    book.sheets["norms"] = []
    for value, p in (("0", "10"), ("10", "90")):
        book.add("norms", norm="n", kind="percentile", value=value, p=p, n="8", source="Invented")
    assert book.key().scales[2].norm == Norm(kind="percentile", n=8, table=((0.0, 10.0), (10.0, 90.0)), source="Invented")
    for row in book.sheets["norms"]:
        row["p"] = ""
    norm = book.key().scales[2].norm
    assert norm is not None
    assert norm.sample == (0.0, 10.0)


def test_norms_of_a_group_are_for_reference_only(book) -> None:
    book.row("norms", norm="n")["group"] = "women"
    assert book.key().scales[2].norm is None


def test_a_flag_and_its_words_are_read(book) -> None:
    book.row("flags", item="n2").update(level="urgent", script="Stay with the person.", audience="coordinator")
    flag = book.key().flags[0]
    assert (flag.item, flag.op, flag.value, flag.level, flag.audience) == ("n2", ">=", "1", "urgent", Audience.COORDINATOR)


def test_feedback_keeps_its_tags_and_next_step(book) -> None:
    book.add("feedback", scale="area_a", change="up", audience="worker", text="Up", next_step="Go on", directory_tags="a; b;")
    said = book.key().scales[0].feedback[-1]
    assert (said.on, said.text, said.next_step, said.directory_tags) == ("up", {"": "Up"}, {"": "Go on"}, ("a", "b"))


def test_a_level_b_instrument_with_its_conditions_loads(book) -> None:
    book.sheets["settings"][0].update(level="B", safeguarding_lead="Named lead")
    assert book.key().level == "B"


def test_several_versions_of_scales_are_all_named(book) -> None:
    book.row("scales", name="whole")["key_version"] = "2"
    assert book.key().version == "1, 2"


def test_a_range_above_nothing_is_allowed_for_numbers_without_one(book) -> None:
    for row in book.sheets["scale_items"]:
        row.pop("min", None)
        row.pop("max", None)
    book.row("scales", name="numbers").update(transform="", norm="")
    scale = book.key().scales[2]
    assert (scale.low, scale.high) == (None, None)


# ---- one mutated workbook per refusal: (code, sheet, row, column)


def set_cell(sheet: str, column: str, cell: str, **wanted: str) -> Mutation:
    def mutate(book) -> tuple[str, int, str]:
        row = book.row(sheet, **wanted)
        number = book.sheets[sheet].index(row) + 2
        row[column] = cell
        return sheet, number, column

    return mutate


def set_cells(place: tuple[str, str], changes: dict[str, str], **wanted: str) -> Mutation:
    sheet, column = place

    def mutate(book) -> tuple[str, int, str]:
        row = book.row(sheet, **wanted)
        row.update(changes)
        return sheet, book.sheets[sheet].index(row) + 2, column

    return mutate


def add_row(sheet: str, column: str, **cells: str) -> Mutation:
    def mutate(book) -> tuple[str, int, str]:
        return sheet, book.add(sheet, **cells), column

    return mutate


def both(first: Mutation, second: Mutation) -> Mutation:
    def mutate(book) -> tuple[str, int, str]:
        first(book)
        return second(book)

    return mutate


def drop_rows(sheet: str, place: tuple[str, str], name: str, **wanted: str) -> Mutation:
    def mutate(book) -> tuple[str, int, str]:
        book.sheets[sheet] = [row for row in book.sheets[sheet] if any(row.get(key) != cell for key, cell in wanted.items())]
        return place[0], book.number(place[0], name=name), place[1]

    return mutate


NUMBERS = {"name": "numbers"}
AREA = {"name": "area_a"}
RIGHTS = {"label": "Label", "key_version": "1", "source": "Invented", "licence": "CC0-1.0", "direction": "higher_better"}
FREE = set_cells(("scales", "name"), {"transform": "", "norm": ""}, name="numbers")
N1_WIDE = set_cells(("scale_items", "item"), {"min": "0", "max": "10"}, item="n1")

REFUSALS: list[tuple[str, str, Mutation]] = [
    # names
    ("an unknown item", "SCORE-ITEM-UNKNOWN", set_cell("scale_items", "item", "zz", item="a1")),
    ("an unknown item of a flag", "SCORE-ITEM-UNKNOWN", set_cell("flags", "item", "zz", item="n2")),
    ("an unknown variant question", "SCORE-ITEM-UNKNOWN", set_cell("settings", "variant_question", "zz", form_id="tiny")),
    ("an unknown scale of an item", "SCORE-SCALE-UNKNOWN", set_cell("scale_items", "scale", "zz", item="a1")),
    ("an unknown scale of a band", "SCORE-SCALE-UNKNOWN", set_cell("bands", "scale", "zz", scale="area_b", name="strong")),
    ("an unknown scale of feedback", "SCORE-SCALE-UNKNOWN", set_cell("feedback", "scale", "zz", scale="area_b", band="strong")),
    ("an unknown parent", "SCORE-SCALE-UNKNOWN", set_cell("scales", "parent", "zz", **AREA)),
    ("an unknown transform", "SCORE-TRANSFORM-UNKNOWN", set_cell("scales", "transform", "zz", **NUMBERS)),
    ("an unknown norm", "SCORE-NORM-UNKNOWN", set_cell("scales", "norm", "zz", **NUMBERS)),
    ("an unknown band of feedback", "SCORE-BAND-UNKNOWN", set_cell("feedback", "band", "zz", scale="area_a", band="strong")),
    ("a scale twice", "SCORE-DUPLICATE-SCALE", add_row("scales", "name", name="area_a", method="mean", **RIGHTS)),
    ("an item twice in a scale", "SCORE-DUPLICATE-ITEM", add_row("scale_items", "item", scale="area_a", item="a1")),
    ("a raw value twice in a table", "SCORE-DUPLICATE-RAW", add_row("transforms", "raw", table="t", raw="1", value="3")),
    ("an unknown method", "SCORE-WORD", set_cell("scales", "method", "average", **AREA)),
    ("an unknown missing rule", "SCORE-WORD", set_cell("scales", "on_missing", "guess", **AREA)),
    ("an unknown rescale", "SCORE-WORD", set_cell("scales", "rescale", "percent", **AREA)),
    ("an unknown rounding", "SCORE-WORD", set_cell("scales", "round", "up", **AREA)),
    ("an unknown rounding before a table", "SCORE-WORD", set_cell("scales", "transform_round", "half_up:x", **AREA)),
    ("an unknown direction", "SCORE-WORD", set_cell("scales", "direction", "up", **AREA)),
    ("an unknown audience", "SCORE-WORD", set_cell("scales", "audience", "everybody", **AREA)),
    ("an unknown audience of feedback", "SCORE-WORD", set_cell("feedback", "audience", "everybody", scale="area_a", band="strong")),
    ("an unknown audience of a flag", "SCORE-WORD", set_cell("flags", "audience", "everybody", item="n2")),
    ("an unknown comparison", "SCORE-WORD", set_cell("flags", "op", "~", item="n2")),
    ("an unknown level of a flag", "SCORE-WORD", set_cell("flags", "level", "loud", item="n2")),
    ("an unknown level of licence", "SCORE-WORD", set_cell("settings", "level", "E", form_id="tiny")),
    ("an unknown score type", "SCORE-WORD", set_cell("choices", "score_type", "odd", name="no")),
    ("an unknown reading of a band", "SCORE-WORD", set_cell("bands", "reading", "best", scale="area_a", name="strong")),
    ("an unknown change", "SCORE-WORD", set_cell("feedback", "change", "better", scale="area_a", band="strong")),
    ("an unknown kind of norm", "SCORE-WORD", set_cell("norms", "kind", "iq", norm="n")),
    ("neither yes nor no", "SCORE-WORD", set_cell("scale_items", "reverse", "maybe", item="a1")),
    # items
    ("a text as item", "SCORE-ITEM-TYPE", set_cell("scale_items", "item", "words", item="a1")),
    ("many choices as item", "SCORE-ITEM-TYPE", set_cell("scale_items", "item", "many", item="a1")),
    ("many choices with a flag", "SCORE-ITEM-TYPE", set_cell("flags", "item", "many", item="n2")),
    (
        "an item whose choices are not in the workbook",
        "SCORE-ITEM-TYPE",
        both(set_cell("survey", "type", "select_one elsewhere", name="a1"), set_cell("scale_items", "item", "a1", item="a1")),
    ),
    (
        "an item whose choices all mean nothing",
        "SCORE-ITEM-TYPE",
        both(
            both(
                add_row("choices", "name", list_name="empty", name="dk", label="Don't know"),
                set_cell("survey", "type", "select_one empty", name="n1"),
            ),
            set_cell("scale_items", "item", "n1", item="n1"),
        ),
    ),
    ("a choice without a score", "SCORE-CHOICE-NO-SCORE", set_cell("choices", "score", "", name="so")),
    (
        "a score outside the range",
        "SCORE-CHOICE-RANGE",
        both(N1_WIDE, both(set_cell("scale_items", "max", "2", item="a1"), set_cell("choices", "score", "3", name="yes"))),
    ),
    (
        "a score below the range",
        "SCORE-CHOICE-RANGE",
        both(set_cell("scale_items", "min", "2", item="a1"), set_cell("choices", "score", "1", name="no")),
    ),
    ("min above max", "SCORE-RANGE", set_cell("scale_items", "min", "5", item="n1")),
    (
        "a reversed item without a range",
        "SCORE-RANGE-MISSING",
        both(FREE, set_cells(("scale_items", "min"), {"min": "", "max": "", "reverse": "yes"}, item="n1")),
    ),
    (
        "an item on 0 to 100 without a range",
        "SCORE-RANGE-MISSING",
        both(both(FREE, set_cell("scales", "method", "mean_of_pomp", **NUMBERS)), set_cell("scale_items", "min", "", item="n1")),
    ),
    (
        "pomp without a range",
        "SCORE-RANGE-MISSING",
        both(
            both(FREE, set_cells(("scale_items", "min"), {"min": "", "max": ""}, item="n1")),
            set_cell("scales", "rescale", "pomp", **NUMBERS),
        ),
    ),
    (
        "weights that add up to nothing",
        "SCORE-WEIGHTS",
        both(
            both(set_cell("scale_items", "weight", "2", item="n1"), set_cell("scale_items", "weight", "-2", item="n2")),
            set_cell("scales", "method", "weighted_sum", **NUMBERS),
        ),
    ),
    # rules
    ("more answers needed than items", "SCORE-MIN-ANSWERED", set_cell("scales", "min_answered", "3", **AREA)),
    ("fewer answers needed than none", "SCORE-MIN-ANSWERED", set_cell("scales", "min_answered", "-1", **AREA)),
    ("a proportion above 1", "SCORE-MIN-PROPORTION", set_cell("scales", "min_proportion", "1.5", **AREA)),
    ("a prorated count", "SCORE-PRORATE", set_cells(("scales", "on_missing"), {"method": "count", "on_missing": "prorate"}, **NUMBERS)),
    ("a single question of two", "SCORE-SINGLE", set_cell("scales", "method", "single", **NUMBERS)),
    (
        "a prorated single question",
        "SCORE-PRORATE",
        both(
            drop_rows("scale_items", ("scales", "name"), "numbers", item="n2"),
            set_cells(("scales", "on_missing"), {"method": "single", "on_missing": "prorate"}, **NUMBERS),
        ),
    ),
    (
        "a sum of which some items can be left out",
        "SCORE-SUM-NA",
        both(
            set_cells(("scales", "name"), {"method": "sum", "parent": ""}, name="area_a"),
            add_row("scale_items", "item", scale="area_a", item="n1", min="0", max="9"),
        ),
    ),
    (
        "pomp on a mean of unlike items",
        "SCORE-POMP",
        both(both(FREE, N1_WIDE), set_cells(("scales", "rescale"), {"method": "mean", "rescale": "pomp"}, **NUMBERS)),
    ),
    ("pomp on a mean of pomp", "SCORE-POMP", set_cell("scales", "rescale", "pomp", **AREA)),
    ("pomp on a parent", "SCORE-POMP", set_cell("scales", "rescale", "pomp", name="whole")),
    (
        "pomp on a table with one value",
        "SCORE-POMP",
        both(
            both(set_cell("transforms", "value", "0", raw="1"), set_cell("transforms", "value", "0", raw="2")),
            set_cell("scales", "rescale", "pomp", **NUMBERS),
        ),
    ),
    ("a spread of nothing", "SCORE-SD", set_cell("scales", "sd", "0", **AREA)),
    ("a negative standard error", "SCORE-SD", set_cell("scales", "sem", "-1", **AREA)),
    ("a norm without spread", "SCORE-SD", set_cell("norms", "sd", "0", norm="n")),
    ("a reliability above 1", "SCORE-RELIABILITY", set_cell("scales", "reliability", "1.1", **AREA)),
    # bands
    ("overlapping bands", "SCORE-BANDS-ORDER", set_cell("bands", "from", "0", scale="area_a", name="strong")),
    ("unsorted bands", "SCORE-BANDS-ORDER", set_cell("bands", "from", "-5", scale="area_a", name="strong")),
    ("a first band above the lowest score", "SCORE-BANDS-START", set_cell("bands", "from", "10", scale="area_a", name="building")),
    # parents
    (
        "a circle of parents",
        "SCORE-CYCLE",
        both(
            add_row("scales", "name", name="loop", method="mean_of_scales", parent="whole", **RIGHTS),
            both(set_cell("scales", "parent", "", name="area_b"), set_cell("scales", "parent", "loop", name="whole")),
        ),
    ),
    (
        "a parent with items of its own",
        "SCORE-PARENT-ITEMS",
        both(add_row("scale_items", "item", scale="whole", item="n1", min="0", max="1"), set_cell("scales", "name", "whole", name="whole")),
    ),
    (
        "a scale of scales with items and no children",
        "SCORE-PARENT-ITEMS",
        both(FREE, set_cells(("scales", "name"), {"method": "sum_of_scales"}, **NUMBERS)),
    ),
    ("a parent that is no scale of scales", "SCORE-PARENT-METHOD", set_cell("scales", "method", "mean", name="whole")),
    ("a parent that counts missing ones as zero", "SCORE-PARENT-ZERO", set_cell("scales", "on_missing", "zero", name="whole")),
    ("a scale of nothing", "SCORE-NO-ITEMS", add_row("scales", "name", name="empty", method="mean", **RIGHTS)),
    # rights and safety
    ("a missing holder", "SCORE-RIGHTS", set_cell("settings", "holder", "", form_id="tiny")),
    ("a missing licence", "SCORE-RIGHTS", set_cell("settings", "licence", "", form_id="tiny")),
    ("a scale without a source", "SCORE-RIGHTS", set_cell("scales", "source", "", **AREA)),
    ("a scale without a licence", "SCORE-RIGHTS", set_cell("scales", "licence", "", **AREA)),
    ("a norm without a source", "SCORE-RIGHTS", set_cell("norms", "source", "", norm="n")),
    ("level B without a named lead", "SCORE-LEVEL-B", set_cell("settings", "level", "B", form_id="tiny")),
    (
        "level B without contacts",
        "SCORE-LEVEL-B",
        both(
            set_cell("flags", "contacts", "", item="n2"),
            set_cells(("settings", "level"), {"level": "B", "safeguarding_lead": "Named"}, form_id="tiny"),
        ),
    ),
    # cells
    ("text where a number belongs", "SCORE-NUMBER", set_cell("scale_items", "min", "low", item="n1")),
    ("a number past all sense", "SCORE-NUMBER", set_cell("scale_items", "max", "1e300", item="n1")),
    ("half a person", "SCORE-NUMBER", set_cell("scales", "min_answered", "1.5", **AREA)),
    ("a formula without a result", "SCORE-FORMULA", set_cell("scale_items", "max", "=1+1", item="n1")),
    ("a scale without a name", "SCORE-REQUIRED", add_row("scales", "name", method="mean", **RIGHTS)),
    ("a scale without a label", "SCORE-REQUIRED", set_cell("scales", "label", "", **AREA)),
    ("feedback without words", "SCORE-REQUIRED", set_cell("feedback", "text", "", scale="area_a", band="strong")),
    ("a scale without a method", "SCORE-REQUIRED", set_cell("scales", "method", "", **AREA)),
    ("a scale without a direction", "SCORE-REQUIRED", set_cell("scales", "direction", "", **AREA)),
    ("a scale without a version", "SCORE-REQUIRED", set_cell("scales", "key_version", "", **AREA)),
    ("a table row without a value", "SCORE-REQUIRED", set_cell("transforms", "value", "", raw="1")),
    (
        "feedback on a band and on a change",
        "SCORE-REQUIRED",
        set_cells(("feedback", "band"), {"change": "up"}, scale="area_a", band="strong"),
    ),
    ("a flag without a comparison", "SCORE-REQUIRED", set_cell("flags", "op", "", item="n2")),
]


@pytest.mark.parametrize(("code", "mutate"), [pytest.param(code, mutate, id=name) for name, code, mutate in REFUSALS])
def test_a_broken_rule_is_refused_with_its_place(book, code: str, mutate: Mutation) -> None:
    sheet, row, column = mutate(book)
    with pytest.raises(Refused) as refused:
        read_key(book.workbook())
    why = refused.value
    assert (why.code, why.facts["sheet"], why.facts["row"], why.facts["column"]) == (code, sheet, row, column)


@pytest.mark.parametrize(("code", "mutate"), [pytest.param(code, mutate, id=name) for name, code, mutate in REFUSALS])
def test_each_refusal_is_a_sentence_that_names_its_sheet(book, code: str, mutate: Mutation) -> None:
    sheet, row, _ = mutate(book)
    with pytest.raises(Refused) as refused:
        read_key(book.workbook())
    sentence = i18n.explain(refused.value)
    assert f"“{sheet}”, row {row}" in sentence
    assert "{" not in sentence


def test_an_item_in_a_repeat_cannot_be_counted(book) -> None:
    book.sheets["survey"].insert(0, {"type": "begin repeat", "name": "again"})
    book.sheets["survey"].insert(2, {"type": "end repeat"})
    with pytest.raises(Refused, match="SCORE-ITEM-TYPE"):
        read_key(book.workbook())
