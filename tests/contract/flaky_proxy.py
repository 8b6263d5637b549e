"""A TCP proxy in front of an emulator that can lose one answer: the work is done, and the client never hears."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Literal

HEADERS_FRAME = 1
FRAME_HEAD = 9
CHUNK = 65_536
STALL_S = 1.5
Loss = Literal["none", "cut", "stall"]


class FlakyProxy:
    """Passes bytes both ways. ``lose_next_answer`` arms it for one answer.

    ``cut`` ends the connection when the answer comes; ``stall`` keeps it open and silent for ``STALL_S`` before.
    """

    def __init__(self, target: tuple[str, int]) -> None:
        self._target = target
        self._loss: Loss = "none"
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.lost = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def lose_next_answer(self, loss: Loss) -> None:
        self.lost.clear()
        self._loss = loss

    def close(self) -> None:
        for each in (self._listener, *self._open):
            _shut(each)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                self._open.append(client)
                server = socket.create_connection(self._target)
                self._open.append(server)
                threading.Thread(target=self._forward, args=(client, server), daemon=True).start()
                threading.Thread(target=self._give_back, args=(client, server), daemon=True).start()

    @staticmethod
    def _forward(client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while chunk := client.recv(CHUNK):
                server.sendall(chunk)
        _shut(server)

    def _give_back(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            for frame in _frames(server):
                if frame[3] == HEADERS_FRAME and self._loses(client, server):
                    break
                client.sendall(frame)
        _shut(client)

    def _loses(self, client: socket.socket, server: socket.socket) -> bool:
        loss, self._loss = self._loss, "none"
        if loss == "none":
            return False
        self.lost.set()
        if loss == "stall":
            time.sleep(STALL_S)
        _shut(server)
        _shut(client)
        return True


def _frames(server: socket.socket) -> Iterator[bytes]:
    """Cut the server's bytes into HTTP/2 frames: an answer begins with a HEADERS frame, after its work was done."""
    kept = b""
    while chunk := server.recv(CHUNK):
        kept += chunk
        while len(kept) >= FRAME_HEAD:
            length = FRAME_HEAD + int.from_bytes(kept[:3], "big")
            if len(kept) < length:
                break
            yield kept[:length]
            kept = kept[length:]


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
