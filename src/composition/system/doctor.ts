// The checks of `hardcopy doctor`, run within the server: with the configuration in use, and its own ports.
import type { ApiDoctor } from '../../api/system/system.ts';
import type { ConfigChanges } from '../../config/live/config-changes.ts';
import type { LiveConfig } from '../../config/live/live-config.ts';
import { broken, ok, verdictOf, warning, type Finding } from '../../doctor/finding.ts';
import { productVersion } from '../../shared/product.ts';
import type { SecuredListener } from './certificates.ts';

export interface DoctorParts {
  readonly live: LiveConfig;
  readonly changes: Pick<ConfigChanges, 'state'>;
  readonly listeners: readonly SecuredListener['listener'][];
  /** Why films are refused now; undefined: they are accepted. */
  readonly problem: () => string | undefined;
}

async function configurationFindings({ live, changes }: DoctorParts): Promise<readonly Finding[]> {
  const { file } = live.now;
  const { fileChanged, problem, needsRestart } = await changes.state();
  const inUse = ok('configuration', `${file} is in use`);
  const restart =
    needsRestart.length === 0
      ? []
      : [
          warning(
            'configuration',
            `changes need a restart: ${needsRestart.slice(0, 5).join(', ')}${needsRestart.length > 5 ? ' …' : ''}`,
            'restart the server',
          ),
        ];
  if (!fileChanged) return [restart.length > 0 ? [] : [inUse], restart].flat();
  return [
    problem === null
      ? warning('configuration', `${file} was changed and is not in use yet`, '"hardcopy reload" applies it')
      : broken(
          'configuration',
          `${file} was changed and cannot be used: ${problem}`,
          '"hardcopy reload --check" shows every problem; the server continues with what it read before',
        ),
    ...restart,
  ];
}

export async function runDoctor(parts: DoctorParts): Promise<ApiDoctor> {
  const start = performance.now();
  // Loaded at the first run: the checks of devices and calibrations need much of the program.
  const { examineConfig } = await import('../../doctor/examine.ts');
  const problem = parts.problem();
  const findings = await examineConfig(parts.live.now, {
    configuration: await configurationFindings(parts),
    server: [
      ok('server', `process ${process.pid} runs on ${parts.live.now.data}`),
      problem === undefined
        ? ok('console', `version ${productVersion} accepts films`)
        : broken('console', `the server is failing: ${problem}`, 'check its log'),
    ],
    ports: parts.listeners.map(({ host, port, tls }) =>
      ok('port', `${host} port ${port} (DICOM${tls ? ' over TLS' : ''}): open`),
    ),
  });
  return {
    verdict: verdictOf(findings),
    findings: findings.map(({ check, verdict, found, fix = null }) => ({ check, verdict, found, fix })),
    at: new Date().toISOString(),
    ms: Math.round(performance.now() - start),
  };
}
