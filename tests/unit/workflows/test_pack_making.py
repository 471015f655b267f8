"""The office: its keys, their paper, and project packs."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from civicdesk import paths
from civicdesk.crypto import sealing
from civicdesk.errors import Refused
from civicdesk.feedback import preview
from civicdesk.records.instruments import Finding, Level
from civicdesk.workflows import centre, first_run, forms, pack_making, pack_trying
from civicdesk.workflows.kit import read_pack
from tests.journeys.conftest import PASSPHRASE
from tests.unit.workflows.conftest import says_no

SOURCE = paths.resources() / "practice"
SEED = bytes(range(32))
TODAY = date(2026, 3, 2)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return the source folder of a pack that can be changed."""
    shutil.copytree(SOURCE, tmp_path / "source" / "practice")
    shutil.copytree(SOURCE.parent / "instruments", tmp_path / "source" / "instruments")
    return tmp_path / "source" / "practice"


COLUMNS = 'table_columns = [["sex"], ["district"]]\n'
"""Line of the source whose place a test takes for its own."""


def change(source: Path, old: str, new: str) -> Path:
    file = source / "pack.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return source


def test_a_pack_is_made_from_a_folder_and_signed_by_the_coordinator(source: Path) -> None:
    card = first_run.look(pack_making.make_pack(source, SEED))
    assert card.practice
    assert card.instruments == ("civic-health.xlsx",)
    assert len(card.signer_words.split()) == 6


def test_the_same_folder_makes_the_same_pack(source: Path) -> None:
    assert pack_making.make_pack(source, SEED) == pack_making.make_pack(source, SEED)


def test_the_practice_pack_that_is_shipped_says_what_its_source_says() -> None:
    seed = pack_making.read_seed((SOURCE / "signing-key.txt").read_bytes())
    assert pack_making.make_pack(SOURCE, seed) == (SOURCE / "practice.civicpack").read_bytes()


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
        ("[project]", "[[project]]"),
        ('hierarchies = ["age"', 'hierarchies = "age" # ["age"'),
        ("civic-health.xlsx", "nowhere.xlsx"),
        ("../instruments/civic-health.xlsx", "../../../../../../etc/hostname"),
        ("../instruments/civic-health.xlsx", "pack.toml"),
        ('instruments = ["', 'instruments = ["../instruments/civic-health.xlsx", "'),
        ("instruments = [", 'lists = ["/etc/hostname"]\ninstruments = ['),
        ("instruments = [", 'lists = ["../../../../../../../../etc/hostname"]\ninstruments = ['),
        ('age_recipients = ["age18mv4', 'age_recipients = ["age18mv5'),
        ('sentence = "', 'sentense = "'),
        ("floor = 1", "flor = 1"),
        ('language = "en"', 'languages = "en"'),
    ],
)
def test_a_mistake_in_the_source_is_told(source: Path, old: str, new: str) -> None:
    change(source, old, new)
    with says_no("PACK-SOURCE"):
        pack_making.make_pack(source, SEED)


def test_a_link_to_somewhere_else_is_not_followed(source: Path, tmp_path: Path) -> None:
    (tmp_path / "private.csv").write_bytes(b"name\n")
    (source / "towns.csv").symlink_to(tmp_path / "private.csv")
    change(source, "instruments = [", 'lists = ["towns.csv"]\ninstruments = [')
    with says_no("PACK-SOURCE"):
        pack_making.make_pack(source, SEED)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [("recovery = true\n", "", "recovery is missing"), ("civic-health.xlsx", "nowhere.xlsx", "nowhere.xlsx: there is no such file")],
)
def test_what_is_missing_is_told_in_words(source: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(Refused, match="PACK-SOURCE") as why:
        pack_making.make_pack(change(source, old, new), SEED)
    assert str(why.value.facts["what"]).endswith(told)


def test_a_folder_without_a_source_is_told(tmp_path: Path) -> None:
    with says_no("PACK-SOURCE"):
        pack_making.make_pack(tmp_path, SEED)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("k = 5", "k = 2"),
        ("min_people = 10", "min_people = 3"),
        ('hierarchy = "sex"', 'hierarchy = "shoe"'),
        ("version = 1", "version = 0"),
        ('id = "practice"', 'id = ""'),
        ('id = "practice"', 'id = "two\\nlines"'),
    ],
)
def test_a_rule_of_every_project_holds_for_this_one_too(source: Path, old: str, new: str) -> None:
    change(source, old, new)
    with says_no("PACK-RULE"):
        pack_making.make_pack(source, SEED)


