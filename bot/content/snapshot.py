"""The checked content as JSON, so that a start without changes needn't read YAML again."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.domain import blueprint, question
from bot.domain.bank import Bank
from bot.domain.blueprint import Exam
from bot.domain.question import Question

FILE = "content.json"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A bank, and the digest of everything it was made from."""

    digest: str
    exams: list[Exam]
    questions: list[Question]
    places: dict[str, str]


def digest_of(sources: Iterable[tuple[str, bytes]]) -> str:
    """A hash over names and contents, and over the code that turns them into a bank."""
    digest = hashlib.sha256(_code_version())
    for name, content in sources:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def read_snapshot(cache: Path, digest: str) -> Bank | None:
    """The bank stored under this digest; None if there is none or it can't be read."""
    try:
        snapshot = _adapter().validate_json((cache / FILE).read_bytes())
    except (OSError, ValidationError):
        return None
    if snapshot.digest != digest:
        return None
    return Bank(snapshot.exams, snapshot.questions, snapshot.places)


def write_snapshot(cache: Path, digest: str, bank: Bank) -> None:
    """Store the bank; where nothing can be written the next start just takes longer."""
    snapshot = Snapshot(digest, list(bank.exams.values()), list(bank.questions.values()), dict(bank.places))
    with contextlib.suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=cache, prefix=FILE)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(_adapter().dump_json(snapshot))
            Path(draft).replace(cache / FILE)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise


@functools.cache
def _adapter() -> TypeAdapter[Snapshot]:
    return TypeAdapter(Snapshot)


@functools.cache
def _code_version() -> bytes:
    """A hash over the source of this package and of the values it makes: who changes them can't forget it."""
    sources = [*Path(__file__).parent.glob("*.py"), Path(question.__file__), Path(blueprint.__file__)]
    digest = hashlib.sha256()
    for source in sorted(sources):
        digest.update(source.read_bytes())
    return digest.digest()
