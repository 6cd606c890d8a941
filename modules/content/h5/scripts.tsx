import { useState } from 'preact/hooks'
import { texts } from '#base/texts'
import { callsOf } from '#h5/api'
import { useAct, useLoad } from '#h5/asking'
import { Button, Card, Empty, Load, Sheet, Trouble } from '#h5/kit'
import { useSetting, useText } from '#h5/setting'
import type { scripts } from '../contract.ts'
import { fill, type Values } from '../core/fill.ts'
import { scriptRoutes } from './routes.ts'

const calls = callsOf<typeof scripts>()(scriptRoutes)
type Script = Awaited<ReturnType<ReturnType<typeof calls>['list']>>['items'][number]

const words = texts({
  zh: {
    title: '话术',
    search: '搜索话术',
    all: '全部',
    none: '还没有话术，请在控制台的「话术」里添加',
    noneFound: '没有找到，换个词试试',
    text: '发送前可以改',
    missing: (names: string) => `还没有填：${names}`,
    send: '发送到聊天',
    noChat: '在客户的聊天侧边栏里打开，才能发送',
    uses: (count: number) => `近 90 天用了 ${count} 次`,
  },
  en: {
    title: 'Scripts',
    search: 'Search scripts',
    all: 'All',
    none: 'There is no script yet: write some in the console, under Scripts',
    noneFound: 'Nothing found: try another word',
    text: 'Change it before it goes',
    missing: (names: string) => `Not filled in: ${names}`,
    send: 'Send to the chat',
    noChat: 'Open the page beside a chat to send',
    uses: (count: number) => (count === 1 ? 'Used once in 90 days' : `Used ${count} times in 90 days`),
  },
})

interface Props {
  /** What the variables stand for in this chat. */
  readonly values: Values
  /** Puts a text into the open chat; null = none is open. */
  readonly send: ((text: string) => Promise<void>) | null
}

/** The company's scripts: looked for, filled in for the customer, sent. */
export function Scripts({ values, send }: Props) {
  const t = useText(words)
  const setting = useSetting()
  const [q, setQ] = useState('')
  const [folder, setFolder] = useState<string | null>(null)
  const [open, setOpen] = useState<Script | null>(null)
  const asked = { ...(q.trim() === '' ? {} : { q: q.trim() }), ...(folder === null ? {} : { folder }) }
  const list = useLoad(() => calls(setting).list(asked), JSON.stringify(asked))
  return (
    <Card>
      <label class="field">
        <span>{t.search}</span>
        <input type="search" value={q} onInput={(event) => setQ(event.currentTarget.value)} />
      </label>
      <Load of={list}>
        {({ items, folders }) => (
          <>
            {folders.length > 1 && <Folders of={folders.map(({ name }) => name)} at={folder} go={setFolder} />}
            {items.length === 0 && <Empty>{q === '' ? t.none : t.noneFound}</Empty>}
            <ul class="list">
              {items.map((one) => (
                <li key={one.id}>
                  <button type="button" class="row" onClick={() => setOpen(one)}>
                    <strong>{one.title}</strong>
                    <p>{fill(one.text, values).text}</p>
                    {one.uses > 0 && <span class="small">{t.uses(one.uses)}</span>}
                  </button>
                </li>
              ))}
            </ul>
          </>
        )}
      </Load>
      {open && <Sending of={open} values={values} send={send} close={() => setOpen(null)} sent={list.reload} />}
    </Card>
  )
}

function Folders({ of, at, go }: { of: readonly string[]; at: string | null; go(name: string | null): void }) {
  const t = useText(words)
  return (
    <div class="chips">
      {[null, ...of].map((name) => (
        <button key={name} type="button" class="chip" aria-pressed={name === at} onClick={() => go(name)}>
          {name ?? t.all}
        </button>
      ))}
    </div>
  )
}

interface SendingProps extends Props {
  readonly of: Script
  close(): void
  sent(): void
}

function Sending({ of, values, send, close, sent }: SendingProps) {
  const t = useText(words)
  const setting = useSetting()
  const [text, setText] = useState(() => fill(of.text, values).text)
  const [key] = useState(() => `${of.id}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`)
  const { missing } = fill(text, {})
  const act = useAct(async () => {
    await send?.(text)
    await calls(setting).used({ id: of.id, key })
    sent()
    close()
  })
  return (
    <Sheet title={of.title} close={close}>
      <div class="form">
        <label class="field">
          <span>{t.text}</span>
          <textarea rows={6} value={text} maxLength={1000} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        {missing.length > 0 && <Trouble>{t.missing(missing.join('、'))}</Trouble>}
        {send === null && <Empty>{t.noChat}</Empty>}
        <Button
          look="main"
          busy={act.pending}
          disabled={send === null || missing.length > 0 || text.trim() === ''}
          onPress={() => void act.run()}
        >
          {t.send}
        </Button>
        {act.error !== null && <Trouble>{act.error}</Trouble>}
      </div>
    </Sheet>
  )
}
