// What the fuzz targets share: the input, and the engine's methods called without Node.

#ifndef FAST_DGRAM_FUZZ_H
#define FAST_DGRAM_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "engine.h"

// Ends the run, so that libFuzzer keeps the input.
#define CHECK(condition)                                                      \
  do {                                                                        \
    if (!(condition)) {                                                       \
      fprintf(stderr, "%s:%d: %s: false\n", __FILE__, __LINE__, #condition);  \
      abort();                                                                \
    }                                                                         \
  } while (0)

// Each target defines it: what it does with one input.
void fuzz(const uint8_t *data, size_t size);

// input.c: an input is used up from its front, and then goes on with zeros.
typedef struct {
  const uint8_t *next;
  size_t left;
} input;
uint8_t input_byte(input *input);
uint16_t input_short(input *input);
int32_t input_word(input *input);
void input_bytes(input *input, void *bytes, size_t size);

// Memory of just that size: with AddressSanitizer, nothing beyond it may be touched.
void *exact_memory(size_t size);

// node.c: a value as JavaScript passes it, or gets it.
typedef struct {
  enum { VALUE_UNDEFINED, VALUE_NUMBER, VALUE_TEXT, VALUE_BYTES } kind;
  int64_t number;
  void *data;
  size_t length;
} value;
// Calls a method as JavaScript does. What it returned.
value call(napi_callback method, engine *engine, value *arguments, size_t count);

#endif
