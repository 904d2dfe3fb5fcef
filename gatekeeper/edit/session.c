// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/edit/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-diff.h"
#include "gatekeeper/base/text-file.h"
#include "gatekeeper/edit/ask.h"
#include "gatekeeper/edit/comments.h"
#include "gatekeeper/edit/editor.h"
#include "gatekeeper/edit/finish.h"
#include "gatekeeper/edit/verify.h"
#include "gatekeeper/edit/working-copy.h"
#include "gatekeeper/enforce/policy-load.h"

/* What a turn of the loop ends with. */
enum turn { TURN_AGAIN, TURN_DONE, TURN_UNCHANGED, TURN_LEFT };

struct session {
	const struct edit_options *options;
	struct edited_file file;
	struct working_copy copy;
	char *text; /* as the user has it now */
	struct verified verified;
};

/* The number of the edited file in findings; one that no file has if the policy does not read it. */
static unsigned int file_number(const struct session *session)
{
	const char *drop_in = edited_file_drop_in(&session->file);
	const char *name = drop_in ? strrchr(drop_in, '/') + 1 : NULL;

	if (!drop_in)
		return 0;
	for (unsigned int i = 0; i < GK_DROP_INS_MAX; i++)
		if (strcmp(session->verified.findings.drop_in[i], name) == 0)
			return i + 1;
	return GK_FILES;
}

static int write_copy(const struct session *session, struct failure *failure)
{
	_cleanup_free_ char *commented = NULL;
	int error = comments_add(session->text, session->verified.notes, &session->verified.findings,
				 file_number(session), &commented);

	if (error)
		return failure_set(failure, error, "cannot write %s: %s", session->copy.path, strerror(-error));
	return working_copy_write(&session->copy, commented, failure);
}

static int read_copy(struct session *session, struct failure *failure)
{
	char *text = NULL;
	int error = working_copy_read(&session->copy, &text, failure);

	if (error)
		return error;
	comments_remove(text);
	free(session->text);
	session->text = text;
	return 0;
}

/* The user's work is kept if the editor fails after it was saved. */
static int run_editor(struct session *session, struct failure *failure)
{
	struct failure ignored;
	int error = write_copy(session, failure);

	if (error)
		return error;
	error = editor_run(session->copy.path, failure);
	if (error) {
		if (!read_copy(session, &ignored) && strcmp(session->text, session->file.text) != 0)
			session->copy.keep = true;
		return error;
	}
	error = read_copy(session, failure);
	if (error)
		return error;
	session->copy.keep = true; /* until it is in the file, or is what the file has */
	return 0;
}

static bool is_empty(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

/* The user has to see what others wrote before it is replaced. */
static int check_others(struct session *session, struct failure *failure)
{
	_cleanup_free_ char *before = strdup(session->file.text);
	int changed = before ? edited_file_refresh(&session->file) : -ENOMEM;

	if (changed < 0)
		return failure_set(failure, changed, "cannot read %s: %s", session->file.path, strerror(-changed));
	if (!changed)
		return 0;
	printf("somebody else has changed %s meanwhile:\n", session->file.path);
	text_diff_print(stdout, session->file.path, before, session->file.text);
	snprintf(session->verified.notes, sizeof(session->verified.notes),
		 "somebody else has changed the file meanwhile: this text would undo that\n");
	return -ESTALE;
}

/* Returns 0 if the text may replace the file, -EINVAL or -ESTALE if not, or another negative errno. */
static int check(struct session *session, struct failure *failure)
{
	int error;

	verified_release(&session->verified);
	error = check_others(session, failure);
	if (error)
		return error;
	error = verify_text(&session->file, session->text, &session->verified);
	findings_print(&session->verified.findings, false, stdout);
	fputs(session->verified.notes, stdout);
	if (error && error != -EINVAL)
		return failure_set(failure, error, "cannot check the text: %s%s", strerror(-error),
				   text_file_remedy(error));
	return error;
}

static enum turn ask_about_errors(void)
{
	return ask("the file is not changed: [e]dit again or [q]uit?", "e") == 'e' ? TURN_AGAIN : TURN_LEFT;
}

static int finish_turn(struct session *session, enum turn *ret_turn, struct failure *failure)
{
	enum finish_end end = FINISH_AGAIN;
	int error = finish(session->options, &session->file, session->text, &session->verified, &end, failure);

	if (error)
		return error;
	*ret_turn = end == FINISH_DONE ? TURN_DONE : end == FINISH_AGAIN ? TURN_AGAIN : TURN_LEFT;
	return 0;
}

static int take_turn(struct session *session, enum turn *ret_turn, struct failure *failure)
{
	int error = run_editor(session, failure);

	if (error)
		return error;
	if (strcmp(session->text, session->file.text) == 0) {
		*ret_turn = TURN_UNCHANGED;
		return 0;
	}
	if (is_empty(session->text))
		return failure_set(failure, -EINVAL, "the text is empty: %s is not changed", session->file.path);
	error = check(session, failure);
	if (error == 0)
		return finish_turn(session, ret_turn, failure);
	if (error != -EINVAL && error != -ESTALE)
		return error;
	*ret_turn = ask_about_errors();
	return 0;
}

static int take_turns(struct session *session, enum edit_end *ret_end, struct failure *failure)
{
	enum turn turn = TURN_AGAIN;

	while (turn == TURN_AGAIN) {
		int error = take_turn(session, &turn, failure);

		if (error)
			return error;
	}
	*ret_end = turn == TURN_DONE ? EDIT_DONE : turn == TURN_UNCHANGED ? EDIT_UNCHANGED : EDIT_LEFT;
	session->copy.keep = turn == TURN_LEFT;
	return 0;
}

/* The edit itself does not depend on it: what is checked here is what is loaded here. */
static void warn_if_writable(const char *policy)
{
	char text[sizeof(((struct finding *)0)->text)];

	if (policy_load_is_writable(policy, text, sizeof(text)))
		printf("warning: %s: gatekeeper load and the daemon will not load this policy\n", text);
}

static int open_session(struct session *session, struct failure *failure)
{
	const struct edit_options *options = session->options;
	int error = edited_file_open(options->policy, options->drop_in, &session->file, failure);

	if (error)
		return error;
	if (options->active)
		warn_if_writable(session->file.policy);
	session->text = strdup(options->start ? options->start : session->file.text);
	if (!session->text)
		return failure_set(failure, -ENOMEM, "cannot copy %s: out of memory", session->file.path);
	return working_copy_make(session->file.path, &session->copy, failure);
}

static void close_session(struct session *session)
{
	if (session->copy.path[0] && session->copy.keep)
		printf("your text is in %s\n", session->copy.path);
	working_copy_close(&session->copy);
	edited_file_close(&session->file);
	verified_release(&session->verified);
	free(session->text);
}

int edit_session(const struct edit_options *options, enum edit_end *ret_end, struct failure *failure)
{
	_cleanup_(close_session) struct session session = {.options = options, .file = EDITED_FILE_CLOSED};
	int error = open_session(&session, failure);

	return error ? error : take_turns(&session, ret_end, failure);
}
