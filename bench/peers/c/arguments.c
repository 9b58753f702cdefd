// The `name=value` arguments.

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"

static int kept_count;
static char **kept;

void arguments_keep(int count, char **values) {
  kept_count = count;
  kept = values;
}

const char *argument_text(const char *name) {
  size_t length = strlen(name);
  for (int i = 0; i < kept_count; i++) {
    if (strncmp(kept[i], name, length) == 0 && kept[i][length] == '=') {
      return kept[i] + length + 1;
    }
  }
  errx(2, "%s=... is missing", name);
}

static uint64_t integer(const char *name, const char *text, char **end, uint64_t least,
                        uint64_t most) {
  errno = 0;
  unsigned long long value = strtoull(text, end, 10);
  if (*end == text || *text == '-' || errno != 0 || value < least || value > most) {
    errx(2, "%s takes a number from %llu to %llu, not \"%s\"", name, (unsigned long long)least,
         (unsigned long long)most, text);
  }
  return value;
}

uint64_t argument_integer(const char *name, uint64_t least, uint64_t most) {
  const char *text = argument_text(name);
  char *end;
  uint64_t value = integer(name, text, &end, least, most);
  if (*end != '\0') errx(2, "%s takes a number, not \"%s\"", name, text);
  return value;
}

double argument_seconds(const char *name) {
  const char *text = argument_text(name);
  char *end;
  double value = strtod(text, &end);
  if (end == text || *end != '\0' || !(value >= 0 && value <= 86400)) {
    errx(2, "%s takes seconds, not \"%s\"", name, text);
  }
  return value;
}

// `-` stands for a line on standard input: thousands of ports are too long for an argument.
static const char *ports_text(const char *name) {
  static char line[(UINT16_MAX + 1) * sizeof("65535")];
  const char *text = argument_text(name);
  if (strcmp(text, "-") != 0) return text;
  if (fgets(line, sizeof(line), stdin) == NULL) errx(1, "no ports on standard input");
  line[strcspn(line, "\n")] = '\0';
  return line;
}

addresses argument_addresses(const char *name) {
  static struct sockaddr_in list[UINT16_MAX];
  addresses addresses = {list, 0};
  for (const char *next = ports_text(name);;) {
    char *end;
    uint64_t port = integer(name, next, &end, 1, UINT16_MAX);
    if (addresses.count == UINT16_MAX) errx(2, "%s takes at most %d ports", name, UINT16_MAX);
    list[addresses.count++] = (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    if (*end == '\0') return addresses;
    if (*end != ',') errx(2, "%s takes ports with a comma between them", name);
    next = end + 1;
  }
}
