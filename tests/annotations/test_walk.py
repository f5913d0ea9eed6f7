"""Where the focus goes: stops, into entities, suggestions, missed names."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotations.article import Article
from annotations.article_tokens import tokens_in
from annotations.entity import Entity, Status
from annotations.index import SHOWN, EntityIndex
from annotations.labels import PRESETS
from annotations.marked import Focus, Marked
from annotations.missed import missed, missed_names
from annotations.progress import Progress
from annotations.walk import into, step, stop_at
from annotations.walks import REVIEW

TEXT = "He met, in Rome, Kim’s aide of the Bank of England.\n\n“No!” she said."


def marked(
    text: str, *entities: Entity, labels: str = "ontonotes", only: Iterable[str] | None = None, language: str = "en"
) -> Marked:
    scope = None if only is None else frozenset(only)
    return Marked(Article(text, language=language), EntityIndex(text, entities), PRESETS[labels], Progress(), scope)


def on(text: str, words: str, label: str = "ORG", status: Status = Status.SUGGESTED, uid: str = "", nth: int = 1) -> Entity:
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return Entity(uid or f"{words}{nth}", start, start + len(words), label, status)


def counted(marked: Marked, look_at: int | None = None) -> tuple[int, bool]:
    names, whole = missed_names(marked, look_at)
    return len(names), whole


def path(marked: Marked, direction: int, start: Focus | None = None) -> list[str]:
    """The texts of the stops from a focus on (from an end of the text without), entities in brackets."""
    text, found = marked.article.text, []
    focus = start or stop_at(marked, 0 if direction > 0 else len(text))
    while focus:
        words = text[slice(*focus.span)]
        found.append(f"[{words}]" if focus.uid else words)
        focus = step(marked, focus, 0, direction)
    return found


STOPS = ["He", "met", "in", "[Rome]", "Kim", "aide", "of", "the", "[Bank of England]", "No", "she", "said"]


def test_words_and_entities_are_stops_but_signs_and_possessives_are_not() -> None:
    text = marked(TEXT, on(TEXT, "Rome"), on(TEXT, "Bank of England"), on(TEXT, "England"))
    assert path(text, 1) == STOPS
    assert path(text, -1) == STOPS[::-1]


def test_rejected_entities_are_no_stops() -> None:
    assert "[Rome]" not in path(marked(TEXT, on(TEXT, "Rome", status=Status.REJECTED)), 1)


def test_without_a_focus_the_offset_says_where_to_start() -> None:
    text = marked(TEXT, on(TEXT, "Rome"))
    assert step(text, None, TEXT.index("ome"), -1) == Focus.on(on(TEXT, "Rome"))
    assert step(text, None, TEXT.index("met"), 1) == Focus(3, 6)


def test_the_stop_at_an_offset_is_the_innermost_entity_there_or_what_follows() -> None:
    text = marked(TEXT, on(TEXT, "Bank of England"), on(TEXT, "England"), on(TEXT, "Rome"))
    assert stop_at(text, TEXT.index("England") + 2) == Focus.on(on(TEXT, "England"))
    assert stop_at(text, TEXT.index("Bank")) == Focus.on(on(TEXT, "Bank of England"))
    assert stop_at(text, TEXT.index(", in")) == Focus(8, 10)
    assert stop_at(text, TEXT.index(" Rome")) == Focus.on(on(TEXT, "Rome"))
    assert stop_at(text, len(TEXT)) == Focus(len(TEXT) - 5, len(TEXT) - 1)
    assert stop_at(marked(" \n"), 0) is None


def test_where_signs_are_all_there_is_they_are_stops() -> None:
    assert path(marked("* * *\n--"), 1) == ["*", "*", "*", "-", "-"]
    assert path(marked("a * b"), 1) == ["a", "b"]


def test_pictographs_and_currencies_are_stops() -> None:
    assert path(marked("pay $5 👍, ok"), 1) == ["pay", "$", "5", "👍", "ok"]


def test_stepping_inside_an_entity_stays_there_until_its_end() -> None:
    text = marked(TEXT, on(TEXT, "Bank of England"), on(TEXT, "England"))
    bank = TEXT.index("Bank")
    assert path(text, 1, Focus(bank, bank + 4)) == ["Bank", "of", "[England]", "No", "she", "said"]
    england = Focus.on(on(TEXT, "England"))
    assert path(text, -1, england)[:5] == ["[England]", "of", "Bank", "the", "of"]


def test_overlapping_entities_and_two_on_one_span_are_all_reached() -> None:
    one, two = on("a Kim Jong Un b", "Kim Jong", uid="1"), on("a Kim Jong Un b", "Jong Un", uid="2")
    twin = on("a Kim Jong Un b", "Kim Jong", "PERSON", uid="3")
    text = marked("a Kim Jong Un b", one, two, twin)
    assert path(text, 1) == ["a", "[Kim Jong]", "[Kim Jong]", "[Jong Un]", "b"]
    assert path(text, -1) == ["b", "[Jong Un]", "[Kim Jong]", "[Kim Jong]", "a"]


@st.composite
def texts(draw: st.DrawFn) -> Marked:
    words = ["first", *draw(st.lists(st.sampled_from(["Kim", "of", "Rome,", "and", "*"]), min_size=1, max_size=10)), "last"]
    starts = [len(" ".join(words[:n])) + (n > 0) for n in range(len(words))]
    text, entities = " ".join(words), []
    for n in range(draw(st.integers(0, 6))):
        begin = draw(st.integers(1, len(words) - 2))
        end = draw(st.integers(begin, min(begin + 3, len(words) - 2)))
        entities.append(Entity(f"e{n}", starts[begin], starts[end] + len(words[end].rstrip(",")), "ORG", Status.ACCEPTED))
    return marked(text, *entities)


@given(texts(), st.sampled_from([1, -1]))
@settings(max_examples=100)
def test_walking_meets_every_entity_that_is_not_inside_another_and_ends(text: Marked, direction: int) -> None:
    every = list(text.entities)
    assume(len({e.span for e in every}) == len(every))  # a walk that starts on one of two twins has the other behind it
    outer = {e.uid for e in every if not any(o.span != e.span and o.start <= e.start and e.end <= o.end for o in every)}
    focus, met = stop_at(text, 0 if direction > 0 else len(text.article.text) - 1), list[Focus]()
    while focus and len(met) <= 100:
        met.append(focus)
        focus = step(text, focus, 0, direction)
    assert len(met) == len(set(met))
    assert {one.uid for one in met if one.uid} == outer
    assert [one.span for one in met] == sorted((one.span for one in met), reverse=direction < 0)


def test_into_goes_through_inner_entities_to_the_words_and_out_again() -> None:
    outer, inner = on(TEXT, "Bank of England"), on(TEXT, "England")
    text, bank = marked(TEXT, outer, inner), TEXT.index("Bank")
    assert into(text, Focus.on(outer)) == Focus.on(inner)
    assert into(text, Focus.on(inner)) == Focus(bank, bank + 4)
    assert into(text, Focus(bank, bank + 4)) == Focus.on(outer)


@st.composite
def stacked(draw: st.DrawFn) -> Marked:
    """Entities that nest, cross and lie on one another, at any depth, over three lines."""
    text = "Alpha beta, gamma (delta) epsilon.\n\nZeta “eta theta” iota kappa\nlambda mu 日本 nu."
    stops = list(tokens_in(Article(text), 0, len(text)))
    entities: list[Entity] = []
    for n in range(draw(st.integers(1, 9))):
        inside = draw(st.sampled_from([None, *entities]))
        within = [one for one in stops if inside is None or (inside.start <= one[0] and one[1] <= inside.end)] or stops
        first, last = sorted(draw(st.tuples(*[st.integers(0, len(within) - 1)] * 2)))
        span = within[first][0], within[last][1]
        entities.append(Entity(f"e{n}", *span, "ORG", draw(st.sampled_from(SHOWN))))
    return marked(text, *entities)


@given(stacked(), st.sampled_from([1, -1]))
@settings(max_examples=200)
def test_by_steps_and_into_every_entity_comes_into_focus_whatever_holds_or_crosses_it(text: Marked, direction: int) -> None:
    focus = stop_at(text, 0 if direction > 0 else len(text.article.text) - 1)
    while focus and (back := step(text, focus, 0, -direction)):
        focus = back  # out of what begins there, and to the first of two on one span
    walked, met = list[Focus](), set[Focus]()
    while focus and len(walked) < 99:
        walked.append(focus)
        inner: Focus | None = focus
        while inner and inner not in met:
            met.add(inner)
            inner = into(text, inner)
        focus = step(text, focus, 0, direction)
    assert len(walked) == len(set(walked))
    assert {one.uid for one in met if one.uid} == {one.uid for one in text.entities}


def test_into_takes_each_entity_that_two_crossing_ones_hold_from_the_smaller_and_leaves_no_other_out() -> None:
    words = "rho sigma tau upsilon"
    text = marked(words, *(on(words, part, uid=part) for part in ("rho sigma tau", "sigma tau upsilon", "sigma", "upsilon")))

    def inside(of: str) -> list[str]:
        first = focus = Focus.on(on(words, of, uid=of))
        found = []
        while (focus := into(text, focus) or first) != first:
            found.append(words[slice(*focus.span)])
        return found

    assert inside("rho sigma tau") == ["sigma", "rho"]
    assert inside("sigma tau upsilon") == ["upsilon", "sigma"]


def test_into_one_of_two_entities_on_one_span_comes_to_the_other_and_a_third_that_crosses_them_hides_neither() -> None:
    words = "rho sigma tau upsilon"
    spans = {"a": "rho sigma tau", "b": "rho sigma tau", "c": "rho", "d": "sigma tau upsilon"}
    text = marked(words, *(on(words, part, uid=uid) for uid, part in spans.items()))
    first = focus = Focus.on(on(words, "rho", uid="c"))
    met = {"c"}
    while (focus := into(text, focus) or first) != first:
        met.add(focus.uid or "")
    assert met == {"a", "b", "c", ""}


def test_into_an_entity_within_one_word_leads_out_to_the_word_again() -> None:
    words = "Nordkoreas Presse"
    text = marked(words, on(words, "Nordkoreas", uid="word"), on(words, "korea", uid="part"))
    part = into(text, Focus.on(on(words, "Nordkoreas", uid="word")))
    assert part == Focus.on(on(words, "korea", uid="part"))
    assert into(text, part) == Focus.on(on(words, "Nordkoreas", uid="word"))


def test_into_one_word_or_a_run_outside_is_nothing() -> None:
    text = marked(TEXT, on(TEXT, "Rome"))
    assert into(text, Focus.on(on(TEXT, "Rome"))) is None
    assert into(text, Focus(0, 2)) is None
    assert into(text, Focus(3, 20)) == Focus.on(on(TEXT, "Rome"))


def test_suggestions_follow_in_text_order_and_others_are_passed_over() -> None:
    kim = on(TEXT, "Kim", "PERSON", Status.ACCEPTED)
    rome, bank = on(TEXT, "Rome", "GPE"), on(TEXT, "Bank of England")
    text = marked(TEXT, rome, kim, bank)
    assert REVIEW.next(text, 0, 1) == REVIEW.next(text, rome.start, 1) == Focus.on(rome)
    assert REVIEW.next(text, Focus.on(rome), 1) == REVIEW.next(text, Focus.on(kim), 1) == Focus.on(bank)
    assert REVIEW.next(text, Focus.on(bank), -1) == REVIEW.next(text, bank.start, -1) == Focus.on(rome)
    assert REVIEW.next(text, Focus.on(bank), 1) is None
    assert REVIEW.next(text, rome.start, -1) is None


def test_scope_narrows_what_is_to_review_and_its_counts() -> None:
    rome, bank = on(TEXT, "Rome", "GPE"), on(TEXT, "Bank of England")
    text = marked(TEXT, rome, bank, only=["ORG"])
    assert REVIEW.next(text, 0, 1) == Focus.on(bank)
    assert REVIEW.place(text, Focus.on(bank)) == (1, 1)
    assert REVIEW.place(text, Focus.on(rome)) == (0, 1)


def test_the_place_is_counted_among_suggestions() -> None:
    rome, bank, kim = on(TEXT, "Rome", "GPE"), on(TEXT, "Bank of England"), on(TEXT, "Kim", status=Status.UNSURE)
    text = marked(TEXT, rome, bank, kim)
    assert [REVIEW.place(text, Focus.on(one)) for one in (rome, bank, kim)] == [(1, 2), (2, 2), (0, 2)]
    assert REVIEW.place(text, None) == REVIEW.place(text, Focus(0, 2)) == (0, 2)


def offered(text: Marked, direction: int = 1) -> list[str]:
    found: list[str] = []
    at = 0 if direction > 0 else len(text.article.text)
    while focus := missed(text, at, direction):
        assert focus.offered
        assert focus.uid is None
        found.append(text.article.text[slice(*focus.span)])
        at = focus.end if direction > 0 else focus.start
    return found


def test_missed_names_are_offered_in_both_directions_with_clean_edges() -> None:
    text = marked(TEXT)
    assert offered(text) == ["Rome", "Kim", "Bank", "England"]
    assert offered(text, -1) == ["England", "Bank", "Kim", "Rome"]
    assert counted(text) == (4, True)


def test_what_is_tagged_or_refused_is_not_offered() -> None:
    text = marked(
        TEXT,
        on(TEXT, "Rome", status=Status.REJECTED),
        on(TEXT, "Kim", "", Status.REJECTED),
        on(TEXT, "Bank of England", status=Status.UNSURE),
    )
    assert offered(text) == []
    assert counted(text) == (0, True)


def test_a_name_that_touches_a_tagged_text_is_not_offered() -> None:
    assert offered(marked("he saw Kim Jong Un", on("he saw Kim Jong Un", "Kim"))) == []


def test_repeats_of_a_tagged_text_are_offered_whatever_its_letters() -> None:
    words = "the hague, The Hague; the hague’s Bank of England, Bank of England"
    text = marked(words, on(words, "the hague"), on(words, "Bank of England"))
    assert offered(text) == ["The Hague", "the hague", "Bank of England"]
    assert offered(text, -1) == ["Bank of England", "the hague", "The Hague"]


def test_a_longer_name_is_offered_before_a_repeat_inside_it() -> None:
    words = "he met Kim and Kim Jong Un"
    assert offered(marked(words, on(words, "Kim"))) == ["Kim Jong Un"]


def test_repeats_of_a_refused_text_or_of_a_label_out_of_scope_are_not_offered() -> None:
    words = "the war, the war"
    assert offered(marked(words, on(words, "the war", status=Status.REJECTED))) == []
    assert offered(marked(words, on(words, "the war", "EVENT"))) == ["the war"]
    assert offered(marked(words, on(words, "the war", "EVENT"), only=["ORG"])) == []


def test_repeats_are_found_in_scripts_without_capitals_or_spaces() -> None:
    words = "東京は東京都の東京"
    assert offered(marked(words, on(words, "東京", "GPE"), language="ja")) == ["東京", "東京"]
    words = "في روما، روما"
    assert offered(marked(words, on(words, "روما", "GPE"), language="ar")) == ["روما"]


def test_repeats_go_over_wrapped_lines() -> None:
    line = "he walked with nobody over the fields and to the town with his lady\ncatherine and so on he went there and back again to the house\n"
    words = line * 8
    text = marked(words, Entity("a", words.index("lady"), words.index("lady") + 14, "PERSON", Status.ACCEPTED))
    assert offered(text) == ["lady\ncatherine"] * 7


def test_numbers_and_times_are_offered_only_where_a_label_means_them() -> None:
    words = "they came last year with 40 from Rome"
    assert offered(marked(words)) == ["last year", "40", "Rome"]
    assert offered(marked(words, labels="conll")) == ["Rome"]
    assert offered(marked(words, only=["GPE"])) == ["Rome"]


def test_many_texts_that_begin_alike_are_looked_up_too() -> None:
    words = " ".join(f"the x{n}," for n in range(40)) + " and the x7"
    text = marked(words, *(on(words, f"the x{n}", uid=str(n)) for n in range(40)))
    assert offered(text) == ["the x7"]


class Watched(EntityIndex):
    """An index that notes which places it was asked about."""

    furthest = 0

    def touching(self, start: int, end: int, *statuses: Iterable[Status]) -> list[Entity]:
        self.furthest = max(self.furthest, end)
        return super().touching(start, end, *statuses)


def test_missed_looks_no_further_than_the_paragraph_of_the_next_name() -> None:
    words = "nothing here\nbut Rome is here\n" + "and Paris\n" * 5000
    index = Watched(words)
    text = Marked(Article(words, language="en"), index, PRESETS["ontonotes"], Progress())
    assert missed(text, 0, 1) == Focus(17, 21, offered=True)
    assert index.furthest <= 60


def test_a_paragraph_without_end_is_looked_through_in_pieces() -> None:
    words = "and then Rome " * 3000
    index = Watched(words)
    text = Marked(Article(words, language="en"), index, PRESETS["ontonotes"], Progress())
    assert missed(text, 21_000, 1) == Focus(21_009, 21_013, offered=True)
    assert index.furthest < 26_000
    assert missed(text, 21_000, -1) == Focus(20_995, 20_999, offered=True)
    assert counted(text) == (3000, True)


def test_a_count_of_missed_names_may_stop_early_and_says_so() -> None:
    text = marked("\n".join(["we saw Rome"] * 100))
    assert counted(text, 120) == (10, False)
    assert counted(text, 1200) == (100, True)


def test_the_seed_article_offers_what_was_left_out(shared: Path) -> None:
    words = (shared / "samples/seed/article.txt").read_text("utf-8")
    tagged = [on(words, "North Korea", "GPE", nth=2), on(words, "Jo Song Gil", "PERSON"), on(words, "JoongAng Ilbo")]
    text = marked(words, *tagged)
    names = offered(text)
    assert {"North Korean", "Thae Yong Ho", "Mike Pompeo", "Rodong Sinmun", "U.S."} <= set(names)
    assert "Jo Song Gil" not in names
    assert names.count("North Korea") == words.count("North Korea") - words.count("North Korean") - 1
    assert offered(text, -1) == names[::-1]
    assert counted(text) == (len(names), True)


@pytest.mark.parametrize("direction", [1, -1])
def test_an_empty_article_has_nowhere_to_go(direction: int) -> None:
    text = marked("")
    assert step(text, None, 0, direction) is None
    assert REVIEW.next(text, 0, direction) is None
    assert missed(text, 0, direction) is None
