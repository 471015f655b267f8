"""Grants that were given."""

import json
from datetime import date

import pytest

from civicdesk.directory import threesixty
from civicdesk.errors import Refused
from civicdesk.records.upkeep import Award

GRANT = {
    "id": "360G-invented-1", "title": "Beds for a garden", "description": "<b>Raised</b> beds", "currency": "GBP", "amountAwarded": 512.345,
    "awardDate": "2026-03-01T00:00:00+00:00", "fundingOrganization": [{"id": "GB-1", "name": "Invented Trust"}],
    "recipientOrganization": [{"id": "GB-2", "name": "Invented Growers"}], "beneficiaryLocation": [{"geoCode": "E1"}, {"name": "Sampleton"}],
}  # fmt: skip


def read(*grants: object) -> threesixty.Read:
    return threesixty.read("grants.json", json.dumps({"grants": list(grants)}).encode())


def test_a_grant_comes_in_whole() -> None:
    assert read(GRANT).awards == (
        Award(
            id="360G-invented-1", title="Beds for a garden", description="Raised beds", funder="Invented Trust", recipient="Invented Growers",
            pence=51235, awarded_on=date(2026, 3, 1), area="Sampleton",
        ),
    )  # fmt: skip


def test_a_bare_list_is_taken_and_of_one_id_the_later_counts() -> None:
    found = threesixty.read("grants.json", json.dumps([GRANT, {**GRANT, "title": "Later"}]).encode())
    assert [award.title for award in found.awards] == ["Later"]


@pytest.mark.parametrize("who", [{"recipientIndividual": {"id": "x", "name": "Wren Fictional"}}, {"toIndividualsDetails": {}}])
def test_an_individual_is_never_named(who: dict[str, object]) -> None:
    (award,) = read({**GRANT, "description": "For Wren Fictional", **who}).awards
    assert (award.to_individual, award.recipient, award.description) == (True, "", "")


@pytest.mark.parametrize("odd", [3, {}, {"id": "x"}, {"title": "x"}, {"id": 3, "title": "x"}])
def test_a_grant_without_id_or_title_is_left_out_and_told(odd: object) -> None:
    found = read(odd, GRANT)
    assert (len(found.awards), [(one.code, one.place, one.rejected) for one in found.findings]) == (1, [("DIR-GRANT", 1, True)])


@pytest.mark.parametrize("amount", [True, "5", -1, 1e300, 10**400, float("nan"), None])
def test_an_amount_that_is_none_is_nothing(amount: object) -> None:
    assert read({**GRANT, "amountAwarded": amount, "awardDate": "soon", "currency": None, "fundingOrganization": [3]}).awards[0].pence == 0


@pytest.mark.parametrize("data", [b"", b"{", b"3", b'{"grants": 3}', b"\xff", b"[" * 100_000])
def test_what_is_no_list_of_grants_is_told(data: bytes) -> None:
    with pytest.raises(Refused, match="DIR-FORMAT"):
        threesixty.read("grants.json", data)


def test_a_file_that_is_too_large_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threesixty, "MOST_BYTES_A_FILE", 1)
    with pytest.raises(Refused, match="DIR-SIZE"):
        threesixty.read("grants.json", b"[]")
