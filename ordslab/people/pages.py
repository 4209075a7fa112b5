"""What a person finds on a web page: its text, links, and forms with their fields and buttons."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form. `fields`: what is filled in already. `buttons`: by their words, the field that a button adds."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict, repr=False)
    buttons: dict[str, dict[str, str]] = field(default_factory=dict)


class Page(HTMLParser):
    """A page as read. `links`: addresses by their words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.forms: list[Form] = []
        self._text: list[str] = []
        self._open: list[tuple[str, dict[str, str], int]] = []
        self._unseen = 0
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """What is to be read on it, in lines."""
        lines = (" ".join(line.split()) for line in "".join(self._text).split("\n"))
        return "\n".join(line for line in lines if line)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links, forms, fields."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").upper()))
        elif tag == "input" and self.forms and given.get("name"):
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag in ("a", "button"):
            self._open.append((tag, given, len(self._text)))
        elif tag in ("title", "script", "style"):
            self._unseen += 1
        if re.fullmatch(r"p|h\d|li|div|ul|tr|dt|br|label", tag):
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A link or button ends: its words are known."""
        if tag in ("title", "script", "style"):
            self._unseen -= 1
        if not self._open or self._open[-1][0] != tag:
            return
        _, given, start = self._open.pop()
        words = " ".join("".join(self._text[start:]).split())
        if tag == "a":
            self.links[words] = given.get("href", "")
        elif self.forms:
            self.forms[-1].buttons[words] = {given["name"]: given.get("value", "")} if given.get("name") else {}

    def handle_data(self, data: str) -> None:
        """Text that is seen."""
        if not self._unseen:
            self._text.append(data)
