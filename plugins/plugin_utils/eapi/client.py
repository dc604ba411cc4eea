# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 aerie.arista contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client: run batches of commands on one switch, in order, repeated only if safe, with typed errors."""

from __future__ import annotations

import functools
import time
import typing as t
from collections.abc import Callable
from dataclasses import replace

from ..common.errors import ClientError, InputError
from ..common.polling import REQUESTS
from ..common.scrubber import Scrubber
from .auth import Auth, auth_for
from .errors import (
    ConnectError,
    DroppedError,
    ProtocolError,
    ReplyError,
    UnavailableError,
    UnconvertedCommandError,
)
from .https.failures import explain_status
from .https.tls import ContextMaker, context_for
from .https.transport import HttpTransport
from .options import EapiOptions
from .protocol.commands import Batch, Command, Format, enabled_by, in_mode
from .protocol.reply import further_error, parse_reply
from .protocol.request import HEADERS, PATH, RunCmdsCall
from .protocol.response import Response
from .transport import Reply, Transport

#: The options that say where the switch answers, and how each side proves itself there by a certificate.
ENDPOINT: t.Final = ("host", "port", "transport", "ca_path", "validate_certs", "client_cert", "client_key")

_T = t.TypeVar("_T")
_P = t.ParamSpec("_P")


def scrubber_of(options: EapiOptions) -> Scrubber:
    """The scrubber for the secrets in a client's options."""
    scrubber = Scrubber(options.enable_password)
    scrubber.add_login(options.user, options.password)
    scrubber.add_url(options.proxy)
    return scrubber


