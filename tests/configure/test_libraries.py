#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""test_libraries.py CMAKE CC: libraries that are too old or built with another MPI are refused.

The machine's own libraries are found through pkg-config; each case puts a description of a worse one
in front of them.
"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


class Configuration:
    """One build folder, so that the compiler is looked at once."""

    def __init__(self, cmake, folder):
        self.cmake, self.folder, self.failed = cmake, folder, 0

    def run(self, *options, descriptions=None):
        environment = dict(os.environ, PKG_CONFIG_PATH=descriptions or "")
        command = [self.cmake, "-S", f"{HERE}/project", "-B", f"{self.folder}/build", "-DSULFEM_CGAL=OFF",
                   "-U", "PETSC*", "-U", "HDF5*", "-U", "GMSH*", "-U", "pkgcfg*", *options]
        return subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, check=False)

    def expect(self, name, fine, words, *options, descriptions=None):
        done = self.run(*options, descriptions=descriptions)
        said = " ".join(done.stdout.split())
        if (done.returncode == 0) != fine or words not in said:
            self.failed += 1
            print(f"{name}: status {done.returncode}, expected {words!r} in:\n{done.stdout}")
        else:
            print(f"{name}: as expected")


def real(module, what):
    """VERSION, --cflags or --libs of the machine's own module."""
    return subprocess.run(["pkg-config", what, module], stdout=subprocess.PIPE, text=True,
                          check=True).stdout.strip()


def first_found(*modules):
    return next(module for module in modules
                if subprocess.run(["pkg-config", "--exists", module], check=False).returncode == 0)


def describe(folder, module, version=None, include=None, link=""):
    """A folder with MODULE.pc, like the machine's own but for what is given."""
    os.makedirs(folder)
    before = f"-I{include} " if include else ""
    with open(f"{folder}/{module}.pc", "w", encoding="utf-8") as file:
        file.write(f"Name: {module}\nDescription: a test's\nVersion: {version or real(module, '--modversion')}\n"
                   f"Cflags: {before}{real(module, '--cflags')}\nLibs: {real(module, '--libs')} {link}\n")
    return folder


def write(path, text):
    os.makedirs(os.path.dirname(path))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return os.path.dirname(path)


def second_mpi(folder, compiler):
    source = write(f"{folder}/libmpich.c", "int second_mpi(void) { return 0; }\n")
    subprocess.run([compiler, "-shared", "-fPIC", "-Wl,-soname,libmpich.so.12", "-o",
                    f"{source}/libmpich.so", f"{source}/libmpich.c"], check=True)
    os.symlink("libmpich.so", f"{source}/libmpich.so.12")
    return f"-Wl,--no-as-needed -L{source} -lmpich -Wl,-rpath,{source}"


def main():
    cmake, compiler = sys.argv[1:]
    petsc = first_found("PETSc", "petsc")
    hdf5 = first_found("hdf5-openmpi", "hdf5-mpi", "hdf5")
    with tempfile.TemporaryDirectory() as folder:
        c = Configuration(cmake, folder)
        c.expect("as it is", True, "Configuring done")
        c.expect("PETSc too old", False, "PETSc 3.17.5 is too old: SulFEM builds with 3.18 to",
                 descriptions=describe(f"{folder}/old-petsc", petsc, "3.17.5"))
        c.expect("PETSc newer", True, "PETSc 3.99.0 is newer than all that SulFEM was tried with",
                 descriptions=describe(f"{folder}/new-petsc", petsc, "3.99.0"))
        c.expect("HDF5 too old", False, "HDF5 1.8.21 is too old",
                 descriptions=describe(f"{folder}/old-hdf5", hdf5, "1.8.21"))
        serial = write(f"{folder}/serial/hdf5.h", "/* no H5_HAVE_PARALLEL */\n")
        ask_again = ["-U", "SULFEM_*MPI*", "-U", "SULFEM_HDF5_PARALLEL"]
        c.expect("HDF5 without MPI", False, "was built without MPI", *ask_again,
                 descriptions=describe(f"{folder}/serial-hdf5", hdf5, include=serial))
        gmsh = write(f"{folder}/gmsh/gmshc.h", '#define GMSH_API_VERSION "4.4.1"\n')
        c.expect("Gmsh too old", False, "Gmsh 4.4.1 is too old", f"-DGMSH_INCLUDE={gmsh}")
        other = write(f"{folder}/other/petscksp.h", '#include <mpi.h>\n#error "PETSc was configured with another MPI"\n')
        c.expect("PETSc of another MPI", False, "does not fit the MPI of", *ask_again,
                 descriptions=describe(f"{folder}/other-petsc", petsc, include=other))
        c.expect("HDF5 of another MPI", False, "different MPI libraries into one program", *ask_again,
                 descriptions=describe(f"{folder}/other-hdf5", hdf5,
                                       link=second_mpi(f"{folder}/second", compiler)))
    return 1 if c.failed else 0


if __name__ == "__main__":
    sys.exit(main())
