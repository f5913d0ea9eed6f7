"""Proper nouns that a model's tags tell: what is known of which part, and what they make of names where all nouns have capitals."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.article import Article
from annotations.index import EntityIndex
from annotations.labels import PRESETS
from annotations.marked import Marked
from annotations.missed import missed_names
from annotations.names import grow, phrase, smart_span
from annotations.progress import Progress
from annotations.proper import ProperNouns, capitals_tell
from annotations.span import Span

TEXT = "Der Kanzler traf Frau Merkel am 3. Oktober in der Stadt.\nDie Regierung der Republik Burkina Faso hat 2019 Brot gekauft."
ARTICLE = Article(TEXT, language="de")
FIRST, SECOND = ARTICLE.paragraphs()


def place(words: str) -> Span:
    start = TEXT.index(words)
    return start, start + len(words)


def told(*tagged: Span) -> ProperNouns:
    """What the tags of a good model say of these parts."""
    found = ProperNouns(TEXT)
    names = [place(words) for words in ("Merkel", "Burkina Faso")]
    found.add(tagged, [name for name in names if any(start <= name[0] and name[1] <= end for start, end in tagged)])
    return found


def missed(proper: ProperNouns | None) -> list[str]:
    marked = Marked(ARTICLE, EntityIndex(TEXT), PRESETS["ontonotes"], Progress(), proper=proper)
    return [TEXT[slice(*span)] for span in missed_names(marked)[0]]


def test_where_nouns_have_capitals_only_proper_nouns_dates_and_numbers_are_offered_as_names() -> None:
    assert {"Kanzler", "Brot", "Republik Burkina Faso"} & set(missed(None))
    assert missed(told(FIRST, SECOND)) == ["Merkel", "3", "Burkina Faso", "2019"]


def test_a_part_that_was_not_tagged_has_the_names_that_capitals_tell() -> None:
    by_capitals = missed(None)
    half = missed(told(FIRST))
    assert half[:2] == ["Merkel", "3"]
    assert half[2:] == [name for name in by_capitals if TEXT.index(name) >= SECOND[0]] != []


def test_smart_span_growing_and_phrases_go_through_proper_nouns() -> None:
    proper = told(FIRST, SECOND)
    at = place("Faso")
    assert smart_span(ARTICLE, at[0], proper) == place("Burkina Faso")
    assert smart_span(ARTICLE, place("Kanzler")[0], proper) is None
    assert grow(ARTICLE, at, proper) == place("Burkina Faso")
    assert grow(ARTICLE, at) == place("Republik Burkina Faso")
    assert phrase(ARTICLE, at, proper)[1] == place("Burkina Faso")[1]


def test_capitals_tell_names_in_english_and_russian_and_not_in_german_and_chinese() -> None:
    assert [capitals_tell(language) for language in ("en", "ru", "", "de", "zh", "ar")] == [True] * 3 + [False] * 3


parts = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda one: (one[0], one[0] + one[1])), max_size=6)


@given(parts, parts, st.integers(0, 60), st.integers(1, 40))
def test_what_touches_a_part_is_told_of_what_was_tagged_alone(
    tagged: list[Span], runs: list[Span], start: int, length: int
) -> None:
    end = start + length
    found, disjoint = ProperNouns("x" * 100), list[Span]()
    for run in sorted(runs):
        if not disjoint or run[0] >= disjoint[-1][1]:
            disjoint.append(run)
    for number, part in enumerate(tagged):
        found.add([part], disjoint if number == 0 else [])
    seen = {offset for part in tagged for offset in range(*part)}
    known = all(offset in seen for offset in range(start, end))
    expected = [run for run in disjoint if run[0] < end and run[1] > start] if tagged else []
    assert found.touching(start, end) == (expected if known else None)
