import { z } from 'zod'
import { api, Id, Time } from '#kit/api'
import { field, patchOf } from '#kit/form'
import { entrySchema } from './core/entry.ts'
import { goalSchema } from './core/goal.ts'
import { rights, roleNames, roles } from './core/rights.ts'
import { scopes } from './core/scope.ts'
import { workspaceSchema } from './core/workspace.ts'

const Me = z.object({
  kind: z.enum(['staff', 'apiKey']),
  id: Id,
  name: z.string(),
  rights: z.array(z.string()),
  zone: z.string().meta({ description: 'IANA time zone of the workspace' }),
  csrfToken: z.string().optional().meta({ description: 'Send as X-CSRF-Token with every unsafe request of a session' }),
})
const account = field(
  z
    .string()
    .trim()
    .min(2)
    .max(64)
    .regex(/^[\p{L}\p{N}._@-]+$/u, 'letters, digits and . _ @ - only'),
  {
    zh: '账号',
    en: 'Account',
    wrong: { zh: '2 到 64 个字，只能用文字、数字和 . _ @ -', en: '2 to 64 letters, digits and . _ @ - only' },
  },
)
const password = z.string().max(200)
const Account = z.object({
  id: Id,
  account: z.string(),
  name: z.string(),
  role: z.enum(roles),
  createdAt: Time,
  disabledAt: Time.nullable(),
  lastSeenAt: Time.nullable().meta({ description: 'Start of the latest session that still counts' }),
  bindings: z
    .array(z.object({ account: z.string(), member: z.string() }))
    .meta({ description: 'Which member of which platform they are' }),
  scope: z.enum(scopes).meta({ description: 'Whose customers they see' }),
  scopeDepartments: z.array(z.string()).meta({ description: 'With `custom`: `account:department`' }),
})
const Member = z.string().min(1).max(64)
const Words = z.object({ zh: z.string(), en: z.string() })
const Entry = entrySchema.extend({ version: z.number() })
const name = field(z.string().trim().min(1).max(64), { zh: '姓名', en: 'Name' })
/** How a colleague is added; the form of the console is made from it. */
export const NewColleague = z.object({
  name,
  account,
  role: field(z.enum(roles), { zh: '角色', en: 'Role', choices: roleNames }),
  password: field(password, {
    zh: '初始密码',
    en: 'First password',
    text: 'password',
    help: { zh: '至少 8 位，不要太常见', en: 'At least 8 characters, not a common one' },
  }),
})
/** What of the workspace may be changed; a field that is not sent stays as it is. */
export const WorkspaceChange = z.object({
  zone: field(workspaceSchema.shape.zone.unwrap(), { zh: '时区', en: 'Time zone', text: 'zone' }).optional(),
  goLiveAt: field(
    Time.refine((time) => Date.parse(time) >= 0, 'must not be before 1970'),
    {
      zh: '上线日期',
      en: 'Go-live',
      help: { zh: '名单里早于此日的客户算存量', en: 'People of lists dated before are baseline' },
    },
  ).optional(),
  assistedDays: field(workspaceSchema.shape.assistedDays.unwrap(), {
    zh: '私域影响天数',
    en: 'Days of an assisted order',
    unit: 'day',
    help: {
      zh: '下单前这么多天内有过触达或互动，算私域影响',
      en: 'An order counts as assisted when a touch lies within so many days before it',
    },
  }).optional(),
})
const View = z.object({
  id: Id,
  page: z.string(),
  name: z.string(),
  search: z.record(z.string(), z.unknown()).meta({ description: "The search part of the list's address" }),
  shared: z.boolean(),
  mine: z.boolean(),
})
const page = z.string().regex(/^\/[a-z/-]{0,60}$/, 'must be the path of a list')
const Key = z.object({
  id: Id,
  name: z.string(),
  hint: z.string().meta({ description: 'Last four characters' }),
  rights: z.array(z.string()),
  createdAt: Time,
  createdBy: z.string(),
  lastUsedAt: Time.nullable(),
  revokedAt: Time.nullable(),
})
const Workspace = z.object({ zone: z.string(), goLiveAt: Time, assistedDays: z.number(), version: z.number() })
// Without their defaults: a field that is not sent stays as it is.
const fieldsOfGoal = {
  year: goalSchema.shape.year.unwrap(),
  people: goalSchema.shape.people.unwrap(),
  gmv: goalSchema.shape.gmv.unwrap().meta({ description: 'Fen' }),
}
const Goal = z.object({ ...fieldsOfGoal, version: z.number() })
const tags = ['staff']
const open = { needs: 'nothing' }

