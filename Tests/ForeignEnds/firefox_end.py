"""Firefox ESR as a page in the room: answers the relay's offer, sends its fake camera and microphone, plays what comes.

Reads the relay's offer as a JSON string, prints `ANSWER <json string>`, and after some seconds `RESULT <json object>`.
Driven over Marionette, Firefox's own remote protocol.
"""
import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

import end

# The same page that Chromium loads.
PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "page.html")

JOIN = """
const [offer, done] = [arguments[0], arguments[arguments.length - 1]];
join(offer, {width: 320, height: 240, plain: true}).then(done, fault => done('fault: ' + fault));
"""

LOOK = """
const done = arguments[arguments.length - 1];
look().then(seen => done({state: seen.state, frames: seen.frames, width: seen.width, level: seen.energy}));
"""

PREFERENCES = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "media.autoplay.default": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.update.enabled": False,
}


class Firefox:
    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        profile = os.path.join(folder, "profile")
        os.makedirs(profile)
        with open(os.path.join(profile, "user.js"), "w") as file:
            for name, value in {**PREFERENCES, "marionette.port": port}.items():
                file.write(f'user_pref("{name}", {json.dumps(value)});\n')
        self.process = subprocess.Popen(
            ["firefox-esr", "--headless", "--marionette", "--profile", profile, "--no-remote", "about:blank"],
            env=dict(os.environ, HOME=folder, MOZ_HEADLESS="1"), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(150):
            try:
                self.line = socket.create_connection(("127.0.0.1", port))
                break
            except OSError:
                time.sleep(0.2)
        self.bytes, self.count = b"", 0
        self.read()
        self.command("WebDriver:NewSession", {})
        self.command("WebDriver:SetTimeouts", {"script": 20000})

    def read(self):
        while b":" not in self.bytes:
            self.take()
        length, self.bytes = self.bytes.split(b":", 1)
        while len(self.bytes) < int(length):
            self.take()
        message, self.bytes = self.bytes[: int(length)], self.bytes[int(length):]
        return json.loads(message)

    def take(self):
        more = self.line.recv(65536)
        if not more:
            raise EOFError("Firefox has ended")
        self.bytes += more

    def command(self, name, parameters):
        self.count += 1
        text = json.dumps([0, self.count, name, parameters]).encode()
        self.line.sendall(str(len(text)).encode() + b":" + text)
        _, _, fault, result = self.read()
        if fault:
            raise RuntimeError(fault)
        return result

    def run(self, script, *values):
        return self.command("WebDriver:ExecuteAsyncScript", {"script": script, "args": list(values)})["value"]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        with open(PAGE, "rb") as file:
            self.wfile.write(file.read())

    def log_message(self, *_):
        pass


def main():
    options = end.arguments()
    # A page from this machine is a secure context, which cameras need.
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = tempfile.mkdtemp(prefix="huizhen-firefox-")
    firefox = None
    try:
        firefox = Firefox(folder)
        firefox.command("WebDriver:Navigate", {"url": f"http://127.0.0.1:{server.server_port}/"})
        end.say("READY", "")
        offer = json.loads(sys.stdin.readline())
        end.say("ANSWER", firefox.run(JOIN, offer))
        deadline = time.time() + options.seconds
        while time.time() < deadline:
            seen = firefox.run(LOOK)
            if seen["frames"] > 20 and seen["level"] > 0.01:
                break
            time.sleep(0.2)
        # The other end is still listening.
        time.sleep(3)
        end.say("RESULT", firefox.run(LOOK))
        sys.stdin.readline()
    finally:
        if firefox:
            firefox.process.kill()
            firefox.process.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()
