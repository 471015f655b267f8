"""The directory as one web page that needs nothing else: no server, no address, no file beside it.

Without its script it is a plain list. Its own policy lets a browser run this one script and style, told by their digests, and fetch nothing.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html import escape

from civicdesk import paths
from civicdesk.feedback.directory_entry import OWN, Fact, confirmed, facts_of
from civicdesk.feedback.publication_page import group_name
from civicdesk.feedback.wording import capital, day
from civicdesk.i18n import is_checked, runs_from_right, say_in
from civicdesk.records.entries import Entry
from civicdesk.records.publications import Chapter, Publication

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FACTS = ("free", "step_free", "online")
_NUMBER = re.compile(r"\+?[0-9]+")
_EXTENSION = re.compile(r"(?:ext|x).*", re.IGNORECASE)
_FEW_AREAS = 2


def directory_html(publication: Publication) -> bytes:
    """Return the page in UTF-8; the same entries give the same bytes. What entries say is escaped: none of it is ever markup."""
    return _Page(publication).whole().encode()


class _Page:
    """One page while it is put together."""

    def __init__(self, publication: Publication) -> None:
        self._publication, self._language = publication, publication.language
        way = ' dir="ltr"' if runs_from_right(self._language) else ""
        self._own = "" if self._language == OWN else f' lang="{OWN}"{way}'

    def whole(self) -> str:
        """Return the page."""
        publication, language = self._publication, self._language
        way = ' dir="rtl"' if runs_from_right(language) else ""
        large = ' class="large"' if publication.large else ""
        practice = f'<p class="practice">{escape(say_in(language, "sheet.practice"))}</p>\n' if publication.practice else ""
        return (
            f'<!DOCTYPE html>\n<html lang="{escape(language)}"{way}{large}>\n{_head(publication.title)}<body>\n'
            f'<a class="skip" href="#list">{self._say("page.skip")}</a>\n'
            f'<header>\n{practice}<h1>{escape(publication.title)}</h1>\n<p class="lead">{self._say("lead")}</p>\n</header>\n'
            f'{self._form()}<main id="list" tabindex="-1">\n{self._count()}{self._jumps()}'
            + "".join(self._chapter(chapter) for chapter in publication.chapters)
            + f"</main>\n{self._footer()}<script>{_file('directory.js')}</script>\n</body>\n</html>\n"
        )

    def _say(self, key: str, **facts: object) -> str:
        return escape(say_in(self._language, f"leaflet.{key}", **facts))

    def _form(self) -> str:
        """Return what to look with: hidden until the script shows it."""
        publication = self._publication
        named = {day: self._say(f"day.{day}") for day in _DAYS}
        areas = sorted({_area(entry) for entry in publication.entries} - {""})
        choices = [
            self._select("topic", "page.topic", {ident: escape(capital(label)) for ident, label in publication.topics.items()}, self._own),
            self._select("area", "page.area", {area: escape(area) for area in areas}) if len(areas) >= _FEW_AREAS else "",
            self._select("day", "page.day", named),
            self._select("who", "page.for_whom", {who: self._say(f"page.{who}") for who in ("women", "men")}),
        ]
        ticks = "".join(
            f'<label><input type="checkbox" name="{fact}">{self._say(f"page.{fact}")}</label>\n' for fact in ("free", "step_free")
        )
        return (
            f'<form id="find" role="search" aria-label="{self._say("page.find")}" autocomplete="off" hidden>\n'
            f'<label for="words">{self._say("page.search")}</label>\n<p class="hint" id="hint">{self._say("page.search_hint")}</p>\n'
            '<input type="search" id="words" name="words" aria-describedby="hint" maxlength="80">\n'
            f'<details id="more">\n<summary>{self._say("page.more")}</summary>\n'
            f'<div class="choices">\n{"".join(choices)}</div>\n<div class="ticks">\n{ticks}</div>\n</details>\n'
            f'<div class="buttons">\n<button type="button" id="all">{self._say("page.reset")}</button>\n'
            f'<button type="button" id="print">{self._say("page.print")}</button>\n</div>\n</form>\n'
        )

    def _select(self, name: str, key: str, values: Mapping[str, str], own: str = "") -> str:
        options = "".join(f'<option value="{escape(value)}"{own}>{said}</option>' for value, said in values.items())
        return (
            f'<div><label for="{name}">{self._say(key)}</label><select id="{name}" name="{name}">'
            f'<option value="">{self._say("page.any")}</option>{options}</select></div>\n'
        )

    def _count(self) -> str:
        shown, none = self._say("page.shown", shown="{shown}", all="{all}"), self._say("page.none")
        return f'<p id="count" role="status" data-shown="{shown}" data-none="{none}"></p>\n'

    def _jumps(self) -> str:
        links = "".join(
            f'<li id="to-{_ident(chapter)}"><a href="#{_ident(chapter)}">{escape(group_name(self._language, chapter.group))}</a></li>\n'
            for chapter in self._publication.chapters
        )
        return f'<nav aria-label="{self._say("page.groups")}">\n<ul>\n{links}</ul>\n</nav>\n'

    def _chapter(self, chapter: Chapter) -> str:
        entries = "".join(self._entry(entry) for entry in chapter.entries)
        name = escape(group_name(self._language, chapter.group))
        return f'<section id="{_ident(chapter)}">\n<h2>{name}</h2>\n<ul class="list">\n{entries}</ul>\n</section>\n'

    def _entry(self, entry: Entry) -> str:
        line = f'<p class="line"{self._own}>{escape(capital(entry.description))}</p>' if entry.description else ""
        facts = "".join(self._fact(fact) for fact in (*facts_of(self._language, entry), *_website(entry)) if fact.own or fact.ours)
        days = self._publication.days.get(entry.id, ())
        known = [fact for fact in _FACTS if getattr(entry.facts, fact) is True]
        ours = [topic for topic in (tag.casefold() for tag in entry.tags) if topic in self._publication.topics]
        only = entry.facts.women_or_men_only if entry.facts.women_or_men_only != "no" else ""
        marks = "".join(
            f' data-{name}="{escape(value)}"'
            for name, value in (("t", " ".join(ours)), ("d", " ".join(days)), ("a", _area(entry)), ("f", " ".join(known)), ("w", only))
            if value
        )
        said = escape(confirmed(self._language, entry, self._publication.day))
        return f'<li class="e"{marks}><h3{self._own}>{escape(entry.name)}</h3>{line}<dl>{facts}</dl><p class="c">{said}</p></li>\n'

    def _fact(self, fact: Fact) -> str:
        own, ours = escape(capital(fact.own)), escape(fact.ours)
        if fact.label == "phone":
            own = f'<a class="tel" href="tel:{_dialled(fact.own)}">{own}</a>'
        elif fact.label == "website":
            own = f'<a href="{escape(fact.own)}" rel="noopener noreferrer">{escape(fact.own)}</a>'
        elif own and ours and not self._own:
            own, ours = f"{own.rstrip('.')}. {ours}", ""
        mark = self._own if own else ""
        more = f"<dd>{ours}</dd>" if ours else ""
        return f"<dt>{self._say(fact.label)}</dt>" + (f"<dd{mark}>{own}</dd>{more}" if own else more)

    def _footer(self) -> str:
        return "<footer>\n" + "".join(f"{line}\n" for line in self._footer_lines()) + "</footer>\n"

    def _footer_lines(self) -> Iterator[str]:
        publication = self._publication
        yield f"<p>{self._say('why_ring')}</p>"
        yield f"<p>{self._say('made', date=day(self._language, publication.day))} {self._say('page.kept')}</p>"
        if publication.contact:
            yield f"<p>{self._say('wrong', contact=publication.contact)}</p>"
        if not is_checked(self._language):
            yield f"<p>{escape(say_in(self._language, 'sheet.unchecked'))}</p>"
        if publication.sources:
            own = (say_in(self._language, "leaflet.own"),) if any(not entry.source for entry in publication.entries) else ()
            yield f"<h2>{self._say('sources')}</h2>"
            yield f"<ul>{''.join(f'<li>{escape(source)}</li>' for source in (*publication.sources, *own))}</ul>"


def _head(title: str) -> str:
    style, script = _file("directory.css"), _file("directory.js")
    policy = f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; base-uri 'none'; form-action 'none'"
    return (
        f'<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta http-equiv="x-dns-prefetch-control" content="off">\n<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n"
    )


def _file(name: str) -> str:
    return (paths.resources() / "web" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _ident(chapter: Chapter) -> str:
    return f"g-{chapter.group or 'other'}"


def _area(entry: Entry) -> str:
    """Return the postcode district of an entry whose address is shown."""
    return entry.district.partition(" ")[0] if entry.address and entry.address_public else ""


def _dialled(phone: str) -> str:
    return "".join(_NUMBER.findall(_EXTENSION.sub("", phone)))


def _website(entry: Entry) -> Iterable[Fact]:
    return (Fact("website", entry.url),) if entry.url else ()
