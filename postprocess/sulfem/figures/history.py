# SPDX-License-Identifier: BSD-2-Clause
"""The curve of a run: what history.csv tells of every accepted step, in one figure.

Panels: lithiation, mean von Mises stress and mean pressure of each phase, pressure on flat boundaries,
where something flows mean plastic strain, and the thickness along each axis. It can be drawn while the run goes on."""
import csv

from sulfem import results
from sulfem.figures import style

# Title, what a column of the panel begins and ends with, factor.
PANELS = [("lithiation", "phases.", ".lithiation", 1),
          ("mean von Mises stress (GPa)", "phases.", ".von_mises.mean", 1e-9),
          ("mean pressure (GPa)", "phases.", ".pressure_mean", 1e-9),
          ("pressure on boundaries (GPa)", "boundaries.", ".pressure", 1e-9),
          ("mean plastic strain", "phases.", ".plastic_strain.mean", 1),
          ("thickness (\u00b5m)", "thickness.", "", 1e6)]
AGAINST = {"place": "target of the program", "time": "time (s)", "lithiation": "lithiation of the program"}


def read(folder):
    """Columns of history.csv by name, numbers; an empty field is nan."""
    path = results.existing(folder, "history.csv")
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        raise results.Mistake(f"{path}: has no row yet")
    return {name: [float(row[name] or "nan") for row in rows] for name in rows[0]}


def panels(columns):
    """(title, [(group, values)]) of the panels that have something to show."""
    for title, begin, end, factor in PANELS:
        curves = [(name[len(begin):len(name) - len(end)], [factor * value for value in values])
                  for name, values in columns.items() if name.startswith(begin) and name.endswith(end)]
        if curves:
            yield title, curves


@style.styled
def figure(folder, against="place"):
    """The figure of a run or its folder; `against`: one of AGAINST, the axis along."""
    if against not in AGAINST:
        raise results.Mistake(f'against "{against}": there are {", ".join(AGAINST)}')
    columns = read(folder)
    shown = list(panels(columns))
    drawn, axes = style.subplots(len(shown), 1, 4.5, 1.7 * len(shown) + 0.4, sharex=True)
    for (title, curves), (panel,) in zip(shown, axes):
        for number, (group, values) in enumerate(curves):
            panel.plot(columns[against], values, label=group, **style.looks(number))
        panel.set_title(title)
        panel.legend(handlelength=1.8)
    axes[-1][0].set_xlabel(AGAINST[against])
    return drawn
