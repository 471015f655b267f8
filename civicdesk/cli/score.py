"""`civicdesk score`: scores with their workings, over time, how the questions behave, and scoring again."""

from argparse import Namespace, _SubParsersAction
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.cli.person import by_card
from civicdesk.i18n import say
from civicdesk.records.scores import ItemWorking
from civicdesk.workflows import courses, scoring_again, sheet, statistics
from civicdesk.workflows.kit import Kit, Tools
from civicdesk.workflows.statistics import ItemFigures, ScaleFigures


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("score", help=say("cli.help.group.score")).add_subparsers(dest="word", required=True, metavar="WORD")
    listing = group.add_parser("list", help=say("cli.help.score_list"))
    door.add_arguments(listing)
    listing.add_argument("--card", help=say("cli.help.person_card"))
    listing.add_argument("--workings", action="store_true", help=say("cli.help.workings"))
    listing.set_defaults(command=_list)
    line = group.add_parser("course", help=say("statistics.help.course"))
    door.add_arguments(line)
    line.add_argument("--card", required=True, help=say("cli.help.person_card"))
    line.set_defaults(command=_course)
    figures = group.add_parser("statistics", help=say("statistics.help.statistics"))
    door.add_arguments(figures)
    figures.add_argument("--form", required=True, metavar="NAME", help=say("statistics.help.form"))
    figures.add_argument("--scale", default="", metavar="NAME", help=say("statistics.help.scale"))
    figures.set_defaults(command=_statistics)
    again = group.add_parser("again", help=say("statistics.help.again"))
    door.add_arguments(again)
    again.add_argument("--form", required=True, metavar="NAME", help=say("statistics.help.form"))
    again.add_argument("--reason", default="", metavar="TEXT", help=say("statistics.help.reason"))
    again.add_argument("--newest", action="store_true", help=say("statistics.help.newest"))
    again.add_argument("--look", action="store_true", help=say("statistics.help.look"))
    again.set_defaults(command=_again)


def _list(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        rows = _rows(kit, asked)
    output.table(rows, empty=say("cli.score_none"))
    return 0


def _rows(kit: Kit, asked: Namespace) -> list[dict[str, object]]:
    person = by_card(kit, asked.card) if asked.card else None
    rows: list[dict[str, object]] = []
    for submission in sheet.list_scored(kit, person=person):
        page = sheet.scored(kit, submission.id)
        for line in page.lines:
            row: dict[str, object] = {
                "card": page.card,
                "wave": submission.wave,
                "scale": line.scale.name,
                "value": line.score.value,
                "status": line.score.status.value,
                "band": line.score.band,
                "answered": line.score.n_answered,
                "applicable": line.score.n_applicable,
            }
            if asked.workings:
                row["items"] = ", ".join(map(_worked, line.score.workings))
                row["workings"] = line.score.arithmetic
            rows.append(row)
    return rows


def _course(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = courses.of_person(kit, by_card(kit, asked.card))
    rows = [
        {"scale": each.scale, "date": point.on, "wave": point.wave, "value": point.value, "band": point.band, "change": point.words}
        for each in found
        for point in each.points
    ]
    output.table(rows, empty=say("course.too_few"))
    return 0


def _worked(one: ItemWorking) -> str:
    """Return how one item counted: its number, turned round or not, or why it has none."""
    if one.value is None:
        return f"{one.item} {one.standing}"
    return f"{one.item} {one.value:g}{' (reversed)' if one.reversed else ''}"


def _statistics(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        material = statistics.gather(kit, asked.form)
    found = statistics.work_out(material)
    if asked.scale:
        found = tuple(one for one in found if one.scale.name == asked.scale)
        output.table([_item(one) for scale in found for one in scale.items], empty=say("statistics.too_few"))
    else:
        output.table([_scale(one) for one in found], empty=say("cli.score_none"))
    for one in found:
        if one.figures is None or not one.steady:
            output.note(say("statistics.warn_none" if one.figures is None else "statistics.warn_few", scale=one.scale.name))
    output.note(say("statistics.rounded"))
    return 0


def _scale(one: ScaleFigures) -> dict[str, object]:
    figures = one.figures
    return {
        "scale": one.scale.name,
        "people": one.n_people,
        "complete": one.n_complete,
        "mean": figures.mean if figures else None,
        "sd": figures.sd if figures else None,
        "alpha": figures.alpha if figures else None,
        "omega": figures.omega_minres if figures else None,
        "omega_ml": figures.omega_ml if figures else None,
        "lambda6": figures.lambda6 if figures else None,
        "sem": figures.sem if figures else None,
        "reliable_change": figures.reliable_change if figures else None,
        "lowest": one.floor if figures else None,
        "highest": one.ceiling if figures else None,
    }


def _item(one: ItemFigures) -> dict[str, object]:
    return {
        "item": one.item,
        "answered": one.n,
        "missing": one.missing,
        "not_asked": one.not_asked,
        "mean": one.mean,
        "sd": one.sd,
        "rest_r": one.rest_r,
        "alpha_without": one.alpha_without,
        "lowest": one.floor,
        "highest": one.ceiling,
    }


def _again(asked: Namespace, tools: Tools, output: Output) -> int:
    wish = scoring_again.Wish(form_id=asked.form, reason=asked.reason, newest=asked.newest)
    with door.opened(asked, tools) as kit:
        found = scoring_again.look(kit, wish) if asked.look else scoring_again.run(kit, wish).value
    said = scoring_again.told("would" if asked.look else "done", found)
    output.result(said, responses=found.responses, different=found.different, left=found.left)
    return 0
