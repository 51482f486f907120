// A bar in a row of a table, as long as its share of the longest. The figure stands beside it, so it is hidden from screen readers.
export function ShareBar({ parts, longest }: { parts: readonly { value: number; fill: string }[]; longest: number }) {
  const places = parts.map(({ value, fill }, index) => ({ fill, width: share(value, longest), x: share(parts.slice(0, index).reduce((sum, part) => sum + part.value, 0), longest) }))
  return (
    <svg aria-hidden viewBox="0 0 100 10" preserveAspectRatio="none" className="mt-1.25 block h-2.5 w-full min-w-24">
      {places.map(({ fill, x, width }) => (
        <rect key={fill} x={x} width={width} height={10} className={fill} />
      ))}
    </svg>
  )
}

const share = (value: number, longest: number): number => (longest > 0 ? (value / longest) * 100 : 0)
