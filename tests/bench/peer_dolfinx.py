#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The benchmark's peer: the same problem with DOLFINx 0.5 (Debian's python3-dolfinx) and PETSc's GAMG.

    mpirun -n N peer_dolfinx.py MESH.msh ORDER OUTPUT_FOLDER [PETSc options]

Sulfur spheres swell by 78.7 % in an electrolyte that is held at the outer faces. Prints one line of
JSON: seconds of each stage (slowest rank), iterations, peak memory, and the numbers by which the
result is compared with that of `sulfem solve`. Forms are compiled before the clock starts.
"""
import json
import logging
import os
import resource
import sys
import time

import petsc4py

petsc4py.init(["peer"] + sys.argv[4:])

import dolfinx
import gmsh
import numpy
import ufl
from dolfinx import fem, la
from dolfinx.io import XDMFFile, gmshio
from mpi4py import MPI
from petsc4py import PETSc

COMM = MPI.COMM_WORLD
MODULI = {"sulfur": (17.8, 0.32), "electrolyte": (22.0, 0.30)}  # GPa, 1
VOLUME_CHANGE = 0.787
SWELLING = (1 + VOLUME_CHANGE) ** (1 / 3) - 1
COMPILE = {"cffi_extra_compile_args": ["-O3"]}

# CG with smoothed-aggregation multigrid, tuned: plain aggregation makes the set-up cheap, W cycles
# win back the iterations. Rigid-body modes are attached as near-nullspace.
OPTIONS = {
    "ksp_type": "cg",
    "ksp_norm_type": "unpreconditioned",
    "ksp_rtol": 1e-8,
    "pc_type": "gamg",
    "pc_gamg_type": "agg",
    "pc_gamg_agg_nsmooths": 0,
    "pc_mg_cycle_type": "w",
    "mg_levels_ksp_type": "chebyshev",
    "mg_levels_pc_type": "jacobi",
}


class Stages:
    """Wall-clock seconds by stage, of the slowest rank."""

    def __init__(self):
        self.seconds = {}
        self.start = self.last = None

    def begin(self):
        COMM.Barrier()
        self.start = self.last = time.perf_counter()

    def end(self, name):
        COMM.Barrier()
        now = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0) + now - self.last
        self.last = now
        self.seconds["total"] = now - self.start


def read_mesh(path, stages):
    tags = {}
    gmsh.initialize()
    if COMM.rank == 0:
        gmsh.option.setNumber("General.Verbosity", 2)
        gmsh.open(path)
        for dimension, tag in gmsh.model.getPhysicalGroups():
            tags[gmsh.model.getPhysicalName(dimension, tag)] = tag
    tags = COMM.bcast(tags)
    stages.end("read")
    mesh, cell_tags, face_tags = gmshio.model_to_mesh(gmsh.model, COMM, 0)
    gmsh.finalize()
    return mesh, cell_tags, face_tags, tags


class Problem:
    """Forms of the swelling composite. Any mesh compiles the same code."""

    def __init__(self, mesh, order):
        self.mesh = mesh
        self.space = fem.VectorFunctionSpace(mesh, ("CG", order))
        constants = fem.FunctionSpace(mesh, ("DG", 0))
        self.lam, self.mu, self.beta = (fem.Function(constants) for _ in range(3))
        self.solution = fem.Function(self.space)
        u, v = ufl.TrialFunction(self.space), ufl.TestFunction(self.space)
        identity = ufl.Identity(3)

        def stress(strain):
            return self.lam * ufl.tr(strain) * identity + 2 * self.mu * strain

        self.bilinear = self.form(ufl.inner(stress(strain(u)), strain(v)) * ufl.dx)
        self.linear = self.form(ufl.inner(stress(self.beta * identity), strain(v)) * ufl.dx)
        elastic = strain(self.solution) - self.beta * identity
        sigma = stress(elastic)
        deviator = sigma - ufl.tr(sigma) / 3 * identity
        self.energy = self.form(0.5 * ufl.inner(sigma, elastic) * ufl.dx)
        self.square = self.form(ufl.inner(self.solution, self.solution) * ufl.dx)
        tensors = fem.TensorFunctionSpace(mesh, ("DG", 0))
        vectors = fem.VectorFunctionSpace(mesh, ("CG", 1))
        self.outputs = [
            self.output("displacement", vectors, self.solution),
            self.output("stress", tensors, sigma),
            self.output("von_mises", constants, ufl.sqrt(1.5 * ufl.inner(deviator, deviator))),
            self.output("pressure", constants, -ufl.tr(sigma) / 3),
        ]

    @staticmethod
    def form(expression):
        return fem.form(expression, jit_params=COMPILE)

    @staticmethod
    def output(name, space, expression):
        points = space.element.interpolation_points()
        function = fem.Function(space, name=name)
        return function, fem.Expression(expression, points, jit_params=COMPILE)


def strain(u):
    return ufl.sym(ufl.grad(u))


def fill_materials(problem, cell_tags, tags):
    for name, (young, poisson) in MODULI.items():
        cells = cell_tags.find(tags[name])
        problem.lam.x.array[cells] = young * poisson / ((1 + poisson) * (1 - 2 * poisson))
        problem.mu.x.array[cells] = young / (2 * (1 + poisson))
        problem.beta.x.array[cells] = SWELLING if name == "sulfur" else 0.0


def fixed_faces(problem, face_tags):
    dofs = fem.locate_dofs_topological(problem.space, 2, face_tags.indices)
    return [fem.dirichletbc(numpy.zeros(3), dofs, problem.space)]


def rigid_modes(problem):
    """Three translations and three rotations, orthonormal."""
    space = problem.space
    points = space.tabulate_dof_coordinates()
    index_map = space.dofmap.index_map
    count = index_map.size_local
    x = points[:count]
    modes = []
    for number in range(6):
        values = numpy.zeros((count, 3))
        if number < 3:
            values[:, number] = 1
        else:
            i, j = [(0, 1), (1, 2), (2, 0)][number - 3]
            values[:, i], values[:, j] = -x[:, j], x[:, i]
        vector = la.create_petsc_vector(index_map, 3)
        vector.setArray(values.ravel())
        for other in modes:
            vector.axpy(-vector.dot(other), other)
        vector.normalize()
        modes.append(vector)
    return PETSc.NullSpace().create(vectors=modes, comm=COMM)


def assemble_load(problem, conditions):
    load = fem.petsc.create_vector(problem.linear)
    fem.petsc.assemble_vector(load, problem.linear)
    fem.petsc.apply_lifting(load, [problem.bilinear], bcs=[conditions])
    load.ghostUpdate(addv=PETSc.InsertMode.ADD, mode=PETSc.ScatterMode.REVERSE)
    fem.petsc.set_bc(load, conditions)
    return load


def solver_for(matrix):
    options = PETSc.Options()
    for key, value in OPTIONS.items():
        if not options.hasName(key):
            options[key] = value
    solver = PETSc.KSP().create(COMM)
    solver.setOperators(matrix)
    solver.setFromOptions()
    return solver


def write(problem, folder):
    os.makedirs(folder, exist_ok=True)
    with XDMFFile(COMM, os.path.join(folder, "fields.xdmf"), "w") as file:
        file.write_mesh(problem.mesh)
        for function, _ in problem.outputs:
            file.write_function(function)


def compile_forms(order):
    """Builds the problem on one tetrahedron a rank, so that its code is in the cache afterwards."""
    logging.disable(logging.INFO)  # of the compiler
    points = numpy.vstack([numpy.zeros(3), numpy.eye(3)]) + 2.0 * COMM.rank
    cells = numpy.arange(4, dtype=numpy.int64)[None, :] + 4 * COMM.rank
    Problem(dolfinx.mesh.create_mesh(COMM, cells, points, gmshio.ufl_mesh(4, 3)), order)


def integral(form):
    return COMM.allreduce(fem.assemble_scalar(form))


def main():
    path, order, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    compile_forms(order)
    stages = Stages()
    stages.begin()
    mesh, cell_tags, face_tags, tags = read_mesh(path, stages)
    stages.end("mesh")
    problem = Problem(mesh, order)
    fill_materials(problem, cell_tags, tags)
    conditions = fixed_faces(problem, face_tags)
    stages.end("setup")
    matrix = fem.petsc.create_matrix(problem.bilinear)
    stages.end("sparsity")
    fem.petsc.assemble_matrix(matrix, problem.bilinear, conditions)
    matrix.assemble()
    load = assemble_load(problem, conditions)
    stages.end("assembly")
    modes = rigid_modes(problem)
    matrix.setNearNullSpace(modes)
    matrix.setOption(PETSc.Mat.Option.SPD, True)
    solver = solver_for(matrix)
    solver.setUp()
    stages.end("preconditioner")
    solver.solve(load, problem.solution.vector)
    problem.solution.x.scatter_forward()
    stages.end("solve")
    for function, expression in problem.outputs:
        function.interpolate(expression)
    stages.end("stress")
    write(problem, folder)
    stages.end("write")
    kilobytes = COMM.allreduce(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    result = {
        "program": "dolfinx " + dolfinx.__version__,
        "ranks": COMM.size,
        "element_order": order,
        "cells": mesh.topology.index_map(3).size_global,
        "unknowns": 3 * problem.space.dofmap.index_map.size_global,
        "iterations": solver.getIterationNumber(),
        "reason": solver.getConvergedReason(),
        "strain_energy": integral(problem.energy) * 1e9 * 1e-18,
        "displacement_l2": numpy.sqrt(integral(problem.square) * 1e-30),
        "timings": stages.seconds,
        "memory_peak": kilobytes * 1024,
    }
    if COMM.rank == 0:
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
