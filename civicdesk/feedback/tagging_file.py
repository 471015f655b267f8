"""The last pass over a PDF: the structure tree, language, title and the mark of PDF/UA, and the same bytes every time.

Follows ISO 14289-1 (PDF/UA-1) and ISO 32000-1, 14.7 and 14.8. Machine checks pass; a person with a screen reader has not checked it yet.
"""

import re
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from civicdesk.feedback.tagging import Mark, Node, Spot

_ENTRY = re.compile(rb"^<([0-9A-F]{2})> <([0-9A-F]{4,6})>$", re.MULTILINE)
_MOST_IN_BLOCK = 100
_PRINTED = 4
"""Flag of an annotation that is printed with its page."""
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def finish(drawn: bytes, tree: Node, *, title: str, language: str) -> bytes:
    """Return a drawn PDF with its structure written in.

    Args:
        drawn: the file as ReportLab wrote it, with marked content on its pages.
        tree: the `Document` node; each `Mark` in it must stand on a page of the file.
        title: shown instead of a file name.
        language: BCP 47 tag of the whole document.
    """
    import pikepdf

    with pikepdf.open(BytesIO(drawn)) as pdf:
        _Writer(pdf).write(tree)
        _say_what_it_is(pdf, title, language)
        _mend_character_maps(pdf)
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


@dataclass(slots=True)
class _Writer:
    """Writes one tree into one open file."""

    pdf: Any
    pages: list[Any] = field(default_factory=list)
    parents: list[dict[int, Any]] = field(default_factory=list)
    """Of each page: number of a marked piece -> its element."""
    links: list[Any] = field(default_factory=list)
    """Elements of links, in the order of their places' numbers, which follow those of the pages."""

    def write(self, tree: Node) -> None:
        from pikepdf import Array, Dictionary, Name

        root = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.pages = [page.obj for page in self.pdf.pages]
        self.parents = [{} for _ in self.pages]
        root.K = Array([self._element(tree, root)])
        numbers = Array()
        for index, (page, marks) in enumerate(zip(self.pages, self.parents, strict=True)):
            page.StructParents = index
            page.Tabs = Name.S
            numbers.append(index)
            numbers.append(self.pdf.make_indirect(Array([marks[number] for number in range(len(marks))])))
        for index, element in enumerate(self.links, start=len(self.pages)):
            numbers.append(index)
            numbers.append(element)
        root.ParentTree = self.pdf.make_indirect(Dictionary(Nums=numbers))
        root.ParentTreeNextKey = len(self.pages) + len(self.links)
        self.pdf.Root.StructTreeRoot = root

    def _element(self, node: Node, parent: Any) -> Any:
        from pikepdf import Array, Dictionary, Name

        element = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{node.role}"), P=parent))
        _say_of(element, node)
        kids = Array()
        for kid in node.kids:
            if isinstance(kid, Mark):
                self.parents[kid.page][kid.number] = element
                kids.append(Dictionary(Type=Name.MCR, Pg=self.pages[kid.page], MCID=kid.number))
            elif isinstance(kid, Spot):
                kids.append(Dictionary(Type=Name.OBJR, Pg=self.pages[kid.page], Obj=self._annotation(kid, node.alt, element)))
            elif kid.drawn:  # what found no room has no place in the reading order
                kids.append(self._element(kid, element))
        element.K = kids
        return element

    def _annotation(self, spot: Spot, words: str, element: Any) -> Any:
        from pikepdf import Array, Dictionary, Name, String

        page = self.pages[spot.page]
        if spot.to is None:
            action = Dictionary(S=Name.URI, URI=String(spot.address))
        else:
            action = Dictionary(S=Name.GoTo, D=Array([self.pages[spot.to], Name.Fit]))
        annotation = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([round(edge, 2) for edge in spot.box]),
                Border=Array([0, 0, 0]),
                F=_PRINTED,
                A=action,
                Contents=String(words),
                StructParent=len(self.pages) + len(self.links),
            )
        )
        self.links.append(element)
        if "/Annots" not in page:
            page.Annots = Array()
        page.Annots.append(annotation)
        return annotation


def _say_of(element: Any, node: Node) -> None:
    """Write down what a node says of itself beside its pieces."""
    from pikepdf import Array, Dictionary, Name, String

    if node.alt:
        element["/Alt" if node.role in {"Figure", "Formula", "Link"} else "/ActualText"] = String(node.alt)
    if node.language:
        element.Lang = String(node.language)
    if node.title:
        element.T = String(node.title)
    if node.box:
        element.A = Dictionary(O=Name.Layout, BBox=Array([round(edge, 2) for edge in node.box]), Placement=Name.Block)
    if node.numbering:
        element.A = Dictionary(O=Name.List, ListNumbering=Name(f"/{node.numbering}"))
    cell: dict[str, Any] = {"/Scope": Name(f"/{node.scope}")} if node.scope else {}
    cell |= {name: count for name, count in (("/ColSpan", node.columns), ("/RowSpan", node.rows)) if count > 1}
    if cell:
        element.A = Dictionary({"/O": Name.Table, **cell})


def _say_what_it_is(pdf: Any, title: str, language: str) -> None:
    from pikepdf import Dictionary, Name, Stream, String

    xmp = _XMP.format(title=escape(title), language=escape(language)).encode()
    pdf.Root.Metadata = pdf.make_indirect(Stream(pdf, xmp, Type=Name.Metadata, Subtype=Name.XML))
    pdf.Root.Lang = String(language)
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    for name in list(pdf.docinfo):
        del pdf.docinfo[name]
    pdf.docinfo[Name.Title] = String(title)


def _mend_character_maps(pdf: Any) -> None:
    """Write each font's map to Unicode anew: no entry for the empty glyph, at most 100 to a block, wide characters as UTF-16."""
    for font in pdf.pages[0].obj.Resources.Font.values():  # ReportLab's pages share one list of fonts
        if "/ToUnicode" in font:
            found = _ENTRY.findall(font.ToUnicode.read_bytes())
            pairs = [(int(code, 16), chr(int(point, 16))) for code, point in found if int(point, 16)]
            font.ToUnicode.write(_character_map(pairs))


def _character_map(pairs: list[tuple[int, str]]) -> bytes:
    lines = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap", "/CMapType 2 def", "/CMapName /Tagged def"]
    lines += ["1 begincodespacerange", "<00> <FF>", "endcodespacerange"]
    for start in range(0, len(pairs), _MOST_IN_BLOCK):
        block = pairs[start : start + _MOST_IN_BLOCK]
        lines += [
            f"{len(block)} beginbfchar",
            *(f"<{code:02X}> <{text.encode('utf-16-be').hex().upper()}>" for code, text in block),
            "endbfchar",
        ]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode("ascii")
