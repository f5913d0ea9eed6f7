"""Memory: what is learned from checked articles, and what it makes of the suggestions for later ones."""

from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.article import Article
from annotations.entity import Entity, Proposal, Status, Via, suggestion_uid
from annotations.index import EntityIndex
from annotations.labels import PRESETS
from annotations.marked import Marked
from annotations.merging import merge_suggestions
from annotations.progress import Progress
from annotations.suggest import surfaces
from annotations.suggest.lessons import Lesson, Shift, learn
from annotations.suggest.memory import Entry, Memory
from annotations.suggest.refining import refine
from annotations.tokens import leads

_numbers = count(1)


def decided(
    text: str, words: str, label: str = "ORG", status: Status = Status.ACCEPTED, nth: int = 0, **fields: object
) -> Entity:
    """The nth place where these words stand, as a person decided it."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    given_fields: dict[str, object] = {"via": Via.ONE, "origin": "model:m"} | fields
    return Entity(f"u{next(_numbers)}", start, start + len(words), label, status, **given_fields)


def lesson(text: str, *entities: Entity, upto: int | None = None, known: Memory | None = None) -> Lesson:
    return learn(Article(text), entities, len(text) if upto is None else upto, known.names if known else None)


def marked(text: str, *entities: Entity, preset: str = "ontonotes", overlap: bool = False) -> Marked:
    labels = PRESETS[preset].allowing_overlap(overlap)
    return Marked(Article(text), EntityIndex(text, entities), labels, Progress())


def proposed(text: str, words: str, label: str = "ORG", nth: int = 0) -> Proposal:
    one = decided(text, words, label, nth=nth)
    return Proposal(one.start, one.end, label, "model:m", 0.9)


def refined(memory: Memory, on: Marked, *proposals: Proposal) -> list[tuple[str, str, str]]:
    """What comes of the proposals: text, label and origin."""
    text = on.article.text
    return [(text[p.start : p.end], p.label, p.origin) for p in refine(memory, on, proposals, [(0, len(text))])]


ACCEPTED = "Oxfam met the DPRK. Oxfam left."
KNOWING = [lesson(ACCEPTED, decided(ACCEPTED, "DPRK", "GPE"), decided(ACCEPTED, "Oxfam"), decided(ACCEPTED, "Oxfam", nth=1))]


class TestLearning:
    def test_an_accepted_name_is_counted_under_its_label_a_refused_one_as_refused(self) -> None:
        text = "Oxfam and the State"
        seen = lesson(text, decided(text, "Oxfam"), decided(text, "State", status=Status.REJECTED)).seen
        assert seen["Oxfam"].labels == {"ORG": 1}
        assert (seen["State"].rejected, seen["State"].accepted) == (1, 0)

    def test_a_possessive_is_no_part_of_what_is_kept_and_case_is(self) -> None:
        text = "Oxfam’s men, OXFAM"
        seen = lesson(text, decided(text, "Oxfam’s"), decided(text, "OXFAM")).seen
        assert set(seen) == {"Oxfam", "OXFAM"}

    @pytest.mark.parametrize("status", [Status.ACCEPTED, Status.REJECTED])
    def test_what_was_only_the_rest_teaches_nothing(self, status: Status) -> None:
        text = "Oxfam and Oxfam"
        assert not lesson(text, decided(text, "Oxfam", status=status, via=Via.REST)).seen

    @pytest.mark.parametrize("status", [Status.SUGGESTED, Status.UNSURE])
    def test_what_nobody_settled_teaches_nothing_and_its_text_is_not_free(self, status: Status) -> None:
        text = "Oxfam and Oxfam"
        seen = lesson(text, decided(text, "Oxfam"), decided(text, "Oxfam", status=status, nth=1)).seen
        assert (seen["Oxfam"].labels, seen["Oxfam"].free) == ({"ORG": 1}, 0)

    def test_places_in_no_entity_are_counted_of_its_own_names_and_of_those_known_before(self) -> None:
        memory = Memory(KNOWING)
        text = "May came in May. DPRK, Oxfam, Oxfams"
        seen = lesson(text, decided(text, "May", "PERSON"), known=memory).seen
        assert {surface: seen.free for surface, seen in seen.items()} == {"May": 1, "DPRK": 1, "Oxfam": 1}

    def test_nothing_behind_the_checkpoint_is_learned(self) -> None:
        text = "Oxfam left. Oxfam came, and the DPRK"
        first = text.index("Oxfam came")
        seen = lesson(text, decided(text, "Oxfam"), decided(text, "DPRK", "GPE"), upto=first).seen
        assert set(seen) == {"Oxfam"}
        assert seen["Oxfam"].free == 0

    def test_an_edge_put_right_is_kept_with_the_surface_that_came_of_it(self) -> None:
        text = "the Kim dynasty fell"
        right = decided(text, "Kim", "PERSON", suggested=Proposal(0, 15, "DATE", "model:m"))
        seen = lesson(text, right).seen
        assert seen["the Kim dynasty"].shifts == {Shift(4, -8, "Kim"): 1}
        assert seen["Kim"].labels == {"PERSON": 1}

    def test_a_suggestion_rejected_for_a_longer_one_over_it_is_a_wrong_edge_not_a_refusal(self) -> None:
        text = "Kim Jong Un spoke"
        seen = lesson(text, decided(text, "Kim Jong Un", "PERSON"), decided(text, "Jong", status=Status.REJECTED)).seen
        assert seen["Jong"].shifts == {Shift(-4, 3, "Kim Jong Un"): 1}
        assert seen["Jong"].rejected == 0

    def test_two_parts_teach_what_the_whole_does(self) -> None:
        text = "Oxfam met. " * 3 + "Oxfam left. " * 3
        entities = [decided(text, "Oxfam", nth=n) for n in (0, 1, 4)]
        cut = text.index("Oxfam left")
        whole = learn(Article(text), entities, len(text))
        first = learn(Article(text), entities, cut)
        second = learn(Article(text), entities, len(text), start=cut)
        assert Memory([first, second]) == Memory([whole])


class TestRefining:
    def test_a_name_refused_more_often_than_accepted_is_dropped(self) -> None:
        text = "the State spoke"
        memory = Memory([lesson(text, decided(text, "State", status=Status.REJECTED))])
        assert refined(memory, marked(text), proposed(text, "State")) == []

    def test_a_known_label_takes_the_place_of_another_and_is_marked_as_from_memory(self) -> None:
        text = "In the DPRK’s north"
        assert refined(Memory(KNOWING), marked(text), proposed(text, "DPRK’s", "ORG")) == [("DPRK", "GPE", "memory")]

    def test_what_memory_agrees_with_stays_the_models(self) -> None:
        text = "In the DPRK"
        assert refined(Memory(KNOWING), marked(text), proposed(text, "DPRK", "GPE")) == [("DPRK", "GPE", "model:m")]

    def test_a_surface_with_no_clear_label_keeps_what_is_proposed(self) -> None:
        text = "Washington, Washington, Washington"
        places = [decided(text, "Washington", label, nth=n) for n, label in enumerate(("GPE", "GPE", "PERSON"))]
        memory = Memory([lesson(text, *places)])
        assert refined(memory, marked("in Washington"), proposed("in Washington", "Washington", "ORG")) == [
            ("Washington", "ORG", "model:m")
        ]

    def test_a_missed_known_name_is_added_as_a_whole_word_only(self) -> None:
        text = "Oxfams, Oxfam and oxfam"
        assert refined(Memory(KNOWING), marked(text)) == [("Oxfam", "ORG", "memory")]

    def test_a_name_that_mostly_stood_untagged_is_not_added(self) -> None:
        text = "May came. May, May and May"
        memory = Memory([lesson(text, decided(text, "May", "PERSON"))])
        assert refined(memory, marked("In May")) == []

    def test_small_letters_and_single_characters_are_not_added(self) -> None:
        text = "oil and X"
        memory = Memory([lesson(text, decided(text, "oil"), decided(text, "X"))])
        assert refined(memory, marked(text)) == []

    def test_the_longest_known_name_is_added_and_swallows_what_is_suggested_inside_it(self) -> None:
        text = "Kim Jong Un and Kim"
        memory = Memory([lesson(text, decided(text, "Kim Jong Un", "PERSON"), decided(text, "Kim", "PERSON", nth=1))])
        assert refined(memory, marked(text), proposed(text, "Jong", "GPE")) == [
            ("Kim Jong Un", "PERSON", "memory"),
            ("Kim", "PERSON", "memory"),
        ]

    def test_what_is_suggested_across_a_known_name_is_left(self) -> None:
        text = "the Oxfam Report"
        assert refined(Memory(KNOWING), marked(text), proposed(text, "Oxfam Report", "LAW")) == [
            ("Oxfam Report", "LAW", "model:m")
        ]

    def test_an_edge_is_put_right_again_where_the_text_agrees(self) -> None:
        text = "the Kim dynasty fell"
        memory = Memory([lesson(text, decided(text, "Kim", "PERSON", suggested=Proposal(0, 15, "DATE", "model:m")))])
        assert refined(memory, marked(text), proposed(text, "the Kim dynasty", "DATE")) == [("Kim", "PERSON", "memory")]
        other = "Kim Jong spoke"
        longer = Memory([lesson(other, decided(other, "Kim Jong", "PERSON", suggested=Proposal(0, 3, "ORG", "model:m")))])
        assert refined(longer, marked("Kim Il Sung"), proposed("Kim Il Sung", "Kim", "ORG")) == [("Kim", "ORG", "model:m")]

    def test_labels_of_the_set_are_remembered_so_a_models_own_label_is_mapped_before_it_is_compared(self) -> None:
        text = "In the DPRK"
        memory = Memory([lesson(text, decided(text, "DPRK", "LOC"))])
        assert refined(memory, marked(text, preset="conll"), proposed(text, "DPRK", "GPE")) == [("DPRK", "GPE", "model:m")]
        assert refined(memory, marked(text, preset="conll"), proposed(text, "DPRK", "ORG")) == [("DPRK", "LOC", "memory")]

    def test_what_means_nothing_in_the_set_is_left_for_the_merge_to_count(self) -> None:
        text = "In the DPRK"
        assert refined(Memory(), marked(text), proposed(text, "DPRK", "ALIEN")) == [("DPRK", "ALIEN", "model:m")]

    def test_what_was_refused_or_changed_in_a_place_does_not_come_back_there(self) -> None:
        text = "In the DPRK"
        refused = decided(text, "DPRK", "ORG", Status.REJECTED)
        assert refined(Memory(KNOWING), marked(text, refused)) == []
        assert refined(Memory(KNOWING), marked(text, refused), proposed(text, "DPRK", "ORG")) == []
        changed = decided(text, "the DPRK", "LOC", suggested=Proposal(7, 11, "ORG", "model:m"))
        assert refined(Memory(KNOWING), marked(text, changed, overlap=True), proposed(text, "DPRK", "ORG")) == []

    def test_a_name_in_hard_wrapped_text_is_found_across_the_line_end(self) -> None:
        filler = "this line was broken by hand at about sixty characters of text\n" * 10
        text = f"{filler}and this line too was broken by hand, where it speaks of Kim\nJong Un, and of what he said of it."
        memory = Memory([lesson("Kim Jong Un", decided("Kim Jong Un", "Kim Jong Un", "PERSON"))])
        assert Article(text).hard_wrapped
        assert refined(memory, marked(text)) == [("Kim\nJong Un", "PERSON", "memory")]


class TestEntries:
    def test_an_entry_that_is_switched_off_is_not_used(self) -> None:
        memory = Memory(KNOWING)
        memory.say("Oxfam", Entry(off=True))
        assert refined(memory, marked("Oxfam")) == []
        memory.say("Oxfam", Entry())
        assert refined(memory, marked("Oxfam")) == [("Oxfam", "ORG", "memory")]

    def test_a_label_that_was_set_is_given_whatever_was_seen(self) -> None:
        memory = Memory(KNOWING)
        memory.say("Oxfam", Entry(label="LOC"))
        memory.say("left", Entry(label="EVENT"))
        assert refined(memory, marked("Oxfam left")) == [("Oxfam", "LOC", "memory"), ("left", "EVENT", "memory")]

    def test_what_was_forgotten_is_learned_anew(self) -> None:
        memory = Memory(KNOWING)
        memory.say("Oxfam", Entry(forgotten=memory.whole("Oxfam")))
        assert memory.explain("Oxfam") == ""
        assert refined(memory, marked("Oxfam")) == []
        memory.add(lesson("Oxfam", decided("Oxfam", "Oxfam", "LOC")))
        assert refined(memory, marked("Oxfam")) == [("Oxfam", "LOC", "memory")]

    def test_what_is_known_is_said_in_words(self) -> None:
        text = "Oxfam " * 13
        places = [decided(text, "Oxfam", nth=n) for n in range(12)]
        memory = Memory([lesson(text, *places, decided(text, "Oxfam", status=Status.REJECTED, nth=12))])
        assert memory.explain("Oxfam") == "ORG 12 times, refused once, untagged once"
        memory.say("Oxfam", Entry(off=True, label="LOC"))
        assert memory.explain("Oxfam") == "LOC, set by you, ORG 12 times, refused once, untagged once, switched off"


WORDS = ("Kim", "Kim Jong", "Oxfam", "oil", "DPRK", "U.N.", "the", "5")


@st.composite
def read(draw: st.DrawFn) -> tuple[str, list[Entity]]:
    """A text and what a person decided on words of it."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
    text, entities, start = " ".join(words), [], 0
    for word in words:
        status = draw(st.sampled_from([None, Status.ACCEPTED, Status.REJECTED, Status.SUGGESTED]))
        if status is not None:
            label, origin = draw(st.sampled_from(["ORG", "GPE"])), draw(st.sampled_from(["model:m", "memory", "human"]))
            via = draw(st.sampled_from([Via.ONE, Via.EQUAL, Via.PASSED, Via.REST])) if status is not Status.SUGGESTED else None
            uid = suggestion_uid(text, start, start + len(word), label, origin)
            entities.append(Entity(uid, start, start + len(word), label, status, via, origin))
        start += len(word) + 1
    return text, entities


