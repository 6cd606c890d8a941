import { useEffect, useState } from 'react'

/** True below 768 px, where tables become cards. */
export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia('(max-width: 767px)').matches)
  useEffect(() => {
    const media = matchMedia('(max-width: 767px)')
    const listen = () => setNarrow(media.matches)
    media.addEventListener('change', listen)
    return () => media.removeEventListener('change', listen)
  }, [])
  return narrow
}

/** The browser tab says where one is. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Siyu 私域`
  }, [title])
}
