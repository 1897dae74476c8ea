// The command line as a whole: help, usage errors, exit codes, `serve` and `check`.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Command } from 'commander';
import { createProgram } from '../../src/cli/program.ts';
import type { ConfigOptions } from '../../src/config/config.ts';
import { SetupFailure } from '../../src/shared/errors/errors.ts';
import { productVersion } from '../../src/shared/product.ts';
import { run } from './run.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder('cli');

const commands = [
  'serve',
  'reload',
  'check',
  'doctor',
  'audit',
  'notify',
  'conformance',
  'demo',
  'print',
  'echo',
  'jobs',
  'job',
  'status',
  'printers',
  'cancel',
  'hold',
  'release',
  'retry',
  'printed',
  'reprint',
  'move',
  'priority',
  'render',
  'compare',
  'calibrate',
  'trace',
  'replay',
];

describe('help', () => {
  test('lists every command', async () => {
    const { exitCode, stdout, stderr } = await run(['--help']);
    assert.equal(exitCode, 0);
    assert.equal(stderr, '');
    for (const command of commands) {
      assert.match(stdout, new RegExp(`^  ${command} {2,}\\S`, 'm'), command);
    }
  });
  test('every command has examples that it accepts', async () => {
    for (const command of commands) {
      const { exitCode, stdout } = await run([command, '--help']);
      assert.equal(exitCode, 0, command);
      assert.match(stdout, new RegExp(`^Usage: hardcopy ${command} `), command);
      const [, examples = ''] = stdout.split('Examples:\n');
      assert.match(examples, new RegExp(`^  hardcopy ${command}\\b`, 'm'), command);
      const options = new Set([...examples.matchAll(/ (--[a-z-]+)/g)].map(([, option]) => option));
      for (const option of options) {
        assert.match(stdout.split('Examples:')[0]!, new RegExp(` ${option}\\b`), `${command} ${option}`);
      }
    }
  });
  test('subcommands too; every option has a description, and no line is broken wrongly', async () => {
    const terminal = { print: () => undefined, note: () => undefined };
    const everything = (command: Command): readonly Command[] => [
      command,
      ...command.commands.flatMap(everything),
    ];
    const named = everything(await createProgram({ terminal, serve: () => Promise.resolve() }));
    assert.equal(named.length, commands.length + 21, 'the program, and the subcommands');
    for (const command of named) {
      for (const { flags, description } of command.options) assert.notEqual(description, '', flags);
      for (const line of command.description().split('\n').slice(0, -1))
        assert.match(line, /^$|^ {2}|[.:)]$/, command.name());
    }
  });
  test('commands of printers have examples', async () => {
    for (const command of ['pause', 'resume', 'test-page', 'move-queue', 'discover', 'add']) {
      const { stdout } = await run(['printers', command, '--help']);
      assert.match(stdout, new RegExp(`^Examples:\\n  hardcopy printers ${command}\\b`, 'm'), command);
    }
  });
  test('prints the version', async () => {
    const { exitCode, stdout } = await run(['--version']);
    assert.deepEqual([exitCode, stdout], [0, `${productVersion}\n`]);
  });
});

describe('environment', () => {
  test('HARDCOPY_CONFIG and HARDCOPY_DATA stand for --config and --data, which override them', async (t) => {
    const file = path.join(folder, 'environment.yaml');
    await writeFile(file, 'calibrationExpiresDays: 7\n');
    process.env.HARDCOPY_CONFIG = file;
    process.env.HARDCOPY_DATA = path.join(folder, 'data');
    t.after(() => {
      delete process.env.HARDCOPY_CONFIG;
      delete process.env.HARDCOPY_DATA;
    });
    const check = async (...args: readonly string[]) => {
      const { stdout } = await run(['check', '--json', ...args]);
      const {
        file: used,
        data,
        calibrationExpiresDays: days,
      } = JSON.parse(stdout) as Record<string, unknown>;
      return [used, data, days];
    };
    assert.deepEqual(await check(), [file, path.join(folder, 'data'), 7]);
    const other = path.join(folder, 'other');
    assert.deepEqual(await check('--data', other), [file, other, 7]);

    const started: ConfigOptions[] = [];
    await run(['serve'], { serve: (options) => (started.push(options), Promise.resolve()) });
    assert.deepEqual(started, [{ file, data: path.join(folder, 'data') }]);
  });
  test('the demo server uses a data folder of its own', async () => {
    const { stdout } = await run(['demo', '--help']);
    assert.match(stdout, /--data <DIR>/);
    assert.doesNotMatch(stdout, /HARDCOPY_DATA/);
  });
});

describe('usage errors: one sentence, exit code 1, nothing on standard output', () => {
  for (const [args, sentence] of [
    [['prnt'], "hardcopy: unknown command 'prnt'"],
    [['jobs', '--stat', 'DONE'], "hardcopy: unknown option '--stat'"],
    [
      ['jobs', '--state', 'LOST'],
      "hardcopy: option '--state <STATE>' argument 'LOST' is invalid. Give one of PENDING, PRINTING, DONE, FAILURE, UNKNOWN, QUEUED, HELD, WAITING, RETRY, CANCELLED.",
    ],
    [
      ['jobs', '--limit', '0'],
      "hardcopy: option '--limit <N>' argument '0' is invalid. Give a whole number from 1 to 10000.",
    ],
    [['job'], "hardcopy: missing required argument 'ID'"],
    [['print'], "hardcopy: missing required argument 'FILES'"],
    [
      ['print', '--layout', '2y3', 'a.dcm'],
      `hardcopy: option '--layout <CxR>' argument '2y3' is invalid. layout "2y3" is not known; give columns x rows such as 2x3, STANDARD\\2,3, ROW\\1,2 or COL\\2,1.`,
    ],
    [
      ['print', '--copies', '100', 'a.dcm'],
      "hardcopy: option '--copies <N>' argument '100' is invalid. Give a whole number from 1 to 99.",
    ],
    [
      ['serve', '--dicom-port', '70000'],
      "hardcopy: option '--dicom-port <N>' argument '70000' is invalid. Give a whole number from 0 to 65535.",
    ],
  ] as const) {
    test(args.join(' '), async () => {
      const { exitCode, stdout, stderr } = await run(args);
      assert.equal(exitCode, 1);
      assert.equal(stdout, '');
      assert.equal(stderr.split('\n')[0], sentence);
    });
  }
  test('no command at all shows the help', async () => {
    const { exitCode, stdout, stderr } = await run([]);
    assert.deepEqual([exitCode, stdout], [1, '']);
    assert.match(stderr, /^Usage: hardcopy /);
  });
});

