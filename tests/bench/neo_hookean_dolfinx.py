#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Particles that swell at finite strain: SulFEM and DOLFINx 0.5 (Debian's python3-dolfinx) on one mesh.

    neo_hookean_dolfinx.py BUILD_FOLDER [MESH.msh ...]

Neo-Hookean elasticity, energy Jc Psi(F / Jc^(1/3)) per volume of the reference mesh with Jc = 1 + x dV in the
particles, Psi = mu/2 (tr C - 3 - 2 ln J) + lambda/2 (ln J)^2; the stress of DOLFINx is the derivative that UFL
takes of it. Outer faces are held, displacements are quadratic on straight cells, and both programs integrate
with the four points of degree 2. Means, energy and displacements have to agree to 1e-8 (relative to the largest
of their kind); exit status 1 where they do not. Default: the eight spheres of tests/verification and a composite
of the packing program's (groups `sulfur`, `electrolyte`, xmin .. zmax; curved meshes are made straight).
"""
import json
import logging
import os
import subprocess
import sys

import dolfinx
import gmsh
import h5py
import numpy
import ufl
from dolfinx import fem
from dolfinx.io import gmshio
from mpi4py import MPI
from petsc4py import PETSc

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
MODULI = {"sulfur": (17.8, 0.32), "electrolyte": (22.0, 0.30)}  # GPa, 1
FACES = ["xmin", "xmax", "ymin", "ymax", "zmin", "zmax"]
VOLUME_CHANGE = 0.787
STEPS, ITERATIONS = 4, 15  # of DOLFINx: elastic, so that the way to the end does not matter
ASKED = 1e-8
RECIPE = """\
box: {edge: 10 um}
composition: {by: volume, sulfur: 0.25, electrolyte: 0.75}
particles: {phase: sulfur, radius: {distribution: uniform, min: 1.5 um, max: 2.5 um}, minimum_gap: 0.5 um}
mesh: {size_at_particles: 2 um, size_far: 3.6 um, order: 1}
seed: 1
"""


# ---- The mesh -------------------------------------------------------------------------------------


def straighten(path, to):
    """The mesh with its vertices alone, so that cells are straight; both programs read this file."""
    gmsh.initialize()
    gmsh.option.setNumber("General.Verbosity", 2)
    gmsh.open(path)
    gmsh.model.mesh.setOrder(1)
    gmsh.option.setNumber("Mesh.MshFileVersion", 4.1)
    gmsh.write(to)
    gmsh.finalize()


def read_mesh(path):
    gmsh.initialize()
    gmsh.option.setNumber("General.Verbosity", 2)
    gmsh.open(path)
    tags = {gmsh.model.getPhysicalName(*group): group[1] for group in gmsh.model.getPhysicalGroups()}
    mesh, cell_tags, face_tags = gmshio.model_to_mesh(gmsh.model, MPI.COMM_SELF, 0)
    gmsh.finalize()
    return mesh, cell_tags, face_tags, tags


# ---- DOLFINx --------------------------------------------------------------------------------------


class Peer:
    def __init__(self, path):
        self.mesh, cell_tags, face_tags, tags = read_mesh(path)
        self.cells = {name: cell_tags.find(tags[name]) for name in MODULI}
        self.space = fem.VectorFunctionSpace(self.mesh, ("CG", 2))
        self.u = fem.Function(self.space)
        self.set_materials()
        self.forms()
        facets = numpy.unique(numpy.concatenate([face_tags.find(tags[name]) for name in FACES]))
        dofs = fem.locate_dofs_topological(self.space, 2, facets)
        self.held = [fem.dirichletbc(numpy.zeros(3), dofs, self.space)]

    def set_materials(self):
        constants = fem.FunctionSpace(self.mesh, ("DG", 0))
        self.lam, self.mu, self.change, self.here = (fem.Function(constants) for _ in range(4))
        for name, (young, poisson) in MODULI.items():
            cells = self.cells[name]
            self.lam.x.array[cells] = young * poisson / ((1 + poisson) * (1 - 2 * poisson))
            self.mu.x.array[cells] = young / (2 * (1 + poisson))
            self.change.x.array[cells] = VOLUME_CHANGE if name == "sulfur" else 0
        self.lithiation = fem.Constant(self.mesh, PETSc.ScalarType(0))

    def forms(self):
        dx = ufl.dx(metadata={"quadrature_degree": 2})
        gradient = ufl.variable(ufl.Identity(3) + ufl.grad(self.u))
        swollen = 1 + self.lithiation * self.change
        elastic = gradient / swollen ** (1 / 3)
        volume = ufl.ln(ufl.det(elastic))
        energy = swollen * (0.5 * self.mu * (ufl.tr(elastic.T * elastic) - 3 - 2 * volume)
                            + 0.5 * self.lam * volume**2)
        nominal = ufl.diff(energy, gradient)
        residual = ufl.inner(nominal, ufl.grad(ufl.TestFunction(self.space))) * dx
        self.residual = fem.form(residual)
        self.tangent = fem.form(ufl.derivative(residual, self.u))
        cauchy = nominal * gradient.T / ufl.det(gradient)
        deviator = cauchy - ufl.tr(cauchy) / 3 * ufl.Identity(3)
        self.energy = fem.form(energy * dx)
        self.square = fem.form(ufl.inner(self.u, self.u) * ufl.dx(metadata={"quadrature_degree": 4}))
        self.volume = fem.form(self.here * dx)
        self.means = {"von Mises": fem.form(self.here * ufl.sqrt(1.5 * ufl.inner(deviator, deviator)) * dx),
                      "pressure": fem.form(-self.here * ufl.tr(cauchy) / 3 * dx)}

    def solve(self):
        solver = PETSc.KSP().create(MPI.COMM_SELF)
        solver.setType("preonly")
        solver.getPC().setType("lu")
        solver.getPC().setFactorSolverType("mumps")
        for step in range(1, STEPS + 1):
            self.lithiation.value = step / STEPS
            self.newton(solver)

    def newton(self, solver):
        first = None
        for _ in range(ITERATIONS):
            force = fem.petsc.assemble_vector(self.residual)
            fem.petsc.set_bc(force, self.held, self.u.vector, -1)
            norm = force.norm()
            first = first or norm
            if norm <= 1e-13 * first:
                return
            matrix = fem.petsc.assemble_matrix(self.tangent, self.held)
            matrix.assemble()
            solver.setOperators(matrix)
            solver.solve(force, force)
            self.u.vector.axpy(-1, force)
        if norm > 1e-11 * first:
            sys.exit(f"neo_hookean_dolfinx.py: DOLFINx did not converge: {norm / first:.1e}")

    def numbers(self):
        """By name; GPa, um."""
        found = {"energy": fem.assemble_scalar(self.energy),
                 "norm of the displacement": numpy.sqrt(fem.assemble_scalar(self.square)),
                 "norm of all nodes' displacements": numpy.linalg.norm(self.u.x.array)}
        for name, cells in self.cells.items():
            self.here.x.array[:] = 0
            self.here.x.array[cells] = 1
            for kind, form in self.means.items():
                found[f"mean {kind}, {name}"] = (fem.assemble_scalar(form) / fem.assemble_scalar(self.volume))
        return found

    def nodes(self):
        return self.space.tabulate_dof_coordinates(), self.u.x.array.reshape(-1, 3)


# ---- SulFEM ---------------------------------------------------------------------------------------


def case(path):
    phases = [{"group": name, "youngs_modulus": f"{young!r} GPa", "poissons_ratio": poisson,
               "elasticity": "neo_hookean"} for name, (young, poisson) in MODULI.items()]
    phases[0].update(swelling={"volume_change": VOLUME_CHANGE}, lithiation={"fraction": 1.0})
    return {"mesh": {"file": path, "length_unit": "um", "record": "ignored"}, "element_order": 2,
            "kinematics": "finite", "phases": phases,
            "boundaries": [{"faces": FACES, "condition": "fixed"}],
            "program": {"lithiation": [1.0]}, "solver": {"relative_tolerance": 1e-12}}


def ours(program, path):
    """The numbers by name, and (points, displacement) of all nodes; GPa, um."""
    folder = os.path.splitext(path)[0]
    with open(folder + ".yaml", "w", encoding="utf-8") as file:
        json.dump(case(path), file)  # JSON is YAML
    subprocess.run([program, "solve", folder + ".yaml", "--output", folder], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as file:
        summary = json.load(file)
    step = summary["steps"][-1]
    with h5py.File(os.path.join(folder, "fields.h5"), "r") as file:
        points = file["mesh/points"][()] * 1e6
        u = file["steps"][sorted(file["steps"])[-1]]["displacement"][()] * 1e6
    found = {"energy": step["strain_energy"] * 1e9,
             "norm of the displacement": step["displacement_l2"] * 1e15,
             "norm of all nodes' displacements": numpy.linalg.norm(u)}
    for phase in step["phases"]:
        found[f"mean von Mises, {phase['group']}"] = phase["von_mises"]["mean"] * 1e-9
        found[f"mean pressure, {phase['group']}"] = phase["pressure_mean"] * 1e-9
    print(f"{os.path.basename(path)}: {summary['mesh']['cells']} straight cells of order 2, "
          f"{summary['mesh']['unknowns']} unknowns; {step['substeps']} increments, "
          f"{step['newton_iterations']} Newton iterations of SulFEM")
    return found, points, u


# ---- Comparison -----------------------------------------------------------------------------------


def largest_apart(points, u, others, other_u):
    """Nodes are put in one order by their places (rounded: the programs compute middles of edges alike)."""
    def order(x):
        return numpy.lexsort(numpy.round(x, 7).T)

    mine, theirs = order(points), order(others)
    assert numpy.abs(points[mine] - others[theirs]).max() < 1e-6, "the nodes are not the same"
    return numpy.abs(u[mine] - other_u[theirs]).max() / numpy.abs(u).max()


def compare(program, path):
    found, points, u = ours(program, path)
    peer = Peer(path)
    peer.solve()
    theirs, worst = peer.numbers(), 0
    print(f"  {'GPa, um':<36}{'SulFEM':>20}{'DOLFINx':>20}  difference")
    for name, value in found.items():
        scale = max(abs(v) for k, v in theirs.items() if k.split(",")[0] == name.split(",")[0])
        apart = abs(value - theirs[name]) / scale
        worst = max(worst, apart)
        print(f"  {name:<36}{value:20.12g}{theirs[name]:20.12g}  {apart:.1e}")
    apart = largest_apart(points, u, *peer.nodes())
    print(f"  {'largest difference of a node':<76}  {apart:.1e}")
    return max(worst, apart)


def main():
    logging.disable(logging.INFO)  # of the compiler
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build, meshes = os.path.abspath(sys.argv[1]), sys.argv[2:]
    folder = os.path.join(build, "bench")
    os.makedirs(folder, exist_ok=True)
    if not meshes:
        packed = os.path.join(folder, "neo-hookean-packing.msh")
        with open(os.path.join(folder, "neo-hookean-packing-recipe.yaml"), "w", encoding="utf-8") as file:
            file.write(RECIPE)
        subprocess.run([os.path.join(build, "sulfem"), "pack", file.name, "--output", packed], check=True,
                       stdout=subprocess.DEVNULL)
        meshes = [os.path.join(TESTS, "verification", "meshes", "eight-spheres.msh"), packed]
    worst = 0
    for path in meshes:
        straight = os.path.join(folder, "straight-" + os.path.basename(path))
        straighten(path, straight)
        worst = max(worst, compare(os.path.join(build, "sulfem"), straight))
    print(f"DOLFINx {dolfinx.__version__}: worst difference {worst:.1e}, asked {ASKED:.0e}")
    sys.exit(int(worst > ASKED))


if __name__ == "__main__":
    main()
