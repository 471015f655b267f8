"""Whatever is written: cuts lie within the text, nothing of them is left, and the roster's names are gone in any writing."""

from hypothesis import given
from hypothesis import strategies as st

from civicdesk.export import redact
from civicdesk.export.redact_roster import roster

PIECES = st.sampled_from(
    [
        "Wren",
        "fictional",
        "07700 900999",
        "pe99 9zz",
        "@",
        "#",
        "Flat 3,",
        "12",
        "Lamp",
        "St",
        "dob",
        "3/5/71",
        "mr",
        "'s",
        "’s",
        "-",
        ".",
        ". ",
        "\n",
        "I",
        "K",
        "ẞ",
        "İ",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=25).map(" ".join)
NAME = st.from_regex(r"[A-Z][a-z]{5,9}", fullmatch=True)


@given(TEXTS)
def test_cuts_lie_within_the_text_apart_from_each_other(text: str) -> None:
    cuts = redact.propose(text)
    assert redact.is_whole(text, cuts)
    assert redact.joined(text, cuts) == cuts


@given(TEXTS)
def test_what_is_not_cut_stays_as_it_was(text: str) -> None:
    cuts = redact.propose(text)
    left = redact.apply(text, cuts)
    at = 0
    for piece in (
        text[end:start] for end, start in zip((0, *(cut.end for cut in cuts)), (*(cut.start for cut in cuts), len(text)), strict=True)
    ):
        found = left.find(piece, at)
        assert found >= 0
        at = found + len(piece)


@given(NAME, NAME, st.sampled_from([str.lower, str.upper, str]), TEXTS)
def test_a_name_of_the_roster_never_stays(first: str, last: str, writing, around: str) -> None:
    text = f"{around} {writing(first)} {writing(last)}, {around}"
    left = redact.apply(text, redact.propose(text, roster([f"{first} {last}"])))
    assert f"{first} {last}".casefold() not in left.casefold()


@given(
    st.from_regex(
        r"0[1-9]\d{9}|\+44 7700 \d{6}|QQ \d\d \d\d \d\d C|#\d{3,9}|NHS \d{3} \d{3} \d{4}|[A-Z]{2}\d\d [A-Z]{3}", fullmatch=True
    ).filter(str.isascii)
)
def test_a_number_that_leads_to_somebody_never_stays(told: str) -> None:
    left = redact.apply(f"wrote {told}, then left", redact.propose(f"wrote {told}, then left"))
    assert not any(map(str.isdigit, left.replace("1]", "]")))
