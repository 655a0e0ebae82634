#include "output.h"
#include <sulfem/files.h>

void SulOutputSpare(const char *output, const char *input, const char *what, SulError *error) {
  if (output && input && SulFileSame(output, input))
    SulErrorSet(error, SUL_INPUT,
                "--output: %s would overwrite the %s's own file; choose another name", output,
                what);
}
