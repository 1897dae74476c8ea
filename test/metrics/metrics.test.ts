// GET /metrics of a real server after real films: the counters match what was done. The states of devices are simulated answers
// of the monitor.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssociationRefusal } from '../../src/shared/errors/wire-failures.ts';
import type { DeviceState } from '../../src/destinations/destination.ts';
import type { KnownDevice } from '../../src/devices/device-monitor.ts';
import { openMetrics } from '../../src/metrics/metrics.ts';
import { parseMetrics, valueOf, type Sample } from '../support/metrics-text.ts';
import { compose, open, print } from '../support/network-print.ts';
import { TestServer } from '../support/server.ts';

async function scrape(server: TestServer): Promise<readonly Sample[]> {
  const response = await server.get('/metrics');
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/);
  return parseMetrics(await response.text());
}

test('films that were printed are counted and timed, by stage and by kind of destination', async () => {
  const server = await TestServer.start();
  try {
    const before = await scrape(server);
    assert.equal(valueOf(before, 'hardcopy_jobs_accepted_total', { printer: 'HARDCOPY' }), 0);
    assert.equal(valueOf(before, 'hardcopy_jobs', { state: 'DONE' }), 0);
    assert.equal(valueOf(before, 'hardcopy_dicom_received_bytes_total'), 0);

    const connection = await open(server.dicomPort);
    const { filmBox } = await compose(connection, undefined, {}, { FilmSessionLabel: 'DOE^JANE' });
    assert.equal((await print(connection, filmBox)).status, 0);
    assert.equal((await print(connection, filmBox)).status, 0);
    // Refused: there is no such film box.
    assert.equal((await print(connection, '2.25.404')).status, 0x0112);
    assert.equal(valueOf(await scrape(server), 'hardcopy_associations_open'), 1);
    await connection.association.release();
    await assert.rejects(open(server.dicomPort, 'STRANGER'), AssociationRefusal);
    await server.jobsDone(2);

    const samples = await scrape(server);
    const value = (name: string, labels?: Record<string, string>) => valueOf(samples, name, labels);
    assert.equal(value('hardcopy_jobs_accepted_total', { printer: 'HARDCOPY' }), 2);
    assert.equal(value('hardcopy_films_accepted_total', { printer: 'HARDCOPY' }), 2);
    assert.deepEqual(
      ['PENDING', 'PRINTING', 'DONE', 'FAILURE', 'UNKNOWN'].map((state) => value('hardcopy_jobs', { state })),
      [0, 0, 2, 0, 0],
    );
    const ended = { printer: 'HARDCOPY', state: 'DONE', reason: 'delivered' };
    assert.equal(value('hardcopy_jobs_ended_total', ended), 2);
    for (const stage of ['accept', 'queue', 'render']) {
      assert.equal(value('hardcopy_stage_seconds_count', { stage }), 2, stage);
    }
    // The second film is of the same pixels, received once, and timed for each film that they made.
    assert.equal(value('hardcopy_stage_seconds_count', { stage: 'receive' }), 2);
    const received = value('hardcopy_stage_seconds_sum', { stage: 'receive' }) ?? 0;
    assert.ok(received > (value('hardcopy_stage_seconds_sum', { stage: 'accept' }) ?? Infinity));
    assert.ok((value('hardcopy_stage_seconds_sum', { stage: 'render' }) ?? 0) > 0.001);
    assert.equal(value('hardcopy_delivery_seconds_count', { kind: 'pdf', result: 'delivered' }), 2);
    assert.equal(value('hardcopy_job_seconds_count', { state: 'DONE' }), 2);

    assert.equal(value('hardcopy_associations_accepted_total'), 1);
    assert.equal(value('hardcopy_associations_open'), 0);
    assert.equal(value('hardcopy_associations_ended_total', { end: 'released' }), 1);
    const rejection = { code: '1/1/7', reason: 'called AE title not recognized' };
    assert.equal(value('hardcopy_associations_rejected_total', rejection), 1);
    assert.equal(value('hardcopy_dimse_responses_total', { command: 'N-ACTION-RSP', status: '0000' }), 2);
    assert.equal(value('hardcopy_dimse_responses_total', { command: 'N-ACTION-RSP', status: '0112' }), 1);
    // 64 × 64 pixels, and the messages around them.
    const bytes = value('hardcopy_dicom_received_bytes_total') ?? 0;
    assert.ok(bytes > 4096 && bytes < 8192, String(bytes));

    assert.ok((value('hardcopy_spool_bytes') ?? 0) > 4096);
    assert.ok((value('hardcopy_disk_free_bytes') ?? 0) > 1_000_000);
    assert.equal(value('hardcopy_printer_paused', { printer: 'HARDCOPY' }), 0);
    const device = { printer: 'HARDCOPY', destination: 'pdf' };
    assert.equal(value('hardcopy_device_ready', device), 1);
    assert.equal(value('hardcopy_device_status', { ...device, status: 'NORMAL' }), 1);
    assert.ok((value('process_resident_memory_bytes') ?? 0) > 1_000_000);
    assert.ok((value('hardcopy_event_loop_active_seconds_total') ?? 0) > 0.001);
    // Sampled only while the association was open: prom-client's own would wake an idle server a hundred times per second.
    const delays = 'hardcopy_event_loop_delay_seconds_count';
    assert.ok((value(delays) ?? 0) > 0);
    assert.equal(valueOf(await scrape(server), delays), value(delays));
    assert.ok(!samples.some(({ name }) => name.startsWith('nodejs_eventloop_lag')));

    // Nothing of who printed, or of what.
    const text = await (await server.get('/metrics')).text();
    for (const secret of ['TESTER', 'STRANGER', 'DOE', 'JANE', '127.0.0.1']) {
      assert.ok(!text.includes(secret), secret);
    }
  } finally {
    assert.equal(await server.stop(), 0);
  }
});

