// The doctor's checks of certificates: valid now and for the next month, with a key that other users cannot read. Whether
// they are readable and match their key is checked when the configuration is loaded.
import { stat } from 'node:fs/promises';
import type { CertificateFiles } from '../config/certificate-config.ts';
import { readTlsFiles } from '../shared/tls/tls-credentials.ts';
import { messageOf } from '../shared/errors/errors.ts';
import { broken, ok, warning, type Finding } from './finding.ts';

const dayMs = 24 * 60 * 60 * 1000;
const soonDays = 30;

/** Without TLS, it has nothing to check. */
interface Listener {
  readonly tls?: CertificateFiles;
}

const day = (time: Date) => time.toISOString().slice(0, 10);

async function checkListener(
  { tls }: Listener,
  now: Date,
  platform: NodeJS.Platform,
): Promise<readonly Finding[]> {
  if (!tls) return [];
  const renew = 'renew it; the server loads the new one automatically';
  try {
    const { subject = '', validFrom, validTo } = readTlsFiles(tls.files, tls.nameOf);
    const what = `${subject} (${tls.nameOf('certificate')})`;
    const findings: Finding[] = [];
    if (!validFrom || !validTo) return [];
    const days = Math.floor((validTo.getTime() - now.getTime()) / dayMs);
    if (now < validFrom) {
      findings.push(
        broken('certificate', `${what} is valid from ${day(validFrom)}`, 'check the clock, or wait'),
      );
    } else if (now > validTo) {
      findings.push(broken('certificate', `${what} expired on ${day(validTo)}`, renew));
    } else if (days < soonDays) {
      findings.push(warning('certificate', `${what} expires on ${day(validTo)}, in ${days} days`, renew));
    } else {
      findings.push(ok('certificate', `${what} is valid until ${day(validTo)}`));
    }
    const { key = '' } = tls.files;
    const mode = (await stat(key)).mode & 0o777;
    // Windows reports made-up modes.
    if (platform !== 'win32' && (mode & 0o007) !== 0)
      findings.push(warning('certificate', `other users may read the key ${key}`, `chmod 600 ${key}`));
    return findings;
  } catch (error) {
    return [broken('certificate', messageOf(error), 'check the file')];
  }
}

export async function checkCertificates(
  listeners: readonly Listener[],
  now: Date = new Date(),
  platform: NodeJS.Platform = process.platform,
): Promise<readonly Finding[]> {
  return (await Promise.all(listeners.map((listener) => checkListener(listener, now, platform)))).flat();
}
