# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Files that users name, or that stand where ours are to be: pipes, devices, folders, sockets, links and files without
end. None keeps a task waiting, none is read as a whole, none is lost; and each place that opens a file has a rule."""

from __future__ import annotations

import ast
import contextlib
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.aerie.arista.plugins.action import fabric_render
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.credentials import credential_for
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.regions import Node
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.connect.tls import trust_for
from ansible_collections.aerie.arista.plugins.plugin_utils.cloudvision.options import CloudVisionOptions
from ansible_collections.aerie.arista.plugins.plugin_utils.common import files, leftovers, locks
from ansible_collections.aerie.arista.plugins.plugin_utils.common.conformance import bundle
from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import ClientError, InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.session_store import SessionEntry, SessionStore
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import options as eapi_options
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.https import tls
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, Command
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh.host_keys import read_known_hosts
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl import usage
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.ssl.controller_pairs import KeyPair
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.upgrade.serve import size_of
from lab import pki
from support.eapi import options
from support.playrun import AnsibleRunner, Run, isolated_environment
from support.plays import GO_ON, play, task

ROOT = Path(__file__).resolve().parents[2]
#: Seconds after which a test is taken for one that waits for a pipe.
HUNG = 120.0

# --- A rule for each place that opens a file --------------------------------------------------------------------------

NAMED = "a plain file that a user names, links included, of a bounded size, opened without waiting"
KEPT = "a plain file that an earlier run has written, no link"
STORE = "a file of a private folder of this user, no link, opened without waiting"
LOCK = "a lock of a private folder of this user, no link; its content is not read"
OWN_RUN = "a file of the run's own temporary folder, which Ansible makes with mode 0700"
WRITTEN = "written beside, with mode 0600, and renamed: through no link, and in the place of no device"
LOOKED_AT = "checked to be a plain file before it is opened"
LISTED = "the names of a folder; what they are is judged when they are opened"
REMOVED = "a name is removed, not what a link leads to"
FOLDER = "a folder is opened, to be locked"
FOUND = "a file that Ansible's loader has found, checked to be a plain one before it is read"
PACKAGE = "the files of an installed Python package"
SOCKET = "a socket that a user names: what is none refuses the connection"

#: Each call that opens, makes, replaces, lists or removes files, with the rule that it keeps.
RULES = {
    ("action/cloudvision_service_account_token.py", "os.path.getsize"): "only whether it is empty",
    ("plugin_utils/bridge/deployment_files.py", "os.listdir"): LISTED,
    ("plugin_utils/bridge/httpapi_connection.py", "os.open"): OWN_RUN,
    ("plugin_utils/bridge/module_socket.py", "os.rmdir"): OWN_RUN,
    ("plugin_utils/bridge/module_socket.py", "os.unlink"): OWN_RUN,
    ("plugin_utils/bridge/module_socket.py", "tempfile.mkdtemp"): OWN_RUN,
    ("plugin_utils/bridge/run_memory.py", "open"): OWN_RUN,
    ("plugin_utils/bridge/run_memory.py", "os.fdopen"): OWN_RUN,
    ("plugin_utils/bridge/run_memory.py", "os.replace"): OWN_RUN,
    ("plugin_utils/bridge/run_memory.py", "os.unlink"): OWN_RUN,
    ("plugin_utils/bridge/run_memory.py", "tempfile.mkstemp"): OWN_RUN,
    ("plugin_utils/bridge/task_files.py", "action._loader.get_text_file_contents"): FOUND,
    ("plugin_utils/cloudvision/connect/tls.py", ".load_cert_chain"): LOOKED_AT,
    ("plugin_utils/cloudvision/connect/tls.py", "os.listdir"): LISTED,
    ("plugin_utils/cloudvision/resources/models.py", "os.listdir"): PACKAGE,
    ("plugin_utils/common/files.py", "os.fdopen"): NAMED,
    ("plugin_utils/common/files.py", "os.makedirs"): WRITTEN,
    ("plugin_utils/common/files.py", "os.mkdir"): WRITTEN,
    ("plugin_utils/common/files.py", "os.open"): NAMED,
    ("plugin_utils/common/files.py", "os.replace"): WRITTEN,
    ("plugin_utils/common/files.py", "os.unlink"): REMOVED,
    ("plugin_utils/common/files.py", "tempfile.mkstemp"): WRITTEN,
    ("plugin_utils/common/http.py", "self.sock.connect"): SOCKET,
    ("plugin_utils/common/leftovers.py", "os.listdir"): LISTED,
    ("plugin_utils/common/leftovers.py", "os.open"): STORE,
    ("plugin_utils/common/leftovers.py", "os.unlink"): REMOVED,
    ("plugin_utils/common/locks.py", "os.open"): LOCK,
    ("plugin_utils/common/session_store.py", "os.fdopen"): STORE,
    ("plugin_utils/common/session_store.py", "os.open"): LOCK,
    ("plugin_utils/common/session_store.py", "os.replace"): WRITTEN,
    ("plugin_utils/common/session_store.py", "os.unlink"): REMOVED,
    ("plugin_utils/common/session_store.py", "tempfile.mkstemp"): WRITTEN,
    ("plugin_utils/eapi/https/tls.py", "context.load_cert_chain"): LOOKED_AT,
    ("plugin_utils/eapi/https/tls.py", "context.load_verify_locations"): LOOKED_AT,
    ("plugin_utils/eapi/https/tls.py", "os.listdir"): LISTED,
    ("plugin_utils/eapi/ssh/upload.py", "open"): LOOKED_AT,
    ("plugin_utils/eos/backup.py", "os.listdir"): LISTED,
    ("plugin_utils/eos/backup.py", "os.path.getmtime"): KEPT,
    ("plugin_utils/eos/backup.py", "os.unlink"): REMOVED,
    ("plugin_utils/eos/ssl/controller_pairs.py", "os.makedirs"): FOLDER,
    ("plugin_utils/eos/ssl/controller_pairs.py", "os.open"): FOLDER,
    ("plugin_utils/eos/upgrade/serve.py", "open"): LOOKED_AT,
    ("plugin_utils/eos/upgrade/serve.py", "os.path.getsize"): LOOKED_AT,
}  # fmt: skip

#: Functions of these modules that open, make, replace, list or remove something, and methods of any object.
MODULES = frozenset({"os", "os.path", "shutil", "tempfile"})
OPENERS = frozenset(
    (
        *("open", "fdopen", "mkstemp", "mkdtemp", "replace", "rename", "NamedTemporaryFile", "TemporaryDirectory"),
        *("copyfile", "copy", "copy2", "copytree", "move", "rmtree", "mkdir", "makedirs", "unlink", "remove", "rmdir"),
        *("listdir", "scandir", "walk", "symlink", "link", "getsize", "getmtime", "mkfifo", "truncate"),
    )
)
METHODS = frozenset(
    (
        *("read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob", "rglob"),
        *("load_cert_chain", "get_text_file_contents", "load_from_file"),
    )
)


def _called(function: ast.expr) -> str:
    """The dotted name of a called function; what stands before the dot may be no name."""
    if isinstance(function, ast.Attribute):
        return f"{_called(function.value)}.{function.attr}"
    return function.id if isinstance(function, ast.Name) else ""


def _opens(call: ast.Call) -> str | None:
    """The name of the called function, if it does something with a file."""
    name = _called(call.func)
    before, _dot, last = name.rpartition(".")
    if last == "load_verify_locations" and [keyword.arg for keyword in call.keywords] == ["cadata"]:
        return None
    if name in ("open", "self.sock.connect") or last == "load_verify_locations":
        return name
    return name if (before in MODULES and last in OPENERS) or (last in METHODS and "." in name) else None


def _openers() -> set[tuple[str, str]]:
    found = set()
    for path in (ROOT / "plugins").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (name := _opens(node)):
                found.add((path.relative_to(ROOT / "plugins").as_posix(), name))
    return found


def test_each_place_that_opens_a_file_has_a_rule() -> None:
    assert _openers() == set(RULES)


# --- What stands where a file is to be --------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """A test that waits for a pipe fails, instead of hanging."""

    def fail(*_args: Any) -> None:
        raise TimeoutError("something waits for a file")

    before = signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, HUNG)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def _socket(path: Path) -> None:
    """A socket that nobody listens on; its name is made beside, since long ones are not taken."""
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


def _huge(path: Path) -> None:
    path.touch(0o600)
    os.truncate(path, files.LARGEST + 1)


def _to_pipe(path: Path) -> None:
    other = path.with_name("other")
    os.mkfifo(other)
    path.symlink_to(other)


#: What somebody could put in the place of a file, and what is said of it.
KINDS: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a pipe": (os.mkfifo, "it is no plain file"),
    "a link to a pipe": (_to_pipe, "it is no plain file"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "it is no plain file"),
    "a socket": (_socket, "it is no plain file"),
    "a folder": (Path.mkdir, "Is a directory"),
    "a huge file": (_huge, "it is larger than"),
    "a link to itself": (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
}
NODES = (Node("cv", 443),)


def _credential(path: str) -> Any:
    return credential_for(CloudVisionOptions(nodes=NODES, token_file=path))


def _password(module_option: str) -> Callable[[str], Any]:
    return lambda path: eapi_options._secret({module_option: path}.get, module_option.removesuffix("_file"), "option")


def _pair(path: str) -> Any:
    return KeyPair(path, f"{path}.key").read()


#: Readers of one file that a user names.
READERS: dict[str, Callable[[str], Any]] = {
    "ansible_eapi_ca_path": lambda path: options(ca_path=path),
    "ansible_eapi_client_cert": lambda path: options(client_cert=path),
    "ansible_eapi_client_key": lambda path: options(client_cert=os.devnull, client_key=path),
    "ansible_eapi_ssh_private_key_file": lambda path: options(transport="ssh", ssh_private_key_file=path),
    "ansible_eapi_ssh_known_hosts": lambda path: options(transport="ssh", ssh_known_hosts=path),
    "ansible_eapi_password_file": _password("password_file"),
    "ansible_eapi_enable_password_file": _password("enable_password_file"),
    "ansible_cloudvision_token_file": _credential,
    "ansible_cloudvision_ca_path": lambda path: CloudVisionOptions(nodes=NODES, token="t", ca_path=path),
    "ansible_cloudvision_client_cert": lambda path: CloudVisionOptions(nodes=NODES, client_cert=path),
    "cert_path": _pair,
    "a bundle": bundle.load,
}
#: Where a folder may be named as well.
FOLDERS = ("ansible_eapi_ca_path", "ansible_cloudvision_ca_path")


#: Each reader with what it refuses.
REFUSED = [(reader, kind) for reader in READERS for kind in KINDS if not (kind == "a folder" and reader in FOLDERS)]


@pytest.mark.parametrize(("reader", "kind"), REFUSED)
def test_invalid_user_file_is_refused(reader: str, kind: str, tmp_path: Path) -> None:
    make, reason = KINDS[kind]
    path = tmp_path / "named"
    make(path)
    with pytest.raises(ClientError) as caught:
        READERS[reader](str(path))
    assert str(path) in str(caught.value)
    assert reason in str(caught.value)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "a huge file"])
def test_invalid_image_is_refused(kind: str, tmp_path: Path) -> None:
    """An image may be of any size."""
    KINDS[kind][0](tmp_path / "named")
    with pytest.raises(InputError, match=r"src: .*named"):
        size_of(str(tmp_path / "named"))


def test_a_link_to_a_file_of_a_user_is_read(tmp_path: Path) -> None:
    """As containers have their secrets."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "token").write_text("a-token\n")
    (tmp_path / "data" / "token").chmod(0o600)
    (tmp_path / "token").symlink_to("data/token")
    assert files.read_secret(str(tmp_path / "token"), "option") == "a-token"


