// An IPP printer that behaves as a test specifies, correctly or not: an HTTP server on a loopback port. By default it
// accepts PDF, prints immediately and keeps all jobs. Start at `startScriptedPrinter`.
import ipp from '@sealsystems/ipp';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { Dribble } from './dribbling-server.ts';
import { IppAttributes } from '../../src/destinations/ipp/protocol/ipp-attributes.ts';

type Values = Readonly<Record<string, unknown>>;

/** A request as received. */
export interface ScriptedRequest {
  readonly operation: string;
  readonly version: string;
  readonly attributes: IppAttributes;
  readonly job: IppAttributes;
  readonly document: Buffer;
  readonly headers: http.IncomingHttpHeaders;
}

/** A job of the printer; tests may change it. */
export interface ScriptedJob {
  readonly id: number;
  readonly name: string;
  /** job-state by name. */
  state: string;
  reasons: readonly string[];
  documents: Buffer[];
}

export type ScriptedAnswer =
  | {
      readonly status: string;
      readonly unsupported?: Values;
      readonly jobs?: readonly Values[];
      readonly printer?: Values;
    }
  | {
      readonly http: number;
      readonly headers?: Values;
      readonly body?: string | Buffer;
      readonly type?: string;
    }
  /** These bytes repeatedly, without an end. */
  | { readonly dribble: Pick<Dribble, 'first' | 'again'> }
  /** Ends the connection without a response. */
  | 'close'
  /** Never responds. */
  | 'silence';

type IppAnswer = Extract<ScriptedAnswer, { status: string }>;

export interface Script {
  /** Printer attributes that are added or replaced; undefined removes one. */
  readonly attributes?: Values;
  /** Called first for every request; undefined: the response of a correct printer. */
  readonly answer?: (request: ScriptedRequest) => ScriptedAnswer | undefined;
  /** Called before the document of a request is read, when only the headers are known. */
  readonly early?: (headers: http.IncomingHttpHeaders) => ScriptedAnswer | undefined;
  /**
   * Responds as soon as the headers have arrived; `then`: the rest is read nevertheless, or the connection is ended.
   */
  readonly hasty?: (
    headers: http.IncomingHttpHeaders,
  ) => { readonly answer: IppAnswer; readonly then: 'read' | 'end' } | undefined;
  /** Called once the document of a job has arrived: may change the job, and replace the response success. */
  readonly printed?: (job: ScriptedJob) => ScriptedAnswer | undefined;
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer };
}

export interface ScriptedPrinter {
  readonly uri: string;
  readonly requests: readonly ScriptedRequest[];
  readonly jobs: Map<number, ScriptedJob>;
  /** Names of the requested operations, in order, without status queries. */
  readonly operations: () => readonly string[];
  readonly attributes: Record<string, unknown>;
  /** Accepts no further connections; existing ones continue. */
  readonly refuse: () => void;
}

const questions = ['Get-Printer-Attributes', 'Get-Job-Attributes', 'Get-Jobs', 'Validate-Job'];

const goodPrinter: Values = {
  'printer-uuid': 'urn:uuid:01234567-89ab-cdef-0123-456789abcdef',
  'printer-make-and-model': 'Scripted Printer',
  'printer-state': 'idle',
  'printer-state-reasons': ['none'],
  'printer-is-accepting-jobs': true,
  'operations-supported': [
    'Print-Job',
    'Validate-Job',
    'Create-Job',
    'Send-Document',
    'Cancel-Job',
    'Get-Job-Attributes',
    'Get-Jobs',
    'Get-Printer-Attributes',
  ],
  'document-format-supported': ['application/pdf'],
  'media-supported': ['na_letter_8.5x11in', 'iso_a4_210x297mm'],
  'media-ready': ['na_letter_8.5x11in'],
  'media-default': 'na_letter_8.5x11in',
};

export async function startScriptedPrinter(
  context: Pick<TestContext, 'after'>,
  script: Script = {},
  host = '127.0.0.1',
): Promise<ScriptedPrinter> {
  const requests: ScriptedRequest[] = [];
  const jobs = new Map<number, ScriptedJob>();
  const attributes: Record<string, unknown> = { ...goodPrinter, ...script.attributes };
  const printer = { attributes, jobs, requests, script };
  const handle = (request: http.IncomingMessage, response: http.ServerResponse) => {
    const early = script.early?.(request.headers);
    if (early) {
      write(response, early, 1);
      return;
    }
    if (request.headers.expect !== undefined) response.writeContinue();
    const hasty = script.hasty?.(request.headers);
    if (hasty) {
      // Bypasses Node's server, which would end the connection with its response.
      request.socket.write(rawAnswer(hasty.answer), () => {
        if (hasty.then === 'end') request.socket.destroy();
      });
      void gather(request).then(
        (body) => {
          requests.push(requestOf(body, request.headers));
          request.socket.end();
        },
        () => undefined,
      );
      return;
    }
    void gather(request).then(
      (body) => {
        const asked = requestOf(body, request.headers);
        requests.push(asked);
        write(response, script.answer?.(asked) ?? goodAnswer(asked, printer), body.readUInt32BE(4));
      },
      () => undefined,
    );
  };
  const server = script.tls ? https.createServer({ ...script.tls }) : http.createServer();
  server.on('request', handle);
  server.on('checkContinue', handle);
  server.listen(0, host);
  await once(server, 'listening');
  const closed = once(server, 'close');
  context.after(async () => {
    server.closeAllConnections();
    if (server.listening) server.close();
    await closed;
  });
  const { port } = server.address() as AddressInfo;
  return {
    uri: `${script.tls ? 'ipps' : 'ipp'}://${host.includes(':') ? `[${host}]` : host}:${port}/ipp/print`,
    requests,
    jobs,
    attributes,
    refuse: () => {
      server.close();
    },
    operations: () => requests.map(({ operation }) => operation).filter((name) => !questions.includes(name)),
  };
}

