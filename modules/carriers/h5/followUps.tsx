import { useState } from 'preact/hooks'
import { texts } from '#base/texts'
import { useAct } from '#h5/asking'
import { Button, Card, Empty, Trouble } from '#h5/kit'
import { useSetting, useText, When } from '#h5/setting'
import { deskCalls } from './api.tsx'

const words = texts({
  zh: {
    title: '跟进记录',
    note: '写下这次聊了什么',
    next: '下次跟进',
    none: '不用',
    inDays: (days: number) => (days === 1 ? '明天' : `${days} 天后`),
    save: '保存',
    nothing: '还没有跟进记录',
    due: '下次',
    done: '已跟进',
    finish: '已跟进',
    finished: (name: string) => `已跟进 ${name}`,
  },
  en: {
    title: 'Follow-ups',
    note: 'What you talked about',
    next: 'Come back to it',
    none: 'No',
    inDays: (days: number) => (days === 1 ? 'Tomorrow' : `In ${days} days`),
    save: 'Save',
    nothing: 'Nothing noted yet',
    due: 'Next',
    done: 'Done',
    finish: 'Done',
    finished: (name: string) => `Done with ${name}`,
  },
})

export interface FollowUp {
  readonly id: string
  readonly member: string
  readonly note: string
  readonly at: string
  readonly nextAt: string | null
  readonly doneAt: string | null
  readonly mine: boolean
}

const day = 86_400_000
/** Most come back to somebody tomorrow, before the weekend, next week, or next month. */
const choices = [1, 3, 7, 30]

/** What members have noted of a customer, and a place to write the next note. */
export function FollowUps({ person, of, changed }: { person: string; of: readonly FollowUp[]; changed(): void }) {
  const t = useText(words)
  const [isOpen, setOpen] = useState(false)
  const saved = () => {
    setOpen(false)
    changed()
  }
  const add = !isOpen && (
    <Button look="link" onPress={() => setOpen(true)}>
      ＋ {t.title}
    </Button>
  )
  return (
    <Card title={t.title} side={add}>
      {isOpen && <Writing person={person} saved={saved} />}
      {of.length === 0 && !isOpen && <Empty>{t.nothing}</Empty>}
      <ul class="list">
        {of.map((one) => (
          <li key={one.id}>
            <div class="split">
              <div>
                <p>{one.note}</p>
                <span class="small">
                  {one.member} · <When at={one.at} />
                  {one.nextAt !== null && (
                    <>
                      {' · '}
                      {one.doneAt === null ? t.due : t.done} <When at={one.doneAt ?? one.nextAt} />
                    </>
                  )}
                </span>
              </div>
              {one.mine && one.nextAt !== null && one.doneAt === null && <Finish id={one.id} changed={changed} />}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** Came back to it. */
export function Finish({ id, name, changed }: { id: string; name?: string; changed(): void }) {
  const t = useText(words)
  const calls = deskCalls(useSetting())
  const act = useAct(async () => {
    await calls.finish({ id })
    changed()
  })
  return (
    <span>
      <Button
        look="small"
        busy={act.pending}
        onPress={() => void act.run()}
        {...(name === undefined ? {} : { label: t.finished(name) })}
      >
        {t.finish}
      </Button>
      {act.error !== null && <Trouble>{act.error}</Trouble>}
    </span>
  )
}

function Writing({ person, saved }: { person: string; saved(): void }) {
  const t = useText(words)
  const setting = useSetting()
  const [note, setNote] = useState('')
  const [days, setDays] = useState(0)
  const act = useAct(async () => {
    const nextAt = days === 0 ? {} : { nextAt: new Date(Date.now() + days * day).toISOString() }
    await deskCalls(setting).note({ person, note: note.trim(), ...nextAt })
    saved()
  })
  return (
    <div class="form">
      <label class="field">
        <span>{t.note}</span>
        <textarea value={note} maxLength={500} onInput={(event) => setNote(event.currentTarget.value)} />
      </label>
      <fieldset class="field plain">
        <legend>{t.next}</legend>
        <div class="chips">
          {[0, ...choices].map((one) => (
            <button key={one} type="button" class="chip" aria-pressed={one === days} onClick={() => setDays(one)}>
              {one === 0 ? t.none : t.inDays(one)}
            </button>
          ))}
        </div>
      </fieldset>
      <Button look="main" busy={act.pending} disabled={note.trim() === ''} onPress={() => void act.run()}>
        {t.save}
      </Button>
      {act.error !== null && <Trouble>{act.error}</Trouble>}
    </div>
  )
}