def test_keys_are_written_once_and_never_over_others(tmp_path: Path) -> None:
    keys = pack_making.make_keys()
    pack_making.save_keys(keys, tmp_path / "safe")
    assert pack_making.read_identity((tmp_path / "safe" / pack_making.IDENTITY).read_bytes()) == keys.identity
    assert pack_making.read_seed((tmp_path / "safe" / pack_making.SIGNING).read_bytes()) == keys.signing_seed
    assert len(keys.words.split()) == 6
    with says_no("CENTRAL-KEYS-EXIST"):
        pack_making.save_keys(pack_making.make_keys(), tmp_path / "safe")


def test_the_note_about_another_paper_does_not_speak_for_new_keys(tmp_path: Path) -> None:
    pack_making.note_confirmed(tmp_path, TODAY)
    with says_no("CENTRAL-KEYS-EXIST"):
        pack_making.save_keys(pack_making.make_keys(), tmp_path)


def test_where_no_folder_can_be_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"in the way")
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with says_no("STORE-FILE"):
            pack_making.save_keys(pack_making.make_keys(), place)


def test_a_folder_is_no_place_for_a_pack(source: Path, tmp_path: Path) -> None:
    with says_no("STORE-FILE"):
        pack_making.save_pack(pack_making.make_pack(source, SEED), tmp_path)


