/* SPDX-License-Identifier: BSD-2-Clause */
/* The YAML tree: lines, paths, messages, changes, and text that parses to the same tree. */
#include "check.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>
#include <sulfem/yaml.h>
#include <time.h>

static const char sample[] = "title: a case\n"
                             "phases:\n"
                             "  - group: sulfur\n"
                             "    swelling: {volume_change: 0.787,\n"
                             "               convention: exact}\n"
                             "  - group: a.b\n"
                             "    material: \"1.0\"\n"
                             "faces: [[1, 2], [3]]\n"
                             "empty:\n"
                             "on: yes\n";

static void CheckTree(void) {
  SulError error = {0};
  SulYaml *root = SulYamlParse("x.yaml", sample, &error);
  CHECK(root && !SulFailed(&error));
  const SulYaml *convention = SulYamlAt(root, "phases.sulfur.swelling.convention");
  CHECK(convention && convention->line == 5 && strcmp(convention->text, "exact") == 0);
  char path[200];
  SulYamlPath(convention, path, sizeof path);
  CHECK(strcmp(path, "phases.sulfur.swelling.convention") == 0);
  CHECK(SulYamlAt(root, "phases.a.b.material")->quoted);
  CHECK(SulYamlAt(root, "phases[1]") == SulYamlAt(root, "phases.a.b"));
  CHECK(strcmp(SulYamlAt(root, "faces[0][1]")->text, "2") == 0);
  CHECK(!SulYamlAt(root, "phases.lead") && !SulYamlAt(root, "titl") && !SulYamlAt(root, "title.x"));
  CHECK(SulYamlAt(root, "") == root);
  CHECK(SulYamlNumber(SulYamlAt(root, "phases.sulfur.swelling.volume_change"), &error) == 0.787);
  CHECK(SulYamlInteger(SulYamlAt(root, "faces[0][0]"), 1, 2, &error) == 1);
  CHECK(SulYamlBoolean(SulYamlAt(root, "on"), &error));
  CHECK(SulYamlFind(root, "nothing") == NULL && SulYamlNumber(NULL, &error) == 0);
  CHECK(!SulFailed(&error));
  SulYamlFree(&root);
  CHECK(root == NULL);
}

/* The text must be refused, with all of `words` (separated by '|') in the message. */
static void CheckWords(const SulError *error, const char *words) {
  char copy[500];
  snprintf(copy, sizeof copy, "%s", words);
  CHECK(error->status == SUL_INPUT);
  for (char *word = strtok(copy, "|"); word; word = strtok(NULL, "|")) {
    bool found = strstr(error->text, word) != NULL;
    if (!found) fprintf(stderr, "\"%s\" is missing in: %s\n", word, error->text);
    CHECK(found);
  }
}

static void CheckRefused(const char *text, const char *words) {
  SulError error = {0};
  SulYaml *root = SulYamlParse("x.yaml", text, &error);
  CHECK(root == NULL);
  CheckWords(&error, words);
}

static void CheckSyntax(void) {
  CheckRefused("", "x.yaml:1|empty");
  CheckRefused("# only a comment\n", "x.yaml:1|empty");
  CheckRefused("- a\n- b\n", "x.yaml:1|a list");
  CheckRefused("just text\n", "x.yaml:1|a plain text");
  CheckRefused("a: 1\nb: 2\na: 3\n", "x.yaml:3|\"a\"|twice|line 1");
  CheckRefused("a: 1\nb: [1, 2\nc: 3\n", "x.yaml:3|not valid YAML");
  CheckRefused("a:\n\t- 1\n", "x.yaml:2|tabs");
  CheckRefused("a: \"\xff\xfe\"\n", "UTF-8");
  CheckRefused("a: \"x\\0y\"\n", "x.yaml:1|zero byte");
  CheckRefused("? [a, b]\n: 1\n", "x.yaml:1|a key must be a word");
  CheckRefused("a: 1\n---\nb: 1\n", "x.yaml:2|second document");
  CheckRefused("a: &x\n  b: *x\n", "nested more than");
  CheckRefused("a: *x\n", "x.yaml:1|undefined alias");
  CheckRefused("a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
               "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
               "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n",
               "x.yaml:|more than");
}

