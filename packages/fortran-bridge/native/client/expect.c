/* Whether a model is the one that generated code was made for. */
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "client/describe.h"
#include "client/model.h"

/* A line of the model's own signature, compared as it is written. */
struct line {
  const char *expected; /* what is still to come of the expected one */
  bool same;
  char text[RW__WORDS]; /* for the message, cut off where it is longer */
  size_t used;
};

static void put(struct line *line, char letter) {
  line->same = line->same && *line->expected++ == letter;
  if (line->used + 1 < sizeof line->text) line->text[line->used++] = letter;
  line->text[line->used] = '\0';
}

static void put_text(struct line *line, const char *text) {
  while (*text != '\0') put(line, *text++);
}

static bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

static bool is_plain(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || is_digit(letter) ||
         (letter != '\0' && strchr("_.:/()+-", letter) != NULL);
}

static void put_byte(struct line *line, char byte) {
  char escaped[4];
  snprintf(escaped, sizeof escaped, "%%%02X", (unsigned)(unsigned char)byte);
  put_text(line, escaped);
}

static void put_name(struct line *line, const char *name) {
  for (; *name != '\0'; name++) {
    if (is_plain(*name))
      put(line, *name);
    else
      put_byte(line, *name);
  }
}

static void put_dimension(struct line *line, int64_t size, const char *name) {
  char number[24];
  if (size >= 0) {
    snprintf(number, sizeof number, "%lld", (long long)size);
    put_text(line, number);
  } else if (name == NULL) {
    put(line, '?');
  } else {
    if (is_digit(*name)) put_byte(line, *name++); /* else the name would read as a size */
    put_name(line, name);
  }
}

static void put_info(struct line *line, bool output, const rw_tensor_info *info) {
  put_text(line, output ? "output " : "input ");
  put_name(line, info->name);
  put(line, ' ');
  put_text(line, rw_type_size(info->type) > 0 ? rw_type_name(info->type) : "other");
  if (rw_type_size(info->type) == 0) return;
  put_text(line, " [");
  if (info->rank < 0) put_text(line, "...");
  for (int32_t i = 0; i < info->rank; i++) {
    if (i > 0) put(line, ',');
    put_dimension(line, info->shape[i], info->dim_name[i]);
  }
  put_text(line, info->optional ? "] optional" : "]");
}

static rw_status changed(const rw_model *model, const char *expected, size_t length, const char *found) {
  char words[2 * RW__WORDS + 64];
  int cut = length < RW__WORDS ? (int)length : RW__WORDS;
  if (found == NULL)
    snprintf(words, sizeof words, "expected '%.*s', which it lacks", cut, expected);
  else if (length == 0)
    snprintf(words, sizeof words, "it now has '%s' besides", found);
  else
    snprintf(words, sizeof words, "expected '%.*s', found '%s'", cut, expected, found);
  return rw__fail(RW_MODEL_CHANGED,
                  "load of '%s': the model is not the one that this code was generated for: %s (shapes as in ONNX); "
                  "generate the code again, as its first lines say: rankwise generate %s",
                  model->path, words, model->path);
}

rw_status rw_model_expect(const rw_model *model, const char *signature) {
  if (model == NULL) return rw__fail(RW_CLOSED, "rw_model_expect: the model is closed, or was never loaded");
  if (signature == NULL)
    return rw__fail(RW_INVALID_ARGUMENT, "rw_model_expect: 'signature' is NULL; give the text that was generated");
  for (size_t i = 0; i < model->n_inputs + model->n_outputs; i++) {
    size_t length = strcspn(signature, "\n");
    struct line found = {.expected = signature, .same = true};
    put_info(&found, i >= model->n_inputs, &model->inputs[i]); /* the outputs follow the inputs */
    if (!found.same || found.expected != signature + length) return changed(model, signature, length, found.text);
    signature += length;
    if (*signature == '\n') signature++;
  }
  return *signature == '\0' ? RW_OK : changed(model, signature, strcspn(signature, "\n"), NULL);
}
