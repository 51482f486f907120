// The product's mark: an A drawn as a molecule of five atoms.
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" fill="none" aria-hidden className={className}>
      <path d="M16 6 6.5 26M16 6l9.5 20M11 17.5h10" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
      <circle cx="16" cy="6" r="4" fill="var(--color-accent)" />
      <circle cx="6.5" cy="26" r="3" fill="currentColor" />
      <circle cx="25.5" cy="26" r="3" fill="currentColor" />
      <circle cx="21" cy="17.5" r="2.2" fill="var(--color-ligand)" />
    </svg>
  )
}
