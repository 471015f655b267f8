"""The descriptor of a bundle: valid as a Data Package version 2 and as a Tabular Data Package version 1.

Sources: datapackage.org, Data Package 2.0 and Table Schema 2.0; specs.frictionlessdata.io, Tabular Data Package 1.0.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from civicdesk.export.tables import Field, Table
from civicdesk.export.values import MISSING
from civicdesk.i18n import say

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"


def descriptor(tables: Sequence[tuple[Table, bytes]], batch_id: str) -> Mapping[str, object]:
    """Return the descriptor of some tables and their bytes.

    Args:
        tables: in the order of the bundle.
        batch_id: hex.
    """
    return {
        "$schema": SCHEMA,
        "profile": "tabular-data-package",
        "name": f"civicdesk-{batch_id[:16]}",
        "title": say("export.descriptor.title"),
        "description": say("export.descriptor.description"),
        "resources": [_resource(table, data) for table, data in tables],
    }


def _resource(table: Table, data: bytes) -> Mapping[str, object]:
    schema: dict[str, object] = {
        "fields": [_field(field) for field in table.fields],
        "missingValues": list(MISSING),
        "primaryKey": list(table.key),
    }
    if table.of_people:
        schema["foreignKeys"] = [{"fields": ["person_code"], "reference": {"resource": "people", "fields": ["person_code"]}}]
    return {
        "name": table.name,
        **({"piece_of": table.piece_of} if table.piece_of else {}),
        "title": table.title,
        "path": table.path,
        "type": "table",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{sha256(data).hexdigest()}",
        "schema": schema,
    }


def _field(field: Field) -> Mapping[str, object]:
    described: dict[str, object] = {"name": field.name, "title": field.title, "type": field.type}
    constraints: dict[str, object] = {"required": True} if field.required else {}
    if field.choices and field.several:
        described["codes"] = [code for code, _ in field.choices]
    elif field.choices and field.type == "string":
        described["categories"] = [{"value": code, "label": label or code} for code, label in field.choices]
        constraints["enum"] = [code for code, _ in field.choices]
    if constraints:
        described["constraints"] = constraints
    return described
