import { z } from 'zod'
import { Refusal } from '../http/refusal.ts'
import { type Route, route } from '../http/route.ts'
import type { World } from '../world/world.ts'
import { membersOf } from './corp.ts'

const opens = ['wecom'] as const
const day = 86_400_000
const zone = 8 * 3_600_000

/** Daily figures of members and groups. */
export const statisticsRoutes: Route[] = [
  route(
    'wecom',
    'POST',
    '/cgi-bin/externalcontact/get_user_behavior_data',
    z.object({
      userid: z.array(z.string()).max(100).default([]),
      partyid: z.array(z.number().int()).max(100).default([]),
      start_time: z.number().int(),
      end_time: z.number().int(),
    }),
    (world, input) => {
      if (input.end_time - input.start_time > 30 * 86_400) throw new Refusal(40058)
      if (input.start_time * 1000 < world.clock.now() - 181 * day) throw new Refusal(40058)
      const staff = new Set(membersOf(world, input.userid, input.partyid).map(({ id }) => id))
      if (staff.size === 0) throw new Refusal(40058)
      return { behavior_data: daysOf(input.start_time, input.end_time).map((from) => behaviour(world, staff, from)) }
    },
    opens,
  ),
  route(
    'wecom',
    'POST',
    '/cgi-bin/externalcontact/groupchat/statistic',
    z.object({
      day_begin_time: z.number().int(),
      owner_filter: z.object({ userid_list: z.array(z.string()).max(100) }),
    }),
    (world, input) => {
      const items = input.owner_filter.userid_list.map((owner) => {
        const groups = world.rows.groups.by('owner', owner).filter(({ dismissed }) => !dismissed)
        const members = groups.flatMap((group) => group.members)
        const since = input.day_begin_time * 1000
        return {
          owner,
          data: {
            new_chat_cnt: groups.filter(({ at }) => at >= since && at < since + day).length,
            chat_total: groups.length,
            member_total: members.length,
            new_member_cnt: members.filter(({ joined }) => joined >= since && joined < since + day).length,
          },
        }
      })
      return { total: items.length, next_offset: items.length, items }
    },
    opens,
  ),
]

/** Midnights (China time) of the days between two moments, in milliseconds. */
function daysOf(startSeconds: number, endSeconds: number): number[] {
  const first = Math.floor((startSeconds * 1000 + zone) / day) * day - zone
  const days: number[] = []
  for (let at = first; at <= endSeconds * 1000; at += day) days.push(at)
  return days
}

function behaviour(world: World, staff: ReadonlySet<string>, from: number) {
  const within = (at: number) => at >= from && at < from + day
  const relations = [...staff].flatMap((userid) => world.rows.relations.by('userid', userid))
  const messages = [...staff].flatMap((userid) => world.rows.messages.by('peer', `wecom:${userid}`))
  const told = messages.filter(({ at, from: side, via }) => within(at) && side === 'peer' && via === 'chat')
  return {
    stat_time: Math.floor(from / 1000),
    chat_cnt: new Set(messages.filter(({ at, via }) => within(at) && via === 'chat').map(({ thread }) => thread)).size,
    message_cnt: told.length,
    ...answersOf(messages.filter(({ at, via }) => within(at) && via === 'chat')),
    negative_feedback_cnt: relations.filter(({ ended }) => ended?.by === 'customer' && within(ended.at)).length,
    new_apply_cnt: relations.filter(({ at }) => within(at)).length,
    new_contact_cnt: relations.filter(({ at }) => within(at)).length,
  }
}

/** Chats that customers began: how many of them were answered on the same day, and after how many minutes. Nothing when nobody wrote. */
function answersOf(messages: readonly { thread: string; from: string; at: number }[]) {
  const threads = [...Map.groupBy(messages, ({ thread }) => thread).values()]
    .map((thread) => thread.toSorted((a, b) => a.at - b.at))
    .filter(([first]) => first?.from === 'me')
  if (threads.length === 0) return {}
  const waits = threads.flatMap((thread) => {
    const answer = thread.find(({ from }) => from === 'peer')
    return answer === undefined ? [] : [(answer.at - (thread[0]?.at ?? answer.at)) / 60_000]
  })
  const replied = { reply_percentage: Math.round((waits.length / threads.length) * 10_000) / 100 }
  if (waits.length === 0) return replied
  return { ...replied, avg_reply_time: Math.round(waits.reduce((sum, one) => sum + one, 0) / waits.length) }
}
