import type { Postgres } from '#platform/postgres/postgres'
import { settingsOf } from '#platform/settings'
import { consentSettings } from '../../core/consents.ts'

/** The purposes of the company. */
export const purposesOf = (postgres: Postgres, now: () => number) =>
  settingsOf(postgres, 'consents', consentSettings, now)

/** Port: how the purposes are called. */
export function purposeNames({ postgres, now }: { postgres: Postgres; now: () => number }) {
  const settings = purposesOf(postgres, now)
  return async () => (await settings.read()).purposes
}
