"""The response as XML: what is relevant, in the form's order."""

from civicdesk.forms import parse
from civicdesk.forms.parse import Element
from civicdesk.forms.response import Response
from civicdesk.forms.tree import Node


def submission(response: Response) -> str:
    """Return the response as XML text: blank relevant nodes are empty elements, the root keeps its attributes."""
    from lxml import etree

    root = response.root
    element = etree.Element(root.name)
    for key, value in response.form.instance.attrib.items():
        element.set(parse.bare(key), value)
    _fill(element, root)
    return etree.tostring(element, encoding="unicode")


def _fill(element: Element, node: Node) -> None:
    has_kids = False
    for name, kids in node.kids.items():
        for kid in kids:
            if not kid.rel:
                continue
            if name.startswith("@"):
                element.set(name[1:], kid.value)
                continue
            has_kids = True
            below = element.makeelement(name)
            element.append(below)
            _fill(below, kid)
    if not has_kids and node.value:
        element.text = _legal(node.value)


def _legal(text: str) -> str:
    """Return a text without the control characters that XML cannot hold."""
    return "".join(
        letter
        for letter in text
        if letter in "\t\n\r" or (letter >= " " and not "\ud800" <= letter <= "\udfff" and letter < "\ufffe") or letter > "\uffff"
    )
