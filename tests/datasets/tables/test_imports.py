"""Commands that read no table do not wait for what reads tables."""

import subprocess
import sys

PROGRAM = """
import sys
import actsearch, actsearch.cli, actsearch.datasets.tables, actsearch.study.snapshot
from actsearch import datasets
datasets.forms()
late = {"pandas", "pyarrow", "sklearn", "charset_normalizer"}
sys.exit(", ".join(late & set(sys.modules)) or 0)
"""


def test_pandas_is_imported_when_a_table_is_read():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
