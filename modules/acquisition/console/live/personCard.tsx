import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useText } from '#ui/preferences'
import { Time } from '#ui/time'
import { liveApi } from './api.tsx'
import { Reasons } from './because.tsx'
import { liveWords } from './words.tsx'

/** By which live codes somebody came, and why to these members; nothing for whoever came by none. */
export function LiveCard({ person }: { person: string }) {
  const t = useText(liveWords)
  const came = useQuery(liveApi.query.ofPerson.queryOptions({ input: { id: person } }))
  const items = came.data?.items ?? []
  if (items.length === 0) return null
  return (
    <section className="card" aria-label={t.person}>
      <h2>{t.person}</h2>
      <ul className="ids">
        {items.map((one) => (
          <li key={`${one.live} ${one.at}`}>
            <div className="row">
              <Link to="/live-codes/$id" params={{ id: one.live }}>
                {one.name}
              </Link>
              <strong>{one.memberName}</strong>
              <span className="small muted">
                <Time at={one.at} />
                {!one.sure && ` · ${t.likely}`}
              </span>
            </div>
            {one.because !== null && (
              <div className="small">
                <Reasons because={one.because} nameOf={(member) => (member === one.member ? one.memberName : member)} />
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
