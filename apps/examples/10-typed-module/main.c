/* Clouds by humidity, through the header that `rankwise generate clouds.onnx` has made: the compiler checks the number
 * and the types of the arguments.
 *
 *     typed-module-c clouds.onnx [DEVICE]
 */
#include <stdio.h>
#include <stdlib.h>

#include "clouds.h"

enum { LEVELS = 3, COLUMNS = 4 };

int main(int argc, char **argv) {
  const float humidity[COLUMNS][LEVELS] = {
      {0.30F, 0.50F, 0.70F}, {0.75F, 0.90F, 1.00F}, {0.72F, 0.20F, 0.10F}, {0.72F, 0.20F, 0.10F}};
  const bool land[COLUMNS] = {false, false, true, false};
  float cover[COLUMNS][LEVELS];
  bool cloudy[COLUMNS];
  clouds_model net;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = argc > 2 ? argv[2] : "auto";
  if (argc < 2) {
    fprintf(stderr, "usage: typed-module-c MODEL [DEVICE]\n");
    return EXIT_FAILURE;
  }
  if (clouds_load(&net, argv[1], &options) != RW_OK ||
      clouds_run(&net, COLUMNS, humidity[0], land, 0.8F, cover[0], cloudy) != RW_OK) {
    fprintf(stderr, "%s\n", rw_error_message());
    return EXIT_FAILURE;
  }
  for (int i = 0; i < COLUMNS; i++)
    printf("column %d: cover%6.2f%6.2f%6.2f, %s\n", i + 1, (double)cover[i][0], (double)cover[i][1],
           (double)cover[i][2], cloudy[i] ? "cloudy" : "clear");
  clouds_close(&net);
  return EXIT_SUCCESS;
}
