# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Images: which are never deleted, what becomes of a copy that is still under way, and the server of the controller."""

from __future__ import annotations

import hashlib
import typing as t
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from ansible_collections.aerie.arista.plugins.plugin_utils.common.errors import InputError
from ansible_collections.aerie.arista.plugins.plugin_utils.common.polling import Poller
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.errors import (
    ConnectError,
    DroppedError,
    GeneralCommandError,
    UnauthorizedCommandError,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.response import Response
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.upgrade import image, serve
from ansible_collections.aerie.arista.plugins.plugin_utils.eos.upgrade import upload as uploads
from support.eapi import options

OLD, RUNS, NEW = "EOS-4.31.0F.swi", "EOS-4.33.2F.swi", "EOS-4.34.1F.swi"
TEXT = "the new image"
SUM = hashlib.sha512(TEXT.encode()).hexdigest()


class Switch:
    """A flash with texts that are as large as they are long, and images whose release is in their names."""

    def __init__(self, files: dict[str, str], size: int = 1000, bash: bool = True) -> None:
        self.files, self.size, self.bash = files, size, bash
        self.boot = f"flash:/{RUNS}"
        self.sent: list[str] = []
        #: What a copy that an earlier run has begun adds with each look.
        self.growing: list[str] = []
        #: The flash of the standby supervisor; None: there is none.
        self.standby: dict[str, str] | None = None
        self.breaks_copies = self.loses_replies = False

    def run(self, batch: Batch) -> list[Response]:
        """As EapiClient.run."""
        return [Response(each.cmd, batch.format, output=self.answer(each.cmd)) for each in batch.commands]

    def reconnect(self, login: bool = False) -> None:
        """As EapiClient.reconnect."""

    def answer(self, cmd: str) -> t.Any:
        self.sent.append(cmd)
        words = cmd.split()
        if "redundancy" in words or "supervisor-peer" in cmd:
            return self.of_standby(words)
        if words[0] == "dir":
            return self.listing(words[1].partition(":")[2])
        if words[0] == "verify":
            files = {**self.files, "boot-config": f"SWI={self.boot}"}
            return f"verify x = {hashlib.sha512(files[words[2].partition(':')[2]].encode()).hexdigest()}"
        if words[0] == "delete" and self.files.pop(words[1].partition(":")[2], None) is None:
            raise GeneralCommandError("No such file or directory")
        if words[0] == "copy":
            if len(TEXT) > self.size - sum(map(len, self.files.values())):
                raise GeneralCommandError("No space left on device")
            self.files[words[2].partition(":")[2]] = TEXT
        if words[0] == "bash":
            if not self.bash:
                raise UnauthorizedCommandError("denied")
            return f"SWI_VERSION={words[-2].rpartition('/')[2][4:-4]}\n"
        if words[:2] == ["boot", "system"]:
            self.boot = f"flash:/{words[2].partition(':')[2]}"
        models = {"show boot-config": {"softwareImage": self.boot}, "show version": {"version": "4.33.2F", "uptime": 1}}
        return models.get(cmd, {})

    def of_standby(self, words: list[str]) -> str:
        if self.standby is None:
            raise GeneralCommandError("invalid input")
        if words[0] == "show":
            return "  my state = ACTIVE\npeer state = STANDBY HOT\n"
        name = words[2].rpartition("/")[2]
        files = {**self.files, "boot-config": f"SWI={self.boot}"}
        if words[0] == "copy":
            self.standby[name] = files[name][: 3 if self.breaks_copies else None]
            if self.loses_replies:
                raise DroppedError("the connection broke")
        if name not in self.standby:
            raise GeneralCommandError("No such file or directory")
        return f"verify x = {hashlib.sha512(self.standby[name].encode()).hexdigest()}"

    def listing(self, name: str) -> dict[str, t.Any]:
        if name and name not in self.files:
            raise GeneralCommandError("No such file or directory")
        if name and self.growing:
            self.files[name] += self.growing.pop(0)
        found = {each: {"size": len(text)} for each, text in self.files.items() if _listed(each, name)}
        free = self.size - sum(map(len, self.files.values()))
        return {"urls": {"flash:/": {"entries": found, "usage": {"freeBytes": free}}}}


def _listed(file: str, name: str) -> bool:
    return file == name if name else "/" not in file


def ensure(switch: t.Any, check: bool = False, **given: t.Any) -> image.ImageResult:
    request = image.ImageRequest(NEW, "https://files.example/x.swi", image.Checksum("sha512", SUM), **given)
    return image.Installer(switch, request, Poller(60, sleep=lambda _seconds: None), check).ensure()


def test_the_oldest_goes_and_what_is_in_use_stays() -> None:
    switch = Switch({OLD: "o" * 40, RUNS: "r" * 40}, size=90)
    result = ensure(switch, size=len(TEXT))
    assert (result.deleted, set(switch.files)) == ([OLD], {RUNS, NEW})
    assert switch.boot == f"flash:/{NEW}"


def test_the_image_that_runs_stays_after_another_one_was_chosen() -> None:
    switch = Switch({OLD: "o" * 40, RUNS: "r" * 40}, size=90)
    switch.boot = f"flash:/{OLD}"
    with pytest.raises(image.ImageError, match="no image may be deleted"):
        ensure(switch, size=len(TEXT))
    assert set(switch.files) == {OLD, RUNS}


@pytest.mark.parametrize(
    "name", ["a;reboot;.swi", "a b.swi", "$(id).swi", "-rf.swi", "a\nb.swi", "../b.swi", "a`id`.swi"]
)
def test_a_name_that_would_be_a_command_is_in_none(name: str) -> None:
    """Whoever may copy a file to the flash is not to have the rights of who upgrades the switch."""
    switch = Switch({name: "o" * 40, RUNS: "r" * 40}, size=90)
    with pytest.raises(image.ImageError, match="no image may be deleted"):
        ensure(switch, size=len(TEXT))
    assert not [cmd for cmd in switch.sent if name in cmd]
    assert any(cmd.startswith("bash") for cmd in switch.sent)


def test_no_image_is_deleted_where_it_is_not_known_which_one_runs() -> None:
    switch = Switch({OLD: "o" * 40, RUNS: "r" * 40}, size=90, bash=False)
    with pytest.raises(image.ImageError, match="no image may be deleted"):
        ensure(switch)
    assert set(switch.files) == {OLD, RUNS}


def test_the_image_that_runs_may_be_in_a_folder() -> None:
    switch = Switch({OLD: "o" * 40, f"images/{RUNS}": "r" * 40}, size=90)
    switch.boot = f"flash:/images/{RUNS}"
    assert ensure(switch, size=len(TEXT)).deleted == [OLD]
    assert set(switch.files) == {f"images/{RUNS}", NEW}


@pytest.mark.parametrize(
    ("boots", "changed"), [(f"flash:{NEW}", False), (f"Flash:/{NEW} ", False), (f"usb1:/{NEW}", True), (NEW, False)]
)
def test_the_boot_config_names_a_file_of_a_device(boots: str, changed: bool) -> None:
    """A file of the same name on a USB stick is another one."""
    switch = Switch({RUNS: "r", NEW: TEXT})
    switch.boot = boots
    result = ensure(switch)
    assert (result.changed, switch.boot) == (changed, f"flash:/{NEW}" if changed else boots)


def test_the_standby_supervisor_boots_the_same_image() -> None:
    switch = Switch({RUNS: "r"})
    switch.standby = {}
    predicted = ensure(switch, check=True)
    assert (predicted.standby_updated, switch.standby) == (True, {})
    result = ensure(switch)
    assert switch.standby == {NEW: TEXT, "boot-config": f"SWI=flash:/{NEW}"}
    assert result.commands[-1] == "copy flash:boot-config supervisor-peer:/mnt/flash/boot-config"
    assert (result.standby_updated, ensure(switch).changed) == (True, False)


def test_a_standby_supervisor_that_was_replaced_gets_what_it_lacks() -> None:
    switch = Switch({RUNS: "r", NEW: TEXT})
    switch.boot, switch.standby = f"flash:/{NEW}", {"boot-config": "SWI=flash:/other.swi"}
    assert ensure(switch).diff() == f"+supervisor-peer:/mnt/flash/{NEW}\n"
    assert switch.standby == {NEW: TEXT, "boot-config": f"SWI=flash:/{NEW}"}


def test_a_broken_copy_to_the_standby_supervisor_is_not_booted() -> None:
    switch = Switch({RUNS: "r"})
    switch.standby, switch.breaks_copies = {}, True
    with pytest.raises(image.ImageError, match="the standby supervisor does not have"):
        ensure(switch)
    assert (switch.boot, "boot-config" in switch.standby) == (f"flash:/{RUNS}", False)


def test_a_lost_reply_to_a_copy_to_the_standby_supervisor_is_looked_after() -> None:
    switch = Switch({RUNS: "r"})
    switch.standby, switch.loses_replies = {}, True
    assert ensure(switch).standby_updated
    assert switch.standby == {NEW: TEXT, "boot-config": f"SWI=flash:/{NEW}"}
    assert len([cmd for cmd in switch.sent if cmd.startswith("copy") and "supervisor-peer" in cmd]) == 2


def test_a_copy_that_an_earlier_run_has_begun_is_waited_for() -> None:
    switch = Switch({RUNS: "r", NEW: TEXT[:3]})
    switch.growing = ["", "", "", TEXT[3:6], TEXT[6:]]
    result = ensure(switch)
    assert switch.files[NEW] == TEXT
    assert not [cmd for cmd in switch.sent if cmd.startswith(("copy", "delete"))]
    assert (result.copied, switch.boot) == (True, f"flash:/{NEW}")


def test_interrupted_copy_is_repeated() -> None:
    switch = Switch({RUNS: "r", NEW: TEXT[:3]})
    assert ensure(switch).deleted == [NEW]
    assert (switch.files[NEW], switch.boot) == (TEXT, f"flash:/{NEW}")


def test_a_release_that_cannot_be_read_is_a_warning() -> None:
    switch = Switch({RUNS: "r"}, bash=False)
    assert "cannot be read" in ensure(switch, release="4.34.1F").warnings[0]


@pytest.mark.parametrize(
    "text", ["", "sha512", f"sha1:{'a' * 40}", f"sha512:{'a' * 127}", f"md5:{'g' * 32}", "a" * 128]
)
def test_checksums_that_are_none(text: str) -> None:
    with pytest.raises(InputError, match="checksum is"):
        image.Checksum.parse(text)
    assert str(image.Checksum.parse(f" SHA512:{SUM.upper()} ")) == f"sha512:{SUM}"


def test_the_controller_serves_one_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x.swi"
    path.write_text(TEXT)
    assert serve.digest_of(str(path), "sha512") == SUM
    with serve.served(str(path), "x.swi", "127.0.0.1") as url:
        with urllib.request.urlopen(url, timeout=60) as reply:
            assert reply.read() == TEXT.encode()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{url.rpartition('/')[0][:-3]}/x.swi", timeout=60)
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(url, timeout=60)
    with pytest.raises(InputError, match="nothing can listen"), serve.served(str(path), "x.swi", "192.0.2.1"):
        pass
    with pytest.raises(InputError, match="cannot be read"):
        serve.size_of(str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, None),
        ({"name": "TerminAttr-1.37.swix", "extension": True}, None),
        ({"name": ""}, "no name of a file"),
        ({"name": "a b.swi"}, "letters, digits"),
        ({"name": "EOS.swix"}, "ends with .swi."),
        ({"url": "file:/x.swi"}, "no URL of the kinds"),
        ({"url": "https://files.example/a b.swi"}, "no URL of the kinds"),
        ({"vrf": "MGMT"}, None),
        ({"vrf": ""}, "the name of a VRF"),
        ({"vrf": "a b"}, "the name of a VRF"),
    ],
)
def test_requests(given: dict[str, t.Any], words: str | None) -> None:
    values = {"name": NEW, "url": "https://files.example/x.swi", "checksum": image.Checksum("sha512", SUM), **given}
    request = image.ImageRequest(**values)
    if words is None:
        request.check()
    else:
        with pytest.raises(InputError, match=words):
            request.check()


