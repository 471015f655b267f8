"""`civicdesk instrument compare`, and `harness form`, from the outside."""

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from civicdesk.cli import harness, main
from civicdesk.cli.harness_voice import World
from civicdesk.workflows.kit import Tools

FORM = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Sample</h:title><model><instance>'
    '<data id="sample" version="{version}">{values}</data></instance></model></h:head><h:body>{body}</h:body></h:html>'
)


def written(folder: Path, version: str, *names: str) -> str:
    body = "".join(f'<input ref="/data/{name}"><label>Tell us about {name}</label></input>' for name in names)
    path = folder / f"{version}.xml"
    path.write_text(FORM.format(version=version, values="".join(f"<{name}/>" for name in names), body=body), encoding="utf-8")
    return str(path)


def test_two_versions_are_compared_in_words(tmp_path: Path, tools: Tools, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["instrument", "compare", written(tmp_path, "1", "a", "b"), written(tmp_path, "2", "a", "c")]
    assert main.run(words, tools) == 0
    said = capsys.readouterr().out.splitlines()
    assert (len(said), "Tell us about c" in said[1], "Tell us about b" in said[2]) == (3, True, True)
    assert main.run(["--json", *words], tools) == 0
    assert [each["turn"] for each in json.loads(capsys.readouterr().out)["changes"]] == ["added", "removed"]


def test_a_form_is_driven_by_lines_of_json(
    tmp_path: Path, tools: Tools, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [{"op": "set", "ref": "/data/a", "value": "x"}, {"op": "state"}, {"op": "submission"}, {"op": "dance"}]
    lines = "".join(f"{json.dumps(one)}\n" for one in asked).encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(lines + b"\n")))
    world = World(now=tools.now, new_id=lambda: "0" * 32, chance=lambda: 0.5)
    assert harness.run(["form", written(tmp_path, "1", "a")], world) == 0
    answers = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert answers[0]["changed"][0] | {"label": ""} == {"ref": "/data/a", "t": "input", "v": "x", "vt": "string", "rel": True, "label": ""}
    assert {node["ref"]: node.get("v") for node in answers[1]["state"]}["/data/a"] == "x"
    assert "<a>x</a>" in answers[2]["submission"]
    assert answers[3]["error"] == "HARNESS-STEP"
