"""The inspector of imports: each house looks only downhill, and a node is never an end."""

import subprocess
import sys
from pathlib import Path

from tests.house.street import ROOT


def test_the_import_contracts_are_kept():
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout
