#include "rankwise.h"

struct type {
  int32_t type;
  size_t size;
  const char *name;
};

static const struct type types[] = {
    {RW_FLOAT32, 4, "float32"},   {RW_UINT8, 1, "uint8"},     {RW_INT8, 1, "int8"},     {RW_UINT16, 2, "uint16"},
    {RW_INT16, 2, "int16"},       {RW_INT32, 4, "int32"},     {RW_INT64, 8, "int64"},   {RW_BOOL, 1, "bool"},
    {RW_FLOAT16, 2, "float16"},   {RW_FLOAT64, 8, "float64"}, {RW_UINT32, 4, "uint32"}, {RW_UINT64, 8, "uint64"},
    {RW_BFLOAT16, 2, "bfloat16"},
};

static const struct type *find(int32_t type) {
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
    if (types[i].type == type) return &types[i];
  return NULL;
}

size_t rw_type_size(int32_t type) {
  const struct type *found = find(type);
  return found ? found->size : 0;
}

const char *rw_type_name(int32_t type) {
  const struct type *found = find(type);
  return found ? found->name : "unknown";
}
