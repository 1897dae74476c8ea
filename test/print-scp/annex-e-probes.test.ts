// PS3.2 annex E row by row over TCP associations, one for each probe, with the printer of the annex and profile annex-e:
// attributes of requests, references, presentation LUTs, N-ACTION, N-DELETE, N-GET and events. annex-e-probes.txt beside this
// file has the answers of the annex and ours; UPDATE_PROBES=1 writes it again. The rows are in annex-e/.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/config.ts';
import { messageOf } from '../../src/shared/errors/errors.ts';
import { shippedProfile } from '../../src/print-scp/clients/client-profiles.ts';
import { TcpPrintServer } from '../support/tcp-print-client.ts';
import { answerProbes } from './annex-e/answer-probes.ts';
import type { Probe } from './annex-e/probe.ts';
import { actions } from './annex-e/action-probes.ts';
import { eventProbes } from './annex-e/event-probes.ts';
import { luts } from './annex-e/lut-probes.ts';
import { references } from './annex-e/reference-probes.ts';
import { requestProbes } from './annex-e/request-probes.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

/** What is not answered for so long is not answered. */
const answerMs = 10_000;
const file = path.join(import.meta.dirname, 'annex-e-probes.txt');
const folder = suiteFolder('probes');

/** As the annex describes its printer; densities up to 340, so that there is something beyond the printer. */
function annexPrinter() {
  const config = path.join(folder, 'config.yaml');
  writeFileSync(
    config,
    `printers:
  - aeTitle: PRINTSERVER
    name: Film server at the end
    medium: clear-film
    bits: 12
    densities: { min: 17, max: 340 }
    filmSizes: [14INX17IN, 8INX10IN, 11INX14IN]
    maxCopies: 99
    defaults: { smoothingType: '7' }
`,
  );
  const [printer] = loadConfig({ file: config, data: folder }).printers;
  assert.ok(printer);
  return printer;
}

const probes: readonly Probe[] = [
  ...requestProbes,
  ...references,
  ...luts,
  ...actions,
  ...answerProbes,
  ...eventProbes,
];

test('every row of annex E is answered as the reviewed table says, and none differs', async () => {
  const server = await TcpPrintServer.start(annexPrinter(), shippedProfile('annex-e'));
  const lines = ['| table | attribute | sent | annex | answered | |', '| - | - | - | - | - | - |'];
  const differing: string[] = [];
  try {
    for (const probe of probes) {
      const { table, attribute, sent, annex, fits = (answered) => answered === annex } = probe;
      const client = await server.client();
      const timer = setTimeout(() => {
        client.abort('no answer');
      }, answerMs);
      const answered = await probe.run(client).catch((error: unknown) => messageOf(error));
      clearTimeout(timer);
      await client.close();
      const differs = fits(answered) ? '' : 'differs';
      const line = `| ${[table, attribute, sent, annex, answered, differs].join(' | ')} |`;
      lines.push(line);
      if (differs) differing.push(line);
    }
  } finally {
    await server.close();
  }
  const found = `${lines.join('\n')}\n`;
  if (process.env.UPDATE_PROBES) writeFileSync(file, found);
  assert.deepEqual(differing, []);
  assert.equal(found, readFileSync(file, 'utf8'));
});
