"""What the pool needs is an extra of the program and lies beside it: the tests in `inside` run in a process of their own that has both."""

import importlib.util

collect_ignore = [] if importlib.util.find_spec("duckdb") else ["inside"]