def _proposals(draw: st.DrawFn, text: str) -> Iterator[Proposal]:
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, min(len(text), start + 12)))
        yield Proposal(start, end, draw(st.sampled_from(["ORG", "GPE", "PERSON", "ALIEN"])), "model:m", 0.5)


class TestProperties:
    @settings(max_examples=60)
    @given(st.lists(read(), max_size=4), read())
    def test_a_lesson_taken_out_again_leaves_the_memory_as_it_was(
        self, before: list[tuple[str, list[Entity]]], one: tuple[str, list[Entity]]
    ) -> None:
        known = [lesson(text, *entities) for text, entities in before]
        memory, more = Memory(known), lesson(one[0], *one[1])
        memory.add(more)
        memory.remove(more)
        assert memory == Memory(known)
        assert [s for s in WORDS if s in memory.names] == [s for s in WORDS if s in Memory(known).names]

    @settings(max_examples=60)
    @given(read())
    def test_learning_twice_gives_the_same_lesson(self, one: tuple[str, list[Entity]]) -> None:
        assert lesson(one[0], *one[1]) == lesson(one[0], *one[1])

    @settings(max_examples=120)
    @given(st.data(), st.lists(read(), max_size=4), read(), st.booleans())
    def test_nothing_that_comes_from_memory_touches_a_decision_or_comes_where_it_was_refused(
        self, data: st.DataObject, before: list[tuple[str, list[Entity]]], one: tuple[str, list[Entity]], overlap: bool
    ) -> None:
        memory = Memory(lesson(text, *entities) for text, entities in before)
        text, entities = one
        on = marked(text, *entities, overlap=overlap)
        proposals = list(_proposals(data.draw, text))
        change = merge_suggestions(on, refine(memory, on, proposals, [(0, len(text))]), "model:m").change
        new = [entity.after for entity in change.entities] if change else []
        assert all(entity.before is None for entity in change.entities) if change else True
        for entity in filter(None, new):
            for other in entities:
                if not overlap and other.status is not Status.REJECTED:
                    assert entity.end <= other.start or other.end <= entity.start
                if entity.origin == "memory":
                    assert entity.span != other.span


def test_one_pass_over_a_text_costs_its_words_whatever_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def counted(sets: object, lead: str) -> list[int]:
        lengths: list[int] = real(sets, lead)  # type: ignore[arg-type]
        looked.append(len(lengths))
        return lengths

    real = surfaces._lengths
    monkeypatch.setattr(surfaces, "_lengths", counted)
    names = [f"{first} {last}{n}" for first in ("The", "New", "Kim") for last in ("Bank", "York") for n in range(1700)]
    memory = Memory([learn(Article(name), [decided(name, name)], len(name)) for name in names])
    text = "The men of New York5 met the Kim Bank7 there. " * 40
    looked.clear()
    assert len(refine(memory, marked(text), [], [(0, len(text))])) == 2 * 40
    words = sum(1 for _ in leads(text))
    assert len(looked) <= words
    assert sum(looked) <= 6 * words
