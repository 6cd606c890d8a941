import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useText } from '#ui/preferences'
import { words } from './words.tsx'

/** What these strands have brought in; another house tells it. */
export type Bought = (props: { strands: readonly string[] }) => ReactNode

interface Props {
  side: {
    person: string
    strands?: readonly string[]
    identities: readonly { id: string; type: string; value: string }[]
  }
  Bought?: Bought
}

/** A person with the first ids. */
export function Side({ side: { person, strands = [], identities }, Bought }: Props) {
  const t = useText(words)
  return (
    <div>
      <Link to="/people/$id" params={{ id: person }}>
        {t.person(person)}
      </Link>
      {identities.slice(0, 3).map(({ id, type, value }) => (
        <div key={id} className="small muted">
          <TypeName type={type} /> <span className="num">{value}</span>
        </div>
      ))}
      {identities.length > 3 && <div className="small muted">{t.more(identities.length - 3)}</div>}
      {Bought && <Bought strands={strands} />}
    </div>
  )
}

/** How a type of ids is called; what comes after its colon, such as the app of an openid, behind it. */
export function TypeName({ type }: { type: string }) {
  const t = useText(words)
  const [base = '', ...scope] = type.split(':')
  const name = t.types[base as keyof typeof t.types] ?? base
  return scope.length > 0 ? `${name} ${scope.join(':')}` : name
}
