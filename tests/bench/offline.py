"""discord.py without a network: events go in as the gateway sends them, responses come out here."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import discord

GUILD, CHANNEL, BOT = 1001, 1002, 1003
PRESS = discord.InteractionType.component.value
BUTTON = discord.ComponentType.button.value
PRIVATE_CARD = discord.MessageFlags(components_v2=True, ephemeral=True).value


class Transport:
    """Takes the place of aiohttp's session: keeps the last body, and when discord.py handed it over."""

    status = 200
    headers = {"content-type": "application/json"}  # noqa: RUF012

    def __init__(self) -> None:
        self.body, self.at = "", 0.0
        self.sent = asyncio.Event()

    @contextlib.asynccontextmanager
    async def request(self, method: str, url: str, *, data: str, **options: Any) -> AsyncIterator[Transport]:
        self.at, self.body = time.perf_counter(), data
        self.sent.set()
        yield self

    async def text(self, encoding: str) -> str:
        return '{"interaction":{"id":"1","type":3,"response_message_id":"1"}}'

    async def close(self) -> None:
        pass


def detach(client: discord.Client) -> Transport:
    """Let a client, inside `async with`, be logged in and see one server; its responses come here."""
    transport = Transport()
    state = client._connection
    client.http._HTTPClient__session = transport  # type: ignore[attr-defined]
    state.application_id = BOT
    state.user = discord.ClientUser(state=state, data=_user(BOT))  # type: ignore[arg-type]
    state._add_guild_from_data(_guild())  # type: ignore[arg-type]
    return transport


async def respond(client: discord.Client, transport: Transport, event: str) -> float:
    """Seconds from the text of a gateway event to the body of the response to it."""
    transport.sent.clear()
    start = time.perf_counter()
    parsed = discord.utils._from_json(event)
    client._connection.parsers[parsed["t"]](parsed["d"])
    await transport.sent.wait()
    seconds = transport.at - start
    # What the handler does after responding is not the next one's cost.
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})
    return seconds


def press(person: int, custom_id: str, components: Any, number: int, now: Any) -> str:
    """INTERACTION_CREATE for a press on a private card with these components."""
    message = {
        "id": str(number),
        "type": 20,
        "content": "",
        "channel_id": str(CHANNEL),
        "author": _user(BOT) | {"bot": True},
        "application_id": str(BOT),
        "webhook_id": str(BOT),
        "attachments": [],
        "embeds": [],
        "mentions": [],
        "mention_roles": [],
        "pinned": False,
        "mention_everyone": False,
        "tts": False,
        "timestamp": now.isoformat(),
        "edited_timestamp": None,
        "flags": PRIVATE_CARD,
        "components": components,
    }
    interaction = {
        "id": str(discord.utils.time_snowflake(now) + number),
        "application_id": str(BOT),
        "type": PRESS,
        "version": 1,
        "token": f"{number:x}".rjust(200, "t"),
        "data": {"id": 7, "component_type": BUTTON, "custom_id": custom_id},
        "guild_id": str(GUILD),
        "guild": {"id": str(GUILD), "locale": "en-US", "features": []},
        "channel_id": str(CHANNEL),
        "channel": _channel() | {"guild_id": str(GUILD), "permissions": _all()},
        "member": _member(person),
        "message": message,
        "locale": "en-US",
        "guild_locale": "en-US",
        "app_permissions": _all(),
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(GUILD)},
        "context": 0,
        "attachment_size_limit": 10485760,
    }
    return json.dumps({"t": "INTERACTION_CREATE", "s": number, "op": 0, "d": interaction})


def _all() -> str:
    return str(discord.Permissions.all().value)


def _user(id: int) -> dict[str, Any]:
    return {
        "id": str(id),
        "username": f"person{id}",
        "global_name": f"Person {id}",
        "discriminator": "0",
        "avatar": None,
        "public_flags": 0,
    }


def _member(person: int) -> dict[str, Any]:
    return {
        "user": _user(person),
        "roles": [],
        "permissions": _all(),
        "joined_at": "2026-01-01T00:00:00+00:00",
        "nick": None,
        "avatar": None,
        "premium_since": None,
        "pending": False,
        "flags": 0,
        "mute": False,
        "deaf": False,
        "communication_disabled_until": None,
    }


def _channel() -> dict[str, Any]:
    return {"id": str(CHANNEL), "type": 0, "name": "quiz", "position": 0, "permission_overwrites": []}


def _guild() -> dict[str, Any]:
    return {
        "id": str(GUILD),
        "name": "Study Group",
        "owner_id": "1",
        "member_count": 50,
        "roles": [{"id": str(GUILD), "name": "@everyone", "permissions": _all(), "position": 0, "color": 0}],
        "channels": [_channel()],
    }
