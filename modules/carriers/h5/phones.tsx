import { useState } from 'preact/hooks'
import { texts } from '#base/texts'
import { useAct } from '#h5/asking'
import { Button, Card, Trouble } from '#h5/kit'
import { useSetting, useText } from '#h5/setting'
import { deskCalls, type Tasks } from './api.tsx'

const words = texts({
  zh: {
    title: '要加的客户',
    help: '复制号码，在企业微信「添加客户」里搜索并发送申请；通过后这里会自动变成已添加。',
    copy: '复制号码',
    copied: '已复制',
    asked: '已发申请',
    none: '搜不到',
    hello: (text: string) => `申请语：${text}`,
  },
  en: {
    title: 'Customers to add',
    help: 'Copy the number, look for it in WeCom and ask: when they accept, it shows here by itself.',
    copy: 'Copy number',
    copied: 'Copied',
    asked: 'Asked',
    none: 'Not found',
    hello: (text: string) => `Write: ${text}`,
  },
})

type Phone = Tasks['phones'][number]

/** Numbers the member is to add today. */
export function Phones({ of, changed }: { of: readonly Phone[]; changed(): void }) {
  const t = useText(words)
  return (
    <Card title={t.title}>
      <p class="small">{t.help}</p>
      <ul class="list">
        {of.map((one) => (
          <OnePhone key={one.id} of={one} changed={changed} />
        ))}
      </ul>
    </Card>
  )
}

function OnePhone({ of, changed }: { of: Phone; changed(): void }) {
  const t = useText(words)
  const calls = deskCalls(useSetting())
  const [whole, setWhole] = useState<string | null>(null)
  const [isCopied, setCopied] = useState(false)
  const take = useAct(async () => {
    const { phone } = await calls.takePhone({ id: of.id })
    setWhole(phone)
    // Not every app lets a page write there: the number then stands to be copied by hand.
    await navigator.clipboard?.writeText(phone).then(
      () => setCopied(true),
      () => undefined,
    )
  })
  const tell = useAct(async (state: 'invited' | 'dropped') => {
    await calls.tellPhone({ id: of.id, state })
    changed()
  })
  const error = take.error ?? tell.error
  return (
    <li>
      <div class="split">
        <div>
          <strong>{whole ?? of.phone}</strong> {of.name}
          <p class="small">
            {of.list}
            {of.hello !== '' && ` · ${t.hello(of.hello)}`}
          </p>
        </div>
        <Button look="small" busy={take.pending} onPress={() => void take.run()}>
          {isCopied ? t.copied : t.copy}
        </Button>
      </div>
      {(whole !== null || of.takenAt !== null) && (
        <div class="chips">
          <Button look="small" busy={tell.pending} onPress={() => void tell.run('invited')}>
            {t.asked}
          </Button>
          <Button look="small" busy={tell.pending} onPress={() => void tell.run('dropped')}>
            {t.none}
          </Button>
        </div>
      )}
      {error !== null && <Trouble>{error}</Trouble>}
    </li>
  )
}
