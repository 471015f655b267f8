"""The bundle: its members, and the check of a received one."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

import pytest

from civicdesk.errors import Damaged, Refused
from civicdesk.export import bundle, canonical, container, csvs, intake, tables
from civicdesk.export.prepare import Prepared
from civicdesk.records.releases import Batch, BundleCheck, BundleHeader, CheckResult, ReleasedCell, ReleasedNote

Rebuild = Callable[[Mapping[str, bytes | None]], BundleCheck]


@pytest.fixture
def rebuild(inner: bytes, seal, header: BundleHeader) -> Rebuild:
    """Check the bundle with some members changed (None: taken out), signed anew as its maker would."""

    def check(changes: Mapping[str, bytes | None]) -> BundleCheck:
        members = {name: data for name, data in container.read_container(inner).items() if not name.startswith("manifest")}
        changed = {**members, **changes}
        kept = [(name, data) for name, data in changed.items() if data is not None]
        return bundle.check_bundle(container.write_container(kept, seal.sign), seal.verify)

    return check


def _member(inner: bytes, name: str) -> bytes:
    return container.read_container(inner)[name]


def _codes(found: BundleCheck) -> set[str]:
    return {code for code, _ in found.findings}


def test_members_stand_in_the_order_of_the_format(inner: bytes) -> None:
    assert zipfile.ZipFile(io.BytesIO(inner)).namelist() == [
        "FORMAT",
        "release.json",
        "datapackage.json",
        "codebook.csv",
        "codebook.html",
        "risk-report.json",
        "risk-report.html",
        "AGREEMENT.txt",
        "data/people.csv",
        "data/responses-civic-health.csv",
        "data/scores.csv",
        "data/withdrawals.csv",
        "data/directory-corrections.csv",
        "manifest-sha256.txt",
        "manifest-sha256.txt.minisig",
    ]


def test_a_whole_bundle_is_found_in_order(inner: bytes, seal, header: BundleHeader) -> None:
    found = bundle.check_bundle(inner, seal.verify)
    assert found == BundleCheck(
        ok=True,
        batch_id=header.batch_id,
        project="invented-project",
        laptop="laptop-1",
        practice=True,
        people=24,
        rows={
            "data/people.csv": 24,
            "data/responses-civic-health.csv": 48,
            "data/scores.csv": 48,
            "data/withdrawals.csv": 1,
            "data/directory-corrections.csv": 0,
        },
        findings=(),
    )


def test_no_byte_tells_a_name_or_a_free_text(inner: bytes) -> None:
    for planted in (b"Wren", b"Fictional", b"neighbour", b"Sam  Placeholder"):
        assert planted not in inner


def test_the_same_rows_have_the_same_bytes_and_the_same_id(inner: bytes, prepared: Prepared, header: BundleHeader, seal) -> None:
    chance = Random(2)  # noqa: S311 - the same invented rows in every run
    shuffled = replace(
        prepared.batch,
        people=tuple(chance.sample(prepared.batch.people, 24)),
        responses=tuple(chance.sample(prepared.batch.responses, 48)),
        scores=tuple(chance.sample(prepared.batch.scores, 48)),
    )
    assert bundle.write_bundle(shuffled, header, prepared.report, "Terms of use, invented.\n", seal.sign) == inner


def test_the_id_depends_on_laptop_project_and_pack(prepared: Prepared, header: BundleHeader) -> None:
    ids = {bundle.batch_id(prepared.batch, header.project, laptop, version) for laptop in ("laptop-1", "laptop-2") for version in (3, 4)}
    assert len(ids) == 4


def test_sampled_one_bit_mutants_are_all_turned_away(inner: bytes, seal) -> None:
    taken = []
    for bit in Random(11).sample(range(8 * len(inner)), 500):  # noqa: S311 - the same invented rows in every run
        changed = bytearray(inner)
        changed[bit // 8] ^= 1 << bit % 8
        if bundle.check_bundle(bytes(changed), seal.verify).ok:
            taken.append(bit)
    assert taken == []


def test_a_check_that_stops_the_release_stops_the_writer(prepared: Prepared, header: BundleHeader, seal) -> None:
    blocked = replace(prepared.report, checks=tuple(replace(check, result=CheckResult.BLOCK) for check in prepared.report.checks))
    with pytest.raises(ValueError, match=header.batch_id):
        bundle.write_bundle(prepared.batch, header, blocked, "", seal.sign)


def test_a_header_of_another_batch_stops_the_writer(prepared: Prepared, header: BundleHeader, seal) -> None:
    with pytest.raises(ValueError, match="another"):
        bundle.write_bundle(prepared.batch, replace(header, batch_id="another"), prepared.report, "", seal.sign)


def test_the_file_name_carries_the_hash_of_the_sealed_file() -> None:
    assert bundle.file_name("ember", "0123456789abcdef" * 4, b"sealed") == "ember-0123456789abcdef-c9d0036b.age"


def test_the_descriptor_describes_every_column(inner: bytes) -> None:
    described = json.loads(_member(inner, "datapackage.json"))
    assert described["profile"] == "tabular-data-package"
    answers = described["resources"][1]
    fields = {field["name"]: field for field in answers["schema"]["fields"]}
    assert fields["wb1"]["type"] == "integer"
    assert fields["wb5"]["constraints"]["enum"] == ["often", "some", "never"]
    assert fields["wb5"]["categories"][0] == {"value": "often", "label": "Often or always"}
    assert fields["oi"]["codes"] == ["help", "learn", "groups"]
    assert answers["schema"]["foreignKeys"][0]["reference"]["resource"] == "people"


def test_the_codebook_has_a_line_for_each_column_and_scale(inner: bytes) -> None:
    lines = csvs.read(_member(inner, "codebook.csv"))
    lonely = next(line for line in lines if line["field"] == "wb5")
    assert (lonely["role"], lonely["scale"], lonely["text"]) == ("sensitive", "wellbeing", "How often do you feel lonely?")
    age = next(line for line in lines if line["field"] == "age")
    assert age["role"] == "quasi"
    assert "level" in age["levels"]
    assert lines[-1]["score_version"] == "1"
    assert b"WITHHELD" in _member(inner, "codebook.html")


def test_a_release_without_answers_has_tables_without_rows(prepared: Prepared, header: BundleHeader, seal) -> None:
    batch = replace(prepared.batch, people=(), responses=(), scores=(), columns={})
    made = replace(header, batch_id=bundle.batch_id(batch, header.project, header.laptop, header.pack_version))
    inner = bundle.write_bundle(batch, made, prepared.report, "", seal.sign)
    found = bundle.check_bundle(inner, lambda _manifest, _signature: bundle.trusted_comment(made))
    assert (found.ok, found.people) == (True, 0)


def test_another_signature_is_found(inner: bytes, seal, seal_with) -> None:
    def wrong(_manifest: bytes, _signature: bytes) -> str:
        raise Damaged("BUNDLE-SIGNATURE")

    assert _codes(bundle.check_bundle(inner, wrong)) == {"BUNDLE-SIGNATURE"}
    assert _codes(bundle.check_bundle(inner, lambda _m, _s: "civicdesk-bundle 1 other laptop-1")) == {"BUNDLE-SIGNATURE"}


def test_something_that_is_no_bundle_is_found(seal) -> None:
    assert _codes(bundle.check_bundle(b"not a bundle", seal.verify)) == {"BUNDLE-ZIP"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"FORMAT": b"civicdesk-bundle 2.0\n"}, "BUNDLE-FORMAT"),
        ({"AGREEMENT.txt": None}, "BUNDLE-MEMBERS"),
        ({"data/scores.csv": None}, "BUNDLE-MEMBERS"),
        ({"data/more.csv": b"a\n"}, "BUNDLE-MEMBERS"),
        ({"notes.txt": b"a\n"}, "BUNDLE-MEMBERS"),
        ({"release.json": b"[]\n"}, "BUNDLE-SCHEMA"),
        ({"release.json": b"{"}, "BUNDLE-SCHEMA"),
        ({"release.json": b'{"batch_id": 1}'}, "BUNDLE-SCHEMA"),
        ({"datapackage.json": b"{"}, "BUNDLE-SCHEMA"),
        ({"datapackage.json": b'{"resources":[]}'}, "BUNDLE-SCHEMA"),
        ({"datapackage.json": b'{"resources":{"a":1}}'}, "BUNDLE-SCHEMA"),
        ({"data/people.csv": b"person_code\n\xff"}, "BUNDLE-SCHEMA"),
        ({"data/people.csv": b"person_code,name\n"}, "BUNDLE-SCHEMA"),
        ({"data/people.csv": b"person_code,row_version,first_period,age,sex,district,housing\n"}, "BUNDLE-BATCH"),
    ],
)
def test_a_wrong_part_is_found(rebuild: Rebuild, changes: Mapping[str, bytes | None], code: str) -> None:
    found = rebuild(changes)
    assert code in _codes(found)
    assert not found.ok


def test_a_newer_minor_version_is_read(rebuild: Rebuild) -> None:
    assert rebuild({"FORMAT": b"civicdesk-bundle 1.7\n"}).ok


def test_a_settings_table_of_another_shape_is_found(rebuild: Rebuild, inner: bytes) -> None:
    release = json.loads(_member(inner, "release.json"))
    for wrong in ({"k": "5", "quasi": []}, {"k": 5, "quasi": "age"}, {"k": 5, "quasi": ["shoe"]}):
        assert "BUNDLE-SCHEMA" in _codes(rebuild({"release.json": canonical.dump({**release, "settings": wrong})}))


def test_counts_that_do_not_agree_are_found(rebuild: Rebuild, inner: bytes) -> None:
    release = json.loads(_member(inner, "release.json"))
    assert _codes(rebuild({"release.json": canonical.dump({**release, "rows": {}})})) == {"BUNDLE-COUNTS"}


def test_a_promise_of_more_look_alikes_is_found_out(rebuild: Rebuild, inner: bytes) -> None:
    release = json.loads(_member(inner, "release.json"))
    release["settings"]["k"] = 23
    assert _codes(rebuild({"release.json": canonical.dump(release)})) == {"BUNDLE-CLASSES"}


@pytest.fixture
def of_batch(header: BundleHeader, prepared: Prepared, seal) -> Callable[[Batch], BundleCheck]:
    """Write a batch as it is, whatever is wrong with it, and check the bundle."""

    def check(batch: Batch) -> BundleCheck:
        made = replace(header, batch_id=bundle.batch_id(batch, header.project, header.laptop, header.pack_version))
        inner = bundle.write_bundle(batch, made, prepared.report, "", seal.sign)
        return bundle.check_bundle(inner, lambda _manifest, _signature: bundle.trusted_comment(made))

    return check


@pytest.mark.parametrize(
    ("column", "value"), [("wb1", "five"), ("wb1", "5.5"), ("wb5", "sometimes"), ("oi", "help sing"), ("oi", "learn help"), ("wb1", "")]
)
def test_a_cell_that_does_not_fit_its_column_is_found_with_its_line(
    of_batch: Callable[[Batch], BundleCheck], prepared: Prepared, column: str, value: str
) -> None:
    first, *others = prepared.batch.responses
    found = of_batch(replace(prepared.batch, responses=(replace(first, values={**first.values, column: value}), *others)))
    assert found.findings == (
        ("ROW-INVALID", f"Line 2 of data/responses-civic-health.csv: the value in {column} does not fit its column."),
    )


def test_a_required_cell_that_is_missing_is_found(of_batch: Callable[[Batch], BundleCheck], prepared: Prepared) -> None:
    first, *others = prepared.batch.responses
    for mode in ("", "SKIPPED"):
        assert _codes(of_batch(replace(prepared.batch, responses=(replace(first, mode=mode), *others)))) == {"ROW-INVALID"}


def test_at_most_twenty_findings_are_listed(of_batch: Callable[[Batch], BundleCheck], prepared: Prepared) -> None:
    wrong = tuple(replace(one, values={**one.values, "wb1": "x"}) for one in prepared.batch.responses)
    assert len(of_batch(replace(prepared.batch, responses=wrong)).findings) == 20


def test_a_row_twice_is_found(of_batch: Callable[[Batch], BundleCheck], prepared: Prepared) -> None:
    again = replace(prepared.batch, scores=(*prepared.batch.scores, prepared.batch.scores[0]))
    assert _codes(of_batch(again)) == {"BUNDLE-TWICE"}


def test_a_row_of_nobody_is_found(of_batch: Callable[[Batch], BundleCheck], prepared: Prepared) -> None:
    stranger = replace(prepared.batch, scores=(replace(prepared.batch.scores[0], code="stranger"), *prepared.batch.scores[1:]))
    assert _codes(of_batch(stranger)) == {"BUNDLE-REFERENCE"}


def test_two_forms_whose_file_names_read_alike_are_refused(prepared: Prepared) -> None:
    with pytest.raises(Refused, match="EXPORT-FORM"):
        tables.tables(replace(prepared.batch, columns={"Civic Health": (), "civic_health": ()}))


def test_the_name_of_a_form_becomes_a_file_name() -> None:
    assert [tables.file_name(form) for form in ("Civic Health (2)", "__", "x" * 50)] == ["civic-health-2", "form", "x" * 40]


def test_a_table_that_is_too_large_is_refused(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LARGEST_TABLE", 100)
    with pytest.raises(Refused, match="EXPORT-TOO-LARGE"):
        tables.files(tables.tables(prepared.batch))


def test_a_large_table_is_cut_into_files_that_a_receiver_puts_together(
    prepared: Prepared, header: BundleHeader, seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "LARGEST_TABLE", 3_000)
    made = replace(header, batch_id=bundle.batch_id(prepared.batch, header.project, header.laptop, header.pack_version))
    inner = bundle.write_bundle(prepared.batch, made, prepared.report, "", seal.sign)
    found = bundle.check_bundle(inner, lambda _manifest, _signature: bundle.trusted_comment(made))
    assert found.ok, found.findings
    pieces = [path for path in found.rows if path.startswith("data/responses-civic-health-")]
    assert pieces[:2] == ["data/responses-civic-health-001.csv", "data/responses-civic-health-002.csv"]
    assert sum(found.rows[path] for path in pieces) == 48
    rows = intake.read(container.read_container(inner), "0").rows
    assert sorted({row.table for row in rows}) == ["people", "responses-civic-health", "scores"]


def test_a_row_that_stands_in_two_files_of_a_table_is_found(
    of_batch: Callable[[Batch], BundleCheck], prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = replace(prepared.batch.responses[0], row_version=2)
    monkeypatch.setattr(tables, "LARGEST_TABLE", 3_000)
    found = of_batch(replace(prepared.batch, responses=(*prepared.batch.responses, again)))
    assert "data/responses-civic-health-002.csv" in found.rows
    assert _codes(found) == {"BUNDLE-TWICE"}


def test_a_piece_that_has_the_name_of_another_table_is_refused(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "LARGEST_TABLE", 3_000)
    batch = replace(prepared.batch, columns={**prepared.batch.columns, "civic-health-001": ()})
    with pytest.raises(Refused, match="EXPORT-FORM"):
        tables.files(tables.tables(batch))


@pytest.fixture
def full(prepared: Prepared) -> Batch:
    """A batch with everything that a release can bring."""
    return replace(
        prepared.batch,
        notes=(ReleasedNote(kind="quote", domain="trust", text="It got better, [name 1] said.", cuts=1),),
        tables=(
            ReleasedCell(table="sex (2026-11)", row="Female", column="people", value="12"),
            ReleasedCell(table="sex (2026-11)", row="Male", column="people", value=""),
            ReleasedCell(table="mean of trust by sex (2026-11)", row="Female", column="mean", value="3.4"),
        ),
        corrections=({"entry": "e1", "source": "a list", "field": "phone", "old": "1", "new": "2", "date": "2026-11-02", "worker": "w-1"},),
        linkage=b"age-encryption.org/v1\nsealed to the linker",
    )


def test_words_tables_corrections_and_link_codes_stand_in_their_places(full: Batch, of_batch: Callable[[Batch], BundleCheck]) -> None:
    found = of_batch(full)
    assert found.ok, found.findings
    told = {
        path: rows for path, rows in found.rows.items() if path in {"data/notes.csv", "data/tables.csv", "data/directory-corrections.csv"}
    }
    assert told == {"data/notes.csv": 1, "data/tables.csv": 3, "data/directory-corrections.csv": 1}


def test_a_hidden_figure_is_withheld_and_words_have_no_code(full: Batch) -> None:
    by_name = {table.name: table.csv().decode() for table in tables.tables(full)}
    assert "sex (2026-11),Male,people,WITHHELD\n" in by_name["tables"]
    assert by_name["notes"] == 'note_id,kind,domain,text,cuts\n1,quote,trust,"It got better, [name 1] said.",1\n'


def test_link_codes_change_no_id_and_anything_else_in_their_place_is_found(
    full: Batch, header: BundleHeader, prepared: Prepared, seal
) -> None:
    origin = header.project, header.laptop, header.pack_version
    assert bundle.batch_id(full, *origin) == bundle.batch_id(replace(full, linkage=b""), *origin)
    made = replace(header, batch_id=bundle.batch_id(full, *origin))
    for linkage in (b"name,code\n", b"age-encryption.org/v1"):
        inner = bundle.write_bundle(replace(full, linkage=linkage), made, prepared.report, "", seal.sign)
        found = bundle.check_bundle(inner, lambda _manifest, _signature: bundle.trusted_comment(made))
        assert _codes(found) == {"BUNDLE-MEMBERS"}


def test_everything_in_a_full_bundle_is_guarded_bit_by_bit(full: Batch, header: BundleHeader, prepared: Prepared, seal_with) -> None:
    made = replace(header, batch_id=bundle.batch_id(full, header.project, header.laptop, header.pack_version))
    seal = seal_with(bundle.trusted_comment(made))
    inner = bundle.write_bundle(full, made, prepared.report, "", seal.sign)
    assert inner == bundle.write_bundle(full, made, prepared.report, "", seal.sign)
    assert bundle.check_bundle(inner, seal.verify).ok
    taken = []
    for bit in Random(12).sample(range(8 * len(inner)), 200):  # noqa: S311 - the same invented rows in every run
        changed = bytearray(inner)
        changed[bit // 8] ^= 1 << bit % 8
        if bundle.check_bundle(bytes(changed), seal.verify).ok:
            taken.append(bit)
    assert taken == []


@pytest.mark.parametrize(
    "wrong", [{"part": 2}, {"part": "1"}, {"part": 0}, {"parts": 2}, {"batches": []}, {"batches": ["other"]}, {"batches": 1}]
)
def test_a_bundle_that_does_not_stand_where_it_says_is_found(rebuild: Rebuild, inner: bytes, wrong: Mapping[str, object]) -> None:
    release = json.loads(_member(inner, "release.json"))
    assert _codes(rebuild({"release.json": canonical.dump({**release, **wrong})})) == {"BUNDLE-SCHEMA"}


def test_a_bundle_of_an_earlier_version_says_nothing_of_parts(rebuild: Rebuild, inner: bytes) -> None:
    release = json.loads(_member(inner, "release.json"))
    del release["batches"]
    assert rebuild({"release.json": canonical.dump(release)}).ok


def test_a_descriptor_that_nobody_could_read_is_not_written(
    prepared: Prepared, header: BundleHeader, seal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canonical, "MAX_VALUES", 100)
    with pytest.raises(Refused, match="EXPORT-DOCUMENT") as why:
        bundle.write_bundle(prepared.batch, header, prepared.report, "Agreement", seal.sign)
    assert why.value.facts["file"] == "datapackage.json"


def test_numbers_are_written_in_one_way() -> None:
    assert [tables.number(value) for value in (3.0, 3.25, -0.0000001, 1 / 3, -2.5)] == ["3", "3.25", "0", "0.333333", "-2.5"]
