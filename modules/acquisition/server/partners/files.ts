import { audit } from '#platform/audit'
import type { PartnerDeps } from './deps.ts'
import { partnerOf, refusePartner } from './roster.ts'
import type { PartnerTables } from './tables.ts'

const context = 'acquisition_partner_file'
const mostBytes = 2 << 20
/** What each kind of file begins with. */
const signs = [
  { type: 'application/pdf', sign: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'image/jpeg', sign: [0xff, 0xd8, 0xff] },
  { type: 'image/png', sign: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
] as const

type Kept = Pick<PartnerDeps, 'postgres' | 'vault' | 'now'>
const columns = ['id', 'name', 'type', 'size', 'added_by', 'added_at'] as const

const shown = (row: { id: string; name: string; type: string; size: number; added_by: string; added_at: Date }) => ({
  ...{ id: row.id, name: row.name, type: row.type, size: row.size },
  ...{ addedBy: row.added_by, addedAt: row.added_at.toISOString() },
})

export async function filesOf(deps: Kept, partner: string) {
  await partnerOf(deps, partner)
  const all = deps.postgres.tables<PartnerTables>().selectFrom('acquisition_partner_file').select(columns)
  return (await all.where('partner', '=', partner).orderBy('id', 'desc').execute()).map(shown)
}

/** What a file is, is told by how it begins, not by its name. */
export async function addFile(deps: Kept, partner: string, given: { name: string; data: string }, by: string) {
  await partnerOf(deps, partner)
  const bytes = Buffer.from(given.data, 'base64')
  const type = signs.find(({ sign }) => sign.every((byte, i) => bytes[i] === byte))?.type
  if (!type || bytes.length > mostBytes) return refusePartner('wrong-file')
  return deps.postgres.transaction(async (tx) => {
    const row = await tx
      .tables<PartnerTables>()
      .insertInto('acquisition_partner_file')
      .values({
        ...{ partner, name: given.name, type, size: bytes.length, added_by: by, added_at: new Date(deps.now()) },
        sealed: deps.vault.seal(bytes.toString('base64'), context),
      })
      .returning(columns)
      .executeTakeFirstOrThrow()
    await audit(tx, by, 'partner.fileAdded', partner, { name: given.name })
    return shown(row)
  })
}

/** A contract holds what proves who somebody is: who opens it is written down. */
export async function fileOf({ postgres, vault }: Kept, id: string, by: string) {
  const all = postgres.tables<PartnerTables>().selectFrom('acquisition_partner_file').selectAll()
  const row = await all.where('id', '=', id).executeTakeFirst()
  if (!row) return refusePartner('no-such-file')
  await postgres.transaction((tx) => audit(tx, by, 'partner.fileOpened', row.partner, { name: row.name }))
  return { name: row.name, type: row.type, data: vault.open(row.sealed, context) }
}

export async function removeFile({ postgres }: Kept, id: string, by: string) {
  await postgres.transaction(async (tx) => {
    const gone = tx.tables<PartnerTables>().deleteFrom('acquisition_partner_file').where('id', '=', id)
    const row = await gone.returning(['partner', 'name']).executeTakeFirst()
    if (!row) return refusePartner('no-such-file')
    await audit(tx, by, 'partner.fileRemoved', row.partner, { name: row.name })
  })
}
