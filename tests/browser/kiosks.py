"""What people do at a kiosk, and what it shows and keeps of them."""

import json

from playwright.sync_api import BrowserContext, Locator, Page, expect

# A machine that does much else at the same time is no reason to fail.
expect.set_options(timeout=20_000)

TOKEN = "the-token-of-the-device"
PORTRAIT = {"width": 1080, "height": 1920}
LANDSCAPE = {"width": 1920, "height": 1080}

# An examination takes longer than a kiosk waits for somebody who does nothing; and a visit that this browser has not
# seen begin is ended by the page.
PATIENCE = """document.addEventListener("readystatechange", () => {
  document.documentElement.dataset.idle = 3600;
  sessionStorage.setItem("kiosk-visit", "yes");
});"""


def paired(context: BrowserContext, url: str) -> None:
    """Let a browser be the device of the kiosk."""
    context.add_cookies([{"name": "kiosk", "value": TOKEN, "url": f"{url}/kiosk", "httpOnly": True}])


class Complaints(list[str]):
    """What the scripts of pages have complained about."""

    def hear(self, page: Page) -> Page:
        """Listen to a page from now on."""
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("console", lambda said: self.append(said.text) if said.type == "error" else None)
        return page

    def real(self) -> list[str]:
        """Return those that are not the browser's own words for an answer that refuses, or for none at all."""
        own = ("Failed to load resource", "An unknown error occurred when fetching the script")
        return [said for said in self if not said.startswith(own)]


# A reader types faster than a test can send keys one by one; whether it is a real keyboard is no matter to the page.
READ = """number => [...number, "Enter"].forEach((key, n) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  Object.defineProperty(event, "timeStamp", { value: performance.now() + 10 * n });
  (document.activeElement ?? document.body).dispatchEvent(event);
})"""


def read_card(page: Page, number: str) -> None:
    """Hold a card to the reader, whatever has the focus."""
    page.evaluate(READ, number)


def tap(page: Page, *keys: str) -> None:
    """Tap keys of the pad."""
    for key in keys:
        page.locator(f"[data-key='{key}']").click()


def confirm(page: Page) -> None:
    """Tap the red key under the pad."""
    page.locator(".k-key-main").click()


def go_to(page: Page, where: str) -> None:
    """Tap what leads to a page of the kiosk."""
    page.locator(f"main a[href='/kiosk/{where}']").first.click()


def leave(page: Page) -> None:
    """Tap that one is done, and see the page loaded anew."""
    with page.expect_navigation():
        page.locator(".k-foot form[action='/kiosk/leave'] button").click()


def sign_in(page: Page, number: str, pin: str) -> None:
    """Type a number and its PIN on the pad."""
    tap(page, *number)
    confirm(page)
    expect(page.locator("#secret")).to_be_visible()
    tap(page, *pin)
    confirm(page)
    expect_at(page, "pin")


def expect_at(page: Page, level: str) -> None:
    """See that somebody is signed in so far: none, card or pin."""
    expect(page.locator("html")).to_have_attribute("data-kiosk-level", level)


def expect_welcome(page: Page) -> None:
    """See the welcome page as a visitor sees it, loaded anew."""
    expect(page.locator("html[data-kiosk-visit=no] #login")).to_be_visible()
    expect(page.locator("html[data-size=standard][data-contrast=normal][lang=zh-CN]")).to_have_count(1)


def part(page: Page, name: str) -> Locator:
    """Return what the script has to say under this name, if it says it."""
    return page.locator(f"body > [data-part={name}]")


def name_of(page: Page) -> Locator:
    """Return the name at the head of somebody's own page."""
    return page.locator(".k-head")


KEPT = """async () => {
  const everything = [document.documentElement.outerHTML, document.title, location.href, window.name];
  everything.push(JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie);
  everything.push(JSON.stringify(history.state), JSON.stringify(await indexedDB.databases()));
  for (const name of await caches.keys()) {
    const shelf = await caches.open(name);
    for (const request of await shelf.keys()) everything.push(request.url, await (await shelf.match(request)).text());
  }
  return everything.join("\\n");
}"""


def kept(page: Page) -> str:
    """Return all that the page and the browser's storages, caches and cookies hold, as one text."""
    return "\n".join([page.evaluate(KEPT), *map(str, page.context.cookies()), str(page.context.storage_state())])


def remembered(page: Page, words: list[str]) -> list[str]:
    """Return which of these words stand anywhere in the memory of the page's scripts and documents."""
    client = page.context.new_cdp_session(page)
    chunks: list[str] = []
    client.on("HeapProfiler.addHeapSnapshotChunk", lambda event: chunks.append(event["chunk"]))
    client.send("HeapProfiler.collectGarbage")
    client.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    client.detach()
    texts = json.loads("".join(chunks))["strings"]
    return [word for word in words if any(word in text for text in texts)]


def weight(page: Page) -> dict[str, float]:
    """Return how much the page holds once the garbage is gone: nodes, listeners, bytes."""
    client = page.context.new_cdp_session(page)
    client.send("HeapProfiler.collectGarbage")
    client.send("Performance.enable")
    metrics = {row["name"]: row["value"] for row in client.send("Performance.getMetrics")["metrics"]}
    client.detach()
    return metrics
