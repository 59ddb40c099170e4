/* Images in, their classes out: a residual network tells what images of 32 x 32 pixels show.
 *
 *     resnet-c resnet.onnx DEVICE IMAGE.ppm...
 */
#include <math.h>
#include <rankwise.h>
#include <stdio.h>
#include <stdlib.h>

#include "ppm.h"

enum { CLASSES = 6 };

static const char *const classes[CLASSES] = {"horizontal stripes", "vertical stripes", "rising diagonals",
                                             "falling diagonals",  "checkerboard",     "disc"};

/* Prints why, and ends the program; its memory and its engine end with it. */
static void give_up(const char *why) {
  fprintf(stderr, "%s\n", why);
  exit(EXIT_FAILURE);
}

static void check(rw_status status) {
  if (status != RW_OK) give_up(rw_error_message());
}

/* Colours as the network learnt them: about as far below 0 as above. */
static float normalized(unsigned char color) { return ((float)color / 255.0F - 0.5F) / 0.25F; }

/* The image as the network takes it: [3, height, width], the width fastest. The file has the three colours of a pixel
 * side by side; here one colour comes after the other. */
static float *to_planes(const ppm *image) {
  size_t area = (size_t)image->width * (size_t)image->height;
  float *planes = malloc(3 * area * sizeof *planes);
  if (planes == NULL) give_up("no memory for the image");
  for (size_t color = 0; color < 3; color++) {
    for (size_t place = 0; place < area; place++) {
      planes[color * area + place] = normalized(image->pixels[3 * place + color]);
    }
  }
  return planes;
}

/* Turns scores into probabilities, whose sum is 1: softmax. */
static void softmax(float *scores) {
  float largest = scores[0];
  float sum = 0;
  for (int i = 1; i < CLASSES; i++) largest = fmaxf(largest, scores[i]);
  for (int i = 0; i < CLASSES; i++) {
    scores[i] = expf(scores[i] - largest); /* less the largest, so that no power overflows */
    sum += scores[i];
  }
  for (int i = 0; i < CLASSES; i++) scores[i] /= sum;
}

/* Prints the three classes that are most likely. Spoils the probabilities. */
static void print_best(const char *path, float *probabilities) {
  printf("%s:\n", path);
  for (int place = 0; place < 3; place++) {
    int best = 0;
    for (int i = 1; i < CLASSES; i++) {
      if (probabilities[i] > probabilities[best]) best = i;
    }
    printf("%7.1f %% %s\n", 100.0 * (double)probabilities[best], classes[best]);
    probabilities[best] = -1.0F;
  }
}

static void classify(rw_model *net, const char *path) {
  char why[512];
  ppm image;
  if (!read_ppm(path, &image, why, sizeof why)) give_up(why);

  float *planes = to_planes(&image);
  float scores[CLASSES];
  rw_tensor input = {.data = planes, .type = RW_FLOAT32, .rank = 3, .shape = {3, image.height, image.width}};
  rw_tensor output = {.data = scores, .type = RW_FLOAT32, .rank = 1, .shape = {CLASSES}};
  check(rw_model_run(net, &input, 1, &output, 1));
  softmax(scores);
  print_best(path, scores);
  free(planes);
  free(image.pixels);
}

int main(int argc, char **argv) {
  if (argc < 4) give_up("usage: resnet-c MODEL DEVICE IMAGE.ppm...");
  rw_model *net = NULL;
  rw_load_options options = RW_LOAD_OPTIONS_INIT;
  options.device = argv[2];
  check(rw_model_load(&net, argv[1], &options));
  for (int i = 3; i < argc; i++) classify(net, argv[i]);
  check(rw_model_close(&net));
  return EXIT_SUCCESS;
}
