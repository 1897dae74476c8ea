// Which configuration a command is about: the named one, else that of the server which runs on the data folder, else the
// one that ships. A server says in its server.json what it was started with. Start at `configOf`.
import { loadConfig, type Config, type ConfigOptions } from '../../config/config.ts';
import { findLocalServer } from './local-server.ts';

/** Of an option `--config` that `configOptions` or `configOf` completes. */
export const configHelp =
  'the configuration; without it that of the server on the data folder, else the one that ships with Hardcopy';

/**
 * What to load the configuration with.
 * @param options of the command line; they go before what the server was started with
 */
export async function configOptions(options: ConfigOptions): Promise<ConfigOptions> {
  if (options.file !== undefined) return options;
  const { data } = options;
  // A server.json that cannot be read is for those commands to report that ask the server.
  const server = await findLocalServer(data).catch(() => undefined);
  return server?.startedWith === undefined ? options : { ...server.startedWith, ...options };
}

/** @throws SetupFailure `config-invalid` */
export async function configOf(options: ConfigOptions): Promise<Config> {
  return loadConfig(await configOptions(options));
}
