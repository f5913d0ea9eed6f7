"""A worker without a model, for the tests of the client: it reads and writes the messages by code of its own.

``fake_worker.py MODE FOLDER``. It notes its process id as a file in FOLDER/pids. By MODE it
reads: finds the first three letters of each paragraph, and says as its model which language it was told; asked for
tags it calls those letters a proper noun;
dies-once: the same, but the first one to be started ends after three paragraphs; dies: ends after one, each time;
waits: answers the first paragraph of the first request only, until that is cancelled; then reads;
deaf: takes nothing from its input; babbles: writes what is no message; complains: says so on standard error, then reads.
"""

import json
import os
import sys
import time
from pathlib import Path


def receive():
    head = sys.stdin.buffer.read(4)
    return json.loads(sys.stdin.buffer.read(int.from_bytes(head, "big"))) if head else None


def send(**message):
    data = json.dumps(message).encode()
    os.write(1, len(data).to_bytes(4, "big") + data)


def main(mode, folder):
    pids = folder / "pids"
    pids.mkdir(exist_ok=True)
    first = not list(pids.iterdir())
    (pids / str(os.getpid())).touch()
    if mode == "deaf":
        time.sleep(600)
    if mode == "babbles":
        os.write(1, b"Traceback (most recent call last):")
        time.sleep(600)
    if mode == "complains":
        print("a model warns", file=sys.stderr, flush=True)
    read, waiting, held = 0, mode == "waits", None
    while (message := receive()) is not None:
        if message["verb"] == "cancel":
            waiting = False
            continue
        held = message["id"] if held is None else held
        for start, text in message["paragraphs"]:
            if waiting and read and message["id"] == held:
                break
            entity = [start, start + 3, "THREE", 0.5]
            covered, models = [[start, start + len(text)]], f"fake-{message['language']}"
            proper = [entity[:2]] if message["tags"] else None
            send(id=message["id"], kind="found", model="fake", covered=covered, entities=[entity], proper=proper, models=models)
            read += 1
            if (mode == "dies-once" and first and read == 3) or mode == "dies":
                os._exit(3)
        if message["last"] and not waiting:
            send(id=message["id"], kind="done", models=f"fake-{message['language']}", words=read)


main(sys.argv[1], Path(sys.argv[2]))
