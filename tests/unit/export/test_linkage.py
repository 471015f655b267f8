"""Link codes: published examples of the key, codes that only the key can make, and who is taken for one person."""

from datetime import date

import pytest

from civicdesk.errors import Damaged
from civicdesk.export import linkage
from civicdesk.records.linking import LinkPerson

KEY = bytes(range(32))
DAY = date(1980, 5, 3)


def person(name: str = "Wren Fictional", **changes: object) -> LinkPerson:
    return LinkPerson(**{"code": "c1", "name": name, "sex": "Female", "birth_date": DAY, **changes})


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("John Smith", "MIHOH"),
        ("John Jones", "ONSOH"),
        ("John Farr", "AR2OH"),
        ("John Hua", "UA2OH"),
        ("Jo O'Donnell", "DONO2"),
        ("Zoë Núñez-Ríos", "UNZOE"),
        ("Wren", "999RE"),
        ("", "99999"),
    ],
)
def test_published_examples_of_slk_581_hold(name: str, letters: str) -> None:
    """Names with their letters as METEOR 349510 prints them, and as its rules say for the others."""
    assert linkage.slk_581(name, DAY, "Female") == f"{letters}030519802"


@pytest.mark.parametrize(("sex", "digit"), [("Male", "1"), ("female", "2"), ("Another way", "3"), ("", "9"), ("Rather not say", "9")])
def test_sex_is_one_digit(sex: str, digit: str) -> None:
    assert linkage.slk_581("John Smith", DAY, sex)[-1] == digit


def test_tokens_are_128_bits_of_hmac_sha_256_in_base32() -> None:
    made = linkage.tokens(KEY, person())
    assert {len(each) for each in made} == {26}
    assert len(set(made)) == 3
    assert made == linkage.tokens(KEY, person(code="c2"))
    assert not set(made) & set(linkage.tokens(bytes(32), person()))


def test_accents_capitals_and_signs_make_no_difference() -> None:
    assert linkage.tokens(KEY, person("Zoë O’Núñez")) == linkage.tokens(KEY, person("zoe onunez"))


def test_a_table_of_codes_names_nobody_and_can_be_read_back() -> None:
    made = linkage.as_csv(KEY, [person(code="c2"), person("Robin Placeholder", code="c1"), person("123", code="c3")])
    assert made.startswith(b"person_code,t1,t2,t3\nc1,")
    assert not [word for word in (b"Wren", b"1980", b"0305") if word in made]
    assert linkage.read(made) == (("c1", *linkage.tokens(KEY, person("Robin Placeholder"))), ("c2", *linkage.tokens(KEY, person())))


@pytest.mark.parametrize("data", [b"\xff", b"a,b\n1,2\n", b"person_code,t1,t2,t3\nc,,x,y\n"])
def test_what_is_no_table_of_codes_is_refused(data: bytes) -> None:
    with pytest.raises(Damaged, match="LINK-FILE"):
        linkage.read(data)


def test_a_key_comes_back_from_its_file_and_shows_its_signs() -> None:
    assert linkage.key_of(linkage.key_file(KEY)) == KEY
    assert len(linkage.check_of(KEY)) == 8
    assert linkage.check_of(KEY) != linkage.check_of(bytes(32))


@pytest.mark.parametrize("data", [b"", b"civicdesk-linkage-key 1\nzz\n", b"civicdesk-linkage-key 1\n00\n", linkage.key_file(KEY)[3:]])
def test_what_is_no_key_is_refused(data: bytes) -> None:
    with pytest.raises(Damaged, match="LINK-KEY-FILE"):
        linkage.key_of(data)


def test_the_same_slk_is_one_person_and_so_are_the_two_others_together() -> None:
    found = linkage.pooled([[("a1", "x", "s", "p"), ("a2", "y", "u", "q")], [("b1", "z", "s", "r"), ("b2", "y", "w", "q")]])
    assert found.pools["a1"] == found.pools["b1"]
    assert found.pools["a2"] == found.pools["b2"]
    assert len(set(found.pools.values())) == 2
    assert (found.conflicts, found.merged) == ((), 0)


