# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of what is assumed of CloudVision, and a run of it."""

from __future__ import annotations

import typing as t
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence

from ...common.cleanup import undone
from ...common.conformance.anonymous import Anonymizer
from ...common.conformance.bundle import Subject, render
from ...common.conformance.findings import Findings
from ...common.conformance.rows import (
    Assumption,
    Judge,
    Probe,
    Reply,
    Request,
    Run,
    SkippedError,
    UnknownError,
    Verdict,
)
from ...common.conformance.shapes import FLAG, NAME, NUMBER, TEXT, WORD, Map, differences
from ..resources.plain import PlainResources
from ..workspaces.builds import BUILD, STATE_PREFIX
from ..workspaces.workspace import CONFIG, WORKSPACE
from .executor import CloudVisionExecutor

LEVELS: t.Final = ("read", "workspace")
DEVICE: t.Final = "inventory.v1.Device"
TAG: t.Final = "tag.v2.Tag"
NOTHING: t.Final = "aerie-conformance-nothing"
LABEL: t.Final = "aerie-conformance"
SPEC: t.Final = "CloudVision Resource APIs"
CURRENT: t.Final = "captures of public clients"


def output(reply: Reply) -> t.Any:
    """The output of a request; an error is UnknownError, SkippedError or ValueError."""
    error = reply.get("error")
    if not error:
        return reply["output"]
    said = f"{error['code']}: {'; '.join(error['errors'])}"
    if error["type"] == "UnimplementedError":
        raise UnknownError(said)
    if error["type"] == "ForbiddenError":
        raise SkippedError(f"the account may not do this ({said})")
    raise ValueError(said)


def _list_shape_judge(shape: t.Any, place: int = 0) -> Judge:
    def judge(replies: Sequence[Reply]) -> Iterator[str]:
        found = output(replies[place])
        if not found["values"]:
            raise SkippedError("there is none to judge")
        yield from differences([shape], found["values"], "values")

    return judge


def _that(true: Callable[[t.Any], bool], otherwise: str, place: int = 0) -> Judge:
    """The output at a place is as said."""

    def judge(replies: Sequence[Reply]) -> Iterator[str]:
        if not true(output(replies[place])):
            yield otherwise

    return judge


def _list_request(model: str, *filters: t.Any) -> Request:
    return {"kind": "list", "model": model, "filters": list(filters)}


def _follow(model: str, wanted: t.Any) -> Request:
    return {"kind": "follow", "model": model, "filter": wanted}


DEVICE_SHAPE: t.Final = {
    "key": {"device_id": NAME},
    "streaming_status?": WORD,
    "software_version?": WORD,
    "model_name?": WORD,
    "hostname?": NAME,
    "fqdn?": NAME,
    "system_mac_address?": NAME,
    "domain_name?": NAME,
}
WORKSPACE_SHAPE: t.Final = {
    "key": {"workspace_id": NAME},
    "state?": WORD,
    "display_name?": TEXT,
    "description?": TEXT,
    "created_by?": NAME,
    "last_modified_by?": NAME,
    "responses?": Map({"status?": WORD, "code?": WORD, "message?": TEXT}),
    "last_build_id?": NAME,
    "needs_build?": FLAG,
    "needs_rebase?": FLAG,
}
CHANGE_SHAPE: t.Final = {
    "key": {"id": NAME},
    "status?": WORD,
    "change?": {"name?": TEXT, "notes?": TEXT, "user?": NAME},
}
BUILD_SHAPE: t.Final = {"key": {"workspace_id": NAME, "build_id": NAME}, "state?": WORD, "built_by?": NAME}
TAG_SHAPE: t.Final = {
    "key": {"workspace_id": NAME, "element_type": WORD, "label": NAME, "value": NAME},
    "creator_type?": WORD,
}
TAGS_SHAPE: t.Final = {"count": NUMBER, "values": [TAG_SHAPE]}
SET_ECHO: t.Final = {"key": {"workspace_id": NAME}}


def _row(
    id: str,
    says: str,
    judge: Judge,
    probe: Probe,
    used_by: tuple[str, ...],
    source: str = SPEC,
    optional: bool = False,
) -> Assumption:
    return Assumption(id, says, probe, judge, used_by, source, optional=optional)


def _list_row(name: str, model: str, shape: t.Any, *filters: t.Any) -> Probe:
    return Probe(name, (_list_request(model, *filters),), shapes={0: {"count": NUMBER, "values": [shape]}})


