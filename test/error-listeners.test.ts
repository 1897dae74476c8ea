// Everything in src/ that can emit 'error' events: threads, servers, sockets, streams, watchers, child processes. An error
// without a listener ends the server, so each place is reviewed, and the table names the listener of its errors. This test
// fails for a new place until it is reviewed. Start at `reviewed`.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const src = path.join(import.meta.dirname, '..', 'src');

/** Modules whose functions make emitters, with the functions that do not. */
const emitterModules: Readonly<Record<string, readonly string[]>> = {
  'node:child_process': [],
  'node:cluster': [],
  'node:dgram': [],
  'node:events': ['once'],
  'node:http': [],
  'node:http2': [],
  'node:https': [],
  'node:inspector': [],
  'node:net': ['BlockList', 'isIP'],
  'node:readline': [],
  'node:repl': [],
  'node:stream': [],
  'node:tls': ['checkServerIdentity'],
  'node:worker_threads': ['workerData'],
  // Functions with a callback report errors to it.
  'node:zlib': ['constants', 'crc32', 'deflate', 'deflateSync', 'inflateRaw', 'unzip'],
  'bonjour-service': [],
  fastify: [],
};
/** Functions that make emitters, of modules with many other functions. */
const emitterNames: Readonly<Record<string, readonly string[]>> = {
  'node:fs': ['createReadStream', 'createWriteStream', 'ReadStream', 'WriteStream', 'watch', 'watchFile'],
};
/** Methods that make a stream, on any object. */
const emitterMethods = [
  'createReadStream',
  'createWriteStream',
  'pipeThrough',
  'readLines',
  'toWeb',
  'fromWeb',
];
/** Global emitters. */
const globals = ['BroadcastChannel', 'EventSource', 'MessageChannel', 'WebSocket'];

/** Place and function, with the number of uses if several → listener of its errors. */
const reviewed: Readonly<Record<string, string>> = {
  'config/live/config-watch.ts watch':
    'an error listener closes it; the file is looked at every few seconds anyway',
  'audit/syslog/connection.ts connect': 'an error listener: the next send, or finish, throws it',
  'calibration/scan/scan-file.ts execFile': 'promisify: the promise rejects; nothing is written to its input',
  'cli/doctor/server-checks.ts createServer': 'an error listener for as long as it listens: the finding',
  'cli/pages/page-pixels.ts execFile': 'promisify: the promise rejects; nothing is written to its input',
  'cli/print/demo-server.ts spawn':
    'an error listener: startDemoServer reports it (test/cli/print/demo-server.test.ts)',
  'destinations/ipp/discovery/discovery.ts EventEmitter':
    'makes none: checks whether the socket of the package is one',
  "destinations/ipp/discovery/discovery.ts import('bonjour-service')":
    'an error listener on its socket: discover rejects',
  'cli/accounts/read-password.ts Writable': 'it drops what it gets, and cannot fail',
  'cli/server/api-transport.ts .pipeThrough':
    'read by for await, which throws; pipeThrough takes the other promise',
  'console/audit/audit-routes.ts Readable ×2': 'fastify sends it: it ends the answer',
  'console/http-server.ts fastify':
    'listening: server.listen rejects; afterwards a listener that logs; of connections and requests: fastify',
  'console/system/system-routes.ts Readable': 'sent by fastify, which ends the answer and logs',
  'console/transport/redirects.ts createServer':
    'it does not listen; connections have an error listener of secure-server.ts',
  'console/transport/secure-server.ts https.createServer':
    'the listener of http-server.ts; of handshakes: tlsClientError; of connections: secure-server.ts',
  'destinations/dicom/forwarded-image.ts createReadStream':
    'read by for await in the DIMSE client, which throws',
  'destinations/ipp/client/http-connection.ts http.request':
    'an error listener in post, as long as it is there',
  'destinations/ipp/client/http-connection.ts https.request':
    'an error listener in post, as long as it is there',
  'destinations/ipp/client/http-connection.ts tls.connect': 'an error listener that hands it to the request',
  'destinations/ipp/client/http-post.ts createReadStream ×2': 'pipeline: send rejects',
  'shared/tls/secure-fetch.ts Readable': 'read as the body of an answer, which throws',
  'shared/tls/secure-fetch.ts connect': 'an error listener of its own; events.once rejects while it connects',
  'shared/tls/secure-fetch.ts https.request':
    'an error listener of its own; events.once rejects until it is answered',
  'shared/tls/tls-reload.ts watch': 'an error listener that logs: the files are read again at SIGHUP only',
  'dicom/net/tls-server.ts createServer': 'error listeners of acceptor.ts; of handshakes: tlsClientError',
  'dicom/upper-layer/acceptor.ts createServer':
    'listening: listen rejects; afterwards a listener that logs; of connections: connection.ts',
  'dicom/upper-layer/requestor.ts connectSecure': 'an error listener in connection.ts, which opened it',
  'dicom/upper-layer/requestor.ts createConnection': 'an error listener in connection.ts, which opened it',
  'images/image-thread.ts parentPort ×2': 'the thread’s own end: what it throws is the error of its Worker',
  'render/compression/deflate.ts createDeflate':
    'events.once for its end, which rejects; destroyed without an error',
  'quality/quality-thread.ts parentPort ×2':
    'the thread’s own end: what it throws is the error of its Worker',
  'quality/uploaded-scans.ts createWriteStream': 'pipeline: the upload rejects',
  'render/formats/page-images.ts createReadStream': 'read by for await in addImage, which throws',
  'render/formats/page-images.ts createWriteStream': 'pipeline: writePageImages rejects',
  'render/formats/pdf.ts createWriteStream': 'pipeline: writePages rejects, also while it waits for drain',
  'render/formats/synced-file.ts createWriteStream': 'pipeline: writeSynced rejects',
  'render/worker.ts parentPort ×2': 'the thread’s own end: what it throws is the error of its Worker',
  'shared/log/log-output.ts Writable': 'its write never fails; the stream below has an error listener',
  'shared/threads/worker-threads.ts Worker': 'error, messageerror and exit end its task with ThreadFailure',
  'spool/blobs/folder/folder-documents.ts .createReadStream':
    'sent by fastify, which ends the answer and logs',
  'spool/store/sqlite/sqlite-connection.ts Worker':
    'error, messageerror and exit: calls reject, `lost` resolves',
  'spool/store/sqlite/sqlite-thread.ts parentPort ×2':
    'the thread’s own end: what it throws is the error of its Worker',
  'trace/replay.ts createInterface': 'for await: readTrace throws',
  'trace/replay.ts createReadStream': 'createInterface hands its errors on: readTrace throws',
};

