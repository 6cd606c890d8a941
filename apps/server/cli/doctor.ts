import type { Config } from '#platform/config'
import { running } from './running.ts'
import { AskError } from './sql.ts'

interface Words {
  zh: string
  en: string
}

interface Account {
  id: string
  name: string
  kind: string
  on: boolean
  callback: string | null
  heardAt: string | null
  failed: number
  checked: { name: Words; ok: boolean; found: string; advice: Words | null }[]
}

/** Tries the credentials of every account at its platform, thing by thing; 1 where something is wrong. */
export async function runDoctor(config: Config): Promise<number> {
  const { base, key } = await running(config)
  const call = async (method: string, path: string) => {
    const answer = await fetch(`${base}/api/v1${path}`, { method, headers: { authorization: `Bearer ${key}` } })
    if (!answer.ok) throw new AskError(`${path} ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const { items } = (await call('GET', '/carrier-accounts')) as { items: Account[] }
  if (items.length === 0) console.log('还没有渠道账号 no account yet: 控制台 → 渠道账号')
  let wrong = 0
  for (const { id, name, kind, on } of items) {
    console.log(`\n${name} (${kind})${on ? '' : ' 已停用 switched off'}`)
    const account = (await call('POST', `/carrier-accounts/${id}/check`)) as Account
    for (const line of linesOf(account)) console.log(`  ${line}`)
    wrong += account.checked.filter(({ ok }) => !ok).length
  }
  console.log(wrong === 0 ? '\n没有发现问题 nothing wrong' : `\n${wrong} 处不对 things wrong`)
  return wrong === 0 ? 0 : 1
}

function linesOf({ checked, callback, heardAt, failed }: Account): string[] {
  const things = checked.flatMap(({ name, ok, found, advice }) => [
    `${ok ? '✓' : '✗'} ${name.zh} ${name.en}: ${found}`,
    ...(ok || !advice ? [] : [`    → ${advice.zh}`, `    → ${advice.en}`]),
  ])
  const heard = heardAt
    ? `✓ 最近一次回调 last callback: ${heardAt}`
    : `· 还没有收到过回调 no callback yet${callback ? `: ${callback}` : ''}`
  return [...things, heard, ...(failed > 0 ? [`✗ ${failed} 条回调没能处理 callbacks could not be applied`] : [])]
}
