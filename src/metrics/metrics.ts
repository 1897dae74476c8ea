// The metrics at GET /metrics. Every server has its own registry; its parts are in job-metrics.ts, device-metrics.ts,
// wire-metrics.ts and event-loop-metrics.ts. Every label comes from the configuration or from one of our tables:
// never from what a client calls itself, and never from patient data. Start at `openMetrics`;
// docs/reference/metrics.md lists all metrics.
import { addAuditMetrics, type AuditSources } from './audit-metrics.ts';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { Association } from '../dicom/dimse/association.ts';
import type { WireWatch } from '../dicom/upper-layer/wire-watch.ts';
import type { PrintScpPorts } from '../print-scp/ports.ts';
import { productVersion } from '../shared/product.ts';
import { addDeviceMetrics, type DeviceSources } from './device-metrics.ts';
import { EventLoopMetrics } from './event-loop-metrics.ts';
import { JobMetrics, type JobSources } from './job-metrics.ts';
import { WireMetrics } from './wire-metrics.ts';

export interface MetricsSources extends JobSources, DeviceSources, AuditSources {
  /** Free bytes on the disk of the data folder. */
  readonly freeBytes: () => number;
}

/** When the certificate of a listener expires. */
export interface CertificateTime {
  readonly port: number;
  readonly validTo: Date;
}

export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

export interface Metrics {
  /** All metrics in the text format of Prometheus. */
  exposition(): Promise<Exposition>;
  /** A watch that counts the events of one connection. */
  connection(): WireWatch;
  /** The association with its responses counted. */
  association(association: Association): Association;
  /** The same ports with their calls timed. */
  timed(ports: PrintScpPorts): PrintScpPorts;
  /** Adds the time at which each certificate expires. */
  watchCertificates(certificates: () => readonly CertificateTime[]): void;
  /** Counts a connection that should have been traced but was not. */
  traceDropped(): void;
  /** Removes the subscriptions. */
  close(): void;
}

/** Maximum delay of a timer of Node, ms: used for a timer that never fires. */
const never = 2 ** 31 - 1;

/**
 * The process metrics of prom-client without the event loop, which it would sample all the time
 * (event-loop-metrics.ts).
 */
function addProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: never });
  for (const { name } of registry.getMetricsAsArray())
    if (name.startsWith('nodejs_eventloop_lag')) registry.removeSingleMetric(name);
}

/** Creates and registers all metrics. */
export function openMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  addProcessMetrics(registry);
  new Gauge({
    name: 'hardcopy_build_info',
    help: 'Always 1; the version is a label',
    registers,
    labelNames: ['version'],
  }).set({ version: productVersion }, 1);
  new Gauge({
    name: 'hardcopy_disk_free_bytes',
    help: 'Free on the disk of the data folder',
    registers,
    collect() {
      this.set(sources.freeBytes());
    },
  });
  const traces = new Counter({
    name: 'hardcopy_traces_dropped_total',
    help: 'Connections not traced because too many are traced already',
    registers,
  });
  const jobs = new JobMetrics(registry, sources);
  const eventLoop = new EventLoopMetrics(registry);
  const wire = new WireMetrics(registry, eventLoop);
  addDeviceMetrics(registry, sources);
  addAuditMetrics(registry, sources);
  return {
    exposition: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    connection: () => wire.connection(),
    association: (association) => wire.association(association),
    timed: (ports) => jobs.timed(ports),
    watchCertificates: (certificates) => {
      new Gauge({
        name: 'hardcopy_certificate_expiry_timestamp_seconds',
        help: 'When the certificate in use expires, by the port of its listener; Unix time',
        registers,
        labelNames: ['port'],
        collect() {
          this.reset();
          for (const { port, validTo } of certificates()) this.set({ port }, validTo.getTime() / 1000);
        },
      });
    },
    traceDropped: () => {
      traces.inc();
    },
    close: () => {
      jobs.close();
      eventLoop.close();
      registry.clear();
    },
  };
}
