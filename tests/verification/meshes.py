# SPDX-License-Identifier: BSD-2-Clause
"""Makes the meshes of the verification tests with Gmsh: meshes.py FOLDER [--long].

Each is checked: no inverted element, every cell in a group.
"""
import os
import subprocess
import sys

import elements
import msh

HERE = os.path.dirname(os.path.abspath(__file__))
SHIPPED = os.path.join("..", "..", "..", "meshes")
THIRD_TURN = 1.0471975511965976

# name: geometry script (beside this file or shipped) and its parameters
MESHES = {
    "box": ("box.geo", {}),
    "box-turned": ("box.geo", {"angle": 0.7}),
    "box-curved": (f"{SHIPPED}/li2s-particle.geo", {"h": 0.7, "h_box": 0.8}),
    "sphere": (f"{SHIPPED}/single-particle.geo", {"fraction": 0.125, "h": 0.25, "h_outer": 0.5}),
    "sphere-coated": (f"{SHIPPED}/core-shell.geo", {"h": 0.35}),
    "octant-0.4": ("wedge.geo", {"h": 0.4}),
    "octant-0.28": ("wedge.geo", {"h": 0.28}),
    "octant-0.2": ("wedge.geo", {"h": 0.2}),
    "octant-0.14": ("wedge.geo", {"h": 0.14}),
    "octant-0.1": ("wedge.geo", {"h": 0.1}),
    "flow-2": ("wedge.geo", {"h": 0.5, "h_a": 0.3}),
    "flow-4": ("wedge.geo", {"b": 4, "h": 1.2, "h_a": 0.25}),
    "flow-4-coarse": ("wedge.geo", {"b": 4, "h": 1.5, "h_a": 0.45}),
    "octant-alone": ("wedge.geo", {"b": 0, "h": 0.25, "h_a": 0.2}),
    "octant-fine": ("wedge.geo", {"h": 0.25, "h_a": 0.08}),
    "octant-coated": ("wedge.geo", {"h": 0.25, "h_a": 0.08, "coated": 1.2}),
    "wedge": ("wedge.geo", {"angle": THIRD_TURN, "h": 0.35, "h_a": 0.15}),
    "wedge-hollow": ("wedge.geo", {"angle": THIRD_TURN, "h": 0.35, "h_a": 0.15, "hollow": 1}),
}
# of what `ctest -C long` runs
LONG = {
    "flow-2-fine": ("wedge.geo", {"h": 0.3, "h_a": 0.12}),
    "flow-4-fine": ("wedge.geo", {"b": 4, "h": 0.7, "h_a": 0.12}),
}


def make(name, folder):
    script, parameters = {**MESHES, **LONG}[name]
    path = os.path.join(folder, name + ".msh")
    command = [os.environ.get("GMSH", "gmsh"), "-3", "-nt", "1", "-v", "1", "-format", "msh41", "-bin",
               "-setnumber", "Mesh.SaveAll", "0"]
    for key, value in parameters.items():
        command += ["-setnumber", key, repr(value)]
    command += [os.path.join(HERE, "meshes", script), "-o", path + ".part"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode != 0 or not os.path.exists(path + ".part"):
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    made = msh.read(path + ".part")
    worst = elements.smallest_jacobian(made.coordinates, made.cells).min()
    print(f"{name}: {len(made.cells)} cells, {len(made.coordinates)} nodes, "
          f"smallest relative Jacobian {worst:.3f}", flush=True)
    if worst <= 0.1:
        raise SystemExit(f"{name}: inverted or nearly inverted elements")
    os.replace(path + ".part", path)


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for name in LONG if "--long" in sys.argv else MESHES:
        make(name, folder)


if __name__ == "__main__":
    main()