def test_the_null_device_is_an_empty_file() -> None:
    """Of SSH's known hosts it is often said."""
    assert options(transport="ssh", ssh_known_hosts=os.devnull).ssh_known_hosts == os.devnull
    assert files.read_named(os.devnull) == b""
    with pytest.raises(InputError, match="which is empty"):
        files.read_secret(os.devnull, "option")


@pytest.fixture
def authorities(tmp_path: Path) -> Path:
    """A folder with one certificate, and all that is none."""
    folder = tmp_path / "authorities"
    folder.mkdir()
    for number, (make, _reason) in enumerate(KINDS.values()):
        place = folder / f"{number}"
        place.mkdir()
        make(place / "entry")
        (folder / f"{number}.pem").symlink_to(place / "entry")
    pki.make("A", authority=True).write(folder, "a")
    (folder / "z").symlink_to(folder / "a.pem")
    return folder


def test_a_folder_of_authorities_holds_what_it_likes(authorities: Path) -> None:
    assert len(tls.context_for(options(ca_path=str(authorities))).get_ca_certs()) == 1
    trust = trust_for(CloudVisionOptions(nodes=NODES, token="t", ca_path=str(authorities)), NODES[0])
    assert (trust.roots or b"").count(b"BEGIN CERTIFICATE") == 1
    assert usage.anchored([], str(authorities))


