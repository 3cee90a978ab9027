"""The command line: ``python -m bot run | play | migrate | doctor | bank``."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence

from dotenv import find_dotenv, load_dotenv

from bot.bank_cli import add_bank_commands
from bot.config import Settings
from bot.errors import StartupError


def parser() -> argparse.ArgumentParser:
    """All commands; each sets ``run`` to a function of the parsed arguments."""
    root = argparse.ArgumentParser(prog="python -m bot", description="Proctor, a study bot for Discord.")
    commands = root.add_subparsers(required=True, metavar="command")

    run = commands.add_parser("run", help="run on Discord (needs DISCORD_TOKEN)")
    run.add_argument(
        "--ephemeral-disk",
        action="store_true",
        help="this host throws its disk away: refuse SQLite unless ALLOW_SQLITE=1",
    )
    run.set_defaults(run=run_command)

    play = commands.add_parser("play", help="try the bot in a browser page, without Discord")
    play.add_argument(
        "--data", metavar="DIR", help="where the database is kept (default: the user's data folder)"
    )
    play.add_argument("--fresh", action="store_true", help="use a throw-away database")
    play.set_defaults(run=play_command)

    commands.add_parser("migrate", help="bring the database up to date").set_defaults(run=migrate_command)
    commands.add_parser("doctor", help="check settings, database, bank and login").set_defaults(
        run=doctor_command
    )
    add_bank_commands(commands)
    return root


def settings() -> Settings:
    return Settings.read(os.environ)


def run_command(arguments: argparse.Namespace) -> int:
    from bot.running import run

    asyncio.run(run(settings(), ephemeral_disk=arguments.ephemeral_disk))
    return 0


def play_command(arguments: argparse.Namespace) -> int:
    try:
        from bot.play.serve import play
    except ModuleNotFoundError as missing:
        raise StartupError(f"The try-out page needs {missing.name}. Run: make play") from None
    asyncio.run(play(os.environ, data=arguments.data, fresh=arguments.fresh))
    return 0


def migrate_command(arguments: argparse.Namespace) -> int:
    from bot.running import migrate

    print(asyncio.run(migrate(settings())))
    return 0


def doctor_command(arguments: argparse.Namespace) -> int:
    from bot.doctor import examine

    return asyncio.run(examine(os.environ))


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; what is wrong with the installation is one line on stderr and exit code 1."""
    load_dotenv(find_dotenv(usecwd=True))
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except StartupError as error:
        print(f"proctor: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