static void CheckReaders(void) {
  static const char *const keys[] = {"title", "phases", "faces", "empty", "off", NULL};
  static const char *const choices[] = {"exact", "linear"};
  SulError errors[12] = {0};
  SulYaml *root = SulYamlParse("x.yaml", sample, &errors[0]);
  SulYamlKeys(root, keys, &errors[0]);
  CheckWords(&errors[0], "x.yaml:10: key \"on\"|not known here|\"off\"|\"title\", \"phases\"");
  SulYamlKeys(SulYamlFind(root, "title"), keys, &errors[1]);
  CheckWords(&errors[1], "x.yaml:1: key \"title\"|found a single value");
  SulYamlNeed(SulYamlAt(root, "phases.sulfur"), "material", "material: S", &errors[2]);
  CheckWords(&errors[2], "x.yaml:3: key \"phases.sulfur.material\": is missing|material: S");
  SulYamlLength(SulYamlFind(root, "title"), "[1]", &errors[3]);
  CheckWords(&errors[3], "expected a list");
  SulYamlText(SulYamlFind(root, "empty"), &errors[4]);
  CheckWords(&errors[4], "x.yaml:9: key \"empty\": has no value");
  SulYamlNumber(SulYamlFind(root, "title"), &errors[5]);
  CheckWords(&errors[5], "plain number|a case");
  SulYamlInteger(SulYamlAt(root, "faces[1][0]"), 1, 2, &errors[6]);
  CheckWords(&errors[6], "x.yaml:8: key \"faces[1][0]\"|from 1 to 2, found 3");
  SulYamlChoice(SulYamlAt(root, "phases.sulfur.group"), choices, 2, &errors[7]);
  CheckWords(&errors[7], "x.yaml:3|\"sulfur\" is not possible|\"exact\", \"linear\"");
  SulYamlExclude(SulYamlAt(root, "phases.sulfur.swelling"), "volume_change", "convention",
                 &errors[8]);
  CheckWords(&errors[8], "x.yaml:5|convention|cannot stand beside \"volume_change\" (line 4)");
  SulYamlText(SulYamlFind(root, "faces"), &errors[9]);
  CheckWords(&errors[9], "expected a single value, found a list");
  SulYamlBoolean(SulYamlFind(root, "title"), &errors[10]);
  CheckWords(&errors[10], "true or false");
  SulYamlFree(&root);
}

static void CheckNumber(const char *text, bool taken) {
  SulError error = {0};
  SulYaml *node = SulYamlScalar(text);
  SulYamlNumber(node, &error);
  CHECK(SulFailed(&error) == !taken);
  SulYamlFree(&node);
}

static void CheckNumbers(void) {
  const char *taken[] = {"1", "-1.5", "+2e-3", ".5", "1.", "0"};
  const char *refused[] = {"nan", "inf", "-inf", "0x10", "1e999", "1,5", "1 2", "e5", "80 %", "1e"};
  for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
    CheckNumber(taken[i], true);
  for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
    CheckNumber(refused[i], false);
}

static bool Same(const SulYaml *a, const SulYaml *b) {
  if (a->kind != b->kind || a->count != b->count) return false;
  if (a->text && strcmp(a->text, b->text) != 0) return false;
  if ((a->key != NULL) != (b->key != NULL) || (a->key && strcmp(a->key, b->key) != 0)) return false;
  for (size_t i = 0; i < a->count; i++)
    if (!Same(a->items[i], b->items[i])) return false;
  return true;
}

static void CheckRoundTrip(const char *text) {
  SulError error = {0};
  SulYaml *root = SulYamlParse("x.yaml", text, &error);
  char *written = SulYamlEmit(root);
  SulYaml *again = SulYamlParse("y.yaml", written, &error);
  CHECK(again && Same(root, again));
  free(written);
  SulYamlFree(&root);
  SulYamlFree(&again);
}

