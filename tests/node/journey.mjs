// Takes each client through a session at one address: connect, list, call, progress, and answering a question where the client can.
// Prints, as one line of JSON, what each saw.
//
//   node journey.mjs <http|sse> <server: ours|everything> <url>     MCP_HEADERS: JSON of headers to add
const [kind, server, url] = process.argv.slice(2);
const headers = JSON.parse(process.env.MCP_HEADERS ?? '{}');
const calls = {
  ours: { echo: ['echo', { message: 'hello' }], progress: ['count', { steps: 3 }], ask: ['ask', {}] },
  everything: {
    echo: ['echo', { message: 'hello' }],
    progress: ['trigger-long-running-operation', { duration: 0.3, steps: 3 }],
    ask: ['trigger-elicitation-request', {}],
  },
}[server];
const names = ['sdk', 'client', 'ai', 'langchain', 'remote'];
const seen = await Promise.all(names.map(async (name) => [name, await journey(name)]));
console.log(JSON.stringify(Object.fromEntries(seen)));
process.exit(0);

async function journey(name) {
  const heard = [];
  const saw = {};
  try {
    const { connect } = await import(`./clients/${name}.mjs`);
    const client = await connect({ url, kind, headers, answer: async () => ({ action: 'accept', content: { name: 'Ada' } }) });
    saw.tools = (await client.list()).length;
    saw.echo = await client.call(...calls.echo);
    await client.call(...calls.progress, (progress) => heard.push(progress.progress));
    if (client.can.progress) saw.progress = heard;
    if (client.can.elicit) saw.answered = (await client.call(...calls.ask)).includes('Ada');
    await client.close();
  } catch (error) {
    saw.error = `${error.stack}`;
  }
  return saw;
}
