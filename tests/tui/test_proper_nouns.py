"""Names in an article of a language whose nouns all have capitals: what the model's tags say of them is what is offered."""

import json
from pathlib import Path

from tui.driver import Session

TEXT = (
    "Der Bürgermeister hat am Abend mit der Verwaltung gesprochen, und die Zeitung war nicht dabei.\n"
    "Sie fragte Helga Schmitz aus Bonn nach Geld und Brot, aber die Antwort auf die Frage kam nicht.\n"
)
NAMES = ("Helga Schmitz", "Bonn")


def offered(tmp_path: Path, *, tags: bool) -> list[str]:
    """What m goes to, one after another."""
    article, given = tmp_path / "article.txt", tmp_path / "given.jsonl"
    article.write_text(TEXT, "utf-8")
    proper = [[TEXT.index(name), TEXT.index(name) + len(name)] for name in NAMES]
    row = {"text": TEXT, "entities": []} | ({"proper": proper} if tags else {})
    given.write_text(json.dumps(row), "utf-8")
    found: list[str] = []
    with Session(article, project=tmp_path / f"{tags}.json", model=given) as session:
        session.wait_for_suggestions()
        assert session.article.language == "de"
        while len(found) < 20:
            session.press("m")
            if session.focus is None or TEXT[slice(*session.focus[:2])] in found:
                break
            found.append(TEXT[slice(*session.focus[:2])])
    return found


def test_m_goes_to_the_proper_nouns_and_not_to_every_noun(tmp_path: Path) -> None:
    assert offered(tmp_path, tags=True) == list(NAMES)
    by_capitals = offered(tmp_path, tags=False)
    assert set(NAMES) < set(by_capitals)
    assert {"Geld", "Brot"} <= set(by_capitals)


def test_a_word_of_a_name_grows_to_the_name(tmp_path: Path) -> None:
    article, given = tmp_path / "article.txt", tmp_path / "given.jsonl"
    article.write_text(TEXT, "utf-8")
    start = TEXT.index("Schmitz")
    given.write_text(json.dumps({"text": TEXT, "entities": [], "proper": [[start, start + 7]]}), "utf-8")
    with Session(article, project=tmp_path / "rubricate.json", model=given) as session:
        session.wait_for_suggestions()
        session.press("m")
        assert session.focus is not None
        assert TEXT[slice(*session.focus[:2])] == "Schmitz"
        session.press("e")
        assert TEXT[slice(*session.focus[:2])] == "Helga Schmitz"  # bridge words lead to the capital before it
