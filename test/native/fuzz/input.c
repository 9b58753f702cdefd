// An input from its front to its end, and how far the run is.

#include <string.h>

#include "fuzz.h"

// Inputs from one line about the run's progress to the next.
#define PROGRESS 10000

void input_bytes(input *input, void *bytes, size_t size) {
  size_t count = size < input->left ? size : input->left;
  memset(bytes, 0, size);
  memcpy(bytes, input->next, count);
  input->next += count;
  input->left -= count;
}

uint8_t input_byte(input *input) {
  uint8_t byte;
  input_bytes(input, &byte, sizeof(byte));
  return byte;
}

uint16_t input_short(input *input) {
  uint16_t number;
  input_bytes(input, &number, sizeof(number));
  return number;
}

int32_t input_word(input *input) {
  int32_t number;
  input_bytes(input, &number, sizeof(number));
  return number;
}

void *exact_memory(size_t size) {
  // malloc(0) may give NULL, which would look like memory that is not there.
  uint8_t *memory = malloc(size == 0 ? 1 : size);
  CHECK(memory != NULL);
  memset(memory, 0, size);
  return memory;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static uint64_t runs;
  if (++runs % PROGRESS == 0) fprintf(stderr, "runs: %llu\n", (unsigned long long)runs);
  fuzz(data, size);
  return 0;
}
