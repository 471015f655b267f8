"""What a centre knows of those who send to it: projects by their packs, and laptops by their signing keys."""

from datetime import date

from civicdesk.errors import Refused
from civicdesk.records.ids import ProjectId
from civicdesk.records.intake import Enrolled, Joined
from civicdesk.store.ledger import Ledger


def keep_project(kept: Ledger, project: Joined) -> None:
    """Keep what the newest pack of a project says; an older one changes nothing.

    Raises:
        Unavailable: STORE-WRITE.
    """
    with kept.writing():
        kept.run(
            "insert into project (id, name, version, signer) values (?, ?, ?, ?) on conflict (id) do update "
            "set name = excluded.name, version = excluded.version, signer = excluded.signer where excluded.version > version",
            [project.id, project.name, project.version, project.signer],
        )


def projects(kept: Ledger) -> tuple[Joined, ...]:
    """Return all projects whose bundles are taken here."""
    return tuple(
        Joined(id=ProjectId(ident), name=name, version=version, signer=signer)
        for ident, name, version, signer in kept.rows_of("select id, name, version, signer from project order by id")
    )


def enrol(kept: Ledger, laptop: Enrolled) -> None:
    """Keep a laptop whose bundles are taken from now on; one that was revoked is in use again, unless `revoked` says otherwise.

    Raises:
        Unavailable: STORE-WRITE.
    """
    with kept.writing():
        kept.run(
            "insert or replace into laptop (id, project, public_key, enrolled, revoked) values (?, ?, ?, ?, ?)",
            [laptop.id, laptop.project, laptop.public_key, laptop.enrolled, laptop.revoked],
        )


def revoke(kept: Ledger, laptop: str, day: date) -> None:
    """Take nothing more of a laptop from a day on.

    Raises:
        Refused: STORE-UNKNOWN.
        Unavailable: STORE-WRITE.
    """
    if all(laptop != known.id for known in enrolled(kept)):
        raise Refused("STORE-UNKNOWN", what="laptop")
    with kept.writing():
        kept.run("update laptop set revoked = ? where id = ?", [day.isoformat(), laptop])


def enrolled(kept: Ledger) -> tuple[Enrolled, ...]:
    """Return all laptops that were ever enrolled, revoked ones included."""
    return tuple(
        Enrolled(project=ProjectId(project), id=ident, public_key=key, enrolled=since, revoked=until)
        for ident, project, key, since, until in kept.rows_of("select id, project, public_key, enrolled, revoked from laptop order by id")
    )
