"""The exception tree of Presswatch. Failure of one page or row is data (an outcome row), not an exception.

PresswatchError
├── ConfigError         a setting or configuration file can't be used
├── InputError          what the user handed in can't be read (wrong use, exit code 2)
├── RawZoneError        the raw zone is unreadable or damaged: the partition can't be trusted
├── LakeError           the catalog or its files can't be opened or written
│   └── LockTimeoutError     another publisher held the lock for longer than the time allowed
└── GateError           a day has more refused rows than its configuration allows; nothing of it was published
"""


class PresswatchError(Exception):
    """Base of all errors that Presswatch raises on purpose; its text is one clear line for a user."""


class ConfigError(PresswatchError):
    """A setting or configuration file can't be used; the text names the file and the field."""


class InputError(PresswatchError):
    """What the user handed in can't be read."""


class RawZoneError(PresswatchError):
    """The raw zone is unreadable or damaged."""


class LakeError(PresswatchError):
    """The lake's catalog or its files can't be opened or written."""


class LockTimeoutError(LakeError):
    """Another publisher held the publish lock for longer than the time allowed."""


class GateError(PresswatchError):
    """Too many rows of a day were refused; nothing of that day was published."""
