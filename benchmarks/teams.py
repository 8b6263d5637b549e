"""Rivals in processes of their own: in production no two providers' answers share an interpreter."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from benchmarks.backends import backend_on
from benchmarks.rival import Answer, Play, accept
from muster.adapters.firestore_client import connect
from muster.adapters.firestore_store import FirestoreStore

if TYPE_CHECKING:
    from shared.units import Uid

TEAMS = 2


@contextmanager
def in_teams(project_id: str, uids: Sequence[Uid]) -> Iterator[Play]:
    """Give the way to play a round with the rivals spread over processes, which wait for each other before each answer."""
    context = multiprocessing.get_context("spawn")
    together = context.Barrier(len(uids))
    pipes, processes = [], []
    for number in range(TEAMS):
        ours, theirs = context.Pipe()
        process = context.Process(target=_team, args=(theirs, project_id, uids[number::TEAMS], together), daemon=True)
        process.start()
        pipes.append(ours)
        processes.append(process)

    def play(offers: Mapping[Uid, str]) -> list[Answer]:
        for pipe in pipes:
            pipe.send(dict(offers))
        return [answer for pipe in pipes for answer in pipe.recv()]

    try:
        yield play
    finally:
        for pipe, process in zip(pipes, processes, strict=True):
            pipe.send(None)
            process.join(timeout=10)


def _team(pipe: Any, project_id: str, uids: Sequence[Uid], together: Any) -> None:
    backend = backend_on(FirestoreStore(connect(project_id)))
    with ThreadPoolExecutor(len(uids)) as pool:
        while (offers := pipe.recv()) is not None:
            jobs = [pool.submit(accept, backend, uid, offers[uid], together) for uid in uids]
            pipe.send([job.result() for job in jobs])
