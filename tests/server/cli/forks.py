"""A process that imports the command line once and forks for every command that it is sent."""

import atexit
import gc
import json
import os
import select
import socket
import sys
import threading
from importlib import import_module
from pathlib import Path

from server.cli.main import COMMANDS, main
from server.sources.quickbooks.oauth import trusted


def serve(listening: socket.socket) -> None:
    """Return in the fork that is to run a command; end when standard input does, with whoever started it."""
    while sys.stdin not in select.select([listening, sys.stdin], [], [])[0]:
        connection, _address = listening.accept()
        with connection:
            if os.fork() == 0:
                listening.close()
                return _keep(connection)
        _bury()
    path = Path(listening.getsockname())
    path.unlink()
    path.parent.rmdir()
    sys.exit()


def _keep(connection: socket.socket) -> None:
    """Fork once more, answer with the command's pid, then its exit code, and end; returns in the command."""
    sent, streams, _flags, _address = socket.recv_fds(connection, 1 << 16, 3)
    if command := os.fork():
        for number in streams:
            os.close(number)
        connection.sendall(f"{command}\n".encode())
        _pid, status = os.waitpid(command, 0)
        connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())
        os._exit(0)
    connection.close()
    _become(streams, **json.loads(sent))


def _become(streams: list[int], folder: str, settings: dict[str, str], arguments: list[str]) -> None:
    """The folder, environment, arguments and streams of a process that was started as the request says."""
    os.chdir(folder)
    os.environ.update(settings)
    sys.argv[1:] = arguments
    for number, opened in enumerate(streams):
        os.dup2(opened, number)
        os.close(opened)


def _bury() -> None:
    """Keepers that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _run() -> None:
    """Run the command, and end as Python does but for one thing.

    What was imported is left to the system, which forgets it at once: to free each object takes longer than
    most commands, for that copies all memory that the fork shares.
    """
    try:
        main()
    except SystemExit as end:
        if isinstance(end.code, str):
            raise
        threading._shutdown()  # type: ignore[attr-defined]  # What multiprocessing calls at the end of a fork, too.
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code or 0)


if __name__ == "__main__":
    for module in set(COMMANDS.values()):
        import_module(f"server.cli.{module}")
    # The certificates of the system, which every command that asks a source reads.
    trusted()
    # Each fork would look through all of it for garbage as it ends, which takes longer than most commands.
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listening_socket:
        listening_socket.bind(sys.argv[1])
        listening_socket.listen()
        print(flush=True)  # noqa: T201  # Whoever started this waits for the line.
        serve(listening_socket)
    _run()
