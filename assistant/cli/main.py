"""The console script `junkan`: builds the application, and turns every error into one line and an exit code."""

import os
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import entry_points

import typer

from assistant.cli import ask, classify, doctor, draft, gaps, ingest, library, model, public, serve, targets
from assistant.cli.localized import localize, localized_classes, usage_error
from assistant.wording import LANGUAGES, Wording, load_wording
from corpus.errors import InvalidSetting, JunkanError

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


def main() -> None:
    """Run `junkan` with the arguments of the process and exit."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of one invocation: 0 done, 1 failed, 2 wrong usage, 130 interrupted."""
    # Before anything is read: pipes and files get UTF-8 whatever the locale says.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments, show_traceback = _take_flag(arguments, "--debug")
    arguments, lang = _take_value(arguments, "--lang")
    wording = load_wording(lang or os.environ.get("JUNKAN_LANG", "ja"))
    if lang and lang not in LANGUAGES:
        return _report(InvalidSetting(name="--lang", detail=f"{lang} (ja, en)"), wording)
    if lang:
        os.environ["JUNKAN_LANG"] = lang
    try:
        code = int(_application(wording)(args=arguments, prog_name="junkan", standalone_mode=False) or 0)
        if code == EXIT_INTERRUPTED:  # how Typer passes on Ctrl+C
            sys.stderr.write(wording.say("cli.interrupted") + "\n")
        return code
    except JunkanError as error:
        if show_traceback:
            traceback.print_exc()
        return _report(error, wording)
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            sys.stderr.write(error.format_message() + "\n")
            return EXIT_USAGE
        return _report(usage_error(error, wording), wording)
    except (KeyboardInterrupt, typer.Abort):
        sys.stderr.write(wording.say("cli.interrupted") + "\n")
        return EXIT_INTERRUPTED
    except typer.Exit as stop:
        return stop.exit_code
    except BrokenPipeError:  # the reader of a pipe has gone: nothing is left to say
        sys.stdout = None  # so that the interpreter does not flush into the pipe
        return EXIT_FAILED
    except Exception as error:  # noqa: BLE001  # the last door: an unknown fault still ends in one line
        if show_traceback:
            traceback.print_exc()
        sys.stderr.write(wording.say("cli.unexpected", kind=type(error).__name__) + "\n")
        return EXIT_FAILED


def _application(wording: Wording) -> typer.core.TyperGroup:
    command_class, group_class = localized_classes(wording)
    app = typer.Typer(
        cls=group_class, no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="help.junkan"
    )
    commands: dict[str, Callable[..., int]] = {
        "ingest": ingest.ingest,
        "ask": ask.ask,
        "gaps": gaps.gaps,
        "classify": classify.classify,
        "serve": serve.serve,
        "doctor": doctor.doctor,
    }
    groups = {
        "library": library.COMMANDS,
        "targets": targets.COMMANDS,
        "model": model.COMMANDS,
        "corpus": public.COMMANDS,
    }
    for point in entry_points(group="junkan.commands"):
        commands[point.name] = point.load()
        # A command may have others under it: those that its module lists.
        groups |= {point.name: more} if (more := getattr(import_module(point.module), "COMMANDS", None)) else {}
    for name, function in commands.items():
        if name not in groups:
            app.command(name, cls=command_class, help=f"help.{name}")(function)
    for name, subcommands in groups.items():
        alone = name in commands
        group = typer.Typer(
            cls=group_class,
            no_args_is_help=not alone,
            invoke_without_command=alone,
            rich_markup_mode=None,
            help=f"help.{name}",
        )
        if alone:
            group.callback(help=f"help.{name}")(commands[name])
        for sub, function in subcommands.items():
            group.command(sub, cls=command_class, help=f"help.{name}_{sub}")(function)
        app.add_typer(group, name=name)
    drafts = typer.Typer(cls=group_class, rich_markup_mode=None, help="help.draft")
    drafts.callback(cls=group_class, invoke_without_command=True, help="help.draft")(draft.draft)
    for sub, function in draft.COMMANDS.items():
        drafts.command(sub, cls=command_class, help=f"help.draft_{sub}")(function)
    app.add_typer(drafts, name="draft")
    command = typer.main.get_command(app)
    localize(command, wording)
    return command  # type: ignore[return-value]  # a Typer with several commands is a group


def _report(error: JunkanError, wording: Wording) -> int:
    sys.stderr.write(error.sentence(wording.lang) + "\n")
    return error.exit_code


def _take_flag(arguments: list[str], name: str) -> tuple[list[str], bool]:
    """Arguments without the flag, which may stand anywhere before "--", and whether it was there."""
    head, tail = _split(arguments)
    return [a for a in head if a != name] + tail, name in head


def _take_value(arguments: list[str], name: str) -> tuple[list[str], str | None]:
    """Arguments without an option and its value ("--lang en" or "--lang=en"), and the value or None."""
    head, tail = _split(arguments)
    for i, argument in enumerate(head):
        if argument == name:
            return head[:i] + head[i + 2 :] + tail, head[i + 1] if i + 1 < len(head) else ""
        if argument.startswith(name + "="):
            return head[:i] + head[i + 1 :] + tail, argument.partition("=")[2]
    return arguments, None


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], arguments[at:]
