"""Pictures and recordings of choices: handed out with the question, in the language of the run."""

from collections.abc import Callable

from civicdesk.forms.choices import PICTURED
from civicdesk.forms.engine import Run

Opened = Callable[..., Run]
NAMED = '<text id="{0}"><value>{1}</value><value form="image">jr://images/{0}.png</value></text>'
ITEXT = (
    f'<itext><translation lang="English" default="true()">{NAMED.format("y", "Yes")}<text id="n"><value>No</value></text></translation>'
    '<translation lang="Polski"><text id="y"><value>Tak</value></text><text id="n"><value>Nie</value></text></translation></itext>'
)
ASKED = (
    '<select1 ref="/data/a"><label>A</label><item><label ref="jr:itext(\'y\')"/><value>yes</value></item>'
    "<item><label ref=\"jr:itext('n')\"/><value>no</value></item></select1>"
)
LISTED = '<select1 ref="/data/a"><label>A</label><itemset nodeset="instance(\'l\')/root/item"><value ref="name"/><label ref="jr:itext(id)"/></itemset></select1>'


def _list(count: int) -> str:
    items = "".join(f"<item><name>v{at}</name><id>y</id></item>" for at in range(count))
    return f'<instance id="l"><root>{items}</root></instance>'


def test_a_choice_brings_its_picture_in_the_language_of_the_run(opened: Opened) -> None:
    run = opened("<a/>", "", ASKED, before=ITEXT)
    assert run.state()["/data/a"].opts_media == {"yes": {"image": "jr://images/y.png"}}
    run.set_language("Polski")
    assert run.state()["/data/a"].opts_media == {}


def test_choices_of_a_list_bring_their_pictures(opened: Opened) -> None:
    assert list(opened("<a/>", _list(2), LISTED, before=ITEXT).state()["/data/a"].opts_media) == ["v0", "v1"]


def test_a_list_too_long_for_pictures_brings_none(opened: Opened) -> None:
    assert opened("<a/>", _list(PICTURED + 1), LISTED, before=ITEXT).state()["/data/a"].opts_media == {}
