import pytest

from civicdesk.errors import Refused
from civicdesk.transport.web import Address, parse


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("https://files.example/inbox", Address(host="files.example", port=443, secure=True, path="/inbox/")),
        ("https://files.example:8443/a/b c/", Address(host="files.example", port=8443, secure=True, path="/a/b%20c/")),
        (" https://files.example ", Address(host="files.example", port=443, secure=True, path="/")),
        ("http://127.0.0.1:8080/inbox", Address(host="127.0.0.1", port=8080, secure=False, path="/inbox/")),
    ],
)
def test_an_address_is_read(given: str, read: Address) -> None:
    assert parse(given) == read


@pytest.mark.parametrize(
    "given",
    [
        "",
        "inbox",
        "http://files.example/inbox",
        "ftp://files.example/inbox",
        "https://",
        "https://me:word@files.example/inbox",
        "https://files.example/inbox?key=1",
        "https://files.example:port/",
        "https://[::1/",
        "file:///etc/hosts",
    ],
)
def test_what_is_no_protected_address_is_refused(given: str) -> None:
    with pytest.raises(Refused, match="UPLOAD-ADDRESS"):
        parse(given)


def test_the_usual_port_is_not_named_to_the_server() -> None:
    assert parse("https://files.example/inbox").authority == "files.example"
    assert parse("http://[::1]:81/").authority == "[::1]:81"
