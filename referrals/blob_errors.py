"""The ways of saying no to a sealed file."""

from kit.errors import Refusal


class BlobNotFound(Refusal):
    """Say that there is no such file, that it has gone, or that its capability was not shown: which is not told."""

    code = "BLOB_NOT_FOUND"
    sentence = "There is no such file for you here: it was deleted, has run out, or is not complete yet."


class BadUpload(Refusal):
    """Say that a header of an upload is missing or says something else than the page about attachments."""

    code = "BAD_UPLOAD"
    sentence = "This header is missing or has another form. Look at the page for a partner's developer."


class BlobSizeWrong(Refusal):
    """Say that a file was not padded, so that its length would tell which it is."""

    code = "BLOB_SIZE_WRONG"
    sentence = "A sealed file has the size of one of the buckets, up to 20 MiB before sealing."


class OffsetWrong(Refusal):
    """Say where an upload really stands; it goes on from there."""

    code = "OFFSET_WRONG"
    sentence = "The upload stands at byte {offset}. Go on from there."


class PieceTooLarge(Refusal):
    """Say that one request carries too much."""

    code = "PIECE_TOO_LARGE"
    sentence = "One request carries at most {most} bytes of a file, and none beyond its end."


class UploadQuota(Refusal):
    """Say that an organisation has announced enough for a day."""

    code = "UPLOAD_QUOTA"
    sentence = "Your organisation has sent {mib} MiB of files today, which is the most. Send the rest tomorrow."