test('devices show their status, trouble and supplies as they said last', async () => {
  const device = (state: Partial<DeviceState>): KnownDevice => ({
    printer: 'CT',
    destination: 'office',
    required: true,
    since: new Date(1_700_000_000_000),
    state: { status: 'NORMAL', info: 'NORMAL', ready: true, detail: '', ...state },
  });
  let states: readonly KnownDevice[] = [];
  const metrics = openMetrics({
    printers: new Map([['CT', new Map([['office', 'ipp']])]]),
    spool: {
      onChange: () => () => undefined,
      counts: () => Promise.resolve({ PENDING: 3, PRINTING: 0, DONE: 0, FAILURE: 0, UNKNOWN: 0 }),
      payloadBytes: () => Promise.resolve(7),
      pausedPrinters: () => [{ printer: 'CT', who: 'eve', at: new Date() }],
    },
    monitor: { states: () => states },
    freeBytes: () => 5,
    audit: () => ({ newest: 7, waiting: 1, unsent: 3 }),
  });
  const read = async () => parseMetrics((await metrics.exposition()).text);

  assert.ok(!(await read()).some(({ name }) => name === 'hardcopy_device_ready'));
  states = [
    device({
      status: 'WARNING',
      info: 'SUPPLY EMPTY',
      ready: false,
      supplies: [
        { name: 'Black "XL" Toner', percent: 0 },
        { name: 'Tray 1' },
        ...Array.from({ length: 40 }, (_, index) => ({ name: `Ink ${index}`, percent: index })),
      ],
    }),
  ];
  const troubled = await read();
  const office = { printer: 'CT', destination: 'office' };
  assert.equal(valueOf(troubled, 'hardcopy_device_ready', office), 0);
  assert.equal(valueOf(troubled, 'hardcopy_device_status', { ...office, status: 'WARNING' }), 1);
  assert.equal(valueOf(troubled, 'hardcopy_device_status', { ...office, status: 'NORMAL' }), 0);
  assert.equal(valueOf(troubled, 'hardcopy_device_trouble', { ...office, info: 'SUPPLY EMPTY' }), 1);
  assert.equal(valueOf(troubled, 'hardcopy_device_state_since_seconds', office), 1_700_000_000);
  const supplies = troubled.filter(({ name }) => name === 'hardcopy_device_supply_percent');
  // The first 32, of which one does not know.
  assert.equal(supplies.length, 31);
  assert.equal(supplies[0]?.value, 0);
  assert.equal(valueOf(troubled, 'hardcopy_printer_paused', { printer: 'CT' }), 1);
  assert.equal(valueOf(troubled, 'hardcopy_jobs', { state: 'PENDING' }), 3);
  assert.equal(valueOf(troubled, 'hardcopy_spool_bytes'), 7);

  states = [device({})];
  const well = await read();
  assert.equal(valueOf(well, 'hardcopy_device_trouble'), undefined);
  assert.equal(valueOf(well, 'hardcopy_device_ready', office), 1);
  metrics.close();
});
