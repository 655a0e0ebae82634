# SPDX-License-Identifier: BSD-2-Clause
"""A study: the directory of `sulfem sweep` as frames of pandas, its points as runs, its figures."""
import os

from sulfem import results, tables
from sulfem.figures import study as figures
from sulfem.figures.table import Study as Table
from sulfem.run import Run


class Study:
    """`path`, `axes` (their keys, as columns of the table are called)."""

    def __init__(self, folder):
        self.path = os.fspath(folder)
        self.axes = Table(self.path).axes

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return f"<sulfem.Study {self.path}: axes {', '.join(self.axes)}>"

    def table(self):
        """table.csv: a row a point (the index) with axes, status and numbers of the last step by dotted names."""
        return tables.read(self.path, "table.csv").set_index("point")

    def mean(self):
        """table-mean.csv: means and standard deviations over the seeds, a row for each combination of the others."""
        return tables.read(self.path, "table-mean.csv")

    def timings(self):
        """timings.csv: seconds and memory of the stages."""
        return tables.read(self.path, "timings.csv").set_index("point")

    def run(self, point):
        """A finished point as a Run."""
        status, point = self.table()["status"], results.whole(point, f"{self.path}: point")
        if point not in status.index:
            raise results.Mistake(f"{self.path}: has the points {status.index.min()} to {status.index.max()}, and no "
                                  f"point {point}")
        if status[point] != "finished":
            raise results.Mistake(f"{self.path}: point {point} is {status[point]}, not finished")
        return Run(os.path.join(self.path, f"point-{point:04d}"))

    def runs(self):
        """(point, Run) of the finished points."""
        status = self.table()["status"]
        return [(point, self.run(point)) for point in status.index[status == "finished"]]

    def figure(self, name, **choice):
        """A figure of figures.study by its name; `choice`: phase, lines, along, select, reference."""
        return figures.figure(self.path, name, **choice)
