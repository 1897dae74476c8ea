// Writes log lines to a stream that may be full, closed, or never read. Lines that cannot be written are counted, and the number
// is reported when lines can be written again. No code waits for the log, and the memory for waiting lines is limited.
// Start at `LogOutput`.
import { Writable } from 'node:stream';
import { systemCodeOf } from '../errors/errors.ts';

/** Maximum bytes of lines that the reader of a pipe has not read. */
export const maxWaitingBytes = 1_048_576;

export class LogOutput {
  readonly #stream: NodeJS.WritableStream & { readonly writableLength?: number };
  /** Makes the line that reports the number of lost lines. */
  readonly #lostLine: (lines: number, reason: string) => string;
  #lost = 0;
  #reason = '';
  /** Whether the line about lost lines is being written. */
  #saying = false;

  constructor(stream: NodeJS.WritableStream, lostLine: (lines: number, reason: string) => string) {
    this.#stream = stream;
    this.#lostLine = lostLine;
    // Each write handles its own failure; without a listener the first one would end the process.
    stream.on('error', () => undefined);
  }

  /** Writes a line, which includes its line end, or counts it as lost. Never throws. */
  write(line: string): void {
    if ((this.#stream.writableLength ?? 0) > maxWaitingBytes) {
      this.#lose(1, 'the reader does not read them');
      return;
    }
    this.#send(line, (error) => {
      if (error) this.#lose(1, systemCodeOf(error) ?? error.message);
      else this.#reportLost();
    });
  }

  /** For code that writes to a stream. */
  asStream(): Writable {
    return new Writable({
      decodeStrings: false,
      write: (line: string | Buffer, _encoding, done) => {
        this.write(String(line));
        done();
      },
    });
  }

  #send(line: string, done: (error?: Error | null) => void): void {
    try {
      this.#stream.write(line, done);
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #lose(lines: number, reason: string): void {
    this.#lost += lines;
    this.#reason = reason;
  }

  #reportLost(): void {
    if (this.#lost === 0 || this.#saying) return;
    const lines = this.#lost;
    this.#lost = 0;
    this.#saying = true;
    this.#send(this.#lostLine(lines, this.#reason), (error) => {
      this.#saying = false;
      if (error) this.#lose(lines, systemCodeOf(error) ?? error.message);
    });
  }
}
