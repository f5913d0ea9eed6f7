"""Annotation files into a project, as its user does it: rubricate import."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from annotations.entity import Entity, Status, Via
from annotations.formats.document import Reading, Written
from annotations.formats.registry import FORMATS
from annotations.marked import Focus, Hand
from annotations.project import Project
from tests.conftest import make_hand
from tests.formats.making import DONE, LABELS, document, named, out_of
from tui.cli import cli

TEXT = "Ilse Brandt left Vienna for Trieste on Friday.\n\nSiemens built the train. 🙂 Ilse Brandt slept.\n"
LAST = TEXT.rindex("Ilse Brandt")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder and cache, without $RUBRICATE_*."""
    for name in ("RUBRICATE_PROJECT", "RUBRICATE_ANNOTATOR", "RUBRICATE_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    assert "defect" not in result.output
    return result


def answer(*arguments: str, code: int = 0) -> Any:
    return json.loads(run(*arguments, "--json", code=code).stdout)


def gold(name: str, *rows: tuple[str, list[tuple[int, int, str]]]) -> str:
    """A file of the form jsonl with these texts and entities."""
    lines = [json.dumps({"id": f"d{n}", "text": text, "entities": entities}) for n, (text, entities) in enumerate(rows, 1)]
    Path(name).write_text("\n".join(lines) + "\n", "utf-8")
    return name


def spans(*words: tuple[str, str]) -> list[tuple[int, int, str]]:
    return [(TEXT.index(word), TEXT.index(word) + len(word), label) for word, label in words]


def entities(article: str = "1") -> list[Any]:
    return answer("show", article)["entities"]  # type: ignore[no-any-return]


def brief(article: str = "1") -> list[tuple[str, str, str]]:
    return [(one["text"], one["label"], one["status"]) for one in entities(article)]


def hand() -> Hand:
    return make_hand()


BOTH = spans(("Ilse Brandt", "PERSON"), ("Siemens", "FIRM"))


def test_a_file_that_does_not_say_is_refused_until_somebody_says_and_nothing_is_made(folder: Path) -> None:
    gold("a.jsonl", (TEXT, BOTH))
    said = run("import", "a.jsonl", code=2).stderr
    assert said == (
        "rubricate: a.jsonl: jsonl does not say whether its entities are decided: say --as suggested or --as accepted\n"
    )
    assert [path.name for path in folder.iterdir()] == ["a.jsonl"]


def test_what_is_accepted_is_gold_and_closes_its_article() -> None:
    gold("a.jsonl", (TEXT, BOTH), ("Nothing here.", []))
    result = answer("import", "a.jsonl", "--as", "accepted")
    assert result["labels_added"] == ["FIRM"]
    assert (result["files"][0]["entities"], result["files"][0]["new_articles"]) == (2, 2)
    assert brief() == [("Ilse Brandt", "PERSON", "accepted"), ("Siemens", "FIRM", "accepted")]
    assert {(one["via"], one["origin"]) for one in entities()} == {("import", "import:jsonl")}
    assert [(row["state"], row["checked"]) for row in answer("list")] == [("done", len(TEXT)), ("done", 13)]
    run("export", "-o", "b.jsonl")
    assert [json.loads(line)["entities"] for line in Path("b.jsonl").read_text("utf-8").splitlines()] == [
        [list(span) for span in BOTH],
        [],
    ]


def test_what_is_suggested_is_no_gold_and_closes_nothing() -> None:
    gold("a.jsonl", (TEXT, BOTH))
    run("import", "a.jsonl", "--as", "suggested")
    assert {one["status"] for one in entities()} == {"suggested"}
    assert answer("list")[0]["state"] == "new"
    assert answer("export", "-o", "b.jsonl")["entities"] == 0


@pytest.mark.parametrize("status", ["suggested", "accepted"])
def test_importing_twice_adds_nothing(status: str) -> None:
    gold("a.jsonl", (TEXT, [*BOTH, (0, 4, "PERSON")]))
    run("import", "a.jsonl", "--as", status)
    before, stored = Path("rubricate.json").read_text("utf-8"), entities()
    said = run("import", "a.jsonl", "--as", status).stdout
    assert "0 entities in 0 new articles and 1 known, 3 there already" in said
    assert "nothing new for" in said
    assert (Path("rubricate.json").read_text("utf-8"), entities()) == (before, stored)


def test_an_import_is_one_step_that_is_taken_back_whole() -> None:
    gold("a.jsonl", (TEXT, BOTH), ("Ana met Bo.", [(0, 3, "PERSON")]))
    run("import", "a.jsonl", "--as", "accepted")
    project = Project.open(Path("rubricate.json"), hand=hand())
    project.claim()
    first, second = project.uids()
    assert project.history_count == 1
    assert "imported 3 entities of 2 articles" in project.undo(second).said
    assert [len(project.entities(uid)) for uid in (first, second)] == [0, 0]
    assert "FIRM" not in project.labels
    assert project.progress(first).state == "new"
    project.redo(first)
    assert [len(project.entities(uid)) for uid in (first, second)] == [2, 1]
    project.close()


def test_a_later_import_decides_what_was_suggested_and_leaves_what_a_person_decided() -> None:
    gold("a.jsonl", (TEXT, spans(("Ilse Brandt", "PERSON"), ("Vienna", "GPE"), ("Siemens", "ORG"))))
    run("import", "a.jsonl", "--as", "suggested")
    project = Project.open(Path("rubricate.json"), hand=hand())
    project.claim()
    from annotations.edits import label, reject

    [uid] = project.uids()
    vienna, siemens = (
        next(one for one in project.entities(uid) if one.start == TEXT.index(word)) for word in ("Vienna", "Siemens")
    )
    for edit in (
        reject(project.marked(uid), hand(), Focus.on(vienna)),
        label(project.marked(uid), hand(), Focus.on(siemens), "PRODUCT"),
    ):
        assert edit.change
        project.apply(edit.change)
    project.close()
    [file] = answer("import", "a.jsonl", "--as", "accepted")["files"]
    assert (file["decided"], file["kept"], file["there_already"], file["entities"]) == (1, 1, 1, 0)
    assert brief() == [("Ilse Brandt", "PERSON", "accepted"), ("Vienna", "GPE", "rejected"), ("Siemens", "PRODUCT", "accepted")]


def test_what_a_person_refused_no_imported_suggestion_brings_back() -> None:
    Path("t.txt").write_text(TEXT, "utf-8")
    run("add", "t.txt")
    project = Project.open(Path("rubricate.json"), hand=hand())
    project.claim()
    from annotations.edits import reject

    [uid] = project.uids()
    edit = reject(project.marked(uid), hand(), Focus(0, 11, offered=True))
    assert edit.change
    project.apply(edit.change)
    project.close()
    gold("a.jsonl", (TEXT, BOTH))
    [file] = answer("import", "a.jsonl", "--as", "suggested")["files"]
    assert (file["kept"], file["entities"]) == (1, 1)


def test_a_text_that_stands_in_the_project_is_the_same_article_with_one_more_source() -> None:
    Path("t.txt").write_text(TEXT, "utf-8")
    run("add", "t.txt")
    gold("a.jsonl", (TEXT, BOTH))
    assert answer("import", "a.jsonl", "--as", "accepted")["files"][0]["new_articles"] == 0
    [row] = answer("list")
    assert [Path(source).name for source in row["sources"]] == ["t.txt", "a.jsonl#d1"]


def test_another_version_of_a_text_is_placed_by_quote_and_context_and_what_cannot_be_is_listed() -> None:
    changed = "News of the day.\n\n" + TEXT.replace("Siemens", "Alstom")
    Path("d1.txt").write_text(changed, "utf-8")
    run("add", "d1.txt")
    gold("a.jsonl", (TEXT, [*spans(("Ilse Brandt", "PERSON"), ("Siemens", "ORG")), (LAST, LAST + 11, "PERSON")]))
    result = answer("import", "a.jsonl", "--as", "accepted", code=1)["files"][0]
    assert result["unplaced"] == ["a.jsonl, d1: ORG 'Siemens' at 48-55"]
    assert result["notices"] == ["a.jsonl, d1: its text is not the one in the project; 2 placed by quote and context, 1 not"]
    assert [(one["start"], one["text"]) for one in entities()] == [
        (18, "Ilse Brandt"),
        (18 + LAST - 1, "Ilse Brandt"),
    ]
    [row] = answer("list")
    assert row["state"] == "reading"
    assert answer("show", "1")["text"] == changed
    said = run("import", "a.jsonl", "--as", "accepted", code=1)
    assert "not placed: a.jsonl, d1: ORG 'Siemens' at 48-55" in said.stderr


def test_another_text_that_only_shares_its_name_is_an_article_of_its_own() -> None:
    Path("d1.txt").write_text("Quite another story about the sea and the weather, of which nothing is there.", "utf-8")
    run("add", "d1.txt")
    gold("a.jsonl", (TEXT, BOTH))
    [file] = answer("import", "a.jsonl", "--as", "accepted")["files"]
    assert (file["new_articles"], file["entities"]) == (1, 2)


def test_a_text_is_kept_code_point_for_code_point_and_line_ends_are_no_other_text() -> None:
    odd = "\ufeffIlse\r\nBrandt\rleft e\u0301 and \x0b."
    gold("a.jsonl", (odd, [(1, 5, "PERSON")]))
    run("import", "a.jsonl", "--as", "accepted")
    assert answer("show", "1")["text"] == odd
    Path("t.txt").write_text(TEXT, "utf-8")
    run("add", "t.txt")
    gold("b.jsonl", (TEXT.replace("\n", "\r\n"), [(50, 57, "ORG")]))
    [file] = answer("import", "b.jsonl", "--as", "accepted")["files"]
    assert file["new_articles"] == 0
    assert file["notices"] == ["b.jsonl, d1: its text is not the one in the project; 1 placed by counting all but white space"]
    assert brief("2") == [("Siemens", "ORG", "accepted")]


def test_columns_come_back_to_the_article_they_were_written_from() -> None:
    gold("a.jsonl", (TEXT, BOTH))
    run("import", "a.jsonl", "--as", "suggested")
    run("export", "-o", "a.conll", "--status", "suggested")
    [file] = answer("import", "a.conll", "--as", "accepted")["files"]
    assert (file["new_articles"], file["decided"]) == (0, 2)
    assert brief() == [("Ilse Brandt", "PERSON", "accepted"), ("Siemens", "FIRM", "accepted")]


def test_a_broken_file_says_where_and_nothing_of_it_enters_while_the_others_do() -> None:
    good = gold("good.jsonl", (TEXT, BOTH))
    Path("bad.jsonl").write_text(
        json.dumps({"text": "Ana", "entities": [[0, 3, "PER"]]}) + '\n{"text": "Bo", "entities": [[0, 9, "X"]]}\n'
    )
    result = run("import", "bad.jsonl", good, "--as", "accepted", code=2)
    assert result.stderr == (
        "rubricate: bad.jsonl, line 2: [0, 9, 'X'] is not [start, end, label] within the 2 code points of the text;"
        " nothing of it was imported\n"
    )
    assert [row["characters"] for row in answer("list")] == [len(TEXT)]
    assert answer("labels", "-p", "rubricate.json")["labels"][-1]["name"] == "FIRM"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a.jsonl", "--format", "nothing"), "no format 'nothing': there are jsonl, "),
        (("absent.jsonl",), "absent.jsonl could not be read: No such file or directory; nothing of it was imported"),
        (("a.what",), "a.what is of no format that is known by its name or beginning: say which with --format"),
        (("a.jsonl", "--format", "brat"), "nothing of it was imported"),
        (("a.jsonl", "--as", "rejected"), "'rejected' is not one of"),
    ],
)
def test_bad_words_and_bad_files_are_a_line_or_two(arguments: tuple[str, ...], said: str) -> None:
    gold("a.jsonl", (TEXT, BOTH))
    Path("a.what").write_text("what?")
    result = run("import", *arguments, code=2)
    assert said in result.stderr
    assert result.stderr.count("\n") <= 2


