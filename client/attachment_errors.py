"""What can go wrong with a file that is sent along, each in a sentence."""

from client.errors import ClientError


class CannotClean(ClientError):
    """Say that a file may hold details about her or its author that nobody sees, and that they cannot be taken out."""

    code = "CANNOT_CLEAN"
    sentence = "This file cannot be freed of hidden details: {why}. Nothing was sent."

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.sentence = type(self).sentence.format(why=why)


class FileTooLarge(ClientError):
    """Say that a file is larger than what is sent."""

    code = "FILE_TOO_LARGE"
    sentence = "A file may have at most 20 MiB. Make it smaller, or send it in parts. Nothing was sent."


class TooManyFiles(ClientError):
    """Say that a letter takes no more files."""

    code = "TOO_MANY_FILES"
    sentence = "A letter takes at most 16 files. Send the rest with another letter. Nothing was sent."


class AttachmentGone(ClientError):
    """Say that a sealed file is no longer at the node."""

    code = "ATTACHMENT_GONE"
    sentence = "This attachment is no longer at the node: it was deleted, or has run out. Ask the sender for it."


class FolderTaken(ClientError):
    """Say that files are never written over."""

    code = "FILE_EXISTS"
    sentence = "There is a file of this name already: {name}. Choose another folder. Nothing was written over."

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.sentence = type(self).sentence.format(name=name)
