import { second } from '#kit/time'
import type { Claim } from '#modules/identity'
import type { Contact, Relation } from '../../core/contact.ts'
import type { External, Follow } from './shapes.ts'

const genders = ['', 'male', 'female']

/** Ids, name and ties of a customer. A phone in a remark is a member's word, no proof (operator.md b, people ④). */
export function contactOf(corpid: string, external: External, follows: readonly Follow[]): Contact {
  const { external_userid: id, unionid = '', name, gender } = external
  const phones = [...new Set(follows.flatMap(({ remark_mobiles }) => remark_mobiles))].filter((one) => one !== '')
  return {
    external: id,
    claims: [
      { type: `external_userid:${corpid}`, value: id },
      ...(unionid === '' ? [] : [{ type: 'unionid', value: unionid }]),
      ...phones.map((value): Claim => ({ type: 'phone', value, from: 'remark' })),
    ],
    traits: { ...(name === '' ? {} : { nickname: name }), ...(genders[gender] ? { gender: genders[gender] } : {}) },
    hasUnionid: unionid !== '',
    relations: follows.map(relationOf),
  }
}

const relationOf = ({ userid, createtime, add_way, state, tags, tag_id }: Follow): Relation => ({
  userid,
  addedAt: createtime * second,
  addWay: add_way ?? null,
  state: state === undefined || state === '' ? null : state,
  tags: [...tags.flatMap(({ tag_id: id, type }) => (type === 1 && id ? [id] : [])), ...tag_id],
})