async function gather(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function requestOf(body: Buffer, headers: http.IncomingHttpHeaders): ScriptedRequest {
  const parsed = ipp.parse(body) as Record<string, unknown> & { data?: Buffer };
  return {
    operation: String(parsed.operation),
    version: String(parsed.version),
    attributes: new IppAttributes(parsed['operation-attributes-tag']),
    job: new IppAttributes(parsed['job-attributes-tag']),
    document: parsed.data ?? Buffer.alloc(0),
    headers,
  };
}

function jobValues({ id, name, state, reasons, documents }: ScriptedJob): Values {
  return {
    'job-id': id,
    'job-name': name,
    'job-state': state,
    'job-state-reasons': reasons,
    'number-of-documents': documents.length,
  };
}

const ended = ['completed', 'canceled', 'aborted'];

function goodAnswer(
  { operation, attributes, document }: ScriptedRequest,
  printer: { attributes: Values; jobs: Map<number, ScriptedJob>; script: Script },
): ScriptedAnswer {
  const { jobs, script } = printer;
  const ok = 'successful-ok';
  const arrived = (job: ScriptedJob): ScriptedAnswer => {
    job.documents.push(document);
    job.state = 'completed';
    job.reasons = ['job-completed-successfully'];
    return script.printed?.(job) ?? { status: ok, jobs: [jobValues(job)] };
  };
  const created = (): ScriptedJob => {
    const id = jobs.size + 1;
    const name = attributes.string('job-name') ?? '';
    const job = { id, name, state: 'pending-held', reasons: ['job-data-insufficient'], documents: [] };
    jobs.set(id, job);
    return job;
  };
  const job = jobs.get(attributes.integer('job-id') ?? 0);
  const unknown: ScriptedAnswer = { status: 'client-error-not-found' };
  switch (operation) {
    case 'Get-Printer-Attributes':
      return { status: ok, printer: printer.attributes };
    case 'Validate-Job':
      return { status: ok };
    case 'Create-Job':
      return { status: ok, jobs: [jobValues(created())] };
    case 'Print-Job':
      return arrived(created());
    case 'Send-Document':
      return job ? arrived(job) : unknown;
    case 'Get-Job-Attributes':
      return job ? { status: ok, jobs: [jobValues(job)] } : unknown;
    case 'Get-Jobs': {
      const completed = attributes.string('which-jobs') === 'completed';
      const found = [...jobs.values()].filter(({ state }) => ended.includes(state) === completed);
      return { status: ok, jobs: found.map(jobValues) };
    }
    case 'Cancel-Job':
      if (job) [job.state, job.reasons] = ['canceled', ['job-canceled-by-user']];
      return job ? { status: ok } : unknown;
    default:
      return { status: 'server-error-operation-not-supported' };
  }
}

/** An IPP message of a printer. */
export function answerBytes(
  { status, unsupported, jobs, printer }: Extract<ScriptedAnswer, { status: string }>,
  requestId: number,
): Buffer {
  const known = Object.entries(printer ?? {}).filter(([, value]) => value !== undefined);
  return ipp.serialize({
    version: '2.0',
    statusCode: status,
    id: requestId,
    'operation-attributes-tag': { 'attributes-charset': 'utf-8', 'attributes-natural-language': 'en' },
    ...(jobs ? { 'job-attributes-tag': jobs } : {}),
    ...(printer ? { 'printer-attributes-tag': Object.fromEntries(known) } : {}),
    ...(unsupported ? { 'unsupported-attributes-tag': unsupported } : {}),
  });
}

function rawAnswer(answer: IppAnswer): Buffer {
  const body = answerBytes(answer, 1);
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

function write(response: http.ServerResponse, answer: ScriptedAnswer, requestId: number): void {
  if (answer === 'silence') return;
  if (answer === 'close') {
    response.destroy();
    return;
  }
  if ('dribble' in answer) {
    const { socket } = response;
    const { first = '', again } = answer.dribble;
    socket?.write(first, 'latin1');
    const timer = setInterval(() => socket?.write(again, 'latin1'), 10);
    socket?.on('close', () => {
      clearInterval(timer);
    });
    return;
  }
  if ('http' in answer) {
    const headers = { 'Content-Type': answer.type ?? 'text/html', Connection: 'close', ...answer.headers };
    response.writeHead(answer.http, headers as http.OutgoingHttpHeaders).end(answer.body ?? '');
    return;
  }
  response.writeHead(200, { 'Content-Type': 'application/ipp' }).end(answerBytes(answer, requestId));
}
