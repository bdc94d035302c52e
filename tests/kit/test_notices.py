"""What she is told is said in plain words, in nine languages, and says the limits."""

import re

import pytest

from kit.consent_notice import CURRENT, language_of, notice, notices

LANGUAGES = ("ar", "bg", "de", "el", "en", "fr", "it", "ro", "uk")
VOWELS = re.compile(r"[aeiouyäöüàâéèêëîïôùûœæáíóú]+", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def figures(language):
    text = " ".join(notice(language).text)
    words = WORD.findall(text)
    return text, words, len(re.findall(r"[.!?:](?:\s|$)", text))


def syllables(words):
    return sum(max(1, len(VOWELS.findall(word))) for word in words)


def flesch(base, per_sentence, per_word, language):
    _, words, sentences = figures(language)
    return base - per_sentence * len(words) / sentences - per_word * syllables(words) / len(words)


EASE = {
    "en": lambda: flesch(206.835, 1.015, 84.6, "en"),  # Flesch 1948
    "de": lambda: flesch(180, 1.0, 58.5, "de"),  # Amstad 1978
    "fr": lambda: flesch(207, 1.015, 73.6, "fr"),  # Kandel and Moles 1958
}


def gulpease(language):
    """Lucisano and Piemontese 1988: 80 and more is easy after five years of school."""
    text, words, sentences = figures(language)
    return 89 + (300 * sentences - 10 * len(re.findall(r"[^\W\d_]", text))) / len(words)


def lix(language):
    """Björnsson 1968: mean sentence and the share of words with more than six letters; below 30 is very easy."""
    _, words, sentences = figures(language)
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


@pytest.mark.parametrize("language", EASE)
def test_where_a_formula_exists_the_text_counts_as_easy(language):
    assert EASE[language]() >= 80


def test_the_italian_text_is_easy_after_five_years_of_school():
    assert gulpease("it") >= 80


@pytest.mark.parametrize("language", ["bg", "el", "ro", "uk", "en", "fr", "it", "de"])
def test_words_and_sentences_are_short(language):
    assert lix(language) < 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_same_things_in_short_sentences_with_every_word_of_a_receipt(language):
    said, english = notice(language), notice("en")
    _, words, sentences = figures(language)

    assert (said.version, said.language, said.level, said.for_reading_aloud) == (CURRENT, language, "A2", True)
    assert len(said.text) == len(english.text)
    assert said.words.keys() == english.words.keys()
    assert all(said.words.values())
    assert len(words) / sentences <= 9
    assert said.direction == ("rtl" if language == "ar" else "ltr")
    assert said.read_by == ""
    assert language_of(said.version, said.hash) == language


def test_what_nobody_wrote_has_no_language_and_what_is_missing_is_read_in_english():
    assert language_of(CURRENT, b"x" * 32) is None
    assert language_of("1", notice("en").hash) is None
    assert notice("de-AT") == notice("de")
    assert notice("kmr") == notice("en")
    assert len({one.hash for one in notices().values()}) == len(LANGUAGES)
