#include "client/describe.h"

#include "base/text.h"

static void add_dimension(char *text, int64_t size, const char *name) {
  if (size >= 0)
    rw__append(text, RW__WORDS, "%lld", (long long)size);
  else
    rw__append(text, RW__WORDS, "%s", name != NULL ? name : "?");
}

static const char *describe(bool fortran, int32_t type, int32_t rank, const int64_t *shape, const char *const *names,
                            char *text) {
  *text = '\0';
  rw__append(text, RW__WORDS, "%s %s", rw_type_name(type), fortran ? "(" : "[");
  for (int32_t i = 0; i < rank; i++) {
    int32_t at = fortran ? rank - 1 - i : i;
    if (i > 0) rw__append(text, RW__WORDS, ", ");
    add_dimension(text, shape[at], names != NULL ? names[at] : NULL);
  }
  if (rank < 0) rw__append(text, RW__WORDS, "...");
  rw__append(text, RW__WORDS, fortran ? ")" : "]");
  return text;
}

bool rw__fortran_order(const rw_model *model, const rw_tensor *tensor) {
  return model->fortran_order && !tensor->onnx_order;
}

const char *rw__describe_info(bool fortran, const rw_tensor_info *info, char *text) {
  return describe(fortran, info->type, info->rank, info->shape, info->dim_name, text);
}

const char *rw__describe_tensor(bool fortran, const rw_tensor *tensor, char *text) {
  return describe(fortran, tensor->type, tensor->rank, tensor->shape, NULL, text);
}

const char *rw__describe_names(const rw_tensor_info *infos, size_t count, char *text) {
  *text = '\0';
  for (size_t i = 0; i < count; i++) rw__append(text, RW__WORDS, i > 0 ? ", '%s'" : "'%s'", infos[i].name);
  return text;
}
