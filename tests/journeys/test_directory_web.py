"""The page for everybody in a real browser, opened as a file: it finds, narrows and prints, asks the network for nothing, and can be heard."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from civicdesk import paths
from civicdesk.directory import publishing, searching, tabular
from civicdesk.feedback import preview
from civicdesk.feedback.directory_web import directory_html
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId
from civicdesk.records.publications import Publication
from tests.journeys.browser import Browser, browser
from tests.transport import servers

TODAY = date(2026, 11, 22)
FEW = 24
"""Entries with which axe-core is done in half a second."""
LOOKS = {
    "desktop": (1280, 900, False),
    "desktop, dark": (1280, 900, True),
    "telephone": (390, 844, False),
    "telephone, dark": (390, 844, True),
    "400 percent": (320, 256, False),
}
HOSTILE = Entry(
    id=EntryId("hostile"),
    name="</script><script>document.title='taken'</script>\" onmouseover=\"document.title='taken'\" x='",
    description="<img src=https://example.invalid/x.png onerror=\"document.title='taken'\">\u2028&lt;b&gt; ${1} {shown} ]]> --> </style>",
    when="Mondays\u2029<iframe src='https://example.invalid'></iframe>",
    address='1 "Quoted" Lane, <Sampletown>',
    district="ZZ9'><script>",
    phone="01632 960999",
    url="https://example.invalid/?a=1&b='2'",
    cost="<style>*{display:none}</style>",
    access="javascript:document.title='taken'",
    tags=('"><script>', "food"),
    assured_date=TODAY,
)


def publication(*more: Entry, language: str = "en", most: int | None = None) -> Publication:
    entries = tabular.read_entries((paths.resources() / "practice" / "directory.csv").read_bytes())
    shown = [*[publishing.public(entry) for entry in entries if not publishing.why_not(entry, TODAY, {})][:most], *more]
    return Publication(
        title="Places and groups near you",
        day=TODAY,
        chapters=publishing.chapters(shown),
        topics=publishing.topic_labels(shown),
        days={entry.id: tuple(day for day in searching.DAYS if day in searching.days(entry.when)) for entry in shown},
        contact="01632 960001",
        language=language,
        practice=True,
    )


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture
def page(window: Browser, tmp_path: Path) -> Browser:
    """Return a browser on the page of the practice directory, with an entry in it that would do harm if it could."""
    return shown(window, tmp_path, publication(HOSTILE))


def shown(window: Browser, room: Path, what: Publication, look: str = "desktop", *, script: bool = True) -> Browser:
    file = room / "places and groups.html"
    file.write_bytes(directory_html(what))
    width, height, dark = LOOKS[look]
    window.look(width, height, dark=dark, script=script)
    window.open(file)
    return window


def names(page: Browser) -> list[str]:
    return list(page.run("return [...document.querySelectorAll('.e:not([hidden]) h3')].map((each) => each.textContent)"))


def told(page: Browser) -> str:
    return str(page.run("return document.getElementById('count').textContent"))


def choose(page: Browser, name: str, value: str) -> None:
    page.run(
        "const field = document.getElementById('find').elements[arguments[0]]; field.value = arguments[1];"
        "field.dispatchEvent(new Event('input', {bubbles: true}))",
        name,
        value,
    )


def tick(page: Browser, name: str) -> None:
    page.run("document.getElementById('find').elements[arguments[0]].click()", name)


def search(page: Browser, text: str) -> None:
    page.run("document.getElementById('words').focus()")
    page.press(*text)


# --- finding ------------------------------------------------------------------------------------------------------------------


def test_what_is_typed_narrows_the_list_with_each_letter(page: Browser) -> None:
    everything = len(names(page))
    search(page, "gard")
    some = names(page)
    assert 0 < len(some) < everything
    page.press(*"ening invented")
    assert names(page) == ["Invented Gardeners in Recovery"]


def test_the_number_of_entries_shown_is_told_to_those_who_listen(page: Browser) -> None:
    assert told(page) == "Shown: 142 of 142"
    search(page, "zzzz")
    assert told(page).startswith("Shown: 0 of 142. Nothing fits")
    assert page.run("return document.getElementById('count').getAttribute('role')") == "status"


def test_accents_capitals_and_signs_are_no_obstacle(window: Browser, tmp_path: Path) -> None:
    cafe = replace(HOSTILE, id=EntryId("cafe"), name="Café d’Exemple", description="Tea.", tags=("food",))
    page = shown(window, tmp_path, publication(cafe))
    search(page, "CAFE exemple")
    assert names(page) == ["Café d’Exemple"]


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("topic", "football", lambda entry: "football" in entry.tags),
        ("day", "SU", lambda entry: "SU" in searching.days(entry.when)),
        ("area", "ZZ4", lambda entry: entry.district == "ZZ4" or bool(entry.facts.online)),
        ("who", "women", lambda entry: entry.facts.women_or_men_only != "men"),
    ],
)
def test_a_choice_leaves_what_fits_it(page: Browser, name: str, value: str, right: object) -> None:
    assert callable(right)
    choose(page, name, value)
    expected = sorted(entry.name for entry in publication(HOSTILE).entries if right(entry))
    assert expected
    assert sorted(names(page)) == expected


def test_free_and_step_free_mean_that_it_is_known(page: Browser) -> None:
    tick(page, "free")
    tick(page, "step_free")
    expected = sorted(entry.name for entry in publication(HOSTILE).entries if entry.facts.free and entry.facts.step_free)
    assert sorted(names(page)) == expected


def test_one_press_shows_all_again(page: Browser) -> None:
    search(page, "choir")
    tick(page, "free")
    page.run("document.getElementById('all').click()")
    assert told(page) == "Shown: 142 of 142"
    assert page.run("return document.activeElement.id") == "words"


def test_headings_and_links_of_empty_groups_go_away(page: Browser) -> None:
    choose(page, "topic", "football")
    headings = page.run("return [...document.querySelectorAll('main section:not([hidden]) h2')].map((each) => each.textContent)")
    links = page.run("return [...document.querySelectorAll('nav li:not([hidden]) a')].map((each) => each.textContent)")
    assert headings == links == ["Getting active"]


def test_without_its_script_it_is_a_plain_list_of_everything(window: Browser, tmp_path: Path) -> None:
    page = shown(window, tmp_path, publication(), script=False)
    heard = page.names()
    assert len([role for role, _, _ in heard if role == "heading"]) > 141
    assert not [role for role, _, _ in heard if role in {"searchbox", "combobox", "button"}]


# --- the network, and what would do harm --------------------------------------------------------------------------------------


def test_the_network_is_asked_for_nothing_and_the_browser_has_no_complaint(window: Browser, tmp_path: Path) -> None:
    window.asked_for()
    window.complaints()
    page = shown(window, tmp_path, publication(HOSTILE))
    search(page, "food")
    choose(page, "day", "MO")
    page.printed()
    asked = page.asked_for()
    assert [address for address in asked if not address.startswith("file:")] == []
    assert len(asked) == 1
    assert page.complaints() == []


def test_the_test_would_notice_a_request(window: Browser, tmp_path: Path) -> None:
    page = shown(window, tmp_path, publication())
    page.asked_for()
    page.run("const frame = document.createElement('iframe'); frame.src = 'about:blank'; document.body.append(frame)")
    refused = page.wait_for("fetch('http://127.0.0.1:9/').then(() => 'fetched', () => 'refused')")
    assert refused == "refused"
    assert any("Content Security Policy" in line or "connect-src" in line for line in page.complaints())
    loose = tmp_path / "loose.html"
    loose.write_text("<!DOCTYPE html><title>loose</title><img src='http://127.0.0.1:9/picture.png'>", encoding="utf-8")
    page.open(loose)
    assert "http://127.0.0.1:9/picture.png" in page.asked_for()
    page.complaints()


def test_what_an_entry_says_is_never_run(page: Browser) -> None:
    assert page.run("return document.title") == "Places and groups near you"
    assert HOSTILE.name in names(page)
    assert page.run("return document.querySelectorAll('script,style,iframe,img').length") == 2
    assert (
        page.run(
            "return [...document.querySelectorAll('*')].flatMap((each) => each.getAttributeNames()).filter((each) => each.startsWith('on'))"
        )
        == []
    )
    assert (
        page.run("return [...document.links].map((each) => each.protocol).filter((each) => !['tel:', 'file:', 'https:'].includes(each))")
        == []
    )


# --- paper --------------------------------------------------------------------------------------------------------------------


def test_paper_has_what_is_shown_and_nothing_to_press(page: Browser) -> None:
    search(page, "choir")
    paper = preview.text(page.printed())
    said = "\n".join(paper)
    assert len(paper) == 1
    assert all(name in said for name in names(page))
    assert "Placeholder Chess Table" not in said
    assert "Print what is shown" not in said
    assert "Ring before you go" in said


def test_the_whole_list_is_printed_on_few_sheets(page: Browser) -> None:
    assert 8 <= preview.count(page.printed()) <= 24


# --- seen, heard, and gone through with the keyboard --------------------------------------------------------------------------


def axe() -> str:
    """Return the script of axe-core, from the checkers' own environment."""
    servers.need(servers.CHECKERS / "python")
    (script,) = (servers.CHECKERS.parent / "lib").glob("python3.*/site-packages/axe_core_python/axe.min.js")
    return script.read_text(encoding="utf-8")


