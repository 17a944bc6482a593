"""The group of commands, and the one place that turns errors into a line and an exit code."""

from __future__ import annotations

import os
import sys

import click

from presswatch import __version__
from presswatch.cli.filters import dedupe, extract, feeds, stories, tag
from presswatch.cli.look import doctor, explain, sql
from presswatch.cli.work import build, collect, ingest, maintain, outlets, report
from presswatch.errors import ConfigError, InputError, PresswatchError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="presswatch")
def cli() -> None:
    """Media monitoring: who did what to whom, when and where, who says so, and how sure they are.

    Settings are environment variables with the prefix PRESSWATCH_, listed in docs/settings.md.
    """


for command in (collect, ingest, build, report, maintain, outlets, doctor, explain, sql, feeds, extract, tag, dedupe, stories):
    cli.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit."""
    try:
        code = cli.main(args=arguments, prog_name="presswatch", standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        click.echo("stopped", err=True)
        code = 130
    except (ConfigError, InputError) as error:
        click.echo(f"error: {error}", err=True)
        code = 2
    except PresswatchError as error:
        click.echo(f"error: {error}", err=True)
        code = 1
    except BrokenPipeError:
        # The reader of a pipe went away (`presswatch sql ... | head`): not an error, but Python must not flush into it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code if isinstance(code, int) else 0)
