"""What can keep a node from starting, each in one sentence for the person at the keyboard."""


class StartError(Exception):
    """Say in one sentence why the node cannot start, and what to do about it."""
