"""Every module that maps tables: one line a room. The metadata is whole once they are imported."""

from importlib import import_module

ROOMS: tuple[str, ...] = (
    "lingtong.foundation.db.outbox.tables",
    "lingtong.foundation.identity.tables",
    "lingtong.foundation.jobs.tables",
    "lingtong.foundation.journal.tables",
    "lingtong.interactions.tables",
    "lingtong.floor.recording.tables",
    "lingtong.foundation.catalog.tables",
    "lingtong.foundation.calendar.tables",
    "lingtong.switch.trunks.tables",
    "lingtong.floor.agents.tables",
    "lingtong.floor.attendance.tables",
    "lingtong.floor.map.tables",
    "lingtong.floor.messages.tables",
    "lingtong.floor.routing.tables",
    "lingtong.floor.ivr.decisions.tables",
    "lingtong.floor.ivr.tables",
    "lingtong.floor.ivr.prompts.tables",
    "lingtong.floor.ivr.designer.tables",
    "lingtong.floor.ivr.sources.tables",
    "lingtong.insight.alarms.tables",
    "lingtong.insight.availability.tables",
    "lingtong.insight.boards.tables",
    "lingtong.insight.reporting.flows.tables",
    "lingtong.insight.simulation.tables",
    "lingtong.floor.callbacks.tables",
    "lingtong.floor.channels.fax.tables",
    "lingtong.floor.plans.tables",
    "lingtong.floor.duty.tables",
    "lingtong.floor.lists.tables",
    "lingtong.floor.survey.tables",
    "lingtong.floor.voicemail.tables",
    "lingtong.floor.outbound_rules.tables",
)


def import_tables() -> None:
    for module in ROOMS:
        import_module(module)
