import type { World } from './world.ts'

export type Target =
  | 'wecom'
  | 'officialAccount'
  | 'miniprogram'
  | 'channels'
  | 'aliyun'
  | 'aliyunUp'
  | 'tencent'
  | 'tencentUp'
  | 'calls'

export interface Callbacks {
  urls: Partial<Record<Target, string>>
  /** Official account and mini program: what their consoles offer. */
  mode: 'plain' | 'compatible' | 'secure'
  format: 'xml' | 'json'
}

const key = 'callbacks'
const none: Callbacks = { urls: {}, mode: 'secure', format: 'xml' }

export const callbacksOf = (world: World): Callbacks =>
  (world.rows.settings.get(key)?.value as Callbacks | undefined) ?? none

export function setCallbacks(world: World, change: Partial<Callbacks>): void {
  const before = callbacksOf(world)
  world.rows.settings.put({ id: key, value: { ...before, ...change, urls: { ...before.urls, ...change.urls } } })
}
