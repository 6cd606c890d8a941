import type { Generated } from 'kysely'
import type { Role } from '../core/rights.ts'
import type { ScopeKind } from '../core/scope.ts'

export interface StaffTables {
  staff_member: {
    id: Generated<string>
    account: string
    name: string
    password: string
    role: Role
    scope: Generated<ScopeKind>
    scope_departments: Generated<string[]>
    created_at: Generated<Date>
    disabled_at: Date | null
  }
  staff_session: {
    token_hash: Buffer
    staff: string
    csrf: string
    ip: string
    user_agent: string
    created_at: Date
    expires_at: Date
  }
  staff_login_failure: { account: string; ip: string; at: Date }
  staff_binding: { account: string; member: string; staff: string; bound_by: string; bound_at: Date }
  staff_entering: { state_hash: Buffer; browser_hash: Buffer; account: string; next: string; expires_at: Date }
  staff_view: {
    id: Generated<string>
    owner: string
    page: string
    name: string
    search: unknown
    shared: boolean
    created_at: Generated<Date>
  }
  staff_api_key: {
    id: Generated<string>
    name: string
    hint: string
    token_hash: Buffer
    rights: string[]
    created_by: string
    created_at: Generated<Date>
    last_used_at: Date | null
    revoked_at: Date | null
  }
}
