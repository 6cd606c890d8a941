import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Alert, Button, DatePicker, Form, Input, Segmented, Select } from 'antd'
import type { Dayjs } from 'dayjs'
import { exact } from '#base/format'
import { problemOf } from '#ui/api'
import { useTitle } from '#ui/page'
import { usePreferences, useText } from '#ui/preferences'
import { FirstUse, Load } from '#ui/states'
import { kindNamed } from '../core/kinds.ts'
import { type PostKind, postKinds } from '../core/posts.ts'
import { accountsApi } from './accountsApi.tsx'
import { type PostPreview, postsApi, tagsApi } from './api.tsx'
import { Pictures } from './pictures.tsx'
import { postWords } from './postWords.tsx'
import { StaffPicker } from './staffPicker.tsx'
import { Video } from './video.tsx'

interface Values {
  kind: PostKind
  account: string
  name: string
  text?: string
  pictures?: string[]
  video?: string
  title?: string
  url?: string
  staff?: string[]
  tags?: string[]
  startAt?: Dayjs | null
}

const { query } = postsApi

/** What, by whom, for whom; where it goes is seen before anything is planned. */
export function NewPostPage() {
  const t = useText(postWords)
  useTitle(`${t.create} ${t.title}`)
  const accounts = useQuery(accountsApi.query.list.queryOptions())
  return (
    <div className="stack">
      <div className="page-head">
        <h1>{t.create}</h1>
        <Link to="/posts">{t.title}</Link>
      </div>
      <Load of={accounts} rows={10}>
        {({ items }) => {
          const choices = items.filter(({ kind, on }) => on && kindNamed(kind)?.shows.includes('posts'))
          return choices.length > 0 ? (
            <Compose choices={choices.map(({ id, name }) => ({ value: id, label: name }))} />
          ) : (
            <FirstUse
              title={t.noAccount}
              action={
                <Link to="/carriers">
                  <Button type="primary">{t.toAccounts}</Button>
                </Link>
              }
            >
              {t.firstHelp}
            </FirstUse>
          )
        }}
      </Load>
    </div>
  )
}