def test_every_field_of_our_own_format_moves_from_project_to_project() -> None:
    gold("a.jsonl", (TEXT, BOTH), ("Ana met Bo.", [(0, 3, "PERSON")]))
    run("import", "a.jsonl", "--as", "accepted")
    run("export", "-o", "one.rubricate")
    run("import", "one.rubricate", "-p", "other.json")
    run("export", "-o", "two.rubricate", "-p", "other.json")
    assert Path("two.rubricate").read_bytes() == Path("one.rubricate").read_bytes()
    assert answer("import", "one.rubricate", "-p", "other.json")["files"][0]["there_already"] == 3
    assert "nothing new" in run("import", "one.rubricate").stdout


def test_all_statuses_and_refusals_move_in_our_own_format() -> None:
    gold("a.jsonl", (TEXT, BOTH))
    run("import", "a.jsonl", "--as", "suggested")
    project = Project.open(Path("rubricate.json"), hand=hand())
    project.claim()
    from annotations.edits import reject

    [uid] = project.uids()
    edit = reject(project.marked(uid), hand(), Focus(TEXT.index("Vienna"), TEXT.index("Vienna") + 6, offered=True))
    assert edit.change
    project.apply(edit.change)
    project.close()
    run("export", "-o", "all.rubricate", "--status", "suggested,accepted,rejected,unsure")
    run("import", "all.rubricate", "-p", "other.json")
    assert answer("show", "1", "-p", "other.json")["entities"] == entities()
    assert ("Vienna", "", "rejected") in brief()