class Extensions(Switch):
    """A switch with an extension in its flash."""

    def __init__(self, installed: bool, booted: bool) -> None:
        super().__init__({"x.swix": TEXT})
        self.installed, self.booted = installed, booted

    def answer(self, cmd: str) -> t.Any:
        if cmd == "show extensions":
            return {"extensions": {"x.swix": {"status": "installed" if self.installed else "notInstalled"}}}
        if cmd == "show boot-extensions":
            return {"extensions": ["x.swix"] if self.booted else []}
        return super().answer(cmd)


INSTALL, AT_BOOT = "extension x.swix", "copy installed-extensions boot-extensions"


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize(
    ("installed", "booted", "boot", "commands"),
    [
        (False, False, True, [INSTALL, AT_BOOT]),
        (True, False, True, [AT_BOOT]),
        (False, True, True, [INSTALL]),
        (True, True, True, []),
        (False, False, False, []),
    ],
)
def test_extensions_are_installed_now_and_at_each_start(
    installed: bool, booted: bool, boot: bool, commands: list[str], check: bool
) -> None:
    switch, done = Extensions(installed, booted), []
    request = image.ImageRequest(
        "x.swix", "https://files.example/x.swix", image.Checksum("sha512", SUM), extension=True, boot=boot
    )
    installer = image.Installer(
        t.cast("t.Any", switch),
        request,
        Poller(60, sleep=lambda _seconds: None),
        check=check,
        done=lambda result: done.append(list(result.commands)),
    )
    result = installer.ensure()
    assert (result.installed, result.booted) == (INSTALL in commands, AT_BOOT in commands)
    assert result.changed is bool(commands)
    assert result.commands == ([] if check else commands)
    assert [each for each in switch.sent if each in (INSTALL, AT_BOOT)] == result.commands
    assert len(done) == len(result.commands), "each step is told, since it cannot be taken back"


