// The page of a film shows the recorded traffic of the association that sent it; a film whose client is not recorded has none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiRoutes } from '../../src/api/routes.ts';
import { axeViolations, browserPrograms, openPage, startBrowser } from '../support/browser.ts';
import { needs } from '../support/external.ts';
import { compose, open, print } from '../support/network-print.ts';
import { TestServer } from '../support/server.ts';

async function printed(server: TestServer): Promise<string> {
  const connection = await open(server.dicomPort);
  const { filmBox } = await compose(connection, undefined, { FilmSizeID: '8INX10IN' });
  assert.equal((await print(connection, filmBox)).status, 0);
  await connection.association.release();
  const { jobs } = apiRoutes.jobs.answer.parse(await (await server.get('/api/jobs')).json());
  return jobs[0]?.id ?? '';
}

test(
  'a film shows the recorded traffic of its association',
  { skip: needs(...browserPrograms) },
  async (t) => {
    const server = await TestServer.start();
    t.after(() => server.stop());
    const before = await printed(server);
    const traced = await fetch(`http://127.0.0.1:${server.httpPort}/api/clients/TESTER/trace`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"minutes":5}',
    });
    assert.equal(traced.status, 200);
    const recorded = await printed(server);
    await server.jobsDone(2);

    const traceOf = async (id: string) =>
      apiRoutes.jobTrace.answer.parse(await (await server.get(`/api/jobs/${id}/trace`)).json());
    assert.deepEqual(await traceOf(before), { trace: null, text: null, isCut: false });
    const { trace, text } = await traceOf(recorded);
    assert.match(trace ?? '', /^\d{8}T\d{9}Z-.*-TESTER$/);
    assert.match(text ?? '', /-> A-ASSOCIATE-RQ[^]*N-ACTION-RQ/);
    assert.equal((await server.get('/api/jobs/0000000000000000/trace')).status, 404);

    const { page, errors } = await openPage(await startBrowser(t));
    await page.goto(`http://127.0.0.1:${server.httpPort}/films/${recorded}`);
    const traffic = page.getByRole('region', { name: 'Recorded traffic' });
    await traffic.getByText(trace ?? '', { exact: true }).click();
    await traffic.getByText(/A-ASSOCIATE-RQ/).waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await page.goto(`http://127.0.0.1:${server.httpPort}/films/${before}`);
    await page.getByRole('region', { name: 'History' }).waitFor();
    assert.equal(await page.getByRole('region', { name: 'Recorded traffic' }).count(), 0);
    assert.deepEqual(errors, []);
  },
);
