"""A laptop becomes known to its office: file and words together, never the file alone."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from civicdesk import paths
from civicdesk.crypto import signing
from civicdesk.export import canonical, laptop_list
from civicdesk.store import files
from civicdesk.workflows import enrolment, pack_making
from civicdesk.workflows.kit import Kit, read_pack
from tests.unit.workflows.conftest import says_no

TODAY = date(2026, 3, 2)
SEED = bytes(range(32))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the folder of the test project's source, as an office has it."""
    shutil.copytree(paths.resources() / "practice", tmp_path / "office" / "project")
    shutil.copytree(paths.resources() / "instruments", tmp_path / "office" / "instruments")
    source = tmp_path / "office" / "project" / "pack.toml"
    source.write_text(source.read_text().replace('id = "practice"', 'id = "test-project"'))
    return source.parent


def test_file_and_words_together_enrol_a_laptop(kit: Kit, project: Path) -> None:
    made = enrolment.enrol(project, enrolment.enrolment_file(kit), enrolment.own(kit).words, TODAY)
    assert (made.id, made.enrolled, made.revoked) == (enrolment.own(kit).laptop, "2026-03-02", "")
    assert [each.laptop for each in enrolment.laptops(project)] == [made]
    assert enrolment.words_of(made) == enrolment.own(kit).words


def test_the_next_pack_carries_the_laptop(kit: Kit, project: Path) -> None:
    made = enrolment.enrol(project, enrolment.enrolment_file(kit), enrolment.own(kit).words, TODAY)
    assert read_pack(pack_making.make_pack(project, SEED)).export.laptops == (made,)


def test_other_words_enrol_nobody(kit: Kit, project: Path) -> None:
    with says_no("ENROL-WORDS"):
        enrolment.enrol(project, enrolment.enrolment_file(kit), pack_making.make_keys().words, TODAY)
    assert enrolment.laptops(project) == ()


def test_the_same_laptop_again_changes_nothing(kit: Kit, project: Path) -> None:
    data, words = enrolment.enrolment_file(kit), enrolment.own(kit).words
    first = enrolment.enrol(project, data, words, TODAY)
    written = (project / laptop_list.FILE).read_bytes()
    assert enrolment.enrol(project, data, words, date(2026, 4, 1)) == first
    assert (project / laptop_list.FILE).read_bytes() == written


def test_a_laptop_of_another_project_is_not_enrolled(kit: Kit, project: Path) -> None:
    source = project / "pack.toml"
    source.write_text(source.read_text().replace('id = "test-project"', 'id = "another"'))
    with says_no("ENROL-PROJECT"):
        enrolment.enrol(project, enrolment.enrolment_file(kit), enrolment.own(kit).words, TODAY)


@pytest.mark.parametrize("text", [None, "[project", "[projects]\n"])
def test_a_folder_without_a_project_is_told(kit: Kit, project: Path, text: str | None) -> None:
    (project / "pack.toml").unlink()
    if text is not None:
        (project / "pack.toml").write_text(text)
    with says_no("PACK-SOURCE"):
        enrolment.enrol(project, enrolment.enrolment_file(kit), enrolment.own(kit).words, TODAY)


def _altered(data: bytes, **changes: str) -> bytes:
    return canonical.document({**canonical.load(data), **changes}, "enrolment.json")


@pytest.mark.parametrize(
    "alter",
    [
        lambda _data: b"",
        lambda _data: b"[]",
        lambda data: data[:-1],
        lambda _data: b" " * (enrolment.LARGEST + 1),
        lambda data: data + b"\n",
        lambda data: _altered(data, project="another"),
        lambda data: _altered(data, laptop="0" * 16),
        lambda data: _altered(data, public_key=signing.public_of(SEED)),
        lambda data: _altered(data, more="than it says"),
        lambda data: _altered(data, minisig="nothing"),
    ],
)
def test_a_file_that_was_changed_on_its_way_is_refused(kit: Kit, alter: Callable[[bytes], bytes]) -> None:
    with says_no("ENROL-FILE"):
        enrolment.read(alter(enrolment.enrolment_file(kit)))


