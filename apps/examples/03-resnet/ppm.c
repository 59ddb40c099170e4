#include "ppm.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 16384 /* pixels along a side */ };

/* The next number of the header, and the one character after it; -1 where there is none. */
static int next_number(FILE *file) {
  int number = -1;
  for (;;) {
    int c = getc(file);
    if (c == '#') { /* a comment, to the end of the line */
      while (c != '\n' && c != EOF) c = getc(file);
    } else if (c >= '0' && c <= '9') {
      /* Ten times the largest at most, so that no number of digits overflows. */
      if (number <= LARGEST) number = 10 * (number < 0 ? 0 : number) + c - '0';
    } else if (number >= 0 || !isspace(c)) {
      return number;
    }
  }
}

int read_ppm(const char *path, ppm *image, char *why, size_t size) {
  image->pixels = NULL;
  why[0] = '\0';
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    snprintf(why, size, "cannot open the image '%s': %s", path, strerror(errno));
    return 0;
  }
  if (getc(file) != 'P' || getc(file) != '6') {
    snprintf(why, size, "the image '%s' is no binary PPM file: it must begin with P6", path);
  } else {
    image->width = next_number(file);
    image->height = next_number(file);
    int maximum = next_number(file);
    if (image->width < 1 || image->width > LARGEST || image->height < 1 || image->height > LARGEST || maximum != 255) {
      snprintf(why, size, "the header of the image '%s' is not that of a PPM file with 8 bits a colour", path);
    } else {
      size_t bytes = 3 * (size_t)image->width * (size_t)image->height;
      image->pixels = malloc(bytes);
      if (image->pixels == NULL) {
        snprintf(why, size, "no memory for the image '%s'", path);
      } else if (fread(image->pixels, 1, bytes, file) != bytes) {
        snprintf(why, size, "the image '%s' ends before its last pixel: copy it again", path);
      }
    }
  }
  fclose(file);
  if (why[0] == '\0') return 1;
  free(image->pixels);
  image->pixels = NULL;
  return 0;
}
