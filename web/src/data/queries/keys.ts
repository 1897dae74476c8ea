// Keys of cached answers.

export const keys = {
  status: ['status'] as const,
  me: ['me'] as const,
  users: ['users'] as const,
  tokens: ['tokens'] as const,
  ownSessions: ['me', 'sessions'] as const,
  wall: ['wall'] as const,
  clientTitles: ['client-titles'] as const,
  jobs: ['jobs'] as const,
  job: (id: string) => ['job', id] as const,
  clients: ['clients'] as const,
  system: (part: string) => ['system', part] as const,
  printer: (aeTitle: string) => ['printer', aeTitle] as const,
  printerQueue: (aeTitle: string) => ['printer', aeTitle, 'queue'] as const,
  printerHistory: (aeTitle: string) => ['printer', aeTitle, 'history'] as const,
  calibrations: ['calibrations'] as const,
  calibration: (aeTitle: string, medium: string) => ['calibrations', aeTitle, medium] as const,
  target: (levels: number) => ['calibration-target', levels] as const,
  controls: ['controls'] as const,
  control: (aeTitle: string, medium: string, days: number) => ['controls', aeTitle, medium, days] as const,
};
