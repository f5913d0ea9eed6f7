"""Keymaps: the layouts over the one table of commands, the user's own, and keyboards of other scripts."""
