"""The list beside the messages: where one can go, and who one can be."""

from __future__ import annotations

import html

import simcord

from bot.play.rooms import Room, latest_message, rooms_of
from bot.play.world import ORGANIZER, World


class Sidebar:
    """Renders the list for a person, and remembers what everybody has seen."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._seen: dict[tuple[int, int], int] = {}  # person and room -> newest message seen

    def render(self, person: simcord.MemberActor, current: Room) -> str:
        """The list in HTML, as this person sees it in this room."""
        rooms = {"server": "", "dm": ""}
        for room in rooms_of(self._world, person):
            section = "dm" if room.kind == "dm" else "server"
            rooms[section] += self._room(person, room, is_current=room.id == current.id)
        people = "".join(self._person(other, person, current) for other in self._world.people)
        return (
            f"<header>{html.escape(self._world.guild.name)}</header>"
            f"<div><h2>Channels</h2>{rooms['server']}<h2>Direct messages</h2>{rooms['dm']}</div>"
            f"<footer><h2>You are</h2>{people}</footer>"
        )

    def _room(self, person: simcord.MemberActor, room: Room, *, is_current: bool) -> str:
        latest = latest_message(self._world, room)
        if is_current:
            self._seen[person.id, room.id] = latest
        unread = self._seen.get((person.id, room.id), 0) < latest
        kind = f"{room.kind} unread" if unread else room.kind
        return _link(kind, room.name, person.id, room.id, is_current=is_current)

    def _person(self, other: simcord.MemberActor, person: simcord.MemberActor, room: Room) -> str:
        # In direct messages a switch leads to the other person's own, which is found by its kind.
        target = other.user.dm_channel.id if room.kind == "dm" else room.id
        note = "organizer" if other.name == ORGANIZER else ""
        return _link("user", other.name, other.id, target, is_current=other is person, note=note)


def _link(kind: str, name: str, user: int, channel: int, *, is_current: bool, note: str = "") -> str:
    # Browsers drop the token after # from an address that is followed: page.js adds it again.
    mark = ' aria-current="page"' if is_current else ""
    small = f"<small>{html.escape(note)}</small>" if note else ""
    address = f"/?user={user}&amp;channel={channel}"
    return (
        f'<a class="{kind}" data-id="{channel}" href="{address}"{mark}>'
        f"<span>{html.escape(name)}</span>{small}</a>"
    )
