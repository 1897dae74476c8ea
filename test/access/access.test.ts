// Access rules: which rule accepts a client, and the reason that refused clients get.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decideAccess, type AccessRequest, type AccessRule } from '../../src/access/access.ts';
import { addressList, isAddressOrSubnet } from '../../src/shared/address-list.ts';
import { PrinterTitles } from '../../src/shared/film/printer-titles.ts';
import { permissions } from '../../src/print-scp/clients/permissions.ts';

const certificate = {
  commonName: 'CT Room 1',
  alternativeNames: ['ct1.example.org'],
  sha256: 'ab'.repeat(32),
};
const rule = (changes: Partial<AccessRule> & { from?: readonly string[] } = {}): AccessRule => {
  const { from, ...rest } = changes;
  return { name: 'rule', may: permissions, ...rest, ...(from ? { addresses: addressList(from) } : {}) };
};

const titles = new PrinterTitles([
  { aeTitle: 'HARDCOPY', aeTitleAliases: ['FILMS', 'Old Imager'], anyAeTitle: false },
  { aeTitle: 'COLOR', aeTitleAliases: [], anyAeTitle: false },
]);

/** "granted NAME as CLIENT", or "1/1/3 WHY". */
function decision(
  rules: readonly AccessRule[],
  request: Partial<AccessRequest> = {},
  open: Readonly<Record<string, number>> = {},
): string {
  const decided = decideAccess(
    { callingAeTitle: 'CT1', calledAeTitle: 'HARDCOPY', address: '10.1.2.3', ...request },
    { rules, titles, openOf: (client) => open[client] ?? 0 },
  );
  if (decided.kind === 'granted') return `granted ${decided.rule.name} as ${decided.client}`;
  const { result, source, reason, why } = decided.rejection;
  return `${result}/${source}/${reason} ${why}`;
}