# --- Space, and failures ---


@pytest.mark.parametrize(("size", "fits"), [(40 + len(TEXT), True), (39 + len(TEXT), False)])
def test_an_image_that_just_fits(size: int, fits: bool) -> None:
    switch = Switch({RUNS: "r" * 40}, size=size)
    if fits:
        assert ensure(switch, size=len(TEXT)).copied
    else:
        with pytest.raises(image.ImageError, match=r"there is no space for .*: 13 bytes are needed and 12 are free"):
            ensure(switch, size=len(TEXT))


def test_images_that_are_kept() -> None:
    switch = Switch({OLD: "o" * 40, RUNS: "r" * 40}, size=90)
    with pytest.raises(image.ImageError, match="no image may be deleted"):
        ensure(switch, size=len(TEXT), keep=["EOS-4.31*"])
    with pytest.raises(image.ImageError, match="no image may be deleted"):
        ensure(switch, size=len(TEXT), free_space=False)
    assert set(switch.files) == {OLD, RUNS}


def test_a_full_flash_of_an_unknown_size_is_cleared_once() -> None:
    switch = Switch({OLD: "o" * 40, RUNS: "r" * 40}, size=90)
    result = ensure(switch)
    assert (result.deleted, result.copied) == ([OLD], True)
    assert [each for each in switch.sent if each.startswith("copy")] == [
        f"copy https://files.example/x.swi flash:{NEW}"
    ] * 2


