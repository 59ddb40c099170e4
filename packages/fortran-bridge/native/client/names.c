#include "client/names.h"

#include <ctype.h>
#include <string.h>

enum { LONGEST = 64 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Changes of a letter that make one name the other, whatever their case; LONGEST for names too long to be a slip.
 * Levenshtein, Binary codes capable of correcting deletions, insertions, and reversals, 1966. */
static size_t edit_distance(const char *a, const char *b) {
  size_t columns = strlen(b), row[LONGEST + 1];
  if (columns > LONGEST || strlen(a) > LONGEST) return LONGEST;
  for (size_t j = 0; j <= columns; j++) row[j] = j;
  for (size_t i = 0; a[i] != '\0'; i++) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < columns; j++) {
      size_t same = tolower((unsigned char)a[i]) == tolower((unsigned char)b[j]) ? 0 : 1;
      size_t replaced = diagonal + same;
      diagonal = row[j + 1];
      row[j + 1] = least(replaced, least(row[j], diagonal) + 1);
    }
  }
  return row[columns];
}

const char *rw__nearest_name(const char *name, const rw_tensor_info *infos, size_t count) {
  size_t length = strlen(name), limit = length / 3 > 2 ? length / 3 : 2, best = limit + 1;
  const char *nearest = NULL;
  for (size_t i = 0; i < count; i++) {
    size_t distance = edit_distance(name, infos[i].name), other = strlen(infos[i].name);
    if (distance >= best || distance >= (length > other ? length : other)) continue;
    nearest = infos[i].name;
    best = distance;
  }
  return nearest;
}