_DEVICES: t.Final = _list_row("cv-devices", DEVICE, DEVICE_SHAPE)
_ACTIVE: t.Final = _list_row("cv-filter", DEVICE, DEVICE_SHAPE, {"streaming_status": "STREAMING_STATUS_ACTIVE"})
_NONE: t.Final = _list_row("cv-filter-none", DEVICE, DEVICE_SHAPE, {"key": {"device_id": NOTHING}})

READ_ROWS: t.Final = (
    _row(
        "cv-devices",
        "Devices have an id, and streaming status, release, model and names where they are known.",
        _list_shape_judge(DEVICE_SHAPE),
        _DEVICES,
        ("inventory cloudvision", "cloudvision_device"),
    ),
    _row(
        "cv-get-none",
        "A resource that does not exist is answered with NOT_FOUND.",
        _that(lambda value: value is None, "there is one"),
        Probe("cv-get-none", ({"kind": "get", "model": DEVICE, "key": {"device_id": NOTHING}},)),
        ("cloudvision_resource_info",),
    ),
    _row(
        "cv-get-some",
        "A batch of keys is answered key by key, also for those that do not exist.",
        _that(lambda values: values == [None, None], "it has other answers"),
        Probe(
            "cv-get-some",
            (
                {
                    "kind": "get_some",
                    "model": DEVICE,
                    "keys": [{"device_id": NOTHING}, {"device_id": f"{NOTHING}-2"}],
                },
            ),
        ),
        ("cloudvision_resource_info", "cloudvision_tag"),
        optional=True,
    ),
    _row(
        "cv-filter",
        "A filter gives the resources whose fields it names, and no others.",
        _that(
            lambda found: all(each.get("streaming_status") == "STREAMING_STATUS_ACTIVE" for each in found["values"]),
            "it gives others",
        ),
        _ACTIVE,
        ("inventory cloudvision", "cloudvision_resource_info"),
    ),
    _row(
        "cv-filter-none",
        "A filter that nothing passes gives an empty list.",
        _that(lambda found: found["count"] == 0, "it gives resources"),
        _NONE,
        ("inventory cloudvision",),
    ),
    _row(
        "cv-stream-sync",
        "A subscription says when it has sent what there is, also where there is nothing.",
        _that(lambda found: found == {}, "it begins with a resource"),
        Probe("cv-stream-sync", (_follow(DEVICE, {"key": {"device_id": NOTHING}}),)),
        ("event source cloudvision", "cloudvision_workspace", "cloudvision_change_control"),
    ),
    _row(
        "cv-workspaces",
        "Workspaces have an id and a state; requests are answered under their ids.",
        _list_shape_judge(WORKSPACE_SHAPE),
        _list_row("cv-workspaces", WORKSPACE, WORKSPACE_SHAPE),
        ("cloudvision_workspace",),
    ),
    _row(
        "cv-change-controls",
        "Change controls have an id and a status.",
        _list_shape_judge(CHANGE_SHAPE),
        _list_row("cv-change-controls", "changecontrol.v1.ChangeControl", CHANGE_SHAPE),
        ("cloudvision_change_control",),
    ),
    _row(
        "cv-tags",
        "Tags of the mainline have the workspace ''.",
        _list_shape_judge(TAG_SHAPE),
        _list_row("cv-tags", TAG, TAG_SHAPE, {"key": {"workspace_id": ""}}),
        ("cloudvision_tag", "inventory cloudvision"),
    ),
    _row(
        "cv-token-claims",
        "A token is a JSON Web Token.",
        _that(bool, "it has no claims"),
        Probe("cv-token-claims", ({"kind": "claims"},), needs=frozenset({"token"}), shapes={0: [WORD]}),
        ("connection cloudvision", "cloudvision_service_account_token"),
        CURRENT,
    ),
)

_KEY: t.Final = {"workspace_id": "{workspace}"}


def _tag(value: str) -> dict[str, t.Any]:
    return {"key": {**_KEY, "element_type": "ELEMENT_TYPE_DEVICE", "label": LABEL, "value": value}}


def _ask(verb: str, name: str) -> Request:
    """Set a request to the workspace, under an id."""
    values = {"key": _KEY, "request": f"REQUEST_{verb}", "request_params": {"request_id": f"{{{name}}}"}}
    return {"kind": "set", "model": CONFIG, "values": values}


_ABANDON: t.Final = _ask("ABANDON", "request")


def _wait_request(*until: str, field: str = "state") -> Request:
    return {"kind": "wait", "model": WORKSPACE, "key": _KEY, "field": field, "until": list(until)}


def _ended(name: str) -> Request:
    """Wait for the response to the request with an id."""
    return _wait_request("RESPONSE_STATUS_SUCCESS", "RESPONSE_STATUS_FAIL", field=f"responses.{{{name}}}.status")


