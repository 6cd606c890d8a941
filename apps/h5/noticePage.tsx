import type { NoticeData } from '../server/h5/contract.ts'

/** One sentence for whoever cannot go on, with a way out where there is one. */
export function NoticePage({ data: { title, text, action } }: { data: NoticeData }) {
  return (
    <main class="notice">
      <h1>{title}</h1>
      <p>{text}</p>
      {action && <a href={action.to}>{action.label}</a>}
    </main>
  )
}
