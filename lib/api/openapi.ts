// The description of the HTTP API in OpenAPI 3.1, from the same zod schemas that parse and answer. Pure.
import { extendZodWithOpenApi, OpenApiGeneratorV31, OpenAPIRegistry, type RouteConfig } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { SCOPES, scopeFor, type Permission } from '@/lib/access/permissions'
import { KeyList, KeyView, MadeKey, MakeKey } from '@/lib/api-keys/schema'
import { AskForPasswordLink, ChangePassword, ChooseTeam, HandedOutLink, SetNewPassword, SetUp, SignIn, SignInDemo } from '@/lib/auth/schema'
import { AuditFilter, AuditPage, ListAudit } from '@/lib/audit/schema'
import { Complaint } from '@/lib/complexes/schema'
import { ConnectionReport, TestConnection } from '@/lib/compute/connection-report'
import { ConformanceCheck, ConformanceChecks, StartCheck } from '@/lib/conformance/schema'
import { PROBLEMS } from '@/lib/errors'
import { AcceptInvitation, ChangeMember, ChangePerson, InvitationList, InvitationLook, LookAtInvitation, MadeInvitation, MakeInvitation, MemberList, NameTeam, PersonList, TeamList } from '@/lib/people/schema'
import { ChangePrediction, ExportPredictions, ListChoices, ListPredictions, TagMany, TagOutcome } from '@/lib/predictions/list-schema'
import { PreviewRetention, RetentionPreview } from '@/lib/predictions/retention-schema'
import { CheckAnswer, CheckComplex, PredictionPage, PredictionView, RetryPrediction, SubmitPrediction, WhereTheyRun } from '@/lib/predictions/schema'
import { AskSystem, SystemView } from '@/lib/system/schema'
import { SessionView } from '@/lib/teams/schema'
import { ChangeSettings, SettingsView } from '@/lib/settings/schema'
import { ReadUsage, UsageView } from '@/lib/usage/schema'

extendZodWithOpenApi(z)

const ProblemDocument = z.object({
  type: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(PROBLEMS)),
  title: z.string(),
  detail: z.string().meta({ description: 'What happened and what to do.' }),
  complaints: z.array(Complaint),
})

const ChemicalComponent = z.object({ code: z.string(), name: z.string(), type: z.string(), formula: z.string().nullable(), heavyAtoms: z.int(), atoms: z.int() })

/** Shapes that stand in the document once, under a name, and are referred to. */
const SHAPES: Readonly<Record<string, z.ZodType>> = {
  Problem: ProblemDocument,
  Prediction: PredictionView,
  PredictionPage,
  CheckAnswer,
  Component: ChemicalComponent,
  Session: SessionView,
  ApiKey: KeyView,
  Members: MemberList,
  Invitations: InvitationList,
  People: PersonList,
  Teams: TeamList,
  Settings: SettingsView,
  ConformanceCheck,
  ConformanceChecks,
  AuditPage,
  Usage: UsageView,
  System: SystemView,
}

const id = z.object({ id: z.string() })
const teamMember = id.extend({ person: z.string() })

type Described = { summary: string; status?: number; params?: z.ZodObject; query?: z.ZodObject; body?: z.ZodType; headers?: z.ZodObject; answer?: z.ZodType; binary?: string }

