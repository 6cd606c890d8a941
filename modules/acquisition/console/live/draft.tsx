import type { Rule, Setup, Shift, Target } from '../../core/live/setup.ts'
import type { LiveCode } from './api.tsx'

interface TermsDraft {
  weight?: number | string
  cap?: number | string | null
  shifts?: Shift[]
}
interface TargetDraft {
  code?: string
  url?: string
  weight?: number | string
}
interface RuleDraft {
  name: string
  identity: 'any' | 'new' | 'known'
  apps?: Rule['when']['apps']
  regions?: string[]
  hours?: Shift[]
  mode: Rule['mode']
  floor?: number
  to: TargetDraft[]
}

/** A live code as its form writes it: fields of the browser give numbers as text. */
export interface Draft {
  kind: Setup['kind']
  name: string
  account?: string
  delivery: 'page' | 'direct'
  members: (TermsDraft & { member: string })[]
  departments: (TermsDraft & { department: number })[]
  mode: 'turns' | 'weighted' | 'leastLoaded'
  follower: boolean
  backup: string[]
  chats: { chat: string; most?: number | string }[]
  stores: { name: string; address?: string; lat: number | string; lng: number | string; to: string }[]
  rules: RuleDraft[]
  fallbackCode?: string
  fallbackUrl?: string
  source?: string
  welcome?: string
  remark?: string
  tags: string[]
  skipVerify: boolean
  expiresAt: string
  note?: string
}

const nothing = {
  ...{
    members: [],
    departments: [],
    mode: 'turns' as const,
    follower: true,
    backup: [],
    chats: [],
    stores: [],
    rules: [],
  },
}

export function draftOf(of: LiveCode | null, account: string | undefined): Draft {
  if (!of)
    return {
      ...{ ...nothing, kind: 'staff', name: '', delivery: 'page', tags: [], skipVerify: true, expiresAt: '' },
      ...(account === undefined ? {} : { account }),
      members: [{ member: undefined as never, weight: 1, shifts: [] }],
    }
  const { setup } = of
  return {
    ...{ ...nothing, ...fieldsOf(setup), kind: setup.kind, name: of.name, delivery: of.delivery, tags: of.tags },
    ...{ skipVerify: of.skipVerify, note: of.note, expiresAt: of.expiresAt ? localOf(of.expiresAt) : '' },
    ...{ source: of.source ?? '', welcome: of.welcome?.text ?? '', remark: of.remark ?? '' },
    ...(of.account === null ? {} : { account: of.account }),
  }
}

function fieldsOf(setup: Setup): Partial<Draft> {
  if (setup.kind === 'staff') {
    const { members, departments, mode, follower, backup } = setup
    return { members, departments, mode, follower, backup }
  }
  if (setup.kind === 'group') return { chats: setup.chats }
  if (setup.kind === 'store') return { stores: setup.stores }
  const { fallback } = setup
  return {
    ...(fallback?.kind === 'code' ? { fallbackCode: fallback.id } : fallback ? { fallbackUrl: fallback.url } : {}),
    rules: setup.rules.map(({ name, when, to, mode, floor }) => ({
      ...{
        name,
        mode,
        floor,
        apps: when.apps,
        regions: when.regions,
        hours: when.hours,
        identity: when.identity ?? 'any',
      },
      to: to.map(({ target, weight }) =>
        target.kind === 'code' ? { code: target.id, weight } : { url: target.url, weight },
      ),
    })),
  }
}

const numberOr = (value: number | string | null | undefined, other: number) =>
  value === '' || value === null || value === undefined ? other : Number(value)
const capOf = (value: number | string | null | undefined) => {
  const cap = numberOr(value, 0)
  return cap > 0 ? cap : null
}
const termsOf = ({ weight, cap, shifts }: TermsDraft) => ({
  ...{ weight: numberOr(weight, 1), cap: capOf(cap), shifts: shifts ?? [] },
})

const targetOf = ({ code, url }: TargetDraft): Target | null =>
  code ? { kind: 'code', id: code } : url?.trim() ? { kind: 'url', url: url.trim() } : null

export function setupOf(draft: Draft): Setup {
  if (draft.kind === 'staff')
    return {
      ...{ kind: 'staff', mode: draft.mode ?? 'turns', follower: draft.follower ?? true, backup: draft.backup ?? [] },
      members: (draft.members ?? []).map(({ member, ...terms }) => ({ member, ...termsOf(terms) })),
      departments: (draft.departments ?? []).map(({ department, ...terms }) => ({ department, ...termsOf(terms) })),
    }
  if (draft.kind === 'group')
    return { kind: 'group', chats: (draft.chats ?? []).map(({ chat, most }) => ({ chat, most: numberOr(most, 190) })) }
  if (draft.kind === 'store')
    return {
      kind: 'store',
      stores: (draft.stores ?? []).map((one) => ({
        ...{ name: one.name, address: one.address ?? '', to: one.to, lat: Number(one.lat), lng: Number(one.lng) },
      })),
    }
  const fallback = targetOf({
    ...(draft.fallbackCode ? { code: draft.fallbackCode } : {}),
    ...(draft.fallbackUrl ? { url: draft.fallbackUrl } : {}),
  })
  return { kind: 'aggregate', fallback, rules: (draft.rules ?? []).map(ruleOf) }
}

function ruleOf({ name, identity, apps, regions, hours, mode, floor, to }: RuleDraft): Rule {
  return {
    ...{ name, mode: mode ?? 'weighted', floor: floor ?? 0.1 },
    when: {
      ...{ apps: apps ?? [], regions: regions ?? [], hours: hours ?? [] },
      identity: identity === 'any' ? null : identity,
    },
    to: to.flatMap((one) => {
      const target = targetOf(one)
      return target ? [{ target, weight: numberOr(one.weight, 1) }] : []
    }),
  }
}

function localOf(iso: string): string {
  const at = new Date(iso)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
