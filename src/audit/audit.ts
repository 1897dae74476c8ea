// The audit log of a server: takes events, keeps them in the data folder, and says whether it can. Start at `Audit`.
import { hostname } from 'node:os';
import type { Log } from '../shared/log/log.ts';
import { boundedEvent, type AuditEvent } from './audit-event.ts';
import { AuditFiles, type AuditFilesOptions } from './chain/audit-files.ts';
import { auditFolder } from './chain/file-names.ts';
import type { AuditSource } from './messages/audit-message.ts';
import { perPatient } from './messages/instances-accessed.ts';
import { messageOf } from './messages/message-of.ts';
import { auditXml } from './messages/xml.ts';
import { Repository, type RepositoryOptions } from './syslog/repository.ts';
import { SentPosition } from './syslog/sent-position.ts';

export interface AuditOptions extends Pick<
  AuditFilesOptions,
  'now' | 'maxFileBytes' | 'retryMs' | 'maxWaiting'
> {
  /** Data folder. */
  readonly data: string;
  /** Name of this server in messages; default: the name of the machine. */
  readonly sourceId: () => string | undefined;
  /** Name of the hospital or site in messages. */
  readonly site: () => string | undefined;
  /** AE titles of the printers. */
  readonly aeTitles: () => readonly string[];
  readonly retentionDays: () => number;
  readonly version: string;
  /** Times of the sending, for tests. */
  readonly repository?: Pick<RepositoryOptions, 'retryMs' | 'quietMs'>;
  readonly log: Log;
}

type ExportEvent = Extract<AuditEvent, { readonly kind: 'film-exported' }>;

/** Time within which a repetition is not recorded: a viewer requests hundreds of tiles of a film. */
const repetitionMs = 10 * 60_000;
/** Events that are remembered for that. */
const maxRemembered = 5_000;

export class Audit {
  readonly folder: string;
  readonly files: AuditFiles;
  /** Where records are sent. */
  readonly repository: Repository;
  readonly #version: string;
  readonly #now: () => Date;
  /** Deliveries that an earlier server recorded and may not have noted as done. */
  readonly #earlier: Set<string>;
  /** Events that are recorded once, with the time of their record. */
  readonly #once = new Map<string, number>();

  private constructor(
    { files, repository, folder }: Pick<Audit, 'files' | 'repository' | 'folder'>,
    earlier: readonly string[],
    { version, now = () => new Date() }: AuditOptions,
  ) {
    this.files = files;
    this.repository = repository;
    this.folder = folder;
    this.#earlier = new Set(earlier);
    this.#version = version;
    this.#now = now;
  }

  /** Records that the server has started. Throws the system's errors. */
  static async open(options: AuditOptions): Promise<Audit> {
    const {
      data,
      sourceId,
      site,
      aeTitles,
      retentionDays,
      log,
      version,
      repository: times,
      ...rest
    } = options;
    const folder = auditFolder(data);
    const host = hostname();
    const source = (): AuditSource => ({
      id: sourceId() ?? host,
      site: site(),
      host,
      processId: process.pid,
      aeTitles: aeTitles(),
    });
    const { files, found } = await AuditFiles.open({
      ...rest,
      folder,
      messageOf: (event, at) => auditXml(messageOf(event, at, source()), source()),
      retentionDays,
      onTrouble: (why) => {
        if (why === undefined) log.info('audit.written-again');
        else log.error('audit.not-written', { error: why });
      },
      onRemoved: (first) => {
        log.info('audit.old-removed', { first });
      },
      log,
    });
    if (found.missing)
      log.error('audit.records-missing', { records: found.missing.records, why: found.missing.why });
    const earlier = found.newest.flatMap(({ event }) =>
      event.kind === 'film-exported' ? [deliveryKey(event)] : [],
    );
    const repository = new Repository({
      folder,
      files,
      position: await SentPosition.open(folder),
      source: { host, processId: process.pid },
      onLost: (records) => {
        const why = 'they were removed before the audit repository had them';
        audit.record({ kind: 'records-missing', records, since: null, why });
      },
      log,
      ...times,
    });
    const audit: Audit = new Audit({ files, repository, folder }, earlier, options);
    audit.record({ kind: 'server-started', version });
    return audit;
  }

  /** Adds a record, soon. Never throws. */
  record(event: AuditEvent): void {
    void this.files.append(boundedEvent(event));
  }

  /**
   * Records that a film has left; resolves when the record is on the disk, or cannot be written now. Called before the delivery is noted as
   * done: after a crash between the two, the delivery is noted again, and the second record is left out.
   */
  async exported(event: ExportEvent): Promise<void> {
    if (this.#earlier.delete(deliveryKey(event))) return;
    await this.files.append(boundedEvent(event));
  }

  /**
   * Records an event once within ten minutes. It is only made if it is needed; undefined: there is nothing to record. Throws what `make`
   * throws.
   * @param key what identifies it: the user, the address, the film
   */
  async recordOnce(key: readonly string[], make: () => Promise<AuditEvent | undefined>): Promise<void> {
    const text = JSON.stringify(key);
    const now = this.#now().getTime();
    const last = this.#once.get(text);
    if (last !== undefined && now - last < repetitionMs && now >= last) return;
    this.#once.delete(text);
    this.#once.set(text, now);
    const [oldest] = this.#once.keys();
    if (this.#once.size > maxRemembered && oldest !== undefined) this.#once.delete(oldest);
    const event = await make();
    if (event === undefined) return;
    for (const each of event.kind === 'film-viewed' ? perPatient(event) : [event]) this.record(each);
  }

  /** Records that the server stops, and closes the files. */
  async close(): Promise<void> {
    this.record({ kind: 'server-stopped', version: this.#version });
    await this.repository.close();
    await this.files.close();
  }
}

const deliveryKey = ({ job, delivery, outcome }: ExportEvent): string =>
  JSON.stringify([job, delivery, outcome]);
