import type { Attachment, MassTask, StaffData } from './api.ts'
import { card } from './bubbles.ts'
import { button, type Child, face, h } from './h.ts'
import { clockOf, dayOf, t } from './words.ts'

type Act = (path: string, body: unknown) => void

/** What waits for a member: new customers, mass sends, moments, messages of the app. */
export function workbench(data: StaffData, act: Act): Child[] {
  const { requests, mass, moments, notices } = data
  if (mass.length + moments.length + requests.length + notices.length === 0)
    return [h('p', { class: 'empty' }, t('noTasks'))]
  return [
    requests.length === 0 ? null : h('h3', {}, t('requests')),
    requests.map(({ person, name }) =>
      h(
        'div',
        { class: 'task row' },
        face(name, person),
        h('b', {}, name),
        button(t('acceptOne'), () => act('accept', { person }), { class: 'main' }),
      ),
    ),
    mass.length + moments.length === 0 ? null : h('h3', {}, t('massTasks')),
    [...mass].reverse().map((one) => massTask(one, act)),
    [...moments].reverse().map((one) => {
      const done = one.cancelled ? t('cancelled') : one.task?.published === true ? t('published') : undefined
      return task(one, {
        kind: t('moments'),
        done,
        label: t('publish'),
        act: () => act('publish', { moment_id: one.moment }),
      })
    }),
    notices.length === 0 ? null : h('h3', {}, t('notices')),
    [...notices]
      .reverse()
      .map((one) =>
        h('div', { class: 'task' }, h('p', {}, one.text ?? ''), h('small', {}, `${dayOf(one.at)} ${clockOf(one.at)}`)),
      ),
  ]
}

function massTask(one: MassTask, act: Act): HTMLElement {
  const targets = one.task?.targets ?? []
  const unit = one.chat === 'group' ? t('groups') : t('people')
  const sent = targets.filter(({ status }) => status === 1).length
  const done = one.cancelled
    ? t('cancelled')
    : one.task?.status === 2
      ? `${t('sent')} ${sent}/${targets.length}`
      : undefined
  const reminded = one.reminded.length === 0 ? '' : ` · ${t('reminded')} ${one.reminded.length}`
  const label = `${t('sendNow')} ${targets.length} ${unit}`
  return task(one, { kind: t('massTasks') + reminded, done, label, act: () => act('confirm', { msgid: one.id }) })
}

interface Doing {
  kind: string
  done: string | undefined
  label: string
  act: () => void
}

const task = (
  one: { at: number; text?: string; attachments: Attachment[] },
  { kind, done, label, act }: Doing,
): HTMLElement =>
  h(
    'div',
    { class: 'task' },
    h('small', {}, `${kind} · ${dayOf(one.at)} ${clockOf(one.at)}`),
    h('p', {}, one.text ?? ''),
    one.attachments.map((part) => card(part, () => undefined)),
    done === undefined ? button(label, act, { class: 'main wide' }) : h('small', { class: 'done' }, done),
  )
