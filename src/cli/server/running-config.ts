// Which configuration a command uses: the one named on the command line, else that of the server running on the data
// folder (recorded in its server.json), else the shipped one. Start at `configOf`.
import { loadConfig, type Config, type ConfigOptions } from '../../config/config.ts';
import { findLocalServer } from './local-server.ts';

/** Description of `--config` for commands that use `configOptions` or `configOf`. */
export const configHelp =
  'configuration file; default: that of the server running on the data folder, else the shipped one';

/**
 * Options to load the configuration with.
 * @param options of the command line; they override those that the server was started with
 */
export async function configOptions(options: ConfigOptions): Promise<ConfigOptions> {
  if (options.file !== undefined) return options;
  const { data } = options;
  // An unreadable server.json is reported by the commands that call the server.
  const server = await findLocalServer(data).catch(() => undefined);
  return server?.startedWith === undefined ? options : { ...server.startedWith, ...options };
}

/** @throws SetupFailure `config-invalid` */
export async function configOf(options: ConfigOptions): Promise<Config> {
  return loadConfig(await configOptions(options));
}
