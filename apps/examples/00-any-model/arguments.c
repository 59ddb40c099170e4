#include "arguments.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More digits than these are no shape in any of the languages. */
enum { MOST_DIGITS = 15 };

const char *device_argument(int argc, char **argv) {
  return argc > 2 && strchr(argv[2], '=') == NULL ? argv[2] : "auto";
}

/* Whether a text is a shape such as 1x3x224x224; nothing at all is the shape of a scalar. */
static int is_shape(const char *text) {
  if (*text == '\0') return 1;
  for (int rank = 1; rank <= RW_MAX_RANK; rank++) {
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > MOST_DIGITS) return 0;
    text += digits;
    if (*text == '\0') return 1;
    if (*text++ != 'x') return 0;
  }
  return 0;
}

static int is_name(const char *argument, const char *equals, const char *name) {
  size_t length = (size_t)(equals - argument);
  return strlen(name) == length && strncmp(argument, name, length) == 0;
}

static int check_name(const char *argument, const char *equals, const rw_model *model, char *why, size_t size) {
  rw_tensor_info input;
  for (size_t i = 0; rw_model_input(model, i, &input) == RW_OK; i++) {
    if (is_name(argument, equals, input.name)) return 0;
  }
  int length = (int)(equals - argument);
  snprintf(why, size, "the model has no input '%.*s', which '%s' gives a shape: its inputs are ", length, argument,
           argument);
  for (size_t i = 0; rw_model_input(model, i, &input) == RW_OK; i++) {
    size_t used = strlen(why);
    snprintf(why + used, size - used, "%s%s", i == 0 ? "" : ", ", input.name);
  }
  return 1;
}

static int check_types(const rw_model *model, char *why, size_t size) {
  rw_tensor_info input;
  for (size_t i = 0; rw_model_input(model, i, &input) == RW_OK; i++) {
    if (rw_type_size(input.type) == 0) {
      snprintf(why, size, "the input '%s' of the model is no tensor of numbers, so that this example cannot generate it",
               input.name);
      return 1;
    }
  }
  return 0;
}

int check_arguments(int argc, char **argv, const rw_model *model, char *why, size_t size) {
  if (argc < 2) {
    snprintf(why, size, "usage: any-model-c MODEL [DEVICE] [NAME=1x3x224x224]...");
    return 1;
  }
  for (int i = 2; i < argc; i++) {
    const char *equals = strrchr(argv[i], '=');
    if (equals == NULL && i == 2) continue;
    if (equals == NULL) {
      snprintf(why, size, "the argument '%s' is no shape: write it as NAME=1x3x224x224", argv[i]);
      return 1;
    }
    if (!is_shape(equals + 1)) {
      snprintf(why, size, "the shape in '%s' is not valid: write it as NAME=1x3x224x224", argv[i]);
      return 1;
    }
    if (model != NULL && check_name(argv[i], equals, model, why, size)) return 1;
  }
  return model != NULL ? check_types(model, why, size) : 0;
}

/* Reads a valid shape. */
static void parse(const char *text, rw_tensor *tensor) {
  tensor->rank = 0;
  while (*text != '\0') {
    char *rest = NULL;
    tensor->shape[tensor->rank++] = strtoll(text, &rest, 10);
    text = *rest == 'x' ? rest + 1 : rest;
  }
}

void shape_argument(int argc, char **argv, const rw_tensor_info *input, rw_tensor *tensor) {
  tensor->rank = input->rank;
  for (int32_t i = 0; i < input->rank; i++) tensor->shape[i] = input->shape[i] < 0 ? 1 : input->shape[i];
  for (int i = 2; i < argc; i++) {
    const char *equals = strrchr(argv[i], '=');
    if (equals != NULL && is_name(argv[i], equals, input->name)) parse(equals + 1, tensor);
  }
}
