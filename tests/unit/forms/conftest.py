"""Small forms for the unit tests of the questionnaire engine."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest

from civicdesk.forms.engine import Run, World, load

HEAD = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" '
    'xmlns:cd="urn:civicdesk:xforms"><h:head><h:title>Sample</h:title><model>{before}<instance><data id="sample" version="1">{values}'
    "</data></instance>{model}</model></h:head><h:body>{body}</h:body></h:html>"
)


@pytest.fixture
def world() -> World:
    made = iter(range(1, 1000))
    return World(
        now=lambda: datetime(2025, 3, 14, 9, 26, 53, tzinfo=UTC),
        chance=lambda: 0.25,
        uuid=lambda: f"00000000-0000-4000-8000-{next(made):012d}",
        properties={"deviceid": "laptop-1"},
    )


@pytest.fixture
def form() -> Callable[..., bytes]:
    def make(values: str, model: str = "", body: str = "", before: str = "") -> bytes:
        return HEAD.format(values=values, model=model, body=body, before=before).encode()

    return make


@pytest.fixture
def opened(world: World, form: Callable[..., bytes]) -> Callable[..., Run]:
    def make(values: str, model: str = "", body: str = "", *, before: str = "", files: Mapping[str, bytes] | None = None) -> Run:
        return load(form(values, model, body, before), files or {}, world=world)

    return make
