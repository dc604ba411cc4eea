# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""AWX's REST API over TLS, as far as loading templates needs it, with AWX's rules (awx/api, awx/main).

It is stricter in one point: AWX leaves out keys that it does not know, this one refuses them.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from lab import pki

from . import awx_rules

PAGE_SIZE: Final = 25
MAX_PAGE_SIZE: Final = 200
TOKEN: Final = "t0ken-of-an-administrator"

#: What templates and schedules may notify of, the last one for workflows alone.
EVENTS: Final = ("started", "success", "error", "approvals")
ASKS: Final = (
    "ask_limit_on_launch",
    "ask_credential_on_launch",
    "ask_inventory_on_launch",
    "ask_variables_on_launch",
    "ask_job_type_on_launch",
)


@dataclass(frozen=True)
class Kind:
    """What AWX knows of one kind of object.

    :ivar fields: what can be written, with the defaults.
    :ivar unique: the fields that tell two objects apart.
    :ivar links: fields that hold the number of another object, with its kind.
    """

    fields: dict[str, Any]
    unique: tuple[str, ...]
    required: tuple[str, ...] = ("name",)
    links: dict[str, str] = field(default_factory=dict)


NAMED: Final = {"name": "", "description": ""}
KINDS: Final[dict[str, Kind]] = {
    "organizations": Kind(NAMED, ("name",)),
    "execution_environments": Kind({**NAMED, "image": ""}, ("name",)),
    "credential_types": Kind({**NAMED, "kind": "", "inputs": {}, "injectors": {}}, ("name", "kind"), ("name", "kind")),
    "credentials": Kind(
        {**NAMED, "organization": None, "credential_type": None, "inputs": {}},
        ("name", "organization", "credential_type"),
        ("name", "credential_type"),
        {"organization": "organizations", "credential_type": "credential_types"},
    ),
    "projects": Kind(
        {**NAMED, "organization": None, "scm_type": "", "scm_url": "", "scm_branch": ""},
        ("name", "organization"),
        links={"organization": "organizations"},
    ),
    "inventories": Kind(
        {**NAMED, "organization": None, "variables": ""},
        ("name", "organization"),
        ("name", "organization"),
        {"organization": "organizations"},
    ),
    "inventory_sources": Kind(
        {
            **NAMED,
            "inventory": None,
            "source": "",
            "source_path": "",
            "source_project": None,
            "overwrite": False,
            "overwrite_vars": False,
            "update_on_launch": False,
            "update_cache_timeout": 0,
        },
        ("name", "inventory"),
        ("name", "inventory", "source"),
        {"inventory": "inventories", "source_project": "projects"},
    ),
    "job_templates": Kind(
        {
            **NAMED,
            "job_type": "run",
            "inventory": None,
            "project": None,
            "execution_environment": None,
            "playbook": "",
            "diff_mode": False,
            "survey_enabled": False,
            "extra_vars": "",
            "job_slice_count": 1,
            **dict.fromkeys(ASKS, False),
        },
        ("name", "project"),
        ("name", "project"),
        {
            "inventory": "inventories",
            "project": "projects",
            "execution_environment": "execution_environments",
        },
    ),
    "workflow_job_templates": Kind(
        {
            **NAMED,
            "organization": None,
            "survey_enabled": False,
            "allow_simultaneous": False,
            "extra_vars": "",
            **dict.fromkeys(ASKS, False),
        },
        ("name", "organization"),
        links={"organization": "organizations"},
    ),
    "labels": Kind(
        {"name": "", "organization": None}, ("name", "organization"), links={"organization": "organizations"}
    ),
    "notification_templates": Kind({**NAMED, "notification_type": "email"}, ("name",)),
    "schedules": Kind(
        {**NAMED, "unified_job_template": None, "rrule": "", "enabled": True},
        ("name", "unified_job_template"),
        ("name", "unified_job_template", "rrule"),
        {"unified_job_template": "job_templates"},
    ),
    "workflow_approval_templates": Kind({**NAMED, "timeout": 0}, ("id",)),
    "workflow_job_template_nodes": Kind(
        {"identifier": "", "workflow_job_template": None, "unified_job_template": None},
        ("identifier", "workflow_job_template"),
        ("workflow_job_template",),
        {"workflow_job_template": "workflow_job_templates", "unified_job_template": "job_templates"},
    ),
}
EDGES: Final = ("success_nodes", "failure_nodes", "always_nodes")
WITH_CREDENTIALS: Final = ("job_templates", "inventory_sources")
WITH_SURVEYS: Final = ("job_templates", "workflow_job_templates")


class Refused(Exception):
    """A status and what AWX says."""

    def __init__(self, status: int, said: Any) -> None:
        """:param said: the reply's body."""
        super().__init__(said)
        self.status, self.said = status, said


