// The table of all routes of the HTTP API: requests, responses and errors of each. The server has exactly these routes
// (test/api/routes.test.ts), the commands call them, and the index and the OpenAPI document list them. docs/how-to/add-an-api-field.md
// has the steps for more.
import { accountRoutes } from './accounts/accounts.ts';
import { auditRoutes } from './audit/audit.ts';
import { clientRoutes } from './clients.ts';
import { configRoutes } from './config/config.ts';
import { setupRoutes } from './config/printers.ts';
import { jobRoutes } from './job-routes.ts';
import { printerRoutes } from './printer-routes.ts';
import { calibrationRoutes } from './quality/calibrations.ts';
import { controlRoutes } from './quality/controls.ts';
import type { ApiRoute } from './route.ts';
import { healthSchema, indexSchema, remotesAnswer, statusSchema, wallSchema } from './server.ts';
import { conformanceRoutes } from './system/conformance.ts';
import { logRoutes } from './system/log.ts';
import { statisticsRoutes } from './system/statistics.ts';
import { systemRoutes } from './system/system.ts';
import { meSchema } from './user.ts';
import { sheetRoutes } from './sheets/sheets.ts';
import { emptyBody } from './values.ts';

export const apiRoutes = {
  index: {
    method: 'GET',
    path: '/api',
    summary: 'Version, and all routes',
    answer: indexSchema,
    errors: [],
  },
  openapi: {
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'The OpenAPI document of this API',
    answer: { mediaType: 'application/json' },
    errors: [],
  },
  health: {
    method: 'GET',
    path: '/api/health',
    summary: 'Whether films are accepted; needs no token',
    answer: healthSchema,
    otherStatus: 503,
    errors: [],
  },
  status: {
    method: 'GET',
    path: '/api/status',
    summary: 'Overview, and what requires attention',
    answer: statusSchema,
    errors: [],
  },
  events: {
    method: 'GET',
    path: '/api/events',
    summary: 'All changes, as server-sent events',
    answer: { mediaType: 'text/event-stream' },
    errors: ['foreign-origin', 'too-many-watchers'],
  },
  wall: {
    method: 'GET',
    path: '/api/wall',
    summary: 'States and queues of the printers, without any data of jobs',
    answer: wallSchema,
    errors: [],
  },
  me: {
    method: 'GET',
    path: '/api/me',
    summary: 'The user of this request, and the permitted actions',
    answer: meSchema,
    errors: [],
  },
  echo: {
    method: 'POST',
    path: '/api/echo',
    summary: 'Verify every configured imager and remote system (C-ECHO)',
    body: emptyBody,
    answer: remotesAnswer,
    errors: [],
  },
  ...accountRoutes,
  ...auditRoutes,
  ...clientRoutes,
  ...jobRoutes,
  ...printerRoutes,
  ...configRoutes,
  ...sheetRoutes,
  ...systemRoutes,
  ...logRoutes,
  ...statisticsRoutes,
  ...conformanceRoutes,
  ...setupRoutes,
  ...calibrationRoutes,
  ...controlRoutes,
} as const satisfies Readonly<Record<string, ApiRoute>>;

/** The routes in the order of their paths. */
export const allRoutes: readonly ApiRoute[] = Object.values<ApiRoute>(apiRoutes).toSorted((a, b) =>
  a.path < b.path ? -1 : 1,
);
