// Finds IPP printers in the network by DNS-SD (RFC 6763) over multicast DNS, for the given time. Start at `discover`.
import type { Bonjour, Service } from 'bonjour-service';
import { EventEmitter } from 'node:events';
import { messageOf, SetupFailure } from '../../../shared/errors/errors.ts';
import { settlesWithin } from '../../../shared/within.ts';
import { maxPrinters, printersOf, type DiscoveredPrinter } from './discovered-printers.ts';

/** Of the socket for multicast DNS. */
export interface DiscoveryNetwork {
  /** IP address of the interface to search on; default: all. */
  readonly interface?: string;
  /** Address that the socket is bound to; default: the interface. */
  readonly bind?: string;
  /** Default: 5353. */
  readonly port?: number;
}

/** Receives errors of the socket, which the package does not report. */
function socketOf(bonjour: Bonjour): EventEmitter | undefined {
  const server: unknown = Reflect.get(bonjour, 'server');
  const mdns: unknown =
    typeof server === 'object' && server !== null ? Reflect.get(server, 'mdns') : undefined;
  return mdns instanceof EventEmitter ? mdns : undefined;
}

/**
 * Collects announcements for `ms`.
 * Throws SetupFailure `usage` when the network cannot be searched.
 */
export async function discover(
  ms: number,
  network: DiscoveryNetwork = {},
): Promise<readonly DiscoveredPrinter[]> {
  // The package passes its options on to the socket.
  const { Bonjour } = await import('bonjour-service');
  const bonjour = new Bonjour(network, () => undefined);
  const { promise: failed, reject } = Promise.withResolvers<never>();
  socketOf(bonjour)?.on('error', reject);
  const found: Record<'ipp' | 'ipps', Map<string, Service>> = { ipp: new Map(), ipps: new Map() };
  try {
    const browsers = (['ipp', 'ipps'] as const).map((type) => {
      const keep = (service: Service) => {
        const services = found[type];
        if (services.size < maxPrinters || services.has(service.fqdn)) services.set(service.fqdn, service);
      };
      const browser = bonjour.find({ type }, keep);
      browser.on('txt-update', keep);
      browser.on('srv-update', keep);
      return browser;
    });
    // A query may be lost, so it is repeated after half the time.
    const half = () => settlesWithin(ms / 2, failed);
    await half();
    for (const browser of browsers) browser.update();
    await half();
    for (const browser of browsers) browser.stop();
    return printersOf([...found.ipp.values()], [...found.ipps.values()]);
  } catch (error) {
    throw new SetupFailure('usage', `the network cannot be searched for printers: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    await new Promise<void>((resolve) => {
      bonjour.destroy(() => {
        resolve();
      });
    });
  }
}
