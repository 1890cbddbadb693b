"""The contract of a mechanism, kept: what it declares is all that it reads and writes.

`check` reads its source (docs/decisions/contract-by-reading.md); `thaw.engine.checked` watches it run.
"""

from thaw.contract.faults import check, faults_of
from thaw.contract.loading import load_from

__all__ = ["check", "faults_of", "load_from"]
