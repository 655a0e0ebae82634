# SPDX-License-Identifier: BSD-2-Clause
# Writes OUTPUT, a C file with the texts of FILES as `const SulLibraryFile sul_library_files[]`.
set(body "#include \"${CMAKE_CURRENT_LIST_DIR}/../input/library_files.h\"\n\nconst SulLibraryFile sul_library_files[] = {\n")
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  file(READ ${file} text HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${text}")
  string(REPEAT "0x..," 16 row)
  string(REGEX REPLACE "(${row})" "    \\1\n" bytes "${bytes}")
  string(APPEND body "  {\"${name}\", (const char[]){\n${bytes}    0x00}},\n")
endforeach()
string(APPEND body "  {0, 0},\n};\n")
file(WRITE ${OUTPUT} "${body}")
