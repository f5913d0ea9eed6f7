"""Suggesting: asks the suggester about articles of the session and lets what it finds enter the project."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from annotations.entity import Proposal, Span, Via
from annotations.project import Project
from annotations.suggest.answers import Answer, Done, Failed, Found, Suggester


@dataclass
class _Request:
    uid: str
    added: int = 0
    unmapped: Counter[str] = field(default_factory=Counter)


@dataclass
class Suggesting:
    """The requests under way. ``post`` is called with each answer, on the suggester's own thread."""

    project: Project
    suggester: Suggester | None
    post: Callable[[Answer], None]
    _under_way: dict[int, _Request] = field(default_factory=dict)
    _waiting: dict[str, list[Proposal]] = field(default_factory=dict)

    def ask(self, uid: str, visible: Span, *, again: bool = False) -> str:
        """Ask about an article, its visible part first, unless a model covered it. Returns what to say, mostly nothing."""
        if self.suggester is None or self.arriving(uid):
            return ""
        progress = self.project.progress(uid)
        if not again and (progress.model or self._imported(uid)):
            return ""
        from annotations.suggest.plan import chunks

        article = self.project.article(uid)
        request = self.suggester.suggest(article, chunks(article, visible), self.post)
        self._under_way[request] = _Request(uid)
        return ""

    def _imported(self, uid: str) -> bool:
        return any(entity.via is Via.IMPORT for entity in self.project.entities(uid))

    def arriving(self, uid: str) -> bool:
        """Whether suggestions for this article are still to come."""
        return any(request.uid == uid for request in self._under_way.values())

    def take(self, answer: Answer, held: Span | None) -> str:
        """Let an answer enter. ``held`` is a run in focus: what overlaps it waits. Returns what to say, mostly nothing."""
        request = self._under_way.get(answer.request)
        if request is None:
            return ""
        if isinstance(answer, Found):
            self._enter(request, answer.proposals, held)
            return ""
        from annotations.merging import merge_suggestions

        del self._under_way[answer.request]
        if isinstance(answer, Failed):
            return answer.why
        assert isinstance(answer, Done)
        covered = merge_suggestions(self.project.marked(request.uid), (), answer.model)
        if covered.change is not None:
            self.project.arrive(covered.change)
        if request.unmapped:
            kinds = ", ".join(f"{count} {label}" for label, count in request.unmapped.most_common(4))
            return f"{request.added} suggestions; not in this label set and left out: {kinds}"
        return ""

    def focus_moved(self, uid: str, held: Span | None) -> None:
        """Let what waited for the focus enter."""
        if waiting := self._waiting.pop(uid, None):
            self._enter(_Request(uid), waiting, held)

    def _enter(self, request: _Request, proposals: tuple[Proposal, ...] | list[Proposal], held: Span | None) -> None:
        from annotations.merging import merge_suggestions

        marked = self.project.marked(request.uid)
        merged = merge_suggestions(marked, proposals, marked.progress.model, held)
        if merged.change is not None:
            self.project.arrive(merged.change)
        if merged.waiting:
            self._waiting.setdefault(request.uid, []).extend(merged.waiting)
        request.added += merged.added
        request.unmapped.update(merged.unmapped)

    def stop(self) -> None:
        if self.suggester is not None:
            self.suggester.stop()
