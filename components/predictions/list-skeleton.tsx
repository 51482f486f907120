// A list while it is being read: its shape without its content.
export function ListSkeleton({ words = 'Reading the predictions' }: { words?: string }) {
  return (
    <div role="status" className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
      <span className="sr-only">{words}</span>
      {[72, 56, 64, 48, 60].map((width) => (
        <div key={width} aria-hidden className="grid gap-2 px-4 py-3.5">
          <div className="h-3.5 animate-breathe rounded-sm bg-sunken" style={{ width: `${width / 2}%` }} />
          <div className="h-2.5 animate-breathe rounded-sm bg-sunken" style={{ width: `${width / 4}%` }} />
        </div>
      ))}
    </div>
  )
}
