#include "summary.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "elements.h"

size_t count_of(const rw_tensor *tensor) {
  size_t count = 1;
  for (int32_t i = 0; i < tensor->rank; i++) count *= (size_t)tensor->shape[i];
  return count;
}

__attribute__((format(printf, 3, 4))) static void append(char *line, size_t size, const char *format, ...) {
  size_t used = strlen(line);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line + used, size - used, format, arguments);
  va_end(arguments);
}

static void append_number(char *line, size_t size, const char *before, double value) {
  /* C may write the sign of a NaN, which other languages do not. */
  if (isnan(value)) {
    append(line, size, " %s%snan", before, *before ? " " : "");
  } else {
    append(line, size, " %s%s%.6g", before, *before ? " " : "", value);
  }
}

void append_type(char *line, size_t size, const rw_tensor *tensor) {
  append(line, size, "%s [", rw_type_name(tensor->type));
  for (int32_t i = 0; i < tensor->rank; i++) {
    append(line, size, "%s%lld", i == 0 ? "" : ", ", (long long)tensor->shape[i]);
  }
  append(line, size, "]");
}

void append_contents(char *line, size_t size, const rw_tensor *tensor) {
  size_t count = count_of(tensor);
  if (count == 0) {
    append(line, size, " empty");
    return;
  }
  double lowest = element_of(tensor->data, tensor->type, 0);
  double highest = lowest;
  double total = 0.0;
  for (size_t k = 0; k < count; k++) {
    double value = element_of(tensor->data, tensor->type, k);
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
    total += value;
  }
  append_number(line, size, "min", lowest);
  append_number(line, size, "max", highest);
  append_number(line, size, "mean", total / (double)count);
  append(line, size, " first");
  for (size_t k = 0; k < count && k < 5; k++) {
    append_number(line, size, "", element_of(tensor->data, tensor->type, k));
  }
}
