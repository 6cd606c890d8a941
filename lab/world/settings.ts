/**
 * What the platforms decide and documents tell differently, or only from memory: numbers to change, not code.
 * Seconds are simulated unless the name ends in `Ms` (wall clock: a real connection waits).
 */
export const defaults = {
  /** Life of an access token and of a page ticket. */
  tokenSeconds: 7200,
  welcomeSeconds: 20,
  /** A customer who deleted the member still stands in the member's list (from memory: told both ways). */
  keepsAfterCustomerDeletes: false,
  /** After an add, reads of this customer answer 84061 for so long. */
  contactHiddenSeconds: 0,
  /** Each customer or group takes this many mass sends in the period: `month` = days of the month, `week` = 7, `day` = 1, or a number a month. */
  massQuota: 'month' as 'month' | 'week' | 'day' | number,
  remindsPerDay: 3,
  momentsPerMonth: 4,
  transferSeconds: 86_400,
  transfersPer90Days: 2,
  staffCustomersMost: 5000,
  groupMost: 200,
  corpTagsMost: 10_000,
  callsPerMinute: 10_000,
  callsPerHour: 150_000,
  acquisitionQuota: 1000,
  /** Callbacks: how long an answer is waited for, and how often in all it is tried. */
  callbackTimeoutMs: 5000,
  callbackTries: 3,
  callbackPauseMs: 300,
  callbackLanes: 4,
  /** How long a call lasts that was told to time out. */
  hangMs: 30_000,
}

export type Settings = typeof defaults
