// Reads the configuration: YAML file → checked by config-schema.ts → resolved (folders absolute, media by name, seconds to
// milliseconds). With an invalid configuration the server does not start, and reports the key's path, what was found and what
// is allowed. Start at `loadConfig`; `source.check` checks another text.
import path from 'node:path';
import { resolveAudit, type AuditConfig } from './audit-config.ts';
import { fewOf, problemsOf } from './config-problems.ts';
import { readText, valueOfYaml } from './config-text.ts';
import { ConfigTextFailure } from '../shared/errors/config-text-failure.ts';
import { relationProblems } from './config-relations.ts';
import { resolveReferences } from './secrets/references.ts';
import { resolveCertificate, type CertificateFiles } from './certificate-config.ts';
import {
  configSchema,
  type AccessRuleFile,
  type ClientFile,
  type ConfigFile,
  type ConfigSchema,
} from './schema/config-schema.ts';
import type { AccessRule } from '../access/access.ts';
import { addressList } from '../shared/address-list.ts';
import { clientDefaultProblems } from './client-defaults.ts';
import { resolveAccounts, type AccountConfig } from './accounts-config.ts';
import { resolveRemote } from './remote-config.ts';
import { stated } from '../shared/stated.ts';
import { syntaxesNamed, type TransferSyntax } from '../dicom/data-set/uids.ts';
import type { ClientCertificate } from '../dicom/net/tls-server.ts';
import { messageOf, SetupFailure } from '../shared/errors/errors.ts';
import type { LogLevel } from '../shared/log/log.ts';
import { resolveNotifications } from './notification-config.ts';
import type { ReceiverSettings } from '../notifications/notifier.ts';
import type { RemoteEntity } from '../shared/film/printer.ts';
import { resolvePrinter, type ConfiguredPrinter } from './printer-config.ts';
import type { TraceSettings } from '../trace/traces.ts';
import type { ClientRule } from '../print-scp/clients/client-profile.ts';
import { shippedProfile, shippedRules } from '../print-scp/clients/client-profiles.ts';

export interface ListenerConfig {
  readonly host: string;
  readonly port: number;
  /** In order of preference; default: all. */
  readonly transferSyntaxes?: readonly TransferSyntax[];
  readonly tls?: CertificateFiles & { readonly clientCertificate: ClientCertificate };
}

/** A configuration as it is written. */
export interface ConfigSource {
  readonly text: string;
  /** The values of the text, without defaults. */
  readonly found: unknown;
  /** With every default. */
  readonly written: ConfigFile;
  /** Checks another text for the same file, command line and kinds of destination. */
  readonly check: (text: string) => CheckedConfig;
}

/** What a text means: a configuration, or every problem as a sentence that begins with the key's path. */
export type CheckedConfig =
  | { readonly kind: 'valid'; readonly config: Config }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

export interface Config {
  /** The text it was read from; used only to apply changes (config/live/). */
  readonly source: ConfigSource;
  /** The file from which it was read. */
  readonly file: string;
  /** The file, and what the command line overrode; paths are absolute. */
  readonly startedWith: ConfigOptions & { readonly file: string };
  /** Absolute. */
  readonly data: string;
  readonly log: { readonly level: LogLevel; readonly format: 'text' | 'json' };
  readonly dicom: {
    readonly host: string;
    readonly port: number;
    /** In addition to `host` and `port`. */
    readonly listeners: readonly ListenerConfig[];
    readonly maxAssociations: number;
    readonly maxPduLength: number;
    /** Maximum length of a P-DATA-TF that is sent. */
    readonly maxPduSent: number;
    /** On `host` and `port`, in order of preference; default: all. */
    readonly transferSyntaxes?: readonly TransferSyntax[];
    /** Milliseconds. */
    readonly timeouts: ConfigFile['dicom']['timeouts'];
    readonly limits: ConfigFile['dicom']['limits'];
  };
  readonly console: {
    readonly host: string;
    readonly port: number;
    /** The token that every request must carry; default: none. */
    readonly token?: string;
    /** Default: HTTP. */
    readonly tls?: CertificateFiles;
    /** Of Strict-Transport-Security; 0: not sent. */
    readonly hstsDays: number;
    /** Addresses and subnets. */
    readonly trustedProxies: readonly string[];
  };
  /** Undefined: no one signs in. */
  readonly accounts: AccountConfig | undefined;
  readonly audit: AuditConfig;
  readonly spool: ConfigFile['spool'];
  readonly devices: ConfigFile['devices'];
  readonly notifications: readonly ReceiverSettings[];
  /** 0: never. */
  readonly calibrationExpiresDays: number;
  readonly controls: ConfigFile['controls'];
  readonly trace: TraceSettings;
  readonly access: readonly AccessRule[];
  /** The configured profiles, then the shipped ones: the first that matches a client applies. */
  readonly clients: readonly ClientRule[];
  readonly printers: readonly ConfiguredPrinter[];
  /** DICOM systems that are verified besides the imagers. */
  readonly remotes: readonly RemoteEntity[];
}

