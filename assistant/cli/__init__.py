"""The command line: one module for each command, heavy imports inside the command that needs them."""

from assistant.cli.main import main

__all__ = ["main"]
