"""The files of tools for annotation in the hands of the tools: doccano's import, Label Studio's SDK, datasets, pandas."""

from pathlib import Path

import pytest

from annotations.entity import Status
from annotations.formats.document import Document
from tests.formats.consumers.asking import ODD, asked, texts_and_spans, with_an_odd_one
from tests.formats.making import named, written

pytestmark = pytest.mark.slow

DOCCANO = """
import json, os, pathlib, sys
backend = next(pathlib.Path(sys.prefix).rglob("site-packages/backend"))
sys.path.insert(0, str(backend))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.development"
os.environ["DATABASE_URL"] = f"sqlite:///{sys.argv[2]}/db.sqlite3"
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth import get_user_model
from data_import.datasets import load_dataset
from data_import.pipeline.catalog import create_file_format
from data_import.pipeline.readers import FileName
from examples.models import Example
from labels.models import Span
from projects.models import ProjectType, SequenceLabelingProject
user = get_user_model().objects.create(username="ada")
project = SequenceLabelingProject.objects.create(
    name="p", created_by=user, project_type=ProjectType.SEQUENCE_LABELING, allow_overlapping=True)
path = sys.argv[1]
dataset = load_dataset(
    ProjectType.SEQUENCE_LABELING, create_file_format("JSONL"), [FileName(path, path, path)], project, encoding="utf_8")
dataset.save(user)
assert dataset.errors == [], dataset.errors
print(json.dumps([
    [example.text, sorted([span.start_offset, span.end_offset, span.label.text] for span in Span.objects.filter(example=example))]
    for example in Example.objects.order_by("id")]))
"""


def test_doccano_imports_every_text_and_span_as_it_was(shared: Path, tmp_path: Path) -> None:
    there = with_an_odd_one(shared)
    written("doccano", there, tmp_path / "a.jsonl")
    assert asked("doccano", DOCCANO, tmp_path / "a.jsonl", tmp_path) == texts_and_spans(there)


LABEL_STUDIO = """
import json, pathlib, sys
from label_studio_sdk.label_interface import LabelInterface
from label_studio_sdk.converter import Converter
path, config, out = sys.argv[1:]
text = pathlib.Path(config).read_text("utf-8")
interface = LabelInterface(text)
interface.validate()
tasks = json.loads(pathlib.Path(path).read_text("utf-8"))
for task in tasks:
    assert all(interface.validate_annotation(one) for one in task["annotations"])
    for one in task["predictions"]:
        assert interface.validate_prediction(one, return_errors=True) == []
# The server numbers the tasks that it takes.
numbered = [{**task, "id": number} for number, task in enumerate(tasks, 1)]
pathlib.Path(out).mkdir()
export = pathlib.Path(out) / "export.json"
export.write_text(json.dumps(numbered), "utf-8")
Converter(text, out).convert(str(export), out, "JSON_MIN", is_dir=False)
rows = json.loads((pathlib.Path(out) / "result.json").read_text("utf-8"))
print(json.dumps([
    [row["text"], sorted([value["start"], value["end"], value["labels"][0]] for value in row.get("label", []))] for row in rows]))
"""


def test_label_studio_takes_annotations_and_predictions_and_gives_the_accepted_spans_back(shared: Path, tmp_path: Path) -> None:
    there = with_an_odd_one(shared)
    statuses = [named(ODD, "Cy", "PER", status=Status.SUGGESTED, origin="model:m", score=0.5, uid="s")]
    statuses.append(named(ODD, "Bo", "PER", status=Status.REJECTED, uid="r"))
    last = there[-1]
    written(
        "label_studio", [*there[:-1], Document(last.article, (*last.entities, *statuses), last.progress)], tmp_path / "a.json"
    )
    found = asked("label_studio", LABEL_STUDIO, tmp_path / "a.json", tmp_path / "a.config.xml", tmp_path / "out")
    assert found == texts_and_spans(there)


HF = """
import json, sys
from datasets import ClassLabel, Features, List, Value, load_dataset
path, names, kind = sys.argv[1:]
more = {}
if kind == "json":
    tags = ClassLabel(names=json.load(open(names, encoding="utf-8")))
    text = Value("string")
    more = {"features": Features({"id": text, "doc_id": text, "tokens": List(text), "ner_tags": List(tags)})}
rows = load_dataset(kind, data_files=path, cache_dir=path + ".cache", **more)["train"]
tags = rows.features["ner_tags"].feature
assert tags.names[0] == "O"
print(json.dumps([[row["tokens"], [tags.int2str(tag) for tag in row["ner_tags"]]] for row in rows]))
"""


