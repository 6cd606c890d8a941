import { Button } from 'antd'
import { Suspense, useState } from 'react'
import { later } from '#ui/later'
import { texts, useText } from '#ui/preferences'
import type { Promoted } from './promote.tsx'

const Promote = later(() => import('./promote.tsx').then((module) => module.Promote))
const words = texts({ zh: { promote: '推广' }, en: { promote: 'Promote' } })

/** Opens the ways in which something is given away. */
export function PromoteButton({ of, small = false }: { of: Promoted; small?: boolean }) {
  const t = useText(words)
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button {...(small ? { size: 'small' as const } : {})} onClick={() => setOpen(true)}>
        {t.promote}
      </Button>
      <Suspense>{isOpen && <Promote of={of} close={() => setOpen(false)} />}</Suspense>
    </>
  )
}