def test_known_hosts_that_are_a_pipe_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the user that no option names: options have not looked at them."""
    paramiko = pytest.importorskip("paramiko")
    os.mkfifo(tmp_path / "known_hosts")
    monkeypatch.setattr(
        "ansible_collections.aerie.arista.plugins.plugin_utils.eapi.ssh.host_keys.DEFAULT_FILES",
        (str(tmp_path / "known_hosts"),),
    )
    assert read_known_hosts(paramiko, None, paramiko.HostKeys()) == set()


# --- Files of tasks ---------------------------------------------------------------------------------------------------

#: The module with the options that it gets, for a file; each wants nothing of its device before it has read the file.
TASKS: dict[str, tuple[str, Callable[[str], dict[str, Any]]]] = {
    "src of eapi_config": ("eapi_config", lambda path: {"src": path}),
    "intended": ("eapi_fleet", lambda path: {"intended": f"{path}.folder"}),
    "catalog_src": ("eapi_test", lambda path: {"catalog_src": [path]}),
    "certificate_src": (
        "ssl_certificate",
        lambda path: {"name": "a", "source": "upload", "certificate_src": path, "key_src": path},
    ),
    "ca of ssl_certificate": (
        "ssl_certificate",
        lambda path: {"name": "a", "source": "ca", "ca": {"cert_path": path, "key_path": path}},
    ),
    "ca of ssl_client_certificate": (
        "ssl_client_certificate",
        lambda path: {"user": "u", "cert_path": "b.crt", "key_path": "k", "ca": {"cert_path": path, "key_path": path}},
    ),
    "cert_path of ssl_authority": (
        "ssl_authority",
        lambda path: {"common_name": "A", "cert_path": path, "key_path": "a.key", "key_passphrase": "long-enough"},
    ),
    "src of cloudvision_configlet": (
        "cloudvision_configlet",
        lambda path: {"configlets": [{"name": "a", "src": path}]},
    ),
    "src of cloudvision_deploy": (
        "cloudvision_deploy",
        lambda path: {"devices": [{"name": "leaf1", "src": path}]},
    ),
}  # fmt: skip
#: What a play tries: tasks by name and what stands in the place of their file.
IN_PLAYS = [(name, kind) for kind in ("a link to a pipe", "a huge file") for name in TASKS]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A play with a task for each option and each kind of file. Nothing listens at its devices."""
    folder = tmp_path_factory.mktemp("run")
    for kind in dict.fromkeys(kind for _name, kind in IN_PLAYS):
        (place := folder / kind).mkdir()
        KINDS[kind][0](place / "named")
        (place / "named.folder").mkdir()
        (place / "named.folder" / "leaf1.cfg").symlink_to(place / "named")
    tasks = []
    for name, kind in IN_PLAYS:
        module, given = TASKS[name]
        host = "cv" if module.startswith("cloudvision") else "leaf1"
        when = {"when": f"inventory_hostname == '{host}'"} if module != "eapi_fleet" else {"run_once": True}
        tasks.append(task(f"{name}: {kind}", f"aerie.arista.{module}", given(str(folder / kind / "named")), **when))
    shared = {"ansible_host": "127.0.0.1", "ansible_port": 9, "ansible_user": "u", "ansible_password": "pw"}
    leaf1 = {**shared, "ansible_connection": "aerie.arista.eapi", "ansible_eapi_retries": 0}
    cloudvision = {"ansible_host": "127.0.0.1", "ansible_port": 9, "ansible_cloudvision_token": "t"}
    hosts = {"leaf1": leaf1, "cv": {**cloudvision, "ansible_connection": "aerie.arista.cloudvision"}}
    with isolated_environment(folder) as env:
        return AnsibleRunner(folder, env).playbook([play(tasks, **GO_ON)], {"all": {"hosts": hosts}})