class Awx:
    """The objects of an AWX.

    :ivar url: where it is, without a path.
    :ivar changes: method and path of the requests that were to change something.
    :ivar playbooks: what projects hold once they were fetched.
    :ivar fetch_status: how fetching a project ends.
    :ivar administrator: whether the token's user is one.
    """

    def __init__(self, playbooks: list[str]) -> None:
        """An AWX with its organization, and with credential types of others."""
        self.objects: dict[str, dict[int, dict[str, Any]]] = {kind: {} for kind in KINDS}
        self.surveys: dict[tuple[str, int], dict[str, Any]] = {}
        self.credentials: dict[tuple[str, int], list[int]] = {}
        self.edges: dict[tuple[str, int], list[int]] = {}
        self.attached: dict[tuple[str, int, str], list[int]] = {}
        self.looks: dict[int, int] = {}
        self.changes: list[str] = []
        self.playbooks = playbooks
        self.fetch_status = "successful"
        self.administrator = True
        self.url = ""
        self.add("organizations", name="Default")
        self.add("organizations", name="Other")
        self.add("execution_environments", name="Network EE")
        for number in range(2 * PAGE_SIZE):
            self.add("credential_types", name=f"Arista {number}", kind="cloud")

    # -- objects -------------------------------------------------------------------------------------------------

    def add(self, path: str, **values: Any) -> dict[str, Any]:
        """Store an object without asking any rule."""
        number = 1 + max((number for objects in self.objects.values() for number in objects), default=0)
        self.objects[path][number] = {"id": number, **copy.deepcopy(KINDS[path].fields), **values}
        return self.objects[path][number]

    def named(self, kind: str, name: str) -> dict[str, Any]:
        """The one object of a name, or of an identifier."""
        found = [each for each in self.objects[kind].values() if name in (each.get("name"), each.get("identifier"))]
        assert len(found) == 1, f"{len(found)} {kind} are called {name}"
        return found[0]

    def shown(self, kind: str, stored: dict[str, Any]) -> dict[str, Any]:
        """An object as it is read: secrets hidden, with what AWX adds."""
        out = copy.deepcopy(stored)
        number = stored["id"]
        if kind == "credentials":
            fields = self.objects["credential_types"][stored["credential_type"]]["inputs"].get("fields", [])
            hidden = {entry["id"] for entry in fields if entry.get("secret")} & out["inputs"].keys()
            out["inputs"].update(dict.fromkeys(hidden, "$encrypted$"))
        if kind == "projects":
            looks = self.looks[number] = self.looks.get(number, 0) + 1
            out["status"] = "running" if looks < 3 else self.fetch_status
        if kind == "workflow_job_template_nodes":
            out.update({edge: self.edges.get((edge, number), []) for edge in EDGES})
            out["summary_fields"] = self._summary(stored)
        return out

    def _summary(self, node: dict[str, Any]) -> dict[str, Any]:
        for kind, job_type in (("job_templates", "job"), ("workflow_approval_templates", "workflow_approval")):
            template = self.objects[kind].get(node["unified_job_template"])
            if template:
                keys = ("id", "name", "description", *(["timeout"] if job_type == "workflow_approval" else []))
                return {"unified_job_template": {**{k: template[k] for k in keys}, "unified_job_type": job_type}}
        return {}

    # -- rules ---------------------------------------------------------------------------------------------------

    def check(self, kind: str, values: Mapping[str, Any], number: int | None) -> None:
        """Refuse what AWX would refuse, before an object is made or changed."""
        rules = KINDS[kind]
        unknown = sorted(set(values) - set(rules.fields))
        if unknown:
            raise Refused(400, {name: ["AWX does not know this field."] for name in unknown})
        stored = self.objects[kind].get(number or 0, {})
        after = {**rules.fields, **stored, **values}
        missing = [name for name in rules.required if not after.get(name)]
        if missing:
            raise Refused(400, {name: ["This field is required."] for name in missing})
        for name, other in rules.links.items():
            if values.get(name) is not None and values[name] not in self.objects[other]:
                raise Refused(400, {name: [f'Invalid pk "{values[name]}" - object does not exist.']})
        for each in self.objects[kind].values():
            if each["id"] != number and all(each[name] == after.get(name) for name in rules.unique):
                raise Refused(400, {"__all__": [f"{kind} with this {rules.unique} combination already exists."]})
        complaints: list[str] = getattr(self, f"_check_{kind}", _anything)(after, stored, values)
        if complaints:
            raise Refused(400, {"detail": complaints})

    def _check_credential_types(
        self, after: dict[str, Any], stored: dict[str, Any], values: Mapping[str, Any]
    ) -> list[str]:
        used = {each["credential_type"] for each in self.objects["credentials"].values()}
        if stored and stored["id"] in used and values.get("inputs", stored["inputs"]) != stored["inputs"]:
            said = "Modifications to inputs are not allowed for credential types that are in use"
            raise Refused(403, {"detail": said})
        return awx_rules.credential_type({key: value for key, value in after.items() if key != "id"})

    def _check_credentials(self, after: dict[str, Any], stored: dict[str, Any], values: Mapping[str, Any]) -> list[str]:
        return awx_rules.credential(self.objects["credential_types"][after["credential_type"]], after["inputs"])

    def _check_inventories(self, after: dict[str, Any], stored: dict[str, Any], values: Mapping[str, Any]) -> list[str]:
        return awx_rules.variables(after["variables"])

    def _check_inventory_sources(
        self, after: dict[str, Any], stored: dict[str, Any], values: Mapping[str, Any]
    ) -> list[str]:
        return (
            [] if after["source"] == "scm" and after["source_project"] else ["Project required for scm type sources."]
        )

    def _check_schedules(self, after: dict[str, Any], stored: dict[str, Any], values: Mapping[str, Any]) -> list[str]:
        return awx_rules.schedule(after["rrule"])

    def _check_job_templates(
        self, after: dict[str, Any], stored: dict[str, Any], values: Mapping[str, Any]
    ) -> list[str]:
        if not after["inventory"] and not after["ask_inventory_on_launch"]:
            return ["You must either set a default value or ask to prompt on launch."]
        slices = after["job_slice_count"]
        if not isinstance(slices, int) or slices < 0:
            return ["A valid integer is required."]
        fetched = self.looks.get(after["project"], 0) >= 3
        if after["playbook"] not in (self.playbooks if fetched else []):
            return ["Playbook not found for project."]
        return awx_rules.variables(after["extra_vars"])

    # -- requests ------------------------------------------------------------------------------------------------

    def listed(self, kind: str, query: Mapping[str, str], path: str) -> dict[str, Any]:
        """A page of a list, filtered by equal fields."""
        wanted = {name: value for name, value in query.items() if name not in ("page", "page_size")}
        for name in wanted:
            if name != "id" and name not in KINDS[kind].fields:
                raise Refused(400, {"detail": f"{kind} has no field named {name}"})
        found = [
            each
            for each in self.objects[kind].values()
            if all(str(each[name]) == value for name, value in wanted.items())
        ]
        return _page([self.shown(kind, each) for each in found], query, path)

    def make(self, kind: str, values: dict[str, Any]) -> dict[str, Any]:
        """POST to a list."""
        if kind == "workflow_approval_templates":
            raise Refused(405, {"detail": 'Method "POST" not allowed.'})
        values = _trimmed(values)
        self.check(kind, values, None)
        return self.shown(kind, self.add(kind, **copy.deepcopy(values)))

    def change(self, kind: str, number: int, values: dict[str, Any]) -> dict[str, Any]:
        """PATCH of an object."""
        values = _trimmed(values)
        self.check(kind, values, number)
        self.objects[kind][number].update(copy.deepcopy(values))
        return self.shown(kind, self.objects[kind][number])

    def below(
        self, kind: str, number: int, part: str, method: str, given: dict[str, Any], query: Mapping[str, str]
    ) -> Any:
        """A request to what belongs to an object."""
        if part == "survey_spec" and kind in WITH_SURVEYS:
            if method == "GET":
                return self.surveys.get((kind, number), {})
            complaints = awx_rules.survey(given)
            if complaints:
                raise Refused(400, {"error": complaints})
            self.surveys[kind, number] = given
            return {}
        if part == "credentials" and kind in WITH_CREDENTIALS:
            attached = self.credentials.setdefault((kind, number), [])
            if method == "GET":
                return _page([self.objects["credentials"][each] for each in attached], query, part)
            return self._attach(attached, given)
        if part in self._attachments(kind):
            return self._associate(kind, number, part, method, given, query)
        if part == "create_approval_template" and kind == "workflow_job_template_nodes" and method == "POST":
            self.check("workflow_approval_templates", given, None)
            made = self.add("workflow_approval_templates", **given)
            self.objects[kind][number]["unified_job_template"] = made["id"]
            return made
        if part in EDGES and kind == "workflow_job_template_nodes" and method == "POST":
            return self._connect(part, number, given)
        raise Refused(404, {"detail": "Not found."})

    def _attachments(self, kind: str) -> dict[str, str]:
        """What can be attached to a kind of object, by the name of the list: its kind."""
        if kind not in WITH_SURVEYS:
            return {}
        events = EVENTS if kind == "workflow_job_templates" else EVENTS[:-1]
        return {"labels": "labels", **{f"notification_templates_{event}": "notification_templates" for event in events}}

    def _associate(
        self, kind: str, number: int, part: str, method: str, given: dict[str, Any], query: Mapping[str, str]
    ) -> dict[str, Any] | None:
        other = self._attachments(kind)[part]
        attached = self.attached.setdefault((kind, number, part), [])
        if method == "GET":
            return _page([self.objects[other][each] for each in attached], query, part)
        found = given.get("id")
        if other == "labels" and "name" in given:  # one of that name is taken, else made
            same = [each["id"] for each in self.objects["labels"].values() if given.items() <= each.items()]
            found = same[0] if same else self.make("labels", given)["id"]
        if found not in self.objects[other]:
            raise Refused(400, {"id": [f'Invalid pk "{found}" - object does not exist.']})
        if found not in attached:
            attached.append(found)
        return None

    def _attach(self, attached: list[int], given: dict[str, Any]) -> None:
        credentials = self.objects["credentials"]
        if given.get("id") not in credentials:
            raise Refused(400, {"msg": "Credential 'id' field is missing."})
        kinds = [credentials[each]["credential_type"] for each in attached]
        if credentials[given["id"]]["credential_type"] in kinds:
            raise Refused(400, {"error": "Cannot assign multiple credentials of one type."})
        attached.append(given["id"])

    def _connect(self, edge: str, number: int, given: dict[str, Any]) -> None:
        follower = int(given.get("id", 0))
        followers = self.edges.setdefault((edge, number), [])
        if given.get("disassociate"):
            followers.remove(follower)
            return
        nodes = self.objects["workflow_job_template_nodes"]
        if follower not in nodes or follower == number or self._leads_to(follower, number):
            raise Refused(400, {"Error": "Cycle detected."})
        if any(follower in self.edges.get((other, number), []) for other in EDGES if other != edge):
            raise Refused(400, {"Error": "Relationship not allowed."})
        followers.append(follower)

    def _leads_to(self, start: int, end: int) -> bool:
        following = [each for edge in EDGES for each in self.edges.get((edge, start), [])]
        return end in following or any(self._leads_to(each, end) for each in following)


