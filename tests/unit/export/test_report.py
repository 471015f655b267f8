"""The risk report for people and for programs."""

import json
from dataclasses import replace

from civicdesk.export import report
from civicdesk.export.prepare import Prepared
from civicdesk.records.releases import CheckResult, RiskReport


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
    assert b"Somebody tried to find a person" not in report.as_html(practice).partition(b"</table>")[2].rpartition(b"Who is in")[2]


def _with_results(made: RiskReport, result: CheckResult) -> RiskReport:
    return replace(made, checks=tuple(replace(check, result=result) for check in made.checks))


def test_the_first_sentence_says_where_it_stands(prepared: Prepared) -> None:
    made = prepared.report
    assert report.summary(made)[0].endswith("a reason for 1 check.")
    assert report.summary(_with_results(made, CheckResult.PASS))[0] == "All checks are in order."
    assert report.summary(_with_results(made, CheckResult.BLOCK))[0] == "This release cannot go out yet: 12 checks stop it."


def test_without_a_population_the_chance_of_an_outsider_is_not_told(prepared: Prepared) -> None:
    assert not any("does not know" in line for line in report.summary(replace(prepared.report, journalist=None)))


def test_a_release_that_loses_nothing_says_so(prepared: Prepared) -> None:
    whole = replace(prepared.report, loss=0.0, loss_by_column=(("age", 0.0),), loss_by_group=())
    assert "No detail had to be taken out." in report.summary(whole)
    assert b"Detail taken out, by group" not in report.as_html(whole)


def test_a_release_of_withdrawals_says_that_nobody_is_in_it(prepared: Prepared) -> None:
    assert report.summary(replace(prepared.report, people=0))[1] == "Nobody is in this release. It only carries withdrawals."


def test_the_hash_is_that_of_the_whole_report(prepared: Prepared) -> None:
    assert json.loads(report.as_json(prepared.report))["smallest_class"] == prepared.report.smallest_class
    assert report.report_hash(prepared.report) != report.report_hash(replace(prepared.report, loss=0.5))
