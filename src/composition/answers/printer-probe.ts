// The capabilities of a device, and the reasons why films cannot be sent to it, before a printer is configured for it. Its
// driver is opened as the configuration would open it, and queried. Start at `probeDevice`.
import type { ApiProbe } from '../../api/config/printers.ts';
import type { ConfigSource } from '../../config/config.ts';
import type { ProbeRequest } from '../../console/ports/config.ts';
import type { DeviceState } from '../../destinations/destination.ts';
import { ippEntry } from '../../destinations/ipp/ipp-settings.ts';
import { probeIpp, type IppAbilities } from '../../destinations/ipp/ipp-probe.ts';
import { RequestRefusal } from '../../shared/errors/request-refusals.ts';
import { stated } from '../../shared/stated.ts';

type Finding = ApiProbe['findings'][number];

const timeoutMs = 8_000;
const maxListed = 100;

/** The entry of `destinations` for a device. Throws RequestRefusal `bad-request`. */
function entryOf({
  kind,
  uri,
  host,
  port,
  aeTitle,
  callingAeTitle,
  folder,
}: ProbeRequest): ApiProbe['destination'] {
  const missing = (key: string) =>
    new RequestRefusal('bad-request', `${key} is missing; must be given for the kind ${kind}`);
  switch (kind) {
    case 'ipp':
      if (uri === undefined) throw missing('uri');
      return ippEntry(uri);
    case 'dicom':
      if (host === undefined) throw missing('host');
      if (aeTitle === undefined) throw missing('aeTitle');
      return { kind, name: 'imager', host, port, aeTitle, ...stated({ callingAeTitle }) };
    case 'pdf':
      return { kind, name: 'pdf', ...stated({ folder }) };
  }
}

const nothing = {
  model: null,
  format: null,
  pixelsPerInch: null,
  formats: [],
  resolutions: [],
  color: null,
  mediaReady: [],
  mediaSupported: [],
  sources: [],
  mediaTypes: [],
};

const silent = { status: 'FAILURE', statusInfo: 'PRINTER OFFLINE' } as const;

const notReachable = (text: string): Finding => ({
  severity: 'error',
  code: 'not-reachable',
  text,
  fix: 'Check that it is switched on and connected, that the address is right, and that no firewall is between.',
});

/** @param source of the configuration in use, which knows the kinds of destinations */
export async function probeDevice(request: ProbeRequest, source: ConfigSource): Promise<ApiProbe> {
  const destination = entryOf(request);
  const checked = source.check(
    JSON.stringify({ printers: [{ aeTitle: 'PROBE', destinations: [destination] }] }),
  );
  const [opened] = checked.kind === 'valid' ? (checked.config.printers[0]?.destinations ?? []) : [];
  if (!opened) {
    const problems = checked.kind === 'invalid' ? checked.problems : [];
    const text = problems
      .map((problem) => problem.replace(/^printers\[0\]\.destinations\[0\]\./, ''))
      .join('; ');
    const finding = {
      severity: 'error',
      code: 'address-invalid',
      text,
      fix: 'Correct the address.',
    } as const;
    const place = request.uri ?? request.host ?? request.folder ?? '';
    return {
      kind: request.kind,
      place,
      reachable: false,
      usable: false,
      ...nothing,
      ...silent,
      findings: [finding],
      destination,
    };
  }
  const identity = { kind: request.kind, place: opened.place, destination };
  return request.kind === 'ipp'
    ? probedIpp(request.uri ?? '', identity)
    : probedOther(opened.open(), identity);
}

type Identity = Pick<ApiProbe, 'kind' | 'place' | 'destination'>;

const usable = (findings: readonly Finding[]) => findings.every(({ severity }) => severity !== 'error');

async function probedIpp(uri: string, identity: Identity): Promise<ApiProbe> {
  const probe = await probeIpp(uri, timeoutMs);
  if (probe.kind !== 'answered') {
    const finding: Finding =
      probe.kind === 'silent'
        ? notReachable(probe.problem)
        : { severity: 'error', code: 'address-invalid', text: probe.problem, fix: 'Correct the address.' };
    return { ...identity, reachable: false, usable: false, ...nothing, ...silent, findings: [finding] };
  }
  const { abilities, state } = probe;
  const findings = [...formatFindings(abilities), ...stateFindings(state), ...mediaFindings(abilities)];
  const { format, missing: _missing, ...shown } = abilities;
  return {
    ...identity,
    ...shown,
    reachable: true,
    usable: usable(findings),
    status: state.status,
    statusInfo: state.info,
    format: format?.format ?? null,
    pixelsPerInch: format?.pixelsPerInch ?? null,
    mediaSupported: shown.mediaSupported.slice(0, maxListed),
    sources: shown.sources.slice(0, maxListed),
    mediaTypes: shown.mediaTypes.slice(0, maxListed),
    findings,
  };
}

function formatFindings({ missing }: IppAbilities): readonly Finding[] {
  if (missing === null) return [];
  const fix = 'Use a print server such as CUPS in front of it, or another printer.';
  return [{ severity: 'error', code: 'no-format', text: `${missing}.`, fix }];
}

function mediaFindings({ mediaReady }: IppAbilities): readonly Finding[] {
  if (mediaReady.length > 0) return [];
  const text = 'The printer does not report which media are loaded.';
  const fix = 'Print the test page and compare its size.';
  return [{ severity: 'warning', code: 'no-media', text, fix }];
}

function stateFindings({ status, detail }: DeviceState): readonly Finding[] {
  if (status === 'NORMAL') return [];
  const fix = 'Films are accepted, and printed when it is ready again.';
  return [{ severity: 'warning', code: 'attention', text: detail, fix }];
}

async function probedOther(
  driver: { readonly deviceState: (signal: AbortSignal) => Promise<DeviceState>; close?(): Promise<void> },
  identity: Identity,
): Promise<ApiProbe> {
  try {
    const state = await driver.deviceState(AbortSignal.timeout(timeoutMs));
    const findings = otherFindings(identity.kind, state);
    const found = {
      reachable: !findings.some(({ code }) => code === 'not-reachable'),
      usable: usable(findings),
      status: state.status,
      statusInfo: state.info,
      findings,
    };
    return {
      ...identity,
      ...nothing,
      ...found,
      model: state.model ?? null,
      mediaReady: state.mediaReady ?? [],
    };
  } finally {
    await driver.close?.();
  }
}

function otherFindings(kind: ApiProbe['kind'], state: DeviceState): readonly Finding[] {
  const { info, detail, ready } = state;
  if (kind === 'pdf' && !ready) {
    const fix = 'Create the folder, or let the server write into it.';
    return [{ severity: 'error', code: 'folder-unusable', text: detail, fix }];
  }
  if (info === 'PRINTER OFFLINE') return [notReachable(detail)];
  if (info === 'ELEC CONFIG ERR') {
    const fix = 'Check both AE titles, and register the AE title of this server at the imager.';
    return [{ severity: 'error', code: 'refused', text: detail, fix }];
  }
  return stateFindings(state);
}