class Given:
    """A format that reads what it is given."""

    def __init__(self, *readings: Reading) -> None:
        self.readings = list(readings)

    def __call__(self, _path: Path) -> list[Reading]:
        return self.readings


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """A file that reads as these documents."""

    def file(*readings: Reading) -> str:
        monkeypatch.setattr("annotations.formats.jsonl.read", Given(*readings))
        Path("given.jsonl").write_text('{"text": "", "entities": []}')
        return "given.jsonl"

    return file


def test_what_a_file_says_of_an_entity_is_kept_and_a_status_is_never_raised(given: Callable[..., str]) -> None:
    statuses = [Status.REJECTED, Status.SUGGESTED, Status.UNSURE, Status.ACCEPTED]
    parts = [
        Written(*span, "X", status=status, note="n", identity="Q1", score=0.5, by="bo", origin="model:m", extra=(("A1", "x"),))
        for span, status in zip([(0, 4), (5, 11), (12, 16), (17, 23)], statuses, strict=True)
    ]
    name = given(Reading("d", TEXT, tuple(parts), title="Train", language="de"))
    run("import", name, "--as", "accepted")
    assert [one["status"] for one in entities()] == ["rejected", "suggested", "unsure", "accepted"]
    [row] = answer("list")
    assert (row["title"], row["language"], row["state"]) == ("Train", "de", "reading")
    project = Project.open(Path("rubricate.json"), hand=hand(), read_only=True)
    [uid] = project.uids()
    one: Entity = next(iter(project.entities(uid)))
    assert (one.note, one.identity, one.score, one.by, one.origin, one.via) == ("n", "Q1", 0.5, "bo", "model:m", Via.IMPORT)
    assert one.extra == {"jsonl": {"A1": "x"}}
    project.close()


