import type { Bilingual } from '#kit/api'
import type { Cell } from '#kit/csv'
import { timeText } from '#kit/time'
import { type ExportKind, exportKind, type Writing } from '#platform/exports/kind'
import type { ChatState, JoinHow, LeaveHow } from '../../core/chats.ts'
import { ChatFilter, ParticipantFilter } from '../../core/chatsContract.ts'
import { countParticipants, participantsMatching } from './participants.ts'
import { chatsMatching, countChats, type ShownDeps } from './shown.ts'

type Chat = Awaited<ReturnType<typeof chatsMatching>>[number]
type Participant = Awaited<ReturnType<typeof participantsMatching>>['items'][number]

const time = (at: string | null, { zone }: Writing) => (at === null ? null : timeText(Date.parse(at), zone))
const columnOf =
  <Row>() =>
  (zh: string, en: string, cell: (row: Row, writing: Writing) => Cell, number = false) => ({
    ...{ title: { zh, en }, cell, number },
  })

const states: Record<ChatState, Bilingual> = {
  live: { zh: '正常', en: 'live' },
  orphaned: { zh: '群主已离职', en: 'owner has left' },
  dismissed: { zh: '已解散', en: 'dismissed' },
}
const joins: Record<JoinHow, Bilingual> = {
  invited: { zh: '邀请', en: 'invited' },
  link: { zh: '链接', en: 'by a link' },
  scan: { zh: '扫码', en: 'by a code' },
  unknown: { zh: '未知', en: 'unknown' },
}
const leaves: Record<LeaveHow, Bilingual> = {
  left: { zh: '自己退群', en: 'left' },
  removed: { zh: '被移出', en: 'removed' },
  dismissed: { zh: '群解散', en: 'chat dismissed' },
  unseen: { zh: '已不在群里', en: 'not there any more' },
}

const ofChat = columnOf<Chat>()
const ofParticipant = columnOf<Participant>()
const rights = { read: 'carriers:read', reveal: 'people:reveal' }

/** Chat groups, and the people of one of them, as files. Names are never written in full: they are those of the platform. */
export const chatExports = (deps: ShownDeps): ExportKind[] => [chatExport(deps), participantExport(deps)]

const chatExport = (deps: ShownDeps) =>
  exportKind({
    kind: 'chatGroups',
    title: { zh: '客户群', en: 'Chat groups' },
    rights,
    filter: ChatFilter,
    columns: chatColumns,
    count: async (filter) => {
      const { all, ...counts } = await countChats(deps, filter)
      return filter.state === undefined ? all : counts[filter.state]
    },
    async page({ ids, ...filter }, { limit, cursor }) {
      const chosen = ids === undefined ? {} : { ids }
      const items = await chatsMatching(deps, filter, { ...chosen, below: cursor, limit })
      const last = items.at(-1)
      return items.length === limit && last ? { items, next: last.id } : { items }
    },
  })

const participantExport = (deps: ShownDeps) =>
  exportKind({
    kind: 'participants',
    title: { zh: '客户群成员', en: 'People of a chat group' },
    rights,
    filter: ParticipantFilter,
    columns: participantColumns,
    count: (filter) => countParticipants(deps, filter),
    page: (filter, { limit, cursor }) => participantsMatching(deps, filter, { cursor, limit }),
  })

const chatColumns = [
  ofChat('编号', 'Id', ({ id }) => id),
  ofChat('群名', 'Name', ({ name }) => name),
  ofChat('群主', 'Owner', ({ owner }) => owner.name),
  ofChat('状态', 'State', ({ state }, { language }) => states[state][language]),
  ofChat('客户', 'Customers', ({ customers }) => customers, true),
  ofChat('员工', 'Staff', ({ staff }) => staff, true),
  ofChat('今日进群', 'Joined today', ({ joinedToday }) => joinedToday, true),
  ofChat('今日退群', 'Left today', ({ leftToday }) => leftToday, true),
  ofChat('建群时间', 'Created', ({ createdAt }, writing) => time(createdAt, writing)),
  ofChat('解散时间', 'Dismissed', ({ dismissedAt }, writing) => time(dismissedAt, writing)),
]

const yes: Bilingual = { zh: '是', en: 'yes' }
const participantColumns = [
  ofParticipant('客户编号', 'Person', ({ person }) => person),
  ofParticipant('称呼', 'Name', ({ name }) => name),
  ofParticipant('员工好友', 'Has a member', ({ isFriend }, { language }) => (isFriend ? yes[language] : null)),
  ofParticipant('进群时间', 'Joined', ({ joinedAt }, writing) => time(joinedAt, writing)),
  ofParticipant('进群方式', 'How', ({ joinedHow }, { language }) => joins[joinedHow][language]),
  ofParticipant('邀请人', 'Invited by', ({ invitedBy }) => invitedBy),
  ofParticipant('退群时间', 'Left', ({ leftAt }, writing) => time(leftAt, writing)),
  ofParticipant('退群方式', 'How they left', ({ leftHow }, { language }) => leftHow && leaves[leftHow][language]),
]
