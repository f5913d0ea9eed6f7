"""How the colours of the article are written for a terminal, for whoever draws without the app."""

from typing import TYPE_CHECKING

from rich.color import ColorSystem
from rich.segment import Segment
from textual.strip import Strip

from tui.first_frame import Looks

if TYPE_CHECKING:
    from tui.widgets.article import ArticleView

_SYSTEMS = {"truecolor": "TRUECOLOR", "256": "EIGHT_BIT", "standard": "STANDARD", "windows": "WINDOWS"}


def looks_of(view: "ArticleView") -> Looks | None:
    """How plain text and the rule beside it are drawn here, as SGR parameters; None where nothing has colours."""
    system = view.app.console.color_system
    if system is None:
        return None
    base = view.base_style
    strip = Strip([Segment("a", base), Segment("b", base + view.look.rule)])
    for one in view.get_line_filters():
        strip = strip.apply_filter(one, view.background_colors[1])
    plain, rule = (Strip.render_ansi(part.style, ColorSystem[_SYSTEMS[system]]) for part in strip if part.style is not None)
    return plain, rule
