"""What a newer pack changes is told, all of it."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date

import pytest

from civicdesk.export.pack_changes import changes
from civicdesk.i18n import say
from civicdesk.records.releases import DeliveryPlace, ExportSettings, Laptop, Pack, Quasi, ReleaseRole

FIRST = {"language": "en", "version": "1", "text": "May we keep it?", "purposes": [["keep", "Keep my answers"]]}
LAPTOP = Laptop(id="0123456789abcdef", public_key="RWinvented", enrolled="2026-11-01")
SERVER = DeliveryPlace(kind="webdav", address="https://files.example/inbox")
NOT_TOLD = {
    *("project", "short_code", "pack_version", "practice"),  # the same in every pack that is taken, or the version itself
    *("population_source", "one_person_reason"),  # the reason of something that is told
}


@pytest.fixture
def pack(settings: ExportSettings, files: Mapping[str, bytes]) -> Pack:
    """A pack of an invented project."""
    return Pack(
        project=settings.project,
        name="Invented project",
        version=3,
        practice=False,
        recovery=True,
        contact="office@example.org",
        crisis_lines=("Invented line, 0000",),
        places=("Placeholder Hall",),
        districts=("PE1", "PE2"),
        statements=(FIRST,),
        instruments={"civic-health.xlsx": b"one"},
        lists={"towns.csv": b"one"},
        directory=b"id,name\n",
        hierarchies=files,
        export=replace(settings, laptops=(LAPTOP,)),
        signer="RWcoordinator",
    )


def test_a_pack_with_a_new_version_alone_says_so(pack: Pack) -> None:
    assert changes(pack, replace(pack, version=4)) == (say("pack_changes.nothing"),)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "Another name"}, "Another name"),
        ({"contact": ""}, "office@example.org before, – now"),
        ({"crisis_lines": ()}, "Invented line, 0000 before, – now"),
        ({"places": ("Placeholder Hall", "Other Hall")}, "Placeholder Hall, Other Hall now"),
        ({"districts": ("PE1",)}, "PE1 now"),
        ({"directory": b""}, "directory of places"),
        ({"recovery": False}, "not asked any more"),
        ({"instruments": {}}, "civic-health.xlsx"),
        ({"instruments": {"civic-health.xlsx": b"two"}}, "A form has changed: civic-health.xlsx"),
        ({"instruments": {"civic-health.xlsx": b"one", "a.xlsx": b"", "b.xlsx": b""}}, "2 forms are new: a.xlsx, b.xlsx"),
        ({"lists": {}}, "A file for forms is gone: towns.csv"),
        ({"hierarchies": {}}, "lists of groups are gone"),
        ({"signer": "RWanother"}, "signed with another key"),
        ({"coordinator": "age1another"}, "another coordinator"),
        ({"delivery": SERVER}, "https://files.example/inbox"),
        ({"statements": (FIRST, {**FIRST, "version": "2"})}, "New consent words (en, version 2)"),
        ({"statements": ({**FIRST, "text": "May we?"},)}, "without a new version"),
    ],
)
def test_what_the_project_says_of_itself_is_told(pack: Pack, change: Mapping[str, object], words: str) -> None:
    (said,) = changes(pack, replace(pack, **change))
    assert words in said


SETTINGS: Mapping[str, tuple[object, str]] = {
    "recipient": ("Another centre", "Another centre now"),
    "recipient_class": ("public", "for the public"),
    "agreement": ("Agreement 2", "Agreement 2 now"),
    "review_date": (date(2027, 7, 1), "2027-07-01 now"),
    "age_recipients": (("age1first", "age1third"), "New: age1third. No longer: age1second."),
    "centre_sign_keys": (("RWcentre",), "sign receipts"),
    "laptops": ((LAPTOP, replace(LAPTOP, id="f" * 16)), "f" * 16),
    "k": (7, "5 before, 7 now"),
    "l": (3, "2 before, 3 now"),
    "t": (0.2, "– before, 0.2 now"),
    "min_people": (40, "40 now"),
    "population": (None, "4000 before, – now"),
    "quasi": ((Quasi(column="age", hierarchy="age", floor=2),), "how coarsely"),
    "sensitive": ((), "sensitive answers"),
    "roles": ({"q3": ReleaseRole.NEVER}, "Which questions may leave"),
    "time": ("quarter", "by month before, by quarter now"),
    "two_person": (False, "One person alone"),
    "text": (True, "Words of people may leave"),
    "tables": ("round5", "left out before, rounded to fives now"),
    "table_least": (5, "5 now"),
    "table_columns": ((("sex",),), "tables"),
    "linkage": ("age1linker", "link codes go to the linker"),
    "max_bundle": (1024 * 1024 // 2, "7 MiB before, 0.5 MiB now"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_each_rule_of_a_release_is_told_when_it_changes(pack: Pack, name: str) -> None:
    value, words = SETTINGS[name]
    (said,) = changes(pack, replace(pack, export=replace(pack.export, **{name: value})))
    assert words in said


def test_no_rule_of_a_release_changes_without_a_word() -> None:
    assert {field.name for field in fields(ExportSettings)} == SETTINGS.keys() | NOT_TOLD


def test_another_linker_is_told(pack: Pack) -> None:
    one, other = (replace(pack, export=replace(pack.export, linkage=linker)) for linker in ("age1one", "age1other"))
    assert changes(one, other) == (say("pack_changes.linker"),)


def test_a_server_that_is_gone_is_told(pack: Pack) -> None:
    assert changes(replace(pack, delivery=SERVER), pack) == (say("pack_changes.no_delivery"),)


@pytest.mark.parametrize("known", [True, False])
def test_a_revoked_laptop_is_told_with_its_day(pack: Pack, *, known: bool) -> None:
    gone = replace(LAPTOP, revoked="2026-11-20")
    before = pack if known else replace(pack, export=replace(pack.export, laptops=()))
    assert changes(before, replace(pack, export=replace(pack.export, laptops=(gone,)))) == (
        say("pack_changes.revoked", laptop=gone.id, day="2026-11-20"),
    )


def test_a_laptop_that_is_not_named_any_more_is_told(pack: Pack) -> None:
    assert changes(pack, replace(pack, export=replace(pack.export, laptops=()))) == (
        say("pack_changes.not_named", count=1, laptops=LAPTOP.id),
    )


def test_a_laptop_that_was_revoked_and_counts_again_is_told(pack: Pack) -> None:
    gone = replace(pack, export=replace(pack.export, laptops=(replace(LAPTOP, revoked="2026-11-20"),)))
    assert changes(gone, pack) == (say("pack_changes.not_revoked", count=1, laptops=LAPTOP.id),)


def test_a_language_that_is_not_spoken_any_more_is_told(pack: Pack) -> None:
    both = replace(pack, statements=(FIRST, {**FIRST, "language": "cy"}))
    assert changes(both, pack) == (say("pack_changes.statement_gone", language="cy"),)


def test_statements_are_the_same_however_they_were_read(pack: Pack) -> None:
    read = {**FIRST, "purposes": (("keep", "Keep my answers"),)}
    assert changes(pack, replace(pack, statements=(read,))) == (say("pack_changes.nothing"),)
