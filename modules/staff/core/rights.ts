/** Every right an endpoint can need. */
export const rights = [
  'people:read',
  'people:write',
  'people:reveal',
  'people:erase',
  'identity:write',
  'orders:read',
  'payouts:approve',
  'imports:read',
  'imports:write',
  'exports:read',
  'exports:write',
  'sources:read',
  'sources:write',
  'insight:read',
  'insight:write',
  'sql:read',
  'plan:read',
  'plan:write',
  'carriers:read',
  'carriers:write',
  'content:read',
  'content:write',
  'desk:use',
  'webhooks:read',
  'webhooks:write',
  'settings:read',
  'settings:write',
  'staff:read',
  'staff:write',
  'keys:read',
  'keys:write',
  'system:read',
  'system:write',
  'audit:read',
] as const

/** From the most to the least. */
export const roles = ['admin', 'operator', 'analyst', 'frontline'] as const

export type Role = (typeof roles)[number]

/** What people call a role. */
export const roleNames: Record<Role, { zh: string; en: string }> = {
  admin: { zh: '管理员', en: 'Admin' },
  operator: { zh: '运营', en: 'Operator' },
  analyst: { zh: '分析（只读）', en: 'Analyst (read only)' },
  frontline: { zh: '一线员工（只用手机页面）', en: 'Frontline (pages on the phone only)' },
}

/** Reading that is not for everybody: who may what, who did what, and addresses that may carry a token. */
const guarded = ['keys:read', 'staff:read', 'audit:read', 'webhooks:read']
const reading = rights.filter((right) => right.endsWith(':read') && !guarded.includes(right))

const operatorWrites = [
  'people:write',
  'identity:write',
  'imports:write',
  'exports:write',
  'sources:write',
  'insight:write',
  'plan:write',
  'carriers:write',
  'content:write',
  'desk:use',
]

/** Pages on the phone: own customers, tasks, scripts. */
const frontline = ['desk:use', 'content:read']

/** What a role may do; `*` is everything, also what later versions add. */
export function rightsOf(role: Role): readonly string[] {
  if (role === 'admin') return ['*']
  if (role === 'operator') return [...reading, ...operatorWrites]
  return role === 'analyst' ? reading : frontline
}
