"""Keep the words that reviewers sign, with their salt."""

from directory.model import ListedWords
from directory.store import Q
from network.context import Transaction


async def words(tx: Transaction, listing_id: str, number: int) -> ListedWords | None:
    """Read the words of a version; None where no reviewer asked for them."""
    row = await tx.fetchrow(Q["words_of"], listing_id, number)
    return ListedWords(row["salt"], row["words"]) if row else None


async def keep(tx: Transaction, listing_id: str, number: int, said: ListedWords) -> None:
    """Keep the words of a version, unless somebody was quicker."""
    await tx.execute(Q["words_keep"], listing_id, number, said.salt, said.words)
