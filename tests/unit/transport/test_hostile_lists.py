"""Lists that a hostile server makes: reading them takes no longer than reading them once, and they end."""

import pytest

from civicdesk.errors import Unavailable
from civicdesk.transport import s3, target, webdav


def test_elements_that_are_never_closed_are_none_and_take_no_time() -> None:
    endless = b"<Contents>" * 800_000
    assert s3._elements(endless, b"Contents") == []
    assert s3._word(endless, b"Contents") == ""
    assert webdav._PLACE.findall(b"<href" * 1_600_000) == []


def test_elements_that_are_closed_are_all_found() -> None:
    answer = b"<L><Contents><Key>a</Key></Contents><Contents>cut<Contents><Key>b&amp;c</Key></Contents></L>"
    assert [s3._word(each, b"Key") for each in s3._elements(answer, b"Contents")] == ["a", "b&c"]


def test_a_list_of_files_that_does_not_end_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target, "MOST_NAMES", 2)
    target.confirm_few(("a", "b"), "bundles.example")
    with pytest.raises(Unavailable, match="UPLOAD-MANY"):
        target.confirm_few(("a", "b", "c"), "bundles.example")
