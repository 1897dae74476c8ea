// The operations of users on the configuration of a running server: read it, check a text, save one, roll back, read the file
// again. The file belongs to the administrator: it is replaced only by a text that a user saves, and only if it was not changed
// meanwhile. One change at a time. Start at `ConfigChanges`.
import { readFile } from 'node:fs/promises';
import { ConfigTextFailure } from '../../shared/errors/config-text-failure.ts';
import { messageOf } from '../../shared/errors/errors.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import type { Log } from '../../shared/log/log.ts';
import { findingsOf, type Finding } from './config-findings.ts';
import { versionOf, type AppliedText, type ConfigHistory } from './config-history.ts';
import { withoutSecrets, withSecrets } from './config-secrets.ts';
import type { ConfigChange, ConfigCheck, LiveConfig } from './live-config.ts';
import { replaceFile } from './replace-file.ts';

/** Whether the file is what is in use. */
export interface ConfigState {
  /** The version that was applied last. */
  readonly version: string;
  /** Whether a change was applied since the start. */
  readonly changedSinceStart: boolean;
  /** Whether the file has changed and was not applied. */
  readonly fileChanged: boolean;
  /** Why the changed file cannot be applied; null: it can. */
  readonly problem: string | null;
  /** Paths of keys that differ from the start of the server and need a restart. */
  readonly needsRestart: readonly string[];
}

/** The configuration file for display. */
export interface ShownConfig {
  /** With placeholders instead of secrets. */
  readonly text: string;
  /** Of the file. */
  readonly version: string;
  readonly state: ConfigState;
  /** Newest first. */
  readonly history: readonly Omit<AppliedText, 'text'>[];
}

/** What a text would change, or what is wrong with it. */
export interface CheckResult extends ConfigChange {
  readonly valid: boolean;
  readonly findings: readonly Finding[];
}

/** What was applied. */
export interface AppliedChange extends ConfigChange {
  readonly version: string;
}

/** A change that was applied, for the audit trail. */
export interface AppliedEvent extends AppliedChange {
  readonly who: string;
}

/** Maximum number of paths in a log line. */
const maxLogged = 20;

export interface ConfigChangesOptions {
  readonly live: LiveConfig;
  readonly file: string;
  readonly history: ConfigHistory;
  /** Called after each application; must not throw. */
  readonly onApplied?: (event: AppliedEvent) => void;
  readonly log: Log;
}

export class ConfigChanges {
  readonly #options: ConfigChangesOptions;
  /** The last change: the next one waits for it. */
  #last: Promise<unknown> = Promise.resolve();
  /** The check of a changed file, which takes longer than reading it. */
  #seen: { readonly version: string; readonly problem: string | null } | undefined;

  constructor(options: ConfigChangesOptions) {
    this.#options = options;
  }

  /** @throws RequestRefusal config-unreadable */
  async shown(): Promise<ShownConfig> {
    const text = await this.#fileText();
    const history = await this.#options.history.all();
    return {
      text: masked(text),
      version: versionOf(text),
      state: await this.state(),
      history: history.map(({ version, at, who }) => ({ version, at, who })),
    };
  }