@pytest.mark.parametrize("kind", ["json", "parquet"])
def test_datasets_loads_the_rows_with_tags_that_have_names(
    shared: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if kind == "parquet":
        pytest.importorskip("pyarrow")
    monkeypatch.setenv("HF_DATASETS_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    path = tmp_path / ("a.parquet" if kind == "parquet" else "a.jsonl")
    report = written("hf", with_an_odd_one(shared), path)
    rows = asked("frames", HF, path, tmp_path / "a.labels.json", kind)
    assert sum(tag.startswith("B-") for _, tags in rows for tag in tags) == report.written  # type: ignore[attr-defined]


PANDAS = """
import json, sys, pandas
separator = "\\t" if sys.argv[1].endswith(".tsv") else ","
spans, texts = (pandas.read_csv(path, sep=separator, keep_default_na=False, dtype=str) for path in sys.argv[1:])
text = dict(zip(texts["doc_id"], texts["text"]))
rows = zip(spans["doc_id"], spans["start"], spans["end"], spans["label"], spans["text"])
found = {uid: [] for uid in text}
for uid, start, end, label, words in rows:
    assert text[uid][int(start):int(end)] == words
    found[uid].append([int(start), int(end), label])
print(json.dumps([[text[uid], sorted(found[uid])] for uid in text]))
"""


@pytest.mark.parametrize("name", ["csv", "tsv"])
def test_pandas_reads_every_cell_as_it_was(shared: Path, tmp_path: Path, name: str) -> None:
    there = with_an_odd_one(shared)
    written(name, there, tmp_path / f"a.{name}")
    assert asked("frames", PANDAS, tmp_path / f"a.{name}", tmp_path / f"a.docs.{name}") == texts_and_spans(there)


SPREADSHEET = """
import json, sys, pandas
spans, texts = (pandas.read_csv(path, keep_default_na=False, dtype=str, encoding="utf-8-sig") for path in sys.argv[1:])
for table in (spans, texts):
    for column in table.columns:
        assert not any(cell.startswith(("=", "+", "-", "@", "\\t", "\\r")) for cell in table[column])
print(json.dumps([len(spans), len(texts)]))
"""


def test_pandas_reads_the_table_for_spreadsheets_and_no_cell_of_it_would_be_run(shared: Path, tmp_path: Path) -> None:
    there = with_an_odd_one(shared)
    report = written("spreadsheet", there, tmp_path / "a.csv")
    found = asked("frames", SPREADSHEET, tmp_path / "a.csv", tmp_path / "a.docs.csv")
    assert found == [report.written, len(there)]


JSON_LINES = """
import json, sys, pandas
rows = pandas.read_json(sys.argv[1], lines=True, dtype=False, convert_dates=False)
print(json.dumps([[text, sorted(entities)] for text, entities in zip(rows["text"], rows["entities"])]))
"""


def test_pandas_reads_each_line_of_jsonl(shared: Path, tmp_path: Path) -> None:
    there = with_an_odd_one(shared)
    written("jsonl", there, tmp_path / "a.jsonl")
    assert asked("frames", JSON_LINES, tmp_path / "a.jsonl") == texts_and_spans(there)


RECON = """
import json, sys
from recon.loaders import read_jsonl
examples = read_jsonl(sys.argv[1])
for one in examples:
    assert all(one.text[span.start : span.end] == span.text for span in one.spans)
    assert all(one.text[token.start : token.end] == token.text for token in one.tokens)
    by_id = {token.id: token for token in one.tokens}
    assert all((by_id[span.token_start].start, by_id[span.token_end].end) == (span.start, span.end) for span in one.spans)
flat = [one for one in examples if all(a.end <= b.start for a, b in zip(one.spans, one.spans[1:]))]
for one in flat:
    assert [(ent.start_char, ent.end_char, ent.label_) for ent in one.doc.ents] == [
        (span.start, span.end, span.label) for span in one.spans]
print(json.dumps([[one.text, sorted([span.start, span.end, span.label] for span in one.spans)] for one in examples]))
"""


def test_recon_reads_the_tasks_of_prodigy_and_makes_docs_of_them(shared: Path, tmp_path: Path) -> None:
    there = with_an_odd_one(shared)
    report = written("prodigy", there, tmp_path / "a.jsonl")
    lost = [loss.entity for loss in report.losses]
    kept = [Document(one.article, tuple(each for each in one.entities if each not in lost), one.progress) for one in there]
    assert asked("recon", RECON, tmp_path / "a.jsonl") == texts_and_spans(kept)
