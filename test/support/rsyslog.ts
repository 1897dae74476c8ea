// Debian's rsyslogd as an audit repository: syslog over TLS by its gtls driver, in a temporary folder, without services of the system.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import type { IssuedFiles } from './certificates.ts';
import { until } from './until.ts';

export interface RsyslogOptions {
  /** Temporary. What was received stays when it is started again. */
  readonly folder: string;
  /** Its certificate, key and authorities. */
  readonly files: IssuedFiles;
  /** Clients must have a certificate of the authority. */
  readonly clientCertificate?: boolean;
  /** Default: any free one. */
  readonly port?: number;
}

export class Rsyslog {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #output: string;

  private constructor(child: ChildProcess, port: number, output: string) {
    this.#process = child;
    this.port = port;
    this.#output = output;
  }

  static async start({
    folder,
    files,
    clientCertificate = false,
    port = 0,
  }: RsyslogOptions): Promise<Rsyslog> {
    const at = (name: string) => path.join(folder, name);
    rmSync(at('port'), { force: true });
    writeFileSync(
      at('rsyslog.conf'),
      [
        `global(workDirectory="${folder}" maxMessageSize="64k" parser.escapeControlCharactersOnReceive="off"`,
        `  DefaultNetstreamDriverCAFile="${files.ca}" DefaultNetstreamDriverCertFile="${files.certificate}"`,
        `  DefaultNetstreamDriverKeyFile="${files.key}")`,
        `module(load="imtcp" StreamDriver.Name="gtls" StreamDriver.Mode="1"`,
        `  StreamDriver.Authmode="${clientCertificate ? 'x509/certvalid' : 'anon'}")`,
        'template(name="raw" type="string" string="%rawmsg%\\n")',
        `input(type="imtcp" address="127.0.0.1" port="${port}" listenPortFileName="${at('port')}")`,
        `action(type="omfile" file="${at('received')}" template="raw")`,
        '',
      ].join('\n'),
    );
    const child = spawn('rsyslogd', ['-n', '-f', at('rsyslog.conf'), '-i', at('rsyslog.pid')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (text: Buffer) => {
      errors += text.toString();
    });
    await until(() => {
      if (child.exitCode !== null) throw new Error(`rsyslogd ended: ${errors}`);
      // It only writes the file for a port that it chose.
      if (port !== 0) return accepts(port);
      return existsSync(at('port')) && readFileSync(at('port'), 'utf8').trim() !== '';
    });
    return new Rsyslog(child, port || Number(readFileSync(at('port'), 'utf8')), at('received'));
  }

  /** The messages so far, as received, in their order; those of rsyslogd itself left out. */
  get received(): readonly string[] {
    if (!existsSync(this.#output)) return [];
    return readFileSync(this.#output, 'utf8')
      .split('\n')
      .filter((line) => /^<\d+>1 /.test(line));
  }

  /** The messages, once there are as many. */
  async messages(count: number): Promise<readonly string[]> {
    await until(() => this.received.length >= count);
    return this.received;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill('SIGTERM');
    await once(this.#process, 'exit');
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}
