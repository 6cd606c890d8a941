interface Named {
  id: string
  known: boolean
  private: Record<string, string>
}

/** What staff call a person by: the masked name or phone, else the number. */
export function nameOf(person: Named, visitor: string): string {
  const { name, phone, email } = person.private
  return name ?? phone ?? email ?? (person.known ? `#${person.id}` : `${visitor} #${person.id}`)
}
