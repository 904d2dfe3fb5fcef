/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Writes down for the kernel side, by id, which programs, maps and links are its own. */
#ifndef GATEKEEPER_ENFORCE_OWN_IDS_H
#define GATEKEEPER_ENFORCE_OWN_IDS_H

struct gatekeeper_bpf;

/* Loaded programs and their maps, before anything is attached; then the links. Returns 0 or a negative errno. */
int own_objects_note(struct gatekeeper_bpf *skeleton);
int own_objects_note_links(struct gatekeeper_bpf *skeleton);

/* A link that comes or goes while the programs are attached. The lock is held. Returns 0 or a negative errno. */
int own_objects_add_link(int link_fd);
int own_objects_remove_link(int link_fd);

#endif
