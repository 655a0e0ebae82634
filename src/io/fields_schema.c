/* SPDX-License-Identifier: BSD-2-Clause */
/* The names, units and descriptions of all that stands in fields.h5. */
#include "fields_schema.h"
#include <sulfem/output.h>

const SulFieldSchema SulNodeFields[SUL_NODE_FIELDS] = {
    {"displacement", "m", "displacement of the node, x y z", 3,
     offsetof(SulStepFields, displacement)},
};

const SulFieldSchema SulCellFields[SUL_CELL_FIELDS] = {
    {"von_mises", "Pa", "von Mises stress, volume average of the pointwise value", 1,
     offsetof(SulStepFields, von_mises)},
    {"pressure", "Pa", "-trace(stress)/3, positive in compression, volume average", 1,
     offsetof(SulStepFields, pressure)},
    {"stress", "Pa", "Cauchy stress, components xx yy zz xy yz xz, volume average", 6,
     offsetof(SulStepFields, stress)},
    {"lithiation", "1", "lithiation fraction of the cell's phase at this step", 1,
     offsetof(SulStepFields, cell_lithiation)},
};

const SulFieldSchema SulFaceFields[SUL_FACE_FIELDS] = {
    {"traction_normal", "Pa", "normal traction, positive in tension, area average", 1,
     offsetof(SulInterfaceField, normal)},
    {"traction_shear", "Pa", "length of the tangential traction, area average", 1,
     offsetof(SulInterfaceField, shear)},
    {"traction", "Pa", "traction on the particle, x y z, area average", 3,
     offsetof(SulInterfaceField, traction)},
    {"traction_jump", "Pa", "length of the difference of both sides' tractions, area average", 1,
     offsetof(SulInterfaceField, jump)},
};