def test_a_file_that_says_accepted_may_be_taken_as_less(given: Callable[..., str]) -> None:
    name = given(Reading("d", TEXT, (Written(0, 4, "X", status=Status.ACCEPTED),), done=True))
    run("import", name, "--as", "suggested")
    assert ([one["status"] for one in entities()], answer("list")[0]["state"]) == (["suggested"], "new")


def test_a_document_that_was_left_open_is_not_closed_though_it_is_taken_as_accepted(given: Callable[..., str]) -> None:
    name = given(Reading("ignored", TEXT, (), done=False))
    run("import", name, "--as", "accepted")
    assert answer("list")[0]["state"] == "new"


def test_fragments_of_one_mention_stay_together(given: Callable[..., str]) -> None:
    name = given(Reading("d", TEXT, (Written(0, 4, "X", group="T1"), Written(12, 16, "X", group="T1"), Written(17, 23, "X"))))
    run("import", name, "--as", "accepted")
    project = Project.open(Path("rubricate.json"), hand=hand(), read_only=True)
    [uid] = project.uids()
    assert [one.group for one in project.entities(uid)] == ["jsonl:T1", "jsonl:T1", ""]
    project.close()


def test_imported_suggestions_with_a_label_that_the_set_knows_under_another_name_get_that_name(given: Callable[..., str]) -> None:
    name = given(
        Reading("d", TEXT, (Written(0, 4, "PER", status=Status.SUGGESTED), Written(17, 23, "CITY", status=Status.SUGGESTED)))
    )
    assert answer("import", name)["labels_added"] == ["CITY"]
    assert [one["label"] for one in entities()] == ["PERSON", "CITY"]


def test_an_article_with_imported_entities_is_left_alone_by_the_model_unless_it_is_named(given: Callable[..., str]) -> None:
    run("import", given(Reading("d", TEXT, (Written(0, 4, "X", status=Status.SUGGESTED),)), Reading("e", "Ana.", (), done=True)))
    rows = answer("suggest", "--model", "en_core_web_sm")["articles"].values()
    assert [(row["added"], row["already"]) for row in rows] == [(0, False)] * 2
    assert "2 left alone, closed or with imported entities" in run("suggest", "--model", "en_core_web_sm").stdout


@pytest.mark.parametrize("form", [one for one in FORMATS.values() if one.reads and one.writes], ids=lambda one: one.name)
def test_what_each_format_wrote_is_guessed_and_imported_and_importing_it_again_adds_nothing(form: Any, folder: Path) -> None:
    one = document(named(document().article.text, "Ana Bo"), named(document().article.text, "Paris", "LOC"), progress=DONE)
    out = out_of(form.name, folder)
    form.write([one], out, LABELS)
    words = [] if form.suffixes or form.folder else ["--format", form.name]
    first = answer("import", out.name, "--as", "accepted", *words)
    assert first["files"][0]["failed"] == ""
    assert (first["files"][0]["format"], first["files"][0]["entities"]) == (form.name, 2)
    assert sorted(row[:2] for row in brief()) == [("Ana Bo", "PER"), ("Paris", "LOC")]
    again = answer("import", out.name, "--as", "accepted", *words)["files"][0]
    assert (again["entities"], again["new_articles"], again["decided"]) == (0, 0, 0)


