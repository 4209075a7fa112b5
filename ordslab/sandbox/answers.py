"""What nobody knows of ORDS, or what differs from one installation to the next: how this sandbox answers.

The one place for it. What is chosen here is read where the answer is made; nothing else of an answer depends on it.
`ordslab sandbox start --answers NAME=VALUE` plays another installation, `ordslab conform` asks one for its answers, and
the fidelity page shows the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import NamedTuple

from ordslab.sandbox.errors import SandboxError


class Question(NamedTuple):
    """An open answer. `values`: those that are played, the usual one first. `known`: what is known and by whom."""

    what: str
    values: tuple[str, ...]
    known: str
    seen: str


QUESTIONS = {
    "missing-role": Question(
        "the status for a token that holds, of a client without the role",
        ("401", "403"),
        "open: a transcript with a JWT shows 401, a fix of 24.1.1 touches it (RELNOTES-24.1.1), and reports differ",
        "lessons 6 to 9; `lab.explain` and the checkpoints take either",
    ),
    "wrong-method": Question(
        "the status of a GET at the token address",
        ("405", "404"),
        "inferred: only POST is mapped",
        "lesson 5, step 4; lesson 8",
    ),
    "body-credentials": Question(
        "a client's id and secret in the form of its token call, without Basic",
        ("refused", "taken"),
        "open: SKILLS reports 401; ten of 38 public client set-ups send them so; 26.3 has p_token_endpoint_auth_method",
        "the console's and Postman's *client authentication*",
    ),
    "database-users": Question(
        "whether users of the database sign in",
        ("taken", "refused"),
        "differs: an Autonomous Database takes them, a self-managed ORDS where `jdbc.auth.enabled` is set, which it is "
        "not by default (a transcript of 24.4's settings); there users of ORDS's own file sign in",
        "lesson 11, where a person signs in; HTTP Basic at a protected address",
    ),
    "error-ids": Question(
        "how the number of an error is written, the end of its `instance`",
        ("base64", "hex"),
        "differs, observed: 22 characters of Base64 on a standalone ORDS, 32 hexadecimal digits on an Autonomous "
        "Database; `--strict` has these",
        "every error as JSON",
    ),
    "errors": Question(
        "the format of errors: as the request asks for, or HTML whatever it asks for",
        ("auto", "html"),
        "differs, documented: the setting `error.responseFormat`; auto is its default",
        "every error: lesson 1, step 5; lesson 3, step 5",
    ),
}
"""By the name that `--answers` gives it."""


@dataclass(frozen=True)
class Answers:
    """What was chosen, by the questions' names with an underscore."""

    missing_role: str = "401"
    wrong_method: str = "405"
    body_credentials: str = "refused"
    database_users: str = "taken"
    error_ids: str = "base64"
    errors: str = "auto"

    @classmethod
    def of(cls, chosen: Mapping[str, str]) -> Answers:
        """By what was asked for. Raises `SandboxError` for what is no question, or no answer to it."""
        for name, value in chosen.items():
            if name not in QUESTIONS:
                raise SandboxError(f"There is no answer to choose named {name}.", f"There are: {', '.join(QUESTIONS)}.")
            if value not in QUESTIONS[name].values:
                raise SandboxError(
                    f"{name} can't be answered by {value!r}.", f"Choose one of {', '.join(QUESTIONS[name].values)}."
                )
        return cls(**{name.replace("-", "_"): value for name, value in chosen.items()})

    def unusual(self) -> dict[str, str]:
        """Those that are not the usual ones."""
        chosen = {name.replace("_", "-"): value for name, value in asdict(self).items()}
        return {name: value for name, value in chosen.items() if value != QUESTIONS[name].values[0]}
