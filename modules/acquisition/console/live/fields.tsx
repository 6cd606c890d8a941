import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Select, Switch } from 'antd'
import { useText } from '#ui/preferences'
import { liveApi } from './api.tsx'
import { Shifts } from './shifts.tsx'
import { liveWords } from './words.tsx'

const needed = (message: string) => [{ required: true, message }]

/** Who and what an account has to lead to. */
function useChoices(account: string | undefined) {
  return useQuery(
    liveApi.query.staff.queryOptions({
      input: { account: account ?? '0' },
      enabled: account !== undefined,
      staleTime: 0,
    }),
  )
}

export function StaffFields({ account, isPage }: { account: string | undefined; isPage: boolean }) {
  const t = useText(liveWords)
  const choices = useChoices(account)
  const members = (choices.data?.members ?? [])
    .filter(({ fit }) => fit)
    .map(({ member, name }) => ({ value: member, label: `${name} (${member})` }))
  const departments = (choices.data?.departments ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <>
      <Terms name="members" of="member" label={t.members} add={t.addMember} options={members} isPage={isPage} />
      <Terms
        name="departments"
        of="department"
        label={t.department}
        add={`+ ${t.department}`}
        help={t.departmentHelp}
        options={departments}
        isPage={isPage}
      />
      {isPage && (
        <Form.Item name="mode" label={t.mode}>
          <Select
            options={(['turns', 'weighted', 'leastLoaded'] as const).map((value) => ({ value, label: t.modes[value] }))}
          />
        </Form.Item>
      )}
      <Form.Item name="follower" label={t.follower} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item name="backup" label={t.backup} extra={t.backupHelp}>
        <Select mode="multiple" options={members} showSearch={{ optionFilterProp: 'label' }} />
      </Form.Item>
    </>
  )
}

interface TermsProps {
  name: 'members' | 'departments'
  of: 'member' | 'department'
  label: string
  add: string
  help?: string
  options: { value: string | number; label: string }[]
  isPage: boolean
}

function Terms({ name, of, label, add: more, help, options, isPage }: TermsProps) {
  const t = useText(liveWords)
  return (
    <Form.List name={name}>
      {(fields, { add, remove }) => (
        <fieldset className="group stack">
          <legend>{label}</legend>
          {help && fields.length > 0 && <p className="small muted">{help}</p>}
          {fields.map(({ key, name: at }) => (
            <div key={key} className="card stack" style={{ gap: 8 }}>
              <div className="row top">
                <Form.Item name={[at, of]} label={t[of]} rules={needed(t.required)} className="grow">
                  <Select options={options} showSearch={{ optionFilterProp: 'label' }} style={{ minWidth: 160 }} />
                </Form.Item>
                <Form.Item name={[at, 'cap']} label={t.cap} style={{ width: 110 }}>
                  <Input type="number" min={1} max={2000} />
                </Form.Item>
                {isPage && (
                  <Form.Item name={[at, 'weight']} label={t.weight} style={{ width: 80 }}>
                    <Input type="number" min={1} max={100} />
                  </Form.Item>
                )}
              </div>
              <div className="row">
                <Form.Item name={[at, 'shifts']} noStyle>
                  <Shifts label={t.shift} />
                </Form.Item>
                <span className="grow" />
                <Button size="small" onClick={() => remove(at)}>
                  {t.remove}
                </Button>
              </div>
            </div>
          ))}
          <Button onClick={() => add({ weight: 1, shifts: [] })}>{more}</Button>
        </fieldset>
      )}
    </Form.List>
  )
}

export function GroupFields({ account }: { account: string | undefined }) {
  const t = useText(liveWords)
  const choices = useChoices(account)
  const chats = (choices.data?.chats ?? [])
    .filter(({ gone }) => !gone)
    .map(({ chat, name, people }) => ({ value: chat, label: `${name || chat} · ${people}` }))
  return (
    <Form.List name="chats">
      {(fields, { add, remove }) => (
        <fieldset className="group stack">
          <legend>{t.chats}</legend>
          <p className="small muted">{t.chatsHelp}</p>
          {fields.map(({ key, name }) => (
            <div key={key} className="row top">
              <Form.Item name={[name, 'chat']} label={t.chats} rules={needed(t.required)} className="grow">
                <Select options={chats} showSearch={{ optionFilterProp: 'label' }} />
              </Form.Item>
              <Form.Item name={[name, 'most']} label={t.most} style={{ width: 110 }}>
                <Input type="number" min={1} max={500} />
              </Form.Item>
              <Button onClick={() => remove(name)}>{t.remove}</Button>
            </div>
          ))}
          <Button onClick={() => add({ most: 190 })}>{t.addChat}</Button>
        </fieldset>
      )}
    </Form.List>
  )
}

/** Other codes that this one may lead on to. */
export function useCodeChoices(own: string | undefined) {
  const list = useQuery(liveApi.query.list.queryOptions({ input: { limit: 200 } }))
  return (list.data?.items ?? []).filter(({ id }) => id !== own).map(({ id, name }) => ({ value: id, label: name }))
}

export function StoreFields({ own }: { own: string | undefined }) {
  const t = useText(liveWords)
  const codes = useCodeChoices(own)
  return (
    <Form.List name="stores">
      {(fields, { add, remove }) => (
        <fieldset className="group stack">
          <legend>{t.stores}</legend>
          {fields.map(({ key, name }) => (
            <div key={key} className="card">
              <div className="row top">
                <Form.Item name={[name, 'name']} label={t.name} rules={needed(t.required)} className="grow">
                  <Input maxLength={40} />
                </Form.Item>
                <Form.Item name={[name, 'address']} label={t.address} className="grow">
                  <Input maxLength={120} />
                </Form.Item>
              </div>
              <div className="row top">
                <Form.Item name={[name, 'lat']} label={t.lat} rules={needed(t.required)} style={{ width: 120 }}>
                  <Input type="number" step="any" min={-90} max={90} />
                </Form.Item>
                <Form.Item name={[name, 'lng']} label={t.lng} rules={needed(t.required)} style={{ width: 120 }}>
                  <Input type="number" step="any" min={-180} max={180} />
                </Form.Item>
                <Form.Item name={[name, 'to']} label={t.leads} rules={needed(t.required)} className="grow">
                  <Select options={codes} showSearch={{ optionFilterProp: 'label' }} style={{ minWidth: 140 }} />
                </Form.Item>
                <Button onClick={() => remove(name)}>{t.remove}</Button>
              </div>
            </div>
          ))}
          <Button onClick={() => add({ address: '' })}>{t.addStore}</Button>
        </fieldset>
      )}
    </Form.List>
  )
}
