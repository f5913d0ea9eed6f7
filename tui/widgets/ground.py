"""Ground: a box that shows nothing of its own but its colour. Textual asks for it again with every frame, and cuts each of its
rows to pieces of which none is seen where what stands on it covers it."""

from typing import TYPE_CHECKING

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    _Base = Widget
else:
    _Base = object  # styles come from the first base that is a widget


class Ground(_Base):
    """A box without border, padding or text; goes before the class of a screen or container. Its one row is made once."""

    _row: Strip | None = None
    _sizes: tuple[Size, ...] = ()
    _covered = False

    def render_lines(self, crop: Region) -> list[Strip]:
        """Rows of the screen, for Textual; none where nothing of them would be seen."""
        sizes = tuple([child.outer_size for child in self.children])
        if sizes != self._sizes:
            on_it = (child.region.intersection(self.region) for child in self.children if child.display)
            self._sizes, self._covered = sizes, sum(region.area for region in on_it) == self.region.area
        if self._covered:
            return []
        row = self._row
        if row is None or row.cell_length != crop.width:
            row = Strip.blank(crop.width, self.visual_style.rich_style)
            for one in self.get_line_filters():
                row = row.apply_filter(one, self.background_colors[1])
            self._row = row
        return [row] * crop.height

    def notify_style_update(self) -> None:
        """Another theme, or other styles."""
        self._row = None
        super().notify_style_update()
