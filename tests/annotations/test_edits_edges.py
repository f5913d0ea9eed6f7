import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.article import Article
from annotations.article_tokens import tokens_in
from annotations.edges import Side, Step, moved_edge
from annotations.edits import label, merge, move_edge, resize, split
from annotations.entity import Status
from annotations.graphemes import grapheme_around
from annotations.marked import Focus
from annotations.names import trimmed
from tests.annotations.desk import FREE, Desk

NEWS = "He told “Rodong Sinmun,” the paper of North Korea’s party, that inter-Korean talks\n\nended."


@pytest.fixture
def desk() -> Desk:
    return Desk(NEWS)


def focused(desk: Desk) -> str:
    assert desk.focus
    return desk.article.text[desk.focus.start : desk.focus.end]


def moved(desk: Desk, side: str, step: int, by: str = "token") -> str:
    desk.does(move_edge, side, step, by)
    return focused(desk)


def test_the_edges_of_a_run_move_the_focus_and_change_nothing(desk: Desk) -> None:
    done = desk.on("paper").does(move_edge, "end", 1)
    assert (done.change, done.said, focused(desk)) == (None, "", "paper of")


def test_an_offered_run_is_an_ordinary_one_once_its_edges_moved(desk: Desk) -> None:
    desk.on("North", offered=True).does(move_edge, "end", 1)
    assert desk.focus == Focus(*desk.span("North Korea"))


def test_the_end_goes_past_quotes_and_commas_and_never_stays_on_one(desk: Desk) -> None:
    desk.on("Rodong")
    assert moved(desk, "end", 1) == "Rodong Sinmun"
    assert moved(desk, "end", 1) == "Rodong Sinmun,” the"
    assert moved(desk, "end", -1) == "Rodong Sinmun"
    assert moved(desk, "end", -1) == "Rodong"


def test_the_start_goes_past_quotes_and_never_stays_on_one(desk: Desk) -> None:
    desk.on("Sinmun")
    assert moved(desk, "start", -1) == "Rodong Sinmun"
    assert moved(desk, "start", -1) == "told “Rodong Sinmun"
    assert moved(desk, "start", 1) == "Rodong Sinmun"
    assert moved(desk, "start", 1) == "Sinmun"


def test_a_possessive_is_a_token_to_stop_at(desk: Desk) -> None:
    desk.on("Korea")
    assert moved(desk, "end", 1) == "Korea’s"
    assert moved(desk, "end", 1) == "Korea’s party"
    assert moved(desk, "end", -1) == "Korea’s"


def test_a_hyphen_is_no_edge(desk: Desk) -> None:
    desk.on("Korean")
    assert moved(desk, "start", -1) == "inter-Korean"
    assert moved(desk, "start", 1) == "Korean"


def test_by_character_an_edge_moves_one_letter_or_mark(desk: Desk) -> None:
    desk.on("Sinmun")
    assert moved(desk, "end", 1, "character") == "Sinmun,"
    assert moved(desk, "end", 1, "character") == "Sinmun,”"
    assert moved(desk, "start", 1, "character") == "inmun,”"
    assert moved(desk, "end", -1, "character") == "inmun,"


def test_by_character_an_edge_goes_past_blanks(desk: Desk) -> None:
    desk.on("North")
    assert moved(desk, "end", 1, "character") == "North K"
    assert moved(desk, "end", -1, "character") == "North"


def test_by_character_a_joined_emoji_is_one_step() -> None:
    desk = Desk("Kim 👩‍🚒é met")
    desk.on("Kim")
    assert moved(desk, "end", 1, "character") == "Kim 👩‍🚒"
    assert moved(desk, "end", 1, "character") == "Kim 👩‍🚒é"
    assert moved(desk, "end", -1, "character") == "Kim 👩‍🚒"


@pytest.mark.parametrize(
    ("words", "side", "step", "by", "said"),
    [
        ("talks", "end", 1, "token", "the paragraph ends here"),
        ("He", "start", -1, "token", "the paragraph starts here"),
        ("paper", "end", -1, "token", "only one token is left"),
        ("paper", "start", 1, "token", "only one token is left"),
        ("ended.", "end", 1, "character", "the paragraph ends here"),
        ("H", "start", -1, "character", "the paragraph starts here"),
        ("H", "end", -1, "character", "only one character is left"),
    ],
)
def test_an_edge_that_cannot_move_says_why(desk: Desk, words: str, side: str, step: int, by: str, said: str) -> None:
    done = desk.on(words).does(move_edge, side, step, by)
    assert (done.change, done.said, focused(desk)) == (None, said, words)


