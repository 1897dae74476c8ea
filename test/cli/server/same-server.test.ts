// Suggested commands reach the server that the user named.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandFor, forSameServer } from '../../../src/cli/server/same-server.ts';

test('repeats the options that name the server, quoted for a shell', () => {
  assert.equal(commandFor('hardcopy job 1h2k', {}), 'hardcopy job 1h2k');
  assert.equal(
    commandFor('hardcopy job 1h2k', { data: '/srv/films', tokenFile: '/etc/token' }),
    'hardcopy job 1h2k --data /srv/films --token-file /etc/token',
  );
  assert.equal(
    commandFor('hardcopy job 1h2k', { url: new URL('http://films.example.org:8080/') }),
    'hardcopy job 1h2k --url http://films.example.org:8080',
  );
  assert.equal(
    commandFor('hardcopy job 1h2k', { data: "/srv/night's films" }),
    "hardcopy job 1h2k --data '/srv/night'\\''s films'",
  );
});

test('completes quoted commands of a running server in a text, and no other', () => {
  const server = { data: '/srv/films' };
  assert.equal(
    forSameServer(
      '"hardcopy printed 1h2k" if they did; if not, "hardcopy retry 1h2k" prints them again',
      server,
    ),
    '"hardcopy printed 1h2k --data /srv/films" if they did; if not, "hardcopy retry 1h2k --data /srv/films" prints them again',
  );
  for (const [text, expected] of [
    ['"hardcopy printers resume CT"', '"hardcopy printers resume CT --data /srv/films"'],
    ['"hardcopy calibrate CT target"', '"hardcopy calibrate CT target --data /srv/films"'],
    ['"hardcopy jobs"', '"hardcopy jobs --data /srv/films"'],
    ['"hardcopy printers discover"', '"hardcopy printers discover"'],
    ['"hardcopy serve"', '"hardcopy serve"'],
    ['the hardcopy job 1h2k', 'the hardcopy job 1h2k'],
    ['"jobs"', '"jobs"'],
  ] as const)
    assert.equal(forSameServer(text, server), expected);
});
