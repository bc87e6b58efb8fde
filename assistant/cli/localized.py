"""Typer's help pages and usage errors in the user's language.

Help texts in the commands are keys of the wording; `localize` puts the sentences in.
"""

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from assistant.wording import Wording
from corpus.errors import UsageError

_HEADINGS = re.compile(r"^(Usage|Options|Arguments|Commands):", re.MULTILINE)


def localized_classes(wording: Wording) -> tuple[type[TyperCommand], type[TyperGroup]]:
    """A command class and a group class whose help pages and usage errors are in the wording's language."""

    def translate(page: str) -> str:
        page = _HEADINGS.sub(lambda m: wording.say(f"cli.{m.group(1).lower()}") + ":", page)
        page = page.replace("Show this message and exit.", wording.say("cli.show_help"))
        return page.replace("[required]", wording.say("cli.required")).replace("[default: ", wording.say("cli.default"))

    class Command(TyperCommand):
        def get_help(self, ctx: Any) -> str:
            return translate(super().get_help(ctx))

        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            ctx.allow_extra_args = True  # refused below, in our words
            left = super().parse_args(ctx, args)
            if left:
                raise UsageError(detail=wording.say("usage.extra_argument", name=" ".join(left)))
            return left

    class Group(TyperGroup):
        def get_help(self, ctx: Any) -> str:
            return translate(super().get_help(ctx))

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:
            if self.get_command(ctx, args[0]) is None:
                raise UsageError(detail=wording.say("usage.unknown_command", name=args[0]))
            return super().resolve_command(ctx, args)

    return Command, Group


def localize(command: Any, wording: Wording) -> None:
    """Replace every help key under a command, its options and its subcommands by the wording's sentence."""
    command.help = wording.say(command.help)
    for param in command.params:
        if getattr(param, "help", None) in wording.sentences:
            param.help = wording.say(param.help)
    for sub in getattr(command, "commands", {}).values():
        localize(sub, wording)


def usage_error(error: typer.TyperException, wording: Wording) -> UsageError:
    """A usage error of Typer as one of ours, in the wording's language."""
    slots = {
        "option": getattr(error, "option_name", None) or "",
        "hint": _hint(error),
        "message": str(getattr(error, "message", "")),
    }
    key = f"usage.{type(error).__name__}"
    return UsageError(detail=wording.say(key if key in wording.sentences else "usage.other", **slots))


def _hint(error: typer.TyperException) -> str:
    """The name of the option or argument that the error is about, or an empty string."""
    param = getattr(error, "param", None)
    hint = getattr(error, "param_hint", None) or (param.opts[-1] if param is not None and param.opts else "")
    return " ".join(hint) if isinstance(hint, tuple | list) else str(hint)