#: The places of the replies to look at: the first of a subscription, then after each request, and after the end.
_FIRST, _REBASED, _BUILT, _BUILDS, _CLOSED, _REFUSED, _MAINLINE = 6, 8, 10, 11, 13, 14, 15
_CYCLE: t.Final = Probe(
    "cv-workspace",
    (
        {"kind": "set", "model": CONFIG, "values": {"key": _KEY, "display_name": LABEL}},
        {"kind": "get", "model": WORKSPACE, "key": _KEY},
        _wait_request("WORKSPACE_STATE_PENDING"),
        {"kind": "set", "model": "tag.v2.TagConfig", "values": _tag("one")},
        {"kind": "set_some", "model": "tag.v2.TagConfig", "many": [_tag("two"), _tag("three")]},
        _list_request("tag.v2.TagConfig", {"key": _KEY}),
        _follow(WORKSPACE, {"key": _KEY}),
        _ask("REBASE", "rebase"),
        _ended("rebase"),
        _ask("START_BUILD", "build"),
        _ended("build"),
        _list_request(BUILD, {"key": _KEY}),
        _ABANDON,
        _wait_request("WORKSPACE_STATE_ABANDONED"),
        {"kind": "set", "model": "tag.v2.TagConfig", "values": _tag("four")},
        _list_request(TAG, {"key": {"workspace_id": "", "label": LABEL}}),
    ),
    level="workspace",
    shapes={
        **dict.fromkeys((0, 7, 9, 12), SET_ECHO),
        **dict.fromkeys((1, 2, _FIRST, _REBASED, _BUILT, _CLOSED), WORKSPACE_SHAPE),
        **dict.fromkeys((3, _REFUSED), TAG_SHAPE),
        **dict.fromkeys((5, _MAINLINE), TAGS_SHAPE),
        _BUILDS: {"count": NUMBER, "values": [BUILD_SHAPE]},
    },
)


def _responses(replies: Sequence[Reply], before: int, place: int) -> list[str]:
    """The statuses of the responses at a place that were not there before."""
    old, new = ((output(replies[each]) or {}).get("responses") or {} for each in (before, place))
    return [each.get("status", "missing") for name, each in new.items() if name not in old]


def _response_judge(what: str, before: int, place: int) -> Judge:
    """The one response that has come between two places is a success."""

    def judge(replies: Sequence[Reply]) -> Iterator[str]:
        found = _responses(replies, before, place)
        if found != ["RESPONSE_STATUS_SUCCESS"]:
            yield f"the response to {what} is {', '.join(found) or 'missing'}"

    return judge


def _overtaken(replies: Sequence[Reply]) -> bool:
    """Whether somebody else's submission has made a rebase necessary."""
    return bool((output(replies[_FIRST]) or {}).get("needs_rebase"))


def _rebase(replies: Sequence[Reply]) -> Iterator[str]:
    if not _overtaken(replies) and "RESPONSE_STATUS_FAIL" in _responses(replies, _FIRST, _REBASED):
        raise SkippedError("it is refused where it is not necessary: nobody has submitted a change meanwhile")
    yield from _response_judge("the rebase", _FIRST, _REBASED)(replies)


def _rebased(replies: Sequence[Reply]) -> Iterator[str]:
    if not _overtaken(replies):
        raise SkippedError("nobody has submitted a change meanwhile that makes a rebase necessary")
    if output(replies[_REBASED]).get("needs_rebase"):
        yield "the workspace still needs a rebase"


def _built(replies: Sequence[Reply]) -> Iterator[str]:
    yield from _response_judge("the build", _REBASED, _BUILT)(replies)
    workspace = output(replies[_BUILT])
    if not workspace.get("last_build_id"):
        yield "the workspace does not name its last build"
    if workspace.get("needs_build"):
        yield "the workspace still needs a build"


def _result_of_build(replies: Sequence[Reply]) -> Iterator[str]:
    last = output(replies[_BUILT]).get("last_build_id")
    found = [each for each in output(replies[_BUILDS])["values"] if each["key"]["build_id"] == last]
    if not found:
        yield "there is none"
    elif not str(found[0].get("state", "")).startswith(STATE_PREFIX):
        yield f"its state is {found[0].get('state', 'missing')}"


def _judge_refusal(replies: Sequence[Reply]) -> Iterator[str]:
    if not replies[_REFUSED].get("error"):
        yield "it is taken"


def _of_cycle(id: str, says: str, judge: Judge, used_by: tuple[str, ...] = ("cloudvision_workspace",)) -> Assumption:
    return _row(id, says, judge, _CYCLE, used_by)