def test_an_edge_of_a_suggestion_accepts_it_and_keeps_what_was_suggested(desk: Desk) -> None:
    suggestion = desk.put("Rodong", "ORG")
    done = desk.on("Rodong").does(move_edge, "end", 1)
    after = desk.entities.get(suggestion.uid)
    assert after
    assert (after.status, after.span) == (Status.ACCEPTED, desk.span("Rodong Sinmun"))
    assert after.suggested == suggestion.proposal
    assert done.said == "ORG Rodong Sinmun, was Rodong. u undoes"
    assert done.focus == Focus.on(after)


def test_an_edge_moved_back_leaves_the_suggestion_unchanged(desk: Desk) -> None:
    suggestion = desk.put("Rodong", "ORG")
    desk.on("Rodong").does(move_edge, "end", 1)
    desk.does(move_edge, "end", -1)
    after = desk.entities.get(suggestion.uid)
    assert after
    assert after.suggested is None


def test_an_edge_of_an_unsure_entity_leaves_it_unsure(desk: Desk) -> None:
    desk.put("Rodong", "ORG", status=Status.UNSURE)
    desk.on("Rodong").does(move_edge, "end", 1)
    assert desk.shown() == ["unsure ORG Rodong Sinmun"]


def test_an_edge_that_would_overlap_a_suggestion_rejects_it(desk: Desk) -> None:
    desk.put("Sinmun", "PERSON")
    desk.put("Rodong", "ORG")
    done = desk.on("Rodong").does(move_edge, "end", 1)
    assert desk.shown() == ["accepted ORG Rodong Sinmun", "rejected PERSON Sinmun"]
    assert done.said == "ORG Rodong Sinmun, was Rodong; rejected PERSON Sinmun, which it overlaps. u undoes"


def test_an_edge_that_would_overlap_a_settled_entity_is_refused(desk: Desk) -> None:
    desk.put("Sinmun", "PERSON", status=Status.ACCEPTED)
    desk.put("Rodong", "ORG")
    done = desk.on("Rodong").does(move_edge, "end", 1)
    assert (done.change, done.said) == (None, "overlaps PERSON Sinmun: x first, or allow overlap in Ctrl+P")
    assert focused(desk) == "Rodong"


def test_one_fragment_is_moved_and_the_whole_mention_accepted(desk: Desk) -> None:
    desk.put("Rodong", "ORG", group="g")
    desk.put("paper", "ORG", group="g")
    desk.on("Rodong").does(move_edge, "end", 1)
    assert desk.shown() == ["accepted ORG Rodong Sinmun", "accepted ORG paper"]


def test_resizing_gives_an_entity_the_span_without_its_blanks(desk: Desk) -> None:
    desk.put("Korea", "GPE")
    start, end = desk.span(" North Korea’s ")
    desk.on("Korea").does(resize, start, end)
    assert desk.shown() == ["accepted GPE North Korea’s"]
    assert desk.does(resize, start, end).said == "the edges are there already"
    assert desk.does(resize, start, start + 1).said == "nothing but blanks there"


def test_resizing_a_run_moves_the_focus(desk: Desk) -> None:
    done = desk.on("Korea").does(resize, *desk.span("North Korea"))
    assert (done.change, done.said, focused(desk)) == (None, "", "North Korea")


def test_splitting_leaves_two_accepted_entities_with_clean_edges(desk: Desk) -> None:
    suggestion = desk.put("Rodong Sinmun,” the paper", "ORG")
    done = desk.on("Rodong Sinmun,” the paper").does(split, desk.span("the paper")[0])
    assert desk.shown() == ["accepted ORG Rodong Sinmun", "accepted ORG the paper"]
    assert done.said == "split ORG Rodong Sinmun and the paper. u undoes"
    first, second = desk.entities
    assert (first.uid, first.suggested) == (suggestion.uid, suggestion.proposal)
    assert second.made_by_hand
    assert done.focus == Focus.on(first)


@pytest.mark.parametrize("at", ["Rodong", "the paper"])
def test_a_split_that_would_leave_nothing_is_not_made(desk: Desk, at: str) -> None:
    desk.put("Rodong Sinmun,” ", "ORG")
    done = desk.on("Rodong Sinmun,” ").does(split, desk.span(at)[0])
    assert done.change is None
    assert done.said == "nothing to split off there from ORG Rodong Sinmun,”"


