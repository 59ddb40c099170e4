/* Code that was generated for a model takes no other. */
#define _GNU_SOURCE
#include "testing.h"

static const char *folder;

static rw_status expect(const char *name, const char *signature) {
  rw_model *model = NULL;
  CHECK(rw_model_load(&model, model_file(folder, name), NULL) == RW_OK);
  rw_status status = rw_model_expect(model, signature);
  CHECK(rw_model_close(&model) == RW_OK);
  return status;
}

static void takes_its_own_model(void) {
  CHECK(expect("simplenet", "input input float32 [batch,5]\noutput output float32 [batch,5]\n") == RW_OK);
  CHECK(expect("slow", "input times int64 []\noutput total float32 []\n") == RW_OK);
  CHECK(expect("identity-bfloat16", "input x bfloat16 [...]\noutput y bfloat16 [...]\n") == RW_OK);
  CHECK(expect("strings", "input x other\noutput y other\n") == RW_OK);
}

/* Each is the first line that differs, expected and found. */
static void names_what_differs(void) {
  static const char *const wrong[][2] = {
      {"input inptu float32 [batch,5]\noutput output float32 [batch,5]\n",
       "expected 'input inptu float32 [batch,5]', found 'input input float32 [batch,5]'"},
      {"input input float64 [batch,5]\noutput output float32 [batch,5]\n",
       "expected 'input input float64 [batch,5]', found 'input input float32 [batch,5]'"},
      {"input input float32 [batch,5]\noutput output float32 [batch,50]\n",
       "expected 'output output float32 [batch,50]', found 'output output float32 [batch,5]'"},
      {"input input float32 [?,5]\noutput output float32 [batch,5]\n", "found 'input input float32 [batch,5]'"},
      {"input input float32 [batch,5", "found 'input input float32 [batch,5]'"},
      {"input input float32 [batch,5]\n", "it now has 'output output float32 [batch,5]' besides"},
      {"input input float32 [batch,5]\noutput output float32 [batch,5]\noutput more float32 []\n",
       "expected 'output more float32 []', which it lacks"},
      {"", "it now has 'input input float32 [batch,5]' besides"},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    CHECK_FAILS(expect("simplenet", wrong[i][0]), RW_MODEL_CHANGED, wrong[i][1]);
    CHECK(strstr(rw_error_message(), "rankwise generate /") != NULL);
  }
}

static void refuses_what_is_no_call(void) {
  rw_model *model = NULL;
  CHECK_FAILS(rw_model_expect(NULL, ""), RW_CLOSED, "was never loaded");
  CHECK(rw_model_load(&model, model_file(folder, "pair"), NULL) == RW_OK);
  CHECK_FAILS(rw_model_expect(model, NULL), RW_INVALID_ARGUMENT, "'signature' is NULL");
  CHECK(rw_model_close(&model) == RW_OK);
}

int main(int argc, char **argv) {
  CHECK(argc == 2);
  folder = argv[1];
  takes_its_own_model();
  names_what_differs();
  refuses_what_is_no_call();
  return 0;
}
