/** Whose customers a colleague may see; the words of the trade's tools. */
export const scopes = ['all', 'custom', 'departmentTree', 'department', 'self'] as const
export type ScopeKind = (typeof scopes)[number]

/** What people call a scope. */
export const scopeNames: Record<ScopeKind, { zh: string; en: string }> = {
  all: { zh: '全部', en: 'All' },
  custom: { zh: '自定义部门', en: 'Chosen departments' },
  departmentTree: { zh: '本部门及以下', en: 'Own department and below' },
  department: { zh: '本部门', en: 'Own department' },
  self: { zh: '仅本人', en: 'Own alone' },
}

/** What of their rights is left to whoever sees a part of the customers: what reads all of them at once is not. */
const withinScope = ['people:read', 'people:write', 'content:read', 'content:write', 'desk:use']

export const rightsWithin = (rights: readonly string[], scope: ScopeKind): readonly string[] =>
  scope === 'all' ? rights : withinScope.filter((right) => rights.includes(right))
