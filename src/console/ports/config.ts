// Ports of the configuration, and of the printers in it. console/ports.ts has all ports.
import type { ApiConfig, ApiConfigChange, ApiConfigCheck, ApiConfigState } from '../../api/config/config.ts';
import type { ApiDiscovery, ApiProbe, ApiWrittenPrinter } from '../../api/config/printers.ts';
import type { apiRoutes } from '../../api/routes.ts';
import type { z } from 'zod';

/** The configuration and its changes. All throw RequestRefusal. */
export interface ConfigPorts {
  readonly shown: () => Promise<ApiConfig>;
  /** Without a text, the file is checked. */
  readonly check: (text?: string) => Promise<ApiConfigCheck>;
  readonly save: (text: string, version: string, who: string) => Promise<ApiConfigChange>;
  /** @param expected version of the file that must not have changed; undefined: any */
  readonly rollback: (version: string, expected: string | undefined, who: string) => Promise<ApiConfigChange>;
  readonly reload: (who: string) => Promise<ApiConfigChange>;
  readonly state: () => Promise<ApiConfigState>;
}

/** Printers in the configuration. All throw RequestRefusal. */
export interface SetupPorts {
  readonly discover: (seconds: number) => Promise<ApiDiscovery>;
  readonly probe: (device: ProbeRequest) => Promise<ApiProbe>;
  readonly written: (aeTitle: string) => Promise<ApiWrittenPrinter>;
  /** @param replaces the printer that would be changed; undefined: it would be added */
  readonly check: (printer: SentPrinter, replaces: string | undefined) => Promise<ApiConfigCheck>;
  readonly add: (printer: SentPrinter, version: string | undefined, who: string) => Promise<ApiConfigChange>;
  readonly change: (
    aeTitle: string,
    printer: SentPrinter,
    version: string,
    who: string,
  ) => Promise<ApiConfigChange>;
  /** @param moveTo the printer that gets the queue; undefined: it finishes its queue */
  readonly remove: (
    aeTitle: string,
    moveTo: string | undefined,
    version: string,
    who: string,
  ) => Promise<ApiConfigChange>;
}

/** The device that is probed. */
export type ProbeRequest = z.output<typeof apiRoutes.probe.body>;
/** A printer as it is written in the configuration. */
export type SentPrinter = z.output<typeof apiRoutes.addPrinter.body>['printer'];