def test_a_copy_of_something_else_is_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    switch = Switch({RUNS: "r" * 40})
    request = image.ImageRequest(NEW, "https://files.example/x.swi", image.Checksum("sha512", "0" * 128))
    with pytest.raises(image.ImageError, match=f"was copied and has the checksum sha512:{SUM}, not sha512:000"):
        image.Installer(switch, request, Poller(60, sleep=lambda _seconds: None)).ensure()  # type: ignore[arg-type]
    assert set(switch.files) == {RUNS}
    assert switch.boot == f"flash:/{RUNS}"


def test_another_release_than_the_wanted_one_is_not_booted() -> None:
    switch = Switch({RUNS: "r" * 40})
    with pytest.raises(image.ImageError, match=r"holds release 4\.34\.1F, and not 4\.35\.0F"):
        ensure(switch, release="4.35.0F")
    assert switch.boot == f"flash:/{RUNS}"
    assert ensure(switch, release="4.34.1F").release == "4.34.1F"


def test_check_mode_changes_nothing() -> None:
    switch = Switch({OLD: "o" * 40, RUNS: "r" * 40}, size=90)
    before = dict(switch.files)
    result = ensure(switch, check=True, size=len(TEXT))
    assert (switch.files, switch.boot, result.commands) == (before, f"flash:/{RUNS}", [])
    assert (result.copied, result.deleted, result.boot_after) == (True, [OLD], f"flash:/{NEW}")
    assert result.diff() == (f"-flash:{OLD}\n+flash:{NEW}\n-boot system flash:/{RUNS}\n+boot system flash:/{NEW}\n")


def test_the_image_under_another_name_is_used() -> None:
    switch = Switch({RUNS: "r" * 40, "mine.swi": TEXT})
    result = ensure(switch)
    assert (result.path, result.copied, switch.boot) == ("flash:mine.swi", False, "flash:/mine.swi")


@pytest.mark.parametrize(("content", "words"), [("", "is empty"), (None, "is no plain file, but a folder")])
def test_files_that_cannot_be_given_to_a_switch(tmp_path: Path, content: str | None, words: str) -> None:
    path = tmp_path / "image.swi"
    if content is None:
        path.mkdir()
    else:
        path.write_text(content)
    with pytest.raises(InputError, match=words):
        serve.size_of(str(path))
    with pytest.raises(InputError, match="cannot be read"):
        serve.size_of(str(tmp_path / "none"))