static void CheckChanges(void) {
  SulError error = {0};
  SulYaml *root = SulYamlParse("x.yaml", sample, &error), *seven = SulYamlScalar("7 GPa");
  SulYamlSet(root, "phases.sulfur.youngs_modulus", seven, &error);         /* added */
  SulYamlSet(root, "phases.sulfur.swelling.volume_change", seven, &error); /* replaced */
  SulYamlSet(root, "faces[1]", SulYamlAt(root, "phases.sulfur.swelling"), &error);
  CHECK(!SulFailed(&error));
  CHECK(strcmp(SulYamlAt(root, "phases.sulfur.youngs_modulus")->text, "7 GPa") == 0);
  CHECK(strcmp(SulYamlAt(root, "faces[1].volume_change")->text, "7 GPa") == 0);
  CHECK(SulYamlAt(root, "phases.sulfur")->count == 3);
  SulYamlSet(root, "phases.sulphur.x", seven, &error);
  CheckWords(&error, "there is no \"phases.sulphur.x\"|did you mean \"sulfur\"|\"a.b\"");
  SulError second = {0};
  SulYamlSet(root, "title.x", seven, &second);
  CheckWords(&second, "\"title\" has no \"x\"|single value");
  char *text = SulYamlEmit(seven);
  CHECK(strncmp(text, "7 GPa\n", 6) == 0);
  free(text);
  SulYamlFree(&seven);
  SulYamlFree(&root);
}

/* What `piece` makes when it stands there many times, in seconds of the clock. */
static void CheckBomb(const char *begin, const char *piece, size_t times, const char *words) {
  size_t size = strlen(begin) + times * (strlen(piece) + 12) + 1, length;
  char *text = SulAllocate(size, 1);
  length = (size_t)snprintf(text, size, "%s", begin);
  for (size_t i = 0; i < times; i++)
    length += (size_t)snprintf(text + length, size - length, piece, i);
  SulError error = {0};
  clock_t start = clock();
  SulYaml *root = SulYamlParse("bomb.yaml", text, &error);
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  CHECK(words ? error.status == SUL_INPUT && strstr(error.text, words) : !SulFailed(&error));
  CHECK(seconds < 30); /* each took minutes, or gigabytes */
  if (words && !SulFailed(&error)) fprintf(stderr, "taken, not: %s\n", words);
  SulYamlFree(&root);
  free(text);
}

static void CheckBombs(void) {
  char *text = SulAllocate(200100, 1);
  CheckBomb("a: ", "[", 100000, "nested more than 100 levels");
  CheckBomb("", "k%zu: 1\n", 100000, NULL);
  CheckBomb("k7: 1\n", "k%zu: 1\n", 100000, "bomb.yaml:9: key \"k7\": stands here twice");
  CheckBomb("", "a%zu: &a%zu 1\n", 2000, "more than 1000 anchors");
  memset(text, 'x', 190000);
  memcpy(text, "a: &a ", 6);
  strcpy(text + 190000, "\nb:\n");
  CheckBomb(text, "  - *a\n", 1000, "aliases counted in full");
  free(text);
}

/* Texts end up in XML, in tables and on terminals. */
static void CheckCharacters(void) {
  CheckRefused("a: 1\nb: \"x\\x01\"\n", "x.yaml:2: a text holds the control character U+0001");
  CheckRefused("\"a\\e\": 1\n", "U+001B");
  CheckRefused("a: \"\\x7f\"\n", "U+007F");
  CheckRefused("a: \"\\x9b31m\"\n", "U+009B");
  CheckRoundTrip("a: \"\\tb\\nc \\u00e9 \\u4e2d \\U0001f50b\"\n");
}

int main(void) {
  CheckBombs();
  CheckCharacters();
  CheckTree();
  CheckSyntax();
  CheckReaders();
  CheckNumbers();
  CheckRoundTrip(sample);
  CheckRoundTrip("a: \"\"\nb: 'x: y # z'\nc: |\n  two\n  lines\n\nd: []\ne: {}\nf: \"\\u00e9\\t\"\n"
                 "g: &s {h: 1}\ni: *s\n\"j k: l\": ~\n");
  CheckChanges();
  return CheckResult();
}
