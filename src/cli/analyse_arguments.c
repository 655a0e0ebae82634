/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of `sulfem analyse`. */
#include "analyse_arguments.h"

#include "command_line.h"
#include <stdlib.h>
#include <sulfem/text.h>

#define PLACE(member) offsetof(SulAnalyseArguments, member)

static const SulOption options[] = {
    {"--length-unit", "UNIT", "a unit: --length-unit um", PLACE(length_unit),
     "of the mesh's coordinates; needed where no MESH.json of `sulfem pack` stands beside it"},
    {"--voxel", "SIZE", "a size: --voxel \"0.1 um\"", PLACE(voxel),
     "edge of a voxel (else: chosen from the mesh)"},
    {"--active", "GROUP", "a volume group: --active sulfur", PLACE(active),
     "phase whose surface counts (else: the packing's particles, or by name)"},
    {"--electrolyte", "GROUP", "a volume group: --electrolyte matrix", PLACE(electrolyte),
     "phase that it should touch (else: the matrix, or by name)"},
    {"--no-tortuosity", NULL, NULL, PLACE(no_tortuosity), "leave out what takes longest"},
    {"--output", "FILE", "a file: --output geometry.json", PLACE(output), "write the JSON there"},
};

static const SulCommandLine line = {
    .command = "analyse",
    .usage = "sulfem analyse MESH.msh [--length-unit um] [--voxel \"0.1 um\"] [--active GROUP]\n"
             "                      [--electrolyte GROUP] [--no-tortuosity] [--output FILE.json]\n"
             "                      [PETSc options]\n"
             "       sulfem analyse PACKING.json ...     (of `sulfem pack --no-mesh`)\n"
             "       sulfem analyse RECIPE.yaml ...      (of a labelled image: its voxels, without "
             "a mesh)\n"
             "       mpirun -n N sulfem analyse MESH.msh ...",
    .about =
        "Measures the geometry of a mesh: volumes, interfaces, particles and their gaps, and on\n"
        "a voxel grid of it percolation and tortuosity factors. JSON in SI units\n"
        "(docs/microstructure.md) on standard output, what is said beside it on standard\n"
        "error.",
    .ends = "Exit status: 0 done, 1 internal error, 2 wrong input, 3 no convergence, 4 reading or\n"
            "writing failed, 5 stopped by a signal.",
    .subject = "mesh",
    .example = "sulfem analyse MESH.msh [--length-unit um] [--voxel \"0.1 um\"] [--active GROUP] "
               "[--output FILE.json]",
    .hint = "; PETSc options come behind it",
    .place = PLACE(mesh),
    .help = PLACE(help),
    .options = options,
    .option_count = sizeof options / sizeof options[0],
};

void SulAnalyseArgumentsParse(int count, char **arguments, SulAnalyseArguments *result,
                              SulError *error) {
  static char name[] = "sulfem";
  *result = (SulAnalyseArguments){0};
  SulWords petsc = {1, SulAllocate((size_t)count + 2, sizeof *petsc.words)};
  petsc.words[0] = name;
  SulCommandLineParse(&line, (SulWords){count, arguments}, result, &petsc, error);
  result->petsc_count = petsc.count;
  result->petsc = petsc.words;
}

void SulAnalyseArgumentsHelp(void) {
  SulCommandLineHelp(&line);
}

void SulAnalyseArgumentsFree(SulAnalyseArguments *arguments) {
  free(arguments->petsc);
  SulPetscOptionsFree(&arguments->options);
  *arguments = (SulAnalyseArguments){0};
}
