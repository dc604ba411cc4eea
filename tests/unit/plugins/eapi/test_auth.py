# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""Authentication: basic, cookie sessions shared between processes, certificates, none."""

from __future__ import annotations

import email.utils
import errno
import multiprocessing
import os
import threading
import time
import typing as t
from pathlib import Path

import pytest
from urllib3 import HTTPHeaderDict

from ansible_collections.aerie.arista.plugins.plugin_utils.common.session_store import SessionStore
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import client as client_module
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi import errors as e
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.auth import (
    NO_SESSIONS_SECONDS,
    SESSION_SECONDS,
    STORE_HINT,
    auth_for,
    parse_login,
)
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.client import EapiClient
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.protocol.commands import Batch, parse_commands
from ansible_collections.aerie.arista.plugins.plugin_utils.eapi.transport import Reply
from support.eapi import PASSWORD, USER, Request, Switch, basic, client_of, options
from support.tiny import serving

VERSION = Batch(parse_commands("show version"))
COOKIE = "s3cret-cookie-1"


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "sessions")


def session_client(switch: t.Any, folder: str, faults: t.Sequence[t.Any] = (), **given: t.Any) -> EapiClient:
    return client_of(switch, faults, auth="session", session_store=folder, **given)


def stored(folder: str) -> str | None:
    entry = SessionStore(folder, STORE_HINT).load("https://leaf1:443", USER)
    return entry.cookie if entry else None


# --- Basic, none, certificate ---


@pytest.mark.parametrize(("user", "password"), [(USER, PASSWORD), ("üser", "pässwörd"), (USER, ""), (USER, "a:b")])
def test_basic_sends_user_and_password_with_each_request(user: str, password: str) -> None:
    switch = Switch(user=user, password=password)
    client = client_of(switch, user=user, password=password)
    client.run(VERSION)
    client.run(VERSION)
    assert [request.headers["Authorization"] for request in switch.requests] == [basic(user, password)] * 2


def test_basic_does_not_try_again_after_a_401() -> None:
    switch = Switch(password="other")
    with pytest.raises(e.AuthenticationError) as caught:
        client_of(switch).run(VERSION)
    assert len(switch.requests) == 1
    assert "refused user 'ops' (HTTP 401, 'Unable to authenticate user: Bad username/password" in str(caught.value)
    assert "ansible_password" in caught.value.hint


def test_without_credentials_nothing_is_sent_and_the_error_says_what_is_missing() -> None:
    switch = Switch()
    with pytest.raises(e.AuthenticationError, match="refused a request without credentials") as caught:
        client_of(switch, auth="none").run(VERSION)
    assert not {"Authorization", "Cookie"} & set(switch.requests[0].headers)
    assert "ansible_user" in caught.value.hint


def test_a_refused_certificate_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ops.pem"
    path.touch()
    with pytest.raises(e.AuthenticationError) as caught:
        client_of(Switch(), auth="certificate", client_cert=str(path)).run(VERSION)
    assert str(path) in str(caught.value)
    assert "USER PRIVILEGE" in caught.value.hint


def test_a_page_instead_of_words_is_left_out() -> None:
    with pytest.raises(e.AuthenticationError, match=r"\(HTTP 401\)"):
        client_of(Switch(), [(401, {}, b"<html>401 Authorization Required</html>")]).run(VERSION)


# --- Sessions ---


def test_a_session_logs_in_once_and_then_shows_its_cookie(folder: str) -> None:
    switch = Switch()
    client = session_client(switch, folder)
    client.run(VERSION)
    client.run(VERSION)
    assert [request.path for request in switch.requests] == ["/login", "/command-api", "/command-api"]
    assert [request.headers.get("Cookie") for request in switch.calls] == [f"Session={COOKIE}"] * 2
    assert not any("Authorization" in request.headers for request in switch.requests)


def refusing(monkeypatch: pytest.MonkeyPatch, name: str, number: int = errno.EROFS) -> None:
    """Make a function of `os` fail as on a file system that cannot be written."""

    def refuse(*_args: t.Any, **_named: t.Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, name, refuse)


