// Cuts GitHub's OpenAPI description down to what our requests need: paths, parameters, bodies and
// the answers of success, without prose and examples.
//
// The description is the npm package @octokit/openapi, 385 MB and so none of ours. In a folder
// outside of this repository: npm install @octokit/openapi@23.0.2; then
//   node cut-openapi.mjs FOLDER/node_modules/@octokit/openapi/generated/api.github.com.json
import { readFileSync, writeFileSync } from 'node:fs';

/** Whoever sends a new kind of request adds it here. */
const ROUTES = [
  'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}',
];

/** Of a large answer only the members that we may read. */
const READ = {
  'pull-request': { number: {}, state: {}, head: { ref: {}, sha: {} }, base: { ref: {}, sha: {} } },
};

const PROSE = new Set(['description', 'summary', 'title', 'example', 'examples', 'externalDocs']);

const [source] = process.argv.slice(2);
if (!source) throw new Error('usage: node cut-openapi.mjs FILE');
const { openapi, info, paths, components } = JSON.parse(readFileSync(source, 'utf8'));

const kept = { parameters: {}, schemas: {}, responses: {}, headers: {} };
const cut = {};
for (const route of ROUTES) {
  const [method, path] = route.split(' ');
  const { operationId, parameters, requestBody, responses } = paths[path][method.toLowerCase()];
  const success = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  cut[path] ??= {};
  cut[path][method.toLowerCase()] = structure({
    operationId,
    ...(parameters && { parameters }),
    ...(requestBody && { requestBody: closed(requestBody) }),
    responses: Object.fromEntries(success.map(([status, answer]) => [status, content(answer)])),
  });
}
const used = Object.fromEntries(Object.entries(kept).filter(([, all]) => Object.keys(all).length));
const result = {
  openapi,
  info: { title: info.title, version: info.version, license: info.license },
  paths: cut,
  components: used,
};
const target = new URL('__fixtures__/openapi.json', import.meta.url);
writeFileSync(target, `${JSON.stringify(result, null, 1)}\n`);

/** GitHub ignores a member that it doesn't know: a misspelt one shall be refused. */
function closed(body) {
  const copy = structuredClone(body);
  for (const { schema } of Object.values(copy.content)) schema.additionalProperties = false;
  return copy;
}

/** An answer's body; headers are left to the fake. */
function content(answer) {
  return answer.content ? { description: '', content: answer.content } : { description: '' };
}

/** A copy without prose; what it refers to is kept too. */
function structure(node, names = false) {
  if (Array.isArray(node)) return node.map((each) => structure(each));
  if (typeof node !== 'object' || node === null) return node;
  if (typeof node.$ref === 'string') return { $ref: keep(node.$ref) };
  const copy = {};
  for (const [key, value] of Object.entries(node)) {
    // A property may be called `title`; an answer must have a description.
    if (!names && PROSE.has(key) && value !== '') continue;
    copy[key] = structure(value, key === 'properties' && !names);
  }
  // Validators know `nullable` beside a type only.
  if (copy.nullable) copy.type ??= 'object';
  return copy;
}

/** Takes over what a reference names. @returns the reference */
function keep(reference) {
  const [, , kind, name] = reference.split('/');
  if (kept[kind][name] === undefined) {
    kept[kind][name] = {}; // It may refer to itself.
    kept[kind][name] = structure(shortened(name, components[kind][name]));
  }
  return reference;
}

function shortened(name, schema) {
  return READ[name] ? pick(schema, READ[name]) : schema;
}

/** Of an object's description the wanted members. */
function pick(schema, wanted) {
  const names = Object.keys(wanted);
  if (names.length === 0) return schema;
  const { type, properties, required } = schema;
  return {
    type,
    properties: Object.fromEntries(
      names.map((name) => [name, pick(properties[name], wanted[name])]),
    ),
    required: required.filter((name) => names.includes(name)),
  };
}
