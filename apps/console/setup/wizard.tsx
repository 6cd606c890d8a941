import { getRouteApi } from '@tanstack/react-router'
import { Button } from 'antd'
import { texts, useText } from '#ui/preferences'
import { AdminForm } from '../../../modules/staff/console/admin.tsx'
import { Gate } from '../../../modules/staff/console/gate.tsx'
import { GoalForm } from '../../../modules/staff/console/goal.tsx'
import { Beginning } from './beginning.tsx'

const route = getRouteApi('/setup')

const words = texts({
  zh: {
    admin: '创建管理员',
    begin: '从哪里开始',
    goal: '今年的目标',
    goalLead: '看板会用它对照进度。随时可以在设置里修改。',
    back: '上一步',
    skip: '跳过',
    done: '保存',
    at: (n: number, of: number, name: string) => `第 ${n} 步，共 ${of} 步：${name}`,
  },
  en: {
    admin: 'Create the admin',
    begin: 'Where to begin',
    goal: 'The goal of this year',
    goalLead: 'The board shows how far it is. You can change it in the settings at any time.',
    back: 'Back',
    skip: 'Skip',
    done: 'Save',
    at: (n: number, of: number, name: string) => `Step ${n} of ${of}: ${name}`,
  },
})

const steps = ['admin', 'begin', 'goal'] as const

/** The first run: an admin, then the demo or nothing, then the goal of the year. Only the admin is a must. */
export function SetupPage() {
  const t = useText(words)
  const navigate = route.useNavigate()
  const { step = 'admin' } = route.useSearch()
  const go = (to: 'begin' | 'goal') => () => void navigate({ to: '/setup', search: { step: to } })
  const enter = () => void navigate({ to: '/' })
  return (
    <Gate title={t[step]} above={<Dots at={step} />}>
      {step === 'admin' && <AdminForm onDone={go('begin')} />}
      {step === 'begin' && <Beginning onDone={go('goal')} />}
      {step === 'goal' && (
        <>
          <p className="muted">{t.goalLead}</p>
          <GoalForm propose onSaved={enter}>
            {({ pending }) => (
              <div className="row">
                <Button onClick={go('begin')}>{t.back}</Button>
                <span className="grow" />
                <Button type="text" onClick={enter}>
                  {t.skip}
                </Button>
                <Button type="primary" htmlType="submit" loading={pending}>
                  {t.done}
                </Button>
              </div>
            )}
          </GoalForm>
        </>
      )}
    </Gate>
  )
}

function Dots({ at }: { at: (typeof steps)[number] }) {
  const t = useText(words)
  const now = steps.indexOf(at)
  return (
    <div className="dots" role="img" aria-label={t.at(now + 1, steps.length, t[at])}>
      {steps.map((step, i) => (
        <span key={step} className={i < now ? 'done' : i === now ? 'now' : ''} />
      ))}
    </div>
  )
}
