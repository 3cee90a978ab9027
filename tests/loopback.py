"""A stand-in for Discord's address on this machine: answers what a bot asks until it is ready."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import WSMsgType, web

USER = {"id": "11", "username": "proctor", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION = {
    "id": "12",
    "name": "Proctor",
    "description": "",
    "icon": None,
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "",
    "flags": 0,
    "owner": USER,
}


class Loopback:
    """Accepts one token, or is down, or takes no commands."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token, self.down, self.refuses_commands = port, token, False, False
        self.identified = asyncio.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v10"

    async def identified_or_ended(self, process: Process) -> None:
        """Wait until a bot has come as far as the gateway, or its process is over."""
        waiting = [asyncio.create_task(self.identified.wait()), asyncio.create_task(process.wait())]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/gateway"):
            return await self._gateway(request)
        if self.down:
            return _json({"message": "down", "code": 0}, status=503)
        if request.headers.get("Authorization") != f"Bot {self.token}":
            return _json({"message": "401: Unauthorized", "code": 0}, status=401)
        if self.refuses_commands and request.path.endswith("/commands"):
            return _json(
                {"message": "Max number of daily creates\nhas been reached", "code": 30034}, status=400
            )
        answers: dict[str, Any] = {
            "/users/@me": USER,
            "/oauth2/applications/@me": APPLICATION,
            "/applications/12/commands": [],
            "/gateway/bot": {
                "url": f"ws://127.0.0.1:{self.port}/gateway",
                "shards": 1,
                "session_start_limit": {
                    "total": 1000,
                    "remaining": 999,
                    "reset_after": 0,
                    "max_concurrency": 1,
                },
            },
        }
        return _json(answers[request.path.removeprefix("/api/v10")])

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        await connection.send_json({"op": 10, "d": {"heartbeat_interval": 45000}, "s": None, "t": None})
        async for message in connection:
            if message.type is WSMsgType.TEXT and json.loads(message.data)["op"] == 2:
                self.identified.set()
        return connection


def _json(value: object, status: int = 200) -> web.Response:
    # Without the charset that aiohttp would add: discord.py takes such an answer for text.
    headers = {"Content-Type": "application/json"}
    return web.Response(body=json.dumps(value).encode(), status=status, headers=headers)


@contextlib.asynccontextmanager
async def serve(port: int, token: str) -> AsyncIterator[Loopback]:
    loopback = Loopback(port, token)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", loopback.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield loopback
    finally:
        await runner.cleanup()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
