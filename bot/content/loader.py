"""From folders of YAML files to a bank, with everything that is wrong told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.content import rules, schema
from bot.content.document import Document, read_document
from bot.content.problems import ContentError, Problem, shown
from bot.content.snapshot import digest_of, read_snapshot, write_snapshot
from bot.content.wording import validate
from bot.domain.bank import Bank
from bot.domain.blueprint import Exam
from bot.domain.question import Question

BLUEPRINT = "exam.yaml"


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read, with its path as messages show it."""

    path: Path
    shown: str
    raw: bytes


@dataclass
class Draft:
    """What has been read so far, and what is wrong with it."""

    exams: dict[str, tuple[Exam, str]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def load_bank(folders: Sequence[Path], cache: Path | None = None) -> Bank:
    """Read ``<folder>/<exam>/exam.yaml`` and the question files beside it from all folders.

    ``cache`` is a folder that keeps the result for the next start. Raises ContentError with all problems.
    """
    draft = Draft()
    sources = list(_read(folders, draft.problems))
    digest = digest_of((source.shown, source.raw) for source in sources)
    if cache and not draft.problems and (bank := read_snapshot(cache, digest)):
        return bank
    for directory in dict.fromkeys(source.path.parent for source in sources):
        _take_exam(draft, directory, [source for source in sources if source.path.parent == directory])
    if not draft.exams and not draft.problems:
        draft.problems.append(
            Problem(_names(folders), 0, f"no exams here; each is a folder with an {BLUEPRINT}")
        )
    if draft.problems:
        raise ContentError(draft.problems)
    bank = Bank((exam for exam, _ in draft.exams.values()), draft.questions, draft.places)
    if cache:
        write_snapshot(cache, digest, bank)
    return bank


def _read(folders: Iterable[Path], problems: list[Problem]) -> Iterator[Source]:
    """All content files, in an order that doesn't depend on the file system."""
    for folder in dict.fromkeys(folders):
        if not folder.is_dir():
            problems.append(Problem(shown(folder), 0, "there is no such folder of exams"))
            continue
        for path in sorted(folder.glob("*/*.y*ml")):
            if path.name.startswith(".") or path.parent.name.startswith("."):
                continue
            if path.suffix != ".yaml":
                problems.append(Problem(shown(path), 0, "give the file the ending .yaml"))
                continue
            try:
                yield Source(path, shown(path), path.read_bytes())
            except OSError as error:
                problems.append(Problem(shown(path), 0, f"can't be read: {error.strerror}"))


def _take_exam(draft: Draft, directory: Path, sources: Sequence[Source]) -> None:
    """Add the exam of one directory, its blueprint first: the questions are checked against it."""
    exam = None
    if sources and not any(source.path.name == BLUEPRINT for source in sources):
        text = f"there are question files, but no {BLUEPRINT} beside them"
        draft.problems.append(Problem(shown(directory), 0, text))
    for source in sorted(sources, key=lambda source: source.path.name != BLUEPRINT):
        document = read_document(source.shown, source.raw, draft.problems)
        if document and source.path.name == BLUEPRINT:
            exam = _take_blueprint(draft, document, directory.name)
        elif document:
            _take_questions(draft, document, source.path.name, exam)


def _take_blueprint(draft: Draft, document: Document, folder: str) -> schema.Exam | None:
    exam = validate(schema.Exam, document.data, document, (), draft.problems)
    if exam is None:
        return None
    draft.problems.extend(rules.blueprint_faults(exam, folder, document))
    if exam.id in draft.exams:
        text = f"the exam {exam.id} is also in {draft.exams[exam.id][1]}; keep one of the two"
        draft.problems.append(document.problem(("id",), text))
    else:
        draft.exams[exam.id] = exam.value(), document.file
    return exam


def _take_questions(draft: Draft, document: Document, name: str, exam: schema.Exam | None) -> None:
    """Add a file's questions; each is checked even if the head or a neighbour has faults."""
    head = validate(schema.QuestionFile, document.data, document, (), draft.problems)
    if head and exam:
        draft.problems.extend(rules.head_faults(head, name, exam, document))
    for number, item in enumerate(rules.items_of(document)):
        loc = ("questions", number)
        draft.problems.extend(rules.question_faults(item, loc, head, document))
        _note_place(draft, document, loc, item)
        question = validate(schema.Question, item, document, loc, draft.problems)
        if question and head:
            draft.questions.append(question.value(head.exam, head.task))


def _note_place(draft: Draft, document: Document, loc: tuple[str, int], item: object) -> None:
    """Remember where an id is defined; a second definition is a problem that names both places."""
    name = item.get("id") if isinstance(item, dict) else None
    if not isinstance(name, str):
        return
    if name in draft.places:
        text = f"the id {name} is already used in {draft.places[name]}"
        draft.problems.append(document.problem((*loc, "id"), text))
    else:
        draft.places[name] = f"{document.file}:{document.line((*loc, 'id'))}"


def _names(folders: Iterable[Path]) -> str:
    return ", ".join(shown(folder) for folder in folders) or "the list of question folders"
