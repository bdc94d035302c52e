"""What codes mean in a reader's language, and what countries call the permits behind them."""

from client import documents as docs
from client.asking import Asking
from client.shapes_labels import CodeLabels, PermitNames

LABELS = (
    "query ($language: String) { codeLabels(language: $language) { ... on CodeLabels { language wordingOrigin labels "
    f"{{ codeList code label }} }} {docs.REFUSED} }} }}"
)
PERMITS = (
    "query ($country: String) { permitNames(country: $country) { ... on PermitNames { permits { codeList code country"
    f" language name source status date }} gaps {{ codeList code country }} }} {docs.REFUSED} }} }}"
)


class Labels(Asking):
    """Say codes and permits in words; nothing here is about anybody."""

    async def code_labels(self, language: str | None = None) -> CodeLabels:
        """Say what each code of the directory means (bg, de, el, en, it or ro)."""
        found: CodeLabels = await self.wire.ask(LABELS, language=language)
        return found

    async def permit_names(self, country: str | None = None) -> PermitNames:
        """Say what countries (ISO 3166-1) call the permits behind residence status and access to work."""
        found: PermitNames = await self.wire.ask(PERMITS, country=country)
        return found
