"""A person's browser, played by a program: cookies and a page of its own, links to follow, buttons to press."""

from typing import Any
from urllib.parse import urljoin

import requests

from ordslab.errors import LabError
from ordslab.http.session import LabSession
from ordslab.people.pages import Page
from ordslab.secrets.masking import without_port


class Browser(LabSession):
    """A session with cookies of its own, which asks for pages.

    It goes where ORDS sends it within ORDS. Where it is sent somewhere else, that answer is what you get: its header
    Location tells where a real browser would go now.
    """

    by = "browser"
    page: requests.Response | None = None
    """The answer that it shows now."""

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **options: Any) -> requests.Response:
        """As the base."""
        options["headers"] = {"Accept": "text/html", "Accept-Language": "en"} | dict(options.get("headers") or {})
        self.page = super().request(method, url, *args, **options)
        return self.page

    def get_redirect_target(self, response: requests.Response) -> str | None:
        """Where to go on: nowhere outside of ORDS."""
        target = super().get_redirect_target(response)
        stays = target and _origin(urljoin(response.url, target)) == _origin(self.settings.base_url)
        return target if stays else None

    def follow(self, link: str) -> requests.Response:
        """Follow the link with these words. Raises `LabError` where the page has none."""
        shown, page = self._shown()
        if link not in page.links:
            raise _not_there(f"link {link}", page.links)
        return self.get(urljoin(shown.url, page.links[link]))

    def press(self, button: str, **fields: str) -> requests.Response:
        """Fill in the page's form, and press the button with these words. Raises `LabError` where it has none."""
        shown, page = self._shown()
        form = next((each for each in page.forms if button in each.buttons), None)
        if form is None:
            raise _not_there(f"button {button}", [words for each in page.forms for words in each.buttons])
        filled = {**form.fields, **form.buttons[button], **fields}
        return self.post(urljoin(shown.url, form.action or shown.url), data=filled)

    def read(self) -> None:
        """Print what a person reads on the page."""
        print(without_port(self._shown()[1].text))

    def _shown(self) -> tuple[requests.Response, Page]:
        if self.page is None:
            raise LabError("This browser shows no page yet.", "Open one: browser.get(address)")
        return self.page, Page(self.page.text)


def _origin(url: str) -> list[str]:
    return url.split("/")[:3]


def _not_there(what: str, others: Any) -> LabError:
    there = ", ".join(others) or "none"
    return LabError(f"The page has no {what}.", f"It has: {there}. Run the cells from the first page on again.")
