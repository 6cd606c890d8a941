import type { Bilingual } from '#kit/api'
import { no, ok, type Result } from '#kit/result'
import { dateText, parseTime } from '#kit/time'
import { isMasked } from '#modules/intake'
import { type relations, type Wearer, wearerSchema } from './wearer.ts'

type Relation = (typeof relations)[number]

/** A wearer as a row of a list tells it; what it does not say stays as it is. */
export interface ListedWearer {
  readonly name: string
  readonly relation: Relation | null
  readonly birthYear: number | null
  readonly facts: readonly { readonly name: string; readonly value: string }[]
}

/** Beginning of the import targets that name an item of optometry. */
export const wearerFact = 'wearerFact:'
export const wearerTargets = ['wearerRelation', 'wearerBirthday', 'wearerRecall']

export type WearerRowRefusal = 'no-wearer-name' | 'unknown-relation' | 'bad-birthday' | 'bad-recall' | 'bad-wearer'

export const wearerRefusals: Record<WearerRowRefusal, Bilingual> = {
  'no-wearer-name': { zh: '写了佩戴者的资料，却没有称呼', en: 'Something is said of a wearer who has no name' },
  'unknown-relation': {
    zh: '关系只能写 孩子、父母、配偶、其他',
    en: 'The relation is child, parent, spouse or other',
  },
  'bad-birthday': { zh: '出生日期无法识别', en: 'The birthday cannot be read' },
  'bad-recall': { zh: '复查日期无法识别', en: 'The date of the next check cannot be read' },
  'bad-wearer': { zh: '佩戴者的资料太长或太多', en: 'Too much is said of the wearer' },
}

/** A word about a row whose wearer is left out. */
export const noRoom = {
  code: 'too-many-wearers',
  reason: {
    zh: '一位客户最多 20 位佩戴者，这一位没有写入',
    en: 'At most 20 wearers under one person: this one was left out',
  },
}

const words: Record<Relation, readonly string[]> = {
  child: ['child', 'son', 'daughter', '孩子', '子女', '儿子', '女儿', '小孩', '儿女'],
  parent: ['parent', 'father', 'mother', '父母', '父亲', '母亲', '爸爸', '妈妈', '长辈'],
  spouse: ['spouse', 'husband', 'wife', '配偶', '丈夫', '妻子', '老公', '老婆', '爱人'],
  other: ['other', '其他', '其它', '亲友', '本人'],
}

const relationOf = (word: string): Relation | undefined =>
  (Object.keys(words) as Relation[]).find((one) => words[one].includes(word.trim().toLowerCase()))

interface When {
  readonly zone: string
  /** Epoch ms. */
  readonly now: number
}

interface Refused {
  readonly why: WearerRowRefusal
  readonly target: string
}

/** Reads what a row says of a wearer; null when it says nothing, or the platform has hidden who it is. */
export function readWearer(values: Readonly<Record<string, string>>, when: When): Result<ListedWearer | null, Refused> {
  const said = Object.keys(values).filter((name) => wearerTargets.includes(name) || name.startsWith(wearerFact))
  const name = values['wearer']?.trim() ?? ''
  if (name === '') return said[0] === undefined ? ok(null) : no({ why: 'no-wearer-name', target: said[0] })
  if (isMasked(name)) return ok(null)
  const word = values['wearerRelation']
  const relation = word === undefined ? null : relationOf(word)
  if (relation === undefined) return no({ why: 'unknown-relation', target: 'wearerRelation' })
  const born = birthdayOf(values['wearerBirthday'], when)
  if (!born) return no({ why: 'bad-birthday', target: 'wearerBirthday' })
  const recall = dayOf(values['wearerRecall'], when.zone)
  if (recall === undefined) return no({ why: 'bad-recall', target: 'wearerRecall' })
  const facts = [
    ...(born.day === null ? [] : [{ name: '生日', value: born.day }]),
    ...(recall === null ? [] : [{ name: '下次复查', value: recall }]),
    ...said.flatMap((target) =>
      target.startsWith(wearerFact)
        ? [{ name: target.slice(wearerFact.length).trim(), value: (values[target] ?? '').trim() }]
        : [],
    ),
  ]
  const wearer = { name, relation, birthYear: born.year, facts }
  return fits(wearer) ? ok(wearer) : no({ why: 'bad-wearer', target: 'wearer' })
}

const fits = ({ name, facts }: ListedWearer) => wearerSchema.safeParse({ name, relation: 'other', facts }).success

function dayOf(text: string | undefined, zone: string): string | null | undefined {
  if (text === undefined) return null
  const at = parseTime(text, zone)
  return at.ok ? dateText(at.value, zone) : undefined
}

/** A year alone, or a day; undefined when it is neither, or nobody's. */
function birthdayOf(text: string | undefined, { zone, now }: When) {
  if (text === undefined) return { year: null, day: null }
  const alone = /^\d{4}$/.test(text.trim())
  const day = alone ? null : dayOf(text, zone)
  if (day === undefined) return undefined
  const year = Number((day ?? text.trim()).slice(0, 4))
  return year >= 1900 && year <= new Date(now).getUTCFullYear() ? { year, day } : undefined
}

/** The wearer once a list has spoken; with `fill` only what was not known is taken. */
export function wearerAfter(before: Wearer | null, said: ListedWearer, fill: boolean): Wearer {
  if (!before) {
    const born = said.birthYear === null ? {} : { birthYear: said.birthYear }
    return { name: said.name, relation: said.relation ?? 'other', ...born, facts: [...said.facts] }
  }
  const [lead, rest] = fill ? [before.facts, said.facts] : [said.facts, before.facts]
  const known = new Map(lead.map((fact) => [fact.name, fact]))
  // In the order they stand; what is new comes behind.
  const facts = [
    ...before.facts.map((fact) => known.get(fact.name) ?? fact),
    ...(fill ? rest : lead).filter(({ name }) => !before.facts.some((fact) => fact.name === name)),
  ]
  const birthYear = fill ? (before.birthYear ?? said.birthYear) : (said.birthYear ?? before.birthYear)
  return {
    ...{ name: before.name, relation: fill ? before.relation : (said.relation ?? before.relation) },
    ...(birthYear === null || birthYear === undefined ? {} : { birthYear }),
    facts: facts.slice(0, 50),
  }
}
