// The last known states of devices (device-monitor.ts), read on each scrape. A device without a report has no series.
import { Gauge, type Registry } from 'prom-client';
import type { DeviceMonitor, KnownDevice } from '../devices/device-monitor.ts';

export interface DeviceSources {
  readonly monitor: Pick<DeviceMonitor, 'states'>;
}

const statuses = ['NORMAL', 'WARNING', 'FAILURE'] as const;
/** Limits for supplies, whose names come from the device: number and length of names. */
const maxSupplies = 32;
const maxNameLength = 64;

const labelsOf = ({ printer, destination }: KnownDevice) => ({ printer, destination });

/** Registers the device metrics. */
export function addDeviceMetrics(registry: Registry, { monitor }: DeviceSources): void {
  const registers = [registry];
  new Gauge({
    name: 'hardcopy_device_status',
    help: '1 for the status that the device has',
    registers,
    labelNames: ['printer', 'destination', 'status'],
    collect() {
      this.reset();
      for (const device of monitor.states())
        for (const status of statuses)
          this.set({ ...labelsOf(device), status }, device.state.status === status ? 1 : 0);
    },
  });
  new Gauge({
    name: 'hardcopy_device_ready',
    help: '1: the device accepts a document now',
    registers,
    labelNames: ['printer', 'destination'],
    collect() {
      this.reset();
      for (const device of monitor.states()) this.set(labelsOf(device), device.state.ready ? 1 : 0);
    },
  });
  new Gauge({
    name: 'hardcopy_device_trouble',
    help: 'Always 1; the problem of the device, as Printer Status Info',
    registers,
    labelNames: ['printer', 'destination', 'info'],
    collect() {
      this.reset();
      for (const device of monitor.states()) {
        const { status, info } = device.state;
        if (status !== 'NORMAL') this.set({ ...labelsOf(device), info }, 1);
      }
    },
  });
  new Gauge({
    name: 'hardcopy_device_supply_percent',
    help: 'What is left of a supply, 0 to 100',
    registers,
    labelNames: ['printer', 'destination', 'supply'],
    collect() {
      this.reset();
      for (const device of monitor.states())
        for (const { name, percent } of (device.state.supplies ?? []).slice(0, maxSupplies))
          if (percent !== undefined)
            this.set({ ...labelsOf(device), supply: name.slice(0, maxNameLength) }, percent);
    },
  });
  new Gauge({
    name: 'hardcopy_device_state_since_seconds',
    help: 'Time of the last change, Unix time',
    registers,
    labelNames: ['printer', 'destination'],
    collect() {
      this.reset();
      for (const device of monitor.states()) this.set(labelsOf(device), device.since.getTime() / 1000);
    },
  });
}
