"""Counting what the runs of a fault did: a test stops at the first loss, the table counts it and goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

from annotations.project import ProjectError


class Tally:
    """``runs`` so far. In ``lost`` of them something acknowledged was not found again, or something was not said; in
    ``unreadable`` ones nothing could be read. ``failed``: the last run was one of these. ``goes_on``: none of them stops."""

    def __init__(self, goes_on: bool = False) -> None:
        self.goes_on = goes_on
        self.runs = self.lost = self.unreadable = 0
        self.failed = False

    @contextmanager
    def run(self) -> Iterator[None]:
        """Count what is done within as one run."""
        self.runs += 1
        self.failed = True
        try:
            yield
            self.failed = False
        except (ProjectError, ValueError):
            self.unreadable += 1
            if not self.goes_on:
                raise
        except AssertionError:
            self.lost += 1
            if not self.goes_on:
                raise
