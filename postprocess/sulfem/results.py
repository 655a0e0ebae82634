# SPDX-License-Identifier: BSD-2-Clause
"""Finding and reading the results of `sulfem solve`, as the files have them; mistakes told in one line.

The index (fields.xdmf) is read with Python's own XML parser, so that scripts run in ParaView's
Python work without more packages; the fields (fields.h5) take numpy and h5py. The formats are
described in docs/formats.md."""
import json
import operator
import os
import sys
import xml.etree.ElementTree as xml

# What pictures show of the cells: words for an axis, unit, factor, column of the dataset.
QUANTITIES = {"von_mises": ("von Mises stress", "GPa", 1e-9, None),
              "pressure": ("pressure", "GPa", 1e-9, None),
              "plastic_strain": ("equivalent plastic strain", "", 1, None),
              "principal_stress": ("most tensile principal stress", "GPa", 1e-9, 0)}
# Why a dataset may not be there.
MISSING = {"plastic_strain": "no phase of the case can flow (plasticity)",
           "principal_stress": "the case does not say \"output: {principal: true}\""}
# What a folder is that holds these files: others are of a `sulfem solve`.
OF_STUDY = ("table.csv", "table-mean.csv", "timings.csv")
OF_POINT = ("mesh.json", "analysis.json", "recipe.yaml", "case.yaml")


# Extras of pyproject.toml: the package of Debian's where it has one.
EXTRAS = {"units": "python3-pint", "records": "python3-yaml", "views": None}


class Mistake(Exception):
    """Something the user can mend; told in one line."""


def run(main):
    """Calls main() and ends the program: 0 done, 2 after a Mistake or a missing package."""
    name = os.path.basename(sys.argv[0])
    try:
        main()
    except Mistake as mistake:
        sys.exit(complain(name, mistake))
    except ImportError as missing:
        if (missing.name or "").partition(".")[0] == "paraview":
            sys.exit(complain(name, missing))
        if missing.name in ("numpy", "h5py", "pandas", "matplotlib", "yaml", "pint"):
            package = f"Debian: apt-get install python3-{missing.name}, run with /usr/bin/python3"
            sys.exit(complain(name, f"the Python package {missing.name} is missing ({package})"))
        raise


def complain(name, text):
    print(f"{name}: error: {text}", file=sys.stderr)
    return 2


def need_folder(folder):
    """A Mistake where there is no such folder, which tells a file from nothing."""
    folder = folder or "''"
    if os.path.isdir(folder):
        return
    if os.path.exists(folder):
        raise Mistake(f"{folder}: is a file; the folder that holds it is wanted, "
                      f"{os.path.dirname(folder) or os.curdir}")
    raise Mistake(f"{folder}: there is no such folder")


def reason(folder, name):
    """Why the folder may lack the file."""
    if name in OF_STUDY:
        return ("it is the `directory` of a study that is wanted, and `sulfem sweep STUDY.yaml --collect` writes the "
                "tables of what is finished")
    if name in OF_POINT:
        return "points of a `sulfem sweep` have it when they are finished"
    if name != "history.csv" and os.path.isfile(os.path.join(folder, "history.csv")):
        return "the run is not finished yet, or was stopped; its history.csv can be read (sulfem.figures.history)"
    if any(os.path.isfile(os.path.join(folder, there)) for there in ("status.csv", "fields.h5")):
        return "the run has no step that is done yet"
    return "is it the output folder of a `sulfem solve`?"


def existing(folder, name):
    """The path of a results file, or a Mistake that says why it may not be there."""
    folder = os.fspath(folder)
    path = os.path.join(folder, name)
    if os.path.isfile(path):
        return path
    need_folder(folder)
    raise Mistake(f"{folder}: holds no {name}; {reason(folder, name)}")


def whole(value, what):
    """The whole number that a value is, also as a float or of numpy; `what` tells of it in a Mistake."""
    try:
        if isinstance(value, float) or hasattr(value, "is_integer"):
            if float(value).is_integer():
                return int(value)
        elif not isinstance(value, bool):
            return operator.index(value)
    except TypeError:
        pass
    raise Mistake(f"{what} {value!r}: a whole number is wanted")


def optional(extra):
    """How a package that is optional is had, in words for a Mistake."""
    debian = f"Debian: apt-get install {EXTRAS[extra]}, for /usr/bin/python3; " if EXTRAS[extra] else ""
    return f'{debian}in a virtual environment: pip install "postprocess/[{extra}]"'


def listed(values):
    """A list of what may be given as one text; None stays."""
    return [values] if isinstance(values, str) else values


