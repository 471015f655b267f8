"""Asks ClickHouse about a Delta table, as it is told on standard input; prints the rows as JSON, one a line.

ClickHouse has its own Parquet reader, its own S3 client and its own engine; it needs no download and no table catalogue.
"""

import json
import sys

told = json.load(sys.stdin)
sys.path.append(told["packages"])

import chdb  # noqa: E402 - found only now

table = "deltaLake('{place}', '{key}', '{secret}')".format(**told)
sys.stdout.write(
    str(chdb.query(told["asked"].format(table=table) + " settings output_format_json_quote_64bit_integers = 0", "JSONCompactEachRow"))
)
if {"duckdb", "deltalake"} & set(sys.modules):
    sys.exit("a library that wrote the table was loaded")
