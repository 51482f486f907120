// The HTTP API for whoever writes programs: how to begin, two programs that go the whole way, and every route.
import type { Metadata } from 'next'
import Link from 'next/link'
import { FieldList, shapeAnchor } from '@/components/api/field-list'
import { ProgramCard, ProgramText } from '@/components/api/program-card'
import { RouteEntry } from '@/components/api/route-entry'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { environmentLines, EXAMPLE_PROGRAMS } from '@/lib/api/examples'
import { openApiDocument } from '@/lib/api/openapi'
import { apiReference, type ApiReference } from '@/lib/api/reference'
import { pageActor, pageCaller } from '@/lib/door/page-actor'
import { env } from '@/lib/env'
import { version } from '@/package.json'

export const metadata: Metadata = { title: 'HTTP API' }

const LINK = 'underline underline-offset-2 hover:text-ink'

function Beginning({ url }: { url: string }) {
  const lines = environmentLines(url)
  return (
    <Card aria-labelledby="begin">
      <CardHead id="begin" title="To begin" aside={<CopyButton text={lines} label="Copy lines" />} />
      <CardBody className="flex flex-col gap-2 text-sm">
        <p>
          Make a key on the page{' '}
          <Link className={LINK} href="/account/keys">
            API keys
          </Link>{' '}
          and send it with each request as <code className="font-mono text-xs">Authorization: Bearer atm_...</code>. It works in its team, and opens what its scopes pass on of what you may do: <i>read</i>{' '}
          to look, <i>submit</i> to run, change and tag predictions, <i>manage</i> to change the settings, as admins do.
        </p>
        <p>
          A refusal is JSON with <code className="font-mono text-xs">code</code>, <code className="font-mono text-xs">title</code>, <code className="font-mono text-xs">detail</code> and complaints that name
          their place. Lists come in pages: send <code className="font-mono text-xs">nextCursor</code> back as <code className="font-mono text-xs">cursor</code>. Instead of asking again and again, a program may
          listen to <code className="font-mono text-xs">/api/v1/events</code>.
        </p>
        <p>Both programs below read these two variables. The key is typed in unseen:</p>
      </CardBody>
      <ProgramText label="Lines for a shell" text={lines} />
    </Card>
  )
}

function Shapes({ shapes }: { shapes: ApiReference['shapes'] }) {
  return (
    <Card aria-labelledby="shapes">
      <CardHead id="shapes" title="Shapes" />
      {shapes.map(({ name, shape }) => (
        <details key={name} className="border-b border-line last:border-b-0">
          <summary className="cursor-pointer px-4 py-2 font-mono text-xs font-medium hover:bg-sunken">{name}</summary>
          {/* Inside, so that a link to it opens it. */}
          <div id={shapeAnchor(name)} className="scroll-mt-12 px-4 pb-4">
            <FieldList fields={shape.fields} />
          </div>
        </details>
      ))}
    </Card>
  )
}

export default async function ApiPage() {
  await pageActor()
  const { headers } = await pageCaller()
  const { groups, shapes } = apiReference(openApiDocument(version))
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-6">
      <div>
        <h1 className="text-2xl font-semibold">HTTP API</h1>
        <p className="text-sm text-muted">
          Whatever the pages do, a program can do, except for what is done at a browser alone: people, members, invitations, teams, keys and passwords. The same description for tools, in OpenAPI 3.1:{' '}
          <a className={LINK} href="/api/v1/openapi.json">
            openapi.json
          </a>
        </p>
      </div>
      <Beginning url={env().publicUrl ?? `http://${headers.get('host') ?? ''}`} />
      {EXAMPLE_PROGRAMS.map((program) => (
        <ProgramCard key={program.file} program={program} />
      ))}
      {groups.map(({ title, routes }) => (
        <Card key={title} aria-labelledby={`group-${routes[0]?.id ?? ''}`}>
          <CardHead id={`group-${routes[0]?.id ?? ''}`} title={title} />
          {routes.map((route) => (
            <RouteEntry key={route.id} route={route} />
          ))}
        </Card>
      ))}
      <Shapes shapes={shapes} />
    </div>
  )
}
