"""Loading content: what is read, what is told about faults, and the snapshot."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content import ContentError, Problem, load_bank
from bot.content.document import Document, read_document
from bot.domain.blueprint import Retirement
from tests.builders import exam, options, question, write_exam

HEAD = 'exam: demo\ntask: "1.1"\nquestions:\n'
QUESTION = """\
  - id: demo-1.1-001
    kind: single
    level: apply
    difficulty: medium
    stem: Which one?
    options:
      - text: One
        why: Right.
        correct: true
      - text: Two
        why: Wrong.
      - text: Three
        why: Wrong.
      - text: Four
        why: Wrong.
    takeaway: One it is.
    references:
      - title: A page
        url: https://docs.example.org/page
"""
FILE = "demo/1.1-questions.yaml"


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def problems(tmp_path: Path) -> Callable[..., list[str]]:
    """Loads one question file beside a valid blueprint and returns the problems as printed."""

    def load(text: str | bytes, name: str = "1.1-questions.yaml") -> list[str]:
        path = write_exam(tmp_path) / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return told(tmp_path)

    return load


@pytest.fixture
def blueprint_problems(tmp_path: Path) -> Callable[..., list[str]]:
    """Loads a blueprint with one text replaced and returns the problems as printed."""

    def load(old: str, new: str) -> list[str]:
        path = write_exam(tmp_path) / "exam.yaml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))
        return told(tmp_path)

    return load


def told(*folders: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load_bank(folders)
    return [str(problem) for problem in caught.value.problems]


def test_what_is_written_is_loaded(tmp_path: Path) -> None:
    value = exam(retirement=Retirement(dt.date(2026, 3, 31), "The next one"), services=("s3",))
    items = [
        question(check=("1 + 1 == 2",), fact="a-fact", services=("s3",)),
        question("demo-1.1-002", kind="multiple", options=options(*"vwxyz", key="bd"), order="fixed"),
        question("demo-2.2-001"),
    ]
    write_exam(tmp_path, value, *items)
    bank = load_bank([tmp_path])
    assert dict(bank.exams) == {"demo": value}
    assert list(bank.questions.values()) == items
    assert bank.of("demo", "2") == (items[2],)


def test_a_question_knows_its_place(tmp_path: Path) -> None:
    (write_exam(tmp_path) / "1.1-questions.yaml").write_text(HEAD + QUESTION)
    assert load_bank([tmp_path]).places == {"demo-1.1-001": f"{FILE}:4"}


def test_exams_without_questions_and_several_folders(tmp_path: Path) -> None:
    write_exam(tmp_path / "one", exam(), question())
    write_exam(tmp_path / "two", exam("other"))
    bank = load_bank([tmp_path / "one", tmp_path / "two"])
    assert set(bank.exams) == {"demo", "other"}
    assert bank.of("other") == ()


def test_the_same_exam_in_two_folders_names_both(tmp_path: Path) -> None:
    write_exam(tmp_path / "one")
    write_exam(tmp_path / "two")
    assert told(tmp_path / "one", tmp_path / "two") == [
        "two/demo/exam.yaml:1: the exam demo is also in one/demo/exam.yaml; keep one of the two"
    ]


def test_folders_that_lack_something(tmp_path: Path) -> None:
    assert told(tmp_path / "none") == ["none: there is no such folder of exams"]
    (tmp_path / "empty").mkdir()
    assert told(tmp_path / "empty") == ["empty: no exams here; each is a folder with an exam.yaml"]
    (write_exam(tmp_path / "half", exam(), question()) / "exam.yaml").unlink()
    assert told(tmp_path / "half") == ["half/demo: there are question files, but no exam.yaml beside them"]
    (write_exam(tmp_path / "yml") / "1.1-a.yml").write_text(HEAD + QUESTION)
    assert told(tmp_path / "yml") == ["yml/demo/1.1-a.yml: give the file the ending .yaml"]
    (write_exam(tmp_path / "odd") / "1.1-a.yaml").mkdir()
    assert told(tmp_path / "odd") == ["odd/demo/1.1-a.yaml: can't be read: Is a directory"]


def test_hidden_files_are_left_alone(tmp_path: Path) -> None:
    (write_exam(tmp_path) / ".draft.yaml").write_text("- [")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.yaml").write_text("- [")
    assert set(load_bank([tmp_path]).exams) == {"demo"}


FIELDS = [
    ("    kind: single\n", "", 4, "`kind` is missing"),
    ("kind: single", "kind: double", 5, "`kind` must be 'single' or 'multiple', but is \"double\""),
    ("    stem:", "    stm:", 8, "there is no field `stm`; did you mean `stem`?"),
    ("stem: Which one?", "stem:", 8, "`stem` is empty"),
    ("stem: Which one?", 'stem: " "', 8, "`stem` is empty"),
    (
        "takeaway: One it is.",
        "takeaway: [One]",
        19,
        "`takeaway` must be text, but is a list; put it in quotes",
    ),
    (
        "takeaway",
        "services: S3\n    takeaway",
        19,
        "`services` must be a list, each item on a line that begins",
    ),
    (
        "takeaway",
        "services: [S3]\n    takeaway",
        19,
        "entry 1 of `services` must be made of lower-case letters",
    ),
    (
        "takeaway",
        "zzz: 1\n    takeaway",
        19,
        "there is no field `zzz`; known are id, kind, level, difficulty",
    ),
]
PARTS = [
    ("text: Two", "text: 0.2", 13, "option 2: `text` must be text, but is 0.2; put it in quotes"),
    ("        why: Right.\n", "", 10, "option 1: `why` is missing"),
    ("correct: true", "correct: 'yes'", 12, 'option 1: `correct` must be true or false, but is "yes"'),
    ("correct: true", "corect: true", 12, "option 1: there is no field `corect`; did you mean `correct`?"),
    ("        url: https://docs.example.org/page\n", "", 21, "reference 1: `url` is missing"),
    ("https://docs.example.org/page", "docs.org", 22, "reference 1: `url` must be a web address such as"),
]


@pytest.mark.parametrize(("old", "new", "line", "message"), FIELDS)
def test_faults_of_a_question(
    problems: Callable[..., list[str]], old: str, new: str, line: int, message: str
) -> None:
    (told,) = problems(HEAD + QUESTION.replace(old, new, 1))
    assert told.startswith(f"{FILE}:{line}: demo-1.1-001: {message}")


@pytest.mark.parametrize(("old", "new", "line", "message"), PARTS)
def test_faults_of_options_and_references(
    problems: Callable[..., list[str]], old: str, new: str, line: int, message: str
) -> None:
    told = problems(HEAD + QUESTION.replace(old, new, 1))
    assert any(text.startswith(f"{FILE}:{line}: demo-1.1-001, {message}") for text in told)


@pytest.mark.parametrize("id", ["demo-1.2-001", "other-1.1-001", "demo-1.1-1", "first"])
def test_ids_follow_from_exam_and_task(problems: Callable[..., list[str]], id: str) -> None:
    message = f'{FILE}:4: `id` must be demo-1.1- and three digits, but is "{id}"'
    assert problems(HEAD + QUESTION.replace("demo-1.1-001", id)) == [message]


def test_a_field_written_twice(problems: Callable[..., list[str]]) -> None:
    text = HEAD + QUESTION.replace("why: Right.", "why: Right.\n        why: Again.")
    assert problems(text) == [f"{FILE}:12: `why` is written twice; keep one of them"]


def test_missing_references(problems: Callable[..., list[str]]) -> None:
    text = HEAD + QUESTION[: QUESTION.index("    references")]
    assert problems(text) == [f"{FILE}:4: demo-1.1-001: `references` is missing"]
    assert problems(text + "    references: []\n") == [
        f"{FILE}:20: demo-1.1-001: `references` needs at least one entry"
    ]


@pytest.mark.parametrize(
    ("kind", "texts", "keys", "message"),
    [
        ("single", "vwx", "a", "a single question has 4 options, this one 3"),
        ("single", "vwxyz", "a", "a single question has 4 options, this one 5"),
        ("single", "vwxy", "", "a single question has 1 marked `correct: true`, this one 0"),
        ("single", "vwxy", "ab", "a single question has 1 marked `correct: true`, this one 2"),
        ("multiple", "vwxy", "ab", "a multiple question has 5 or 6 options, this one 4"),
        ("multiple", "tuvwxyz", "ab", "a multiple question has 5 or 6 options, this one 7"),
        ("multiple", "vwxyz", "a", "a multiple question has 2 or 3 marked `correct: true`, this one 1"),
        ("multiple", "vwxyz", "abcd", "a multiple question has 2 or 3 marked `correct: true`, this one 4"),
    ],
)
def test_counts_of_options_and_keys(tmp_path: Path, kind: str, texts: str, keys: str, message: str) -> None:
    texts_ = tuple(f"Option {text}" for text in texts)
    letters = "abcdefg"
    built = [
        {"text": text, "why": "So.", **({"correct": True} if letter in keys else {})}
        for letter, text in zip(letters, texts_, strict=False)
    ]
    lines = "".join(f"      - {json.dumps(item)}\n" for item in built)
    start, end = QUESTION.index("      - text"), QUESTION.index("    takeaway")
    text = QUESTION[:start] + lines + QUESTION[end:]
    (write_exam(tmp_path) / "1.1-questions.yaml").write_text(HEAD + text.replace("single", kind))
    assert told(tmp_path) == [f"{FILE}:9: demo-1.1-001: {message}"]


def test_an_id_used_twice_names_both_places(tmp_path: Path) -> None:
    directory = write_exam(tmp_path)
    (directory / "1.1-a.yaml").write_text(HEAD + QUESTION)
    (directory / "1.1-b.yaml").write_text(HEAD + QUESTION)
    assert told(tmp_path) == ["demo/1.1-b.yaml:4: the id demo-1.1-001 is already used in demo/1.1-a.yaml:4"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("exam: demo", "exam: other", f"{FILE}:1: `exam` is other, but the file is in the folder of demo"),
        ('task: "1.1"', 'task: "1.7"', f"{FILE}:2: demo has no task 1.7; it has 1.1, 2.1, 2.2"),
        ('task: "1.1"', 'task: "2.1"', f"{FILE}:2: `task` is 2.1, but the file name begins with 1.1"),
        ('task: "1.1"', "task: 1.1", f"{FILE}:2: `task` must be text, but is 1.1; put it in quotes"),
        ('task: "1.1"', 'task: "one"', f'{FILE}:2: `task` must be a task such as "1.2", but is "one"'),
        ("exam: demo", "eksam: demo", f"{FILE}:1: there is no field `eksam`; did you mean `exam`?"),
    ],
)
def test_faults_of_a_head(problems: Callable[..., list[str]], old: str, new: str, message: str) -> None:
    assert message in problems(HEAD.replace(old, new) + QUESTION)


def test_a_file_name_without_its_task(problems: Callable[..., list[str]]) -> None:
    assert problems(HEAD + QUESTION, "storage.yaml") == [
        "demo/storage.yaml: name the file 1.1-short-title.yaml"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"{FILE}: the file is empty"),
        ("# nothing yet\n", f"{FILE}: the file is empty"),
        (HEAD + "  []\n", f"{FILE}:3: `questions` needs at least one entry"),
        ("- a\n- b\n", f"{FILE}:1: the file must be a block of `name: value` lines, but is a list"),
        (HEAD + "  - just text\n", f"{FILE}:4: question 1: it must be a block"),
        (HEAD + QUESTION.replace("Which one?", "Which: one?"), f"{FILE}:8: a colon is inside a text"),
        (HEAD + QUESTION.replace("Which one?", "`a` or b?"), f"{FILE}:8: a tab or a special character"),
        (HEAD + "\t- id: x\n", f"{FILE}:4: a tab or a special character"),
        (HEAD + QUESTION.replace("One it is.", "*One*"), f"{FILE}:19: a text that starts with *"),
        (HEAD + QUESTION.replace("stem: Which", 'stem: "Which'), f"{FILE}:"),
        (HEAD + QUESTION + "---\n" + HEAD, f"{FILE}:23: the file has more than one document"),
        (
            HEAD + QUESTION.replace("Which one?", "!now x"),
            f"{FILE}:8: this isn't valid YAML: could not determine",
        ),
        (HEAD.encode() + b"  - id: \xff\n", f"{FILE}:4: this isn't UTF-8 text; save the file as UTF-8"),
        (HEAD + "  - id: a\x00b\n", f"{FILE}: this isn't valid YAML: "),
    ],
)
def test_files_that_are_no_question_files(
    problems: Callable[..., list[str]], text: str | bytes, message: str
) -> None:
    assert problems(text)[0].startswith(message)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("weight: 40", "weight: 41", "12: the weights of the domains add up to 101, not to 100"),
        ("id: demo", "id: domo", "1: `id` is domo, but the folder is named demo"),
        ("id: '2.2'", "id: '2.1'", "25: task 2.1 is listed twice"),
        ("id: '2.2'", "id: '1.2'", '25: task 1.2 is listed under domain "2"'),
        ("cut: 7", "cut: 10", "11: `cut` must lie between 0 and the 10 scored items"),
        ("passing: 750", "passing: 75", "7: `passing` must lie between `minimum` and `maximum`"),
        ("weight: 40", "weight: 0", "15: `weight` must be at least 1, but is 0"),
        ("weight: 40", "weight: 101", "15: `weight` must be at most 100, but is 101"),
        ("minutes: 60", "minutes: an hour", '4: `minutes` must be a whole number, but is "an hour"'),
        ("  fee: 10 USD\n", "", "27: `fee` is missing"),
        ("id: '1'", "id: one", '13: `id` must be a domain number such as "1", but is "one"'),
        ("id: '1'", "id: '2'", '12: domain "2" is listed 2 times'),
        ("name: Data\n", f"name: {'x' * 81}\n", "14: `name` is longer than 80 characters"),
        ("- docs.example.org", "- https://a.org", "41: entry 1 of `hosts` must be the name of a web server"),
        ("services: []", "retirement: {on: soon, successor: x}", "39: `on` must be a date such as 2026-"),
    ],
)
def test_faults_of_a_blueprint(
    blueprint_problems: Callable[..., list[str]], old: str, new: str, message: str
) -> None:
    assert any(told.startswith(f"demo/exam.yaml:{message}") for told in blueprint_problems(old, new))


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    directory = write_exam(tmp_path)
    blueprint = directory / "exam.yaml"
    blueprint.write_text(blueprint.read_text().replace("minutes: 60\n", ""))
    second = QUESTION.replace("001", "002").replace("        why: Right.\n", "").replace("apply", "hard")
    (directory / "1.1-a.yaml").write_text(HEAD + QUESTION.replace("    kind: single\n", "") + second)
    (directory / "2.1-b.yaml").write_text(HEAD + "  - [\n")
    with pytest.raises(ContentError) as caught:
        load_bank([tmp_path])
    lines = [str(problem) for problem in caught.value.problems]
    assert [line.split(":")[0] for line in lines] == [
        "demo/1.1-a.yaml", "demo/1.1-a.yaml", "demo/1.1-a.yaml", "demo/2.1-b.yaml", "demo/exam.yaml"
    ]  # fmt: skip
    assert str(caught.value) == f"{lines[0]} (and 4 more; python -m bot bank lint lists all)"


def test_a_single_problem_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"^none: there is no such folder of exams$"):
        load_bank([tmp_path / "none"])


def test_paths_outside_of_the_working_directory_are_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert told(tmp_path / "none") == [f"{tmp_path / 'none'}: there is no such folder of exams"]


class TestSnapshot:
    """A start without changes reads no YAML; any change is seen."""

    @pytest.fixture
    def cache(self, tmp_path: Path) -> Path:
        return tmp_path / "cache"

    @pytest.fixture(autouse=True)
    def _content(self, tmp_path: Path, cache: Path) -> None:
        write_exam(tmp_path / "q", exam(), question(), question("demo-2.1-001"))
        load_bank([tmp_path / "q"], cache)

    @pytest.fixture
    def parsed(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The files that are parsed from now on."""
        files: list[str] = []

        def spy(file: str, raw: bytes, problems: list[Problem]) -> Document | None:
            files.append(file)
            return read_document(file, raw, problems)

        monkeypatch.setattr("bot.content.loader.read_document", spy)
        return files

    def test_unchanged_content_is_not_parsed(self, tmp_path: Path, cache: Path, parsed: list[str]) -> None:
        warm = load_bank([tmp_path / "q"], cache)
        assert parsed == []
        cold = load_bank([tmp_path / "q"])
        assert len(parsed) == 3
        assert (warm.exams, warm.questions, warm.places) == (cold.exams, cold.questions, cold.places)

    @pytest.mark.parametrize("change", ["content", "name", "new", "gone"])
    def test_changes_are_seen(self, tmp_path: Path, cache: Path, parsed: list[str], change: str) -> None:
        file = tmp_path / "q" / "demo" / "1.1-questions.yaml"
        match change:
            case "content":
                file.write_text(file.read_text().replace("harbor", "haven"))
            case "name":
                file.rename(file.with_name("1.1-other.yaml"))
            case "new":
                write_exam(tmp_path / "q", exam("other"))
            case "gone":
                file.unlink()
        bank = load_bank([tmp_path / "q"], cache)
        assert parsed
        assert (bank.questions, bank.places) == (
            load_bank([tmp_path / "q"]).questions,
            load_bank([tmp_path / "q"]).places,
        )
        parsed.clear()
        load_bank([tmp_path / "q"], cache)
        assert parsed == []

    def test_new_code_does_not_trust_it(
        self, tmp_path: Path, cache: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.content.snapshot._code_version", lambda: b"another version")
        load_bank([tmp_path / "q"], cache)
        assert parsed

    @pytest.mark.parametrize("damage", [b"", b"{", b'{"digest": 1}', b"\xff\x00"])
    def test_a_damaged_one_is_replaced(
        self, tmp_path: Path, cache: Path, parsed: list[str], damage: bytes
    ) -> None:
        (cache / "content.json").write_bytes(damage)
        load_bank([tmp_path / "q"], cache)
        assert len(parsed) == 3
        load_bank([tmp_path / "q"], cache)
        assert len(parsed) == 3

    def test_it_is_written_whole_or_not_at_all(self, cache: Path) -> None:
        assert [file.name for file in cache.iterdir()] == ["content.json"]

    def test_where_nothing_can_be_written_it_works_without(self, tmp_path: Path) -> None:
        blocked = tmp_path / "file"
        blocked.write_text("in the way")
        assert len(load_bank([tmp_path / "q"], blocked).questions) == 2
        (tmp_path / "taken" / "content.json").mkdir(parents=True)
        assert len(load_bank([tmp_path / "q"], tmp_path / "taken").questions) == 2
        assert [file.name for file in (tmp_path / "taken").iterdir()] == ["content.json"]

    def test_faulty_content_leaves_no_snapshot(self, tmp_path: Path, cache: Path) -> None:
        before = (cache / "content.json").read_bytes()
        (tmp_path / "q" / "demo" / "exam.yaml").write_text("")
        with pytest.raises(ContentError):
            load_bank([tmp_path / "q"], cache)
        assert (cache / "content.json").read_bytes() == before


def test_the_content_that_comes_with_the_bot_is_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parent.parent
    monkeypatch.chdir(root)
    bank = load_bank([root / "questions"])
    assert {"aif-c01", "aip-c01", "mla-c02", "mls-c01"} <= set(bank.exams)
    assert bank.exams["mls-c01"].scale.cut == 36
    assert bank.exams["mls-c01"].items == 65
