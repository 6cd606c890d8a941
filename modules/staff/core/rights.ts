/** Every right an endpoint can need. */
export const rights = [
  'people:read',
  'people:write',
  'people:reveal',
  'orders:read',
  'imports:read',
  'imports:write',
  'exports:read',
  'exports:write',
  'sources:read',
  'sources:write',
  'insight:read',
  'settings:read',
  'settings:write',
  'keys:read',
  'keys:write',
  'system:read',
  'system:write',
] as const

export type Role = 'admin' | 'operator' | 'analyst'

const reading = rights.filter((right) => right.endsWith(':read') && right !== 'keys:read')

/** What a role may do; `*` is everything, also what later versions add. */
export function rightsOf(role: Role): readonly string[] {
  if (role === 'admin') return ['*']
  if (role === 'operator') return [...reading, 'people:write', 'imports:write', 'exports:write', 'sources:write']
  return reading
}
