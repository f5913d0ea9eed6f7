"""The pipelines that a project has learned, as a system to be judged: only on articles that they were not trained on."""

from collections.abc import Callable
from pathlib import Path

from annotations.article import Article
from annotations.language import guess
from annotations.suggest.answers import Suggester
from annotations.suggest.models import spoken
from annotations.suggest.trained import Trained
from annotations.work.evaluating import Asked, Proposed, System, Unread
from annotations.work.gold import Gold


def learned_system(name: str, gold: Gold, trained: Trained, suggester: Callable[[str], Suggester]) -> System | None:
    """The pipeline in use for each article's language, None where nothing is. ``suggester`` makes what asks the one in a
    folder; whoever gives it stops it."""
    in_use = trained.in_use()
    if not in_use:
        return None
    asked: dict[str, Asked] = {}

    def propose(article: Article) -> Proposed:
        language = article.language or guess(article.text) or "en"
        if language not in in_use:
            raise Unread(f"nothing was learned in {spoken(language)}")
        if language not in asked:
            asked[language] = Asked(suggester(in_use[language]), gold.meant)
        return asked[language](article)

    names = ", ".join(sorted({Path(folder).name for folder in in_use.values()}))
    return System(name, propose, lambda: names, learned_from(trained))


def learned_from(trained: Trained) -> frozenset[str]:
    """The uids of all articles that the pipelines of a project learned from."""
    records = [trained.record(language) for language in trained.languages()]
    return frozenset(uid for record in records if record for uid in record.learned)
