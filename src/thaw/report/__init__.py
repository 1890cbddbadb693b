"""The written report and its figures: what `thaw compare` prints and saves."""

from __future__ import annotations

from thaw.report.cover import cover_figure
from thaw.report.page import write_report
from thaw.report.terminal import verdict_table

__all__ = ["cover_figure", "verdict_table", "write_report"]
