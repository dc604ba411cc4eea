# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bundles: verdicts and exchanges of one device as JSON, without names, to be read and sent by its owner."""

from __future__ import annotations

import json
import re
import typing as t
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import InputError
from ..files import read_named
from ..json_text import decode
from .anonymous import Anonymizer, leaks
from .rows import Exchange, Probe, Verdict, summary
from .shapes import Leaf, Map

FORMAT: t.Final = 1


@dataclass(frozen=True)
class Subject:
    """The subject of a bundle.

    :ivar product: EOS or CloudVision.
    :ivar source: `device`, or `lab` for a bundle that the project's own lab has answered.
    """

    product: str
    model: str
    release: str
    transport: str
    level: str
    source: str = "device"

    @property
    def file_name(self) -> str:
        """conformance-MODEL-RELEASE.json"""
        plain = [re.sub(r"[^A-Za-z0-9._]+", "-", each).strip("-.") or "unknown" for each in (self.model, self.release)]
        return f"conformance-{'-'.join(plain)}.json"


@dataclass(frozen=True)
class Bundle:
    """A bundle as it was read.

    :ivar results: result by the row's id.
    :ivar exchanges: by the probe's name.
    """

    subject: Subject
    results: Mapping[str, str]
    exchanges: Mapping[str, Sequence[Exchange]] = field(default_factory=dict)


def render(
    subject: Subject,
    verdicts: Sequence[Verdict],
    probes: Iterable[Probe],
    recorded: Mapping[str, Sequence[Exchange]],
    anonymizer: Anonymizer,
    secrets: Iterable[str] = (),
) -> str:
    """The text of a bundle.

    :param secrets: strings that must not be in it, such as the password of the run.
    :raises InputError: if one is left. Nothing is written then.
    """
    probed = _without_names({probe.name: probe.shapes for probe in probes}, recorded, anonymizer)
    details = [[anonymizer.text(text) for text in verdict.details] for verdict in verdicts]
    rows = [{**verdict.as_dict(), "details": found} for verdict, found in zip(verdicts, details, strict=True)]
    data = {
        "format": FORMAT,
        **subject.__dict__,
        "summary": summary(verdicts),
        "rows": rows,
        "probes": probed,
    }
    text = json.dumps(data, indent=1, ensure_ascii=True) + "\n"
    replies = [each["reply"] for found in probed.values() for each in found]
    _check_names(json.dumps([replies, details], ensure_ascii=False), anonymizer, secrets)
    return text


def _without_names(
    shapes: Mapping[str, Mapping[int, t.Any]], recorded: Mapping[str, Sequence[Exchange]], anonymizer: Anonymizer
) -> dict[str, list[dict[str, t.Any]]]:
    """The requests of probes, and the replies without names. All names are learned before the first is replaced."""
    for name, exchanges in recorded.items():
        for place, exchange in enumerate(exchanges):
            anonymizer.learn(_whole(shapes[name].get(place)), dict(exchange.reply))
    return {
        name: [
            {
                "request": dict(exchange.request),
                "reply": anonymizer.value(_whole(shapes[name].get(place)), dict(exchange.reply)),
            }
            for place, exchange in enumerate(exchanges)
        ]
        for name, exchanges in recorded.items()
    }


def _check_names(text: str, anonymizer: Anonymizer, secrets: Iterable[str]) -> None:
    """Refuse a text that still holds a name of the device, or a secret."""
    left = leaks(text, {*anonymizer.identities(), *(each for each in secrets if len(each) > 2)})
    if left:
        raise InputError(
            f"the bundle would hold {len(left)} names of the device, so it is not written.",
            hint="Please report that, without the names.",
        )


def _whole(shape: t.Any) -> t.Any:
    """The shape of a reply, whose output has the given one."""
    return {**REPLY, "output?": shape if shape is not None else None}


#: What every reply may hold beside the output.
REPLY: t.Final[dict[str, t.Any]] = {
    "error?": {
        "type": Leaf("text", (str,)),
        "code": Leaf("code", (str,)),
        "command_index?": None,
        "errors": None,
    },
    "status?": Leaf("number", (int,)),
    "headers?": Map(None, names=False),
    "body?": {
        "jsonrpc?": Leaf("text", (str,)),
        "id?": None,
        "result?": None,
        "error?": {"code?": Leaf("number", (int,)), "message?": None, "data?": None},
    },
}


def load(path: str) -> Bundle:
    """Read a bundle.

    :raises InputError: for a file that is none.
    """
    try:
        data = decode(read_named(path))
        subject = Subject(
            *(str(data[name]) for name in ("product", "model", "release", "transport", "level", "source"))
        )
        if data["format"] != FORMAT:
            raise InputError(f"{path} has the format {data['format']}; this release reads {FORMAT}.")
        results = {str(row["id"]): str(row["result"]) for row in data["rows"]}
        exchanges = {
            str(name): [Exchange(dict(each["request"]), dict(each["reply"])) for each in found]
            for name, found in data["probes"].items()
        }
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise InputError(f"{path} is no bundle of the conformance kit.") from error
    return Bundle(subject, results, exchanges)