  /** What a text would change; without one, the file. */
  async check(given?: string): Promise<CheckResult> {
    const file = await this.#fileText();
    try {
      const text = given === undefined ? file : withSecrets(given, file);
      return checkResult(this.#options.live.check(text), given ?? text);
    } catch (error) {
      if (!(error instanceof ConfigTextFailure)) throw error;
      return checkResult(error, given ?? file);
    }
  }

  /**
   * Writes a text to the file and applies it.
   * @param version of the file that was edited; undefined: whatever it is now
   * @throws RequestRefusal config-changed, config-invalid, config-not-writable; nothing was changed then
   */
  save(given: string, version: string | undefined, who: string): Promise<AppliedChange> {
    return this.#inTurn(async () => {
      const file = await this.#fileText();
      if (version !== undefined && version !== versionOf(file)) throw await this.#conflict();
      return this.#replace(file, given, who);
    });
  }

  /**
   * Edits the file and applies it.
   * @param change the text with the edit; it gets placeholders instead of secrets. Throws ConfigTextFailure
   * @param version of the file that was seen; undefined: whatever it is now
   * @throws RequestRefusal what `save` throws; nothing was changed then
   */
  edit(change: (text: string) => string, version: string | undefined, who: string): Promise<AppliedChange> {
    return this.#inTurn(async () => {
      const file = await this.#fileText();
      if (version !== undefined && version !== versionOf(file)) throw await this.#conflict();
      try {
        return await this.#replace(file, change(masked(file)), who);
      } catch (error) {
        throw error instanceof ConfigTextFailure ? refusalOf(error.problems) : error;
      }
    });
  }

  /** @throws RequestRefusal no-such-version, and what `save` throws */
  rollback(version: string, expected: string | undefined, who: string): Promise<AppliedChange> {
    return this.#inTurn(async () => {
      const entry = (await this.#options.history.all()).find((one) => one.version === version);
      if (!entry)
        throw new RequestRefusal(
          'no-such-version',
          `the history has no version ${version}; GET /api/config lists those that it has`,
        );
      const file = await this.#fileText();
      if (expected !== undefined && expected !== versionOf(file)) throw await this.#conflict();
      return this.#replace(file, entry.text, who);
    });
  }

  /** Applies the file as it is. @throws RequestRefusal config-unreadable, config-invalid */
  reload(who: string): Promise<AppliedChange> {
    return this.#inTurn(async () => {
      const text = await this.#fileText();
      requireValid(this.#options.live.check(text));
      return this.#apply(text, who);
    });
  }

  async state(): Promise<ConfigState> {
    const { live } = this.#options;
    const version = versionOf(live.source.text);
    const { differences, needsRestart } = live.sinceStart;
    const file = await this.#fileText().catch((error: unknown) => error);
    const common = { version, changedSinceStart: differences.length > 0, needsRestart };
    if (typeof file !== 'string') return { ...common, fileChanged: true, problem: messageOf(file) };
    const fileChanged = file !== live.source.text;
    return { ...common, fileChanged, problem: fileChanged ? this.#problemOf(file) : null };
  }

  /** Logs a change of the file that was not applied. */
  async notice(): Promise<void> {
    const before = this.#seen?.version;
    const { fileChanged, problem } = await this.state();
    if (!fileChanged || this.#seen?.version === before) return;
    const { file, log } = this.#options;
    log.warn('config.file-changed', {
      file,
      ...(problem === null ? { next: 'hardcopy reload applies it' } : { why: problem }),
    });
  }

  #problemOf(text: string): string | null {
    const version = versionOf(text);
    if (this.#seen?.version !== version) {
      const checked = this.#options.live.check(text);
      this.#seen = { version, problem: checked.kind === 'invalid' ? (checked.problems[0] ?? '') : null };
    }
    return this.#seen.problem;
  }

  async #replace(file: string, given: string, who: string): Promise<AppliedChange> {
    let text: string;
    try {
      text = withSecrets(given, file);
    } catch (error) {
      if (error instanceof ConfigTextFailure) throw refusalOf(error.problems);
      throw error;
    }
    requireValid(this.#options.live.check(text));
    try {
      if (text !== file) await replaceFile(this.#options.file, text);
    } catch (error) {
      throw new RequestRefusal(
        'config-not-writable',
        `the configuration file cannot be written: ${messageOf(error)}; nothing was changed`,
      );
    }
    return this.#apply(text, who);
  }

  async #apply(text: string, who: string): Promise<AppliedChange> {
    const { live, history, file, log } = this.#options;
    const before = live.source.text;
    const applied = requireValid(live.apply(text));
    const { differences, needsRestart } = applied;
    log.info('config.applied', {
      file,
      who,
      version: versionOf(text),
      changed: logged(differences.map(({ path }) => path)),
      needsRestart: logged(needsRestart),
    });
    try {
      // The configuration at the first start is the oldest that a user can roll back to.
      if ((await history.all()).length === 0) await history.add(before, 'start of the server');
      await history.add(text, who);
    } catch (error) {
      log.error('config.history-failed', { error: messageOf(error) });
    }
    const done = { version: versionOf(text), differences, needsRestart };
    this.#options.onApplied?.({ ...done, who });
    return done;
  }

  /** @throws RequestRefusal config-unreadable */
  async #fileText(): Promise<string> {
    try {
      return await readFile(this.#options.file, 'utf8');
    } catch (error) {
      throw new RequestRefusal('config-unreadable', `the configuration cannot be read: ${messageOf(error)}`);
    }
  }

  async #conflict(): Promise<RequestRefusal> {
    const last = (await this.#options.history.all())[0];
    const inUse = last?.version === versionOf(await this.#fileText());
    const by = last !== undefined && inUse ? `${last.who} changed it at ${last.at}` : 'its file was edited';
    return new RequestRefusal(
      'config-changed',
      `the configuration is not the one that you edited: ${by}; nothing was overwritten, load it again`,
    );
  }

  async #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(change);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

const logged = (paths: readonly string[]): string =>
  [...paths.slice(0, maxLogged), ...(paths.length > maxLogged ? ['…'] : [])].join(',');

/** @throws RequestRefusal config-unreadable */
function masked(text: string): string {
  try {
    return withoutSecrets(text);
  } catch (error) {
    if (!(error instanceof ConfigTextFailure)) throw error;
    throw new RequestRefusal(
      'config-unreadable',
      'the configuration file is not YAML, so that its secrets cannot be hidden; correct it on the server, or roll back',
    );
  }
}

function checkResult(checked: ConfigCheck | Pick<ConfigTextFailure, 'problems'>, text: string): CheckResult {
  if ('problems' in checked)
    return { valid: false, findings: findingsOf(checked.problems, text), differences: [], needsRestart: [] };
  const { differences, needsRestart } = checked;
  return { valid: true, findings: [], differences, needsRestart };
}

function refusalOf(problems: readonly string[]): RequestRefusal {
  return new RequestRefusal('config-invalid', `nothing was changed: ${problems.join('\n  ')}`);
}

/** @throws RequestRefusal config-invalid with every problem */
function requireValid(checked: ConfigCheck): ConfigChange {
  if (checked.kind === 'invalid') throw refusalOf(checked.problems);
  return checked;
}