class Index:
    """fields.xdmf: title, names of the phases, lithiation of the steps."""

    def __init__(self, folder):
        self.path = os.path.abspath(existing(folder, "fields.xdmf"))
        existing(folder, "fields.h5")
        try:
            root = xml.parse(self.path).getroot()
        except xml.ParseError as error:
            raise Mistake(f"{self.path}: is no index of results: {error}") from error
        facts = {i.get("Name"): i.get("Value")  # of earlier versions within the collection
                 for place in ("./Domain/Grid/Information", "./Domain/Information")
                 for i in root.findall(place)}
        self.title = facts.get("title", "")
        count = sum(name.startswith("phase ") for name in facts)
        self.phases = [facts[f"phase {k}"] for k in range(count)]
        if not self.phases:
            raise Mistake(f"{self.path}: names no phases; it is no index of SulFEM's")
        self.lithiation = [float(g.find("Information[@Name='lithiation']").get("Value"))
                           for g in root.findall("./Domain/Grid/Grid")]

    def step(self, wanted):
        """A step's number from 0; None stands for the last one, and negative ones count from the end, -1 the last."""
        last = len(self.lithiation) - 1
        if wanted is None:
            return last
        number = whole(wanted, f"{self.path}: step")
        if not -last - 1 <= number <= last:
            raise Mistake(f"{self.path}: has the steps 0 to {last}, and no step {number}")
        return number % (last + 1)

    def lithiation_text(self, step):
        """What a title says of a step: the lithiation of the phases that take it up, which is what a reader can
        compare, or where no summary.json tells of it yet, the program's value, which scales them."""
        entries = self._phase_entries()
        swelling = [k for k, name in enumerate(self.phases)
                    if any(entry.get(name, 0) != 0 for entry in entries)]
        if not swelling or len(entries) != len(self.lithiation) - 1:
            return f"lithiation of the program {self.lithiation[step]:g}"
        here = entries[step - 1] if step > 0 else {}
        return "lithiation of " + ", ".join(f"{self.phases[k]} {here.get(self.phases[k], 0):.3g}" for k in swelling)

    def _phase_entries(self):
        """{phase: lithiation} of each step of summary.json; none without that file."""
        try:
            with open(os.path.join(os.path.dirname(self.path), "summary.json"), encoding="utf-8") as file:
                return [{entry["group"]: entry["lithiation"] for entry in step["phases"]}
                        for step in json.load(file)["steps"]]
        except (OSError, ValueError, KeyError, TypeError):  # none, or one that is damaged, which Run.summary() tells
            return []

    def phase(self, name):
        """A phase's index by its name."""
        if name not in self.phases:
            known = ", ".join(f'"{p}"' for p in self.phases)
            raise Mistake(f'{self.path}: has no phase "{name}"; there are {known}')
        return self.phases.index(name)


class Fields:
    """fields.h5: arrays of one step, SI units."""

    def __init__(self, folder, step):
        import h5py
        self.path = existing(folder, "fields.h5")
        try:
            self.file = h5py.File(self.path, "r")
        except OSError as error:
            raise Mistake(f"{self.path}: cannot be read: {error}") from error
        if self.file.attrs.get("format") != "sulfem-fields":
            raise Mistake(f"{self.path}: is no result of SulFEM")
        if self.file.attrs["format_version"] > 1:
            raise Mistake(f"{self.path}: was written by a newer SulFEM than these scripts are from")
        if f"steps/{step:04d}" not in self.file:
            raise Mistake(f"{self.path}: has no step {step}, which fields.xdmf beside it names: are they of one run?")
        self.group = self.file[f"steps/{step:04d}"]

    def summaries(self):
        """The numbers of the load steps so far, as they will stand in summary.json."""
        found = self.file.get("summary", {})
        return [json.loads(found[name][()]) for name in sorted(found)]

    def names(self):
        """Of the datasets of the step."""
        return sorted(self.group)

    def cells(self, name):
        """A cell field of the step, or of the mesh ("volume", "phase")."""
        if name not in self.group and name not in self.file["mesh"]:
            reason = MISSING.get(name, f"there are {', '.join(sorted(self.group))}")
            raise Mistake(f"{self.path}: has no {name}: {reason}")
        return (self.group[name] if name in self.group else self.file[f"mesh/{name}"])[:]

    def quantity(self, name):
        """One number a cell of QUANTITIES, in the unit of its axis."""
        _, _, factor, column = QUANTITIES[name]
        values = self.cells(name)
        return factor * (values if column is None else values[:, column])

    def weights(self, kind):
        """What each cell counts with: its "volume", or 1 ("cells")."""
        volume = self.cells("volume")
        return volume if kind == "volume" else volume * 0 + 1
