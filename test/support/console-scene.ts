// A real server with real films and printers for tests of the console: HARDCOPY writes PDFs, WARD3 is an IPP printer that a
// test can jam, OFFICE writes PDFs as well. The server ends with the test.
import type { TestContext } from 'node:test';
import { compose, open, print } from './network-print.ts';
import { startScriptedPrinter, type ScriptedPrinter } from './scripted-ipp-printer.ts';
import { TestServer } from './server.ts';

export interface ConsoleScene {
  readonly server: TestServer;
  readonly ward3: ScriptedPrinter;
  readonly url: string;
  /** Prints films of one image each and returns when they are accepted. */
  readonly print: (printer: string, labels: readonly string[], priority?: string) => Promise<void>;
  /** The device reports a jam, or that it is in order again. */
  readonly jam: (isJammed: boolean) => void;
}

const configOf = (uri: string, more: string) => `printers:
  - aeTitle: HARDCOPY
    destinations: [{ kind: pdf, folder: films }]
  - aeTitle: WARD3
    destinations: [{ kind: ipp, uri: '${uri}' }]
  - aeTitle: OFFICE
    destinations: [{ kind: pdf, folder: office }]
devices: { pollSeconds: 1 }
${more}`;

export async function startScene(t: Pick<TestContext, 'after'>, more = ''): Promise<ConsoleScene> {
  const ward3 = await startScriptedPrinter(t, {
    attributes: {
      'marker-names': ['Black', 'Magenta'],
      'marker-levels': [62, 48],
      'marker-types': ['toner', 'toner'],
    },
  });
  const server = await TestServer.start({ config: configOf(ward3.uri, more) });
  t.after(() => server.stop());
  return {
    server,
    ward3,
    url: `http://127.0.0.1:${server.httpPort}`,
    print: async (printer, labels, priority = 'MED') => {
      const connection = await open(server.dicomPort, printer);
      for (const label of labels) {
        const session = { FilmSessionLabel: label, PrintPriority: priority };
        const { filmBox } = await compose(connection, undefined, {}, session);
        const { status } = await print(connection, filmBox);
        if (status !== 0) throw new Error(`N-ACTION: status ${status.toString(16)}`);
        // The next film has a session of its own.
        await connection.association.release();
        Object.assign(connection, await open(server.dicomPort, printer));
      }
      await connection.association.release();
    },
    jam: (isJammed) => {
      ward3.attributes['printer-state'] = isJammed ? 'stopped' : 'idle';
      ward3.attributes['printer-state-reasons'] = [isJammed ? 'media-jam-error' : 'none'];
    },
  };
}
