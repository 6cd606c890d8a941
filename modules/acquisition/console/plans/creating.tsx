import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Alert, Button, Drawer } from 'antd'
import { addDays, todayIn } from '#base/range'
import { problemOf } from '#ui/api'
import { usePreferences, useText } from '#ui/preferences'
import { useZone } from '#ui/zone'
import { nodesOf, type PlanTemplate, planTemplates } from '../../core/plans/templates.ts'
import { plansApi } from './api.tsx'
import { planWords } from './words.tsx'

/** A plan begins with a template, or with nothing; the rest is written where it is seen. */
export function Creating({ close }: { close(): void }) {
  const t = useText(planWords)
  const { language } = usePreferences()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const today = todayIn(useZone(), Date.now())
  const create = useMutation(
    plansApi.query.create.mutationOptions({
      async onSuccess({ id }) {
        await queries.invalidateQueries({ queryKey: plansApi.query.list.key() })
        await navigate({ to: '/acquisition-plans/$id', params: { id } })
      },
    }),
  )
  const begin = (template: PlanTemplate | null) =>
    create.mutate({
      ...{ name: template ? template[language] : t.blank, audience: { segment: null, words: '' } },
      ...{ channel: null, hook: null, from: today, to: addDays(today, 29), note: '' },
      nodes: template ? nodesOf(template) : [],
    })
  return (
    <Drawer title={t.template} open onClose={close} destroyOnHidden>
      <div className="stack">
        {create.error && <Alert type="error" showIcon title={problemOf(create.error).title} />}
        {planTemplates.map((template) => (
          <Button
            key={template.key}
            block
            disabled={create.isPending}
            style={{ height: 'auto', padding: '12px 16px', textAlign: 'start', justifyContent: 'start' }}
            onClick={() => begin(template)}
          >
            <span className="stack" style={{ gap: 4, whiteSpace: 'normal' }}>
              <strong>{template[language]}</strong>
              <span className="small muted">{template.path.map(({ step }) => t.steps[step]).join(' → ')}</span>
            </span>
          </Button>
        ))}
        <Button block disabled={create.isPending} onClick={() => begin(null)}>
          {t.blank}
        </Button>
      </div>
    </Drawer>
  )
}
