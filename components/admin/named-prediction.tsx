// A prediction of some team: a link where one's own team has it, else its name with the team's.
import Link from 'next/link'
import type { SystemView } from '@/lib/system/schema'

export function NamedPrediction({ named: { name, team, url } }: { named: SystemView['failures'][number]['newest'] }) {
  if (url === null) return <span className="wrap-anywhere">{`${name} (${team})`}</span>
  return (
    <Link href={url} className="wrap-anywhere underline underline-offset-2 hover:text-ink">
      {name}
    </Link>
  )
}