/** What the command line may override. */
export interface ConfigOptions {
  /** Path of the file; without it `config/hardcopy.yaml`, the commented defaults, is read if it exists. */
  readonly file?: string;
  readonly data?: string;
  readonly dicomPort?: number;
  readonly httpPort?: number;
}

const installation = path.join(import.meta.dirname, '..', '..');

/** The file that is read when none is named. */
export const shippedFile = path.join(installation, 'config', 'hardcopy.yaml');

/**
 * The default data folder: inside the installation, independent of the working directory. Relative to the working directory,
 * a server started from / would use /var.
 */
export const defaultData = path.join(installation, 'var');

/**
 * A folder on the command line is relative to the working directory, a folder in the configuration is relative to its
 * file.
 */
function dataFolder(file: string, configured: string | undefined, option: string | undefined): string {
  if (option !== undefined) return path.resolve(option);
  return configured === undefined ? defaultData : path.resolve(path.dirname(file), configured);
}

function fail(...problems: readonly string[]): never {
  throw new ConfigTextFailure(problems);
}

/** The rule of a client. A modified profile is named after its rule, for the jobs under it. */
function resolveClient({ match, profile, ...settings }: ClientFile, index: number): ClientRule {
  const changes = stated(settings);
  const name = Object.keys(changes).length === 0 ? profile : `${profile}, changed by clients[${index}]`;
  return { match, profile: { ...shippedProfile(profile), ...changes, name } };
}

function resolveListener(
  { host, port, tls, transferSyntaxes }: ConfigFile['dicom']['listeners'][number],
  index: number,
  folder: string,
): ListenerConfig {
  const at = { host, port, ...(transferSyntaxes && { transferSyntaxes: syntaxesNamed(transferSyntaxes) }) };
  if (!tls) return at;
  const { clientCertificate, ...files } = tls;
  return {
    ...at,
    tls: { clientCertificate, ...resolveCertificate(files, `dicom.listeners[${index}].tls`, folder) },
  };
}

/** Returns what `resolve` returns; reports its error as a problem of the file. */
function orFail<T>(resolve: () => T): T {
  try {
    return resolve();
  } catch (error) {
    return fail(messageOf(error));
  }
}

function resolveConsole(
  configured: ConfigFile['console'],
  port: number = configured.port,
): Config['console'] {
  const { host, hstsDays, trustedProxies, token } = configured;
  return { host, port, hstsDays, trustedProxies, ...(token === undefined ? {} : { token }) };
}

function resolveAccess(rule: AccessRuleFile, index: number): AccessRule {
  const { name = `access[${index}]`, addresses, may, limits, transferSyntaxes, ...rest } = rule;
  return {
    name,
    may,
    ...stated(rest),
    ...(addresses ? { addresses: addressList(addresses) } : {}),
    ...(transferSyntaxes ? { transferSyntaxes: syntaxesNamed(transferSyntaxes) } : {}),
    ...(limits ? { limits: stated(limits) } : {}),
  };
}

/**
 * The configuration of a file, or the shipped one, with the command line's overrides.
 * @param schema - the schema of the file; tests use one with other kinds of destination. Throws SetupFailure
 * `config-invalid` with a sentence, or one line per problem.
 */
