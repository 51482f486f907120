// How far something is. `fraction` null means that nobody knows: the bar sweeps and claims no number.
export function ProgressBar({ fraction, label }: { fraction: number | null; label: string }) {
  const percent = fraction === null ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 100)
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': percent })}
      className="h-1.5 overflow-hidden rounded-full bg-sunken inset-ring inset-ring-line"
    >
      {percent === null ? (
        <div className="h-full w-2/5 animate-sweep rounded-full bg-state-running" />
      ) : (
        <div className="h-full rounded-full bg-state-running transition-[width] duration-300" style={{ width: `${percent}%` }} />
      )}
    </div>
  )
}
