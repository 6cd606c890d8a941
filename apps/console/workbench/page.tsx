import { Link } from '@tanstack/react-router'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { Numbers } from './numbers.tsx'
import { Todos } from './todos.tsx'
import { words } from './words.tsx'

/** Where a day begins: what is to be done, and how it went. */
export function WorkbenchPage() {
  const t = useText(words)
  useTitle(t.title)
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.title}</h1>
        <span className="grow" />
        <div className="row actions">
          <Link to="/imports/new" className="go primary">
            {t.actions.orders}
          </Link>
          <Link to="/sources" search={{ new: true }} className="go">
            {t.actions.source}
          </Link>
          <Link to="/people" className="go">
            {t.actions.people}
          </Link>
        </div>
      </div>
      <Todos />
      <Numbers />
    </div>
  )
}
