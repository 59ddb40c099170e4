/* For each model and file of a signature among the arguments: what rw_model_expect() says. */
#include <rankwise.h>
#include <stdio.h>

int main(int argc, char **argv) {
  static char signature[1 << 20];
  rw_model *first = NULL; /* keeps the engine */
  if (rw_model_load(&first, argv[1], NULL) != RW_OK) return 1;
  for (int i = 1; i + 1 < argc; i += 2) {
    rw_model *model = NULL;
    FILE *file = fopen(argv[i + 1], "rb");
    if (file == NULL) return 1;
    signature[fread(signature, 1, sizeof signature - 1, file)] = '\0';
    fclose(file);
    if (rw_model_load(&model, argv[i], NULL) != RW_OK) {
      printf("%s\n", rw_error_message());
      continue;
    }
    printf("%s\n", rw_status_name(rw_model_expect(model, signature)));
    rw_model_close(&model);
  }
  rw_model_close(&first);
  return 0;
}
