# SPDX-License-Identifier: BSD-2-Clause
"""A figure with the numbers behind it, and how the two are kept."""
import csv
import dataclasses
import os

from sulfem import results
from sulfem.figures import style


@dataclasses.dataclass
class Drawn:
    """A figure of matplotlib and its tables: {what follows the figure's name: (header, rows)}."""
    figure: object
    tables: dict

    def frames(self):
        """The tables for pandas, by their names."""
        import pandas
        return {name: pandas.DataFrame(rows, columns=header)
                for name, (header, rows) in self.tables.items()}

    def save(self, root):
        """ROOT.csv, ROOT-NAME.csv, ..., ROOT.png and ROOT.pdf; gives back their names."""
        paths = []
        for name, (header, rows) in self.tables.items():
            paths.append(f"{root}{name and '-'}{name}.csv")
            write_table(paths[-1], header, rows)
        return paths + style.save(self.figure, root)


def write_table(path, header, rows):
    """As CSV, complete or not at all; what there is not is empty."""
    partial = path + ".partial"
    try:
        with open(partial, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows([["" if v is None or v != v else v for v in row] for row in rows])
        os.replace(partial, path)
    except OSError as error:
        raise results.Mistake(f"{path}: cannot be written: {error.strerror}") from error
