import { Button, Skeleton } from 'antd'
import { createContext, type ReactNode, use } from 'react'
import { problemOf } from './api.tsx'
import { texts, useText } from './preferences.tsx'
import { Time } from './time.tsx'

const words = texts({
  zh: {
    retry: '重试',
    copy: '复制编号',
    request: '请求编号',
    forbidden: '没有权限',
    ask: (right: string) => `需要权限 ${right}，请联系管理员开通。`,
    offline: '连接不上服务器，请检查网络后重试。',
    failed: '没能加载',
    stale: '刷新失败，看到的是这时的数据：',
  },
  en: {
    retry: 'Retry',
    copy: 'Copy id',
    request: 'Request',
    forbidden: 'Not allowed',
    ask: (right: string) => `This needs the right ${right}. Ask an admin for it.`,
    offline: 'The server cannot be reached. Check the network and try again.',
    failed: 'Could not load',
    stale: 'Refreshing failed; this is from',
  },
})

/** One calm box in the middle of where the data would be. */
export function Notice({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="notice" role="status">
      <strong>{title}</strong>
      {children && <p>{children}</p>}
      {action}
    </div>
  )
}

/** What the app offers beside a screen's own first step; screens of a house do not know it. */
export const FirstUseOffer = createContext<ReactNode>(null)

/** A screen before its first data: one sentence, its own button, and what the app offers besides. */
export function FirstUse({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  const offer = use(FirstUseOffer)
  return (
    <Notice
      title={title}
      action={
        <div className="row">
          {action}
          {offer}
        </div>
      }
    >
      {children}
    </Notice>
  )
}

/** A refused or failed load: what happened, what to do, and the number to give to support. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const t = useText(words)
  const problem = problemOf(error)
  const again = retry && <Button onClick={retry}>{t.retry}</Button>
  if (problem.status === 403) return <Notice title={t.forbidden}>{t.ask(problem.detail ?? '')}</Notice>
  const reason = problem.code === 'offline' ? t.offline : problem.title
  return (
    <Notice title={t.failed} action={again}>
      {reason}
      {problem.requestId && (
        <span className="request-id">
          {t.request} <code>{problem.requestId}</code>
          <Button size="small" type="link" onClick={() => navigator.clipboard.writeText(problem.requestId)}>
            {t.copy}
          </Button>
        </span>
      )}
    </Notice>
  )
}

interface Loaded<T> {
  data: T | undefined
  error: unknown
  isPending: boolean
  /** The data answers the question before this one. */
  isPlaceholderData?: boolean
  dataUpdatedAt?: number
  refetch: () => unknown
}

/** Skeleton, failure or the data, faded while it is still the answer to the last question, and dated where a refresh failed. */
export function Load<T>({
  of,
  children,
  rows = 4,
}: {
  of: Loaded<T>
  children: (data: T) => ReactNode
  rows?: number
}) {
  if (of.data !== undefined)
    return (
      <div className="load" aria-busy={of.isPlaceholderData === true}>
        {of.error !== null && of.error !== undefined && <Stale of={of} />}
        {children(of.data)}
      </div>
    )
  if (of.error) return <Failure error={of.error} retry={() => void of.refetch()} />
  return <Skeleton active title={false} paragraph={{ rows }} />
}

function Stale({ of }: { of: Loaded<unknown> }) {
  const t = useText(words)
  return (
    <p className="row stale" role="status">
      {t.stale} <Time at={new Date(of.dataUpdatedAt ?? Date.now()).toISOString()} />
      <Button size="small" type="link" onClick={() => void of.refetch()}>
        {t.retry}
      </Button>
    </p>
  )
}

/** The room of a card whose content is on its way. */
export function Waiting() {
  return (
    <section className="card">
      <Skeleton active title={false} paragraph={{ rows: 8 }} />
    </section>
  )
}
