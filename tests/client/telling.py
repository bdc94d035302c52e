"""Beginnings of words that would tell on a paper what it is about, in the nine languages that papers are written in."""

import re

TELLING = {
    "ar": ("موافق", "اتجار", "اتّجار", "ضحي", "ضحايا", "مأوى", "ملجأ", "شبكة", "سحب", "إحالة", "حماية"),
    "bg": ("съглас", "трафик", "жертв", "приют", "убежищ", "мреж", "оттегл", "насочван", "закрил"),
    "de": ("einwillig", "zustimm", "menschenhandel", "opfer", "frauenhaus", "netzwerk", "widerruf", "vermittl"),
    "el": ("συγκατάθ", "συναίν", "εμπορί", "θύμα", "θυμάτ", "καταφύγ", "ξενών", "δίκτυ", "ανάκλ", "προστασ"),
    "en": ("consent", "agree", "traffick", "victim", "survivor", "shelter", "network", "withdr", "referral", "protect"),
    "fr": ("consent", "traite", "victim", "refuge", "foyer", "réseau", "retrait", "retir", "orient", "protec"),
    "it": ("consens", "tratta", "vittim", "rifugi", "rete", "revoc", "ritir", "invio", "protez"),
    "ro": ("consim", "acord", "trafic", "victim", "adăpost", "rețea", "retra", "trimiter", "protec"),
    "uk": ("згод", "торгівл", "жертв", "притул", "мереж", "відклик", "направлен", "захист"),
}  # fmt: skip


def tells(html: str) -> list[str]:
    """Give what a page says to whoever finds it, its title too, that tells what it is about, in whichever language."""
    seen = re.sub(r"<style>.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL).casefold()
    return [word for words in TELLING.values() for word in words if re.search(rf"\b{word}", seen)]
