import { z } from 'zod'
import { ok, type Result } from '#kit/result'
import { dateText, second } from '#kit/time'
import type { Trouble } from '../../../core/trouble.ts'
import type { MemberDay } from '../../../server/adapter.ts'
import type { WecomCall } from './client.ts'

const Answer = z.looseObject({
  behavior_data: z
    .array(
      z.looseObject({
        stat_time: z.number().int(),
        chat_cnt: z.number().int().default(0),
        /** In percent; absent when nobody wrote. */
        reply_percentage: z.number().optional(),
        /** In minutes. */
        avg_reply_time: z.number().optional(),
        negative_feedback_cnt: z.number().int().default(0),
      }),
    )
    .default([]),
})

/** Statistics of 联系客户 (page 92132): days of China, at most 30 at once, the last 180. Of one member: of several they are summed. */
export async function memberDays(
  call: WecomCall,
  userid: string,
  range: { from: number; to: number },
): Promise<Result<readonly MemberDay[], Trouble>> {
  const body = {
    userid: [userid],
    start_time: Math.floor(range.from / second),
    end_time: Math.floor(range.to / second),
  }
  const path = 'externalcontact/get_user_behavior_data'
  const got = await call({ path, body, answer: Answer, repeatable: true })
  if (!got.ok) return got
  return ok(
    got.value.behavior_data.map((one) => ({
      ...{ day: dateText(one.stat_time * second, 'Asia/Shanghai'), chats: one.chat_cnt },
      replied: one.reply_percentage === undefined ? null : one.reply_percentage / 100,
      ...{ firstReplyMinutes: one.avg_reply_time ?? null, feedback: one.negative_feedback_cnt },
    })),
  )
}
