"""What goes wrong with what was asked for."""


class WorkError(Exception):
    """Something asked for cannot be done; the message is one or two plain lines: what, where, what to do."""