export const staff = {
  setupState: api
    .meta(open)
    .route({ method: 'GET', path: '/setup', tags, summary: 'Whether the first admin is still to be made' })
    .output(z.object({ needed: z.boolean() })),
  setup: api
    .meta(open)
    .route({ method: 'POST', path: '/setup', tags, summary: 'Make the first admin; works once', successStatus: 201 })
    .input(z.object({ name, account, password }))
    .output(Me),
  login: api
    .meta(open)
    .route({ method: 'POST', path: '/login', tags, summary: 'Start a session (cookie)' })
    .input(z.object({ account: z.string().max(64), password }))
    .output(Me),
  loginWays: api
    .meta(open)
    .route({ method: 'GET', path: '/login/ways', tags, summary: 'Platforms whose members can log in by them' })
    .output(z.object({ items: z.array(z.object({ account: Id, title: Words })) })),
  logout: api
    .route({ method: 'POST', path: '/logout', tags, summary: 'End this session' })
    .output(z.object({ done: z.literal(true) })),
  me: api.route({ method: 'GET', path: '/me', tags, summary: 'Who this caller is' }).output(Me),
  changePassword: api
    .route({ method: 'POST', path: '/me/password', tags, summary: 'Change the own password; other sessions end' })
    .input(z.object({ current: password, password }))
    .output(z.object({ done: z.literal(true) })),
  listStaff: api
    .meta({ needs: 'staff:read' })
    .route({ method: 'GET', path: '/staff', tags, summary: 'Who works here, with roles' })
    .output(z.object({ items: z.array(Account) })),
  addStaff: api
    .meta({ needs: 'staff:write' })
    .route({ method: 'POST', path: '/staff', tags, summary: 'Add somebody with a first password', successStatus: 201 })
    .input(NewColleague)
    .output(Account),
  changeStaff: api
    .meta({ needs: 'staff:write' })
    .route({
      method: 'PATCH',
      path: '/staff/{id}',
      tags,
      summary: 'Change name or role, set a new password, disable or enable; sessions end where it matters',
    })
    .input(
      z.object({
        id: Id,
        name: name.optional(),
        role: z.enum(roles).optional(),
        password: password.optional(),
        disabled: z.boolean().optional(),
        scope: z.enum(scopes).optional(),
        scopeDepartments: z
          .array(z.string().regex(/^\d{1,18}:\d{1,18}$/))
          .max(200)
          .optional(),
      }),
    )
    .output(Account),
  platformDepartments: api
    .meta({ needs: 'staff:read' })
    .route({
      method: 'GET',
      path: '/platform-departments',
      tags,
      summary: 'Departments of the company at its platforms',
    })
    .output(z.object({ items: z.array(z.object({ department: z.string(), name: z.string() })) })),
  platformMembers: api
    .meta({ needs: 'staff:read' })
    .route({
      method: 'GET',
      path: '/platform-members',
      tags,
      summary: 'Members of the company whom platforms can prove',
    })
    .output(
      z.object({
        items: z.array(
          z.object({
            ...{ account: Id, accountName: z.string(), member: Member, name: z.string() },
            departments: z.array(z.string()),
          }),
        ),
      }),
    ),
  bindMember: api
    .meta({ needs: 'staff:write' })
    .route({
      method: 'PUT',
      path: '/staff/{id}/bindings/{account}',
      tags,
      summary: 'Say which member of a platform they are',
    })
    .input(z.object({ id: Id, account: Id, member: Member }))
    .output(Account),
  unbindMember: api
    .meta({ needs: 'staff:write' })
    .route({ method: 'DELETE', path: '/staff/{id}/bindings/{account}', tags, summary: 'End it; their sessions end' })
    .input(z.object({ id: Id, account: Id }))
    .output(Account),
  entry: api
    .meta({ needs: 'settings:read' })
    .route({ method: 'GET', path: '/settings/entry', tags, summary: 'How members of a platform come in' })
    .output(Entry),
  changeEntry: api
    .meta({ needs: 'settings:write' })
    .route({ method: 'PUT', path: '/settings/entry', tags, summary: 'Set how members of a platform come in' })
    .input(patchOf(entrySchema))
    .output(Entry),
  listViews: api
    .route({ method: 'GET', path: '/views', tags, summary: 'Saved views of a list: own and shared' })
    .input(z.object({ page }))
    .output(z.object({ items: z.array(View) })),
  saveView: api
    .route({ method: 'POST', path: '/views', tags, summary: 'Save a view; the same name replaces it' })
    .input(
      z.object({
        page,
        name: z.string().trim().min(1).max(40),
        search: z
          .record(z.string().max(60), z.union([z.string().max(300), z.number(), z.boolean()]))
          .refine((search) => Object.keys(search).length <= 40, 'has more than 40 fields'),
        shared: z.boolean().default(false),
      }),
    )
    .output(View),
  deleteView: api
    .route({ method: 'DELETE', path: '/views/{id}', tags, summary: 'Delete an own view; with settings:write any' })
    .input(z.object({ id: Id }))
    .output(z.object({ done: z.literal(true) })),
  listKeys: api
    .meta({ needs: 'keys:read' })
    .route({ method: 'GET', path: '/api-keys', tags, summary: 'API keys' })
    .output(z.object({ items: z.array(Key) })),
  createKey: api
    .meta({ needs: 'keys:write' })
    .route({
      method: 'POST',
      path: '/api-keys',
      tags,
      summary: 'Make an API key; it is shown only now',
      successStatus: 201,
    })
    .input(z.object({ name, rights: z.array(z.enum([...rights, '*'])).min(1) }))
    .output(Key.extend({ key: z.string() })),
  revokeKey: api
    .meta({ needs: 'keys:write' })
    .route({ method: 'DELETE', path: '/api-keys/{id}', tags, summary: 'Revoke an API key at once' })
    .input(z.object({ id: Id }))
    .output(Key),
  workspace: api
    .meta({ needs: 'settings:read' })
    .route({ method: 'GET', path: '/settings/workspace', tags, summary: 'Settings of the workspace' })
    .output(Workspace),
  changeWorkspace: api
    .meta({ needs: 'settings:write' })
    .route({ method: 'PUT', path: '/settings/workspace', tags, summary: 'Change some of them; the version grows' })
    .input(WorkspaceChange)
    .output(Workspace),
  goal: api
    .meta({ needs: 'settings:read' })
    .route({ method: 'GET', path: '/settings/goal', tags, summary: 'What is to be reached by the end of a year' })
    .output(Goal),
  changeGoal: api
    .meta({ needs: 'settings:write' })
    .route({ method: 'PUT', path: '/settings/goal', tags, summary: 'Set the goal of a year; null takes a part out' })
    .input(
      z.object({
        year: fieldsOfGoal.year.optional(),
        people: fieldsOfGoal.people.optional(),
        gmv: fieldsOfGoal.gmv.optional(),
      }),
    )
    .output(Goal),
}