WORKSPACE_ROWS: t.Final = (
    _of_cycle(
        "cv-workspace-set",
        "A workspace is created by setting its configuration.",
        _that(lambda value: bool(value["key"]["workspace_id"]), "it has no id"),
    ),
    _of_cycle(
        "cv-workspace-new",
        "A new workspace is not there yet, has no state yet, or is pending.",
        _that(
            lambda value: (
                (value or {}).get("state", "WORKSPACE_STATE_UNSPECIFIED")
                in ("WORKSPACE_STATE_UNSPECIFIED", "WORKSPACE_STATE_PENDING")
            ),
            "it has another state",
            1,
        ),
    ),
    _of_cycle(
        "cv-workspace-pending",
        "It becomes pending, and takes changes from then on.",
        _that(lambda value: value.get("state") == "WORKSPACE_STATE_PENDING", "it does not", 2),
    ),
    _of_cycle(
        "cv-workspace-edit",
        "What is set in a workspace is echoed with its key.",
        _that(lambda value: value["key"]["label"] == LABEL, "it is not", 3),
        ("cloudvision_tag", "cloudvision_configlet", "cloudvision_studio_inputs"),
    ),
    _of_cycle(
        "cv-workspace-edits",
        "Several values are set in one call, and a filter by the workspace gives those of the workspace.",
        _that(lambda found: found["count"] == 3, "it gives another number", 5),
        ("cloudvision_tag",),
    ),
    _of_cycle(
        "cv-stream-initial",
        "A subscription begins with what there is.",
        _that(lambda found: bool(found.get("key")), "it does not", _FIRST),
        ("event source cloudvision", "cloudvision_workspace"),
    ),
    _of_cycle("cv-workspace-rebase", "A rebase ends, and its response stands under the id of its request.", _rebase),
    _of_cycle(
        "cv-workspace-rebased",
        "After a rebase, a workspace that somebody else's submission has overtaken does not need one any more.",
        _rebased,
    ),
    _of_cycle("cv-workspace-build", "A build ends, and its response stands under the id of its request.", _built),
    _of_cycle(
        "cv-workspace-build-result",
        "The result of a build is under the id that the workspace names as its last build, and has a state.",
        _result_of_build,
        ("cloudvision_workspace", "cloudvision_deploy"),
    ),
    _of_cycle(
        "cv-workspace-abandoned",
        "An abandoned workspace has the state abandoned.",
        _that(lambda value: value.get("state") == "WORKSPACE_STATE_ABANDONED", "it has another state", _CLOSED),
    ),
    _of_cycle(
        "cv-workspace-response",
        "The response to a request stands under its id, with a status.",
        _response_judge("the request to abandon it", _BUILT, _CLOSED),
    ),
    _of_cycle("cv-workspace-closed", "A workspace that is abandoned takes no changes.", _judge_refusal),
    _of_cycle(
        "cv-workspace-no-effect",
        "What an abandoned workspace had is not in the mainline.",
        _that(lambda found: found["count"] == 0, "it is there", _MAINLINE),
    ),
)
#: Every assumption about CloudVision, in the order in which they are asked.
ROWS: t.Final[tuple[Assumption, ...]] = (*READ_ROWS, *WORKSPACE_ROWS)


def examine(
    objects: PlainResources,
    level: str = "read",
    token: str = "",
    known: Iterable[str] = (),
    source: str = "device",
) -> Findings:
    """Judge all rows on a CloudVision. At the level `read` nothing is set; `workspace` abandons what it creates.

    :param known: names to replace in the bundle.
    """
    workspace = f"{LABEL}-{uuid.uuid4()}"
    verdicts, run = judge_rows(objects, level, token, workspace)
    subject = Subject("CloudVision", "CloudVision", "current", "grpc", level, source)
    anonymizer = Anonymizer({workspace: LABEL, NOTHING: NOTHING})
    for each in known:
        anonymizer.name(each)
    probes = [row.probe for row in ROWS]
    return Findings(subject, verdicts, lambda: render(subject, verdicts, probes, run.recorded, anonymizer))


def judge_rows(objects: PlainResources, level: str, token: str, workspace: str) -> tuple[list[Verdict], Run]:
    """The verdicts about all rows, and what was sent for them.

    :param workspace: the id of the workspace to create, and to abandon.
    """
    names = {"workspace": workspace, **{name: str(uuid.uuid4()) for name in ("request", "rebase", "build")}}
    executor = CloudVisionExecutor(objects, names, token)
    run = Run(executor, "", frozenset(LEVELS[: LEVELS.index(level) + 1]))
    with undone(lambda: executor.reply(_ABANDON) if level == "workspace" else None):
        verdicts = [run.verdict(row) for row in ROWS]
    return verdicts, run
