#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""keeper.py FOLDER COMMAND...: runs daemons and leaves nothing of them, nor of the folder that they work in.
COMMANDs are quoted as for a shell; what they say goes to FOLDER/daemons.log.

A batch system starts its jobs detached: they outlive the daemon, and the test that is killed in their
midst. Linux hands every orphan to the next subreaper above it, which is this process; so all that the
daemons start stays below it. At the end of its standard input, which comes also when the test is killed,
or when a daemon ends by itself, it asks the daemons to end, kills what is still there and removes the
folder. Status 1 says that a daemon had ended or something had to be killed, and the output what. Then, or
where the input says anything, the output has the ends of the folder's logs, too.
"""

import contextlib
import ctypes
import os
import pathlib
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "sweep"))
import support  # pylint: disable=wrong-import-position

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
PATIENCE = 10  # s, for daemons that are asked to end


def become_subreaper():
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")


def bury():
    """Takes the status of all that has ended, orphans included. Their process numbers."""
    ended = []
    try:
        while process := os.waitpid(-1, os.WNOHANG)[0]:
            ended.append(process)
    except ChildProcessError:
        pass
    return ended


def remaining():
    bury()
    return [process for process in support.descendants(os.getpid()) if support.alive(process)]


def send(processes, signal_number):
    for process in processes:
        try:
            os.kill(process, signal_number)
        except ProcessLookupError:
            pass  # it has ended by itself


def wait_for_the_end():
    """True where nothing is left after a while."""
    deadline = time.monotonic() + PATIENCE
    while remaining():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def name_of(process):
    try:
        return pathlib.Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ").strip()
    except OSError:
        return "(ended meanwhile)"


def watch(daemons):
    """Until something comes from the input, its end (0), or one of the daemons ends (1)."""
    while not select.select([sys.stdin], [], [], 0.2)[0]:
        ended = bury()
        for daemon in daemons:
            if daemon.pid in ended:
                print("ended by itself:", shlex.join(daemon.args), flush=True)
                return 1
    return 0


def kill_the_rest():
    """0 where the daemons end as they are asked to, 1 where something has to be killed."""
    if wait_for_the_end():
        return 0
    killed = {}
    while left := remaining():  # what is killed may have started something in between
        killed |= {process: name_of(process) for process in left if process not in killed}
        send(left, signal.SIGKILL)
        time.sleep(0.05)
    print(*(f"left behind: {process} {name}" for process, name in killed.items()), sep="\n")
    return 1


def print_logs(folder):
    for log in sorted(folder.glob("*.log")):
        print(f"---- {log.name}", log.read_text(errors="replace")[-4000:], sep="\n")


def main():
    folder = pathlib.Path(sys.argv[1])
    become_subreaper()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # the end of the input ends this process, and only that
    with open(folder / "daemons.log", "ab") as log:
        daemons = [subprocess.Popen(shlex.split(command), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                    preexec_fn=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))
                   for command in sys.argv[2:]]
    status = watch(daemons)
    send([daemon.pid for daemon in reversed(daemons)], signal.SIGTERM)
    try:
        with contextlib.suppress(BrokenPipeError):  # the test may be gone
            status |= kill_the_rest()
            if status or sys.stdin.read():
                print_logs(folder)
            sys.stdout.flush()
    finally:
        shutil.rmtree(folder)
    return status


sys.exit(main())
