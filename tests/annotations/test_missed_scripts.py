"""Missed names where capitals do not tell them: titles in quotes, spelled foreign names, repeats with words written onto them."""

from pathlib import Path

import pytest

from annotations.article import Article
from annotations.entity import Entity, Status
from annotations.index import EntityIndex
from annotations.labels import PRESETS
from annotations.marked import Marked
from annotations.missed import missed_names
from annotations.names import candidates, equal_texts, trimmed
from annotations.progress import Progress


def missed(text: str, *tagged: str, status: Status = Status.ACCEPTED, language: str = "") -> list[str]:
    """What nobody tagged, once the first of each of these texts is."""
    entities = []
    for number, words in enumerate(tagged):
        start = text.index(words)
        entities.append(Entity(str(number), start, start + len(words), "ORG", status))
    marked = Marked(Article(text, language=language), EntityIndex(text, entities), PRESETS["ontonotes"], Progress())
    return [text[slice(*span)] for span in missed_names(marked)[0]]


@pytest.mark.parametrize(
    ("text", "tagged", "found"),
    [
        ("北京很冷。他在北京住，读《红楼梦》。", ("北京",), ["北京", "红楼梦"]),
        ("美国总统唐纳德·特朗普周四表示，埃隆·马斯克走了。", (), ["唐纳德·特朗普", "埃隆·马斯克"]),
        ("特朗普说。周四特朗普走了。", ("特朗普",), ["特朗普"]),
        ("ドナルド・トランプ大統領は『雪国』を東京で読んだ。東京は寒い。", ("東京",), ["ドナルド・トランプ", "雪国", "東京"]),
        ("김정은은 평양에서 연설했다. 김정은이 평양을 떠났다.", ("김정은", "평양"), ["김정은", "평양"]),
        ("조선 노동당은 크다. 조선 노동당의 당원.", ("조선 노동당",), ["조선 노동당"]),
        ("قالت الأمم المتحدة. والأمم المتحدة في بيروت وبيروت كبيرة", ("الأمم المتحدة", "بيروت"), ["الأمم المتحدة", "بيروت"]),
        ("ירושלים יפה. הוא גר בירושלים.", ("ירושלים",), ["ירושלים"]),
        ("กรุงเทพเป็นเมืองหลวง ผมอยู่กรุงเทพ", ("กรุงเทพ",), ["กรุงเทพ"]),
        ("नई दिल्ली में। वह नई दिल्ली का है।", ("नई दिल्ली",), ["नई दिल्ली"]),
        ("Москва и Киев. В Киеве жил Иван.", (), ["Москва", "Киев", "Киеве", "Иван"]),
    ],
)
def test_names_are_found_in_scripts_without_capitals_too(text: str, tagged: tuple[str, ...], found: list[str]) -> None:
    assert missed(text, *tagged) == found


def test_a_refused_name_is_not_offered_however_it_is_found() -> None:
    assert missed("他读《红楼梦》。", "红楼梦", status=Status.REJECTED) == []
    assert missed("唐纳德·特朗普表示。", "唐纳德·特朗普", status=Status.REJECTED) == []
    assert missed("김정은은 갔다.", "김정은", status=Status.REJECTED) == []


def test_german_nouns_are_not_all_taken_for_names() -> None:
    text = (
        "Angela Merkel sagte am Montag, dass ihre Partei, die CDU, eine Entscheidung für die Bürger getroffen habe. "
        "In München kritisierte Markus Söder das Vorhaben der Regierung."
    )
    found = missed(text, language="de")
    assert {"Angela Merkel", "CDU", "München", "Markus Söder"} <= set(found)
    assert not {"Partei", "Entscheidung", "Bürger", "Vorhaben", "Regierung"} & set(found)


def test_a_chinese_name_ends_where_its_sounds_end() -> None:
    text = "据路透社报道，弗拉基米尔·普京周四在莫斯科会见了贾斯廷·特鲁多。"
    assert missed(text)[:2] == ["弗拉基米尔·普京", "贾斯廷·特鲁多"]


@pytest.mark.parametrize("script", ["arb", "heb", "hin", "jpn", "tha", "vie"])
def test_in_real_articles_what_is_offered_has_clean_edges_and_repeats_are_found(shared: Path, script: str) -> None:
    text = (shared / f"samples/articles/scripts/udhr_{script}.txt").read_text("utf-8")[:6000]
    article = Article(text)
    for span in candidates(article, 0, len(text)):
        assert trimmed(text, *span) == span
    words = {"arb": "الأمم المتحدة", "heb": "האומות המאוחדות", "hin": "मानव", "jpn": "国際連合", "tha": "สหประชาชาติ"}
    if script in words:
        repeats = len(list(equal_texts(article, words[script]))) - 1
        assert 0 < repeats <= missed(text, words[script]).count(words[script]) < text.count(words[script])
