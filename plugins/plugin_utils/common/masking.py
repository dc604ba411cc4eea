# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mask secrets in commands, differences and configurations.

What a secret is stands in secret_forms.py. Where it is not sure, it counts as one. Everything here takes a time that
grows with the length of the text: a line is read word by word, once.
"""

from __future__ import annotations

import contextlib
import contextvars
import re
import typing as t
from collections.abc import Iterator, Mapping

from .secret_forms import (
    ABBREVIATED,
    ABBREVIATED_ACCOUNT,
    ACCOUNT_LINES,
    ENCODINGS,
    FIELD_ENDINGS,
    FILE_KINDS,
    FILE_SCHEMES,
    FORMS,
    HARMLESS,
    HASHES,
    OPTION_ENDINGS,
    PUBLIC_WORDS,
    SECRET_HEADERS,
    SECRET_PARTS,
    SECRET_WORDS,
    Form,
)

#: What `show running-config sanitized` puts in the place of a secret.
REMOVED: t.Final = "<removed>"
#: The same after a change, where there was another secret on that line before.
CHANGED: t.Final = "<removed, changed>"
#: No command is as long as this: what is, is masked from the first word that looks like a secret.
LONGEST: t.Final = 8192
#: The letters of an abbreviation, at least, and on the lines of ACCOUNT_LINES.
SHORTEST: t.Final = 3
SHORTEST_ACCOUNT: t.Final = 2
#: The longest name of an option in `name=value`.
LONGEST_NAME: t.Final = 64

#: Lines without any of these hold no secret.
_SUSPECTS: t.Final = (
    *("se", "pa", "pwd", "psk", "ke", "co", "tok", "auth", "priv", "cred", "bearer", "spi", "licen", "sn", "sig"),
    *("transceiver", "vrrp", "standby", "hsrp", "glbp", "-u", "@", "$", "eyj"),
)
_WORD: t.Final = re.compile(r"\S+")
_SIGN: t.Final = re.compile(r"[=:]")
#: What stands around a word in JSON, YAML and quotes.
_AROUND: t.Final = "\"'`,;:()[]{}<>"
_KEY_NAME: t.Final = "PRIVATE KEY"
_KEY_BEGINS: t.Final = "-----BEGIN "
_KEY_ENDS: t.Final = "-----END "

_shown: contextvars.ContextVar[bool] = contextvars.ContextVar("secrets_shown", default=False)

Span = tuple[int, int]


@contextlib.contextmanager
def showing_secrets(shown: bool) -> Iterator[None]:
    """For the length of a with block, mask nothing if `shown`."""
    token = _shown.set(shown)
    try:
        yield
    finally:
        _shown.reset(token)


def secrets_shown() -> bool:
    """Whether secrets are shown now."""
    return _shown.get()


# --- What is shown ---------------------------------------------------------------------------------------------------


def masked(line: str) -> str:
    """One command, or one line of a configuration, as it is shown: without its secrets, unless those may be seen."""
    return line if _shown.get() else without_secrets(line)


def without_secrets(line: str) -> str:
    """One command, or one line of a configuration, with a mark in the place of each secret."""
    pieces: list[str] = []
    done = 0
    for start, end in secret_spans(line):
        pieces += [line[done:start], REMOVED]
        done = end
    return "".join([*pieces, line[done:]]) if pieces else line


def masked_text(text: str) -> str:
    """A configuration or a difference, of any number of lines, without secrets and private keys.

    A hunk of a difference may begin, or end, in the middle of a key.
    """
    if _shown.get():
        return text
    shown: list[str] = []
    start, inside = 0, False
    for line in text.split("\n"):
        if _is_mark(line, _KEY_BEGINS):
            inside = _KEY_ENDS not in line
            shown.append(_masked_line(line))
        elif _is_mark(line, _KEY_ENDS):
            if not inside:
                shown[start:] = [_removed(each) for each in shown[start:]]
            inside = False
            shown.append(line)
        elif line.startswith("@@"):
            inside = False
            shown.append(masked(line))
        elif inside:
            shown.append(_removed(line))
            continue
        else:
            shown.append(_masked_line(line))
            continue
        start = len(shown)
    return "\n".join(shown)


def masked_pair(before: t.Any, after: t.Any) -> tuple[t.Any, t.Any]:
    """Plain data before and after a change, without secrets. Where only a secret differs, that is said in its place."""
    return masked_data(before), _masked_after(before, after)


def _masked_after(before: t.Any, after: t.Any) -> t.Any:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return {
            name: _masked_where_changed(_masked_field(str(name), value), value, before.get(name))
            if name not in before or is_secret_name(str(name))
            else _masked_after(before[name], value)
            for name, value in after.items()
        }
    if not (isinstance(before, str) and isinstance(after, str)):
        return masked_data(after)
    then, masks = set(before.split("\n")), set(masked_text(before).split("\n"))
    lines = zip(masked_text(after).split("\n"), after.split("\n"), strict=True)
    return "\n".join(
        mask.replace(REMOVED, CHANGED) if mask != line and line not in then and mask in masks else mask
        for mask, line in lines
    )


def _masked_where_changed(mask: t.Any, value: t.Any, before: t.Any) -> t.Any:
    return CHANGED if mask == REMOVED and before not in (None, value) else mask


def masked_data(value: t.Any) -> t.Any:
    """Plain data without secrets: texts are masked as `masked_text` does, fields by their names."""
    if _shown.get():
        return value
    if isinstance(value, str):
        return masked_text(value)
    if isinstance(value, Mapping):
        return {name: _masked_field(str(name), item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [masked_data(item) for item in value]
    return value


def is_secret_name(name: str) -> bool:
    """True for the name of a field that holds a secret, such as `api_key` or `sharedSecret`."""
    return name.lower().replace("-", "_").endswith(FIELD_ENDINGS)


def _masked_field(name: str, value: t.Any) -> t.Any:
    return _all_removed(value) if is_secret_name(name) else masked_data(value)


def _all_removed(value: t.Any) -> t.Any:
    """The value of a secret's field: all texts and numbers in it are secrets."""
    if isinstance(value, Mapping):
        return {name: _all_removed(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_all_removed(item) for item in value]
    if value is None or isinstance(value, bool) or not str(value).strip("*"):  # it may be masked already
        return value
    return REMOVED


def _masked_line(line: str) -> str:
    """A line of a text; the sign of a difference is no part of its first word."""
    return line[0] + masked(line[1:]) if line[:1] in ("+", "-") and line[:3] not in ("+++", "---") else masked(line)


def _is_mark(line: str, mark: str) -> bool:
    return mark in line and _KEY_NAME in line


def _removed(line: str) -> str:
    return (line[0] if line[:1] in ("+", "-") else " ") + REMOVED


# --- Where secrets stand ---------------------------------------------------------------------------------------------


def looks_secret(line: str) -> bool:
    """False for a line that certainly holds no secret: a cheap look."""
    lower = line.lower()
    return any(suspect in lower for suspect in _SUSPECTS)


def secrets_of(line: str) -> list[str]:
    """The secrets of a command: what is masked in it, and its words, also without quotes."""
    found: list[str] = []
    for start, end in secret_spans(line):
        secret = line[start:end]
        words = secret.split()
        found += dict.fromkeys((secret, *words, *(word.strip(_AROUND) for word in words)))
    return found


def secret_spans(line: str) -> list[Span]:
    """The places of a command's secrets: start and end of each, in order."""
    if not looks_secret(line):
        return []
    if _is_mark(line, _KEY_BEGINS):  # a whole key may stand there, with its ends of lines written as `\n`
        body = line.find("-----", line.index(_KEY_BEGINS) + len(_KEY_BEGINS)) + len("-----")
        return [(body, len(line.rstrip()))] if line[body:].strip() else []
    if len(line) > LONGEST:
        return [(_first_suspect(line), len(line))]
    places = [match.span() for match in _WORD.finditer(line)]
    words = [_bare_word(line[start:end]) for start, end in places]
    spans: list[Span] = []
    place = 0
    while place < len(places):
        span, place = _next_secret(line, places, words, place)
        if span is not None and line[span[0] : span[1]] != REMOVED:
            spans.append(span)
    return spans


def _first_suspect(line: str) -> int:
    """The place of the first word that may announce a secret; 0 if lower case changes the line's length."""
    lower = line.lower()
    first = min(place for place in map(lower.find, _SUSPECTS) if place >= 0)
    return lower.rfind(" ", 0, first) + 1 if len(lower) == len(line) else 0


def _bare_word(word: str) -> str:
    """A word for comparing: in lower case, without what stands around it."""
    lower = word.lower()
    if lower.strip("\"'") in SECRET_HEADERS:
        return lower.strip("\"'")
    return lower.strip(_AROUND) or lower


def _next_secret(line: str, places: list[Span], words: list[str], place: int) -> tuple[Span | None, int]:
    """The secret that a word announces or holds, and the place of the word to go on with."""
    form = _form(words, place)
    value = _announced_secret(form, words, place) if form is not None else None
    if form is None or value is None:
        span = _inside(line, places[place])
        if span is None and _is_option(line, places, place):
            span, place = _option_value(line, places[place + 1]), place + 1
        place += 1
        while span is not None and place < len(places) and places[place][0] < span[1]:
            place += 1
        return span, place
    rest = value + 1
    while rest < len(words) and words[rest] in form.after:
        rest += 1 + form.after[words[rest]]
    others = words[place].startswith("-") and rest < len(words) and words[rest].startswith("-")
    if rest < len(words) and _form(words, rest) is None and not others:
        return (places[value][0], len(line.rstrip())), len(places)
    return places[value], value + 1 if rest < len(words) else len(places)


def _announced_secret(form: Form, words: list[str], place: int) -> int | None:
    """The place of the secret that a word announces, or None where nothing follows."""
    at, last = place + 1, len(words) - 1
    if at > last:
        return None
    if form.named and at + 2 <= last and words[at] not in ENCODINGS and words[at + 1] in ENCODINGS:
        at += 1
    at += form.before
    while at < last and words[at] in form.between:
        at += 1 + form.between[words[at]]
    if at < last and words[at] in ENCODINGS:
        at += 1
    return min(at, last)


def _form(words: list[str], place: int) -> Form | None:
    """The form that a word announces a secret in."""
    word = _announced(words, place)
    if word is None or _is_harmless(words, place, word):
        return None
    return next((form for form in _BY_WORD[word] if _fits(form, words, place)), None)


def _announced(words: list[str], place: int) -> str | None:
    """The word of the table that a word is: itself, written shorter, or its last part."""
    word = words[place]
    if word in _BY_WORD:
        return word
    word = word.lstrip("-")
    if word in _BY_WORD or word in PUBLIC_WORDS:
        return word if word in _BY_WORD else None
    if word in _SHORT:
        return _SHORT[word]
    if word in _SHORT_ACCOUNT and _begins(words, ACCOUNT_LINES):
        return _SHORT_ACCOUNT[word]
    if "-" in word or "_" in word:
        part = word.replace("_", "-").rpartition("-")[2]
        return part if part in SECRET_PARTS else None
    return None


def _begins(words: list[str], heads: tuple[str, ...]) -> bool:
    first = words[1] if words[0] in ("no", "default") and len(words) > 1 else words[0]
    return len(first) > 1 and any(head.startswith(first) for head in heads)


def _fits(form: Form, words: list[str], place: int) -> bool:
    """Whether the line is one of the form's."""
    begins = 1 if words[0] in ("no", "default") else 0
    if form.named:
        return place == begins
    if not form.head:
        return True
    head = form.head.split()
    there = words[begins : begins + len(head)]
    if len(there) < len(head) or not all(
        one.startswith(word) and (len(word) > 1 or at) for at, (one, word) in enumerate(zip(head, there, strict=True))
    ):
        return False
    return not form.unless or not _holds(words, form.unless.split())


def _holds(words: list[str], wanted: list[str]) -> bool:
    """Whether words stand in a line one after the other."""
    size = len(wanted)
    return any(words[at : at + size] == wanted for at, word in enumerate(words) if word == wanted[0])


def _is_harmless(words: list[str], place: int, word: str) -> bool:
    return any(phrase.fits(words, place) for phrase in _PHRASES.get(word, ()))


class _Phrase(t.NamedTuple):
    """A phrase of HARMLESS: the words before and after the one in brackets."""

    anchored: bool
    before: list[str]
    gap: bool
    after: list[str]

    @classmethod
    def read(cls, text: str) -> tuple[str, _Phrase]:
        """The word in brackets, and the phrase."""
        left, _bracket, right = text.partition("[")
        word, _bracket, after = right.partition("]")
        before = left.split()
        anchored = before[:1] == ["^"]
        before = before[1:] if anchored else before
        gap = before[-1:] == [".."]
        return word, cls(anchored, before[:-1] if gap else before, gap, after.split())

    def fits(self, words: list[str], place: int) -> bool:
        """Whether it stands around a place."""
        begins = 1 if words[0] in ("no", "default") else 0
        start = begins if self.anchored else place - len(self.before)
        end = start + len(self.before)
        if start < 0 or (end > place if self.gap else end != place):
            return False
        return self._words_match(self.before, words[start:end]) and self._words_match(
            self.after, words[place + 1 : place + 1 + len(self.after)]
        )

    @staticmethod
    def _words_match(wanted: list[str], words: list[str]) -> bool:
        return len(wanted) == len(words) and all(
            one in ("*", word) or (one == "#" and word.isdecimal()) for one, word in zip(wanted, words, strict=True)
        )


_BY_WORD: t.Final[dict[str, list[Form]]] = {}
for _each in FORMS:
    for _name in _each.words:
        _BY_WORD.setdefault(_name, []).append(_each)
_CORE: t.Final = frozenset(SECRET_WORDS)


def _abbreviations(words: tuple[str, ...], least: int) -> dict[str, str]:
    """Every abbreviation of the words, and the word; the first one where several have it."""
    return {word[:size]: word for word in reversed(words) for size in range(least, len(word))}


_SHORT: t.Final = _abbreviations(ABBREVIATED, SHORTEST)
_SHORT_ACCOUNT: t.Final = _abbreviations(ABBREVIATED_ACCOUNT, SHORTEST_ACCOUNT)
_PHRASES: t.Final[dict[str, list[_Phrase]]] = {}
for _text in HARMLESS:
    _word, _phrase = _Phrase.read(_text)
    _PHRASES.setdefault(_word, []).append(_phrase)


# --- Within a word ---------------------------------------------------------------------------------------------------


def _inside(line: str, place: Span) -> Span | None:
    """The secret that a word holds: a hash, a password in a URL, `name=value`, `name:value`."""
    start, end = place
    word = line[start:end]
    bare = word.strip(_AROUND)
    if bare.startswith(HASHES) or (bare.startswith("eyJ") and bare.count(".") > 1):
        at = line.index(bare, start)
        return at, at + len(bare)
    if "@" in word:
        found = _in_url(word)
        if found is not None:
            return start + found[0], start + found[1]
    if "=" in word or ":" in word:
        return _assigned(line, start, end)
    return None


def _in_url(word: str) -> Span | None:
    """The password of a URL (scheme://user:password@host, scp:user:password@host//file), or a user that is a token."""
    at, colon = word.rfind("@"), word.find(":")
    if not 0 <= colon < at:
        return None
    start = colon + 3 if word.startswith("//", colon + 1) else colon + 1
    second = word.find(":", start, at)
    if second >= 0:
        return second + 1, at
    scheme = word[max(0, colon - LONGEST_NAME) : colon].lower()
    return None if scheme.endswith(tuple(FILE_SCHEMES)) or start == at else (start, at)


def _assigned(line: str, start: int, end: int) -> Span | None:
    """The value of the first name in a word that is a secret's, after `=` or `:`."""
    for match in _SIGN.finditer(line, start, end):
        at = match.start()
        name = _name_before(line, start, at)
        if name and (name.endswith(OPTION_ENDINGS) if match[0] == "=" else name in _CORE):
            value = _assigned_value(line, at, end)
            if value is not None:
                return value
    return None


def _name_before(line: str, start: int, at: int) -> str:
    """The name that ends before a place, in lower case."""
    text = line[max(start, at - LONGEST_NAME) : at].rstrip("\"'").lower()
    first = len(text)
    while first and (text[first - 1].isalnum() or text[first - 1] in "_-"):
        first -= 1
    return text[first:]


def _assigned_value(line: str, at: int, end: int) -> Span | None:
    """The value after the sign at a place: to its closing quote, or after `:` to the line's end, or after `=` to `&` or
    the word's end."""
    sign, at = line[at], at + 1
    if at >= end:
        return None
    if line[at] in "\"'":
        closing = line.find(line[at], at + 1)
        return at + 1, closing if closing > at else len(line.rstrip())
    if sign == ":":
        return at, len(line.rstrip())
    stop = line.find("&", at, end)
    return _option_value(line, (at, stop if stop > at else end))


def _is_option(line: str, places: list[Span], place: int) -> bool:
    """Whether a word is an option, such as `--api-key`, whose value is the next word, and a secret."""
    if place + 1 >= len(places) or line[places[place][0]] != "-":
        return False
    word, following = (line[start:end] for start, end in places[place : place + 2])
    return "=" not in word and word.lower().endswith(OPTION_ENDINGS) and not following.startswith("-")


def _option_value(line: str, place: Span) -> Span | None:
    """The secret in the value of an option. TerminAttr has a kind before it, `key,SECRET`; other kinds name files."""
    start, end = place
    kind, comma, rest = line[start:end].partition(",")
    if comma and kind.lower() in FILE_KINDS:
        return None
    if comma and kind.lower() == "key":
        return (end - len(rest), end) if rest else None
    return start, end
