// The doctor on configurations in a temporary folder, and assertions about its findings. Start at `eachWithFolder`.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'node:test';
import { examine } from '../../../src/cli/doctor/doctor.ts';
import { type Finding } from '../../../src/doctor/finding.ts';
import { startConsole } from '../../../src/console/http-server.ts';
import { silentLog } from '../../../src/shared/log/log.ts';
import { fakePorts } from '../../console/fake-ports.ts';

export let folder: string;
/** Gives every test of the file a folder. */
export function eachWithFolder(): void {
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-doctor-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
}

export const anyPorts = 'dicom: { host: 127.0.0.1, port: 0 }\nconsole: { port: 0 }\n';

export function configFile(yaml: string): string {
  const file = path.join(folder, 'hardcopy.yaml');
  writeFileSync(file, yaml);
  return file;
}

export async function found(yaml: string, data = path.join(folder, 'data')): Promise<readonly Finding[]> {
  return examine({ file: configFile(yaml), data });
}

export const createConsoleOn = (port: number) =>
  startConsole({ host: '127.0.0.1', port, ports: fakePorts(), log: silentLog });

export const of = (findings: readonly Finding[], check: Finding['check']) =>
  findings.filter((finding) => finding.check === check);

interface ExpectedFinding extends Pick<Finding, 'check' | 'verdict'> {
  readonly says: RegExp;
  readonly fix?: RegExp;
}

/** Asserts that there is one finding of a check, with this verdict and text. */
export function assertFinding(
  findings: readonly Finding[],
  { check, verdict, says, fix }: ExpectedFinding,
): void {
  const matching = of(findings, check).filter((finding) => says.test(finding.found));
  assert.equal(matching.length, 1, JSON.stringify(of(findings, check)));
  assert.equal(matching[0]?.verdict, verdict, JSON.stringify(matching));
  if (fix) assert.match(matching[0].fix ?? '', fix);
  // A problem has a fix.
  if (verdict !== 'ok') assert.ok((matching[0].fix ?? '').length > 5);
}
