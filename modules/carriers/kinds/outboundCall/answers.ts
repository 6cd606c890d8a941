import type { Trouble, TroubleMeaning } from '../../core/trouble.ts'

const rows: readonly (readonly [number, TroubleMeaning, string, string])[] = [
  [401, 'setup', '外呼的 Key 或 Secret 不对，或服务器时间不准', 'Key or secret is wrong, or the clock of this server'],
  [402, 'setup', '外呼账户余额不足', 'The balance of calls is used up'],
  [403, 'setup', '外呼账户没有开通', 'The account of calls is not open'],
  [404, 'gone', '服务商那里没有这个任务', 'The vendor has no such task'],
  [409, 'gone', '任务已结束', 'The task is over'],
  [429, 'limited', '调用太频繁，稍后再试', 'Called too often: again in a while'],
]

/** What an answer of the vendor means, by its status. */
export function outboundTrouble(status: number, text: string): Trouble {
  const [, meaning, zh, en] =
    rows.find(([one]) => one === status) ??
    (status >= 500
      ? ([0, 'busy', '外呼服务商繁忙', 'The vendor is busy'] as const)
      : ([0, 'wrong', '外呼服务商拒绝了', 'The vendor refused'] as const))
  return { meaning, code: String(status), text: text.slice(0, 300), advice: { zh, en } }
}