/** What a route demands stands beside it; null: it is open to whoever comes. */
const ROUTES: [RouteConfig['method'], string, Permission | null, Described][] = [
  ['post', '/api/v1/complexes/check', 'predictions:submit', { summary: 'Check a complex without submitting it', body: CheckComplex, answer: CheckAnswer }],
  ['post', '/api/v1/predictions', 'predictions:submit', {
    summary: 'Submit a prediction. The same Idempotency-Key of the same person with the same body gives the same prediction.',
    status: 202, body: SubmitPrediction, answer: PredictionView, headers: z.object({ 'Idempotency-Key': z.string().max(200).optional() }),
  }],
  ['get', '/api/v1/predictions', 'predictions:read', { summary: 'List the team\'s predictions: searched, narrowed, in a chosen order, by pages', query: ListPredictions, answer: PredictionPage }],
  ['get', '/api/v1/predictions/choices', 'predictions:read', { summary: 'People, tags and errors that the list can be narrowed to', answer: ListChoices }],
  ['get', '/api/v1/predictions/{id}', 'predictions:read', { summary: 'The whole view of a prediction', params: id, answer: PredictionView }],
  ['patch', '/api/v1/predictions/{id}', 'predictions:change', { summary: 'Change its name or its note', params: id, body: ChangePrediction, answer: PredictionView }],
  ['delete', '/api/v1/predictions/{id}', 'predictions:change', { summary: 'Delete it; a running job is cancelled', params: id, status: 204 }],
  ['put', '/api/v1/predictions/{id}/tags/{tag}', 'predictions:change', { summary: 'Put a tag on it', params: id.extend({ tag: z.string() }), answer: PredictionView }],
  ['delete', '/api/v1/predictions/{id}/tags/{tag}', 'predictions:change', { summary: 'Take a tag off it', params: id.extend({ tag: z.string() }), answer: PredictionView }],
  ['get', '/api/v1/predictions/export.csv', 'predictions:read', { summary: 'What a filter leaves as one CSV, at most 10,000 lines', query: ExportPredictions, binary: 'text/csv' }],
  ['get', '/api/v1/predictions/export.zip', 'predictions:read', { summary: 'The results of what a filter leaves in one ZIP, at most 200 predictions', query: ExportPredictions, binary: 'application/zip' }],
  ['post', '/api/v1/predictions/tags', 'predictions:change', { summary: 'Put tags on, or take them off, everything that a filter leaves, at most 500 predictions', body: TagMany, answer: TagOutcome }],
  ['post', '/api/v1/predictions/{id}/cancel', 'predictions:change', { summary: 'Wish to cancel it', params: id, status: 202, answer: PredictionView }],
  ['post', '/api/v1/predictions/{id}/retry', 'predictions:submit', { summary: 'Run it again after it failed, timed out or was cancelled', params: id, status: 202, body: RetryPrediction, answer: PredictionView }],
  ['post', '/api/v1/predictions/{id}/attempts/{number}/use', 'predictions:change', { summary: 'Use the finished result of another attempt', params: id.extend({ number: z.int() }), status: 202, answer: PredictionView }],
  ['get', '/api/v1/predictions/{id}/files/{name}', 'predictions:read', { summary: 'One file of the result, hashed again before it leaves', params: id.extend({ name: z.string() }), binary: 'application/octet-stream' }],
  ['get', '/api/v1/predictions/{id}/archive', 'predictions:read', { summary: 'All files of the result in one ZIP', params: id, binary: 'application/zip' }],
  ['get', '/api/v1/events', 'predictions:read', { summary: 'Server-sent events of the team\'s predictions; replay with Last-Event-ID', headers: z.object({ 'Last-Event-ID': z.string().optional() }), binary: 'text/event-stream' }],
  ['get', '/api/v1/components', 'predictions:read', { summary: 'Search the Chemical Component Dictionary by code and name', query: z.object({ q: z.string(), limit: z.int().optional() }), answer: z.object({ items: z.array(ChemicalComponent) }) }],
  ['get', '/api/v1/components/{code}', 'predictions:read', { summary: 'One component of the Chemical Component Dictionary', params: z.object({ code: z.string() }), answer: ChemicalComponent }],
  ['get', '/api/v1/limits', 'predictions:read', { summary: 'The limits of a submission to this server', answer: z.object({ maxTokens: z.int().nullable(), executionTimeoutMs: z.int(), queueAllowanceMs: z.int(), msaServers: z.object({ public: z.boolean(), own: z.string().nullable() }) }) }],
  ['get', '/api/v1/session', 'self:read', { summary: 'Who asks: person, teams, roles, and what this session or key may do', answer: SessionView }],
  ['post', '/api/v1/session', null, { summary: 'Sign in with e-mail address and password; sets the cookie of a session', body: SignIn, status: 204 }],
  ['patch', '/api/v1/session', 'self:change', { summary: 'Choose the team whose work this session shows', body: ChooseTeam, status: 204 }],
  ['delete', '/api/v1/session', 'self:change', { summary: 'Sign out', status: 204 }],
  ['post', '/api/v1/session/demo', null, { summary: 'Sign in as one of the demo team, on the machine itself and before there is a real account', body: SignInDemo, status: 204 }],
  ['post', '/api/v1/session/password', 'self:change', { summary: 'Change one\'s password; every other session of the person ends', body: ChangePassword, status: 204 }],
  ['post', '/api/v1/session/forgotten', null, { summary: 'Ask for a link to set a new password, where this installation sends mail; the answer never tells whether there is such an account', status: 202, body: AskForPasswordLink }],
  ['post', '/api/v1/session/reset', null, { summary: 'Set a new password with a link; every session, API key and link of the person ends, and this browser is signed in', status: 204, body: SetNewPassword }],
  ['get', '/api/v1/team/members', 'members:read', { summary: 'Who is in the team that is shown', answer: MemberList }],
  ['patch', '/api/v1/team/members/{id}', 'members:manage', { summary: 'Give a member another role; the person is signed out everywhere. 409 for the last lead.', status: 204, params: id, body: ChangeMember }],
  ['delete', '/api/v1/team/members/{id}', 'members:manage', { summary: 'Remove a member; sessions and keys end, the work stays. 409 for the last lead.', status: 204, params: id }],
  ['get', '/api/v1/team/invitations', 'members:manage', { summary: 'Invitations into the team that are open', answer: InvitationList }],
  ['post', '/api/v1/team/invitations', 'members:manage', { summary: 'Invite somebody: one address, or whoever has the link; for 7 days, once', status: 201, body: MakeInvitation, answer: MadeInvitation }],
  ['delete', '/api/v1/team/invitations/{id}', 'members:manage', { summary: 'Take an invitation back', status: 204, params: id }],
  ['post', '/api/v1/invitations/look', null, { summary: 'What the invitation behind a link is', body: LookAtInvitation, answer: InvitationLook }],
  ['post', '/api/v1/invitations/accept', null, { summary: 'Accept an invitation, with a new account or the session\'s own', status: 204, body: AcceptInvitation }],
  ['get', '/api/v1/people', 'people:manage', { summary: 'Everybody who has or had an account', answer: PersonList }],
  ['patch', '/api/v1/people/{id}', 'people:manage', { summary: 'Make or unmake an admin, disable or enable an account. 409 for the last admin, the last lead of a team, and oneself.', status: 204, params: id, body: ChangePerson }],
  ['post', '/api/v1/people/{id}/reset', 'people:resetPassword', { summary: 'Make a link by which the person sets a new password; for a day, once. At a browser, not by key.', status: 201, params: id, answer: HandedOutLink }],
  ['get', '/api/v1/teams', 'people:manage', { summary: 'All teams', answer: TeamList }],
  ['post', '/api/v1/teams', 'people:manage', { summary: 'Make a team', status: 201, body: NameTeam, answer: id }],
  ['patch', '/api/v1/teams/{id}', 'people:manage', { summary: 'Rename a team', status: 204, params: id, body: NameTeam }],
  ['put', '/api/v1/teams/{id}/members/{person}', 'people:manage', { summary: 'Put somebody into a team', status: 204, params: teamMember, body: ChangeMember }],
  ['patch', '/api/v1/teams/{id}/members/{person}', 'people:manage', { summary: 'Give a member of any team another role', status: 204, params: teamMember, body: ChangeMember }],
  ['delete', '/api/v1/teams/{id}/members/{person}', 'people:manage', { summary: 'Remove a member of any team', status: 204, params: teamMember }],
  ['post', '/api/v1/setup', null, { summary: 'Make the first account, with the code that the console shows', body: SetUp, status: 204 }],
  ['get', '/api/v1/api-keys', 'self:read', { summary: 'One\'s own API keys in all teams, without the keys themselves; asked with a key, that one alone', answer: KeyList }],
  ['post', '/api/v1/api-keys', 'self:change', { summary: 'Make an API key for the team that the session shows. The answer holds the key, once and never again.', status: 201, body: MakeKey, answer: MadeKey }],
  ['delete', '/api/v1/api-keys/{id}', 'self:change', { summary: 'Revoke one of one\'s own API keys; it opens nothing from then on', params: id, status: 204 }],
  ['get', '/api/v1/settings', 'settings:read', { summary: 'The settings that an admin can change: what counts, what was set, what the environment pins', answer: SettingsView }],
  ['patch', '/api/v1/settings', 'settings:change', { summary: 'Change settings. What runs already is not touched. 409 when somebody has changed them since the named version.', body: ChangeSettings, answer: SettingsView }],
  ['get', '/api/v1/settings/retention', 'settings:read', { summary: 'What a rule of retention would remove now, and what its last run removed', query: PreviewRetention, answer: RetentionPreview }],
  ['post', '/api/v1/settings/connection', 'settings:change', { summary: 'Test key and endpoint with /health, which costs nothing; with values that are not saved yet, or those that count', body: TestConnection, answer: ConnectionReport }],
  ['get', '/api/v1/settings/conformance', 'settings:read', { summary: 'The newest conformance checks of the endpoint, with their grades', answer: ConformanceChecks }],
  ['post', '/api/v1/settings/conformance', 'settings:change', { summary: 'Start a conformance check: two small predictions of the team, which cost GPU time. Whoever may not submit in it, or asks with a key without the scope submit, starts none.', status: 202, body: StartCheck, answer: ConformanceCheck }],
  ['get', '/api/v1/audit', 'audit:read', { summary: 'What people of all teams did, newest first: narrowed, by pages', query: ListAudit, answer: AuditPage }],
  ['get', '/api/v1/audit/export.csv', 'audit:read', { summary: 'What a filter leaves of it as one CSV', query: AuditFilter, binary: 'text/csv' }],
  ['get', '/api/v1/usage', 'usage:read', { summary: 'What the team ran in the last weeks, what it failed of, and GPU seconds with their estimated cost, by week and by person', query: ReadUsage, answer: UsageView }],
  ['get', '/api/v1/system', 'system:read', { summary: 'How the installation does: reconciler, predictions, health of endpoints over time, failures, versions, disk; for admins', query: AskSystem, answer: SystemView }],
  ['get', '/api/v1/where', 'predictions:read', { summary: 'Where predictions run now', answer: WhereTheyRun }],
]

