import type { App, Token } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { Refusal } from './refusal.ts'
import type { Family } from './route.ts'

/** A fresh access token of an app. */
export function issueToken(
  world: World,
  app: App,
  length: number,
  kind: Token['kind'] = 'plain',
): { access_token: string; expires_in: number } {
  const seconds = world.settings.tokenSeconds
  const now = world.clock.now()
  const token = world.rows.tokens.put({
    id: world.dice.id(`token ${app}`, '', length),
    app,
    kind,
    ...{ at: now, wall: world.wall() },
    expires: now + seconds * 1000,
  })
  return { access_token: token.id, expires_in: seconds }
}

/** Which app this token opens; refuses a missing, unknown, withdrawn or expired one. */
export function checkToken(world: World, token: unknown, family: Family): App {
  if (typeof token !== 'string' || token === '') throw new Refusal(41001)
  const found = world.rows.tokens.get(token)
  if (found === undefined || found.revoked === true) throw new Refusal(family === 'wecom' ? 40014 : 40001)
  const age = world.hurried ? world.wall() - found.wall : world.clock.now() - found.at
  if (age >= found.expires - found.at) throw new Refusal(42001)
  return found.app
}
