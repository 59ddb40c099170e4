/* The command line of this example: MODEL [DEVICE] [NAME=1x3x224x224]... */
#ifndef EXAMPLES_ARGUMENTS_H
#define EXAMPLES_ARGUMENTS_H

#include <rankwise.h>
#include <stddef.h>

/* The device given, or auto. */
const char *device_argument(int argc, char **argv);

/* Checks every argument; those that give a shape against the inputs of `model` too, unless it is NULL.
 * Returns 0 where all is well; else `why`, of `size` bytes, says what is wrong. */
int check_arguments(int argc, char **argv, const rw_model *model, char *why, size_t size);

/* Gives `tensor` the shape of an input: the argument's, or the model's with 1 where it is free. */
void shape_argument(int argc, char **argv, const rw_tensor_info *input, rw_tensor *tensor);

#endif