def test_the_same_entity_twice_in_a_file_is_one(given: Callable[..., str]) -> None:
    name = given(Reading("d", TEXT, (Written(0, 4, "X", by="a"), Written(0, 4, "X", by="b"), Written(5, 11, ""))))
    assert (
        "1 entity in 1 new article, 1 twice in the file, 1 without a label left out"
        in run("import", name, "--as", "accepted").stdout
    )


CONFIGURED = {
    "annotation.conf": "[entities]\nCharacter\nTown\nPER\n[relations]\n[events]\n[attributes]\n",
    "visual.conf": "[labels]\nTown | a town\n[drawing]\nTown\tbgColor:#aaddaa\n",
    "config.xml": '<View><Labels name="l" toName="text"><Label value="Character"/><Label value="X" alias="Town"/></Labels></View>',
    "label_config.json": json.dumps([{"text": "Character", "suffix_key": "c"}, {"id": 2, "text": "Town"}]),
    "labels.json": json.dumps(["O", "B-Character", "I-Character", "B-Town", "I-Town"]),
}


@pytest.mark.parametrize("form", ["brat", "label_studio", "doccano", "hf"])
def test_the_labels_of_a_configuration_beside_a_file_are_added_and_said_once(form: str, folder: Path) -> None:
    out = out_of(form, folder)
    FORMATS[form].write([document(named(document().article.text, "Ana Bo", "Character"))], out, LABELS)
    for beside in (*folder.glob("*.labels.json"), *folder.glob("*.config.xml")):
        beside.unlink()
    for name, content in CONFIGURED.items():
        ((out if out.is_dir() else folder) / name).write_text(content)
    result = answer("import", str(out), "--as", "accepted")
    assert result["labels_added"] == ["Character", "Town"]
    assert any("1 label of the configuration beside it is new here: Town" in line for line in result["files"][0]["notices"])
    assert answer("import", str(out), "--as", "accepted")["labels_added"] == []
    assert "nothing new" in run("import", str(out), "--as", "accepted").stdout


def test_a_configuration_that_cannot_be_read_is_said_and_the_entities_enter(folder: Path) -> None:
    out = folder / "out"
    FORMATS["brat"].write([document(named(document().article.text, "Ana Bo"))], out, LABELS)
    (out / "annotation.conf").write_bytes(b"[entities]\n\xff\n")
    [file] = answer("import", "out", "--as", "accepted")["files"]
    assert (file["entities"], file["failed"]) == (1, "")
    assert "annotation.conf could not be read as UTF-8 text" in file["notices"][0]


def test_the_labels_of_the_samples_configurations_come_in(shared: Path) -> None:
    added = answer("import", str(shared / "samples/label_studio/named_entity/tasks.json"), "--as", "accepted")["labels_added"]
    assert {"Person", "Fact", "Language", "Location"} <= set(added)
    added = answer("import", str(shared / "samples/brat/news"), "--as", "accepted", "-p", "brat.json")["labels_added"]
    assert {"Person", "Organization", "Money"} <= set(added)


CLOUD = {
    "comprehend": {"Entities": [{"Score": 0.5, "Type": "CITY", "Text": "Vienna", "BeginOffset": 17, "EndOffset": 23}]},
    "azure": {
        "documents": [
            {
                "id": "1",
                "text": TEXT,
                "entities": [{"text": "Vienna", "category": "CITY", "offset": 17, "length": 6, "confidenceScore": 0.5}],
            }
        ]
    },
    "google": {
        "document": {"content": TEXT},
        "entities": [{"type": "CITY", "mentions": [{"text": {"content": "Vienna", "beginOffset": 17}, "probability": 0.5}]}],
    },
}


@pytest.mark.parametrize("form", CLOUD)
def test_what_a_cloud_service_found_is_suggested_once_however_it_is_imported(form: str) -> None:
    Path("a.txt").write_text(TEXT, "utf-8")
    Path("a.json").write_text(json.dumps(CLOUD[form]), "utf-8")
    for times in range(3):
        words = ["--as", "accepted"] if times else []
        [file] = answer("import", "a.json", "--format", form, *words)["files"]
        assert (file["failed"], file["entities"], file["there_already"]) == ("", int(not times), int(bool(times)))
    assert brief() == [("Vienna", "CITY", "suggested")]