describe('decideAccess', () => {
  const cases: readonly (readonly [
    name: string,
    rules: readonly AccessRule[],
    request: Partial<AccessRequest>,
    expected: string,
  ])[] = [
    ['anyone', [rule()], {}, 'granted rule as rule 0 / 10.1.2.3'],
    ['an address', [rule({ from: ['10.1.2.3'] })], {}, 'granted rule as rule 0 / 10.1.2.3'],
    ['a subnet', [rule({ from: ['10.1.0.0/16'] })], {}, 'granted rule as rule 0 / 10.1.2.3'],
    [
      'IPv4 on a dual-stack socket',
      [rule({ from: ['10.1.0.0/16'] })],
      { address: '::ffff:10.1.9.9' },
      'granted rule as rule 0 / 10.1.9.9',
    ],
    [
      'an IPv6 subnet',
      [rule({ from: ['fd00:1::/32'] })],
      { address: 'fd00:1::7' },
      'granted rule as rule 0 / fd00:1::7',
    ],
    [
      'a printer title in other capitals',
      [rule()],
      { calledAeTitle: 'hardcopy ' },
      'granted rule as rule 0 / 10.1.2.3',
    ],
    [
      'a printer by its alias, where the rule has its title',
      [rule({ name: 'color', printers: ['COLOR'] }), rule({ name: 'films', printers: ['hardcopy'] })],
      { calledAeTitle: 'old imager' },
      'granted films as rule 1 / 10.1.2.3',
    ],
    [
      'a title in other capitals, counted as the same client',
      [rule({ callingAeTitles: ['ct*'], maxAssociations: 1 })],
      { callingAeTitle: 'ct1' },
      'granted rule as rule 0 / CT1',
    ],
    ['a title', [rule({ callingAeTitles: ['MR1', 'ct?'] })], {}, 'granted rule as rule 0 / CT1'],
    [
      'both',
      [rule({ callingAeTitles: ['CT*'], from: ['10.0.0.0/8'] })],
      {},
      'granted rule as rule 0 / CT1 / 10.1.2.3',
    ],
    [
      'another address',
      [rule({ from: ['10.2.0.0/16'] })],
      {},
      '1/1/1 no access rule for address 10.1.2.3 (calling AE title CT1)',
    ],
    [
      'another title',
      [rule({ callingAeTitles: ['MR*'] })],
      {},
      '1/1/3 no access rule for calling AE title CT1 from 10.1.2.3',
    ],
    [
      'the title from another address',
      [rule({ callingAeTitles: ['CT*'], from: ['10.2.0.0/16'] })],
      {},
      '1/1/1 no access rule for address 10.1.2.3 (calling AE title CT1)',
    ],
    [
      'the address with another title',
      [rule({ callingAeTitles: ['MR*'], from: ['10.1.0.0/16'] })],
      {},
      '1/1/3 no access rule for calling AE title CT1 from 10.1.2.3',
    ],
    [
      'a common name',
      [rule({ certificates: ['ct room*'] })],
      { certificate },
      'granted rule as rule 0 / 10.1.2.3',
    ],
    [
      'an alternative name',
      [rule({ certificates: ['*.example.org'] })],
      { certificate },
      'granted rule as rule 0 / 10.1.2.3',
    ],
    [
      'a fingerprint, as openssl writes it',
      [rule({ certificates: [`sha256:${Array.from({ length: 32 }, () => 'AB').join(':')}`] })],
      { certificate },
      'granted rule as rule 0 / 10.1.2.3',
    ],
    [
      'another fingerprint',
      [rule({ certificates: [`sha256:${'cd'.repeat(32)}`] })],
      { certificate },
      '1/1/1 the access rules require another certificate from CT1 from 10.1.2.3',
    ],
    [
      'no certificate',
      [rule({ certificates: ['*'] })],
      {},
      '1/1/1 the access rules require another certificate from CT1 from 10.1.2.3',
    ],
    [
      'an unknown printer',
      [rule()],
      { calledAeTitle: 'LASER' },
      '1/1/7 no printer LASER; there is HARDCOPY, COLOR',
    ],
    [
      'an unknown client does not learn the titles of printers',
      [rule({ callingAeTitles: ['MR*'] })],
      { calledAeTitle: 'LASER' },
      '1/1/3 no access rule for calling AE title CT1 from 10.1.2.3',
    ],
    [
      'a printer for others',
      [rule({ printers: ['COLOR'] })],
      {},
      '1/1/7 printer HARDCOPY is not for CT1 by its access rule',
    ],
    [
      'the first rule with the printer decides',
      [rule({ name: 'a', printers: ['COLOR'] }), rule({ name: 'b' }), rule({ name: 'c' })],
      {},
      'granted b as rule 1 / 10.1.2.3',
    ],
  ];
  for (const [name, rules, request, expected] of cases) {
    test(name, () => {
      assert.equal(decision(rules, request), expected);
    });
  }

  test('the limit of associations applies to each client separately', () => {
    const rules = [rule({ callingAeTitles: ['CT*'], maxAssociations: 2 })];
    assert.match(decision(rules, {}, { 'rule 0 / CT1': 1 }), /^granted/);
    assert.equal(
      decision(rules, {}, { 'rule 0 / CT1': 2 }),
      '2/3/2 this client has 2 open associations, which is its maximum',
    );
    assert.match(decision(rules, { callingAeTitle: 'CT2' }, { 'rule 0 / CT1': 2 }), /^granted/);
  });
});

test('addresses and subnets are recognized', () => {
  const good = ['10.1.2.3', '10.0.0.0/8', '::1', 'fe80::/10', '0.0.0.0/0'];
  const bad = ['10.1.2', '10.1.2.3/33', 'fd00::/129', 'ct1.example.org', '', '10.0.0.0/', '10.0.0.0/8/8'];
  assert.deepEqual(good.filter(isAddressOrSubnet), good);
  assert.deepEqual(bad.filter(isAddressOrSubnet), []);
  assert.throws(() => addressList(['ct1']), /"ct1" is neither an address nor a subnet/);
});

test('the zone of a link-local address is ignored', () => {
  assert.ok(addressList(['fe80::/10']).has('fe80::1%eth0'));
  assert.ok(!addressList(['fe80::/10']).has('unknown'));
});
