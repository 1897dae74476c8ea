// A stand-in for a server on this machine, as the commands find it: a console with canned answers, a scripted printer, and a
// server.json with the ports of both.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startConsole } from '../../src/console/http-server.ts';
import type { ConsolePorts } from '../../src/console/ports.ts';
import { silentLog } from '../../src/shared/log/log.ts';
import { fakePorts } from '../console/fake-ports.ts';
import { ScriptedPrinter, type Script } from '../print-scu/scripted-printer.ts';

export interface LocalPrinter {
  readonly data: string;
  readonly printer: ScriptedPrinter;
  readonly httpPort: number;
  close(): Promise<void>;
}

/** The scripted printer's AE title is SCRIPT; the console has the same unless `ports` differs. */
export async function startLocalPrinter(
  options: { readonly script?: Script; readonly ports?: Partial<ConsolePorts> } = {},
): Promise<LocalPrinter> {
  const data = await mkdtemp(path.join(os.tmpdir(), 'hardcopy-cli-'));
  const printer = await ScriptedPrinter.start(options.script);
  const [first] = await fakePorts().printers();
  const running = await startConsole({
    host: '127.0.0.1',
    port: 0,
    ports: fakePorts({
      printers: () => (first ? [{ ...first, aeTitle: 'SCRIPT' }] : []),
      ...options.ports,
    }),
    log: silentLog,
  });
  const announcement = {
    pid: process.pid,
    dicomPort: printer.address.port,
    httpPort: running.port,
    httpHost: '127.0.0.1',
    tokenNeeded: false,
    listeners: [],
  };
  await writeFile(path.join(data, 'server.json'), JSON.stringify(announcement));
  return {
    data,
    printer,
    httpPort: running.port,
    close: async () => {
      await running.close();
      await printer.close();
      await rm(data, { recursive: true });
    },
  };
}
