"""What can be wrong with the copy of the directory on this device; each says what she does now."""

from client.errors import ClientError, NotTrusted


class NoCopy(ClientError):
    """Say that this device has no directory to look into."""

    code = "NO_DIRECTORY_COPY"
    sentence = "This device holds no copy of the directory yet. Run `tolerant sync` while there is a line to the node."


class CopyOld(ClientError):
    """Say that services may have been suspended since this device last heard."""

    code = "DIRECTORY_COPY_OLD"
    sentence = (
        "The copy of the directory is more than 30 days old: services may have been stopped since. Run `tolerant "
        "sync` while there is a line to the node."
    )


class CopyDamaged(ClientError):
    """Say that the file is not what was written, or that another program is writing it."""

    code = "DIRECTORY_COPY_DAMAGED"
    sentence = (
        "The copy of the directory on this device cannot be read. Try again in a moment; if that does not help, delete "
        "directory.sealed in TOLERANT_HOME and run `tolerant sync`."
    )


class CopyDiffers(NotTrusted):
    """Say that what the node sent is not what it signed."""

    code = "DIRECTORY_COPY_DIFFERS"
    sentence = (
        "What the node sent of the directory is not what it signed. Nothing was changed here. Try again; if it happens "
        "again, tell the node's operator."
    )


class CopyGoesBack(NotTrusted):
    """Say that the node sent a state of the directory that is older than the one here, signed though it is."""

    code = "DIRECTORY_GOES_BACK"
    sentence = (
        "The node sent an older directory than the one on this device: services that were stopped since would return. "
        "Nothing was changed here. Call the node's operator before you trust it."
    )


class NodeKeyChanged(NotTrusted):
    """Say that another key signs the directory than the one that this device met first."""

    code = "NODE_KEY_CHANGED"
    sentence = (
        "Another key signs the directory than the one that this device met first. Nothing was changed here. Call the "
        "node's operator; if the key is right, delete directory.sealed in TOLERANT_HOME and run `tolerant sync`."
    )
