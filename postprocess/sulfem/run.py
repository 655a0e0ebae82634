# SPDX-License-Identifier: BSD-2-Clause
"""A run: the output folder of `sulfem solve` as frames of pandas and arrays of numpy, SI units."""
import functools
import json
import os

import numpy as np
import pandas

from sulfem import export, probes, records, results, statistics, tables, tensors
from sulfem.units import si

STRESSES = tuple(f"stress_{name}" for name in tensors.COMPONENTS)
PRINCIPAL = ("s1", "s2", "s3")
UNITS = {"von_mises": "Pa", "pressure": "Pa", **{name: "Pa" for name in STRESSES + PRINCIPAL}}


def flat(entry, prefix=""):
    """{dotted name: value} of the scalars and short lists of numbers in an entry of summary.json."""
    found = {}
    for key, value in entry.items():
        if isinstance(value, dict):
            found.update(flat(value, f"{prefix}{key}."))
        elif isinstance(value, list) and all(isinstance(part, (int, float)) for part in value):
            found.update({f"{prefix}{key}.{k}": part for k, part in enumerate(value)})
        elif not isinstance(value, list):
            found[f"{prefix}{key}"] = value
    return found


class Run:
    """`path`, `title`, `phases` (names), `lithiation` (of the program, a number a step; step 0 is the undeformed
    body). Steps count from 0, and from the end below: -1 is the last. Without a phase a question is about the
    whole body."""

    def __init__(self, folder):
        self.path = os.fspath(folder)
        self.index = results.Index(self.path)
        self.title, self.phases, self.lithiation = self.index.title, self.index.phases, self.index.lithiation

    def __repr__(self):
        return f"<sulfem.Run {self.path}: {self.title}, {len(self.lithiation) - 1} steps, phases {', '.join(self.phases)}>"

    def __fspath__(self):
        return self.path

    def step(self, number=-1):
        """A step's number from 0."""
        return self.index.step(number)

    # ---- Tables ----------------------------------------------------------------------------------

    @functools.cached_property
    def summary_document(self):
        """summary.json as read."""
        path = results.existing(self.path, "summary.json")
        with open(path, encoding="utf-8") as file:
            try:
                document = json.load(file)
            except ValueError as error:
                raise results.Mistake(f"{path}: is no JSON: {error}") from error
        if not isinstance(document, dict) or not isinstance(document.get("steps"), list):
            raise results.Mistake(f"{path}: is no summary of a `sulfem solve`: it has no list of steps")
        return document

    def _steps(self):
        """The steps of summary.json; of a run that is not finished those that fields.h5 keeps for it."""
        if os.path.isfile(os.path.join(self.path, "summary.json")):
            return self.summary_document["steps"]
        found = self.fields(0).summaries()
        if not found:
            results.existing(self.path, "summary.json")  # a Mistake that says why there is none
        return found

    def _entries(self, kind, name_of):
        try:
            rows = [{"step": number, name_of[0]: name_of[1](entry), "program_lithiation": step["lithiation"],
                     **flat(entry)}
                    for number, step in enumerate(self._steps(), start=1) for entry in step[kind]]
        except (KeyError, TypeError, AttributeError) as error:
            raise results.Mistake(f"{self.path}: the steps of summary.json have no {kind} as a `sulfem solve` writes "
                                  "them") from error
        frame = pandas.DataFrame(rows, columns=None if rows else ["step", name_of[0]])
        return frame.drop(columns=["group"], errors="ignore").set_index(["step", name_of[0]])

    def summary(self):
        """summary.json: a row for each step and phase, `von_mises.mean`, ... by dotted names."""
        return self._entries("phases", ("phase", lambda entry: entry["group"]))

    def boundaries(self):
        """A row for each step and boundary: area, force, mean displacement, pressure."""
        return self._entries("boundaries", ("boundary", lambda entry: entry["group"]))

    def interfaces(self):
        """A row for each step and pair of phases that touch: tractions, shares of the area."""
        return self._entries("interfaces", ("interface", lambda entry: "-".join(entry["between"])))

    def steps(self):
        """A row a load step: lithiation, time, iterations, energy, work."""
        rows = [{"step": number, **flat(step)} for number, step in enumerate(self._steps(), start=1)]
        return pandas.DataFrame(rows, columns=None if rows else ["step"]).set_index("step")

    def history(self):
        """history.csv: a row for every accepted step; also while the run goes on."""
        return tables.read(self.path, "history.csv")

    def status(self):
        """status.csv: a row for every try at a step."""
        return tables.read(self.path, "status.csv")

    def particles(self, record=None):
        """The particles of the packing: centre (`x`, `y`, `z`) and radius in m, phase. `record`: the file
        MESH.json; without it the one beside the mesh that the run was made with."""
        return records.particles(self, record)

    def thickness(self):
        """Distance of opposite boundaries: a row for each step and axis with `thickness`, `change` since the
        beginning (m) and `strain`, their ratio. For meshes with boundaries xmin and xmax, ..."""
        history = self.history()
        rows = []
        for name in "xyz":
            if f"thickness.{name}" not in history:
                continue
            columns = zip(history["place"], history[f"thickness.{name}"], self._change(history, name))
            for place, whole, part in columns:
                rows.append((place, name, whole, part, part / (whole - part)))
        if not rows:
            raise results.Mistake(f"{self.path}: the mesh has no opposite boundaries xmin and xmax, ymin and ymax, "
                                  "zmin and zmax; history() has the boundaries that there are")
        names = ["place", "axis", "thickness", "change", "strain"]
        return pandas.DataFrame(rows, columns=names).set_index(["place", "axis"])

    def _change(self, history, axis):
        """Of the thickness along x, y or z: a column, or in tables of earlier versions the difference of two."""
        if f"thickness_change.{axis}" in history:
            return history[f"thickness_change.{axis}"]
        ends = [f"boundaries.{axis}{end}.displacement_mean.{'xyz'.index(axis)}" for end in ("max", "min")]
        if not set(ends) <= set(history):
            raise results.Mistake(f"{self.path}: history.csv has thickness.{axis}, and neither thickness_change.{axis} "
                                  f"nor {ends[0]} and {ends[1]}, of which the change would follow")
        return history[ends[0]] - history[ends[1]]

    # ---- Fields ----------------------------------------------------------------------------------

    def fields(self, step=-1):
        """The file fields.h5 at a step."""
        return results.Fields(self.path, self.step(step))

    @functools.cached_property
    def points(self):
        """Nodes before deformation, n x 3, m."""
        return self.fields().cells("points")

    @functools.cached_property
    def tetrahedra(self):
        """Nodes of the cells, n x 4 or n x 10."""
        return self.fields().cells("cells")

    @functools.cached_property
    def volume(self):
        """Of the cells before deformation, m3."""
        return self.fields().cells("volume")

    @functools.cached_property
    def centroids(self):
        """Of the cells before deformation, n x 3, m."""
        return probes.centroids(self.points, self.tetrahedra)

    def mask(self, phase=None):
        """Which cells are of the phase; all without one."""
        numbers = self.fields().cells("phase")
        return np.ones(len(numbers), bool) if phase is None else numbers == self.index.phase(phase)

    def field(self, name, step=-1, phase=None):
        """An array of a step: a dataset of fields.h5, or one of stress_xx ... stress_xz, of s1, s2, s3 (principal
        stresses, descending) and `principal_stress` (all three), which are computed where the file has none."""
        fields = self.fields(step)
        if name in STRESSES:
            values = fields.cells("stress")[:, STRESSES.index(name)]
        elif name in PRINCIPAL or name == "principal_stress" and name not in fields.names():
            values = tensors.principal(fields.cells("stress"))
            values = values if name == "principal_stress" else values[:, PRINCIPAL.index(name)]
        elif name in ("points", "cells") or name in fields.names() or name in ("volume", "phase"):
            values = fields.cells(name)
        else:
            known = fields.names() + ["volume", *STRESSES, *PRINCIPAL, "principal_stress"]
            reason = results.MISSING.get(name, f"there are {', '.join(dict.fromkeys(known))}")
            raise results.Mistake(f"{fields.path}: has no {name}: {reason}")
        if phase is None:
            return values
        if len(values) != len(self.volume):
            raise results.Mistake(f"{name} is of the nodes, and phases are of cells: ask for it without a phase")
        return values[self.mask(phase)]

    def cells(self, step=-1, phase=None):
        """A row a cell: phase, centroid, volume, stresses and what else the file has, one number a column."""
        mine, fields = self.mask(phase), self.fields(step)
        columns = {"phase": np.array(self.phases, object)[fields.cells("phase")[mine]]}
        columns.update(zip("xyz", self.centroids[mine].T))
        columns["volume"] = self.volume[mine]
        for name in fields.names():
            values = fields.cells(name)
            if name != "phase" and values.ndim == 1 and len(values) == len(mine):
                columns[name] = values[mine]
        stress = fields.cells("stress")[mine]
        columns.update(zip(STRESSES, stress.T))
        columns.update(zip(PRINCIPAL, tensors.principal(stress).T))
        frame = pandas.DataFrame(columns, index=pandas.Index(np.flatnonzero(mine), name="cell"))
        frame["phase"] = frame["phase"].astype("category")
        return frame

    def principal_stresses(self, step=-1, phase=None):
        """Of the cells' averages, n x 3, descending: the most tensile first."""
        return self.field("principal_stress", step, phase)

    # ---- Distributions ---------------------------------------------------------------------------

    def _scalar(self, name, step, phase):
        values = self.field(name, step, phase)
        if values.ndim > 1 or len(values) != self.mask(phase).sum():
            raise results.Mistake(f'"{name}" is not one number a cell; components have names: stress_xx, s1, ...')
        return values, self.volume[self.mask(phase)]

    def mean(self, field="von_mises", phase=None, step=-1):
        """Weighted by volume."""
        return statistics.mean(*self._scalar(field, step, phase))

    def percentile(self, percent, field="von_mises", phase=None, step=-1):
        """The smallest value that so many per cent of the volume do not exceed, of the cells' averages."""
        if isinstance(percent, (str, bool)) or not np.isscalar(percent) or not 0 <= percent <= 100:
            raise results.Mistake(f"percentile {percent!r}: a number from 0 to 100 is wanted, and then the field: "
                                  'percentile(95, "von_mises")')
        return statistics.percentile(*self._scalar(field, step, phase), percent)

    def share_above(self, value, field="von_mises", phase=None, step=-1):
        """Of the volume: of the cells whose average is larger; `value` in SI or with its unit ("0.3 GPa")."""
        values, weights = self._scalar(field, step, phase)
        return statistics.share_above(values, weights, si(value, UNITS.get(field, "1")))

    # ---- Places ----------------------------------------------------------------------------------

    def radial_profile(self, particle=None, centre=None, record=None, **how):
        """Stresses around a particle (a row of particles(), of `record` as there) or a point (m) in shells; see
        probes.radial_profile."""
        if (particle is None) == (centre is None):
            raise results.Mistake("radial_profile: give a particle (a row of particles()) or a centre (three lengths)")
        if record is not None and particle is None:
            raise results.Mistake("radial_profile: a record is for a particle, and takes no part with a centre")
        if particle is not None:
            row = records.particle(self, particle, record)
            how.setdefault("reach", 2 * row["radius"])
            centre = row[["x", "y", "z"]].to_numpy(float)
        return probes.radial_profile(self, centre, **how)

    def along_line(self, start, end, **how):
        """Values at places on a line between two points (m); see probes.along_line."""
        return probes.along_line(self, start, end, **how)

    # ---- For other programs ----------------------------------------------------------------------

    def to_vtu(self, path, step=-1, fields=None):
        """One step as a file of VTK's (ParaView, PyVista, meshio)."""
        return export.write_vtu(self, path, step, fields)

    def to_csv(self, folder):
        """The tables of summary.json as CSV files in a folder; gives back their names."""
        return export.write_csv(self, folder)

    def to_pyvista(self, step=-1):
        """The step as PyVista's grid; takes the package pyvista."""
        return export.pyvista_grid(self, step)
