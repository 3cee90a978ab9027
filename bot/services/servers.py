"""What a server's organizers have set."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from bot.domain.bank import Bank
from bot.errors import Refusal
from bot.storage import servers
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """A server's choices; None where the default applies."""

    organizer_role_id: int | None = None
    default_exam: str | None = None
    mock_channel_id: int | None = None
    language: str | None = None


class Servers:
    """Reads and changes a server's settings; who may change them is checked by the caller."""

    def __init__(self, db: Database, bank: Bank) -> None:
        self._db, self._bank = db, bank

    async def settings(self, guild: int | None) -> ServerSettings:
        """The settings of a server; all defaults in direct messages and before any were made."""
        if guild is None:
            return ServerSettings()
        async with self._db.read() as tx:
            row = await servers.find(tx, guild)
        if row is None:
            return ServerSettings()
        return ServerSettings(row.organizer_role_id, row.default_exam, row.mock_channel_id, row.language)

    async def change(self, guild: int, **values: int | str | None) -> ServerSettings:
        """Set some of the settings (None: back to the default) and return all of them."""
        exam = values.get("default_exam")
        if isinstance(exam, str):
            values["default_exam"] = exam = self._bank.named(exam)
        if isinstance(exam, str) and exam not in self._bank.exams:
            raise Refusal("exam.unknown", exam=exam)
        unknown = values.keys() - asdict(ServerSettings()).keys()
        assert not unknown, unknown
        if values:
            async with self._db.begin() as tx:
                await servers.change(tx, guild, values)
        return await self.settings(guild)

    async def exam_meant(self, guild: int | None, typed: str | None = None) -> str:
        """The exam named by id or code; else the server's choice, else the one with most questions."""
        if typed:
            return self._bank.named(typed)
        chosen = (await self.settings(guild)).default_exam
        if chosen is not None and chosen in self._bank.exams:
            return chosen
        if not self._bank.exams:
            raise Refusal("exam.none")
        return max(self._bank.exams, key=lambda exam: len(self._bank.of(exam)))
