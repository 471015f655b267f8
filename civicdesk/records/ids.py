"""Names of things: a `PersonId` cannot be handed in where a `SessionId` is wanted."""

from typing import NewType

ProjectId = NewType("ProjectId", str)
UserId = NewType("UserId", str)
PersonId = NewType("PersonId", str)
SessionId = NewType("SessionId", str)
SubmissionId = NewType("SubmissionId", str)
InstrumentId = NewType("InstrumentId", str)
"""SHA-256 (hex) of the workbook's bytes and of its attachments: the identity of one version of a form."""
CaseId = NewType("CaseId", str)
EntryId = NewType("EntryId", str)
ReleaseId = NewType("ReleaseId", str)
QuestionRef = NewType("QuestionRef", str)
"""Path of a question in its form, repeat instances numbered from 1: `/data/child[2]/name`."""
