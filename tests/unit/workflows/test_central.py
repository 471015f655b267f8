"""The office: keys, project packs, and bundles that come in."""

import shutil
from pathlib import Path

import pytest

from civicdesk import paths
from civicdesk.workflows import central, first_run
from tests.unit.workflows.conftest import says_no

SOURCE = paths.resources() / "practice"
SEED = bytes(range(32))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return the source folder of a pack that can be changed."""
    shutil.copytree(SOURCE, tmp_path / "source" / "practice")
    shutil.copytree(SOURCE.parent / "instruments", tmp_path / "source" / "instruments")
    return tmp_path / "source" / "practice"


def change(source: Path, old: str, new: str) -> Path:
    file = source / "pack.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return source


def test_a_pack_is_made_from_a_folder_and_signed_by_the_coordinator(source: Path) -> None:
    card = first_run.look(central.make_pack(source, SEED))
    assert card.practice
    assert card.instruments == ("civic-health.xlsx",)
    assert len(card.signer_words.split()) == 6


def test_the_same_folder_makes_the_same_pack(source: Path) -> None:
    assert central.make_pack(source, SEED) == central.make_pack(source, SEED)


def test_the_practice_pack_that_is_shipped_says_what_its_source_says() -> None:
    seed = central.read_seed((SOURCE / "signing-key.txt").read_bytes())
    assert central.make_pack(SOURCE, seed) == (SOURCE / "practice.civicpack").read_bytes()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[export]", "[export"),
        ("[project]", "[projects]"),
        ('name = "', 'title = "'),
        ("version = 1", 'version = "one"'),
        ("version = 1", "version = true"),
        ("recovery = true", 'recovery = "no"'),
        ("two_person = true", "two_person = 1"),
        ('review_date = "2027-06-30"', 'review_date = "soon"'),
        ("crisis_lines = [", 'crisis_lines = "none" #['),
        ("[[export.quasi]]", "[export.quasi]"),
        ("civic-health.xlsx", "nowhere.xlsx"),
    ],
)
def test_a_mistake_in_the_source_is_told(source: Path, old: str, new: str) -> None:
    change(source, old, new)
    with says_no("PACK-SOURCE"):
        central.make_pack(source, SEED)


def test_a_folder_without_a_source_is_told(tmp_path: Path) -> None:
    with says_no("PACK-SOURCE"):
        central.make_pack(tmp_path, SEED)


@pytest.mark.parametrize(
    ("old", "new"), [("k = 5", "k = 2"), ("min_people = 10", "min_people = 3"), ('hierarchy = "sex"', 'hierarchy = "shoe"')]
)
def test_a_rule_of_every_project_holds_for_this_one_too(source: Path, old: str, new: str) -> None:
    change(source, old, new)
    with says_no("PACK-RULE"):
        central.make_pack(source, SEED)


def test_keys_are_written_once_and_never_over_others(tmp_path: Path) -> None:
    keys = central.make_keys()
    central.save_keys(keys, tmp_path / "safe")
    assert central.read_identity((tmp_path / "safe" / central.IDENTITY).read_bytes()) == keys.identity
    assert central.read_seed((tmp_path / "safe" / central.SIGNING).read_bytes()) == keys.signing_seed
    assert len(keys.words.split()) == 6
    with says_no("CENTRAL-KEYS-EXIST"):
        central.save_keys(central.make_keys(), tmp_path / "safe")


def test_a_secret_key_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    central.save_keys(central.make_keys(), tmp_path / "safe")
    assert [path.name for path in (tmp_path / "safe").iterdir() if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("data", [b"", b"# only a comment\n", b"one\ntwo\n", b"not hexadecimal"])
def test_a_file_that_is_no_key_is_told(data: bytes) -> None:
    with says_no("CENTRAL-KEY-FILE"):
        central.read_seed(data)


def test_a_file_that_is_no_bundle_is_told() -> None:
    with says_no("BUNDLE-NOT-OURS"):
        central.receive(b"plain words", central.make_keys().identity, {})


def test_names_are_looked_for_in_every_part_of_a_bundle_in_any_case() -> None:
    members = {"a.csv": b"nothing", "b.csv": b"WREN was here"}
    assert central.hits(members, ("Wren", "Robin")) == ("Wren",)
