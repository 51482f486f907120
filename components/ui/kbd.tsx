// A key or a chord as it stands on the keyboard.
export function Kbd({ keys }: { keys: string }) {
  return <kbd className="rounded-sm border border-line-strong border-b-2 bg-surface px-1 font-mono text-[0.6875rem] leading-4 text-muted">{keys}</kbd>
}