function Compose({ choices }: { choices: { value: string; label: string }[] }) {
  const t = useText(postWords)
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form) ?? 'moments'
  const account = Form.useWatch('account', form) ?? choices[0]?.value
  const { preview, create } = usePosting()
  const audience = ({ kind: to, staff, tags }: Values) => ({
    ...{ account: account ?? '', kind: to, tags: to === 'moments' ? (tags ?? []) : [] },
    ...(staff?.length ? { staff } : {}),
  })
  const finish = (values: Values) => {
    if (!preview.data) return preview.mutate(audience(values))
    const { name, text = '', pictures = [], video, title, url, startAt } = values
    create.mutate({
      ...{ ...audience(values), name, text, pictures },
      ...(title && url ? { link: { title, url } } : {}),
      ...(video ? { video } : {}),
      ...(startAt ? { startAt: startAt.toISOString() } : {}),
    })
  }
  const failed = create.error ?? preview.error
  return (
    <div className="two">
      <Form
        form={form}
        layout="vertical"
        className="card"
        initialValues={{ account: choices[0]?.value, kind: 'moments' }}
        onValuesChange={() => preview.reset()}
        onFinish={finish}
      >
        {failed !== null && <Alert type="error" showIcon title={problemOf(failed).title} />}
        <Form.Item name="kind" label={t.kind}>
          <Segmented options={postKinds.map((value) => ({ value, label: t.kinds[value] }))} />
        </Form.Item>
        <Form.Item name="name" label={t.name} extra={t.nameHelp} rules={[{ required: true, max: 60 }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="account" label={t.state} hidden={choices.length < 2}>
          <Select options={choices} />
        </Form.Item>
        <Content />
        <Form.Item name="staff" label={t.staff} extra={t.staffHelp}>
          <StaffPicker account={account} />
        </Form.Item>
        {kind === 'moments' && (
          <Form.Item name="tags" label={t.tags} extra={t.tagsHelp}>
            <TagChoice account={account} />
          </Form.Item>
        )}
        <Form.Item name="startAt" label={t.startAt} extra={t.startAtHelp}>
          <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
        </Form.Item>
        <div className="row">
          <Button
            loading={preview.isPending}
            onClick={() => void form.validateFields().then((values) => preview.mutate(audience(values)))}
          >
            {t.look}
          </Button>
          <Button type="primary" htmlType="submit" disabled={!preview.data} loading={create.isPending}>
            {t.plan}
          </Button>
        </div>
      </Form>
      <div className="stack">
        {preview.data && <Preview of={preview.data} kind={kind} />}
        <p className="card small muted">{t.rules[kind]}</p>
      </div>
    </div>
  )
}

function Content() {
  const t = useText(postWords)
  return (
    <>
      <Form.Item
        name="text"
        label={t.text}
        dependencies={['title', 'pictures', 'video']}
        rules={[
          ({ getFieldValue }) => ({
            validator: async (_, value: string | undefined) => {
              const others = [getFieldValue('title'), getFieldValue('video'), getFieldValue('pictures')?.[0]]
              if (!value?.trim() && !others.some(Boolean)) throw new Error(t.empty)
            },
          }),
        ]}
      >
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={1300} />
      </Form.Item>
      <Form.Item name="pictures" label={t.pictures} extra={t.picturesHelp}>
        <Pictures />
      </Form.Item>
      <Form.Item
        name="video"
        label={t.video}
        extra={t.videoHelp}
        dependencies={['title', 'pictures']}
        rules={[
          ({ getFieldValue }) => ({
            validator: async (_, value: string | undefined) => {
              if (value && (getFieldValue('title') || getFieldValue('pictures')?.length)) throw new Error(t.videoAlone)
            },
          }),
        ]}
      >
        <Video />
      </Form.Item>
      <Form.Item label={t.link} style={{ marginBottom: 0 }}>
        <Form.Item name="title">
          <Input placeholder={t.linkTitle} aria-label={t.linkTitle} maxLength={42} />
        </Form.Item>
        <Form.Item
          name="url"
          dependencies={['title']}
          rules={[
            { type: 'url' },
            ({ getFieldValue }) => ({
              validator: async (_, value: string | undefined) => {
                if (!value !== !getFieldValue('title')) throw new Error(t.linkBoth)
              },
            }),
          ]}
        >
          <Input placeholder="https://" aria-label={t.linkUrl} inputMode="url" />
        </Form.Item>
      </Form.Item>
    </>
  )
}

interface TagProps {
  account: string | undefined
  value?: string[]
  onChange?(value: string[]): void
  id?: string
}

/** Tags of the corp, by group and name. */
function TagChoice({ account, ...props }: TagProps) {
  const found = useQuery(
    tagsApi.query.list.queryOptions({ input: { id: account ?? '0' }, enabled: account !== undefined }),
  )
  const options = (found.data?.items ?? []).flatMap(({ name: group, tags }) =>
    tags.map(({ id, name }) => ({ value: id, label: `${group} · ${name}` })),
  )
  return <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={options} {...props} />
}

function Preview({ of, kind }: { of: PostPreview; kind: PostKind }) {
  const t = useText(postWords)
  const { language } = usePreferences()
  const n = (count: number) => exact(count, language)
  return (
    <section className="card stack" aria-label={t.look}>
      <strong className="num">{t.will(n(of.members), n(of.customers))}</strong>
      {kind === 'chats' && <p className="num">{t.willChats(n(of.chats))}</p>}
      {of.full > 0 && <Alert type="warning" showIcon title={t.full(n(of.full))} />}
    </section>
  )
}

function usePosting() {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const preview = useMutation(query.preview.mutationOptions())
  const create = useMutation(
    query.create.mutationOptions({
      onSuccess: async ({ id }) => {
        await queries.invalidateQueries({ queryKey: query.key() })
        await navigate({ to: '/posts/$id', params: { id } })
      },
    }),
  )
  return { preview, create }
}
