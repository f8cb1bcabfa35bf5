import { ResourceTemplate } from '@modelcontextprotocol/server';
import { IMAGE } from './samples.mjs';

const PAGE = '<!doctype html><title>App</title><p>Shown';

export function addResources(server) {
  const add = (name, uri, mimeType, contents, about) => server.registerResource(name, uri, { mimeType, ...about }, (asked) => ({ contents: [{ uri: asked.href, mimeType, ...contents }] }));

  add('static-text', 'test://static-text', 'text/plain', { text: 'This is the content of the static text resource.' });
  add('static-binary', 'test://static-binary', 'image/png', { blob: IMAGE });
  add('watched', 'test://watched-resource', 'text/plain', { text: 'Watched resource content' });
  add('app', 'ui://everything/app', 'text/html;profile=mcp-app', { text: PAGE, _meta: { ui: { prefersBorder: true, csp: { connectDomains: ['https://api.example.com'] } } } },
    { _meta: { ui: { prefersBorder: true } } });
  server.registerResource('template', new ResourceTemplate('test://template/{id}/data', { list: undefined }), { mimeType: 'application/json' }, (uri, { id }) => ({
    contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }) }],
  }));
}
