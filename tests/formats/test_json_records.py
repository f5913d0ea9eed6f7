"""Records of JSON files: the same however a file is laid out and read, one held at a time."""

import json
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.formats import json_records
from annotations.formats.document import FormatError
from annotations.formats.json_records import records

_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.sampled_from('a"\\é🙂[]{},\n'), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.sampled_from('a"]}🙂'), max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_VALUES, max_size=4),
    st.sampled_from(["lines", "list", "laid out"]),
    st.booleans(),
    st.sampled_from([1, 2, 7, 1 << 16]),
)
def test_records_are_the_same_in_lines_and_lists_and_pieces_of_any_size(
    rows: list[object], layout: str, ascii_: bool, piece: int
) -> None:
    text = {
        "lines": "\n".join(json.dumps(row, ensure_ascii=ascii_) for row in rows),
        "list": json.dumps(rows, ensure_ascii=ascii_),
        "laid out": "\ufeff" + json.dumps(rows, ensure_ascii=ascii_, indent=2) + "\n\n",
    }[layout]
    begins_with_text = layout != "lines" and rows and isinstance(rows[0], str)
    expected: list[object] = [rows] if begins_with_text else list(rows)
    if layout == "lines":
        pairs = [row if isinstance(row, list) and not (row and isinstance(row[0], str)) else [row] for row in rows]
        expected = [each for row in pairs for each in row]
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_records, "_PIECE", piece)
        path = Path(folder) / "a.json"
        path.write_text(text, "utf-8")
        assert [value for _, value in records(path)] == expected


@pytest.mark.parametrize("piece", [1, 5, 1 << 16])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"a": 1}\n{"a": }\n', "line 2 is not JSON: Expecting value (line 2)"),
        ('[{"a": 1},\n {"b" 2}]', "line 1 is not JSON: Expecting ':' delimiter (line 2)"),
        ('[{"a": 1}\n {"b": 2}]', "line 1 is not JSON: Expecting ',' delimiter (line 2)"),
        ('[{"a": 1},\n', "line 1 is not JSON: Expecting value (line 2)"),
        ('\n"never ended\n', "line 2 is not JSON: "),
        ("[" * 100_000, "line 1 is nested too deep"),
    ],
)
def test_what_is_not_json_is_named_by_the_line_it_begins_on(
    content: str, said: str, piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_records, "_PIECE", piece)
    (tmp_path / "a.json").write_text(content, "utf-8")
    with pytest.raises(FormatError) as error:
        list(records(tmp_path / "a.json"))
    assert said in str(error.value)


def test_a_mistake_early_in_a_file_is_said_before_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"a": 1}\nwrong\n' + '{"a": 1}\n' * 400_000)
    tracemalloc.start()
    with pytest.raises(FormatError, match="line 2 is not JSON"):
        list(records(tmp_path / "a.jsonl"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 << 20


@pytest.mark.parametrize("form", ["[{}\n]", "{}"])
def test_of_a_large_file_one_record_at_a_time_is_held(form: str, tmp_path: Path) -> None:
    row = json.dumps({"text": "Ana Bo met the U.N. in Paris. 🙂 " * 100, "label": [[0, 3, "PER"]] * 20}, ensure_ascii=False)
    rows = (",\n" if "[" in form else "\n").join([row] * 1200)
    path = tmp_path / "a.json"
    path.write_text(form.replace("{}", rows), "utf-8")
    tracemalloc.start()
    assert sum(1 for _ in records(path)) == 1200
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 4 << 20
    assert peak < 2 << 20