def test_one_token_of_t1_and_t3_alone_is_not_enough() -> None:
    found = linkage.pooled([[("a1", "x", "s", "p")], [("b1", "x", "t", "q")], [("c1", "z", "u", "p")]])
    assert len(set(found.pools.values())) == 3


def test_whom_a_laptop_knows_as_two_people_is_left_apart_and_told() -> None:
    found = linkage.pooled([[("a1", "x", "s", "p"), ("a2", "x", "s", "p")], [("b1", "x", "s", "p")]])
    assert found.conflicts == (("a1", "a2", "b1"),)
    assert len(set(found.pools.values())) == 3


def test_bundles_that_share_a_code_come_from_one_laptop() -> None:
    first, second = [("a1", "x", "s", "p")], [("a1", "x", "s", "p"), ("a2", "x", "s", "p")]
    assert linkage.pooled([first, second]).conflicts == (("a1", "a2"),)
    assert linkage.pooled([first, first]).conflicts == ()


def test_a_name_that_was_mended_links_its_two_sets_of_codes() -> None:
    found = linkage.pooled([[("a1", "x", "s", "p")], [("a1", "x", "t", "p")], [("b1", "z", "t", "q")]])
    assert found.pools["a1"] == found.pools["b1"]


def test_pools_keep_their_ids_and_those_that_join_are_counted() -> None:
    first = linkage.pooled([[("b1", "x", "s", "p")], [("c1", "y", "t", "q")]])
    kept = linkage.read_pools(linkage.pools_csv(first.pools))
    later = linkage.pooled([[("a1", "x", "s", "p")], [("b1", "x", "s", "p")], [("c1", "y", "t", "q")]], kept)
    assert later.pools == {"a1": first.pools["b1"], **first.pools}
    joined = linkage.pooled([[("b1", "x", "s", "p")], [("c1", "x", "s", "p")]], kept)
    assert joined.merged == 1
    assert len(set(joined.pools.values())) == 1


def test_a_pool_that_falls_apart_leaves_its_id_to_one_part_alone() -> None:
    first = linkage.pooled([[("a1", "x", "s", "p")], [("b1", "x", "s", "p")]])
    later = linkage.pooled([[("a1", "x", "s", "p")], [("b1", "y", "t", "q")]], first.pools)
    assert later.pools["a1"] == first.pools["a1"]
    assert later.pools["b1"] != first.pools["a1"]


def test_each_release_has_codes_of_its_own() -> None:
    pools = {"a1": "pool", "b1": "pool", "c1": "other"}
    one, other = linkage.rekeyed(pools, b"1" * 32), linkage.rekeyed(pools, b"2" * 32)
    assert one["a1"] == one["b1"] != one["c1"]
    assert not set(one.values()) & set(other.values())


def test_how_many_share_a_code_by_chance_grows_with_the_square() -> None:
    assert [linkage.shared_by_chance(n) for n in (1_000, 5_000, 20_000, 100_000)] == [
        {"t1": 0, "t2": 0},
        {"t1": 4, "t2": 0},
        {"t1": 59, "t2": 2},
        {"t1": 1_480, "t2": 58},
    ]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Łukasz Wałęsny", "Lukasz Walesny"),
        ("Seán Ó Bréige", "Sean O Breige"),
        ("IŞIL İpek", "ışıl ipek"),
        ("Bjørn Đurić", "Bjorn Duric"),
        ("Ægir Strauß", "Aegir Strauss"),
    ],
)
def test_whoever_types_a_name_without_its_signs_means_the_same_person(name: str, plain: str) -> None:
    assert linkage.tokens(KEY, person(name)) == linkage.tokens(KEY, person(plain))


@pytest.mark.parametrize(("name", "other"), [("Ольга Примерова", "Анна Образцова"), ("رمضان علی", "كريم حسن")])
def test_names_in_other_scripts_have_codes_of_their_own(name: str, other: str) -> None:
    codes = linkage.read(linkage.as_csv(KEY, [person(name, code="c1"), person(other, code="c2")]))
    assert [row[0] for row in codes] == ["c1", "c2"]
    assert not set(codes[0][1:]) & set(codes[1][1:])
