"""Requests that name themselves by an Idempotency-Key are run once, and answered the same again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, delete, select, update
from werkzeug.exceptions import HTTPException

from storefront_plugin.errors import DatabaseNotReady, StorefrontError
from storefront_plugin.storage import Database, insert_new
from storefront_plugin.web.idempotency import (
    HEADER,
    KEPT,
    REPLAYED,
    KnownRequest,
    StoredAnswer,
    decide,
    fingerprint_of,
    is_kept,
    name_of,
    read_key,
)
from storefront_plugin.web.parts import part
from storefront_plugin.web.tables import idempotency
from storefront_plugin.web.visitors import visitor

log = logging.getLogger(__name__)

_IS_SECRET = "storefront.answer_is_secret"  # noqa: S105 (a key of the environ)


class Repeats:
    """What was answered to each request that named itself. Each step is a short transaction of its own."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    def begin(self, name: str, fingerprint: str) -> datetime | StoredAnswer:
        """The claim on running this request now, or what was answered to it before.

        Raises IdempotencyKeyReused, IdempotencyKeyInUse.
        """
        now = self._clock()
        fresh = {"fingerprint": fingerprint, "begun_at": now, "status": None, "content_type": None, "body": None}
        with self._database.write() as db:
            while not insert_new(db, idempotency, {"id": name, **fresh}):
                known = _known(db, name)
                if known is None:
                    # Left by whoever ran it, between the two looks.
                    continue
                if answer := decide(known, fingerprint, now):
                    return answer
                db.execute(update(idempotency).where(idempotency.c.id == name).values(fresh))
                break
        return now

    def finish(self, name: str, claim: datetime, answer: StoredAnswer) -> None:
        """Keep what was answered, unless somebody else has taken over since."""
        mine = (idempotency.c.id == name) & (idempotency.c.begun_at == claim)
        values = {"status": answer.status, "content_type": answer.content_type, "body": answer.body}
        with self._database.write() as db:
            db.execute(update(idempotency).where(mine).values(values))

    def leave(self, name: str, claim: datetime) -> None:
        """Let the request be run again."""
        with self._database.write() as db:
            db.execute(delete(idempotency).where(idempotency.c.id == name, idempotency.c.begun_at == claim))

    def forget(self) -> int:
        """Remove what is too old to be repeated; how many they were."""
        with self._database.write() as db:
            return db.execute(delete(idempotency).where(idempotency.c.begun_at < self._clock() - KEPT)).rowcount


def keep_no_answer() -> None:
    """This request's answer carries a secret, and its view gives the same one again by itself: it is not kept."""
    request.environ[_IS_SECRET] = True


def run_once(view: Callable[[], ResponseReturnValue]) -> Response:
    """The view's answer to this request, or the one it gave when the same request came first."""
    repeats = part(Repeats)
    name = name_of(visitor().owner, request.endpoint or "", read_key(request.headers[HEADER]))
    path = request.script_root + request.path
    begun = repeats.begin(name, fingerprint_of(request.method, path, request.query_string, request.get_data()))
    if isinstance(begun, StoredAnswer):
        return _replayed(begun)
    try:
        response = _answered(view)
    except BaseException:
        _settled(repeats.leave, name, begun)
        raise
    if is_kept(response.status_code) and not request.environ.get(_IS_SECRET):
        answer = StoredAnswer(response.status_code, response.content_type, response.get_data(as_text=True))
        _settled(repeats.finish, name, begun, answer)
    else:
        _settled(repeats.leave, name, begun)
    return response


def _answered(view: Callable[[], ResponseReturnValue]) -> Response:
    """What the view answers, or what is answered to the fault it raised."""
    try:
        return make_response(view())
    except (StorefrontError, HTTPException) as fault:
        return make_response(current_app.handle_user_exception(fault))


def _replayed(answer: StoredAnswer) -> Response:
    response = Response(answer.body, answer.status, content_type=answer.content_type)
    response.headers[REPLAYED] = "true"
    return response


def _settled(step: Callable[..., None], *values: object) -> None:
    """The work is done and its answer true, whether or not that could be noted."""
    try:
        step(*values)
    except DatabaseNotReady:
        log.exception("the answer to a request with an Idempotency-Key could not be kept")


def _known(db: Connection, name: str) -> KnownRequest | None:
    """What is kept under the name, locked, so that one alone takes over what is over."""
    row = db.execute(select(idempotency).where(idempotency.c.id == name).with_for_update()).one_or_none()
    if row is None:
        return None
    answer = None if row.status is None else StoredAnswer(row.status, row.content_type, row.body)
    return KnownRequest(row.fingerprint, row.begun_at, answer)
