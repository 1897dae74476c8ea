// The configuration in use. A changed text is checked like at the start, compared key by key, and applied: keys that apply at
// once change in `now`, the others keep their values from the start (key-effects.ts). Code that reads `now` at each use sees
// changes; an association or a job that has begun keeps the values that it has read. Start at `apply`.
import type { CheckedConfig, Config, ConfigSource } from '../config.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import type { Log } from '../../shared/log/log.ts';
import { Subscribers } from '../../shared/subscribers.ts';
import { differencesOf, type Difference } from './config-differences.ts';

/** What a text would change. */
export interface ConfigChange {
  /** From the configuration that was applied last. */
  readonly differences: readonly Difference[];
  /** Paths of all keys that differ from the start of the server and need a restart. */
  readonly needsRestart: readonly string[];
}

export type ConfigCheck =
  ({ readonly kind: 'valid' } & ConfigChange) | Extract<CheckedConfig, { readonly kind: 'invalid' }>;

type PreparedConfig =
  | {
      readonly kind: 'valid';
      readonly next: Config;
      readonly change: ConfigChange;
      readonly putIntoUse: () => void;
    }
  | Extract<CheckedConfig, { readonly kind: 'invalid' }>;

/** The keys of `read` that apply at once, and all others as at the start. */
function merged(started: Config, read: Config): Config {
  return {
    ...started,
    source: read.source,
    log: { ...started.log, level: read.log.level },
    spool: read.spool,
    devices: read.devices,
    notifications: read.notifications,
    calibrationExpiresDays: read.calibrationExpiresDays,
    audit: read.audit,
    controls: read.controls,
    trace: { ...read.trace, folder: started.trace.folder },
    access: read.access,
    clients: read.clients,
    remotes: read.remotes,
    printers: read.printers,
  };
}

export class LiveConfig {
  readonly #started: Config;
  #now: Config;
  readonly #listeners: Subscribers<[now: Config, before: Config]>;
  #prepare: (next: Config) => () => void = () => () => undefined;

  /** @param started what the server is started with */
  constructor(started: Config, log: Log) {
    this.#started = started;
    this.#now = started;
    this.#listeners = new Subscribers(log, 'config.listener-failed');
  }

  /** What is in use at this moment. */
  get now(): Config {
    return this.#now;
  }

  /** The text that was applied last. */
  get source(): ConfigSource {
    return this.#now.source;
  }

  /** Whether something differs from the start of the server, and what of it needs a restart. */
  get sinceStart(): ConfigChange {
    return this.#changeOf(this.#started.source, this.source);
  }

  /** What a text would change; changes nothing. */
  check(text: string): ConfigCheck {
    const prepared = this.#prepared(text);
    return prepared.kind === 'invalid' ? prepared : { kind: 'valid', ...prepared.change };
  }

  /**
   * Registers what must be prepared before a configuration is in use: `prepare` makes it, and returns the function that puts it
   * into use, which must not throw. When `prepare` throws, the configuration is not valid. For a check, the function is not
   * called.
   */
  prepareWith(prepare: (next: Config) => () => void): void {
    this.#prepare = prepare;
  }

  /** Applies a text; an invalid one changes nothing. */
  apply(text: string): ConfigCheck {
    const prepared = this.#prepared(text);
    if (prepared.kind === 'invalid') return prepared;
    const before = this.#now;
    this.#now = prepared.next;
    prepared.putIntoUse();
    this.#listeners.notify(this.#now, before);
    return { kind: 'valid', ...prepared.change };
  }

  /** Calls `listener` after each application, until the returned function is called. */
  onApply(listener: (now: Config, before: Config) => void): () => void {
    return this.#listeners.add(listener);
  }

  #prepared(text: string): PreparedConfig {
    const checked = this.source.check(text);
    if (checked.kind === 'invalid') return checked;
    const next = merged(this.#started, checked.config);
    try {
      const putIntoUse = this.#prepare(next);
      return { kind: 'valid', next, change: this.#changeOf(this.source, next.source), putIntoUse };
    } catch (error) {
      return { kind: 'invalid', problems: [messageOf(error)] };
    }
  }

  #changeOf(before: ConfigSource, after: ConfigSource): ConfigChange {
    return {
      differences: differencesOf(before, after),
      needsRestart: differencesOf(this.#started.source, after)
        .filter(({ effect }) => effect === 'restart')
        .map(({ path }) => path),
    };
  }
}
