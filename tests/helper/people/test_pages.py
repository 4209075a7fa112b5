"""What a person finds on a page: links, forms, buttons, text."""

from __future__ import annotations

from ordslab.people.pages import Page

PAGE = """<!DOCTYPE html><html><head><title>not text</title><style>p {}</style></head><body><h1>Sign in</h1>
<p>Come <b>in</b>, or <a href="/out?a=1&amp;b=2">go  <i>away</i></a>.</p><script>no</script>
<form method="post" action="/check"><input type="hidden" name="csrf" value="&lt;x&gt;"><input name="user">
<button>Sign in</button><button name="decision" value="no">Not <b>now</b></button></form></body></html>"""


def test_links_and_buttons_are_known_by_their_words():
    page = Page(PAGE)
    assert page.links == {"go away": "/out?a=1&b=2"}
    (form,) = page.forms
    assert (form.action, form.method, form.fields) == ("/check", "POST", {"csrf": "<x>", "user": ""})
    assert form.buttons == {"Sign in": {}, "Not now": {"decision": "no"}}


def test_text_is_what_is_seen():
    assert Page(PAGE).text.splitlines() == ["Sign in", "Come in, or go away.", "Sign inNot now"]


def test_no_field_of_a_form_is_shown():
    assert "<x>" not in repr(Page(PAGE).forms)


def test_a_page_that_is_none_has_nothing():
    page = Page("<a <form <<")
    assert (page.links, page.forms) == ({}, [])
