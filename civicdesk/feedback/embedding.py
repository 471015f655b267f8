"""A font of joined letters inside a finished PDF: a code for each glyph with the letters it stands for, so that words can be copied out."""

from io import BytesIO
from typing import Any

from civicdesk.feedback import shaping
from civicdesk.feedback.shaping import Glyph

NAME = "/Joined"
"""What pages call the font."""
_BASE = "/CIVICD+NotoSansArabic"
_MOST_IN_BLOCK = 100
_SYMBOLIC = 4
_CAPITALS = 714


class Codes:
    """The codes that a document gives to glyphs. One glyph that stands for two letters, as a body for ب and ت, has two codes."""

    def __init__(self) -> None:
        self.given: dict[tuple[int, str], int] = {}

    def code(self, glyph: Glyph) -> int:
        """Return the code of a glyph that stands for letters, from 1."""
        return self.given.setdefault((glyph.number, glyph.text), len(self.given) + 1)


def embed(finished: bytes, codes: Codes) -> bytes:
    """Return a finished PDF with the font in it, as it is if no joined letters were drawn."""
    if not codes.given:
        return finished
    import pikepdf

    with pikepdf.open(BytesIO(finished)) as pdf:
        font = _font(pdf, codes)
        for page in pdf.pages:
            page.obj.Resources.Font[NAME] = font
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _font(pdf: Any, codes: Codes) -> Any:
    from pikepdf import Array, Dictionary, Name

    file = shaping.subset({number for number, _ in codes.given})
    glyphs = bytearray(2 * (len(codes.given) + 1))
    widths = Array()
    for (number, _), code in codes.given.items():
        glyphs[2 * code : 2 * code + 2] = number.to_bytes(2, "big")
        widths.append(code)
        widths.append(Array([round(shaping.advance(number), 2)]))
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(_BASE),
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(_descriptor(pdf, file)),
        DW=0,
        W=widths,
        CIDToGIDMap=pdf.make_stream(bytes(glyphs)),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(_BASE),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(_character_map(codes)),
        )
    )


def _descriptor(pdf: Any, file: bytes) -> Any:
    from pikepdf import Array, Dictionary, Name

    above, below = shaping.extents()
    return Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(_BASE),
        Flags=_SYMBOLIC,
        FontBBox=Array([-500, below, 2000, above]),
        ItalicAngle=0,
        Ascent=above,
        Descent=below,
        CapHeight=_CAPITALS,
        StemV=80,
        FontFile2=pdf.make_stream(file),
    )


def _character_map(codes: Codes) -> bytes:
    pairs = [(code, text.encode("utf-16-be").hex().upper()) for (_, text), code in codes.given.items()]
    lines = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap", "/CMapType 2 def", "/CMapName /Joined def"]
    lines += ["1 begincodespacerange", "<0000> <FFFF>", "endcodespacerange"]
    for start in range(0, len(pairs), _MOST_IN_BLOCK):
        block = pairs[start : start + _MOST_IN_BLOCK]
        lines += [f"{len(block)} beginbfchar", *(f"<{code:04X}> <{letters}>" for code, letters in block), "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode("ascii")
