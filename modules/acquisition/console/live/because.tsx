import { percent } from '#base/format'
import { texts, usePreferences, useText } from '#ui/preferences'
import type { Because } from '../../core/live/because.ts'
import { liveWords } from './words.tsx'

const words = texts({
  zh: {
    passed: { app: '不是这种打开方式', region: '地区不符', hours: '不在时间里', identity: '身份不符' },
    passedRule: (rule: string, why: string) => `规则「${rule}」${why}`,
    rule: (rule: string) => `符合规则「${rule}」`,
    weighted: (share: string, of: number) => `${of} 个去向里按权重占 ${share}`,
    adaptive: (share: string, of: number) => `${of} 个去向里自动选中，此前占 ${share}`,
    failed: (target: string) => `去向「${target}」走不通`,
    fallback: '用兜底去向',
    own: (member: string) => `是 ${member} 的老客户`,
    ownGone: (member: string, why: string) => `原来的员工 ${member} ${why}`,
    out: (member: string, why: string) => `${member} ${why}`,
    turns: (member: string, among: number, had: number) => `${among} 人轮流，${member} 今天看到 ${had} 次最少`,
    weight: (member: string, among: number, had: number) => `${among} 人按权重，轮到 ${member}（今天 ${had} 次）`,
    least: (member: string, among: number, had: number) => `${among} 人里 ${member} 今天接待最少（${had}）`,
    backup: (member: string) => `由备用员工 ${member} 接待`,
    full: (chat: string, people: number) => `群 ${chat} 已有 ${people} 人，满了`,
    chat: (people: number, most: number) => `群里 ${people} 人，未满 ${most}`,
    chatGone: (chat: string) => `群 ${chat} 不在了`,
    nearest: (store: string, km: number) => `「${store}」最近，${km} 公里`,
    picked: (store: string) => `自己选了「${store}」`,
    nobody: '没有人能接待',
    off: '码已停用',
    over: '码已过期',
    'too-deep': '套得太深',
  },
  en: {
    passed: {
      app: 'is of other apps',
      region: 'is of other regions',
      hours: 'is of other hours',
      identity: 'is of others',
    },
    passedRule: (rule: string, why: string) => `Rule “${rule}” ${why}`,
    rule: (rule: string) => `Rule “${rule}” fits`,
    weighted: (share: string, of: number) => `Has ${share} by weight of ${of} targets`,
    adaptive: (share: string, of: number) => `Drawn from ${of} targets; had ${share} before`,
    failed: (target: string) => `“${target}” leads nowhere`,
    fallback: 'The fallback',
    own: (member: string) => `Is a customer of ${member}`,
    ownGone: (member: string, why: string) => `Their member ${member}: ${why}`,
    out: (member: string, why: string) => `${member}: ${why}`,
    turns: (member: string, among: number, had: number) => `${member} was shown least of ${among} today (${had})`,
    weight: (member: string, among: number, had: number) =>
      `The turn of ${member} by weight, of ${among} (${had} today)`,
    least: (member: string, among: number, had: number) => `${member} has fewest of ${among} today (${had})`,
    backup: (member: string) => `${member} as the backup`,
    full: (chat: string, people: number) => `The group ${chat} is full with ${people}`,
    chat: (people: number, most: number) => `The group has ${people} of ${most}`,
    chatGone: (chat: string) => `The group ${chat} is gone`,
    nearest: (store: string, km: number) => `“${store}” is the nearest, ${km} km`,
    picked: (store: string) => `They picked “${store}”`,
    nobody: 'Nobody is to be had',
    off: 'The code is off',
    over: 'The code is over',
    'too-deep': 'Too many codes behind one another',
  },
})

/** Says each step of a decision. */
function useReasons() {
  const t = useText(words)
  const { against } = useText(liveWords)
  const { language } = usePreferences()
  return (because: readonly Because[], nameOf: (member: string) => string): string[] =>
    because.map((one) => say(t, against, nameOf, one, language))
}

type T = ReturnType<typeof useText<(typeof words)['zh']>>

function say(
  t: T,
  against: Readonly<Record<string, string>>,
  nameOf: (member: string) => string,
  one: Because,
  _language: string,
): string {
  switch (one.why) {
    case 'passed':
      return t.passedRule(one.rule, t.passed[one.by])
    case 'rule':
      return t.rule(one.rule)
    case 'weighted':
    case 'adaptive':
      return t[one.why](percent(one.share, 0), one.of)
    case 'failed':
      return t.failed(one.target)
    case 'own':
    case 'backup':
      return t[one.why](nameOf(one.member))
    case 'own-gone':
      return t.ownGone(nameOf(one.member), against[one.by] ?? one.by)
    case 'out':
      return t.out(nameOf(one.member), against[one.by] ?? one.by)
    case 'turns':
    case 'weight':
    case 'least':
      return t[one.why](nameOf(one.member), one.among, one.had)
    case 'full':
      return t.full(one.chat, one.people)
    case 'chat':
      return t.chat(one.people, one.most)
    case 'chat-gone':
      return t.chatGone(one.chat)
    case 'nearest':
      return t.nearest(one.store, one.km)
    case 'picked':
      return t.picked(one.store)
    default:
      return t[one.why]
  }
}

/** Why a decision was taken: the last step is what decided, the ones before it on demand. */
export function Reasons({ because, nameOf }: { because: readonly Because[]; nameOf(member: string): string }) {
  const steps = useReasons()(because, nameOf)
  const last = steps.at(-1) ?? '—'
  if (steps.length < 2) return <span>{last}</span>
  return (
    <details>
      <summary>{last}</summary>
      <ol className="small muted">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </details>
  )
}
