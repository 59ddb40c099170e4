/* Reads images in the format PPM, the simplest that every image program writes. */
#ifndef EXAMPLES_PPM_H
#define EXAMPLES_PPM_H

#include <stddef.h>

typedef struct ppm {
  int width;
  int height;
  unsigned char *pixels; /* as in the file: red, green and blue of each, row by row from the top; to be freed */
} ppm;

/* Reads a binary PPM file ("P6") of 8 bits a colour. Returns 1, or 0 and says in `why`, which holds `size` bytes, what
 * is wrong with it. */
int read_ppm(const char *path, ppm *image, char *why, size_t size);

#endif
