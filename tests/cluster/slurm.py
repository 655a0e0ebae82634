# SPDX-License-Identifier: BSD-2-Clause
"""A SLURM of its own: one node, this machine, for the time of a test.

munged, slurmctld and slurmd run in the foreground below tests/cluster/keeper.py, with configuration, key,
socket, state and logs in one folder, which the keeper removes, and on ports of 127.0.0.1 that are free. They
run as whoever runs the test. Nothing of an installed SLURM is read or touched, and there are no cgroups:
SLURM counts cores and memory, but does not hold jobs to them.
"""

import os
import pathlib
import pwd
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
START_LIMIT = 30  # s
TIME_LIMIT = 240  # s, for jobs
# More cores than a small machine has: a job that waits for its time limit need not hold up the others.
CPUS = 4
MEMORY = 8000  # MB

CONFIGURATION = """ClusterName=sulfem-test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_interval=1
MpiDefault=pmix
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} RealMemory={memory}
PartitionName=test Nodes={host} Default=YES MaxTime=1-0
"""


def free_ports(count):
    """Ports that nobody listens at; held all at once, so that they differ."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def program(name):
    """Daemons lie where an ordinary user's PATH does not lead."""
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/local/sbin:/usr/sbin:/sbin")
    assert found, f"{name} is not installed"
    return found


class Slurm:
    """with Slurm() as slurm: ... SLURM_CONF leads all commands to it meanwhile."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sulfem-slurm-"))
        self.keeper = None

    def _configure(self):
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        self.folder.chmod(0o711)  # munged wants a socket that everybody can reach
        key = self.folder / "munge.key"
        key.touch(mode=0o600)
        key.write_bytes(os.urandom(128))
        controller_port, node_port = free_ports(2)
        os.environ["SLURM_CONF"] = str(self.folder / "slurm.conf")
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(
            host=socket.gethostname().split(".")[0], controller_port=controller_port, node_port=node_port,
            user=pwd.getpwuid(os.getuid()).pw_name, folder=self.folder, cpus=CPUS, memory=MEMORY))

    def _daemons(self):
        munge = [program("munged"), "--foreground"]
        munge += [f"--{name}={self.folder}/munge.{name.split('-')[0]}"
                  for name in ("key-file", "socket", "pid-file", "log-file", "seed-file")]
        return munge, [program("slurmctld"), "-D", "-i"], [program("slurmd"), "-D"]

    def __enter__(self):
        self._configure()
        self.keeper = subprocess.Popen(
            [sys.executable, HERE / "keeper.py", self.folder, *map(shlex.join, self._daemons())],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
        try:
            self._wait_until_ready()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def _wait_until_ready(self):
        deadline = time.monotonic() + START_LIMIT
        while True:
            state = subprocess.run(["sinfo", "--noheader", "--format=%T"], text=True, check=False,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout.strip()
            if state == "idle":
                return
            assert self.keeper.poll() is None, "SLURM does not start"
            assert time.monotonic() < deadline, f"SLURM does not start: {state}"
            time.sleep(0.1)

    def __exit__(self, kind, value, trace):
        try:
            self._stop(kind is not None)
        finally:
            os.environ.pop("SLURM_CONF", None)

    def _stop(self, failed):
        if failed and self.keeper.poll() is None:  # jobs may be there
            subprocess.run(["scancel", "--user", pwd.getpwuid(os.getuid()).pw_name], check=False, timeout=60)
        said, _ = self.keeper.communicate("logs" if failed else None)
        print(said, end="")
        assert failed or self.keeper.returncode == 0, "SLURM did not last, or left processes behind"

    def jobs(self, job):
        """What SLURM has of a job: a dictionary for each task, by its number (0 where it is no array)."""
        shown = subprocess.run(["scontrol", "--oneliner", "show", "job", str(job)], text=True, check=True,
                               stdout=subprocess.PIPE).stdout
        tasks = [dict(re.findall(r"(\w+)=(\S*)", line)) for line in shown.splitlines() if line.strip()]
        return {task.get("ArrayTaskId", "0"): task for task in tasks}

    def processes(self, job):
        """Process numbers of all that a job runs."""
        shown = subprocess.run(["scontrol", "listpids", str(job)], text=True, check=True, stdout=subprocess.PIPE).stdout
        return [int(line.split()[0]) for line in shown.splitlines()[1:]]

    def wait(self, *jobs, states=("COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "NODE_FAIL", "OUT_OF_MEMORY")):
        """Until all tasks of the jobs are in one of the states: by default, until they have ended."""
        deadline = time.monotonic() + TIME_LIMIT
        for job in jobs:
            while not all(task["JobState"] in states for task in self.jobs(job).values()):
                assert time.monotonic() < deadline, f"job {job} does not come to {states}: {self.jobs(job)}"
                time.sleep(0.1)
        return [self.jobs(job) for job in jobs]
