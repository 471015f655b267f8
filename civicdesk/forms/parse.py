"""From the bytes of an XForm to its XML tree: hostile files are refused before anything is built from them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from civicdesk.errors import Refused
from civicdesk.forms import limits

if TYPE_CHECKING:
    from lxml import etree as _etree

    Element = _etree._Element  # noqa: SLF001 - lxml gives its element class no public name
else:
    Element = object  # lxml is loaded when the first form is read, not when the program starts

CIVICDESK: Final = "urn:civicdesk:xforms"


def read(data: bytes) -> Element:
    """Read XML without entities, network or document types.

    Raises:
        Refused: FORM-LIMIT, FORM-DOCTYPE, FORM-FILE-TYPE for what is no XML at all, FORM-XML-DAMAGED with the line.
    """
    from lxml import etree

    if len(data) > limits.XFORM_BYTES:
        raise limits.over("xform", limits.XFORM_BYTES, len(data))
    marks = data.count(b"<") + 2 * (data.count(b'="') + data.count(b"='"))
    if marks > limits.MARKS:
        raise limits.over("marks", limits.MARKS, marks)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as why:
        if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            raise Refused("FORM-FILE-TYPE") from why
        line = why.position[0] if why.position else 1
        raise Refused("FORM-XML-DAMAGED", line=line) from why
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused("FORM-DOCTYPE")
    most = max(len(element.attrib) for element in root.iter("*"))
    if most > limits.ATTRIBUTES:
        raise limits.over("attributes", limits.ATTRIBUTES, most)
    return root


def local(element: Element) -> str:
    """Return the name of an element without its namespace; an entity reference that was left alone has none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def bare(name: str | bytes) -> str:
    """Return an attribute's name without its namespace."""
    return str(name).rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """Walk the children of a name."""
    return (child for child in element if local(child) == name)


def elements(element: Element) -> Iterator[tuple[str, Element]]:
    """Walk the children with their names; what has none, an entity that was left alone, is passed over."""
    return ((name, child) for child in element if (name := local(child)))


def child(element: Element, name: str) -> Element | None:
    """Return the first child of a name, None if there is none."""
    return next(children(element, name), None)


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its local name, whatever its namespace; empty if it is absent."""
    plain = element.get(name)
    if plain is not None:
        return str(plain)
    for key, value in element.attrib.items():
        if bare(key) == name:
            return str(value)
    return ""


def whole_text(element: Element) -> str:
    """Return the text of an element, without what its children hold."""
    return (element.text or "") + "".join(kid.tail or "" for kid in element)