export function loadConfig(options: ConfigOptions = {}, schema: ConfigSchema = configSchema): Config {
  const file = options.file === undefined ? shippedFile : path.resolve(options.file);
  try {
    return resolved(readText(file), file, options, schema);
  } catch (error) {
    if (!(error instanceof ConfigTextFailure)) throw error;
    throw new SetupFailure('config-invalid', `configuration ${file}: ${error.message}`, { cause: error });
  }
}

/**
 * Checks a text as if `file` contained it. `file` itself is not read; the files that the text names are.
 * @param options of the command line, which override the text
 */
export function checkConfig(
  text: string,
  options: ConfigOptions & { readonly file: string },
  schema: ConfigSchema = configSchema,
): CheckedConfig {
  try {
    return { kind: 'valid', config: resolved(text, path.resolve(options.file), options, schema) };
  } catch (error) {
    if (!(error instanceof ConfigTextFailure)) throw error;
    return { kind: 'invalid', problems: error.problems };
  }
}

/** @throws ConfigTextFailure */
function resolved(text: string, file: string, options: ConfigOptions, schema: ConfigSchema): Config {
  const found = valueOfYaml(text);
  const { values, problems: missing } = resolveReferences(text, found, path.dirname(file));
  if (missing.length > 0) fail(...fewOf(missing));
  const parsed = schema.safeParse(values);
  if (!parsed.success) fail(...problemsOf(parsed.error, { found, values }, schema));
  const config = parsed.data;
  const { transferSyntaxes, ...dicom } = config.dicom;
  const ofServer = transferSyntaxes ? { transferSyntaxes: syntaxesNamed(transferSyntaxes) } : {};
  const listeners = config.dicom.listeners.map((listener, index) => ({
    ...ofServer,
    ...resolveListener(listener, index, path.dirname(file)),
  }));
  const tls = config.console.tls && resolveCertificate(config.console.tls, 'console.tls', path.dirname(file));
  const problems = relationProblems(config, tls ? [...listeners, { tls }] : listeners);
  if (problems.length > 0) fail(...fewOf(problems));
  const data = dataFolder(file, config.data, options.data);
  const printers = config.printers.map((printer) => resolvePrinter(printer, data, path.dirname(file)));
  const clients = config.clients.map(resolveClient);
  const { boxesPerFilm } = config.dicom.limits;
  const unmet = config.clients.flatMap(({ defaults }, index) => {
    const profile = clients[index]?.profile;
    // A default of a shipped profile is dropped where no printer can meet it.
    if (!defaults || !profile) return [];
    return [...clientDefaultProblems(profile, printers, { at: `clients[${index}]`, boxesPerFilm })];
  });
  if (unmet.length > 0) fail(...fewOf(unmet));
  const milliseconds = Object.fromEntries(
    Object.entries(config.dicom.timeouts).map(([key, value]) => [key, value * 1000]),
  ) as ConfigFile['dicom']['timeouts'];
  const startedWith = { ...options, file, ...(options.data === undefined ? {} : { data }) };
  return {
    // The data folder changes only at a restart, even if the new text names another one.
    source: {
      text,
      found,
      written: config,
      check: (other) => checkConfig(other, { ...startedWith, data }, schema),
    },
    file,
    startedWith,
    data,
    log: config.log,
    dicom: {
      ...dicom,
      ...ofServer,
      port: options.dicomPort ?? config.dicom.port,
      listeners,
      timeouts: milliseconds,
    },
    console: { ...resolveConsole(config.console, options.httpPort), ...(tls ? { tls } : {}) },
    accounts: orFail(() => resolveAccounts(config.accounts, path.dirname(file))),
    audit: resolveAudit(config.audit, path.dirname(file)),
    spool: config.spool,
    devices: config.devices,
    notifications: orFail(() => resolveNotifications(config, path.dirname(file))),
    calibrationExpiresDays: config.calibrationExpiresDays,
    controls: config.controls,
    trace: { ...config.trace, folder: path.resolve(data, config.trace.folder) },
    access: config.access.map(resolveAccess),
    clients: [...clients, ...shippedRules],
    printers,
    remotes: config.remotes.map((remote) =>
      resolveRemote(remote, printers[0]?.aeTitle ?? remote.aeTitle, path.dirname(file)),
    ),
  };
}
