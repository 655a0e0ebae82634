/* SPDX-License-Identifier: BSD-2-Clause */
/* The case file: YAML to validated structs, SI units. docs/case-file.md is its reference. */
#ifndef SULFEM_CASE_H
#define SULFEM_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <sulfem/error.h>
#include <sulfem/mesh_record.h>
#include <sulfem/model.h>

/* Doubles carry 16 digits: no residual is known to fewer than the last of them. */
#define SUL_TOLERANCE_LEAST 1e-15

typedef enum { SUL_KINEMATICS_SMALL, SUL_KINEMATICS_FINITE } SulKinematics;

/* Lithiation that differs from particle to particle, each at program value 1; without entries all
 * have the phase's. The phase's own is then the largest. */
typedef struct {
  size_t radius_count; /* by size: linear between the entries, constant beyond them */
  double *radius;      /* m, ascending */
  double *at_radius;
  size_t particle_count; /* by number */
  long long *particle;   /* of the mesh's record, from 0; each once, in any order */
  double *of_particle;
} SulParticleTable;

typedef struct {
  int line;          /* of the entry, for later messages */
  int group_line;    /* of its `group` key */
  char source[1024]; /* citation of the material data used, "" when all is given by the case */
  char reaction[SUL_NAME_SIZE]; /* library reaction used, or "" */
  char reaction_source[1024];
  double capacity; /* C per kg of the active material at lithiation 1; 0: not known */
  SulProfile profile;
  double diffusivity; /* m2/s, of SUL_PROFILE_DIFFUSION */
  bool held;          /* the program gives the lithiation of the surface, not the mean */
  size_t surface_count;
  char (*surface)[SUL_NAME_SIZE]; /* groups that lithium enters through; none: as
                                     sulfem/lithiation.h says */
  int surface_line;
  SulParticleTable table;
  double *course; /* [step_count] factors on its lithiation; NULL: the program */
  SulPhase phase; /* phase.name is the mesh group */
} SulPhaseInput;

typedef enum {
  SUL_CONDITION_FIXED,
  SUL_CONDITION_SYMMETRY,
  SUL_CONDITION_PRESSURE,
  SUL_CONDITION_DISPLACEMENT, /* condition: displacement with `displacement` */
  SUL_CONDITION_AFFINE,       /* condition: displacement with `gradient`: u = G x */
  SUL_CONDITION_PLATE,        /* a plane that stays one and moves along its normal */
  SUL_CONDITION_PERIODIC      /* two groups, the one being the other again */
} SulCondition;

typedef struct {
  int line;
  size_t face_count;
  char (*faces)[SUL_NAME_SIZE];
  int *face_lines;
  SulCondition condition;
  double pressure;    /* Pa, positive pushes on the body */
  double stiffness;   /* Pa/m, SUL_CONDITION_PLATE: pressure + stiffness times movement outwards */
  bool prescribed[3]; /* SUL_CONDITION_DISPLACEMENT: which components */
  double displacement[3]; /* m */
  double gradient[9];     /* SUL_CONDITION_AFFINE: G row by row, x from the mesh's origin */
  double *course;         /* [step_count] factors on these; NULL: they do not change */
} SulBoundaryInput;

/* What is known of the interface of two phases. */
typedef struct {
  int line;
  char between[2][SUL_NAME_SIZE]; /* groups of two phases of the case, in any order */
  double strength;                /* Pa, of the normal traction */
} SulInterfaceInput;

typedef enum { SUL_PRESET_AUTOMATIC, SUL_PRESET_MULTIGRID, SUL_PRESET_DIRECT } SulPreset;

/* When a run writes a checkpoint although nothing stops it; never where all are 0. */
typedef struct {
  bool targets;    /* after each */
  int increments;  /* after so many accepted ones; targets count */
  double interval; /* s, so long after the last one (or the start), once there is one to write */
} SulCheckpointMoments;

/* What the file beside the mesh is good for: `mesh.record`. */
typedef enum {
  SUL_RECORD_DEFAULT,   /* it stands where the case names neither moduli nor a material */
  SUL_RECORD_PREFERRED, /* and before the library's numbers for the material that it names too */
  SUL_RECORD_IGNORED
} SulRecordUse;

typedef struct {
  char *path;      /* of the case file, as given */
  char *text;      /* of the case file */
  char *title;     /* "" when absent */
  char *mesh_file; /* resolved beside the case file */
  int mesh_line;
  double mesh_length; /* metres per mesh unit */
  SulRecordUse record_use;
  bool record_used;  /* something here comes from the mesh's record, or was to */
  char notes[4000];  /* where case and record contradict each other: a line each */
  char doubts[2000]; /* numbers that no material has, a forgotten prefix perhaps: a line each */
  int element_order; /* 1 or 2 */
  SulKinematics kinematics; /* of all phases' models */
  bool mean_dilatation;     /* one dilatation a cell */
  size_t phase_count;
  SulPhaseInput *phases;
  size_t boundary_count;
  SulBoundaryInput *boundaries;
  size_t interface_count;
  SulInterfaceInput *interfaces;
  size_t target_count; /* of one cycle */
  size_t step_count;   /* target_count times the cycles */
  double *program;     /* [step_count] the load steps: factors on every phase's lithiation */
  double *duration;    /* [step_count] s, the time that each step takes; NULL: none is given */
  double largest_step; /* of the program's value within a step; 0: not given */
  struct {
    SulPreset preset;
    double relative_tolerance; /* on the true residual */
    int maximum_iterations;
    double wall_clock_limit; /* s, 0: none */
  } solver;
  char *output_directory; /* resolved beside the case file; "" when the case names none */
  bool output_interfaces; /* tractions in the faces between phases */
  SulCheckpointMoments output_checkpoint;
  bool output_all; /* what lies between the targets, too */
  bool output_plastic_strain_tensor;
  bool output_principal; /* principal stresses and their directions */
  bool output_vtkhdf;    /* fields.vtkhdf */
  bool output_single;    /* real numbers of the steps in four bytes */
} SulCase;

/* Parses and validates the text of the case file `path` (the text is copied; no file is opened but
 * the library files the case names). Fills `error` (SUL_INPUT) with file, line and key. */
void SulCaseParse(const char *path, const char *text, SulCase *result, SulError *error);

/* The same with what the mesh's own record says; NULL: there is none. */
void SulCaseParseWith(const char *path, const char *text, const SulMeshRecord *record,
                      SulCase *result, SulError *error);

/* A new string (free it): the mesh file that the case names, resolved beside it; NULL where none
 * can be told, or where the case ignores its record. */
char *SulCaseRecordedMesh(const char *path, const char *text);

void SulCaseFree(SulCase *result);

#endif
