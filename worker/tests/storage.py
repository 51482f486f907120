"""An object storage for one upload: takes a PUT as it is told to, and keeps what came."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SIGNATURE = "0123456789abcdef-signature"


@dataclass
class Storage:
    """`answers` are its statuses, the last one for all further calls; None: it reads and never answers."""

    answers: list[int | None]
    bodies: list[bytes] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    port: int = 0
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        """A signed address, whose %2F must arrive as it is."""
        return f"http://127.0.0.1:{self.port}/bucket/attempts/a/answer.json.gz?X-Amz-Credential=KEY%2F20260101&X-Amz-Signature={SIGNATURE}"

    def take(self, path: str, body: bytes) -> int | None:
        self.paths.append(path)
        self.bodies.append(body)
        return self.answers[min(len(self.bodies), len(self.answers)) - 1]


@contextmanager
def open_storage(*answers: int | None) -> Iterator[Storage]:
    """Serve one on a free port."""
    storage = Storage(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            status = storage.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            if status is None:
                storage.closing.wait()
                return
            self.send_response(status)
            if status == 307:
                self.send_header("Location", storage.address)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    storage.port = server.server_address[1]
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield storage
    finally:
        storage.closing.set()
        server.shutdown()
        server.server_close()
        serving.join()