/** What a file imports of those modules: local name → exported name; undefined: the module itself. */
function emitterImports(file: ts.SourceFile): ReadonlyMap<string, string | undefined> {
  const names = new Map<string, string | undefined>();
  for (const statement of file.statements) {
    const builtin = /^const (\w+) = process\.getBuiltinModule\('(.+)'\);$/.exec(statement.getText(file));
    if (builtin?.[1] !== undefined && (builtin[2] ?? '') in emitterModules) names.set(builtin[1], undefined);
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const { text } = statement.moduleSpecifier;
    const makesEmitter = (name: string) =>
      emitterModules[text]?.includes(name) === false || emitterNames[text]?.includes(name) === true;
    const clause = statement.importClause;
    if (!clause || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) continue;
    const { namedBindings: bindings } = clause;
    if (clause.name && text in emitterModules) names.set(clause.name.text, undefined);
    if (!bindings) continue;
    if (ts.isNamespaceImport(bindings)) {
      if (text in emitterModules || text in emitterNames) names.set(bindings.name.text, undefined);
      continue;
    }
    for (const { name, propertyName, isTypeOnly } of bindings.elements)
      if (!isTypeOnly && makesEmitter((propertyName ?? name).text)) names.set(name.text, name.text);
  }
  return names;
}

/** The places of a file, one entry for each use of a name. */
function placesIn(name: string, text: string): readonly string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const imports = emitterImports(file);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)))
      return;
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
      if (isMember) {
        if (emitterMethods.includes(node.text) && !imports.has(parent.expression.getText()))
          found.push(`.${node.text}`);
      } else if (imports.has(node.text) && !ts.isVariableDeclaration(parent)) {
        const whole = imports.get(node.text) === undefined && ts.isPropertyAccessExpression(parent);
        found.push(whole ? parent.getText() : node.text);
      } else if (globals.includes(node.text)) found.push(node.text);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [module] = node.arguments;
      if (
        module &&
        ts.isStringLiteral(module) &&
        (module.text in emitterModules || module.text in emitterNames)
      )
        found.push(`import('${module.text}')`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Places in the form of the table. */
function named(file: string, places: readonly string[]): readonly string[] {
  return [...new Set(places)].map((place) => {
    const count = places.filter((other) => other === place).length;
    return `${file} ${place}${count > 1 ? ` ×${count}` : ''}`;
  });
}

test('each place that can emit an error has a row, and each row has a place', () => {
  const files = globSync('**/*.ts', { cwd: src }).map((file) => file.split(path.sep).join('/'));
  const found = files.flatMap((file) =>
    named(file, placesIn(file, readFileSync(path.join(src, file), 'utf8'))),
  );
  assert.deepEqual(found.toSorted(), Object.keys(reviewed).toSorted());
});

test('finds new places of each kind; ignores types and harmless names', () => {
  const text = `
    import net, { isIP, type Socket } from 'node:net';
    import { connect as open } from 'node:tls';
    const http = process.getBuiltinModule('node:http');
    import { Worker, workerData } from 'node:worker_threads';
    import { EventEmitter, once } from 'node:events';
    import * as fs from 'node:fs';
    import { watch, type FSWatcher } from 'node:fs';
    import { PassThrough, Readable } from 'node:stream';
    class Own extends EventEmitter {}
    const threads = [new Worker(workerData), new Worker('b')];
    const sockets: Socket[] = [net.connect(1), open(1)];
    const streams = [Readable.from([]), new PassThrough(), fs.createReadStream('a'), handle.createWriteStream()];
    const watcher: FSWatcher = watch('.');
    const later = [import('node:dgram'), new WebSocket('ws://x'), isIP('x'), once(watcher, 'close')];
    fs.readFileSync('x');
    http.request('x');
  `;
  assert.deepEqual(named('x.ts', placesIn('x.ts', text)), [
    'x.ts EventEmitter',
    'x.ts Worker ×2',
    'x.ts net.connect',
    'x.ts open',
    'x.ts Readable',
    'x.ts PassThrough',
    'x.ts fs.createReadStream',
    'x.ts .createWriteStream',
    'x.ts watch',
    "x.ts import('node:dgram')",
    'x.ts WebSocket',
    'x.ts fs.readFileSync',
    'x.ts http.request',
  ]);
});
