"""Runs: labelled results, and their tables, figures and files."""

from thaw.run.names import one_of, title_of
from thaw.run.run import MOST_ROWS, Run, concat, joined, load_run, netcdf

__all__ = ["MOST_ROWS", "Run", "concat", "joined", "load_run", "netcdf", "one_of", "title_of"]
