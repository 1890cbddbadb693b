"""How one column of a table is declared."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

F, I = np.float64, np.int64


class Column(NamedTuple):
    """Declaration of one column: dtype, unit, default and meaning."""

    dtype: type
    unit: str
    default: float
    meaning: str
