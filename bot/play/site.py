"""What is added to simcord's page of one channel: a list of rooms and people, and life.

A tab's address, ``/?user=ID&channel=ID#TOKEN``, says what it shows. The page's server has no hook,
so a middleware goes around it; before a tab acts, `Preview.channel` is set to the tab's channel.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from unittest import mock

import simcord
from aiohttp import web

from bot.errors import StartupError
from bot.play.rooms import Room, rooms_of
from bot.play.sidebar import Sidebar
from bot.play.troubles import Troubles
from bot.play.world import World

log = logging.getLogger(__name__)

HEAD = '<link rel="stylesheet" href="/page.css"><script src="/page.js"></script></head>'
FILES = {f"/{name}": Path(__file__).with_name(name) for name in ("page.js", "page.css")}
TICK = 0.5
RESTLESS = 5  # ticks in a row in which the bot was busy, each for BUSY_SECONDS

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@contextlib.asynccontextmanager
async def open_page(
    world: World, troubles: Troubles, port: int, timezone: str
) -> AsyncIterator[simcord.Preview]:
    """Serve the page until the end of the block. Its address is `Preview.url`."""
    preview = world.env.preview(
        world.landing, viewers=world.people, layout="channel", timezone=timezone, port=port
    )
    site = Site(world, preview, troubles)
    # simcord looks the application class up when the preview is entered.
    extended = functools.partial(web.Application, middlewares=[site.middleware])
    async with contextlib.AsyncExitStack() as stack:
        try:
            with mock.patch.object(web, "Application", extended):
                await stack.enter_async_context(preview)
        except simcord.SetupError as error:
            raise StartupError(f"The page can't be opened: {error}.") from None
        pump = asyncio.create_task(site.pump())
        try:
            yield preview
        finally:
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)


class Site:
    """The middleware around one preview, and the pump that keeps it up to date."""

    def __init__(self, world: World, preview: simcord.Preview, troubles: Troubles) -> None:
        self._world, self._preview, self._troubles = world, preview, troubles
        self._sidebar = Sidebar(world)
        self._lock = asyncio.Lock()  # simcord does one thing at a time
        self._published = 0  # how much of the simulator's transcript the tabs show
        self._tabs: dict[str, simcord.ChannelHandle] = {}  # X-Simcord-Context -> the channel it shows

    async def pump(self) -> None:
        """Run what is due in the bot, and show what it does by itself, until cancelled."""
        restless = 0
        while True:
            await asyncio.sleep(TICK)
            async with self._lock:
                try:
                    await self._catch_up()
                    restless = 0
                except (TimeoutError, simcord.SetupError) as error:
                    # Still at work, which is all right for a while: go on at the next tick.
                    restless += 1
                    if restless == RESTLESS:
                        log.error("the bot does not come to rest, so the page may be late (%s)", error)
                except Exception:
                    log.exception("the page could not be brought up to date")

    async def _catch_up(self) -> None:
        await self._world.env.advance_time(0)
        # Only on a change: what was published before is then refused once, see page.js.
        if self._published != (now := len(self._world.env.backend.transcript)):
            await self._preview.refresh()
            self._published = now

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer for what is added; everything else passes through to simcord."""
        match request.path:
            case "/":
                return await self._index(request, handler)
            case "/play/list":
                return self._list(request)
            case "/api/pages":
                return await self._open_tab(request, handler)
            case "/api/action":
                return await self._act(request, handler)
            case "/favicon.ico":
                return web.Response(status=204)
            case path if path.startswith("/fonts/"):
                # 25 MB, which simcord has loaded anew by every page: each change of the channel.
                response = await handler(request)
                response.headers.pop("Pragma", None)
                response.headers["Cache-Control"] = "max-age=86400"
                return response
            case path if path in FILES:
                return web.FileResponse(FILES[path], headers={"Cache-Control": "no-cache"})
        return await handler(request)

    def _where(self, request: web.Request) -> tuple[simcord.MemberActor, Room]:
        """Whose eyes and which room an address means; the landing channel for one they may not see."""
        query = request.query
        people = self._world.people
        person = next((p for p in people if str(p.id) == query.get("user")), people[0])
        rooms = {str(room.id): room for room in rooms_of(self._world, person)}
        landing = rooms[str(self._world.landing.id)]
        return person, rooms.get(query.get("channel", ""), landing)

    async def _index(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        person, room = self._where(request)
        address = request.rel_url.with_query(user=person.id, channel=room.id)
        if request.rel_url != address:
            raise web.HTTPFound(address)  # browsers keep the #TOKEN
        assert isinstance(response, web.Response)
        response.text = (response.text or "").replace("</head>", HEAD)
        return response

    def _list(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("X-Simcord-Capability") != self._preview.capability:
            raise web.HTTPUnauthorized
        person, room = self._where(request)
        answer = {"html": self._sidebar.render(person, room), "trouble": self._troubles.latest()}
        return web.json_response(answer, headers={"Cache-Control": "no-store"})

    async def _act(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        async with self._lock:
            tab = self._tabs.get(request.headers.get("X-Simcord-Context", ""))
            self._preview.channel = tab or self._world.landing  # of an earlier start: simcord refuses it
            return await handler(request)

    async def _open_tab(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        async with self._lock:
            _, room = self._where(request)
            self._preview.channel, self._preview.viewers = room.handle, (room.viewer,)
            try:
                response = await handler(request)
            finally:
                self._preview.viewers = self._world.people
            if response.status == 200 and isinstance(response, web.Response):
                self._tabs[json.loads(response.text or "")["context"]["id"]] = room.handle
            return response
