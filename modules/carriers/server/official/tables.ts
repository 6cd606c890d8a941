import type { Generated, Selectable } from 'kysely'
import type { Menu } from '../../core/menu.ts'
import type { MenuVariant } from '../../core/menuVariants.ts'

export interface OfficialTables {
  carriers_menu: {
    account: string
    draft: Menu
    published: Menu | null
    changed_by: string
    changed_at: Date
    published_at: Date | null
    variants: Generated<MenuVariant[]>
    variants_published: MenuVariant[] | null
    variants_published_at: Date | null
  }
  carriers_scene: {
    id: Generated<string>
    account: string
    scene: string
    name: string
    permanent: boolean
    expires_at: Date | null
    ticket: string | null
    url: string | null
    error: string | null
    source: string | null
    tag: string | null
    welcome: string | null
    made_by: string
    made_at: Date
    off_at: Date | null
  }
  carriers_scan: { inbox: string; scene: string; account: string; external: Buffer; followed: boolean; at: Date }
}

export type SceneRow = Selectable<OfficialTables['carriers_scene']>
