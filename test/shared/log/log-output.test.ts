// Log lines that cannot be written: nothing stops or waits, the lines are counted, and the count is logged once lines can be
// written again.
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { maxWaitingBytes } from '../../../src/shared/log/log-output.ts';
import { createLog } from '../../../src/shared/log/winston-log.ts';
import { visible, visibleLines } from '../../../src/shared/log/visible-text.ts';

/** A stream that fails with a code while there is one, as standard error of the process does: it stays usable. */
class Output extends Writable {
  code: string | undefined;
  stuck = false;
  unanswered = 0;
  readonly written: string[] = [];

  constructor() {
    super({ decodeStrings: false, autoDestroy: false });
  }

  override write(line: unknown, done?: unknown): boolean {
    const callback = done as (error: Error | null | undefined) => void;
    if (this.stuck) return super.write(line, callback);
    const error = this.code !== undefined && Object.assign(new Error(this.code), { code: this.code });
    if (!error) this.written.push(String(line));
    this.unanswered += 1;
    setImmediate(() => {
      this.unanswered -= 1;
      if (error !== false) this.emit('error', error);
      callback(error === false ? undefined : error);
    });
    return true;
  }

  override _write(): void {
    // There is no reader.
  }
}

/** What was written has been answered, and what that makes the log write. */
async function settled(output: Output): Promise<void> {
  do await turn();
  while (output.unanswered > 0);
}

describe('a log whose output', () => {
  for (const code of ['EPIPE', 'ENOSPC', 'EIO', 'ENOTCONN']) {
    test(`answers ${code} for a while counts its lines, and says so afterwards`, async () => {
      const output = new Output();
      const log = createLog({ level: 'info', format: 'text', stream: output });
      log.info('one');
      output.code = code;
      for (let count = 0; count < 3; count += 1) log.info('lost');
      await settled(output);
      output.code = undefined;
      log.info('two');
      await settled(output);
      log.info('three');
      await settled(output);
      const lines = output.written.map((line) => line.replace(/^\S+ /, ''));
      assert.deepEqual(lines, [
        'info  one\n',
        'info  two\n',
        `warn  log.lines-lost lines=3 reason=${code}\n`,
        'info  three\n',
      ]);
    });
  }

  test('is never read takes a bounded number of lines', () => {
    const output = new Output();
    output.stuck = true;
    const log = createLog({ level: 'info', format: 'json', stream: output });
    for (let count = 0; count < 2000; count += 1) log.info('long', { text: 'x'.repeat(10_000) });
    assert.ok(output.writableLength < maxWaitingBytes + 20_000, String(output.writableLength));
  });
});

describe('characters that a terminal obeys', () => {
  const hostile = 'a\u001b[2Jb\u009b1mc\u202ed\u2066e\u0000f\ng\u2028h';
  test('are shown, not sent, in log lines of both formats', async () => {
    for (const format of ['text', 'json'] as const) {
      const output = new Output();
      createLog({ level: 'info', format, stream: output }).info('event', { text: hostile });
      await settled(output);
      const [line = ''] = output.written;
      assert.match(line, /^[^\u0000-\u001f\u007f-\u009f\u2028\u202a-\u202e\u2066-\u2069]+\n$/);
      for (const shown of ['\\u001b', '\\u009b', '\\u202e', '\\u2066', '\\u0000'])
        assert.ok(line.includes(shown), shown);
      if (format === 'json') assert.equal((JSON.parse(line) as { text: string }).text, hostile);
    }
  });

  test('are shown in output of several lines, where our line ends and colors stay', () => {
    assert.equal(visible('x\u001b[31my\r\n\t'), 'x\\u001b[31my\\u000d\\u000a\\u0009');
    assert.equal(
      visibleLines('\u001b[31mred\u001b[39m\n\tx\r\u001b]0;title\u0007\u202e'),
      '\u001b[31mred\u001b[39m\n\tx\\u000d\\u001b]0;title\\u0007\\u202e',
    );
    for (const plain of ['Łódź', '北京', 'שלום', 'مرحبا', 'a\u200fb'])
      assert.equal(visibleLines(plain), plain);
  });
});
