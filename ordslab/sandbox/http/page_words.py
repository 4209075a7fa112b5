"""The words of the pages on which people sign in and approve, in the languages that they are written in."""

from __future__ import annotations

from dataclasses import dataclass

from ordslab.sandbox.http.request import Request


@dataclass(frozen=True)
class Words:
    """One language's words. `language`: its code, as HTML and browsers write it."""

    language: str
    ours: str
    sign_in: str
    user_name: str
    password: str
    which_user: str
    wrong: str
    signed_in: str
    sign_out: str
    you_are: str
    approval: str
    acts_for_you: str
    asks_for: str
    nothing: str
    support: str
    goes_to: str
    approve: str
    deny: str


ENGLISH = Words(
    language="en",
    ours="A page of the ordslab sandbox. It is not Oracle's software.",
    sign_in="Sign in",
    user_name="User name",
    password="Password",  # noqa: S106  the label of a field
    which_user=(
        "A user is the schema's own, with its password in the database (<code>ordslab sandbox password</code> prints "
        "it), or one of those that a lesson has added."
    ),
    wrong="The user name or the password is wrong.",
    signed_in="Signed in",
    sign_out="Sign out",
    you_are="You are {}.",
    approval="Request for approval",
    acts_for_you="<strong>{}</strong> asks to act for you.",
    asks_for="It asks for:",
    nothing="nothing",
    support="Support: {}",
    goes_to="Your answer goes to {}",
    approve="Approve",
    deny="Deny",
)
PORTUGUESE = Words(
    language="pt",
    ours="Uma página da sandbox do ordslab. Não é software da Oracle.",
    sign_in="Entrar",
    user_name="Nome do utilizador",
    password="Palavra-passe",  # noqa: S106  the label of a field
    which_user=(
        "O utilizador é o do próprio esquema, com a palavra-passe da base de dados (<code>ordslab sandbox "
        "password</code> mostra-a), ou um dos que uma lição acrescentou."
    ),
    wrong="O nome do utilizador ou a palavra-passe está errado.",
    signed_in="Sessão iniciada",
    sign_out="Sair",
    you_are="Entrou como {}.",
    approval="Pedido de aprovação",
    acts_for_you="<strong>{}</strong> pede para agir em seu nome.",
    asks_for="Pede acesso a:",
    nothing="nada",
    support="Apoio: {}",
    goes_to="A sua resposta vai para {}",
    approve="Aprovar",
    deny="Recusar",
)
_BY_LANGUAGE = {each.language: each for each in (ENGLISH, PORTUGUESE)}


def words_for(request: Request) -> Words:
    """The words in the language that a browser likes best of ours; English where it names none of them."""
    wished: list[tuple[float, Words]] = []
    for each in request.headers.get("accept-language", "").split(","):
        language, _, weight = each.strip().lower().partition(";q=")
        words = _BY_LANGUAGE.get(language.partition("-")[0])
        if words is not None:
            wished.append((_number(weight or "1"), words))
    return max(wished, key=lambda pair: pair[0], default=(0.0, ENGLISH))[1]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