@pytest.mark.parametrize(("name", "kind"), IN_PLAYS)
def test_invalid_task_file_is_refused(played: Run, name: str, kind: str) -> None:
    host = "cv" if "cloudvision" in name else "leaf1"
    result = played.result(host, f"{name}: {kind}")
    message = result["hosts"]["leaf1"]["msg"] if name == "intended" else result.msg
    assert "named" in message or "leaf1.cfg" in message, message
    assert KINDS[kind][1] in message


# --- Where files are written ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["a pipe", "a link to a pipe", "a device", "a socket", "a folder"])
def test_special_files_are_not_replaced(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "report"
    KINDS[kind][0](path)
    before = path.lstat()
    with pytest.raises(InputError, match=r"report cannot be written \(there is something that is no plain file\)"):
        files.write_private(str(path), "text", "junit_path")
    assert (path.lstat().st_ino, path.lstat().st_mode) == (before.st_ino, before.st_mode)


def test_the_output_of_the_process_is_not_replaced(tmp_path: Path) -> None:
    """As root that would take the device from all programs."""
    for name in ("/dev/null", "/dev/stdout"):
        (tmp_path / "out").unlink(missing_ok=True)
        (tmp_path / "out").symlink_to(name)
        if os.path.isfile(tmp_path / "out"):
            continue  # the output of the tests goes to a file
        with pytest.raises(InputError, match="no plain file"):
            files.write_private(str(tmp_path / "out"), "text", "junit_path")


@pytest.mark.parametrize("kind", ["a pipe", "a link to a pipe", "a device", "a folder", "a link to itself"])
@pytest.mark.parametrize("check_mode", [False, True])
def test_existing_path_of_a_rendered_file_stays(kind: str, check_mode: bool, tmp_path: Path) -> None:
    action = fabric_render.ActionModule.__new__(fabric_render.ActionModule)
    action._task = SimpleNamespace(check_mode=check_mode)
    path = tmp_path / "leaf1.cfg"
    KINDS[kind][0](path)
    before = path.lstat()
    with pytest.raises(InputError, match=r"leaf1\.cfg cannot be read \(it is a link or no plain file\)"):
        action._write_if_different(str(path), "hostname leaf1\n")
    assert (path.lstat().st_ino, path.lstat().st_mode) == (before.st_ino, before.st_mode)


@pytest.mark.parametrize("make", [Path.symlink_to, Path.hardlink_to])
def test_nothing_is_written_through_a_link(make: Callable[..., None], tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("mine")
    other.chmod(0o644)
    make(tmp_path / "report", other)
    files.write_private(str(tmp_path / "report"), "text", "junit_path")
    assert (other.read_text(), other.stat().st_mode & 0o777) == ("mine", 0o644)
    assert (tmp_path / "report").lstat().st_mode & 0o177777 == 0o100600
    assert (tmp_path / "report").read_text() == "text"


# --- Private folders --------------------------------------------------------------------------------------------------


def _open_to_others(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)


def _linked(folder: Path) -> None:
    folder.with_name("elsewhere").mkdir(0o700)
    folder.symlink_to(folder.with_name("elsewhere"))


@pytest.mark.parametrize("prepare", [_open_to_others, _linked])
def test_no_lock_is_taken_in_a_folder_that_somebody_else_has_prepared(
    prepare: Callable[[Path], None], tmp_path: Path
) -> None:
    prepare(tmp_path / "prepared")
    lock = locks.exclusive(str(tmp_path / "prepared"), "leaf1", 1)
    with pytest.raises(OSError, match="not a private folder"), lock:
        pytest.fail("the lock was taken")


@pytest.mark.parametrize("linked", [False, True])
def test_names_of_sessions_are_not_taken_from_others(linked: bool, tmp_path: Path) -> None:
    """They could end the user's sessions."""
    ledger = leftovers.Ledger(str(tmp_path / "open"), "leaf1")
    record = ledger.open("ansible-1")
    assert record is not None
    record.close(gone=False)
    (folder,) = (tmp_path / "open").iterdir()
    if linked:
        folder.rename(tmp_path / "elsewhere")
        folder.symlink_to(tmp_path / "elsewhere")
    else:
        folder.chmod(0o777)
    assert list(ledger.orphans()) == []
    assert ledger.open("ansible-2") is None


def test_a_folder_of_another_user_keeps_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir(0o700)
    monkeypatch.setattr(files.os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(OSError, match="not a private folder"), locks.exclusive(str(folder), "leaf1", 1):
        pytest.fail("the lock was taken")
    with pytest.raises(ClientError, match="belongs to another user"):
        SessionStore(str(folder), "hint").load("e", "u")


@pytest.mark.parametrize("kind", ["a pipe", "a folder", "a link to itself", "a link to a pipe", "a device"])
def test_a_store_is_not_waited_for(kind: str, tmp_path: Path) -> None:
    store = SessionStore(str(tmp_path / "store"), "hint")
    store.save("e", "u", SessionEntry("cookie", 4e9))
    (entry,) = (tmp_path / "store").iterdir()
    entry.unlink()
    KINDS[kind][0](entry)
    with pytest.raises(ClientError, match="cannot be used"):
        store.load("e", "u")


def test_a_pipe_among_the_names_of_sessions_is_none(tmp_path: Path) -> None:
    ledger = leftovers.Ledger(str(tmp_path), "leaf1")
    record = ledger.open("ansible-1")
    assert record is not None
    record.close(gone=False)
    (folder,) = tmp_path.iterdir()
    os.mkfifo(folder / "0")
    with contextlib.closing(ledger.orphans()) as found:
        assert [name for name, _record in found] == ["ansible-1"]


# --- Sockets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*KINDS, "too long", "missing"])
def test_what_is_no_socket_of_a_switch_is_refused(kind: str, tmp_path: Path) -> None:
    path = tmp_path / ("x" * 200 if kind == "too long" else "api.sock")
    if kind in KINDS:
        KINDS[kind][0](path)
    client = EapiClient(options(transport="unix", socket_path=str(path)))
    with pytest.raises(ClientError, match=r"the socket .* ") as caught:
        client.run(Batch((Command("show version"),)))
    assert str(path) in str(caught.value)
