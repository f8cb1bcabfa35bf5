// A fetch whose next answer to a tool call can be told to break after its first event, as a bad network does it.
export function cuttingFetch() {
  let armed = false;
  let streamOpen;
  const opened = new Promise((resolve) => { streamOpen = resolve; });
  const state = {
    resumedAfter: undefined,
    arm: () => { armed = true; state.resumedAfter = undefined; },
    // The stream for what belongs to no request; a server without one says so with 405.
    opened,
    async fetch(url, init) {
      const headers = new Headers(init?.headers);
      if (init?.method === 'GET' && headers.has('last-event-id')) state.resumedAfter = 'an event';
      const response = await fetch(url, init);
      if (init?.method === 'GET') streamOpen(response.status);
      if (!armed || !String(init?.body ?? '').includes('"tools/call"')) return response;
      armed = false;
      return new Response(response.body.pipeThrough(firstEventOnly()), response);
    },
  };
  return state;
}

// Passes what comes up to the end of the first event that carries data, and ends there.
function firstEventOnly() {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let text = '';
  return new TransformStream({
    transform(chunk, controller) {
      text += decoder.decode(chunk, { stream: true });
      const data = text.search(/^data: ?\S/m);
      const end = data < 0 ? -1 : text.indexOf('\n\n', data);
      if (end < 0) return;
      controller.enqueue(encoder.encode(text.slice(0, end + 2)));
      controller.terminate();
    },
  });
}