def test_merging_stretches_over_the_next_entity_and_rejects_that_suggestion(desk: Desk) -> None:
    desk.put("Rodong", "ORG")
    desk.put("Sinmun", "PERSON", note="?")
    done = desk.on("Rodong").does(merge)
    assert desk.shown() == ["accepted ORG Rodong Sinmun", "rejected PERSON Sinmun"]
    assert done.said == "merged ORG Rodong Sinmun. u undoes"
    assert next(iter(desk.entities)).note == "?"


def test_merging_removes_the_next_entity_where_a_person_made_it(desk: Desk) -> None:
    desk.on("Sinmun").does(label, "ORG")
    desk.on("Rodong").does(label, "ORG")
    desk.does(merge)
    assert desk.shown() == ["accepted ORG Rodong Sinmun"]


def test_the_fragments_of_one_mention_can_be_merged(desk: Desk) -> None:
    desk.put("Rodong", "ORG", group="g")
    desk.put("Sinmun", "ORG", group="g")
    desk.on("Rodong").does(merge)
    assert desk.shown() == ["accepted ORG Rodong Sinmun", "rejected ORG Sinmun"]


def test_merging_ends_with_the_paragraph_and_skips_what_is_out_of_scope() -> None:
    desk = Desk(NEWS, FREE, only=["ORG"])
    desk.put("Rodong", "ORG")
    desk.put("Sinmun", "PERSON")
    desk.put("ended", "ORG")
    done = desk.on("Rodong").does(merge)
    assert (done.change, done.said) == (None, "no entity after ORG Rodong in this paragraph")
    desk.put("paper", "ORG")
    desk.does(merge)
    assert desk.shown()[0] == "accepted ORG Rodong Sinmun,” the paper"
    assert "suggested PERSON Sinmun" in desk.shown()


def test_a_run_is_neither_split_nor_merged(desk: Desk) -> None:
    assert desk.on("Rodong").does(merge).said == desk.does(split, 12).said == "no entity here: a label key makes one"


TEXTS = st.text(alphabet="AbK’s.,-“”( )\n中\u030119", min_size=1, max_size=50)


@given(TEXTS, st.integers(0, 49), st.integers(0, 6), st.sampled_from(["start", "end"]))
@settings(max_examples=200)
def test_by_token_an_edge_comes_to_stand_at_the_edge_of_a_token_and_never_on_a_blank_or_a_quote(
    text: str, at: int, more: int, side: Side
) -> None:
    article = Article(text)
    every = list(tokens_in(article, *article.paragraph_at(min(at, len(text) - 1))))
    if not every:
        return
    first = min(at, len(every) - 1)
    span = every[first][0], every[min(first + more, len(every) - 1)][1]
    for step in (1, -1):
        moved = moved_edge(article, span, side, step, "token")
        if moved is None:
            continue
        assert moved[1 if side == "start" else 0] == span[1 if side == "start" else 0]
        assert moved[0 if side == "start" else 1] in {token[0 if side == "start" else 1] for token in every}
        edge = text[moved[0]] if side == "start" else text[moved[1] - 1]
        if text[moved[0] + 1 : moved[0] + 2] != "\u0301":  # a mark makes a letter of what it stands on
            assert edge not in " \n,"
            assert edge != "“" or "”" in text[slice(*moved)]
        back = moved_edge(article, moved, side, -step, "token")
        if trimmed(text, *span) == span:
            assert back == span


@given(TEXTS, st.integers(0, 49), st.integers(1, 9), st.sampled_from(["start", "end"]), st.sampled_from([1, -1]))
@settings(max_examples=200)
def test_by_character_an_edge_moves_by_whole_graphemes_within_its_paragraph_and_never_to_a_blank(
    text: str, at: int, length: int, side: Side, step: Step
) -> None:
    article = Article(text)
    at = min(at, len(text) - 1)
    paragraph = article.paragraph_at(at)
    span = grapheme_around(text, at)[0], grapheme_around(text, min(at + length, max(paragraph[1] - 1, at)))[1]
    if text[span[0]].isspace() or text[span[1] - 1].isspace():
        return
    moved = moved_edge(article, span, side, step, "character")
    if moved is not None:
        place = moved[0 if side == "start" else 1]
        assert paragraph[0] <= place <= paragraph[1]
        assert place in (0, len(text)) or grapheme_around(text, place)[0] == place
        assert not (text[moved[0]] if side == "start" else text[moved[1] - 1]).isspace()
        assert moved_edge(article, moved, side, -1 if step == 1 else 1, "character") == span