def test_a_secret_key_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    pack_making.save_keys(pack_making.make_keys(), tmp_path / "safe")
    assert [path.name for path in (tmp_path / "safe").iterdir() if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("data", [b"", b"# only a comment\n", b"one\ntwo\n", b"not hexadecimal", b"aabb\n", b"a" * 70_000])
def test_a_file_that_is_no_key_is_told(data: bytes) -> None:
    with says_no("CENTRAL-KEY-FILE"):
        pack_making.read_seed(data)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[pack_making.OfficeKeys, Path]:
    """Return keys and the folder in which they lie sealed; sealing takes seconds, so it is done once."""
    keys, folder = pack_making.make_keys(), tmp_path_factory.mktemp("office") / "keys"
    pack_making.save_keys(keys, folder, PASSPHRASE)
    return keys, folder


def test_sealed_keys_without_a_passphrase_stay_closed(sealed: tuple[pack_making.OfficeKeys, Path]) -> None:
    with says_no("CENTRAL-SEALED"):
        pack_making.read_keys(sealed[1], None)


def test_no_secret_of_sealed_keys_is_on_the_disk(sealed: tuple[pack_making.OfficeKeys, Path]) -> None:
    keys, folder = sealed
    whole = b"".join(path.read_bytes() for path in folder.iterdir())
    assert [secret for secret in (keys.identity, keys.signing_seed.hex(), keys.code) if secret.encode() in whole] == []
    assert [secret for secret in (keys.identity, keys.signing_seed.hex(), keys.code) if secret in repr(keys)] == []


def test_plain_keys_are_read_by_the_same_function(tmp_path: Path) -> None:
    keys = pack_making.make_keys()
    pack_making.save_keys(keys, tmp_path)
    assert pack_making.read_keys(tmp_path, None) == keys


def test_a_folder_without_keys_is_told(tmp_path: Path) -> None:
    with says_no("CENTRAL-KEYS"):
        pack_making.read_keys(tmp_path, None)


def test_an_identity_that_is_none_is_told(tmp_path: Path) -> None:
    pack_making.save_keys(pack_making.make_keys(), tmp_path)
    (tmp_path / pack_making.IDENTITY).write_text("AGE-SECRET-KEY-1NONE\n")
    with says_no("SEAL-IDENTITY"):
        pack_making.read_keys(tmp_path, None)


def test_a_passphrase_that_is_easily_guessed_seals_nothing(tmp_path: Path) -> None:
    with says_no("KEYS-WEAK"):
        pack_making.save_keys(pack_making.make_keys(), tmp_path / "keys", "password1234")
    assert not (tmp_path / "keys").exists()


def test_the_paper_makes_the_same_keys_again() -> None:
    keys = pack_making.make_keys()
    assert pack_making.keys_of(keys.code.replace("-", " ").lower()) == keys


def test_a_slip_on_the_paper_is_noticed() -> None:
    code = pack_making.make_keys().code
    with says_no("KEYS-CODE"):
        pack_making.keys_of(("1" if code[0] != "1" else "2") + code[1:])


def test_sealed_keys_sign_no_pack_before_their_paper_was_tried(sealed: tuple[pack_making.OfficeKeys, Path], tmp_path: Path) -> None:
    keys, made = sealed
    folder = shutil.copytree(made, tmp_path / "keys")
    with says_no("CENTRAL-PAPER"):
        pack_making.must_be_confirmed(folder)
    pack_making.confirm(folder, PASSPHRASE, keys.code, TODAY)
    pack_making.must_be_confirmed(folder)


def test_the_paper_of_other_keys_confirms_nothing(tmp_path: Path) -> None:
    pack_making.save_keys(pack_making.make_keys(), tmp_path)
    with says_no("CENTRAL-OTHER-PAPER"):
        pack_making.confirm(tmp_path, None, pack_making.make_keys().code, TODAY)
    assert not (tmp_path / pack_making.CONFIRMED).exists()


def test_plain_keys_wait_for_no_paper(tmp_path: Path) -> None:
    pack_making.save_keys(pack_making.make_keys(), tmp_path)
    pack_making.must_be_confirmed(tmp_path)


def test_the_paper_is_printed_with_code_and_words(tmp_path: Path) -> None:
    keys = pack_making.make_keys()
    pack_making.save_paper(keys, tmp_path / "paper.pdf", TODAY)
    (text,) = preview.text((tmp_path / "paper.pdf").read_bytes())
    printed = "".join(text.replace("-", "").split())
    assert [each for each in (keys.code.replace("-", ""), keys.recipient) if each not in printed] == []
    assert keys.identity.replace("-", "") not in printed


@pytest.mark.skipif(shutil.which("age") is None, reason="the program age is not on this computer")
def test_debians_age_opens_what_was_sealed_to_sealed_keys(sealed: tuple[pack_making.OfficeKeys, Path], tmp_path: Path) -> None:
    keys, folder = sealed
    (tmp_path / "words.age").write_bytes(sealing.seal(b"plainly invented", [keys.recipient]))
    words = ["age", "--decrypt", "--identity", str(folder / pack_making.SEALED_IDENTITY), str(tmp_path / "words.age")]
    assert b"plainly invented" in answered(words, PASSPHRASE)


TYPING = """
import os, pty, sys

def read(terminal):
    said = os.read(terminal, 1024)
    if said.rstrip().endswith(b":"):
        os.write(terminal, sys.argv[1].encode() + b"\\n")
    return said

sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[2:], read)))
"""


def answered(words: list[str], typed: str) -> bytes:
    """Run a program on a terminal of its own, answer what it asks, and return everything that it wrote there."""
    run = subprocess.run(
        [sys.executable, "-c", TYPING, typed, *words], capture_output=True, check=True, timeout=60, stdin=subprocess.DEVNULL
    )
    return run.stdout


def test_another_pack_of_the_same_version_is_not_replaced(source: Path, tmp_path: Path) -> None:
    file = tmp_path / "made.civicpack"
    pack_making.save_pack(pack_making.make_pack(source, SEED), file)
    pack_making.save_pack(pack_making.make_pack(source, SEED), file)
    before = file.read_bytes()
    change(source, 'name = "Practice project"', 'name = "Another name"')
    with says_no("PACK-SAME-VERSION"):
        pack_making.save_pack(pack_making.make_pack(source, SEED), file)
    assert file.read_bytes() == before
    pack_making.save_pack(pack_making.make_pack(change(source, "version = 1", "version = 2"), SEED), file)
    assert file.read_bytes() != before


def test_a_file_that_is_no_pack_is_in_the_way_of_none(source: Path, tmp_path: Path) -> None:
    (tmp_path / "made.civicpack").write_bytes(b"not a pack")
    pack_making.save_pack(pack_making.make_pack(source, SEED), tmp_path / "made.civicpack")
    assert first_run.look((tmp_path / "made.civicpack").read_bytes()).version == 1


def test_everything_that_a_source_may_say_stands_in_the_pack(source: Path) -> None:
    centre_key, linker = pack_making.make_keys().signing_public, pack_making.make_keys().recipient
    more = f"""
centre_sign_keys = ["{centre_key}"]
t = 0.25
text = true
tables = "round5"
table_least = 5
table_columns = [["district"], ["sex", "age"]]
linkage = "{linker}"
max_bundle = "2048 KiB"
"""
    told = "We count people over several places by a code made of their name and date of birth."
    pack = (source / "pack.toml").read_text()
    before = pack[pack.index('text = """') :]
    (source / "pack.toml").write_text(pack.replace(before, before.replace('text = """', f'linkage = "{told}"\ntext = """\n{told}', 1)))
    made = read_pack(pack_making.make_pack(change(source, COLUMNS, more), SEED))
    export = made.export
    assert [each["linkage"] for each in made.statements] == [told]
    assert (export.centre_sign_keys, export.t, export.text, export.linkage) == ((centre_key,), 0.25, True, linker)
    assert (export.tables, export.table_least, export.max_bundle) == ("round5", 5, 2 * 1024 * 1024)
    assert export.table_columns == (("district",), ("sex", "age"))


@pytest.mark.parametrize(
    "line",
    [
        "table_leest = 5",
        "t = 2",
        'text = "no"',
        'table_columns = ["district"]',
        'table_columns = "district"',
        'max_bundle = "a lot"',
        "max_bundle = 7",
        'table_columns = [{district = "sex"}]',
    ],
)
def test_a_line_that_means_nothing_is_told(source: Path, line: str) -> None:
    with says_no("PACK-SOURCE"):
        pack_making.make_pack(change(source, COLUMNS, f"{line}\n"), SEED)


def test_a_purpose_that_nobody_knows_is_told_in_the_office_and_on_the_laptop(source: Path) -> None:
    for old, new in (('purpose = "keep"', 'purpose = "keeep"'), ('purpose = "keeep"', 'purpose = "research"')):
        change(source, old, new)
        with says_no("PACK-FIELD"):
            pack_making.make_pack(source, SEED)


def test_a_list_that_is_none_is_told(source: Path) -> None:
    text = (source / "pack.toml").read_text()
    (source / "pack.toml").write_text(text[: text.index("[[export.quasi]]")] + "quasi = 5\n\n" + text[text.index("[[statements]]") :])
    with says_no("PACK-SOURCE"):
        pack_making.make_pack(source, SEED)


def test_a_server_of_no_known_kind_is_told(source: Path) -> None:
    text = (source / "pack.toml").read_text()
    (source / "pack.toml").write_text(
        text.replace("[export]", '[delivery]\nkind = "pigeon"\naddress = "https://files.example/"\n\n[export]', 1)
    )
    with says_no("PACK-SOURCE"):
        pack_making.make_pack(source, SEED)


def test_a_server_stands_in_the_pack(source: Path) -> None:
    text = (source / "pack.toml").read_text()
    (source / "pack.toml").write_text(
        text.replace("[export]", '[delivery]\nkind = "webdav"\naddress = "https://files.example/"\n\n[export]', 1)
    )
    delivery = read_pack(pack_making.make_pack(source, SEED)).delivery
    assert delivery is not None
    assert (delivery.kind, delivery.address, delivery.user) == ("webdav", "https://files.example/", "")


def test_a_district_without_a_line_is_named_with_its_place(source: Path) -> None:
    change(source, 'districts = ["ZZ1"', 'districts = ["ZZ9", "ZZ1"')
    with pytest.raises(Refused) as why:
        pack_making.make_pack(source, SEED)
    lines = len((source / "hierarchies" / "district.csv").read_text().splitlines())
    assert (why.value.code, why.value.facts["leaf"], why.value.facts["line"]) == ("PACK-HIERARCHY-LEAF", "ZZ9", lines + 1)
    with says_no("PACK-HIERARCHY-LEAF"):
        pack_making.make_pack(source, SEED)


def test_an_own_hierarchy_goes_before_the_shipped_one(source: Path) -> None:
    own = b"Female;*\nMale;*\nAnother way;*\n"
    (source / "hierarchies" / "sex.csv").write_bytes(own)
    assert read_pack(pack_making.make_pack(source, SEED)).hierarchies["sex"] == own


@pytest.mark.parametrize("text", ["[[laptops]]\nid = 5\n", ""])
def test_a_list_of_laptops_that_somebody_wrote_in_is_told(source: Path, text: str) -> None:
    (source / "laptops.toml").write_text(text)
    with says_no("ENROL-LIST"):
        pack_making.make_pack(source, SEED)


def noticed(form: bytes, lists: Mapping[str, bytes]) -> tuple[Finding, ...]:
    return forms.check(form, lists).findings


def test_a_form_that_no_laptop_takes_is_told_in_the_office(source: Path) -> None:
    (source / "broken.xlsx").write_bytes(b"no workbook")
    made = pack_making.make_pack(change(source, "instruments = [", 'instruments = ["broken.xlsx", '), SEED)
    with says_no("FORM-FILE-TYPE"):
        pack_trying.must_be_taken(made, noticed)


def test_a_form_with_a_fault_is_told_in_the_office(source: Path) -> None:
    found = Finding(level=Level.REFUSED, code="FORM-TYPE", sentence="invented", sheet="survey", row=3)
    with pytest.raises(Refused, match="FORM-TYPE"):
        pack_trying.must_be_taken(pack_making.make_pack(source, SEED), lambda _data, _lists: (found,))


def test_an_entry_that_no_laptop_takes_is_told_in_the_office(source: Path) -> None:
    (source / "directory.csv").write_text("name,status\nPlaceholder Hall,ajar\n")
    with pytest.raises(Refused, match="DIRECTORY-ROWS"):
        pack_trying.must_be_taken(pack_making.make_pack(source, SEED), noticed)


def test_a_sound_pack_is_taken_with_and_without_a_directory(source: Path) -> None:
    pack_trying.must_be_taken(pack_making.make_pack(source, SEED), noticed)
    pack_trying.must_be_taken(pack_making.make_pack(change(source, 'directory = "directory.csv"', 'directory = ""'), SEED), noticed)


def test_six_words_name_the_signer_of_a_pack(source: Path) -> None:
    made = pack_making.make_pack(source, SEED)
    assert pack_making.words_of(made) == first_run.look(made).signer_words


def test_a_file_that_is_no_bundle_is_told() -> None:
    with says_no("BUNDLE-NOT-OURS"):
        centre.receive(b"plain words", pack_making.make_keys().identity, {})


def test_names_are_looked_for_in_every_part_of_a_bundle_in_any_case() -> None:
    members = {"a.csv": b"nothing", "b.csv": b"WREN was here"}
    assert centre.hits(members, ("Wren", "Robin")) == ("Wren",)
