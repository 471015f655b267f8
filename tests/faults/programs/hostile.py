"""Hostile files of every kind that is taken in, beyond those of the harness's corpus.py: `python hostile.py FOLDER` writes them.

The name of a file begins with the kind as which it is handed in (see take_in.py), then says what is wrong with it. Each is made of
parts that an attacker would choose: sizes that lie, nesting, repetition, numbers and names that no program of ours writes.
"""

import io
import json
import random
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

CANARY = "canary-7f3a-local-file-text"
"""Stands in a file of this computer; it must never come back."""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SEED = 7
MIB = 1024 * 1024

File = tuple[str, bytes]


def main(words: Sequence[str]) -> int:
    """Write every file into a folder."""
    folder = Path(words[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in every(folder.parent / "secret.txt"):
        (folder / name).write_bytes(data)
    return 0


def every(secret: Path) -> Iterator[File]:
    """Yield all files: (name, content)."""
    secret.write_text(CANARY, encoding="ascii")
    for maker in (workbooks, forms, attachments, tables, bundles, packs, keys, papers):
        yield from maker(str(secret))


# --- workbooks ----------------------------------------------------------------------------------------------------------------------


def workbooks(secret: str) -> Iterator[File]:
    """Yield workbooks that are none, or too much of one."""
    good = book([row("type", "name", "label"), row("text", "a", "A")])
    yield "form-nested.xlsx", book([], more=[("xl/embeddings/inner.xlsx", good)])
    yield "form-case-twins.xlsx", book([], more=[("XL/Workbook.xml", b"<a/>")])
    yield "form-501-parts.xlsx", book([], more=[(f"xl/media/{number}.bin", b"x") for number in range(501)])
    yield "form-backslash.xlsx", book([], more=[("xl\\worksheets\\sheet2.xml", b"<a/>")])
    yield "form-drive.xlsx", book([], more=[("C:evil.xml", b"<a/>")])
    yield "form-long-name.xlsx", book([], more=[("x" * 300, b"")])
    link = zipfile.ZipInfo("xl/media/link")
    link.external_attr = 0o120777 << 16
    yield "form-symlink.xlsx", book([], more=[(link, secret.encode())])
    yield "form-encrypted-flag.xlsx", flagged(good)
    yield "form-size-says-10.xlsx", lying(good, 10)
    yield "form-size-says-4-gib.xlsx", lying(good, 0xFFFFFFFE)
    yield "form-cut.xlsx", good[: len(good) // 2]
    yield "form-two-ends.xlsx", good + good[-22:]
    yield "form-wild-offset.xlsx", good[:-6] + struct.pack("<I", 0xFFFFFFF0) + good[-2:]
    yield "form-shell-link-part.xlsx", book([], more=[("xl/externalLinks/externalLink1.xml", external(secret))])
    yield "form-rels-outside.xlsx", book([], sheet_target=f"file://{secret}")
    yield "form-rels-up.xlsx", book([], sheet_target="../../../../../../etc/passwd")
    yield "form-rels-to-itself.xlsx", book([], sheet_target="../xl/workbook.xml")
    yield "form-doctype-late.xlsx", book([], sheet=doctype(secret, before=" " * 70_000))
    yield "form-doctype-utf16.xlsx", book([], sheet_raw=doctype(secret).replace("UTF-8", "UTF-16").encode("utf-16"))
    yield "form-utf7.xlsx", book([], sheet_raw=b'<?xml version="1.0" encoding="UTF-7"?>+ADw-worksheet/+AD4-')
    yield "form-giant-cell.xlsx", book([row("type", "name", "label"), row("text", "a", "x" * 300_000)], noise=True)
    yield "form-wide.xlsx", book([row(*[f"c{number}" for number in range(16_384)])])
    yield "form-far-cell.xlsx", book(['<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'])
    yield "form-many-far-rows.xlsx", book([f'<row r="{number}"><c r="XFD{number}"><v>1</v></c></row>' for number in range(1, 3_000)])
    yield "form-index-of-no-string.xlsx", book(['<row r="1"><c r="A1" t="s"><v>99999999999999999999</v></c></row>'])
    yield "form-huge-number.xlsx", book([row("type", "name"), '<row r="2"><c r="A2"><v>' + "9" * 5_000 + "</v></c></row>"])
    yield "form-number-1e999.xlsx", book([row("type", "name"), '<row r="2"><c r="A2"><v>1e999</v></c><c r="B2"><v>NaN</v></c></row>'])
    yield "form-date-beyond-time.xlsx", book([row("type"), '<row r="2"><c r="A2" t="d"><v>99999-99-99T99:99</v></c></row>'])
    yield "form-slow-spaces.xlsx", book(['<row r="1"><c r="A1"><f/>' + " " * 300_000 + "x</c></row>"], noise=True)
    yield "form-slow-spaces-before.xlsx", book(["<row><c" + " " * 300_000 + "x</row>"], noise=True)
    yield from large_workbooks()
    yield from odd_surveys(secret)


def large_workbooks() -> Iterator[File]:
    """Yield workbooks that are small as files and large in memory, or slow to read."""
    yield "form-million-choices.xlsx", book([row("type", "name", "label"), row("select_one l", "a", "A")], choices=1_000_000)
    yield "form-million-styles.xlsx", book([], more=[("xl/styles.xml", styles(400_000))], noise=True)
    yield "form-million-names.xlsx", book([], names=200_000, noise=True)
    yield "form-million-strings.xlsx", book([], more=[("xl/sharedStrings.xml", strings(900_000))], noise=True)
    yield "form-many-sheets.xlsx", book([], copies=200)
    yield "form-heavy-sheets.xlsx", book([row(*["x"] * 100)] * 3_000, copies=12, noise=True)


def odd_surveys(secret: str) -> Iterator[File]:
    """Yield workbooks whose questions and rules are hostile."""
    yield "form-deep-groups.xlsx", survey([["begin group", f"g{n}", "G"] for n in range(400)] + [["end group", "", ""]] * 400)
    yield "form-unclosed-groups.xlsx", survey([["begin repeat", f"g{n}", "G"] for n in range(60)])
    yield "form-loop-of-sums.xlsx", survey([["calculate", f"q{n}", "", f"${{q{(n + 1) % 300}}} + 1"] for n in range(300)])
    yield "form-slow-pattern.xlsx", survey([["text", "a", "A", "", "regex(., '^(a+)+$') and regex(., '(.*)*(.*)*x')"]])
    yield "form-back-reference.xlsx", survey([["text", "a", "A", "", r"regex(., '(a)\1(?=b)')"]])
    yield "form-deep-brackets.xlsx", survey([["calculate", "a", "", "(" * 4_000 + "1" + ")" * 4_000]])
    yield "form-endless-power.xlsx", survey([["calculate", "a", "", "pow(9, pow(9, pow(9, 9)))"]])
    yield "form-many-repeats.xlsx", survey([["begin repeat", "r", "R", "", "", "1000000000"], ["text", "a", "A"], ["end repeat", "", ""]])
    yield "form-names-twice.xlsx", survey([["text", "a", "A"], ["text", "a", "A"]])
    yield "form-markup-in-labels.xlsx", survey([["text", "a", "<h:html>&xxe;<![CDATA[ ]]> ${a} </label>"]])
    yield "form-control-letters.xlsx", survey([["text", "a", "A_x0000__x0008_\u202e\ufffe"]])
    yield "form-pulldata.xlsx", survey([["calculate", "a", "", f"pulldata('{secret}', 'a', 'b', 'c')"]])


def row(*cells: str) -> str:
    """Return a row of texts."""
    return "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells) + "</row>"


def book(rows: Sequence[str], **how: object) -> bytes:
    """Return a workbook with these rows on its first sheet."""
    sheet = how.get("sheet") or f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
    names = ["survey", *(f"s{number}" for number in range(int(how.get("copies", 0))))]
    defined = "".join(f'<definedName name="n{number}">survey!$A$1</definedName>' for number in range(int(how.get("names", 0))))
    target = str(how.get("sheet_target", "worksheets/sheet1.xml"))
    parts: list[tuple[object, object]] = [
        ("[Content_Types].xml", _types(len(names) + bool(how.get("choices")), [part for part, _ in how.get("more", ())])),
        ("_rels/.rels", _rels([("officeDocument", "xl/workbook.xml")])),
        ("xl/workbook.xml", _workbook([*names, "choices"] if how.get("choices") else names, defined)),
        (
            "xl/_rels/workbook.xml.rels",
            _rels(
                [("worksheet", target)]
                + [("worksheet", f"worksheets/sheet{n + 2}.xml") for n in range(len(names) - (not how.get("choices")))]
            ),
        ),
        *((f"xl/worksheets/sheet{n + 1}.xml", how.get("sheet_raw") or sheet) for n in range(len(names))),
    ]
    if how.get("choices"):
        parts.append((f"xl/worksheets/sheet{len(names) + 1}.xml", _choices(int(str(how["choices"])))))
    parts += how.get("more", [])  # type: ignore[arg-type] - each caller hands a list of parts
    if how.get("noise"):  # so that the whole does not look like a bomb: what cannot be packed, as pictures cannot
        parts.append(("xl/media/noise.bin", random.Random(SEED).randbytes(600_000)))  # noqa: S311 - noise is no secret
    return zipped(parts)


def survey(rows: Sequence[Sequence[str]]) -> bytes:
    """Return a workbook whose survey sheet has these rows: type, name, label, calculation, constraint, repeat_count."""
    from xml.sax.saxutils import escape

    head = row("type", "name", "label", "calculation", "constraint", "repeat_count")
    return book([head, *(row(*(escape(cell) for cell in cells)) for cells in rows)])


def styles(count: int) -> bytes:
    """Return a style sheet with many formats."""
    return f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs>{"<xf/>" * count}</cellXfs></styleSheet>'.encode()


def strings(count: int) -> bytes:
    """Return a table of many short texts."""
    return f'{HEAD}<sst xmlns="{MAIN}" count="1">{"<si><t>a</t></si>" * count}</sst>'.encode()


def doctype(secret: str, before: str = "") -> str:
    """Return a sheet whose document type names a local file."""
    inside = f'<worksheet xmlns="{MAIN}"><sheetData>{row("&x;")}</sheetData></worksheet>'
    return f'{HEAD}{before}<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file://{secret}">]>{inside}'


def external(secret: str) -> bytes:
    """Return a link to a workbook elsewhere."""
    return f'{HEAD}<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{OFFICE}" r:id="file://{secret}"/></externalLink>'.encode()


def zipped(parts: Sequence[tuple[object, object]]) -> bytes:
    """Return a zip of these members."""
    import warnings

    whole = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, content in parts:
            archive.writestr(name, content)  # type: ignore[arg-type] - a name or a ZipInfo, bytes or str
    return whole.getvalue()


def flagged(data: bytes) -> bytes:
    """Return a zip whose first member claims to be encrypted."""
    marked = bytearray(data)
    marked[6] |= 1
    marked[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(marked)


def lying(data: bytes, size: int) -> bytes:
    """Return a zip whose list of contents gives every member this size."""
    marked, at = bytearray(data), data.find(b"PK\x01\x02")
    while at >= 0:
        marked[at + 24 : at + 28] = struct.pack("<I", size)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(marked)


def _types(sheets: int, more: Sequence[object]) -> str:
    base = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number + 1}.xml" ContentType="{base}.worksheet+xml"/>' for number in range(sheets)
    )
    extra = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{base}.{name}+xml"/>'
        for name in ("styles", "sharedStrings")
        if f"xl/{name}.xml" in more
    )
    known = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    whole = f'<Override PartName="/xl/workbook.xml" ContentType="{base}.sheet.main+xml"/>'
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{known}{whole}{parts}{extra}</Types>'


def _rels(targets: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{target}"/>' for number, (kind, target) in enumerate(targets)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def _workbook(names: Sequence[str], defined: str) -> str:
    sheets = "".join(f'<sheet name="{name}" sheetId="{number + 1}" r:id="r{number}"/>' for number, name in enumerate(names))
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets><definedNames>{defined}</definedNames></workbook>'


def _choices(count: int) -> str:
    lines = row("list_name", "name") + '<row><c t="s"><v>0</v></c></row>' * min(count, 600_000)
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'


# --- forms in XML -------------------------------------------------------------------------------------------------------------------


def forms(secret: str) -> Iterator[File]:
    """Yield XForms."""
    yield "form-million-nodes.xml", xform("<a/>" * 4_900_000)
    yield "form-million-attributes.xml", xform("<a " + " ".join(f'a{number}=""' for number in range(1_500_000)) + "/>")
    yield "form-half-million-questions.xml", xform("".join(f"<q{number}/>" for number in range(500_000)))
    yield "form-million-repeats.xml", xform("<r><x/></r>" * 1_000_000, body='<group ref="/data/r"><repeat nodeset="/data/r"/></group>')
    yield (
        "form-million-texts.xml",
        xform(
            "<a/>",
            head=f"<itext><translation lang='en'>{'<text id=' + chr(39) + 'i' + chr(39) + '/>'}".replace(
                "<text id='i'/>", "<text id='i'/>" * 900_000
            )
            + "</translation></itext>",
        ),
    )
    yield "form-million-binds.xml", xform("<a/>", head='<bind nodeset="/data/a"/>' * 600_000)
    yield "form-bind-to-everything.xml", xform("<a/>" * 3_000, head='<bind nodeset="/data/*" calculate="count(//*[count(//*) > 0])"/>')
    yield "form-deep.xml", xform("<g>" * 250 + "</g>" * 250)
    yield (
        "form-loop.xml",
        xform("<a/><b/>", head='<bind nodeset="/data/a" relevant="/data/b"/><bind nodeset="/data/b" relevant="/data/a"/>'),
    )
    yield "form-doctype-empty.xml", b"<!DOCTYPE data>" + xform("<a/>")
    yield "form-doctype-parameter.xml", f'<!DOCTYPE d [<!ENTITY % a SYSTEM "file://{secret}">%a;]>'.encode() + xform("<a/>")
    yield "form-instance-from-disk.xml", xform("<a/>", head=f'<instance id="l" src="file://{secret}"/>')
    yield "form-instance-from-net.xml", xform("<a/>", head='<instance id="l" src="http://127.0.0.1:9/x.xml"/>')
    yield "form-stylesheet.xml", f'<?xml-stylesheet href="file://{secret}"?>'.encode() + xform("<a/>")
    yield "form-utf16.xml", xform("<a/>").decode().encode("utf-16")
    yield "form-utf32.xml", xform("<a/>").decode().encode("utf-32")
    yield "form-nul.xml", xform("<a>\0</a>")
    yield "form-long-rule.xml", xform("<a/>", head=f'<bind nodeset="/data/a" calculate="{" + ".join(["1"] * 200_000)}"/>')
    yield "form-long-pattern.xml", xform("<a/>", head=f'<bind nodeset="/data/a" constraint="regex(., \'{"(a?){1000}" * 20}\')"/>')
    yield (
        "form-counted-repeat.xml",
        xform('<r jr:template=""><x/></r>', body='<group ref="/data/r"><repeat nodeset="/data/r" jr:count="1000000000"/></group>'),
    )
    yield "form-all-in-a-name.xml", xform(f"<{'n' * 1_000_000}/>")


def xform(instance: str, *, head: str = "", body: str = "") -> bytes:
    """Return an XForm with this instance, these parts of the model, and this body."""
    spaces = 'xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"'
    model = f'<model><instance><data id="t" xmlns="">{instance}</data></instance>{head}</model>'
    return f"<h:html {spaces}><h:head><h:title>t</h:title>{model}</h:head><h:body>{body}</h:body></h:html>".encode()


# --- lists that come with a form ----------------------------------------------------------------------------------------------------


def attachments(secret: str) -> Iterator[File]:
    """Yield lists for a form."""
    yield "list-deep.geojson", b'{"features":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    yield "list-not-a-number.geojson", b'{"features": [{"properties": {"a": NaN, "b": 1e999, "c": ' + b"9" * 5_000 + b"}}]}"
    yield "list-key-twice.geojson", b'{"features": [], "features": [{"properties": {"name": "a"}}]}'
    yield "list-of-nothing.geojson", b'{"features": 7}'
    yield "list-million.geojson", b'{"features": [' + b",".join([b"{}"] * 3_000_000) + b"]}"
    yield "list-nested-values.geojson", b'{"features": [{"properties": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}]}"
    yield "list-wide.csv", (",".join(f"c{number}" for number in range(100_000)) + "\n").encode()
    yield "list-commas.csv", b"a,b\n" + b"," * (18 * MIB)
    yield "list-open-quote.csv", b'a,b\n"' + b"x\n" * (5 * MIB)
    yield "list-million-rows.csv", b"name,label\n" + b"a,b\n" * 3_000_000
    yield "list-large.csv", b"name\n" + b"x" * (25 * MIB)
    yield "list-nul.csv", b"name\n\0\n"
    yield "list-million.xml", b"<root>" + b"<item/>" * 2_700_000 + b"</root>"
    yield "list-entities.xml", f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]><root><item><a>&x;</a></item></root>'.encode()
    yield "list-utf16.csv", "name\na\n".encode("utf-16")


# --- tables -------------------------------------------------------------------------------------------------------------------------


def tables(_secret: str) -> Iterator[File]:
    """Yield tables of the directory and of answers on paper."""
    for kind in ("directory", "answers"):
        head = b"name,district\n" if kind == "directory" else b"card,wave,note\n"
        yield f"{kind}-commas.csv", head + b"," * (19 * MIB)
        yield f"{kind}-empty-rows.csv", head + b"\n" * (19 * MIB)
        yield f"{kind}-million-rows.csv", head + b"a,b\n" * 4_000_000
        yield f"{kind}-open-quote.csv", head + b'"' + b"x,\n" * (5 * MIB)
        yield f"{kind}-one-letter-too-wide.csv", head + "\U0001f600".encode() + b"x" * (18 * MIB)
        yield f"{kind}-quotes.csv", head + b'"' * (19 * MIB)
        yield f"{kind}-carriage-returns.csv", head + b"\r" * (19 * MIB)
        yield f"{kind}-header-of-names.csv", b",".join(b"name" for _ in range(2_000)) + b"\n"
    yield "directory-all-wrong.csv", b"name,email,url,phone\n" + b"a,b,c,d\n" * 190_000
    yield "directory-slow-address.csv", b"name,email\na," + b"a@" + b"a." * 45_000 + b"\n"
    yield "directory-slow-phone.csv", b"name,phone\na," + b"0" * 90_000 + b"x\n"
    yield "directory-odd-dates.csv", "name,assured_date\na,٢٠٢٦-٠١-٠١\nb,0000-00-00\nc,99999-01-01\n".encode()


# --- bundles and packs --------------------------------------------------------------------------------------------------------------


def bundles(_secret: str) -> Iterator[File]:
    """Yield inner archives of bundles, unsealed as the harness takes them."""
    for name, data in containers():
        yield f"bundle-{name}.bundle", data
    yield "bundle-age-header-only.age", b"age-encryption.org/v1\n"
    yield (
        "bundle-age-many-stanzas.age",
        b"age-encryption.org/v1\n" + (b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n") * 100_000 + b"--- \n",
    )
    yield "bundle-age-long-line.age", b"age-encryption.org/v1\n-> " + b"a" * (20 * MIB)
    yield "bundle-age-armour.age", b"-----BEGIN AGE ENCRYPTED FILE-----\n" + b"A" * (5 * MIB)


def packs(_secret: str) -> Iterator[File]:
    """Yield project packs."""
    for name, data in containers():
        yield f"pack-{name}.civicpack", data
    deep = b"[" * 100_000 + b"]" * 100_000
    yield "pack-deep.civicpack", container([("FORMAT", b"civicdesk-pack 1.0\n"), ("pack.json", deep)])
    facts = b'{"signer":"a","signer":"b"}'
    yield "pack-key-twice.civicpack", container([("FORMAT", b"civicdesk-pack 1.0\n"), ("pack.json", facts)])
    yield "pack-huge-number.civicpack", container([("FORMAT", b"civicdesk-pack 1.0\n"), ("pack.json", b'{"signer":' + b"9" * 5_000 + b"}")])
    yield "pack-not-a-number.civicpack", container([("FORMAT", b"civicdesk-pack 1.0\n"), ("pack.json", b'{"signer":NaN}')])
    yield "pack-signer-of-another-kind.civicpack", container([("FORMAT", b"civicdesk-pack 1.0\n"), ("pack.json", b'{"signer":["a"]}')])
    yield (
        "pack-signer-too-long.civicpack",
        container([("FORMAT", b"civicdesk-pack 1.0\n"), ("pack.json", json.dumps({"signer": "R" * MIB}).encode())]),
    )
    yield "pack-newer.civicpack", container([("FORMAT", b"civicdesk-pack 2.0\n")])
    wide = b'{"signer":"a","x":[' + b",".join([b"{}"] * 4_000_000) + b"]}"
    yield "pack-million-objects.civicpack", container([("FORMAT", b"civicdesk-pack 1.0\n"), ("pack.json", wide)])


def containers() -> Iterator[File]:
    """Yield containers that are not quite one."""
    whole = container([("FORMAT", b"civicdesk-pack 1.0\n"), ("a.json", b"{}")])
    yield "trailing", whole + b"x"
    yield "leading", b"x" + whole
    yield "comment", whole[:-2] + b"\x05\x00hello"
    yield "size-lies", flipped(whole, 18, 0xFF)
    yield "size-lies-4-gib", flipped(whole, 21, 0xFF)
    yield "name-lies", flipped(whole, 26, 0xFF)
    yield "deflated", zipped([("FORMAT", b"civicdesk-pack 1.0\n")])
    yield "twins", container([("FORMAT", b"a"), ("FORMAT", b"b")])
    yield "case-twins", container([("FORMAT", b"a"), ("format", b"b")])
    yield "up", container([("../escaped.txt", b"a")])
    yield "51-members", container([(f"m{number}", b"") for number in range(51)])
    yield "member-of-21-mib", container([("FORMAT", b"x" * (21 * MIB))])
    yield "hashes-of-others", container([("FORMAT", b"civicdesk-pack 1.0\n")], listing=b"0" * 64 + b"  FORMAT\n")
    yield "no-signature", container([("FORMAT", b"civicdesk-pack 1.0\n")], signature=None)
    yield "long-signature", container([("FORMAT", b"civicdesk-pack 1.0\n"), ("pack.json", b'{"signer":"a"}')], signature=b"u" * (15 * MIB))
    yield "forty-mib", container([("FORMAT", b"civicdesk-pack 1.0\n"), ("a", b"x" * (20 * MIB)), ("b", b"y" * (19 * MIB))])
    yield "ends-only", whole[whole.rfind(b"PK\x05\x06") :]


def container(members: Sequence[tuple[str, bytes]], *, listing: bytes | None = None, signature: bytes | None = b"untrusted") -> bytes:
    """Return the archive of a bundle or pack: stored members, manifest, signature."""
    listing = (
        listing
        if listing is not None
        else b"".join(b"%s  %s\n" % (sha256(data).hexdigest().encode(), name.encode()) for name, data in members)
    )
    signed = [("manifest-sha256.txt.minisig", signature)] if signature is not None else []
    parts: list[bytes] = []
    directory, at = b"", 0
    whole = [*members, ("manifest-sha256.txt", listing), *signed]
    for name, data in whole:
        raw, check = name.encode(), zlib.crc32(data)
        header = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 0, 0, 0x21, check, len(data), len(data), len(raw), 0) + raw
        fields = (b"PK\1\2", 0x0314, 20, 0, 0, 0, 0x21, check, len(data), len(data), len(raw), 0, 0, 0, 0, 0o100644 << 16, at)
        directory += struct.pack("<4s6H3I5H2I", *fields) + raw
        parts += (header, data)
        at += len(header) + len(data)
    return b"".join([*parts, directory, struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, len(whole), len(whole), len(directory), at, 0)])


def flipped(data: bytes, place: int, value: int) -> bytes:
    """Return bytes with one of them changed."""
    return data[:place] + bytes([value]) + data[place + 1 :]


# --- key files, papers --------------------------------------------------------------------------------------------------------------


def keys(_secret: str) -> Iterator[File]:
    """Yield what may lie in the place of a key file, of the people's keys, of an escrow and of a one-time slot."""
    odd: dict[str, bytes] = {
        "deep": b"[" * 300_000 + b"]" * 300_000,
        "deep-table": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        "twice": b'{"format":"civicdesk-keys","format":"civicdesk-keys"}',
        "not-a-number": b'{"format":"civicdesk-keys","version":NaN}',
        "huge-number": b'{"format":"civicdesk-keys","version":' + b"9" * 5_000 + b"}",
        "utf16": '{"format":"civicdesk-keys"}'.encode("utf-16"),
        "large": b"{" + b" " * (5 * MIB) + b"}",
        "zeros": bytes(MIB // 2),
    }
    for kind in ("keys", "people", "escrow", "slot", "lock"):
        for name, data in odd.items():
            yield f"{kind}-{name}.bin", data
    costly = {"alg": "argon2id13", "m": 2**40, "t": 10**6, "p": 1, "salt": "AAAAAAAAAAAAAAAAAAAAAA=="}
    yield "keys-memory-of-a-terabyte.cost", json.dumps(costly).encode()


def papers(_secret: str) -> Iterator[File]:
    """Yield forms of imagined intruders, keys of an office, and enrolments of laptops."""
    yield "intruder-deep.json", b"[" * 200_000 + b"]" * 200_000
    yield "intruder-twice.json", b'{"scenarios":[],"scenarios":[["a","b"]]}'
    yield "intruder-not-a-number.json", b'{"scenarios":NaN}'
    yield (
        "intruder-pairs-of-three.json",
        b'{"scenarios":[["a","b","c"]],"tried_by":"x","tried_on":"2026-01-01","approver":"y","reason":"z"}',
    )
    yield "intruder-huge-number.json", b'{"scenarios":' + b"9" * 5_000 + b"}"
    yield "intruder-large.json", b'{"scenarios":"' + b"x" * (25 * MIB) + b'"}'
    yield "identity-large.txt", b"AGE-SECRET-KEY-1" + b"A" * (10 * MIB)
    yield "identity-latin1.txt", b"AGE-SECRET-KEY-1\xe9\n"
    scrypt = b"age-encryption.org/v1\n-> scrypt 1BPceQTuy1WYZrl53ZAx7w "
    yield "identity-years-of-work.age", scrypt + b"60\nO1q11xyiA18TU7TRru4dloSfo0/il5z9GCShZMzzQls\n--- " + b"A" * 43 + b"\n" + bytes(64)
    yield "identity-large.age", scrypt + b"10\n" + b"A" * (5 * MIB)
    yield "enrolment-deep.json", b"[" * 30_000 + b"]" * 30_000
    yield "enrolment-twice.json", b'{"format":"civicdesk-enrolment 1","format":"civicdesk-enrolment 1"}'
    yield "enrolment-large.json", b'{"format":"' + b"x" * (25 * MIB) + b'"}'
    yield "enrolment-huge-number.json", b'{"day":' + b"9" * 5_000 + b"}"
    yield (
        "enrolment-short-key.json",
        b'{"format":"civicdesk-enrolment 1","laptop":"","public_key":"RWQ=","project":"","program":"","day":"","minisig":""}',
    )


Maker = Callable[[str], Iterator[File]]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
