"""By what people are sorted for tables, and how tables are written."""

from collections.abc import Mapping
from dataclasses import replace

from civicdesk.export import counts
from civicdesk.export.prepare import Rows
from civicdesk.records.releases import ExportSettings, ReleaseScore
from civicdesk.records.tables import Counted, DrawnTables, ReleasedTable


def test_people_stand_in_the_bands_of_the_pack_and_in_their_last_wave(
    rows: Rows, settings: ExportSettings, files: Mapping[str, bytes]
) -> None:
    groups = counts.sort(rows.people, rows.responses, settings, files)
    first = rows.people[0]
    assert groups[first.code]["sex"] == first.quasi["sex"]
    assert groups[first.code]["age"] != first.quasi["age"]
    assert groups[first.code]["first_period"] == first.quasi["first_period"]
    assert {mine["wave"] for mine in groups.values()} == {"2"}


def test_who_gave_no_answer_and_who_never_came_are_groups_too(rows: Rows, settings: ExportSettings, files: Mapping[str, bytes]) -> None:
    first = replace(rows.people[0], quasi={})
    assert set(counts.sort((first,), (), settings, files)[first.code].values()) == {"NOT_ASKED"}


def test_a_table_by_one_column_is_followed_by_the_means_of_each_scale() -> None:
    groups = {"a": {"sex": "Female", "wave": "1"}, "b": {"sex": "Male", "wave": "2"}}
    asked, unknown = counts.asked(
        _settings(("sex",), ("sex", "wave"), ("shoe",)), groups, (_score("a", 1, 3.0), _score("a", 2, 4.0), _score("b", 2, None))
    )
    assert unknown == ("shoe",)
    assert asked == {
        "sex": (Counted(code="a", row="Female", column="people"), Counted(code="b", row="Male", column="people")),
        "mean of trust by sex": (Counted(code="a", row="Female", column="people", value=4.0),),
        "sex by wave": (Counted(code="a", row="Female", column="1"), Counted(code="b", row="Male", column="2")),
    }


def test_a_table_is_written_line_by_line_with_its_month_and_totals() -> None:
    told = counts.cells(
        DrawnTables(
            tables=(
                _table(),
                replace(_table(), name="mean of trust by sex", people=(Counted(code="a", row="x", column="people", value=1.0),)),
            )
        )
    )
    assert [(cell.table, cell.row, cell.column, cell.value) for cell in told] == [
        ("sex (2026-11)", "Female / Other", "people", "12"),
        ("sex (2026-11)", "Male", "people", ""),
        ("sex (2026-11)", "total", "people", "30"),
        ("mean of trust by sex (2026-11)", "Female / Other", "mean", "3.5"),
        ("mean of trust by sex (2026-11)", "Male", "mean", ""),
        ("mean of trust by sex (2026-11)", "total", "mean", "3"),
    ]


def test_a_table_by_two_columns_has_both_totals() -> None:
    table = replace(_table(), columns=(("1",), ("2",)), counts=((12, None, 24), (None, 12, 24), (24, 24, 48)))
    told = [(cell.row, cell.column, cell.value) for cell in counts.cells(DrawnTables(tables=(table,)))]
    assert told[2] == ("Female / Other", "total", "24")
    assert told[-1] == ("total", "total", "48")


def _table() -> ReleasedTable:
    return ReleasedTable(
        name="sex",
        period="2026-11",
        rows=(("Female", "Other"), ("Male",)),
        columns=(("people",),),
        counts=((12, 12), (None, None), (30, 30)),
        means=((3.5, 3.5), (None, None), (3.0, 3.0)),
        method="suppress",
        least=10,
        people=(),
    )


def _settings(*columns: tuple[str, ...]) -> ExportSettings:
    from datetime import date

    from civicdesk.records.ids import ProjectId
    from civicdesk.records.releases import Quasi

    return ExportSettings(
        project=ProjectId("invented"),
        short_code="ember",
        pack_version=1,
        recipient="Placeholder Centre",
        recipient_class="known",
        agreement="Agreement",
        review_date=date(2027, 6, 1),
        age_recipients=("age1a", "age1b"),
        quasi=(Quasi(column="sex", hierarchy="sex"),),
        table_columns=columns,
    )


def _score(code: str, wave: int, value: float | None) -> ReleaseScore:
    return ReleaseScore(code=code, wave=wave, occasion=1, scale="trust", score_version="1", value=value, answered=1, items=1)
