"""What the bot says no to."""

from __future__ import annotations


class Refusal(Exception):
    """A request that can't be met, with the catalogue key of a sentence that says the next step.

    It is shown to the person who asked and not logged: nothing is wrong with the bot.
    """

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key, params)
        self.key = key
        self.params = params


class StartupError(Exception):
    """A fault of the installation (settings, database, content), told in one line before exit."""
