"""A file of the names of labels beside what is exported, and what an import makes of one."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from annotations.formats.document import FormatError
from annotations.formats.label_names import content, labels_beside, names_of
from annotations.formats.schemes import TAG
from annotations.labels import Label, LabelSet
from tui.cli import cli

TEXT = "Ana left Ghent.\n"
SET = LabelSet("two", (Label("PER"), Label("A CITY")))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("RUBRICATE_PROJECT", "RUBRICATE_ANNOTATOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    Path("a.jsonl").write_text(json.dumps({"text": TEXT, "entities": [[0, 3, "PER"], [9, 14, "A CITY"]]}), "utf-8")
    run("import", "a.jsonl", "--as", "accepted", "--labels", "conll")
    return tmp_path / "here"


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == code, result.output
    return result


@pytest.mark.parametrize("out", ["out.jsonl", "out.conll", "out.spacy"])
def test_the_names_stand_beside_as_the_file_has_them_used_or_not(out: str) -> None:
    code = 1 if out == "out.conll" else 0
    city = "A_CITY" if out == "out.conll" else "A CITY"
    said = run("export", "-o", out, "--labels-file", "names.txt", code=code)
    assert "the names of the labels in names.txt\n" in said.stdout
    assert Path("names.txt").read_text("utf-8") == f"PER\nORG\nLOC\nMISC\n{city}\n"
    answer = json.loads(run("export", "-o", out, "--labels-file", "names.json", "--json", code=code).stdout)
    assert (answer["labels_file"], json.loads(Path("names.json").read_text("utf-8"))) == (
        "names.json",
        ["PER", "ORG", "LOC", "MISC", city],
    )
    run("export", "-o", out, "--labels-file", "names.tsv", code=code)
    assert Path("names.tsv").read_text("utf-8").splitlines()[-1] == ("A_CITY\tA CITY" if code else "A CITY")
    before = Path("names.txt").read_bytes()
    run("export", "-o", out, "--labels-file", "names.txt", code=code)
    assert Path("names.txt").read_bytes() == before


def test_spacy_reads_the_list_as_labels_to_begin_with() -> None:
    from spacy import blank
    from spacy.schemas import ConfigSchemaInit  # noqa: F401 - what reads such a file is registered with it
    from spacy.training.initialize import init_nlp  # noqa: F401
    from spacy.util import registry

    run("export", "-o", "out.spacy", "--labels-file", "ner.json")
    labels = registry.readers.get("spacy.read_labels.v1")(Path("ner.json"))
    recogniser = blank("en").add_pipe("ner")
    for label in labels:
        recogniser.add_label(label)
    assert set(recogniser.labels) == {"PER", "ORG", "LOC", "MISC", "A CITY"}


def test_a_label_that_nothing_is_tagged_with_has_the_name_that_its_tags_would_have() -> None:
    from annotations.formats.registry import FORMATS

    assert FORMATS["conll2003"].names(SET, []) == [("PER", "PER"), ("A_CITY", "A CITY")]
    assert FORMATS["jsonl"].names(SET, []) == [("PER", "PER"), ("A CITY", "A CITY")]


def test_the_map_of_names_gives_labels_back_that_columns_cannot_hold() -> None:
    run("export", "-o", "out.conll", "--labels-file", "out.labels.tsv", code=1)
    again = json.loads(run("import", "out.conll", "--as", "accepted", "--json").stdout)
    assert (again["labels_added"], again["files"][0]["entities"], again["files"][0]["there_already"]) == ([], 0, 2)
    Path("out.labels.tsv").unlink()
    again = json.loads(run("import", "out.conll", "--as", "accepted", "--json").stdout)
    assert (again["labels_added"], again["files"][0]["entities"]) == (["A_CITY"], 1)


def test_labels_of_a_list_beside_are_known_after_an_import_though_nothing_has_them() -> None:
    run("export", "-o", "out.jsonl", "--labels-file", "out.labels.json")
    said = run("import", "out.jsonl", "--as", "accepted", "-p", "new.json", "--labels", "ontonotes")
    assert "1 label of the configuration beside it is new here: MISC\n" in said.stderr
    assert "MISC" in run("labels", "-p", "new.json").stdout
    new = run("import", "a.jsonl", "--as", "accepted", "-p", "other.json")
    assert "configuration" not in new.stderr


def test_there_are_both_files_or_neither(folder: Path) -> None:
    before = sorted(path.name for path in folder.iterdir())
    said = run("export", "-o", "out.conll", "--strict", "--labels-file", "names.txt", code=2).stderr
    assert "out.conll was not written" in said
    said = run("export", "-o", "out.jsonl", "--labels-file", "names.xml", code=2).stderr
    assert said.endswith("rubricate: names.xml: a file of label names is .txt, .json or .tsv\n")
    said = run("export", "-o", "out.jsonl", "--labels-file", "nowhere/names.txt", code=2).stderr
    assert "nowhere/names.txt could not be written" in said
    assert sorted(path.name for path in folder.iterdir()) == before


def test_no_file_of_ours_is_written_over() -> None:
    Path("text.txt").write_text("Bo went.\n", "utf-8")
    run("add", "text.txt")
    for name, why in (
        ("text.txt", "is what an article was read from"),
        ("rubricate.json", "is the project itself"),
        ("out.json", "is the file to write itself"),
    ):
        said = run("export", "--format", "label_studio", "-o", "out.json", "--labels-file", name, code=2).stderr
        assert why in said
    said = run("export", "-o", "out.hf.jsonl", "--labels-file", "out.hf.labels.json", code=2).stderr
    assert "is what hf writes by itself" in said
    assert Path("text.txt").read_text("utf-8") == "Bo went.\n"


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(
    lambda name: name.strip() and not TAG.fullmatch(name)
)


def read_back(pairs: list[tuple[str, str]], suffix: str) -> list[tuple[str, str]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"out.labels{suffix}"
        path.write_bytes(content(pairs, path))
        return [(label.name, *label.sources) for label in labels_beside(Path(folder) / "out.jsonl")]  # type: ignore[misc]


@given(st.lists(st.tuples(names, names), min_size=1, max_size=6, unique_by=(lambda pair: pair[0], lambda pair: pair[1])))
def test_a_list_is_read_back_as_it_was_written_or_a_name_that_is_no_line_is_refused(pairs: list[tuple[str, str]]) -> None:
    assert [one[0] for one in read_back(pairs, ".json")] == [name for name, _ in pairs]
    if any(set(name) & set("\t\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\ufeff") for pair in pairs for name in pair):
        for suffix in (".txt", ".tsv"):
            with pytest.raises(FormatError, match="is no line of its own"):
                read_back(pairs, suffix)
    else:
        assert [one[0] for one in read_back(pairs, ".txt")] == [name for name, _ in pairs]
        assert read_back(pairs, ".tsv") == [(label, name) if name != label else (label,) for name, label in pairs]


def test_a_list_of_tags_counts_as_its_labels(folder: Path) -> None:
    Path("labels.txt").write_text("O\nB-PER\nI-PER\nB-A-B\n", "utf-8")
    assert [label.name for label in labels_beside(folder / "x.conll")] == ["PER", "A-B"]


def test_what_is_no_list_of_names_is_left_alone(folder: Path) -> None:
    for words in ("x" * 300, "\n\nAna\n", "a\tb\tc\n", ""):
        Path("labels.tsv").write_text(words, "utf-8")
        assert labels_beside(folder / "x.conll") == ()
    Path("labels.json").write_text('[{"text": "PER"}]', "utf-8")
    assert labels_beside(folder / "x.conll") == ()


def test_names_are_those_of_the_set_then_others_in_order() -> None:
    assert names_of(SET, ["Z", "PER", "B", "", "\ud800"], {"Z": "z"}) == [
        ("PER", "PER"),
        ("A CITY", "A CITY"),
        ("B", "B"),
        ("z", "Z"),
    ]
