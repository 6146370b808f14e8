"""Anchors of headings as GitHub makes them, so that a link works on both."""

import re


def github(text: str, separator: str) -> str:
    kept = "".join(character for character in text.strip().lower()
                   if character.isalnum() or character in " -_")
    return re.sub(r" ", separator, kept)
