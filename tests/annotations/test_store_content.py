"""The file: what stands in it, what is kept of it, what is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB

from annotations.store.content import ANNOTATIONS, ARTICLES, FORMAT, SETTINGS, Content, digest, encode, encode_rows, head
from annotations.store.errors import NotSaved, NotUnderstood
from annotations.store.parsing import parsed, placed
from annotations.store.schema import number

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_ROWS = st.dictionaries(st.text(), _JSON, max_size=5)
_TABLES = st.dictionaries(
    st.sampled_from(["articles", "annotations", "history", "mine", 'a "table"\n', "12", "é"]),
    st.dictionaries(st.integers(0, 2**52), _ROWS, max_size=4),
    max_size=4,
)


def _content(tables: dict[str, dict[int, dict[str, object]]]) -> Content:
    content = Content()
    content.put(encode_rows(tables))
    return content


@settings(max_examples=60, deadline=None)
@given(_TABLES)
def test_what_is_written_is_read_back_and_written_the_same(tables: dict[str, dict[int, dict[str, object]]]) -> None:
    data = _content(tables).to_bytes()
    found = parsed(data, "x.json")
    again = found.content
    assert found.sound
    assert again.to_bytes() == data
    for table, rows in tables.items():
        assert dict(again.rows(table)) == rows


@settings(max_examples=60, deadline=None)
@given(_TABLES)
def test_the_file_is_ascii_json_whose_documents_are_those_of_plain_json(tables: dict[str, dict[int, dict[str, object]]]) -> None:
    data = _content(tables).to_bytes()
    assert data.isascii()
    plain = json.loads(data)
    for table, rows in tables.items():
        assert plain[table] == {str(key): row for key, row in rows.items()}


@settings(max_examples=60, deadline=None)
@given(_TABLES, st.data())
def test_a_flipped_bit_anywhere_is_noticed(tables: dict[str, dict[int, dict[str, object]]], data: st.DataObject) -> None:
    written = bytearray(_content(tables).to_bytes())
    place = data.draw(st.integers(0, len(written) - 1))
    written[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        sound = parsed(bytes(written), "x.json").sound
    except NotUnderstood:
        return
    assert not sound


@settings(max_examples=60, deadline=None)
@given(_TABLES, st.data())
def test_a_file_that_was_cut_off_is_refused(tables: dict[str, dict[int, dict[str, object]]], data: st.DataObject) -> None:
    written = _content(tables).to_bytes()
    with pytest.raises(NotUnderstood):
        parsed(written[: data.draw(st.integers(0, len(written) - 2))], "x.json")


def test_entities_stand_one_a_line_within_their_document() -> None:
    row = {"article": "a", "part": 0, "entities": [{"uid": "1"}, {"uid": "2"}], "spare": 1}
    assert encode(row) == b'{"article":"a","part":0,"entities":[\n{"uid":"1"},\n{"uid":"2"}\n],"spare":1}'


def test_documents_stand_in_the_order_of_their_ids_whenever_they_came() -> None:
    first, second = Content(), Content()
    for number_ in (10, 9, 100):
        first.put(encode_rows({ARTICLES: {number_: {"uid": str(number_)}}}))
    for number_ in (100, 10, 9):
        second.put(encode_rows({ARTICLES: {number_: {"uid": str(number_)}}}))
    assert first.to_bytes() == second.to_bytes()
    assert list(parsed(first.to_bytes(), "x").content.numbers(ARTICLES)) == [9, 10, 100]


def test_the_last_line_gives_the_offsets_of_each_articles_documents() -> None:
    rows = {
        ARTICLES: {number(ARTICLES, "a"): {"uid": "a", "text": "é\n"}, number(ARTICLES, "b"): {"uid": "b", "text": ""}},
        ANNOTATIONS: {number(ANNOTATIONS, "a", 0): {"article": "a", "part": 0, "entities": [{"uid": "1"}, {"uid": "2"}]}},
    }
    data = _content(rows).to_bytes()
    offsets = json.loads(data)["_store"]["1"]["offsets"]
    documents = {
        uid: [json.loads(data[start : start + length]) for start, length, _ in places] for uid, places in offsets.items()
    }
    assert documents == {
        "a": [rows[ARTICLES][number(ARTICLES, "a")], *rows[ANNOTATIONS].values()],
        "b": [rows[ARTICLES][number(ARTICLES, "b")]],
    }


def test_a_put_can_be_put_back() -> None:
    content = _content({ARTICLES: {1: {"uid": "a"}, 2: {"uid": "b"}}})
    before = content.to_bytes()
    undo = content.put(encode_rows({ARTICLES: {1: {"uid": "z"}, 2: None, 3: {"uid": "c"}}}))
    assert content.to_bytes() != before
    content.put(undo)
    assert content.to_bytes() == before


def test_reading_a_file_by_its_last_line_reads_no_document() -> None:
    data = _content({ARTICLES: {n: {"uid": str(n), "text": "x" * 5000} for n in range(50)}, "history": {1: {"n": 1}}}).to_bytes()
    read: list[tuple[int, int]] = []

    def reading(start: int, length: int) -> bytes:
        read.append((start, length))
        return data[start : start + length]

    found = placed(reading, len(data))
    assert found is not None
    assert len(read) == 1
    assert found.content.row(ARTICLES, 7) == {"uid": "7", "text": "x" * 5000}
    assert sum(length for _, length in read[1:]) < 5100
    assert found.content.to_bytes() == data


def test_unknown_tables_fields_and_words_of_the_last_line_are_kept() -> None:
    data = _content({"plans": {7: {"a": [1]}}, ARTICLES: {1: {"uid": "a", "mood": "calm"}}}).to_bytes()
    whole = json.loads(data)
    whole["_store"]["1"]["made_by"] = "someone"
    found = parsed(json.dumps(whole).encode(), "x.json")
    content, sound = found.content, found.sound
    assert not sound
    again = json.loads(content.to_bytes())
    assert (again["plans"], again["articles"]["1"]["mood"], again["_store"]["1"]["made_by"]) == (
        {"7": {"a": [1]}},
        "calm",
        "someone",
    )
    assert parsed(content.to_bytes(), "x.json").sound


def test_the_fields_before_one_are_read_without_it() -> None:
    document = encode({"uid": "a", "title": 'says ,"text": twice', "text": "long", "blocks": []})
    assert head(document, "text") == {"uid": "a", "title": 'says ,"text": twice'}


@pytest.mark.parametrize("row", [{"a": float("nan")}, {"a": {1, 2}}, {"a": b"x"}])
def test_what_json_cannot_hold_is_not_saved(row: dict[str, object]) -> None:
    with pytest.raises(NotSaved):
        encode_rows({"mine": {1: row}})


def test_ids_are_52_bits_of_a_hash_of_the_key() -> None:
    numbers = {
        number(table, uid, part) for table in (ARTICLES, ANNOTATIONS) for uid in ("a", "b", "\ud800") for part in range(50)
    }
    assert len(numbers) == 300
    assert max(numbers) < 2**52
    assert number(ARTICLES, "a") == number(ARTICLES, "a")


_BAD = {
    "empty": b"",
    "blank": b" \n",
    "garbage": b"\x89PNG\r\n\x1a\n\x00\x00",
    "utf-16": '{"a": 1}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "half": b'{"articles": {"1": {"uid"',
    "list": b"[1, 2]",
    "number": b"3",
    "empty object": b"{}",
    "deep": b"[" * 200_000,
    "huge number": b'{"_store": ' + b"9" * 5000 + b"}",
    "not a number": b'{"_store": {"1": {"format": NaN}}}',
    "a TinyDB file of others": b'{"_default": {"1": {"name": "x"}}}',
    "a store of others": b'{"_store": {"1": {"version": 1}}}',
    "a format that is no number": b'{"_store": {"1": {"format": "1"}}}',
    "a format that is true": b'{"_store": {"1": {"format": true}}}',
    "duplicate keys": b'{"articles": {"1": {}, "1": {}}, "_store": {"1": {"format": 1}}}',
    "duplicate keys deep down": b'{"mine": {"1": {"a": 1, "a": 2}}, "_store": {"1": {"format": 1}}}',
    "duplicate tables": b'{"mine": {}, "mine": {}, "_store": {"1": {"format": 1}}}',
    "ids that are words": b'{"articles": {"one": {}}, "_store": {"1": {"format": 1}}}',
    "ids with a zero before": b'{"articles": {"01": {}}, "_store": {"1": {"format": 1}}}',
    "a table that is a list": b'{"articles": [], "_store": {"1": {"format": 1}}}',
    "documents that are words": b'{"articles": {"1": "x"}, "_store": {"1": {"format": 1}}}',
}


@pytest.mark.parametrize("data", _BAD.values(), ids=_BAD.keys())
def test_what_is_not_a_project_is_refused_in_one_or_two_plain_lines(data: bytes) -> None:
    with pytest.raises(NotUnderstood) as refused:
        parsed(data, "news.json")
    words = str(refused.value)
    assert words.startswith("news.json")
    assert words.count("\n") <= 1


def test_a_newer_format_is_refused_by_its_number_whether_its_checksum_holds_or_not() -> None:
    data = _content({SETTINGS: {1: {"name": "a"}}}).to_bytes().replace(b'"format":%d' % FORMAT, b'"format":%d' % (FORMAT + 1))
    body = data[: -len('"}}}\n') - 32]
    for written in (data.replace(b'"a"', b'"b"'), body + digest(body).hex().encode() + b'"}}}\n'):
        with pytest.raises(NotUnderstood, match=rf"newer Rubricate \(format {FORMAT + 1}"):
            parsed(written, "news.json")


@pytest.mark.parametrize("version", [1, FORMAT])
def test_a_newer_format_that_the_checksum_gives_the_lie_to_is_a_damaged_number(version: int) -> None:
    row = {"name": '"format":62,'}
    good = _content({SETTINGS: {1: row}}).to_bytes().replace(b'"format":%d,' % FORMAT, b'"format":%d,' % version)
    body = good[: -len('"}}}\n') - 32]
    good = body + digest(body).hex().encode() + b'"}}}\n'
    found = parsed(good.replace(b'"format":%d,"tables"' % version, b'"format":%d,"tables"' % (version + 60)), "news.json")
    assert (found.format, found.sound) == (version, False)
    assert [row for _, row in found.content.rows(SETTINGS)] == [row]


def test_a_document_repeated_under_a_right_checksum_is_refused() -> None:
    data = _content({ARTICLES: {1: {"uid": "a"}}}).to_bytes().replace(b'"1": {"uid":"a"}', b'"1": {"uid":"a"},\n"1": {"uid":"b"}')
    body = data[: -len('"}}}\n') - 32]
    with pytest.raises(NotUnderstood, match="twice"):
        parsed(body + digest(body).hex().encode() + b'"}}}\n', "news.json")


def test_plain_tinydb_opens_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(_content({ARTICLES: {5: {"uid": "a", "text": "Zoë \ud800 \u2028 \x00 👩‍👩‍👧"}}}).to_bytes())
    with TinyDB(path) as db:
        assert db.table(ARTICLES).get(doc_id=5) == {"uid": "a", "text": "Zoë \ud800 \u2028 \x00 👩‍👩‍👧"}


def test_a_long_last_line_is_read_without_twice_as_much_of_the_file() -> None:
    rows = {n: {"uid": f"{n:016x}", "text": "x" * 200} for n in range(5000)}
    data = _content({ARTICLES: rows}).to_bytes()
    length = len(data) - data.rindex(b'\n"_store"')
    assert length > 1 << 17
    read: list[int] = []

    def reading(start: int, count: int) -> bytes:
        read.append(count)
        return data[start : start + count]

    found = placed(reading, len(data))
    assert found is not None
    assert sum(read) <= 2 * length
    assert len(list(found.content.numbers(ARTICLES))) == 5000


def test_of_a_long_file_that_is_not_ours_only_the_end_is_looked_at() -> None:
    read: list[int] = []

    def reading(start: int, count: int) -> bytes:
        read.append(count)
        return b" " * count

    assert placed(reading, 1 << 30) is None
    assert sum(read) <= 1 << 16


def test_a_file_that_grows_shorter_while_its_last_line_is_read_is_not_waited_for() -> None:
    assert placed(lambda start, length: b"", 1 << 20) is None


def test_the_beginning_of_a_document_is_read_without_its_text() -> None:
    row = {"uid": "a", "title": "A", "text": "long " * 10_000}
    long_title = {"uid": "b", "title": "long " * 1000, "text": ""}
    data = _content({ARTICLES: {1: row, 2: long_title, 3: {"uid": "c"}}}).to_bytes()
    read: list[int] = []

    def reading(start: int, count: int) -> bytes:
        read.append(count)
        return data[start : start + count]

    found = placed(reading, len(data))
    assert found is not None
    content = found.content
    read.clear()
    assert content.has(ARTICLES, 1)
    assert not content.has(ARTICLES, 4)
    assert read == []
    assert content.beginning(ARTICLES, 1, "text") == {"uid": "a", "title": "A"}
    assert sum(read) <= 1024
    assert content.beginning(ARTICLES, 2, "text") == {"uid": "b", "title": "long " * 1000}
    assert content.beginning(ARTICLES, 3, "text") == {"uid": "c"}
    assert content.beginning(ARTICLES, 4, "text") is None


def test_a_table_that_could_not_be_read_is_never_taken_for_an_empty_one() -> None:
    data = _content({ARTICLES: {1: {"uid": "a"}}, "history": {1: {"n": 1}, 2: {"n": 2}}}).to_bytes()
    found = placed(lambda start, length: data.replace(b'"2": {"n":2}', b'"1": {"n":2}')[start : start + length], len(data))
    assert found is not None
    for _ in range(2):
        with pytest.raises(ValueError, match="two documents"):
            list(found.content.rows("history"))


def test_an_article_that_is_lost_is_not_counted_among_the_articles() -> None:
    rows = {
        ARTICLES: {number(ARTICLES, "a"): {"uid": "a", "text": ""}},
        ANNOTATIONS: {number(ANNOTATIONS, uid, 0): {"article": uid, "part": 0, "entities": []} for uid in ("a", "b")},
    }
    content = parsed(_content(rows).to_bytes(), "x.json").content
    assert content.order == ["a"]
    assert dict(content.rows(ANNOTATIONS)) == rows[ANNOTATIONS]
    assert parsed(content.to_bytes(), "x.json").content.to_bytes() == content.to_bytes()