def test_a_signature_of_this_laptop_over_something_else_enrols_nobody(kit: Kit) -> None:
    told = {name: value for name, value in canonical.load(enrolment.enrolment_file(kit)).items() if name != enrolment.SIGNED}
    key = bytes([5] * 32)
    other = {**told, "public_key": signing.public_of(key)}
    signed = signing.sign(key, canonical.dump(other), f"civicdesk-enrolment 1 {told['laptop']}").decode()
    with says_no("ENROL-FILE"):
        enrolment.read(canonical.document({**other, "minisig": signed}, "enrolment.json"))


def test_the_file_says_nothing_about_people(kit: Kit) -> None:
    assert set(canonical.load(enrolment.enrolment_file(kit))) == {"format", "laptop", "public_key", "project", "program", "day", "minisig"}


def test_the_file_is_saved_where_somebody_chose(kit: Kit, tmp_path: Path) -> None:
    enrolment.save(kit, tmp_path / "here.json")
    assert enrolment.read((tmp_path / "here.json").read_bytes()).words == enrolment.own(kit).words


@pytest.fixture
def enrolled(kit: Kit, project: Path) -> Path:
    """Return the folder of a project that knows this laptop."""
    enrolment.enrol(project, enrolment.enrolment_file(kit), enrolment.own(kit).words, TODAY)
    return project


def test_a_laptop_is_revoked_by_the_beginning_of_its_id(kit: Kit, enrolled: Path) -> None:
    ended = enrolment.revoke(enrolled, enrolment.own(kit).laptop[:4].upper(), TODAY, "stolen from a car")
    assert ended.revoked == "2026-03-02"
    assert [each.reason for each in enrolment.laptops(enrolled)] == ["stolen from a car"]
    assert b"stolen" not in pack_making.make_pack(enrolled, SEED)


def test_a_later_word_never_makes_the_day_later(kit: Kit, enrolled: Path) -> None:
    enrolment.revoke(enrolled, enrolment.own(kit).laptop, TODAY, "lost")
    assert enrolment.revoke(enrolled, enrolment.own(kit).laptop, date(2026, 4, 1), "still lost").revoked == "2026-03-02"
    assert enrolment.revoke(enrolled, enrolment.own(kit).laptop, date(2026, 2, 1), "since February").revoked == "2026-02-01"


def test_a_revoked_key_is_never_taken_again(kit: Kit, enrolled: Path) -> None:
    enrolment.revoke(enrolled, enrolment.own(kit).laptop, TODAY, "lost")
    with says_no("ENROL-REVOKED"):
        enrolment.enrol(enrolled, enrolment.enrolment_file(kit), enrolment.own(kit).words, TODAY)


@pytest.mark.parametrize("which", ["", "abc", "ffff0000"])
def test_a_laptop_that_nobody_knows_is_not_revoked(enrolled: Path, which: str) -> None:
    with says_no("ENROL-UNKNOWN"):
        enrolment.revoke(enrolled, which, TODAY, "lost")


def test_a_reason_is_asked_for(kit: Kit, enrolled: Path) -> None:
    with says_no("ENROL-REASON"):
        enrolment.revoke(enrolled, enrolment.own(kit).laptop, TODAY, "  ")


def test_the_other_laptops_stay_as_they_are(kit: Kit, enrolled: Path) -> None:
    key = signing.public_of(SEED)
    other = laptop_list.Listed(laptop=replace(enrolment.laptops(enrolled)[0].laptop, id=signing.key_id(key), public_key=key))
    files.write_whole(enrolled / laptop_list.FILE, laptop_list.write((*enrolment.laptops(enrolled), other)))
    enrolment.revoke(enrolled, enrolment.own(kit).laptop, TODAY, "lost")
    assert enrolment.laptops(enrolled)[1] == other


def test_a_laptop_that_its_pack_does_not_name_is_not_enrolled(kit: Kit) -> None:
    assert (enrolment.own(kit).enrolled, enrolment.own(kit).revoked) == ("", "")