def _trimmed(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the fields of AWX's serializers take them: texts lose white space at their ends."""
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def _anything(*_given: Mapping[str, Any]) -> list[str]:
    """The rules of kinds that have none beside those of their fields."""
    return []


def _page(found: list[dict[str, Any]], query: Mapping[str, str], path: str) -> dict[str, Any]:
    size, page = min(int(query.get("page_size", PAGE_SIZE)), MAX_PAGE_SIZE), int(query.get("page", 1))
    more = len(found) > page * size
    following = f"{path}?page={page + 1}&page_size={size}" if more else None
    return {"count": len(found), "next": following, "results": found[(page - 1) * size : page * size]}


async def _answer(awx: Awx, request: web.Request) -> tuple[int, Any]:
    if request.headers.get("Authorization") != f"Bearer {TOKEN}":
        raise Refused(401, {"detail": "Authentication credentials were not provided."})
    parts = request.path.strip("/").split("/")
    if request.path == "/api/v2/me/":
        return 200, {"count": 1, "results": [{"id": 1, "username": "ann", "is_superuser": awx.administrator}]}
    if not request.path.endswith("/") or parts[:2] != ["api", "v2"] or parts[2] not in KINDS:
        raise Refused(404, {"detail": "The requested resource could not be found."})
    kind, rest = parts[2], parts[3:]
    if request.method != "GET":
        awx.changes.append(f"{request.method} {request.path}")
    given = await request.json() if request.method != "GET" else {}
    if not rest:
        return (
            (201, awx.make(kind, given))
            if request.method == "POST"
            else (200, awx.listed(kind, request.query, request.path))
        )
    if int(rest[0]) not in awx.objects[kind]:
        raise Refused(404, {"detail": "Not found."})
    if rest[1:]:
        body = awx.below(kind, int(rest[0]), rest[1], request.method, given, request.query)
        return (204 if body is None else 201 if rest[1].startswith("create") else 200), body
    if request.method == "PATCH":
        return 200, awx.change(kind, int(rest[0]), given)
    return 200, awx.shown(kind, awx.objects[kind][int(rest[0])])


@contextlib.contextmanager
def serve(awx: Awx, folder: Path) -> Iterator[Path]:
    """Serve an AWX over TLS on loopback, in a thread; gives the file of its CA."""
    authorities = pki.Authorities()
    certificate, key = authorities.server_certificate("127.0.0.1").write(folder, "awx")
    ca_path = folder / "awx-ca.pem"
    ca_path.write_bytes(authorities.server.certificate_pem)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)

    async def handle(request: web.Request) -> web.Response:
        try:
            status, body = await _answer(awx, request)
        except Refused as refused:
            status, body = refused.status, refused.said
        return web.Response(status=204) if status == 204 else web.json_response(body, status=status)

    async def start() -> web.AppRunner:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handle)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
        await site.start()
        awx.url = f"https://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    loop = asyncio.new_event_loop()
    runner = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield ca_path
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
