"""Paper, plain text and web page: the same words in the same order, and a web page that needs nothing else."""

import ctypes
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from civicdesk.feedback.pdf import fitted_sheet, sheet_pdf
from civicdesk.feedback.tagging import Node, faults
from civicdesk.feedback.text import outline, sheet_text
from civicdesk.feedback.web_page import sheet_html
from civicdesk.i18n import say_in
from civicdesk.records.sheets import Bar, Sheet, SheetMode
from tests.unit.feedback.test_languages import LANGUAGES, sheet_in

Make = Callable[..., Sheet]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def marked(pdf: bytes) -> dict[tuple[int, int], str]:
    """Return the words of every marked piece, by page and number."""
    found: dict[tuple[int, int], str] = {}
    document = pypdfium2.PdfDocument(pdf)
    for number, each in enumerate(document):
        text = each.get_textpage()
        for index in range(pdfium.FPDFPage_CountObjects(each)):
            piece = pdfium.FPDFPage_GetObject(each, index)
            mark = pdfium.FPDFPageObj_GetMarkedContentID(piece)
            if mark >= 0 and pdfium.FPDFPageObj_GetType(piece) == pdfium.FPDF_PAGEOBJ_TEXT:
                found[number, mark] = f"{found.get((number, mark), '')} {text_of(piece, text)}"
        text.close()
        each.close()
    document.close()
    return found


def text_of(piece: Any, page: Any) -> str:
    length = pdfium.FPDFTextObj_GetText(piece, page, None, 0)
    buffer = (ctypes.c_ushort * length)()
    pdfium.FPDFTextObj_GetText(piece, page, buffer, length)
    return bytes(buffer)[:-2].decode("utf-16-le")


def read_aloud(pdf: bytes, pictures: frozenset[str] = frozenset()) -> str:
    """Return what a screen reader says: figures by their words, all else as it is written; pictures are passed by."""
    pieces = marked(pdf)
    with pikepdf.open(BytesIO(pdf)) as document:
        numbers = {each.obj.objgen: number for number, each in enumerate(document.pages)}

        def said(element: Any) -> Iterator[str]:
            if "/Alt" in element or "/ActualText" in element:
                told = str(element.get("/Alt", element.get("/ActualText", "")))
                yield "" if told in pictures else told
                return
            for kid in element.K:
                if "/S" in kid:
                    yield from said(kid)
                else:
                    yield pieces.get((numbers[kid.Pg.objgen], int(kid.MCID)), "")

        return " ".join(said(document.Root.StructTreeRoot.K[0]))


class Spoken(HTMLParser):
    """Collects what stands on a web page."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.begun: list[tuple[str, dict[str, str | None]]] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.begun.append((tag, dict(attrs)))
        self._silent = tag in {"style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)


def read(html: str) -> Spoken:
    spoken = Spoken()
    spoken.feed(html)
    return spoken


PICTURES = frozenset({
    *("A page", "A star", "A small plant", "A bigger plant", "A tree", "Steps going up", "A pin on a map", "A telephone"),
    *("An arrow that turns back", "An eye", "A bin", "A pencil", "A speech bubble"),
})  # fmt: skip


@pytest.mark.parametrize("mode", list(SheetMode))
def test_paper_and_web_page_say_the_same_words_in_the_same_order(make_sheet: Make, mode: SheetMode) -> None:
    sheet = make_sheet(mode=mode, carried_steps=make_sheet().steps[:1])
    assert words(read_aloud(sheet_pdf(sheet), PICTURES)) == words(" ".join(read(sheet_html(sheet)).said))


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "ur"])
def test_they_do_so_in_every_language(language: str) -> None:
    sheet = sheet_in(language, SheetMode.STANDARD)
    assert words(read_aloud(sheet_pdf(sheet))) == words(" ".join(read(sheet_html(sheet)).said))


@pytest.mark.parametrize("mode", list(SheetMode))
def test_plain_text_leaves_out_only_how_to_read_what_is_drawn(make_sheet: Make, mode: SheetMode) -> None:
    sheet = make_sheet(mode=mode)
    assert words(sheet_text(sheet)) == words(" ".join(line.words for line in outline(sheet) if not line.eyes))


@pytest.mark.parametrize("mode", list(SheetMode))
def test_a_web_page_needs_nothing_else(make_sheet: Make, mode: SheetMode) -> None:
    html = sheet_html(make_sheet(mode=mode))
    found = read(html)
    assert {tag for tag, _ in found.begun} & {"script", "img", "link", "iframe", "a", "object", "form", "input"} == set()
    assert [value for _, given in found.begun for name, value in given.items() if name in {"src", "href", "srcset", "action"}] == []
    assert [word for word in ("http:", "https:", "url(", "@import", "javascript") if word in html] == []
    assert [given["content"] for tag, given in found.begun if given.get("http-equiv")] == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_a_web_page_is_for_the_dark_and_for_paper_too(make_sheet: Make) -> None:
    html = sheet_html(make_sheet())
    assert "prefers-color-scheme:dark" in html
    assert "@media print" in html
    assert "color-scheme:light dark" in html


def test_a_web_page_draws_a_bar_for_each_area_and_hides_it_from_screen_readers(make_sheet: Make) -> None:
    sheet = make_sheet()
    bars = [given for tag, given in read(sheet_html(sheet)).begun if given.get("class") == "bar"]
    assert len(bars) == sum(bar.share is not None for bar in sheet.bars)
    assert {given.get("aria-hidden") for given in bars} == {"true"}


def test_an_easy_web_page_has_pictures_with_their_words(make_sheet: Make) -> None:
    found = [given.get("aria-label") for tag, given in read(sheet_html(make_sheet(mode=SheetMode.EASY))).begun if tag == "svg"]
    assert set(found) <= PICTURES
    assert len(found) > 15


def test_where_there_is_no_bar_no_plant_says_that_more_is_better(make_sheet: Make) -> None:
    """High is a worse word than low on a scale of worries: neither paper nor page shows a tree beside it."""
    sheet = make_sheet(mode=SheetMode.EASY, bars=(Bar(area="Worries", share=None, word="Many", reading="high"),))
    with pikepdf.open(BytesIO(sheet_pdf(sheet))) as document:
        drawn = {str(each.get("/Alt")) for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each}
    assert say_in("en", "sheet.picture.star") in drawn
    assert say_in("en", "sheet.picture.tree") not in drawn
    assert f'aria-label="{say_in("en", "sheet.picture.tree")}"' not in sheet_html(sheet)


def test_a_notice_in_english_is_marked_on_a_page_in_another_language(make_sheet: Make) -> None:
    for language, tongues in (("en", []), ("ur", ["en"])):
        begun = read(sheet_html(make_sheet(language=language))).begun
        assert [given["lang"] for tag, given in begun if tag == "p" and "lang" in given] == tongues
    assert "\u2066Contains public sector" in sheet_text(make_sheet(language="ur"))


def test_what_somebody_wrote_is_words_on_a_web_page_and_nothing_more(make_sheet: Make) -> None:
    html = sheet_html(make_sheet(strengths=("<script>alert('x')</script> & more",)))
    assert "&lt;script&gt;" in html
    assert "<script" not in html


@pytest.mark.parametrize("mode", list(SheetMode))
def test_nobody_stumbles_over_the_tags_of_a_sheet(make_sheet: Make, mode: SheetMode) -> None:
    fitted = fitted_sheet(make_sheet(mode=mode))
    fitted.draw()
    assert faults(Node("Document", kids=[*fitted.nodes])) == ()