def test_the_checksum_of_the_beginning_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "image.swi"
    path.write_text("abcdef")
    monkeypatch.setattr(serve, "PIECE", 2)
    for size, text in ((None, b"abcdef"), (3, b"abc"), (0, b"")):
        assert serve.digest_of(str(path), "sha256", size) == hashlib.sha256(text).hexdigest()
    with pytest.raises(InputError, match="cannot be read"):
        serve.digest_of(str(tmp_path), "sha256", 1)


def test_the_address_for_a_switch() -> None:
    assert serve.local_address("127.0.0.1", 80) == "127.0.0.1"


# --- Uploads over SSH ---


class Sender:
    """Puts the file on the flash, as the SSH transport does; with breaks between its pieces."""

    def __init__(self, switch: Switch, breaks: list[Exception | None]) -> None:
        self.switch, self.breaks = switch, breaks
        self.offsets: list[int] = []

    def __call__(self, options: t.Any, path: str, name: str, offset: int, seconds: float, sent: t.Any) -> None:
        self.offsets.append(offset)
        text = Path(path).read_text()
        error = self.breaks.pop(0) if self.breaks else None
        end = offset + 4 if error else len(text)
        self.switch.files[name] = text[:end]
        sent(end)
        if error:
            raise error


class FlashSwitch(Switch):
    """A switch that renames files as well."""

    def answer(self, cmd: str) -> t.Any:
        words = cmd.split()
        if words[0] == "rename":
            self.sent.append(cmd)
            self.files[words[2].partition(":")[2]] = self.files.pop(words[1].partition(":")[2])
            return ""
        return super().answer(cmd)


def upload(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    breaks: list[Exception | None],
    files: dict[str, str] | None = None,
    check: bool = False,
    retries: int = 2,
) -> tuple[FlashSwitch, Sender, image.ImageResult]:
    """Upload the image."""
    path = tmp_path / "x.swi"
    path.write_text(TEXT)
    switch: t.Any = FlashSwitch({RUNS: "r" * 40, **(files or {})})
    sender = Sender(switch, breaks)
    monkeypatch.setattr(uploads, "send", sender)
    request = image.ImageRequest(NEW, "", image.Checksum("sha512", SUM), boot=False)
    source = uploads.Source(str(path), len(TEXT), options(retries=retries))
    made = uploads.Uploader(source, switch, request, Poller(600, sleep=lambda _seconds: None), check)
    return switch, sender, made.ensure()


def test_an_upload(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    switch, sender, result = upload(tmp_path, monkeypatch, [])
    assert (result.copied, switch.files[NEW], sender.offsets) == (True, TEXT, [0])
    assert set(switch.files) == {RUNS, NEW}
    assert result.commands == [f"rename flash:{NEW}.part flash:{NEW}"]


def test_an_upload_goes_on_after_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks: list[Exception | None] = [DroppedError("broke"), ConnectError("no reply")]
    switch, sender, _result = upload(tmp_path, monkeypatch, breaks, retries=1)
    assert (switch.files[NEW], sender.offsets) == (TEXT, [0, 4, 8])


def test_an_upload_that_gets_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stuck(Sender):
        def __call__(self, options: t.Any, path: str, name: str, offset: int, seconds: float, sent: t.Any) -> None:
            self.offsets.append(offset)
            raise ConnectError("no reply")

    monkeypatch.setitem(globals(), "Sender", Stuck)
    with pytest.raises(image.ImageError, match="cannot be uploaded over SSH: no reply"):
        upload(tmp_path, monkeypatch, [])


def test_a_part_of_an_earlier_run_is_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = {f"{NEW}.part": TEXT[:5]}
    assert upload(tmp_path, monkeypatch, [], part)[1].offsets == [5]
    other = {f"{NEW}.part": "other"}
    assert upload(tmp_path, monkeypatch, [], other)[1].offsets == [0]


def test_another_file_of_the_name_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    switch, _sender, result = upload(tmp_path, monkeypatch, [], {NEW: "other"})
    assert (switch.files[NEW], result.deleted) == (TEXT, [NEW])


def test_check_mode_uploads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    switch, sender, result = upload(tmp_path, monkeypatch, [], {NEW: "other"}, check=True)
    assert (sender.offsets, switch.files[NEW]) == ([], "other")
    assert (result.copied, result.deleted) == (True, [NEW])
