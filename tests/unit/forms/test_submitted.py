"""Responses as ODK's XML: whatever lies in a file or a zip is read, or told in a sentence."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from civicdesk.errors import Refused
from civicdesk.forms import limits
from civicdesk.forms.build import build
from civicdesk.forms.form import Form
from civicdesk.forms.submitted import answered, read, unpacked

FORM = (
    b'<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">'
    b'<h:head><h:title>Visits</h:title><model><instance><data id="visits" version="1"><when/><name/>'
    b'<visit jr:template=""><place/><guest jr:template=""><who/></guest></visit><meta><instanceID/></meta></data></instance>'
    b'<bind nodeset="/data/when" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/></model></h:head><h:body>'
    b'<input ref="/data/name"/><group ref="/data/visit"><repeat nodeset="/data/visit"><input ref="/data/visit/place"/>'
    b'<group ref="/data/visit/guest"><repeat nodeset="/data/visit/guest"><input ref="/data/visit/guest/who"/></repeat></group>'
    b"</repeat></group></h:body></h:html>"
)
SENT = (
    b'<data xmlns:orx="http://openrosa.org/xforms" id="visits" version="1"><when>2026-02-03T10:00:00.000+01:00</when><name> Invented </name>'
    b"<visit><place>Hall</place><guest><who>One</who></guest><guest><who>Two</who></guest></visit><visit><place/></visit>"
    b"<orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>"
)


@pytest.fixture(scope="module")
def form() -> Form:
    return build(FORM, {})


def zipped(members: Mapping[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()


def test_every_answer_is_read_by_its_path_with_the_number_of_its_instance(form: Form) -> None:
    made, errors = answered(read("a.xml", SENT), form)
    assert errors == ()
    assert made.values == {
        "/data/when": "2026-02-03T10:00:00.000+01:00",
        "/data/name": "Invented",
        "/data/visit[1]/place": "Hall",
        "/data/visit[1]/guest[1]/who": "One",
        "/data/visit[1]/guest[2]/who": "Two",
        "/data/meta/instanceID": "uuid:1",
    }
    assert made.counts == {"/data/visit": 2, "/data/visit[1]/guest": 2, "/data/visit[2]/guest": 0}
    assert (made.key, made.submitted) == ("uuid:1", "2026-02-03T10:00:00.000+01:00")


def test_a_response_may_carry_id_and_day_at_its_root(form: Form) -> None:
    made, _ = answered(read("a.xml", b'<data id="visits" instanceID="uuid:2" submissionDate="2026-01-02T10:00:00Z"><name/></data>'), form)
    assert (made.key, made.submitted, made.values) == ("uuid:2", "2026-01-02T10:00:00Z", {})


def test_a_response_without_an_id_says_so_by_its_blank_key(form: Form) -> None:
    made, _ = answered(read("a.xml", b'<data id="visits"><meta><instanceID> </instanceID></meta><meta/></data>'), form)
    assert (made.key, made.submitted) == ("", "")


def test_what_the_form_does_not_ask_is_told_by_file_and_name(form: Form) -> None:
    data = b'<data id="visits"><weather>wet</weather><formhub><uuid>x</uuid></formhub><__version__>v</__version__><name>a</name><name>b</name></data>'
    _, errors = answered(read("a.xml", data), form)
    assert [(each.row, each.column) for each in errors] == [(0, "a.xml: weather"), (0, "a.xml: name")]


def test_an_encrypted_response_is_known() -> None:
    assert read("a.xml", b'<data id="visits" encrypted="yes"><base64EncryptedKey/></data>').encrypted


@pytest.mark.parametrize("data", [b"", b"words", b"<data", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'])
def test_what_is_no_xml_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="FORM-"):
        read("a.xml", data)


def test_a_response_larger_than_any_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RESPONSE_BYTES", 20)
    with pytest.raises(Refused, match="FORM-LIMIT"):
        read("a.xml", SENT)


def test_a_zip_gives_its_responses_and_nothing_else() -> None:
    whole = zipped({"one/one.xml": SENT, "one/picture.jpg": b"\xff\xd8", "two/two.XML": SENT})
    assert set(unpacked({"all.zip": whole, "three.xml": SENT})) == {"one/one.xml", "two/two.XML", "three.xml"}


@pytest.mark.parametrize("limit", ["RESPONSES", "RESPONSES_BYTES", "RESPONSE_MEMBERS"])
def test_more_than_comes_in_at_once_is_refused(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, limit, 1)
    with pytest.raises(Refused, match="FORM-LIMIT"):
        unpacked({"all.zip": zipped({"one.xml": SENT, "two.xml": SENT})})


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(Refused, match="FORM-LIMIT"):
        unpacked({"all.zip": zipped({"one.xml": b"<a>" + b" " * 3_000_000})})


def test_a_response_that_is_larger_than_its_zip_says_is_read_to_the_limit_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RESPONSE_BYTES", 10)
    assert [len(data) for data in unpacked({"all.zip": zipped({"one.xml": SENT})}).values()] == [11]


@pytest.mark.parametrize(
    "whole", [b"PK\x03\x04nothing", zipped({"one.xml": SENT})[:-30], zipped({"one.xml": SENT}).replace(b"Hall", b"Hole")]
)
def test_a_damaged_zip_is_told(whole: bytes) -> None:
    data = bytearray(whole)
    if len(data) > 200:
        data[60] ^= 0xFF
    with pytest.raises(Refused, match="RESPOND-ZIP"):
        unpacked({"all.zip": bytes(data)})


def test_a_locked_zip_is_told() -> None:
    whole = bytearray(zipped({"one.xml": SENT}))
    whole[6] |= 1
    listed = whole.index(b"PK\x01\x02")
    whole[listed + 8] |= 1
    with pytest.raises(Refused, match="RESPOND-ZIP"):
        unpacked({"all.zip": bytes(whole)})
