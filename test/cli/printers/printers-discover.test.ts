// `hardcopy printers discover`: the printers listed for announcements, and real multicast DNS on the loopback interface.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { Bonjour } from 'bonjour-service';
import {
  maxPrinters,
  printersOf,
  type Announcement,
} from '../../../src/destinations/ipp/discovery/discovered-printers.ts';
import { discover } from '../../../src/destinations/ipp/discovery/discovery.ts';
import { SetupFailure } from '../../../src/shared/errors/errors.ts';
import { run } from '../run.ts';

const announced = (name: string, more: Partial<Announcement> = {}): Announcement => ({
  fqdn: `${name}._ipp._tcp.local`,
  host: 'printer.local',
  port: 631,
  txt: { rp: 'ipp/print', uuid: 'urn:uuid:AB-1' },
  ...more,
});

test('a printer that announces itself twice is one, with both addresses', () => {
  const secure = announced('Office', {
    fqdn: 'Office._ipps._tcp.local',
    port: 443,
    txt: { rp: '/ipp/print', UUID: 'ab-1' },
  });
  const clear = announced('Office', {
    txt: {
      rp: 'ipp/print',
      pdl: 'application/pdf, image/URF,',
      ty: 'Acme 4',
      note: 'Room 4',
      Color: 'F',
      UUID: 'ab-1',
    },
    addresses: ['10.0.0.7'],
  });
  assert.deepEqual(printersOf([clear], [secure]), [
    {
      name: 'Office',
      uri: 'ipp://printer.local/ipp/print',
      formats: ['application/pdf', 'image/urf'],
      model: 'Acme 4',
      location: 'Room 4',
      color: false,
      uuid: 'ab-1',
      addresses: ['10.0.0.7'],
      secureUri: 'ipps://printer.local:443/ipp/print',
    },
  ]);
  // A printer with TLS only has only that address.
  assert.equal(printersOf([], [secure])[0]?.uri, 'ipps://printer.local:443/ipp/print');
});

test('queues of one server are separate printers, sorted by name; dots in names stay', () => {
  const queues = ['B v2.1', 'A'].map((name) => announced(name, { txt: { rp: `printers/${name[0] ?? ''}` } }));
  assert.deepEqual(
    printersOf(queues, []).map(({ name, uri }) => [name, uri]),
    [
      ['A', 'ipp://printer.local/printers/A'],
      ['B v2.1', 'ipp://printer.local/printers/B'],
    ],
  );
});

test('invalid announcements are left out, long texts are truncated, the list is bounded', () => {
  const nonsense = [
    announced('a', { host: 'x/../y' }),
    announced('b', { host: undefined }),
    announced('c', { port: 0 }),
    announced('d', { txt: { rp: "print'; rm -rf /" } }),
    announced('e', { fqdn: undefined }),
  ];
  assert.deepEqual(printersOf(nonsense, nonsense), []);
  const [plain] = printersOf([announced('f', { txt: { rp: 5 } })], []);
  assert.equal(plain?.uri, 'ipp://printer.local/');
  const [long] = printersOf([announced('g'.repeat(500), { txt: { note: 'n'.repeat(500) } })], []);
  assert.deepEqual([long?.name.length, long?.location?.length], [127, 127]);
  const many = Array.from({ length: maxPrinters + 50 }, (_, index) => announced(`p${index}`, { txt: {} }));
  assert.equal(printersOf(many, []).length, maxPrinters);
});

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(resolve));
  return port;
}

test('real announcements over multicast are found', async () => {
  const network = { interface: '127.0.0.1', bind: '0.0.0.0', port: await freeUdpPort() };
  const bonjour = new Bonjour(network);
  try {
    const txt = { rp: 'ipp/print', pdl: 'application/pdf,image/pwg-raster', ty: 'Acme 4', UUID: 'ab-1' };
    const office = { name: 'Office', port: 8631, host: 'office.local', probe: false, txt };
    bonjour.publish({ ...office, type: 'ipp' });
    bonjour.publish({ ...office, type: 'ipps' });
    bonjour.publish({ ...office, name: 'Web page', type: 'http' });
    const printers = await discover(1_000, network);
    assert.deepEqual(
      printers.map(({ addresses: _, ...printer }) => printer),
      [
        {
          name: 'Office',
          uri: 'ipp://office.local:8631/ipp/print',
          model: 'Acme 4',
          uuid: 'ab-1',
          formats: ['application/pdf', 'image/pwg-raster'],
          secureUri: 'ipps://office.local:8631/ipp/print',
        },
      ],
    );
  } finally {
    await new Promise<void>((resolve) => {
      bonjour.destroy(resolve);
    });
  }
});

test('a network failure is reported in a sentence', async () => {
  const holder = createSocket('udp4').bind(0, '127.0.0.1');
  await once(holder, 'listening');
  try {
    const network = { interface: '127.0.0.1', port: holder.address().port };
    await assert.rejects(discover(5_000, network), (error: unknown) => {
      assert.ok(error instanceof SetupFailure);
      assert.match(error.message, /^the network cannot be searched for printers: .*EADDRINUSE/);
      return true;
    });
  } finally {
    holder.close();
  }
});

test('the time of the command is limited, and its help describes it', async () => {
  const wrong = await run(['printers', 'discover', '--seconds', '61']);
  assert.equal(wrong.exitCode, 1);
  assert.match(wrong.stderr, /--seconds/);
  assert.match(
    (await run(['printers', 'discover', '--help'])).stdout,
    /hardcopy printers discover --seconds 10/,
  );
});
