"""Text objects: clean edges, equal texts, tokens at an offset, name-like spans, growing and shrinking."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.article import Article
from annotations.article_tokens import token_at, token_before, tokens_in
from annotations.edges import moved_edge
from annotations.graphemes import is_border
from annotations.names import (
    bridged,
    candidates,
    equal_texts,
    grow,
    phrase,
    shrink,
    smart_span,
    trimmed,
    whole_tokens,
)
from annotations.tokens import tokens
from tests.annotations.test_graphemes import SCRIPTS

TEXTS = st.text(alphabet="AbK’s.,-“”( )\n中\u030119", max_size=50)


@pytest.fixture
def seed(shared: Path) -> Article:
    return Article((shared / "samples/seed/article.txt").read_text("utf-8"), language="en")


def names(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in candidates(Article(text, language=language), 0, len(text))]


@pytest.mark.parametrize(
    ("words", "clean"),
    [
        (" North Korea’s\n", "North Korea"),
        ("“Jo Song Gil,”", "Jo Song Gil"),
        ("the Joneses’", "the Joneses"),
        ("U.S.", "U.S."),
        ("U.S.’s", "U.S."),
        ("Acme Inc.", "Acme Inc."),
        ("Rome.", "Rome"),
        ("(UN)", "UN"),
        ("(foo", "foo"),
        ("World Bank (WB)", "World Bank (WB)"),
        ("World Bank)", "World Bank"),
        ("Dwayne “Rock”", "Dwayne “Rock”"),
        ("«Le Monde»", "Le Monde"),
        ("’90s", "’90s"),
        ("-5", "-5"),
        ("– 5", "5"),
        ("_Emma_", "Emma"),
        ("北京，", "北京"),
        ("O’Brien", "O’Brien"),
        ("“”, ", None),
        ("", None),
    ],
)
def test_edges_are_cleaned_of_what_is_no_part_of_a_name(words: str, clean: str | None) -> None:
    span = trimmed(words, 0, len(words))
    assert (words[slice(*span)] if span else None) == clean


@given(TEXTS, st.integers(0, 50), st.integers(0, 50))
@settings(max_examples=100)
def test_trimming_again_changes_nothing(text: str, start: int, end: int) -> None:
    start, end = min(start, len(text)), min(end, len(text))
    span = trimmed(text, start, end)
    if span is not None:
        assert start <= span[0] < span[1] <= end
        assert trimmed(text, *span) == span


def test_equal_texts_are_whole_tokens_of_the_same_case() -> None:
    text = "Jo met Joan. jo, Jo’s “Jo” and Jo-Ann"
    assert list(equal_texts(Article(text), "Jo")) == [(0, 2), (17, 19), (23, 25), (31, 33)]


def test_equal_texts_are_asked_for_with_clean_edges() -> None:
    text = "The U.S. and North Korea; North Korea’s"
    assert [text[slice(*s)] for s in equal_texts(Article(text), "“North Korea’s ")] == ["North Korea", "North Korea"]
    assert list(equal_texts(Article(text), "U.S.")) == [(4, 8)]
    assert list(equal_texts(Article(text), "“ ”")) == []


def test_an_equal_text_may_go_over_a_line_end_but_not_over_a_paragraph() -> None:
    line = "he walked with Mr. Bennet over the fields to the town with his Lady\nCatherine and so on he went there and back again to the house\n"
    wrapped = Article(line * 8)
    assert wrapped.hard_wrapped
    assert len(list(equal_texts(wrapped, "Lady Catherine"))) == 8
    assert list(equal_texts(Article("Lady\nCatherine and Lady  Catherine"), "Lady Catherine")) == [(19, 34)]


@given(TEXTS)
@settings(max_examples=100)
def test_tokens_between_offsets_are_those_of_the_paragraphs(text: str) -> None:
    article = Article(text)
    every = [token for paragraph in article.paragraphs() for token in tokens(text, *paragraph)]
    assert list(tokens_in(article, 0, len(text))) == every
    for at in range(len(text)):
        holding = next((t for t in every if t[1] > at), every[-1] if every else (0, 0))
        assert token_at(article, at) == holding
        assert token_before(article, at) == next((t for t in reversed(every) if t[1] <= at), None)
        assert list(tokens_in(article, at, at + 5)) == [t for t in every if t[0] < at + 5 and t[1] > at]


def test_a_span_is_of_whole_tokens_where_both_edges_are() -> None:
    article = Article("inter-Korean\ntalks")
    assert whole_tokens(article, 6, 12)
    assert not whole_tokens(article, 7, 12)
    assert not whole_tokens(article, 6, 11)
    assert not whole_tokens(article, 6, 18)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U.S. Secretary of State Mike Pompeo met U.S. Donald Trump", ["U.S.", "Mike Pompeo", "U.S.", "Donald Trump"]),
        ("So Prime Minister Theresa May met Ambassador Mun Jong Nam", ["Theresa May", "Mun Jong Nam"]),
        ("It rained. But the Kim dynasty stayed. “He sought Seoul”", ["Kim", "Seoul"]),
        ("Jo, 48, came in October 2017 to Rome 12 times", ["Jo", "48", "October 2017", "Rome", "12"]),
        ("on May 2, 2015, and 3 June", ["May 2, 2015", "3 June"]),
        ("the 1950-1953 Korean War, 2015–16", ["1950-1953", "Korean War", "2015–16"]),
        ("with Kim Jong-un, Moon Jae-in and Jean-Pierre Dupont", ["Kim Jong-un", "Moon Jae-in", "Jean-Pierre Dupont"]),
        ("the DPRK-U.S. and inter-Korean, the Seoul-led", ["DPRK", "U.S.", "Korean", "Seoul"]),
        ("by J.R.R. Tolkien, Mr. Smith, AT&T, Procter & Gamble", ["J.R.R. Tolkien", "Smith", "AT&T", "Procter & Gamble"]),
        ("said I and I’m sure Elizabeth I won", ["Elizabeth I"]),
        ("early last month and Next year", ["early last month", "Next year"]),
        ("an _Emma_ on an iPhone with COVID-19", ["Emma", "iPhone", "COVID-19"]),
    ],
)
def test_name_like_spans_follow_the_rule(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_single_word_that_opens_a_sentence_counts_unless_it_stands_nearby_in_lower_case() -> None:
    assert names("Diplomats met. Pyongyang knew the diplomats.") == ["Pyongyang"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "L’Assemblée nationale a vu M. Macron à L’Oréal. Le Sénat aussi.", ["Assemblée", "Macron", "L’Oréal", "Sénat"]),
        ("ru", "Президент Путин в Москве", ["Президент Путин", "Москве"]),
        ("ja", "東京の2016年、Googleは", ["2016", "Google"]),
        ("ar", "الرئيس في روما", []),
    ],
)
def test_name_like_spans_of_other_languages(language: str, text: str, expected: list[str]) -> None:
    assert names(text, language) == expected


def test_a_name_ends_with_its_paragraph() -> None:
    assert names("Asia Pacific\nNorth Korea") == ["Asia Pacific", "North Korea"]


def test_the_seed_article_offers_its_names_and_not_its_function_words(seed: Article) -> None:
    found = [seed.text[slice(*span)] for span in candidates(seed, 0, len(seed.text))]
    expected = {
        *(
            "Jo Song Gil",
            "Thae Yong Ho",
            "Mun Jong Nam",
            "Kim Yong Chol",
            "Kim Jong Un",
            "Mike Pompeo",
            "Donald Trump",
            "Jo",
            "Thae",
        ),
        *("South Korea", "North Korea", "North Korean", "U.S.", "U.N.", "DPRK", "United States", "Italy", "Italian", "Rome"),
        *("Rodong Sinmun", "JoongAng Ilbo", "Korean War", "1950-1953", "October 2017", "May 2015", "Thursday", "Washington"),
        *("London", "Seoul", "Pyongyang", "Singapore", "November", "June", "48", "2016", "last year", "early last month"),
    }
    assert expected <= set(found)
    assert not {"He", "The", "As", "Most", "In", "Secretary", "State", "Ambassador"} & set(found)
    assert [found.count(name) for name in ("Jo Song Gil", "U.S.", "Kim")] == [1, 7, 1]
    assert len(found) <= 95


def test_every_candidate_is_found_from_each_of_its_tokens(seed: Article) -> None:
    for span in candidates(seed, 0, len(seed.text)):
        for token in tokens_in(seed, *span):
            assert smart_span(seed, token[0]) == span


def test_candidates_are_looked_for_where_asked_only(seed: Article) -> None:
    start = seed.text.index("Thae Yong Ho")
    assert [seed.text[slice(*s)] for s in candidates(seed, start + 6, start + 7)] == ["Thae Yong Ho"]
    assert smart_span(seed, seed.text.index("diplomat")) is None


@given(TEXTS)
@settings(max_examples=100)
def test_candidates_are_ordered_disjoint_and_of_whole_tokens(text: str) -> None:
    article, place = Article(text), 0
    for start, end in candidates(article, 0, len(text)):
        assert place <= start < end
        assert whole_tokens(article, start, end)
        place = end


def grown(article: Article, words: str, before: str = "") -> list[str]:
    start = article.text.index(before + words) + len(before)
    span: tuple[int, int] | None = (start, start + len(words))
    found = []
    while span := grow(article, span):
        found.append(article.text[slice(*span)])
    return found


def test_growing_goes_through_name_bridges_article_sentence_and_paragraph(seed: Article) -> None:
    assert grown(seed, "Pompeo")[:2] == ["Mike Pompeo", "U.S. Secretary of State Mike Pompeo"]
    assert grown(seed, "Republic of")[:2] == [
        "Democratic People’s Republic of Korea",
        "the Democratic People’s Republic of Korea",
    ]
    assert grown(seed, "ort", "by the N")[:2] == ["North", "the North"]
    text = "One is here. Two met Ursula von der Leyen there."
    assert grown(Article(text, language="en"), "Leyen") == ["Ursula von der Leyen", text[13:-1], text[:-1]]


def test_growing_from_a_noun_takes_in_what_goes_before_it_from_its_determiner_on() -> None:
    text = "We fought these brutal terrorists, said the lead investigating officer of aid workers."
    article = Article(text, language="en")
    assert grown(article, "terrorists")[0] == "these brutal terrorists"
    assert grown(article, "officer")[0] == "the lead investigating officer"
    assert grown(article, "workers") == [text[:-1]]
    assert grown(Article("Unos trabajadores leales", language="es"), "leales")[0] == "Unos trabajadores leales"


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("residents fled with aid workers.", "workers", "aid workers"),
        ("We fought these brutal terrorists.", "terrorists", "these brutal terrorists"),
        ("It was used by the Coalition military.", "military", "the Coalition military"),
        ("Envoys met Iraqi security forces.", "forces", "Iraqi security forces"),
        ("Today the wider Global Coalition met.", "Coalition", "the wider Global Coalition"),
        ("Members of the Security Council and the Government of Iraq met.", "Iraq", "the Government of Iraq"),
        ("Two met Ursula von der Leyen there.", "Ursula", "Ursula von der Leyen"),
        ("It lasted for 45 minutes.", "minutes", "45 minutes"),
        ("It marks one year.", "year", "one year"),
        ("Nearly 12 new months, he said.", "months", "12 new months"),
        ("He said: civilians fled.", "civilians", "civilians"),
        ("fled\n\nthe\n\nworkers", "workers", "workers"),
        ("We met.", "We", "We"),
    ],
)
def test_a_phrase_is_a_name_or_words_with_what_goes_before_them(text: str, word: str, expected: str) -> None:
    article = Article(text, language="en")
    start = text.index(word)
    assert article.text[slice(*phrase(article, (start, start + len(word))))] == expected


def test_in_a_language_whose_small_words_are_not_known_a_phrase_is_a_name_or_the_words_themselves() -> None:
    article = Article("Tämä on hyvin vanha talo metsässä", language="fi")
    assert phrase(article, (20, 24)) == (20, 24)


def test_growing_stops_at_quotes(seed: Article) -> None:
    assert grown(seed, "stagnation")[0] == "locked up in stagnation"
    assert grown(Article('He said "yes we can" today.'), "we")[0] == "yes we can"
    assert grown(Article('He said "yes" we "can" today.'), "we")[0] == 'He said "yes" we "can" today'
    assert grown(Article("Er las „Die Zeit“ und 『雪国』。"), "雪") == ["雪国", "Er las „Die Zeit“ und 『雪国』"]
    assert grown(Article("The bank (of Rome) fell."), "Rome")[:2] == ["of Rome", "The bank (of Rome) fell"]


def test_bridges_do_not_go_over_commas_or_far(seed: Article) -> None:
    text = "Rome, Italy and the long road of many stones to Paris"
    article = Article(text)
    assert bridged(article, (6, 11)) == (6, 11)
    assert bridged(Article("Bank of England and Wales"), (8, 15)) == (0, 25)


def test_shrinking_goes_back_through_what_growing_met(seed: Article) -> None:
    start = seed.text.index("Pompeo")
    token = (start, start + 6)
    path = [token]
    while wider := grow(seed, path[-1]):
        path.append(wider)
    assert len(path) >= 4
    for smaller, larger in pairwise(path):
        assert shrink(seed, larger, token) == smaller
    assert shrink(seed, token, token) is None


def test_shrinking_without_a_start_keeps_the_first_word() -> None:
    article = Article("he met Mike Pompeo", language="en")
    assert shrink(article, (7, 18)) == (7, 11)
    assert shrink(article, (7, 11)) is None


@given(TEXTS, st.integers(0, 49))
@settings(max_examples=100)
def test_growing_always_widens_and_ends(text: str, at: int) -> None:
    article = Article(text)
    span = token_at(article, at)
    while wider := grow(article, span):
        assert wider[0] <= span[0] and span[1] <= wider[1] and wider != span  # noqa: PT018
        assert 0 <= wider[0] <= wider[1] <= len(text)
        span = wider


SIGNS = st.lists(
    st.sampled_from(["“", "*\ufe0f\u20e3", "\u0301", " \u0301", "’s", "Kim", "\u0605", "(", ")", "_", "-", " ", "各", "กำ", "क्ष"])
)


@given(SCRIPTS | SIGNS.map("".join), st.data())
@settings(max_examples=200)
def test_no_text_object_and_no_edge_that_moves_cuts_a_grapheme(text: str, data: st.DataObject) -> None:
    article = Article(text, language="en")
    stops = list(tokens(text))
    if not stops:
        return
    first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(stops) - 1)] * 2)))
    span = stops[first][0], stops[last][1]
    found = [
        trimmed(text, *span),
        grow(article, span),
        shrink(article, span),
        bridged(article, span),
        *candidates(article, *span),
    ]
    for side in ("start", "end"):
        for by in ("token", "character"):
            found += (moved_edge(article, span, side, step, by) for step in (1, -1))
    for one in found:
        assert one is None or (is_border(text, one[0]) and is_border(text, one[1])), (text, one)


@given(TEXTS, st.integers(0, 49))
@settings(max_examples=150)
def test_growing_from_a_word_keeps_clean_edges(text: str, at: int) -> None:
    article = Article(text)
    span = token_at(article, at)
    if trimmed(text, *span) != span:
        return
    while wider := grow(article, span):
        assert trimmed(text, *wider) == wider
        span = wider
