"""A headless Chromium, driven over a pipe in its own DevTools protocol: no driver, no package."""
import base64
import json
import os
import select
import subprocess
import tempfile
import time

FLAGS = [
    "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
    "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run", "--no-default-browser-check",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-extensions", "--force-color-profile=srgb", "--force-device-scale-factor=1",
]


class Browser:
    """One process. Fresh profile; ends with close()."""

    def __init__(self, program, seconds=60):
        self.profile = tempfile.TemporaryDirectory(prefix="stoplog-chromium-", ignore_cleanup_errors=True)
        to_read, self.to = os.pipe()
        self.out, to_write = os.pipe()
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{to_read} 4>&{to_write}', "-", program, *FLAGS,
             f"--user-data-dir={self.profile.name}", "about:blank"],
            pass_fds=(to_read, to_write), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.seconds, self.buffer, self.last, self.events = seconds, b"", 0, []

    def _message(self, deadline):
        while b"\0" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.out], [], [], left)[0]:
                raise TimeoutError("chromium does not answer")
            data = os.read(self.out, 1 << 16)
            if not data:
                raise EOFError(f"chromium ended with {self.process.wait()}")
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(line)

    def call(self, method, session=None, **params):
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to, data):]
        deadline = time.monotonic() + self.seconds
        while True:
            answer = self._message(deadline)
            if answer.get("id") != message["id"]:
                self.events.append(answer)
                continue
            if "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']}")
            return answer["result"]

    def wait(self, session, method):
        """The next event of that name, also one that has come already."""
        deadline = time.monotonic() + self.seconds
        at = 0
        while True:
            while at < len(self.events):
                event = self.events[at]
                if event.get("sessionId") == session and event.get("method") == method:
                    return self.events.pop(at)
                at += 1
            self.events.append(self._message(deadline))

    def close(self):
        try:
            self.call("Browser.close")
        except (EOFError, OSError, RuntimeError, TimeoutError):
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.to)
        os.close(self.out)
        self.profile.cleanup()


class Page:
    """One tab. `before` is script that runs ahead of the page's own."""

    def __init__(self, browser, path, width=1200, height=900, scheme="light", scripts=True, before=""):
        self.browser = browser
        self.target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.resize(width, height)
        self.media(scheme=scheme)
        if before:
            self.call("Page.addScriptToEvaluateOnNewDocument", source=before)
        if not scripts:
            self.call("Emulation.setScriptExecutionDisabled", value=True)
        self.url = "file://" + os.path.abspath(path)
        self.call("Page.navigate", url=self.url)
        browser.wait(self.session, "Page.loadEventFired")

    def call(self, method, **params):
        return self.browser.call(method, self.session, **params)

    def resize(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)

    def media(self, media="", scheme="light"):
        self.call("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": "prefers-color-scheme", "value": scheme}])

    def value(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def click(self, selector):
        """A press of the mouse in the middle of what the selector finds first, scrolled into view."""
        place = self.value(
            f"(function () {{ var e = document.querySelector({json.dumps(selector)}); if (!e) return null;"
            " e.scrollIntoView({block: 'center', inline: 'center'});"
            " var r = e.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; })()")
        if place is None:
            raise AssertionError(f"nothing is {selector}")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def press(self, key):
        codes = {"Enter": (13, "\r"), "Escape": (27, ""), "Tab": (9, "")}
        code, text = codes[key]
        kind = "keyDown" if text else "rawKeyDown"
        extra = {"text": text} if text else {}
        self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **extra)
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=key, windowsVirtualKeyCode=code)

    def screenshot(self, path, whole=True):
        data = self.call("Page.captureScreenshot", captureBeyondViewport=whole)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def pdf(self, path):
        data = self.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def _mine(self, *methods):
        self.value("1")  # whatever was on its way has come
        return [event["params"] for event in self.browser.events
                if event.get("sessionId") == self.session and event.get("method") in methods]

    def requests(self):
        """Addresses asked for, but the page's own and what lies in it."""
        asked = [event["request"]["url"] for event in self._mine("Network.requestWillBeSent")]
        return [url for url in asked if url != self.url and not url.startswith("data:")]

    def complaints(self):
        """What stands in the console, scripts that threw, dialogs."""
        return ([str(event.get("args")) for event in self._mine("Runtime.consoleAPICalled")]
                + [event["exceptionDetails"]["text"] for event in self._mine("Runtime.exceptionThrown")]
                + [event["entry"]["text"] for event in self._mine("Log.entryAdded")]
                + [event["message"] for event in self._mine("Page.javascriptDialogOpening")])

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)
