#!/usr/bin/env node
// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// With policy/schema.json, which each preset announces, a YAML language server marks in an editor what `gatekeeper check`
// finds, as far as a schema can know it, marks nothing in a good policy, and offers each key where it may be. Prints TAP.
'use strict';
const fs = require('fs');
const path = require('path');
const { execFileSync } = require('child_process');

process.chdir(path.join(__dirname, '../..'));
const { LanguageServer } = require(path.resolve('tests/editor/language-server.js'));
const O = process.env.O || 'build';
const schemaPath = path.resolve('policy/schema.json');
const schema = JSON.parse(fs.readFileSync(schemaPath));
const server = new LanguageServer(`${O}/editor/node_modules/.bin/yaml-language-server`);

// The checks that a schema can know. Others need more than one value at once, the host, or the bytes of the file.
const known = ['unknown-key', 'unknown-word', 'wrong-kind', 'missing-key', 'unsupported-version', 'no-verdict', 'both-verdicts',
	'bad-name', 'bad-tag', 'bad-program-name', 'duplicate-key', 'empty'];
// And samples of these that it can't: an empty text has no value to judge, and "{from:host}" is a key without a value.
const unknown = ['empty.yaml', 'empty-comment.yaml', 'unknown-key-colon.yaml'];

let count = 0, failed = 0;
function ok(passed, name, why) {
	count++;
	failed += !passed;
	console.log(`${passed ? '' : 'not '}ok ${count} - ${name}`);
	if (!passed)
		console.log(String(why).replace(/^/gm, '# '));
}

function check(file) {
	try {
		return JSON.parse(execFileSync(`${O}/gatekeeper`, ['check', '--format=json', '--elsewhere', file], { stdio: ['ignore', 'pipe', 'ignore'] }));
	} catch (error) {
		return JSON.parse(error.stdout);
	}
}

// Announced in the last line, so that lines are those of the file.
const announced = (text) => `${text}\n# yaml-language-server: $schema=file://${schemaPath}\n`;
const files = (folder) => fs.readdirSync(folder).filter((name) => name.endsWith('.yaml')).map((name) => `${folder}/${name}`);

async function testBad() {
	const wrong = [], folder = 'tests/samples/bad';
	let findings = 0;
	await Promise.all(files(folder).filter((file) => !unknown.includes(path.basename(file))).map(async (file) => {
		const errors = check(file).filter((finding) => finding.severity === 'error' && known.includes(finding.check));
		if (!errors.length)
			return;
		const marks = await server.marks(path.resolve(file), announced(fs.readFileSync(file, 'utf8')));
		findings += errors.length;
		// What a rule as a whole lacks or has twice is marked at its first line.
		const isMarked = (finding) => marks.some((mark) => finding.check === 'both-verdicts'
			? mark.first <= finding.line : mark.first <= finding.line && finding.line <= mark.last);
		for (const finding of errors.filter((error) => !isMarked(error)))
			wrong.push(`${finding.file}:${finding.line}: ${finding.text}: marks ${JSON.stringify(marks)}`);
	}));
	ok(findings > 50 && !wrong.length, `what a schema can know of ${findings} findings is marked in its line`, wrong.join('\n'));
}

async function testGood(name, list, text) {
	const wrong = [];
	await Promise.all(list.map(async (file) => {
		const marks = await server.marks(path.resolve(file), text(file));
		if (marks.length)
			wrong.push(`${file}: ${JSON.stringify(marks)}`);
	}));
	ok(list.length > 0 && !wrong.length, name, wrong.join('\n'));
}

// The presets announce their schema themselves: with a mistake in them, it is marked.
async function testAnnounced() {
	const wrong = [], presets = files('policy/presets');
	await Promise.all(presets.map(async (file) => {
		const text = fs.readFileSync(file, 'utf8').replace(/^default:/m, 'defualt:');
		const marks = await server.marks(path.resolve(file), text);
		if (!marks.some((mark) => mark.text.includes('defualt')))
			wrong.push(`${file}: ${JSON.stringify(marks)}`);
	}));
	ok(!wrong.length, 'each preset announces the schema', wrong.join('\n'));
}

const resolve = (node) => (node?.$ref ? node.$ref.slice(2).split('/').reduce((at, key) => at[key], schema) : node);
function keysOf(...keys) {
	const node = keys.reduce((at, key) => {
		const object = resolve(at);
		return key === '[]' ? object.items : object.properties[key];
	}, schema);
	return Object.keys(resolve(node).properties);
}

async function testOffers(name, text, expected) {
	const file = path.resolve(`offers-${name}.yaml`), lines = text.split('\n');
	const line = lines.findIndex((each) => each.includes('?')) + 1;
	lines[line - 1] = lines[line - 1].replace('?', '');
	await server.marks(file, announced(lines.join('\n')));
	const offered = await server.offers(file, line, lines[line - 1].length);
	const present = (key) => new RegExp(`^[ -]*${key}:`, 'm').test(text);
	const missing = expected.filter((key) => !present(key) && !offered.includes(key));
	ok(expected.length > 0 && !missing.length, `each key is offered in ${name}`, `not offered: ${missing}; offered: ${offered}`);
}

(async () => {
	await server.start();
	await testBad();
	await testGood('nothing is marked in the good samples', files('tests/samples/good').filter((file) => check(file).every((finding) => finding.severity !== 'error')),
		(file) => announced(fs.readFileSync(file, 'utf8')));
	await testAnnounced();
	await testOffers('a policy', 'version: 1\n?\n', keysOf());
	await testOffers('a rule', 'version: 1\ndefault: deny\nrules:\n  - name: a\n    ?\n', keysOf('rules', '[]'));
	for (const key of ['caller', 'target', 'program'])
		await testOffers(key, `version: 1\ndefault: deny\nrules:\n  - name: a\n    allow: load\n    ${key}:\n      ?\n`, keysOf('rules', '[]', key));
	server.stop();
	console.log(`1..${count}`);
	process.exit(failed ? 1 : 0);
})();
setTimeout(() => { console.log('Bail out! the language server does not answer'); process.exit(1); }, 300000).unref();
