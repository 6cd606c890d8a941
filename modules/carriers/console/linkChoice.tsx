import { type ComponentType, createContext } from 'react'

/** Chooses a link of which each reader gets one of their own, and hands out what stands for it in a text; the app gives it. */
export const LinkChoice = createContext<ComponentType<{ add(variable: string): void }> | null>(null)
