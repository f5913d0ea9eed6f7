"""Bytes to text: real files in their encodings, and what is kept, turned, recorded or refused."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.sources.decoding import SourceError, decode, looks_binary

ENCODINGS = "samples/articles/encodings"


@pytest.mark.parametrize(
    ("name", "notes", "begins"),
    [
        ("udhr_eng.cr.txt", ("cr",), "Universal Declaration of Human Rights\n"),
        ("udhr_eng.utf-8-sig.crlf.txt", ("bom", "crlf"), "Universal Declaration of Human Rights\n"),
        ("udhr_hin.utf-16.txt", ("bom", "encoding=utf-16-le"), "मानव अधिकारों की सार्वभौम घोषणा\n"),
        ("udhr_Japanese_Nihongo-JIS.txt", ("encoding=iso2022_jp_2", "cut"), "『世界人権宣言』\n"),
        ("udhr_Japanese_Nihongo-SJIS.txt", ("encoding=cp932", "guessed"), "『世界人権宣言』\n"),
        ("udhr_cmn.gb18030.txt", ("encoding=gb18030", "guessed"), "世界人权宣言\n"),
        ("udhr_fra.cp1252.txt", ("encoding=cp1252", "guessed"), "Déclaration universelle des droits de l’homme\n"),
        ("udhr_French_Francais-Latin1.txt", ("encoding=cp1252", "guessed"), "Déclaration universelle des droits de l'homme\n"),
        ("udhr_Russian_Russky-Cyrillic.txt", ("encoding=cp1251", "guessed"), "Всеобщая декларация прав человека\n"),
        ("udhr_Polish_Polski-Latin2.txt", ("encoding=cp1250", "guessed"), "POWSZECHNA DEKLARACJA PRAW CZŁOWIEKA\n"),
    ],
)
def test_real_files_in_their_encodings_are_read(shared: Path, name: str, notes: tuple[str, ...], begins: str) -> None:
    text, found = decode((shared / ENCODINGS / name).read_bytes())
    assert found == notes
    assert text.startswith(begins)
    assert "\r" not in text


def test_one_text_in_five_spellings_of_its_bytes_is_one_text(shared: Path) -> None:
    text = (shared / ENCODINGS / "udhr_eng.utf-8-sig.crlf.txt").read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        assert decode(text.encode(encoding))[0] == text
    assert decode((shared / ENCODINGS / "udhr_eng.cr.txt").read_bytes())[0] == text


@pytest.mark.parametrize("script", ["arb", "heb", "hin", "jpn", "tha", "vie"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_known_by_where_its_nuls_stand(shared: Path, script: str, encoding: str) -> None:
    text = (shared / f"samples/articles/scripts/udhr_{script}.txt").read_text("utf-8-sig")
    assert decode(text.encode(encoding)) == (text, (f"encoding={encoding}",))


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\0\x1b"), min_size=1))
@settings(max_examples=100)
def test_what_is_utf_8_is_kept_code_point_for_code_point(text: str) -> None:
    data = text.encode("utf-8")
    if looks_binary(data) or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    assert decode(data) == (text, ())


def test_what_terminals_act_on_is_kept_as_it_is() -> None:
    hostile = (
        "title\n" + "A long enough line of plain text.\n" * 10 + "\x1b]52;c;aGk=\x07\x9b2J\u202e\u2028\x00\x0b\x7f\ufeff end"
    )
    assert decode(hostile.encode("utf-8")) == (hostile, ())


def test_a_lone_surrogate_of_utf_16_is_kept() -> None:
    data = codecs.BOM_UTF16_LE + "a\ud800b".encode("utf-16-le", "surrogatepass")
    assert decode(data) == ("a\ud800b", ("bom", "encoding=utf-16-le"))


def test_mixed_line_ends_are_all_turned_and_both_recorded() -> None:
    assert decode(b"one\r\ntwo\rthree\n") == ("one\ntwo\nthree\n", ("crlf", "cr"))


def test_only_the_first_mark_is_taken_away() -> None:
    assert decode("\ufeffone \ufefftwo".encode()) == ("one \ufefftwo", ("bom",))


def test_terminal_escapes_are_not_taken_for_japanese() -> None:
    log = "plain \x1b(B and \x1b[1mbold\x1b(B text, long enough to be text and no more\n"
    assert decode(log.encode()) == (log, ())


def test_a_file_cut_within_a_character_is_still_utf_8() -> None:
    data = "Żółć i jeszcze więcej żółci – ź".encode()
    assert decode(data[:-1]) == ("Żółć i jeszcze więcej żółci – \ufffd", ("cut",))


def test_a_latin_1_letter_at_the_end_is_not_taken_for_a_cut() -> None:
    text, notes = decode("Elle est allée prendre un café".encode("cp1252"))
    assert text == "Elle est allée prendre un café"
    assert "guessed" in notes


@pytest.mark.parametrize("name", ["pdf/minimal-document.pdf", "docx/mammoth_tables.docx", "epub/wasteland.epub"])
def test_files_that_are_no_text_are_refused(shared: Path, name: str) -> None:
    with pytest.raises(SourceError, match="binary"):
        decode((shared / "samples/articles" / name).read_bytes())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Déclaration des droits de l’homme, proclamée à Paris en été.", "cp1252"),
        ("Größe und Übermut tun selten gut, sagt man in München.", "latin-1"),
        ("El niño comió piñas en España mañana.", "latin-1"),
        ("He said “yes” – it’s naïve — and left.", "cp1252"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy.", "cp1250"),
        ("Zażółć gęślą jaźń, mówi się w Łodzi.", "cp1250"),
        ("Съешь же ещё этих мягких французских булок.", "cp1251"),
        ("Ελληνικά είναι ωραία γλώσσα.", "cp1253"),
        ("Türkçe öğreniyorum, çok güzel bir dil ışık.", "cp1254"),
        ("世界人权宣言，联合国大会一九四八年十二月十日通过。", "gb18030"),
    ],
)
def test_one_sentence_is_enough_to_guess_a_common_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding))[0] == text
