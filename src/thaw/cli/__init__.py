"""The command line: thin commands over `jobs`, and how they show things."""

from thaw.cli.commands import cli, main

__all__ = ["cli", "main"]
