// The kernel's own interface, without a language's runtime on top: what there is to reach.

#include <err.h>
#include <string.h>

#include "peer.h"

static const struct {
  const char *name;
  void (*run)(void);
} ROLES[] = {
    {"clients", role_clients}, {"cores", role_cores}, {"echo", role_echo},
    {"load", role_load},       {"ping", role_ping},         {"receive", role_receive},
    {"send", role_send},
};

int main(int count, char **values) {
  if (count < 2) errx(2, "usage: peer role name=value ...");
  arguments_keep(count - 2, values + 2);
  for (size_t i = 0; i < sizeof(ROLES) / sizeof(*ROLES); i++) {
    if (strcmp(values[1], ROLES[i].name) == 0) {
      ROLES[i].run();
      return 0;
    }
  }
  errx(2, "there is no role \"%s\"", values[1]);
}
