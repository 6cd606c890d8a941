import { getRouteApi, Link } from '@tanstack/react-router'
import { Tag } from 'antd'
import { useTitle } from '#ui/page'
import { useText } from '#ui/preferences'
import { Load } from '#ui/states'
import { Cancel, Remarks, Result, Undo, Undone, useImport } from './importParts.tsx'
import { words } from './words.tsx'

const route = getRouteApi('/frame/imports/$id')

/** One import: progress while it runs, then what came of it and every row that failed. */
export function ImportPage() {
  const t = useText(words)
  const { id } = route.useParams()
  const one = useImport(id)
  useTitle(one.data ? `${t.imports} ${one.data.fileName}` : t.imports)
  return (
    <Load of={one}>
      {(data) => (
        <div className="stack">
          <div className="page-head">
            <h1>{data.fileName}</h1>
            <Tag>{t.states[data.state]}</Tag>
            <span className="grow" />
            <Cancel data={data} />
            <Undo data={data} />
            <Link to="/imports/new">{t.again}</Link>
          </div>
          <Undone data={data} />
          <Result data={data} />
          <Remarks data={data} />
        </div>
      )}
    </Load>
  )
}
