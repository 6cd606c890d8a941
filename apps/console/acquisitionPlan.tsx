import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { scripts } from '#contracts/content'
import { segments } from '#contracts/segments'
import { apiOf } from '#ui/api'
import { later } from '#ui/later'
import { PlanPage } from '../../modules/acquisition/console/plans/page.tsx'
import { Actor } from './actors.tsx'

const Conditions = later(() =>
  import('../../modules/segments/console/conditions.tsx').then((module) => module.Conditions),
)

const queries = {
  segments: apiOf(segments).query,
  scripts: apiOf(scripts).query,
}

interface Props {
  value?: string
  onChange?(value: string | undefined): void
  id?: string
  label?: string
}
interface Choosing extends Props {
  items: readonly { readonly value: string; readonly label: string }[]
  isPending: boolean
}

const Choice = ({ items, isPending, label, ...props }: Choosing) => (
  <Select
    {...props}
    {...(label === undefined ? {} : { 'aria-label': label })}
    allowClear
    loading={isPending}
    showSearch={{ optionFilterProp: 'label' }}
    style={{ width: '100%' }}
    options={[...items]}
  />
)

const all = { input: { limit: 200 } }

function Segments(props: Props) {
  const { data, isPending } = useQuery(queries.segments.list.queryOptions(all))
  const items = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return <Choice items={items} isPending={isPending} {...props} />
}

function SegmentName({ id }: { id: string }) {
  const { data } = useQuery(queries.segments.list.queryOptions(all))
  return <>{data?.items.find((one) => one.id === id)?.name ?? id}</>
}

const allScripts = { input: {} }

function Scripts(props: Props) {
  const { data, isPending } = useQuery(queries.scripts.list.queryOptions(allScripts))
  const items = (data?.items ?? []).map(({ id, folder, title }) => ({ value: id, label: `${folder} / ${title}` }))
  return <Choice items={items} isPending={isPending} {...props} />
}

function ScriptName({ id }: { id: string }) {
  const { data } = useQuery(queries.scripts.list.queryOptions(allScripts))
  const found = data?.items.find((one) => one.id === id)
  return <>{found ? `${found.title}：${found.text}` : id}</>
}

/** One acquisition plan; the house knows neither segments nor scripts. */
export const WholePlanPage = () => <PlanPage {...{ Actor, Segments, SegmentName, Scripts, ScriptName, Conditions }} />
