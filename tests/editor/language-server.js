// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A YAML language server, driven as an editor does it: opens texts and returns what it marks and what it offers.
'use strict';
const { spawn } = require('child_process');

const settings = { validate: true, completion: true, schemaStore: { enable: false } };

class LanguageServer {
	constructor(command) {
		this.child = spawn(command, ['--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
		this.waiting = new Map(); // by the id of a request, or the URI of a text
		this.input = Buffer.alloc(0);
		this.last = 0;
		this.child.stdout.on('data', (data) => this.read(data));
	}

	send(message) {
		const body = JSON.stringify({ jsonrpc: '2.0', ...message });
		this.child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
	}

	request(method, params) {
		const id = ++this.last;
		this.send({ id, method, params });
		return new Promise((resolve) => this.waiting.set(id, resolve));
	}

	read(data) {
		this.input = Buffer.concat([this.input, data]);
		for (;;) {
			const end = this.input.indexOf('\r\n\r\n');
			if (end < 0)
				return;
			const length = Number(/Content-Length: (\d+)/i.exec(this.input.subarray(0, end).toString())[1]);
			if (this.input.length < end + 4 + length)
				return;
			const body = this.input.subarray(end + 4, end + 4 + length).toString();
			this.input = this.input.subarray(end + 4 + length);
			this.take(JSON.parse(body));
		}
	}

	take(message) {
		if (message.method === 'workspace/configuration')
			this.send({ id: message.id, result: message.params.items.map((item) => (item.section === 'yaml' ? settings : null)) });
		else if (message.method === 'textDocument/publishDiagnostics')
			this.waiting.get(message.params.uri)?.(message.params.diagnostics);
		else if (message.method && message.id !== undefined)
			this.send({ id: message.id, result: null });
		else if (message.id !== undefined)
			this.waiting.get(message.id)?.(message.result);
	}

	async start() {
		await this.request('initialize', { processId: process.pid, rootUri: null,
			capabilities: { workspace: { configuration: true }, textDocument: { completion: { completionItem: {} } } } });
		this.send({ method: 'initialized', params: {} });
	}

	// Returns what it marks in the text of the file at `path`: [{first, last, text}], lines from 1.
	async marks(path, text) {
		const uri = `file://${path}`;
		const published = new Promise((resolve) => this.waiting.set(uri, resolve));
		this.send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } });
		return (await published).map((mark) => ({ first: mark.range.start.line + 1, last: mark.range.end.line + 1, text: mark.message }));
	}

	// Returns the words that it offers at the end of a line (from 1) of a text that is open.
	async offers(path, line, character) {
		const answer = await this.request('textDocument/completion', { textDocument: { uri: `file://${path}` }, position: { line: line - 1, character } });
		return (answer.items ?? answer).map((item) => item.label);
	}

	stop() {
		this.child.kill();
	}
}

module.exports = { LanguageServer };
