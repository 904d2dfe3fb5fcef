/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The named checks, one row each: number, name in the message, severity, what it finds. Each has failing samples
 * tests/samples/bad/NAME.yaml or NAME-VARIANT.yaml; the unit test that reads them goes by this table.
 */
#ifndef POLICY_SOURCE_CHECKS_H
#define POLICY_SOURCE_CHECKS_H

#define POLICY_CHECKS(X) \
	X(CHECK_IO, "io", ERROR, "the file can't be read") \
	X(CHECK_TOO_LARGE, "too-large", ERROR, "the file, or one line of it, is longer than any policy") \
	X(CHECK_ENCODING, "encoding", ERROR, "not UTF-8, or a character that a reader of the file can't see") \
	X(CHECK_SYNTAX, "syntax", ERROR, "not YAML") \
	X(CHECK_ANCHORS, "anchors", ERROR, "an anchor, alias or tag of YAML; a policy has none") \
	X(CHECK_DOCUMENTS, "documents", ERROR, "more than one YAML document") \
	X(CHECK_NESTING, "nesting", ERROR, "nested deeper than any policy") \
	X(CHECK_EMPTY, "empty", ERROR, "nothing where at least one thing is needed") \
	X(CHECK_WRONG_KIND, "wrong-kind", ERROR, "a word, a list or a mapping where another of them is needed") \
	X(CHECK_UNKNOWN_KEY, "unknown-key", ERROR, "a key that the language does not have") \
	X(CHECK_DUPLICATE_KEY, "duplicate-key", ERROR, "the same key twice in one mapping") \
	X(CHECK_MISSING_KEY, "missing-key", ERROR, "a key that must be there is not") \
	X(CHECK_UNKNOWN_WORD, "unknown-word", ERROR, "a word outside the closed vocabulary") \
	X(CHECK_DUPLICATE_WORD, "duplicate-word", WARNING, "the same word twice in one list") \
	X(CHECK_UNSUPPORTED_VERSION, "unsupported-version", ERROR, "a version of the language that is not known here") \
	X(CHECK_BAD_INCLUDE, "bad-include", ERROR, "a directory of drop-ins that can't be used") \
	X(CHECK_UNREAD_DROP_IN, "unread-drop-in", WARNING, "a file among the drop-ins that is not read") \
	X(CHECK_WRITABLE, "writable", ERROR, \
	  "others than root can change a file of the policy, or what is on the way to it") \
	X(CHECK_BAD_NAME, "bad-name", ERROR, "a rule's name that the log could not carry as it is") \
	X(CHECK_BAD_MESSAGE, "bad-message", ERROR, "a message that is not one short line") \
	X(CHECK_BAD_PATH, "bad-path", ERROR, "a path that is not absolute, or not in its shortest form") \
	X(CHECK_BAD_UNIT, "bad-unit", ERROR, "not the name of a unit that has processes, nor a pattern of such names") \
	X(CHECK_BAD_CONTAINER, "bad-container", ERROR, \
	  "not what an engine calls a container, nor a pattern of such names") \
	X(CHECK_BAD_UID, "bad-uid", ERROR, "not a user id or a range of them") \
	X(CHECK_BAD_PROGRAM_NAME, "bad-program-name", ERROR, "a name that the kernel gives to no program") \
	X(CHECK_BAD_TAG, "bad-tag", ERROR, "not the tag of a program") \
	X(CHECK_MISSING_PATH, "missing-path", WARNING, "an executable or a cgroup that does not exist") \
	X(CHECK_UNRESOLVED_PATH, "unresolved-path", ERROR, "an executable or a cgroup that can't be looked up") \
	X(CHECK_DUPLICATE_RULE_NAME, "duplicate-rule-name", ERROR, "two rules of the same name") \
	X(CHECK_TOO_MANY_RULES, "too-many-rules", ERROR, "more rules than an image has room for") \
	X(CHECK_TOO_MANY_CAPABILITIES, "too-many-capabilities", ERROR, \
	  "more different capabilities than an image has room for") \
	X(CHECK_TOO_COMPLEX, "too-complex", ERROR, "more names or different conditions than an image has room for") \
	X(CHECK_NO_VERDICT, "no-verdict", ERROR, "a rule with neither allow nor deny") \
	X(CHECK_BOTH_VERDICTS, "both-verdicts", ERROR, "a rule with allow and deny") \
	X(CHECK_ATTACH_TYPES_NEED_ATTACH, "attach-types-need-attach", ERROR, \
	  "attach-types with an operation that has no attach type") \
	X(CHECK_ATTACH_TYPE_FAMILY, "attach-type-family", ERROR, "an attach type of none of the rule's operations") \
	X(CHECK_TARGET_NEEDS_ATTACH, "target-needs-attach", ERROR, "target with an operation that has no such target") \
	X(CHECK_PROGRAM_NEEDS_PROGRAM, "program-needs-program", ERROR, \
	  "program with an operation that has no program") \
	X(CHECK_RACE_NEEDS_TARGET, "race-needs-target", ERROR, "race where there is no target to be sure of") \
	X(CHECK_CONTRADICTORY_NAMESPACES, "contradictory-namespaces", ERROR, \
	  "caller.from and caller.namespaces that no caller satisfies together") \
	X(CHECK_CONTRADICTORY_CGROUP, "contradictory-cgroup", ERROR, \
	  "caller.from and caller.cgroup that no caller satisfies together") \
	X(CHECK_CONTRADICTORY_CONTAINER, "contradictory-container", ERROR, \
	  "caller.from: host with caller.container, which no caller of the host satisfies") \
	X(CHECK_SEALED_CONTAINERS, "sealed-containers", WARNING, \
	  "protect: sealed with caller.container: no container that starts later is known") \
	X(CHECK_UNKNOWN_CONTAINERS, "unknown-containers", WARNING, "what engines told of containers can't be read") \
	X(CHECK_ALLOW_RACED, "allow-raced", WARNING, "an allow rule that a race of descriptors can widen") \
	X(CHECK_LOCKS_OUT_HOST, "locks-out-host", WARNING, "nobody of the host may load, or get what is loaded") \
	X(CHECK_LOCKS_OUT_GATEKEEPER, "locks-out-gatekeeper", WARNING, "the gatekeeper itself is not the host") \
	X(CHECK_DUPLICATE_RULE, "duplicate-rule", WARNING, "an earlier rule says the same") \
	X(CHECK_UNREACHABLE_RULE, "unreachable-rule", WARNING, "an earlier rule matches everything that this one does")

#define POLICY_CHECK_ID(id, name, severity, doc) id,
enum check { POLICY_CHECKS(POLICY_CHECK_ID) CHECK_COUNT };

#endif
