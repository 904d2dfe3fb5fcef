// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The rows of table.h. Objects are contiguous: their fields are written in this order. */
#include "gatekeeper/record/table.h"

#include "policy/base/cleanup.h"

#include "gatekeeper/record/event-values.h"
#include "gatekeeper/record/own-values.h"

#define MEMBER(name) .offset = offsetof(struct gk_event, name), .size = sizeof(((struct gk_event *)0)->name)

/* Types of fields that are a member of struct gk_event. */
#define NUMBER(member) .type = JSON_INTEGER, .put = put_member_number, MEMBER(member)
#define NUMBER_BUT(member, no_number) NUMBER(member), .has_none = true, .none = (no_number)
#define WORD(member, set) .type = JSON_STRING, .put = put_member_word, MEMBER(member), .words = &(set)
#define WORD_BUT(member, set, no_number) WORD(member, set), .has_none = true, .none = (no_number)
#define ID(member) .type = JSON_STRING, .put = put_member_id, MEMBER(member)
#define TEXT(member) .type = JSON_STRING, .put = put_member_text, MEMBER(member)
#define FLAG(member) .type = JSON_TRUE, .put = put_member_flag, MEMBER(member)

/* A text of struct container. */
#define CONTAINER_TEXT(member) \
	.type = JSON_STRING, .put = put_container_text, .offset = offsetof(struct container, member), \
	.size = sizeof(((struct container *)0)->member)

/* Types of fields with a function of their own; NULL: written by somebody else. */
#define TEXT_BY(function) .type = JSON_STRING, .put = (function)
#define NUMBER_BY(function) .type = JSON_INTEGER, .put = (function)
#define FLAG_BY(function) .type = JSON_TRUE, .put = (function)
#define LIST_OR_ALL_BY(function) .type = JSON_ARRAY, .or_all = true, .put = (function)
#define LIST_BY(function) .type = JSON_ARRAY, .put = (function)
#define OBJECT_BY(function) .type = JSON_OBJECT, .put = (function)

#define JOURNAL(name) .journal = (name)
#define REQUIRED .required = true

