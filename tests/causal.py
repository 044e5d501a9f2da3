"""Words that say one thing makes another happen: not for figures, nor for the line of reasoning.

Chosen to be silent where no cause is meant: "door" names who wrote something, "because" tells why a
suggestion is made.
"""

import re

DUTCH = (
    r"\bleid(?:t|en|de|den)\b[^.]{0,40}?\btot\b",
    r"\btot gevolg\b",
    r"\bgevolg(?:en)? van\b",
    r"\bdankzij\b",
    r"\bdoordat\b",
    r"\b(?:daar|hier|waar)door\b",
    r"\b(?:komt|komen|kwam|kwamen) (?:dit |dat |het )?door\b",
    (
        r"\bdoor (?:de|deze|die|het|dit|dat|een|onze|jullie|hun) "
        r"(?:interventies?|aanpak|afspra(?:ak|ken)|ambities?|inzet|acties?|bereik|maatregel(?:en)?|"
        r"programma|coalities?)\b"
    ),
    r"\beffect(?:en)? (?:van|op)\b",
    r"\beffectie(?:f|ve)\b",
    r"\bveroorza(?:ak|akt|ken|akte|akten)\b",
    r"\boorza(?:ak|ken)\b",
    r"\bzorg(?:t|en|de|den)\b[^.]{0,40}?\bvoor dat\b",
    (
        r"\b(?:het|dit|dat|die|deze|interventies?|afspra(?:ak|ken)|aanpak) zorg(?:t|en|de|den) "
        r"(?:er )?voor\b"
    ),
    r"\bresulte(?:ert|ren|erde) in\b",
    r"\bresultaat van\b",
    r"\bheeft (?:geholpen|gewerkt)\b",
    r"\bbewijst\b",
    r"\bdraagt bij aan\b",
)
ENGLISH = (
    r"\bbecause of\b",
    r"\b(?:leads?|led|leading)\b[^.]{0,40}?\bto\b",
    r"\bthanks to\b",
    r"\bdue to\b",
    r"\bowing to\b",
    r"\beffects? (?:of|on)\b",
    r"\beffective\b",
    r"\bcaus(?:e|es|ed|ing)\b",
    r"\bresult(?:s|ed|ing)? (?:in|from|of)\b",
    r"\bas a result\b",
    r"\bconsequences? of\b",
    r"\b(?:brings?|brought) about\b",
    r"\bcontribut(?:e|es|ed) to\b",
    r"\b(?:it|this|that|intervention|agreement) (?:has )?(?:helped|worked)\b",
    r"\bproves?\b",
    r"\bthereby\b",
    r"\btherefore\b",
)
# Sentences that say just that this is not said.
DENIED = re.compile(
    r"does not say what causes it|never says that the one causes the other"
    r"|zegt niet waardoor het komt",
    re.IGNORECASE,
)
LISTS = {
    "nl": re.compile("|".join(DUTCH), re.IGNORECASE),
    "en": re.compile("|".join(ENGLISH), re.IGNORECASE),
}


def causal(text: str, language: str) -> list[str]:
    """Return what in a text says that one thing makes another happen."""
    claimed = DENIED.sub("", " ".join(text.split()))
    return [found.group() for found in LISTS[language].finditer(claimed)]
