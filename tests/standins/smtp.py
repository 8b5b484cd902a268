"""A small mail server on loopback: it takes letters, or answers each step as told, or breaks off."""

import email
import socketserver
import threading
from collections.abc import Mapping
from email import policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self

#: A step of the talk at which the server closes the connection without a word.
CUT = ""
GREETING, MAIL, RCPT, DATA, TAKEN = "greeting", "MAIL", "RCPT", "DATA", "taken"
USUAL: Mapping[str, str] = {
    GREETING: "220 ready",
    "EHLO": "250 mail.test",
    MAIL: "250 fine",
    RCPT: "250 fine",
    DATA: "354 go on",
    TAKEN: "250 taken",
    "RSET": "250 fine",
    "QUIT": "221 bye",
}


class MailServer:
    """A server for the length of a `with` block; `replies` overrides steps; `letters` holds what it was given whole.

    A letter is in `letters` also when the answer after it is a refusal or never comes: whoever sent it cannot know.
    """

    def __init__(self, **replies: str) -> None:
        """Bind a free port on loopback."""
        self.replies = dict(replies)
        self.letters: list[EmailMessage] = []
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _talk_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        """Return the port that the system chose."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        """Start to serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


def _talk_of(server: MailServer) -> type[socketserver.StreamRequestHandler]:
    class Talk(socketserver.StreamRequestHandler):
        """One connection."""

        def handle(self) -> None:
            """Answer line by line until the client leaves or a step is cut."""
            go_on = self.say(GREETING)
            while go_on and (line := self.rfile.readline()):
                word = line.decode().split()[0].split(":")[0].upper()
                go_on = self.say(word) and word != "QUIT"
                if go_on and word == DATA and self.reply(DATA).startswith("354"):
                    server.letters.append(self.read_letter())
                    go_on = self.say(TAKEN)

        def reply(self, step: str) -> str:
            """Return what this server says at a step."""
            return server.replies.get(step, USUAL.get(step, "502 unknown"))

        def say(self, step: str) -> bool:
            """Answer a step; return whether the talk goes on."""
            reply = self.reply(step)
            if reply != CUT:
                self.wfile.write(f"{reply}\r\n".encode())
            return reply != CUT

        def read_letter(self) -> EmailMessage:
            """Read a letter to the line with the single dot."""
            lines = []
            while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            return email.message_from_bytes(b"".join(lines), policy=policy.default)

    return Talk