def _scrubbed(method: Callable[t.Concatenate[EapiClient, _P], _T]) -> Callable[t.Concatenate[EapiClient, _P], _T]:
    """A method of the client whose errors hold no secret: a server may quote what it was told."""

    @functools.wraps(method)
    def scrubbing(client: EapiClient, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return method(client, *args, **kwargs)
        except ClientError as error:
            client.scrubber.error(error)
            raise

    return scrubbing


class EapiClient:
    """Runs commands on one switch. Not for use by several threads at once.

    :param tls: makes the TLS context for options.
    :ivar origin: the options it was made with.
    :ivar options: those in use: `move` changes them.
    :ivar warnings: sentences for the user about the way the switch is reached.
    :ivar scrubber: takes the secrets of the run out of what the switch says.
    :ivar watch: is called with each batch before it runs; None: no call.
    """

    watch: t.Callable[[Batch], t.Any] | None = None

    def __init__(self, options: EapiOptions, tls: ContextMaker = context_for) -> None:
        self.origin = options
        self._tls = tls
        self.scrubber = scrubber_of(options)
        self._use(options)

    def _use(self, options: EapiOptions, before: Auth | None = None) -> None:
        """Take these options; none of them where one cannot be."""
        transport = transport_for(options, self._tls)
        auth = auth_for(options, transport, self.scrubber)
        if before is not None:
            transport.prepare()
            auth.inherit(before)
        self.options, self.transport, self.auth = options, transport, auth
        self.warnings = auth.warnings = list(warnings_about(options))

    @_scrubbed
    def run(self, batch: Batch) -> list[Response]:
        """Run the commands in order; one response each.

        Commands of one format are one runCmds request. Where formats are mixed, or a command has no JSON form and
        `text_fallback` is set, neighbours of one format share a request; no command is run twice for that.

        :raises ReplyError: when a command fails, with the responses up to it (all, with `stop_on_error` off).
        :raises EapiError: of the type that says what else went wrong.
        """
        if self.watch is not None:
            self.watch(batch)
        batch = self._with_defaults(batch)
        for command in batch.commands:
            self.scrubber.add_command(command.cmd, command.input)
        formats = [batch.format_of(command) for command in batch.commands]
        _check_split(batch, formats)
        done: list[Response] = []
        failure: ReplyError | None = None
        while len(done) < len(batch.commands):
            call = self._call(batch, formats, len(done))
            answers, error = self._send_call(call)
            place = _fallback_place(call, error)
            if place is not None:
                formats[call.positions[place]] = "text"
                answers, error = answers[:place], None
            done.extend(answers)
            if error is not None and (batch.stop_on_error or len(answers) < len(call.positions)):
                raise _carrying(error, done)
            failure = failure or error
        if failure is not None and batch.text_fallback:
            failure = self._ask_failures_for_text(batch, formats, done, failure)
        if failure is not None:
            raise _carrying(failure, done)
        return done

    @_scrubbed
    def probe(self) -> None:
        """Check that the API answers and accepts the login, without running a command.

        :raises EapiError: of the type that says what is wrong.
        """
        valid = self.auth.validate()
        if valid:
            return
        if valid is False:
            self.auth.renew()
        reply = self.transport.request("HEAD", PATH, headers=self.auth.headers())
        if reply.status == 401 and self.auth.renew():
            reply = self.transport.request("HEAD", PATH, headers=self.auth.headers())
        if reply.status not in (405, 501):  # a release without HEAD is still EOS
            self._check_status(reply)

    @_scrubbed
    def reconnect(self, login: bool = False) -> None:
        """Force a new connection, so that the next request proves that one is possible.

        :param login: force a new login as well, where there are cookie sessions.
        :raises EapiError: if that is refused.
        """
        self.transport.close()
        if login:
            self.auth.renew()

    def endpoint_options(self) -> dict[str, t.Any]:
        """The options of ENDPOINT that are in use now. There is no secret among them."""
        return {name: getattr(self.options, name) for name in ENDPOINT}

    def moved_options(self) -> dict[str, t.Any]:
        """Those in which the endpoint differs from where the client began."""
        return {name: value for name, value in self.endpoint_options().items() if value != getattr(self.origin, name)}

    @_scrubbed
    def move(self, **changes: t.Any) -> None:
        """Go on at another endpoint of the same switch.

        :param changes: options of ENDPOINT; the others stay.
        :raises InputError: for options that cannot be.
        """
        _check_endpoint(changes)
        options = replace(self.options, **changes)
        if options != self.options:
            self.transport.close()
            self._use(options, self.auth)

    def use_secrets(self, password: str | None, enable_password: str | None) -> None:
        """Go on with other secrets of the same user. A session stays for as long as the switch takes it."""
        options = replace(self.options, password=password, enable_password=enable_password)
        if options != self.options:
            self.transport.close()
            self.scrubber.include(scrubber_of(options))
            self._use(options)

    @_scrubbed
    def peer_certificate(self, **changes: t.Any) -> bytes | None:
        """The certificate (DER) that the switch presents in a handshake made now; None where there is no TLS.

        :param changes: as for `move`, for this one handshake.
        :raises EapiError: as for any request; a certificate that is not trusted is an error.
        """
        _check_endpoint(changes)
        transport = transport_for(replace(self.options, **changes), self._tls)
        try:
            return transport.peer_certificate(PATH)
        finally:
            transport.close()

    @_scrubbed
    def logout(self) -> None:
        """End the cookie session, on the switch and in the store, and close the connection."""
        try:
            self.auth.logout()
        finally:
            self.close()

    def close(self) -> None:
        """Close the connection. A cookie session that others share stays, for them and later ones."""
        self.auth.leave()
        self.transport.close()

    def take_warnings(self) -> list[str]:
        """The warnings since the last time."""
        taken = list(self.warnings)
        self.warnings.clear()
        return taken

    def _with_defaults(self, batch: Batch) -> Batch:
        return replace(
            batch,
            version=self.options.version if batch.version is None else batch.version,
            revisions={**self.options.revisions, **batch.revisions},
            answers=batch.answers if self.options.transport == "ssh" else {},  # the API asks nothing
        )

    def _call(self, batch: Batch, formats: list[Format], start: int) -> RunCmdsCall:
        """The request for the commands from a place on that share a format."""
        end = start
        while end < len(formats) and formats[end] == formats[start]:
            end += 1
        return RunCmdsCall(batch, range(start, end), formats[start], self._enable(batch.commands[:start]))

    def _enable(self, before: t.Sequence[Command]) -> Command | None:
        """The 'enable' to send ahead: the connection's, or one that an earlier request of the batch has used up."""
        if self.options.enable:
            return Command("enable", self.options.enable_password or None)
        return enabled_by(before)

    def _ask_failures_for_text(
        self, batch: Batch, formats: list[Format], done: list[Response], failure: ReplyError
    ) -> ReplyError | None:
        """Where the switch went on after failures: it names the code of the first one only, so any of the others may
        be a show command without a JSON form. Their answers are replaced by those to text.

        :returns: the error of the first command that failed in text form too.
        """
        first = failure.command_index
        if first is None:
            return failure
        unconverted = isinstance(failure, UnconvertedCommandError)
        places = [
            place
            for place, response in enumerate(done)
            if response.failed and (place != first or unconverted) and _may_fall_back(batch, formats, place)
        ]
        error: ReplyError | None = None
        if places:
            answers, error = self._send_call(
                RunCmdsCall(batch, places, "text", self._enable(batch.commands[: places[-1]]))
            )
            for place, answer in zip(places, answers, strict=False):
                if place == first or not answer.failed:
                    done[place] = answer
        left = next((place for place, response in enumerate(done) if response.failed), None)
        if left is None:
            return None
        known = (each for each in (error, failure) if each is not None and each.command_index == left)
        return next(known, None) or further_error(batch, left, done[left], self.options.name)

    def _send_call(self, call: RunCmdsCall) -> tuple[list[Response], ReplyError | None]:
        number, body = call.payload()
        timeout = call.batch.timeout
        headers = self._retrying(self.auth.headers, repeatable=True)
        reply = self._retrying(lambda: self._post(body, headers, timeout), call.repeatable)
        if reply.status == 401 and self._retrying(self.auth.renew, repeatable=True):
            headers = self.auth.headers()
            reply = self._retrying(lambda: self._post(body, headers, timeout), call.repeatable)
        self._check_status(reply)
        try:
            return parse_reply(reply.text(), number, call, self.options.name, self.scrubber)
        except ProtocolError as error:
            if not call.repeatable:
                error.hint = DroppedError.hint_default
            raise

    def _post(self, body: bytes, headers: dict[str, str], timeout: float | None) -> Reply:
        reply = self.transport.request("POST", PATH, body, {**HEADERS, **headers}, timeout)
        if reply.status in (502, 503):
            raise explain_status(reply.status, self.auth.words(reply), self.options)
        return reply

    def _retrying(self, action: t.Callable[[], _T], repeatable: bool) -> _T:
        """Do it again, after a growing pause, where nothing was sent, or sending twice changes nothing."""
        for attempt in range(self.options.retries + 1):
            try:
                return action()
            except (ConnectError, DroppedError, UnavailableError) as error:
                safe = repeatable or isinstance(error, ConnectError)
                if not safe or attempt == self.options.retries:
                    if repeatable and attempt and isinstance(error, DroppedError):
                        error.hint = f"It was tried {attempt + 1} times."
                    if not safe:
                        error.hint = DroppedError.hint_default
                    raise
            time.sleep(REQUESTS.pause(attempt))
        raise AssertionError("the loop returns or raises")

    def _check_status(self, reply: Reply) -> None:
        if reply.status == 401:
            raise self.auth.refused(reply)
        if not 200 <= reply.status < 300:
            there = reply.headers.get("Location") or ""
            raise explain_status(reply.status, self.auth.words(reply), self.options, location=there)


def _check_endpoint(changes: t.Mapping[str, t.Any]) -> None:
    unknown = sorted(set(changes) - set(ENDPOINT))
    if unknown:
        raise InputError(f"{', '.join(unknown)} is no part of an endpoint: there are {', '.join(ENDPOINT)}.")


def _check_split(batch: Batch, formats: list[Format]) -> None:
    """A mode ends with its request, so formats cannot change while one is open."""
    for place in range(1, len(formats)):
        opener = in_mode(batch.commands[:place]) if formats[place] != formats[place - 1] else None
        if opener is not None:
            raise InputError(
                f"command {place + 1} '{batch.commands[place].shown}' wants {formats[place]} while '{opener.shown}' is "
                "in force: another format means another request, in which that is over.",
                hint="Give these commands one format, or put them into two tasks.",
            )


def _may_fall_back(batch: Batch, formats: list[Format], place: int) -> bool:
    """True if the command may be asked again for text, in another request."""
    return formats[place] == "json" and batch.commands[place].read_only and in_mode(batch.commands[:place]) is None


def _fallback_place(call: RunCmdsCall, error: ReplyError | None) -> int | None:
    """The place in the call of the command to ask again for text, or None."""
    batch = call.batch
    if not (batch.text_fallback and batch.stop_on_error and isinstance(error, UnconvertedCommandError)):
        return None
    position = error.command_index
    if call.format == "text" or position is None or not batch.commands[position].read_only:
        return None
    return None if in_mode(batch.commands[:position]) else list(call.positions).index(position)


def _carrying(error: ReplyError, responses: list[Response]) -> ReplyError:
    error.responses = [response.as_dict() for response in responses]
    return error


def warnings_about(options: EapiOptions) -> t.Iterator[str]:
    """Sentences for the user about the way to a switch that options lead to."""
    secret = options.effective_auth in ("session", "basic") or options.enable_password
    if options.transport == "http" and secret and not options.on_this_machine:
        yield (f"{options.name}: credentials cross the network in clear text. Set ansible_eapi_transport to https.")
    if options.transport == "ssh" and not options.ssh_host_key_checking:
        yield f"{options.name}: the SSH host key is not checked, so a password goes to whoever answers."
    if options.transport == "https" and not options.validate_certs:
        yield (
            f"{options.name}: the certificate is not verified (ansible_eapi_validate_certs is off), so credentials "
            "go to whoever answers."
        )


def transport_for(options: EapiOptions, tls: ContextMaker = context_for) -> Transport:
    """The transport that the options ask for. That of SSH is loaded where it is wanted."""
    if options.transport == "ssh":
        from .ssh.transport import SshTransport

        return SshTransport(options)
    return HttpTransport(options, tls)
