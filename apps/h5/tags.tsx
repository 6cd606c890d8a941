import { useState } from 'preact/hooks'
import { texts } from '#base/texts'
import { useAct, useLoad } from '#h5/asking'
import { Button, Card, Empty, Load, Sheet, Trouble } from '#h5/kit'
import { useSetting, useText } from '#h5/setting'
import { type Customer, customerCalls } from './api.tsx'

const words = texts({
  zh: {
    title: '标签',
    change: '修改',
    none: '还没有标签',
    noChoice: '还没有可打的标签，请在控制台的「标签」里添加',
    byRule: '按规则',
  },
  en: {
    title: 'Tags',
    change: 'Change',
    none: 'No tag yet',
    noChoice: 'There is no tag to give: make some in the console, under Tags',
    byRule: 'by rule',
  },
})

type Tags = Customer['tags']

/** The tags of a customer; those by hand are given and taken here. */
export function CustomerTags({ of, person }: { of: Tags; person: string }) {
  const t = useText(words)
  const [tags, setTags] = useState(of)
  const [isOpen, setOpen] = useState(false)
  const change = (
    <Button look="link" onPress={() => setOpen(true)} label={`${t.change} ${t.title}`}>
      {t.change}
    </Button>
  )
  return (
    <Card title={t.title} side={change}>
      {tags.length === 0 && <Empty>{t.none}</Empty>}
      <ul class="chips">
        {tags.map((one) => (
          <li key={one.tag} class="chip" title={one.groupName}>
            {one.name}
            {one.kind === 'rule' && <span class="small">{t.byRule}</span>}
          </li>
        ))}
      </ul>
      {isOpen && <Choices has={tags} person={person} changed={setTags} close={() => setOpen(false)} />}
    </Card>
  )
}

interface ChoicesProps {
  readonly has: Tags
  readonly person: string
  changed(tags: Tags): void
  close(): void
}

function Choices({ has, person, changed, close }: ChoicesProps) {
  const t = useText(words)
  const calls = customerCalls(useSetting())
  const list = useLoad(() => calls.tagChoices(), 'choices')
  const act = useAct(async (tag: string, isGiven: boolean) => {
    const { items } = await (isGiven ? calls.takeTag({ person, tag }) : calls.giveTag({ person, tag }))
    changed(items)
  })
  return (
    <Sheet title={t.title} close={close}>
      {act.error !== null && <Trouble>{act.error}</Trouble>}
      <Load of={list}>
        {({ items }) => (
          <>
            {items.length === 0 && <Empty>{t.noChoice}</Empty>}
            {groupsOf(items).map(([group, tags]) => (
              <section key={group}>
                <h3>{group}</h3>
                <div class="chips">
                  {tags.map(({ tag, name }) => {
                    const isGiven = has.some((one) => one.tag === tag)
                    return (
                      <button
                        key={tag}
                        type="button"
                        class="chip"
                        aria-pressed={isGiven}
                        disabled={act.pending}
                        onClick={() => void act.run(tag, isGiven)}
                      >
                        {name}
                      </button>
                    )
                  })}
                </div>
              </section>
            ))}
          </>
        )}
      </Load>
    </Sheet>
  )
}

interface Choice {
  readonly tag: string
  readonly name: string
  readonly groupName: string
}

function groupsOf(items: readonly Choice[]): [string, Choice[]][] {
  const groups = new Map<string, Choice[]>()
  for (const one of items) groups.set(one.groupName, [...(groups.get(one.groupName) ?? []), one])
  return [...groups]
}
