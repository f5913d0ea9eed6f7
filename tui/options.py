"""What was asked of the reader."""

from typing import NamedTuple


class ReadOptions(NamedTuple):
    """What to read and how, as it was asked; None and empty where nothing was.

    ``project``: the file named with ``-p``. ``labels``: a preset or a file. ``model``: a name, a path, several with commas
    between, or ``none``. ``keymap``: a name or a file. ``only_labels``: the labels that panes, walk and bulk keys keep to.
    ``demo``: the sample article, which nothing is written of unless a project is named. ``carry``: whether corrections are
    carried to later equal texts.
    """

    sources: tuple[str, ...] = ()
    project: str | None = None
    labels: str | None = None
    only_labels: tuple[str, ...] = ()
    model: str | None = None
    annotator: str | None = None
    keymap: str | None = None
    read_only: bool = False
    mouse: bool = True
    demo: bool = False
    carry: bool | None = None
