import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Tag } from 'antd'
import { useText } from '#ui/preferences'
import { useMay } from '#ui/rights'
import { Load } from '#ui/states'
import { Time } from '#ui/time'
import { type Lent, type Plan, type PlanBody, plansApi } from './api.tsx'
import { planWords } from './words.tsx'

interface Props {
  plan: Plan
  close(): void
  restore(body: PlanBody): void
  Actor: Lent['Actor']
}

/** What a plan was before; any of it can be made the present one again. */
export function Versions({ plan, close, restore, Actor }: Props) {
  const t = useText(planWords)
  const may = useMay()('people:write')
  const list = useQuery(plansApi.query.versions.queryOptions({ input: { id: plan.id } }))
  const back = (body: PlanBody) => {
    restore(body)
    close()
  }
  return (
    <Drawer title={t.versions} open onClose={close} destroyOnHidden>
      <Load of={list} rows={4}>
        {({ items }) =>
          items.map(({ version, by, at, body }) => (
            <div className="list-card" key={version}>
              <span className="row">
                <strong>{t.version(version)}</strong>
                {version === plan.version && <Tag color="success">{t.current}</Tag>}
                <span className="grow" />
                {may && version !== plan.version && (
                  <Button size="small" onClick={() => back(body)}>
                    {t.back}
                  </Button>
                )}
              </span>
              <span className="small muted">
                <Actor by={by} /> · <Time at={at} />
              </span>
              <span className="small">
                {body.name} · {body.nodes.map(({ step }) => t.steps[step]).join(' → ')}
              </span>
            </div>
          ))
        }
      </Load>
    </Drawer>
  )
}
