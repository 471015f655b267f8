"""Tagging as a module of its own: a document drawn with ReportLab alone, with all that there is, and what a screen reader finds in it."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import page
import pikepdf
import pytest
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from civicdesk import paths
from civicdesk.feedback.tagging import Aside, Marks, Node, faults
from civicdesk.feedback.tagging_file import finish

FONT = "Tagging-Test"
SIZE = (420.0, 595.0)
ROWS = 40
ON_A_PAGE = 25


def a_canvas(out: BytesIO) -> Canvas:
    """Return a canvas with a font that is embedded: without one no tagged file is right."""
    file = paths.resources() / "fonts" / "AtkinsonHyperlegibleNext_400Regular.ttf"
    pdfmetrics.registerFont(ttfonts.TTFont(FONT, str(file)))
    return Canvas(out, pagesize=SIZE, invariant=1, initialFontName=FONT, initialFontSize=11, lang="en")


class Recipe:
    """A recipe book of three pages: headings, paragraphs, a list, a figure, links, a table over two pages, words in Polish, page furniture."""

    def __init__(self) -> None:
        self.out = BytesIO()
        self.canvas = a_canvas(self.out)
        self.marks = Marks(self.canvas)
        self.tree = Node("Document")
        self.y = 540.0

    def words(self, node: Node, text: str, x: float = 40.0, step: float = 16.0) -> None:
        with self.marks.tagged(node):
            self.canvas.setFont(FONT, 11)
            self.canvas.drawString(x, self.y, text)
        self.y -= step

    def end_page(self) -> None:
        with self.marks.artifact(Aside.FOOTER):
            self.canvas.setFont(FONT, 9)
            self.canvas.drawString(40, 24, f"Page {self.marks.page + 1}")
        self.marks.next_page()
        self.y = 540.0

    def first_page(self) -> None:
        tree = self.tree
        self.words(tree.add("H1"), "Soup for twelve")
        paragraph = tree.add("P")
        self.words(paragraph, "A soup that is made in an hour,")
        self.words(paragraph, "and eaten in ten minutes.")
        with self.marks.artifact():
            self.canvas.line(40, self.y, 380, self.y)
        self.words(tree.add("P", language="pl"), "Smacznego")
        self.words(tree.add("H2"), "What you need")
        items = tree.add("L")
        items.numbering = "Decimal"
        for number, text in enumerate(("Beans", "Water", "Time"), start=1):
            item = items.add("LI")
            self.words(item.add("Lbl"), f"{number}.", step=0)
            self.words(item.add("LBody"), text, x=60)
        figure = tree.add("Figure", alt="A pot on a stove, with steam.")
        figure.box = (40, self.y - 60, 140, self.y)
        with self.marks.tagged(figure):
            self.canvas.rect(40, self.y - 60, 100, 60)
        self.y -= 80
        link = tree.add("P").add("Link", alt="More soups, on a web page")
        self.marks.link(link, (40, self.y - 3, 160, self.y + 10), address="https://example.org/soups")
        self.words(link, "More soups")
        inside = tree.add("P").add("Link", alt="The table of soups, further on")
        self.marks.link(inside, (40, self.y - 3, 160, self.y + 10), to=1)
        self.words(inside, "To the table")
        self.end_page()

    def table(self) -> None:
        self.words(self.tree.add("H2"), "Soups by day")
        table = self.tree.add("Table")
        head = table.add("TR")
        self.words(head.add("TH", scope="Column"), "Day", step=0)
        wide = head.add("TH", scope="Column")
        wide.columns = 2
        self.words(wide, "Soup, and who cooks", x=120)
        for number in range(ROWS):
            if number == ON_A_PAGE:
                self.end_page()
                with self.marks.artifact():  # the heading row again, for eyes alone
                    self.canvas.drawString(40, self.y, "Day")
                self.y -= 16
            row = table.add("TR")
            self.words(row.add("TH", scope="Row"), f"Day {number}", step=0)
            self.words(row.add("TD"), "Bean", x=120, step=0)
            self.words(row.add("TD"), "Wren", x=220)
        self.end_page()

    def whole(self) -> bytes:
        self.first_page()
        self.table()
        self.canvas.save()
        return finish(self.out.getvalue(), self.tree, title="Soup for twelve", language="en")


@pytest.fixture(scope="module")
def recipe() -> bytes:
    return Recipe().whole()


def elements(pdf: bytes) -> Iterator[Any]:
    with pikepdf.open(BytesIO(pdf)) as document:
        yield from walk(document.Root.StructTreeRoot.K[0])


def walk(element: Any) -> Iterator[Any]:
    yield element
    for kid in element.K:
        if "/S" in kid:
            yield from walk(kid)


def test_a_document_with_all_there_is_passes_every_machine_check(recipe: bytes) -> None:
    report = page.validate_pdf_bytes(recipe, profile=page.ValidationProfile.PDF_UA_1)
    assert report.rules.passed > 90
    assert [f"{failure.rule_id} {failure.message}" for failure in report.failures] == []


def test_the_tree_has_every_element_in_reading_order(recipe: bytes) -> None:
    roles = [str(element.S)[1:] for element in elements(recipe)]
    assert roles[:10] == ["Document", "H1", "P", "P", "H2", "L", "LI", "Lbl", "LBody", "LI"]
    assert roles[roles.index("Figure") :][:6] == ["Figure", "P", "Link", "P", "Link", "H2"]
    assert roles[roles.index("Table") :] == ["Table", "TR", "TH", "TH", *("TR", "TH", "TD", "TD") * ROWS]


def test_a_table_over_two_pages_is_one_table_with_its_headings_told_once(recipe: bytes) -> None:
    with pikepdf.open(BytesIO(recipe)) as document:
        (table,) = [element for element in walk(document.Root.StructTreeRoot.K[0]) if str(element.S) == "/Table"]
        pages = {document.pages.index(pikepdf.Page(kid.Pg)) for element in walk(table) for kid in element.K if "/MCID" in kid}
        heads = [element.A for element in walk(table) if str(element.S) == "/TH"]
        assert pages == {1, 2}
        assert [str(head.Scope) for head in heads[:3]] == ["/Column", "/Column", "/Row"]
        assert [int(head.get("/ColSpan", 1)) for head in heads[:3]] == [1, 2, 1]


def test_a_link_is_found_from_the_page_and_from_the_tree(recipe: bytes) -> None:
    with pikepdf.open(BytesIO(recipe)) as document:
        outside, inside = document.pages[0].Annots
        assert str(outside.A.URI) == "https://example.org/soups"
        assert str(outside.Contents) == "More soups, on a web page"
        assert pikepdf.Page(inside.A.D[0]) == document.pages[1]
        numbers = list(document.Root.StructTreeRoot.ParentTree.Nums)
        by_key = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
        assert [str(by_key[int(each.StructParent)].S) for each in (outside, inside)] == ["/Link", "/Link"]
        assert str(by_key[int(outside.StructParent)].Alt) == "More soups, on a web page"


def test_words_in_another_language_say_so(recipe: bytes) -> None:
    assert [str(element.Lang) for element in elements(recipe) if "/Lang" in element] == ["pl"]


def test_a_list_says_how_it_is_numbered_and_a_figure_where_it_is(recipe: bytes) -> None:
    with pikepdf.open(BytesIO(recipe)) as document:
        found = {str(element.S): element.A for element in walk(document.Root.StructTreeRoot.K[0]) if "/A" in element}
        assert str(found["/L"].ListNumbering) == "/Decimal"
        assert [float(edge) for edge in found["/Figure"].BBox][::2] == [40.0, 140.0]


def test_what_is_for_eyes_alone_is_no_part_of_the_tree(recipe: bytes) -> None:
    with pikepdf.open(BytesIO(recipe)) as document:
        for each in document.pages:
            drawn = each.Contents.read_bytes()
            assert drawn.count(b"/Type /Pagination /Subtype /Footer") == 1
            assert drawn.count(b"BDC") + drawn.count(b"BMC") == drawn.count(b"EMC")


def test_the_same_document_gives_the_same_bytes(recipe: bytes) -> None:
    assert Recipe().whole() == recipe


def test_what_was_never_drawn_has_no_place_in_the_tree() -> None:
    recipe = Recipe()
    recipe.tree.add("Sect").add("P")
    recipe.words(recipe.tree.add("H1"), "Words")
    recipe.end_page()
    recipe.canvas.save()
    pdf = finish(recipe.out.getvalue(), recipe.tree, title="Words", language="en")
    assert [str(element.S) for element in elements(pdf)] == ["/Document", "/H1"]


def test_a_node_says_what_a_person_sees_in_the_tree() -> None:
    recipe = Recipe()
    recipe.tree.kids.append(part := Node("Part", title="Card 1"))
    part.kids.append(cell := Node("P", alt="Read together"))
    recipe.words(cell, "Read apart")
    recipe.end_page()
    recipe.canvas.save()
    pdf = finish(recipe.out.getvalue(), recipe.tree, title="Words", language="en")
    with pikepdf.open(BytesIO(pdf)) as document:
        _, part, words = walk(document.Root.StructTreeRoot.K[0])
        assert (str(part.T), str(words.ActualText)) == ("Card 1", "Read together")


def test_a_piece_inside_a_piece_is_a_mistake_that_is_told_at_once() -> None:
    marks = Marks(a_canvas(BytesIO()))
    with pytest.raises(ValueError, match="inside another"), marks.tagged(Node("P")), marks.artifact():
        pass


def drawn(node: Node) -> Node:
    """Mark a node and all below it as drawn."""
    for kid in node.kids:
        assert isinstance(kid, Node)
        drawn(kid)
    if not node.kids:
        marks = Marks(a_canvas(BytesIO()))
        with marks.tagged(node):
            pass
    return node


def test_a_document_without_faults_has_none_told() -> None:
    recipe = Recipe()
    recipe.whole()
    assert faults(recipe.tree) == ()


def test_what_a_reader_would_stumble_over_is_told() -> None:
    tree = Node("Document")
    tree.add("H2")
    tree.add("H4")
    tree.add("LI")
    tree.add("Figure")
    tree.add("Table").add("TR").add("TH")
    assert faults(drawn(tree)) == (
        "LI stands in Document",
        "Figure without words",
        "TH without a scope",
        "the first heading is H2",
        "H4 follows H2",
    )