@pytest.mark.parametrize("look", LOOKS)
def test_a_machine_that_looks_for_barriers_finds_none(window: Browser, tmp_path: Path, look: str) -> None:
    page = shown(window, tmp_path, publication(HOSTILE, most=None if look == "desktop" else FEW), look)
    page.run(axe() + "; window.axe = axe")
    found = page.wait_for("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
    assert len(found["passes"]) > 20
    assert [(each["id"], each["impact"], each["nodes"][0]["html"]) for each in found["violations"]] == []


def test_the_machine_would_notice_a_barrier(window: Browser, tmp_path: Path) -> None:
    page = shown(window, tmp_path, publication(most=FEW))
    page.run(axe() + "; window.axe = axe; document.querySelector('label[for=words]').remove(); document.documentElement.lang = ''")
    found = page.wait_for("axe.run(document)")
    assert {"label", "html-has-lang"} <= {each["id"] for each in found["violations"]}


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_runs_over_the_edge(window: Browser, tmp_path: Path, look: str) -> None:
    page = shown(window, tmp_path, publication(HOSTILE), look)
    assert page.run("return document.documentElement.scrollWidth") <= LOOKS[look][0]


def test_a_keyboard_gets_to_everything_in_order(page: Browser) -> None:
    reached = []
    for _ in range(11):
        page.press("tab")
        reached.append(
            page.run("const each = document.activeElement; return each.id || each.name || each.className || each.parentElement.id")
        )
    assert reached == ["skip", "words", "more", "topic", "area", "day", "who", "free", "step_free", "all", "print"]
    assert page.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_first_press_can_jump_to_the_list(page: Browser) -> None:
    page.press("tab", "enter")
    assert page.run("return document.activeElement.id") == "list"


def test_each_field_and_each_region_has_a_name(page: Browser) -> None:
    heard = page.names()
    fields = {name for role, name, _ in heard if role in {"searchbox", "combobox", "checkbox", "button"}}
    assert fields == {"Search", "Topic", "Area", "Day", "For whom", "Free", "Step-free", "Show all again", "Print what is shown"}
    regions = {(role, name) for role, name, _ in heard if role in {"banner", "search", "main", "navigation", "contentinfo"}}
    assert regions == {("banner", ""), ("search", "Find"), ("main", ""), ("navigation", "Jump to"), ("contentinfo", "")}
    assert [role for role, name, focusable in heard if focusable and not name and role not in {"RootWebArea", "main"}] == []


# --- the file -----------------------------------------------------------------------------------------------------------------


def test_the_same_entries_give_the_same_small_file() -> None:
    one = directory_html(publication())
    assert one == directory_html(publication())
    assert len(one) < 200_000
    many = publication(*(replace(entry, id=EntryId(f"{entry.id}-{copy}")) for entry in publication().entries for copy in range(11)))
    assert len(many.entries) > 1_500
    assert len(directory_html(many)) < 2_000_000


def test_words_of_another_language_bear_its_name() -> None:
    text = directory_html(publication(language="ur")).decode()
    assert text.startswith('<!DOCTYPE html>\n<html lang="ur" dir="rtl">')
    assert '<h3 lang="en" dir="ltr">Placeholder Allotment Group</h3>' in text
