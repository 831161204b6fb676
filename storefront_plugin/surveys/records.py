"""Prompts and responses as rows. Each function is one step of somebody's transaction."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, update

from storefront_plugin.errors import PromptUnknown
from storefront_plugin.events import OrderPaid, id_of
from storefront_plugin.outbox import queue
from storefront_plugin.storage import Prepared, insert_new, lock_name
from storefront_plugin.surveys.prompt import History, Prompt, PromptState, Response
from storefront_plugin.surveys.report import Report, report_of
from storefront_plugin.surveys.tables import prompts, responses

# The name under which the outbox keeps a question that could not be issued at once.
ISSUE = "issue_prompt"

# Part of every paid order.
_IS_ABOUT = (prompts.c.stage == bindparam("asked_stage")) & (prompts.c.subject == bindparam("asked_subject"))
_HISTORY = Prepared(
    select(func.max(prompts.c.issued_at).label("latest"), func.count().filter(_IS_ABOUT).label("about_this")).where(
        prompts.c.owner == bindparam("asked_owner")
    )
)


def history_of(db: Connection, *, stage: str, subject: str, owner: str) -> History:
    """What the owner was asked before; nobody else reads it until this transaction ends.

    Else two orders paid at one moment would both find that nothing was asked, and both ask.
    """
    lock_name(db, f"prompts:{owner}")
    [row] = _HISTORY.rows(db, {"asked_owner": owner, "asked_stage": stage, "asked_subject": subject})
    return History(is_asked_already=row.about_this > 0, last_issued_at=row.latest)


def add_prompt(db: Connection, prompt: Prompt) -> bool:
    """Keep the prompt unless there is one about the same thing; whether it was kept."""
    return insert_new(db, prompts, asdict(prompt))


def prompt_of(db: Connection, prompt_id: str, *, lock: bool = False) -> Prompt:
    """The prompt of that id, with `lock` held until the transaction ends. Raises PromptUnknown."""
    asked = select(prompts).where(prompts.c.id == prompt_id)
    found = _prompt(db, asked.with_for_update() if lock else asked)
    if found is None:
        raise PromptUnknown
    return found


def prompt_about(db: Connection, *, stage: str, subject: str) -> Prompt | None:
    """The prompt about one thing; None when nobody was asked."""
    return _prompt(db, select(prompts).where(prompts.c.stage == stage, prompts.c.subject == subject))


def response_to(db: Connection, prompt_id: str) -> Response | None:
    """The answer to a prompt; None when there is none."""
    row = db.execute(select(responses).where(responses.c.prompt_id == prompt_id)).mappings().first()
    return Response(**row) if row else None


def add_response(db: Connection, response: Response) -> bool:
    """Keep the answer unless there is one; whether it was kept."""
    return insert_new(db, responses, asdict(response))


def add_comment(db: Connection, prompt_id: str, comment: str, now: datetime) -> None:
    db.execute(update(responses).where(responses.c.prompt_id == prompt_id).values(comment=comment, commented_at=now))


def move(db: Connection, prompt: Prompt, state: PromptState, now: datetime) -> None:
    """Set the prompt's state; whatever it is, the prompt has been shown by now."""
    db.execute(update(prompts).where(prompts.c.id == prompt.id).values(state=state, shown_at=prompt.shown_at or now))


def call_off(db: Connection, order_reference: str, now: datetime) -> None:
    """Issue no prompt about a paid order where that waits to be done."""
    queue.call_off(db, id_of(OrderPaid, order_reference), ISSUE, now)


def lapse(db: Connection, *, stage: str, subject: str) -> None:
    """End the prompt about one thing where nobody has reacted to it yet."""
    waits = prompts.c.state.in_((PromptState.ISSUED, PromptState.SHOWN))
    is_about_this = (prompts.c.stage == stage) & (prompts.c.subject == subject)
    db.execute(update(prompts).where(is_about_this, waits).values(state=PromptState.LAPSED))


def report_since(db: Connection, since: datetime) -> Report:
    """The report on the prompts issued since then."""
    counted = select(
        func.count(),
        func.count(prompts.c.shown_at),
        func.count().filter(prompts.c.state == PromptState.DISMISSED),
    ).where(prompts.c.issued_at >= since)
    scored = (
        select(responses.c.score, func.count())
        .join(prompts)
        .where(prompts.c.issued_at >= since)
        .group_by(responses.c.score)
    )
    issued, shown, dismissed = db.execute(counted).one()
    scores = {row[0]: row[1] for row in db.execute(scored)}
    return report_of(issued=issued, shown=shown, dismissed=dismissed, scores=scores)


def _prompt(db: Connection, asked: Select[Any]) -> Prompt | None:
    row = db.execute(asked).mappings().first()
    return Prompt(**{**row, "state": PromptState(row["state"])}) if row else None
