"""Named-entity annotations: articles, entities, edits, projects, suggestions, sources and formats.

Nothing here knows a screen. Names are imported from the file that holds them, for example
``from annotations.entity import Entity``; importing this package imports nothing heavy.
"""

__version__ = "0.1.0"
