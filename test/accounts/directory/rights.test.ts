// Groups of a directory as roles and printers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterValue } from '../../../src/accounts/directory/ldap.ts';
import { rightsOf } from '../../../src/accounts/directory/rights.ts';

const mapping = {
  roles: {
    technician: ['Radiographers', 'cn=film, ou=groups,dc=clinic,dc=example'],
    administrator: ['pacs-admins'],
  },
  printers: { WARD3: ['ward3'], OFFICE: ['office'] },
};

test('groups are meant by their name, or by all of a distinguished name, in any case', () => {
  for (const group of [
    'radiographers',
    'CN=Radiographers,OU=Groups,DC=clinic,DC=example',
    'cn=Film,OU=groups, DC=clinic,DC=example',
  ])
    assert.deepEqual(rightsOf([group], mapping), { roles: ['technician'], printers: null }, group);
  for (const group of [
    'radiographers2',
    'cn=film,ou=other,dc=clinic,dc=example',
    'ou=radiographers2,cn=radiographers',
    'cn=x\\,cn=radiographers,dc=example',
    '',
  ])
    assert.equal(rightsOf([group], mapping), null, group);
});

test('a user without a role has no rights here, and a group may limit users to printers', () => {
  assert.equal(rightsOf([], mapping), null);
  assert.equal(rightsOf(['ward3'], mapping), null);
  assert.deepEqual(rightsOf(['radiographers', 'ward3', 'office'], mapping), {
    roles: ['technician'],
    printers: ['WARD3', 'OFFICE'],
  });
  assert.deepEqual(rightsOf(['pacs-admins', 'ward3'], mapping)?.printers, null);
});

test('what has a meaning in a filter is written as bytes', () => {
  assert.equal(filterValue('*)(uid=*'), '\\2a\\29\\28uid=\\2a');
  assert.equal(filterValue('a\\b\0ü'), 'a\\5cb\\00\\c3\\bc');
  assert.equal(filterValue('cn=Film (night),dc=x'), 'cn=Film \\28night\\29,dc=x');
});
