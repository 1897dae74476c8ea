// The examples of the documents are true: `yaml` blocks are configurations, `hardcopy` commands in `sh` blocks have known
// commands, options and values, and `npm run` names an existing script. Blocks for other programs name them: `yaml prometheus`.
import assert from 'node:assert/strict';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type { Command } from 'commander';
import { z } from 'zod';
import { createProgram } from '../../src/cli/program.ts';
import { loadConfig } from '../../src/config/config.ts';
import { TestAuthority } from '../support/certificates.ts';
import { writtenConfig } from '../support/configured-printer.ts';

const root = path.join(import.meta.dirname, '..', '..');
const documents = ['*.md', 'docs/**/*.md'].flatMap((pattern) => globSync(pattern, { cwd: root }));

interface Block {
  readonly document: string;
  readonly text: string;
}

/** The fenced blocks of all documents with this info string, indented ones (in lists) too. */
function blocksOf(info: string): readonly Block[] {
  const fence = new RegExp(`^( *)\`\`\`${info}\n([\\s\\S]*?)^\\1\`\`\`$`, 'gm');
  return documents.flatMap((document) =>
    [...readFileSync(path.join(root, document), 'utf8').matchAll(fence)].map(
      ([, indent = '', text = '']) => ({
        document,
        text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      }),
    ),
  );
}

/** The lines of a block, continued ones joined, without prompts and comments. */
function commandsIn(text: string): readonly string[] {
  return text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/^\$ /, '').replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => line.split(/ (?:&&|\||;) /))
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Words as a shell divides them; redirections are left out. */
function wordsOf(line: string): readonly string[] {
  const words = line.replace(/\s[12]?>{1,2}\s*\S+/g, '').match(/(?:[^\s'"]|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, a?: string, b?: string) => a ?? b ?? ''),
  );
}

/** The arguments of `hardcopy`, `bin/hardcopy` or `npm run hardcopy --`, also behind `sudo -u USER`; undefined for other commands. */
function hardcopyArguments(words: readonly string[]): readonly string[] | undefined {
  const [first, ...rest] = words[0] === 'sudo' ? words.slice(words[1] === '-u' ? 3 : 1) : words;
  if (first !== undefined && /^(?:\/\S+\/)?(?:bin\/)?hardcopy$/.test(first)) return rest;
  if (first === 'npm' && rest[0] === 'run' && rest[1] === 'hardcopy') {
    return rest.slice(2).filter((word, index) => word !== '--' || index > 1);
  }
  return undefined;
}

/** Throws for an unknown command or option, a wrong value, too few or too many operands. Runs nothing. */
function parse(command: Command, words: readonly string[]): void {
  const below = command.commands.find((candidate) => candidate.name() === words[0]);
  if (below !== undefined) {
    parse(below, words.slice(1));
    return;
  }
  if (words.includes('--help') || words.includes('--version')) return;
  const { operands, unknown } = command.parseOptions([...words]);
  assert.deepEqual(unknown, [], 'unknown options');
  const expected = command.registeredArguments;
  if (expected.length === 0) assert.deepEqual(operands, [], 'unknown command or operands');
  const required = expected.filter((argument) => argument.required).length;
  assert.ok(operands.length >= required, `${operands.length} operands, ${required} are required`);
  const isVariadic = expected.at(-1)?.variadic === true;
  assert.ok(isVariadic || operands.length <= expected.length, 'too many operands');
  for (const [index, argument] of expected.entries()) {
    const operand = operands[index];
    if (argument.argChoices !== undefined && operand !== undefined)
      assert.ok(argument.argChoices.includes(operand), operand);
  }
}

const silent = {
  terminal: { print: () => undefined, note: () => undefined },
  serve: () => Promise.resolve(),
};

test('every yaml block is a configuration', (t) => {
  const blocks = blocksOf('yaml');
  assert.ok(blocks.length >= 10);
  const authority = new TestAuthority();
  t.after(() => {
    authority.remove();
  });
  const issued = authority.issue('printer');
  const files = [
    ...['printer.pem', 'us.pem', 'console.pem'].map(
      (name) => [name, readFileSync(issued.certificate)] as const,
    ),
    ...['printer.key', 'us.key', 'console.key'].map((name) => [name, readFileSync(issued.key)] as const),
    ...['hospital-ca.pem', 'audit-ca.pem'].map((name) => [name, readFileSync(issued.ca)] as const),
  ];
  for (const { document, text } of blocks) {
    const file = writtenConfig(t, text);
    mkdirSync(path.join(path.dirname(file), 'tls'));
    for (const [name, content] of files) writeFileSync(path.join(path.dirname(file), 'tls', name), content);
    writeFileSync(path.join(path.dirname(file), 'hospital-ca.pem'), readFileSync(issued.ca));
    writeFileSync(path.join(path.dirname(file), 'mail-password'), 'secret\n');
    assert.doesNotThrow(() => loadConfig({ file }), `${document}:\n${text}`);
  }
});

test('every hardcopy command of an sh block parses', async () => {
  const commands = blocksOf('sh').flatMap(({ document, text }) =>
    commandsIn(text).flatMap((line) => {
      const words = hardcopyArguments(wordsOf(line));
      return words === undefined ? [] : [{ document, line, words }];
    }),
  );
  assert.ok(commands.length >= 30, `${commands.length} commands`);
  for (const { document, line, words } of commands) {
    const program = await createProgram(silent);
    assert.doesNotThrow(() => {
      parse(program, words);
    }, `${document}: ${line}`);
  }
});

test('every command in the prose of a document is known', async () => {
  const program = await createProgram(silent);
  const known = new Set(program.commands.map((command) => command.name()));
  for (const document of documents) {
    const text = readFileSync(path.join(root, document), 'utf8');
    for (const [, name = ''] of text.matchAll(/`hardcopy ([a-z][a-z-]*)[^`\n]*`/g)) {
      assert.ok(known.has(name), `${document}: hardcopy ${name}`);
    }
  }
});

test('every npm script of a document is there', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
  for (const document of documents) {
    const text = readFileSync(path.join(root, document), 'utf8');
    for (const [, name = ''] of text.matchAll(/\bnpm run ([a-z][a-z:-]*[a-z])/g)) {
      assert.ok(name in scripts, `${document}: npm run ${name}`);
    }
  }
});
