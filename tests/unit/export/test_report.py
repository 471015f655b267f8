"""The risk report for people and for programs."""

import json
from dataclasses import replace

from civicdesk.export import report
from civicdesk.export.prepare import Prepared
from civicdesk.records.releases import CheckResult, ReleasedCell, RiskReport


def test_the_page_says_the_main_things_in_plain_words(prepared: Prepared) -> None:
    page = report.as_html(prepared.report).decode()
    assert "Someone who knows that a person took part has at most a 1 in 5 chance of picking the right row." in page
    assert "protected bundle" in page
    assert "anonymous" not in page
    assert "Tried by Data lead on 2026-11-02" in page
    assert "A first round" in page


def test_the_page_runs_nothing_and_loads_nothing(prepared: Prepared) -> None:
    page = report.as_html(prepared.report).decode().lower()
    assert not any(mark in page for mark in ("<script", "http:", "https:", "src=", "@import", "onclick"))


def test_what_people_typed_cannot_become_markup(prepared: Prepared) -> None:
    typed = replace(prepared.report, held_back=(("<b>bold</b>", 1),))
    assert b"&lt;b&gt;bold&lt;/b&gt;" in report.as_html(typed)


def test_a_practice_release_says_so(prepared: Prepared) -> None:
    practice = replace(prepared.report, settings={"practice": True})
    assert b"PRACTICE" in report.as_html(practice)
    assert b"<h2>Somebody tried to find a person</h2>" not in report.as_html(practice)


def _with_results(made: RiskReport, result: CheckResult) -> RiskReport:
    return replace(made, checks=tuple(replace(check, result=result) for check in made.checks))


def test_the_first_sentence_says_where_it_stands(prepared: Prepared) -> None:
    made = prepared.report
    assert report.summary(made)[0] == "All checks are in order, 1 of them with a reason."
    unexplained = replace(made, checks=tuple(replace(check, reason="") for check in made.checks))
    assert report.summary(unexplained)[0].endswith("a reason for 1 check.")
    assert report.summary(_with_results(made, CheckResult.PASS))[0] == "All checks are in order."
    assert report.summary(_with_results(made, CheckResult.BLOCK))[0] == "This release cannot go out yet: 12 checks stop it."


def test_before_anybody_approves_it_waits_for_the_second_person(prepared: Prepared) -> None:
    made = prepared.report
    settings = {name: value for name, value in made.settings.items() if name != "intruder"}
    form = next(check for check in made.checks if check.code == "C10")
    asked = tuple(replace(check, result=CheckResult.BLOCK) if check is form else check for check in made.checks)
    assert report.summary(replace(made, settings=settings, checks=asked))[0].startswith("This release waits for a second person")
    assert report.summary(replace(made, checks=asked))[0] == "This release cannot go out yet: 1 check stops it."


def test_without_a_population_the_chance_of_an_outsider_is_not_told(prepared: Prepared) -> None:
    assert not any("does not know" in line for line in report.summary(replace(prepared.report, journalist=None)))


def test_a_release_that_loses_nothing_says_so(prepared: Prepared) -> None:
    whole = replace(prepared.report, loss=0.0, loss_by_column=(("age", 0.0),), loss_by_group=())
    assert "No detail had to be taken out." in report.summary(whole)
    assert b"Detail taken out, by group" not in report.as_html(whole)


def test_the_page_says_what_to_do_next_until_it_was_done(prepared: Prepared) -> None:
    made = prepared.report
    asked = replace(made.checks[0], result=CheckResult.BLOCK, remedy="Mend the answers.", reason="")
    page = report.as_html(replace(made, checks=(asked, *made.checks[1:]))).decode()
    assert "What to do next" in page
    assert page.count("Mend the answers.") == 2
    assert "What to do next" not in report.as_html(made).decode()


def test_tables_stand_on_the_page_as_rows_and_columns(prepared: Prepared) -> None:
    cells = tuple(
        ReleasedCell(table="sex by wave (2026-11)", row=row, column=column, value=value)
        for row, column, value in (("Female", "1", "12"), ("Female", "total", ""), ("total", "1", "30"), ("total", "total", "48"))
    )
    page = report.as_html(replace(prepared.report, tables=cells)).decode()
    assert "<caption>sex by wave (2026-11)</caption>" in page
    assert '<th scope="row">Female</th><td class="number">12</td><td class="number">hidden</td>' in page
    assert '<th scope="row">All</th><td class="number">30</td><td class="number">48</td>' in page


def test_link_codes_are_told_and_nothing_with_them_is_called_anonymous(prepared: Prepared) -> None:
    page = report.as_html(replace(prepared.report, settings={**prepared.report.settings, "linkage": "age1linker"})).decode()
    assert "never anonymous" in page
    assert page.count("anonymous") == 1


def test_the_population_stands_with_its_source(prepared: Prepared) -> None:
    assert "The people come from a population of 4000. Source: invented, 2026." in report.summary(prepared.report)


def test_a_release_of_withdrawals_says_that_nobody_is_in_it(prepared: Prepared) -> None:
    assert b"Nobody is in this release" in report.as_html(replace(prepared.report, people=0))
    assert report.summary(replace(prepared.report, people=0))[1] == "Nobody is in this release. It only carries withdrawals."


def test_the_hash_is_that_of_the_whole_report(prepared: Prepared) -> None:
    assert json.loads(report.as_json(prepared.report))["smallest_class"] == prepared.report.smallest_class
    assert report.report_hash(prepared.report) != report.report_hash(replace(prepared.report, loss=0.5))
