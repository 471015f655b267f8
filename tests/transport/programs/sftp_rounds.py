"""Delivers over SFTP as it is told on standard input, and says as JSON what became of it.

Started by tests/transport/test_sftp.py in the environment that has the SFTP library; the program's own environment may lack it.
"""

import json
import sys
from contextlib import closing

from civicdesk.errors import CivicDeskError
from civicdesk.transport.collection import collect, hand_back, look
from civicdesk.transport.delivery import deliver
from civicdesk.transport.sftp import Login, Sftp
from civicdesk.transport.target import Parcel, Watch
from tests.transport.cutting import Line, noise


def main() -> None:
    """Deliver each of the parcels asked for, over a line that is cut where it says so."""
    asked = json.load(sys.stdin)
    line = Line(asked["port"])
    told = []
    for one in asked["rounds"]:
        line.cut_after(one.get("cut"))
        login = Login(**{**asked["login"], "port": line.port, **one.get("login", {})})
        steps: list[int] = []
        watch = Watch(
            told=lambda at, _whole, steps=steps: steps.append(at),
            cancelled=lambda one=one, steps=steps: len(steps) > one.get("stop", 10**9),
        )
        if "receipt" in one:
            told.append(_collected(Sftp(login), one["receipt"]))
            continue
        try:
            code = "again" if deliver(Sftp(login), Parcel(name=one["name"], content=noise(one["size"], 1)), watch).already_there else "sent"
        except CivicDeskError as why:
            code = why.code
        told.append({"code": code, "sent": line.sent})
    json.dump(told, sys.stdout)


def _collected(source: Sftp, receipt: str) -> dict[str, object]:
    """Look around as the office does, and put one receipt there."""
    with closing(source):
        names = look(source, by_hand=False)
        found = [collect(source, name) for name in names]
        hand_back(source, "receipt.json", receipt.encode())
    return {"names": names, "sizes": [None if each is None else len(each.content) for each in found]}


main()
