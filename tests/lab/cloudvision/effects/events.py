# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright: (c) 2026, aerie.arista contributors
"""event.v1: events come from tests (``cloudvision.add_event``) or from users; annotations show in them."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from google.protobuf.message import Message

from .base import Change, Effect, invalid

EVENT = "event.v1.Event"


class Events(Effect):
    """Creation and annotation of events."""

    models: ClassVar[tuple[str, ...]] = ("event.v1.UserEventCreationConfig", "event.v1.EventAnnotationConfig")

    def add(self, title: str, severity: str, event_type: str, description: str, device_id: str) -> Any:
        """Put an event there as the system would; returns it."""
        event: Any = self.state.catalog[EVENT].message()
        event.key.key.value = str(uuid.uuid4())
        event.key.timestamp.FromNanoseconds(self.state.now())
        event.severity = (
            event.DESCRIPTOR.file.enum_types_by_name["EventSeverity"]
            .values_by_name[f"EVENT_SEVERITY_{severity.upper()}"]
            .number
        )
        event.title.value, event.description.value, event.event_type.value = title, description, event_type
        if device_id:
            event.components.components.add(type=1).components["deviceId"] = device_id
        event.last_updated_time.CopyFrom(event.key.timestamp)
        self.state.table(EVENT).put(event)
        return event

    def check(self, change: Change) -> None:
        if change.model.name == "event.v1.UserEventCreationConfig":
            needed = ("title", "description", "start_time")
            missing = [name for name in needed if not change.incoming.HasField(name)]
            if missing or not change.incoming.severity:
                raise invalid(f"{', '.join(missing or ['severity'])} must be set")
        elif not any(change.incoming.HasField(name) for name in ("ack", "notes", "read")):
            raise invalid("one of ack, notes and read must be set")

    def applied(self, change: Change) -> Message:
        creates = change.model.name == "event.v1.UserEventCreationConfig"
        self.later(lambda: self._create(change) if creates else self._annotate(change))
        return change.incoming  # type: ignore[no-any-return]

    def _create(self, change: Change) -> None:
        config = change.after
        event: Any = self.state.catalog[EVENT].message()
        event.key.key.CopyFrom(config.key.key)
        event.key.timestamp.CopyFrom(config.start_time)
        event.severity = config.severity
        for name in ("title", "description", "rule_id", "components"):
            getattr(event, name).CopyFrom(getattr(config, name))
        event.event_type.value = "USER_CREATED"
        event.last_updated_time.FromNanoseconds(self.state.now())
        self.state.table(EVENT).put(event)
        self.state.table(change.model).delete(config.key)

    def _annotate(self, change: Change) -> None:
        table = self.state.table(EVENT)
        with self.state.lock:
            before = table.get(change.after.key)
            if before is None:
                return
            event: Any = table.model.message()
            event.CopyFrom(before)
            now = self.state.now()
            for flag, by, at in (("ack", "acker", "ack_time"), ("read", "reader", "read_time")):
                if change.incoming.HasField(flag):
                    shown = getattr(event, flag)
                    getattr(shown, flag).CopyFrom(getattr(change.after, flag))
                    getattr(shown, by).value = change.caller.name
                    getattr(shown, at).FromNanoseconds(now)
            for number, note in change.incoming.notes.notes.items():
                event.notes.notes[number].note.CopyFrom(note.note)
                event.notes.notes[number].note_creator.value = change.caller.name
            event.last_updated_time.FromNanoseconds(now)
            table.put(event)
