"""The way from an answer to the wanted one: mend after mend, each judged by what the dictionary is then.

A mend that does not lead there is none: who runs it would be as far as before.
"""

from dataclasses import replace

from ordslab.chain.call import Call, Mend, Verdict
from ordslab.chain.dictionary import Dictionary
from ordslab.chain.dictionary_judgement import judge

_MOST = 8


def way(dictionary: Dictionary, call: Call, first: Verdict) -> tuple[tuple[Mend, ...], Verdict]:
    """The mends that lead from a verdict to the wanted answer, and the verdict then.

    Wanted is: 200 for a client; without one 401 where the endpoint is public, else that the endpoint is there. Where
    no mends lead there they are (), and the verdict is the one that stands in the way.
    """
    found: list[Mend] = []
    verdict = first
    while verdict.mend and len(found) < _MOST:
        found.append(verdict.mend)
        dictionary = verdict.mend.effect(dictionary)
        call = replace(call, client=verdict.mend.client or call.client)
        verdict = judge(dictionary, call)
        if _is_wanted(call, first, verdict):
            return tuple(found), verdict
    return (), verdict


def _is_wanted(call: Call, first: Verdict, now: Verdict) -> bool:
    if first.status != 200:
        return now.status == 200 or (call.client is None and now.cause == "no_token")
    return now.cause in ("allowed", "person_allowed", "any_caller") if call.client else now.cause == "no_token"
