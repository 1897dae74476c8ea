// The part of a server that keeps the audit log. Start at `auditPart`.
import { isDeepStrictEqual } from 'node:util';
import { Audit } from '../audit/audit.ts';
import type { AuditEvent } from '../audit/audit-event.ts';
import type { AccountEvent } from '../accounts/account-events.ts';
import type { Config } from '../config/config.ts';
import type { AppliedEvent } from '../config/live/config-changes.ts';
import { messageOf, SetupFailure } from '../shared/errors/errors.ts';
import { productVersion } from '../shared/product.ts';
import type { AccountsMade } from './accounts/open-accounts.ts';
import type { ConfigurationMade } from './configuration-part.ts';
import type { Part } from './parts.ts';
import type { ServerGiven } from './server-context.ts';

export interface AuditMade {
  readonly audit: Audit;
}

export const auditPart: Part<ServerGiven & AccountsMade & ConfigurationMade, AuditMade> = {
  name: 'audit',
  start: async ({ config, live, log, alerts, onAccountEvent, onConfigApplied }) => {
    const audit = await open(() => ({
      data: config.data,
      sourceId: () => live.now.audit.sourceId,
      site: () => live.now.audit.site,
      aeTitles: () => live.now.printers.map(({ aeTitle }) => aeTitle),
      retentionDays: () => live.now.audit.retentionDays,
      version: productVersion,
      log,
    }));
    const record = (event: AuditEvent) => {
      audit.record(event);
    };
    alerts.recordTo(record);
    const send = (syslog: Config['audit']['syslog']) => {
      audit.repository.use(syslog);
    };
    send(live.now.audit.syslog);
    const leave = [
      live.onApply((now, before) => {
        if (!isDeepStrictEqual(now.audit.syslog, before.audit.syslog)) send(now.audit.syslog);
      }),
      onAccountEvent((event) => {
        const audited = ofAccount(event);
        if (audited) record(audited);
      }),
      onConfigApplied((event) => {
        record(ofConfig(event));
      }),
    ];
    return {
      made: { audit },
      stop: async () => {
        for (const each of leave) each();
        await audit.close();
      },
    };
  },
};

/** @throws SetupFailure data-folder-unusable: a server without an audit log would hide what it does */
async function open(options: () => Parameters<typeof Audit.open>[0]): Promise<Audit> {
  const given = options();
  try {
    return await Audit.open(given);
  } catch (error) {
    throw new SetupFailure(
      'data-folder-unusable',
      `the audit log in ${given.data} cannot be opened: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** Undefined: nothing that a user did. */
function ofAccount(event: AccountEvent): AuditEvent | undefined {
  switch (event.kind) {
    case 'signed-in':
    case 'sign-in-failed':
      return event;
    case 'signed-out':
      return { ...event, address: '' };
    case 'directory-failed':
      return undefined;
    case 'user-changed':
      return { kind: event.kind, user: event.user, address: '', by: event.by, change: event.what };
    default:
      return event satisfies never;
  }
}

/** Keys that decide who may do what, what is encrypted and what is recorded. */
const securityKeys = /^(access|accounts|console|audit|trace)\b|tls|token|password|certificate/i;

function ofConfig({ who, version, differences }: AppliedEvent): AuditEvent {
  const keys = differences.map(({ path }) => path);
  return {
    kind: 'config-changed',
    by: who,
    version,
    keys,
    security: keys.some((key) => securityKeys.test(key)),
  };
}