@pytest.mark.parametrize("name", ["mkdir", "open", "replace"])
def test_a_login_that_cannot_be_shared_is_ended_with_the_connection(
    folder: str, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    switch = Switch()
    client = session_client(switch, folder)
    refusing(monkeypatch, name)
    client.run(VERSION)
    client.run(VERSION)
    client.close()
    assert [request.path for request in switch.requests] == ["/login", "/command-api", "/command-api", "/logout"]
    assert [request.headers.get("Cookie") for request in switch.requests[1:]] == [f"Session={COOKIE}"] * 3
    (warning,) = client.take_warnings()
    assert "Read-only file system" in warning
    assert "each task logs in by itself" in warning
    assert "ansible_eapi_session_store" in warning
    assert client.take_warnings() == []


def test_a_login_that_cannot_be_shared_goes_along_to_another_endpoint(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch = Switch()
    client = session_client(switch, folder)
    refusing(monkeypatch, "mkdir")
    client.run(VERSION)
    before = client.auth
    other = auth_for(client.options, client.transport, client.scrubber)
    other.inherit(before)
    assert other.headers() == {"Cookie": f"Session={COOKIE}"}
    assert sum(request.path == "/login" for request in switch.requests) == 1


def test_a_shared_login_outlives_the_connection(folder: str) -> None:
    switch = Switch()
    client = session_client(switch, folder)
    client.run(VERSION)
    client.close()
    assert "/logout" not in [request.path for request in switch.requests]
    assert client.take_warnings() == []


def test_a_store_that_is_not_private_is_no_reason_to_go_without(folder: str) -> None:
    os.chmod(os.path.dirname(folder), 0o755)
    os.makedirs(folder, exist_ok=True)
    os.chmod(folder, 0o755)
    switch = Switch()
    with pytest.raises(e.SessionStoreError, match="open to others"):
        session_client(switch, folder).run(VERSION)
    assert switch.requests == []


def test_the_login_has_the_specification_s_form(folder: str) -> None:
    switch = Switch()
    session_client(switch, folder).run(VERSION)
    assert switch.requests[0].json == {"username": USER, "password": PASSWORD}
    assert switch.requests[0].headers["Content-Type"] == "application/json"


def test_the_next_client_uses_the_stored_cookie(folder: str) -> None:
    switch = Switch()
    session_client(switch, folder).run(VERSION)
    session_client(switch, folder).run(VERSION)
    assert switch.logins == 1


@pytest.mark.parametrize("other", [{"user": "admin"}, {"host": "leaf2"}, {"port": 8443}, {"transport": "http"}])
def test_another_user_or_endpoint_gets_a_session_of_its_own(folder: str, other: dict[str, t.Any]) -> None:
    session_client(Switch(), folder).run(VERSION)
    switch = Switch(user=other.get("user", USER))
    session_client(switch, folder, **other).run(VERSION)
    assert switch.logins == 1


def test_an_ended_session_means_exactly_one_new_login(folder: str) -> None:
    switch = Switch()
    client = session_client(switch, folder)
    client.run(VERSION)
    switch.cookies.clear()
    client.run(VERSION)
    assert switch.logins == 2
    assert switch.ran == ["show version"] * 2
    assert stored(folder) == "s3cret-cookie-2"


def test_a_switch_that_refuses_its_own_new_cookie_is_asked_once(folder: str) -> None:
    switch = Switch()

    def forgetful(request: Request) -> t.Any:
        switch.cookies.clear()
        return switch(request)

    with pytest.raises(e.AuthenticationError, match="refused user 'ops'"):
        session_client(forgetful, folder).run(VERSION)
    assert switch.logins == 2
    assert len(switch.calls) == 2


def test_another_process_s_new_session_is_used_instead_of_a_further_login(folder: str) -> None:
    switch = Switch()
    first, second = session_client(switch, folder), session_client(switch, folder)
    first.run(VERSION)
    second.run(VERSION)
    switch.cookies.clear()
    first.run(VERSION)
    second.run(VERSION)
    assert switch.logins == 2


def test_a_wrong_password_is_sent_once(folder: str) -> None:
    switch = Switch(password="other")
    with pytest.raises(e.AuthenticationError) as caught:
        session_client(switch, folder, retries=3).run(VERSION)
    assert [request.path for request in switch.requests] == ["/login"]
    assert "refused user 'ops'" in str(caught.value)
    assert PASSWORD not in str(caught.value)


def test_a_one_time_password_serves_for_the_whole_play(folder: str) -> None:
    switch = Switch()
    session_client(switch, folder).run(VERSION)
    switch.password = "the next one"
    for _task in range(5):
        session_client(switch, folder).run(VERSION)
    assert switch.refused_logins == 0


def test_an_expired_cookie_is_not_shown(folder: str) -> None:
    switch = Switch(cookie_attributes=";Max-Age=10")
    session_client(switch, folder).run(VERSION)
    session_client(switch, folder).run(VERSION)
    assert switch.logins == 2
    assert [request.headers["Cookie"] for request in switch.calls] == [f"Session=s3cret-cookie-{n}" for n in (1, 2)]


def test_the_password_is_not_in_the_store(folder: str) -> None:
    session_client(Switch(), folder).run(VERSION)
    assert not any(PASSWORD in path.read_text() for path in Path(folder).iterdir())


# --- Switches without sessions ---


@pytest.mark.parametrize(
    "answer", [(404, {}, b""), (405, {}, b""), (200, {}, b""), (200, {"Set-Cookie": "Session=None;Path=/"}, b"")]
)
def test_an_eos_without_sessions_gets_basic_and_is_remembered(folder: str, answer: t.Any) -> None:
    switch = Switch(sessions=False)
    session_client(switch, folder, [answer]).run(VERSION)
    second = session_client(switch, folder)
    second.run(VERSION)
    assert [request.headers["Authorization"] for request in switch.calls] == [basic()] * 2
    assert t.cast("t.Any", second.transport).sent_to("/login") == []


def test_basic_in_place_of_a_session_is_refused_without_a_further_try(folder: str) -> None:
    switch = Switch(sessions=False, password="other")
    with pytest.raises(e.AuthenticationError, match="refused user 'ops'"):
        session_client(switch, folder).run(VERSION)
    assert len(switch.calls) == 1


# --- Logins that fail otherwise ---


@pytest.mark.parametrize(
    ("status", "body", "cls", "words"),
    [
        (403, b"", e.ForbiddenError, "login failed: the switch forbids access"),
        (418, b"oops", e.ProtocolError, "login failed: the reply is HTTP 418, 'oops'"),
        (500, b"oops", e.ProtocolError, "login failed: the API itself failed (HTTP 500, 'oops')"),
        (302, b"", e.ProtocolError, "login failed: what answers sends us on (HTTP 302)"),
        (502, b"<html>", e.UnavailableError, "login failed: the API is not available (HTTP 502)"),
        (504, b"<html>", e.GatewayTimeoutError, "login failed: the switch's web server gave up"),
    ],
)
def test_a_failed_login_is_reported_by_its_status(
    folder: str, status: int, body: bytes, cls: type[e.EapiError], words: str
) -> None:
    switch = Switch()
    with pytest.raises(cls) as caught:
        session_client(switch, folder, [(status, {}, body)]).run(VERSION)
    assert words in str(caught.value)
    assert stored(folder) is None


def test_http_to_a_tls_port_is_reported_by_the_login_too(folder: str) -> None:
    page = b"<html>400 The plain HTTP request was sent to HTTPS port</html>"
    with pytest.raises(e.ProtocolError, match="port 443 wants TLS") as caught:
        session_client(Switch(), folder, [(400, {}, page)], transport="http", port=443).run(VERSION)
    assert "ansible_eapi_transport to https" in caught.value.hint


def test_an_unsafe_store_is_reported_before_anything_is_sent(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    switch = Switch()
    with pytest.raises(e.SessionStoreError, match="is open to others"):
        session_client(switch, str(folder)).run(VERSION)
    assert switch.requests == []


# --- Validation and logout ---


def test_a_known_session_is_validated_with_an_empty_body(folder: str) -> None:
    switch = Switch()
    session_client(switch, folder).run(VERSION)
    client = session_client(switch, folder)
    client.probe()
    assert switch.requests[-1].path == "/login"
    assert switch.requests[-1].json == {}
    assert switch.requests[-1].headers["Cookie"] == f"Session={COOKIE}"
    assert switch.logins == 1


def test_an_invalid_session_is_replaced(folder: str) -> None:
    switch = Switch()
    session_client(switch, folder).run(VERSION)
    switch.cookies.clear()
    session_client(switch, folder).probe()
    assert switch.logins == 2


def test_logout_ends_the_session_on_the_switch_and_in_the_store(folder: str) -> None:
    switch = Switch()
    session_client(switch, folder).run(VERSION)
    client = session_client(switch, folder)
    client.logout()
    assert switch.requests[-1].path == "/logout"
    assert switch.cookies == set()
    assert stored(folder) is None
    assert t.cast("t.Any", client.transport).closed


def moved(client: EapiClient, monkeypatch: pytest.MonkeyPatch) -> EapiClient:
    """The client at another endpoint of its switch, which answers there as well."""
    transport = client.transport
    monkeypatch.setattr(client_module, "transport_for", lambda _options, _tls: transport)
    client.move(port=9443)
    return client


@pytest.mark.parametrize("later", [False, True], ids=["the same process", "a later one"])
def test_a_session_goes_along_to_another_endpoint(folder: str, monkeypatch: pytest.MonkeyPatch, later: bool) -> None:
    """A one-time password serves for one login."""
    switch = Switch()
    client = session_client(switch, folder)
    client.run(VERSION)
    moved(session_client(switch, folder) if later else client, monkeypatch).run(VERSION)
    assert [request.path for request in switch.requests] == ["/login", "/command-api", "/command-api"]
    session_client(switch, folder, port=9443).run(VERSION)
    assert [request.path for request in switch.requests].count("/login") == 1


def test_a_session_unknown_at_the_other_endpoint_is_replaced(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    switch = Switch()
    client = session_client(switch, folder)
    client.run(VERSION)
    switch.cookies.clear()
    moved(client, monkeypatch).run(VERSION)
    assert [request.path for request in switch.requests].count("/login") == 2


def test_logout_ends_the_session_that_another_process_has_begun_since(folder: str) -> None:
    switch = Switch()
    first, second = session_client(switch, folder), session_client(switch, folder)
    first.run(VERSION)
    switch.cookies.clear()
    second.run(VERSION)
    first.logout()
    assert switch.cookies == set()


def test_login_after_logout(folder: str) -> None:
    switch = Switch()
    client = session_client(switch, folder)
    client.run(VERSION)
    client.logout()
    client.run(VERSION)
    assert switch.logins == 2


def test_logout_without_a_session_sends_nothing(folder: str) -> None:
    switch = Switch()
    session_client(switch, folder).logout()
    assert switch.requests == []


def test_logout_of_a_session_that_the_switch_forgot_is_no_error(folder: str) -> None:
    switch = Switch()
    client = session_client(switch, folder)
    client.run(VERSION)
    switch.cookies.clear()
    client.logout()
    assert stored(folder) is None


def test_a_logout_that_does_not_reach_the_switch_forgets_the_cookie_all_the_same(folder: str) -> None:
    switch = Switch()
    session_client(switch, folder).run(VERSION)
    client = session_client(switch, folder, [e.ConnectError("no")])
    with pytest.raises(e.ConnectError):
        client.logout()
    assert stored(folder) is None


# --- The login's reply ---


def login_reply(cookie: str | None, date: float | None = None) -> Reply:
    headers = HTTPHeaderDict()
    if cookie is not None:
        headers.add("set-cookie", cookie)
    if date is not None:
        headers.add("date", email.utils.formatdate(date, usegmt=True))
    return Reply(200, headers, b"")


def http_date(at: float) -> str:
    return email.utils.formatdate(at, usegmt=True)


def lifetime_of(reply: Reply) -> float:
    return parse_login(reply).expires - time.time()


def test_a_session_lives_until_its_expiry() -> None:
    now = time.time()
    reply = login_reply(f"Session=abc;Expires={http_date(now + 7200)};Path=/;HttpOnly", now)
    assert parse_login(reply).cookie == "abc"
    assert lifetime_of(reply) == pytest.approx(7200, abs=3)


@pytest.mark.parametrize("skew", [-10 * 365 * 86400, -7200, 7200, 365 * 86400])
def test_the_switch_s_own_clock_may_be_wrong(skew: float) -> None:
    now = time.time() + skew
    assert lifetime_of(login_reply(f"Session=abc;Expires={http_date(now + 3600)}", now)) == pytest.approx(3600, abs=3)


def test_without_a_date_the_clock_is_ours() -> None:
    assert lifetime_of(login_reply(f"Session=abc;Expires={http_date(time.time() + 600)}")) == pytest.approx(600, abs=3)


@pytest.mark.parametrize(
    ("attributes", "seconds"),
    [
        ("", SESSION_SECONDS),
        (";Path=/;HttpOnly", SESSION_SECONDS),
        (";Expires=soon", SESSION_SECONDS),
        (";Expires=", SESSION_SECONDS),
        (";Max-Age=90", 90),
        ("; max-age=90; Secure", 90),
        (";Max-Age=x", SESSION_SECONDS),
        (";Max-Age=-90", -90),
    ],
)
def test_lifetimes(attributes: str, seconds: float) -> None:
    assert lifetime_of(login_reply(f"Session=abc{attributes}", time.time())) == pytest.approx(seconds, abs=3)


@pytest.mark.parametrize(
    ("cookies", "counts"),
    [
        (["Session=old;Max-Age=0", "Session=new"], "new"),
        (["Session=old;Expires=Thu, 01 Jan 1970 00:00:00 GMT", "other=x", "Session=new;Path=/"], "new"),
        (["Session=new;Path=/", "Session=old;Max-Age=0"], "new"),
        (["Session=first", "Session=last"], "last"),
        (["Session=only;Max-Age=0"], "only"),
    ],
)
def test_last_lasting_cookie_counts(cookies: list[str], counts: str) -> None:
    headers = HTTPHeaderDict([("Set-Cookie", cookie) for cookie in cookies])
    assert parse_login(Reply(200, headers, b"")).cookie == counts


@pytest.mark.parametrize("form", ["%a, %d %b %Y %H:%M:%S GMT", "%a, %d-%b-%Y %H:%M:%S GMT"])
def test_both_forms_of_dates(form: str) -> None:
    now = time.time()
    ends = time.strftime(form, time.gmtime(now + 3600))
    assert lifetime_of(login_reply(f"Session=abc;Expires={ends};Path=/", now)) == pytest.approx(3600, abs=3)


@pytest.mark.parametrize("cookie", [None, "", "Session=", 'Session=""', "Session=None", "Other=abc", "; ;"])
def test_a_reply_without_a_session_means_that_there_are_none(cookie: str | None) -> None:
    reply = login_reply(cookie)
    assert parse_login(reply).cookie == ""
    assert lifetime_of(reply) == pytest.approx(NO_SESSIONS_SECONDS, abs=3)


@pytest.mark.parametrize("value", ["abc", "a+b/c==", "a.b-c_d", '"quoted"', "a{b}", "a@b:c"])
def test_identifiers_are_taken_as_they_are(value: str) -> None:
    assert parse_login(login_reply(f"Session={value};Path=/")).cookie == value.strip('"')


@pytest.mark.parametrize("order", [1, -1])
def test_the_session_is_found_among_several_cookies(order: int) -> None:
    reply = login_reply(None)
    for cookie in ["Session=abc;Max-Age=90;HttpOnly", "Balancer=x;Path=/"][::order]:
        t.cast("t.Any", reply.headers).add("Set-Cookie", cookie)
    assert parse_login(reply).cookie == "abc"
    assert lifetime_of(reply) == pytest.approx(90, abs=3)


# --- Many at once, on a real wire ---


def run_once(port: int, folder: str) -> None:
    client = EapiClient(
        options(
            host="127.0.0.1", port=port, transport="http", auth="session", session_store=folder, command_timeout=30.0
        )
    )
    client.run(VERSION)
    client.close()


def slow_login(switch: Switch) -> t.Callable[[Request], t.Any]:
    """Time enough for everybody to want to log in."""

    def answer(request: Request) -> t.Any:
        if request.path == "/login":
            time.sleep(0.2)
        return switch(request)

    return answer


def test_twenty_threads_log_in_once(folder: str) -> None:
    switch = Switch()
    with serving(slow_login(switch)) as server:
        threads = [threading.Thread(target=run_once, args=(server.port, folder)) for _number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert switch.logins == 1
    assert len(switch.ran) == 20


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_twenty_processes_log_in_once(folder: str) -> None:
    switch = Switch()
    context = multiprocessing.get_context("fork")
    with serving(slow_login(switch)) as server:
        workers = [context.Process(target=run_once, args=(server.port, folder)) for _number in range(20)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 20
    assert switch.logins == 1
    assert len(switch.ran) == 20


def test_twenty_threads_replace_an_ended_session_once(folder: str) -> None:
    switch = Switch()
    with serving(slow_login(switch)) as server:
        run_once(server.port, folder)
        switch.cookies.clear()
        threads = [threading.Thread(target=run_once, args=(server.port, folder)) for _number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert switch.logins == 2
    assert len(switch.ran) == 21


def test_no_secret_is_in_the_repr_of_what_holds_it(folder: str) -> None:
    client = session_client(Switch(), folder)
    client.run(VERSION)
    auth: t.Any = client.auth
    reply = login_reply(f"Session={COOKIE}")
    for thing in (client, auth, auth.entry, auth.store, client.options, reply, vars(auth)):
        assert COOKIE not in repr(thing)
        assert PASSWORD not in repr(thing)
