"""Text that leaves comes back exactly, and no cell starts a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicdesk.errors import Damaged
from civicdesk.export import canonical, container, csvs, values
from civicdesk.export.columns import rare, withhold_rare
from civicdesk.records.releases import Column, ReleaseResponse, ReleaseRole

TRICKY = st.text(st.sampled_from("=+-@'\t\r\n ＝＋\u200b\ufeff\",;a1é") | st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(TRICKY)
def test_a_guarded_text_comes_back(text: str) -> None:
    assert values.unguard(values.guard(text)) == text


@given(TRICKY)
def test_a_guarded_text_starts_no_formula(text: str) -> None:
    assert values.guard(text).lstrip(" \u200b\ufeff\u00a0")[:1] not in set("=+-@\t\r\n＝＋－＠")


@given(st.lists(st.lists(TRICKY, min_size=3, max_size=3)))
def test_a_table_comes_back(rows: list[list[str]]) -> None:
    assert [list(row.values()) for row in csvs.read(csvs.write(["a", "b", "c"], rows))] == rows


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_comes_back(value: object) -> None:
    assert canonical.load(canonical.dump(value)) == value


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8})?", fullmatch=True), st.binary(max_size=200), max_size=8))
def test_a_container_comes_back(members: dict[str, bytes]) -> None:
    read = container.read_container(container.write_container(list(members.items()), lambda manifest: b"signed" + manifest[:4]))
    assert {name: data for name, data in read.items() if not name.startswith("manifest")} == members


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda tail: b"PK\3\4" + tail))
def test_bytes_that_are_no_container_are_turned_away(data: bytes) -> None:
    with pytest.raises(Damaged):
        container.read_container(data)


COLUMN = Column(name="q", label="", type="select_multiple", role=ReleaseRole.PLAIN)


@given(st.lists(st.tuples(st.integers(0, 9), st.sets(st.sampled_from("abcd"))), max_size=25), st.integers(2, 5))
def test_each_tick_and_each_pair_is_shared_or_gone(ticked: list[tuple[int, set[str]]], k: int) -> None:
    responses = [
        ReleaseResponse(
            code=str(person),
            form="f",
            form_version="1",
            wave=number,
            occasion=1,
            days_since_first=0,
            mode="alone",
            values={"q": " ".join(sorted(options)) or "SKIPPED"},
        )
        for number, (person, options) in enumerate(ticked)
    ]
    mended, _ = withhold_rare(responses, {"f": (COLUMN,)}, k)
    assert rare(mended, "f", "q", k) == ()
