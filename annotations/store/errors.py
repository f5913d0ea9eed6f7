"""What can go wrong with a project; the words of each are meant for the reader."""


class ProjectError(Exception):
    """Something about a project failed. ``str()`` of it is one or two plain lines: what, where, what to do."""


class Locked(ProjectError):
    """Another process has the project open for writing; the words name it."""


class ReadOnly(ProjectError):
    """The project is open for reading only."""


class NotUnderstood(ProjectError):
    """The file is not a project this version can read. It was left as it is, byte for byte."""


class NotSaved(ProjectError):
    """A change could not be made durable. Neither the file nor what is in memory has changed."""


class Damaged(NotUnderstood):
    """The file is a project of ours that is broken: what of it can be read can be salvaged."""


class Stopped(NotSaved):
    """The disk failed in a way that leaves open what is on it; no more can be saved here, and none is tried."""
