// Films forwarded to DCMTK's print server while our server is killed at varied moments: every accepted film is stored once. A
// film whose answer was lost has an unknown outcome and is not sent again, so that no film is stored twice.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { DcmtkImager } from '../support/dcmtk-imager.ts';
import { needs } from '../support/external.ts';
import { compose, open, print } from '../support/network-print.ts';
import { TestServer } from '../support/server.ts';

const skip = needs('dcmprscp', 'dcmdump');
/** How much of the time that an undisturbed forwarding takes has passed when the server is killed. */
const moments = [0.05, 0.15, 0.3, 0.45, 0.6, 0.8];

test(
  'killed while it forwards, the server sends no film twice, and says of which the outcome is not known',
  { skip },
  async (context) => {
    const imager = await DcmtkImager.start();
    const data = mkdtempSync(path.join(tmpdir(), 'hardcopy-forward-crash-'));
    const config = `devices: { pollSeconds: 0.5 }
spool: { retrySeconds: 0.2, tries: 100 }
printers:
  - { aeTitle: HARDCOPY, destinations: [{ kind: dicom, host: 127.0.0.1, port: ${imager.address.port}, aeTitle: DCMTK }] }
`;
    let server = await TestServer.start({ data, config });
    context.after(async () => {
      await server.kill().catch(() => undefined);
      await imager.remove();
      rmSync(data, { recursive: true, force: true });
    });
    /** Prints a film with a Max Density of its own, by which it is known among those that the imager stored. */
    const send = async (maxDensity: number) => {
      const connection = await open(server.dicomPort);
      const film = { FilmSizeID: '8INX10IN', MaxDensity: maxDensity };
      const { filmBox } = await compose(connection, undefined, film);
      assert.equal((await print(connection, filmBox)).status, 0);
      await server.logged(/job\.rendered /);
    };
    await send(200);
    const since = performance.now();
    await server.logged(/delivery\.done /);
    const wholeMs = performance.now() - since;
    let cut = 0;
    for (const [index, moment] of moments.entries()) {
      // A server of its own for each, as the log lines are looked for from its start.
      await server.kill();
      server = await TestServer.start({ data, config });
      await send(201 + index);
      await setTimeout(wholeMs * moment);
      await server.kill();
      if (!server.log.includes('delivery.done ')) cut += 1;
      server = await TestServer.start({ data, config });
    }
    const films = moments.length + 1;
    const ended = await server.jobsWhen((jobs) => {
      const over = jobs.filter(({ state }) => state === 'UNKNOWN' || state === 'DONE');
      return over.length < films ? undefined : over;
    });
    const unknown = ended.filter(({ state }) => state !== 'DONE').length;
    const stored = await imager.films();
    const times = Array.from(
      { length: films },
      (_, index) => stored.filter((text) => new RegExp(` ${200 + index} .*MaxDensity`).test(text)).length,
    );
    context.diagnostic(
      `${cut} cut short; stored ${times.join(', ')} times; ${unknown} with an unknown outcome`,
    );
    assert.ok(
      times.every((count) => count <= 1),
      `twice: ${times.join(', ')}`,
    );
    const missing = times.filter((count) => count === 0).length;
    assert.ok(missing <= unknown, `${missing} are not stored, ${unknown} with an unknown outcome`);
  },
);