/* clang-format off */
const struct record_field record_fields[] = {
	{"@timestamp", TEXT_BY(put_timestamp), REQUIRED,
	 .doc = "when it happened: UTC, with nanoseconds"},
	{"event.kind", TEXT_BY(put_kind), REQUIRED,
	 .doc = "event, or pipeline_error for trouble on the way from the kernel to the log"},
	{"event.action", TEXT_BY(put_action), REQUIRED, JOURNAL("ACTION"),
	 .doc = "what the record is about: decision, attached, detached, replaced, raced, guarded, unsealed, "
		"trial-begun, confirmed, taken-back; or of the gatekeeper itself: daemon-started, daemon-stopped, policy-loaded, policy-rejected, policy-unloaded, "
		"pins-restored, enforcement-lost, enforcement-restored, daemon-locked-out, race-undone, gap, "
		"unreadable"},
	{"event.outcome", TEXT_BY(put_outcome), JOURNAL("OUTCOME"),
	 .doc = "success or failure of what the action says; failure for a denied decision"},
	{"event.id", TEXT_BY(put_event_id), JOURNAL("EVENT_ID"),
	 .doc = "unique: nanoseconds since boot and the sequence number"},
	{"event.sequence", NUMBER_BY(put_sequence), JOURNAL("SEQUENCE"),
	 .doc = "from 1; each number is a record, or counted in a gap or, with service-manager: count, in a record with "
		"gatekeeper.repeat"},
	{"event.reason", TEXT_BY(put_reason), JOURNAL("REASON"), .words = &reason_words,
	 .doc = "why the decision is as it is"},
	{"event.start", TEXT_BY(put_start),
	 .doc = "time of the first of several events: repeats or lost ones"},
	{"event.end", TEXT_BY(put_end),
	 .doc = "time of the last of several events"},
	{"message", TEXT_BY(put_message),
	 .doc = "what the gatekeeper reports of itself, in words; of policy-loaded also in what it differs from the policy "
		"before"},
	{"error.code", TEXT_BY(put_error_code),
	 .doc = "the name of the error that the caller got, as EPERM"},
	{"process.pid", NUMBER(pid), JOURNAL("CALLER_PID"),
	 .doc = "process ID of the caller, in the init PID namespace"},
	{"process.name", TEXT(comm), JOURNAL("CALLER_NAME"),
	 .doc = "command name of the calling thread, which it can choose"},
	{"process.executable", .type = JSON_STRING, .put = put_executable, MEMBER(executable), JOURNAL("CALLER_EXE"),
	 .doc = "path of the caller's executable, as the caller sees it"},
	{"process.executable_copied", FLAG(executable_copy),
	 .doc = "true if what runs is a copy of process.executable that it made of itself in memory, with the same content "
		"and sealed, as crun does. process.file is the original"},
	{"process.command_line", TEXT_BY(put_command_line), JOURNAL("CALLER_COMMAND_LINE"),
	 .doc = "command line of the caller, its arguments separated by spaces, at most 256 bytes, as the daemon saw it "
		"later: see process.observed"},
	{"process.command_line_truncated", FLAG_BY(put_command_line_truncated),
	 .doc = "true if the command line is longer"},
	{"process.observed", NUMBER_BY(put_observed),
	 .doc = "how many microseconds after the call the daemon read process.command_line, process.parent.name and "
		"process.parent.executable from /proc.\nBoth processes can choose their texts, and may have changed "
		"them since.\nAbsent: the processes had ended, or it was not certain that they are the same ones"},
	{"process.file.inode", ID(executable_inode),
	 .doc = "inode of the executable; on btrfs, where it is unique only within a subvolume, with the ID of that: "
		"inode | subvolume << 40, or inode | 0xffffff << 40 where that is not known"},
	{"process.file.device", TEXT_BY(put_executable_device),
	 .doc = "device of the executable, as MAJOR:MINOR"},
	{"process.thread.id", NUMBER(tid),
	 .doc = "thread ID of the caller, in the init PID namespace"},
	{"process.thread.capabilities.effective", LIST_OR_ALL_BY(put_capabilities),
	 .doc = "effective capabilities of the caller; absent: it has none"},
	{"process.parent.pid", NUMBER_BUT(parent_pid, 0),
	 .doc = "process ID of the caller's parent"},
	{"process.parent.name", TEXT_BY(put_parent_name),
	 .doc = "command name of the parent, as the daemon saw it later: see process.observed"},
	{"process.parent.executable", TEXT_BY(put_parent_executable),
	 .doc = "path of the parent's executable, as the daemon saw it later: see process.observed"},
	{"user.id", .type = JSON_INTEGER, .put = put_user, MEMBER(uid), JOURNAL("CALLER_UID"),
	 .doc = "real user ID of the caller, in the init user namespace"},
	{"user.audit.id", .type = JSON_INTEGER, .put = put_login_user, MEMBER(login_uid), .has_none = true, .none = GK_NO_NUMBER, JOURNAL("CALLER_LOGIN_UID"),
	 .doc = "login user ID of the caller: who logged in, whatever su or sudo did since"},
	{"container.id", TEXT_BY(put_container_id), JOURNAL("CONTAINER_ID"),
	 .doc = "ID or name of the container that the caller is in: as its engine told, or as the path of the caller's cgroup "
		"shows"},
	{"container.name", CONTAINER_TEXT(name), JOURNAL("CONTAINER_NAME"),
	 .doc = "name of the container, as its engine told gatekeeper container.\n"
		"This and the following fields are the choice of whoever starts containers"},
	{"container.image.name", CONTAINER_TEXT(image), JOURNAL("CONTAINER_IMAGE"),
	 .doc = "name of its image"},
	{"container.image.hash.all", LIST_BY(put_image_digest),
	 .doc = "the digest in the name of its image; if there is none, the image ID, as sha256:DIGITS"},
	{"container.runtime", CONTAINER_TEXT(engine),
	 .doc = "the engine of the container: podman, cri-o, containerd, docker, nerdctl"},
	{"container.labels", OBJECT_BY(put_container_labels),
	 .doc = "labels of the container: at most 16, of which names and values are cut after 64 bytes; a dot in a name is "
		"written as _"},
	{"orchestrator.namespace", CONTAINER_TEXT(namespace), JOURNAL("NAMESPACE"),
	 .doc = "Kubernetes namespace of the container's pod"},
	{"orchestrator.resource.name", CONTAINER_TEXT(pod), JOURNAL("POD"),
	 .doc = "name of the container's pod"},
	{"systemd.unit", TEXT_BY(put_unit), JOURNAL("CALLER_UNIT"),
	 .doc = "unit of the host's service manager in whose cgroup, or below which, the caller is: caller.unit of a policy.\n"
		"Absent: none, or a scope of the container container.id"},
	{"bpf.operation", TEXT_BY(put_operation), JOURNAL("OPERATION"),
	 .doc = "the operation, as in a policy"},
	{"bpf.command", WORD_BUT(command, command_words, GK_NO_NUMBER), JOURNAL("COMMAND"),
	 .doc = "command of the bpf() call"},
	{"bpf.route", WORD_BUT(route, route_words, GK_ROUTE_BPF),
	 .doc = "how the request came to the kernel, if it is not a bpf() call"},
	{"bpf.attach_type", WORD_BUT(attach_type, attach_type_words, GK_NO_NUMBER), JOURNAL("ATTACH_TYPE"),
	 .doc = "attach type"},
	{"bpf.program.id", NUMBER_BUT(program_id, 0), JOURNAL("PROGRAM_ID"),
	 .doc = "ID of the program"},
	{"bpf.program.name", TEXT_BY(put_program_name), JOURNAL("PROGRAM_NAME"),
	 .doc = "name of the program, which its loader chose"},
	{"bpf.program.tag", TEXT_BY(put_program_tag), JOURNAL("PROGRAM_TAG"),
	 .doc = "the kernel's hash of the program's instructions"},
	{"bpf.program.type", WORD_BUT(program_type, program_type_words, GK_NO_NUMBER), JOURNAL("PROGRAM_TYPE"),
	 .doc = "type of the program"},
	{"bpf.program.signed", FLAG_BY(put_program_signed),
	 .doc = "whether the kernel verified a signature of the program, by a key of a keyring that it vouches for"},
	{"bpf.program.keyring", TEXT_BY(put_program_keyring), .words = &signature_words,
	 .doc = "the keyring of the key that verified the program's signature"},
	{"bpf.program.state", TEXT_BY(put_program_state), .words = &program_state_words,
	 .doc = "how much was known of the program when the request was decided"},
	{"bpf.link.id", NUMBER_BUT(link_id, 0),
	 .doc = "ID of the link that was attached"},
	{"bpf.link.type", WORD_BUT(link_type, link_type_words, 0),
	 .doc = "type of the link that was attached"},
	{"bpf.map.id", NUMBER_BUT(map_id, 0),
	 .doc = "ID of the map whose update attached a struct_ops"},
	{"bpf.displaced.id", NUMBER_BUT(displaced_id, 0),
	 .doc = "ID of the program whose place in the cgroup the program takes"},
	{"bpf.target.cgroup.id", ID(target_id), JOURNAL("TARGET_CGROUP_ID"),
	 .doc = "ID of the target cgroup"},
	{"bpf.target.cgroup.path", TEXT_BY(put_target_path), JOURNAL("TARGET_CGROUP"),
	 .doc = "path of the target cgroup"},
	{"bpf.target.interface.index", NUMBER_BUT(ifindex, 0),
	 .doc = "index of the network interface"},
	{"bpf.target.netns.relation", WORD_BUT(netns, netns_words, GK_NETNS_NONE), JOURNAL("TARGET_NETNS"),
	 .doc = "the target network namespace, seen from the caller"},
	{"bpf.target.netns.inode", NUMBER_BUT(netns_inode, 0),
	 .doc = "inode of the target network namespace"},
	{"bpf.target.relation", WORD_BUT(relation, relation_words, GK_TARGET_NONE), JOURNAL("TARGET_RELATION"),
	 .doc = "the target cgroup, seen from the caller"},
	{"bpf.caller.cgroup.id", ID(cgroup_id),
	 .doc = "ID of the caller's cgroup"},
	{"bpf.caller.cgroup.path", TEXT_BY(put_caller_path), JOURNAL("CALLER_CGROUP"),
	 .doc = "path of the caller's cgroup"},
	{"bpf.shared_descriptors", FLAG(shared_files),
	 .doc = "true if another thread could repoint the caller's descriptors meanwhile"},
	{"namespaces", OBJECT_BY(put_namespaces),
	 .doc = "the caller's namespaces. init: all, or a list of the types in which the caller is in the init "
		"namespace and does not come from another one, which counts.\nFor each other type an object with inode "
		"and id (from Linux 6.18 on); with the inode of the init namespace, the caller entered that one, or was "
		"born in another.\nOf daemon-started: the init namespaces, and the device of all inodes"},
	{"gatekeeper.schema", NUMBER_BY(put_schema),
	 .doc = "version of the record: see VERSIONS"},
	{"gatekeeper.verdict", TEXT_BY(put_verdict), JOURNAL("VERDICT"), .words = &verdict_words,
	 .doc = "the decision; in audit mode what it would have been"},
	{"gatekeeper.guarded", WORD_BUT(guarded, guard_words, GK_GUARD_NONE),
	 .doc = "what the gatekeeper's own protection denied"},
	{"gatekeeper.rule", TEXT(rule), JOURNAL("RULE"),
	 .doc = "name of the rule that decided"},
	{"gatekeeper.file", TEXT(file), JOURNAL("FILE"),
	 .doc = "name of the drop-in that the rule is in; absent for the policy file itself"},
	{"gatekeeper.line", NUMBER_BUT(rule_line, 0), JOURNAL("LINE"),
	 .doc = "line of the rule in its file"},
	{"gatekeeper.message", TEXT(message), JOURNAL("RULE_MESSAGE"),
	 .doc = "message of the rule"},
	{"gatekeeper.from", WORD(from, from_words), JOURNAL("FROM"),
	 .doc = "the side that the caller is on"},
	{"gatekeeper.mode", .type = JSON_STRING, .put = put_mode, MEMBER(mode), .words = &mode_words, JOURNAL("MODE"),
	 .doc = "mode of the policy"},
	{"gatekeeper.policy_digest", .type = JSON_STRING, .put = put_digest, MEMBER(digest), JOURNAL("POLICY_DIGEST"),
	 .doc = "SHA-256 of the policy's files"},
	{"gatekeeper.previous_digest", TEXT_BY(put_previous_digest), JOURNAL("PREVIOUS_DIGEST"),
	 .doc = "of policy-loaded: SHA-256 of the files of the policy that was active before; user.id, user.audit.id and "
		"process.executable are then those of the program that loaded the new one, as gatekeeper history has them"},
	{"gatekeeper.generation", NUMBER_BUT(generation, 0),
	 .doc = "number of the policy, which grows with each load"},
	{"gatekeeper.repeat", NUMBER_BY(put_repeat), JOURNAL("REPEAT"),
	 .doc = "how many more events were like this one, between the times of event.start and event.end: denials or, with "
		"service-manager: count in the policy, attaches and detaches of the host's process 1"},
	{"gatekeeper.sample.size", NUMBER_BY(put_sample_size),
	 .doc = "size of an event that could not be read"},
	{"gatekeeper.sample.version", NUMBER_BY(put_sample_version),
	 .doc = "version of an event that could not be read"},
	{"gatekeeper.lost.allow", NUMBER_BY(put_lost_allow),
	 .doc = "how many allowed decisions were lost"},
	{"gatekeeper.lost.deny", NUMBER_BY(put_lost_deny),
	 .doc = "how many denied decisions were lost"},
	{"gatekeeper.lost.truth", NUMBER_BY(put_lost_outcomes),
	 .doc = "how many outcomes (attached, detached, replaced) were lost; at most, on a kernel that preempts what runs in it"},
	{"gatekeeper.lost.sequence.after", NUMBER_BY(put_lost_after),
	 .doc = "sequence number of the last event before the gap"},
	{"gatekeeper.lost.sequence.before", NUMBER_BY(put_lost_before),
	 .doc = "sequence number of the first event after the gap"},
	{"gatekeeper.latest", TEXT_BY(NULL),
	 .doc = "of a record that is older than one before it in the file, or of the first one in a file, as the clock was set "
		"back: the latest time until there, by which \\-\\-since finds it"},
	{"chain", TEXT_BY(NULL),
	 .doc = "hash over the line and the hash of the line before it: see gatekeeper log \\-\\-verify"},
};
/* clang-format on */

const size_t record_field_count = ARRAY_LENGTH(record_fields);
