/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * One collector for each kind of location, in a file of its own. Each adds to the list what it finds, or completes what
 * collect_links() added, which therefore runs first; collect_pins() runs last. `options` is a set of enum
 * collect_options. Each returns 0 or a negative errno.
 */
#ifndef GATEKEEPER_INVENTORY_COLLECTORS_H
#define GATEKEEPER_INVENTORY_COLLECTORS_H

#include "gatekeeper/inventory/collection.h"

typedef int collector(struct attached *attached, unsigned int options);

collector collect_links, collect_cgroups, collect_interfaces, collect_netns, collect_maps, collect_perf, collect_pins;

#endif
