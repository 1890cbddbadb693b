"""Records: dated, source-critical observations as folders of tables. The vocabulary alone loads no pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from thaw.record.record import Record, describe, disagreements, interval, load_record, switch

__all__ = ["Record", "describe", "disagreements", "interval", "load_record", "switch"]


def __getattr__(name: str):
    """Names on first use."""
    if name not in __all__:
        raise AttributeError(f"module 'thaw.record' has no attribute {name!r}")
    from thaw.record import record

    return getattr(record, name)