const SESSION_AND_KEY = {
  session: { type: 'apiKey', in: 'cookie', name: 'atomera_session', description: 'The cookie of somebody who is signed in at a browser; under https its name begins with __Host-. A request that changes something also needs an Origin of this server.' },
  key: { type: 'http', scheme: 'bearer', description: `An API key, "Authorization: Bearer atm_...". It opens what its scopes (${SCOPES.join(', ')}) pass on of what its person may do in its team; an admin's also of the settings, the audit and the system of the installation. Accounts and teams are managed at a browser alone.` },
} as const

/** Who a route is for, for programs and in words. */
function admission(permission: Permission | null): Pick<RouteConfig, 'security' | 'description'> & { 'x-permission'?: Permission } {
  if (permission === null) return { security: [], description: 'Open to whoever reaches the server.' }
  const scope = scopeFor(permission)
  if (scope === null) return { security: [{ session: [] }], description: 'For a person at a browser; no key opens it.', 'x-permission': permission }
  return { security: [{ session: [] }, { key: [scope] }], description: `Needs the permission ${permission}, and of a key the scope ${scope}.`, 'x-permission': permission }
}

type Named = (shape: z.ZodType) => z.ZodType

function describe(method: RouteConfig['method'], path: string, permission: Permission | null, route: Described, named: Named): RouteConfig {
  const json = (schema: z.ZodType) => ({ content: { 'application/json': { schema: named(schema) } } })
  const content = route.answer === undefined ? {} : json(route.answer)
  const bytes = route.binary === undefined ? {} : { content: { [route.binary]: { schema: z.string() } } }
  return {
    method,
    path,
    summary: route.summary,
    ...admission(permission),
    request: {
      ...(route.params && { params: route.params }),
      ...(route.query && { query: route.query }),
      ...(route.headers && { headers: route.headers }),
      ...(route.body && { body: json(route.body) }),
    },
    responses: {
      [route.status ?? 200]: { description: route.summary, ...content, ...bytes },
      default: { description: 'What went wrong, with a code, words and complaints that name their place', content: { 'application/problem+json': { schema: named(ProblemDocument) } } },
    },
  }
}

/** Each shape of SHAPES becomes a component. Its copy is one, because what was made before this file was loaded knows nothing of OpenAPI. @returns what refers to it */
function registerShapes(registry: OpenAPIRegistry): Named {
  const registered = new Map(Object.entries(SHAPES).map(([name, shape]) => [shape, registry.register(name, shape.clone())]))
  return (shape) => registered.get(shape) ?? shape
}

export function openApiDocument(version: string): object {
  const registry = new OpenAPIRegistry()
  Object.entries(SESSION_AND_KEY).forEach(([name, scheme]) => registry.registerComponent('securitySchemes', name, scheme))
  const named = registerShapes(registry)
  ROUTES.forEach(([method, path, permission, route]) => registry.registerPath(describe(method, path, permission, route, named)))
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Atomera', version, description: 'Build biomolecular complexes, predict them with Boltz-2, follow the run, read the result.' },
  })
}