describe('serve', () => {
  test('passes its options to the server', async () => {
    const seen: ConfigOptions[] = [];
    const serve = (options: ConfigOptions) => {
      seen.push(options);
      return Promise.resolve();
    };
    assert.equal((await run(['serve'], { serve })).exitCode, 0);
    const args = ['serve', '--config', 'a.yaml', '--data', 'd', '--dicom-port', '104', '--http-port', '0'];
    assert.equal((await run(args, { serve })).exitCode, 0);
    assert.deepEqual(seen, [{}, { file: 'a.yaml', data: 'd', dicomPort: 104, httpPort: 0 }]);
  });
  test('ends with the exit code and sentence of the failure', async () => {
    for (const [code, exitCode] of [
      ['config-invalid', 2],
      ['port-in-use', 3],
      ['data-folder-held', 4],
      ['data-folder-unusable', 5],
    ] as const) {
      const ran = await run(['serve'], { serve: () => Promise.reject(new SetupFailure(code, 'so it is')) });
      assert.deepEqual([ran.exitCode, ran.stdout, ran.stderr], [exitCode, '', 'hardcopy: so it is\n']);
    }
  });
  test('reports a defect of the program as such', async () => {
    const ran = await run(['serve'], { serve: () => Promise.reject(new TypeError('oops')) });
    assert.equal(ran.exitCode, 70);
    assert.match(ran.stderr, /^hardcopy: a defect of Hardcopy, please report it: TypeError: oops\n/);
  });
});

describe('check', () => {
  test('prints what a valid configuration offers', async () => {
    const file = path.join(folder, 'right.yaml');
    await writeFile(
      file,
      'data: /var/films\nprinters:\n  - aeTitle: WARD3\n    name: Third floor\n    medium: blue-film\n    filmSizes: [A4, 14INX17IN]\n    destinations: [{ kind: pdf, folder: out }]\n',
    );
    const { exitCode, stdout, stderr } = await run(['check', '--config', file]);
    assert.deepEqual([exitCode, stderr], [0, '']);
    for (const line of [
      `Configuration  ${file} is valid`,
      'Data           /var/films',
      'DICOM          0.0.0.0 port 11112, 8 associations at a time',
      'Console        http://127.0.0.1:8080',
      'Printer         WARD3 (Third floor)',
      '  Film sizes    A4, 14INX17IN',
      '  Delivers to   pdf: PDF in /var/films/out',
    ]) {
      assert.ok(stdout.split('\n').includes(line), `${line}\nin\n${stdout}`);
    }
    const json: unknown = JSON.parse(
      (await run(['check', '--config', file, '--data', '/d', '--json'])).stdout,
    );
    assert.deepEqual(
      [(json as { data: string }).data, (json as { printers: { aeTitle: string }[] }).printers[0]?.aeTitle],
      ['/d', 'WARD3'],
    );
  });
  test('prints the permissions of each rule, in lines that fit', async () => {
    const file = path.join(folder, 'access.yaml');
    await writeFile(
      file,
      [
        'access:',
        '  - { name: ct, callingAeTitles: ["CT*", MR1], addresses: [10.1.0.0/16, "fd00:1::/32"], printers: [WARD3], may: [echo, print], maxAssociations: 2 }',
        '  - { name: rest, may: [echo] }',
        'printers:',
        '  - { aeTitle: WARD3, destinations: [{ kind: pdf, folder: out }] }',
      ].join('\n'),
    );
    const { exitCode, stdout } = await run(['check', '--config', file]);
    assert.equal(exitCode, 0);
    const text = stdout.replace(/\n {15}/g, ' ');
    assert.match(
      text,
      /^Access +ct: echo, print; AE titles CT\*, MR1; from 10\.1\.0\.0\/16, fd00:1::\/32; printers WARD3; at most 2 associations of one client\nAccess +rest: echo; anyone; every printer$/m,
    );
    // Paths are not broken.
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.length > 80 && !line.includes('/')),
      [],
    );
    assert.match(stdout, /^ {2}Film sizes +14INX17IN, .*,\n {16}\S/m);
  });
  test('accepts the shipped configuration', async () => {
    const { exitCode, stdout } = await run(['check']);
    assert.equal(exitCode, 0);
    assert.match(stdout, /^Printer +HARDCOPY /m);
  });
  test('an invalid one: exit code 2, the key, what was found and what is allowed', async () => {
    const file = path.join(folder, 'wrong.yaml');
    await writeFile(file, 'dicom: { port: 99999 }\n');
    const { exitCode, stdout, stderr } = await run(['check', '--config', file]);
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(stderr, /^hardcopy: configuration .*wrong\.yaml: dicom\.port: found 99999; /);
    const missing = await run(['check', '--config', path.join(folder, 'none.yaml')]);
    assert.equal(missing.exitCode, 2);
  });
});
